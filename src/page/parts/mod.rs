//! The sections of the page: each reads the tables it needs and gives figures, tables and words.

use super::PageError;
use super::book::{Book, LEAST_WORDS};
use super::content::{Cell, Key, Section};
use super::draw::svg::{Svg, mark};
use super::number::{grouped, plural};
use super::template::Page;
use super::words;
use crate::report::manifest::CAUTION;

mod about;
mod body;
mod course;
mod excerpts;
mod overview;
mod pairs;
mod people;
mod series;
mod spread;
mod stages;
mod terms;
mod turns;

/// What a section gives, or why there is none.
pub(crate) enum Part {
    /// A section.
    Here(Section),
    /// Left out: its name, and what brings it.
    Absent(&'static str, String),
    /// Left out without a word.
    Nothing,
}

/// The whole page.
///
/// # Errors
/// If a table cannot be read.
pub(crate) fn page(book: &Book<'_>) -> Result<Page, PageError> {
    let parts = [
        overview::section(book),
        spread::section(book),
        spread::against(book),
        course::section(book)?,
        stages::section(book)?,
        body::section(book)?,
        people::section(book)?,
        people::responsiveness(book)?,
        series::section(book)?,
        pairs::cooccurrence(book)?,
        pairs::recovery(book)?,
        terms::section(book)?,
        excerpts::section(book)?,
        spread::documents(book),
        about::skipped(book)?,
        about::codebook(book)?,
        about::manifest(book),
    ];
    let mut sections = Vec::new();
    let mut absent = Vec::new();
    for part in parts {
        match part {
            Part::Here(section) => sections.push(section),
            Part::Absent(name, what) => absent.push((name.to_owned(), what)),
            Part::Nothing => {}
        }
    }
    if let Some(section) = about::absent(absent) {
        sections.push(section);
    }
    let counts = &book.folder.manifest["counts"];
    let count = |name: &str| counts[name].as_u64().unwrap_or(0);
    let documents = plural(count("documents"), "text", "texts");
    let mut facts = vec![
        (
            words_for(count("documents"), "text", "texts"),
            grouped(count("documents")),
        ),
        (
            words_for(count("words"), "word", "words"),
            grouped(count("words")),
        ),
        (
            words_for(count("hits"), "hit", "hits"),
            grouped(count("hits")),
        ),
    ];
    if count("skipped") > 0 {
        facts.push(("remarks about inputs".to_owned(), grouped(count("skipped"))));
    }
    let lexicons: Vec<String> = book.lexicons.iter().map(|name| words::full(name)).collect();
    Ok(Page {
        title: format!("The words of {documents}"),
        version: book.folder.manifest["version"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
        not: "This page counts words and phrases. It describes texts, not the people who wrote or spoke them: it is no diagnosis, no score of a person and no check for risk.".to_owned(),
        lead: format!(
            "Word lists: {}. A hit is a word or phrase of a list that the text affirms; words under a “not” are counted apart.",
            lexicons.join(", ")
        ),
        facts,
        sections,
        caution: CAUTION.to_owned(),
    })
}

fn words_for(count: u64, one: &str, more: &str) -> String {
    if count == 1 { one } else { more }.to_owned()
}

/// One key for each lexicon.
fn lexicon_keys(book: &Book<'_>) -> Vec<Key> {
    book.lexicons
        .iter()
        .enumerate()
        .map(|(at, name)| Key {
            svg: swatch(at),
            text: words::full(name),
        })
        .collect()
}

/// A small mark.
fn swatch(series: usize) -> String {
    let mut svg = Svg::new("", 16.0, 16.0);
    svg.path(
        &format!("fill s{}", series % 6),
        &mark(series, 8.0, 8.0, 5.5),
        "",
    );
    svg.finish_hidden()
}

/// A small box of a class, for legends.
fn boxed(class: &str) -> Key {
    let mut svg = Svg::new("", 16.0, 16.0);
    svg.rect(class, (1.0, 1.0), (14.0, 14.0));
    Key {
        svg: svg.finish_hidden(),
        text: String::new(),
    }
}

/// ` of a sample of 20,000 of N` where not all documents are kept; else empty.
fn of_sample(book: &Book<'_>) -> String {
    if book.documents <= book.docs.len() {
        return String::new();
    }
    format!(
        " of a sample of {} of {}",
        grouped(book.docs.len() as u64),
        grouped(book.documents as u64)
    )
}

/// What the numbers of a section over single texts rest on: a sample, and which texts are left
/// out; empty if that is all of them.
fn short_note(book: &Book<'_>) -> String {
    let of_sample = of_sample(book);
    let short = book.docs.len() - book.long_docs().count();
    let mut left_out = String::new();
    if short > 0 {
        let short = plural(short as u64, "text", "texts");
        left_out =
            format!(" Left out: {short} under {LEAST_WORDS} words, where a rate is mostly chance.");
    }
    if of_sample.is_empty() {
        return left_out;
    }
    format!(" The numbers here are those{of_sample} texts.{left_out}")
}

/// A name as the heading of a row.
fn name(text: impl Into<String>) -> Cell {
    Cell::from(text.into())
}
