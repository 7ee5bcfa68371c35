//! `cooccurrence.csv`.

use std::io;

use super::finding::{self, cells, q_of, tested};
use crate::course::chance::Finding;
use crate::course::cooccurrence::{Together, TogetherPool};
use crate::report::schema::{Field, plain};
use crate::report::table::Cell;
use crate::report::writer::{DocumentRow, Table};

/// Columns of the file.
pub(super) const FIELDS: [Field; 17] = [
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
        "a",
        "text",
        "Category whose hits are counted; + joins several.",
    ),
    plain(
        "b",
        "text",
        "Category that is to be near; + joins several of which one is enough, & two that are both to be near.",
    ),
    plain(
        "scope",
        "word",
        "What is near: sentence (a hit of b begins in it), words:N (within N words of a hit of b, in its sentence or a neighbouring one), turn (in transcripts).",
    ),
    plain("a_hits", "hits", "Affirmed hits of a that take part."),
    plain(
        "b_hits",
        "hits",
        "Affirmed hits of b that take part; of two the fewer.",
    ),
    finding::LEFT_OUT,
    plain("observed", "hits", "Hits of a that have b near."),
    finding::EXPECTED,
    finding::LIFT,
    finding::LIFT_LOW,
    finding::LIFT_HIGH,
    finding::P,
    finding::Q,
    finding::TESTED,
    finding::FLAGS,
];

pub(super) fn rows(table: &mut Table, row: &DocumentRow, pairs: &[Together]) -> io::Result<()> {
    let tested = tested(pairs.iter().map(|pair| &pair.finding));
    for pair in pairs {
        let mut all = vec![
            Cell::from(row.document.as_str()),
            Cell::from(row.group.as_str()),
            Cell::from(&*pair.a),
            Cell::from(&*pair.b),
            Cell::from(pair.scope.name()),
            Cell::from(pair.chance.hits),
            Cell::from(pair.b_hits),
            Cell::from(pair.left_out),
            Cell::from(pair.chance.observed),
            Cell::from(pair.chance.expected),
        ];
        all.extend(cells(&pair.finding, pair.q, tested));
        table.row(&all)?;
    }
    Ok(())
}

/// The rows of the corpus and of its groups.
pub(super) fn pooled_rows(table: &mut Table, pool: &TogetherPool) -> io::Result<()> {
    for (group, sums) in pool.groups() {
        let sums: Vec<_> = sums.map(|(_, sum)| sum).collect();
        let found = sums.iter().map(|sum| sum.bond.finding());
        let found: Vec<Finding> = found.collect();
        let tested = tested(&found);
        for ((sum, found), q) in sums.iter().zip(&found).zip(q_of(&found)) {
            let mut all = vec![
                Cell::Empty,
                Cell::from(group),
                Cell::from(&*sum.a),
                Cell::from(&*sum.b),
                Cell::from(sum.scope.name()),
                Cell::from(sum.bond.hits),
                Cell::from(sum.b_hits),
                Cell::from(sum.left_out),
                Cell::from(sum.bond.observed),
                Cell::from(sum.bond.expected),
            ];
            all.extend(cells(found, q, tested));
            table.row(&all)?;
        }
    }
    Ok(())
}
