//! Markdown → document: the prose, without markup, each byte traced to its place in the file.
//!
//! The parser is pulldown-cmark; this file turns its events into text, blocks and a
//! [`SourceMap`](crate::text::SourceMap). Inline markup joins what it touches, so
//! `self-**compassion**` is one word; block markup parts. Code, link targets, images, math and HTML
//! comments are no prose: where one stands inside a sentence, U+FFFC is left in its place so
//! that no phrase crosses it.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use super::front_matter;
use crate::text::{Block, BlockKind, Document, Span};

/// Stands in the text for something that is not prose.
const HOLE: &str = "\u{FFFC}";

/// Elements whose content is never shown as text.
const UNSHOWN: [&str; 4] = ["script", "style", "head", "template"];

/// Reads Markdown: CommonMark with tables, footnotes, strikethrough, task lists and `$math$`.
///
/// Cost: linear; the depth of nesting does not matter.
pub fn read(source: &str) -> Document {
    let source = with_line_feeds(source);
    let front_matter = front_matter::parse(&source);
    let body = front_matter.as_ref().map_or(0, |found| found.length);
    let mut reader = Reader::new(&source);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH;
    for (event, range) in Parser::new_ext(&source[body..], options).into_offset_iter() {
        reader.event(event, range.start + body..range.end + body);
    }
    let mut document = reader.finish();
    document.metadata = front_matter.map_or_else(Vec::new, |found| found.pairs);
    document
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
    document: Document,
    section: u32,
    /// Start and kind of the block that is being read.
    open: Option<(usize, BlockKind)>,
    /// Kinds of the containers around the place that is being read.
    containers: Vec<BlockKind>,
    /// Open elements whose content is left out, counted from the outermost.
    skipped: usize,
    /// Start in the text, and source, of what was copied last and may go on.
    run: Option<(usize, Range<usize>)>,
    /// Where in the source the text has got to.
    reached: usize,
    html: HtmlState,
}

/// What HTML tags have said so far.
#[derive(Default)]
struct HtmlState {
    /// The lines of the HTML block that is being read: where each begins in `text` and the source.
    lines: Vec<(usize, usize)>,
    text: String,
    /// The element of [`UNSHOWN`] that is open.
    hidden: Option<&'static str>,
    /// The kind of block that tags ask for.
    kind: Option<BlockKind>,
    /// Where in the source the last closing tag of each element of [`UNSHOWN`] stands.
    last_closing: Option<[usize; UNSHOWN.len()]>,
}

impl<'s> Reader<'s> {
    fn new(source: &'s str) -> Self {
        Reader {
            source,
            document: Document::default(),
            section: 0,
            open: None,
            containers: Vec::new(),
            skipped: 0,
            run: None,
            reached: 0,
            html: HtmlState::default(),
        }
    }

    fn finish(mut self) -> Document {
        self.close_block();
        self.end_run();
        self.document
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
                self.section += u32::from(self.html.hidden.is_none());
                self.containers.push(BlockKind::Heading);
            }
            Tag::BlockQuote(_) | Tag::FootnoteDefinition(_) => self.enter(BlockKind::Paragraph),
            Tag::Item => self.enter(BlockKind::Item),
            Tag::TableCell => self.enter(BlockKind::Cell),
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
    fn open_block(&mut self, source: usize) {
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
        let container = self.containers.last().copied();
        let kind = self.html.kind.or(container).unwrap_or(BlockKind::Paragraph);
        self.open = Some((self.document.text.len(), kind));
    }

    /// Adds text that stands for `range` of the source.
    fn text(&mut self, text: &str, range: Range<usize>) {
        let is_blank = text.chars().all(char::is_whitespace);
        if self.html.hidden.is_some() || (self.open.is_none() && is_blank) {
            return;
        }
        if self.source[range.clone()] == *text {
            // White space at the start of a block would only be in the way.
            let lead = if self.open.is_some() {
                0
            } else {
                text.len() - text.trim_start().len()
            };
            self.open_block(range.start + lead);
            self.copy(range.start + lead..range.end);
        } else {
            self.open_block(range.start);
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

    fn hole(&mut self, range: Range<usize>) {
        self.text(HOLE, range);
    }

    /// Reads HTML: a block, or one tag or comment inside a paragraph.
    ///
    /// `lines` says where each line begins, in `html` and in the source.
    fn html(&mut self, html: &str, lines: &[(usize, usize)]) {
        let origin = |at: usize| {
            let (line, source) = lines[lines.partition_point(|line| line.0 <= at) - 1];
            source + (at - line)
        };
        let mut at = 0;
        while at < html.len() {
            if let Some(raw @ ("script" | "style")) = self.html.hidden {
                // They hold no markup but their own closing tag.
                let Some(end) = find_closing(&html[at..], raw) else {
                    return;
                };
                at += end;
            }
            let rest = &html[at..];
            at += match markup(rest) {
                // What is never closed reaches to the end of the block, as in a browser.
                Markup::Unclosed => return,
                Markup::Comment(length) => length,
                Markup::Tag {
                    name,
                    closing,
                    length,
                } => {
                    self.tag(&name, closing, origin(at)..origin(at) + length);
                    length
                }
                Markup::Text(length) => {
                    let next_line = lines.get(lines.partition_point(|line| line.0 <= at));
                    let length = next_line.map_or(length, |line| length.min(line.0 - at));
                    self.html_text(&rest[..length], origin(at));
                    length
                }
            };
        }
    }

    /// Adds text of HTML that begins at `source`, with its entities decoded.
    fn html_text(&mut self, text: &str, source: usize) {
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            let decoded = entity(rest);
            let length = decoded.map_or_else(|| length_before(rest, '&'), |(_, length)| length);
            let range = source + at..source + at + length;
            match decoded {
                Some((c, _)) => self.text(c.encode_utf8(&mut [0; 4]), range),
                None => self.text(&rest[..length], range),
            }
            at += length;
        }
    }

    fn tag(&mut self, name: &str, closing: bool, range: Range<usize>) {
        if let Some(hidden) = self.html.hidden {
            if closing && name == hidden {
                self.html.hidden = None;
            }
            return;
        }
        if let Some(ix) = UNSHOWN.iter().position(|&unshown| unshown == name) {
            // One that is never closed would hide the rest of the file.
            if !closing && self.last_closing()[ix] > range.start {
                self.html.hidden = Some(UNSHOWN[ix]);
            }
            return;
        }
        let kind = match name {
            "br" => return self.text("\n", range),
            "li" => Some(BlockKind::Item),
            "td" | "th" => Some(BlockKind::Cell),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Some(BlockKind::Heading),
            "ul" | "ol" | "table" | "tr" => None,
            _ if is_block_element(name) => return self.close_block(),
            _ => return,
        };
        self.close_block();
        self.html.kind = kind.filter(|_| !closing);
        self.section += u32::from(self.html.kind == Some(BlockKind::Heading));
    }

    fn last_closing(&mut self) -> [usize; UNSHOWN.len()] {
        *self.html.last_closing.get_or_insert_with(|| {
            let mut last = [0; UNSHOWN.len()];
            for (at, _) in self.source.match_indices("</") {
                for (ix, name) in UNSHOWN.iter().enumerate() {
                    if starts_with_name(&self.source[at + 2..], name) {
                        last[ix] = at;
                    }
                }
            }
            last
        })
    }
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

/// What stands at the start of a stretch of HTML.
enum Markup {
    /// Text of this length.
    Text(usize),
    /// A comment, declaration or the like, of this length.
    Comment(usize),
    /// A tag.
    Tag {
        name: String,
        closing: bool,
        length: usize,
    },
    /// Something that never ends.
    Unclosed,
}

fn markup(html: &str) -> Markup {
    let until = |end: &str, from: usize| match html[from..].find(end) {
        Some(at) => Markup::Comment(from + at + end.len()),
        None => Markup::Unclosed,
    };
    if html.starts_with("<!--") {
        return until("-->", 2);
    }
    if html.starts_with("<![CDATA[") {
        return until("]]>", 9);
    }
    if html.starts_with("<?") {
        return until("?>", 2);
    }
    if html.starts_with("<!") {
        return until(">", 2);
    }
    let Some(tag) = html.strip_prefix('<') else {
        return Markup::Text(length_before(html, '<'));
    };
    let (closing, tag) = tag
        .strip_prefix('/')
        .map_or((false, tag), |tag| (true, tag));
    if !tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Markup::Text(length_before(html, '<'));
    }
    let is_inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':');
    let name = &tag[..tag.find(|c| !is_inside(c)).unwrap_or(tag.len())];
    match tag_length(html) {
        Some(length) => Markup::Tag {
            name: name.to_ascii_lowercase(),
            closing,
            length,
        },
        None => Markup::Unclosed,
    }
}

/// Length of a tag. A `>` in a quoted value does not end it, unless that value is never closed.
fn tag_length(html: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = b' ';
    for (at, byte) in html.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) => quote = (open != byte).then_some(open),
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') if before == b'=' => quote = Some(byte),
            (None, _) => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    html.find('>').map(|at| at + 1)
}

/// Length of the text up to the next `sign` that is not its first character.
fn length_before(text: &str, sign: char) -> usize {
    let first = usize::from(text.starts_with(sign));
    text[first..].find(sign).map_or(text.len(), |at| first + at)
}

/// Where `</name` stands.
fn find_closing(html: &str, name: &str) -> Option<usize> {
    let mut found = html.match_indices("</").map(|(at, _)| at);
    found.find(|at| starts_with_name(&html[at + 2..], name))
}

fn starts_with_name(text: &str, name: &str) -> bool {
    let (head, rest) = text.as_bytes().split_at(name.len().min(text.len()));
    head.eq_ignore_ascii_case(name.as_bytes())
        && rest
            .first()
            .is_none_or(|next| !next.is_ascii_alphanumeric())
}

/// Elements that browsers set apart from the text around them.
fn is_block_element(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "header"
            | "hr"
            | "html"
            | "legend"
            | "main"
            | "nav"
            | "option"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "tbody"
            | "tfoot"
            | "thead"
            | "title"
    )
}

/// Decodes the entity at the start of a text: a number, or one of the names that people use.
fn entity(text: &str) -> Option<(char, usize)> {
    let body = text.strip_prefix('&')?;
    let end = body.bytes().take(10).position(|byte| byte == b';')?;
    let number = |digits: &str, radix: u32| {
        let sound = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
        let code = sound.then(|| u32::from_str_radix(digits, radix).ok())??;
        Some(
            char::from_u32(code)
                .filter(|&c| c != '\0')
                .unwrap_or('\u{FFFD}'),
        )
    };
    let c = match &body[..end] {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        "rsquo" => '\u{2019}',
        "lsquo" => '\u{2018}',
        "rdquo" => '\u{201D}',
        "ldquo" => '\u{201C}',
        "mdash" => '\u{2014}',
        "ndash" => '\u{2013}',
        "hellip" => '\u{2026}',
        "shy" => '\u{AD}',
        name => {
            let digits = name.strip_prefix('#')?;
            match digits.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => number(hexadecimal, 16)?,
                None => number(digits, 10)?,
            }
        }
    };
    Some((c, end + 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use BlockKind::{Cell, Heading, Item, Paragraph};

    /// Kind and text of each block, after a look at every character's place in the source.
    fn blocks(source: &str) -> Vec<(BlockKind, String)> {
        let document = read(source);
        let mut behind = 0;
        for block in &document.blocks {
            let range = block.span.range();
            assert!(range.start >= behind && !range.is_empty(), "{source:?}");
            behind = range.end;
            let mut reached = 0;
            for (at, c) in document.text[range.clone()].char_indices() {
                let at = range.start + at;
                let origin = document
                    .map
                    .original(Span::new(at, at + c.len_utf8()))
                    .range();
                let written = &source[origin.clone()];
                let stands_for =
                    written.starts_with(['&', '\\', '<', '`', '$', '!', '[', ' ', '\r']);
                assert!(
                    written.starts_with(c) || stands_for,
                    "{c:?} {written:?} in {source:?}"
                );
                assert!(origin.start >= reached, "{source:?}");
                reached = origin.start;
            }
        }
        let text = |b: &Block| (b.kind, document.text[b.span.range()].to_owned());
        document.blocks.iter().map(text).collect()
    }

    fn check(source: &str, expected: &[(BlockKind, &str)]) {
        let expected: Vec<_> = expected
            .iter()
            .map(|&(k, text)| (k, text.to_owned()))
            .collect();
        assert_eq!(blocks(source), expected, "{source:?}");
    }

    #[test]
    fn inline_markup_joins() {
        check("self-**compassion**", &[(Paragraph, "self-compassion")]);
        check("*asham*ed and ~~a~~b", &[(Paragraph, "ashamed and ab")]);
        check("sh<b>am</b>e<!-- no -->ful", &[(Paragraph, "shameful")]);
        check(
            "[sham](https://x.org \"title\")ed[^1]\n\n[^1]: Note.",
            &[(Paragraph, "shamed"), (Paragraph, "Note.")],
        );
    }

    #[test]
    fn characters_come_from_entities_and_escapes() {
        let source = "I don&rsquo;t \\*feel\\* &lt;it&gt; sh&shy;ame &#8217; a\\&b";
        check(
            source,
            &[(Paragraph, "I don’t *feel* <it> sh\u{AD}ame ’ a&b")],
        );
        let document = read(source);
        let at = document.text.find('’').expect("it is there");
        let origin = document.map.original(Span::new(at, at + 3)).range();
        assert_eq!(&source[origin], "&rsquo;");
        let word = document.text.find("don’t").expect("it is there");
        let origin = document
            .map
            .original(Span::new(word, word + "don’t".len()))
            .range();
        assert_eq!(&source[origin], "don&rsquo;t");
    }

    #[test]
    fn blocks_are_parted_and_have_kinds() {
        let source = "# Title\n\nPara.\n\n- tight\n  - inner\n- last\n\n1. loose\n\n   more\n\n> quoted\n\n\
                      | a | b |\n|---|---|\n| c | |\n";
        check(
            source,
            &[
                (Heading, "Title"),
                (Paragraph, "Para."),
                (Item, "tight"),
                (Item, "inner"),
                (Item, "last"),
                (Item, "loose"),
                (Item, "more"),
                (Paragraph, "quoted"),
                (Cell, "a"),
                (Cell, "b"),
                (Cell, "c"),
            ],
        );
        assert!(
            read(source)
                .text
                .starts_with("Title\n\nPara.\n\ntight\n\ninner")
        );
    }

    #[test]
    fn headings_open_sections() {
        let document = read("before\n\n# A\n\nin a\n\nB\n---\n\nin b\n\n<h2>C</h2>\n\nin c");
        let sections: Vec<u32> = document.blocks.iter().map(|block| block.section).collect();
        assert_eq!(sections, [0, 1, 1, 2, 2, 3, 3]);
        assert_eq!(document.blocks[5].kind, Heading);
    }

    #[test]
    fn line_breaks_and_quote_prefixes() {
        check(
            "> I was so\n> *very* asha&shy;med  \n> of it\\\n> all",
            &[(Paragraph, "I was so\nvery asha\u{AD}med\nof it\nall")],
        );
        check(
            "a\r\nb\rc\r\n\r\nd",
            &[(Paragraph, "a\nb\nc"), (Paragraph, "d")],
        );
    }

    #[test]
    fn what_is_not_prose_leaves_a_hole() {
        check(
            "```\nshame\n```\n\n    shame\n\nno `shame` here",
            &[(Paragraph, "no \u{FFFC} here")],
        );
        check(
            "see <https://shame.org> now",
            &[(Paragraph, "see \u{FFFC} now")],
        );
        check(
            "see [shame.org](https://shame.org/) now",
            &[(Paragraph, "see \u{FFFC} now")],
        );
        check("see [shame](shame) now", &[(Paragraph, "see shame now")]);
        check(
            "my ![shame *and* [more](x)](a.png) too",
            &[(Paragraph, "my \u{FFFC} too")],
        );
        check(
            "so $x_{shame}$ is\n\n$$\nshame\n$$\n\n![shame](b.png)",
            &[(Paragraph, "so \u{FFFC} is")],
        );
        check(
            "a <!-- shame --> b\n\n<!-- shame\n\nshame -->\n\n[shame]: https://x.org",
            &[(Paragraph, "a  b")],
        );
        check(
            "- [x] done\n- [ ] to do\n\n***\n\nend",
            &[(Item, "done"), (Item, "to do"), (Paragraph, "end")],
        );
    }

    #[test]
    fn dollars_may_be_money() {
        for text in [
            "$20-$30 a month",
            "I paid \"$500\", he \"$200\"",
            "$5 or 10$ a day",
            "$5",
        ] {
            check(text, &[(Paragraph, text)]);
        }
    }

    #[test]
    fn html_is_read_for_its_text() {
        let source = "<div class=\"a>b\">I don&rsquo;t &amp; won&#39;t<br>feel\n<em>sha</em>me &bogus; 3 < 4\n\
                      <script>if (a<b) shame()</script><style>p { }</style></div>\n\n\
                      <ul><li>one</li><li><p>two</p></li></ul>\n\n<p>A</p><p>B</p>\n";
        check(
            source,
            &[
                (Paragraph, "I don’t & won't\nfeel\nshame &bogus; 3 < 4"),
                (Item, "one"),
                (Item, "two"),
                (Paragraph, "A"),
                (Paragraph, "B"),
            ],
        );
        check(
            "> <p>so\n> *ashamed*</p>\n\none<br/>two",
            &[(Paragraph, "so\n*ashamed*"), (Paragraph, "one\ntwo")],
        );
    }

    #[test]
    fn hidden_elements_span_blocks_but_need_an_end() {
        check(
            "<head>\n<title>shame</title>\n\n# shame\n\n</head>\n\ntext",
            &[(Paragraph, "text")],
        );
        check("a <template>shame</template> b", &[(Paragraph, "a  b")]);
        check("<template>\n\nkept\n\n</temp>", &[(Paragraph, "kept")]);
        assert_eq!(
            read("<head>\n\n# shame\n\n</head>\n\ntext").blocks[0].section,
            0
        );
    }

    #[test]
    fn front_matter_is_metadata() {
        let source = "---\ntitle: On shame\n---\n# Start\n\nI *was*.";
        check(source, &[(Heading, "Start"), (Paragraph, "I was.")]);
        assert_eq!(
            read(source).metadata,
            [("title".to_owned(), "On shame".to_owned())]
        );
        check("---\n\nText\n\n---\n", &[(Paragraph, "Text")]);
    }

    #[test]
    fn empty_inputs_have_no_block() {
        for source in [
            "",
            "\n\n",
            "***",
            "&nbsp;",
            "<br>",
            "`code`",
            "#",
            "- ",
            "| |\n|---|\n| |",
        ] {
            check(source, &[]);
        }
    }

    #[test]
    fn depth_and_length_cost_no_stack_and_little_time() {
        for unit in [
            ">",
            "- ",
            "[",
            "*",
            "<b>",
            "<template>",
            "![",
            "`",
            "&",
            "$",
            "<p \"",
            "<a ='",
        ] {
            let started = std::time::Instant::now();
            read(&format!("{}shame", unit.repeat(50_000)));
            // Linear work takes about 20 ms here; work that grows with the square takes minutes.
            assert!(started.elapsed().as_secs() < 10, "{unit:?}");
        }
    }
}
