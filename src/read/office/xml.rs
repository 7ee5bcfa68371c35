//! XML as steps: elements with their namespace, text, and nothing else.
//!
//! On top of quick-xml: namespaces, a limit on depth, encodings by declaration. Document types are
//! not read: an entity that a file defines itself is never expanded, only counted.

use std::borrow::Cow;
use std::collections::HashMap;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// Namespaces that readers tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ns {
    /// Word's main namespace, also in its strict form.
    Word,
    /// Alternatives for programs of different age.
    Compatibility,
    /// Formulas.
    Math,
    /// OpenDocument: text.
    Text,
    /// OpenDocument: tables.
    Table,
    /// OpenDocument: the frame around everything.
    Office,
    /// OpenDocument: drawings.
    Draw,
    /// OpenDocument: styles.
    Style,
    /// Any other, or none.
    Other,
}

impl Ns {
    fn of(uri: &str) -> Ns {
        const ODF: &str = "urn:oasis:names:tc:opendocument:xmlns:";
        match uri {
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
            | "http://purl.oclc.org/ooxml/wordprocessingml/main" => Ns::Word,
            "http://schemas.openxmlformats.org/markup-compatibility/2006" => Ns::Compatibility,
            "http://schemas.openxmlformats.org/officeDocument/2006/math"
            | "http://purl.oclc.org/ooxml/officeDocument/math"
            | "http://www.w3.org/1998/Math/MathML" => Ns::Math,
            _ => match uri.strip_prefix(ODF) {
                Some("text:1.0") => Ns::Text,
                Some("table:1.0") => Ns::Table,
                Some("office:1.0") => Ns::Office,
                Some("drawing:1.0") => Ns::Draw,
                Some("style:1.0") => Ns::Style,
                _ => Ns::Other,
            },
        }
    }
}

/// The start of an element.
pub(super) struct Element<'a> {
    pub(super) ns: Ns,
    raw: BytesStart<'a>,
}

impl Element<'_> {
    /// Its name without prefix.
    pub(super) fn name(&self) -> &str {
        local(self.raw.name().into_inner())
    }

    /// The value of the first attribute with this name, whatever its prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.raw.attributes();
        let attributes = attributes.with_checks(false);
        let found = attributes
            .flatten()
            .find(|attribute| local(attribute.key.into_inner()) == name)?;
        let value = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
        Some(value.into_owned())
    }

    /// The value of a switch of Word: on if it stands there without `val`.
    pub(super) fn is_on(&self) -> bool {
        !matches!(
            self.attribute("val").as_deref(),
            Some("0" | "false" | "off" | "none")
        )
    }
}

fn local(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

/// What comes next.
pub(super) enum Step<'a> {
    Open(Element<'a>),
    Close,
    Text(Cow<'a, str>),
    End,
}

/// Why XML cannot be read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum XmlError {
    /// Not well-formed from about this byte of the decoded part on.
    Broken(u64),
    /// Elements are nested deeper than the limit.
    TooDeep,
}

/// Steps through XML.
pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    /// For each open element the prefixes that it declares.
    scopes: Vec<Vec<Box<str>>>,
    prefixes: HashMap<Box<str>, Vec<Ns>>,
    depth_limit: usize,
    ended: bool,
    seen_root: bool,
    /// References to entities that nobody expands.
    pub(super) entities: u64,
}

impl<'a> Xml<'a> {
    pub(super) fn new(text: &'a str, depth_limit: u32) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        config.check_comments = false;
        Xml {
            reader,
            scopes: Vec::new(),
            prefixes: HashMap::new(),
            depth_limit: depth_limit as usize,
            ended: false,
            seen_root: false,
            entities: 0,
        }
    }

    /// The next step. After `End` there is only `End`.
    pub(super) fn next(&mut self) -> Result<Step<'a>, XmlError> {
        loop {
            if self.ended {
                return Ok(Step::End);
            }
            let event = self.reader.read_event();
            let event = event.map_err(|_| XmlError::Broken(self.reader.error_position()))?;
            match event {
                Event::Start(start) => return self.open(start).map(Step::Open),
                Event::End(_) | Event::Empty(_) => {
                    for prefix in self.scopes.pop().unwrap_or_default() {
                        if let Some(bound) = self.prefixes.get_mut(&prefix) {
                            bound.pop();
                        }
                    }
                    return Ok(Step::Close);
                }
                Event::Text(text) => return Ok(Step::Text(text.into_inner())),
                Event::CData(text) => return Ok(Step::Text(text.into_inner())),
                Event::GeneralRef(name) => {
                    if name.is_char_ref() {
                        match name.resolve_char_ref() {
                            Ok(Some(c)) => return Ok(Step::Text(Cow::Owned(c.to_string()))),
                            _ => self.entities += 1,
                        }
                    } else if let Some(text) = resolve_predefined_entity(&name) {
                        return Ok(Step::Text(Cow::Borrowed(text)));
                    } else {
                        self.entities += 1;
                    }
                }
                Event::Eof => {
                    self.ended = true;
                    if !self.scopes.is_empty() || !self.seen_root {
                        return Err(XmlError::Broken(self.reader.buffer_position()));
                    }
                }
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
    }

    fn open(&mut self, start: BytesStart<'a>) -> Result<Element<'a>, XmlError> {
        if self.scopes.len() >= self.depth_limit {
            return Err(XmlError::TooDeep);
        }
        self.seen_root = true;
        let mut declared = Vec::new();
        if start.attributes_raw().contains("xmlns") {
            for attribute in start.attributes().with_checks(false).flatten() {
                let key = attribute.key.into_inner();
                let prefix = match key.strip_prefix("xmlns") {
                    Some("") => "",
                    Some(prefix) if prefix.starts_with(':') => &prefix[1..],
                    _ => continue,
                };
                let bound = self.prefixes.entry(prefix.into()).or_default();
                bound.push(Ns::of(&attribute.value));
                declared.push(prefix.into());
            }
        }
        self.scopes.push(declared);
        let name = start.name().into_inner();
        let prefix = name.split_once(':').map_or("", |(prefix, _)| prefix);
        let bound = self.prefixes.get(prefix).and_then(|bound| bound.last());
        let ns = bound.copied().unwrap_or(Ns::Other);
        Ok(Element { ns, raw: start })
    }

    /// Passes over the rest of the element that was opened last.
    pub(super) fn skip(&mut self) -> Result<(), XmlError> {
        let mut depth = 1_u64;
        while depth > 0 {
            match self.next()? {
                Step::Open(_) => depth += 1,
                Step::Close => depth -= 1,
                Step::Text(_) => {}
                Step::End => return Ok(()),
            }
        }
        Ok(())
    }
}

/// A part as text: by byte order mark, by NUL bytes, by declaration, or UTF-8. With the number of
/// places that could not be decoded.
pub(super) fn decode(bytes: Vec<u8>) -> (String, u64) {
    let (encoding, mark) = match Encoding::for_bom(&bytes) {
        Some(found) => found,
        None => (declared(&bytes), 0),
    };
    if encoding == UTF_8 && mark == 0 {
        match String::from_utf8(bytes) {
            Ok(text) => return (text, 0),
            Err(error) => return replaced(UTF_8, error.as_bytes()),
        }
    }
    replaced(encoding, &bytes[mark..])
}

fn replaced(encoding: &'static Encoding, bytes: &[u8]) -> (String, u64) {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let text = text.into_owned();
    let count = if broken {
        text.matches('\u{FFFD}').count() as u64
    } else {
        0
    };
    (text, count)
}

fn declared(bytes: &[u8]) -> &'static Encoding {
    match bytes {
        [b'<', 0, ..] => return UTF_16LE,
        [0, b'<', ..] => return UTF_16BE,
        _ => {}
    }
    let head = &bytes[..bytes.len().min(200)];
    let head = String::from_utf8_lossy(head);
    let declaration = head.strip_prefix("<?xml").and_then(|rest| {
        let rest = rest.split_once("?>")?.0.split_once("encoding")?.1;
        rest.trim_start_matches(|c: char| c == '=' || c.is_whitespace())
            .get(1..)
    });
    let label = declaration.and_then(|rest| rest.split(['"', '\'']).next());
    let named = label.and_then(|label| Encoding::for_label_no_replacement(label.as_bytes()));
    // A declaration that stands in single bytes cannot be right about wide ones.
    match named {
        Some(encoding) if encoding != UTF_16LE && encoding != UTF_16BE => encoding,
        _ => UTF_8,
    }
}
