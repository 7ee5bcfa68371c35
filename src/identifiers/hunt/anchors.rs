//! One pass over the bytes that finds the signs without which nothing is found.
//!
//! 64 bytes are looked at together: for each sign, one number has a bit for each byte that is it.
//! What must stand before a sign is the same number moved by one bit, with the bits of the bytes
//! before the chunk. Only the bits that remain are walked.

use wide::u8x16;

use crate::identifiers::pattern::is_word;
use crate::text::bytes::{eq, within};

/// Bytes that are looked at together.
pub(super) const CHUNK: usize = 64;

/// What is told of a text: each kind of place in ascending order, and [`Visit::capital`] and
/// [`Visit::spaced`] in one order.
pub(super) trait Visit {
    /// The first of a row of ASCII digits.
    fn digits(&mut self, start: usize);
    /// One of `@ / : ( [ < {`, or the first of two `x` or more in any case.
    fn sign(&mut self, at: usize, sign: u8);
    /// A capital of ASCII behind no letter, digit or `_` of ASCII.
    fn capital(&mut self, at: usize);
    /// A byte that is not ASCII behind a space behind a small letter or comma.
    fn spaced(&mut self, at: usize);
    /// A space before `nam` in any case.
    fn name(&mut self, at: usize);
    /// True if letters that may be capitals are wanted behind the pass, from this chunk on.
    fn wants_letters(&self) -> bool;
}

/// Where a border of ASCII stands before a letter that may be a capital: every capital of ASCII behind no
/// letter, digit or `_` of ASCII, and the first byte of every sign that is not ASCII behind one.
#[derive(Debug, Default)]
pub(super) struct Letters {
    /// Chunks in front of the first of which it is known.
    chunks: usize,
    /// A bit for each byte of the chunks behind.
    bits: Vec<u64>,
}

impl Letters {
    /// Calls `visit(at)` for each of them in the text that was passed over, in order.
    pub(super) fn each(&self, bytes: &[u8], mut visit: impl FnMut(usize)) {
        let known = (self.chunks * CHUNK).min(bytes.len());
        letters(&bytes[..known], &mut visit);
        for (chunk, &bits) in (self.chunks..).zip(&self.bits) {
            each(bits, |at| visit(chunk * CHUNK + at));
        }
    }
}

/// A bit for each byte of the chunk at `base` that stands `by` bytes behind one that is in `here`, or, of
/// the bytes before the chunk, one that `is`. `by` is not 0.
#[inline]
fn behind(here: u64, by: usize, bytes: &[u8], base: usize, is: impl Fn(u8) -> bool) -> u64 {
    let before = base.saturating_sub(by)..base;
    // The last byte before the chunk is `by` bytes before its byte `by - 1`.
    let places = (0..by).rev().zip(bytes[before].iter().rev());
    places.fold(here << by, |bits, (at, &byte)| {
        bits | u64::from(is(byte)) << at
    })
}

/// Tells of every sign of a text, and gives what letters may be capitals.
///
/// Most chunks of prose hold few signs: what is asked of all is whether there is one.
pub(super) fn visit(bytes: &[u8], visit: &mut impl Visit) -> Letters {
    let mut letters_found = Letters::default();
    each_chunk(bytes, |base, chunk| {
        let folded = chunk.map(|part| part | u8x16::splat(0x20));
        // `/`, digits, `: ; < = > ? @`, `(`, `[`, `{`, and `x`.
        let rare = [0, 1, 2, 3].map(|at| {
            let (part, small) = (chunk[at], folded[at]);
            within(part, b'/', b'@') | eq(part, b'(') | eq(small, b'{') | eq(small, b'x')
        });
        if (rare[0] | rare[1] | rare[2] | rare[3]).move_mask() != 0 {
            numbers_and_signs(bytes, base, chunk, &folded, visit);
        }
        let capitals = mask(chunk, |part| within(part, b'A', b'Z'));
        let high = mask(chunk, |part| part);
        let spaces = mask(chunk, |part| eq(part, b' '));
        let mut begins = 0;
        if capitals | high != 0 {
            let letters = mask(&folded, |part| within(part, b'a', b'z'));
            let words = letters | mask(chunk, |part| within(part, b'0', b'9') | eq(part, b'_'));
            let inside = behind(words, 1, bytes, base, is_word);
            let capital = capitals & !inside;
            begins = capital | high & inside;
            let spaced = if high == 0 {
                0
            } else {
                let small = letters & !capitals | mask(chunk, |part| eq(part, b','));
                let is_small = |byte: u8| byte.is_ascii_lowercase() || byte == b',';
                let space = behind(spaces, 1, bytes, base, |byte| byte == b' ');
                high & space & behind(small, 2, bytes, base, is_small)
            };
            each(capital | spaced, |at| {
                if spaced >> at & 1 == 1 {
                    visit.spaced(base + at);
                } else {
                    visit.capital(base + at);
                }
            });
        }
        if visit.wants_letters() {
            letters_found.bits.push(begins);
        } else {
            letters_found.chunks += 1;
        }
        let n = mask(&folded, |part| eq(part, b'n'));
        each(
            n & behind(spaces, 1, bytes, base, |byte| byte == b' '),
            |at| {
                let at = base + at - 1;
                if let [_, _, a, m, ..] = bytes[at..]
                    && [a | 0x20, m | 0x20] == *b"am"
                {
                    visit.name(at);
                }
            },
        );
    });
    letters_found
}

/// Tells of the digits and signs of a chunk.
fn numbers_and_signs(
    bytes: &[u8],
    base: usize,
    chunk: &[u8x16; 4],
    folded: &[u8x16; 4],
    visit: &mut impl Visit,
) {
    let digits = mask(chunk, |part| within(part, b'0', b'9'));
    let is_digit = |byte: u8| byte.is_ascii_digit();
    each(digits & !behind(digits, 1, bytes, base, is_digit), |at| {
        visit.digits(base + at);
    });
    let crosses = mask(folded, |part| eq(part, b'x'));
    let signs = mask(chunk, |part| {
        let brackets = eq(part, b'(') | eq(part, b'<');
        eq(part, b'@') | eq(part, b'/') | eq(part, b':') | brackets
        // `[` and `{` differ in one bit.
    }) | mask(folded, |part| eq(part, b'{'));
    let is_cross = |byte: u8| byte | 0x20 == b'x';
    let second = crosses & behind(crosses, 1, bytes, base, is_cross);
    let pairs = second & !behind(crosses, 2, bytes, base, is_cross);
    each(signs | pairs, |at| {
        // A pair is seen at its second sign.
        let at = base + at - (pairs >> at & 1) as usize;
        visit.sign(at, bytes[at]);
    });
}

/// Calls `visit(at)` for all [`Letters`] of a text.
fn letters(bytes: &[u8], visit: &mut impl FnMut(usize)) {
    each_chunk(bytes, |base, chunk| {
        let capitals = mask(chunk, |part| within(part, b'A', b'Z'));
        let others = mask(chunk, |part| part);
        if capitals | others == 0 {
            return;
        }
        let words = mask(chunk, is_in_word);
        let behind = behind(words, 1, bytes, base, is_word);
        each(capitals & !behind | others & behind, |at| visit(base + at));
    });
}

/// The bytes of a chunk that are letters, digits or `_` of ASCII, and those that are not ASCII.
pub(super) fn words(chunk: &[u8; CHUNK]) -> (u64, u64) {
    let chunk = &parts(chunk);
    (mask(chunk, is_in_word), mask(chunk, |part| part))
}

/// Letters, digits and `_` of ASCII.
#[inline]
fn is_in_word(part: u8x16) -> u8x16 {
    let letters = within(part | u8x16::splat(0x20), b'a', b'z');
    letters | within(part, b'0', b'9') | eq(part, b'_')
}

#[inline]
fn parts(chunk: &[u8; CHUNK]) -> [u8x16; 4] {
    let (parts, _) = chunk.as_chunks::<16>();
    [0, 1, 2, 3].map(|at| u8x16::new(parts[at]))
}

/// Calls `visit(base, chunk)` for every chunk, which begins at byte `base` of the text. Behind the
/// text stands 0.
fn each_chunk(bytes: &[u8], mut visit: impl FnMut(usize, &[u8x16; 4])) {
    let (chunks, rest) = bytes.as_chunks::<CHUNK>();
    for (at, chunk) in chunks.iter().enumerate() {
        visit(at * CHUNK, &parts(chunk));
    }
    if !rest.is_empty() {
        let mut chunk = [0; CHUNK];
        chunk[..rest.len()].copy_from_slice(rest);
        visit(bytes.len() - rest.len(), &parts(&chunk));
    }
}

/// A bit for every byte of a chunk whose highest bit `is` leaves.
#[inline]
fn mask(chunk: &[u8x16; 4], is: impl Fn(u8x16) -> u8x16) -> u64 {
    let bits = |at: usize| u64::from(is(chunk[at]).move_mask() as u16) << (16 * at);
    bits(0) | bits(1) | bits(2) | bits(3)
}

/// Calls `visit(at)` for every bit.
#[inline]
fn each(mut bits: u64, mut visit: impl FnMut(usize)) {
    while bits != 0 {
        visit(bits.trailing_zeros() as usize);
        bits &= bits - 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Wants letters from the first `[` on.
    #[derive(Default)]
    struct FromBracket(bool);

    impl Visit for FromBracket {
        fn digits(&mut self, _: usize) {}
        fn sign(&mut self, _: usize, sign: u8) {
            self.0 |= sign == b'[';
        }
        fn capital(&mut self, _: usize) {}
        fn spaced(&mut self, _: usize) {}
        fn name(&mut self, _: usize) {}
        fn wants_letters(&self) -> bool {
            self.0
        }
    }

    proptest! {
        #[test]
        fn letters_are_the_same_whenever_they_are_wanted(
            parts in prop::collection::vec("[A-Za-z0-9_ éÉ’]{0,9}", 0..80),
            bracket in 0..80usize,
        ) {
            let (before, behind) = parts.split_at(bracket.min(parts.len()));
            let text = format!("{}[{}", before.concat(), behind.concat());
            let bytes = text.as_bytes();
            let is_inside = |at: usize| at > 0 && is_word(bytes[at - 1]);
            let may_begin = |&at: &usize| match bytes[at] {
                b'A'..=b'Z' => !is_inside(at),
                byte => byte >= 0x80 && is_inside(at),
            };
            let slow: Vec<usize> = (0..bytes.len()).filter(may_begin).collect();
            let mut fast = Vec::new();
            visit(bytes, &mut FromBracket::default()).each(bytes, |at| fast.push(at));
            prop_assert_eq!(fast, slow);
        }
    }
}
