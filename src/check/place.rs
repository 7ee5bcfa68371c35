//! Byte offsets of a text → lines and columns in every way of counting, in one pass.

use std::collections::HashMap;
use std::ops::Range;

use super::finding::{Place, Position};

/// The places of these ranges, in their order. Offsets stand on character borders.
///
/// Cost: one pass over the text up to the last offset, and a sort of the offsets.
pub(super) fn places(text: &str, ranges: &[Range<usize>]) -> Vec<Place> {
    let mut offsets: Vec<usize> = ranges
        .iter()
        .flat_map(|range| [range.start, range.end])
        .collect();
    offsets.sort_unstable();
    offsets.dedup();
    let known = positions(text, &offsets);
    ranges
        .iter()
        .map(|range| Place {
            start: known[&range.start],
            end: known[&range.end],
        })
        .collect()
}

fn positions(text: &str, offsets: &[usize]) -> HashMap<usize, Position> {
    let mut known = HashMap::with_capacity(offsets.len());
    let mut offsets = offsets.iter().copied().peekable();
    let mut at = Position {
        byte: 0,
        line: 1,
        column: 1,
        utf16: 1,
        utf8: 1,
    };
    let bytes = text.as_bytes();
    for (byte, char) in text.char_indices() {
        at.byte = byte as u64;
        while let Some(offset) = offsets.next_if(|&offset| offset <= byte) {
            known.insert(offset, at);
        }
        if offsets.peek().is_none() {
            return known;
        }
        let ends_line = char == '\n' || (char == '\r' && bytes.get(byte + 1) != Some(&b'\n'));
        if ends_line {
            at = Position {
                byte: 0,
                line: at.line + 1,
                column: 1,
                utf16: 1,
                utf8: 1,
            };
        } else {
            at.column += 1;
            at.utf16 += char.len_utf16() as u64;
            at.utf8 += char.len_utf8() as u64;
        }
    }
    at.byte = text.len() as u64;
    for offset in offsets {
        known.insert(offset, at);
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::LineIndex;
    use proptest::prelude::*;

    #[test]
    fn columns_count_characters_units_and_bytes() {
        let text = "a\r\né😀x\rz";
        let at = text.find('x').expect("in the text");
        let one = |range: Range<usize>| places(text, std::slice::from_ref(&range))[0];
        let place = one(at..at + 1);
        let start = place.start;
        assert_eq!(
            (start.line, start.column, start.utf16, start.utf8),
            (2, 3, 4, 7)
        );
        assert_eq!(place.end.column, 4);
        let end = one(text.len()..text.len()).end;
        assert_eq!((end.line, end.column, end.byte), (3, 2, text.len() as u64));
    }

    proptest! {
        #[test]
        fn lines_and_columns_are_those_of_the_index(text in "[a\u{e9}\u{1f600}\r\n ]{0,60}") {
            let index = LineIndex::new(&text);
            let ranges: Vec<_> = text.char_indices().map(|(at, c)| at..at + c.len_utf8()).collect();
            for (range, place) in ranges.iter().zip(places(&text, &ranges)) {
                let (line, column) = index.line_column(&text, range.start);
                prop_assert_eq!((place.start.line, place.start.column), (line as u64, column as u64));
            }
        }
    }
}
