#!/usr/bin/env python3
"""Seeded Markdown pages and long lines for `check.sh`.

    markdown.py BENCH OUT [--files 2000] [--seed 6]

BENCH holds `gen_corpus.py` and `gen_lexicon.py`, which make the prose (PyPI wordfreq). OUT gets

  pages/NN/NNNN.md   --files pages of 7.5 KB on average (log-normal): front matter, headings, paragraphs
                     with emphasis, code and links, lists, quotations, code blocks
  line-1.md, line-2.md, line-4.md   one line of 1.5, 3 and 6 MB with 40,000, 80,000 and 160,000 hits

The same seed gives the same bytes.
"""
import argparse
import random
import sys
from pathlib import Path

MEAN = 7500


def page(rnd, paragraphs, size):
    """Markdown of about `size` bytes around paragraphs of prose."""
    words = next(paragraphs).split()
    title = " ".join(words[:6]).strip(".,;!?\"").replace(":", "").replace('"', "")
    out = [f"---\ntitle: \"{title}\"\ndate: 2026-0{rnd.randint(1, 9)}-1{rnd.randint(0, 9)}\n---\n", f"# {title}\n"]
    length = 0
    while length < size:
        prose = next(paragraphs).strip()
        kind = rnd.random()
        if kind < .07:
            prose = f"## {' '.join(prose.split()[:7])}"
        elif kind < .14:
            prose = "\n".join(f"- {' '.join(prose.split()[at:at + 9])}" for at in range(0, 36, 9))
        elif kind < .18:
            prose = "> " + prose
        elif kind < .21:
            prose = f"```sh\n{' '.join(prose.split()[:12])}\n```"
        else:
            parts = prose.split(" ")
            for at in range(3, len(parts), 29):
                mark = rnd.choice(("*{}*", "**{}**", "`{}`", "[{}](https://example.org/a/b)"))
                parts[at] = mark.format(parts[at].strip("*`[]\"“”"))
            prose = " ".join(parts)
        out.append(prose + "\n")
        length += len(prose.encode()) + 2
    return "\n".join(out)


def endless(gen_corpus, rnd, entries):
    while True:
        yield from gen_corpus.prose(rnd, 1 << 22, lex=entries)


def line(rnd, draw, size, hits):
    """One line of `size` bytes with about `hits` words of the lists in it."""
    out, length = [], 0
    said = ("ashamed", "shame", "gentle with myself", "worthless", "my chest", "trust", "not ashamed", "I breathe")
    room = size / hits
    while length < size:
        piece, own = [rnd.choice(said)], 0
        while own < room - 12:
            word = draw(1)[0]
            piece.append(word)
            own += len(word.encode()) + 1
        text = " ".join(piece) + rnd.choice((". ", ", ", " ", " "))
        out.append(text)
        length += len(text.encode())
    return "".join(out) + "\n"


def main():
    args = argparse.ArgumentParser()
    args.add_argument("bench")
    args.add_argument("out", type=Path)
    args.add_argument("--files", type=int, default=2000)
    args.add_argument("--seed", type=int, default=6)
    args = args.parse_args()
    sys.path.insert(0, args.bench)
    import gen_corpus
    import gen_lexicon
    entries = gen_lexicon.build()
    rnd = random.Random(args.seed)
    paragraphs = endless(gen_corpus, rnd, entries)
    for at in range(args.files):
        folder = args.out / "pages" / f"{at // 100:02}"
        folder.mkdir(parents=True, exist_ok=True)
        size = min(max(rnd.lognormvariate(0, .6) * MEAN / 1.197, 500), 60000)
        (folder / f"{at:04}.md").write_text(page(rnd, paragraphs, size), encoding="utf-8")
    _, _, draw = gen_corpus.sampler(rnd, "en", 20000)
    for times in (1, 2, 4):
        text = line(rnd, draw, times * 1_500_000, times * 40_000)
        (args.out / f"line-{times}.md").write_text(text, encoding="utf-8")


main()
