//! HTML in Markdown: its text is prose, its tags part blocks or are passed over.
//!
//! No parser of HTML is needed to find out what a browser would show as text: tags, comments and
//! entities are read here, and what is broken is read as a browser would, or as text.

use std::ops::Range;

use super::Reader;
use crate::text::BlockKind;

/// Elements whose content is never shown as text.
const UNSHOWN: [&str; 4] = ["script", "style", "head", "template"];

/// What HTML tags have said so far.
#[derive(Default)]
pub(super) struct HtmlState {
    /// The lines of the HTML block that is being read: where each begins in `text` and the source.
    pub(super) lines: Vec<(usize, usize)>,
    pub(super) text: String,
    /// The element of [`UNSHOWN`] that is open.
    pub(super) hidden: Option<&'static str>,
    /// The kind of block that tags ask for.
    pub(super) kind: Option<BlockKind>,
    /// Where in the source the last closing tag of each element of [`UNSHOWN`] stands.
    last_closing: Option<[usize; UNSHOWN.len()]>,
}

impl Reader<'_> {
    /// Reads HTML: a block, or one tag or comment inside a paragraph.
    ///
    /// `lines` says where each line begins, in `html` and in the source.
    pub(super) fn html(&mut self, html: &str, lines: &[(usize, usize)]) {
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
                Markup::Unclosed => {
                    let sign = rest.find(char::is_whitespace).unwrap_or(rest.len());
                    return self.hides(origin(at), &rest[sign..]);
                }
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
    use super::super::read;
    use super::super::tests::check;
    use super::*;
    use BlockKind::{Item, Paragraph};

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
}
