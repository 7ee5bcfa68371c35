//! Quotation marks of CSV and TSV: which of them cannot be marks of a quoted field.
//!
//! The csv crate never complains: a quote that is not closed takes every row up to the next quote
//! or the end of the table. This reads the bytes of a row once more, by the same rules, and finds
//! such a quote.

use crate::text::bytes::{eq, position};

/// What is wrong with the quotes of a stretch of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Faults {
    /// Where a quote stands that opens a field and is not closed: the bytes end inside the field,
    /// or it goes over several lines and what closes it looks like the opening of another field.
    pub(super) open: Option<usize>,
    /// Text follows a quote that closes a field, as in `"a" b`.
    pub(super) text_behind: bool,
}

#[derive(Clone, Copy)]
enum State {
    /// At the first byte of a field.
    Start,
    /// In a field without quotes, or behind the quotes of one that goes on.
    Plain,
    /// In a field whose quote stands at this offset; true behind a line end in it.
    Quoted(usize, bool),
    /// Behind a quote in such a field; true if that quote stands where a field may begin.
    Behind(usize, bool, bool),
}

/// Reads fields from the start of a row on, up to the first quote that is not closed.
pub(super) fn faults(bytes: &[u8], delimiter: u8) -> Faults {
    faults_past(bytes, delimiter, |bytes, state| {
        let quote = |x| eq(x, b'"');
        let line_end = |x| eq(x, b'\n') | eq(x, b'\r');
        match state {
            State::Start | State::Behind(..) => Some(0),
            State::Plain => position(bytes, |x| eq(x, delimiter) | line_end(x)),
            State::Quoted(_, false) => position(bytes, |x| quote(x) | line_end(x)),
            State::Quoted(_, true) => position(bytes, quote),
        }
    })
}

/// As [`faults`]; `still` tells how many bytes change nothing in a state, `None` if none of them does.
fn faults_past(
    bytes: &[u8],
    delimiter: u8,
    still: impl Fn(&[u8], State) -> Option<usize>,
) -> Faults {
    let mut found = Faults::default();
    let mut state = State::Start;
    let parts = |byte: u8| byte == delimiter || is_line_end(byte);
    let mut at = 0;
    while let Some(passed) = still(&bytes[at..], state) {
        at += passed;
        let Some(&byte) = bytes.get(at) else {
            break;
        };
        let last = at.checked_sub(1).map_or(b'\n', |before| bytes[before]);
        state = match state {
            State::Start if byte == b'"' => State::Quoted(at, false),
            State::Start | State::Plain if parts(byte) => State::Start,
            State::Start | State::Plain => State::Plain,
            State::Quoted(open, lines) if byte == b'"' => State::Behind(open, lines, parts(last)),
            State::Quoted(open, lines) => State::Quoted(open, lines || is_line_end(byte)),
            State::Behind(open, lines, _) if byte == b'"' => State::Quoted(open, lines),
            State::Behind(..) if parts(byte) => State::Start,
            State::Behind(open, true, true) => {
                found.open = Some(open);
                return found;
            }
            State::Behind(..) => {
                found.text_behind = true;
                State::Plain
            }
        };
        at += 1;
    }
    if let State::Quoted(open, _) = state {
        found.open = Some(open);
    }
    found
}

pub(super) fn is_line_end(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

/// The offset behind the line in which `at` stands, and the end of its text.
pub(super) fn line_end(bytes: &[u8], at: usize) -> (usize, usize) {
    let text = bytes[at..].iter().position(|&byte| is_line_end(byte));
    let text = text.map_or(bytes.len(), |found| at + found);
    let signs = if bytes[text..].starts_with(b"\r\n") {
        2
    } else {
        1
    };
    ((text + signs).min(bytes.len()), text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Byte by byte is the definition.
        #[test]
        fn what_is_passed_over_changes_nothing(
            parts in prop::collection::vec(
                prop_oneof![
                    4 => prop::sample::select(vec!["\"", ",", "\n", "\r", ";"]).prop_map(str::to_owned),
                    3 => "[a-z ]{1,40}",
                ],
                0..30,
            ),
        ) {
            let text = parts.concat();
            let slow = faults_past(text.as_bytes(), b',', |_, _| Some(0));
            prop_assert_eq!(faults(text.as_bytes(), b','), slow);
        }
    }

    fn open(text: &str) -> Option<usize> {
        faults(text.as_bytes(), b',').open
    }

    #[test]
    fn quotes_that_are_closed_are_sound() {
        for text in [
            "1,\"a, \"\"b\"\"\nc\",2",
            "\"\",\"\"\"\"\n",
            "a \"b,c",
            "\"a\n\"\"b\"\" said\",x",
            "\"a\" b,c",
            "\"a\nhe said \"no\" and left\",x",
        ] {
            assert_eq!(open(text), None, "{text:?}");
        }
        assert!(faults(b"\"a\" b,c", b',').text_behind);
        assert!(!faults(b"\"a\"\t\"b\"\n", b'\t').text_behind);
    }

    #[test]
    fn quotes_that_are_not_closed_are_found() {
        assert_eq!(open("1,\"a\n2,b\n"), Some(2));
        assert_eq!(open("1,\"a\n2,\"b, c\"\n"), Some(2));
        assert_eq!(open("1,\"a\n\"2\",b\n"), Some(2));
        assert_eq!(open("\"x\ny\",\"a\"\"\n"), Some(6));
    }

    #[test]
    fn lines_end_in_three_ways() {
        assert_eq!(line_end(b"ab\r\nc", 1), (4, 2));
        assert_eq!(line_end(b"ab\rc", 0), (3, 2));
        assert_eq!(line_end(b"ab", 0), (2, 2));
    }
}
