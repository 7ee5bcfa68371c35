//! `feltsense scan`, as typed.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::input::{InputArgs, PathArgs};
use crate::measure::IntervalMethod;
use crate::segment::Segmentation;

/// What `scan` takes.
#[derive(Args, Debug)]
pub struct ScanArgs {
    /// What is read.
    #[command(flatten)]
    pub paths: PathArgs,
    /// Folder for the reports; `-` writes documents to standard output
    #[arg(short, long, value_name = "DIR", default_value = "feltsense-report")]
    pub output: PathBuf,
    /// Replace an earlier report of feltsense
    #[arg(long)]
    pub force: bool,

    /// Lexicon by name or file; repeatable [default: the four embedded ones]
    #[arg(long, value_name = "NAME_OR_FILE")]
    pub lexicon: Vec<String>,
    /// How it is read.
    #[command(flatten)]
    pub input: InputArgs,

    /// Group documents: dir, or the name of a column or front-matter key
    #[arg(long, value_name = "dir|KEY")]
    pub group_by: Option<String>,
    /// How reports name documents
    #[arg(long, value_name = "HOW", default_value = "path")]
    pub label: LabelArg,
    /// How reports call speakers
    #[arg(long, value_name = "HOW", default_value = "code")]
    pub speaker_names: SpeakerNamesArg,
    /// Add segments: turn, speaker, paragraph, sentence, section, words:N, parts:N, minutes:N, role
    #[arg(long, value_name = "SEGMENT", value_parser = Segmentation::parse)]
    pub by: Option<Segmentation>,
    /// Add a row for each match, without the text around it
    #[arg(long)]
    pub matches: bool,
    /// Add the text around each match (implies --matches). Reports then hold text of documents
    #[arg(long)]
    pub excerpts: bool,
    /// Words and phrases that must not be in the texts: a file with one a line; repeatable
    #[arg(long, value_name = "FILE")]
    pub deny: Vec<PathBuf>,
    /// Do not look for what may tell who somebody is
    #[arg(long, conflicts_with = "deny")]
    pub no_identifiers: bool,
    /// Add documents_long: one row for each number
    #[arg(long)]
    pub long: bool,
    /// What to measure over time and between people.
    #[command(flatten)]
    pub course: super::super::course::CourseArgs,
    /// What counts as a word in rates
    #[arg(long, value_name = "RULE", default_value = "uax29")]
    pub words: WordsArg,
    /// How the intervals of rates are made
    #[arg(long, value_name = "METHOD", default_value = "auto")]
    pub interval: IntervalArg,
    /// Resamples of the bootstrap
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(100..=100_000))]
    pub resamples: u32,
    /// Seed of the bootstrap
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,

    /// Format of the reports
    #[arg(long, value_name = "FORMAT", default_value = "csv")]
    pub output_format: OutputArg,
    /// Leave out the guard that keeps spreadsheets from running text cells as formulas
    #[arg(long)]
    pub csv_raw: bool,
    /// Begin tables with a byte order mark, for old versions of Excel
    #[arg(long)]
    pub csv_bom: bool,

    /// Inputs that cannot be read are a warning, not an error
    #[arg(long)]
    pub allow_skipped: bool,
    /// Nothing to read is a warning, not an error
    #[arg(long)]
    pub allow_empty: bool,
    /// Threads [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// No summary, no progress; errors only
    #[arg(short, long)]
    pub quiet: bool,
    /// No progress bar
    #[arg(long)]
    pub no_progress: bool,
    /// Which implementation matches (for checking a published number)
    #[arg(long, value_name = "NAME", default_value = "automaton", hide = true)]
    pub engine: EngineArg,
}

/// `--speaker-names`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SpeakerNamesArg {
    /// S1, S2 in order of appearance.
    Code,
    /// As the text has them. Reports then hold names.
    Keep,
    /// Not at all.
    Drop,
}

/// `--label`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LabelArg {
    /// By path.
    Path,
    /// By a hash of the path.
    Hash,
}

/// `--words`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum WordsArg {
    /// Unicode words (UAX #29).
    Uax29,
    /// As LIWC-22 counts, with its punctuation columns.
    Liwc22,
}

/// `--interval`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum IntervalArg {
    /// Byar's, and the block bootstrap where hits come in bursts.
    Auto,
    /// Byar's approximation to the exact Poisson interval.
    Byar,
    /// Wilson's interval of a share.
    Wilson,
    /// Bootstrap of blocks of five sentences.
    Bootstrap,
}

impl From<IntervalArg> for IntervalMethod {
    fn from(arg: IntervalArg) -> Self {
        match arg {
            IntervalArg::Auto => IntervalMethod::Auto,
            IntervalArg::Byar => IntervalMethod::Byar,
            IntervalArg::Wilson => IntervalMethod::Wilson,
            IntervalArg::Bootstrap => IntervalMethod::Bootstrap,
        }
    }
}

/// `--output-format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OutputArg {
    /// Comma-separated values.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// One JSON object a line.
    Jsonl,
}

/// `--engine`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EngineArg {
    /// The compiled automaton.
    Automaton,
    /// The definition.
    Reference,
}
