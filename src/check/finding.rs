//! What a check gives: findings, and what could not be judged.

use std::borrow::Cow;

use super::{Kind, Slip};

/// How much weight a finding has. The order is that of `--fail-on`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Worth a look.
    Note,
    /// Worth a change, or a reason why not.
    Warning,
    /// Not to be published like this.
    Error,
}

impl Level {
    /// All, lowest first.
    pub const ALL: [Level; 3] = [Level::Note, Level::Warning, Level::Error];

    /// The word that settings and outputs use.
    pub fn name(self) -> &'static str {
        match self {
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.name() == word)
    }
}

/// Where the positions of a document count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whence {
    /// In the file itself, which has this label.
    File(String),
    /// In a text that was taken out of this file: of Word, a row of a table, a member of an archive.
    Extracted(String),
    /// Nowhere: the finding is about the whole corpus or about settings.
    Nowhere,
}

impl Whence {
    /// The file, if there is one.
    pub fn file(&self) -> Option<&str> {
        match self {
            Whence::File(file) | Whence::Extracted(file) => Some(file),
            Whence::Nowhere => None,
        }
    }
}

/// A position in the decoded original. Lines and columns count from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Byte from 0.
    pub byte: u64,
    /// Line: LF, CRLF and a lone CR end one.
    pub line: u64,
    /// Column in characters (code points).
    pub column: u64,
    /// Column in UTF-16 code units.
    pub utf16: u64,
    /// Column in bytes of UTF-8.
    pub utf8: u64,
}

/// A range of the decoded original, from the first character to the one behind the last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// First character.
    pub start: Position,
    /// First character behind it.
    pub end: Position,
}

/// A piece of the line that a finding begins in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// The text, as it is written or masked. It may hold anything: a renderer has to escape it.
    pub text: String,
    /// The finding in it, in bytes.
    pub marked: std::ops::Range<usize>,
    /// The line begins before the piece.
    pub cut_before: bool,
    /// The line goes on behind the piece.
    pub cut_behind: bool,
}

/// A number that a rule looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Count {
    /// What was counted: `shame`, `words`, `per_100`, …
    pub name: String,
    /// How much of it.
    pub value: f64,
}

impl Count {
    /// A named number.
    pub fn new(name: impl Into<String>, value: f64) -> Count {
        Count {
            name: name.into(),
            value,
        }
    }
}

/// What a finding is known by from one run to the next: never a line number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Anchor {
    /// What it is about: the matched words in compare form, a category, a kind.
    pub subject: String,
    /// A hash of the words of its sentence in compare form; empty if it is about more than a
    /// sentence.
    pub sentence: String,
    /// How bad it is, for rules over a whole document: more is worse.
    pub value: Option<f64>,
}

/// Something that a rule points at. It is about a text, never about its author.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule, by its name in the settings.
    pub rule: String,
    /// What kind of rule that is.
    pub kind: Kind,
    /// What is wrong with a comment or an entry that silences, if it is about one.
    pub slip: Option<Slip>,
    /// Its weight.
    pub level: Level,
    /// The document's label; empty if the finding is about the corpus.
    pub document: String,
    /// What positions count in.
    pub whence: Whence,
    /// Where it stands; `None` if it is about all of the document.
    pub place: Option<Place>,
    /// What was found, in one sentence without a full stop. Holds no text of the document.
    pub message: String,
    /// Why it may matter.
    pub why: String,
    /// The numbers behind it.
    pub counts: Vec<Count>,
    /// The matched words in compare form, if words may be shown.
    pub form: Option<String>,
    /// The text around it, if text may be shown.
    pub snippet: Option<Snippet>,
    /// What it is known by.
    pub anchor: Anchor,
    /// It was silenced, for this reason (which may be empty).
    pub suppressed: Option<String>,
    /// It was silenced beside the text, not in it.
    pub is_aside: bool,
    /// The baseline holds it.
    pub baselined: bool,
    /// It was there before the change that is judged.
    pub unchanged: bool,
}

impl Finding {
    /// True if it counts: not silenced, not in the baseline, and not there before the change.
    pub fn is_open(&self) -> bool {
        self.suppressed.is_none() && !self.baselined && !self.unchanged
    }

    /// What outputs call it: the rule, of one about a comment or an entry also what is wrong with it, as
    /// in `suppression/unused`.
    pub fn id(&self) -> Cow<'_, str> {
        match self.slip {
            None => Cow::Borrowed(&self.rule),
            Some(slip) => Cow::Owned(format!("{}/{}", self.rule, slip.name())),
        }
    }

    /// What findings are sorted by.
    pub fn order(&self) -> (&str, Option<Place>, &str, &str) {
        (&self.document, self.place, &self.rule, &self.message)
    }
}

/// A rule that had something to judge, and too little text for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unjudged {
    /// The document's label.
    pub document: String,
    /// The rule.
    pub rule: String,
    /// Why, in one sentence without a full stop.
    pub reason: String,
}
