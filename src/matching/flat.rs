//! Columns for automata: rows of different lengths in one piece, and words by number.

use std::borrow::Cow;
use std::hash::BuildHasher;

use crate::stored::{Stored, Taker};

/// Rows of different lengths, one behind the other.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rows<T: Clone + 'static> {
    items: Cow<'static, [T]>,
    /// Where each row begins, and where the last one ends.
    first: Cow<'static, [u32]>,
}

impl<T: Copy + Eq> Rows<T> {
    /// So many rows from items with the number of their row; in a row the items stay in order.
    ///
    /// Cost: two passes. Items of rows that do not exist must not come.
    pub(super) fn of(rows: usize, items: impl Iterator<Item = (u32, T)> + Clone) -> Rows<T> {
        let mut first = vec![0; rows + 1];
        for (row, _) in items.clone() {
            first[row as usize + 1] += 1;
        }
        for row in 0..rows {
            first[row + 1] += first[row];
        }
        let mut made = Vec::new();
        if let Some((_, any)) = items.clone().next() {
            made = vec![any; first[rows] as usize];
        }
        let mut next = first.clone();
        for (row, item) in items {
            let place = &mut next[row as usize];
            made[*place as usize] = item;
            *place += 1;
        }
        Rows {
            items: made.into(),
            first: first.into(),
        }
    }

    /// Number of rows.
    pub(super) fn len(&self) -> usize {
        self.first.len() - 1
    }

    /// A row.
    #[inline]
    pub(super) fn row(&self, row: usize) -> &[T] {
        &self.items[self.first[row] as usize..self.first[row + 1] as usize]
    }

    /// A row.
    pub(super) fn row_mut(&mut self, row: usize) -> &mut [T] {
        &mut self.items.to_mut()[self.first[row] as usize..self.first[row + 1] as usize]
    }

    /// Leaves each item of a row once, the first of equal ones. Rows are short.
    pub(super) fn dedup(&mut self) {
        let (items, first) = (self.items.to_mut(), self.first.to_mut());
        let mut kept = 0;
        for row in 0..first.len() - 1 {
            let begin = kept;
            for at in first[row] as usize..first[row + 1] as usize {
                let item = items[at];
                if !items[begin..kept].contains(&item) {
                    items[kept] = item;
                    kept += 1;
                }
            }
            first[row] = begin as u32;
        }
        if let Some(end) = first.last_mut() {
            *end = kept as u32;
        }
        items.truncate(kept);
    }
}

/// Different words, numbered in the order in which they came.
#[derive(Clone, Debug)]
pub(super) struct Words {
    text: String,
    /// End of each word in the text.
    ends: Vec<u32>,
    /// Open addressing, a power of two long, at most half full: a word's number and one, or 0.
    slots: Vec<u32>,
    hasher: foldhash::fast::RandomState,
}

impl Default for Words {
    fn default() -> Self {
        Words {
            text: String::new(),
            ends: Vec::new(),
            slots: vec![0; 64],
            hasher: foldhash::fast::RandomState::default(),
        }
    }
}

impl PartialEq for Words {
    fn eq(&self, other: &Words) -> bool {
        (&self.text, &self.ends) == (&other.text, &other.ends)
    }
}

impl Words {
    /// Number of words.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The words, in the order of their numbers.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len() as u32).map(|number| self.get(number))
    }

    /// A word by its number.
    pub(super) fn get(&self, number: u32) -> &str {
        let number = number as usize;
        let start = if number == 0 {
            0
        } else {
            self.ends[number - 1]
        };
        &self.text[start as usize..self.ends[number] as usize]
    }

    /// The number of a word, if it is one of these.
    #[inline]
    pub(super) fn find(&self, word: &str) -> Option<u32> {
        self.look(word).ok()
    }

    /// The number of a word; a new one if it is new.
    pub(super) fn number_of(&mut self, word: &str) -> u32 {
        let place = match self.look(word) {
            Ok(number) => return number,
            Err(place) => place,
        };
        self.text.push_str(word);
        self.ends.push(self.text.len() as u32);
        self.slots[place] = self.ends.len() as u32;
        if self.ends.len() * 2 > self.slots.len() {
            self.grow();
        }
        self.ends.len() as u32 - 1
    }

    /// The number of a word, or the place where it would be.
    fn look(&self, word: &str) -> Result<u32, usize> {
        let mask = self.slots.len() - 1;
        let mut place = self.hasher.hash_one(word) as usize & mask;
        loop {
            match self.slots[place] {
                0 => return Err(place),
                slot if self.get(slot - 1) == word => return Ok(slot - 1),
                _ => place = (place + 1) & mask,
            }
        }
    }

    fn grow(&mut self) {
        self.spread(self.slots.len() * 4);
    }

    /// Looks up anew where each word stands, in so many places.
    fn spread(&mut self, places: usize) {
        let mask = places - 1;
        let mut slots = vec![0; mask + 1];
        for (number, word) in self.iter().enumerate() {
            let mut place = self.hasher.hash_one(word) as usize & mask;
            while slots[place] != 0 {
                place = (place + 1) & mask;
            }
            slots[place] = number as u32 + 1;
        }
        self.slots = slots;
    }
}

impl<T: Stored> Stored for Rows<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.items.put(out);
        self.first.put(out);
    }

    fn take(from: &mut Taker) -> Option<Self> {
        Some(Rows {
            items: Stored::take(from)?,
            first: Stored::take(from)?,
        })
    }
}

impl Stored for Words {
    fn put(&self, out: &mut Vec<u8>) {
        self.text.put(out);
        self.ends.put(out);
    }

    fn take(from: &mut Taker) -> Option<Self> {
        let mut words = Words {
            text: String::take(from)?,
            ends: Vec::take(from)?,
            ..Words::default()
        };
        words.spread((words.len() * 2 + 1).next_power_of_two().max(64));
        Some(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_stand_in_their_rows() {
        let items = [(2, 'a'), (0, 'b'), (2, 'c'), (2, 'a'), (0, 'd')];
        let mut rows = Rows::of(4, items.iter().copied());
        let all = |rows: &Rows<char>| {
            (0..4)
                .map(|row| String::from_iter(rows.row(row)))
                .collect::<Vec<_>>()
        };
        assert_eq!(all(&rows), ["bd", "", "aca", ""]);
        rows.dedup();
        assert_eq!(all(&rows), ["bd", "", "ac", ""]);
        let mut rows = Rows::of(
            3,
            [(0, 1), (0, 1), (1, 1), (2, 2), (2, 2), (2, 3)]
                .iter()
                .copied(),
        );
        rows.dedup();
        assert_eq!(
            [rows.row(0), rows.row(1), rows.row(2)],
            [&[1][..], &[1], &[2, 3]]
        );
        assert!(Rows::<u8>::of(1, std::iter::empty()).row(0).is_empty());
    }

    #[test]
    fn words_keep_their_numbers() {
        let mut words = Words::default();
        let all: Vec<String> = (0..3000).map(|n| format!("w{n}")).collect();
        for _ in 0..2 {
            for (number, word) in all.iter().enumerate() {
                assert_eq!(words.number_of(word), number as u32);
            }
        }
        assert_eq!(words.find("w2999"), Some(2999));
        assert_eq!(words.find("w3000"), None);
        assert_eq!(words.find(""), None);
        assert!(words.iter().eq(all.iter().map(String::as_str)));
    }
}
