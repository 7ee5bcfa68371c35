//! `feltsense lexicon`, as typed.

use std::path::PathBuf;

use clap::{Args, Subcommand};

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
