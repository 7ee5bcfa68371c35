//! What the bytes of a text are, 64 together.

use wide::u8x16;

use super::super::bytes::{eq, within};

/// Bytes whose kinds are found at once.
pub(super) const CHUNK: usize = 64;

/// One bit for each byte of a chunk.
#[derive(Default)]
pub(super) struct Kinds {
    /// It is an ASCII letter, digit or `_`.
    pub(super) core: u64,
    pub(super) space: u64,
    /// It is not ASCII.
    pub(super) high: u64,
    /// Some byte is `_`.
    pub(super) has_underscores: bool,
}

/// What each byte of a chunk is.
#[inline]
pub(super) fn kinds(chunk: &[u8; CHUNK]) -> Kinds {
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
