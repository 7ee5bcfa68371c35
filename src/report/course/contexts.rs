//! `contexts.csv`.

use std::collections::BTreeMap;
use std::io;

use crate::course::contexts::Contexts;
use crate::measure::indices::MIN_HITS;
use crate::measure::interval::wilson;
use crate::measure::{UnitId, Units};
use crate::report::schema::{Field, measure, plain};
use crate::report::table::Cell;
use crate::report::writer::{DocumentRow, Table};

const RULES: &str = "docs/semantics.md";

const fn count(name: &'static str, definition: &'static str) -> Field {
    measure(name, "hits", definition, "count", RULES)
}

/// Columns of the file.
pub(super) const FIELDS: [Field; 24] = [
    plain("document", "text", "As in documents."),
    plain("group", "text", "As in documents."),
    plain(
        "category",
        "text",
        "Lexicon or category with a hit of any status; NAME_adverse for hits that are counted apart.",
    ),
    count("affirmed", "Affirmed hits; what the other files call hits."),
    count("negated", "Hits under a negator."),
    count("unrealised", "Hits that are wished for, needed or tried."),
    count("released", "Distress hits that are let go of or gone."),
    measure(
        "absence_share",
        "0 to 1",
        "Share of mentions that are negated or unrealised: spoken of as missing. Empty under 5 mentions.",
        "(negated + unrealised) / (affirmed + negated + unrealised)",
        RULES,
    ),
    measure(
        "absence_share_low",
        "0 to 1",
        "Lower end of its 95 % interval.",
        "Wilson's interval",
        "Wilson (1927), J. Am. Stat. Assoc. 22, 209-212",
    ),
    measure(
        "absence_share_high",
        "0 to 1",
        "Upper end of the same interval.",
        "Wilson's interval",
        "Wilson (1927)",
    ),
    count(
        "self",
        "Affirmed hits that refer to the first person singular.",
    ),
    count("we", "Affirmed hits that refer to the first person plural."),
    count("you", "Affirmed hits that refer to the second person."),
    count("other", "Affirmed hits that refer to a third person."),
    count(
        "generic",
        "Affirmed hits without a pronoun near, or of nobody in particular.",
    ),
    measure(
        "self_share",
        "0 to 1",
        "Share of self among the affirmed hits with a pronoun: whose experience is told. Empty under 5 such hits.",
        "self / (self + we + you + other)",
        RULES,
    ),
    measure(
        "self_share_low",
        "0 to 1",
        "Lower end of its 95 % interval.",
        "Wilson's interval",
        "Wilson (1927)",
    ),
    measure(
        "self_share_high",
        "0 to 1",
        "Upper end of the same interval.",
        "Wilson's interval",
        "Wilson (1927)",
    ),
    count(
        "question",
        "Affirmed hits in a sentence that ends with a question mark.",
    ),
    count(
        "hypothetical",
        "Affirmed hits behind if, would, imagine and the like.",
    ),
    count(
        "advice",
        "Affirmed hits in a sentence that instructs, invites or teaches.",
    ),
    count(
        "quoted",
        "Affirmed hits in quotation marks or reported speech.",
    ),
    count("past", "Affirmed hits told of the past."),
    plain(
        "flags",
        "words",
        "Why cells are empty: few_hits (a share of fewer than 5 cases).",
    ),
];

/// The rows of a document: the units in order, each followed by its counted-apart pole.
pub(super) fn rows(
    table: &mut Table,
    row: &DocumentRow,
    units: &Units,
    contexts: &BTreeMap<(UnitId, bool), Contexts>,
) -> io::Result<()> {
    for (&(unit, adverse), found) in contexts {
        let mut name = units.get(unit).name.clone();
        if adverse {
            name.push_str("_adverse");
        }
        let [affirmed, negated, unrealised, released] = found.statuses;
        let absent = negated + unrealised;
        let [own, we, you, other, generic] = found.references;
        let named = own + we + you + other;
        let mut cells = vec![
            Cell::from(row.document.as_str()),
            Cell::from(row.group.as_str()),
            Cell::from(name),
            Cell::from(affirmed),
            Cell::from(negated),
            Cell::from(unrealised),
            Cell::from(released),
        ];
        cells.extend(share(absent, affirmed + absent));
        cells.extend([own, we, you, other, generic].map(Cell::from));
        cells.extend(share(own, named));
        cells.extend(found.flags.map(Cell::from));
        let few = (affirmed + absent).min(named) < MIN_HITS;
        cells.push(Cell::from(if few { "few_hits" } else { "" }));
        table.row(&cells)?;
    }
    Ok(())
}

/// A share and its interval; empty under five cases. Source: constructs §5.5.
fn share<'a>(part: u64, all: u64) -> [Cell<'a>; 3] {
    let enough = all >= MIN_HITS;
    let interval = wilson(part, all).filter(|_| enough);
    [
        Cell::from(enough.then(|| part as f64 / all as f64)),
        Cell::from(interval.map(|interval| interval.low)),
        Cell::from(interval.map(|interval| interval.high)),
    ]
}
