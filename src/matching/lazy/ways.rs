//! Where words lead from sets, as far as that is known.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use super::super::automaton::Symbol;
use super::sets::Set;
use super::tables::Class;

/// What of a word tells where it leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Word {
    /// The only symbol that it passes and that may lead on.
    Symbol(Symbol),
    /// Its class, if several may.
    Class(Class),
}

/// Bits of a set in a way.
const SET_BITS: u32 = 20;
/// Bits of a symbol or a class, with one that tells which of them it is.
const WORD_BITS: u32 = u64::BITS - 2 * SET_BITS;

/// Ways from one set to another. A way is one number (set, word, set), so that a line of a cache has
/// room for many: nearly all of the time goes into waiting for them.
#[derive(Default)]
pub(super) struct Ways {
    table: HashTable<u64>,
    hasher: RandomState,
}

impl Ways {
    /// How many are known.
    pub(super) fn len(&self) -> usize {
        self.table.len()
    }

    /// Where a word leads from a set.
    #[inline]
    pub(super) fn get(&self, from: Set, word: Word) -> Option<Set> {
        let key = key(from, word)?;
        let way = self
            .table
            .find(self.hasher.hash_one(key), |way| way >> SET_BITS == key)?;
        Some((way & ((1 << SET_BITS) - 1)) as Set)
    }

    /// Keeps a way that is not known yet; one whose numbers are too large is not kept.
    pub(super) fn add(&mut self, from: Set, word: Word, to: Set) {
        if let Some(key) = key(from, word)
            && to >> SET_BITS == 0
        {
            let hash = self.hasher.hash_one(key);
            let way = key << SET_BITS | u64::from(to);
            let hash_of = |way: &u64| self.hasher.hash_one(way >> SET_BITS);
            self.table.insert_unique(hash, way, hash_of);
        }
    }
}

/// A set and a word as one number; `None` if there is no room for them.
#[inline]
fn key(from: Set, word: Word) -> Option<u64> {
    let (number, kind) = match word {
        Word::Symbol(symbol) => (symbol, 0),
        Word::Class(class) => (class, 1),
    };
    let has_room = from >> SET_BITS == 0 && number >> (WORD_BITS - 1) == 0;
    has_room.then(|| u64::from(from) << WORD_BITS | u64::from(number) << 1 | kind)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn number(bits: u32) -> impl Strategy<Value = u32> {
        let edge = 1u32 << bits;
        prop_oneof![6 => 0..3u32, 1 => edge - 2..edge + 2, 1 => any::<u32>()]
    }

    proptest! {
        /// A way is known as it was added, or, beyond the room that there is, not at all.
        #[test]
        fn ways_are_what_they_were(
            asked in vec((number(SET_BITS), number(WORD_BITS - 1), any::<bool>(), number(SET_BITS)), 0..200)
        ) {
            let mut ways = Ways::default();
            let mut known = HashMap::new();
            for (from, number, is_class, to) in asked {
                let word = if is_class { Word::Class(number) } else { Word::Symbol(number) };
                let before = known.get(&(from, word)).copied();
                prop_assert_eq!(ways.get(from, word), before);
                if before.is_none() {
                    ways.add(from, word, to);
                    if from < 1 << SET_BITS && to < 1 << SET_BITS && number < 1 << (WORD_BITS - 1) {
                        known.insert((from, word), to);
                    }
                }
            }
            prop_assert_eq!(ways.len(), known.len());
            for ((from, word), to) in known {
                prop_assert_eq!(ways.get(from, word), Some(to));
            }
        }
    }
}
