//! The stages of healing, by the mean place of their words.

use super::{Part, name};
use crate::page::book::{Book, MOST_DOCUMENTS};
use crate::page::content::{
    Cell, Figure, Section, Table, interval, numbers, rounded, words as text,
};
use crate::page::draw::scale::{mean, quantile};
use crate::page::draw::strips::{self, Strip};
use crate::page::number::{grouped, plain};
use crate::page::{PageError, pick};

/// The stages in the order of the model, with what they are made of.
const STAGES: [(&str, &str, &str); 5] = [
    ("stage.motivation", "1 Motivation", "courage and readiness"),
    (
        "stage.container",
        "2 Container",
        "alliance, presence, safety, boundaries",
    ),
    (
        "stage.painful",
        "3 Painful experience",
        "shame, being overwhelmed, alarm, shutdown",
    ),
    (
        "stage.positive",
        "4 Positive experience",
        "kindness, being seen, settling, worth",
    ),
    (
        "stage.receiving",
        "5 Receiving",
        "connection, touch, voice and choice",
    ),
];
/// Dots of a strip.
const MOST_DOTS: usize = 300;

/// The section.
///
/// # Errors
/// If a table cannot be read.
pub(crate) fn section(book: &Book<'_>) -> Result<Part, PageError> {
    let Some(mut sheet) = book.folder.table("trajectory")? else {
        return Ok(Part::Nothing);
    };
    let mut found: Vec<pick::Sample<(String, f64)>> = STAGES
        .iter()
        .map(|_| pick::Sample::new(MOST_DOCUMENTS))
        .collect();
    while let Some(row) = sheet.next()? {
        let stage = STAGES
            .iter()
            .position(|(id, ..)| *id == row.raw("category"));
        let (Some(stage), Some(centre)) = (stage, row.number("centre")) else {
            continue;
        };
        let document = row.text("document");
        let draw = pick::draw(&document, book.options.seed);
        found[stage].offer((draw, 0), (document, centre));
    }
    let mut table = Table::new(
        "stages-numbers",
        "Mean place of each stage: 0 start of the text, 1 end",
        vec![
            text("Stage"),
            text("Made of words of"),
            numbers("Texts"),
            numbers("Mean place"),
            numbers("95 % interval"),
            numbers("Median"),
        ],
    );
    let mut strips = Vec::new();
    let mut any = false;
    let mut most = 0;
    for (at, sample) in found.into_iter().enumerate() {
        let (_, label, words) = STAGES[at];
        let offered = sample.offered;
        most = most.max(offered);
        let centres = sample.into_items();
        let mut sorted: Vec<f64> = centres.iter().map(|(_, centre)| *centre).collect();
        sorted.sort_by(f64::total_cmp);
        any |= !sorted.is_empty();
        let (middle, ends) = mean(&sorted);
        table.rows.push(vec![
            name(label),
            Cell::from(words),
            Cell::from(offered as u64),
            rounded((!sorted.is_empty()).then_some(middle), plain),
            interval(ends.map(|ends| ends.0), ends.map(|ends| ends.1)),
            rounded(quantile(&sorted, 0.5), plain),
        ]);
        strips.push(Strip {
            label: label.to_owned(),
            dots: centres
                .iter()
                .take(MOST_DOTS)
                .map(|(name, centre)| (*centre, pick::share(name, at as u64)))
                .collect(),
            sorted,
            series: 2,
        });
    }
    if !any {
        return Ok(Part::Nothing);
    }
    let mut section = Section::new("stages", "Stages: what tends to come first");
    section.text("One of the essays behind this project tells healing as a sequence: motivation, a relationship that holds, painful experience, good experience, easier receiving. Each dot is a text in which a stage has enough hits; it stands at the mean place of these words in the text. A row without dots has too few hits in every text. A text need not follow the sequence, and nothing is wrong with one that does not.");
    let told: Vec<String> = table
        .rows
        .iter()
        .filter(|row| !row[3].text.is_empty())
        .map(|row| format!("{} at {}", row[0].text, row[3].text))
        .collect();
    section.figures(vec![Figure {
        svg: strips::draw(
            "stages-strips",
            "Mean place of each stage",
            &format!(
                "From 0, the start, to 1, the end. Means: {}.",
                told.join("; ")
            ),
            "start of the text (0) to its end (1)",
            &strips,
            Some((0.0, 1.0)),
        ),
        caption: format!(
            "The box holds the middle half of the texts, the thick line is the median.{}",
            if most > MOST_DOCUMENTS {
                format!(
                    " Means, medians and drawings of a stage rest on a sample of at most {} of its texts, of which the table tells the number.",
                    grouped(MOST_DOCUMENTS as u64)
                )
            } else {
                String::new()
            }
        ),
        table: Some(table),
        class: "wide",
    }]);
    Ok(Part::Here(section))
}
