//! `curves.csv`.

use std::io;

use crate::course::curve::Curve;
use crate::report::schema::{Field, measure, plain};
use crate::report::table::Cell;
use crate::report::writer::{DocumentRow, Table};

/// Columns of the file.
pub(super) const FIELDS: [Field; 6] = [
    plain("document", "text", "As in documents."),
    plain("category", "text", "Lexicon."),
    plain(
        "kernel",
        "word",
        "How neighbouring words weigh: triangular or daap.",
    ),
    plain("word", "number", "Word of the document, from 1."),
    plain(
        "position",
        "share of the text",
        "Place of the middle of the word: 0 start, 1 end.",
    ),
    measure(
        "value",
        "per 100 words",
        "Smoothed rate around the word; in a transcript inside its turn. For looking at: the counts are in trajectory.",
        "100 * sum(k(d) x(word + d)) / sum(k(d)), x = 1 where a hit begins; triangular k = 1 - d / 50; daap k = exp(-2 m^2 (m^2 + d^2) / (m^2 - d^2)^2), m = 100; mirrored at the ends",
        "daap after Maskit & Murphy (2011), Discourse Attributes Analysis Program",
    ),
];

pub(super) fn rows(table: &mut Table, row: &DocumentRow, curves: &[Curve]) -> io::Result<()> {
    for curve in curves {
        for &(word, value) in &curve.points {
            table.row(&[
                Cell::from(row.document.as_str()),
                Cell::from(&*curve.name),
                Cell::from(curve.kernel.name()),
                Cell::from(u64::from(word) + 1),
                Cell::from((f64::from(word) + 0.5) / f64::from(curve.words)),
                Cell::from(value),
            ])?;
        }
    }
    Ok(())
}
