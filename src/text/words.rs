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

/// Which bytes of a text belong to letters, digits and `_`: one bit each.
///
/// Kept from one text to the next, so that it takes memory once.
#[derive(Clone, Debug, Default)]
pub(super) struct Cores {
    /// Lowest bit first; one word more than the text needs, all zeros.
    bits: Vec<u64>,
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
    /// Cost: one pass, 64 bytes at a time.
    pub(super) fn find(&mut self, text: &str) -> bool {
        self.find_within(text, text.len() / 2)
    }

    /// As [`Cores::find`]; false if more than so many bytes are odd.
    pub(super) fn find_within(&mut self, text: &str, most_odd: usize) -> bool {
        let bytes = text.as_bytes();
        self.bits.clear();
        self.bits.resize(bytes.len() / CHUNK + 2, 0);
        self.length = bytes.len();
        self.odd.clear();
        self.odd_bytes = 0;
        // A sign may lie across the end of a chunk: its other bytes are passed over in the next.
        let mut behind = 0;
        let (chunks, rest) = bytes.as_chunks::<CHUNK>();
        for (at, chunk) in chunks.iter().enumerate() {
            let (core, high) = kinds(chunk);
            self.bits[at] |= core;
            if high != 0 && !self.others(text, at, high, &mut behind, most_odd) {
                return false;
            }
        }
        let mut last = [0; CHUNK];
        last[..rest.len()].copy_from_slice(rest);
        let (core, high) = kinds(&last);
        self.bits[chunks.len()] |= core;
        if high != 0 && !self.others(text, chunks.len(), high, &mut behind, most_odd) {
            return false;
        }
        for at in 0..self.odd.len() {
            self.clear(self.odd[at].clone());
        }
        true
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
            if is_core(kind) {
                for byte in at..*behind {
                    self.bits[byte / CHUNK] |= 1 << (byte % CHUNK);
                }
            }
        }
        true
    }

    /// Where runs of letters, digits and `_` begin and end, in turn.
    fn borders(&self) -> Borders<'_> {
        Borders {
            rest: self.bits.iter(),
            behind: 0,
            last: 0,
            bits: 0,
        }
    }
}

/// See [`Cores::borders`].
struct Borders<'a> {
    rest: std::slice::Iter<'a, u64>,
    /// Bytes up to the end of the chunk looked at.
    behind: usize,
    /// The last bit of that chunk.
    last: u64,
    /// Borders in that chunk that are still to come.
    bits: u64,
}

impl Iterator for Borders<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.bits == 0 {
            let bits = *self.rest.next()?;
            self.bits = bits ^ (bits << 1 | self.last);
            self.last = bits >> (CHUNK - 1);
            self.behind += CHUNK;
        }
        let at = self.behind - CHUNK + self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some(at)
    }
}

/// One bit for each byte: is it an ASCII letter, digit or `_`; is it outside ASCII.
fn kinds(chunk: &[u8; CHUNK]) -> (u64, u64) {
    let (mut core, mut high) = (0, 0);
    for (at, part) in chunk.as_chunks::<16>().0.iter().enumerate() {
        let x = u8x16::new(*part);
        let letter = within(x | u8x16::splat(0x20), b'a', b'z');
        let is_core = letter | within(x, b'0', b'9') | eq(x, b'_');
        core |= u64::from(is_core.move_mask() as u16) << (16 * at);
        high |= u64::from(x.move_mask() as u16) << (16 * at);
    }
    (core, high)
}

/// Calls `visit(start, end)` for every word with a letter or digit, in order. `cores` are those of
/// the text.
///
/// Cost: one step for each word.
#[inline]
pub(super) fn words(text: &str, cores: &Cores, mut visit: impl FnMut(usize, usize)) {
    debug_assert_eq!(cores.length, text.len(), "the cores are of another text");
    let bytes = text.as_bytes();
    let mut borders = cores.borders();
    while let (Some(start), Some(mut end)) = (borders.next(), borders.next()) {
        while end < bytes.len() && bytes[end] != b' ' {
            let (kind, width) = sign_at(text, end);
            let joins = match bytes[end - 1] {
                b'0'..=b'9' => {
                    matches!(kind, Kind::Both | Kind::Digits)
                        && bytes.get(end + width).is_some_and(u8::is_ascii_digit)
                }
                b'_' => false,
                _ => {
                    matches!(kind, Kind::Both | Kind::Letters)
                        && end + width < bytes.len()
                        && sign_at(text, end + width).0 == Kind::Letter
                }
            };
            if !joins {
                break;
            }
            // What a sign joins is the next run, directly behind it.
            let (Some(next), Some(next_end)) = (borders.next(), borders.next()) else {
                break;
            };
            debug_assert_eq!(next, end + width, "a run that joins begins behind the sign");
            end = next_end;
        }
        if bytes[start] != b'_' || bytes[start..end].iter().any(|&byte| byte != b'_') {
            visit(start, end);
        }
    }
}

fn is_core(kind: Kind) -> bool {
    matches!(kind, Kind::Letter | Kind::Digit | Kind::Joiner)
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

    fn fast(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        words(text, &cores(text), |start, end| {
            found.push(&text[start..end]);
        });
        found
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
        let mut found = Vec::new();
        words(&text, &cores, |start, end| found.push(&text[start..end]));
        assert_eq!(found, ["one", &long, &long, &long, "y"]);
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
        assert!(cores.find(&"a".repeat(300)));
        assert!(cores.find("b c"));
        let mut found = Vec::new();
        words("b c", &cores, |start, end| found.push((start, end)));
        assert_eq!(found, [(0, 1), (2, 3)]);
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
            words(&text, &cores(&text), |start, end| {
                starts.push(start);
                ends.push(fold::clean(&text[start..end]).0.into_owned());
            });
            prop_assert_eq!(starts, slow);
            let slow: Vec<String> = clean.unicode_words().map(str::to_owned).collect();
            prop_assert_eq!(ends, slow);
        }
    }
}
