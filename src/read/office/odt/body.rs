//! The text of an OpenDocument file → blocks, in one pass with a stack of what is open.

use super::styles::Styles;
use crate::read::Options;
use crate::read::office::builder::{Builder, HOLE};
use crate::read::office::xml::{Element, Ns, Step, Xml, XmlError};
use crate::text::BlockKind;

/// Most spaces that one element stands for.
const SPACES: usize = 16;

/// An open element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Part of a line.
    Plain,
    /// Around paragraphs: white space in it is only there to be seen in an editor.
    Frame,
    Paragraph {
        heading: bool,
        hides: bool,
    },
    /// A stretch whose style hides or shows text.
    Span {
        hides: bool,
    },
    Item,
    Table,
    Cell,
    /// The text of the document.
    Text,
}

/// Reads the text.
pub(super) struct Body<'s> {
    styles: &'s Styles,
    pub(super) builder: Builder,
    /// The element that holds the text was met.
    pub(super) found_text: bool,
    stack: Vec<Kind>,
    inside: bool,
    /// Open items, cells, and elements whose style hides text.
    items: usize,
    cells: usize,
    hiding: usize,
}

impl<'s> Body<'s> {
    pub(super) fn new(styles: &'s Styles) -> Self {
        Body {
            styles,
            builder: Builder::default(),
            found_text: false,
            stack: Vec::new(),
            inside: false,
            items: 0,
            cells: 0,
            hiding: 0,
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
                Step::Text(text) => {
                    let in_line = matches!(
                        self.stack.last(),
                        Some(Kind::Plain | Kind::Paragraph { .. } | Kind::Span { .. })
                    );
                    if !in_line {
                        continue;
                    }
                    if self.hiding > 0 {
                        self.builder.hidden(&text);
                    } else {
                        self.builder.collapsed(&text);
                    }
                }
                Step::End => return Ok(()),
            }
        }
    }

    /// What an element is; `None` if it is passed over with all that is in it.
    fn open(&mut self, element: &Element<'_>) -> Option<Kind> {
        let name = element.name();
        if !self.inside {
            return match (element.ns, name) {
                (Ns::Office, "text") => {
                    self.inside = true;
                    self.found_text = true;
                    Some(Kind::Text)
                }
                // Styles hold the texts of page headers, meta data the names of authors.
                (
                    Ns::Office,
                    "styles" | "automatic-styles" | "master-styles" | "meta" | "settings"
                    | "scripts" | "font-face-decls",
                ) => None,
                _ => Some(Kind::Plain),
            };
        }
        match (element.ns, name) {
            (Ns::Text, name) => self.text(name, element),
            (Ns::Table, "table") => {
                self.builder.open_table();
                Some(Kind::Table)
            }
            (Ns::Table, "table-row") => {
                self.builder.open_row();
                Some(Kind::Frame)
            }
            (Ns::Table, "table-cell" | "covered-table-cell") => {
                self.cells += 1;
                self.builder.open_cell();
                Some(Kind::Cell)
            }
            (
                Ns::Office,
                "annotation" | "annotation-end" | "forms" | "binary-data" | "event-listeners",
            ) => None,
            (Ns::Draw, "frame") => {
                if element.attribute("anchor-type").as_deref() == Some("as-char") {
                    self.sign(HOLE);
                }
                Some(Kind::Frame)
            }
            // A formula or a sheet; in flat files it stands here with all its parts.
            (Ns::Draw, "object" | "object-ole" | "applet" | "plugin") => None,
            (Ns::Math, _) => None,
            // Alternative texts.
            (Ns::Other, "title" | "desc") => None,
            (Ns::Draw | Ns::Table, _) => Some(Kind::Frame),
            _ => Some(Kind::Plain),
        }
    }

    fn text(&mut self, name: &str, element: &Element<'_>) -> Option<Kind> {
        let style = || element.attribute("style-name").unwrap_or_default();
        let is = |name: &str, value: &str| element.attribute(name).as_deref() == Some(value);
        Some(match name {
            "p" | "h" => {
                let style = style();
                self.builder.open();
                let hides = self.styles.hides("paragraph", &style);
                self.hiding += usize::from(hides);
                let heading = name == "h" || self.styles.is_title(&style);
                Kind::Paragraph { heading, hides }
            }
            "span" | "a" => {
                let hides = name == "span" && self.styles.hides("text", &style());
                self.hiding += usize::from(hides);
                Kind::Span { hides }
            }
            "s" => {
                let count = element.attribute("c").and_then(|c| c.parse().ok());
                for _ in 0..count.unwrap_or(1).min(SPACES) {
                    self.sign(' ');
                }
                Kind::Plain
            }
            "tab" => self.sign('\t'),
            "line-break" => self.sign('\n'),
            "section" if is("display", "none") || is("is-hidden", "true") => {
                self.hiding += 1;
                Kind::Span { hides: true }
            }
            "list" | "list-header" | "note" | "note-body" | "section" => Kind::Frame,
            "list-item" | "numbered-paragraph" => {
                self.items += 1;
                Kind::Item
            }
            "hidden-text" | "hidden-paragraph" if is("is-hidden", "true") => {
                self.hiding += 1;
                Kind::Span { hides: true }
            }
            // What was deleted stands here, in a list of its own.
            "tracked-changes" | "deletion" => return None,
            "note-citation" | "ruby-text" | "placeholder" | "script" | "page-variable-set" => {
                return None;
            }
            "table-of-content" | "alphabetical-index" | "illustration-index" | "table-index"
            | "object-index" | "user-index" => {
                self.builder.left_out.indexes += 1;
                return None;
            }
            "bibliography-source"
            | "variable-decls"
            | "sequence-decls"
            | "user-field-decls"
            | "dde-connection-decls"
            | "alphabetical-index-auto-mark-file" => return None,
            // What the file says about people and places.
            "author-name" | "author-initials" | "initial-creator" | "creator" | "printed-by"
            | "file-name" | "template-name" | "description" | "keywords" | "user-defined"
            | "editing-cycles" => {
                self.sign(HOLE);
                return None;
            }
            name if name.starts_with("sender-") => {
                self.sign(HOLE);
                return None;
            }
            _ => Kind::Plain,
        })
    }

    fn sign(&mut self, sign: char) -> Kind {
        if self.hiding == 0 {
            self.builder.sign(sign);
        }
        Kind::Plain
    }

    fn close(&mut self) {
        match self.stack.pop() {
            Some(Kind::Paragraph { heading, hides }) => {
                self.hiding -= usize::from(hides);
                self.builder.close(if self.cells > 0 {
                    BlockKind::Cell
                } else if heading {
                    BlockKind::Heading
                } else if self.items > 0 {
                    BlockKind::Item
                } else {
                    BlockKind::Paragraph
                });
            }
            Some(Kind::Span { hides }) => self.hiding -= usize::from(hides),
            Some(Kind::Item) => self.items -= 1,
            Some(Kind::Table) => self.builder.close_table(),
            Some(Kind::Cell) => {
                self.cells -= 1;
                self.builder.close_cell();
            }
            Some(Kind::Text) => self.inside = false,
            Some(Kind::Plain | Kind::Frame) | None => {}
        }
    }
}
