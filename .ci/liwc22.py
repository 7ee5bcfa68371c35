#!/usr/bin/env python3
"""Compares documents.csv of --words liwc22 with figures that LIWC-22 printed, to two decimals."""
import csv
import sys

ours = {row["document"]: row for row in csv.DictReader(open(sys.argv[1], newline="", encoding="utf-8"))}
wrong = 0
compared = 0
for row in csv.DictReader(open(sys.argv[2], newline="", encoding="utf-8")):
    mine = ours[row.pop("document")]
    for column, theirs in row.items():
        compared += 1
        if abs(round(float(mine[column]), 2) - float(theirs)) > 0.0051:
            wrong += 1
            print(f"{mine['document']}: {column} is {mine[column]}, LIWC-22 has {theirs}")
assert compared == 22, compared
print(f"{compared} figures compared, {wrong} differ")
sys.exit(1 if wrong else 0)
