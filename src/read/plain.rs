//! Plain text → document: paragraphs and list items, nothing is left out.
//!
//! The text of the document is the decoded file itself, so offsets need no map.

use std::ops::Range;

use rayon::prelude::*;

use crate::text::bytes::{self, eq};
use crate::text::{Block, BlockKind, Document, SourceMap, Span};

/// Reads plain text.
///
/// Blank lines, form feeds and U+2029 end a paragraph; a line that starts with a list marker begins
/// an item. Cost: one pass.
pub fn read(text: String) -> Document {
    let starts = starts(&text);
    let mut runs: Vec<Vec<Block>> = if starts.len() > 2 {
        let runs = starts.par_windows(2);
        runs.map(|run| blocks(&text, run[0]..run[1])).collect()
    } else {
        vec![blocks(&text, 0..text.len())]
    };
    Document {
        // Those of a short text are not copied.
        blocks: if runs.len() == 1 {
            runs.remove(0)
        } else {
            runs.concat()
        },
        text,
        map: SourceMap::identity(),
        ..Document::default()
    }
}

/// Bytes of a text that a thread reads at a time.
const RUN: usize = 4 << 20;

/// Where runs of a text begin that know nothing of each other, and its end: 0, and for each of the
/// lengths of a long text the next place behind an empty line.
fn starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    let mut at = RUN;
    while at < bytes.len() {
        let Some(found) = bytes::position(&bytes[at..], |x| eq(x, b'\n')) else {
            break;
        };
        at += found + 1;
        if bytes.get(at) == Some(&b'\n') {
            starts.push(at + 1);
            at += RUN;
        }
    }
    starts.push(bytes.len());
    starts
}

/// The blocks of a run of a text.
fn blocks(text: &str, run: Range<usize>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open = Open::default();
    for line in lines(&text[..run.end], run.start) {
        let content = &text[line.start..line.end];
        let lead = content.len() - content.trim_start().len();
        if lead == content.len() {
            open.close(&mut blocks);
        } else if let Some(marker) = list_marker(&content[lead..]) {
            open.close(&mut blocks);
            open.kind = Some(BlockKind::Item);
            open.add(line.start + lead + marker, &content[lead + marker..]);
        } else {
            open.add(line.start + lead, &content[lead..]);
        }
        if line.ends_paragraph {
            open.close(&mut blocks);
        }
    }
    open.close(&mut blocks);
    blocks
}

/// The block that is being read.
#[derive(Default)]
struct Open {
    span: Option<(usize, usize)>,
    kind: Option<BlockKind>,
}

impl Open {
    /// Adds the rest of a line that starts at `at`.
    fn add(&mut self, at: usize, rest: &str) {
        let text = rest.trim_start();
        if text.is_empty() {
            // A marker alone on its line: the item begins on the next one.
            return;
        }
        let start = at + rest.len() - text.len();
        let end = start + text.trim_end().len();
        self.span = Some((self.span.map_or(start, |(first, _)| first), end));
    }

    fn close(&mut self, blocks: &mut Vec<Block>) {
        let kind = self.kind.take().unwrap_or(BlockKind::Paragraph);
        if let Some((start, end)) = self.span.take() {
            blocks.push(Block {
                span: Span::new(start, end),
                kind,
                section: 0,
                turn: None,
            });
        }
    }
}

/// A line without its end.
struct Line {
    start: usize,
    end: usize,
    ends_paragraph: bool,
}

/// The lines of a text from a byte on. LF, CRLF, CR, VT, FF, NEL, U+2028 and U+2029 end one.
fn lines(text: &str, from: usize) -> impl Iterator<Item = Line> {
    let mut start = from;
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let length = bytes::line_end(text, start) - start;
        let line_end = rest[length..].chars().next();
        let width = if rest[length..].starts_with("\r\n") {
            2
        } else {
            line_end.map_or(0, char::len_utf8)
        };
        let ends_paragraph = matches!(line_end, Some('\u{0C}' | '\u{2029}'));
        let line = Line {
            start,
            end: start + length,
            ends_paragraph,
        };
        start += length + width;
        Some(line)
    })
}

/// Length of the list marker, with one space behind it, that a line starts with.
fn list_marker(line: &str) -> Option<usize> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let marker = match line[digits..].chars().next()? {
        c @ ('-' | '*' | '•' | '–') if digits == 0 => c.len_utf8(),
        '.' | ')' if (1..=3).contains(&digits) => digits + 1,
        _ => return None,
    };
    let space = line[marker..].chars().next()?;
    matches!(space, ' ' | '\t' | '\u{A0}').then(|| marker + space.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str) -> Vec<(BlockKind, String)> {
        let document = read(text.to_owned());
        assert_eq!(document.text, text);
        assert!(document.map.is_identity());
        let block = |b: &Block| (b.kind, document.text[b.span.range()].to_owned());
        document.blocks.iter().map(block).collect()
    }

    fn texts(text: &str) -> Vec<String> {
        blocks(text).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn blank_lines_part_paragraphs_whatever_ends_a_line() {
        for end in ["\n", "\r\n", "\r", "\u{85}", "\u{2028}"] {
            let text = ["", "  one", "two ", " \t", "", "three"].join(end);
            let expected = [format!("one{end}two"), "three".to_owned()];
            assert_eq!(texts(&text), expected, "{end:?}");
        }
    }

    #[test]
    fn page_breaks_and_paragraph_separators_end_paragraphs() {
        assert_eq!(
            texts("one\u{2029}two\u{0C}three\n\u{0C}\nfour"),
            ["one", "two", "three", "four"]
        );
    }

    #[test]
    fn list_markers_begin_items_behind_them() {
        use BlockKind::{Item, Paragraph};
        let expected = [
            (Paragraph, "I feel:"),
            (Item, "ashamed\n  of it"),
            (Item, "calm"),
            (Item, "warm"),
            (Item, "old"),
            (Item, "young"),
            (Paragraph, "Then."),
        ];
        let found =
            blocks("I feel:\n- ashamed\n  of it\n* calm\n  • warm\n– old\n12) young\n\nThen.");
        let found: Vec<_> = found
            .iter()
            .map(|(kind, text)| (*kind, text.as_str()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_only_looks_like_a_marker_is_text() {
        for text in [
            "-5 degrees",
            "1945. A year",
            "**bold** start",
            "3.5 hours",
            "—no",
            "-",
        ] {
            assert_eq!(blocks(text), [(BlockKind::Paragraph, text.to_owned())]);
        }
    }

    #[test]
    fn a_long_text_is_read_in_runs() {
        let paragraph = "I was\nashamed, é\n\n- of it\n\n\n\nThen\n \n";
        for line_ends in ["\n", "\r\n"] {
            let text = paragraph
                .replace('\n', line_ends)
                .repeat(2 * RUN / paragraph.len());
            let in_runs = starts(&text).len() > 2;
            assert_eq!(in_runs, line_ends == "\n");
            let found = read(text.clone());
            assert_eq!(found.blocks, super::blocks(&text, 0..text.len()));
        }
        assert_eq!(starts(&"a".repeat(2 * RUN)), [0, 2 * RUN]);
    }

    #[test]
    fn no_block_is_empty() {
        assert_eq!(blocks(""), []);
        assert_eq!(blocks("\n \t\r\n\u{0C}\u{A0}\n"), []);
        assert_eq!(blocks("- \n\n* \n"), []);
        assert_eq!(blocks("- \nlate"), [(BlockKind::Item, "late".to_owned())]);
    }

    #[test]
    fn a_long_line_takes_one_pass() {
        let text = "shame ".repeat(500_000);
        assert_eq!(texts(&text), [text.trim_end()]);
        assert_eq!(blocks(&"- a\n".repeat(200_000)).len(), 200_000);
    }
}
