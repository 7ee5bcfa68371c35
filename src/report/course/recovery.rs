//! `recovery.csv`.

use std::io;

use super::finding::{self, cells, q_of, tested};
use crate::course::chance::{Finding, MIN_HITS};
use crate::course::recovery::{Recovery, RecoveryPool, median};
use crate::report::schema::{Field, measure, plain};
use crate::report::table::Cell;
use crate::report::writer::{DocumentRow, Table};

const DOCS: &str = "docs/course.md";

/// Columns of the file.
pub(super) const FIELDS: [Field; 21] = [
    plain(
        "document",
        "text",
        "As in documents; empty in rows that pool the documents of a group.",
    ),
    plain(
        "group",
        "text",
        "As in documents; in pooled rows as in corpus.",
    ),
    plain(
        "from",
        "text",
        "Category that comes first; + joins several.",
    ),
    plain(
        "to",
        "text",
        "Category that is looked for behind it; + joins several.",
    ),
    plain("from_hits", "hits", "Affirmed hits of from that take part."),
    plain("to_hits", "hits", "Affirmed hits of to that take part."),
    finding::LEFT_OUT,
    measure(
        "median_words",
        "words",
        "Words from a hit of from to the next hit of to, of those that have a next one.",
        "median of first word of the next hit - first word",
        DOCS,
    ),
    measure(
        "median_sentences",
        "sentences",
        "Sentences from a hit of from to the next hit of to: 0 in the same sentence.",
        "median",
        DOCS,
    ),
    plain(
        "without_next",
        "hits",
        "Hits of from behind which no hit of to comes. A text that ends leaves open what would have come.",
    ),
    plain(
        "within_words",
        "words",
        "How far behind counts as followed (--within).",
    ),
    plain(
        "followed",
        "hits",
        "Hits of from with a hit of to that begins within so many words behind their first.",
    ),
    measure(
        "share",
        "share of from_hits",
        "Share of the hits of from that are followed; empty under 5 hits of from.",
        "followed / from_hits",
        DOCS,
    ),
    finding::EXPECTED,
    finding::LIFT,
    finding::LIFT_LOW,
    finding::LIFT_HIGH,
    finding::P,
    finding::Q,
    finding::TESTED,
    finding::FLAGS,
];

/// What a row tells beside its names and its finding.
struct Told {
    from_hits: u64,
    to_hits: u64,
    left_out: u64,
    words: Option<f64>,
    sentences: Option<f64>,
    with_next: u64,
    within: u32,
    followed: u64,
    expected: f64,
}

impl Told {
    fn cells<'a>(&self) -> [Cell<'a>; 10] {
        let hits = self.from_hits;
        [
            Cell::from(hits),
            Cell::from(self.to_hits),
            Cell::from(self.left_out),
            Cell::from(self.words),
            Cell::from(self.sentences),
            Cell::from(hits - self.with_next),
            Cell::from(self.within),
            Cell::from(self.followed),
            Cell::from((hits >= MIN_HITS).then(|| self.followed as f64 / hits as f64)),
            Cell::from(self.expected),
        ]
    }
}

pub(super) fn rows(table: &mut Table, row: &DocumentRow, pairs: &[Recovery]) -> io::Result<()> {
    let tested = tested(pairs.iter().map(|pair| &pair.finding));
    for pair in pairs {
        let told = Told {
            from_hits: pair.chance.hits,
            to_hits: pair.to_hits,
            left_out: pair.left_out,
            words: median(&pair.words),
            sentences: median(&pair.sentences),
            with_next: pair.words.len() as u64,
            within: pair.within,
            followed: pair.chance.observed,
            expected: pair.chance.expected,
        };
        let mut all = vec![
            Cell::from(row.document.as_str()),
            Cell::from(row.group.as_str()),
            Cell::from(&*pair.from),
            Cell::from(&*pair.to),
        ];
        all.extend(told.cells());
        all.extend(cells(&pair.finding, pair.q, tested));
        table.row(&all)?;
    }
    Ok(())
}

/// The rows of the corpus and of its groups.
pub(super) fn pooled_rows(table: &mut Table, pool: &RecoveryPool) -> io::Result<()> {
    for (group, sums) in pool.groups() {
        let sums: Vec<_> = sums.map(|(_, sum)| sum).collect();
        let found = sums.iter().map(|sum| sum.bond.finding());
        let found: Vec<Finding> = found.collect();
        let tested = tested(&found);
        for ((sum, found), q) in sums.iter().zip(&found).zip(q_of(&found)) {
            let told = Told {
                from_hits: sum.bond.hits,
                to_hits: sum.to_hits,
                left_out: sum.left_out,
                words: sum.words.median(),
                sentences: sum.sentences.median(),
                with_next: sum.words.total(),
                within: sum.within,
                followed: sum.bond.observed,
                expected: sum.bond.expected,
            };
            let mut all = vec![
                Cell::Empty,
                Cell::from(group),
                Cell::from(&*sum.from),
                Cell::from(&*sum.to),
            ];
            all.extend(told.cells());
            all.extend(cells(found, q, tested));
            table.row(&all)?;
        }
    }
    Ok(())
}
