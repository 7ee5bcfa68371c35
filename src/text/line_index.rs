//! Line and column of an offset, worked out only where a person will read it.

use super::bytes::{eq, position};

/// Starts of the lines of one text. LF, CRLF and a lone CR end a line.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    /// Finds all line starts. Cost: one pass.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        let mut at = 0;
        while let Some(found) = position(&bytes[at..], |x| eq(x, b'\n') | eq(x, b'\r')) {
            at += found + 1;
            // The two signs of CRLF end one line.
            if bytes[at - 1] == b'\n' || bytes.get(at) != Some(&b'\n') {
                starts.push(at);
            }
        }
        LineIndex { starts }
    }

    /// Line and column of a byte offset, both from 1; columns count characters (code points).
    pub fn line_column(&self, text: &str, offset: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = self.starts[line - 1];
        (line, text[start..offset].chars().count() + 1)
    }
}

/// Lines and columns of offsets that come in ascending order: what was counted is kept, so that
/// many places in one long line cost one pass.
#[derive(Clone, Debug)]
pub struct LineCursor<'a> {
    text: &'a str,
    index: LineIndex,
    line: usize,
    offset: usize,
    column: usize,
}

/// Lines that are looked at one by one.
const SOON: usize = 8;

impl<'a> LineCursor<'a> {
    /// At the start of a text.
    pub fn new(text: &'a str) -> Self {
        LineCursor {
            text,
            index: LineIndex::new(text),
            line: 1,
            offset: 0,
            column: 1,
        }
    }

    /// As [`LineIndex::line_column`]; an offset before the last one is counted afresh.
    pub fn line_column(&mut self, offset: usize) -> (usize, usize) {
        let line = self.line(offset);
        self.column += self.text[self.offset..offset].chars().count();
        self.offset = offset;
        (line, self.column)
    }

    /// The line alone: the text is not looked at.
    pub fn line(&mut self, offset: usize) -> usize {
        let starts = &self.index.starts;
        // Mostly the same line or one soon behind.
        let is_behind = |line: usize| starts.get(line).is_none_or(|&start| start > offset);
        let soon = self.line..self.line + SOON;
        let soon = soon
            .filter(|_| offset >= self.offset)
            .find(|&line| is_behind(line));
        let line = soon.unwrap_or_else(|| starts.partition_point(|&start| start <= offset));
        if line != self.line || offset < self.offset {
            (self.line, self.offset, self.column) = (line, self.index.starts[line - 1], 1);
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_end_counts_once() {
        let text = "a\nb\r\nc\rdé f";
        let index = LineIndex::new(text);
        let at = |needle: &str| index.line_column(text, text.find(needle).expect("in the text"));
        assert_eq!(at("a"), (1, 1));
        assert_eq!(at("b"), (2, 1));
        assert_eq!(at("c"), (3, 1));
        assert_eq!(at("f"), (4, 4));
        let mut cursor = LineCursor::new(text);
        for needle in ["a", "b", "c", "d", "f", "b"] {
            let offset = text.find(needle).expect("in the text");
            let place = index.line_column(text, offset);
            assert_eq!(cursor.line(offset), place.0, "{needle}");
            assert_eq!(cursor.line_column(offset), place, "{needle}");
        }
    }
}
