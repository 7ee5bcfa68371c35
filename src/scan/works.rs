//! Inputs in order → one piece of work after the other: a file, a row of a table, a member of an
//! archive.

use std::io::{Cursor, Read};
use std::sync::Arc;

use super::Reading;
use super::members::OpenArchive;
use super::source::{Tally, capped, sniffed, source_of, unpacked, unreadable};
use crate::problem::Problem;
use crate::read::decode::{How, Replaced};
use crate::read::packed::Packing;
use crate::read::table::{Repeated, Row, Rows, TableError};
use crate::read::{Format, Options, ReadError};
use crate::report::manifest::InputRecord;
use crate::walk::{Input, Origin};

/// One document to be read, or what came up while looking for the next one.
pub(super) enum Work {
    File(Input),
    Bytes(Box<Held>),
    Row { table: String, row: Row, how: How },
    Problem(Problem),
    TableEnd(InputRecord, How, Replaced),
}

/// A document whose bytes are at hand: a member of an archive, or a workbook that is no table.
pub(super) struct Held {
    pub(super) label: String,
    pub(super) format: Format,
    /// It was named, not found in a folder or an archive.
    pub(super) named: bool,
    pub(super) bytes: Vec<u8>,
    /// Why these are not all bytes.
    pub(super) damage: Option<ReadError>,
    /// Hash and size of the file as it lies, if that is not these bytes.
    pub(super) as_it_lies: Option<(String, u64)>,
    /// Bytes that the progress counts.
    pub(super) progress: u64,
}

impl Held {
    /// Puts what the bytes stand for in their place.
    #[cfg(feature = "packed")]
    pub(super) fn unpack(&mut self, packing: Packing, options: &Options) -> Result<(), ReadError> {
        let unpacked = crate::read::packed::unpack(&self.bytes, packing, &options.limits)?;
        self.bytes = unpacked.bytes;
        self.damage = unpacked.damage.or(self.damage.take());
        Ok(())
    }

    #[cfg(not(feature = "packed"))]
    pub(super) fn unpack(&mut self, _: Packing, _: &Options) -> Result<(), ReadError> {
        let _ = &mut self.bytes;
        Err(crate::read::packed::unsupported())
    }
}

/// Files one by one, tables row by row, archives member by member.
pub(super) struct Works<'a> {
    inputs: std::vec::IntoIter<Input>,
    table: Option<OpenTable>,
    archive: Option<OpenArchive>,
    reading: &'a Reading,
}

struct OpenTable {
    label: String,
    format: Format,
    rows: Rows,
    read: u64,
    tally: Option<Tally>,
}

impl<'a> Works<'a> {
    pub(super) fn new(inputs: Vec<Input>, reading: &'a Reading) -> Self {
        Works {
            inputs: inputs.into_iter(),
            table: None,
            archive: None,
            reading,
        }
    }

    /// What the open table gives.
    fn next_of_table(&mut self) -> Option<Work> {
        let table = self.table.as_mut()?;
        let label = table.label.clone();
        let shown = || self.reading.label.shown(&label);
        let (encoding, how) = table.rows.encoding();
        match table.rows.next() {
            Some(Ok(row)) => {
                table.read += 1;
                Some(Work::Row {
                    table: label,
                    row,
                    how,
                })
            }
            Some(Err(error)) => Some(Work::Problem(table_problem(&shown(), &error))),
            None => {
                if let Some(repeated) = table.rows.take_repeated() {
                    return Some(Work::Problem(same_id(shown(), repeated, table.format)));
                }
                let mut sha256 = table.rows.sha256().unwrap_or_default();
                let mut bytes = table.rows.bytes_read();
                if let Some(tally) = &table.tally {
                    let taken = tally.taken();
                    bytes = taken.1;
                    // A stream that broke off was not read to its end.
                    if !sha256.is_empty() {
                        sha256 = taken.0;
                    }
                }
                let record = InputRecord {
                    path: shown(),
                    sha256,
                    bytes,
                    format: table.format.name(),
                    encoding,
                    encoding_by: how.name(),
                    rows: Some(table.read),
                    members: None,
                };
                let replaced = table.rows.replaced();
                self.table = None;
                Some(Work::TableEnd(record, how, replaced))
            }
        }
    }

    /// What the open archive gives.
    fn next_of_archive(&mut self) -> Option<Work> {
        let archive = self.archive.as_mut()?;
        match archive.next(self.reading) {
            Some(Work::Bytes(held)) if held.format.is_table() => self.begin_held(*held),
            Some(work) => Some(work),
            None => {
                let archive = self.archive.take()?;
                Some(Work::TableEnd(
                    archive.record(self.reading),
                    How::Format,
                    Replaced::default(),
                ))
            }
        }
    }

    /// Begins with an input; `None` if its rows or members follow.
    fn begin(&mut self, input: Input) -> Option<Work> {
        let shown = self.reading.label.shown(&input.label);
        let most = self.reading.max_file_size;
        if let Some(most) = most.filter(|&most| input.bytes > most) {
            let detail = format!("{} bytes, more than --max-file-size {most}", input.bytes);
            return Some(Work::Problem(Problem::fatal(shown, "too_large", detail)));
        }
        if input.format.is_archive() {
            return match OpenArchive::open(&input, self.reading) {
                Ok(archive) => {
                    self.archive = Some(archive);
                    None
                }
                Err(problem) => Some(Work::Problem(problem)),
            };
        }
        if !input.format.is_table() {
            return Some(Work::File(input));
        }
        let opened = source_of(&input.origin).and_then(|source| {
            let source = capped(source, most);
            if input.origin == Origin::Stdin {
                return sniffed(source);
            }
            Ok((source, input.packing))
        });
        let (source, packing) = match opened {
            Ok(opened) => opened,
            Err(error) => return Some(Work::Problem(unreadable(shown, &error))),
        };
        let (source, tally) = match packing {
            None => (source, None),
            Some(packing) => {
                let (source, tally) = unpacked(source, packing, &self.reading.options);
                (source, Some(tally))
            }
        };
        self.begin_table(input.label, input.format, source, tally)
    }

    fn begin_table(
        &mut self,
        label: String,
        format: Format,
        mut source: Box<dyn Read + Send>,
        tally: Option<Tally>,
    ) -> Option<Work> {
        if format == Format::Tsv && self.reading.options.by_content {
            return self.begin_tsv(label, source, tally);
        }
        if format != Format::Workbook {
            return self.begin_rows(label, format, source, tally);
        }
        // A workbook may be no table: its bytes are needed once more then.
        let mut bytes = Vec::new();
        let most = self.reading.options.limits.unpacked;
        let mut start = source.by_ref().take(most.saturating_add(1));
        if let Err(error) = start.read_to_end(&mut bytes) {
            let shown = self.reading.label.shown(&label);
            return Some(Work::Problem(unreadable(shown, &error)));
        }
        let as_it_lies = tally.map(|tally| tally.taken());
        self.begin_workbook(label, bytes, None, as_it_lies)
    }

    /// A table, or what Whisper wrote: the first bytes tell.
    fn begin_tsv(
        &mut self,
        label: String,
        mut source: Box<dyn Read + Send>,
        tally: Option<Tally>,
    ) -> Option<Work> {
        let mut bytes = Vec::new();
        let read = source.by_ref().take(HEAD).read_to_end(&mut bytes);
        if let Err(error) = read {
            let shown = self.reading.label.shown(&label);
            return Some(Work::Problem(unreadable(shown, &error)));
        }
        let start = String::from_utf8_lossy(&bytes).into_owned();
        let format = Format::Tsv.sniff(start.trim_start_matches('\u{FEFF}'));
        if format.is_table() {
            let source = Cursor::new(bytes).chain(source);
            return self.begin_rows(label, Format::Tsv, Box::new(source), tally);
        }
        if let Err(error) = source.read_to_end(&mut bytes) {
            let shown = self.reading.label.shown(&label);
            return Some(Work::Problem(unreadable(shown, &error)));
        }
        Some(Work::Bytes(Box::new(Held {
            label,
            format,
            named: true,
            progress: bytes.len() as u64,
            bytes,
            damage: None,
            as_it_lies: tally.map(|tally| tally.taken()),
        })))
    }

    fn begin_rows(
        &mut self,
        label: String,
        format: Format,
        source: Box<dyn Read + Send>,
        tally: Option<Tally>,
    ) -> Option<Work> {
        match self.open(source, format) {
            Ok(rows) => self.go_on_with(label, format, rows, tally),
            Err(error) => {
                let shown = self.reading.label.shown(&label);
                Some(Work::Problem(table_problem(&shown, &error)))
            }
        }
    }

    fn open(&self, source: Box<dyn Read + Send>, format: Format) -> Result<Rows, TableError> {
        let reading = self.reading;
        Rows::open(
            source,
            format,
            &reading.columns,
            reading.encoding,
            &reading.options,
        )
    }

    fn go_on_with(
        &mut self,
        label: String,
        format: Format,
        mut rows: Rows,
        tally: Option<Tally>,
    ) -> Option<Work> {
        // There is at most one.
        let loss = rows.take_losses().into_iter().next();
        let shown = self.reading.label.shown(&label);
        self.table = Some(OpenTable {
            label,
            format,
            rows,
            read: 0,
            tally,
        });
        let loss = loss?;
        Some(Work::Problem(Problem {
            path: shown,
            reason: loss.reason,
            detail: loss.detail,
            fatal: loss.fatal,
        }))
    }

    /// A table whose bytes are at hand.
    fn begin_held(&mut self, held: Held) -> Option<Work> {
        if held.format == Format::Workbook {
            return self.begin_workbook(held.label, held.bytes, held.damage, held.as_it_lies);
        }
        let source: Box<dyn Read + Send> = match held.damage {
            None => Box::new(Cursor::new(held.bytes)),
            Some(error) => Box::new(Cursor::new(held.bytes).chain(Broken(error))),
        };
        self.begin_table(held.label, held.format, source, None)
    }

    /// Its rows, if it has a column of texts; else all its cells are one document.
    fn begin_workbook(
        &mut self,
        label: String,
        bytes: Vec<u8>,
        damage: Option<ReadError>,
        as_it_lies: Option<(String, u64)>,
    ) -> Option<Work> {
        let shown = self.reading.label.shown(&label);
        if let Some(error) = damage {
            let problem = Problem::fatal(shown, error.reason, error.to_string());
            return Some(Work::Problem(problem));
        }
        let bytes: Arc<[u8]> = bytes.into();
        let source = Box::new(Cursor::new(Arc::clone(&bytes)));
        match self.open(source, Format::Workbook) {
            Err(TableError::NoTextColumn { asked: None, .. }) => {
                Some(Work::Bytes(Box::new(Held {
                    label,
                    format: Format::Workbook,
                    named: true,
                    progress: bytes.len() as u64,
                    bytes: bytes.to_vec(),
                    damage: None,
                    as_it_lies,
                })))
            }
            Err(error) => Some(Work::Problem(table_problem(&shown, &error))),
            Ok(rows) => self.go_on_with(label, Format::Workbook, rows, as_it_lies.map(Tally::of)),
        }
    }
}

impl Iterator for Works<'_> {
    type Item = Work;

    fn next(&mut self) -> Option<Work> {
        loop {
            if self.table.is_some() {
                return self.next_of_table();
            }
            if self.archive.is_some() {
                if let Some(work) = self.next_of_archive() {
                    return Some(work);
                }
                continue;
            }
            let input = self.inputs.next()?;
            if let Some(work) = self.begin(input) {
                return Some(work);
            }
        }
    }
}

/// Bytes that tell whether a table is one.
const HEAD: u64 = 64;

/// What stands in the place of bytes that cannot be read.
struct Broken(ReadError);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other(self.0.clone()))
    }
}

/// Nothing is lost, but whoever joins tables by id, or pasted rows twice, has to know.
fn same_id(path: String, repeated: Repeated, format: Format) -> Problem {
    let Repeated { rows, first } = repeated;
    let of_what = if format == Format::Workbook {
        "the sheet"
    } else {
        "the data"
    };
    let detail = format!(
        "{rows} rows have the id of an earlier row, the first of them is row {first} of {of_what}; all are counted, and called ID~2, ID~3 …; look whether rows are there twice, or name another column with --id-column"
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
        TableError::Whole(error) => error.reason,
        TableError::NoTextColumn { .. } | TableError::NoIdColumn { .. } => "no_column",
        TableError::NotUtf8 { .. } => "invalid_bytes",
        _ => "bad_row",
    };
    Problem::fatal(path, reason, format!("{error}; {}", error.help()))
}
