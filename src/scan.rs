//! The driver: inputs in label order → batches → rayon → reports, in the same order.
//!
//! Memory: one batch of documents at a time (rows of tables are streamed), plus a few integers for
//! each document. The result does not depend on the number of threads or the order of arguments.

use std::fs::File;
use std::io::{self, Read};
use std::iter::Peekable;

use rayon::prelude::*;

use crate::analysis::{Analysis, Pipeline};
use crate::lexicon::sha256_hex;
use crate::measure::CorpusReport;
use crate::problem::Problem;
use crate::read::decode::{self, Choice, DecodeError, How};
use crate::read::table::{Columns, Row, Rows, TableError};
use crate::read::{self, Format};
use crate::report::manifest::InputRecord;
use crate::report::{DocumentRow, ReportWriter};
use crate::text::Document;
use crate::walk::{Input, Origin, words_of};

/// How inputs become documents with names.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Encoding, or a guess.
    pub encoding: Choice,
    /// Columns of tables.
    pub columns: Columns,
    /// Where groups come from.
    pub group: GroupBy,
    /// How reports call documents.
    pub label: Label,
    /// Refuse files larger than this many bytes.
    pub max_file_size: Option<u64>,
}

/// Where the group of a document comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum GroupBy {
    /// The front matter's `group`, if there is one.
    #[default]
    Default,
    /// The first folder of its label.
    Dir,
    /// A metadata key or column.
    Key(String),
}

/// How reports call documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Label {
    /// By path.
    #[default]
    Path,
    /// By the first 16 hexadecimal digits of the SHA-256 of the path.
    Hash,
}

impl Label {
    /// The name that reports show.
    pub fn shown(self, label: &str) -> String {
        match self {
            Label::Path => label.to_owned(),
            Label::Hash => sha256_hex(label.as_bytes())[..16].to_owned(),
        }
    }
}

/// Hears how far the scan is.
pub trait Progress: Sync {
    /// So many documents and bytes more are done.
    fn advance(&self, documents: u64, bytes: u64);
}

/// What a scan leaves behind besides the files.
#[derive(Debug, Default)]
pub struct Summary {
    /// Sums and statistics.
    pub corpus: CorpusReport,
    /// Inputs that were read.
    pub inputs: Vec<InputRecord>,
    /// Inputs that were not, or not wholly.
    pub problems: Vec<Problem>,
    /// Inputs whose encoding was guessed: label and encoding.
    pub guessed: Vec<(String, &'static str)>,
}

/// Most documents in a batch.
const BATCH_DOCUMENTS: usize = 512;
/// Most bytes in a batch, but for a single larger document.
const BATCH_BYTES: u64 = 16 << 20;

/// One document to be read, or what came up while looking for the next one.
enum Work {
    File(Input),
    Row { table: String, row: Row, how: How },
    Problem(Problem),
    TableEnd(InputRecord, How, u64),
}

/// What became of it.
enum Outcome {
    Scanned {
        row: DocumentRow,
        analysis: Box<Analysis>,
        input: Option<InputRecord>,
        problem: Option<Problem>,
        bytes: u64,
    },
    Problem(Problem),
    TableEnd(InputRecord, How, u64),
}

/// Scans all inputs into the report.
///
/// # Errors
/// Only of writing the report: an input that cannot be read is a [`Problem`] in the summary.
pub fn scan(
    inputs: Vec<Input>,
    pipeline: &Pipeline,
    reading: &Reading,
    report: &mut ReportWriter<'_>,
    progress: &dyn Progress,
) -> io::Result<Summary> {
    let mut summary = Summary::default();
    let mut works = Works {
        inputs: inputs.into_iter(),
        table: None,
        reading,
    }
    .peekable();
    loop {
        let batch = next_batch(&mut works);
        if batch.is_empty() {
            return Ok(summary);
        }
        let read = |work: Work| {
            let outcome = run(work, pipeline, reading);
            if let Outcome::Scanned { bytes, .. } = &outcome {
                progress.advance(1, *bytes);
            }
            outcome
        };
        let outcomes: Vec<Outcome> = batch.into_par_iter().map(read).collect();
        for outcome in outcomes {
            take(outcome, report, &mut summary)?;
        }
    }
}

fn next_batch(works: &mut Peekable<Works<'_>>) -> Vec<Work> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    while batch.len() < BATCH_DOCUMENTS {
        let size = match works.peek() {
            None => break,
            Some(Work::File(input)) => input.bytes,
            Some(Work::Row { row, .. }) => {
                let metadata: usize = row.metadata.iter().map(|(_, value)| value.len()).sum();
                (row.text.len() + metadata) as u64
            }
            Some(_) => 0,
        };
        if bytes + size > BATCH_BYTES && !batch.is_empty() {
            break;
        }
        bytes += size;
        batch.extend(works.next());
    }
    batch
}

fn take(outcome: Outcome, report: &mut ReportWriter<'_>, summary: &mut Summary) -> io::Result<()> {
    match outcome {
        Outcome::Scanned {
            row,
            analysis,
            input,
            problem,
            ..
        } => {
            summary.corpus.add(&row.group, &analysis.counts);
            report.document(&row, &analysis)?;
            if let Some(input) = input {
                if input.encoding_by == How::Guessed.name() {
                    summary.guessed.push((input.path.clone(), input.encoding));
                }
                summary.inputs.push(input);
            }
            summary.problems.extend(problem);
        }
        Outcome::Problem(problem) => {
            summary.problems.push(problem);
        }
        Outcome::TableEnd(input, how, replaced) => {
            if replaced > 0 {
                summary.problems.push(invalid_bytes(&input.path, replaced));
            }
            if how == How::Guessed {
                summary.guessed.push((input.path.clone(), input.encoding));
            }
            summary.inputs.push(input);
        }
    }
    Ok(())
}

/// Files one by one, tables row by row.
struct Works<'a> {
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

impl Iterator for Works<'_> {
    type Item = Work;

    fn next(&mut self) -> Option<Work> {
        if let Some(table) = &mut self.table {
            let label = table.label.clone();
            let (encoding, how) = table.rows.encoding();
            return Some(match table.rows.next() {
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
                        sha256: table.rows.sha256(),
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
        if !input.format.is_table() {
            return Some(Work::File(input));
        }
        let source: io::Result<Box<dyn Read + Send>> = match &input.origin {
            Origin::File(path) => File::open(path).map(|file| Box::new(file) as _),
            Origin::Stdin => Ok(Box::new(io::stdin())),
        };
        let source = match source {
            Ok(source) => source,
            Err(error) => {
                return Some(Work::Problem(Problem::fatal(
                    shown,
                    "unreadable",
                    words_of(&error),
                )));
            }
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

fn table_problem(path: &str, error: &TableError) -> Problem {
    let reason = match error {
        TableError::Io(_) => "unreadable",
        TableError::Decode(error) => return decode_problem(path.to_owned(), error),
        TableError::NoTextColumn { .. } | TableError::NoIdColumn { .. } => "no_column",
        TableError::NotUtf8 { .. } => "invalid_bytes",
        _ => "bad_row",
    };
    Problem::fatal(path, reason, format!("{error}; {}", error.help()))
}

fn run(work: Work, pipeline: &Pipeline, reading: &Reading) -> Outcome {
    match work {
        Work::Problem(problem) => Outcome::Problem(problem),
        Work::TableEnd(record, how, replaced) => Outcome::TableEnd(record, how, replaced),
        Work::Row { table, row, how } => {
            let bytes = row.text.len() as u64;
            let id = row.id.unwrap_or_else(|| row.number.to_string());
            let label = format!("{table}#{id}");
            let mut document = read::read_document(row.text.clone(), Format::Text);
            document.metadata = row.metadata;
            let extra = Extra {
                how,
                replaced: 0,
                input: None,
                bytes,
                is_row: true,
            };
            scanned(&label, document, &row.text, pipeline, reading, extra)
        }
        Work::File(input) => file(&input, pipeline, reading),
    }
}

fn file(input: &Input, pipeline: &Pipeline, reading: &Reading) -> Outcome {
    let shown = reading.label.shown(&input.label);
    let bytes = match bytes_of(&input.origin) {
        Ok(bytes) => bytes,
        Err(error) => {
            return Outcome::Problem(Problem::fatal(shown, "unreadable", words_of(&error)));
        }
    };
    let decoded = match decode::decode(&bytes, reading.encoding) {
        Ok(decoded) => decoded,
        Err(error) => return Outcome::Problem(decode_problem(shown, &error)),
    };
    let record = InputRecord {
        path: shown,
        sha256: sha256_hex(&bytes),
        bytes: bytes.len() as u64,
        format: input.format.name(),
        encoding: decoded.encoding,
        encoding_by: decoded.how.name(),
        rows: None,
    };
    let size = bytes.len() as u64;
    drop(bytes);
    let document = read::read_document(decoded.text.clone(), input.format);
    let (how, replaced) = (decoded.how, decoded.replaced);
    let extra = Extra {
        how,
        replaced,
        input: Some(record),
        bytes: size,
        is_row: false,
    };
    scanned(
        &input.label,
        document,
        &decoded.text,
        pipeline,
        reading,
        extra,
    )
}

fn decode_problem(path: String, error: &DecodeError) -> Problem {
    let reason = match error {
        DecodeError::Utf16WithoutBom { .. } | DecodeError::Utf32 => "encoding",
        DecodeError::TooLarge { .. } => "too_large",
        _ => "not_text",
    };
    Problem::fatal(path, reason, format!("{error}; {}", error.help()))
}

/// What is known of a document besides its text.
struct Extra {
    how: How,
    replaced: u64,
    input: Option<InputRecord>,
    bytes: u64,
    is_row: bool,
}

fn scanned(
    label: &str,
    document: Document,
    original: &str,
    pipeline: &Pipeline,
    reading: &Reading,
    extra: Extra,
) -> Outcome {
    let mut analysis = pipeline.analyse(&document, original);
    if extra.how == How::Guessed {
        analysis.flags.push("encoding_guessed");
    }
    let shown = reading.label.shown(label);
    let problem = (extra.replaced > 0).then(|| {
        analysis.flags.push("invalid_bytes");
        invalid_bytes(&shown, extra.replaced)
    });
    let mut metadata = document.metadata;
    // A column called `group` may hold anything, even one value a row: only front matter speaks
    // for itself.
    let key = match &reading.group {
        GroupBy::Dir => None,
        GroupBy::Key(key) => Some(key.as_str()),
        GroupBy::Default => (!extra.is_row).then_some("group"),
    };
    let group = match key {
        Some(key) => value_of(&metadata, key),
        None if reading.group == GroupBy::Dir => label
            .split_once('/')
            .map_or(String::new(), |(dir, _)| dir.to_owned()),
        None => String::new(),
    };
    metadata.retain(|(name, _)| Some(name.as_str()) != key);
    let row = DocumentRow {
        document: shown,
        group,
        metadata,
    };
    Outcome::Scanned {
        row,
        analysis: Box::new(analysis),
        input: extra.input,
        problem,
        bytes: extra.bytes,
    }
}

fn invalid_bytes(path: &str, replaced: u64) -> Problem {
    let detail = format!(
        "{replaced} byte sequences are not valid in this encoding and were read as U+FFFD; name the encoding with --encoding, or mend the file"
    );
    Problem::fatal(path, "invalid_bytes", detail)
}

fn value_of(metadata: &[(String, String)], key: &str) -> String {
    metadata
        .iter()
        .find(|(name, _)| name == key)
        .map_or(String::new(), |(_, value)| value.clone())
}

fn bytes_of(origin: &Origin) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    match origin {
        Origin::File(path) => File::open(path)?.read_to_end(&mut bytes)?,
        Origin::Stdin => io::stdin().lock().read_to_end(&mut bytes)?,
    };
    Ok(bytes)
}
