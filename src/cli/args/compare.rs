//! `feltsense compare`, as typed.

use std::path::PathBuf;

use clap::Args;

use super::InputArgs;

/// What `compare` takes.
#[derive(Args, Debug)]
pub struct CompareArgs {
    /// The draft before; `-` is standard input
    pub old: PathBuf,
    /// The draft after; `-` is standard input
    pub new: PathBuf,
    /// Lexicon by name or file; repeatable [default: the four embedded ones]
    #[arg(long, value_name = "NAME_OR_FILE")]
    pub lexicon: Vec<String>,
    /// If OLD is a table or an archive, the document of this name
    #[arg(long, value_name = "NAME")]
    pub old_document: Option<String>,
    /// If NEW is a table or an archive, the document of this name
    #[arg(long, value_name = "NAME")]
    pub new_document: Option<String>,
    /// The name that standard input has: for its format; it is not opened
    #[arg(long, value_name = "NAME")]
    pub stdin_filename: Option<PathBuf>,
    /// Write one self-contained page instead; `-` is standard output
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Replace a file that is no page of feltsense
    #[arg(long, requires = "html")]
    pub force: bool,
    /// Write the measures as CSV instead; `-` is standard output
    #[arg(long, value_name = "FILE")]
    pub csv: Option<PathBuf>,
    /// Write the hits as CSV instead, without text; `-` is standard output
    #[arg(long, value_name = "FILE")]
    pub hits: Option<PathBuf>,
    /// Write everything but the text as JSON instead; `-` is standard output
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Columns of the text [default: those of the terminal, else 80]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(20..=1000))]
    pub width: Option<u16>,
    /// Do not use a pager for what is longer than the screen
    #[arg(long)]
    pub no_pager: bool,
    /// How both are read.
    #[command(flatten)]
    pub input: InputArgs,
}
