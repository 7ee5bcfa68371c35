//! The options that say what is read and how: one group each, for every command that reads texts.
//!
//! A command flattens [`InputArgs`], and [`PathArgs`] if it takes more than one file, gives both to
//! `cli::input`, and so reads exactly what `scan` reads:
//!
//! ```text
//! #[derive(clap::Args)]
//! pub struct ShowArgs {
//!     pub file: PathBuf,          // or: #[command(flatten)] pub paths: PathArgs,
//!     #[command(flatten)]
//!     pub input: InputArgs,
//!     …                           // what is the command's own
//! }
//!
//! let wishes = input::wishes(&args.input)?;              // options + configuration → Reading
//! let found = walk::find(&input::request(&args.paths, &args.input, "show")?);
//! let mut problems = scan::each_document(found.inputs, &wishes.reading, &mut |label, document, original| …);
//! problems.extend(found.problems);
//! let status = input::end(documents, &problems);         // tells them; the exit code
//! ```
//!
//! An option that changes what a document's text is belongs here; one about reports does not.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::read::Format;
use crate::read::html::Selector;

/// Which files are read.
#[derive(Args, Clone, Debug)]
pub struct PathArgs {
    /// Files, folders or quoted patterns; `-` is standard input
    ///
    /// In folders these are read: .txt, .md, .html; .docx, .odt, .rtf, .epub, .pdf; .csv, .tsv,
    /// .jsonl, .xlsx, .xls, .ods; transcripts as .vtt, .srt, .lrc, .cha, .eaf and Whisper's .json and
    /// .tsv; all of them also packed as .gz or .zst, and as members of .zip archives (named
    /// `archive.zip/member.txt`). Hidden files are passed over; a file named .feltsenseignore says what
    /// else is.
    pub paths: Vec<PathBuf>,
    /// Read paths from a file, one a line; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub files_from: Option<PathBuf>,
    /// Paths of --files-from end with NUL instead of a line end
    #[arg(long, requires = "files_from")]
    pub null: bool,
    /// Follow symbolic links in folders
    #[arg(long)]
    pub follow: bool,
}

/// How they are read.
#[derive(Args, Clone, Debug)]
pub struct InputArgs {
    /// Settings in a TOML file; docs/configuration.md has every key
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Format of the input [default: by extension]
    #[arg(long, value_name = "FORMAT", value_parser = format_of)]
    pub format: Option<Format>,
    /// Encoding of the input, such as latin1 or utf-16le; auto finds it out [default: auto]
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
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
    /// Refuse files larger than this many bytes
    #[arg(long, value_name = "BYTES")]
    pub max_file_size: Option<u64>,
    /// Refuse packed files, archives and workbooks that unpack to more than this many bytes
    /// [default: 1 GiB]
    #[arg(long, value_name = "BYTES")]
    pub max_unpacked: Option<u64>,
    /// What is known about the transcripts.
    #[command(flatten)]
    pub transcript: TranscriptArgs,
}

/// What is said about transcripts.
#[derive(Args, Clone, Debug)]
pub struct TranscriptArgs {
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

/// Reads the name of a format.
fn format_of(name: &str) -> Result<Format, String> {
    Format::of_name(name).ok_or_else(|| {
        let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
        format!("write one of {}", names.join(", "))
    })
}
