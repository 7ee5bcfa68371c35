//! Which of several candidates at one word wins.

use std::sync::Arc;

use super::Found;
use super::gates;
use crate::lexicon::{EntryId, Language, Lexicon};
use crate::text::Tokens;

/// What a pattern belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// A mask: wins over an entry of the same length.
    Mask,
    /// An entry: of two, the one that stands first in the file wins.
    Entry(EntryId),
}

/// A pattern that fits at some word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Whose pattern.
    pub owner: Owner,
    /// First word behind it.
    pub end: u32,
    /// See [`Found::open`].
    pub open: u64,
}

/// Scans from the left: at each word the longest candidate whose gate opens, then past it.
///
/// `candidates(word, out)` gives every pattern that fits at `word`, in any order.
pub fn scan(
    tokens: &Tokens,
    lexicon: &Arc<Lexicon>,
    language: &Arc<Language>,
    found: &mut Vec<Found>,
    mut candidates: impl FnMut(usize, &mut Vec<Candidate>),
) {
    let mut here = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        here.clear();
        candidates(at, &mut here);
        // Longest first; then masks; then the order of the file; then the fewest open words.
        here.sort_by_key(|c| {
            (
                std::cmp::Reverse(c.end),
                c.owner,
                c.open.count_ones(),
                c.open,
            )
        });
        let winner = here.iter().find(|candidate| match candidate.owner {
            Owner::Mask => true,
            Owner::Entry(entry) => {
                let gated = &lexicon.entries[entry.0 as usize].gates;
                gates::any_opens(language, gated, tokens, at, candidate.end as usize)
            }
        });
        match winner {
            None => at += 1,
            Some(candidate) => {
                if let Owner::Entry(entry) = candidate.owner {
                    let (first, end) = (at as u32, candidate.end);
                    found.push(Found {
                        entry,
                        first,
                        end,
                        open: candidate.open,
                    });
                }
                at = candidate.end as usize;
            }
        }
    }
}
