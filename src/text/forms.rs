//! The different words of a text, each kept once.
//!
//! A text of a thousand words has some four hundred different ones. What is known of a word by its
//! form alone (its compare form, what a lexicon makes of it) is worked out once for each of
//! them, and the words of the text are numbers.

mod table;

use std::sync::atomic::{AtomicU64, Ordering};

use wide::u8x16;

use super::bytes::{SHORT, eq, number, short, within};
use super::{fold, signs};
use table::{NOT_MET, Table};

/// Words that are looked up together.
pub(super) const TOGETHER: usize = 64;
/// From so many forms on, or ways to write them, or bytes of forms, a vocabulary is large: it is
/// begun anew instead of being kept from one document to the next.
const MOST_FORMS: usize = 1 << 16;
const MOST_BYTES: usize = 1 << 22;
/// Set in the keys of longer forms. No form ends in such a byte: it is none of UTF-8.
const LONG: u128 = 0xFF << 120;

/// Stands for the key of a long word. The table holds no such key: short words do not end in such a byte,
/// and of the keys of long ones seven bytes are zeros.
const NO_KEY: u128 = u128::MAX;

/// Different compare forms, numbered as they are met.
///
/// They may be kept from one text to the next: what is known of a form is known by its number then.
#[derive(Debug)]
pub struct Forms {
    /// No two vocabularies of a run have the same.
    vocabulary: u64,
    /// The vocabulary that was the first of those that followed one another here.
    line: u64,
    text: String,
    /// End of each form in the text.
    ends: Vec<usize>,
    /// Length of each form without a final `'s`.
    bases: Vec<u32>,
    /// Forms by themselves: short ones are their own keys, zeros behind them, of long ones it is a
    /// hash.
    table: Table,
    /// Words as they are written, where folding them takes time: *don’t*, *Größe*. Long ones by a hash.
    written: Table,
    /// Their forms.
    of_written: Vec<u32>,
    /// The long ones among them, and where each of all ends here.
    written_text: String,
    written_ends: Vec<usize>,
}

impl Default for Forms {
    fn default() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let vocabulary = NEXT.fetch_add(1, Ordering::Relaxed);
        Forms {
            vocabulary,
            line: vocabulary,
            text: String::new(),
            ends: Vec::new(),
            bases: Vec::new(),
            table: Table::new(),
            written: Table::new(),
            of_written: Vec::new(),
            written_text: String::new(),
            written_ends: Vec::new(),
        }
    }
}

impl Clone for Forms {
    /// The same forms under another name: both may grow apart.
    fn clone(&self) -> Self {
        Forms {
            text: self.text.clone(),
            ends: self.ends.clone(),
            bases: self.bases.clone(),
            table: self.table.clone(),
            written: self.written.clone(),
            of_written: self.of_written.clone(),
            written_text: self.written_text.clone(),
            written_ends: self.written_ends.clone(),
            ..Forms::default()
        }
    }
}

impl Forms {
    /// A name for these forms: of two with the same, one is the other at an earlier time.
    pub fn vocabulary(&self) -> u64 {
        self.vocabulary
    }

    /// A name that stays when a vocabulary is [begun anew](Forms::begin_anew).
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Forgets all forms: a new vocabulary, of the same line.
    pub fn begin_anew(&mut self) {
        let line = self.line;
        *self = Forms {
            line,
            ..Forms::default()
        };
    }

    /// True if there is so much that the next document should begin anew.
    pub fn is_large(&self) -> bool {
        let written = self.of_written.len();
        let bytes = self.text.len().max(self.written_text.len());
        self.len().max(written) > MOST_FORMS || bytes > MOST_BYTES
    }

    /// Number of different forms.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The form with this number.
    #[inline]
    pub fn get(&self, id: u32) -> &str {
        let id = id as usize;
        let start = if id == 0 { 0 } else { self.ends[id - 1] };
        &self.text[start..self.ends[id]]
    }

    /// The form with this number, without a final `'s` that can be a possessive.
    pub fn base(&self, id: u32) -> &str {
        &self.get(id)[..self.bases[id as usize] as usize]
    }

    /// All forms, in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len() as u32).map(|id| self.get(id))
    }

    /// The number of the compare form of the word at `start..end` of `text`; a new one if it is
    /// new.
    ///
    /// Cost: the length of the word; short words of ASCII letters take a short way.
    #[inline]
    pub fn number_of(&mut self, text: &str, start: usize, end: usize) -> u32 {
        match short_key(text.as_bytes(), start, end) {
            Some(key) => self.find(key, None),
            None => self.number_of_any(text, start, end),
        }
    }

    /// Adds the numbers of some words, of which the [`key`]s are known, in order; `word` tells where one
    /// stands.
    ///
    /// A look at the table waits for memory, and many of them wait together.
    pub(super) fn number_all<'t>(
        &mut self,
        keys: &[u128],
        word: impl Fn(usize) -> (&'t str, usize, usize),
        numbers: &mut Vec<u32>,
    ) {
        let mut known = [0; TOGETHER];
        for (part, keys) in keys.chunks(TOGETHER).enumerate() {
            let known = &mut known[..keys.len()];
            // What the table has first for each: fetched together, and nearly always what it is.
            self.table.first(keys, known);
            for (at, number) in known
                .iter_mut()
                .enumerate()
                .filter(|(_, number)| **number == NOT_MET)
            {
                let (text, start, end) = word(part * TOGETHER + at);
                *number = match keys[at] {
                    NO_KEY => self.number_of_any(text, start, end),
                    key => match self.table.find(key, |_| true) {
                        Ok(number) => number,
                        Err(_) => self.number_of(text, start, end),
                    },
                };
            }
            numbers.extend_from_slice(known);
        }
    }

    /// The number of the form of a word that is known as it is written here and is not its own form.
    #[inline]
    pub fn known(&self, text: &str, start: usize, end: usize) -> Option<u32> {
        let key = written_key(text.as_bytes(), start, end)?;
        let number = self.written.find(key, |_| true).ok()?;
        Some(self.of_written[number as usize])
    }

    fn number_of_any(&mut self, text: &str, start: usize, end: usize) -> u32 {
        let word = &text[start..end];
        let short = written_key(text.as_bytes(), start, end);
        let key = short.unwrap_or_else(|| hash(&self.written, word));
        let is = |number: u32| short.is_some() || self.written_long(number as usize) == word;
        match self.written.find(key, is) {
            Ok(number) => self.of_written[number as usize],
            Err(place) => {
                let id = self.number_of_folded(word);
                if short.is_some() && self.get(id) == word {
                    // The table of forms knows it as it is written.
                    return id;
                }
                self.written.add(place, key);
                self.of_written.push(id);
                if short.is_none() {
                    self.written_text.push_str(word);
                }
                self.written_ends.push(self.written_text.len());
                id
            }
        }
    }

    /// A long word that is known as it is written.
    fn written_long(&self, number: usize) -> &str {
        let start = number
            .checked_sub(1)
            .map_or(0, |before| self.written_ends[before]);
        &self.written_text[start..self.written_ends[number]]
    }

    fn number_of_folded(&mut self, word: &str) -> u32 {
        let begin = self.text.len();
        if signs::is_folded(word) {
            self.text.push_str(word);
        } else {
            fold::fold_into(word, &mut self.text);
        }
        self.number_of_last(begin)
    }

    /// The number of a compare form; a new one if it is new.
    pub(super) fn number_of_form(&mut self, form: &str) -> u32 {
        let begin = self.text.len();
        self.text.push_str(form);
        self.number_of_last(begin)
    }

    /// The number of the compare form that stands at the end of the text, from `begin` on.
    fn number_of_last(&mut self, begin: usize) -> u32 {
        let folded = &self.text[begin..];
        if let Some(key) = written_key(folded.as_bytes(), 0, folded.len())
            && folds_to_itself(folded)
        {
            self.text.truncate(begin);
            return self.find(key, None);
        }
        self.find(hash(&self.table, folded), Some(begin))
    }

    /// Finds a form by its key. A long one stands at the end of the text from `begin` on.
    #[inline]
    fn find(&mut self, key: u128, begin: Option<usize>) -> u32 {
        let is = |id: u32| begin.is_none_or(|begin| self.get(id) == &self.text[begin..]);
        match self.table.find(key, is) {
            Ok(id) => {
                if let Some(begin) = begin {
                    self.text.truncate(begin);
                }
                id
            }
            Err(place) => {
                let id = self.keep(key, begin);
                self.table.add(place, key);
                id
            }
        }
    }

    /// Keeps a form as a new one.
    #[cold]
    fn keep(&mut self, key: u128, begin: Option<usize>) -> u32 {
        let id = self.ends.len() as u32;
        let begin = begin.unwrap_or_else(|| {
            let begin = self.text.len();
            let bytes = key.to_le_bytes();
            let length = SHORT - key.leading_zeros() as usize / 8;
            self.text
                .push_str(&String::from_utf8_lossy(&bytes[..length]));
            begin
        });
        self.ends.push(self.text.len());
        let base = fold::base(&self.text[begin..]).len();
        self.bases.push(base as u32);
        id
    }
}

/// What [`Forms::number_all`] wants to know of a word: of ASCII letters and digits their compare form,
/// others as they are written. If that is the key of a form, it is the word's: the keys of forms are of
/// such that fold to themselves. No word holds a zero.
#[inline]
pub(super) fn key(text: &str, start: usize, end: usize) -> u128 {
    match short(text.as_bytes(), start, end) {
        Some(word) if needs_folding(word) => number(word),
        Some(word) => number(lower(word)),
        None => NO_KEY,
    }
}

/// The key of a long word.
fn hash(table: &Table, word: &str) -> u128 {
    let mut key = 0;
    for chunk in word.as_bytes().chunks(8) {
        let mut bytes = [0; 8];
        bytes[..chunk.len()].copy_from_slice(chunk);
        let so_far = key ^ u128::from(u64::from_le_bytes(bytes));
        key = u128::from(table.mix(so_far));
    }
    key | LONG
}

/// True if a form is its own compare form. Nearly all are: few signs become, small, what is composed
/// with the next.
fn folds_to_itself(form: &str) -> bool {
    signs::is_folded(form) || fold::fold(form) == form
}

/// A short word as it is written, as a number, zeros behind it. `None` if it holds a zero itself.
#[inline]
fn written_key(text: &[u8], start: usize, end: usize) -> Option<u128> {
    let word = short(text, start, end)?;
    let zeros = eq(word, 0).move_mask() as u32;
    (zeros & of_length(end - start) == 0).then(|| number(word))
}

/// The compare form of a short word of ASCII letters and digits as a number, zeros behind it.
/// `None` if folding it needs more than lower case.
#[inline]
fn short_key(text: &[u8], start: usize, end: usize) -> Option<u128> {
    let word = short(text, start, end)?;
    (!needs_folding(word)).then(|| number(lower(word)))
}

/// True if the compare form of a word is more than its small letters.
#[inline]
fn needs_folding(word: u8x16) -> bool {
    // Signs outside ASCII, and underscores and backticks, which folding changes.
    let odd = word | eq(word, b'`') | eq(word, b'_');
    odd.move_mask() != 0
}

/// Letters of ASCII made small.
#[inline]
fn lower(word: u8x16) -> u8x16 {
    let upper = within(word, b'A', b'Z');
    word | upper & u8x16::splat(0x20)
}

/// A bit for each byte of a short word.
#[inline]
fn of_length(length: usize) -> u32 {
    (1 << length) - 1
}

#[cfg(test)]
mod tests {
    use proptest::collection;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn long_words_and_such_that_fold_twice() {
        let mut forms = Forms::default();
        // The small letter, not the capital, is composed with its mark: the word folds, and folds again.
        let twice = "J\u{30C}";
        assert_ne!(fold::fold(&fold::fold(twice)), fold::fold(twice));
        let long = [
            "ДОСТОПРИМЕЧАТЕЛЬНОСТЬ",
            "Überlegungsfähigkeiten",
            "Überlegungsfähigkeitem",
            twice,
            "＿a＿",
            "жизнь",
            "Жизнь",
        ];
        for word in long.iter().cycle().take(3 * long.len()) {
            let id = forms.number_of(word, 0, word.len());
            assert_eq!(forms.get(id), fold::fold(word));
            let key = key(word, 0, word.len());
            let mut numbers = Vec::new();
            forms.number_all(&[key], |_| (word, 0, word.len()), &mut numbers);
            assert_eq!(numbers, [id]);
            let folded = fold::fold(word);
            let again = forms.number_of(&folded, 0, folded.len());
            assert_eq!(forms.get(again), fold::fold(&folded));
        }
    }

    #[test]
    fn each_form_once_however_it_is_written() {
        let mut forms = Forms::default();
        let ids: Vec<u32> = ["Don't", "shame", "DON’T", "Shame’s", "shame"]
            .iter()
            .map(|word| forms.number_of(word, 0, word.len()))
            .collect();
        assert_eq!(ids, [0, 1, 0, 2, 1]);
        assert_eq!((forms.get(2), forms.base(2)), ("shame's", "shame"));
        assert_eq!(
            forms.iter().collect::<Vec<_>>(),
            ["don't", "shame", "shame's"]
        );
    }

    proptest! {
        /// Words that are looked up together get the numbers that they get one by one, whether they are
        /// new, new twice, or come while the table grows; words without a key come between.
        #[test]
        fn words_looked_up_together_get_the_same_numbers(
            words in collection::vec(prop_oneof![
                6 => (0..400u32).prop_map(|n| format!("w{n}")),
                3 => (0..9u32).prop_map(|n| format!("W{n}")),
                1 => proptest::sample::select(&["don’t", "Größe", "incomprehensibilities", "_x", "é"]).prop_map(str::to_owned),
            ], 0..400),
        ) {
            let text = words.join(" ");
            let (mut one, mut many) = (Forms::default(), Forms::default());
            let (mut expected, mut keys, mut places) = (Vec::new(), Vec::new(), Vec::new());
            let mut start = 0;
            for word in &words {
                let end = start + word.len();
                expected.push(one.number_of(&text, start, end));
                keys.push(key(&text, start, end));
                places.push((text.as_str(), start, end));
                start = end + 1;
            }
            let mut found = Vec::new();
            many.number_all(&keys, |at| places[at], &mut found);
            prop_assert_eq!(found, expected);
            prop_assert!(one.iter().eq(many.iter()));
        }
    }

    #[test]
    fn numbers_stay_when_the_table_grows() {
        let mut forms = Forms::default();
        let words: Vec<String> = (0..5000).map(|n| format!("w{n}")).collect();
        for _ in 0..2 {
            for (id, word) in words.iter().enumerate() {
                assert_eq!(forms.number_of(word, 0, word.len()), id as u32);
            }
        }
        assert_eq!(forms.len(), 5000);
        assert_eq!(forms.get(4321), "w4321");
    }

    proptest! {
        #[test]
        fn a_number_is_a_compare_form(words in collection::vec("[A-Za-z0-9_`'’é]{1,20}|\\PC{1,8}", 1..40)) {
            let text = words.join(" ");
            let mut forms = Forms::default();
            let mut at = 0;
            for word in &words {
                let id = forms.number_of(&text, at, at + word.len());
                prop_assert_eq!(forms.get(id), fold::fold(word));
                prop_assert_eq!(forms.number_of(word, 0, word.len()), id);
                at += word.len() + 1;
            }
            let mut all: Vec<String> = forms.iter().map(str::to_owned).collect();
            all.sort();
            all.dedup();
            prop_assert_eq!(all.len(), forms.len());
        }
    }
}
