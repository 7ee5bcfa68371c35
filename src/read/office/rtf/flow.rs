//! Paragraphs, cells and rows, and the document in the end.

use super::Reader;
use super::words::Destination;
use crate::read::ReadError;
use crate::read::office::builder::{Item, Row};
use crate::read::office::columns;
use crate::read::office::package::damaged;
use crate::text::{BlockKind, Document, Loss};

impl Reader {
    pub(super) fn kind(&self) -> BlockKind {
        let state = &self.state;
        let by_style = state
            .style
            .is_some_and(|style| self.tables.is_heading(style));
        if state.in_table {
            BlockKind::Cell
        } else if state.outline.map_or(by_style, |level| level < 9) {
            BlockKind::Heading
        } else if state.item {
            BlockKind::Item
        } else {
            BlockKind::Paragraph
        }
    }

    /// A paragraph ends.
    pub(super) fn paragraph(&mut self) {
        self.flush();
        if self.state.deleted || self.state.goes != Destination::Text {
            return;
        }
        self.builder.close(self.kind());
        if self.nested > 0 {
            self.builder.open();
            return;
        }
        let items = self.builder.take_items();
        if self.state.in_table {
            self.put_in_cell(items);
        } else {
            self.end_table();
            self.done.extend(items);
        }
    }

    pub(super) fn cell(&mut self) {
        self.flush();
        if self.nested > 0 {
            // A table in a text box: its cells become blocks of the box.
            self.builder.close(BlockKind::Cell);
            self.builder.open();
            return;
        }
        self.builder.close(BlockKind::Cell);
        let items = self.builder.take_items();
        self.put_in_cell(items);
        self.new_cell = true;
    }

    pub(super) fn row(&mut self) {
        self.flush();
        if self.nested == 0 {
            self.builder.close(BlockKind::Cell);
            let items = self.builder.take_items();
            if !items.is_empty() {
                self.put_in_cell(items);
            }
            self.new_row = true;
        }
    }

    fn put_in_cell(&mut self, items: Vec<Item>) {
        if std::mem::take(&mut self.new_row) {
            self.rows.push(Row::new());
            self.new_cell = true;
        }
        if let Some(row) = self.rows.last_mut() {
            if std::mem::take(&mut self.new_cell) {
                row.push(Vec::new());
            }
            if let Some(cell) = row.last_mut() {
                cell.extend(items);
            }
        }
    }

    fn end_table(&mut self) {
        self.done
            .extend(columns::items(std::mem::take(&mut self.rows)));
        self.new_row = true;
    }

    pub(super) fn finish(mut self) -> Result<Document, ReadError> {
        self.flush();
        let unended = self.stack.len();
        while !self.stack.is_empty() {
            self.close();
        }
        self.builder.close(self.kind());
        let items = self.builder.take_items();
        self.end_table();
        self.done.extend(items);
        if unended > 0 && self.done.is_empty() {
            return Err(damaged("the file is cut off before its text begins"));
        }
        self.builder.add(std::mem::take(&mut self.done));
        let mut document = self.builder.finish();
        if unended > 0 {
            document.losses.push(Loss {
                reason: "damaged",
                detail: "the file ends in the middle: its last groups are not closed, and text may be missing; open it in the program that made it and save it again".to_owned(),
                fatal: true,
            });
        }
        Ok(document)
    }
}
