//! The definition of matching: every pattern at every word, by walking its tree.
//!
//! This is the specification that every faster matcher is held to (`tests/it/properties.rs`).
//! Cost: words × patterns.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::select::{self, Candidate, Owner};
use super::{Found, Matcher, gates};
use crate::lexicon::{EntryId, Language, Lexicon, Pattern, WordTest};
use crate::text::{Gap, Tokens};

/// The slow, obvious matcher.
pub struct Reference {
    lexicons: Vec<Arc<Lexicon>>,
    language: Arc<Language>,
}

impl Reference {
    /// Nothing is compiled.
    pub fn new(lexicons: Vec<Arc<Lexicon>>, language: Arc<Language>) -> Self {
        Reference { lexicons, language }
    }
}

impl Matcher for Reference {
    fn find(&self, tokens: &Tokens) -> Vec<Vec<Found>> {
        let all = |lexicon: &Arc<Lexicon>| {
            let masks = self.language.masks.iter().chain(&lexicon.masks);
            let masks: Vec<_> = masks.map(|mask| (Owner::Mask, mask.pattern())).collect();
            let entries = lexicon.entries.iter().enumerate();
            let entries = entries.map(|(at, e)| (Owner::Entry(EntryId(at as u32)), e.pattern()));
            let patterns: Vec<_> = masks.into_iter().chain(entries).collect();
            let mut found = select::scan(
                std::slice::from_ref(lexicon),
                (0..tokens.len()).map(|at| (at, at)),
                |gates, first, end| gates::any_opens(&self.language, gates, tokens, first, end),
                |at, out| {
                    for (owner, pattern) in &patterns {
                        for (end, open) in fits(pattern, tokens, &lexicon.sets, at) {
                            let (owner, end) = (*owner, end as u32);
                            out.push((0, Candidate { owner, end, open }));
                        }
                    }
                },
            );
            found.pop().unwrap_or_default()
        };
        self.lexicons.iter().map(all).collect()
    }
}

/// Where a pattern that starts at word `first` can end: the word behind it and the open words.
pub fn fits(
    pattern: &Pattern,
    tokens: &Tokens,
    sets: &BTreeMap<String, Vec<WordTest>>,
    first: usize,
) -> Vec<(usize, u64)> {
    let walk = Walk {
        tokens,
        sets,
        first,
    };
    let start = State {
        at: first,
        open: 0,
        comma: false,
    };
    let mut ends: Vec<(usize, u64)> = walk
        .step(pattern, start)
        .into_iter()
        .filter(|state| state.at > first)
        .map(|state| (state.at, state.open))
        .collect();
    ends.sort_unstable();
    ends.dedup();
    ends
}

/// How far a walk has come: the next word, and whether a comma may stand before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct State {
    at: usize,
    open: u64,
    comma: bool,
}

struct Walk<'a> {
    tokens: &'a Tokens,
    sets: &'a BTreeMap<String, Vec<WordTest>>,
    first: usize,
}

impl Walk<'_> {
    fn step(&self, pattern: &Pattern, from: State) -> Vec<State> {
        let mut ends = match pattern {
            Pattern::Word(test) => self
                .word(from, |form| test.accepts(form))
                .into_iter()
                .collect(),
            Pattern::Set(name) => {
                let set = self.sets.get(name).map_or(&[][..], Vec::as_slice);
                let next = self.word(from, |form| set.iter().any(|test| test.accepts(form)));
                next.into_iter().collect()
            }
            Pattern::Sequence(items) => {
                let mut states = vec![from];
                for item in items {
                    states = states
                        .iter()
                        .flat_map(|&state| self.step(item, state))
                        .collect();
                    states.sort_unstable();
                    states.dedup();
                }
                states
            }
            Pattern::Alternatives(items) => items
                .iter()
                .flat_map(|item| self.step(item, from))
                .collect(),
            Pattern::Optional(inner) => {
                let mut states = self.step(inner, from);
                states.push(from);
                states
            }
            Pattern::Gap { min, max } => {
                let mut states = Vec::new();
                let mut state = from;
                for width in 0..=*max {
                    if width >= *min {
                        states.push(state);
                    }
                    let Some(mut next) = self.word(state, |_| true) else {
                        break;
                    };
                    next.open |= 1 << (state.at - self.first);
                    state = next;
                }
                states
            }
            Pattern::Comma => vec![
                State {
                    comma: true,
                    ..from
                },
                from,
            ],
        };
        ends.sort_unstable();
        ends.dedup();
        ends
    }

    /// Takes one word, if it passes and nothing but space, hyphen or slash stands before it.
    fn word(&self, from: State, accept: impl Fn(&str) -> bool) -> Option<State> {
        if from.at >= self.tokens.len() {
            return None;
        }
        if from.at > self.first {
            let gap = self.tokens.gap(from.at);
            if gap.breaks_phrase() || (gap.has(Gap::COMMA) && !from.comma) {
                return None;
            }
        }
        let next = State {
            at: from.at + 1,
            open: from.open,
            comma: false,
        };
        accept(self.tokens.form(from.at)).then_some(next)
    }
}
