//! What the reader of tables promises.

use std::collections::HashSet;
use std::io::{self, Cursor, Read};

use feltsense::lexicon::sha256_hex;
use feltsense::read::decode::Choice;
use feltsense::read::table::{Columns, Row, Rows, TableError};
use feltsense::read::{Format, Options, read_document};

/// Gives a few bytes at a time, as a pipe may.
pub(super) struct Slow(pub(super) Cursor<Vec<u8>>);

impl Read for Slow {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = (self.0.position() as usize % 7 + 1).min(buffer.len());
        self.0.read(&mut buffer[..most])
    }
}

/// The rows, or what is told of them; the rows end, whatever the bytes are.
fn all(input: Box<dyn Read + Send>, format: Format, data: &[u8]) -> Vec<Result<Row, String>> {
    let mut rows = match Rows::new(input, format, &Columns::default(), Choice::Auto) {
        Ok(rows) => rows,
        Err(error) => return vec![Err(format!("{error}; {}", error.help()))],
    };
    let mut found = Vec::new();
    let mut number = 0;
    let lines = data
        .iter()
        .filter(|byte| matches!(byte, b'\n' | b'\r'))
        .count() as u64
        + 1;
    for row in &mut rows {
        assert!(found.len() <= data.len(), "more rows than bytes");
        found.push(match row {
            Ok(row) => {
                assert!(row.number > number, "row {} behind {number}", row.number);
                number = row.number;
                Ok(row)
            }
            Err(error) => {
                let line = error.line().expect("the reader does not fail");
                assert!((1..=lines).contains(&line), "line {line} of {lines}");
                let told = format!("{error}; {}", error.help());
                super::document::is_short(&told);
                Err(told)
            }
        });
    }
    assert_eq!(rows.bytes_read(), data.len() as u64);
    assert_eq!(rows.sha256(), Some(sha256_hex(data)));
    found
}

/// A table of this format: the same rows for any way of reading, and no name twice.
pub(super) fn rows(data: &[u8], format: Format) {
    let found = all(Box::new(Cursor::new(data.to_vec())), format, data);
    let slow = Slow(Cursor::new(data.to_vec()));
    assert_eq!(found, all(Box::new(slow), format, data));
    let mut names = HashSet::new();
    for row in found.iter().flatten() {
        assert!(names.insert(&row.name), "`{}` twice", row.name);
        let document = read_document(row.text.clone(), Format::Text);
        super::document::check(&document, &row.text);
    }
}

/// So many unpacked bytes are allowed where a container is fuzzed: the limits hold at any number,
/// and a small one keeps the runs fast.
pub(super) const UNPACKED: u64 = 2 << 20;

/// The rows of a container, which end with the first error.
fn held(input: Box<dyn Read + Send>, format: Format, data: &[u8]) -> Vec<Result<Row, String>> {
    let told = |error: &TableError| {
        assert!(
            error.line().is_none() || format == Format::Parquet,
            "{error}"
        );
        let told = format!("{error}; {}", error.help());
        super::document::is_short(&told);
        told
    };
    let mut options = Options::default();
    options.limits.unpacked = UNPACKED;
    let columns = Columns::default();
    let mut rows = match Rows::open(input, format, &columns, Choice::Auto, &options) {
        Ok(rows) => rows,
        Err(error) => return vec![Err(told(&error))],
    };
    for loss in rows.take_losses() {
        super::document::is_short(&loss.detail);
    }
    let mut found = Vec::new();
    let mut number = 0;
    let mut bytes = 0;
    for row in &mut rows {
        match row {
            Ok(row) => {
                assert!(row.number > number, "row {} behind {number}", row.number);
                number = row.number;
                bytes += row.text.len();
                found.push(Ok(row));
            }
            Err(error) => found.push(Err(told(&error))),
        }
        // The rest would be more of the same.
        if found.len() > 20_000 || bytes > 1 << 20 {
            return found;
        }
    }
    assert_eq!(rows.bytes_read(), data.len() as u64);
    assert_eq!(rows.sha256(), Some(sha256_hex(data)));
    found
}

/// A table in a container: the same rows twice, and no name twice. A workbook is one document, too.
pub(super) fn container(data: &[u8], format: Format) {
    let found = held(Box::new(Cursor::new(data.to_vec())), format, data);
    let slow = Slow(Cursor::new(data.to_vec()));
    assert_eq!(found, held(Box::new(slow), format, data));
    let mut names = HashSet::new();
    for row in found.iter().flatten() {
        assert!(names.insert(&row.name), "`{}` twice", row.name);
    }
    let texts = found.iter().flatten().map(|row| &row.text);
    for text in texts.filter(|text| text.len() < 4096).take(50) {
        super::document::check(&read_document(text.clone(), Format::Text), text);
    }
    if format == Format::Workbook {
        let mut options = Options::default();
        options.limits.unpacked = UNPACKED;
        super::read_with(data, format, &options);
    }
}
