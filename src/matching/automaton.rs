//! All patterns of a lexicon as one trie over tests of words.
//!
//! Each edge is a *symbol*: a word, a stem, a set, any word, or a comma. A word of the text
//! passes a few symbols (itself, its form without `'s`, stems, sets); which ones is looked up
//! once for each distinct form. At each word the trie is walked along all symbols that pass.
//!
//! Patterns share what they begin with, like words in a trie. Where a pattern parts (alternatives,
//! optional words, gaps) and goes on, its branches meet again in a state of its own, reached
//! without a word: so the size grows with the length of the patterns and not with the number of
//! phrases they stand for. The twin is [`reference`](super::reference).

use super::compile::{ANY, COMMA};
use super::flat::{Rows, Words};
use crate::text::{Gap, Tokens, fold};

pub(super) use super::compile::{Ahead, EVERY_WORD, FREE_BIT, ROOT, State, Symbol, Way, bit_of};
pub use super::compile::{Automaton, Builder, Owned, Sets};

/// Reused by one walk after another.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    active: Vec<(State, u64)>,
    pub(super) next: Vec<(State, u64)>,
    pub(super) symbols: Vec<Symbol>,
}

impl Scratch {
    /// Where the last step led: states with their open words, in order.
    pub(super) fn states(&self) -> &[(State, u64)] {
        &self.next
    }
}

impl<T: Owned> Automaton<T> {
    /// Calls `report(owner, end, open)` for every pattern that fits at word `first`.
    pub fn at(
        &self,
        tokens: &Tokens,
        first: usize,
        scratch: &mut Scratch,
        mut report: impl FnMut(T, usize, u64),
    ) {
        scratch.active.clear();
        scratch.active.push((ROOT, 0));
        for at in first..tokens.len() {
            if at > first {
                let gap = tokens.gap(at);
                if gap.breaks_phrase() {
                    return;
                }
                if gap.has(Gap::COMMA) {
                    self.cross_comma(scratch);
                }
            }
            self.step(tokens.form(at), at - first, scratch);
            if scratch.active.is_empty() {
                return;
            }
            for &(state, open) in &scratch.active {
                for &owner in self.accepts.row(state as usize) {
                    report(owner, at + 1, open);
                }
            }
        }
    }

    /// Only states that allow a comma here go on; the comma edge itself takes no word.
    fn cross_comma(&self, scratch: &mut Scratch) {
        let active = std::mem::take(&mut scratch.active);
        self.comma_from(active.iter().copied(), scratch);
        scratch.active = active;
        std::mem::swap(&mut scratch.active, &mut scratch.next);
    }

    fn step(&self, form: &str, offset: usize, scratch: &mut Scratch) {
        let active = std::mem::take(&mut scratch.active);
        let mut symbols = std::mem::take(&mut scratch.symbols);
        self.symbols_of(form, &mut symbols);
        self.step_from(active.iter().copied(), &symbols, offset, scratch);
        (scratch.active, scratch.symbols) = (active, symbols);
        std::mem::swap(&mut scratch.active, &mut scratch.next);
    }

    /// What ends in a state.
    pub(super) fn owners(&self, state: State) -> &[T] {
        self.accepts.row(state as usize)
    }

    /// Where the symbols of a state lead, in order.
    pub(super) fn ways_of(&self, state: State) -> &[Way] {
        self.ways.row(state as usize)
    }

    /// Where a symbol leads.
    fn way(&self, state: State, symbol: Symbol) -> Option<State> {
        let ways = self.ways_of(state);
        let at = ways.binary_search_by_key(&symbol, |way| way[0]).ok()?;
        Some(ways[at][1])
    }

    /// The bits of the symbols that lead on from a state.
    pub(super) fn ahead(&self, state: State) -> Ahead {
        self.ahead[state as usize]
    }

    /// The bits of the owners that a state can lead to.
    pub(super) fn reach(&self, state: State) -> u64 {
        self.reach[state as usize]
    }

    /// The bits of a word that passes these symbols.
    pub(super) fn bits_of(symbols: &[Symbol]) -> Ahead {
        symbols
            .iter()
            .fold(EVERY_WORD, |bits, &symbol| bits | bit_of(symbol))
    }

    /// True if a word or a comma leads on from a state.
    pub(super) fn goes_on(&self, state: State) -> bool {
        self.ahead[state as usize] != 0 || self.way(state, COMMA).is_some()
    }

    /// Into [`Scratch::states`]: the states behind a comma.
    pub(super) fn comma_from(
        &self,
        active: impl Iterator<Item = (State, u64)>,
        scratch: &mut Scratch,
    ) {
        scratch.next.clear();
        for (state, open) in active {
            if let Some(target) = self.way(state, COMMA) {
                self.enter(target, open, &mut scratch.next);
            }
        }
        scratch.next.sort_unstable();
        scratch.next.dedup();
    }

    /// Into [`Scratch::states`]: the states behind a word that passes `symbols`, the word number
    /// `offset` of its phrase.
    pub(super) fn step_from(
        &self,
        active: impl Iterator<Item = (State, u64)>,
        symbols: &[Symbol],
        offset: usize,
        scratch: &mut Scratch,
    ) {
        scratch.next.clear();
        for (state, open) in active {
            let ahead = self.ahead[state as usize];
            for &symbol in symbols {
                // Most states have no such way, and their bits say so.
                if ahead & bit_of(symbol) != 0
                    && let Some(target) = self.way(state, symbol)
                {
                    self.enter(target, open, &mut scratch.next);
                }
            }
            if ahead & EVERY_WORD != 0 {
                let Some(target) = self.way(state, ANY) else {
                    continue;
                };
                self.enter(target, open | 1 << offset.min(63), &mut scratch.next);
            }
        }
        scratch.next.sort_unstable();
        scratch.next.dedup();
    }

    /// A state and all that it leads to without a word.
    fn enter(&self, state: State, open: u64, next: &mut Vec<(State, u64)>) {
        next.push((state, open));
        next.extend(
            self.free
                .row(state as usize)
                .iter()
                .map(|&free| (free, open)),
        );
    }

    /// The symbols that a word passes.
    pub(super) fn symbols_of(&self, form: &str, symbols: &mut Vec<Symbol>) {
        symbols.clear();
        let base = fold::base(form);
        let mut add = |words: &Words, of_word: &Rows<Symbol>, text: &str| {
            let found = words.find(text).map(|word| of_word.row(word as usize));
            for &symbol in found.into_iter().flatten() {
                if !symbols.contains(&symbol) {
                    symbols.push(symbol);
                }
            }
        };
        add(&self.literals, &self.literal_symbols, form);
        if base.len() != form.len() {
            add(&self.literals, &self.literal_symbols, base);
        }
        if !self.stem_starts.may_begin(form) {
            return;
        }
        for &length in &self.stem_lengths {
            match form.get(..length) {
                Some(stem) => add(&self.stems, &self.stem_symbols, stem),
                None if length > form.len() => break,
                None => {}
            }
        }
    }

    /// Number of symbols.
    pub(super) fn symbols(&self) -> usize {
        self.symbols
    }

    /// Number of states: a measure of size.
    pub fn states(&self) -> usize {
        self.ahead.len()
    }
}
