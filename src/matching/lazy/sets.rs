//! Sets of states, each by its number.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use super::super::automaton::{ROOT, State};

/// A set of states, by number.
pub(super) type Set = u32;

/// The empty set.
pub(super) const DEAD: Set = 0;
/// The one in which walks start.
pub(super) const START: Set = 1;

/// Sets of states that a walk is in at once, each state with the words that gaps took; sets that differ
/// in the number of words read are two.
///
/// All are one row of numbers, one set behind the other: a table of thousands of small boxes would take
/// three times the room.
pub(super) struct Sets {
    /// Of each set the number of words read, then its states: doubled, and of those with open words
    /// with one added, and the open words behind it as two halves.
    codes: Vec<u32>,
    /// Where the codes of each set end.
    ends: Vec<u32>,
    /// The numbers of all sets but the first two, by their codes.
    numbers: HashTable<Set>,
    hasher: RandomState,
    /// The codes of the set that is looked for.
    wanted: Vec<u32>,
}

impl Default for Sets {
    fn default() -> Self {
        Sets {
            codes: vec![0, 0, ROOT << 1],
            ends: vec![1, 3],
            numbers: HashTable::new(),
            hasher: RandomState::default(),
            wanted: Vec::new(),
        }
    }
}

impl Sets {
    /// About as many states as all sets have together: what takes room here.
    pub(super) fn len(&self) -> usize {
        self.codes.len()
    }

    /// Words read in a set.
    pub(super) fn words(&self, set: Set) -> usize {
        codes(&self.codes, &self.ends, set)[0] as usize
    }

    /// The states of a set, in order, each with its open words.
    #[inline]
    pub(super) fn states(&self, set: Set) -> impl Iterator<Item = (State, u64)> {
        let mut codes = codes(&self.codes, &self.ends, set)[1..].iter();
        std::iter::from_fn(move || {
            let code = *codes.next()?;
            let open = match code & 1 {
                0 => 0,
                _ => u64::from(*codes.next()?) | u64::from(*codes.next()?) << 32,
            };
            Some((code >> 1, open))
        })
    }

    /// The number of a set that is not empty, and whether it is new.
    pub(super) fn number(&mut self, words: usize, states: &[(State, u64)]) -> (Set, bool) {
        self.wanted.clear();
        self.wanted.push(words as u32);
        for &(state, open) in states {
            debug_assert!(state < 1 << 31, "a state has room for a mark");
            self.wanted.push(state << 1 | u32::from(open != 0));
            if open != 0 {
                self.wanted.extend([open as u32, (open >> 32) as u32]);
            }
        }
        let hash = self.hasher.hash_one(&self.wanted);
        let is_wanted = |&set: &Set| codes(&self.codes, &self.ends, set) == self.wanted;
        if let Some(&set) = self.numbers.find(hash, is_wanted) {
            return (set, false);
        }
        let set = self.ends.len() as Set;
        self.codes.extend_from_slice(&self.wanted);
        self.ends.push(self.codes.len() as u32);
        let hash_of = |&set: &Set| self.hasher.hash_one(codes(&self.codes, &self.ends, set));
        self.numbers.insert_unique(hash, set, hash_of);
        (set, true)
    }
}

#[inline]
fn codes<'a>(codes: &'a [u32], ends: &[u32], set: Set) -> &'a [u32] {
    let set = set as usize;
    let from = set.checked_sub(1).map_or(0, |last| ends[last]);
    &codes[from as usize..ends[set] as usize]
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Each set has one number, and is what it was; with so few states many come twice.
        #[test]
        fn a_set_is_known_again(
            asked in vec((0..3usize, vec((0..4u32, prop_oneof![3 => Just(0), 1 => 0..3u64, 1 => any::<u64>()]), 1..4)), 0..200)
        ) {
            let mut sets = Sets::default();
            let mut known = HashMap::new();
            for asked in asked {
                let (words, states) = &asked;
                let (set, is_new) = sets.number(*words, states);
                prop_assert_eq!(sets.words(set), *words);
                prop_assert!(sets.states(set).eq(states.iter().copied()));
                prop_assert_eq!(is_new, !known.contains_key(&asked));
                prop_assert_eq!(*known.entry(asked.clone()).or_insert(set), set);
            }
            prop_assert_eq!(sets.ends.len(), known.len() + 2);
            prop_assert!(sets.states(START).eq([(ROOT, 0)]));
            prop_assert_eq!(sets.states(DEAD).count(), 0);
        }
    }
}
