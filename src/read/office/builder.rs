//! Text and structure as a reader meets them → a document.
//!
//! Readers open and close paragraphs; a paragraph may open inside another one (a note, a text
//! box). It then waits, and follows the outermost paragraph that it stands in as blocks of its
//! own: nothing is glued to the word before a note mark. Words of one paragraph are never parted
//! by runs, links or changes. Cost: linear, whatever the nesting.

use super::columns;
use super::left_out::LeftOut;
use crate::text::{Block, BlockKind, Document, Span};

/// Stands in the text for a picture or a formula, so that no phrase crosses it.
pub(super) const HOLE: char = '\u{FFFC}';

/// A finished block of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) kind: BlockKind,
    pub(super) text: String,
}

/// One row of a table: the items of each cell.
pub(super) type Row = Vec<Vec<Item>>;

/// Builds a document.
#[derive(Debug, Default)]
pub(super) struct Builder {
    done: Vec<Item>,
    /// Texts of the open paragraphs, the outermost first.
    open: Vec<String>,
    /// Finished inside the outermost open paragraph; follows it.
    waiting: Vec<Item>,
    /// Text of paragraphs whose end was deleted: the next paragraph goes on with it.
    carried: String,
    /// Rows of the outermost table.
    table: Option<Vec<Row>>,
    /// Open tables outside of paragraphs.
    tables: usize,
    /// Bytes of text so far.
    size: u64,
    pub(super) left_out: LeftOut,
}

impl Builder {
    /// Begins a paragraph.
    pub(super) fn open(&mut self) {
        let start = if self.open.is_empty() {
            std::mem::take(&mut self.carried)
        } else {
            String::new()
        };
        self.open.push(start);
    }

    /// Ends the innermost paragraph.
    pub(super) fn close(&mut self, kind: BlockKind) {
        let Some(text) = self.open.pop() else { return };
        let item = item(kind, &text);
        if self.open.is_empty() {
            if let Some(item) = item {
                self.put(item);
            }
            for item in std::mem::take(&mut self.waiting) {
                self.put(item);
            }
        } else {
            self.waiting.extend(item);
        }
    }

    /// Ends the innermost paragraph, whose end was deleted: the next one goes on with its text.
    pub(super) fn close_joined(&mut self, kind: BlockKind) {
        if self.open.len() == 1 && self.waiting.is_empty() {
            self.carried = self.open.pop().unwrap_or_default();
        } else {
            self.close(kind);
        }
    }

    /// Adds finished items: behind the open paragraph, if there is one.
    pub(super) fn add(&mut self, items: Vec<Item>) {
        if self.open.is_empty() {
            for item in items {
                self.put(item);
            }
        } else {
            self.waiting.extend(items);
        }
    }

    fn put(&mut self, item: Item) {
        let cell = self.table.as_mut().and_then(|rows| rows.last_mut());
        match cell.and_then(|row| row.last_mut()) {
            Some(cell) => cell.push(item),
            None => self.done.push(item),
        }
    }

    /// True between the start and the end of a paragraph.
    pub(super) fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// Bytes of text so far.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// Adds text to the innermost paragraph, as it stands; line ends and tabs become spaces.
    pub(super) fn text(&mut self, text: &str) {
        let Some(open) = self.open.last_mut() else {
            return;
        };
        self.size += text.len() as u64;
        if text.chars().any(char::is_control) {
            open.extend(text.chars().filter_map(|c| match c {
                '\n' | '\r' | '\t' | '\u{85}' => Some(' '),
                c if c.is_control() => None,
                c => Some(c),
            }));
        } else {
            open.push_str(text);
        }
    }

    /// Adds text whose runs of white space count as one space.
    pub(super) fn collapsed(&mut self, text: &str) {
        let Some(open) = self.open.last_mut() else {
            return;
        };
        self.size += text.len() as u64;
        for c in text.chars() {
            if matches!(c, ' ' | '\n' | '\r' | '\t') {
                if !open.is_empty() && !open.ends_with([' ', '\n', '\t']) {
                    open.push(' ');
                }
            } else if !c.is_control() {
                open.push(c);
            }
        }
    }

    /// Adds one character as it is: a tab, a line end, a hole.
    pub(super) fn sign(&mut self, sign: char) {
        if let Some(open) = self.open.last_mut() {
            self.size += sign.len_utf8() as u64;
            open.push(sign);
        }
    }

    /// Notes words that the document hides.
    pub(super) fn hidden(&mut self, text: &str) {
        self.left_out.hidden_words += text.split_whitespace().count() as u64;
    }

    /// Begins a table. Tables in tables and in text boxes give their cells one by one.
    pub(super) fn open_table(&mut self) {
        if self.open.is_empty() {
            self.tables += 1;
            if self.tables == 1 {
                self.table = Some(Vec::new());
            }
        }
    }

    /// Begins a row.
    pub(super) fn open_row(&mut self) {
        if let (1, true, Some(rows)) = (self.tables, self.open.is_empty(), &mut self.table) {
            rows.push(Row::new());
        }
    }

    /// Begins a cell.
    pub(super) fn open_cell(&mut self) {
        if let (1, true, Some(rows)) = (self.tables, self.open.is_empty(), &mut self.table) {
            if rows.is_empty() {
                rows.push(Row::new());
            }
            if let Some(row) = rows.last_mut() {
                row.push(Vec::new());
            }
        }
    }

    /// Ends a cell.
    pub(super) fn close_cell(&mut self) {
        self.flush_carried(BlockKind::Cell);
    }

    /// Ends a table.
    pub(super) fn close_table(&mut self) {
        if !self.open.is_empty() || self.tables == 0 {
            return;
        }
        self.tables -= 1;
        if self.tables == 0
            && let Some(rows) = self.table.take()
        {
            self.done.extend(columns::items(rows));
        }
    }

    fn flush_carried(&mut self, kind: BlockKind) {
        if self.open.is_empty() && !self.carried.is_empty() {
            self.open();
            self.close(kind);
        }
    }

    /// Everything that was built so far. What is still open is closed.
    pub(super) fn take_items(&mut self) -> Vec<Item> {
        while !self.open.is_empty() {
            self.close(BlockKind::Paragraph);
        }
        self.flush_carried(BlockKind::Paragraph);
        while self.tables > 0 {
            self.close_table();
        }
        std::mem::take(&mut self.done)
    }

    /// The document. Every heading begins a section.
    pub(super) fn finish(mut self) -> Document {
        let left_out = self.left_out;
        let mut document = Document::default();
        let mut section = 0;
        for item in self.take_items() {
            if !document.text.is_empty() {
                let cells = item.kind == BlockKind::Cell;
                let follows = document
                    .blocks
                    .last()
                    .is_some_and(|b| b.kind == BlockKind::Cell);
                document
                    .text
                    .push_str(if cells && follows { "\n" } else { "\n\n" });
            }
            section += u32::from(item.kind == BlockKind::Heading);
            let start = document.text.len();
            document.text.push_str(&item.text);
            document.blocks.push(Block {
                span: Span::new(start, document.text.len()),
                kind: item.kind,
                section,
                turn: None,
            });
        }
        document.losses = left_out.losses();
        document
    }
}

/// A block, if the text holds more than white space and holes.
fn item(kind: BlockKind, text: &str) -> Option<Item> {
    let is_hole = |c: char| c.is_whitespace() || c == HOLE;
    let text = text.trim_matches(is_hole);
    let (kind, text) = match typed_marker(text) {
        Some(rest) if kind == BlockKind::Paragraph => (BlockKind::Item, rest.trim_matches(is_hole)),
        _ => (kind, text),
    };
    (!text.is_empty()).then(|| Item {
        kind,
        text: text.to_owned(),
    })
}

/// What stands behind a list marker that was typed as text, with a tab: `•`, `–`, `1.`, `12)`.
fn typed_marker(text: &str) -> Option<&str> {
    let (marker, rest) = text.split_once('\t')?;
    let number = marker.trim_end_matches(['.', ')']);
    let is_number = number.len() < marker.len()
        && (1..=3).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_bullet = matches!(marker, "•" | "◦" | "▪" | "‣" | "·" | "–" | "-" | "*");
    (is_number || is_bullet).then_some(rest)
}
