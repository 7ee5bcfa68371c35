//! What the elements of Word mean for the text.

use super::body::{Body, Form, Kind, Paragraph, Run};
use crate::read::office::builder::HOLE;
use crate::read::office::xml::Element;

impl Body<'_> {
    /// An element of Word's own inside the body; `None` if it is passed over.
    pub(super) fn word(&mut self, name: &str, element: &Element<'_>) -> Option<Kind> {
        let parent = self.stack.last().copied().unwrap_or(Kind::Plain);
        match parent {
            Kind::ParagraphProperties
            | Kind::Numbering
            | Kind::Mark
            | Kind::RunProperties
            | Kind::RowProperties
            | Kind::CellProperties
            | Kind::FormProperties => return self.property(parent, name, element),
            _ => {}
        }
        Some(match name {
            "p" => {
                if self.cells.last() == Some(&true) {
                    return None;
                }
                self.builder.open();
                self.paragraphs.push(Paragraph {
                    meaning: self.styles.paragraph(None),
                    ..Paragraph::default()
                });
                Kind::Paragraph
            }
            "pPr" => Kind::ParagraphProperties,
            "r" => {
                self.runs.push(Run::default());
                Kind::Run
            }
            "rPr" if parent == Kind::Run => Kind::RunProperties,
            "t" => Kind::Text,
            "instrText" => Kind::Instruction,
            "del" | "moveFrom" | "delText" | "delInstrText" | "rt" | "tblPr" | "tblGrid"
            | "sectPr" | "rPr" | "ffData" => return None,
            "fldChar" => {
                match element.attribute("fldCharType").as_deref() {
                    Some("begin") => self.fields.begin(),
                    Some("separate") => self.separate(),
                    Some("end") => self.fields.end(),
                    _ => {}
                }
                Kind::Plain
            }
            "fldSimple" => {
                self.fields.begin();
                let instruction = element.attribute("instr");
                self.fields.instruction(&instruction.unwrap_or_default());
                self.separate();
                Kind::Field
            }
            "tab" | "ptab" => self.sign('\t'),
            "br" | "cr" => self.sign('\n'),
            "noBreakHyphen" => self.sign('\u{2011}'),
            "softHyphen" => self.sign('\u{AD}'),
            "sym" => self.sign(symbol(element)),
            "footnoteReference" => self.refer("footnotes", element),
            "endnoteReference" => self.refer("endnotes", element),
            "footnote" | "endnote" if self.note.is_none() => return self.begin_note(element),
            "tbl" => {
                if self.cells.last() == Some(&true) {
                    return None;
                }
                self.builder.open_table();
                Kind::Table
            }
            "tr" => {
                self.rows.push(false);
                self.builder.open_row();
                Kind::Row
            }
            "trPr" => Kind::RowProperties,
            "tc" => {
                if self.rows.last() == Some(&true) {
                    return None;
                }
                self.cells.push(false);
                self.builder.open_cell();
                Kind::Cell
            }
            "tcPr" => Kind::CellProperties,
            "sdt" => {
                self.forms.push(Form::default());
                Kind::Form
            }
            "sdtPr" => Kind::FormProperties,
            "sdtContent" => {
                let form = self.forms.last().copied().unwrap_or_default();
                self.builder.left_out.indexes += u64::from(form.index);
                if form.prompt || form.index {
                    return None;
                }
                Kind::Plain
            }
            "altChunk" | "subDoc" => {
                self.builder.left_out.embedded += 1;
                return None;
            }
            _ => Kind::Plain,
        })
    }

    /// What stands in the properties of a paragraph, a run, a row, a cell or a form.
    fn property(&mut self, parent: Kind, name: &str, element: &Element<'_>) -> Option<Kind> {
        let value = || element.attribute("val").unwrap_or_default();
        match (parent, name) {
            // How it was before a tracked change.
            (_, name) if name.ends_with("Change") => return None,
            (Kind::ParagraphProperties, "rPr") => return Some(Kind::Mark),
            (Kind::ParagraphProperties, "numPr") => return Some(Kind::Numbering),
            (Kind::ParagraphProperties | Kind::Numbering, _) => {
                let paragraph = self.paragraphs.last_mut()?;
                match name {
                    "pStyle" => paragraph.meaning = self.styles.paragraph(Some(&value())),
                    "outlineLvl" => paragraph.outline = value().parse().ok(),
                    "numId" => paragraph.list = Some(value() != "0"),
                    _ => return None,
                }
            }
            (Kind::Mark, "del" | "moveFrom") => self.paragraphs.last_mut()?.joins = true,
            (Kind::RunProperties, "rStyle") => {
                self.runs.last_mut()?.style_hides = self.styles.hides(&value());
            }
            (Kind::RunProperties, "vanish") => {
                self.runs.last_mut()?.hidden = Some(element.is_on());
            }
            (Kind::RowProperties, "del") => *self.rows.last_mut()? = true,
            (Kind::CellProperties, "cellDel") => *self.cells.last_mut()? = true,
            (Kind::FormProperties, "docPartObj") => return Some(Kind::FormProperties),
            (Kind::FormProperties, "docPartGallery") => {
                self.forms.last_mut()?.index = value() == "Table of Contents";
            }
            (Kind::FormProperties, "showingPlcHdr") => {
                self.forms.last_mut()?.prompt = element.is_on();
            }
            _ => return None,
        }
        Some(Kind::Plain)
    }
}

/// The sign of a symbol font. Below 256 and in the private area only the font knows what it shows.
fn symbol(element: &Element<'_>) -> char {
    let code = element.attribute("char");
    code.and_then(|hex| u32::from_str_radix(&hex, 16).ok())
        .filter(|code| *code > 0xFF && !(0xE000..=0xF8FF).contains(code))
        .and_then(char::from_u32)
        .unwrap_or(HOLE)
}
