//! One self-contained page of a report, for people: drawings, tables and what they mean.
//!
//! ```text
//! report folder ─load→ tables by column name ─parts→ sections (figures, tables, words)
//!               ─page.html→ one file without script, image or font from elsewhere
//! ```
//!
//! The page needs no script to be read; a small one sorts and filters tables. Its content
//! security policy names the hash of this script and of the style sheet, and allows nothing else.
//! Only `--excerpts` brings text of documents into it. Same report and options, same bytes.

use std::io;

mod book;
mod content;
mod draw;
mod load;
mod number;
mod parts;
mod pick;
mod policy;
mod template;
mod words;

pub use crate::report::folder::{GENERATOR, is_page};
pub use load::Folder;

/// What is wanted of a page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Adds lines of text around hits, if the report holds them.
    pub excerpts: bool,
    /// Seed of the samples that are drawn where not all documents fit.
    pub seed: u64,
}

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PageError {
    /// The folder has no manifest of feltsense.
    #[error(
        "the folder holds no report of feltsense; name a folder that `feltsense scan` wrote, or texts"
    )]
    NotOurs,
    /// Tables in a format that the page does not read.
    #[error(
        "the report's tables are {format}; scan again with --output-format csv, or give the texts to `feltsense report`"
    )]
    Format {
        /// The format.
        format: String,
    },
    /// A file that every report has is missing.
    #[error("the report has no {file} table; scan again, or give the texts to `feltsense report`")]
    Missing {
        /// Name of the table.
        file: String,
    },
    /// A file cannot be read.
    #[error("{file} of the report cannot be read")]
    Read {
        /// Name of the file within the folder.
        file: String,
        /// The system's answer.
        source: io::Error,
    },
    /// A table is broken. What stands in it is not told: it may be text of a document.
    #[error("{file} of the report is no whole table{place}; scan again")]
    Table {
        /// Name of the file within the folder.
        file: String,
        /// ` (line N)`, if known.
        place: String,
    },
    /// Excerpts were asked for, and the report has none.
    #[error(
        "the report holds no excerpts; scan again with --excerpts, or give the texts to `feltsense report`"
    )]
    NoExcerpts,
    /// The template cannot be filled in: a mistake of ours.
    #[error("the page could not be put together: {0}")]
    Template(String),
}

impl PageError {
    fn table(file: &str, error: csv::Error) -> PageError {
        let place = error
            .position()
            .map_or(String::new(), |at| format!(" (line {})", at.line()));
        let file = file.to_owned();
        match error.into_kind() {
            csv::ErrorKind::Io(source) => PageError::Read { file, source },
            _ => PageError::Table { file, place },
        }
    }
}

/// Makes the page of a report.
///
/// Cost: one pass over each table. Memory: 20,000 documents at most, and the page.
///
/// # Errors
/// See [`PageError`].
pub fn build(folder: &Folder, options: &Options) -> Result<String, PageError> {
    let book = book::Book::read(folder, options)?;
    let page = parts::page(&book)?;
    template::fill(&page)
}
