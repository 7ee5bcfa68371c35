//! `bodymap.csv`.

use std::io;

use super::finding::{self, cells, q_of, tested};
use crate::course::bodymap::{BodyPair, BodyPool, Key};
use crate::course::chance::Finding;
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
        "part",
        "word",
        "Part of the body that the words of a hit name: the facet `part` of the lexicon.",
    ),
    plain("kind", "word", "What stands near: a sensation, or shame."),
    plain(
        "with",
        "word",
        "The sensation (the facet `quality` of the lexicon), or the category of shame.",
    ),
    plain(
        "part_hits",
        "hits",
        "Affirmed hits that name the part and take part.",
    ),
    plain(
        "with_hits",
        "hits",
        "Affirmed hits of what stands near that take part.",
    ),
    plain(
        "shared_left_out",
        "hits",
        "Hits of either side that share some words with a hit of the other: the same words read twice. They take no part. Hits that name both are not among them.",
    ),
    plain(
        "observed",
        "hits",
        "Hits that name the part and name the sensation themselves, or have the other within N words (--window) in the same or a neighbouring sentence. Those that name both by themselves (a knot in my stomach) are counted here and nowhere else: expected, lift, interval, p and q rest on the other hits. Only pairs with at least one are written.",
    ),
    finding::EXPECTED,
    finding::LIFT,
    finding::LIFT_LOW,
    finding::LIFT_HIGH,
    finding::P,
    finding::Q,
    finding::TESTED,
    plain(
        "flags",
        "words",
        "Why cells are empty: named_together (all of observed names part and sensation by itself: that says nothing about chance), few_hits (under 5 on one side, in the documents on which lift rests), all_near (every place of the text is near; pooled: of each text, or none of it), none_near (no place is near), many_groups (p is kept for the first 32 groups).",
    ),
];

fn key_cells(key: &Key) -> [Cell<'_>; 3] {
    let (part, kind, with) = key;
    [
        Cell::from(&**part),
        Cell::from(kind.name()),
        Cell::from(&**with),
    ]
}

pub(super) fn rows(table: &mut Table, row: &DocumentRow, pairs: &[BodyPair]) -> io::Result<()> {
    let tested = tested(pairs.iter().map(|pair| &pair.finding));
    for pair in pairs.iter().filter(|pair| pair.observed() > 0) {
        let mut all = vec![
            Cell::from(row.document.as_str()),
            Cell::from(row.group.as_str()),
        ];
        all.extend(key_cells(&pair.key));
        all.extend([
            Cell::from(pair.named + pair.chance.hits),
            Cell::from(pair.named + pair.with_hits),
            Cell::from(pair.left_out),
            Cell::from(pair.observed()),
            Cell::from(pair.chance.expected),
        ]);
        all.extend(cells(&pair.finding, pair.q, tested));
        table.row(&all)?;
    }
    Ok(())
}

/// The rows of the corpus and of its groups.
pub(super) fn pooled_rows(table: &mut Table, pool: &BodyPool) -> io::Result<()> {
    for (group, sums) in pool.groups() {
        let sums: Vec<_> = sums.collect();
        let found = sums.iter().map(|(_, sum)| sum.finding());
        let found: Vec<Finding> = found.collect();
        let tested = tested(&found);
        for (((key, sum), found), q) in sums.iter().zip(&found).zip(q_of(&found)) {
            if sum.observed() == 0 {
                continue;
            }
            let mut all = vec![Cell::Empty, Cell::from(group)];
            all.extend(key_cells(key));
            all.extend([
                Cell::from(sum.named + sum.bond.hits),
                Cell::from(sum.named + sum.with_hits),
                Cell::from(sum.left_out),
                Cell::from(sum.observed()),
                Cell::from(sum.bond.expected),
            ]);
            all.extend(cells(found, q, tested));
            table.row(&all)?;
        }
    }
    Ok(())
}
