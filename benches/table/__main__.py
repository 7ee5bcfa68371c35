"""The table of what the engine must reach, as Markdown, from one command.

    python3 benches/table [--bench FOLDER] [--small] [--rounds N] [--record] [--peers]

Builds the release program, makes the texts once, runs every row in rotation with what it is measured
against, and prints measured, must, goal, stretch, and the farthest that is met. benches/README.md says
what each row is. Standard library only.
"""
import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

from data import ROOT, Data
from rows import Bench


def build(args):
    """The program, and the benchmark that holds the bare loop."""
    if args.bin and args.loop:
        return args.bin.resolve(), args.loop.resolve()
    run = subprocess.run(["cargo", "bench", "--no-run", "--bench", "tokenize", "--message-format=json"], cwd=ROOT,
                         stdout=subprocess.PIPE, check=True)
    made = {}
    for line in run.stdout.splitlines():
        message = json.loads(line)
        if message.get("executable"):
            made[message["target"]["name"]] = Path(message["executable"])
    return (args.bin.resolve() if args.bin else made["feltsense"]), made["tokenize"]


def output(*argv):
    """What a command prints, on one line."""
    run = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    return run.stdout.strip().partition("\n")[0]


def machine(source, given):
    """Where and of what the figures are."""
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8") if Path("/proc/cpuinfo").exists() else ""
    fields = dict(map(str.strip, line.split(":", 1)) for line in info.splitlines() if ":" in line)
    wide = [flag for flag in ("avx2", "avx512f", "avx512vbmi") if flag in fields.get("flags", "").split()]
    dirty = " and changes that are not committed" if output("git", "status", "--porcelain", "src", "Cargo.toml") else ""
    if given:
        # What it was built from cannot be asked.
        dirty += "; the program was built before (--bin), perhaps from another"
    return [
        f"- {datetime.date.today()}, commit {output('git', 'rev-parse', '--short=12', 'HEAD')}{dirty}",
        f"- {fields.get('model name', platform.processor())}, {os.cpu_count()} cores, {', '.join(wide) or 'no AVX'}; "
        f"{platform.system()} {platform.release()}; {output('rustc', '-V')}",
        f"- {source}; load before the run {os.getloadavg()[0]:.1f}: wall times hold for an idle machine only",
    ]


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--bench", type=Path, help="folder with gen_corpus.py (needs PyPI wordfreq); else our own text")
    args.add_argument("--data", type=Path, help="where the texts are made and kept [target/bench-table]")
    args.add_argument("--small", action="store_true", help="an eighth of the text, a tenth of the files")
    args.add_argument("--rounds", type=int, default=5)
    args.add_argument("--bin", type=Path, help="measure this program instead of building one")
    args.add_argument("--loop", type=Path, help="with --bin: the benchmark tokenize, already built")
    args.add_argument("--peers", action="store_true", help="the table of other tools as well (needs --bench, pip, apt)")
    args.add_argument("--only", nargs="*", help="rows: one_file many_files tables scripts threads memory startup own_lexicon growth")
    args.add_argument("--record", action="store_true", help="write benches/record/DATE.md, too")
    args = args.parse_args()
    if args.peers and not args.bench:
        sys.exit("--peers needs --bench: the lexicon of the peers is made there")
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    name = "bench-table" + ("-small" if args.small else "") + ("" if args.bench else "-own")
    bench = args.bench.resolve() if args.bench else None
    data = Data((args.data or target / name).resolve(), bench, args.small)
    binary, loop = build(args)
    out = ["# " + str(datetime.date.today()), "", *machine(data.source, args.bin), "",
           "| what | measured | must | goal | stretch | reached |", "|---|---|---|---|---|---|"]
    print("\n".join(out), flush=True)
    run = Bench(binary, loop, data, args.rounds)
    rows = run.rows() if args.only is None else (row for part in args.only for row in getattr(run, part)())
    for row in rows:
        out.append(row.markdown())
        print(out[-1], flush=True)
    if args.peers:
        import peers
        for line in peers.table(run, bench):
            out.append(line)
            print(line, flush=True)
    if args.record:
        path = ROOT / "benches/record" / f"{datetime.date.today()}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(out) + "\n", encoding="utf-8")
        print(f"\nwritten: {path.relative_to(ROOT)}", file=sys.stderr)


main()
