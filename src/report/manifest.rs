//! `manifest.json`: with the inputs, everything needed to get the same numbers again.
//!
//! Nothing in it changes from run to run or from place to place: no clock, no path of a machine,
//! no number of threads.

use serde::{Serialize, Serializer};

/// What a run was made of.
#[derive(Clone, Debug, Serialize)]
pub struct Manifest {
    /// Always `feltsense`: by this a folder is recognised as ours.
    pub tool: &'static str,
    /// Version of the program.
    pub version: &'static str,
    /// Version of the files' format.
    pub schema: u32,
    /// The subcommand.
    pub command: &'static str,
    /// Settings that change a number or a file.
    pub settings: serde_json::Value,
    /// Lexicons in the order of the reports.
    pub lexicons: Vec<LexiconRecord>,
    /// The language file.
    pub language: LexiconRecord,
    /// What was read.
    pub inputs: Vec<InputRecord>,
    /// Sums.
    pub counts: CountRecord,
    /// Files of this report: what `--force` may replace.
    pub report_files: Vec<String>,
    /// What the numbers are not.
    pub caution: &'static str,
}

/// A lexicon that was used.
#[derive(Clone, Debug, Serialize)]
pub struct LexiconRecord {
    /// Name.
    pub name: String,
    /// Semantic version.
    pub version: String,
    /// Of its file.
    pub sha256: String,
}

/// An input that was read.
#[derive(Clone, Debug, Serialize)]
pub struct InputRecord {
    /// Its label.
    pub path: String,
    /// Of its bytes; empty, and `null` in the manifest, if it could not be read to its end.
    #[serde(serialize_with = "hash_or_null")]
    pub sha256: String,
    /// Size.
    pub bytes: u64,
    /// Format that it was read as.
    pub format: &'static str,
    /// Encoding; `binary` for an archive.
    pub encoding: &'static str,
    /// `utf8`, `bom`, `named`, `guessed` or `format`.
    pub encoding_by: &'static str,
    /// Rows, if it is a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// Members that were read, if it is an archive; each has a record of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub members: Option<u64>,
}

fn hash_or_null<S: Serializer>(hash: &str, to: S) -> Result<S::Ok, S::Error> {
    (!hash.is_empty()).then_some(hash).serialize(to)
}

/// Sums over the run.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CountRecord {
    /// Documents with a row.
    pub documents: u64,
    /// Words in them.
    pub words: u64,
    /// Affirmed hits in them.
    pub hits: u64,
    /// Rows of `skipped.csv`.
    pub skipped: u64,
}

/// The foot of every report. Source: constructs §6.
pub const CAUTION: &str = "Counts of words and phrases from published lists. They describe these texts, not their authors. Not a diagnosis, a score of a person, or a risk check. Intervals show sampling noise only; irony, quotation and topic can mislead the count.";
