//! The command line as typed. Nothing here opens a file.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::measure::IntervalMethod;
use crate::read::Format;
use crate::read::html::Selector;
use crate::segment::Segmentation;

/// Counts the language of shame, self-compassion, relationship and the body in texts.
///
/// It describes texts, never people: not a diagnosis, not a score, not a risk check.
#[derive(Debug, Parser)]
#[command(name = "feltsense", version, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Colour in messages: auto, always or never.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorWhen,
}

/// Reads the name of a format.
fn format_of(name: &str) -> Result<Format, String> {
    Format::of_name(name).ok_or_else(|| {
        let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
        format!("write one of {}", names.join(", "))
    })
}

/// When messages are coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Reports for a corpus: per-document and corpus-level tables (the main job)
    Scan(Box<ScanArgs>),
    /// Shows who speaks in transcripts, to be confirmed before a scan. Prints names
    Speakers(Box<SpeakersArgs>),
    /// Lists, prints, checks and tests lexicons
    #[command(subcommand)]
    Lexicon(LexiconCommand),
    /// Says where a text may still tell who somebody is, by kind and place, never by value
    Identifiers(IdentifiersArgs),
    /// Prints the plain text that is read from a file (for checking a reader)
    #[command(hide = true)]
    Text(TextArgs),
}

/// What `text` takes.
#[derive(Args, Debug)]
pub struct TextArgs {
    /// File; `-` is standard input
    pub file: PathBuf,
    /// Format of the file [default: by extension]
    #[arg(long, value_name = "FORMAT", value_parser = format_of)]
    pub format: Option<Format>,
    /// Encoding of the file, such as latin1 or utf-16le
    #[arg(long, value_name = "NAME", default_value = "auto")]
    pub encoding: String,
    /// Column of a table that holds the text
    #[arg(long, value_name = "NAME")]
    pub text_column: Option<String>,
    /// Read rolling captions as they stand
    #[arg(long)]
    pub keep_rolling: bool,
    /// Tier of an ELAN file to read; repeatable
    #[arg(long, value_name = "NAME")]
    pub tier: Vec<String>,
    /// Sheet of a workbook, by name or number
    #[arg(long, value_name = "NAME|NUMBER")]
    pub sheet: Option<String>,
    /// Begin each block with the code of its speaker; `-` if there is none
    #[arg(long)]
    pub turns: bool,
    /// Leave out what is no word: placeholders, events, disfluencies
    #[arg(long)]
    pub no_asides: bool,
}

/// What is said about transcripts.
#[derive(Args, Debug)]
pub struct TranscriptArgs {
    /// Settings in a TOML file; docs/configuration.md has every key
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Whether texts are looked through for speaker labels [default: auto]
    #[arg(long, value_name = "WHEN")]
    pub transcript: Option<TranscriptArg>,
    /// No text is a transcript: the same as --transcript never
    #[arg(long, conflicts_with = "transcript")]
    pub no_transcript: bool,
    /// Labels that are speakers, also if they come up once; repeatable
    #[arg(long, value_name = "LABEL,…", value_delimiter = ',')]
    pub speakers: Vec<String>,
    /// Labels that are no speakers; repeatable
    #[arg(long, value_name = "LABEL,…", value_delimiter = ',')]
    pub not_speakers: Vec<String>,
    /// Role of a label or code, such as `Anna=therapist` or `S2=client`; repeatable
    #[arg(long, value_name = "LABEL=ROLE", value_parser = role_of)]
    pub role: Vec<(String, String)>,
}

/// Reads `LABEL=ROLE`.
fn role_of(text: &str) -> Result<(String, String), String> {
    match text.rsplit_once('=') {
        Some((label, role)) if !label.trim().is_empty() && !role.trim().is_empty() => {
            Ok((label.trim().to_owned(), role.trim().to_owned()))
        }
        _ => Err("write LABEL=ROLE, such as Anna=therapist or S2=client".to_owned()),
    }
}

/// What `speakers` takes.
#[derive(Args, Debug)]
pub struct SpeakersArgs {
    /// Files, folders or quoted patterns; `-` is standard input
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// Format of the input [default: by extension]
    #[arg(long, value_name = "FORMAT", value_parser = format_of)]
    pub format: Option<Format>,
    /// Encoding of the input, such as latin1 or utf-16le
    #[arg(long, value_name = "NAME", default_value = "auto")]
    pub encoding: String,
    /// What is known about the transcripts.
    #[command(flatten)]
    pub transcript: TranscriptArgs,
    /// One row for each label, as CSV
    #[arg(long)]
    pub csv: bool,
}

/// What `identifiers` takes.
#[derive(Args, Debug)]
pub struct IdentifiersArgs {
    /// Files, folders or quoted patterns; `-` is standard input
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// Format of the input [default: by extension]
    #[arg(long, value_name = "FORMAT", value_parser = format_of)]
    pub format: Option<Format>,
    /// Encoding of the input, such as latin1 or utf-16le
    #[arg(long, value_name = "NAME", default_value = "auto")]
    pub encoding: String,
    /// Column of a table that holds the text
    #[arg(long, value_name = "NAME")]
    pub text_column: Option<String>,
    /// Column of a table that names the document
    #[arg(long, value_name = "NAME")]
    pub id_column: Option<String>,
    /// What is known about the transcripts.
    #[command(flatten)]
    pub transcript: TranscriptArgs,
    /// Words and phrases that must not be in the texts: a file with one a line; repeatable
    #[arg(long, value_name = "FILE")]
    pub deny: Vec<PathBuf>,
    /// One row for each finding, as CSV
    #[arg(long)]
    pub csv: bool,
    /// End with code 1 if anything is found
    #[arg(long)]
    pub fail: bool,
}

/// `--transcript`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TranscriptArg {
    /// If labels come back and begin enough of the text.
    Auto,
    /// Every text is one: a label that comes back, or looks like a name, is enough.
    Always,
    /// No text is one; formats that name speakers themselves still do.
    Never,
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

/// What `scan` takes.
#[derive(Args, Debug)]
pub struct ScanArgs {
    /// Files, folders or quoted patterns; `-` is standard input
    ///
    /// In folders these are read: .txt, .md, .html; .docx, .odt, .rtf, .epub, .pdf; .csv, .tsv,
    /// .jsonl, .xlsx, .xls, .ods; transcripts as .vtt, .srt, .lrc, .cha, .eaf and Whisper's .json and
    /// .tsv; all of them also packed as .gz or .zst, and as members of .zip archives (named
    /// `archive.zip/member.txt`). Hidden files are passed over; a file named .feltsenseignore says what
    /// else is.
    pub paths: Vec<PathBuf>,

    /// Folder for the reports; `-` writes documents to standard output
    #[arg(short, long, value_name = "DIR", default_value = "feltsense-report")]
    pub output: PathBuf,
    /// Replace an earlier report of feltsense
    #[arg(long)]
    pub force: bool,

    /// Lexicon by name or file; repeatable [default: the four embedded ones]
    #[arg(long, value_name = "NAME_OR_FILE")]
    pub lexicon: Vec<String>,
    /// Read paths from a file, one a line; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub files_from: Option<PathBuf>,
    /// Paths of --files-from end with NUL instead of a line end
    #[arg(long, requires = "files_from")]
    pub null: bool,
    /// Format of the input [default: by extension]
    #[arg(long, value_name = "FORMAT", value_parser = format_of)]
    pub format: Option<Format>,
    /// Encoding of the input, such as latin1 or utf-16le
    #[arg(long, value_name = "NAME", default_value = "auto")]
    pub encoding: String,
    /// Column of a table that holds the text
    #[arg(long, value_name = "NAME")]
    pub text_column: Option<String>,
    /// Column of a table that names the document
    #[arg(long, value_name = "NAME")]
    pub id_column: Option<String>,
    /// Of HTML, read main and article elements only, if there are any
    #[arg(long)]
    pub html_main: bool,
    /// Of HTML, leave out elements such as nav, .share or '#comments li'; repeatable
    #[arg(long, value_name = "SELECTOR")]
    pub html_skip: Vec<Selector>,
    /// Count rolling captions as they stand: each word two to four times
    #[arg(long)]
    pub keep_rolling: bool,
    /// Tier of an ELAN file to read; repeatable [default: top-level tiers that hold speech]
    #[arg(long, value_name = "NAME")]
    pub tier: Vec<String>,
    /// Sheet of a workbook, by name or number [default: the first with something in it]
    #[arg(long, value_name = "NAME|NUMBER")]
    pub sheet: Option<String>,
    /// Follow symbolic links in folders
    #[arg(long)]
    pub follow: bool,
    /// Refuse files larger than this many bytes
    #[arg(long, value_name = "BYTES")]
    pub max_file_size: Option<u64>,
    /// Refuse packed files, archives and workbooks that unpack to more than this many bytes
    /// [default: 1 GiB]
    #[arg(long, value_name = "BYTES")]
    pub max_unpacked: Option<u64>,

    /// Group documents: dir, or the name of a column or front-matter key
    #[arg(long, value_name = "dir|KEY")]
    pub group_by: Option<String>,
    /// How reports name documents
    #[arg(long, value_name = "HOW", default_value = "path")]
    pub label: LabelArg,
    /// What is known about the transcripts.
    #[command(flatten)]
    pub transcript: TranscriptArgs,
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
    pub course: super::course::CourseArgs,
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

/// What `lexicon` does.
#[derive(Debug, Subcommand)]
pub enum LexiconCommand {
    /// Names, versions and sizes of the embedded lexicons, or of files
    List {
        /// Lexicons by name or file [default: the embedded ones]
        lexicons: Vec<String>,
    },
    /// Prints a lexicon as a file to read, copy and edit
    Show {
        /// Name of an embedded lexicon, or `english` for the language file
        name: String,
    },
    /// Reports mistakes, overlaps, expansions and entries that can never win
    Check {
        /// Lexicons by name or file [default: the embedded ones]
        lexicons: Vec<String>,
        /// Name every overlap, and the entries that stand for most phrases
        #[arg(long)]
        verbose: bool,
    },
    /// How well lexicons separate labelled texts: AUC, coverage, false alarms, entries
    Evaluate(EvaluateArgs),
    /// Learns weights of entries from labelled texts, shrunk to those that theory gave
    Weigh(WeighArgs),
    /// Runs the examples in a lexicon
    Test {
        /// Lexicons by name or file [default: the embedded ones]
        lexicons: Vec<String>,
    },
}

/// Which columns of a labelled table hold what.
#[derive(Args, Debug)]
pub struct LabelArgs {
    /// Column that holds the text
    #[arg(long, value_name = "NAME")]
    pub text_column: Option<String>,
    /// Column that holds the label, 0 or 1
    #[arg(long, value_name = "NAME", default_value = "label")]
    pub label_column: String,
    /// Column of the group (writer, conversation) that is resampled as a whole
    #[arg(long, value_name = "NAME", default_value = "group")]
    pub group_column: String,
}

/// What `lexicon evaluate` takes.
#[derive(Args, Debug)]
pub struct EvaluateArgs {
    /// Labelled tables (.jsonl, .csv, .tsv): a text, a label 0 or 1, perhaps a group in each row
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Lexicon by name or file; repeatable [default: the four embedded ones]
    #[arg(long, value_name = "NAME_OR_FILE")]
    pub lexicon: Vec<String>,
    /// The columns of the tables.
    #[command(flatten)]
    pub columns: LabelArgs,
    /// Show sub-categories, too
    #[arg(long)]
    pub categories: bool,
    /// Show so many of the entries that fire most, for each lexicon and file
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub entries: u32,
    /// Write all figures as CSV into this folder
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace an earlier folder of feltsense
    #[arg(long)]
    pub force: bool,
    /// Resamples of the bootstrap
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(100..=100_000))]
    pub resamples: u32,
    /// Seed of the bootstrap
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
}

/// What `lexicon weigh` takes.
#[derive(Args, Debug)]
pub struct WeighArgs {
    /// The lexicon, by name or file
    pub lexicon: String,
    /// Labelled tables to learn from; FILE:CATEGORY,CATEGORY where a label speaks for these
    /// categories only, FILE: to count without learning
    #[arg(required = true)]
    pub files: Vec<String>,
    /// Where the lexicon with weights goes [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace an existing file
    #[arg(long)]
    pub force: bool,
    /// How strongly the theory weight holds: prior observations
    #[arg(long, value_name = "N", default_value_t = crate::measure::evidence::STRENGTH, value_parser = prior)]
    pub prior: f64,
    /// Also learn from one half of the groups and test on the other, both ways
    #[arg(long)]
    pub halves: bool,
    /// The columns of the tables.
    #[command(flatten)]
    pub columns: LabelArgs,
}

fn prior(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|value| (0.1..=10_000.0).contains(value))
        .ok_or_else(|| "a number between 0.1 and 10000".to_owned())
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
