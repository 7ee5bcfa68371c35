//! For programs: measures and hits as tables, everything as JSON. No text of a draft is in them; words
//! that only fill a gap of a pattern are `_`.

use std::io;

use serde::{Serialize, Serializer};
use serde_json::{Value as Json, json};

use super::measures::{Measure, Value, What};
use super::rows::{Change, Row};
use super::side::{Placed, Side};
use super::{Comparison, HitChange, HitHow};
use crate::measure::interval::Interval;
use crate::report::manifest::CAUTION;
use crate::report::table::{Cell, TableOptions, TableWriter};

/// Version of the keys and columns; they are only added to.
const SCHEMA: u32 = 1;

/// Columns of [`measures`].
pub const MEASURES: [&str; 15] = [
    "part",
    "name",
    "what",
    "old",
    "new",
    "difference",
    "old_per_100",
    "old_low",
    "old_high",
    "new_per_100",
    "new_low",
    "new_high",
    "difference_per_100",
    "difference_low",
    "difference_high",
];

/// Columns of [`hits`].
pub const HITS: [&str; 13] = [
    "change",
    "lexicon",
    "category",
    "entry",
    "apart",
    "old_form",
    "old_status",
    "old_sentence",
    "old_line",
    "new_form",
    "new_status",
    "new_sentence",
    "new_line",
];

/// The measures as CSV: `part` is `text`, `sentences`, `hits`, `unit` or `rule`.
///
/// # Errors
/// None but those of the table writer, which writes to memory.
pub fn measures(comparison: &Comparison<'_>) -> io::Result<Vec<u8>> {
    let mut table = TableWriter::new(Vec::new(), TableOptions::default());
    table.header(&MEASURES)?;
    let is_text = |measure: &&Measure| measure.what == What::Text;
    for measure in comparison.measures.iter().filter(is_text) {
        row(&mut table, "text", measure)?;
    }
    let mut count = |part: &'static str, what: &'static str, old: Option<u64>, new: Option<u64>| {
        let cells = [part.into(), "".into(), what.into(), old.into(), new.into()];
        table.row(&cells)
    };
    for change in Change::ALL {
        let found = comparison.sentences(change);
        count(
            "sentences",
            change.name(),
            in_old(change, found),
            in_new(change, found),
        )?;
    }
    for how in HitHow::ALL {
        let found = comparison.count_hits(how);
        let old = (how != HitHow::Added).then_some(found);
        let new = (how != HitHow::Removed).then_some(found);
        count("hits", how.name(), old, new)?;
    }
    for measure in comparison
        .measures
        .iter()
        .filter(|measure| !is_text(measure))
    {
        row(&mut table, "unit", measure)?;
    }
    for rule in &comparison.rules {
        let difference = rule.old.zip(rule.new);
        let difference = difference.map(|(old, new)| new as f64 - old as f64);
        table.row(&[
            "rule".into(),
            rule.rule.as_str().into(),
            rule.level.map_or("", crate::check::Level::name).into(),
            rule.old.into(),
            rule.new.into(),
            difference.into(),
        ])?;
    }
    table.finish()
}

fn in_old(change: Change, found: u64) -> Option<u64> {
    (change != Change::Added).then_some(found)
}

fn in_new(change: Change, found: u64) -> Option<u64> {
    (change != Change::Removed).then_some(found)
}

fn row(table: &mut TableWriter<Vec<u8>>, part: &str, measure: &Measure) -> io::Result<()> {
    let mut cells: Vec<Cell<'_>> = vec![
        part.into(),
        measure.name.as_str().into(),
        measure.what.name().into(),
        measure.old.count.into(),
        measure.new.count.into(),
        (measure.counted() as f64).into(),
    ];
    for value in [&measure.old, &measure.new] {
        cells.push(value.per_100.into());
        cells.push(value.interval.map(|interval| interval.low).into());
        cells.push(value.interval.map(|interval| interval.high).into());
    }
    let difference = measure.difference;
    cells.push(difference.map(|(difference, _)| difference).into());
    cells.push(difference.map(|(_, interval)| interval.low).into());
    cells.push(difference.map(|(_, interval)| interval.high).into());
    table.row(&cells)
}

/// The hits as CSV, in the order of reading.
///
/// # Errors
/// None but those of the table writer, which writes to memory.
pub fn hits(comparison: &Comparison<'_>) -> io::Result<Vec<u8>> {
    let mut table = TableWriter::new(Vec::new(), TableOptions::default());
    table.header(&HITS)?;
    for change in &comparison.hits {
        let (old, new) = of(comparison, change);
        let Some(known) = new.or(old) else { continue };
        let mut cells: Vec<Cell<'_>> = vec![
            change.how.name().into(),
            lexicon(comparison, known).into(),
            category(comparison, known).into(),
            entry(comparison, known).into(),
            known.shown.apart.into(),
        ];
        for hit in [old, new] {
            cells.push(hit.map(|hit| hit.form.as_str()).into());
            cells.push(hit.map(|hit| hit.shown.context.status.name()).into());
            cells.push(hit.map(|hit| u64::from(hit.sentence) + 1).into());
            cells.push(hit.map(|hit| hit.shown.line).into());
        }
        table.row(&cells)?;
    }
    table.finish()
}

/// Both versions of a hit.
fn of<'c>(
    comparison: &'c Comparison<'_>,
    change: &HitChange,
) -> (Option<&'c Placed>, Option<&'c Placed>) {
    let old = change.old.map(|at| &comparison.old.hits[at]);
    let new = change.new.map(|at| &comparison.new.hits[at]);
    (old, new)
}

fn lexicon<'c>(comparison: &'c Comparison<'_>, hit: &Placed) -> &'c str {
    &comparison.pipeline.lexicons[hit.shown.lexicon].name
}

fn category<'c>(comparison: &'c Comparison<'_>, hit: &Placed) -> &'c str {
    &comparison.pipeline.units.get(hit.shown.unit).name
}

fn entry<'c>(comparison: &'c Comparison<'_>, hit: &Placed) -> &'c str {
    let lexicon = &comparison.pipeline.lexicons[hit.shown.lexicon];
    &lexicon.entries[hit.shown.entry.0 as usize].name
}

/// Everything as one JSON object, indented, with a line feed at its end.
pub fn json(comparison: &Comparison<'_>) -> String {
    let lists = comparison.pipeline.lexicons.iter();
    let lists = lists.map(|list| json!({ "name": list.name, "version": list.version.clone() }));
    let rules = comparison.rules.iter().map(|rule| {
        json!({
            "rule": rule.rule, "level": rule.level.map(crate::check::Level::name),
            "old": rule.old, "new": rule.new,
        })
    });
    let whole = Whole {
        schema: SCHEMA,
        tool: "feltsense",
        version: env!("CARGO_PKG_VERSION"),
        caution: CAUTION,
        lexicons: lists.collect(),
        old: side(comparison.old),
        new: side(comparison.new),
        sentences: Part {
            counts: counts(Change::ALL.map(|change| (change.name(), comparison.sentences(change)))),
            rows: Each(|| {
                let rows = comparison.rows.iter();
                rows.map(|row| sentence(comparison, *row))
            }),
        },
        hits: Part {
            counts: counts(HitHow::ALL.map(|how| (how.name(), comparison.count_hits(how)))),
            rows: Each(|| {
                let hits = comparison.hits.iter();
                hits.map(|change| hit(comparison, change))
            }),
        },
        measures: comparison.measures.iter().map(measure).collect(),
        rules: rules.collect(),
    };
    let mut text = serde_json::to_string_pretty(&whole).unwrap_or_default();
    text.push('\n');
    text
}

/// The keys of the one object.
#[derive(Serialize)]
struct Whole<S: Serialize, H: Serialize> {
    schema: u32,
    tool: &'static str,
    version: &'static str,
    caution: &'static str,
    lexicons: Vec<Json>,
    old: Json,
    new: Json,
    sentences: Part<S>,
    hits: Part<H>,
    measures: Vec<Json>,
    rules: Vec<Json>,
}

#[derive(Serialize)]
struct Part<R: Serialize> {
    counts: Json,
    rows: R,
}

/// Rows that are made one by one: all of them as values take many times the room of the text.
struct Each<F>(F);

impl<I: Iterator<Item = Json>, F: Fn() -> I> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

fn counts<const N: usize>(counts: [(&str, u64); N]) -> Json {
    let pairs = counts.map(|(name, count)| (name.to_owned(), json!(count)));
    Json::Object(pairs.into_iter().collect())
}

fn side(side: &Side) -> Json {
    json!({
        "document": side.name, "words": side.counts.words, "sentences": side.counts.sentences,
        "hits": side.hits.len(),
    })
}

fn sentence(comparison: &Comparison<'_>, row: Row) -> Json {
    let one = |side: &Side, at: Option<u32>| {
        at.map(|at| {
            let sentence = &side.sentences[at as usize];
            json!({ "sentence": at + 1, "line": sentence.line, "words": sentence.words.len() })
        })
    };
    json!({
        "change": row.change.name(),
        "old": one(comparison.old, row.old),
        "new": one(comparison.new, row.new),
    })
}

fn hit(comparison: &Comparison<'_>, change: &HitChange) -> Json {
    let (old, new) = of(comparison, change);
    let known = new.or(old);
    let one = |hit: Option<&Placed>| {
        hit.map(|hit| {
            let context = hit.shown.context;
            json!({
                "form": hit.form, "status": context.status.name(),
                "whose": context.reference.name(), "flags": context.flags.names(),
                "sentence": hit.sentence + 1, "line": hit.shown.line,
            })
        })
    };
    json!({
        "change": change.how.name(),
        "lexicon": known.map(|hit| lexicon(comparison, hit)),
        "category": known.map(|hit| category(comparison, hit)),
        "entry": known.map(|hit| entry(comparison, hit)),
        "apart": known.map(|hit| hit.shown.apart),
        "old": one(old),
        "new": one(new),
    })
}

fn measure(measure: &Measure) -> Json {
    let ends = |interval: Interval| json!({ "low": interval.low, "high": interval.high });
    let one = |value: &Value| {
        json!({
            "count": value.count, "per_100": value.per_100, "interval": value.interval.map(ends),
        })
    };
    json!({
        "name": measure.name,
        "what": measure.what.name(),
        "old": one(&measure.old),
        "new": one(&measure.new),
        "difference": measure.counted(),
        "difference_per_100": measure.difference.map(|(difference, _)| difference),
        "interval": measure.difference.map(|(_, interval)| ends(interval)),
    })
}
