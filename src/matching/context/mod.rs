//! How a hit is meant: status, flags, reference. One file for each family of rules.
//!
//! | file | decides |
//! |---|---|
//! | [`cues`] | which cue phrases begin at a word |
//! | [`scope`] | which words before a hit a cue can reach it from |
//! | [`status`] | affirmed, negated, unrealised, released, and by which cue |
//! | [`quotation`] | which words stand in quotation marks |
//! | [`flags`] | question, hypothetical, advice, quoted, past, intensity |
//! | [`refer`] | whose experience: self, we, you, other, generic |
//!
//! The rules and their reasons are in `docs/semantics.md`. They run around hits only.

pub mod cues;
pub mod flags;
pub mod quotation;
pub mod refer;
pub mod scope;
pub mod status;
mod wish;

use std::ops::Range;

use super::lazy::Lazy;
use super::{Found, compile, embedded};
use crate::lexicon::language::Cue;
use crate::lexicon::{Language, Polarity};
use crate::text::{Document, Tokens};

pub use cues::{CueAt, Cues};
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
        Scene::of_blocks(document, 0..document.blocks.len())
    }

    /// As [`Scene::of`], for hits in some of the blocks.
    pub fn of_blocks(document: &Document, blocks: Range<usize>) -> Scene {
        Scene {
            quoted: quotation::Quoted::of(&document.text, &document.blocks[blocks]),
        }
    }
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
    lists: Lazy<Cue>,
}

impl Rules {
    /// Compiles the cue lists.
    pub fn new(language: &Language) -> Rules {
        let lists = embedded::cues(language).unwrap_or_else(|| compile::of_cues(language));
        Rules {
            lists: Lazy::new(lists),
        }
    }

    /// Gives back the memory of what was learnt of words.
    pub fn forget(&self) {
        self.lists.forget();
    }

    /// The cues of one text.
    pub fn cues<'a>(&'a self, tokens: &'a Tokens) -> Cues<'a> {
        Cues::new(&self.lists, tokens)
    }
}

/// True if the sentence of word `at` is an instruction or teaches.
pub fn is_advice(cues: &Cues<'_>, tokens: &Tokens, at: usize) -> bool {
    flags::is_advice(cues, tokens, at)
}

/// Decides how a hit is meant.
pub fn decide(
    cues: &Cues<'_>,
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
        status::decide(cues, stage, first, end, polarity)
    } else {
        status::Verdict::affirmed()
    };
    Context {
        status: verdict.status,
        cue: verdict.cue,
        flags: flags::of(cues, tokens, &scene.quoted, first, end, surroundings.advice),
        reference: refer::of(cues, tokens, first, end),
        intensity: flags::intensity(cues, tokens, first),
    }
}
