//! What stands near what, and what follows what.

use super::{Part, name};
use crate::page::book::Book;
use crate::page::content::{
    Cell, Figure, Section, Table, interval, numbers, rounded, supported, words as text,
};
use crate::page::draw::whiskers::{self, Axis, Point};
use crate::page::load::Row;
use crate::page::number::{chance, percent, plain};
use crate::page::{PageError, words};

/// Pairs that are drawn.
const MOST_DRAWN: usize = 18;
/// Rows of a table.
const MOST_ROWS: usize = 300;
/// Above this, a lift may well be chance: its mark is hollow.
const SURE: f64 = 0.05;

/// True for a row of the whole corpus.
fn is_pooled(row: Row<'_>) -> bool {
    row.raw("document").is_empty() && row.raw("group") == "all"
}

/// A pair with its lift.
struct Lift {
    label: String,
    series: usize,
    value: Option<f64>,
    ends: Option<(f64, f64)>,
    /// q or p.
    chance: Option<f64>,
    cells: Vec<Cell>,
}

impl Lift {
    fn point(&self) -> Option<Point> {
        Some(Point {
            label: self.label.clone(),
            value: self.value?,
            interval: self.ends,
            series: self.series,
            solid: self.chance.is_some_and(|chance| chance < SURE),
        })
    }
}

/// The drawing of the surest pairs.
fn drawing(id: &str, title: &str, found: &[Lift]) -> Option<Figure> {
    let mut drawn: Vec<&Lift> = found.iter().filter(|lift| lift.value.is_some()).collect();
    drawn.sort_by(|a, b| {
        let surety = |lift: &Lift| lift.chance.unwrap_or(1.0);
        surety(a)
            .total_cmp(&surety(b))
            .then_with(|| b.value.unwrap_or(0.0).total_cmp(&a.value.unwrap_or(0.0)))
            .then_with(|| a.label.cmp(&b.label))
    });
    drawn.truncate(MOST_DRAWN);
    drawn.sort_by(|a, b| b.value.unwrap_or(0.0).total_cmp(&a.value.unwrap_or(0.0)));
    let points: Vec<Point> = drawn.iter().filter_map(|lift| lift.point()).collect();
    if points.is_empty() {
        return None;
    }
    let told: Vec<String> = points
        .iter()
        .map(|point| format!("{} {}", point.label, plain(point.value)))
        .collect();
    Some(Figure {
        svg: whiskers::draw(
            id,
            title,
            &format!("Lifts: {}.", told.join("; ")),
            "lift: observed against chance",
            &points,
            Axis::Ratio,
        ),
        caption: format!(
            "Filled marks: by chance less than {SURE} (q where it is given, else p). Hollow marks may well be chance. Lines are 95 % intervals. At most {MOST_DRAWN} pairs are drawn, the surest first; the table has more."
        ),
        table: None,
        class: "wide",
    })
}

/// What stands near what.
///
/// # Errors
/// If a table cannot be read.
pub(crate) fn cooccurrence(book: &Book<'_>) -> Result<Part, PageError> {
    let title = "What stands near what";
    let Some(mut sheet) = book.folder.table("cooccurrence")? else {
        return Ok(Part::Absent(title, "--cooccurrence".to_owned()));
    };
    let mut found = Vec::new();
    while let Some(row) = sheet.next()? {
        if !is_pooled(row) {
            continue;
        }
        let (a, b) = (row.text("a"), row.text("b"));
        let scope = row.text("scope");
        let (low, high) = (row.number("lift_low"), row.number("lift_high"));
        let within = match scope.split_once(':') {
            Some((unit, size)) => format!("{size} {unit}"),
            None => scope.clone(),
        };
        found.push(Lift {
            label: format!("{} ~ {} ({within})", words::full(&a), words::full(&b)),
            series: book.series(&a),
            value: row.number("lift"),
            ends: low.zip(high),
            chance: row.number("q").or(row.number("p")),
            cells: vec![
                name(words::full(&a)),
                Cell::from(words::full(&b)),
                Cell::from(within),
                Cell::from(row.count("a_hits")),
                Cell::from(row.count("b_hits")),
                Cell::from(row.count("observed")),
                rounded(row.number("expected"), plain),
                supported(row.number("lift"), low, high),
                interval(low, high),
                rounded(row.number("q"), chance),
                Cell::from(words::flags(&row.text("flags"))),
            ],
        });
    }
    if found.is_empty() {
        return Ok(Part::Absent(
            title,
            "texts with hits of two lexicons".to_owned(),
        ));
    }
    let mut section = Section::new("near", title);
    section.fresh = true;
    section.text("How often hits of two categories stand together, against chance: the places of one are shifted round the text many times, which keeps its bursts. Lift above 1: together more often than by chance. Spans that two lexicons share are left out. Standing together is not causing.");
    section.figures(
        drawing("near-lifts", "Lift of pairs", &found)
            .into_iter()
            .collect(),
    );
    let mut table = Table::new(
        "near-table",
        "Pairs of categories",
        vec![
            text("A"),
            text("B"),
            text("Within"),
            numbers("Hits of A"),
            numbers("Hits of B"),
            numbers("Together"),
            numbers("By chance"),
            numbers("Lift"),
            numbers("95 % interval"),
            numbers("q"),
            text("Remarks"),
        ],
    );
    table.rows = found.into_iter().map(|lift| lift.cells).collect();
    table.tools = true;
    table.folded = table.rows.len() > 40;
    section.table(table.capped(MOST_ROWS, &book.folder.file("cooccurrence.csv")));
    Ok(Part::Here(section))
}

/// What follows what.
///
/// # Errors
/// If a table cannot be read.
pub(crate) fn recovery(book: &Book<'_>) -> Result<Part, PageError> {
    let title = "What is followed by what";
    let Some(mut sheet) = book.folder.table("recovery")? else {
        return Ok(Part::Absent(title, "--recovery".to_owned()));
    };
    let mut found = Vec::new();
    let mut corrected = false;
    while let Some(row) = sheet.next()? {
        if !is_pooled(row) {
            continue;
        }
        let (from, to) = (row.text("from"), row.text("to"));
        let from_hits = row.count("from_hits");
        // Hits that would be followed by chance, as a share like the one beside it.
        let expected = row.number("expected").filter(|_| from_hits > 0);
        let expected = expected.map(|hits| hits / from_hits as f64);
        let q = row.number("q");
        corrected |= q.is_some();
        let sure = q.or(row.number("p"));
        let (low, high) = (row.number("lift_low"), row.number("lift_high"));
        found.push(Lift {
            label: format!("{} → {}", words::full(&from), words::full(&to)),
            series: book.series(&from),
            value: row.number("lift"),
            ends: low.zip(high),
            chance: sure,
            cells: vec![
                name(words::full(&from)),
                Cell::from(words::full(&to)),
                Cell::from(from_hits),
                Cell::from(row.count("to_hits")),
                rounded(row.number("median_words"), plain),
                rounded(row.number("median_sentences"), plain),
                Cell::from(row.count("within_words")),
                Cell::from(row.count("followed")),
                rounded(row.number("share"), percent),
                rounded(expected, percent),
                supported(row.number("lift"), low, high),
                interval(low, high),
                rounded(sure, chance),
                Cell::from(words::flags(&row.text("flags"))),
            ],
        });
    }
    if found.is_empty() {
        return Ok(Part::Absent(
            title,
            "texts with hits of both categories of a pair".to_owned(),
        ));
    }
    let mut section = Section::new("following", title);
    section.text("After a word of the first kind, how soon does a word of the second kind come? The share that is followed within so many words stands against chance, as above. Lift above 1: followed more often than by chance.");
    section.figures(
        drawing("following-lifts", "Lift of what follows", &found)
            .into_iter()
            .collect(),
    );
    let mut table = Table::new(
        "following-table",
        "What is followed by what",
        vec![
            text("First"),
            text("Then"),
            numbers("Hits of the first"),
            numbers("Hits of the second"),
            numbers("Median words between"),
            numbers("Median sentences between"),
            numbers("Within words"),
            numbers("Followed"),
            numbers("Share"),
            numbers("By chance"),
            numbers("Lift"),
            numbers("95 % interval"),
            numbers(if corrected { "q" } else { "p" }),
            text("Remarks"),
        ],
    );
    table.rows = found.into_iter().map(|lift| lift.cells).collect();
    table.tools = true;
    section.table(table.capped(MOST_ROWS, &book.folder.file("recovery.csv")));
    Ok(Part::Here(section))
}
