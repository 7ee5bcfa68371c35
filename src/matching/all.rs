//! All lexicons in one automaton.
//!
//! Each word is looked at once for all of them: first whether anything could begin there, by a few
//! bits of the word and of those behind it, and only then by a walk. The twin is
//! [`reference`](super::reference).

use std::sync::Arc;

use super::gates::Gates;
use super::lazy::Lazy;
use super::select::{self, Candidate, Owner};
use super::{Found, Matcher, compile, embedded};
use crate::lexicon::{Language, Lexicon};
use crate::text::Tokens;

/// The automaton of lexicons with all masks that hold in each.
pub struct Lexicons {
    files: Vec<Arc<Lexicon>>,
    gates: Gates,
    lazy: Lazy<(u16, Owner)>,
}

impl Lexicons {
    /// Compiles entries, own masks and the language's masks.
    pub fn new(lexicons: Vec<Arc<Lexicon>>, language: &Arc<Language>) -> Self {
        let lazy = Lazy::new(embedded::lexicons(&lexicons, language).unwrap_or_else(|| {
            let lexicons: Vec<&Lexicon> = lexicons.iter().map(Arc::as_ref).collect();
            compile::of_lexicons(&lexicons, language)
        }));
        Lexicons {
            files: lexicons,
            gates: Gates::new(language),
            lazy,
        }
    }
}

impl Matcher for Lexicons {
    fn find(&self, tokens: &Tokens) -> Vec<Vec<Found>> {
        let mut walker = self.lazy.walker(tokens);
        let starts = walker.starts();
        let gates = self.gates.of(tokens);
        let opens = |asked: &[u16], first, end| gates.any_opens(asked, first, end);
        let starts = starts.into_iter();
        let words = starts.map(|start| (start.at as usize, start));
        select::scan(&self.files, words, opens, |start, out| {
            walker.from(start, |(lexicon, owner), end, open| {
                let end = end as u32;
                out.push((lexicon, Candidate { owner, end, open }));
            });
        })
    }

    fn forget(&self) {
        self.lazy.forget();
        self.gates.forget();
    }
}
