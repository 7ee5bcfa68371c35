//! Tables, one document a row: CSV, TSV and JSON lines, read as a stream.
//!
//! Takes a reader, gives [`Row`]s one by one; at most one row (and 64 KiB to find the encoding) is in
//! memory. A row that cannot be read is an error with its line, and the next row follows. Which
//! columns mean what is settled before the first row; all others become metadata.

use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, Read};

use csv::ByteRecord;
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};
use serde::de::IgnoredAny;
use sha2::{Digest, Sha256};

use super::Format;
use super::decode::{Choice, DecodeError, Detected, How, Part, SAMPLE, detect};

/// The longest row that is read, in bytes. What is longer is hardly a row: a quote was left open.
const ROW_LIMIT: u64 = 64 * 1024 * 1024;

/// How many JSON objects are looked at to find out which columns there are.
const FIRST_OBJECTS: usize = 100;

/// Columns that hold the text if none was asked for, the likeliest first.
const TEXT_COLUMNS: [&str; 9] = [
    "text",
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
    /// `comment`, `transcript`, `essay`, `response`.
    pub text: Option<String>,
    /// What identifies a row; if `None`, a column `id`, if there is one.
    pub id: Option<String>,
}

/// One row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number: the first row of data is 1. Rows that could not be read are counted.
    pub number: u64,
    /// Its id, if there is such a column and it is not empty here.
    pub id: Option<String>,
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
    /// The format holds one document.
    #[error("`{format}` is no format of tables")]
    NotATable {
        /// Its name.
        format: &'static str,
    },
    /// No column for the text.
    #[error("no column{} for the text; the columns are {}", quoted(asked.as_deref()), listed(columns))]
    NoTextColumn {
        /// The name that was asked for.
        asked: Option<String>,
        /// The columns there are.
        columns: Vec<String>,
    },
    /// The column that was asked for as id is not there.
    #[error(
        "no column{} for the id; the columns are {}",
        quoted(Some(asked)),
        listed(columns)
    )]
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
            TableError::Io(_) => "check that the file is whole and may be read",
            TableError::NotATable { .. } => "read it as one document",
            TableError::NoTextColumn { .. } => "name the column with `--text-column NAME`",
            TableError::NoIdColumn { .. } => "name one of these columns with `--id-column NAME`",
            TableError::FieldCount { .. } => {
                "put fields that hold a separator, a quote or a line break in quotes"
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

/// Names of columns for a message.
fn listed(columns: &[String]) -> String {
    let names: Vec<String> = columns
        .iter()
        .take(40)
        .map(|name| format!("`{}`", shortened(name)))
        .collect();
    names.join(", ") + if columns.len() > 40 { " …" } else { "" }
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
    encoding: &'static Encoding,
    how: How,
}

enum Kind {
    Delimited(Box<Delimited>),
    JsonLines(Box<JsonLines>),
}

impl Rows {
    /// Reads the start of a table: its encoding and its columns.
    ///
    /// # Errors
    /// If the reader fails, the start is not text, or a column is missing.
    pub fn new(
        input: Box<dyn Read + Send>,
        format: Format,
        columns: &Columns,
        choice: Choice,
    ) -> Result<Rows, TableError> {
        let (source, found) = Source::open(input, choice)?;
        let delimiter = match format {
            Format::Csv => Some(source.guess_delimiter()),
            Format::Tsv => Some(b'\t'),
            Format::JsonLines => None,
            Format::Text | Format::Markdown => {
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
            encoding: found.encoding,
            how: found.how,
        })
    }

    /// Name of the encoding, and what decided on it.
    pub fn encoding(&self) -> (&'static str, How) {
        (self.encoding.name(), self.how)
    }

    /// SHA-256 of the bytes read so far, in hexadecimal: of the whole input once the rows ended.
    pub fn sha256(&self) -> String {
        let mut text = String::with_capacity(64);
        for byte in self.source().raw.hasher.clone().finalize() {
            write!(text, "{byte:02x}").expect("a string takes every write");
        }
        text
    }

    /// Number of bytes read so far.
    pub fn bytes_read(&self) -> u64 {
        self.source().raw.bytes
    }

    /// Byte sequences that could not be decoded so far; U+FFFD stands for each.
    ///
    /// Always 0 for UTF-8, where such a row is an error.
    pub fn replaced(&self) -> u64 {
        self.source().replaced
    }

    fn source(&self) -> &Source {
        match &self.kind {
            Kind::Delimited(rows) => rows.reader.get_ref(),
            Kind::JsonLines(rows) => rows.reader.get_ref(),
        }
    }
}

impl Iterator for Rows {
    type Item = Result<Row, TableError>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.kind {
            Kind::Delimited(rows) => rows.next_row(),
            Kind::JsonLines(rows) => rows.next_row(),
        }
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

/// CSV or TSV.
struct Delimited {
    reader: csv::Reader<Source>,
    record: ByteRecord,
    columns: Vec<String>,
    text: usize,
    id: Option<usize>,
    number: u64,
    ended: bool,
}

impl Delimited {
    fn open(source: Source, delimiter: u8, asked: &Columns) -> Result<Self, TableError> {
        let mut builder = csv::ReaderBuilder::new();
        // Lengths are compared here, so that the next record is read after a wrong one.
        builder
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter);
        let mut rows = Delimited {
            reader: builder.from_reader(source),
            record: ByteRecord::new(),
            columns: Vec::new(),
            text: 0,
            id: None,
            number: 0,
            ended: false,
        };
        match rows.next_record() {
            Some(line) => rows.settle(line?, asked)?,
            None => rows.ended = true,
        }
        Ok(rows)
    }

    /// Takes the record at hand for the header.
    fn settle(&mut self, line: u64, asked: &Columns) -> Result<(), TableError> {
        let mut names = Vec::with_capacity(self.record.len());
        for (ix, field) in self.record.iter().enumerate() {
            let place = || format!("field {} of the header", ix + 1);
            names.push(utf8(field, line, place)?.trim().to_owned());
        }
        let columns = unique(&names);
        self.text = text_position(&columns, asked).ok_or_else(|| TableError::NoTextColumn {
            asked: asked.text.clone(),
            columns: columns.clone(),
        })?;
        self.id = match &asked.id {
            None => position(&columns, "id").filter(|&ix| ix != self.text),
            Some(name) => {
                let missing = || TableError::NoIdColumn {
                    asked: name.clone(),
                    columns: columns.clone(),
                };
                Some(position(&columns, name).ok_or_else(missing)?)
            }
        };
        self.columns = columns;
        Ok(())
    }

    /// Reads a record, and gives the line on which it begins.
    fn next_record(&mut self) -> Option<Result<u64, TableError>> {
        if self.ended {
            return None;
        }
        let from = self.reader.position().byte();
        self.reader.get_mut().begin_row(from);
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => Some(Ok(self.reader.get_ref().row_line())),
            Ok(false) => {
                self.ended = true;
                None
            }
            Err(error) => {
                self.ended = true;
                let source = self.reader.get_mut();
                if source.is_over_limit() {
                    source.raw.drain();
                    return Some(Err(TableError::TooLong {
                        line: source.row_line(),
                    }));
                }
                Some(Err(TableError::Io(error.into())))
            }
        }
    }

    fn next_row(&mut self) -> Option<Result<Row, TableError>> {
        let line = self.next_record()?;
        self.number += 1;
        Some(line.and_then(|line| self.row(line)))
    }

    fn row(&self, line: u64) -> Result<Row, TableError> {
        let (expected, found) = (self.columns.len(), self.record.len());
        if expected != found {
            return Err(TableError::FieldCount {
                line,
                expected,
                found,
            });
        }
        let mut row = Row {
            number: self.number,
            id: None,
            text: String::new(),
            metadata: Vec::new(),
        };
        for (ix, (name, field)) in self.columns.iter().zip(&self.record).enumerate() {
            let value = utf8(field, line, || format!("`{}`", shortened(name)))?;
            if self.id == Some(ix) && !value.is_empty() {
                row.id = Some(value.to_owned());
            }
            if self.text == ix {
                value.clone_into(&mut row.text);
            } else if self.id != Some(ix) {
                row.metadata.push((name.clone(), value.to_owned()));
            }
        }
        Ok(row)
    }
}

/// Names for columns: an empty one becomes `column_3`, the second `name` becomes `name_2`.
fn unique(names: &[String]) -> Vec<String> {
    let mut taken: HashSet<String> = names.iter().cloned().collect();
    let mut uses: HashMap<String, usize> = HashMap::new();
    let mut columns = Vec::with_capacity(names.len());
    for (ix, name) in names.iter().enumerate() {
        let (stem, mut number) = if name.is_empty() {
            ("column", ix + 1)
        } else {
            let count = uses.entry(name.clone()).or_default();
            *count += 1;
            if *count == 1 {
                columns.push(name.clone());
                continue;
            }
            (name.as_str(), *count)
        };
        let mut column = format!("{stem}_{number}");
        while !taken.insert(column.clone()) {
            number += 1;
            column = format!("{stem}_{number}");
        }
        if !name.is_empty() {
            uses.insert(name.clone(), number);
        }
        columns.push(column);
    }
    columns
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

/// JSON lines.
struct JsonLines {
    reader: BufReader<Source>,
    asked: Columns,
    /// The column of the text, once it is known.
    text: Option<String>,
    /// Objects that were read to find the columns.
    waiting: VecDeque<Result<Object, TableError>>,
    buffer: Vec<u8>,
    line: u64,
    number: u64,
    ended: bool,
}

/// A line of JSON lines.
struct Object {
    line: u64,
    number: u64,
    names: Vec<String>,
    values: Vec<Value>,
}

enum Value {
    Null,
    String(String),
    /// A number or boolean as written, a list or object without white space.
    Other(String),
}

impl Value {
    fn into_text(self) -> String {
        match self {
            Value::Null => String::new(),
            Value::String(text) | Value::Other(text) => text,
        }
    }
}

impl JsonLines {
    fn open(source: Source, asked: &Columns) -> Result<Self, TableError> {
        let mut rows = JsonLines {
            reader: BufReader::new(source),
            asked: asked.clone(),
            text: None,
            waiting: VecDeque::new(),
            buffer: Vec::new(),
            line: 0,
            number: 0,
            ended: false,
        };
        rows.settle()?;
        Ok(rows)
    }

    /// Reads on until all columns are known, through the first objects at most.
    fn settle(&mut self) -> Result<(), TableError> {
        let mut columns: Vec<String> = Vec::new();
        let mut known = HashSet::new();
        let mut n_objects = 0;
        while n_objects < FIRST_OBJECTS
            && self.waiting.len() < 10 * FIRST_OBJECTS
            && self.reader.get_ref().given < ROW_LIMIT
        {
            let Some(object) = self.next_object() else {
                break;
            };
            if let Ok(object) = &object {
                n_objects += 1;
                let new = object
                    .names
                    .iter()
                    .filter(|name| known.insert((*name).clone()));
                columns.extend(new.cloned());
            }
            self.waiting.push_back(object);
            self.text = text_position(&columns, &self.asked).map(|ix| columns[ix].clone());
            let id = self.asked.id.as_deref();
            if self.text.is_some() && id.is_none_or(|name| position(&columns, name).is_some()) {
                return Ok(());
            }
        }
        match &self.asked.id {
            // Nothing to go by: each line says for itself what is wrong with it.
            _ if n_objects == 0 => Ok(()),
            Some(name) if self.text.is_some() => Err(TableError::NoIdColumn {
                asked: name.clone(),
                columns,
            }),
            _ => Err(TableError::NoTextColumn {
                asked: self.asked.text.clone(),
                columns,
            }),
        }
    }

    fn next_row(&mut self) -> Option<Result<Row, TableError>> {
        let object = match self.waiting.pop_front() {
            Some(object) => object,
            None => self.next_object()?,
        };
        Some(object.and_then(|object| self.row(object)))
    }

    fn row(&self, object: Object) -> Result<Row, TableError> {
        let Object {
            line,
            number,
            names,
            values,
        } = object;
        let text_ix = match &self.text {
            Some(name) => position(&names, name),
            None => Some(text_position(&names, &self.asked).ok_or_else(|| {
                TableError::NoTextColumn {
                    asked: self.asked.text.clone(),
                    columns: names.clone(),
                }
            })?),
        };
        let id_ix = position(&names, self.asked.id.as_deref().unwrap_or("id"));
        let mut row = Row {
            number,
            id: None,
            text: String::new(),
            metadata: Vec::new(),
        };
        for (ix, (name, value)) in names.into_iter().zip(values).enumerate() {
            let is_text = Some(ix) == text_ix;
            if is_text && matches!(value, Value::Other(_)) {
                return Err(TableError::TextNotAString { line, column: name });
            }
            let value = value.into_text();
            let is_id = Some(ix) == id_ix && (!is_text || self.asked.id.is_some());
            if is_id && !value.is_empty() {
                row.id = Some(value.clone());
            }
            if is_text {
                row.text = value;
            } else if !is_id {
                row.metadata.push((name, value));
            }
        }
        Ok(row)
    }

    /// Reads the next line that is not blank.
    fn next_object(&mut self) -> Option<Result<Object, TableError>> {
        while !self.ended {
            self.line += 1;
            let line = self.line;
            match self.next_line() {
                Err(error) => {
                    self.ended = true;
                    return Some(Err(TableError::Io(error)));
                }
                Ok(false) => {
                    self.number += 1;
                    return Some(Err(TableError::TooLong { line }));
                }
                Ok(true) if self.buffer.trim_ascii().is_empty() => {}
                Ok(true) => {
                    self.number += 1;
                    let text = utf8(&self.buffer, line, || "the line".to_owned());
                    return Some(text.and_then(|text| object(text, line, self.number)));
                }
            }
        }
        None
    }

    /// Reads a line into the buffer; false if it is too long, and then it is passed over.
    fn next_line(&mut self) -> io::Result<bool> {
        self.buffer.clear();
        let mut fits = true;
        loop {
            let bytes = self.reader.fill_buf()?;
            let found = bytes.iter().position(|&byte| byte == b'\n');
            let part = &bytes[..found.unwrap_or(bytes.len())];
            fits &= (self.buffer.len() + part.len()) as u64 <= ROW_LIMIT;
            if fits {
                self.buffer.extend_from_slice(part);
            }
            self.ended = bytes.is_empty();
            let consumed = part.len() + usize::from(found.is_some());
            self.reader.consume(consumed);
            if found.is_some() || self.ended {
                return Ok(fits);
            }
        }
    }
}

/// Takes a JSON object apart. Numbers are kept as written, so an id loses no digit.
fn object(text: &str, line: u64, number: u64) -> Result<Object, TableError> {
    let invalid = |offset: usize| {
        move |error: serde_json::Error| {
            let message = error.to_string();
            let end = message.rfind(" at line ").unwrap_or(message.len());
            let column = offset + error.column();
            TableError::Json {
                line,
                column,
                message: message[..end].to_owned(),
            }
        }
    };
    serde_json::from_str::<IgnoredAny>(text).map_err(invalid(0))?;
    let mut scanner = Scanner { text, at: 0 };
    if scanner.next_sign() != Some(b'{') {
        return Err(TableError::NotAnObject { line });
    }
    scanner.at += 1;
    let mut object = Object {
        line,
        number,
        names: Vec::new(),
        values: Vec::new(),
    };
    let mut known: HashMap<String, usize> = HashMap::new();
    while scanner.next_sign() == Some(b'"') {
        let at = scanner.at;
        let name: String = serde_json::from_str(scanner.value()).map_err(invalid(at))?;
        scanner.next_sign();
        scanner.at += 1; // the colon
        scanner.next_sign();
        let at = scanner.at;
        let raw = scanner.value();
        let value = match raw.as_bytes().first() {
            Some(b'"') => Value::String(serde_json::from_str(raw).map_err(invalid(at))?),
            Some(b'n') => Value::Null,
            Some(b'{' | b'[') => Value::Other(compact(raw)),
            _ => Value::Other(raw.to_owned()),
        };
        if let Some(&ix) = known.get(&name) {
            object.values[ix] = value;
        } else {
            known.insert(name.clone(), object.names.len());
            object.names.push(name);
            object.values.push(value);
        }
        if scanner.next_sign() == Some(b',') {
            scanner.at += 1;
        }
    }
    Ok(object)
}

/// Walks through JSON that is known to be valid.
struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scanner<'t> {
    /// The next byte that is not white space; the scanner stands on it then.
    fn next_sign(&mut self) -> Option<u8> {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
        self.text.as_bytes().get(self.at).copied()
    }

    /// Passes over the value that begins here.
    fn value(&mut self) -> &'t str {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut depth = 0_usize;
        while let Some(&byte) = bytes.get(self.at) {
            match byte {
                b'"' => self.at += string_length(&bytes[self.at..]),
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' | b',' | b':' if depth == 0 => break,
                b'}' | b']' => {
                    depth -= 1;
                    self.at += 1;
                }
                _ if depth == 0 && byte.is_ascii_whitespace() => break,
                _ => self.at += 1,
            }
        }
        &self.text[start..self.at]
    }
}

/// Length of the JSON string at the start of `bytes`, with its quotes.
fn string_length(bytes: &[u8]) -> usize {
    let mut at = 1;
    while let Some(&byte) = bytes.get(at) {
        at += if byte == b'\\' { 2 } else { 1 };
        if byte == b'"' {
            break;
        }
    }
    at.min(bytes.len())
}

/// JSON without the white space between its parts.
fn compact(json: &str) -> String {
    let bytes = json.as_bytes();
    let mut text = String::with_capacity(json.len());
    let mut at = 0;
    while at < bytes.len() {
        let length = if bytes[at] == b'"' {
            string_length(&bytes[at..])
        } else {
            1
        };
        if !bytes[at].is_ascii_whitespace() {
            text.push_str(&json[at..at + length]);
        }
        at += length;
    }
    text
}

/// The bytes of the input, counted and hashed.
struct Raw {
    input: Box<dyn Read + Send>,
    hasher: Sha256,
    bytes: u64,
}

impl Raw {
    fn drain(&mut self) {
        // The hash is worth having; that the reader fails here is no news about the rows.
        let _ = io::copy(self, &mut io::sink());
    }
}

impl Read for Raw {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = loop {
            match self.input.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => break result?,
            }
        };
        self.hasher.update(&buffer[..length]);
        self.bytes += length as u64;
        Ok(length)
    }
}

/// The input as UTF-8 (not validated if that is its encoding), with an eye on lines and limits.
struct Source {
    raw: Raw,
    /// The start of the input, without byte order mark, and how much of it was taken.
    head: Vec<u8>,
    head_taken: usize,
    decoding: Option<Decoding>,
    encoding: &'static Encoding,
    replaced: u64,
    /// Bytes given so far.
    given: u64,
    /// Where the row that is being read begins, or white space before it.
    row_start: u64,
    has_limit: bool,
    lines: LineStarts,
}

/// Decodes what is not UTF-8.
struct Decoding {
    decoder: Decoder,
    chunk: Vec<u8>,
    text: String,
    taken: usize,
    ended: bool,
}

impl Source {
    fn open(input: Box<dyn Read + Send>, choice: Choice) -> Result<(Self, Detected), TableError> {
        let mut raw = Raw {
            input,
            hasher: Sha256::new(),
            bytes: 0,
        };
        let mut head = Vec::new();
        let limit = SAMPLE as u64;
        raw.by_ref()
            .take(limit)
            .read_to_end(&mut head)
            .map_err(TableError::Io)?;
        let part = if head.len() < SAMPLE {
            Part::Whole
        } else {
            Part::Start
        };
        let found = detect(&head, part, choice)?;
        let decoding = (found.encoding != UTF_8).then(|| Decoding {
            decoder: found.encoding.new_decoder_without_bom_handling(),
            chunk: vec![0; 16 * 1024],
            text: String::new(),
            taken: 0,
            ended: false,
        });
        let source = Source {
            raw,
            head,
            head_taken: found.bom,
            decoding,
            encoding: found.encoding,
            replaced: 0,
            given: 0,
            row_start: 0,
            has_limit: false,
            lines: LineStarts::default(),
        };
        Ok((source, found))
    }

    /// The sign that parts the fields of the first line: `;` or a tab if there is no comma.
    fn guess_delimiter(&self) -> u8 {
        let (header, _) = self
            .encoding
            .decode_without_bom_handling(&self.head[self.head_taken..]);
        let mut in_quotes = false;
        let mut found = b',';
        for byte in header.trim_start().bytes() {
            match byte {
                b'"' => in_quotes = !in_quotes,
                _ if in_quotes => {}
                b',' => return b',',
                b'\n' | b'\r' => break,
                b';' | b'\t' if found == b',' => found = byte,
                _ => {}
            }
        }
        found
    }

    /// Says that the next row is read, from `offset` on, and must keep to the limit.
    fn begin_row(&mut self, offset: u64) {
        self.row_start = offset;
        self.has_limit = true;
    }

    fn is_over_limit(&self) -> bool {
        self.has_limit && self.given - self.row_start > ROW_LIMIT
    }

    /// The line on which the row begins. Blank lines before it do not belong to it.
    fn row_line(&self) -> u64 {
        self.lines.line_from(self.row_start)
    }

    /// Takes bytes from the start of the input, then from the input.
    fn read_raw(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut head = &self.head[self.head_taken..];
        if head.is_empty() {
            return self.raw.read(buffer);
        }
        let length = head.read(buffer)?;
        self.head_taken += length;
        Ok(length)
    }

    fn read_decoded(&mut self, buffer: &mut [u8], with: &mut Decoding) -> io::Result<usize> {
        while with.taken == with.text.len() && !with.ended {
            with.text.clear();
            with.taken = 0;
            let length = self.read_raw(&mut with.chunk)?;
            with.ended = length == 0;
            let mut rest = &with.chunk[..length];
            loop {
                let (result, read) = with.decoder.decode_to_string_without_replacement(
                    rest,
                    &mut with.text,
                    with.ended,
                );
                rest = &rest[read..];
                match result {
                    DecoderResult::InputEmpty => break,
                    DecoderResult::OutputFull => with.text.reserve(rest.len() * 3 + 16),
                    DecoderResult::Malformed(..) => {
                        with.text.push('\u{FFFD}');
                        self.replaced += 1;
                    }
                }
            }
        }
        let length = (&with.text.as_bytes()[with.taken..]).read(buffer)?;
        with.taken += length;
        Ok(length)
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.is_over_limit() {
            return Err(io::Error::other("the row is too long"));
        }
        // The caller asks for more only when it has used up what it got.
        self.lines.keep_first(self.row_start);
        let length = match self.decoding.take() {
            None => self.read_raw(buffer)?,
            Some(mut decoding) => {
                let result = self.read_decoded(buffer, &mut decoding);
                self.decoding = Some(decoding);
                result?
            }
        };
        self.lines.add(&buffer[..length], self.given);
        self.given += length as u64;
        Ok(length)
    }
}

/// Where the lines begin that are not blank. The csv crate counts LF only, and counts late.
#[derive(Default)]
struct LineStarts {
    /// Offset and number of each.
    starts: VecDeque<(u64, u64)>,
    /// Line ends so far.
    ends: u64,
    behind_cr: bool,
    inside: bool,
}

impl LineStarts {
    fn add(&mut self, bytes: &[u8], offset: u64) {
        for (at, &byte) in bytes.iter().enumerate() {
            if byte == b'\n' || byte == b'\r' {
                self.ends += u64::from(byte == b'\r' || !self.behind_cr);
                self.inside = false;
            } else if !self.inside {
                self.inside = true;
                self.starts.push_back((offset + at as u64, self.ends + 1));
            }
            self.behind_cr = byte == b'\r';
        }
    }

    /// Forgets all but the first line that begins at `offset` or behind it.
    fn keep_first(&mut self, offset: u64) {
        while self.starts.front().is_some_and(|start| start.0 < offset) {
            self.starts.pop_front();
        }
        self.starts.truncate(1);
    }

    /// Number of the first line that begins at `offset` or behind it.
    fn line_from(&self, offset: u64) -> u64 {
        let ix = self.starts.partition_point(|start| start.0 < offset);
        self.starts.get(ix).map_or(self.ends + 1, |start| start.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn open(input: &[u8], format: Format, text: Option<&str>) -> Result<Rows, TableError> {
        let columns = Columns {
            text: text.map(str::to_owned),
            id: None,
        };
        Rows::new(
            Box::new(Cursor::new(input.to_vec())),
            format,
            &columns,
            Choice::Auto,
        )
    }

    /// Number, id, text and metadata of each row in one line, or the line and text of its error.
    fn rows(input: impl AsRef<[u8]>, format: Format) -> Vec<String> {
        let rows = open(input.as_ref(), format, None).expect("a table");
        let show = |row: Result<Row, TableError>| match row {
            Ok(row) => {
                let rest: Vec<_> = row
                    .metadata
                    .iter()
                    .map(|(k, v)| format!("{k}={v}"))
                    .collect();
                let id = row.id.unwrap_or_default();
                format!("{} {id}|{}|{}", row.number, row.text, rest.join(" "))
            }
            Err(error) => format!("{error}"),
        };
        rows.map(show).collect()
    }

    #[test]
    fn fields_may_hold_separators_quotes_and_lines() {
        let input = "ID,Text,age\n7,\"a, \"\"b\"\"\nc\",30\n8,d,\n";
        assert_eq!(
            rows(input, Format::Csv),
            ["1 7|a, \"b\"\nc|age=30", "2 8|d|age="]
        );
        assert_eq!(rows("a\ttext\n1\tx, y\n", Format::Tsv), ["1 |x, y|a=1"]);
        assert_eq!(
            rows("\u{FEFF}text;n\nx, y;1\n", Format::Csv),
            ["1 |x, y|n=1"]
        );
        assert_eq!(rows("text\nx; y\n", Format::Csv), ["1 |x; y|"]);
    }

    #[test]
    fn a_bad_row_is_reported_with_its_line_and_the_next_is_read() {
        for end in ["\n", "\r\n", "\r"] {
            let input = ["id,text", "1,\"a", "b\"", "", "2", "", "", "3,c,d", "4,e"].join(end);
            let expected = [
                format!("1 1|a{end}b|"),
                "line 5: 1 fields, but 2 in the header".to_owned(),
                "line 8: 3 fields, but 2 in the header".to_owned(),
                "4 4|e|".to_owned(),
            ];
            assert_eq!(rows(&input, Format::Csv), expected, "{end:?}");
        }
    }

    #[test]
    fn lines_are_right_far_behind_the_buffer() {
        let long = "x\r\n".repeat(20_000);
        let input = format!(
            "id,text\r\n1,\"{long}\"\r\n{}bad\r\n",
            "2,y\r\n".repeat(30_000)
        );
        let errors: Vec<_> = open(input.as_bytes(), Format::Csv, None)
            .expect("a table")
            .filter_map(|row| row.err().and_then(|error| error.line()))
            .collect();
        assert_eq!(errors, [2 + 20_001 + 30_000]);
    }

    #[test]
    fn a_row_that_is_not_utf8_is_named() {
        let mut input = "id,text\n".to_owned() + &"1,größer …\n".repeat(20_000);
        input.truncate(input.len() - 1);
        let bytes = [input.as_bytes(), b"\n2,caf\xE9\n3,ok\n"].concat();
        let found = rows(&bytes, Format::Csv);
        assert_eq!(
            found[20_000],
            "line 20002: byte 4 of `text` is 0xE9, which is not valid UTF-8"
        );
        assert_eq!(found[20_001], "20002 3|ok|");
        let json = [
            b"{\"text\":\"\xC3\xA9\xC3\xA9\"}\n".as_slice(),
            b"{\"text\":\"\xE9\"}\n{}",
        ]
        .concat();
        let found = rows(&json, Format::JsonLines);
        assert_eq!(
            found[1],
            "line 2: byte 10 of the line is 0xE9, which is not valid UTF-8"
        );
        assert_eq!(found[2], "3 ||");
    }

    #[test]
    fn other_encodings_are_decoded_on_the_way() {
        let text: String = "id,text\r\n".to_owned() + &"1,Schäm dich 💔\r\n".repeat(9_000);
        let mut wide = vec![0xFF, 0xFE];
        wide.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        let mut table = open(&wide, Format::Csv, None).expect("a table");
        assert_eq!(table.encoding(), ("UTF-16LE", How::Bom));
        assert!(table.all(|row| row.is_ok_and(|row| row.text == "Schäm dich 💔")));
        assert_eq!(table.bytes_read(), wide.len() as u64);
        let latin = b"text\n\"I don\x92t know, caf\xE9\"\n";
        assert_eq!(rows(latin, Format::Csv), ["1 |I don’t know, café|"]);
        assert!(matches!(
            open(&wide[2..], Format::Csv, None),
            Err(TableError::Decode(DecodeError::Utf16WithoutBom { .. }))
        ));
    }

    #[test]
    fn the_text_column_is_found_or_missed() {
        let chosen = |header: &str, asked| {
            let fields = vec!["x"; header.split(',').count()].join(",");
            let mut rows = open(format!("{header}\n{fields}").as_bytes(), Format::Csv, asked)?;
            let row = rows.next().expect("a row")?;
            Ok::<_, TableError>(
                row.metadata
                    .into_iter()
                    .map(|(name, _)| name)
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(chosen("body,Content,n", None).expect("rows"), ["body", "n"]);
        assert_eq!(chosen("TEXT,text", Some("text")).expect("rows"), ["TEXT"]);
        assert_eq!(chosen("TEXT,n", Some("Text")).expect("rows"), ["n"]);
        assert_eq!(chosen("id,n", Some("id")).expect("rows"), ["n"]);
        let error = chosen("a,b", None).expect_err("no column");
        assert_eq!(
            error.to_string(),
            "no column for the text; the columns are `a`, `b`"
        );
        assert!(error.help().contains("--text-column NAME") && error.line().is_none());
        let error = chosen("text,b", Some("c")).expect_err("no column");
        assert!(error.to_string().starts_with("no column `c` for the text"));
        let columns = Columns {
            text: None,
            id: Some("key".to_owned()),
        };
        let input = Box::new(Cursor::new("text\nx\n"));
        let error = Rows::new(input, Format::Csv, &columns, Choice::Auto).err();
        assert!(matches!(error, Some(TableError::NoIdColumn { .. })));
    }

    #[test]
    fn headers_become_unique() {
        let names = ["a", "", "a", "a_2", "a", "column_2"].map(str::to_owned);
        assert_eq!(
            unique(&names),
            ["a", "column_3", "a_3", "a_2", "a_4", "column_2"]
        );
    }

    #[test]
    fn empty_tables_have_no_rows() {
        for format in [Format::Csv, Format::Tsv, Format::JsonLines] {
            assert_eq!(rows("", format), Vec::<String>::new());
            assert_eq!(rows("\u{FEFF}", format), Vec::<String>::new());
            assert_eq!(rows("\n\r\n", format), Vec::<String>::new());
        }
        assert_eq!(rows("id,text\n", Format::Csv), Vec::<String>::new());
        assert!(matches!(
            open(b"", Format::Markdown, None),
            Err(TableError::NotATable { format: "md" })
        ));
    }

    #[test]
    fn json_values_keep_their_form() {
        let input = concat!(
            "\u{FEFF}{\"id\": 12345678901234567890123, \"text\": \"a \\u00e9\\n\\\"\", \"n\": 1.50,",
            " \"ok\" : true, \"no\":null, \"list\": [1, {\"a b\": \" \\\" \"}], \"n\": 2e5 }\r\n",
            "\n",
            "{\"text\": null}\n{\"other\": \"x\"}"
        );
        let expected = [
            "1 12345678901234567890123|a é\n\"|n=2e5 ok=true no= list=[1,{\"a b\":\" \\\" \"}]",
            "2 ||",
            "3 ||other=x",
        ];
        assert_eq!(rows(input, Format::JsonLines), expected);
    }

    #[test]
    fn bad_json_lines_are_reported_and_passed_over() {
        let input = "{\"text\": \"a\"\n\n[1]\n{\"text\": 5}\n{\"text\":\"\\ud800\"}\n{\"text\":\"b\"} x\n{\"text\":\"c\"}";
        let expected = [
            "line 1, byte 12: not valid JSON: EOF while parsing an object",
            "line 3: not a JSON object",
            "line 4: `text` is not a string",
            "line 5, byte 16: not valid JSON: unexpected end of hex escape",
            "line 6, byte 14: not valid JSON: trailing characters",
            "6 |c|",
        ];
        assert_eq!(rows(input, Format::JsonLines), expected);
        assert_eq!(rows("x\ny", Format::JsonLines).len(), 2);
    }

    #[test]
    fn json_columns_are_those_of_the_first_objects() {
        let input = "{\"n\": 1}\n{\"Body\": \"x\"}\n";
        assert_eq!(rows(input, Format::JsonLines), ["1 ||n=1", "2 |x|"]);
        let error = open(b"{\"n\": 1}\n{\"m\": 1}", Format::JsonLines, None).err();
        let Some(TableError::NoTextColumn { columns, .. }) = error else {
            panic!("{error:?}")
        };
        assert_eq!(columns, ["n", "m"]);
    }

    #[test]
    fn deep_json_does_not_overflow_the_stack() {
        let deep = format!(
            "{{\"text\": \"x\", \"a\": {}{}}}",
            "[".repeat(100_000),
            "]".repeat(100_000)
        );
        let found = rows(deep, Format::JsonLines);
        assert!(found[0].starts_with("1 |x|a=[[[") || found[0].contains("recursion"));
    }

    #[test]
    fn rows_beyond_the_limit_are_errors() {
        let long = || io::repeat(b'a').take(ROW_LIMIT + 1);
        let json = Cursor::new("{\"text\":\"a\"}\n")
            .chain(long())
            .chain(Cursor::new("\n{\"text\":\"b\"}"));
        let columns = Columns::default();
        let table = Rows::new(Box::new(json), Format::JsonLines, &columns, Choice::Auto);
        let lines: Vec<_> = table
            .expect("a table")
            .map(|row| row.map_err(|e| e.line()))
            .collect();
        assert_eq!(lines[1], Err(Some(2)));
        assert_eq!(lines[2].as_ref().map(|row| row.number), Ok(3));
        let csv = Cursor::new("text\nx\n\n\"")
            .chain(long())
            .chain(Cursor::new("\nb\n"));
        let mut table =
            Rows::new(Box::new(csv), Format::Csv, &columns, Choice::Auto).expect("a table");
        let lines: Vec<_> = table
            .by_ref()
            .skip(1)
            .map(|row| row.map_err(|e| e.line()))
            .collect();
        assert_eq!(lines, [Err(Some(4))]);
        assert_eq!(table.bytes_read(), ROW_LIMIT + 1 + 9 + 3);
    }

    #[test]
    fn the_table_is_streamed_and_hashed() {
        let input = "text\n".to_owned() + &"shame\n".repeat(100_000);
        let mut table = open(input.as_bytes(), Format::Csv, None).expect("a table");
        table.next();
        assert!(table.bytes_read() < 100_000);
        assert_eq!(table.by_ref().count(), 99_999);
        assert_eq!(table.bytes_read(), input.len() as u64);
        let known = "09da8ff7c693dcfd8121f22071e64ff727629995ec302f391667894c218d0557";
        assert_eq!(table.sha256(), known);
    }
}
