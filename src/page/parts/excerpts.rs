//! Lines of text around hits: only if they were asked for.

use super::{Part, name};
use crate::page::book::Book;
use crate::page::content::{Cell, Section, Table, words as text};
use crate::page::number::grouped;
use crate::page::{PageError, pick, words};

/// Lines that are shown. Of more, a seeded sample.
const MOST_LINES: usize = 2000;

/// The section; nothing unless excerpts were asked for.
///
/// # Errors
/// If the table cannot be read, or the report has no excerpts.
pub(crate) fn section(book: &Book<'_>) -> Result<Part, PageError> {
    if !book.options.excerpts {
        return Ok(Part::Nothing);
    }
    let Some(mut sheet) = book
        .folder
        .table("matches")?
        .filter(|sheet| sheet.has("match"))
    else {
        return Err(PageError::NoExcerpts);
    };
    let mut sample = pick::Sample::new(MOST_LINES);
    let mut at = 0_u64;
    while let Some(row) = sheet.next()? {
        at += 1;
        let document = row.text("document");
        let key = format!(
            "{document}\n{}\n{}",
            row.raw("byte_start"),
            row.raw("category")
        );
        let cells = vec![
            name(row.text("before")),
            Cell::from(row.text("match")),
            Cell::from(row.text("after")),
            Cell::from(words::full(&row.text("category"))),
            Cell::from(row.text("status")),
            Cell::from(document),
        ];
        sample.offer((pick::draw(&key, book.options.seed), at), (at, cells));
    }
    let offered = sample.offered;
    let mut lines = sample.into_items();
    lines.sort_by_key(|(at, _)| *at);
    let mut section = Section::new("lines", "The words in their sentences");
    section.text("This part holds text of the documents, because --excerpts asked for it. Send it only to those who may read them: a sentence can tell who somebody is.");
    let mut table = Table::new(
        "lines-table",
        "Hits with the text around them",
        vec![
            text("Before"),
            text("Hit"),
            text("After"),
            text("Category"),
            text("Status"),
            text("Text"),
        ],
    );
    if offered > lines.len() {
        table.note = format!(
            "A seeded sample of {} of {} hits; all of them are in {}.",
            grouped(lines.len() as u64),
            grouped(offered as u64),
            book.folder.file("matches.csv")
        );
    }
    table.rows = lines.into_iter().map(|(_, cells)| cells).collect();
    table.tools = true;
    table.folded = table.rows.len() > 40;
    section.table(table);
    Ok(Part::Here(section))
}
