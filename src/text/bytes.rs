//! Looking for a few signs in many bytes, sixteen at a time.

use wide::u8x16;

/// Bytes that are looked at together.
const WIDTH: usize = 16;
/// So many bytes at most are looked at as one number.
pub const SHORT: usize = WIDTH;

/// Which of sixteen bytes are this one.
#[inline]
pub fn eq(bytes: u8x16, byte: u8) -> u8x16 {
    bytes.cmp_eq(u8x16::splat(byte))
}

/// Which of sixteen bytes are `low`, `high` or between.
#[inline]
pub fn within(bytes: u8x16, low: u8, high: u8) -> u8x16 {
    let (low, high) = (u8x16::splat(low), u8x16::splat(high));
    bytes.max(low).cmp_eq(bytes) & bytes.min(high).cmp_eq(bytes)
}

/// One to [`SHORT`] bytes of a text, zeros behind them; `None` if there are fewer or more.
#[inline]
pub fn short(text: &[u8], start: usize, end: usize) -> Option<u8x16> {
    let length = end - start;
    if length > SHORT || length == 0 {
        return None;
    }
    if let Some(bytes) = text.get(start..start + SHORT) {
        let bytes: [u8; SHORT] = bytes.try_into().ok()?;
        return Some(u8x16::new(bytes) & u8x16::new(FIRST[length]));
    }
    let mut bytes = [0; SHORT];
    bytes[..length].copy_from_slice(&text[start..end]);
    Some(u8x16::new(bytes))
}

/// By length: all ones where a word has its bytes.
static FIRST: [[u8; SHORT]; SHORT + 1] = {
    let mut first = [[0; SHORT]; SHORT + 1];
    let mut length = 0;
    while length <= SHORT {
        let mut at = 0;
        while at < length {
            first[length][at] = 0xFF;
            at += 1;
        }
        length += 1;
    }
    first
};

/// Sixteen bytes as one number.
#[inline]
pub fn number(bytes: u8x16) -> u128 {
    u128::from_le_bytes(bytes.to_array())
}

/// Position of the first byte that `is` one of those looked for.
///
/// Cost: linear, about a quarter of a cycle for each byte and sign looked for.
#[inline]
pub fn position(bytes: &[u8], is: impl Fn(u8x16) -> u8x16 + Copy) -> Option<usize> {
    let (parts, rest) = bytes.as_chunks::<WIDTH>();
    for (at, part) in parts.iter().enumerate() {
        let found = is(u8x16::new(*part)).move_mask();
        if found != 0 {
            return Some(at * WIDTH + found.trailing_zeros() as usize);
        }
    }
    let mut last = [0; WIDTH];
    last[..rest.len()].copy_from_slice(rest);
    let found = is(u8x16::new(last)).move_mask() & ((1 << rest.len()) - 1);
    (found != 0).then(|| bytes.len() - rest.len() + found.trailing_zeros() as usize)
}

/// Position of the first sign from `from` on that ends a line ([`is_line_end`](super::fold::is_line_end)), or the length
/// of the text.
#[inline]
pub fn line_end(text: &str, from: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    // LF, VT, FF, CR; the first bytes of NEL, and of U+2028 and U+2029.
    let may_end = |x| within(x, b'\n', b'\r') | eq(x, 0xC2) | eq(x, 0xE2);
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

    use super::{eq, line_end, position, within};
    use crate::text::fold::is_line_end;

    proptest! {
        #[test]
        fn the_first_byte_of_a_kind(
            bytes in proptest::collection::vec(prop_oneof![8 => 40u8..60, 1 => any::<u8>()], 0..100),
            one in 40u8..60,
            low in any::<u8>(),
            more in 0u8..3,
        ) {
            let high = low.saturating_add(more);
            let slow = bytes.iter().position(|&byte| byte == one || (low..=high).contains(&byte));
            prop_assert_eq!(position(&bytes, |x| eq(x, one) | within(x, low, high)), slow);
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
