//! From words to hits: which entries stand where, and in what context.
//!
//! A [`Matcher`] finds candidates of one lexicon; of those at one word the longest wins
//! ([`select`]). [`context`] then decides status, flags and reference of each hit. Everything is
//! a pure function of the words and the lexicon.

pub mod audit;
pub mod automaton;
pub mod context;
pub mod gates;
pub mod reference;
pub mod select;
pub mod selftest;

use std::sync::Arc;

use crate::lexicon::{EntryId, Language, Lexicon};
use crate::text::Tokens;

pub use context::{Context, Flags, Reference, Status};

/// An entry that stands somewhere: its words are `first..end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which entry.
    pub entry: EntryId,
    /// First word.
    pub first: u32,
    /// First word behind it.
    pub end: u32,
    /// Bit `i` is set if word `first + i` was matched by a gap: it is a word of the text and not
    /// of the lexicon, and is never shown in a report.
    pub open: u64,
}

/// A hit: an entry with its context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What stands where.
    pub found: Found,
    /// How it is meant.
    pub context: Context,
}

/// Finds the entries of one lexicon. Pure: same words, same result.
pub trait Matcher: Send + Sync {
    /// Appends what is found, ordered by first word, without overlap: at each word the longest
    /// candidate, masks and gates respected.
    fn find(&self, tokens: &Tokens, found: &mut Vec<Found>);
}

/// Which implementation matches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// The compiled automaton.
    #[default]
    Automaton,
    /// The definition: every entry at every word. Slow; for checking a published number.
    Reference,
}

impl Engine {
    /// Compiles a lexicon. The one place where the implementation is chosen.
    pub fn compile(self, lexicon: Arc<Lexicon>, language: Arc<Language>) -> Box<dyn Matcher> {
        match self {
            Engine::Automaton => Box::new(automaton::LexiconAutomaton::new(lexicon, language)),
            Engine::Reference => Box::new(reference::Reference::new(lexicon, language)),
        }
    }
}

/// A lexicon ready to be used: matcher and context rules.
pub struct Instrument {
    /// What is looked for.
    pub lexicon: Arc<Lexicon>,
    matcher: Box<dyn Matcher>,
    rules: Arc<context::Rules>,
}

impl Instrument {
    /// Compiles a lexicon for an engine.
    pub fn new(
        lexicon: Arc<Lexicon>,
        language: Arc<Language>,
        rules: Arc<context::Rules>,
        engine: Engine,
    ) -> Self {
        let matcher = engine.compile(Arc::clone(&lexicon), language);
        Instrument { lexicon, matcher, rules }
    }

    /// All hits in a document, of every status, ordered by first word.
    pub fn hits(&self, tokens: &Tokens, scene: &context::Scene) -> Vec<Hit> {
        let mut found = Vec::new();
        self.matcher.find(tokens, &mut found);
        let hit = |at: usize| {
            let here = found[at];
            let entry = &self.lexicon.entries[here.entry.0 as usize];
            let negatable = self.lexicon.category_of(here.entry).negatable;
            let taken = &found[at.saturating_sub(context::scope::WINDOW)..at];
            let context =
                self.rules.context(tokens, scene, taken, here, entry.polarity, negatable);
            Hit { found: here, context }
        };
        (0..found.len()).map(hit).collect()
    }
}
