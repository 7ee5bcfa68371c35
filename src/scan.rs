//! The driver: inputs in label order → batches → rayon → reports, in the same order.
//!
//! Memory: two batches of documents at a time, one of them as rows that wait to be written (rows of
//! tables are streamed), plus a few integers for each document. The result does not depend on the number of threads or the order of arguments.

use std::io;
use std::iter::Peekable;

use rayon::prelude::*;

use crate::analysis::Pipeline;
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
mod works;

use read::{Outcome, run};
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

/// Most documents in a batch: so many for each thread, within these bounds. A document that waits to be
/// written takes several times its bytes if it is short.
const BATCH_SHARE: usize = 32;
const BATCH_DOCUMENTS: std::ops::RangeInclusive<usize> = 64..=512;
/// Most bytes in a batch, but for a single larger document.
const BATCH_BYTES: u64 = 16 << 20;
/// Of a file that is still to be read so many bytes count as one, where neither segments nor matches are
/// wanted: no more texts are in memory than threads have files, but what was found in each waits to be
/// written. At the end of a batch threads wait for the last one.
const UNREAD: u64 = 2;

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
    let mut works = Works::new(inputs, reading).peekable();
    let most = Most::of(pipeline);
    let mut batch = next_batch(&mut works, most);
    let mut done: Vec<Outcome> = Vec::new();
    loop {
        if batch.is_empty() && done.is_empty() {
            summary.problems.extend(without_series(pipeline, &summary));
            // What comes next needs memory for each document, and none for words.
            pipeline.forget();
            return Ok(summary);
        }
        let read = |work: Work| {
            let outcome = run(work, pipeline, reading, &maker);
            if let Outcome::Scanned { bytes, .. } = &outcome {
                progress.advance(1, *bytes);
            }
            outcome
        };
        // While a batch is analysed, the one before it is written, and the next one is fetched.
        // One by one: a thread that is done takes the next, not half of what another has before it.
        let analyse = || batch.into_par_iter().with_max_len(1).map(read).collect();
        let write = || -> io::Result<Vec<Work>> {
            for outcome in done {
                take(outcome, report, &mut summary)?;
            }
            Ok(next_batch(&mut works, most))
        };
        let (found, next) = rayon::join(analyse, write);
        done = found;
        batch = next?;
    }
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
    let mut works = Works::new(inputs, reading).peekable();
    loop {
        let batch = next_batch(
            &mut works,
            Most {
                bytes: BATCH_BYTES,
                unread: 1,
            },
        );
        if batch.is_empty() {
            problems.sort();
            return (made, problems);
        }
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
        let outcomes: Vec<(Option<T>, Vec<Problem>)> = batch.into_par_iter().map(one).collect();
        for (value, lost) in outcomes {
            made.extend(value);
            problems.extend(lost);
        }
    }
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

/// How much makes a batch.
#[derive(Clone, Copy)]
struct Most {
    bytes: u64,
    /// Bytes of a file that count as one.
    unread: u64,
}

impl Most {
    /// For what is made of each document.
    fn of(pipeline: &Pipeline) -> Most {
        let settings = &pipeline.settings;
        match settings.by {
            // A sentence of one word takes hundreds of times its bytes until its row is written.
            Some(_) => Most {
                bytes: BATCH_BYTES / 16,
                unread: 1,
            },
            None => Most {
                bytes: BATCH_BYTES,
                unread: if settings.matches { 1 } else { UNREAD },
            },
        }
    }
}

fn next_batch(works: &mut Peekable<Works<'_>>, most: Most) -> Vec<Work> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    let share = BATCH_SHARE * rayon::current_num_threads();
    let documents = share.clamp(*BATCH_DOCUMENTS.start(), *BATCH_DOCUMENTS.end());
    while batch.len() < documents {
        let size = match works.peek() {
            None => break,
            Some(Work::File(input)) => input.bytes / most.unread,
            Some(Work::Bytes(held)) => held.bytes.len() as u64,
            Some(Work::Row { row, .. }) => {
                let metadata: usize = row.metadata.iter().map(|(_, value)| value.len()).sum();
                (row.text.len() + metadata) as u64
            }
            Some(_) => 0,
        };
        if bytes + size > most.bytes && !batch.is_empty() {
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
