//! Texts of one person or pair, in their order.

use std::collections::{BTreeMap, BTreeSet};

use super::{Part, name, of_sample};
use crate::course::series::{Order, Unit};
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
    let sample = of_sample(book);
    if !sample.is_empty() && !figures.is_empty() {
        section.note(format!(
            "Drawn are only texts{sample}: what looks like a missing text may be one that is not in the sample. The table rests on all texts."
        ));
    }
    section.figures(figures);
    table.tools = true;
    table.folded = table.rows.len() > 40;
    section.table(table.capped(MOST_ROWS, &book.folder.file("series.csv")));
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
    for (at, (series, docs)) in found
        .into_iter()
        .map(|(series, docs)| (series, in_order(&docs)))
        .filter(|(_, docs)| docs.len() > 1)
        .take(MOST_SERIES)
        .enumerate()
    {
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

/// A text at its place in a series: as it is written, and as it orders.
struct Placed<'b> {
    written: &'b str,
    order: Order,
    doc: &'b Doc,
}

/// The texts in their order. What has no place, the table leaves out as well.
fn in_order<'b>(docs: &[(&'b str, &'b Doc)]) -> Vec<Placed<'b>> {
    let placed = docs.iter().filter_map(|(written, doc)| {
        let order = Order::parse(written)?;
        let written = written.trim();
        Some(Placed {
            written,
            order,
            doc,
        })
    });
    let mut placed: Vec<Placed<'b>> = placed.collect();
    placed.sort_by(|a, b| {
        (a.order.unit.cmp(&b.order.unit))
            .then_with(|| a.order.value.total_cmp(&b.order.value))
            .then_with(|| a.doc.name.cmp(&b.doc.name))
    });
    placed
}

/// Where each text stands between 0 and 1: by its number or day, so that gaps are seen. Where
/// numbers and days are mixed, or all are the same, by its rank.
fn places(docs: &[Placed<'_>]) -> Vec<f64> {
    let last = (docs.len() - 1).max(1) as f64;
    let (first, end) = (docs[0].order, docs[docs.len() - 1].order);
    if first.unit == end.unit && end.value > first.value {
        let wide = end.value - first.value;
        let share = |doc: &Placed<'_>| (doc.order.value - first.value) / wide;
        docs.iter().map(share).collect()
    } else {
        (0..docs.len()).map(|rank| rank as f64 / last).collect()
    }
}

fn picture(
    book: &Book<'_>,
    (at, series): (usize, &str),
    (lexicon_at, lexicon): (usize, &str),
    docs: &[Placed<'_>],
    places: &[f64],
) -> Option<Figure> {
    let column = book.at(lexicon)?;
    let id = format!("series-{at}-{lexicon_at}");
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
    for (placed, place) in docs.iter().zip(places) {
        let doc = placed.doc;
        let ends = doc.intervals[lexicon_at];
        table.rows.push(vec![
            name(placed.written),
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
        let number = (placed.order.unit == Unit::Step).then_some(placed.order.value);
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
    let ends = (docs.first()?.written, docs.last()?.written);
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
            "{series}: {spoken} in {}{}.",
            plural(docs.len() as u64, "text", "texts"),
            of_sample(book)
        ),
        table: Some(table),
        class: "panel small",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stand_in_one_order() {
        let doc = Doc {
            name: "a.txt".to_owned(),
            group: String::new(),
            words: 0,
            hits: 0,
            rates: Vec::new(),
            intervals: Vec::new(),
            balance: (None, None, None),
            flags: String::new(),
            place: None,
        };
        let orders = ["2024-01-03", " 10", "1x", "9", "2024-01-01", ""];
        let placed = in_order(&orders.map(|order| (order, &doc)));
        let written: Vec<&str> = placed.iter().map(|placed| placed.written).collect();
        assert_eq!(written, ["9", "10", "2024-01-01", "2024-01-03"]);
        assert_eq!(places(&placed), [0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0]);
        assert_eq!(
            places(&in_order(&[("1", &doc), ("4", &doc), ("2", &doc)])),
            [0.0, 1.0 / 3.0, 1.0]
        );
    }
}
