//! The fast way to the words of common text.
//!
//! Most blocks hold ASCII, curly quotes, dashes and Latin letters with accents only. For these
//! signs the word rules of UAX #29 come down to: letters, digits and `_` go together; an
//! apostrophe, stop or colon between two letters and an apostrophe, stop, comma or semicolon
//! between two digits join. A stretch from white space to white space with any other sign is *odd*
//! and left to the crate unicode-segmentation, which is the definition, and so is a block that is
//! mostly odd: no rule reaches across a space. `tokenize` holds both together by a test.

use std::ops::Range;

use wide::u8x16;

use super::bytes::{eq, within};

/// What a sign is to the word rules.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Not part of a word.
    Other,
    Letter,
    Digit,
    /// `_`, a part of words that holds no letter.
    Joiner,
    /// `'` and its look-alikes, `.`: join letters, and digits.
    Both,
    /// `:` joins letters.
    Letters,
    /// `,` and `;` join digits.
    Digits,
}

const ASCII: [Kind; 128] = {
    let mut kinds = [Kind::Other; 128];
    let mut at = 0;
    while at < 128 {
        let byte = at as u8;
        kinds[at] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' => Kind::Letter,
            b'0'..=b'9' => Kind::Digit,
            b'_' => Kind::Joiner,
            b'\'' | b'`' | b'.' => Kind::Both,
            b':' => Kind::Letters,
            b',' | b';' => Kind::Digits,
            _ => Kind::Other,
        };
        at += 1;
    }
    kinds
};

/// Kind of a sign outside ASCII, if the rules above hold for it.
fn kind_of(c: char) -> Option<Kind> {
    match c {
        '\u{D7}' | '\u{F7}' | '\u{A0}' | '\u{A3}' | '\u{AB}' | '\u{BB}' => Some(Kind::Other),
        // `ŉ` (U+0149) folds to two letters and an apostrophe; rare enough to leave out.
        '\u{C0}'..='\u{148}' | '\u{14A}'..='\u{17E}' => Some(Kind::Letter),
        '\u{2018}' | '\u{2019}' => Some(Kind::Both),
        '\u{2010}'..='\u{2015}'
        | '\u{201C}'..='\u{201E}'
        | '\u{2022}'
        | '\u{2026}'
        | '\u{20AC}'
        | '\u{FFFC}' => Some(Kind::Other),
        _ => None,
    }
}

/// Bytes whose kinds are found at once.
const CHUNK: usize = 64;

/// Which bytes of a text belong to words: letters, digits, `_`, and what joins them; one bit each.
///
/// Kept from one text to the next, so that it takes memory once.
#[derive(Clone, Debug, Default)]
pub(super) struct Cores {
    /// Lowest bit first; one number more than the text needs, all zeros.
    bits: Vec<u64>,
    /// Which bytes are spaces.
    spaces: Vec<u64>,
    /// Where signs stand that may join and are none of ASCII.
    joiners: Vec<usize>,
    /// Where words begin and end, in turn.
    borders: Vec<u32>,
    /// Some byte is `_`.
    has_underscores: bool,
    length: usize,
    /// Where the rules above do not hold, in order; nothing in them has a bit.
    odd: Vec<Range<usize>>,
    /// Their length together.
    odd_bytes: usize,
}

/// Bytes between two odd stretches that are taken as odd, too: they cost less than a stretch more.
const SOON: usize = 16;

impl Cores {
    /// Looks a text over; false if most of it is odd, and all words are to be found by the definition.
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
        self.spaces.clear();
        self.joiners.clear();
        self.has_underscores = false;
        self.length = bytes.len();
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
        self.find_borders();
        if self.has_underscores {
            self.drop_underscores(bytes);
        }
        true
    }

    /// Where words begin and end, in turn: first byte, first byte behind. Those of the text for which
    /// [`Cores::find`] was true last.
    pub(super) fn borders(&self) -> &[u32] {
        &self.borders
    }

    fn find_borders(&mut self) {
        self.borders.clear();
        let mut last = 0;
        let all = self.bits.iter().map(|&bits| {
            let borders = bits ^ (bits << 1 | last);
            last = bits >> (CHUNK - 1);
            borders.count_ones() as usize
        });
        // One paragraph may be a whole text: room that grows by doubling is up to twice as much.
        let all = all.sum();
        self.borders.reserve_exact(all);
        last = 0;
        for (at, &bits) in self.bits.iter().enumerate() {
            let base = (at * CHUNK) as u32;
            let mut borders = bits ^ (bits << 1 | last);
            last = bits >> (CHUNK - 1);
            let before = self.borders.len();
            self.borders
                .resize(before + borders.count_ones() as usize, base);
            // Into room that is there: to ask for it one by one costs more than a border.
            for border in &mut self.borders[before..] {
                *border += borders.trailing_zeros();
                borders &= borders.wrapping_sub(1);
            }
        }
    }

    /// Takes away what is made of `_` only: a word holds a letter or digit.
    fn drop_underscores(&mut self, text: &[u8]) {
        let mut kept = 0;
        for at in (0..self.borders.len()).step_by(2) {
            let (start, end) = (self.borders[at], self.borders[at + 1]);
            if text[start as usize..end as usize]
                .iter()
                .any(|&byte| byte != b'_')
            {
                self.borders.copy_within(at..at + 2, kept);
                kept += 2;
            }
        }
        self.borders.truncate(kept);
    }

    /// Adds the signs that join what stands before and behind them. Nothing else than its two neighbours
    /// decides that, and they are never such signs themselves.
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
        for place in 0..self.joiners.len() {
            let start = self.joiners[place];
            let end = start + sign_at(text, start).1;
            if start > 0 && end < self.length && self.is_core(start - 1) && joins(text, start, end)
            {
                self.set(start..end);
            }
        }
    }

    fn is_core(&self, at: usize) -> bool {
        self.bits[at / CHUNK] >> (at % CHUNK) & 1 == 1
    }

    /// Adds the bytes of a sign.
    fn set(&mut self, bytes: Range<usize>) {
        for byte in bytes {
            self.bits[byte / CHUNK] |= 1 << (byte % CHUNK);
        }
    }

    /// Stretches that the definition is for, in order, none empty.
    pub(super) fn odd(&self) -> &[Range<usize>] {
        &self.odd
    }

    /// Takes the bits of some bytes away.
    fn clear(&mut self, bytes: Range<usize>) {
        let (first, last) = (bytes.start / CHUNK, (bytes.end - 1) / CHUNK);
        for place in first..=last {
            let mut gone = u64::MAX;
            if place == first {
                gone &= u64::MAX << (bytes.start % CHUNK);
            }
            if place == last {
                gone &= u64::MAX >> (CHUNK - 1 - (bytes.end - 1) % CHUNK);
            }
            self.bits[place] &= !gone;
        }
    }

    /// Takes the stretch around a sign as odd, with what is odd shortly before; gives its end.
    ///
    /// Cost: its length.
    fn add_odd(&mut self, text: &[u8], at: usize) -> usize {
        let is_space = |byte: &u8| matches!(byte, b' ' | b'\n');
        let floor = self.odd.last().map_or(0, |last| last.end);
        let start = text[floor..at].iter().rposition(is_space);
        let start = start.map_or(floor, |space| floor + space + 1);
        let end = text[at..].iter().position(is_space);
        let end = end.map_or(text.len(), |space| at + space);
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
        end
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
        let mut high = high;
        while high != 0 {
            let at = chunk * CHUNK + high.trailing_zeros() as usize;
            high &= high - 1;
            if at < *behind {
                continue;
            }
            let Some(c) = text[at..].chars().next() else {
                return false;
            };
            let Some(kind) = kind_of(c) else {
                *behind = self.add_odd(text.as_bytes(), at);
                if self.odd_bytes > most_odd {
                    return false;
                }
                continue;
            };
            *behind = at + c.len_utf8();
            match kind {
                Kind::Letter => self.set(at..*behind),
                Kind::Both => self.joiners.push(at),
                _ => {}
            }
        }
        true
    }
}

/// True if the sign `start..end` joins what stands directly before it, of which it is known that it is
/// a letter, digit or `_`, and directly behind it.
fn joins(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let (kind, _) = sign_at(text, start);
    match bytes[start - 1] {
        b'0'..=b'9' => matches!(kind, Kind::Both | Kind::Digits) && bytes[end].is_ascii_digit(),
        b'_' => false,
        _ => matches!(kind, Kind::Both | Kind::Letters) && sign_at(text, end).0 == Kind::Letter,
    }
}

/// One bit for each byte of a chunk.
#[derive(Default)]
struct Kinds {
    /// It is an ASCII letter, digit or `_`.
    core: u64,
    space: u64,
    /// It is not ASCII.
    high: u64,
    /// Some byte is `_`.
    has_underscores: bool,
}

fn kinds(chunk: &[u8; CHUNK]) -> Kinds {
    let mut kinds = Kinds::default();
    let mut lines = u8x16::splat(0);
    for (at, part) in chunk.as_chunks::<16>().0.iter().enumerate() {
        let x = u8x16::new(*part);
        let letter = within(x | u8x16::splat(0x20), b'a', b'z');
        let line = eq(x, b'_');
        lines |= line;
        let bits = |is: u8x16| u64::from(is.move_mask() as u16) << (16 * at);
        kinds.core |= bits(letter | within(x, b'0', b'9') | line);
        kinds.space |= bits(eq(x, b' '));
        kinds.high |= bits(x);
    }
    kinds.has_underscores = lines.move_mask() != 0;
    kinds
}

/// Kind and length in bytes of the sign at a byte of common text.
fn sign_at(text: &str, at: usize) -> (Kind, usize) {
    let byte = text.as_bytes()[at];
    if byte < 0x80 {
        return (ASCII[byte as usize], 1);
    }
    let c = text[at..].chars().next().unwrap_or(' ');
    (kind_of(c).unwrap_or(Kind::Other), c.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    fn cores(text: &str) -> Cores {
        let mut cores = Cores::default();
        assert!(cores.find(text));
        assert!(cores.odd().is_empty(), "all signs are common ones");
        cores
    }

    fn words_of<'t>(text: &'t str, cores: &Cores) -> Vec<&'t str> {
        let (words, _) = cores.borders().as_chunks::<2>();
        let word = |&[start, end]: &[u32; 2]| &text[start as usize..end as usize];
        words.iter().map(word).collect()
    }

    fn fast(text: &str) -> Vec<&str> {
        words_of(text, &cores(text))
    }

    /// Every sign that is taken, and what could go wrong beside it.
    fn alphabet() -> Vec<char> {
        let all = (0..0x3000).filter_map(char::from_u32);
        all.filter(|&c| c.is_ascii() || kind_of(c).is_some())
            .collect()
    }

    #[test]
    fn a_sign_that_is_not_common_is_told_wherever_it_stands() {
        for at in 0..140 {
            for sign in ["\u{149}", "好", "\u{301}", "😀"] {
                let text = "é".repeat(at / 2) + &"a".repeat(at) + sign + " b";
                let mut cores = Cores::default();
                assert!(cores.find_within(&text, text.len()));
                let whole = 0..text.len() - 2;
                assert_eq!(cores.odd(), std::slice::from_ref(&whole), "{sign} at {at}");
                assert!(!cores.find_within(&text, text.len() - 3));
            }
        }
    }

    #[test]
    fn odd_stretches_go_from_white_space_to_white_space() {
        let long = "a".repeat(20);
        let text = format!("one n\u{301}o, {long} {long} 好x\n{long} y");
        let mut cores = Cores::default();
        assert!(cores.find(&text));
        let odd: Vec<&str> = cores.odd().iter().map(|run| &text[run.clone()]).collect();
        assert_eq!(odd, ["n\u{301}o,", "好x"]);
        assert_eq!(words_of(&text, &cores), ["one", &long, &long, &long, "y"]);
        assert!(cores.find_within("好 a 好 b", 9));
        let whole = 0..9;
        assert_eq!(
            cores.odd(),
            std::slice::from_ref(&whole),
            "what is odd soon after is taken with it"
        );
    }

    #[test]
    fn what_stood_in_an_earlier_text_is_forgotten() {
        let mut cores = Cores::default();
        assert!(cores.find(&"a’b _ é ’c 好 ".repeat(30)));
        assert!(cores.find("b c"));
        assert!(cores.odd().is_empty());
        assert_eq!(cores.borders(), [0, 1, 2, 3]);
    }

    #[test]
    fn examples() {
        assert_eq!(
            fast("Don’t stop: a.b 3.5,1 x:y _a_ __ can`t 2's"),
            [
                "Don’t", "stop", "a.b", "3.5,1", "x:y", "_a_", "can`t", "2", "s"
            ]
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        #[test]
        fn the_words_are_those_of_the_crate(
            text in proptest::collection::vec(
                prop_oneof![
                    3 => proptest::sample::select(alphabet()),
                    4 => proptest::sample::select("aZé0_ '’.,;:`-\n\"“”—…".chars().collect::<Vec<_>>()),
                ],
                0..24,
            ),
            shift in 0usize..130,
        ) {
            let text: String = text.into_iter().collect();
            let text = " ".repeat(shift) + &text;
            let (clean, map) = fold::clean(&text);
            let slow: Vec<usize> = clean
                .unicode_word_indices()
                .map(|(at, _)| map.as_ref().map_or(at, |map| map[at] as usize))
                .collect();
            let mut starts = Vec::new();
            let mut ends = Vec::new();
            let cores = cores(&text);
            for &[start, end] in cores.borders().as_chunks::<2>().0 {
                let (start, end) = (start as usize, end as usize);
                starts.push(start);
                ends.push(fold::clean(&text[start..end]).0.into_owned());
            }
            prop_assert_eq!(starts, slow);
            let slow: Vec<String> = clean.unicode_words().map(str::to_owned).collect();
            prop_assert_eq!(ends, slow);
        }
    }
}
