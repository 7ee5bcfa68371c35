//! Cue phrases of one text: which begin at a word, and how far they reach.

use std::cell::RefCell;

use super::super::automaton::Owned;
use super::super::lazy::{Lazy, Walker};
use crate::lexicon::language::Cue;
use crate::text::Tokens;

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

/// The cues of one text. A word is looked at when a rule asks for it.
pub struct Cues<'a> {
    walker: RefCell<Walker<'a, Cue>>,
}

impl<'a> Cues<'a> {
    pub(super) fn new(lists: &'a Lazy<Cue>, tokens: &'a Tokens) -> Self {
        Cues {
            walker: RefCell::new(lists.walker(tokens)),
        }
    }

    /// Calls `visit` for the longest cue phrase of each list that starts at word `at`, in the
    /// order in which they end first.
    pub fn each(&self, at: usize, mut visit: impl FnMut(CueAt)) {
        if self.walker.borrow().reach(at) == 0 {
            return;
        }
        let mut ends = [0u32; Cue::ALL.len()];
        let mut order = [Cue::Negator; Cue::ALL.len()];
        let mut len = 0;
        self.walker.borrow_mut().at(at, |cue, end, _| {
            let known = &mut ends[cue as usize];
            if *known == 0 {
                order[len] = cue;
                len += 1;
            }
            *known = (*known).max(end as u32);
        });
        for &cue in &order[..len] {
            visit(CueAt {
                cue,
                first: at,
                end: ends[cue as usize] as usize,
            });
        }
    }

    /// True if `holds` is true of the longest phrase of any list that starts at word `at`.
    pub fn any(&self, at: usize, holds: impl Fn(CueAt) -> bool) -> bool {
        let mut any = false;
        self.each(at, |cue| any |= holds(cue));
        any
    }

    /// The longest phrase of one list that starts at word `at`.
    #[inline]
    pub fn phrase(&self, at: usize, cue: Cue) -> Option<CueAt> {
        // Hardly any word begins a phrase of just this list.
        let may_begin = self.walker.borrow().reach(at) & cue.bit() != 0;
        may_begin.then(|| self.longest(at, cue)).flatten()
    }

    fn longest(&self, at: usize, cue: Cue) -> Option<CueAt> {
        let mut longest = None;
        self.walker.borrow_mut().at(at, |found, end, _| {
            if found == cue {
                longest = longest.max(Some(end));
            }
        });
        longest.map(|end| CueAt {
            cue,
            first: at,
            end,
        })
    }

    /// True if a single word of this list stands at `at`.
    pub fn is_word(&self, at: usize, cue: Cue) -> bool {
        self.phrase(at, cue)
            .is_some_and(|found| found.end == at + 1)
    }

    /// Calls `visit` with each list that holds this word by itself; the word need not be one of
    /// the text.
    pub fn each_of_form(&self, form: &str, visit: impl FnMut(Cue)) {
        self.walker.borrow_mut().of_form(form, visit);
    }

    /// True if this list holds this word by itself.
    pub fn is_form(&self, form: &str, cue: Cue) -> bool {
        let mut is = false;
        self.each_of_form(form, |found| is |= found == cue);
        is
    }
}
