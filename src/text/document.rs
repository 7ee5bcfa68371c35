//! A document: plain text, its blocks, and where all of it came from.

use std::sync::Arc;

use super::outline::Outline;
use super::source_map::SourceMap;
use super::span::{Plain, Span};
use super::turns::Candidate;

/// What a block is. Words outside every block are not prose and are not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// Running text.
    Paragraph,
    /// A heading of Markdown.
    Heading,
    /// One item of a list.
    Item,
    /// One cell of a table.
    Cell,
}

/// Who speaks in a transcript, as far as the label or the user says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// `Therapist`, `T`, `Counsellor` and the like.
    Therapist,
    /// `Client`, `C`, `Patient` and the like.
    Client,
    /// Any other role, by its name: `interviewer`, `participant`, `parent`, …
    Named(Arc<str>),
    /// Nobody says.
    Unknown,
}

impl Role {
    /// The role of this name, in small letters, words joined by `_`.
    pub fn of(name: &str) -> Role {
        let words: Vec<&str> = name.split_whitespace().collect();
        match words.join("_").to_lowercase().as_str() {
            "therapist" => Role::Therapist,
            "client" => Role::Client,
            "" | "unknown" => Role::Unknown,
            name => Role::Named(name.into()),
        }
    }

    /// The word that reports use.
    pub fn name(&self) -> &str {
        match self {
            Role::Therapist => "therapist",
            Role::Client => "client",
            Role::Named(name) => name,
            Role::Unknown => "unknown",
        }
    }
}

/// A stretch of prose that no phrase and no context rule may cross.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Where it stands, without its speaker label.
    pub span: Span<Plain>,
    /// What it is.
    pub kind: BlockKind,
    /// Number of the section it belongs to: 0 before the first heading, then counted up.
    pub section: u32,
    /// Number of the turn it belongs to, in a transcript.
    pub turn: Option<u32>,
}

/// A turn of a transcript: one or more blocks by one speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Position of the speaker in [`Document::speakers`]; `None` if the file names none.
    pub speaker: Option<u32>,
    /// Numbers, from 1, of the first and the last turn of the file that it was joined from.
    pub raw: (u32, u32),
}

/// When a stretch of the text was spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// Where it stands in the plain text.
    pub span: Span<Plain>,
    /// Start in milliseconds from the beginning of the recording.
    pub start_ms: u64,
    /// End in milliseconds, if the file says it.
    pub end_ms: Option<u64>,
}

/// What a stretch of the text is, if it is no word of anyone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AsideKind {
    /// Stands for something taken out: `[NAME]`, `XXXX`, `<PERSON>`.
    Placeholder,
    /// What happens or cannot be heard: `[crying]`, `[inaudible]`, `(pause)`.
    Event,
    /// `um`, `uh`, `er`.
    Disfluency,
    /// A word broken off: `I wan-`.
    CutOff,
    /// A turn that only says that one listens: `Mm-hm.`
    Backchannel,
    /// A time in the text: `[00:12:03]`. It is not counted.
    Stamp,
}

/// A stretch of text that is counted by itself and holds no words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aside {
    /// Where it stands in the plain text, inside one block.
    pub span: Span<Plain>,
    /// What it is.
    pub kind: AsideKind,
}

/// Something of the input that is not in the document. Never holds text of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loss {
    /// A word for programs, as in `skipped.csv`: `bad_cue`, `page_without_text`, …
    pub reason: &'static str,
    /// What, where and how to mend it, for people.
    pub detail: String,
    /// The user would count on it: the run ends with code 2. Otherwise a remark.
    pub fatal: bool,
}

/// A speaker of a transcript, in order of appearance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speaker {
    /// The label as it stands in the text. It may be a name: reports show a code instead.
    pub label: String,
    /// What the label says about the role.
    pub role: Role,
}

/// Text that can be matched and traced back.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The plain text. For plain files this is the decoded file itself.
    pub text: String,
    /// From the plain text back to the decoded file.
    pub map: SourceMap,
    /// Blocks in order, inside the text, without overlap.
    pub blocks: Vec<Block>,
    /// Turns in order; empty if this is no transcript.
    pub turns: Vec<Turn>,
    /// Speakers in order of appearance.
    pub speakers: Vec<Speaker>,
    /// What the file says about itself (front matter) or its row holds: key, value.
    pub metadata: Vec<(String, String)>,
    /// When stretches were spoken, in the order of the text, without overlap; empty if unknown.
    pub timings: Vec<Timing>,
    /// Stretches that are no words, in order, without overlap.
    pub asides: Vec<Aside>,
    /// What stands in its source besides the prose; known of Markdown only.
    pub outline: Outline,
    /// What was lost on reading.
    pub losses: Vec<Loss>,
    /// Labels that were seen at the start of lines, taken or not; they may be names.
    pub labels: Vec<Candidate>,
}

impl Document {
    /// The code that stands for a speaker in reports: `S1`, `S2`, … in order of appearance.
    pub fn speaker_code(speaker: u32) -> String {
        format!("S{}", speaker + 1)
    }
}
