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
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, ErrorKind, Write};
use std::path::Path;

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
    /// For JSON lines: the columns as quoted keys.
    keys: Vec<String>,
    sink: Sink<W>,
    scratch: String,
}

enum Sink<W: Write> {
    /// The header is still to come.
    Waiting(W),
    Separated(Box<csv::Writer<W>>),
    Lines(BufWriter<W>),
    /// An error was reported: what is written may be cut off anywhere.
    Failed,
}

impl<W: Write> TableWriter<W> {
    /// A table to be written to `writer`, which needs no buffer of its own. Writes nothing yet.
    pub fn new(writer: W, options: TableOptions) -> Self {
        TableWriter {
            options,
            columns: Vec::new(),
            keys: Vec::new(),
            sink: Sink::Waiting(writer),
            scratch: String::new(),
        }
    }

    /// Writes the header: to be called once, before any row, also for a table without rows.
    ///
    /// # Errors
    /// Of the writer; [`ErrorKind::InvalidInput`] for no column, for two of the same name, and
    /// for a second header.
    pub fn header(&mut self, columns: &[impl AsRef<str>]) -> io::Result<()> {
        let Sink::Waiting(mut writer) = std::mem::replace(&mut self.sink, Sink::Failed) else {
            return Err(misuse("a table has one header".into()));
        };
        if columns.is_empty() {
            return Err(misuse("a table needs a column".into()));
        }
        self.add_columns(columns)?;
        self.sink = if self.options.format == TableFormat::JsonLines {
            Sink::Lines(BufWriter::new(writer))
        } else {
            if self.options.bom {
                writer.write_all(BOM)?;
            }
            let mut table = separated(self.options.format, writer);
            let shown = columns.iter().map(|name| self.options.text(name.as_ref()));
            table
                .write_record(shown.map(String::from))
                .map_err(io_error)?;
            Sink::Separated(Box::new(table))
        };
        Ok(())
    }

    /// Adds columns at the end, for all rows from here on.
    ///
    /// The header of a CSV or TSV file is written already: until [`repad`] has been over it, it
    /// lacks these columns, and rows differ in length. See [`TableWriter::columns`].
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
        if cells.len() > self.columns.len() {
            return Err(misuse(format!(
                "a row of {} cells in a table of {} columns",
                cells.len(),
                self.columns.len()
            )));
        }
        let written = match &mut self.sink {
            Sink::Waiting(_) => return Err(misuse("the header comes before the rows".into())),
            Sink::Failed => Err(failed()),
            Sink::Separated(table) => {
                let padded = cells.iter().chain(std::iter::repeat(&Cell::Empty));
                let mut cells = padded.take(self.columns.len());
                cells
                    .try_for_each(|cell| {
                        table.write_field(self.options.field(cell, &mut self.scratch))
                    })
                    .and_then(|()| table.write_record(None::<&[u8]>))
                    .map_err(io_error)
            }
            Sink::Lines(lines) => write_object(lines, &self.keys, cells, &mut self.scratch),
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
            Sink::Separated(table) => table.flush(),
            Sink::Lines(lines) => lines.flush(),
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
            Sink::Separated(table) => table.into_inner().map_err(csv::IntoInnerError::into_error),
            Sink::Lines(lines) => lines.into_inner().map_err(io::IntoInnerError::into_error),
        }
    }

    fn add_columns(&mut self, columns: &[impl AsRef<str>]) -> io::Result<()> {
        for name in columns {
            let name = name.as_ref();
            if self.columns.iter().any(|known| known == name) {
                return Err(misuse(format!("two columns are named `{}`", visible(name))));
            }
            self.columns.push(name.to_owned());
            self.keys.push(quoted(name)?);
        }
        Ok(())
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

    /// A cell as CSV and TSV hold it, before quoting; numbers are formed in `scratch`.
    fn field<'s>(self, cell: &'s Cell, scratch: &'s mut String) -> &'s [u8] {
        scratch.clear();
        match cell {
            Cell::Text(text) if !(self.guard && runs_in_spreadsheets(text)) => {
                return text.as_bytes();
            }
            Cell::Text(text) => scratch.extend(["'", text]),
            _ => push_plain(scratch, cell),
        }
        scratch.as_bytes()
    }
}

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Rewrites a finished table under its final header: `header` must start with the columns that
/// the table has; the rows get empty cells (JSON lines: `null`) for those that they lack.
///
/// `options` are those that the table was written with. `path_out` must not exist yet. One row is
/// held at a time. The new file is flushed, but not synced.
///
/// # Errors
/// Of reading and writing; [`ErrorKind::AlreadyExists`] for `path_out`, so that no slip can
/// overwrite the table itself; [`ErrorKind::InvalidData`] if the table has other columns than
/// `header`, or is none.
pub fn repad(
    path_in: &Path,
    path_out: &Path,
    options: TableOptions,
    header: &[String],
) -> io::Result<()> {
    let from = BufReader::with_capacity(1 << 16, File::open(path_in)?);
    let to = BufWriter::with_capacity(1 << 16, File::create_new(path_out)?);
    match options.format {
        TableFormat::JsonLines => repad_lines(from, to, header),
        TableFormat::Csv | TableFormat::Tsv => repad_separated(from, to, options, header),
    }
}

fn repad_separated(
    from: impl io::Read,
    mut to: impl Write,
    options: TableOptions,
    header: &[String],
) -> io::Result<()> {
    // The reader drops a byte order mark by itself. LF alone ends a row, as in what we write.
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(delimiter(options.format))
        .terminator(csv::Terminator::Any(b'\n'))
        .has_headers(false)
        .flexible(true)
        .from_reader(from);
    let header: Vec<Cow<str>> = header.iter().map(|name| options.text(name)).collect();
    let mut row = csv::ByteRecord::new();
    let found = rows.read_byte_record(&mut row).map_err(io_error)?;
    let known = header.iter().map(|name| name.as_bytes());
    if !found || row.len() > header.len() || !row.iter().eq(known.take(row.len())) {
        return Err(damaged("the table does not start with these columns"));
    }
    if options.bom {
        to.write_all(BOM)?;
    }
    let mut table = separated(options.format, to);
    let names = header.iter().map(|name| name.as_bytes());
    table.write_record(names).map_err(io_error)?;
    while rows.read_byte_record(&mut row).map_err(io_error)? {
        if row.len() > header.len() {
            return Err(damaged("a row has more cells than the header"));
        }
        for _ in row.len()..header.len() {
            row.push_field(b"");
        }
        table.write_byte_record(&row).map_err(io_error)?;
    }
    table.flush()
}

fn repad_lines(mut from: impl BufRead, mut to: impl Write, header: &[String]) -> io::Result<()> {
    let endings: Vec<String> = header
        .iter()
        .map(|name| quoted(name))
        .collect::<Result<_, _>>()?;
    let mut line = String::new();
    while from.read_line(&mut line)? > 0 {
        let row: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&line)?;
        let known = header.iter().take(row.len());
        let open = line.trim_end().strip_suffix('}');
        let (Some(open), true) = (open, row.len() <= header.len() && row.keys().eq(known)) else {
            return Err(damaged("a row has other keys than the header"));
        };
        // The line is copied as it is: parsed numbers might not come out as they went in.
        to.write_all(open.as_bytes())?;
        for (position, key) in endings.iter().enumerate().skip(row.len()) {
            let comma = if position == 0 { "" } else { "," };
            write!(to, "{comma}{key}:null")?;
        }
        to.write_all(b"}\n")?;
        line.clear();
    }
    to.flush()
}

/// Text for a terminal: control characters (C0, C1, DEL), line and paragraph separators and
/// characters that steer the direction of writing as visible escapes, the rest as it is.
///
/// `\n`, `\r`, `\t`, `\x1b` below U+0080, `\u{202e}` above. For people: a text that holds such
/// an escape as written is not told apart.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for char in text.chars() {
        match char {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            _ if !steers(char) => shown.push(char),
            // Writing to a string cannot fail.
            _ if char.is_ascii() => _ = write!(shown, "\\x{:02x}", u32::from(char)),
            _ => _ = write!(shown, "\\u{{{:x}}}", u32::from(char)),
        }
    }
    Cow::Owned(shown)
}

/// As [`visible`], but line feeds stay: for messages of several lines.
pub fn visible_lines(text: &str) -> String {
    text.split('\n').map(visible).collect::<Vec<_>>().join("\n")
}

/// True for characters that move the cursor, break the line or turn the direction of writing.
fn steers(char: char) -> bool {
    char.is_control()
        || matches!(char,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}')
}

/// True for text that could be taken for a formula, and for text that the guard made of such.
///
/// Source: OWASP ASVS 5.0, 1.2.10; carriage return after CWE-1236's catalogues of attacks; the
/// full-width signs, since some spreadsheets fold them.
fn runs_in_spreadsheets(text: &str) -> bool {
    text.trim_start_matches('\'')
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\0', '＝', '＋', '－', '＠'])
}

/// Appends anything but text, in the form that CSV and JSON share; an empty cell as nothing.
fn push_plain(out: &mut String, cell: &Cell) {
    // Writing to a string cannot fail.
    match cell {
        Cell::Count(count) => _ = write!(out, "{count}"),
        // Adding 0 turns -0 into 0. `Display` gives the shortest form, and no exponent.
        Cell::Number(number) if number.is_finite() => _ = write!(out, "{}", number + 0.0),
        Cell::Flag(flag) => _ = write!(out, "{flag}"),
        Cell::Empty | Cell::Number(_) | Cell::Text(_) => {}
    }
}

fn write_object(
    out: &mut impl Write,
    keys: &[String],
    cells: &[Cell],
    scratch: &mut String,
) -> io::Result<()> {
    for (position, key) in keys.iter().enumerate() {
        let before = if position == 0 { "{" } else { "," };
        write!(out, "{before}{key}:")?;
        match cells.get(position).unwrap_or(&Cell::Empty) {
            Cell::Text(text) => serde_json::to_writer(&mut *out, text)?,
            cell => {
                scratch.clear();
                push_plain(scratch, cell);
                let value = if scratch.is_empty() {
                    "null"
                } else {
                    scratch.as_str()
                };
                out.write_all(value.as_bytes())?;
            }
        }
    }
    out.write_all(b"}\n")
}

fn quoted(name: &str) -> io::Result<String> {
    Ok(serde_json::to_string(name)?)
}

fn delimiter(format: TableFormat) -> u8 {
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

fn damaged(what: &'static str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what)
}

fn failed() -> io::Error {
    io::Error::other("the table could not be written to its end")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::fs;

    const FORMATS: [TableFormat; 3] = [TableFormat::Csv, TableFormat::Tsv, TableFormat::JsonLines];

    fn options(format: TableFormat) -> TableOptions {
        TableOptions {
            format,
            ..TableOptions::default()
        }
    }

    fn text_of(options: TableOptions, header: &[&str], rows: &[&[Cell]]) -> String {
        let mut table = TableWriter::new(Vec::new(), options);
        table.header(header).expect("a header");
        for row in rows {
            table.row(row).expect("a row");
        }
        String::from_utf8(table.finish().expect("an end")).expect("UTF-8")
    }

    fn one_cell(cell: Cell) -> String {
        let text = text_of(TableOptions::default(), &["a", "b"], &[&[cell]]);
        let row = text.strip_prefix("a,b\n").expect("the header");
        row.strip_suffix(",\n").expect("an empty cell").to_owned()
    }

    #[test]
    fn numbers() {
        let shown = |number: f64| one_cell(number.into());
        assert_eq!(shown(0.1 + 0.2), "0.30000000000000004");
        assert_eq!(shown(1.0), "1");
        assert_eq!(shown(-0.0), "0");
        assert_eq!(shown(-1.5), "-1.5");
        assert_eq!(shown(1e21), "1000000000000000000000");
        assert_eq!(shown(1.5e-7), "0.00000015");
        assert_eq!(shown(f64::NAN), "");
        assert_eq!(shown(f64::NEG_INFINITY), "");
        assert_eq!(one_cell(u64::MAX.into()), "18446744073709551615");
        assert_eq!(one_cell(true.into()), "true");
        assert_eq!(one_cell(None::<f64>.into()), "");
        assert_eq!(one_cell(Some("x").into()), "x");
    }

    #[test]
    fn json_lines() {
        let text = text_of(
            options(TableFormat::JsonLines),
            &["=k", "n", "x", "f"],
            &[
                &["=a\"\n\u{1b}é".into(), 3_u64.into(), 1.5e-7.into()],
                &[
                    Cell::Empty,
                    Cell::Number(f64::NAN),
                    (-0.0).into(),
                    false.into(),
                ],
            ],
        );
        let expected = concat!(
            r#"{"=k":"=a\"\n\u001bé","n":3,"x":0.00000015,"f":null}"#,
            "\n",
            r#"{"=k":null,"n":null,"x":0,"f":false}"#,
            "\n"
        );
        assert_eq!(text, expected);
    }

    #[test]
    fn formula_guard() {
        for start in ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\0"] {
            assert_eq!(one_cell(format!("{start}1").into()), format!("'{start}1"));
        }
        assert_eq!(one_cell("\t=1".into()), "'\t=1");
        assert_eq!(one_cell("\r=1".into()), "\"'\r=1\"");
        assert_eq!(one_cell("'=1".into()), "''=1");
        for harmless in ["a=1", " -1", "'tis", "'", "", "–", "’=1"] {
            assert_eq!(one_cell(harmless.into()), harmless);
        }
        let raw = TableOptions {
            guard: false,
            ..TableOptions::default()
        };
        assert_eq!(text_of(raw, &["@h"], &[&["=1".into()]]), "@h\n=1\n");
        let guarded = text_of(TableOptions::default(), &["@h"], &[&["=1".into()]]);
        assert_eq!(guarded, "'@h\n'=1\n");
    }

    #[test]
    fn empty_tables_and_byte_order_marks() {
        let with_bom = |format| TableOptions {
            bom: true,
            ..options(format)
        };
        assert_eq!(
            text_of(options(TableFormat::Csv), &["a", "b"], &[]),
            "a,b\n"
        );
        assert_eq!(
            text_of(with_bom(TableFormat::Tsv), &["a", "b"], &[]),
            "\u{feff}a\tb\n"
        );
        assert_eq!(text_of(with_bom(TableFormat::JsonLines), &["a"], &[]), "");
        // One empty cell must not look like no row.
        assert_eq!(
            text_of(options(TableFormat::Csv), &["a"], &[&[]]),
            "a\n\"\"\n"
        );
    }

    #[test]
    fn misuse_is_an_error() {
        let kind = |result: io::Result<()>| result.expect_err("misuse").kind();
        let mut table = TableWriter::new(Vec::new(), TableOptions::default());
        assert_eq!(kind(table.row(&[])), ErrorKind::InvalidInput);
        assert_eq!(kind(table.extend_header(&["a"])), ErrorKind::InvalidInput);
        table.header(&["a", "b"]).expect("a header");
        assert_eq!(
            kind(table.row(&[const { Cell::Empty }; 3])),
            ErrorKind::InvalidInput
        );
        assert_eq!(kind(table.extend_header(&["b"])), ErrorKind::InvalidInput);
        table.row(&["still fine".into()]).expect("a row");
        let twice = &["a", "a"];
        let mut table = TableWriter::new(Vec::new(), TableOptions::default());
        assert_eq!(kind(table.header(twice)), ErrorKind::InvalidInput);
        let table = TableWriter::new(Vec::new(), TableOptions::default());
        assert!(table.finish().is_err());
    }

    /// Takes `left` bytes, then answers as a closed pipe does.
    struct Failing {
        left: usize,
    }

    impl Write for Failing {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let taken = bytes.len().min(self.left);
            self.left -= taken;
            if taken == 0 && !bytes.is_empty() {
                return Err(ErrorKind::BrokenPipe.into());
            }
            Ok(taken)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_failing_writer_gives_its_own_error() {
        let write = |options, writer| -> io::Result<Failing> {
            let mut table = TableWriter::new(writer, options);
            table.header(&["document", "words"])?;
            for row in 0..40_u64 {
                table.row(&["a \"quoted\" name".into(), row.into()])?;
                table.flush()?;
            }
            table.finish()
        };
        for format in FORMATS {
            let options = TableOptions {
                bom: true,
                ..options(format)
            };
            let whole = Failing { left: 1 << 20 };
            let size = (1 << 20) - write(options, whole).expect("room enough").left;
            for left in 0..size {
                let error = write(options, Failing { left })
                    .err()
                    .expect("too little room");
                assert_eq!(error.kind(), ErrorKind::BrokenPipe, "{format:?} {left}");
            }
            assert!(write(options, Failing { left: size }).is_ok());
        }
    }

    #[test]
    fn a_failed_table_stays_failed() {
        for format in FORMATS {
            let mut table = TableWriter::new(Failing { left: 3 }, options(format));
            let long = "x".repeat(1 << 17);
            table.header(&["a"]).expect("buffered");
            table.row(&[long.as_str().into()]).expect_err("no room");
            table.row(&["y".into()]).expect_err("failed before");
            assert!(table.finish().is_err());
        }
    }

    #[test]
    fn late_columns_are_filled_in() {
        for format in FORMATS {
            for bom in [false, true] {
                let options = TableOptions {
                    bom,
                    ..options(format)
                };
                let folder = tempfile::tempdir().expect("a folder");
                let (raw, done) = (folder.path().join("raw"), folder.path().join("done"));
                let rows: [&[Cell]; 3] = [
                    &["=1,\t\"\n".into(), 0.5.into()],
                    &[],
                    &["b".into(), Cell::Empty, "\r".into(), "-x".into()],
                ];
                let mut table = TableWriter::new(File::create(&raw).expect("a file"), options);
                table.header(&["a", "b"]).expect("a header");
                table.row(rows[0]).expect("a row");
                table.row(rows[1]).expect("a row");
                table.extend_header(&["@c", "d"]).expect("an extension");
                table.row(rows[2]).expect("a row");
                let header = table.columns().to_vec();
                table.finish().expect("an end");
                repad(&raw, &done, options, &header).expect("a table");
                let found = fs::read_to_string(&done).expect("UTF-8");
                assert_eq!(found, text_of(options, &["a", "b", "@c", "d"], &rows));

                let again = repad(&raw, &done, options, &header).expect_err("exists");
                assert_eq!(again.kind(), ErrorKind::AlreadyExists);
                let other = folder.path().join("other");
                let wrong = repad(&raw, &other, options, &["x".into(), "b".into()]);
                assert_eq!(
                    wrong.expect_err("other columns").kind(),
                    ErrorKind::InvalidData
                );
            }
        }
    }

    #[test]
    fn terminals_see_what_is_there() {
        assert!(matches!(
            visible("plain – “text” 日本 😀"),
            Cow::Borrowed(_)
        ));
        assert_eq!(visible("a\x1b[31m\n\r\t\x7f"), r"a\x1b[31m\n\r\t\x7f");
        assert_eq!(visible("\0\u{9b}2J"), r"\x00\u{9b}2J");
        assert_eq!(
            visible("exe.\u{202e}fdp\u{2066}\u{2028}"),
            r"exe.\u{202e}fdp\u{2066}\u{2028}"
        );
    }

    proptest! {
        #[test]
        fn reads_back(
            rows in prop::collection::vec(("\\PC*|[-=+'\"\t\r\n,\0＝a]*", any::<f64>()), 0..8),
            tabs in any::<bool>(),
        ) {
            let format = if tabs { TableFormat::Tsv } else { TableFormat::Csv };
            let cells: Vec<[Cell; 2]> = rows
                .iter()
                .map(|(text, number)| [text.as_str().into(), Cell::Number(*number)])
                .collect();
            let cells: Vec<&[Cell]> = cells.iter().map(|row| &row[..]).collect();
            let text = text_of(options(format), &["text", "number"], &cells);
            let mut reader = csv::ReaderBuilder::new()
                .delimiter(delimiter(format))
                .from_reader(text.as_bytes());
            let found: Vec<_> = reader.records().collect::<Result<_, _>>().expect("a table");
            prop_assert_eq!(found.len(), rows.len());
            for (found, (text, number)) in found.iter().zip(&rows) {
                // Every cell the guard could have changed starts with one `'` more.
                let guarded = runs_in_spreadsheets(&found[0]);
                let plain = if guarded { &found[0][1..] } else { &found[0] };
                prop_assert_eq!(plain, text);
                prop_assert!(!found[0].starts_with(['=', '+', '-', '@', '\t', '\r', '\0', '＝']));
                if number.is_finite() {
                    prop_assert_eq!(found[1].parse::<f64>().expect("a number"), *number);
                    prop_assert!(!found[1].contains(['e', 'E']));
                } else {
                    prop_assert_eq!(&found[1], "");
                }
            }
        }

        #[test]
        fn nothing_steers_a_terminal(text in any::<String>()) {
            prop_assert!(!visible(&text).chars().any(char::is_control));
            prop_assert!(!visible(&text).contains(steers));
        }
    }
}
