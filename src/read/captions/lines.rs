//! The lines of a file, with their numbers.

use std::ops::Range;

/// A line without its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Where it stands.
    pub(super) range: Range<usize>,
    /// Its number, from 1.
    pub(super) number: usize,
}

/// All lines. LF, CRLF and a lone CR end one, as in WebVTT.
pub(super) fn of(text: &str) -> impl Iterator<Item = Line> {
    let bytes = text.as_bytes();
    let mut start = 0;
    let mut number = 0;
    std::iter::from_fn(move || {
        if start >= bytes.len() {
            return None;
        }
        let rest = &bytes[start..];
        let length = rest
            .iter()
            .position(|byte| matches!(byte, b'\n' | b'\r'))
            .unwrap_or(rest.len());
        let end = if rest[length..].starts_with(b"\r\n") {
            2
        } else {
            usize::from(length < rest.len())
        };
        number += 1;
        let range = start..start + length;
        start += length + end;
        Some(Line { range, number })
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_line_end_will_do() {
        let text = "a\r\n\rb\n\nc";
        let found: Vec<_> = super::of(text)
            .map(|line| (line.number, &text[line.range]))
            .collect();
        assert_eq!(found, [(1, "a"), (2, ""), (3, "b"), (4, ""), (5, "c")]);
        assert_eq!(super::of("").count(), 0);
    }
}
