//! `feltsense show`, `explain`, `completions`, as typed.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use clap_complete::Shell;

use super::input::InputArgs;

/// What `show` takes.
#[derive(Args, Debug)]
pub struct ShowArgs {
    /// File; `-` is standard input
    pub file: PathBuf,
    /// Lexicon by name or file; repeatable [default: the four embedded ones]
    #[arg(long, value_name = "NAME_OR_FILE")]
    pub lexicon: Vec<String>,
    /// Mark these only, such as `shame` or `somatic.breath`; repeatable
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    pub category: Vec<String>,
    /// Mark hits of this status only; repeatable
    #[arg(long, value_enum, value_name = "STATUS,…", value_delimiter = ',')]
    pub status: Vec<StatusArg>,
    /// Of a table or an archive, the document of this name
    #[arg(long, value_name = "NAME")]
    pub document: Option<String>,
    /// Write one self-contained page instead; `-` is standard output
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Replace a file that is no page of feltsense
    #[arg(long, requires = "html")]
    pub force: bool,
    /// Show it again whenever the file is saved, until Ctrl-C
    #[arg(long)]
    pub watch: bool,
    /// Columns of the text [default: those of the terminal, else 80]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(20..=1000), conflicts_with = "html")]
    pub width: Option<u16>,
    /// Do not use a pager for what is longer than the screen
    #[arg(long)]
    pub no_pager: bool,
    /// How it is read.
    #[command(flatten)]
    pub input: InputArgs,
}

/// `--status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StatusArg {
    /// The text says that it is so.
    Affirmed,
    /// The text says that it is not so.
    Negated,
    /// Wished for, needed or tried.
    Unrealised,
    /// Let go of or gone.
    Released,
}

/// What `explain` takes.
#[derive(Args, Debug)]
pub struct ExplainArgs {
    /// A category, column, index, status, remark or rule; without it, what there is
    pub word: Option<String>,
    /// Lexicon by name or file; repeatable [default: the four embedded ones]
    #[arg(long, value_name = "NAME_OR_FILE")]
    pub lexicon: Vec<String>,
}

/// What `completions` takes.
#[derive(Args, Debug)]
pub struct CompletionArgs {
    /// The shell
    pub shell: Shell,
}
