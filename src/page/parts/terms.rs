//! The words themselves.

use std::collections::BTreeMap;

use super::{Part, name};
use crate::page::book::Book;
use crate::page::content::{Cell, Figure, Section, Table, numbers, words as text};
use crate::page::draw::bars::{self, Bar};
use crate::page::number::grouped;
use crate::page::{PageError, words};

/// Words that are drawn for each lexicon.
const MOST_DRAWN: usize = 15;
/// Rows of the table.
const MOST_ROWS: usize = 1000;

struct Term {
    category: String,
    form: String,
    hits: u64,
    documents: u64,
    negated: u64,
    unrealised: u64,
    released: u64,
    pole: String,
}

/// The section.
///
/// # Errors
/// If a table cannot be read.
pub(crate) fn section(book: &Book<'_>) -> Result<Part, PageError> {
    let Some(mut sheet) = book.folder.table("terms")? else {
        return Ok(Part::Nothing);
    };
    // One form may be in several entries of a category: it is one word for people.
    let mut found: BTreeMap<(String, String), Term> = BTreeMap::new();
    while let Some(row) = sheet.next()? {
        let key = (row.text("category"), row.text("form"));
        let term = found
            .entry(key)
            .or_insert_with_key(|(category, form)| Term {
                category: category.clone(),
                form: form.clone(),
                hits: 0,
                documents: 0,
                negated: 0,
                unrealised: 0,
                released: 0,
                pole: row.text("polarity"),
            });
        term.hits += row.count("hits");
        term.documents = term.documents.max(row.count("documents"));
        term.negated += row.count("negated");
        term.unrealised += row.count("unrealised");
        term.released += row.count("released");
    }
    let mut terms: Vec<Term> = found.into_values().collect();
    if terms.is_empty() {
        return Ok(Part::Nothing);
    }
    terms.sort_by(|a, b| {
        b.hits
            .cmp(&a.hits)
            .then_with(|| a.category.cmp(&b.category))
            .then_with(|| a.form.cmp(&b.form))
    });
    let mut section = Section::new("terms", "The words behind the numbers");
    section.fresh = true;
    section.text("Look at the words before you trust a rate: one word with another meaning can carry a category. A “_” stands for a word that only fills a gap of a phrase and is not shown.");
    let figures = book
        .lexicons
        .iter()
        .filter_map(|lexicon| top(book, lexicon, &terms))
        .collect();
    section.figures(figures);
    let mut table = Table::new(
        "terms-table",
        "Words and phrases",
        vec![
            text("Word or phrase"),
            text("Category"),
            numbers("Hits"),
            numbers("Texts"),
            numbers("Negated"),
            numbers("Wished for"),
            numbers("Let go of"),
            text("Pole"),
        ],
    );
    table.rows = terms
        .iter()
        .map(|term| {
            vec![
                name(term.form.clone()),
                Cell::from(words::full(&term.category)),
                Cell::from(term.hits),
                Cell::from(term.documents),
                Cell::from(term.negated),
                Cell::from(term.unrealised),
                Cell::from(term.released),
                Cell::from(term.pole.clone()),
            ]
        })
        .collect();
    table.tools = true;
    table.folded = true;
    section.table(table.capped(MOST_ROWS, &book.folder.file("terms.csv")));
    Ok(Part::Here(section))
}

fn top(book: &Book<'_>, lexicon: &str, terms: &[Term]) -> Option<Figure> {
    let start = format!("{lexicon}.");
    let shown: Vec<&Term> = terms
        .iter()
        .filter(|term| term.hits > 0 && term.category.starts_with(&start))
        .take(MOST_DRAWN)
        .collect();
    if shown.is_empty() {
        return None;
    }
    let bars: Vec<Bar> = shown
        .iter()
        .map(|term| Bar {
            label: term.form.clone(),
            value: term.hits as f64,
            interval: None,
            series: book.series(lexicon),
            hatched: book.is_distress(&term.category)
                || (term.pole == "distress"
                    && book
                        .total(&format!("{lexicon}_adverse"))
                        .is_some_and(|row| row.hits > 0)),
        })
        .collect();
    let spoken = words::full(lexicon);
    let mut table = Table::new(
        format!("top-{}-numbers", book.number(lexicon)),
        format!("{spoken}: the words with the most hits"),
        vec![
            text("Word or phrase"),
            text("Part"),
            numbers("Hits"),
            numbers("Texts"),
        ],
    );
    table.rows = shown
        .iter()
        .map(|term| {
            vec![
                name(term.form.clone()),
                Cell::from(words::short(&term.category)),
                Cell::from(term.hits),
                Cell::from(term.documents),
            ]
        })
        .collect();
    let told: Vec<String> = shown
        .iter()
        .map(|term| format!("{} {}", term.form, grouped(term.hits)))
        .collect();
    Some(Figure {
        svg: bars::draw(
            &format!("top-{}", book.number(lexicon)),
            &format!("{spoken}: the words with the most hits"),
            &format!("Hits: {}.", told.join("; ")),
            "hits",
            &bars,
            None,
        ),
        caption: format!("{spoken}: the words with the most hits."),
        table: Some(table),
        class: "panel",
    })
}
