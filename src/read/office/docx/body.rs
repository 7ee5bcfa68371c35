//! The body of a Word file, or the notes of one → blocks.
//!
//! One pass over the XML with a stack of what is open; nothing calls itself, so that the depth of
//! a file costs memory only, up to the limit.

use std::collections::{HashMap, HashSet};

use super::styles::{Meaning, Styles};
use crate::read::Options;
use crate::read::office::builder::{Builder, HOLE, Item};
use crate::read::office::fields::{self, Fields};
use crate::read::office::left_out::LeftOut;
use crate::read::office::xml::{Element, Ns, Step, Xml, XmlError};
use crate::text::BlockKind;

/// An open element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing to do at its end.
    Plain,
    Paragraph,
    ParagraphProperties,
    Numbering,
    /// Properties of the mark at the end of a paragraph.
    Mark,
    Run,
    RunProperties,
    /// The text of a run.
    Text,
    /// The instruction of a field.
    Instruction,
    /// A field whose result is an element.
    Field,
    Table,
    Row,
    RowProperties,
    Cell,
    CellProperties,
    Alternatives,
    Form,
    FormProperties,
    Note,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Paragraph {
    pub(super) meaning: Meaning,
    pub(super) outline: Option<u32>,
    pub(super) list: Option<bool>,
    /// The end of the paragraph was deleted.
    pub(super) joins: bool,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Run {
    pub(super) hidden: Option<bool>,
    pub(super) style_hides: bool,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Form {
    pub(super) prompt: bool,
    pub(super) index: bool,
}

/// Notes by kind and number, each until it is referred to.
#[derive(Debug, Default)]
pub(super) struct Notes {
    items: HashMap<(&'static str, String), Vec<Item>>,
    left_out: LeftOut,
}

impl Notes {
    /// Takes the notes of a part that was read.
    pub(super) fn add(&mut self, kind: &'static str, body: Body<'_>) {
        for (number, items) in body.read_notes {
            self.items.insert((kind, number), items);
        }
        self.left_out.add(body.builder.left_out);
    }
}

/// Reads one part.
pub(super) struct Body<'s> {
    pub(super) styles: &'s Styles,
    pub(super) builder: Builder,
    /// The body element, or a note, was met.
    pub(super) found_text: bool,
    /// References to notes that are not there.
    pub(super) missing_notes: u64,
    pub(super) stack: Vec<Kind>,
    pub(super) paragraphs: Vec<Paragraph>,
    pub(super) runs: Vec<Run>,
    /// Open rows: deleted?
    pub(super) rows: Vec<bool>,
    /// Open cells: deleted?
    pub(super) cells: Vec<bool>,
    /// Open alternatives: one was read?
    pub(super) alternatives: Vec<bool>,
    pub(super) forms: Vec<Form>,
    pub(super) fields: Fields,
    notes: Notes,
    used_notes: HashSet<(&'static str, String)>,
    pub(super) note: Option<String>,
    read_notes: Vec<(String, Vec<Item>)>,
}

impl<'s> Body<'s> {
    pub(super) fn new(styles: &'s Styles, notes: Notes) -> Self {
        let mut builder = Builder::default();
        builder.left_out = notes.left_out;
        Body {
            styles,
            builder,
            found_text: false,
            missing_notes: 0,
            stack: Vec::new(),
            paragraphs: Vec::new(),
            runs: Vec::new(),
            rows: Vec::new(),
            cells: Vec::new(),
            alternatives: Vec::new(),
            forms: Vec::new(),
            fields: Fields::default(),
            notes,
            used_notes: HashSet::new(),
            note: None,
            read_notes: Vec::new(),
        }
    }

    /// Reads a part, up to its end or to the first broken place.
    pub(super) fn read(&mut self, text: &str, options: &Options) -> Result<(), XmlError> {
        let mut xml = Xml::new(text, options.limits.depth);
        let outcome = self.steps(&mut xml);
        self.builder.left_out.entities += xml.entities;
        outcome
    }

    fn steps(&mut self, xml: &mut Xml<'_>) -> Result<(), XmlError> {
        loop {
            match xml.next()? {
                Step::Open(element) => match self.open(&element) {
                    Some(kind) => self.stack.push(kind),
                    None => xml.skip()?,
                },
                Step::Close => self.close(),
                Step::Text(text) => match self.stack.last() {
                    Some(Kind::Text) => self.text(&text),
                    Some(Kind::Instruction) => self.fields.instruction(&text),
                    _ => {}
                },
                Step::End => return Ok(()),
            }
        }
    }

    /// True if a field is left open that hides text.
    pub(super) fn unended_field(&self) -> bool {
        self.fields.drops()
    }

    /// What an element is; `None` if it is passed over with all that is in it.
    fn open(&mut self, element: &Element<'_>) -> Option<Kind> {
        let in_text = self.found_text;
        match (element.ns, element.name()) {
            (Ns::Word, name) if !in_text => match name {
                "body" => self.found_text = true,
                "footnote" | "endnote" => return self.begin_note(element),
                "background" => return None,
                _ => {}
            },
            (Ns::Word, name) => return self.word(name, element),
            (Ns::Compatibility, "AlternateContent") => {
                self.alternatives.push(false);
                return Some(Kind::Alternatives);
            }
            (Ns::Compatibility, "Choice" | "Fallback") => {
                // The first one that comes up is read: all of them show the same.
                let taken = self.alternatives.last_mut()?;
                if std::mem::replace(taken, true) {
                    return None;
                }
            }
            (Ns::Math, "oMath" | "oMathPara" | "math") => {
                self.hole();
                return None;
            }
            // A picture in the line; others stand beside the text.
            (Ns::Other, "inline") => self.hole(),
            _ => {}
        }
        Some(Kind::Plain)
    }

    fn hole(&mut self) {
        self.sign(HOLE);
    }

    pub(super) fn begin_note(&mut self, element: &Element<'_>) -> Option<Kind> {
        // Other types are the lines between text and notes.
        let kind = element.attribute("type").unwrap_or_default();
        if !matches!(kind.as_str(), "" | "normal") {
            return None;
        }
        self.found_text = true;
        self.note = element.attribute("id");
        Some(Kind::Note)
    }

    fn close(&mut self) {
        match self.stack.pop() {
            Some(Kind::Paragraph) => self.close_paragraph(),
            Some(Kind::ParagraphProperties) if self.kind_of_paragraph() == BlockKind::Heading => {
                self.fields.heading();
            }
            Some(Kind::Run) => {
                self.runs.pop();
            }
            Some(Kind::Field) => self.fields.end(),
            Some(Kind::Table) => self.builder.close_table(),
            Some(Kind::Row) => {
                self.rows.pop();
            }
            Some(Kind::Cell) => {
                self.cells.pop();
                self.builder.close_cell();
            }
            Some(Kind::Alternatives) => {
                self.alternatives.pop();
            }
            Some(Kind::Form) => {
                self.forms.pop();
            }
            Some(Kind::Note) => {
                let items = self.builder.take_items();
                if let Some(number) = self.note.take() {
                    self.read_notes.push((number, items));
                }
            }
            _ => {}
        }
    }

    fn kind_of_paragraph(&self) -> BlockKind {
        let paragraph = self.paragraphs.last().copied().unwrap_or_default();
        let level = paragraph.outline;
        if !self.cells.is_empty() {
            BlockKind::Cell
        } else if level.map_or(paragraph.meaning.heading, |level| level < 9) {
            BlockKind::Heading
        } else if paragraph.list.unwrap_or(paragraph.meaning.item) {
            BlockKind::Item
        } else {
            BlockKind::Paragraph
        }
    }

    fn close_paragraph(&mut self) {
        let kind = self.kind_of_paragraph();
        let joins = self
            .paragraphs
            .pop()
            .is_some_and(|paragraph| paragraph.joins);
        if joins {
            self.builder.close_joined(kind);
        } else {
            self.builder.close(kind);
        }
        if self.paragraphs.is_empty() {
            self.fields.end_paragraph();
        }
    }

    fn text(&mut self, text: &str) {
        if !self.fields.shows() {
            return;
        }
        let run = self.runs.last().copied().unwrap_or_default();
        let paragraph = self.paragraphs.last().copied().unwrap_or_default();
        let by_style = run.style_hides || paragraph.meaning.hidden;
        if run.hidden.unwrap_or(by_style) {
            self.builder.hidden(text);
        } else {
            self.builder.text(text);
        }
    }

    pub(super) fn sign(&mut self, sign: char) -> Kind {
        let run = self.runs.last().copied().unwrap_or_default();
        if self.fields.shows() && run.hidden != Some(true) {
            self.builder.sign(sign);
        }
        Kind::Plain
    }

    /// The result of the innermost field begins.
    pub(super) fn separate(&mut self) {
        let shows_around = self.fields.dropping_none();
        match self.fields.separate() {
            Some(fields::Result::Index) if shows_around => self.builder.left_out.indexes += 1,
            Some(fields::Result::Metadata) => self.builder.sign(HOLE),
            _ => {}
        }
    }

    /// A note is referred to: it follows the paragraph, once.
    pub(super) fn refer(&mut self, kind: &'static str, element: &Element<'_>) -> Kind {
        if self.note.is_none()
            && self.fields.shows()
            && let Some(number) = element.attribute("id")
        {
            let key = (kind, number);
            if let Some(items) = self.notes.items.remove(&key) {
                self.builder.add(items);
                self.used_notes.insert(key);
            } else if !self.used_notes.contains(&key) {
                self.missing_notes += 1;
                self.used_notes.insert(key);
            }
        }
        Kind::Plain
    }
}
