//! The command line as typed. Nothing here opens a file.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

mod check;
mod compare;
mod input;
mod lexicon;
mod lsp;
mod report;
mod scan;
mod show;

pub use check::{
    BaselineArgs, BaselineCommand, ChangeArgs, CheckArgs, ConfigCommand, FailOnArg, OutputTo,
    ProfileArg, RulesArgs, SnippetsArg,
};
pub use compare::CompareArgs;
pub use input::{InputArgs, PathArgs, TranscriptArg, TranscriptArgs};
pub use lexicon::{EvaluateArgs, LabelArgs, LexiconCommand, WeighArgs};
pub use lsp::LspArgs;
pub use report::ReportArgs;
pub use scan::{EngineArg, IntervalArg, LabelArg, OutputArg, ScanArgs, SpeakerNamesArg, WordsArg};
pub use show::{CompletionArgs, ExplainArgs, ShowArgs, StatusArg};

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
    /// Finds what may be worth another look in drafts and pages, for people and for CI
    Check(Box<CheckArgs>),
    /// Writes and prunes the findings that are known
    #[command(subcommand)]
    Baseline(BaselineCommand),
    /// Speaks with editors: findings while you write, why, and how to silence them (docs/lsp.md)
    Lsp(LspArgs),
    /// Shows settings with their origins, and the schema of configurations
    #[command(subcommand)]
    Config(ConfigCommand),
    /// A page with charts for people, from a scan or from texts: one file, nothing loaded
    Report(Box<ReportArgs>),
    /// Shows one text with every hit in its place, in the terminal or as a page. Prints the text
    Show(Box<ShowArgs>),
    /// Compares two drafts: what stayed, moved, changed, came and went, before and after. Prints the text
    Compare(Box<CompareArgs>),
    /// Says what a category, column, index, status, remark or rule is, how it is made, and its cautions
    Explain(ExplainArgs),
    /// Shows who speaks in transcripts, to be confirmed before a scan. Prints names
    Speakers(Box<SpeakersArgs>),
    /// Lists, prints, checks and tests lexicons
    #[command(subcommand)]
    Lexicon(LexiconCommand),
    /// Says where a text may still tell who somebody is, by kind and place, never by value
    Identifiers(IdentifiersArgs),
    /// Prints the script that completes the command line in a shell
    Completions(CompletionArgs),
    /// Prints the manual page, to be read with `man -l -`
    Man,
    /// Prints the plain text that is read from a file (for checking a reader)
    #[command(hide = true)]
    Text(TextArgs),
}

/// What `text` takes.
#[derive(Args, Debug)]
pub struct TextArgs {
    /// File; `-` is standard input
    pub file: PathBuf,
    /// How it is read.
    #[command(flatten)]
    pub input: InputArgs,
    /// Begin each block with the code of its speaker; `-` if there is none
    #[arg(long)]
    pub turns: bool,
    /// Leave out what is no word: placeholders, events, disfluencies
    #[arg(long)]
    pub no_asides: bool,
}

/// What `speakers` takes.
#[derive(Args, Debug)]
pub struct SpeakersArgs {
    /// What is read.
    #[command(flatten)]
    pub paths: PathArgs,
    /// How it is read.
    #[command(flatten)]
    pub input: InputArgs,
    /// One row for each label, as CSV
    #[arg(long)]
    pub csv: bool,
}

/// What `identifiers` takes.
#[derive(Args, Debug)]
pub struct IdentifiersArgs {
    /// What is read.
    #[command(flatten)]
    pub paths: PathArgs,
    /// How it is read.
    #[command(flatten)]
    pub input: InputArgs,
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
