//! Numbers that count behind a word: records, telephone numbers, postcodes, dates of birth.
//!
//! Between such a word and its number stand a few words and no bound of white space. From each row
//! of digits the words before it are walked back, as far as the row before, where the last walk
//! ended: a word from which something may begin is asked once, and no byte is walked more than twice
//! (many together, and by itself where a sign before it is not ASCII).

use super::anchors::{self, CHUNK};
use super::digits::moved;
use super::lines::Lines;
use super::row::Row;
use crate::identifiers::Raw;
use crate::identifiers::contact::{self, PHONE_WORD};
use crate::identifiers::number::{self, RECORD, SAID_POSTCODE};
use crate::identifiers::pattern::{Search, byte, byte_before, is_word};
use crate::identifiers::person::{self, BIRTH};

/// How many words are walked back. A date of birth needs most: a month and `the`, three words, and
/// `date of birth`.
const WORDS: usize = 9;

/// What a word may begin, as bits.
const RECORDS: u8 = 1;
const PHONES: u8 = 2;
const POSTCODES: u8 = 4;
const BIRTHS: u8 = 8;

/// What may begin with a byte.
const FIRST: [u8; 256] = {
    let mut kinds = [0; 256];
    mark(&mut kinds, b"mhpcfridleas\xc5", RECORDS);
    mark(&mut kinds, b"mpcfrtw", PHONES);
    mark(&mut kinds, b"pcez", POSTCODES);
    mark(&mut kinds, b"bdgn", BIRTHS);
    kinds
};

const fn mark(kinds: &mut [u8; 256], bytes: &[u8], kind: u8) {
    let mut at = 0;
    while at < bytes.len() {
        kinds[bytes[at] as usize] |= kind;
        kinds[bytes[at].to_ascii_uppercase() as usize] |= kind;
        at += 1;
    }
}

/// Numbers behind words on their way through a text.
#[derive(Debug)]
pub(super) struct Said<'t> {
    bytes: &'t [u8],
    record: Search,
    phone: Search,
    postcode: Search,
    birth: Search,
    /// Words that were met, the last one first.
    met: Vec<(usize, u8)>,
}

impl<'t> Said<'t> {
    pub(super) fn new(text: &'t str) -> Said<'t> {
        Said {
            bytes: text.as_bytes(),
            record: Search::new(&RECORD),
            phone: Search::new(&PHONE_WORD),
            postcode: Search::new(&SAID_POSTCODE),
            birth: Search::new(&BIRTH),
            met: Vec::new(),
        }
    }

    /// What counts behind a word between `last`, the end of the row of digits before, and this row.
    /// All but dates of birth hold no digit before this row.
    pub(super) fn look(
        &mut self,
        row: Row,
        last: usize,
        reach: usize,
        lines: &mut Lines<'_>,
        found: &mut Vec<Raw>,
    ) {
        let mut wanted = BIRTHS;
        if self.is_record(row) {
            wanted |= RECORDS;
        }
        if reach >= 7 {
            wanted |= PHONES;
        }
        if row.end - row.start > 1 || row.behind.is_ascii_alphabetic() || row.behind >= 0x80 {
            wanted |= POSTCODES;
        }
        self.walk(row, last, wanted);
        for at in (0..self.met.len()).rev() {
            let (start, kinds) = self.met[at];
            let (offset, line) = lines.around(row.start);
            let asked = |search: &mut Search, kind: u8| {
                let range = (kinds & kind != 0).then(|| search.within(offset, line, start));
                range.flatten()
            };
            let record = asked(&mut self.record, RECORDS);
            let phone = asked(&mut self.phone, PHONES);
            let postcode = asked(&mut self.postcode, POSTCODES);
            let birth = asked(&mut self.birth, BIRTHS);
            let raws = [
                record.and_then(|range| number::record(line, range)),
                phone.and_then(|range| contact::phone(line, range)),
                postcode.map(number::postcode),
                birth.map(person::birth_date),
            ];
            found.extend(raws.into_iter().flatten().map(|raw| moved(raw, offset)));
        }
    }

    /// Meets the words before a row.
    fn walk(&mut self, row: Row, last: usize, wanted: u8) {
        self.met.clear();
        if !self.walk_ascii(row, last, wanted) {
            self.met.clear();
            self.walk_any(row, last, wanted);
        }
    }

    /// As [`Said::walk_any`], a chunk at a time; false if what is walked is not ASCII, or begins too
    /// near the start of the text.
    fn walk_ascii(&mut self, row: Row, last: usize, wanted: u8) -> bool {
        let mut words = 0;
        let mut end = row.start;
        while end > last {
            let Some(chunk) = self.bytes[..end].last_chunk() else {
                return false;
            };
            let begin = end - CHUNK;
            let (is_part, is_high) = anchors::words(chunk);
            let walked = u64::MAX << (CHUNK - CHUNK.min(end - last));
            let before = byte_before(self.bytes, begin);
            if is_high & walked != 0 || before >= 0x80 && begin > last {
                return false;
            }
            let mut starts = is_part & !(is_part << 1 | u64::from(is_word(before))) & walked;
            while starts != 0 {
                let at = starts.ilog2();
                self.meet(begin + at as usize, wanted);
                words += 1;
                if words == WORDS {
                    return true;
                }
                starts &= !(1 << at);
            }
            end = begin;
        }
        true
    }

    /// The definition. What is not ASCII counts as part of a word, so that at least as many words are
    /// walked as the patterns see.
    fn walk_any(&mut self, row: Row, last: usize, wanted: u8) {
        // Whether the byte behind belongs to a word, and to one of ASCII.
        let (mut is_inside, mut is_ascii) = (false, false);
        let mut words = 0;
        for at in (last..row.start).rev() {
            let here = self.bytes[at];
            let is_word = is_word(here);
            if is_ascii && !is_word {
                self.meet(at + 1, wanted);
            }
            // `ſ` has a border before it behind a letter of ASCII.
            if here == 0xc5 && is_word_before(self.bytes, at) {
                self.meet(at, wanted);
            }
            let is_part = is_word || here >= 0x80;
            if is_part && !is_inside {
                words += 1;
                if words > WORDS {
                    return;
                }
            }
            (is_inside, is_ascii) = (is_part, is_word);
        }
        if is_ascii && !is_word_before(self.bytes, last) {
            self.meet(last, wanted);
        }
    }

    /// Keeps a place from which something may begin.
    fn meet(&mut self, at: usize, wanted: u8) {
        let may_begin = FIRST[usize::from(self.bytes[at])] & wanted != 0;
        let kinds = if may_begin { begins(self.bytes, at) } else { 0 };
        if kinds & wanted != 0 {
            self.met.push((at, kinds & wanted));
        }
    }

    /// True if four digits or more stand in what may be the number of a record. A number with
    /// fewer is none; but where it has borders inside, a match of it may take in the beginning of
    /// another.
    fn is_record(&self, row: Row) -> bool {
        let token = self.bytes[row.start..].iter().take_while(|&&byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'/' | 0x80..)
        });
        let mut digits = 0;
        for byte in token {
            digits += u8::from(byte.is_ascii_digit());
            if digits == 4 || !byte.is_ascii_alphanumeric() {
                return true;
            }
        }
        false
    }
}

fn is_word_before(bytes: &[u8], at: usize) -> bool {
    is_word(byte_before(bytes, at))
}

/// What may begin with the word at a place, by its first three letters. An `s` may be `ſ`.
fn begins(bytes: &[u8], at: usize) -> u8 {
    let lower = |at: usize| byte(bytes, at).to_ascii_lowercase();
    let (second, third) = (lower(at + 1), lower(at + 2));
    let is_s = matches!(third, b's' | 0xc5);
    match (lower(at), second) {
        (b'm', b'r') if third == b'n' => RECORDS,
        (b'm', b'e') if matches!(third, b'd' | b'm') => RECORDS,
        (b'm', b'o') if third == b'b' => PHONES,
        (b'h', b'o') if is_s => RECORDS,
        (b'p', b'a') if third == b't' || is_s => RECORDS,
        (b'p', b'o') if third == b'l' => RECORDS,
        (b'p', b'o') if is_s => POSTCODES,
        (b'p', b'h') => PHONES,
        (b'p', b'l') if matches!(third, b'z') => POSTCODES,
        (b'c', b'a') if third == b'l' => PHONES,
        (b'c', b'a') if is_s => RECORDS,
        (b'c', b'e') if third == b'l' => PHONES,
        (b'c', b'l') if matches!(third, b'i' | b'a') => RECORDS,
        (b'c', b'h') if third == b'a' => RECORDS,
        (b'c', b'o') if third == b'd' => POSTCODES,
        (b'f', b'i') if third == b'l' => RECORDS,
        (b'f', b'a') if third == b'x' => PHONES,
        (b'r', b'e') if third == b'c' => RECORDS,
        (b'r', b'i') if third == b'n' => PHONES,
        (b'i', b'n') if is_s => RECORDS,
        (b'd', b'o') if third == b'c' => RECORDS,
        (b'd', b'o') if matches!(third, b'b' | b'.') => BIRTHS,
        (b'd', b'.') => BIRTHS,
        (b'd', b'a') if third == b't' => BIRTHS,
        (b'l', b'i') if third == b'c' => RECORDS,
        (b'e', b'm') if third == b'p' => RECORDS,
        (b'e', b'i') if third == b'r' => POSTCODES,
        (b's', b't') | (0xc5, 0xbf) => RECORDS,
        (b'a', b'c') if third == b'c' => RECORDS,
        (b't', b'e') if matches!(third, b'l' | b'x') => PHONES,
        (b'w', b'h') if third == b'a' => PHONES,
        (b'z', b'i') if third == b'p' => POSTCODES,
        (b'b', b'i') if third == b'r' => BIRTHS,
        (b'b', b'o') if third == b'r' => BIRTHS,
        (b'g', b'e') if third == b'b' => BIRTHS,
        (b'n', 0xc3) => BIRTHS,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        /// From texts shorter and longer than a chunk, with signs, words and spaces at each border.
        #[test]
        fn many_bytes_at_a_time_meet_the_words_that_each_byte_does(
            parts in prop::collection::vec(
                prop_oneof![
                    6 => prop::sample::select(vec!["mrn ", "phone ", "a_", "born on ", "zip ", "st. ", "fax", " dob"])
                        .prop_map(str::to_owned),
                    3 => "[a-z_.,]{0,9}",
                    1 => "m{40,140}| {40,140}",
                    1 => prop::sample::select(vec!["ſ", "é", "—", "aſt", "éa "]).prop_map(str::to_owned),
                ],
                0..40,
            ),
            last in any::<prop::sample::Index>(),
            wanted in 1..16u8,
        ) {
            let text = parts.concat() + "12";
            let row = Row::at(text.as_bytes(), text.len() - 2);
            let mut last = last.index(row.start + 1);
            while !text.is_char_boundary(last) {
                last -= 1;
            }
            let (mut fast, mut slow) = (Said::new(&text), Said::new(&text));
            slow.walk_any(row, last, wanted);
            if fast.walk_ascii(row, last, wanted) {
                prop_assert_eq!(&fast.met, &slow.met);
            } else {
                let is_near = row.start < CHUNK || last < CHUNK;
                prop_assert!(is_near || !text.is_ascii(), "given up without a reason");
            }
        }
    }
}
