"""The texts of the table: those of a corpus generator, or our own from the sample corpus."""
import csv
import json
import random
import re
import subprocess
import sys
import tomllib
import venv
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Letters of scripts that are not Latin, and whether white space stands between words.
SCRIPTS = [("абвгдежзийклмнопрстуфхцчшщыэюя", " "), ("αβγδεζηθικλμνξοπρστυφχψω", " "), ("אבגדהוזחטיכלמנסעפצקרשת", " "),
           ("कखगघचछजझटठडढतथदधनपफबभमयरलवशषसह", " "), ("的一是了我不人在他有这上们来到时大地为子中你说生国", ""),
           ("あいうえおかきくけこさしすせそたちつてとなにぬねの", ""), ("éèàçùêôîûabcdefghijlmnopqrstuv", " ")]


class Data:
    """Paths of what is measured. Made once; a folder that holds them is used again."""

    def __init__(self, folder, bench, small):
        self.folder = folder
        self.small_scale = small
        folder.mkdir(parents=True, exist_ok=True)
        done = folder / "done"
        self.source = done.read_text() if done.exists() else self.make(bench)
        done.write_text(self.source)
        self.mid, self.multi = folder / "mid.txt", folder / "multi.txt"
        self.small, self.parts = folder / "small", folder / "mid"

    def make(self, bench):
        """The plain texts: mid.txt, multi.txt, small/*/*.txt of a page each, mid/*.txt of 1 MB each."""
        mib, files = (16, 2000) if self.small_scale else (128, 20000)
        if bench:
            python = self.folder / "venv/bin/python"
            if not python.exists():
                venv.create(self.folder / "venv", with_pip=True)
                subprocess.run([python, "-m", "pip", "install", "-q", "wordfreq"], check=True)
            subprocess.run([python, bench / "gen_corpus.py", self.folder, "--mib", str(mib), "--files", str(files),
                            "--big-mib", "1"], check=True)
            return "text of gen_corpus.py, seeded English prose"
        own(self.folder, mib << 20, files)
        return "sentences of the sample corpus in a seeded order"

    def pages(self):
        """The small files, in order."""
        return sorted(self.small.glob("*/*.txt"))

    def table(self, kind, paths):
        """A CSV or JSON lines of documents, each with `id` and `text`; gives the bytes of text in it as well."""
        path = self.folder / f"{paths[0].parent.name}-{len(paths)}.{kind}"
        texts = [page.read_text(encoding="utf-8") for page in paths]
        if not path.exists():
            with open(path, "w", encoding="utf-8", newline="") as out:
                write(out, kind, texts)
        return path, sum(len(text.encode()) for text in texts)

    def joined(self, paths):
        """The same documents as one plain text."""
        path = self.folder / f"{paths[0].parent.name}-{len(paths)}.txt"
        if not path.exists():
            path.write_bytes(b"\n\n".join(page.read_bytes().rstrip(b"\n") for page in paths) + b"\n")
        return path

    def large(self, size, kind):
        """`size` bytes of text: JSON lines of a page each, or a folder of 1,000 files."""
        path = self.folder / f"large-{size}-{kind}"
        if path.exists():
            return path
        with open(self.mid, "rb") as text:
            blocks = list(iter(lambda: text.read(1 << 20), b""))
        if kind == "files":
            part = self.folder / "unfinished"
            part.mkdir(exist_ok=True)
            each = size // 1000
            for at in range(1000):
                block = b"".join(blocks[(at + more) % len(blocks)] for more in range(-(-each // len(blocks[0])) + 1))
                (part / f"{at:04}.txt").write_text(block[:each].decode("utf-8", "ignore"), encoding="utf-8")
            return part.rename(path)
        pages = [page.read_text(encoding="utf-8") for page in self.pages()]
        path = path.with_suffix(".jsonl")
        if not path.exists():
            with open(path, "w", encoding="utf-8") as out:
                done = at = 0
                while done < size:
                    page = pages[at % len(pages)]
                    write(out, "jsonl", [page], at)
                    done, at = done + len(page.encode()), at + 1
        return path

    def lexicon(self, entries=20_000):
        """A lexicon as large as a user's may be: the rarest words of the text, stems and phrases of less rare ones."""
        path = self.folder / f"own-{entries}.toml"
        if not path.exists():
            with open(self.mid, encoding="utf-8") as text:
                words = re.findall(r"[a-z]{4,}", text.read(30_000_000).lower())
            path.write_text(own_lexicon(words, entries), encoding="utf-8")
        return path

    def hostile(self, name, size):
        """A text of a shape that makes bad algorithms slow."""
        path = self.folder / f"{name.replace(' ', '-')}-{size}.txt"
        if not path.exists():
            path.write_text(shape(name, size), encoding="utf-8")
        return path


def write(out, kind, texts, first=0):
    """Rows of a table."""
    if kind == "csv":
        table = csv.writer(out)
        table.writerow(["id", "text"])
        table.writerows((str(first + at), text) for at, text in enumerate(texts))
    else:
        out.writelines(json.dumps({"id": str(first + at), "text": text}, ensure_ascii=False) + "\n"
                       for at, text in enumerate(texts))


def own(folder, size, files):
    """What a generator would make, from the sample corpus."""
    rnd = random.Random(11)
    text = " ".join(path.read_text(encoding="utf-8") for kind in ("essays", "transcripts")
                    for path in sorted((ROOT / "corpus" / kind).iterdir()))
    sentences = [re.sub(r"[\n*#]", " ", piece) for piece in re.split(r"(?<=\. )", text)]

    def paragraphs(size):
        done = 0
        while done < size:
            paragraph = "".join(rnd.choices(sentences, k=6)) + "\n\n"
            done += len(paragraph.encode())
            yield paragraph

    all_of_it = list(paragraphs(size))
    (folder / "mid.txt").write_text("".join(all_of_it), encoding="utf-8")
    rest = iter(all_of_it)
    for part, number, each in (("mid", min(100, size // 1_000_000), 1_000_000), ("small", files, 4000)):
        for at in range(number):
            path = folder / part / (f"{at // 1000:02}" if part == "small" else "") / f"{at:05}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            pieces, done = [], 0
            while done < each:
                piece = next(rest, None)
                if piece is None:
                    rest = iter(all_of_it)
                    continue
                pieces.append(piece)
                done += len(piece.encode())
            path.write_text("".join(pieces), encoding="utf-8")
    with open(folder / "multi.txt", "w", encoding="utf-8") as out:
        for letters, space in SCRIPTS:
            words = ["".join(rnd.choices(letters, k=rnd.randint(1, 9 if space else 3))) for _ in range(20000)]
            for _ in range(size // 4 // len(SCRIPTS) // 1000):
                out.write(space.join(rnd.choices(words, k=80 if space else 170)) + (". " if space else "。") + "\n\n")


def plain(patterns):
    """One spelling of each pattern that has no gap, set or gate: the first of alternatives, nothing optional."""
    spellings = []
    for pattern in patterns:
        last = None
        while last != pattern:
            last, pattern = pattern, re.sub(r"\([^()]*\)\?", "", pattern)
            pattern = re.sub(r"\(([^()|]*)[^()]*\)", r"\1", pattern)
        pattern = " ".join(re.sub(r":[0-9.]+$", "", pattern).replace("*", "").split())
        if re.fullmatch(r"[a-z' ]+", pattern):
            spellings.append(pattern)
    return spellings


def lexicon(name):
    """A file of lexicons/."""
    return tomllib.loads((ROOT / "lexicons" / f"{name}.toml").read_text(encoding="utf-8"))


def own_lexicon(words, entries):
    """Of 20 entries 13 are words, four stems and three phrases of two words, in 20 categories. What the text has not
    enough words for is made up."""
    counts = Counter(words)
    rare = sorted(counts, key=lambda word: (counts[word], word))
    whole, stems, phrases = (entries * part // 20 for part in (13, 4, 3))
    cut = dict.fromkeys(rare[at] for at in range(0, whole + stems, 3) if at < len(rare) and len(rare[at]) > 6)
    cut = list(cut)[:stems]
    kept = set(cut)
    found = [word for word in rare if word not in kept][:whole] + [word + "*" for word in cut]
    often = {word for word in counts if counts[word] > len(words) / 20_000}
    pairs = dict.fromkeys(f"{one} {two}" for one, two in zip(words, words[1:]) if (one in often) != (two in often))
    # Those that are met first are met often.
    found += list(pairs)[-phrases:]
    letters = "bcdfghklmnprstvz"
    made_up = (f"qu{''.join(letters[at >> shift & 15] for shift in (0, 4, 8, 12))}" for at in range(entries))
    found += [next(made_up) for _ in range(entries - len(found))]
    lines = ['name = "own"', 'title = "Own"', 'version = "1.0.0"', 'language = "en"']
    for category in range(20):
        lines += ["[[category]]", f'id = "c{category}"', f'title = "C{category}"', 'polarity = "resource"',
                  "entries = " + json.dumps(found[category::20])]
    return "\n".join(lines) + "\n"


def shape(name, size):
    """The hostile texts, by name."""
    if name == "one line":
        words = ["I was ashamed of it and told nobody, so it went on. ", "It rained that day; the bus was late. "]
    elif name == "all hits":
        files = [lexicon(file) for file in ("shame", "self_compassion", "relational", "somatic")]
        kinds = [kind for file in files for category in file["category"]
                 for kind in (category, *category.get("family", []))]
        entries = (entry if isinstance(entry, str) else entry["pattern"]
                   for kind in kinds for entry in kind.get("entries", []))
        words = [word + " " for word in plain(entries)]
    elif name == "all masks":
        words = [mask + " " for mask in plain(lexicon("english")["masks"])]
    elif name == "all negators":
        words = [cue + " " for cue in plain(lexicon("english")["cues"]["negator"])]
    elif name == "apostrophes":
        words = ["'"]
    else:
        sys.exit(f"no such text: {name}")
    rnd = random.Random(5)
    pieces, done = [], 0
    while done < size:
        pieces.append(rnd.choice(words))
        done += len(pieces[-1])
    return "".join(pieces)[:size]
