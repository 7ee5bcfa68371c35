//! HTML → document: the text that a browser shows, each byte traced to its place in the file.
//!
//! The source is read once, token by token; no tree is built, and neither depth nor length costs
//! stack. Blocks part words and phrases, inline markup joins them, `<br>` ends a line. Scripts,
//! styles, templates and everything hidden are left out; code, images and form fields leave a hole.
//! What is kept and left out is written down in `docs/formats.md`.

mod cut;
pub(crate) mod elements;
pub(crate) mod entities;
mod marks;
mod selector;
mod stack;
pub(crate) mod tokens;

#[cfg(test)]
mod tests;

use std::ops::Range;

pub use selector::{Selector, SelectorError};

use super::builder::{Builder, HOLE};
use super::options::{HtmlOptions, Limits};
use crate::text::{BlockKind, Document, Loss};
use cut::Cutter;
use elements::{Display, display};
use marks::{hides, is_bare_link, is_listing, is_note_mark};
use selector::Facts;
use stack::{Hidden, Stack, State};
use tokens::{Dialect, Tag, Token, Tokens};

/// Reads HTML.
///
/// Every text is HTML; what is left out against its author's wish is told as a [`Loss`]. Cost:
/// linear.
pub fn read(source: &str, options: &HtmlOptions) -> Document {
    read_limited(source, options, Limits::default().depth)
}

/// Reads HTML with elements nested up to `depth`; deeper ones are read side by side.
pub(super) fn read_limited(source: &str, options: &HtmlOptions, depth: u32) -> Document {
    let mut reader = Reader::new(source, options, options.main, depth);
    reader.read();
    if options.main && !reader.has_main {
        reader = Reader::new(source, options, false, depth);
        reader.read();
        reader.builder.document.losses.push(Loss {
            reason: "no_main",
            detail: "no main or article element is in it, so all of it was read; cut what is not wanted with --html-skip"
                .to_owned(),
            fatal: false,
        });
    }
    reader.finish()
}

struct Reader<'s> {
    source: &'s str,
    tokens: Tokens<'s>,
    dialect: Dialect,
    builder: Builder<'s>,
    stack: Stack,
    cutter: Cutter,
    main_only: bool,
    has_main: bool,
    depth: usize,
    /// Words in elements that an attribute hides.
    hidden_words: u64,
    is_too_deep: bool,
    /// Where something begins that never ends, and what it is.
    unclosed: Option<(usize, String)>,
}

impl<'s> Reader<'s> {
    fn new(source: &'s str, options: &HtmlOptions, main_only: bool, depth: u32) -> Self {
        let is_xml = is_xhtml(source);
        let dialect = if is_xml { Dialect::Xml } else { Dialect::Html };
        Reader {
            source,
            tokens: Tokens::new(source, dialect),
            dialect,
            builder: Builder::new(source),
            stack: Stack::default(),
            cutter: Cutter::new(&options.skip),
            main_only,
            has_main: false,
            depth: depth as usize,
            hidden_words: 0,
            is_too_deep: false,
            unclosed: None,
        }
    }

    fn read(&mut self) {
        loop {
            self.tokens.in_foreign = self.stack.state().is_foreign;
            let Some((token, range)) = self.tokens.next() else {
                return;
            };
            match token {
                Token::Text => self.text(range, true),
                Token::Verbatim(inner) => self.text(inner, false),
                Token::Comment => {}
                Token::Tag(tag) if tag.closing => self.end(&tag.name, range),
                Token::Tag(tag) => self.start(&tag, range),
                Token::Unclosed => {
                    let what = if self.source[range.start..].starts_with("<!--") {
                        "<!--"
                    } else {
                        "<"
                    };
                    self.unclosed = Some((range.start, what.to_owned()));
                }
            }
        }
    }

    fn finish(self) -> Document {
        let mut document = self.builder.finish();
        if let Some((at, what)) = self.unclosed {
            let line = 1 + self.source[..at].matches('\n').count();
            let bytes = self.source.len() - at;
            document.losses.push(Loss {
                reason: "unclosed_block",
                detail: format!(
                    "`{what}` in line {line} is never closed, so {bytes} bytes from there on were not read; close it"
                ),
                fatal: true,
            });
        }
        if self.is_too_deep {
            document.losses.push(Loss {
                reason: "too_deep",
                detail: format!(
                    "elements nested deeper than {} were read as if they stood side by side",
                    self.depth
                ),
                fatal: false,
            });
        }
        if self.hidden_words > 0 {
            document.losses.push(Loss {
                reason: "hidden_text",
                detail: format!(
                    "{} words in elements that are not shown (hidden, aria-hidden, display:none) were not read",
                    self.hidden_words
                ),
                fatal: false,
            });
        }
        document
    }

    fn start(&mut self, tag: &Tag<'s>, range: Range<usize>) {
        let name: &str = &tag.name;
        if self.stack.state().is_foreign && elements::breaks_out(name) {
            self.stack.leave_foreign();
            self.cutter.leave(self.stack.depth());
        }
        self.stack.before(name);
        self.cutter.leave(self.stack.depth());
        let outer = self.stack.state();
        let attributes = attributes_of(tag);
        let element = Facts {
            name,
            attributes: &attributes,
        };
        let mut state = self.state_in(&element, outer, range.end);
        let is_cut = self.cutter.enter(&element, self.stack.depth());
        if is_cut && state.hidden.is_none() {
            state.hidden = Some(Hidden::Cut);
        }
        let shown = display(name);
        self.mark(name, shown, outer, state, range);
        if state.in_main && state.hidden.is_none() {
            self.has_main = true;
        }
        if tag.self_closing && (self.dialect == Dialect::Xml || state.is_foreign)
            || elements::is_void(name)
        {
            return;
        }
        if !state.is_foreign && self.dialect == Dialect::Html && name == "plaintext" {
            let rest = self.tokens.raw("plaintext").0;
            self.text(rest, false);
            return;
        }
        if !outer.is_foreign && elements::is_raw(name) {
            let (content, is_closed) = self.tokens.raw(name);
            if !is_closed && !self.source[content.clone()].trim().is_empty() {
                self.unclosed = Some((content.start, format!("<{name}>")));
            }
        }
        if self.stack.depth() < self.depth || state.hidden != outer.hidden {
            self.stack.push(name, state);
        } else {
            self.is_too_deep = true;
        }
    }

    /// What a start tag does to the text.
    fn mark(
        &mut self,
        name: &str,
        shown: Display,
        outer: State,
        state: State,
        range: Range<usize>,
    ) {
        if outer.hidden.is_some() || outer.is_foreign {
            return;
        }
        match shown {
            Display::Block => {
                self.builder.close_block();
                let is_heading = state.kind == Some(BlockKind::Heading) && outer.kind != state.kind;
                self.builder.section += u32::from(is_heading && state.hidden.is_none());
            }
            _ if state.hidden == Some(Hidden::Hole) => self.hole(range, outer),
            Display::Inline if name == "br" => self.line_end(range, outer),
            _ => {}
        }
    }

    fn end(&mut self, name: &str, range: Range<usize>) {
        let before = self.stack.state();
        let is_closed = match name {
            // What stands behind them is still shown.
            "body" | "html" => return,
            "br" => return self.line_end(range, before),
            // `<h2>…</h3>` ends the heading, too.
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let levels = ["h1", "h2", "h3", "h4", "h5", "h6"];
                levels.into_iter().any(|level| self.stack.close(level))
            }
            // One that closes nothing is an empty paragraph.
            "p" => self.stack.close(name) || !before.is_foreign,
            _ => self.stack.close(name),
        };
        self.cutter.leave(self.stack.depth());
        if is_closed && before.hidden.is_none() && display(name) == Display::Block {
            self.builder.close_block();
        }
    }

    /// What holds inside an element.
    fn state_in(&self, element: &Facts<'_>, outer: State, content: usize) -> State {
        let mut state = outer;
        let name = element.name;
        state.is_foreign = match name {
            "svg" | "math" => true,
            "foreignobject" | "annotation-xml" | "desc" => false,
            _ => outer.is_foreign,
        };
        state.in_main |= matches!(name, "main" | "article") || element.get("role") == Some("main");
        state.is_preformatted |= matches!(name, "pre" | "listing" | "plaintext");
        state.kind = match name {
            "li" => Some(BlockKind::Item),
            "td" | "th" => Some(BlockKind::Cell),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Some(BlockKind::Heading),
            "table" | "ul" | "ol" => None,
            _ => outer.kind,
        };
        if outer.hidden.is_none() {
            state.hidden = self.hidden_by(element, content);
        }
        state
    }

    fn hidden_by(&self, element: &Facts<'_>, content: usize) -> Option<Hidden> {
        let name = element.name;
        // A page that hides all of itself until a script runs is meant to be read.
        if matches!(name, "html" | "body") {
            return None;
        }
        let is_note_mark = || is_note_mark(element, self.source, content);
        if display(name) == Display::Unshown || is_note_mark() {
            return Some(Hidden::Element);
        }
        let says = |attribute, wanted: &str| {
            let value = element.get(attribute);
            value.is_some_and(|value| value.trim().eq_ignore_ascii_case(wanted))
        };
        let is_hidden = element.get("hidden").is_some()
            || says("aria-hidden", "true")
            || element.get("style").is_some_and(hides)
            || (name == "dialog" && element.get("open").is_none())
            || (name == "input" && says("type", "hidden"));
        if is_hidden {
            return Some(Hidden::Attribute);
        }
        match display(name) {
            Display::Hole => Some(Hidden::Hole),
            _ if name == "a" && is_bare_link(element, self.source, content) => Some(Hidden::Hole),
            _ if name == "pre" && is_listing(element) => Some(Hidden::Element),
            _ => None,
        }
    }

    /// True if text at this place is not read.
    fn is_left_out(&self, state: State) -> bool {
        state.hidden.is_some() || (self.main_only && !state.in_main)
    }

    fn text(&mut self, range: Range<usize>, decodes: bool) {
        if self.stack.state().hidden == Some(Hidden::Element)
            && !self.source[range.clone()].trim().is_empty()
        {
            // A page may leave out </head> and <body>: text ends the head, too.
            self.stack.leave_head();
        }
        let state = self.stack.state();
        if self.is_left_out(state) {
            if state.hidden == Some(Hidden::Attribute) {
                let words = self.source[range].split_whitespace();
                self.hidden_words += words.count() as u64;
            }
            return;
        }
        let kind = state.kind.unwrap_or(BlockKind::Paragraph);
        let mut at = range.start;
        while at < range.end {
            let rest = &self.source[at..range.end];
            let bytes = rest.as_bytes();
            let length = match bytes[0] {
                b'&' if decodes => self.reference(rest, at, kind, state),
                b'\0' => 1,
                first if first.is_ascii_whitespace() => {
                    let length = bytes.iter().take_while(|b| b.is_ascii_whitespace()).count();
                    self.space(at..at + length, kind, state);
                    length
                }
                _ => {
                    let is_inner = |b: &&u8| {
                        !b.is_ascii_whitespace() && !matches!(b, b'\0') && (**b != b'&' || !decodes)
                    };
                    let length = bytes.iter().take_while(is_inner).count();
                    self.builder.text(&rest[..length], at..at + length, kind);
                    length
                }
            };
            at += length;
        }
    }

    /// Adds what a character reference stands for; a lone `&` is itself.
    fn reference(&mut self, rest: &str, at: usize, kind: BlockKind, state: State) -> usize {
        let Some(found) = entities::decode(rest) else {
            self.builder.text("&", at..at + 1, kind);
            return 1;
        };
        let range = at..at + found.length;
        let mut buffer = [0; 8];
        let text = found.encode(&mut buffer);
        if text.bytes().all(|b| b.is_ascii_whitespace()) && !state.is_preformatted {
            self.space(range, kind, state);
        } else {
            self.builder.text(text, range, kind);
        }
        found.length
    }

    /// White space: one space, whatever it is, but for preformatted text.
    fn space(&mut self, range: Range<usize>, kind: BlockKind, state: State) {
        if state.is_preformatted {
            return self.lines(range, kind);
        }
        if self.builder.is_open() && !self.builder.block_text().ends_with([' ', '\n']) {
            self.builder.text(" ", range, kind);
        }
    }

    /// White space of preformatted text: a blank line ends the block.
    fn lines(&mut self, range: Range<usize>, kind: BlockKind) {
        let mut at = range.start;
        for line in self.source[range].split_inclusive(['\n', '\r']) {
            let place = at..at + line.len();
            at = place.end;
            let end = place.end - 1;
            if line == "\n" && self.source[..place.start].ends_with('\r') {
                continue;
            }
            if !line.ends_with(['\n', '\r']) {
                self.builder.text(line, place, kind);
            } else if self
                .builder
                .block_text()
                .trim_end_matches([' ', '\t'])
                .ends_with('\n')
            {
                self.builder.close_block();
            } else {
                self.builder
                    .text(&line[..line.len() - 1], place.start..end, kind);
                self.builder.text("\n", end..end + 1, kind);
            }
        }
    }

    /// A line end; two of them are a blank line.
    fn line_end(&mut self, range: Range<usize>, state: State) {
        if self.is_left_out(state) || !self.builder.is_open() {
            return;
        }
        if self.builder.block_text().ends_with('\n') {
            self.builder.close_block();
        } else {
            self.builder.text("\n", range, BlockKind::Paragraph);
        }
    }

    fn hole(&mut self, range: Range<usize>, state: State) {
        if !self.is_left_out(state) {
            let kind = state.kind.unwrap_or(BlockKind::Paragraph);
            self.builder.text(HOLE, range, kind);
        }
    }
}

/// True if `<name/>` is a whole element: in XHTML, also in that which is served as HTML.
fn is_xhtml(source: &str) -> bool {
    const START: usize = 2000;
    let start = source.trim_start();
    let mut end = start.len().min(START);
    while !start.is_char_boundary(end) {
        end -= 1;
    }
    start.starts_with("<?xml ") || start[..end].contains("=\"http://www.w3.org/1999/xhtml\"")
}

/// The attributes of a tag, decoded, with names in lower case.
fn attributes_of(tag: &Tag<'_>) -> Vec<(String, String)> {
    tag.attributes()
        .map(|(name, value)| {
            let value = entities::decode_value(value).into_owned();
            (name.to_ascii_lowercase(), value)
        })
        .collect()
}
