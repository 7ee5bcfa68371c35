//! From words to hits: which entries stand where, and in what context.
//!
//! A [`Matcher`] finds candidates of one lexicon; of those at one word the longest wins
//! ([`select`]). [`context`] then decides status, flags and reference of each hit. Everything is
//! a pure function of the words and the lexicon.

pub mod all;
pub mod audit;
pub mod automaton;
pub mod compile;
pub mod context;
mod embedded;
mod flat;
pub mod gates;
pub mod lazy;
pub mod naming;
mod needs;
pub mod reference;
pub mod select;
pub mod selftest;
mod spare;

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

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

/// Finds the entries of lexicons. Pure: same words, same result, and what one lexicon finds never
/// depends on the others.
pub trait Matcher: Send + Sync {
    /// What each lexicon finds, in the order of the lexicons; ordered by first word, without overlap
    /// within one lexicon: at each word the longest candidate, masks and gates respected.
    fn find(&self, tokens: &Tokens) -> Vec<Vec<Found>>;

    /// Gives back the memory of what was learnt of words: no more texts are expected.
    fn forget(&self) {}
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
    /// Compiles lexicons. The one place where the implementation is chosen.
    pub fn compile(self, lexicons: Vec<Arc<Lexicon>>, language: Arc<Language>) -> Box<dyn Matcher> {
        match self {
            Engine::Automaton => Box::new(all::Lexicons::new(lexicons, &language)),
            Engine::Reference => Box::new(reference::Reference::new(lexicons, language)),
        }
    }
}

/// Lexicons ready to be used: matcher and context rules.
pub struct Instruments {
    /// What is looked for.
    pub lexicons: Vec<Arc<Lexicon>>,
    matcher: Box<dyn Matcher>,
    rules: context::Rules,
}

impl Instruments {
    /// Compiles lexicons and the rules of their language for an engine.
    pub fn new(lexicons: Vec<Arc<Lexicon>>, language: Arc<Language>, engine: Engine) -> Self {
        let rules = context::Rules::new(&language);
        let matcher = engine.compile(lexicons.clone(), language);
        Instruments {
            lexicons,
            matcher,
            rules,
        }
    }

    /// Gives back the memory of what was learnt of words: no more texts are expected, and to read one
    /// is slower, not wrong.
    pub fn forget(&self) {
        self.matcher.forget();
        self.rules.forget();
    }

    /// What stands where, without context, of each lexicon, ordered by first word.
    pub fn found(&self, tokens: &Tokens) -> Vec<Vec<Found>> {
        self.matcher.find(tokens)
    }

    /// All hits in a document, of every status, each lexicon's ordered by first word.
    pub fn read(&self, tokens: &Tokens, scene: &context::Scene) -> Vec<Vec<Hit>> {
        self.in_context(tokens, scene, &self.found(tokens), 1)
    }

    /// As [`Instruments::read`], but only the hits that begin in some of the words.
    pub fn read_within(
        &self,
        tokens: &Tokens,
        scene: &context::Scene,
        words: Range<u32>,
    ) -> Vec<Vec<Hit>> {
        let found = self.found(tokens);
        let cues = self.rules.cues(tokens);
        let lexicons = self.lexicons.iter().zip(&found);
        let of = |(lexicon, found): (&Arc<Lexicon>, &Vec<Found>)| {
            let before = |word: u32| found.partition_point(|found| found.first < word);
            let part = before(words.start)..before(words.end);
            in_context(lexicon, found, part, tokens, scene, &cues)
        };
        lexicons.map(of).collect()
    }

    /// How what was [found](Instruments::found) is meant, by so many threads.
    pub fn in_context(
        &self,
        tokens: &Tokens,
        scene: &context::Scene,
        found: &[Vec<Found>],
        threads: usize,
    ) -> Vec<Vec<Hit>> {
        let part = |number: usize| -> Vec<Vec<Hit>> {
            let cues = self.rules.cues(tokens);
            let lexicons = self.lexicons.iter().zip(found);
            let of = |(lexicon, found): (&Arc<Lexicon>, &Vec<Found>)| {
                let part = found.len() * number / threads..found.len() * (number + 1) / threads;
                in_context(lexicon, found, part, tokens, scene, &cues)
            };
            lexicons.map(of).collect()
        };
        if threads == 1 {
            return part(0);
        }
        let parts: Vec<_> = (0..threads).into_par_iter().map(part).collect();
        let mut parts = parts.into_iter();
        let mut all = parts.next().unwrap_or_default();
        for part in parts {
            for (all, hits) in all.iter_mut().zip(part) {
                all.extend(hits);
            }
        }
        all
    }
}

/// Some of what a lexicon found, with how each is meant.
fn in_context(
    lexicon: &Lexicon,
    found: &[Found],
    part: Range<usize>,
    tokens: &Tokens,
    scene: &context::Scene,
    cues: &context::Cues<'_>,
) -> Vec<Hit> {
    let all: Vec<(u32, u32)> = found.iter().map(|found| (found.first, found.end)).collect();
    let mut taken = Vec::new();
    // Hits come in order: each sentence is asked once.
    let mut sentence = None;
    let mut advice = false;
    found[part]
        .iter()
        .map(|&found| {
            let entry = &lexicon.entries[found.entry.0 as usize];
            let negatable = lexicon.category_of(found.entry).negatable;
            near(&all, found, &mut taken);
            let first = found.first as usize;
            if sentence.replace(tokens.sentence_of(first)) != Some(tokens.sentence_of(first)) {
                advice = context::is_advice(cues, tokens, first);
            }
            let around = context::Surroundings {
                taken: &taken,
                advice,
            };
            let polarity = entry.polarity;
            let context = context::decide(cues, tokens, scene, around, found, polarity, negatable);
            Hit { found, context }
        })
        .collect()
}

/// Hits in front of a cue's farthest reach cannot matter.
const REACH: u32 = 64;

/// The hits that end before this one begins, not too far away.
fn near(all: &[(u32, u32)], found: Found, taken: &mut Vec<(u32, u32)>) {
    taken.clear();
    let to = all.partition_point(|&(first, _)| first < found.first);
    let from = all.partition_point(|&(first, _)| first + REACH < found.first);
    taken.extend(all[from..to].iter().filter(|&&(_, end)| end <= found.first));
}
