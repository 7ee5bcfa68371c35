//! Which of several candidates at one word wins.

use std::sync::Arc;

use super::Found;
use crate::lexicon::Lexicon;

pub use super::compile::Owner;

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

/// Scans from the left: at each word of `words` the longest candidate of each lexicon whose gate
/// opens, then past it. What one lexicon takes, another may take, too.
///
/// Each word comes with what `candidates(known, out)` needs to know of it: that gives every pattern that
/// fits there, each with the position of its lexicon, in any order. `opens(gates, first, end)` tells
/// whether [one of some gates opens](super::gates::any_opens) for these words. The lists of what is
/// found are in the order of the lexicons.
pub fn scan<W>(
    lexicons: &[Arc<Lexicon>],
    words: impl IntoIterator<Item = (usize, W)>,
    opens: impl Fn(&[u16], usize, usize) -> bool,
    mut candidates: impl FnMut(W, &mut Vec<(u16, Candidate)>),
) -> Vec<Vec<Found>> {
    let mut found = vec![Vec::new(); lexicons.len()];
    // First word that each lexicon has not passed yet.
    let mut free = vec![0; lexicons.len()];
    let mut here = Vec::new();
    for (at, word) in words {
        here.clear();
        candidates(word, &mut here);
        // Longest first; then masks; then the order of the file; then the fewest open words.
        here.sort_unstable_by_key(|(lexicon, c)| {
            (
                *lexicon,
                std::cmp::Reverse(c.end),
                c.owner,
                c.open.count_ones(),
                c.open,
            )
        });
        for here in here.chunk_by(|(one, _), (other, _)| one == other) {
            let number = here[0].0 as usize;
            if free[number] > at {
                continue;
            }
            let lexicon = &lexicons[number];
            let winner = here.iter().find(|(_, candidate)| match candidate.owner {
                Owner::Mask => true,
                Owner::Entry(entry) => {
                    let gated = &lexicon.entries[entry.0 as usize].gates;
                    opens(gated, at, candidate.end as usize)
                }
            });
            let Some((_, winner)) = winner else {
                continue;
            };
            free[number] = winner.end as usize;
            if let Owner::Entry(entry) = winner.owner {
                found[number].push(Found {
                    entry,
                    first: at as u32,
                    end: winner.end,
                    open: winner.open,
                });
            }
        }
    }
    found
}
