//! Looking for a few rare signs in many bytes.
//!
//! Written so that compilers make vector instructions of it: a stretch of bytes is first asked
//! whether it holds such a sign at all, without a branch for each byte.

/// Bytes that are asked at once.
const STRETCH: usize = 32;

/// Position of the first byte for which `is` holds.
///
/// `is` should be made of comparisons joined by `|`, not `||`: a branch keeps the loop from being
/// made wide. Cost: linear, a small part of a cycle for each byte where nothing is found.
#[inline]
pub fn position(bytes: &[u8], is: impl Fn(u8) -> bool + Copy) -> Option<usize> {
    let (stretches, rest) = bytes.as_chunks::<STRETCH>();
    for (at, stretch) in stretches.iter().enumerate() {
        if stretch.iter().fold(false, |any, &byte| any | is(byte)) {
            let inside = stretch.iter().position(|&byte| is(byte))?;
            return Some(at * STRETCH + inside);
        }
    }
    let inside = rest.iter().position(|&byte| is(byte))?;
    Some(bytes.len() - rest.len() + inside)
}

/// True if `is` holds for any byte; as for [`position`].
#[inline]
pub fn any(bytes: &[u8], is: impl Fn(u8) -> bool + Copy) -> bool {
    bytes.iter().fold(false, |any, &byte| any | is(byte))
}

/// Position of the first sign from `from` on that ends a line ([`is_line_end`](super::fold::is_line_end)), or the length
/// of the text.
#[inline]
pub fn line_end(text: &str, from: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    // LF, VT, FF, CR; the first bytes of NEL, and of U+2028 and U+2029.
    let may_end = |byte: u8| (byte.wrapping_sub(b'\n') < 4) | (byte == 0xC2) | (byte == 0xE2);
    while let Some(found) = position(&bytes[at..], may_end) {
        at += found;
        match bytes[at] {
            0xC2 if bytes[at + 1] != 0x85 => at += 2,
            0xE2 if bytes[at + 1] != 0x80 || !matches!(bytes[at + 2], 0xA8 | 0xA9) => at += 3,
            _ => return at,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{any, line_end, position};
    use crate::text::fold::is_line_end;

    proptest! {
        #[test]
        fn the_first_byte_of_a_kind(bytes in proptest::collection::vec(0u8..20, 0..200), from in 0u8..20) {
            let is = |byte: u8| (byte == from) | (byte == 3);
            prop_assert_eq!(position(&bytes, is), bytes.iter().position(|&byte| is(byte)));
            prop_assert_eq!(any(&bytes, is), bytes.iter().any(|&byte| is(byte)));
        }

        #[test]
        fn lines_end_where_they_end(
            parts in proptest::collection::vec(
                prop_oneof![
                    2 => proptest::sample::select(vec!["\n", "\r", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}"]),
                    5 => proptest::sample::select(vec!["word ", "“", "é", "\u{A0}", "\u{2027}", "\u{202A}", "好", "a line of some length, as they are"]),
                ],
                0..20,
            )
        ) {
            let text = parts.concat();
            for (from, _) in text.char_indices() {
                let slow = text[from..].find(is_line_end).map_or(text.len(), |at| from + at);
                prop_assert_eq!(line_end(&text, from), slow);
            }
        }
    }
}
