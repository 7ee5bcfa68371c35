#!/usr/bin/env bash
# Instructions of the whole job on a fixed small text, one thread, counted by callgrind, beside the last
# record. Processor time differs from run to run and from machine to machine; instructions hardly do.
#
#   benches/instructions.sh FELTSENSE            compares: over 5 % more fails, 5 % less asks to record anew
#   benches/instructions.sh FELTSENSE --record   writes benches/record/instructions.txt
#   benches/instructions.sh FELTSENSE --spread N counts N times and prints least and most
#
# Hashes are seeded at random, so that counts differ a little between runs of the same program; benches/README.md
# says by how much. Another compiler writes other instructions: figures of another are printed, not judged.
set -euo pipefail
bin=$(realpath "$1")
cd "$(dirname "$0")/.."
record=benches/record/instructions.txt

if ! command -v valgrind >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  { apt-get update -qq && apt-get install -y -qq valgrind; } >/dev/null 2>&1 || true
fi
if ! command -v valgrind >/dev/null; then
  echo "NOT COUNTED: there is no valgrind here and it cannot be installed"
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Prose and talk of the sample corpus, four times: so long that the start is the smaller part.
for _ in 1 2 3 4; do cat corpus/essays/* corpus/transcripts/*; done > "$work/text.txt"
text=$(sha256sum < "$work/text.txt" | cut -c1-16)
compiler=$(rustc -V)

count() {
  # Of the processor that valgrind shows, only what every x86-64 has is used.
  FELTSENSE_CPU=portable valgrind --tool=callgrind --callgrind-out-file=/dev/null "$bin" scan "$work/text.txt" \
    --threads 1 --quiet --force -o "$work/report" 2> "$work/log" || { cat "$work/log" >&2; exit 1; }
  sed -n 's/.*Collected : \([0-9]*\).*/\1/p' "$work/log"
}

case ${2:-} in
  --spread)
    for _ in $(seq "${3:-10}"); do count; done | sort -n \
      | awk '{ n[NR] = $1 } END { printf "least %d, middle %d, most %d: %.2f %% apart\n", n[1], n[int((NR + 1) / 2)], n[NR], (n[NR] / n[1] - 1) * 100 }'
    exit ;;
  --record)
    mkdir -p benches/record
    printf 'instructions %s\ncompiler %s\ntext %s\n' "$(count)" "$compiler" "$text" | tee "$record"
    exit ;;
esac

now=$(count)
field() { sed -n "s/^$1 //p" "$record"; }
was=$(field instructions)
change=$(awk -v now="$now" -v was="$was" 'BEGIN { printf "%+.2f", (now / was - 1) * 100 }')
echo "$now instructions for $(wc -c < "$work/text.txt") bytes; the record has $was: $change %"
for what in compiler text; do
  if [ "${!what}" != "$(field "$what")" ]; then
    echo "not judged: the record is of another $what ($(field "$what"), here ${!what}); --record writes a new one"
    exit 0
  fi
done
if awk -v change="$change" 'BEGIN { exit !(change > 5) }'; then
  echo "more than 5 % worse: find what costs, or record anew and say in CHANGELOG.md what it buys"
  exit 1
fi
if awk -v change="$change" 'BEGIN { exit !(change < -5) }'; then
  echo "more than 5 % better: please record it, so that it is not lost: benches/instructions.sh FELTSENSE --record"
fi
