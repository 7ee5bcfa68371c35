//! Placeholders for people around brackets and rows of `x`, and the capitalised words of a text.

use std::ops::Range;

use super::anchors::Letters;
use crate::identifiers::masked::{CAPITAL, MASK};
use crate::identifiers::pattern::{Search, behind, byte, byte_before, is_word, stands_at};

/// Placeholders on their way through a text.
#[derive(Debug)]
pub(super) struct Masks<'t> {
    text: &'t str,
    bytes: &'t [u8],
    mask: Search,
    /// Those that were found, in order.
    pub(super) found: Vec<Range<usize>>,
}

impl<'t> Masks<'t> {
    pub(super) fn new(text: &'t str) -> Masks<'t> {
        Masks {
            text,
            bytes: text.as_bytes(),
            mask: Search::new(&MASK),
            found: Vec::new(),
        }
    }

    /// A placeholder whose first bracket stands at `at`.
    pub(super) fn opener(&mut self, at: usize) {
        let second = byte(self.bytes, at + 1);
        let inside = at + 1 + usize::from(matches!(second, b'[' | b'(' | b'<' | b'{'));
        if self.names_a_person(inside) {
            self.found.extend(self.mask.at(self.text, at));
        }
    }

    /// Two `x` or more, the first of them at `at`.
    pub(super) fn crosses(&mut self, at: usize) {
        let is_third = byte(self.bytes, at + 2) | 0x20 == b'x';
        if is_third && !is_word(byte_before(self.bytes, at)) {
            self.found.extend(self.mask.at(self.text, at));
        }
    }

    /// True if only what a placeholder may hold stands between `inside` and a closing bracket, and
    /// a word for a person in it, or signs that fold to one.
    fn names_a_person(&self, inside: usize) -> bool {
        /// Signs between words that a placeholder has at most: behind the bracket, behind its
        /// first word, in `'s name` two, and five at its end.
        const GAPS: usize = 9;
        let mut gaps = 0;
        let mut is_person = false;
        let mut at = inside;
        loop {
            match byte(self.bytes, at) {
                b']' | b')' | b'>' | b'}' => return is_person,
                letter if letter.is_ascii_alphabetic() => {
                    is_person = is_person || is_role(self.bytes, at);
                }
                b'0'..=b'9' => {}
                b'_' | b'-' | b'\'' | b' ' | b'\t'..=b'\r' => gaps += 1,
                0x80.. => match behind(self.text, at) {
                    Some('ſ') => is_person = true,
                    Some(c) if c.is_whitespace() || c == '’' => gaps += 1,
                    _ => {}
                },
                _ => return false,
            }
            if gaps > GAPS {
                return false;
            }
            at += 1;
            while !self.text.is_char_boundary(at) {
                at += 1;
            }
        }
    }
}

/// True if a word for a person that placeholders have begins at a place.
fn is_role(bytes: &[u8], at: usize) -> bool {
    let words: &[&str] = match bytes[at].to_ascii_lowercase() {
        b'n' => &["name"],
        b'p' => &["per", "partner", "patient", "participant"],
        b'f' => &["friend", "father"],
        b'm' => &["mother"],
        b'h' => &["husband"],
        b'w' => &["wife"],
        b'c' => &["client"],
        b't' => &["therapist"],
        b's' => &["sister", "son"],
        b'b' => &["brother"],
        b'd' => &["daughter"],
        _ => &[],
    };
    words
        .iter()
        .any(|word| stands_at(bytes, at, word.as_bytes()))
}

/// Calls `visit` for every match of [`CAPITAL`] in a text of which `letters` are known.
pub(super) fn capitalised(text: &str, letters: &Letters, mut visit: impl FnMut(Range<usize>)) {
    let bytes = text.as_bytes();
    let mut words = Search::new(&CAPITAL);
    let mut at_letter = |at: usize| {
        if at < words.next {
            return;
        }
        match plain_word(bytes, at) {
            Plain::Word(end) => {
                words.next = end;
                visit(at..end);
            }
            Plain::Nothing => {}
            Plain::Unknown => {
                if let Some(range) = words.at(text, at) {
                    visit(range);
                }
            }
        }
    };
    letters.each(bytes, |at| {
        if bytes[at] < 0x80 || behind(text, at).is_some_and(|c| !c.is_lowercase()) {
            at_letter(at);
        }
    });
}

/// What a capital with small letters of ASCII behind it is.
enum Plain {
    /// A word that ends here.
    Word(usize),
    /// No word.
    Nothing,
    /// Signs follow that only the pattern knows.
    Unknown,
}

fn plain_word(bytes: &[u8], at: usize) -> Plain {
    if bytes[at] >= 0x80 {
        return Plain::Unknown;
    }
    let rest = bytes[at + 1..].iter();
    let count = rest.take_while(|byte| byte.is_ascii_lowercase()).count();
    let end = at + 1 + count;
    match byte(bytes, end) {
        0x80.. => Plain::Unknown,
        // A border must follow, and none stands between two letters.
        next if count == 0 || is_word(next) => Plain::Nothing,
        b'-' | b'\'' => Plain::Unknown,
        _ => Plain::Word(end),
    }
}
