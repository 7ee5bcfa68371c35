//! Text and blocks of a document, put together piece by piece with their places in the source.

use std::ops::Range;

use crate::text::{Block, BlockKind, Document, Span};

/// Stands in the text for something that is not prose, so that no phrase crosses it.
pub(super) const HOLE: &str = "\u{FFFC}";

/// Builds a document from a source, from front to back.
///
/// The readers of markup say which stretches of the source are text, and where blocks end.
pub(super) struct Builder<'s> {
    pub(super) source: &'s str,
    pub(super) document: Document,
    /// Number of the section that blocks belong to from here on.
    pub(super) section: u32,
    /// Start and kind of the block that is being read.
    open: Option<(usize, BlockKind)>,
    /// Start in the text, and source, of what was copied last and may go on.
    run: Option<(usize, Range<usize>)>,
    /// Where in the source the text has got to.
    reached: usize,
}

impl<'s> Builder<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        Builder {
            source,
            document: Document::default(),
            section: 0,
            open: None,
            run: None,
            reached: 0,
        }
    }

    /// True if text that is added now goes on in a block.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// The text of the block that is being read.
    pub(super) fn block_text(&self) -> &str {
        self.open
            .map_or("", |(start, _)| &self.document.text[start..])
    }

    /// Ends the block that is being read. One without anything but holes is none.
    pub(super) fn close_block(&mut self) {
        let Some((start, kind)) = self.open.take() else {
            return;
        };
        let text = &self.document.text[start..];
        if text.contains(|c: char| !c.is_whitespace() && c != '\u{FFFC}') {
            let span = Span::new(start, start + text.trim_end().len());
            let block = Block {
                span,
                kind,
                section: self.section,
                turn: None,
            };
            self.document.blocks.push(block);
        }
    }

    /// Makes sure that a block is open for text that comes from `source`.
    fn open_block(&mut self, source: usize, kind: BlockKind) {
        if self.open.is_some() {
            return;
        }
        if !self.document.text.is_empty() {
            self.end_run();
            let between = self.reached..source.max(self.reached);
            self.document
                .map
                .replaced(self.document.text.len(), between);
            self.document.text.push_str("\n\n");
        }
        self.open = Some((self.document.text.len(), kind));
    }

    /// Adds text that stands for `range` of the source. White space opens no block.
    pub(super) fn text(&mut self, text: &str, range: Range<usize>, kind: BlockKind) {
        if self.open.is_none() && text.chars().all(char::is_whitespace) {
            return;
        }
        if self.source[range.clone()] == *text {
            // White space at the start of a block would only be in the way.
            let lead = if self.open.is_some() {
                0
            } else {
                text.len() - text.trim_start().len()
            };
            self.open_block(range.start + lead, kind);
            self.copy(range.start + lead..range.end);
        } else {
            self.open_block(range.start, kind);
            self.end_run();
            self.document
                .map
                .replaced(self.document.text.len(), range.clone());
            self.document.text.push_str(text);
            self.reached = range.end;
        }
    }

    /// Copies source that goes on where the last copy ended, or begins a new piece.
    fn copy(&mut self, range: Range<usize>) {
        self.document.text.push_str(&self.source[range.clone()]);
        self.reached = range.end;
        match &mut self.run {
            Some((_, run)) if run.end == range.start => run.end = range.end,
            _ => {
                self.end_run();
                self.run = Some((self.document.text.len() - range.len(), range));
            }
        }
    }

    fn end_run(&mut self) {
        if let Some((start, source)) = self.run.take() {
            self.document.map.verbatim(start, source);
        }
    }

    /// The finished document.
    pub(super) fn finish(mut self) -> Document {
        self.close_block();
        self.end_run();
        self.document
    }
}
