//! Texts of one person or pair, in their order.

use std::collections::{BTreeMap, BTreeSet};

use super::{Part, name};
use crate::page::book::{Book, Doc};
use crate::page::content::{
    Cell, Figure, Section, Table, interval, numbers, rounded, supported, words as text,
};
use crate::page::draw::lines::{self, Course, Stop};
use crate::page::draw::scale::ceiling;
use crate::page::number::{chance, fixed, plain, plural};
use crate::page::{PageError, words};

/// Series that are drawn.
const MOST_SERIES: usize = 12;
/// Rows of the table.
const MOST_ROWS: usize = 400;

/// The section.
///
/// # Errors
/// If a table cannot be read.
pub(crate) fn section(book: &Book<'_>) -> Result<Part, PageError> {
    let title = "From text to text of the same person";
    let Some(mut sheet) = book.folder.table("series")? else {
        return Ok(Part::Absent(
            title,
            "--series COLUMN --order COLUMN".to_owned(),
        ));
    };
    let mut table = Table::new(
        "series-table",
        "Series: how rates change from the first text to the last",
        vec![
            text("Series"),
            text("Category"),
            numbers("Texts"),
            numbers("Missing"),
            numbers("Slope"),
            numbers("95 % interval"),
            numbers("Tau"),
            numbers("First"),
            numbers("Last"),
            numbers("Change"),
            numbers("95 % interval of the change"),
            text("Breaks at"),
            numbers("p of the break"),
            text("Remarks"),
        ],
    );
    let mut known = BTreeSet::new();
    while let Some(row) = sheet.next()? {
        let category = row.text("category");
        let series = row.text("series");
        if series.is_empty() || !book.lexicons.contains(&category) {
            continue;
        }
        known.insert(series.clone());
        let ends = (row.number("slope_low"), row.number("slope_high"));
        let change = (row.number("change_low"), row.number("change_high"));
        table.rows.push(vec![
            name(series),
            Cell::from(words::full(&category)),
            Cell::from(row.count("documents")),
            Cell::from(row.count("missing")),
            supported(row.number("slope"), ends.0, ends.1),
            interval(ends.0, ends.1),
            rounded(row.number("tau"), |tau| fixed(tau, 2)),
            rounded(row.number("first_per_100"), plain),
            rounded(row.number("last_per_100"), plain),
            supported(row.number("change"), change.0, change.1),
            interval(change.0, change.1),
            Cell::from(row.text("change_at")),
            rounded(row.number("change_p"), chance),
            Cell::from(words::flags(&row.text("flags"))),
        ]);
    }
    if table.rows.is_empty() {
        return Ok(Part::Absent(
            title,
            "series with texts in an order".to_owned(),
        ));
    }
    let mut section = Section::new("series", title);
    section.fresh = true;
    section.text("Each series is one person or pair; its texts stand in their order, with 95 % intervals. A missing text is a gap, not a zero. Whether a change is good or bad is not for a word count to say.");
    let figures = pictures(book, &known);
    if figures.is_empty() {
        section.note("The single texts cannot be drawn: the report does not tell whose they are, or their order.");
    }
    section.figures(figures);
    table.tools = true;
    table.folded = table.rows.len() > 40;
    section.table(table.capped(MOST_ROWS, "series.csv"));
    Ok(Part::Here(section))
}

/// One panel for each series and lexicon.
fn pictures(book: &Book<'_>, known: &BTreeSet<String>) -> Vec<Figure> {
    let mut found: BTreeMap<&str, Vec<(&str, &Doc)>> = BTreeMap::new();
    for doc in &book.docs {
        if let Some((series, order)) = &doc.place
            // Where names are hidden, the table has hashes, and documents do not tell whose they are.
            && known.contains(series)
            && !order.is_empty()
        {
            found.entry(series).or_default().push((order, doc));
        }
    }
    let mut figures = Vec::new();
    for (at, (series, mut docs)) in found
        .into_iter()
        .filter(|(_, docs)| docs.len() > 1)
        .take(MOST_SERIES)
        .enumerate()
    {
        docs.sort_by(|a, b| {
            let number = |text: &str| text.parse::<f64>().ok();
            match (number(a.0), number(b.0)) {
                (Some(x), Some(y)) => x.total_cmp(&y),
                _ => a.0.cmp(b.0),
            }
            .then_with(|| a.1.name.cmp(&b.1.name))
        });
        let places = places(&docs);
        for (lexicon_at, lexicon) in book.lexicons.iter().enumerate() {
            figures.extend(picture(
                book,
                (at, series),
                (lexicon_at, lexicon),
                &docs,
                &places,
            ));
        }
    }
    figures
}

/// Where each text stands between 0 and 1: by its number, so that gaps are seen, else by its rank.
fn places(docs: &[(&str, &Doc)]) -> Vec<f64> {
    let numbers: Option<Vec<f64>> = docs
        .iter()
        .map(|(order, _)| {
            order
                .parse::<f64>()
                .ok()
                .filter(|number| number.is_finite())
        })
        .collect();
    let last = (docs.len() - 1).max(1) as f64;
    match numbers {
        Some(numbers) if numbers[numbers.len() - 1] > numbers[0] => {
            let (low, high) = (numbers[0], numbers[numbers.len() - 1]);
            numbers
                .iter()
                .map(|number| (number - low) / (high - low))
                .collect()
        }
        _ => (0..docs.len()).map(|rank| rank as f64 / last).collect(),
    }
}

fn picture(
    book: &Book<'_>,
    (at, series): (usize, &str),
    (lexicon_at, lexicon): (usize, &str),
    docs: &[(&str, &Doc)],
    places: &[f64],
) -> Option<Figure> {
    let column = book.at(lexicon)?;
    let id = format!("series-{at}-{}", words::slug(lexicon));
    let spoken = words::full(lexicon);
    let mut table = Table::new(
        format!("{id}-numbers"),
        format!("{series}: {spoken}"),
        vec![
            text("Order"),
            text("Text"),
            numbers("Per 100 words"),
            numbers("95 % interval"),
            numbers("Words"),
        ],
    );
    let mut points: Vec<Stop> = Vec::new();
    let mut runs: Vec<Vec<Stop>> = vec![Vec::new()];
    let mut before = None;
    for ((order, doc), place) in docs.iter().zip(places) {
        let ends = doc.intervals[lexicon_at];
        table.rows.push(vec![
            name(*order),
            Cell::from(doc.name.clone()),
            supported(
                doc.rates[column],
                ends.map(|ends| ends.0),
                ends.map(|ends| ends.1),
            ),
            interval(ends.map(|ends| ends.0), ends.map(|ends| ends.1)),
            Cell::from(doc.words),
        ]);
        // A line ends where a whole number of the order has no text, and where a text has no rate.
        let number = order.parse::<f64>().ok();
        let gap = before
            .zip(number)
            .is_some_and(|(before, number): (f64, f64)| {
                before.fract() == 0.0 && number.fract() == 0.0 && number - before > 1.0
            });
        before = number;
        let Some(rate) = doc.rates[column] else {
            runs.push(Vec::new());
            continue;
        };
        if gap {
            runs.push(Vec::new());
        }
        points.push((*place, rate, ends));
        if let Some(run) = runs.last_mut() {
            run.push((*place, rate, ends));
        }
    }
    let courses: Vec<Course> = runs
        .into_iter()
        .filter(|run| !run.is_empty())
        .map(|points| Course {
            series: lexicon_at % 6,
            points,
            marked: true,
            apart: true,
        })
        .collect();
    let top = points
        .iter()
        .map(|(_, rate, ends)| ends.map_or(*rate, |ends| ends.1))
        .fold(0.0, f64::max);
    let told: Vec<String> = table
        .rows
        .iter()
        .map(|row| format!("{}: {}", row[0].text, row[2].text))
        .collect();
    let ends = (docs.first()?.0, docs.last()?.0);
    Some(Figure {
        svg: lines::panel(
            &id,
            &format!("{series}: {spoken}"),
            &format!("Hits per 100 words in order: {}.", told.join("; ")),
            "per 100 words",
            &courses,
            ceiling(top),
            ends,
        ),
        caption: format!(
            "{series}: {spoken} in {}.",
            plural(docs.len() as u64, "text", "texts")
        ),
        table: Some(table),
        class: "panel small",
    })
}
