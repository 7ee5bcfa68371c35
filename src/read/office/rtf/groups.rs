//! Where the text of a group goes, by its first word.

use super::words::{self, Destination, Group};
use super::{Reader, State};
use crate::read::office::builder::HOLE;
use crate::read::office::fields;

impl Reader {
    /// The first word of a group.
    pub(super) fn begin(&mut self, name: &str) {
        let outer = self.state.goes;
        let starred = std::mem::take(&mut self.starred);
        if outer == Destination::Skip {
            return;
        }
        match words::group(name) {
            Some(Group::Goes(goes)) => {
                // In a shape only its text is text; of text that stands there twice only one.
                let stays = outer == Destination::Shape && goes == Destination::Text
                    || outer == Destination::Instruction && goes != Destination::Skip;
                if !stays {
                    self.state.goes = goes;
                }
                if goes == Destination::Field {
                    self.state.field = true;
                    self.instructions.push(String::new());
                }
            }
            Some(Group::Nested) if !self.state.deleted && outer != Destination::Instruction => {
                if !self.builder.is_open() {
                    self.builder.open();
                }
                self.builder.open();
                self.nested += 1;
                self.state = State {
                    goes: Destination::Text,
                    nested: true,
                    hidden: false,
                    in_table: false,
                    style: None,
                    outline: None,
                    item: false,
                    ..self.state
                };
            }
            Some(Group::Nested) => self.state.goes = Destination::Skip,
            Some(Group::Result) => {
                let instruction = self.instructions.last().map_or("", String::as_str);
                let result = fields::result_of(instruction);
                self.state.goes = match result {
                    _ if outer != Destination::Field => outer,
                    fields::Result::Text => Destination::Text,
                    fields::Result::Index => {
                        self.builder.left_out.indexes += 1;
                        Destination::Skip
                    }
                    fields::Result::Metadata => Destination::Skip,
                };
                if result == fields::Result::Metadata && self.builder.is_open() {
                    self.builder.sign(HOLE);
                }
            }
            Some(Group::Marker) => {
                self.state.goes = Destination::Skip;
                // The mark says what the paragraph around it is.
                if let Some(around) = self.stack.last_mut() {
                    around.item = true;
                }
            }
            None if starred => self.state.goes = Destination::Skip,
            None => {}
        }
    }
}
