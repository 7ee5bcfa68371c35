//! The driver: inputs in label order → rayon → reports, in the same order (`stream.rs`).
//!
//! Memory: some documents that are under way or wait to be written (rows of tables are streamed), plus
//! a few integers for each document. The result does not depend on the number of threads or the
//! order of arguments.

use std::convert::Infallible;
use std::io;

use crate::analysis::{Pipeline, Settings};
use crate::course::{CourseCorpus, Named};
use crate::lexicon::sha256_hex;
use crate::measure::CorpusReport;
use crate::problem::Problem;
use crate::read::decode::{Choice, How};
use crate::read::table::Columns;
use crate::read::{Format, Options};
use crate::report::ReportWriter;
use crate::report::manifest::InputRecord;
use crate::text::{Document, Speaker};
use crate::walk::Input;

mod bytes;
mod members;
mod read;
mod source;
mod stream;
mod works;

use read::{Outcome, run};
use stream::{Most, SHORT, in_order};
use works::{Work, Works};

/// How inputs become documents with names.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Encoding, or a guess.
    pub encoding: Choice,
    /// What the user says that inputs are: here for the members of archives.
    pub format: Option<Format>,
    /// Columns of tables.
    pub columns: Columns,
    /// Where groups come from.
    pub group: GroupBy,
    /// How reports call documents.
    pub label: Label,
    /// Refuse files larger than this many bytes.
    pub max_file_size: Option<u64>,
    /// What the readers need to know.
    pub options: Options,
    /// How reports call speakers.
    pub speaker_names: SpeakerNames,
}

/// How reports call speakers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SpeakerNames {
    /// `S1`, `S2` in order of appearance.
    #[default]
    Code,
    /// By their labels, which may be names.
    Keep,
    /// Not at all.
    Drop,
}

impl SpeakerNames {
    /// The word that options and manifest use.
    pub fn name(self) -> &'static str {
        match self {
            SpeakerNames::Code => "code",
            SpeakerNames::Keep => "keep",
            SpeakerNames::Drop => "drop",
        }
    }

    /// The names of a document's speakers.
    fn of(self, speakers: &[Speaker]) -> Vec<String> {
        match self {
            SpeakerNames::Code => (0..speakers.len() as u32)
                .map(Document::speaker_code)
                .collect(),
            SpeakerNames::Keep => speakers.iter().map(|s| s.label.clone()).collect(),
            SpeakerNames::Drop => Vec::new(),
        }
    }
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
    /// Sums of what is measured over the course of documents.
    pub course: CourseCorpus,
    /// Inputs that were read.
    pub inputs: Vec<InputRecord>,
    /// Inputs that were not, or not wholly.
    pub problems: Vec<Problem>,
    /// Inputs whose encoding was guessed: label and encoding.
    pub guessed: Vec<(String, &'static str)>,
}

/// Most documents under way: so many for each thread, within these bounds. A document that waits to be
/// written takes several times its bytes if it is short.
const SHARE: usize = 32;
const DOCUMENTS: std::ops::RangeInclusive<usize> = 64..=512;
/// Most bytes under way, but for a single larger document.
const BYTES: u64 = 16 << 20;
/// Where segments are wanted, for each thread, and for all: a sentence of one word takes a hundred times
/// its bytes until its row is written.
const BYTES_CUT: u64 = 1 << 20;
const MOST_CUT: u64 = 8 << 20;
/// Of a file that is still to be read so many bytes count as one, where neither segments nor matches are
/// wanted: no more texts are in memory than threads have files, but what was found in each waits to be
/// written.
const UNREAD: u64 = 2;
/// What is packed, or stands in a file of another kind, is taken for so many times its bytes, and for long:
/// nobody knows yet.
const PACKED: u64 = 8;

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
    let maker = report.row_maker();
    let works = Works::new(inputs, reading);
    let run = |work: Work| {
        let outcome = run(work, pipeline, reading, &maker);
        if let Outcome::Scanned { bytes, .. } = &outcome {
            progress.advance(1, *bytes);
        }
        outcome
    };
    let Settings { by, matches, .. } = pipeline.settings;
    let unread = if by.is_some() || matches { 1 } else { UNREAD };
    let bytes = match by {
        Some(_) => (BYTES_CUT * rayon::current_num_threads() as u64).min(MOST_CUT),
        None => BYTES,
    };
    let size = |work: &Work| size(work, unread);
    let give = |outcome: Outcome| take(outcome, report, &mut summary);
    in_order(works, size, most(bytes), run, give)?;
    summary.problems.extend(without_series(pipeline, &summary));
    // What comes next needs memory for each document, and none for words.
    pipeline.forget();
    Ok(summary)
}

/// Series were asked for, and no document is in one: a column is not called so.
fn without_series(pipeline: &Pipeline, summary: &Summary) -> Option<Problem> {
    let columns = pipeline.course.series.as_ref()?;
    let none = summary.course.series.is_empty() && summary.course.documents() > 0;
    none.then(|| {
        let detail = format!(
            "no document has a value in `{}` and a number or date in `{}`; documents.csv shows which columns there are, behind `flags`",
            columns.series, columns.order
        );
        Problem::fatal("option --series", "no_series", detail)
    })
}

/// Reads all inputs one after the other, and shows each document with its label and the decoded
/// text that it was read from. Gives what could not be read, or not wholly.
pub fn each_document(
    inputs: Vec<Input>,
    reading: &Reading,
    visit: &mut dyn FnMut(&str, &Document, &str),
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for work in Works::new(inputs, reading) {
        match read::open(work, reading) {
            Ok(opened) => {
                let shown = reading.label.shown(&opened.label);
                visit(&shown, &opened.document, opened.original());
                problems.extend(read::losses(&shown, opened.document.losses));
            }
            Err(outcome) => problems.extend(unread(*outcome)),
        }
    }
    problems.sort();
    problems
}

/// A document that was read, with the decoded text that it was read from.
#[derive(Clone, Copy, Debug)]
pub struct ReadDocument<'a> {
    /// How reports call it.
    pub label: &'a str,
    /// How it was read.
    pub format: Format,
    /// Lines and columns of `original` are those of the file: it is no container, not packed, and no
    /// row or member of another.
    pub is_file: bool,
    /// The document.
    pub document: &'a Document,
    /// The decoded text.
    pub original: &'a str,
}

/// Reads all inputs on all threads, and gives what `make` makes of each document, in the order of the
/// inputs, with what could not be read, or not wholly. A guessed encoding is such a problem
/// (`encoding_guessed`), though the document is read.
pub fn map_documents<T: Send>(
    inputs: Vec<Input>,
    reading: &Reading,
    progress: &dyn Progress,
    make: &(dyn Fn(ReadDocument<'_>) -> T + Sync),
) -> (Vec<T>, Vec<Problem>) {
    let mut made = Vec::new();
    let mut problems = Vec::new();
    let one = |work: Work| {
        let is_plain = matches!(&work, Work::File(input) if input.packing.is_none());
        match read::open(work, reading) {
            Ok(opened) => {
                let shown = reading.label.shown(&opened.label);
                let format = opened.format();
                progress.advance(1, opened.bytes());
                let value = make(ReadDocument {
                    label: &shown,
                    format,
                    is_file: is_plain && !format.is_container(),
                    document: &opened.document,
                    original: opened.original(),
                });
                let guess = opened.guess(&shown);
                let lost = read::losses(&shown, opened.document.losses);
                (Some(value), lost.chain(guess).collect())
            }
            Err(outcome) => {
                let guess = match &*outcome {
                    Outcome::TableEnd(input, How::Guessed, _) => {
                        Some(read::guessed(&input.path, input.encoding, None))
                    }
                    _ => None,
                };
                (None, unread(*outcome).into_iter().chain(guess).collect())
            }
        }
    };
    let give = |(value, lost): (Option<T>, Vec<Problem>)| {
        made.extend(value);
        problems.extend(lost);
        Ok::<(), Infallible>(())
    };
    let works = Works::new(inputs, reading);
    let given = in_order(works, |work| size(work, 1), most(BYTES), one, give);
    given.unwrap_or_else(|never| match never {});
    problems.sort();
    (made, problems)
}

/// What is wrong with an input that gave no document.
fn unread(outcome: Outcome) -> Option<Problem> {
    match outcome {
        Outcome::Problem(problem) => Some(problem),
        Outcome::TableEnd(input, _, replaced) if replaced.count > 0 => Some(Problem::fatal(
            &input.path,
            "invalid_bytes",
            replaced.detail(),
        )),
        Outcome::TableEnd(..) | Outcome::Scanned { .. } => None,
    }
}

/// How many documents are under way at a time, with so many bytes.
fn most(bytes: u64) -> Most {
    let share = SHARE * rayon::current_num_threads();
    let works = share.clamp(*DOCUMENTS.start(), *DOCUMENTS.end());
    Most { works, bytes }
}

/// Bytes of a work; so many of a file that is still to be read count as one.
fn size(work: &Work, unread: u64) -> u64 {
    match work {
        Work::File(input) if input.packing.is_some() || !input.format.is_text() => {
            (input.bytes * PACKED / unread).max(SHORT)
        }
        Work::File(input) => input.bytes / unread,
        Work::Bytes(held) => held.bytes.len() as u64,
        Work::Row { row, .. } => {
            let metadata: usize = row.metadata.iter().map(|(_, value)| value.len()).sum();
            (row.text.len() + metadata) as u64
        }
        _ => 0,
    }
}

fn take(outcome: Outcome, report: &mut ReportWriter<'_>, summary: &mut Summary) -> io::Result<()> {
    match outcome {
        Outcome::Scanned {
            row,
            analysis,
            rows,
            input,
            problems,
            ..
        } => {
            summary.corpus.add(&row.group, &analysis.counts);
            let named = Named {
                document: &row.document,
                group: &row.group,
                metadata: &row.metadata,
                speakers: &row.speakers,
                series: row.series.as_deref(),
                place: row.place.as_ref(),
            };
            summary.course.add(named, &analysis.course);
            report.add(&row, &analysis, &rows)?;
            if let Some(input) = input {
                if input.encoding_by == How::Guessed.name() {
                    summary.guessed.push((input.path.clone(), input.encoding));
                }
                summary.inputs.push(input);
            }
            summary.problems.extend(problems);
        }
        Outcome::Problem(problem) => {
            summary.problems.push(problem);
        }
        Outcome::TableEnd(input, how, replaced) => {
            if replaced.count > 0 {
                let detail = replaced.detail();
                let problem = Problem::fatal(&input.path, "invalid_bytes", detail);
                summary.problems.push(problem);
            }
            if how == How::Guessed {
                summary.guessed.push((input.path.clone(), input.encoding));
            }
            summary.inputs.push(input);
        }
    }
    Ok(())
}
