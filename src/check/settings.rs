//! Rules that are ready to judge. [`Settings::resolve`](super::Settings::resolve) makes them.

use regex::Regex;

use super::date::Date;
use super::finding::Level;
use super::kind::Kind;
use super::snippet::Snippets;
use crate::course::Pick;
use crate::identifiers;
use crate::matching::{Flags, Reference};

/// Whom the text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// Pages for readers one does not know.
    Publisher,
    /// A draft of one's own.
    Writer,
    /// Speech of people who did not write for readers.
    Transcript,
}

impl Profile {
    /// All, in the order of [`KindInfo::levels`](super::kind::KindInfo::levels).
    pub const ALL: [Profile; 3] = [Profile::Publisher, Profile::Writer, Profile::Transcript];

    /// The word that settings use.
    pub fn name(self) -> &'static str {
        match self {
            Profile::Publisher => "publisher",
            Profile::Writer => "writer",
            Profile::Transcript => "transcript",
        }
    }
}

/// A value that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsError {
    /// The key, from the outermost table on.
    pub key: Vec<String>,
    /// What is wrong, without full stop.
    pub what: String,
    /// How to mend it, without full stop.
    pub help: String,
}

/// `[check]` with every default filled in.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `None`: transcript for texts with turns, publisher for the rest.
    pub profile: Option<Profile>,
    /// The run ends with code 1 from this level on; `None`: never.
    pub fail_on: Option<Level>,
    /// `None`: nothing of transcripts, lines of the rest.
    pub snippets: Option<Snippets>,
    /// Comments that silence have to say why.
    pub require_reason: bool,
    /// The rules, by name.
    pub rules: Vec<Rule>,
}

/// Which hits a rule counts.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Categories.
    pub pick: Pick,
    /// The categories as written.
    pub name: String,
    /// Whose experience; all if empty.
    pub whose: Vec<Reference>,
    /// Marks that take a hit out.
    pub skip: Vec<Flags>,
    /// Roles; all if empty.
    pub roles: Vec<String>,
}

/// What part of a text is judged by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All of it.
    Document,
    /// From one heading to the next.
    Section,
    /// So many sentences, wherever they begin.
    Window(u32),
    /// One turn of a transcript.
    Turn,
}

/// The course that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The last fifth has at most so many times the rate of the rest.
    NoLateSpike,
    /// The last tenth is not the one with most hits.
    EndsLowerThanPeak,
}

/// What only one kind of rule needs.
#[derive(Clone, Debug)]
pub enum Detail {
    /// Presence, voice: nothing more.
    Plain,
    /// Density, speaker.
    Rate {
        /// Most hits per 100 words.
        max: f64,
        /// What is judged by itself.
        scope: Scope,
    },
    /// Balance.
    Balance {
        /// Hits that are asked for.
        at_least: u64,
        /// Hits for each hit of the category that are asked for.
        ratio: Option<f64>,
        /// What is judged by itself.
        scope: Scope,
    },
    /// Closing.
    Closing {
        /// Hits that are asked for.
        at_least: u64,
        /// Share of the words that is the end.
        share: f64,
        /// The end is the last section.
        section: bool,
    },
    /// Run.
    Run {
        /// Most sentences in a row.
        max: u64,
        /// Sentences without a hit that do not end it.
        gap: u64,
    },
    /// Opening.
    Opening {
        /// Words of the opening.
        words: u64,
        /// Keys of the front matter that are shown elsewhere.
        keys: Vec<String>,
    },
    /// Content note.
    Note {
        /// With a rate up to this, no note is asked for.
        max: Option<f64>,
        /// Keys of the front matter that hold a note.
        keys: Vec<String>,
        /// What a block that is a note looks like.
        patterns: Vec<Regex>,
        /// Words in which it has to begin.
        words: u64,
        /// Words one of which it has to hold.
        topic: Vec<String>,
        /// A note about nothing is told.
        unneeded: bool,
    },
    /// Help block.
    Help {
        /// What a block that is the publisher's looks like.
        patterns: Vec<Regex>,
        /// Targets of links, one of which is enough.
        links: Vec<String>,
        /// Words in which it has to begin, if it has to stand near the top.
        words: Option<u64>,
        /// When it is to be looked at again.
        review_by: Option<Date>,
    },
    /// Surface.
    Surface {
        /// Keys of the front matter that are shown elsewhere.
        keys: Vec<String>,
    },
    /// Trajectory.
    Trajectory {
        /// What is asked for.
        shape: Shape,
        /// How many times the rate of the rest the end may have.
        factor: f64,
    },
    /// Somatic invitation.
    Invitation {
        /// Phrases that leave a choice, more than the built-in ones, in words.
        phrases: Vec<Vec<String>>,
    },
    /// Budget.
    Budget {
        /// The rule that is counted.
        rule: String,
        /// Largest share of documents.
        max_share: Option<f64>,
        /// Most documents.
        max_documents: Option<u64>,
        /// Fewer are too few.
        min_documents: u64,
    },
    /// Identifiers; all kinds if empty.
    Identifiers(Vec<identifiers::Kind>),
}

/// A rule that is ready to judge.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name in settings and outputs.
    pub name: String,
    /// What it looks at.
    pub kind: Kind,
    /// Its level in each profile, in the order of [`Profile::ALL`]; `None`: off.
    pub levels: [Option<Level>; 3],
    /// Which hits it counts.
    pub filter: Filter,
    /// What relieves them.
    pub with: Pick,
    /// The same as written.
    pub with_name: String,
    /// With fewer hits there is nothing to judge.
    pub min_hits: u64,
    /// With fewer words it says that the text is too short.
    pub min_words: u64,
    /// What only its kind needs.
    pub detail: Detail,
}

impl Rule {
    /// Its level in a profile, if it is on there.
    pub fn level_in(&self, profile: Profile) -> Option<Level> {
        self.levels[profile as usize]
    }
}
