//! The kinds of rules, as data: names, words for people, keys, and where they are on.

use super::{Level, Profile};

/// What a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Every hit of a category.
    Presence,
    /// Hits per 100 words.
    Density,
    /// Hard words, and what stands beside them.
    Balance,
    /// What a text ends on.
    Closing,
    /// Sentences in a row without relief.
    Run,
    /// First words, title and description.
    Opening,
    /// A note that says what is to come.
    ContentNote,
    /// The publisher's own block of help.
    HelpBlock,
    /// Words that tell the reader what they are.
    Voice,
    /// Headings, titles, link and alt texts.
    Surface,
    /// The course over the text.
    Trajectory,
    /// Limits for a role in a transcript.
    Speaker,
    /// Exercises with the body, and a way out of them.
    SomaticInvitation,
    /// A limit over all documents.
    Budget,
    /// What may tell who somebody is.
    Identifiers,
    /// Comments that silence findings and silence nothing, ran out, or cannot be read.
    Suppression,
}

/// What is known of a kind of rule.
#[derive(Clone, Copy, Debug)]
pub struct KindInfo {
    /// The kind.
    pub kind: Kind,
    /// Its name in settings and outputs.
    pub name: &'static str,
    /// What it looks for, for people.
    pub title: &'static str,
    /// Why it may matter.
    pub why: &'static str,
    /// Keys that it takes besides `kind, level, profiles, paths, exclude`.
    pub keys: &'static [&'static str],
    /// Where it is on without settings: publisher, writer, transcript.
    pub levels: [Option<Level>; 3],
}

/// Keys that every kind takes.
pub const COMMON_KEYS: [&str; 5] = ["kind", "level", "profiles", "paths", "exclude"];

/// Which hits count.
macro_rules! filtered {
    ($($key:literal),*) => {
        &["category", "whose", "skip", "roles", "min-hits", "min-words" $(, $key)*]
    };
}

const NOTE: Option<Level> = Some(Level::Note);
const WARNING: Option<Level> = Some(Level::Warning);

/// All kinds, in the order of the documentation.
pub const KINDS: [KindInfo; 16] = [
    KindInfo {
        kind: Kind::Presence,
        name: "presence",
        title: "every place where words of a category stand",
        why: "The rule lists places so that each can be read again. It does not say that a word should go",
        keys: filtered!(),
        levels: [None, None, None],
    },
    KindInfo {
        kind: Kind::Density,
        name: "density",
        title: "hits per 100 words of a document, a section or a stretch of sentences",
        why: "Where hard words stand close together, readers who know them from inside have little room to breathe",
        keys: filtered!("max", "scope", "window"),
        levels: [NOTE, NOTE, None],
    },
    KindInfo {
        kind: Kind::Balance,
        name: "balance",
        title: "a document or section with hard words also holds kind or connecting ones",
        why: "A page that names something painful can also name what helps: kindness, company, a next step. No fixed sentence is asked for",
        keys: filtered!("with", "at-least", "ratio", "scope"),
        levels: [NOTE, NOTE, None],
    },
    KindInfo {
        kind: Kind::Closing,
        name: "closing",
        title: "the end of a text with hard words holds kind or connecting ones",
        why: "What stands at the end stays longest. A kind or connecting phrase there gives a reader something to take along",
        keys: filtered!("with", "at-least", "share", "scope"),
        levels: [NOTE, NOTE, None],
    },
    KindInfo {
        kind: Kind::Run,
        name: "run",
        title: "sentences in a row with hard words and nothing between",
        why: "Many hard sentences in a row leave no place to pause. One sentence of another kind between them is enough",
        keys: filtered!("with", "max", "gap"),
        levels: [NOTE, NOTE, None],
    },
    KindInfo {
        kind: Kind::Opening,
        name: "opening",
        title: "the first words, the title and the description, without a content note",
        why: "The first words are what previews, feeds and search results show, also to people who did not choose the page",
        keys: filtered!("words", "keys"),
        levels: [NOTE, None, None],
    },
    KindInfo {
        kind: Kind::ContentNote,
        name: "content-note",
        title: "a content note that names the topic, where the text holds enough of it",
        why: "A note that names the topic lets readers choose when to read. A vague one, or one about something else, does not",
        keys: filtered!("max", "keys", "patterns", "words", "topic", "unneeded"),
        levels: [None, None, None],
    },
    KindInfo {
        kind: Kind::HelpBlock,
        name: "help-block",
        title: "the publisher's own block of help, where the text holds enough of a category",
        why: "Someone who reads this on a hard day should find the way to a person. The block is yours: the tool ships no numbers, which differ by place and grow old",
        keys: filtered!("patterns", "links", "words", "review-by"),
        levels: [None, None, None],
    },
    KindInfo {
        kind: Kind::Voice,
        name: "voice",
        title: "words that tell the reader what they are",
        why: "Said to a reader, such words can land as if they were settled, whatever was meant. Saying what happened, or what many people feel, keeps the door open",
        keys: filtered!(),
        levels: [WARNING, NOTE, None],
    },
    KindInfo {
        kind: Kind::Surface,
        name: "surface",
        title: "hard words alone in headings, titles, link texts and alt texts",
        why: "Headings, links and alt texts are read out of their place: in lists, in previews, by screen readers. A hard word stands alone there",
        keys: filtered!("with", "keys"),
        levels: [NOTE, NOTE, None],
    },
    KindInfo {
        kind: Kind::Trajectory,
        name: "trajectory",
        title: "how a category moves from the beginning of a text to its end",
        why: "A text that grows heavier up to its last lines leaves the reader at its heaviest place",
        keys: filtered!("shape", "factor"),
        levels: [NOTE, NOTE, None],
    },
    KindInfo {
        kind: Kind::Speaker,
        name: "speaker",
        title: "hits per 100 words of a role in a transcript",
        why: "A limit for one role shows turns to read again, in supervision and with consent. It says nothing about the person who spoke",
        keys: filtered!("max", "scope"),
        levels: [None, None, None],
    },
    KindInfo {
        kind: Kind::SomaticInvitation,
        name: "somatic-invitation",
        title: "an exercise with the body, without words that leave a choice",
        why: "Turning to the body is not easy for everyone at every time. A few words such as `if it feels all right` leave the choice with the reader",
        keys: filtered!("phrases"),
        levels: [None, None, None],
    },
    KindInfo {
        kind: Kind::Budget,
        name: "budget",
        title: "how many documents of the corpus may have findings of a rule",
        why: "One page is a choice, a whole site is a climate. The budget looks at the site",
        keys: &["rule", "max-share", "max-documents", "min-documents"],
        levels: [None, None, None],
    },
    KindInfo {
        kind: Kind::Identifiers,
        name: "identifiers",
        title: "what may still tell who somebody is",
        why: "Somebody may be known by it. The value is never shown; a text without such findings is no proof that nobody can be known",
        keys: &["kinds"],
        levels: [None, None, WARNING],
    },
    KindInfo {
        kind: Kind::Suppression,
        name: "suppression",
        title: "comments that silence nothing, have run out, or cannot be read",
        why: "A comment that silences nothing today may hide something tomorrow",
        keys: &[],
        levels: [WARNING, WARNING, WARNING],
    },
];

impl Kind {
    /// What is known of it.
    pub fn info(self) -> &'static KindInfo {
        // The table is in the order of the variants; a test holds it there.
        &KINDS[self as usize]
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Kind> {
        KINDS
            .iter()
            .find(|info| info.name == name)
            .map(|info| info.kind)
    }

    /// Its level in a profile, if it is on there without settings.
    pub fn level_in(self, profile: Profile) -> Option<Level> {
        self.info().levels[profile as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::RuleOptions;

    #[test]
    fn the_table_is_in_the_order_of_the_variants() {
        for (at, info) in KINDS.iter().enumerate() {
            assert_eq!(info.kind as usize, at, "{}", info.name);
            assert_eq!(Kind::parse(info.name), Some(info.kind));
        }
    }

    #[test]
    fn every_key_of_a_kind_is_a_key_of_rules() {
        for key in KINDS.iter().flat_map(|info| info.keys).chain(&COMMON_KEYS) {
            let table: toml::Table = toml::from_str(&format!("{key} = {{}}")).expect("a key");
            let error = table
                .try_into::<RuleOptions>()
                .expect_err("no value is a table");
            assert!(!error.to_string().contains("unknown"), "{key}: {error}");
        }
    }
}
