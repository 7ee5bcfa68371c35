//! Markdown → document: the prose, without markup, each byte traced to its place in the file.
//!
//! The parser is pulldown-cmark; this module turns its events into text, blocks and a
//! [`SourceMap`](crate::text::SourceMap). Inline markup joins what it touches, so
//! `self-**compassion**` is one word; block markup parts. Code, link targets, images, math and HTML
//! comments are no prose: where one stands inside a sentence, U+FFFC is left in its place so
//! that no phrase crosses it.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::builder::{Builder, HOLE};
use super::front_matter;
use crate::text::{BlockKind, Document, Loss};

mod html;
mod outline;
#[cfg(test)]
mod tests;

use html::HtmlState;
use outline::Collector;

/// The reason of a [`Loss`]: words stand behind a code fence or comment that is never closed.
pub const UNCLOSED: &str = "unclosed_block";

/// Reads Markdown: CommonMark with tables, footnotes, strikethrough, task lists and `$math$`.
///
/// Cost: linear; the depth of nesting does not matter.
pub fn read(source: &str) -> Document {
    let source = with_line_feeds(source);
    let front_matter = front_matter::parse(&source);
    let body = front_matter.as_ref().map_or(0, |found| found.length);
    let mut reader = Reader::new(&source);
    let mut outline = Collector::new(&source, body);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH;
    for (event, range) in Parser::new_ext(&source[body..], options).into_offset_iter() {
        let range = range.start + body..range.end + body;
        outline.event(&event, &range);
        reader.event(event, range);
    }
    let mut document = reader.finish();
    document.outline = outline.finish();
    document.metadata = front_matter.map_or_else(Vec::new, |found| found.pairs);
    document
}

/// Blocks that are opened and never closed, and hide words.
struct Unclosed {
    blocks: u64,
    /// Line of the first.
    line: usize,
    /// Words in all of them.
    words: usize,
}

impl Unclosed {
    fn into_loss(self) -> Loss {
        let Unclosed {
            blocks,
            line,
            words,
        } = self;
        let what = if blocks == 1 {
            format!(
                "an unclosed block hides {words} words: a code fence, comment or tag that begins on line {line} is never closed"
            )
        } else {
            format!(
                "{blocks} unclosed blocks hide {words} words: code fences, comments or tags that are never closed, the first on line {line}"
            )
        };
        Loss {
            reason: UNCLOSED,
            detail: format!("{what}; close it, or take it out"),
            fatal: false,
        }
    }
}

/// The text with LF for every lone CR, which the parser takes for a character. No offset changes.
fn with_line_feeds(source: &str) -> Cow<'_, str> {
    if !source.contains('\r') {
        return Cow::Borrowed(source);
    }
    let mut text = String::with_capacity(source.len());
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        text.push(if c == '\r' && chars.peek() != Some(&'\n') {
            '\n'
        } else {
            c
        });
    }
    Cow::Owned(text)
}

/// Turns events into a document.
struct Reader<'s> {
    source: &'s str,
    builder: Builder<'s>,
    /// Kinds of the containers around the place that is being read.
    containers: Vec<BlockKind>,
    /// Open elements whose content is left out, counted from the outermost.
    skipped: usize,
    html: HtmlState,
    unclosed: Option<Unclosed>,
}

impl<'s> Reader<'s> {
    fn new(source: &'s str) -> Self {
        Reader {
            source,
            builder: Builder::new(source),
            containers: Vec::new(),
            skipped: 0,
            html: HtmlState::default(),
            unclosed: None,
        }
    }

    /// Keeps in mind that nobody closed what begins at `start` and hides `text`.
    fn hides(&mut self, start: usize, text: &str) {
        let has_letter = |word: &&str| word.contains(char::is_alphabetic);
        let words = text.split_whitespace().filter(has_letter).count();
        if words == 0 {
            return;
        }
        let source = self.source;
        let unclosed = self.unclosed.get_or_insert_with(|| Unclosed {
            blocks: 0,
            line: 1 + source[..start].matches('\n').count(),
            words: 0,
        });
        unclosed.blocks += 1;
        unclosed.words += words;
    }

    fn finish(self) -> Document {
        let mut document = self.builder.finish();
        document
            .losses
            .extend(self.unclosed.map(Unclosed::into_loss));
        document
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.skipped > 0 {
            match event {
                Event::Start(_) => self.skipped += 1,
                Event::End(_) => self.skipped -= 1,
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(tag) => self.start(&tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text, range),
            Event::InlineMath(math) if is_money(&math, &self.source[range.end..]) => {
                self.text(&format!("${math}$"), range);
            }
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => self.hole(range),
            Event::SoftBreak | Event::HardBreak => self.text("\n", range),
            Event::Html(_) => {
                self.html.lines.push((self.html.text.len(), range.start));
                self.html.text.push_str(&self.source[range]);
            }
            Event::InlineHtml(_) if is_placeholder(&self.source[range.clone()]) => {
                let source = self.source;
                self.text(&source[range.clone()], range);
            }
            Event::InlineHtml(_) => {
                self.html(&self.source[range.clone()], &[(0, range.start)]);
            }
            Event::Rule => self.border(),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Heading { .. } => {
                self.border();
                self.builder.section += u32::from(self.html.hidden.is_none());
                self.containers.push(BlockKind::Heading);
            }
            Tag::BlockQuote(_) | Tag::FootnoteDefinition(_) => self.enter(BlockKind::Paragraph),
            Tag::Item => self.enter(BlockKind::Item),
            Tag::TableCell => self.enter(BlockKind::Cell),
            Tag::CodeBlock(CodeBlockKind::Fenced(_)) if !is_closed(&self.source[range.clone()]) => {
                self.border();
                self.skipped = 1;
                let text = &self.source[range.clone()];
                let inside = text.split_once('\n').map_or("", |(_, inside)| inside);
                self.hides(range.start, inside);
            }
            Tag::CodeBlock(_) | Tag::MetadataBlock(_) => {
                self.border();
                self.skipped = 1;
            }
            Tag::Image { .. } => {
                self.hole(range);
                self.skipped = 1;
            }
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => {
                if is_bare_link(*link_type, dest_url, &self.source[range.clone()]) {
                    self.hole(range);
                    self.skipped = 1;
                }
            }
            Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript => {}
            _ => self.border(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_)
            | TagEnd::BlockQuote(_)
            | TagEnd::FootnoteDefinition
            | TagEnd::Item
            | TagEnd::TableCell => {
                self.border();
                self.containers.pop();
            }
            TagEnd::HtmlBlock => {
                let text = std::mem::take(&mut self.html.text);
                let lines = std::mem::take(&mut self.html.lines);
                self.html(&text, &lines);
                self.border();
            }
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image => {}
            _ => self.border(),
        }
    }

    fn enter(&mut self, kind: BlockKind) {
        self.border();
        self.containers.push(kind);
    }

    /// A border between blocks of Markdown.
    fn border(&mut self) {
        self.close_block();
        self.html.kind = None;
    }

    fn close_block(&mut self) {
        self.builder.close_block();
    }

    /// Adds text that stands for `range` of the source.
    fn text(&mut self, text: &str, range: Range<usize>) {
        if self.html.hidden.is_some() {
            return;
        }
        let container = self.containers.last().copied();
        let kind = self.html.kind.or(container).unwrap_or(BlockKind::Paragraph);
        self.builder.text(text, range, kind);
    }

    fn hole(&mut self, range: Range<usize>) {
        self.text(HOLE, range);
    }
}

/// True if the last line of a fenced block closes it; it may stand in quotes (`>`).
fn is_closed(block: &str) -> bool {
    let block = block.trim_end();
    let sign = block.chars().next().unwrap_or('`');
    let length = block.len() - block.trim_start_matches(sign).len();
    let last = block.rsplit_once('\n').map_or("", |(_, last)| last);
    let last = last.trim_start_matches(['>', ' ', '\t']);
    last.len() >= length && last.chars().all(|c| c == sign)
}

/// True for `<PERSON>`, `<CITY_1>`: what anonymisers leave looks like a tag, and is none of HTML's.
fn is_placeholder(tag: &str) -> bool {
    const ELEMENTS: [&str; 34] = [
        "ABBR", "BDI", "BDO", "BIG", "BUTTON", "CENTER", "CITE", "CODE", "DATA", "DEL", "DFN",
        "DIV", "FONT", "IMG", "INPUT", "INS", "KBD", "LABEL", "MARK", "NOBR", "PRE", "RUBY",
        "SAMP", "SMALL", "SPAN", "STRIKE", "STRONG", "SUB", "SUP", "TABLE", "TIME", "VAR", "WBR",
        "SVG",
    ];
    let name = tag
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'));
    name.is_some_and(|name| {
        let is_part = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_';
        name.len() > 2
            && name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.bytes().all(is_part)
            && !ELEMENTS.contains(&name)
    })
}

/// True for `$` signs that stand for money: `$5 or 10$`, `$20-$30`.
///
/// No sign of math stands before a digit; and a formula that starts with a number holds no words.
fn is_money(math: &str, after: &str) -> bool {
    let is_word = |part: &str| {
        let word = part.trim_matches(|c: char| c.is_ascii_punctuation() && c != '\\');
        word.chars().count() > 1 && word.chars().all(char::is_alphabetic)
    };
    let starts_with_number = math.starts_with(|c: char| c.is_ascii_digit());
    after.starts_with(|c: char| c.is_ascii_digit())
        || (starts_with_number && math.split_whitespace().any(is_word))
}

/// True if a link shows nothing but its target.
fn is_bare_link(link_type: LinkType, target: &str, source: &str) -> bool {
    if matches!(link_type, LinkType::Autolink | LinkType::Email) {
        return true;
    }
    let shows = |text: &str| {
        let shown = source
            .strip_prefix('[')
            .and_then(|rest| rest.strip_prefix(text));
        // `[shame](shame)` is a word that leads to a page of that name.
        text.contains(['/', '.', ':', '@']) && shown.is_some_and(|rest| rest.starts_with(']'))
    };
    let schemes = ["", "https://", "http://", "mailto:"];
    let short = schemes
        .iter()
        .filter_map(|scheme| target.strip_prefix(scheme));
    short
        .into_iter()
        .any(|text| shows(text) || text.strip_suffix('/').is_some_and(shows))
}
