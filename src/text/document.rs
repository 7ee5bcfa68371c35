//! A document: plain text, its blocks, and where all of it came from.

use super::source_map::SourceMap;
use super::span::{Plain, Span};

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

/// Who speaks in a transcript, as far as the label says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// `Therapist`, `T`, `Counsellor` and the like.
    Therapist,
    /// `Client`, `C`, `Patient` and the like.
    Client,
    /// Any other label.
    Unknown,
}

impl Role {
    /// The word that reports use.
    pub fn name(self) -> &'static str {
        match self {
            Role::Therapist => "therapist",
            Role::Client => "client",
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
    /// Position of the speaker in [`Document::speakers`].
    pub speaker: u32,
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
}

impl Document {
    /// The code that stands for a speaker in reports: `S1`, `S2`, … in order of appearance.
    pub fn speaker_code(speaker: u32) -> String {
        format!("S{}", speaker + 1)
    }
}
