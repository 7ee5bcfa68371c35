//! What stands in Markdown besides its prose: comments, code, links, pictures.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::super::front_matter;
use super::with_line_feeds;

/// Places in the source, each list in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// Length of the front matter; 0 without any.
    pub body: usize,
    /// HTML comments, with their signs.
    pub comments: Vec<Range<usize>>,
    /// Blocks and spans of code.
    pub code: Vec<Range<usize>>,
    /// Links, from the opening bracket on.
    pub links: Vec<Range<usize>>,
    /// Alt texts of pictures: the text, and where it stands.
    pub alts: Vec<(String, Range<usize>)>,
}

impl Outline {
    /// Reads the outline of a file. Cost: linear.
    pub fn of(source: &str) -> Outline {
        let source = with_line_feeds(source);
        let body = front_matter::parse(&source).map_or(0, |found| found.length);
        let mut outline = Outline {
            body,
            ..Outline::default()
        };
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_MATH;
        // The picture that is being read; pictures may stand in alt texts.
        let mut alt: Option<(String, Option<Range<usize>>)> = None;
        let mut depth = 0;
        for (event, range) in Parser::new_ext(&source[body..], options).into_offset_iter() {
            let range = range.start + body..range.end + body;
            match event {
                Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => {
                    outline.add_comments(&source, range);
                }
                Event::Start(Tag::CodeBlock(_)) | Event::Code(_) => {
                    outline.code.push(range.clone());
                    if let (Event::Code(code), Some(alt)) = (&event, &mut alt) {
                        add(alt, code, range);
                    }
                }
                Event::Start(Tag::Link { .. }) => outline.links.push(range),
                Event::Start(Tag::Image { .. }) => {
                    depth += 1;
                    alt.get_or_insert_with(|| (String::new(), None));
                }
                Event::End(TagEnd::Image) => {
                    depth -= 1;
                    if depth == 0
                        && let Some((text, Some(range))) = alt.take()
                    {
                        outline.alts.push((text, range));
                    }
                }
                Event::Text(text) => {
                    if let Some(alt) = &mut alt {
                        add(alt, &text, range);
                    }
                }
                Event::SoftBreak | Event::HardBreak => {
                    if let Some((text, _)) = &mut alt {
                        text.push(' ');
                    }
                }
                _ => {}
            }
        }
        outline
    }

    fn add_comments(&mut self, source: &str, range: Range<usize>) {
        let mut at = range.start;
        while let Some(start) = source[at..range.end].find("<!--").map(|found| at + found) {
            let Some(length) = source[start..range.end].find("-->") else {
                return;
            };
            at = start + length + 3;
            self.comments.push(start..at);
        }
    }
}

fn add(alt: &mut (String, Option<Range<usize>>), text: &str, range: Range<usize>) {
    alt.0.push_str(text);
    alt.1 = Some(match alt.1.take() {
        None => range,
        Some(known) => known.start..range.end,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_code_links_and_alt_texts_have_places() {
        let source = "---\ntitle: x\n---\n\n<!-- one -->\n\nA <!-- two --> [link](u) ![so *very* `x`](p.png)\n\n```\n<!-- text -->\n```\n\n    <!-- text -->\n";
        let outline = Outline::of(source);
        let shown = |range: &Range<usize>| &source[range.clone()];
        assert_eq!(
            outline.comments.iter().map(shown).collect::<Vec<_>>(),
            ["<!-- one -->", "<!-- two -->"]
        );
        assert_eq!(
            outline.links.iter().map(shown).collect::<Vec<_>>(),
            ["[link](u)"]
        );
        assert_eq!(outline.code.len(), 3);
        let (text, range) = &outline.alts[0];
        assert_eq!(
            (text.as_str(), shown(range)),
            ("so very x", "so *very* `x`")
        );
        assert_eq!(shown(&(0..outline.body)), "---\ntitle: x\n---\n");
        assert_eq!(Outline::of("plain"), Outline::default());
    }
}
