//! One pass over the bytes that finds the signs without which nothing is found.
//!
//! 64 bytes are looked at together: for each sign, one number has a bit for each byte that is it.
//! What must stand before a sign is the same number moved by one bit, with the bits that the chunk
//! before leaves. Only the bits that remain are walked.

use wide::u8x16;

use crate::text::bytes::{eq, within};

/// Bytes that are looked at together.
const CHUNK: usize = 64;

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
}

/// The bits of one sign in a chunk and in the one before.
#[derive(Clone, Copy, Default)]
struct Bits {
    here: u64,
    last: u64,
}

impl Bits {
    /// Goes on to the next chunk.
    fn turn(&mut self, here: u64) {
        (self.last, self.here) = (self.here, here);
    }

    /// A bit for each byte that stands `by` bytes behind the sign; `by` is not 0.
    fn behind(self, by: u32) -> u64 {
        self.here << by | self.last >> (64 - by)
    }
}

/// Tells of every sign of a text.
pub(super) fn visit(bytes: &[u8], visit: &mut impl Visit) {
    let [mut digits, mut words, mut small, mut spaces] = [Bits::default(); 4];
    let [mut crosses, mut n, mut a] = [Bits::default(); 3];
    each_chunk(bytes, |base, chunk| {
        let folded = chunk.map(|part| part | u8x16::splat(0x20));
        let capitals = mask(chunk, |part| within(part, b'A', b'Z'));
        let letters = mask(&folded, |part| within(part, b'a', b'z'));
        digits.turn(mask(chunk, |part| within(part, b'0', b'9')));
        words.turn(letters | digits.here | mask(chunk, |part| eq(part, b'_')));
        small.turn(letters & !capitals | mask(chunk, |part| eq(part, b',')));
        spaces.turn(mask(chunk, |part| eq(part, b' ')));
        crosses.turn(mask(&folded, |part| eq(part, b'x')));
        n.turn(mask(&folded, |part| eq(part, b'n')));
        a.turn(mask(&folded, |part| eq(part, b'a')));
        each(digits.here & !digits.behind(1), |at| {
            visit.digits(base + at);
        });
        let signs = mask(chunk, |part| {
            let brackets = eq(part, b'(') | eq(part, b'<');
            eq(part, b'@') | eq(part, b'/') | eq(part, b':') | brackets
            // `[` and `{` differ in one bit.
        }) | mask(&folded, |part| eq(part, b'{'));
        let pairs = crosses.here & crosses.behind(1) & !crosses.behind(2);
        each(signs | pairs, |at| {
            // A pair is seen at its second sign.
            let at = base + at - (pairs >> at & 1) as usize;
            visit.sign(at, bytes[at]);
        });
        let spaced = mask(chunk, |part| part) & spaces.behind(1) & small.behind(2);
        each(capitals & !words.behind(1) | spaced, |at| {
            if spaced >> at & 1 == 1 {
                visit.spaced(base + at);
            } else {
                visit.capital(base + at);
            }
        });
        let m = mask(&folded, |part| eq(part, b'm'));
        each(m & a.behind(1) & n.behind(2) & spaces.behind(3), |at| {
            visit.name(base + at - 3);
        });
    });
}

/// Calls `visit(at)` where a border of ASCII stands before a letter that may be a capital: for
/// every capital of ASCII behind no letter, digit or `_` of ASCII, and for the first byte of every
/// sign that is not ASCII behind one.
pub(super) fn capitals(bytes: &[u8], mut visit: impl FnMut(usize)) {
    let mut words = Bits::default();
    each_chunk(bytes, |base, chunk| {
        let capitals = mask(chunk, |part| within(part, b'A', b'Z'));
        words.turn(mask(chunk, |part| {
            let letters = within(part | u8x16::splat(0x20), b'a', b'z');
            letters | within(part, b'0', b'9') | eq(part, b'_')
        }));
        let others = mask(chunk, |part| part);
        let behind = words.behind(1);
        each(capitals & !behind | others & behind, |at| visit(base + at));
    });
}

/// Calls `visit(base, chunk)` for every chunk, which begins at byte `base` of the text. Behind the
/// text stands 0.
fn each_chunk(bytes: &[u8], mut visit: impl FnMut(usize, &[u8x16; 4])) {
    let parts = |chunk: &[u8; CHUNK]| {
        let (parts, _) = chunk.as_chunks::<16>();
        [0, 1, 2, 3].map(|at| u8x16::new(parts[at]))
    };
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
