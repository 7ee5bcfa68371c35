//! One piece of work → a document read and analysed, or the reason why not.

use super::bytes;
use super::source::unreadable;
use super::works::{Held, Work};
use super::{GroupBy, Label, Reading};
use crate::analysis::{Analysis, Pipeline, Segments};
use crate::course::series::{Place, Unplaced};
use crate::lexicon::sha256_hex;
use crate::problem::Problem;
use crate::read::decode::{How, Replaced};
use crate::read::markdown::UNCLOSED;
use crate::read::packed::Packing;
use crate::read::{self, Format, Opened, ReadError};
use crate::report::manifest::InputRecord;
use crate::report::{DocumentRow, MadeRows, RowMaker};
use crate::text::{Document, Loss};
use crate::walk::{Input, Origin};

/// What became of it.
pub(super) enum Outcome {
    Scanned {
        row: Box<DocumentRow>,
        /// Without what is in the rows already.
        analysis: Box<Analysis>,
        rows: Box<MadeRows>,
        input: Option<InputRecord>,
        problems: Vec<Problem>,
        bytes: u64,
    },
    Problem(Problem),
    TableEnd(InputRecord, How, Replaced),
}

/// A document that was read, not yet analysed.
pub(super) struct Ready {
    pub(super) label: String,
    pub(super) document: Document,
    /// The decoded text that it was read from, if the document's is another one.
    source: Option<String>,
    extra: Extra,
}

impl Ready {
    /// How it was read.
    pub(super) fn format(&self) -> Format {
        let record = self.extra.input.as_ref();
        record
            .and_then(|record| Format::of_name(record.format))
            .unwrap_or(Format::Text)
    }

    /// The decoded text that it was read from.
    pub(super) fn original(&self) -> &str {
        self.source.as_deref().unwrap_or(&self.document.text)
    }

    /// What is to be said if the encoding is a guess. The table of a row says it once for all.
    pub(super) fn guess(&self, shown: &str) -> Option<Problem> {
        let record = self.extra.input.as_ref()?;
        let is_guess = self.extra.how == How::Guessed;
        is_guess.then(|| guessed(shown, record.encoding, self.extra.beyond))
    }

    /// Bytes that the progress counts.
    pub(super) fn bytes(&self) -> u64 {
        self.extra.bytes
    }
}

pub(super) fn run(
    work: Work,
    pipeline: &Pipeline,
    reading: &Reading,
    maker: &RowMaker<'_>,
) -> Outcome {
    match open(work, reading) {
        Ok(ready) => scanned(ready, pipeline, reading, maker),
        Err(outcome) => *outcome,
    }
}

/// Reads one piece of work; `Err` is what else it was.
pub(super) fn open(work: Work, reading: &Reading) -> Result<Ready, Box<Outcome>> {
    match work {
        Work::Problem(problem) => Err(Box::new(Outcome::Problem(problem))),
        Work::TableEnd(record, how, replaced) => {
            Err(Box::new(Outcome::TableEnd(record, how, replaced)))
        }
        Work::Row { table, row, how } => {
            let bytes = row.text.len() as u64;
            let label = format!("{table}#{}", row.name);
            let (mut document, source) =
                match read::read_owned(row.text, Format::Text, &reading.options) {
                    Ok(read) => read,
                    Err(error) => {
                        let shown = reading.label.shown(&label);
                        let problem = Problem::fatal(shown, error.reason, error.to_string());
                        return Err(Box::new(Outcome::Problem(problem)));
                    }
                };
            document.metadata = row.metadata;
            let extra = Extra {
                how,
                beyond: None,
                replaced: 0,
                input: None,
                bytes,
                is_row: true,
                is_repeated: row.is_repeated,
            };
            Ok(Ready {
                label,
                document,
                source,
                extra,
            })
        }
        Work::File(input) => file(&input, reading),
        Work::Bytes(held) => document(*held, reading),
    }
}

fn file(input: &Input, reading: &Reading) -> Result<Ready, Box<Outcome>> {
    let shown = reading.label.shown(&input.label);
    let read = bytes::hashed(&input.origin, input.bytes, reading.max_file_size);
    let (bytes, sha256) = match read {
        Ok(read) => read,
        Err(error) => return Err(Box::new(Outcome::Problem(unreadable(shown, &error)))),
    };
    // Standard input has no extension: its first bytes say whether it is packed.
    let sniffed = match input.origin {
        Origin::Stdin => Packing::of_start(&bytes),
        Origin::File(_) | Origin::Held(..) => None,
    };
    let mut held = Held {
        label: input.label.clone(),
        format: input.format,
        named: input.named,
        as_it_lies: Some((sha256, bytes.len() as u64)),
        progress: bytes.len() as u64,
        bytes,
        damage: None,
    };
    if let Some(packing) = input.packing.or(sniffed)
        && let Err(error) = held.unpack(packing, &reading.options)
    {
        let problem = Problem::fatal(shown, error.reason, error.to_string());
        return Err(Box::new(Outcome::Problem(problem)));
    }
    document(held, reading)
}

/// Reads bytes that are at hand as one document.
fn document(held: Held, reading: &Reading) -> Result<Ready, Box<Outcome>> {
    let shown = reading.label.shown(&held.label);
    let (named, path) = (held.named, shown.clone());
    let failed = |error: ReadError| {
        Box::new(Outcome::Problem(Problem {
            path: path.clone(),
            reason: error.reason,
            detail: error.to_string(),
            // JSON in a folder may be anything; nobody asked for it.
            fatal: named || error.reason != "unknown_format",
        }))
    };
    // Half a text can be read, half a container cannot.
    if let Some(error) = &held.damage
        && !held.format.is_text()
    {
        return Err(failed(error.clone()));
    }
    let (sha256, bytes) = held
        .as_it_lies
        .unwrap_or_else(|| (sha256_hex(&held.bytes), held.bytes.len() as u64));
    let opened = read::open(held.bytes, held.format, reading.encoding, &reading.options);
    let mut opened = match opened {
        Ok(opened) => opened,
        Err(error) => return Err(failed(error)),
    };
    if let Some(error) = &held.damage {
        opened.document.losses.push(Loss {
            reason: error.reason,
            detail: format!(
                "{}; what stands before the damage was read; {}",
                error.what, error.help
            ),
            fatal: true,
        });
    }
    let record = InputRecord {
        path: shown,
        sha256,
        bytes,
        format: opened.format.name(),
        encoding: opened.encoding,
        encoding_by: opened.how.name(),
        rows: None,
        members: None,
    };
    let Opened {
        document,
        source,
        how,
        replaced,
        beyond,
        ..
    } = opened;
    let extra = Extra {
        how,
        beyond,
        replaced,
        input: Some(record),
        bytes: held.progress,
        is_row: false,
        is_repeated: false,
    };
    Ok(Ready {
        label: held.label,
        document,
        source,
        extra,
    })
}

/// What is known of a document besides its text.
struct Extra {
    how: How,
    /// Of a guess: byte and line of the first place that is not UTF-8.
    beyond: Option<(u64, u64)>,
    replaced: u64,
    input: Option<InputRecord>,
    bytes: u64,
    is_row: bool,
    /// An earlier row has the same id.
    is_repeated: bool,
}

fn scanned(ready: Ready, pipeline: &Pipeline, reading: &Reading, maker: &RowMaker<'_>) -> Outcome {
    let mut analysis = pipeline.analyse(&ready.document, ready.original());
    let Ready {
        label,
        document,
        extra,
        ..
    } = ready;
    if extra.how == How::Guessed {
        analysis.flags.push("encoding_guessed");
    }
    let speakers = reading.speaker_names.of(&document.speakers);
    let shown = reading.label.shown(&label);
    if extra.replaced > 0 {
        analysis.flags.push("invalid_bytes");
    }
    if document.losses.iter().any(|loss| loss.reason == UNCLOSED) {
        analysis.flags.push(UNCLOSED);
    }
    let is_lost = |loss: &Loss| loss.fatal && loss.reason != "invalid_bytes";
    if document.losses.iter().any(is_lost) {
        analysis.flags.push("partly_read");
    }
    if extra.is_repeated {
        analysis.flags.push("same_id");
    }
    let mut problems: Vec<Problem> = losses(&shown, document.losses).collect();
    let mut metadata = document.metadata;
    let columns = pipeline.course.series.as_ref();
    // A person's id may be a name.
    let series = columns
        .and_then(|columns| Place::series_of(&metadata, columns))
        .map(|series| reading.label.shown(series));
    let place = match columns.map(|columns| Place::of(&metadata, columns)) {
        None => None,
        Some(Ok(place)) => Some(Place {
            series: reading.label.shown(&place.series),
            ..place
        }),
        Some(Err(why)) => {
            problems.push(unplaced(&shown, why));
            None
        }
    };
    if let (Label::Hash, Some(columns)) = (reading.label, columns) {
        // The same id would stand beside its hash, and in the groups if they are of that column.
        for (name, value) in &mut metadata {
            if *name == columns.series && !value.trim().is_empty() {
                *value = reading.label.shown(value.trim());
            }
        }
    }
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
    let row = Box::new(DocumentRow {
        document: shown,
        group,
        metadata,
        speakers,
        series,
        place,
    });
    let rows = Box::new(maker.make(&row, &analysis));
    if rows.has_segments() {
        analysis.segments = Segments::default();
    }
    analysis.matches = Vec::new();
    Outcome::Scanned {
        row,
        analysis: Box::new(analysis),
        rows,
        input: extra.input,
        problems,
        bytes: extra.bytes,
    }
}

/// Why a document is in no series.
fn unplaced(shown: &str, why: Unplaced) -> Problem {
    let (reason, detail) = match why {
        Unplaced::NoSeries => (
            "no_series",
            "left out of the series: it has no value in the column of --series",
        ),
        Unplaced::NoOrder => (
            "no_order",
            "left out of the series: it has no value in the column of --order",
        ),
        Unplaced::BadOrder => (
            "bad_order",
            "left out of the series: its value in the column of --order is neither a number (3, 2.5) nor a date (2024-05-31, 2024-05-31T14:30)",
        ),
    };
    Problem::remark(shown, reason, detail)
}

/// A guess at the encoding, for callers that take no guesses.
pub(super) fn guessed(shown: &str, encoding: &str, beyond: Option<(u64, u64)>) -> Problem {
    let place = beyond.map_or_else(
        || "it is not UTF-8".to_owned(),
        |(byte, line)| format!("byte {byte}, on line {line}, is not UTF-8"),
    );
    let name = encoding.to_lowercase();
    let detail = format!(
        "{place}: all was read as {encoding}, which is a guess; save it as UTF-8, or name the encoding, as in `--encoding {name}` (`--encoding auto` takes guesses)"
    );
    Problem::fatal(shown, "encoding_guessed", detail)
}

/// What was lost of a document, as rows of `skipped.csv`.
pub(super) fn losses(shown: &str, losses: Vec<Loss>) -> impl Iterator<Item = Problem> {
    losses.into_iter().map(move |loss| Problem {
        path: shown.to_owned(),
        reason: loss.reason,
        detail: loss.detail,
        fatal: loss.fatal,
    })
}

fn value_of(metadata: &[(String, String)], key: &str) -> String {
    metadata
        .iter()
        .find(|(name, _)| name == key)
        .map_or(String::new(), |(_, value)| value.clone())
}
