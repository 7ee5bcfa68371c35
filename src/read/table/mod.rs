//! Tables, one document a row: CSV, TSV and JSON lines, read as a stream; workbooks and Parquet.
//!
//! Takes a reader, gives [`Row`]s one by one; at most one row (and 64 KiB to find the encoding) is in
//! memory. A row that cannot be read is an error with its line, and the next row follows. Which
//! columns mean what is settled before the first row; all others become metadata.
//! Workbooks and Parquet say at their end where everything is: their bytes are held.

use std::fmt::Write as _;
use std::io::{self, Read};

use encoding_rs::Encoding;
use sha2::Digest;

use super::decode::{Choice, DecodeError, How, Replaced};
use super::{Format, Options, ReadError};
use crate::text::Loss;

mod delimited;
mod header;
mod json;
mod lines;
mod names;
#[cfg(feature = "arrow")]
mod parquet;
mod quotes;
mod source;
#[cfg(test)]
mod tests;
#[cfg(feature = "office")]
pub(super) mod workbook;

use delimited::Delimited;
use json::JsonLines;
use names::Names;
pub use names::Repeated;
use source::{Raw, Source};

/// The longest row that is read, in bytes. What is longer is hardly a row.
const ROW_LIMIT: u64 = 64 * 1024 * 1024;

/// Columns that hold the text if none was asked for, the likeliest first.
const TEXT_COLUMNS: [&str; 10] = [
    "text",
    "texts",
    "content",
    "body",
    "message",
    "post",
    "comment",
    "transcript",
    "essay",
    "response",
];

/// The columns that the user asked for, by name. Another case will do if no name is the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// The text; if `None`, the first there is of `text`, `content`, `body`, `message`, `post`,
    /// `comment`, `transcript`, `essay`, `response` (and `texts`).
    pub text: Option<String>,
    /// What identifies a row; if `None`, a column `id`, if there is one.
    pub id: Option<String>,
}

/// One row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its number: the first row of data is 1, and rows that could not be read are counted. In a
    /// workbook the number that stands beside the row.
    pub number: u64,
    /// Its id, if there is such a column and it is not empty here.
    pub id: Option<String>,
    /// What no other row of the table is called: its id, or its number if it has none; with `~2`,
    /// `~3` … behind it if an earlier row is called so.
    pub name: String,
    /// An earlier row has the same id.
    pub is_repeated: bool,
    /// Its text.
    pub text: String,
    /// All other columns, in the order of the file.
    pub metadata: Vec<(String, String)>,
}

/// Why a table, or a row of it, cannot be read. Lines are counted from 1.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// The reader failed. No row follows.
    #[error("cannot be read: {0}")]
    Io(io::Error),
    /// The start of the table is not text.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The input as a whole cannot be read.
    #[error("{}", .0.what)]
    Whole(ReadError),
    /// The format holds one document.
    #[error("`{format}` is no format of tables")]
    NotATable {
        /// Its name.
        format: &'static str,
    },
    /// No column for the text.
    #[error("no column{} for the text; {}", quoted(asked.as_deref()), listed(columns))]
    NoTextColumn {
        /// The name that was asked for.
        asked: Option<String>,
        /// The columns there are.
        columns: Vec<String>,
    },
    /// The column that was asked for as id is not there.
    #[error("no column{} for the id; {}", quoted(Some(asked)), listed(columns))]
    NoIdColumn {
        /// The name that was asked for.
        asked: String,
        /// The columns there are.
        columns: Vec<String>,
    },
    /// A row has more or fewer fields than the header.
    #[error("line {line}: {found} fields, but {expected} in the header")]
    FieldCount {
        /// The line on which the row begins.
        line: u64,
        /// Number of fields in the header.
        expected: usize,
        /// Number of fields in the row.
        found: usize,
    },
    /// A quoted field is not closed. The lines behind it are read as rows of their own; what its own
    /// line holds is the next row, if that can be told.
    #[error("line {line}: a quotation mark opens a field here and is not closed")]
    OpenQuote {
        /// The line of the quote.
        line: u64,
    },
    /// A row is not UTF-8, though the start of the table is.
    #[error("line {line}: byte {offset} of {place} is 0x{byte:02X}, which is not valid UTF-8")]
    NotUtf8 {
        /// The line on which the row begins.
        line: u64,
        /// The field or line that holds the byte.
        place: String,
        /// Its place there; the first byte is 1.
        offset: usize,
        /// Its value.
        byte: u8,
    },
    /// A row has more than 64 MiB.
    #[error("line {line}: the row is longer than 64 MiB")]
    TooLong {
        /// The line on which the row begins.
        line: u64,
    },
    /// A line of JSON lines is not JSON.
    #[error("line {line}, byte {column}: not valid JSON: {message}")]
    Json {
        /// The line.
        line: u64,
        /// The byte of the line, from 1.
        column: usize,
        /// What the parser says.
        message: String,
    },
    /// A line of JSON lines is JSON, but not an object.
    #[error("line {line}: not a JSON object")]
    NotAnObject {
        /// The line.
        line: u64,
    },
    /// The text of a JSON object is a number, a list or the like.
    #[error("line {line}: `{column}` is not a string")]
    TextNotAString {
        /// The line.
        line: u64,
        /// The column of the text.
        column: String,
    },
}

impl TableError {
    /// The line of the file that cannot be read; `None` if the table as a whole cannot.
    pub fn line(&self) -> Option<u64> {
        match *self {
            TableError::FieldCount { line, .. }
            | TableError::OpenQuote { line }
            | TableError::NotUtf8 { line, .. }
            | TableError::TooLong { line }
            | TableError::Json { line, .. }
            | TableError::NotAnObject { line }
            | TableError::TextNotAString { line, .. } => Some(line),
            _ => None,
        }
    }

    /// How to mend it, in one sentence.
    pub fn help(&self) -> String {
        let help = match self {
            TableError::Decode(error) => return error.help(),
            TableError::Whole(error) => return error.help.clone(),
            TableError::Io(_) => "check that the file is whole and may be read",
            TableError::NotATable { .. } => "read it as one document",
            TableError::NoTextColumn { .. } => "name the column with `--text-column NAME`",
            TableError::NoIdColumn { .. } => "name one of these columns with `--id-column NAME`",
            TableError::FieldCount { .. } => {
                "put fields that hold a separator, a quote or a line break in quotes"
            }
            TableError::OpenQuote { .. } => {
                "close it, or write every quotation mark of the text twice; the lines behind it were read as rows of their own"
            }
            TableError::NotUtf8 { .. } => {
                "save the file as UTF-8, or name its encoding, such as `--encoding windows-1252`"
            }
            TableError::TooLong { .. } => "look for a quote in this row that is not closed",
            TableError::Json { .. } => "write one JSON object on each line, and nothing else",
            TableError::NotAnObject { .. } => "write `{\"text\": …}` on each line",
            TableError::TextNotAString { .. } => {
                "write the text in quotes, or name another column with `--text-column NAME`"
            }
        };
        help.to_owned()
    }
}

fn quoted(name: Option<&str>) -> String {
    name.map_or_else(String::new, |name| format!(" `{}`", shortened(name)))
}

/// Names of columns for a message. A first line that reads like text is no header, and no text of
/// a document belongs into a message.
fn listed(columns: &[String]) -> String {
    let is_name =
        |name: &String| name.chars().count() <= 30 && name.split_whitespace().count() <= 3;
    if !columns.iter().all(is_name) {
        return format!(
            "the first line of the table, {} fields, does not look like names of columns",
            columns.len()
        );
    }
    let names: Vec<String> = columns
        .iter()
        .take(40)
        .map(|name| format!("`{}`", shortened(name)))
        .collect();
    let rest = if columns.len() > 40 { " …" } else { "" };
    format!("the columns are {}{rest}", names.join(", "))
}

/// The start of a name. In a table without header the names are the first text.
fn shortened(name: &str) -> String {
    let mut chars = name.chars();
    let start: String = chars.by_ref().take(30).collect();
    if chars.next().is_some() {
        start + "…"
    } else {
        start
    }
}

/// The rows of a table, in order.
///
/// An error that has a [line](TableError::line) concerns one row, and the next one follows; but for
/// CSV and TSV, [`TableError::TooLong`] is the end.
pub struct Rows {
    kind: Kind,
    names: Names,
    encoding: &'static Encoding,
    how: How,
}

enum Kind {
    Delimited(Box<Delimited>),
    JsonLines(Box<JsonLines>),
    #[cfg(feature = "office")]
    Workbook(Box<workbook::Sheet>, Box<Raw>),
    #[cfg(feature = "arrow")]
    Parquet(Box<parquet::Table>, Box<Raw>),
}

impl Rows {
    /// As [`Rows::open`], without options.
    ///
    /// # Errors
    /// If the reader fails, the start is not text, or a column is missing.
    pub fn new(
        input: Box<dyn Read + Send>,
        format: Format,
        columns: &Columns,
        choice: Choice,
    ) -> Result<Rows, TableError> {
        Rows::open(input, format, columns, choice, &Options::default())
    }

    /// Reads the start of a table: its encoding and its columns. Of a workbook or Parquet file
    /// everything is read, and unpacked later.
    ///
    /// # Errors
    /// If the reader fails, the start is not text, or a column is missing; if a workbook or Parquet
    /// file is damaged, encrypted or over a limit, or this build cannot read it.
    pub fn open(
        input: Box<dyn Read + Send>,
        format: Format,
        columns: &Columns,
        choice: Choice,
        options: &Options,
    ) -> Result<Rows, TableError> {
        if matches!(format, Format::Workbook | Format::Parquet) {
            return Rows::whole(input, format, columns, options);
        }
        let (source, found) = Source::open(input, choice)?;
        let delimiter = match format {
            Format::Csv => Some(source.guess_delimiter()),
            Format::Tsv => Some(b'\t'),
            Format::JsonLines => None,
            _ => {
                return Err(TableError::NotATable {
                    format: format.name(),
                });
            }
        };
        let kind = match delimiter {
            Some(sign) => Kind::Delimited(Box::new(Delimited::open(source, sign, columns)?)),
            None => Kind::JsonLines(Box::new(JsonLines::open(source, columns)?)),
        };
        Ok(Rows {
            kind,
            names: Names::default(),
            encoding: found.encoding,
            how: found.how,
        })
    }

    /// Reads a format that says at its end where everything is.
    fn whole(
        input: Box<dyn Read + Send>,
        format: Format,
        columns: &Columns,
        options: &Options,
    ) -> Result<Rows, TableError> {
        let mut raw = Raw::new(input);
        let mut bytes = Vec::new();
        let most = options.limits.unpacked;
        let mut read = raw.by_ref().take(most.saturating_add(1));
        read.read_to_end(&mut bytes).map_err(TableError::Io)?;
        if bytes.len() as u64 > most {
            return Err(TableError::Whole(ReadError::new(
                "too_large",
                format!("has more bytes than the limit of {most}"),
                "if it is sound, raise the limit with `--max-unpacked BYTES`",
            )));
        }
        let kind: Result<Kind, TableError> = match format {
            #[cfg(feature = "office")]
            Format::Workbook => {
                let sheet = workbook::Sheet::open(&bytes, columns, options)?;
                Ok(Kind::Workbook(Box::new(sheet), Box::new(raw)))
            }
            #[cfg(feature = "arrow")]
            Format::Parquet => {
                let table = parquet::Table::open(bytes, columns, &options.limits)?;
                Ok(Kind::Parquet(Box::new(table), Box::new(raw)))
            }
            _ => {
                let _ = columns;
                Err(TableError::Whole(ReadError::unsupported(format)))
            }
        };
        kind.map(|kind| Rows {
            kind,
            names: Names::default(),
            encoding: encoding_rs::UTF_8,
            how: How::Format,
        })
    }

    /// What was left out on purpose: other sheets of a workbook. Told once.
    pub fn take_losses(&mut self) -> Vec<Loss> {
        match &mut self.kind {
            #[cfg(feature = "office")]
            Kind::Workbook(sheet, _) => std::mem::take(&mut sheet.losses),
            _ => Vec::new(),
        }
    }

    /// Name of the encoding, and what decided on it.
    pub fn encoding(&self) -> (&'static str, How) {
        (self.encoding.name(), self.how)
    }

    /// SHA-256 of the bytes read so far, in hexadecimal: of the whole input once the rows ended.
    /// `None` if the reader failed: then nobody knows the whole input.
    pub fn sha256(&self) -> Option<String> {
        if self.raw().failed {
            return None;
        }
        let mut text = String::with_capacity(64);
        for byte in self.raw().hasher.clone().finalize() {
            write!(text, "{byte:02x}").expect("a string takes every write");
        }
        Some(text)
    }

    /// Number of bytes read so far.
    pub fn bytes_read(&self) -> u64 {
        self.raw().bytes
    }

    /// Byte sequences that could not be decoded so far; U+FFFD stands for each.
    ///
    /// Always none for UTF-8, where such a row is an error.
    pub fn replaced(&self) -> Replaced {
        match &self.kind {
            Kind::Delimited(rows) => rows.reader.get_ref().replaced,
            Kind::JsonLines(rows) => rows.reader.get_ref().replaced,
            #[cfg(any(feature = "office", feature = "arrow"))]
            _ => Replaced::default(),
        }
    }

    /// Rows so far whose id an earlier row has; told once.
    pub fn take_repeated(&mut self) -> Option<Repeated> {
        self.names.take_repeated()
    }

    fn raw(&self) -> &Raw {
        match &self.kind {
            Kind::Delimited(rows) => &rows.reader.get_ref().raw,
            Kind::JsonLines(rows) => &rows.reader.get_ref().raw,
            #[cfg(feature = "office")]
            Kind::Workbook(_, raw) => raw,
            #[cfg(feature = "arrow")]
            Kind::Parquet(_, raw) => raw,
        }
    }
}

impl Iterator for Rows {
    type Item = Result<Row, TableError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut row = match &mut self.kind {
            Kind::Delimited(rows) => rows.next_row(),
            Kind::JsonLines(rows) => rows.next_row(),
            #[cfg(feature = "office")]
            Kind::Workbook(sheet, _) => sheet.next_row(),
            #[cfg(feature = "arrow")]
            Kind::Parquet(table, _) => table.next_row(),
        };
        if let Some(Ok(row)) = &mut row {
            self.names.name(row);
        }
        row
    }
}

/// Position of the column that is called `name`, or else so in another case.
fn position(names: &[String], name: &str) -> Option<usize> {
    let lower = name.to_lowercase();
    let same = names.iter().position(|column| column == name);
    same.or_else(|| {
        names
            .iter()
            .position(|column| column.to_lowercase() == lower)
    })
}

/// Position of the column that holds the text.
fn text_position(names: &[String], asked: &Columns) -> Option<usize> {
    match &asked.text {
        Some(name) => position(names, name),
        None => TEXT_COLUMNS.iter().find_map(|name| position(names, name)),
    }
}

fn utf8(bytes: &[u8], line: u64, place: impl FnOnce() -> String) -> Result<&str, TableError> {
    str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        TableError::NotUtf8 {
            line,
            place: place(),
            offset: at + 1,
            byte: bytes[at],
        }
    })
}
