"""Other tools on the same text: what each can of the job, and its rate. Theirs is the lexicon of gen_lexicon.py."""
import os
import shutil
import subprocess
import sys

from timing import Job, against, rotate

# Name for pypeers.py, packages, and what of the job it does.
PYTHON = [
    ("ahors", ["ahocorasick-rs"], "ahocorasick_rs, Rust from Python: entries, no words"),
    ("empath", ["empath"], "Empath: exact words of a list of its own shape"),
    ("duckdb", ["duckdb", "pandas"], "DuckDB: one regex a category"),
    ("liwc", ["liwc"], "PyPI liwc: words and stems, no phrases"),
]


def table(run, bench):
    """The lines of a Markdown table, each peer against `scan` in the same rounds."""
    data = run.data
    python = data.folder / "venv/bin/python"
    lists = data.folder / "lex"
    subprocess.run([python, bench / "gen_lexicon.py", lists], check=True, stdout=subprocess.DEVNULL)
    large, some = data.mid, data.folder / "10-MB.txt"
    if not some.exists():
        text = large.read_bytes()[:10_100_000]
        some.write_bytes(text[: text.rfind(b"\n\n") + 2])
    whole, part = large.stat().st_size, some.stat().st_size
    jobs = [
        (run.scan("scan", [large], whole), "words, patterns, masks, context, identifiers, reports"),
        (Job("`cat`", ["cat", large], whole), "reads"),
        (Job("`wc -w`, C locale", ["wc", "-w", large], whole, {"LC_ALL": "C"}), "words between white space"),
    ]
    if ripgrep():
        # Its matches go to a file: some greps stop at the first where nobody reads.
        argv = ["sh", "-c", 'exec rg -j1 -i -w -F -o -f "$0" "$1" > "$2"', lists / "words.list", some, data.folder / "rg.out"]
        jobs.append((Job("ripgrep", argv, part), "900 exact words, found"))
    for name, packages, does in PYTHON:
        got = subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=False)
        if got.returncode == 0:
            jobs.append((Job(does.split(":")[0], [python, bench / "pypeers.py", name, lists, some], part), does.partition(": ")[2]))
        else:
            print(f"{packages[0]} cannot be installed here, and is left out", file=sys.stderr)
    rotate([job for job, _ in jobs], max(2, run.rounds // 2))
    scan = jobs[0][0]
    yield ""
    yield "| | does of the job | MB per CPU-second | scan is |"
    yield "|---|---|---|---|"
    for job, does in jobs:
        digits = 0 if job.rate() >= 20 else 1
        ratio = 1 / against(job, scan)
        yield f"| {'**feltsense scan**' if job is scan else job.name} | {does} | {job.rate():.{digits}f} | " + (
            "|" if job is scan else f"{ratio:.{0 if ratio >= 10 else 1}f}× |")


def ripgrep():
    """True if there is one, now."""
    if not shutil.which("rg") and os.getuid() == 0 and shutil.which("apt-get"):
        subprocess.run("apt-get update -qq && apt-get install -y -qq ripgrep", shell=True, check=False,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if not shutil.which("rg"):
        print("ripgrep cannot be installed here, and is left out", file=sys.stderr)
    return shutil.which("rg")
