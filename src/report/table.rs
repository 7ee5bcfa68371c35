//! Tables as bytes: CSV, tab-separated text and JSON lines, one cell at a time.
//!
//! Takes finished rows of [`Cell`]s, gives the same bytes for the same rows on every machine.
//! What the columns mean is up to the caller. Every error of the writer below comes back with its
//! kind kept, so that a closed pipe can be told from a full disk.
//!
//! - CSV follows RFC 4180, but for line ends: LF. UTF-8, a byte order mark only if asked for.
//! - TSV is the same with tabs for commas, cells with tabs or line ends in quotes: nothing is lost.
//! - JSON lines: one object per row, keys in the order of the header, `null` for an empty cell.
//! - Numbers have the shortest form that reads back as the same number, without exponent.
//! - The formula guard (CSV and TSV) keeps spreadsheets from running text as a formula: see
//!   [`TableOptions::guard`].

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{self, BufWriter, ErrorKind, Write};

mod cells;
mod repad;
#[cfg(test)]
mod tests;
mod visible;

pub(super) use cells::Joints;
pub use repad::repad;
pub use visible::{no_command, steers, visible, visible_lines};

/// One cell of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell<'a> {
    /// No answer: nothing between the commas, `null` in JSON.
    #[default]
    Empty,
    /// A whole number.
    Count(u64),
    /// Any other number, in full precision. NaN and infinity are written as [`Cell::Empty`],
    /// and -0 as 0.
    Number(f64),
    /// `true` or `false`, which R and pandas read as such.
    Flag(bool),
    /// Text, which only the formula guard may change.
    Text(Cow<'a, str>),
}

impl From<u64> for Cell<'_> {
    fn from(count: u64) -> Self {
        Cell::Count(count)
    }
}

impl From<u32> for Cell<'_> {
    fn from(count: u32) -> Self {
        Cell::Count(count.into())
    }
}

impl From<usize> for Cell<'_> {
    fn from(count: usize) -> Self {
        Cell::Count(count as u64)
    }
}

impl From<f64> for Cell<'_> {
    fn from(number: f64) -> Self {
        Cell::Number(number)
    }
}

impl From<bool> for Cell<'_> {
    fn from(flag: bool) -> Self {
        Cell::Flag(flag)
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Cell::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Cell::Text(Cow::Owned(text))
    }
}

/// `None` is [`Cell::Empty`].
impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(cell: Option<T>) -> Self {
        cell.map_or(Cell::Empty, Into::into)
    }
}

/// How rows become bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TableFormat {
    /// Comma-separated values.
    #[default]
    Csv,
    /// Tab-separated values, quoted as CSV is.
    Tsv,
    /// One JSON object per line.
    JsonLines,
}

impl TableFormat {
    /// Usual file name extension, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            TableFormat::Csv => "csv",
            TableFormat::Tsv => "tsv",
            TableFormat::JsonLines => "jsonl",
        }
    }
}

/// Choices of the user about all tables of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableOptions {
    /// How rows become bytes.
    pub format: TableFormat,
    /// Puts a `'` before text (header names too) that a spreadsheet could run as a formula: if,
    /// after any number of `'`, it goes on with one of `= + - @`, their full-width twins, tab,
    /// carriage return or NUL. Taking one `'` off such a cell gives back its text. Numbers are
    /// left alone, and so is JSON.
    pub guard: bool,
    /// Starts CSV and TSV with a byte order mark, for old versions of Excel. Never in JSON, where
    /// RFC 8259 forbids it.
    pub bom: bool,
}

/// CSV with the formula guard, without a byte order mark.
impl Default for TableOptions {
    fn default() -> Self {
        TableOptions {
            format: TableFormat::Csv,
            guard: true,
            bom: false,
        }
    }
}

/// Writes one table, header first. Holds one row and a small buffer.
///
/// ```
/// # use feltsense::report::table::{Cell, TableOptions, TableWriter};
/// let mut table = TableWriter::new(Vec::new(), TableOptions::default());
/// table.header(&["document", "words", "shame_per_100"])?;
/// table.row(&["=a.md".into(), Cell::Count(850), Cell::Number(0.5)])?;
/// table.row(&["empty.md".into(), Cell::Count(0)])?;
/// let bytes = table.finish()?;
/// assert_eq!(bytes, b"document,words,shame_per_100\n'=a.md,850,0.5\nempty.md,0,\n");
/// # std::io::Result::Ok(())
/// ```
pub struct TableWriter<W: Write> {
    options: TableOptions,
    /// Columns known so far, as given.
    columns: Vec<String>,
    /// The same, to find a name that comes twice.
    known: HashSet<String>,
    joints: Joints,
    sink: Sink<W>,
    /// The row that is being made; its memory is used again.
    line: Vec<u8>,
}

enum Sink<W: Write> {
    /// The header is still to come.
    Waiting(W),
    Open(BufWriter<W>),
    /// An error was reported: what is written may be cut off anywhere.
    Failed,
}

/// Bytes that are collected before they go to the writer below.
const BUFFER: usize = 1 << 16;

impl<W: Write> TableWriter<W> {
    /// A table to be written to `writer`, which needs no buffer of its own. Writes nothing yet.
    pub fn new(writer: W, options: TableOptions) -> Self {
        TableWriter {
            options,
            columns: Vec::new(),
            known: HashSet::new(),
            joints: Joints::of(options.format),
            sink: Sink::Waiting(writer),
            line: Vec::new(),
        }
    }

    /// Writes the header: to be called once, before any row, also for a table without rows.
    ///
    /// # Errors
    /// Of the writer; [`ErrorKind::InvalidInput`] for no column, for two of the same name, and
    /// for a second header.
    pub fn header(&mut self, columns: &[impl AsRef<str>]) -> io::Result<()> {
        let Sink::Waiting(writer) = std::mem::replace(&mut self.sink, Sink::Failed) else {
            return Err(misuse("a table has one header".into()));
        };
        if columns.is_empty() {
            return Err(misuse("a table needs a column".into()));
        }
        self.add_columns(columns)?;
        let mut writer = BufWriter::with_capacity(BUFFER, writer);
        if self.options.format != TableFormat::JsonLines {
            self.line.clear();
            if self.options.bom {
                self.line.extend_from_slice(BOM);
            }
            let start = self.line.len();
            let names: Vec<Cell> = self
                .columns
                .iter()
                .map(|name| name.as_str().into())
                .collect();
            self.joints.cells(self.options, &mut self.line, 0, &names);
            self.joints.end(&mut self.line, start);
            writer.write_all(&self.line)?;
        }
        self.sink = Sink::Open(writer);
        Ok(())
    }

    /// Adds columns at the end, for all rows from here on.
    ///
    /// The header of a CSV or TSV file is written already: until [`repad`](repad()) has been over
    /// it, it lacks these columns, and rows differ in length. See [`TableWriter::columns`].
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`] for a name that the table has, and before the header.
    pub fn extend_header(&mut self, columns: &[impl AsRef<str>]) -> io::Result<()> {
        if matches!(self.sink, Sink::Waiting(_)) {
            return Err(misuse("the header comes before its extension".into()));
        }
        self.add_columns(columns)
    }

    /// All columns so far, in order, as given.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Writes one row. Missing cells at its end are [`Cell::Empty`].
    ///
    /// # Errors
    /// Of the writer, after which no row can be added; [`ErrorKind::InvalidInput`] for more cells
    /// than columns, and before the header.
    pub fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        self.row_around(cells, (0, b""), &[])
    }

    /// As [`TableWriter::row`], with cells in the middle that were made with the same options and
    /// [`Joints`]: how many they are, and their bytes.
    pub(super) fn row_around(
        &mut self,
        before: &[Cell],
        made: (usize, &[u8]),
        after: &[Cell],
    ) -> io::Result<()> {
        let cells = before.len() + made.0 + after.len();
        let columns = self.columns.len();
        if cells > columns {
            let what = format!("a row of {cells} cells in a table of {columns} columns");
            return Err(misuse(what));
        }
        self.line.clear();
        self.joints.cells(self.options, &mut self.line, 0, before);
        self.line.extend_from_slice(made.1);
        let first = before.len() + made.0;
        self.joints
            .cells(self.options, &mut self.line, first, after);
        for column in cells..columns {
            self.joints.push(&mut self.line, column);
            self.options.push_cell(&mut self.line, &Cell::Empty);
        }
        self.joints.end(&mut self.line, 0);
        let line = std::mem::take(&mut self.line);
        let written = self.rows(&line);
        self.line = line;
        written
    }

    /// Writes whole rows that were made with the same options and [`Joints`].
    ///
    /// # Errors
    /// As [`TableWriter::row`].
    pub(super) fn rows(&mut self, rows: &[u8]) -> io::Result<()> {
        let written = match &mut self.sink {
            Sink::Waiting(_) => return Err(misuse("the header comes before the rows".into())),
            Sink::Failed => Err(failed()),
            Sink::Open(writer) => writer.write_all(rows),
        };
        if written.is_err() {
            self.sink = Sink::Failed;
        }
        written
    }

    /// Hands everything written so far to the writer below, and flushes that.
    ///
    /// # Errors
    /// Of the writer.
    pub fn flush(&mut self) -> io::Result<()> {
        let flushed = match &mut self.sink {
            Sink::Waiting(writer) => writer.flush(),
            Sink::Failed => Err(failed()),
            Sink::Open(writer) => writer.flush(),
        };
        if flushed.is_err() {
            self.sink = Sink::Failed;
        }
        flushed
    }

    /// Flushes the table and gives the writer back. A table that is merely dropped hides its errors.
    ///
    /// # Errors
    /// Of the writer; also if an earlier call failed, or no header was written.
    pub fn finish(mut self) -> io::Result<W> {
        self.flush()?;
        match self.sink {
            Sink::Waiting(_) => Err(misuse("a table needs its header".into())),
            Sink::Failed => Err(failed()),
            Sink::Open(writer) => writer.into_inner().map_err(io::IntoInnerError::into_error),
        }
    }

    fn add_columns(&mut self, columns: &[impl AsRef<str>]) -> io::Result<()> {
        for name in columns {
            let name = name.as_ref();
            if !self.known.insert(name.to_owned()) {
                return Err(misuse(format!("two columns are named `{}`", visible(name))));
            }
            self.columns.push(name.to_owned());
        }
        self.joints.extend(columns)
    }
}

impl TableOptions {
    /// Text as CSV and TSV hold it, before quoting.
    fn text(self, text: &str) -> Cow<'_, str> {
        if self.guard && runs_in_spreadsheets(text) {
            Cow::Owned(format!("'{text}"))
        } else {
            Cow::Borrowed(text)
        }
    }
}

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// True for text that could be taken for a formula, and for text that the guard made of such.
///
/// Source: OWASP ASVS 5.0, 1.2.10; carriage return after CWE-1236's catalogues of attacks; the
/// full-width signs, since some spreadsheets fold them.
fn runs_in_spreadsheets(text: &str) -> bool {
    text.trim_start_matches('\'')
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\0', '＝', '＋', '－', '＠'])
}

fn quoted(name: &str) -> io::Result<String> {
    Ok(serde_json::to_string(name)?)
}

pub(super) fn delimiter(format: TableFormat) -> u8 {
    if format == TableFormat::Tsv {
        b'\t'
    } else {
        b','
    }
}

fn separated<W: Write>(format: TableFormat, writer: W) -> csv::Writer<W> {
    csv::WriterBuilder::new()
        .delimiter(delimiter(format))
        .terminator(csv::Terminator::Any(b'\n'))
        .flexible(true)
        .from_writer(writer)
}

/// The error below a CSV error. The crate's own conversion would hide a closed pipe.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::new(ErrorKind::InvalidData, format!("{other:?}")),
    }
}

fn misuse(what: String) -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, what)
}

fn failed() -> io::Error {
    io::Error::other("the table could not be written to its end")
}
