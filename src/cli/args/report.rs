//! `feltsense report`, as typed.

use std::path::PathBuf;

use clap::Args;

use super::input::{InputArgs, PathArgs};
use super::scan::{LabelArg, SpeakerNamesArg, WordsArg};
use crate::segment::Segmentation;

/// What `report` takes.
#[derive(Args, Debug)]
pub struct ReportArgs {
    /// What is read: texts, or one folder that `feltsense scan` wrote.
    #[command(flatten)]
    pub paths: PathArgs,
    /// File for the page; `-` is standard output
    #[arg(short, long, value_name = "FILE", default_value = "report.html")]
    pub output: PathBuf,
    /// Replace a file that is no page of feltsense
    #[arg(long)]
    pub force: bool,
    /// Add lines of text around hits. The page then holds text of documents
    #[arg(long)]
    pub excerpts: bool,

    /// Lexicon by name or file; repeatable [default: the four embedded ones]
    #[arg(long, value_name = "NAME_OR_FILE")]
    pub lexicon: Vec<String>,
    /// How it is read.
    #[command(flatten)]
    pub input: InputArgs,
    /// Group documents: dir, or the name of a column or front-matter key
    #[arg(long, value_name = "dir|KEY")]
    pub group_by: Option<String>,
    /// How the page names documents
    #[arg(long, value_name = "HOW", default_value = "path")]
    pub label: LabelArg,
    /// How the page calls speakers who have no role
    #[arg(long, value_name = "HOW", default_value = "code")]
    pub speaker_names: SpeakerNamesArg,
    /// Segments; the lanes of a conversation need turns
    #[arg(long, value_name = "SEGMENT", default_value = "turn", value_parser = Segmentation::parse)]
    pub by: Segmentation,
    /// What to measure over time and between people: --course is always on.
    #[command(flatten)]
    pub course: super::super::course::CourseArgs,
    /// What counts as a word in rates
    #[arg(long, value_name = "RULE", default_value = "uax29")]
    pub words: WordsArg,
    /// Seed of the bootstrap, and of the samples that are drawn where not all documents fit
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
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
}
