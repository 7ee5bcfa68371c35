//! The automaton of an instrument, made deterministic while it reads.
//!
//! [`Automaton`] walks with a set of states at once. Here each such set that comes up becomes one
//! state of its own, kept with where it leads; the next time it is one look-up. The words of a text
//! are numbers ([`Forms`](crate::text::Forms)), and words that pass the same symbols are one
//! *class*: most words are of the class that passes none, or of one that begins no pattern, and
//! cost a single look into a table.
//!
//! Before a walk a few bits are asked: each set has those of the symbols that lead on, each word those
//! of the symbols that it passes, and where they have none in common the walk is over. And the words
//! behind are looked at for what the patterns cannot do without (`needs.rs`).
//!
//! What is learnt stays for the next document of the same thread. Memory is bounded: beyond a
//! limit the plain automaton walks, and the next document begins with empty tables. The result
//! is the plain automaton's, always.

mod sets;
mod starts;
mod tables;
#[cfg(test)]
mod tests;
mod ways;

use super::automaton::{Automaton, Owned};
use super::spare::Spare;
use crate::text::{Gap, Tokens};
use sets::DEAD;
pub use starts::Start;
use tables::Tables;

/// An automaton with its tables.
pub struct Lazy<T: Owned> {
    automaton: Automaton<T>,
    spare: Spare<Tables<T>>,
}

impl<T: Owned> Lazy<T> {
    /// Nothing is known yet.
    pub fn new(automaton: Automaton<T>) -> Self {
        Lazy {
            automaton,
            spare: Spare::default(),
        }
    }

    /// The automaton itself.
    pub fn automaton(&self) -> &Automaton<T> {
        &self.automaton
    }

    /// Forgets what was learnt, but for walks that are under way.
    pub fn forget(&self) {
        self.spare.forget();
    }

    /// Ready to walk over the words of one text. Cost: the number of different words that the
    /// text is the first to have.
    pub fn walker<'a>(&'a self, tokens: &'a Tokens) -> Walker<'a, T> {
        let mut tables = match self.spare.take(tokens.forms().line()) {
            Some(tables) if !tables.is_full() => tables,
            _ => Tables::new(),
        };
        tables.meet(&self.automaton, tokens);
        Walker {
            lazy: self,
            tokens,
            tables: Some(tables),
        }
    }
}

/// Walks over the words of one text.
pub struct Walker<'a, T: Owned> {
    lazy: &'a Lazy<T>,
    tokens: &'a Tokens,
    /// Given back when the walker goes.
    tables: Option<Tables<T>>,
}

impl<T: Owned> Walker<'_, T> {
    /// Bits of the owners of which a pattern may begin at a word.
    #[inline]
    pub fn reach(&self, at: usize) -> u64 {
        let of = |tables: &Tables<T>| {
            let class = tables.of_form[self.tokens.id(at) as usize];
            tables.reach[class as usize]
        };
        self.tables.as_ref().map_or(0, of)
    }

    /// Calls `report(owner, end, open)` for every pattern that fits at word `first`.
    pub fn at(&mut self, first: usize, report: impl FnMut(T, usize, u64)) {
        let of = |tables: &Tables<T>| tables.of(self.tokens.id(first)).first;
        let set = self.tables.as_ref().map_or(DEAD, of);
        let at = first as u32;
        self.from(Start { at, set }, report);
    }

    /// As [`Walker::at`], where what the first word leads to is known.
    #[inline]
    pub fn from(&mut self, start: Start, mut report: impl FnMut(T, usize, u64)) {
        let (tokens, automaton) = (self.tokens, &self.lazy.automaton);
        let (first, mut set) = (start.at as usize, start.set);
        let Some(tables) = self.tables.as_mut().filter(|_| set != DEAD) else {
            return;
        };
        if tables.is_overfull() {
            // Texts made to grow tables: the plain walk needs none.
            let mut scratch = std::mem::take(&mut tables.scratch);
            automaton.at(tokens, first, &mut scratch, report);
            tables.scratch = scratch;
            return;
        }
        let mut at = first + 1;
        loop {
            let known = tables.sets[set as usize];
            for &(owner, open) in tables.accepts(&known) {
                report(owner, at, open);
            }
            if known.ends || at == tokens.len() {
                return;
            }
            let gap = tokens.gap(at);
            if gap.breaks_phrase() {
                return;
            }
            if gap.has(Gap::COMMA) {
                set = tables.comma(automaton, set);
                if set == DEAD {
                    return;
                }
            }
            let class = tables.of_form[tokens.id(at) as usize];
            set = tables.next(automaton, set, class);
            if set == DEAD {
                return;
            }
            at += 1;
        }
    }

    /// Calls `report` for every pattern that is this one word, which need not be one of the text.
    pub fn of_form(&mut self, form: &str, mut report: impl FnMut(T)) {
        let automaton = &self.lazy.automaton;
        let Some(tables) = &mut self.tables else {
            return;
        };
        let class = tables.class(automaton, form);
        let set = tables.of_class[class as usize].first;
        for &(owner, _) in tables.accepts(&tables.sets[set as usize]) {
            report(owner);
        }
    }
}

impl<T: Owned> Drop for Walker<'_, T> {
    fn drop(&mut self) {
        if let Some(tables) = self.tables.take() {
            self.lazy.spare.give_back(tables.line, tables);
        }
    }
}
