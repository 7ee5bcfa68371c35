//! All lexicons in one automaton.
//!
//! Each word is looked at once for all of them: first whether anything could begin there, by a few
//! bits of the word and of the next one, and only then by a walk. The twin is
//! [`reference`](super::reference).

use std::sync::Arc;

use super::automaton::{Builder, Owned};
use super::lazy::Lazy;
use super::select::{self, Candidate, Owner};
use super::{Found, Matcher};
use crate::lexicon::{EntryId, Language, Lexicon};
use crate::text::Tokens;

/// The automaton of lexicons with all masks that hold in each.
pub struct Lexicons {
    files: Vec<Arc<Lexicon>>,
    language: Arc<Language>,
    lazy: Lazy<(u16, Owner)>,
}

impl Lexicons {
    /// Compiles entries, own masks and the language's masks.
    pub fn new(lexicons: Vec<Arc<Lexicon>>, language: Arc<Language>) -> Self {
        let sets = lexicons.iter().map(|lexicon| &lexicon.sets).collect();
        let mut builder = Builder::new(sets);
        for (number, lexicon) in lexicons.iter().enumerate() {
            let of = |owner| (number as u16, owner);
            for mask in language.masks.iter().chain(&lexicon.masks) {
                builder.add(number, &mask.pattern, of(Owner::Mask));
            }
            for (at, entry) in lexicon.entries.iter().enumerate() {
                let owner = of(Owner::Entry(EntryId(at as u32)));
                builder.add(number, &entry.pattern, owner);
            }
        }
        let lazy = Lazy::new(builder.build());
        Lexicons {
            files: lexicons,
            language,
            lazy,
        }
    }
}

impl Owned for Owner {
    fn bit(self) -> u64 {
        1
    }
}

impl Owned for (u16, Owner) {
    fn bit(self) -> u64 {
        1
    }
}

impl Matcher for Lexicons {
    fn find(&self, tokens: &Tokens) -> Vec<Vec<Found>> {
        let mut walker = self.lazy.walker(tokens);
        let starts = walker.starts();
        let words = starts.iter().map(|&at| at as usize);
        select::scan(tokens, &self.files, &self.language, words, |at, out| {
            walker.at(at, |(lexicon, owner), end, open| {
                let end = end as u32;
                out.push((lexicon, Candidate { owner, end, open }));
            });
        })
    }
}
