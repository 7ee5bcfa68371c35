//! The different words of a text, each kept once.
//!
//! A text of a thousand words has some four hundred different ones. What is known of a word by its
//! form alone (its compare form, what a lexicon makes of it) is worked out once for each of
//! them, and the words of the text are numbers.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;

use super::fold;

/// Marks an empty place of the table.
const EMPTY: u32 = u32::MAX;

/// Different compare forms, numbered in the order of their first appearance.
#[derive(Clone, Debug)]
pub struct Forms {
    text: String,
    /// End of each form in the text.
    ends: Vec<u32>,
    /// Length of each form without a final `'s`.
    bases: Vec<u32>,
    /// Open addressing, a power of two long, at most half full: numbers of forms.
    table: Vec<u32>,
    hasher: RandomState,
}

impl Default for Forms {
    fn default() -> Self {
        Forms {
            text: String::new(),
            ends: Vec::new(),
            bases: Vec::new(),
            table: vec![EMPTY; 64],
            hasher: RandomState::default(),
        }
    }
}

impl Forms {
    /// Number of different forms.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The form with this number.
    pub fn get(&self, id: u32) -> &str {
        let id = id as usize;
        let start = if id == 0 { 0 } else { self.ends[id - 1] };
        &self.text[start as usize..self.ends[id] as usize]
    }

    /// The form with this number, without a final `'s` that can be a possessive.
    pub fn base(&self, id: u32) -> &str {
        &self.get(id)[..self.bases[id as usize] as usize]
    }

    /// All forms, in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len() as u32).map(|id| self.get(id))
    }

    /// The number of the compare form of `word`; a new one if it is new.
    ///
    /// Cost: the length of the word.
    pub fn number_of(&mut self, word: &str) -> u32 {
        let start = self.text.len();
        fold::fold_into(word, &mut self.text);
        let mut place = self.place_of(self.hasher.hash_one(&self.text.as_bytes()[start..]));
        loop {
            let id = self.table[place];
            if id == EMPTY {
                return self.keep(start, place);
            }
            if self.get(id).as_bytes() == &self.text.as_bytes()[start..] {
                self.text.truncate(start);
                return id;
            }
            place = (place + 1) & (self.table.len() - 1);
        }
    }

    fn place_of(&self, hash: u64) -> usize {
        hash as usize & (self.table.len() - 1)
    }

    /// Keeps the form at the end of the text as a new one.
    fn keep(&mut self, start: usize, place: usize) -> u32 {
        let id = self.ends.len() as u32;
        self.table[place] = id;
        self.ends.push(self.text.len() as u32);
        let base = fold::base(&self.text[start..]).len();
        self.bases.push(base as u32);
        if self.ends.len() * 2 > self.table.len() {
            self.grow();
        }
        id
    }

    fn grow(&mut self) {
        self.table = vec![EMPTY; self.table.len() * 4];
        for id in 0..self.ends.len() as u32 {
            let mut place = self.place_of(self.hasher.hash_one(self.get(id).as_bytes()));
            while self.table[place] != EMPTY {
                place = (place + 1) & (self.table.len() - 1);
            }
            self.table[place] = id;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_once_however_it_is_written() {
        let mut forms = Forms::default();
        let ids: Vec<u32> = ["Don't", "shame", "DON’T", "Shame’s", "shame"]
            .iter()
            .map(|word| forms.number_of(word))
            .collect();
        assert_eq!(ids, [0, 1, 0, 2, 1]);
        assert_eq!((forms.get(2), forms.base(2)), ("shame's", "shame"));
        assert_eq!(
            forms.iter().collect::<Vec<_>>(),
            ["don't", "shame", "shame's"]
        );
    }

    #[test]
    fn numbers_stay_when_the_table_grows() {
        let mut forms = Forms::default();
        let words: Vec<String> = (0..5000).map(|n| format!("w{n}")).collect();
        for _ in 0..2 {
            for (id, word) in words.iter().enumerate() {
                assert_eq!(forms.number_of(word), id as u32);
            }
        }
        assert_eq!(forms.len(), 5000);
        assert_eq!(forms.get(4321), "w4321");
    }
}
