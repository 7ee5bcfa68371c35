//! Inputs in order → one piece of work after the other: a file, a row of a table.

use std::io::{self, Read};

use super::Reading;
use super::source::{capped, source_of, unreadable};
use crate::problem::Problem;
use crate::read::decode::{How, Replaced};
use crate::read::table::{Repeated, Row, Rows, TableError};
use crate::read::{Format, ReadError};
use crate::report::manifest::InputRecord;
use crate::walk::{Input, Origin};

/// One document to be read, or what came up while looking for the next one.
pub(super) enum Work {
    File(Input),
    Row { table: String, row: Row, how: How },
    Problem(Problem),
    TableEnd(InputRecord, How, Replaced),
}

/// Files one by one, tables row by row.
pub(super) struct Works<'a> {
    inputs: std::vec::IntoIter<Input>,
    table: Option<OpenTable>,
    reading: &'a Reading,
}

struct OpenTable {
    label: String,
    format: Format,
    rows: Rows,
    read: u64,
}

impl<'a> Works<'a> {
    pub(super) fn new(inputs: Vec<Input>, reading: &'a Reading) -> Self {
        Works {
            inputs: inputs.into_iter(),
            table: None,
            reading,
        }
    }
}

/// Bytes that tell whether a table is one.
const HEAD: u64 = 64;

impl Works<'_> {
    /// The format of an input: of a table that was not named as one, by its first bytes.
    fn format_of(&self, input: &Input) -> io::Result<Format> {
        let is_file = matches!(input.origin, Origin::File(_));
        if !is_file || input.format != Format::Tsv || !self.reading.options.by_content {
            return Ok(input.format);
        }
        let mut head = Vec::new();
        source_of(&input.origin)?
            .take(HEAD)
            .read_to_end(&mut head)?;
        let head = String::from_utf8_lossy(&head);
        Ok(input.format.sniff(head.trim_start_matches('\u{FEFF}')))
    }
}

impl Iterator for Works<'_> {
    type Item = Work;

    fn next(&mut self) -> Option<Work> {
        if let Some(table) = &mut self.table {
            let label = table.label.clone();
            let (encoding, how) = table.rows.encoding();
            let next = table.rows.next();
            if next.is_none()
                && let Some(repeated) = table.rows.take_repeated()
            {
                return Some(Work::Problem(same_id(
                    self.reading.label.shown(&label),
                    repeated,
                )));
            }
            return Some(match next {
                Some(Ok(row)) => {
                    table.read += 1;
                    Work::Row {
                        table: label,
                        row,
                        how,
                    }
                }
                Some(Err(error)) => {
                    Work::Problem(table_problem(&self.reading.label.shown(&label), &error))
                }
                None => {
                    let record = InputRecord {
                        path: self.reading.label.shown(&label),
                        sha256: table.rows.sha256().unwrap_or_default(),
                        bytes: table.rows.bytes_read(),
                        format: table.format.name(),
                        encoding,
                        encoding_by: how.name(),
                        rows: Some(table.read),
                    };
                    let replaced = table.rows.replaced();
                    self.table = None;
                    Work::TableEnd(record, how, replaced)
                }
            });
        }
        let input = self.inputs.next()?;
        let shown = self.reading.label.shown(&input.label);
        if let Some(most) = self
            .reading
            .max_file_size
            .filter(|&most| input.bytes > most)
        {
            let detail = format!("{} bytes, more than --max-file-size {most}", input.bytes);
            return Some(Work::Problem(Problem::fatal(shown, "too_large", detail)));
        }
        let format = match self.format_of(&input) {
            Ok(format) => format,
            Err(error) => return Some(Work::Problem(unreadable(shown, &error))),
        };
        if !format.is_table() {
            return Some(Work::File(Input { format, ..input }));
        }
        let source = match source_of(&input.origin) {
            Ok(source) => capped(source, self.reading.max_file_size),
            Err(error) => return Some(Work::Problem(unreadable(shown, &error))),
        };
        match Rows::new(
            source,
            input.format,
            &self.reading.columns,
            self.reading.encoding,
        ) {
            Ok(rows) => {
                self.table = Some(OpenTable {
                    label: input.label,
                    format: input.format,
                    rows,
                    read: 0,
                });
                self.next()
            }
            Err(error) => Some(Work::Problem(table_problem(&shown, &error))),
        }
    }
}

/// Nothing is lost, but whoever joins tables by id, or pasted rows twice, has to know.
fn same_id(path: String, repeated: Repeated) -> Problem {
    let Repeated { rows, first } = repeated;
    let detail = format!(
        "{rows} rows have the id of an earlier row, the first of them is row {first} of the data; all are counted, and called ID~2, ID~3 …; look whether rows are there twice, or name another column with --id-column"
    );
    Problem::remark(path, "same_id", detail)
}

fn table_problem(path: &str, error: &TableError) -> Problem {
    let reason = match error {
        TableError::Io(error) => return unreadable(path.to_owned(), error),
        TableError::Decode(error) => {
            let error = ReadError::from(error.clone());
            return Problem::fatal(path, error.reason, error.to_string());
        }
        TableError::NoTextColumn { .. } | TableError::NoIdColumn { .. } => "no_column",
        TableError::NotUtf8 { .. } => "invalid_bytes",
        _ => "bad_row",
    };
    Problem::fatal(path, reason, format!("{error}; {}", error.help()))
}
