//! HTML in Markdown: its text is prose, its tags part blocks or are passed over.
//!
//! Tags, comments and character references are those of the reader of HTML. Blocks of Markdown may
//! stand between a tag and its end, so no elements are kept open here but the hidden ones.

use std::ops::Range;

use super::Reader;
use crate::read::html::elements::{Display, display};
use crate::read::html::entities;
use crate::read::html::tokens::{Dialect, Token, Tokens, starts_with_name};
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
        let mut tokens = Tokens::new(html, Dialect::Markdown);
        loop {
            if let Some(raw @ ("script" | "style")) = self.html.hidden {
                // They hold no markup but their own closing tag.
                tokens.raw(raw);
            }
            let Some((token, range)) = tokens.next() else {
                return;
            };
            match token {
                // What is never closed reaches to the end of the block, as in a browser.
                Token::Unclosed => {
                    let rest = &html[range.clone()];
                    let sign = rest.find(char::is_whitespace).unwrap_or(rest.len());
                    return self.hides(origin(range.start), &rest[sign..]);
                }
                Token::Comment | Token::Verbatim(_) => {}
                Token::Tag(tag) => {
                    let start = origin(range.start);
                    self.tag(&tag.name, tag.closing, start..start + range.len());
                }
                Token::Text => {
                    let mut at = range.start;
                    while at < range.end {
                        let next_line = lines.get(lines.partition_point(|line| line.0 <= at));
                        let end = next_line.map_or(range.end, |line| line.0.min(range.end));
                        self.html_text(&html[at..end], origin(at));
                        at = end;
                    }
                }
            }
        }
    }

    /// Adds text of HTML that begins at `source`, with its character references decoded.
    fn html_text(&mut self, text: &str, source: usize) {
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            let length = if let Some(found) = entities::decode(rest) {
                let range = source + at..source + at + found.length;
                self.text(found.encode(&mut [0; 8]), range);
                found.length
            } else {
                let sign = usize::from(rest.starts_with('&'));
                let length = rest[sign..].find('&').map_or(rest.len(), |at| sign + at);
                self.text(&rest[..length], source + at..source + at + length);
                length
            };
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
            _ if display(name) == Display::Block => return self.close_block(),
            _ => return,
        };
        self.close_block();
        self.html.kind = kind.filter(|_| !closing);
        self.builder.section += u32::from(self.html.kind == Some(BlockKind::Heading));
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
