#!/bin/bash
# `feltsense check` beside typos and codespell: 2,000 Markdown files (15 MB), in the same rounds; and
# one line of 1.5, 3 and 6 MB with 40,000, 80,000 and 160,000 hits, with every hit a finding and without.
#
#   benches/peers/check.sh FELTSENSE BENCH FOLDER [ROUNDS]
#
# BENCH holds measure.py, gen_corpus.py and gen_lexicon.py. FOLDER gets a Python environment, the texts
# and the tables. What cannot be installed is told and left out.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
feltsense=$(realpath "$1"); bench=$(realpath "$2"); mkdir -p "$3"; cd "$3"; rounds=${4:-5}

[ -x venv/bin/python ] || python3 -m venv venv
for package in wordfreq typos codespell; do
  venv/bin/pip install -q "$package" || echo "$package cannot be installed here, and is left out" >&2
done
if [ ! -f texts/line-4.md ]; then
  venv/bin/python "$here/markdown.py" "$bench" texts
fi
for n in 1 2 4; do tr -d '.?!' < texts/line-$n.md > texts/endless-$n.md; done
# Nothing of the folders above decides what is checked.
printf 'root = true\n' > texts/feltsense.toml
printf 'root = true\n[check.rules.presence]\nlevel = "note"\ncategory = "shame+self_compassion+relational+somatic"\n' > presence.toml

bytes=$(cat texts/pages/*/*.md | wc -c)
: > jobs.tsv
for peer in typos codespell; do
  if [ -x "venv/bin/$peer" ]; then
    printf '%s\t%s\texec venv/bin/%s texts/pages\n' "$peer" "$bytes" "$peer" >> jobs.tsv
  fi
done
printf 'check\t%s\texec "%s" check texts/pages --no-progress\n' "$bytes" "$feltsense" >> jobs.tsv
python3 "$bench/measure.py" -n "$rounds" jobs.tsv | tee pages.tsv

: > lines.tsv
for text in line endless; do
  for n in 1 2 4; do
    size=$(wc -c < texts/$text-$n.md)
    printf '%s\t%s\texec "%s" check texts/%s.md --no-progress\n' "$text-$n" "$size" "$feltsense" "$text-$n" >> lines.tsv
    printf '%s\t%s\tulimit -v 12000000; exec timeout 120 "%s" check texts/%s.md --no-progress --config presence.toml --output json\n' \
      "$text-$n-every-hit" "$size" "$feltsense" "$text-$n" >> lines.tsv
  done
done
python3 "$bench/measure.py" -n "$rounds" lines.tsv | tee long-lines.tsv
