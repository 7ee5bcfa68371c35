//! How a hit is meant: status, flags, reference. One file for each family of rules.
//!
//! | file | decides |
//! |---|---|
//! | [`scope`] | which words before a hit a cue can reach it from |
//! | [`status`] | affirmed, negated, unrealised, released, and by which cue |
//! | [`quotation`] | which words stand in quotation marks |
//! | [`flags`] | question, hypothetical, advice, quoted, past, intensity |
//! | [`refer`] | whose experience: self, we, you, other, generic |
//!
//! The rules and their reasons are in `docs/semantics.md`. They run around hits only.

pub mod flags;
pub mod quotation;
pub mod refer;
pub mod scope;
pub mod status;

use super::Found;
use super::automaton::{Automaton, Builder, Scratch};
use crate::lexicon::language::Cue;
use crate::lexicon::{Language, Polarity};
use crate::text::{Document, Tokens};

pub use flags::Flags;
pub use refer::Reference;
pub use status::Status;

/// Everything that the rules say of a hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// Affirmed, negated, unrealised or released.
    pub status: Status,
    /// The words of the cue that decided, if it is not affirmed.
    pub cue: Option<(u32, u32)>,
    /// Facts that do not take the hit away.
    pub flags: Flags,
    /// Whose experience.
    pub reference: Reference,
    /// Factor of the weight in hundredths: 125 strengthened, 75 weakened, 100 neither.
    pub intensity: u16,
}

/// What the rules need to know of a document besides its words.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    quoted: quotation::Quoted,
}

impl Scene {
    /// Looks the document over once.
    pub fn of(document: &Document) -> Scene {
        Scene {
            quoted: quotation::Quoted::of(document),
        }
    }
}

/// A cue that stands somewhere: its words are `first..end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CueAt {
    /// Which list it is of.
    pub cue: Cue,
    /// First word.
    pub first: usize,
    /// First word behind it.
    pub end: usize,
}

/// What is known around a hit before its rules run.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    /// Word ranges of the hits before it.
    pub taken: &'a [(u32, u32)],
    /// Its sentence is an instruction or teaches.
    pub advice: bool,
}

/// The context rules of a language, compiled.
pub struct Rules {
    cues: Automaton<Cue>,
}

impl Rules {
    /// Compiles the cue lists.
    pub fn new(language: &Language) -> Rules {
        let mut builder = Builder::new(&language.sets);
        for (cue, pattern) in &language.cues {
            builder.add(pattern, *cue);
        }
        Rules {
            cues: builder.build(),
        }
    }

    /// True if the sentence of word `at` is an instruction or teaches.
    pub fn is_advice(&self, tokens: &Tokens, at: usize) -> bool {
        flags::is_advice(self, tokens, at)
    }

    /// Decides how a hit is meant.
    pub fn context(
        &self,
        tokens: &Tokens,
        scene: &Scene,
        surroundings: Surroundings<'_>,
        found: Found,
        polarity: Polarity,
        negatable: bool,
    ) -> Context {
        let (first, end) = (found.first as usize, found.end as usize);
        let verdict = if negatable {
            let stage = status::Stage {
                tokens,
                quoted: &scene.quoted,
                taken: surroundings.taken,
            };
            status::decide(self, stage, first, end, polarity)
        } else {
            status::Verdict::affirmed()
        };
        Context {
            status: verdict.status,
            cue: verdict.cue,
            flags: flags::of(self, tokens, &scene.quoted, first, end, surroundings.advice),
            reference: refer::of(self, tokens, first, end),
            intensity: flags::intensity(self, tokens, first),
        }
    }

    /// The longest cue phrase of each list that starts at word `at`.
    pub fn cues_at(&self, tokens: &Tokens, at: usize) -> Vec<CueAt> {
        let mut found: Vec<CueAt> = Vec::new();
        let mut scratch = Scratch::default();
        self.cues.at(tokens, at, &mut scratch, |cue, end, _| {
            match found.iter_mut().find(|known| known.cue == cue) {
                Some(known) => known.end = known.end.max(end),
                None => found.push(CueAt {
                    cue,
                    first: at,
                    end,
                }),
            }
        });
        found
    }

    /// True if a single word of this list stands at `at`.
    pub fn is_word(&self, tokens: &Tokens, at: usize, cue: Cue) -> bool {
        self.cues_at(tokens, at)
            .iter()
            .any(|found| found.cue == cue && found.end == at + 1)
    }

    /// The longest phrase of one list that starts at word `at`.
    pub fn phrase(&self, tokens: &Tokens, at: usize, cue: Cue) -> Option<CueAt> {
        self.cues_at(tokens, at)
            .into_iter()
            .find(|found| found.cue == cue)
    }
}
