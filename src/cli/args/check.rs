//! Arguments of `check`, `baseline` and `config`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{InputArgs, PathArgs};
use crate::check::Date;
use crate::check::output::Format;

/// What is checked, and by which rules.
#[derive(Args, Clone, Debug)]
pub struct RulesArgs {
    /// What is read.
    #[command(flatten)]
    pub paths: PathArgs,
    /// How it is read.
    #[command(flatten)]
    pub input: InputArgs,
    /// Lexicon by name or file; repeatable [default: the four embedded ones]
    #[arg(long, value_name = "NAME|FILE")]
    pub lexicon: Vec<String>,
    /// Whom the texts are for [default: transcript for texts with turns, publisher for the rest]
    #[arg(long, value_name = "PROFILE")]
    pub profile: Option<ProfileArg>,
    /// How much text findings show [default: nothing of transcripts, lines of the rest]
    #[arg(long, value_name = "HOW")]
    pub snippets: Option<SnippetsArg>,
    /// Words and phrases that must not be in the texts: a file with one a line; repeatable
    #[arg(long, value_name = "FILE")]
    pub deny: Vec<PathBuf>,
    /// Leave out what the configuration excludes, also if it was named
    #[arg(long)]
    pub force_exclude: bool,
    /// The name that standard input has: for its configuration, format and place; it is not opened
    #[arg(long, value_name = "NAME")]
    pub stdin_filename: Option<PathBuf>,
    /// The day, for what runs out [default: SOURCE_DATE_EPOCH, or today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date_of)]
    pub today: Option<Date>,
    /// Number of threads [default: one for each core]
    #[arg(long, value_name = "N")]
    pub threads: Option<std::num::NonZeroU16>,
    /// A run without a document is no error
    #[arg(long)]
    pub allow_empty: bool,
    /// No progress bar
    #[arg(long)]
    pub no_progress: bool,
}

/// Only what changed is judged.
#[derive(Args, Clone, Debug, Default)]
pub struct ChangeArgs {
    /// Judge what changed since a commit, branch or tag of git, committed or not; `main...` is where
    /// this branch left main
    #[arg(long, value_name = "REV", allow_hyphen_values = true)]
    pub since: Option<String>,
    /// Judge what changed by a unified diff, as `git diff` and `diff -u` write it; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "since")]
    pub diff_from: Option<PathBuf>,
    /// Judge what the next commit changes: the texts as they are staged in git's index, against HEAD
    #[arg(long, conflicts_with_all = ["since", "diff_from"])]
    pub staged: bool,
    /// What is said about whole documents counts only if it is worse than before, by more than a tenth
    #[arg(long)]
    pub worse_only: bool,
}

/// What `check` takes.
#[derive(Args, Debug)]
pub struct CheckArgs {
    /// What is checked.
    #[command(flatten)]
    pub rules: RulesArgs,
    /// What is judged of it.
    #[command(flatten)]
    pub change: ChangeArgs,
    /// How findings are written: full, concise, json, jsonl, sarif, github, gitlab, junit, checkstyle,
    /// rdjson, azure, markdown; with =FILE to a file; repeatable [default: full]
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = output_of)]
    pub output: Vec<OutputTo>,
    /// End with code 1 from this level on [default: warning]
    #[arg(long, value_name = "LEVEL")]
    pub fail_on: Option<FailOnArg>,
    /// End with code 1 if there are more warnings than this
    #[arg(long, value_name = "N")]
    pub max_warnings: Option<usize>,
    /// End with code 0 where it would be 1; what was not read still ends with 2
    #[arg(long)]
    pub exit_zero: bool,
    /// Findings in this file are known, and do not count
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// End with code 1 if the baseline holds what is there no more
    #[arg(long)]
    pub strict_baseline: bool,
    /// Say nothing but findings and what was not read
    #[arg(long, short)]
    pub quiet: bool,
}

/// `feltsense baseline`.
#[derive(Debug, Subcommand)]
pub enum BaselineCommand {
    /// Writes all findings of today as known
    Write(Box<BaselineArgs>),
    /// Takes out what is there no more
    Prune(Box<BaselineArgs>),
}

/// What `baseline` takes.
#[derive(Args, Debug)]
pub struct BaselineArgs {
    /// What is checked.
    #[command(flatten)]
    pub rules: RulesArgs,
    /// The file [default: that of the configuration, or feltsense-baseline.jsonl]
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
}

/// `feltsense config`.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Prints the settings in force for a path, each with its origin
    Show {
        /// A file or folder
        #[arg(default_value = ".")]
        path: PathBuf,
        /// Settings in a TOML file, instead of the nearest ones
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
    /// Prints the JSON Schema of feltsense.toml
    Schema,
}

/// `--profile`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProfileArg {
    /// Transcript for texts with turns, publisher for the rest.
    Auto,
    /// Pages for readers one does not know.
    Publisher,
    /// A draft of one's own.
    Writer,
    /// Speech of people who did not write for readers.
    Transcript,
}

impl ProfileArg {
    /// The word that settings use.
    pub fn name(self) -> &'static str {
        match self {
            ProfileArg::Auto => "auto",
            ProfileArg::Publisher => "publisher",
            ProfileArg::Writer => "writer",
            ProfileArg::Transcript => "transcript",
        }
    }
}

/// `--snippets`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SnippetsArg {
    /// Nothing of transcripts, lines of the rest.
    Auto,
    /// The line.
    Full,
    /// The matched words, the rest of the line as dots.
    Masked,
    /// Nothing.
    None,
}

/// `--fail-on`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOnArg {
    /// Any finding.
    Note,
    /// A warning or an error.
    Warning,
    /// An error.
    Error,
    /// No finding.
    Never,
}

/// `--output`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputTo {
    /// How.
    pub format: Format,
    /// Where; `None`: standard output.
    pub file: Option<PathBuf>,
}

fn output_of(text: &str) -> Result<OutputTo, String> {
    let (name, file) = match text.split_once('=') {
        Some((name, file)) => (name, Some(file)),
        None => (text, None),
    };
    let Some(format) = Format::parse(name) else {
        let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
        return Err(format!(
            "write one of {}, perhaps with =FILE",
            names.join(", ")
        ));
    };
    match file {
        Some("") => Err("a file has to follow the =".to_owned()),
        // Under these names the file behind standard output would be replaced, and what it held lost.
        Some("-" | "/dev/stdout" | "/dev/fd/1" | "/proc/self/fd/1") | None => {
            Ok(OutputTo { format, file: None })
        }
        Some(file) => Ok(OutputTo {
            format,
            file: Some(file.into()),
        }),
    }
}

pub(super) fn date_of(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "write it as 2026-12-31".to_owned())
}
