//! Byte offsets of a text ↔ lines and columns as the protocol counts them.
//!
//! LF, CRLF and a lone CR end a line. A column behind the end of its line is its end, a line behind
//! the last one the end of the text, and a column inside of a character is the one before it.

use std::ops::Range;

use super::protocol::{self, Position};
use crate::check::Place;

/// What columns count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes of UTF-8.
    Utf8,
    /// Code units of UTF-16, which every client knows.
    #[default]
    Utf16,
    /// Characters (code points).
    Utf32,
}

impl Encoding {
    /// The word of the protocol.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Utf16 => "utf-16",
            Encoding::Utf32 => "utf-32",
        }
    }

    /// The best of those that a client offers: UTF-8 needs no counting. Nothing that is known: UTF-16.
    pub fn of_offer(offered: &[&str]) -> Encoding {
        let all = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];
        let is_offered = |encoding: &Encoding| offered.contains(&encoding.name());
        all.into_iter().find(is_offered).unwrap_or_default()
    }

    fn width(self, c: char) -> usize {
        match self {
            Encoding::Utf8 => c.len_utf8(),
            Encoding::Utf16 => c.len_utf16(),
            Encoding::Utf32 => 1,
        }
    }

    /// A place of a finding, whose columns are known in every way of counting.
    pub fn range(self, place: &Place) -> protocol::Range {
        let at = |position: &crate::check::Position| {
            let column = match self {
                Encoding::Utf8 => position.utf8,
                Encoding::Utf16 => position.utf16,
                Encoding::Utf32 => position.column,
            };
            Position {
                line: (position.line.max(1) - 1) as u32,
                character: (column.max(1) - 1) as u32,
            }
        };
        protocol::Range {
            start: at(&place.start),
            end: at(&place.end),
        }
    }
}

/// Where the lines of a text begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    starts: Vec<usize>,
}

/// True if a line begins at `at`, which is neither 0 nor behind the end.
fn begins(bytes: &[u8], at: usize) -> bool {
    match bytes[at - 1] {
        b'\n' => true,
        b'\r' => bytes.get(at) != Some(&b'\n'),
        _ => false,
    }
}

impl Lines {
    /// Finds all lines. Cost: one pass.
    pub fn new(text: &str) -> Lines {
        let bytes = text.as_bytes();
        let starts = (1..=bytes.len()).filter(|&at| begins(bytes, at));
        Lines {
            starts: std::iter::once(0).chain(starts).collect(),
        }
    }

    /// Follows an edit: `text` is the new text, in which `length` bytes stand where `old` was.
    ///
    /// Cost: the new bytes and the lines behind them, not the text.
    pub fn edited(&mut self, text: &str, old: &Range<usize>, length: usize) {
        // A line begins by the two bytes around its start: starts with both of them outside of
        // the edit stay.
        let kept = self.starts.partition_point(|&at| at == 0 || at < old.start);
        let behind = self.starts.partition_point(|&at| at <= old.end).max(kept);
        let bytes = text.as_bytes();
        let fresh = (old.start.max(1)..=(old.start + length).min(bytes.len()))
            .filter(|&at| begins(bytes, at));
        let moved = self.starts[behind..]
            .iter()
            .map(|&at| at - old.len() + length);
        let tail: Vec<usize> = fresh.chain(moved).collect();
        self.starts.truncate(kept);
        self.starts.extend(tail);
    }

    /// The bytes of a line without its end; the last line if there are fewer.
    pub fn line(&self, text: &str, line: usize) -> Range<usize> {
        let line = line.min(self.starts.len() - 1);
        let start = self.starts[line];
        let Some(&next) = self.starts.get(line + 1) else {
            return start..text.len();
        };
        let whole = &text[start..next];
        let content = whole.strip_suffix('\n').unwrap_or(whole);
        let content = content.strip_suffix('\r').unwrap_or(content);
        start..start + content.len()
    }

    /// The line that a byte stands in, from 0.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset) - 1
    }

    /// Where the line behind this one begins; the end of the text if there is none.
    pub fn next(&self, text: &str, line: usize) -> usize {
        self.starts.get(line + 1).copied().unwrap_or(text.len())
    }

    /// The byte of a position. Cost: the length of the line.
    pub fn offset(&self, text: &str, position: Position, encoding: Encoding) -> usize {
        if position.line as usize >= self.starts.len() {
            return text.len();
        }
        let line = self.line(text, position.line as usize);
        let mut left = position.character as usize;
        for (at, c) in text[line.clone()].char_indices() {
            let width = encoding.width(c);
            if width > left {
                return line.start + at;
            }
            left -= width;
        }
        line.end
    }

    /// The position of a byte that stands on the border of a character. Inside of a CRLF it is the
    /// end of the line. Cost: the length of the line.
    pub fn position(&self, text: &str, offset: usize, encoding: Encoding) -> Position {
        let line = self.line_of(offset);
        let range = self.line(text, line);
        let before = &text[range.start..offset.min(range.end)];
        Position {
            line: line as u32,
            character: before.chars().map(|c| encoding.width(c)).sum::<usize>() as u32,
        }
    }

    /// The positions of a range of bytes.
    pub fn range(&self, text: &str, range: &Range<usize>, encoding: Encoding) -> protocol::Range {
        protocol::Range {
            start: self.position(text, range.start, encoding),
            end: self.position(text, range.end, encoding),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    /// Slow and plain: every border of a character with its position, counted from the start.
    fn reference(text: &str, encoding: Encoding) -> Vec<(usize, Position)> {
        let mut found = Vec::new();
        let (mut line, mut character) = (0, 0);
        let chars: Vec<(usize, char)> = text.char_indices().collect();
        for (index, &(at, c)) in chars.iter().enumerate() {
            found.push((at, Position { line, character }));
            let next = chars.get(index + 1).map(|&(_, c)| c);
            match c {
                '\n' => (line, character) = (line + 1, 0),
                '\r' if next == Some('\n') => {}
                '\r' => (line, character) = (line + 1, 0),
                _ => {
                    let mut units = [0; 2];
                    character += match encoding {
                        Encoding::Utf8 => c.to_string().len(),
                        Encoding::Utf16 => c.encode_utf16(&mut units).len(),
                        Encoding::Utf32 => 1,
                    } as u32;
                }
            }
        }
        found.push((text.len(), Position { line, character }));
        found
    }

    #[test]
    fn the_best_offer_is_taken() {
        let best = |names: &[&str]| Encoding::of_offer(names);
        assert_eq!(best(&[]), Encoding::Utf16);
        assert_eq!(best(&["utf-16", "utf-8"]), Encoding::Utf8);
        assert_eq!(best(&["utf-32", "utf-16"]), Encoding::Utf16);
        assert_eq!(best(&["utf-32"]), Encoding::Utf32);
        assert_eq!(best(&["utf-7"]), Encoding::Utf16);
    }

    #[test]
    fn columns_count_as_they_were_agreed_on() {
        let text = "a\r\né😀x\rz";
        let lines = Lines::new(text);
        let x = text.find('x').expect("in the text");
        let columns = ALL.map(|encoding| lines.position(text, x, encoding).character);
        assert_eq!(columns, [6, 3, 2]);
        // Inside of the second half of a pair, behind the line, behind the text.
        let at =
            |line, character| lines.offset(text, Position { line, character }, Encoding::Utf16);
        assert_eq!((at(1, 2), at(1, 99), at(9, 0)), (5, x + 1, text.len()));
        assert_eq!(lines.line(text, 0), 0..1);
    }

    fn texts() -> impl Strategy<Value = String> {
        "[a\u{e9}\u{4e2d}\u{1f600}\u{301}\r\n]{0,30}"
    }

    proptest! {
        #[test]
        fn positions_are_those_of_the_reference(text in texts()) {
            let lines = Lines::new(&text);
            for encoding in ALL {
                for (offset, position) in reference(&text, encoding) {
                    prop_assert_eq!(lines.position(&text, offset, encoding), position);
                    let back = lines.offset(&text, position, encoding);
                    // Inside of a CRLF there is no position of its own: it is that of the CR.
                    let in_end = text[..offset].ends_with('\r') && text[offset..].starts_with('\n');
                    prop_assert_eq!(back, if in_end { offset - 1 } else { offset });
                }
            }
        }

        #[test]
        fn any_position_is_the_nearest_one_before(text in texts(), line in 0u32..12, character in 0u32..40) {
            let lines = Lines::new(&text);
            for encoding in ALL {
                let wanted = Position { line, character };
                let all = reference(&text, encoding);
                let nearest = all.iter().filter(|(_, position)| *position <= wanted).max_by_key(|(at, position)| (*position, usize::MAX - at));
                let nearest = nearest.map_or(0, |(at, _)| *at);
                prop_assert_eq!(lines.offset(&text, wanted, encoding), nearest);
            }
        }

        #[test]
        fn places_of_findings_are_the_same_positions(text in texts()) {
            let index = crate::text::LineIndex::new(&text);
            for (offset, position) in reference(&text, Encoding::Utf32) {
                let (line, column) = index.line_column(&text, offset);
                let in_end = text[..offset].ends_with('\r') && text[offset..].starts_with('\n');
                if !in_end {
                    prop_assert_eq!((line - 1, column - 1), (position.line as usize, position.character as usize));
                }
            }
        }

        #[test]
        fn edits_move_lines_as_if_they_were_found_anew(text in texts(), from in 0usize..100, to in 0usize..100, put in texts()) {
            let borders: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (a, b) = (borders[from % borders.len()], borders[to % borders.len()]);
            let old = a.min(b)..a.max(b);
            let mut lines = Lines::new(&text);
            let mut edited = text.clone();
            edited.replace_range(old.clone(), &put);
            lines.edited(&edited, &old, put.len());
            prop_assert_eq!(lines, Lines::new(&edited));
        }
    }
}
