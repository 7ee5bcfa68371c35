//! A row of digits, and how many more may belong to it.

use crate::identifiers::pattern::{behind, byte, byte_before, is_word};

/// The longest row of digits that a card or national number holds.
pub(super) const LONGEST: usize = 19;

/// A row of ASCII digits, as long as it goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) start: usize,
    pub(super) end: usize,
    /// The bytes before and behind it; 0 at the ends of the text.
    pub(super) before: u8,
    pub(super) behind: u8,
}

impl Row {
    /// The row whose first digit stands at `start`.
    pub(super) fn at(bytes: &[u8], start: usize) -> Row {
        let digits = bytes[start..].iter();
        let end = start + digits.take_while(|byte| byte.is_ascii_digit()).count();
        Row {
            start,
            end,
            before: byte_before(bytes, start),
            behind: byte(bytes, end),
        }
    }

    pub(super) fn len(self) -> usize {
        self.end - self.start
    }

    /// True behind a border of words.
    pub(super) fn begins(self) -> bool {
        !is_word(self.before)
    }

    /// How many digits stand in a row with one of ` .-` between two at most: counted up to twenty.
    pub(super) fn chain(self, bytes: &[u8]) -> usize {
        let mut count = 0;
        let mut is_open = true;
        for &byte in bytes[self.start..].iter().take(2 * LONGEST + 2) {
            if byte.is_ascii_digit() {
                (count, is_open) = (count + 1, true);
            } else if is_open && matches!(byte, b' ' | b'.' | b'-') {
                is_open = false;
            } else {
                break;
            }
        }
        count
    }

    /// How many digits stand in a row with any signs that a telephone number may have between two:
    /// counted up to seven.
    pub(super) fn reach(self, text: &str) -> usize {
        let mut count = self.len().min(7);
        let mut at = self.end;
        while count < 7 {
            match byte(text.as_bytes(), at) {
                b'0'..=b'9' => (count, at) = (count + 1, at + 1),
                b' ' | b'.' | b'-' | b'/' | b'(' | b')' | b'\t'..=b'\r' => at += 1,
                0x80.. => match behind(text, at) {
                    Some(c) if c.is_whitespace() => at += c.len_utf8(),
                    _ => break,
                },
                _ => break,
            }
        }
        count
    }
}
