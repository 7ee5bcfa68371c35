//! The fast way to the words of common text.
//!
//! For nearly all signs the word rules of UAX #29 come down to a few: letters, digits and `_` go
//! together, and so do signs of Katakana; an apostrophe, stop or colon between two letters and an
//! apostrophe, stop, comma or semicolon between two digits join; marks belong to what is before
//! them; a sign of Han or Hiragana is a word by itself. What a sign is, [`kind_of`] knows. The
//! stretch around any other sign is *odd* and left to the crate unicode-segmentation, which is the
//! definition, and so is a block that is mostly odd: no rule reaches across a space or into a sign
//! that is a word by itself. `tokenize` holds both together by a test.

use std::ops::Range;

use super::signs::{Kind, kind_of, kind_of_byte, sign_at};

mod chunk;
#[cfg(test)]
mod tests;

use chunk::{CHUNK, Kinds, kinds};

/// Which bytes of a text belong to words: letters, their marks, digits, `_`, and what joins them; one bit
/// each.
///
/// Kept from one text to the next, so that it takes memory once.
#[derive(Clone, Debug, Default)]
pub(super) struct Cores {
    /// Lowest bit first; one number more than the text needs, all zeros.
    bits: Vec<u64>,
    /// Where a word begins even if one ends there; as long as `bits`, or empty if that is nowhere.
    fresh: Vec<u64>,
    /// Which bytes are spaces.
    spaces: Vec<u64>,
    /// First byte and first byte behind of each word.
    words: Vec<[u32; 2]>,
    /// Some byte is `_`.
    has_underscores: bool,
    /// What the last sign outside ASCII is, or the one that it belongs to, and where it ends.
    last: (Kind, usize),
    /// Where the rules above do not hold, in order; nothing in them has a bit.
    odd: Vec<Range<usize>>,
    /// Their length together.
    odd_bytes: usize,
}

/// Bytes between two odd stretches that are taken as odd, too: they cost less than a stretch more.
const SOON: usize = 16;

/// Marks to the rules of words, and letters by what they are: sounds in half-width Katakana.
const LETTERS_AND_MARKS: [char; 2] = ['\u{FF9E}', '\u{FF9F}'];

impl Cores {
    /// Looks a text over; false if most of it is odd or it holds one of [two signs](LETTERS_AND_MARKS),
    /// and all words are to be found by the definition.
    ///
    /// Cost: one pass, 64 bytes at a time, and a few over the bits.
    pub(super) fn find(&mut self, text: &str) -> bool {
        self.find_within(text, text.len() / 2)
    }

    /// As [`Cores::find`]; false if more than so many bytes are odd.
    pub(super) fn find_within(&mut self, text: &str, most_odd: usize) -> bool {
        let bytes = text.as_bytes();
        self.bits.clear();
        self.bits.resize(bytes.len() / CHUNK + 2, 0);
        self.fresh.clear();
        self.spaces.clear();
        self.has_underscores = false;
        self.last = (Kind::Other, 0);
        self.odd.clear();
        self.odd_bytes = 0;
        // A sign may lie across the end of a chunk: its other bytes are passed over in the next.
        let mut behind = 0;
        let (chunks, rest) = bytes.as_chunks::<CHUNK>();
        for (at, chunk) in chunks.iter().enumerate() {
            if !self.add(text, at, &kinds(chunk), &mut behind, most_odd) {
                return false;
            }
        }
        let mut last = [0; CHUNK];
        last[..rest.len()].copy_from_slice(rest);
        if !self.add(text, chunks.len(), &kinds(&last), &mut behind, most_odd) {
            return false;
        }
        self.join(text);
        for at in 0..self.odd.len() {
            self.clear(self.odd[at].clone());
        }
        if self.fresh.is_empty() {
            self.find_words(|_| 0);
        } else {
            let fresh = std::mem::take(&mut self.fresh);
            self.find_words(|at| fresh[at]);
            self.fresh = fresh;
        }
        if self.has_underscores {
            let is_word = |word: &[u32; 2]| {
                let word = &bytes[word[0] as usize..word[1] as usize];
                word.iter().any(|&byte| byte != b'_')
            };
            self.words.retain(is_word);
        }
        true
    }

    /// First byte and first byte behind of each word, in order. Those of the text for which
    /// [`Cores::find`] was true last.
    pub(super) fn words(&self) -> &[[u32; 2]] {
        &self.words
    }

    /// Words begin at ones behind zeros and at `fresh` ones; they end where the next begins, and at
    /// zeros behind ones.
    #[inline]
    fn find_words(&mut self, fresh: impl Fn(usize) -> u64) {
        let begins = |bits: u64, last: u64, at: usize| bits & (!(bits << 1 | last) | fresh(at));
        let mut last = 0;
        let all = self.bits.iter().enumerate().map(|(at, &bits)| {
            let begins = begins(bits, last, at);
            last = bits >> (CHUNK - 1);
            begins.count_ones() as usize
        });
        let all = all.sum();
        // One paragraph may be a whole text: room that grows by doubling is up to twice as much.
        self.words.clear();
        self.words.reserve_exact(all);
        self.words.resize(all, [0; 2]);
        let (mut begun, mut ended) = (0, 0);
        last = 0;
        for (at, &bits) in self.bits.iter().enumerate() {
            let base = (at * CHUNK) as u32;
            let before = bits << 1 | last;
            let mut begins = begins(bits, last, at);
            let mut ends = before & (!bits | fresh(at));
            last = bits >> (CHUNK - 1);
            // How many are known before the first is taken: that is guessed better than each next one.
            let (more_begun, more_ended) =
                (begins.count_ones() as usize, ends.count_ones() as usize);
            for word in &mut self.words[begun..begun + more_begun] {
                word[0] = base + begins.trailing_zeros();
                begins &= begins.wrapping_sub(1);
            }
            for word in &mut self.words[ended..ended + more_ended] {
                word[1] = base + ends.trailing_zeros();
                ends &= ends.wrapping_sub(1);
            }
            begun += more_begun;
            ended += more_ended;
        }
    }

    /// Adds the signs of ASCII that join what stands before and behind them. Nothing else than its two
    /// neighbours decides that, and they are never such signs themselves.
    fn join(&mut self, text: &str) {
        let mut last = 0;
        for at in 0..self.spaces.len() {
            let bits = self.bits[at];
            let before = bits << 1 | last;
            let behind = bits >> 1 | self.bits[at + 1] << (CHUNK - 1);
            last = bits >> (CHUNK - 1);
            let mut single = before & behind & !bits & !self.spaces[at];
            while single != 0 {
                let sign = at * CHUNK + single.trailing_zeros() as usize;
                if joins(text, sign, sign + 1) {
                    self.bits[at] |= single & single.wrapping_neg();
                }
                single &= single - 1;
            }
        }
    }

    fn is_core(&self, at: usize) -> bool {
        self.bits[at / CHUNK] >> (at % CHUNK) & 1 == 1
    }

    /// Adds the bytes of signs.
    #[inline]
    fn set(&mut self, bytes: Range<usize>) {
        for_places(bytes, |place, bits| self.bits[place] |= bits);
    }

    /// A word begins at a byte, if it is part of one.
    #[inline]
    fn begin_at(&mut self, at: usize) {
        if self.fresh.is_empty() {
            self.fresh.resize(self.bits.len(), 0);
        }
        self.fresh[at / CHUNK] |= 1 << (at % CHUNK);
    }

    /// Stretches that the definition is for, in order, none empty.
    pub(super) fn odd(&self) -> &[Range<usize>] {
        &self.odd
    }

    /// Takes the bits of some bytes away.
    fn clear(&mut self, bytes: Range<usize>) {
        for_places(bytes, |place, bits| self.bits[place] &= !bits);
    }

    /// Takes the stretch around a sign as odd, with what is odd shortly before; gives its end.
    ///
    /// It begins and ends at white space, or where a sign begins that is a word by itself. `None` if it
    /// holds one of the two marks that are letters as well: white space before them may be a word with
    /// them. Cost: its length.
    fn add_odd(&mut self, text: &str, at: usize) -> Option<usize> {
        let floor = self.odd.last().map_or(0, |last| last.end);
        let mut before = text[floor..at].char_indices().rev();
        let before = before.find_map(|(at, c)| match c {
            ' ' | '\n' => Some(floor + at + 1),
            _ => (kind_of(c) == Kind::Single).then_some(floor + at),
        });
        let start = before.unwrap_or(floor);
        let mut signs = text[at..].char_indices().skip(1);
        let ends = |&(_, c): &(usize, char)| matches!(c, ' ' | '\n') || kind_of(c) == Kind::Single;
        let end = signs
            .find(ends)
            .map_or(text.len(), |(behind, _)| at + behind);
        if text[at..end].contains(LETTERS_AND_MARKS) {
            return None;
        }
        match self.odd.last_mut() {
            Some(last) if start <= last.end + SOON => {
                self.odd_bytes += end - last.end;
                last.end = end;
            }
            _ => {
                self.odd_bytes += end - start;
                self.odd.push(start..end);
            }
        }
        Some(end)
    }

    /// The next chunk.
    #[inline]
    fn add(
        &mut self,
        text: &str,
        chunk: usize,
        kinds: &Kinds,
        behind: &mut usize,
        most_odd: usize,
    ) -> bool {
        self.bits[chunk] |= kinds.core;
        self.spaces.push(kinds.space);
        self.has_underscores |= kinds.has_underscores;
        kinds.high == 0 || self.others(text, chunk, kinds.high, behind, most_odd)
    }

    /// The signs outside ASCII of a chunk.
    fn others(
        &mut self,
        text: &str,
        chunk: usize,
        high: u64,
        behind: &mut usize,
        most_odd: usize,
    ) -> bool {
        // Bytes of signs that are known already.
        let rest = |high: u64, behind: usize| match behind.saturating_sub(chunk * CHUNK) {
            known @ 0..CHUNK => high & u64::MAX << known,
            _ => 0,
        };
        let mut high = rest(high, *behind);
        while high != 0 {
            let at = chunk * CHUNK + high.trailing_zeros() as usize;
            *behind = if let Some(end) = self.add_signs(text, at) {
                end
            } else {
                let Some(end) = self.add_odd(text, at) else {
                    return false;
                };
                self.last = (Kind::Other, end);
                if self.odd_bytes > most_odd {
                    return false;
                }
                end
            };
            high = rest(high, *behind);
        }
        true
    }

    /// A sign outside ASCII, and behind a letter those that go together with it; gives their end. `None`
    /// if what goes together here is left to the definition.
    #[inline]
    fn add_signs(&mut self, text: &str, start: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        let (kind, length) = sign_at(text, start);
        let mut end = start + length;
        let before = match self.last {
            (before, end) if end == start => before,
            _ if start == 0 => Kind::Other,
            _ => kind_of_byte(bytes[start - 1]),
        };
        if matches!(kind, Kind::Letter | Kind::Hebrew) {
            while bytes.get(end).is_some_and(|&byte| byte >= 0x80) {
                let (next, length) = sign_at(text, end);
                if next != kind && next != Kind::Mark {
                    break;
                }
                end += length;
            }
        }
        let kind = match (kind, before) {
            (Kind::Mark, Kind::Other) => Kind::Other,
            (Kind::Mark, Kind::Letter | Kind::Hebrew | Kind::Katakana | Kind::Single) => before,
            (Kind::Mark, _) => return None,
            // `_` goes together with Katakana as well.
            (Kind::Katakana, Kind::Joiner) => return None,
            (Kind::Katakana, Kind::Letter | Kind::Hebrew | Kind::Digit | Kind::Single)
            | (Kind::Letter | Kind::Hebrew, Kind::Katakana | Kind::Single)
            | (Kind::Single, _) => {
                self.begin_at(start);
                kind
            }
            (kind, _) => kind,
        };
        self.last = (kind, end);
        let next = bytes.get(end).copied();
        match kind {
            Kind::Odd => return None,
            Kind::Other => return Some(end),
            Kind::Both | Kind::Letters | Kind::Digits => {
                // What stands before is known; if what stands behind is odd, so is this.
                let is_between = start > 0 && self.is_core(start - 1) && end < text.len();
                if is_between && joins(text, start, end) {
                    self.set(start..end);
                }
                return Some(end);
            }
            Kind::Hebrew => {
                // And apostrophes outside ASCII.
                if matches!(next, Some(b'\'' | b'`' | b'"' | 0xC2 | 0xCA | 0xE2 | 0xEF)) {
                    return None;
                }
            }
            Kind::Katakana if next == Some(b'_') => return None,
            Kind::Katakana | Kind::Single
                if next.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_') =>
            {
                self.begin_at(end);
            }
            _ => {}
        }
        self.set(start..end);
        Some(end)
    }
}

/// Each number that has bits of some bytes, at least one, and these bits.
#[inline]
fn for_places(bytes: Range<usize>, mut each: impl FnMut(usize, u64)) {
    let (first, last) = (bytes.start / CHUNK, (bytes.end - 1) / CHUNK);
    let from = u64::MAX << (bytes.start % CHUNK);
    let up_to = u64::MAX >> (CHUNK - 1 - (bytes.end - 1) % CHUNK);
    if first == last {
        return each(first, from & up_to);
    }
    each(first, from);
    for place in first + 1..last {
        each(place, u64::MAX);
    }
    each(last, up_to);
}

/// True if the sign `start..end` joins what stands directly before it and directly behind it, of both of
/// which it is known that they are parts of words.
fn joins(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let (kind, _) = sign_at(text, start);
    let is_letter = |kind: Kind| matches!(kind, Kind::Letter | Kind::Hebrew);
    match kind_before(text, start) {
        Kind::Digit => matches!(kind, Kind::Both | Kind::Digits) && bytes[end].is_ascii_digit(),
        before if is_letter(before) => {
            matches!(kind, Kind::Both | Kind::Letters) && is_letter(sign_at(text, end).0)
        }
        _ => false,
    }
}

/// Kind of the sign that ends at a byte, or of the one that it belongs to.
fn kind_before(text: &str, end: usize) -> Kind {
    let byte = text.as_bytes()[end - 1];
    if byte < 0x80 {
        return kind_of_byte(byte);
    }
    let kinds = text[..end].chars().rev().map(kind_of);
    let mut bases = kinds.skip_while(|&kind| kind == Kind::Mark);
    bases.next().unwrap_or(Kind::Other)
}
