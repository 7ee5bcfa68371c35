"""The rows of the table: what is measured, and what it must be."""
import csv
import os
import statistics
from dataclasses import dataclass

from timing import Job, against, peak, rotate

HOSTILE = ("one line", "all hits", "all masks", "all negators", "apostrophes")


@dataclass
class Row:
    """A figure and its limits, of which any may be absent."""

    what: str
    value: float
    unit: str
    must: float = None
    goal: float = None
    stretch: float = None
    least: bool = True
    note: str = ""

    def reached(self):
        """The farthest limit that the figure meets."""
        names = [name for name in ("must", "goal", "stretch") if getattr(self, name) is not None]
        kept = [name for name in names
                if (self.value >= getattr(self, name) if self.least else self.value <= getattr(self, name))]
        return kept[-1] if kept else "**not met**"

    def limit(self, name):
        """One limit, as it is printed."""
        limit = getattr(self, name)
        return "" if limit is None else f"{'≥' if self.least else '≤'} {limit:g}{self.unit}"

    def markdown(self):
        """The row."""
        digits = 1 if self.value >= 20 else 2
        measured = f"{self.value:.{digits}f}{self.unit}" + (f" ({self.note})" if self.note else "")
        return f"| {self.what} | {measured} | " + " | ".join(
            [self.limit("must"), self.limit("goal"), self.limit("stretch"), self.reached()]) + " |"


class Bench:
    """The program under test, the texts, and where reports go."""

    def __init__(self, binary, loop, data, rounds):
        self.binary, self.loop, self.data, self.rounds = binary, loop, data, rounds

    def scan(self, name, paths, size, *extra, threads=1):
        """A whole job."""
        argv = [self.binary, "scan", *paths, "--quiet", "--force", "-o", self.data.folder / "report"]
        return Job(name, [*argv, *(["--threads", threads] if threads else []), *extra], size)

    def rows(self):
        """All rows, measured now."""
        for part in (self.one_file, self.many_files, self.tables, self.scripts, self.threads, self.memory,
                     self.startup, self.own_lexicon, self.growth):
            yield from part()

    def one_file(self):
        mid = self.data.mid
        size = mid.stat().st_size
        wc, scan, full = rotate([
            Job("wc", ["wc", "-w", mid], size, {"LC_ALL": "C"}),
            self.scan("scan", [mid], size),
            self.scan("full", [mid], size, "--by", "paragraph", "--matches"),
        ], self.rounds)
        ratio = against(scan, wc)
        rate = f"{scan.rate():.0f} MB per CPU-second, wc {wc.rate():.0f}"
        yield Row("whole job against `wc -w`, C locale", ratio, "×", 2, 3.5, 6, note=rate)
        # What the compiler may use is decided when it builds: x86-64 has SSE2 for certain, and no more.
        yield Row("whole job without AVX-512", ratio, "×", 1.5, 2.5,
                  note="the same run: the build holds no AVX-512 and chooses nothing when it runs")
        yield Row("`--by paragraph --matches` against the plain run", 1 / against(full, scan), "×", 1.5, 1.2, least=False)

    def many_files(self):
        pages = self.data.pages()
        size = sum(page.stat().st_size for page in pages)
        small = self.data.small
        cat, scan = rotate([
            Job("cat", ["sh", "-c", 'find "$0" -type f -print0 | xargs -0 cat', small], size),
            self.scan("scan", [small], size),
        ], self.rounds)
        yield Row(f"{len(pages):,} files of {size / len(pages) / 1000:.1f} KB against `cat`", against(scan, cat), "×", .5, 1,
                  note=f"{scan.rate():.0f} MB per CPU-second, cat {cat.rate():.0f}")

    def tables(self):
        for paths, size_of in ((self.data.pages(), "a page a row"), (sorted(self.data.parts.glob("*.txt")), "1 MB a row")):
            plain = self.data.joined(paths)
            jobs = [self.scan("plain", [plain], plain.stat().st_size)]
            for kind in ("csv", "jsonl"):
                path, size = self.data.table(kind, paths)
                jobs.append(self.scan(kind, [path], size, "--text-column", "text", "--id-column", "id"))
            plain, *tables = rotate(jobs, self.rounds)
            for name, table in zip(("CSV", "JSON lines"), tables):
                yield Row(f"{name}, {size_of}, against plain text in one file", against(table, plain), "×", .5, .8,
                          note=f"{table.rate():.0f} MB per CPU-second, {len(paths):,} rows")

    def scripts(self):
        multi = self.data.multi
        size = multi.stat().st_size
        loop, scan = rotate([Job("loop", [self.loop, "--count", multi], size), self.scan("scan", [multi], size)], self.rounds)
        yield Row("other scripts against a bare `unicode_words().count()` loop", against(scan, loop), "×", 2, 3,
                  note=f"{scan.rate():.0f} MB per CPU-second, the loop {loop.rate():.0f}")

    def threads(self):
        parts, mid = self.data.parts, self.data.mid
        size = mid.stat().st_size
        for path, name in ((parts, "files of 1 MB"), (mid, "one file")):
            one, two = rotate([self.scan("1", [path], size), self.scan("2", [path], size, threads=2)], self.rounds)
            # The least wall time of each: whatever else the machine does can only add to it.
            yield Row(f"two threads, {name}: wall", min(one.wall) / min(two.wall), "×", 1.8, 1.95,
                      note=f"{min(one.wall):.2f} and {min(two.wall):.2f} s, CPU {1 / against(two, one):.2f}×")

    def memory(self):
        size = (128 if self.data.small_scale else 1024) << 20
        for kind, name in (("jsonl", "one file of JSON lines"), ("files", "1,000 files")):
            path = self.data.large(size, kind)
            extra = ("--text-column", "text", "--id-column", "id") if kind == "jsonl" else ()
            job = self.scan(name, [path], size, *extra, threads=None)
            # A page of the JSON lines, or a file: each thread may have the largest in its hands.
            documents = self.data.pages() if kind == "jsonl" else path.iterdir()
            largest = max(document.stat().st_size for document in documents)
            on_top = round((os.cpu_count() or 1) * largest / (1 << 20), 1)
            yield Row(f"peak memory, {size >> 20} MiB as {name}", peak(job), " MiB", 64 + on_top, 32 + on_top, least=False,
                      note="all threads; the limits are 64 and 32 MiB, and the largest document of each thread")

    def startup(self):
        text = self.data.folder / "short.txt"
        text.write_text("I was ashamed of it for years. Then I told her.\n", encoding="utf-8")
        true, scan = rotate([Job("true", ["true"], 1), self.scan("scan", [text], 1, threads=None)], 20 * self.rounds)
        over = statistics.median(a - b for a, b in zip(scan.cpu, true.cpu))
        yield Row("start-up over `true`", over * 1000, " ms", 10, 3, least=False, note="CPU time of a scan of two sentences")

    def own_lexicon(self):
        own = ["--lexicon", self.data.lexicon()]
        text = self.data.folder / "short.txt"
        text.write_text("I was ashamed of it for years. Then I told her.\n", encoding="utf-8")
        short, start = rotate([self.scan("short", [text], 1), self.scan("start", [text], 1, *own)], 10 * self.rounds)
        more = statistics.median(a - b for a, b in zip(start.cpu, short.cpu))
        yield Row("a lexicon of 20,000 entries: start-up over the embedded ones", more * 1000, " ms", 20, least=False)
        part = self.data.parts
        size = sum(path.stat().st_size for path in part.iterdir())
        plain, scan = rotate([self.scan("plain", [part], size), self.scan("own", [part], size, *own)], self.rounds)
        with open(self.data.folder / "report" / "documents.csv", encoding="utf-8", newline="") as rows:
            rows = list(csv.DictReader(rows))
        hits, words = (sum(int(row[column]) for row in rows) for column in ("hits", "words"))
        yield Row("the same over 1 MB files, against the embedded ones", 1 / against(scan, plain), "×", 1.3, least=False,
                  note=f"{100 * hits / words:.1f} hits in 100 words")

    def growth(self):
        text = self.data.folder / "short.txt"
        size = (2 if self.data.small_scale else 10) * 1_000_000
        for name in HOSTILE:
            paths = [self.data.hostile(name, half) for half in (size // 2, size)]
            start, half, whole = rotate([self.scan("start", [text], 1)] + [
                self.scan(str(path), [path], path.stat().st_size) for path in paths], max(self.rounds, 5))
            cost = statistics.median((b - s) / max(a - s, 1e-6) for s, a, b in zip(start.cpu, half.cpu, whole.cpu))
            yield Row(f"2× input: {name}, {size / 1e6:g} MB", cost, "×", 2.1, least=False,
                      note=f"{whole.rate():.0f} MB per CPU-second")
