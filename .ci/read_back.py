#!/usr/bin/env python3
"""Reads a report back and checks what must hold between its files. Standard library only."""
import csv
import json
import math
import sys
from pathlib import Path

folder = Path(sys.argv[1])
csv.field_size_limit(1 << 30)


def table(name):
    with open(folder / f"{name}.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return rows


def number(text):
    value = float(text) if text else 0.0
    assert math.isfinite(value), text
    return value


documents, corpus, terms, codebook = map(table, ("documents", "corpus", "terms", "codebook"))
manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
assert manifest["tool"] == "feltsense"
assert manifest["counts"]["documents"] == len(documents) > 0, "documents"
assert manifest["counts"]["words"] == sum(int(row["words"]) for row in documents), "words"

known = {(row["file"], row["column"]) for row in codebook}
for name in ("documents", "corpus", "terms", "skipped", "codebook"):
    with open(folder / f"{name}.csv", newline="", encoding="utf-8") as file:
        header = next(csv.reader(file))
    missing = [column for column in header if (f"{name}.csv", column) not in known]
    assert not missing, f"{name}: not in the codebook: {missing}"
    extra = [c for f, c in known if f == f"{name}.csv" and c not in header]
    assert not extra, f"{name}: in the codebook only: {extra}"

total = {row["category"]: row for row in corpus if row["group"] == "all"}
for category, row in total.items():
    column = category.replace("_adverse", "_adverse_hits") if category.endswith("_adverse") else f"{category}_hits"
    hits = sum(int(document[column]) for document in documents)
    assert hits == int(row["hits"]), (category, hits, row["hits"])
for lexicon in (record["name"] for record in manifest["lexicons"]):
    for row in documents:
        parts = sum(int(row[f"{lexicon}_{who}"]) for who in ("self", "we", "you", "other", "generic"))
        assert parts == int(row[f"{lexicon}_hits"]), (row["document"], lexicon)
for row in documents:
    assert int(row["covered_words"]) <= int(row["words"]), row["document"]
    assert (row["words"] == "0") == (row["coverage_pct"] == ""), row["document"]
    for column, text in row.items():
        if column.endswith(("_per_100", "_low", "_high")) and text:
            number(text)
for row in terms:
    assert 0 <= number(row["share_of_category"]) <= 1
print(f"{folder.name}: {len(documents)} documents, {len(terms)} forms, {len(codebook)} columns explained")
