//! What stands in Markdown besides its prose: comments, code, links, pictures.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::text::Outline;

/// Collects the outline of a file from the events of the parser.
pub(super) struct Collector<'s> {
    source: &'s str,
    outline: Outline,
    /// The picture that is being read; pictures may stand in alt texts.
    alt: Option<(String, Option<Range<usize>>)>,
    depth: usize,
}

impl<'s> Collector<'s> {
    /// `body`: length of the front matter.
    pub(super) fn new(source: &'s str, body: usize) -> Self {
        Collector {
            source,
            outline: Outline {
                body,
                ..Outline::default()
            },
            alt: None,
            depth: 0,
        }
    }

    pub(super) fn finish(self) -> Outline {
        self.outline
    }

    pub(super) fn event(&mut self, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => {
                self.add_comments(range.clone());
            }
            Event::Start(Tag::CodeBlock(_)) => self.outline.code.push(range.clone()),
            Event::Code(code) => {
                self.outline.code.push(range.clone());
                self.add(code, range);
            }
            Event::Start(Tag::Link { .. }) => self.outline.links.push(range.clone()),
            Event::Start(Tag::Image { .. }) => {
                self.depth += 1;
                self.alt.get_or_insert_with(|| (String::new(), None));
            }
            Event::End(TagEnd::Image) => {
                self.depth -= 1;
                if self.depth == 0
                    && let Some((text, Some(range))) = self.alt.take()
                {
                    self.outline.alts.push((text, range));
                }
            }
            Event::Text(text) => self.add(text, range),
            Event::SoftBreak | Event::HardBreak => {
                if let Some((text, _)) = &mut self.alt {
                    text.push(' ');
                }
            }
            _ => {}
        }
    }

    fn add_comments(&mut self, range: Range<usize>) {
        let (source, mut at) = (self.source, range.start);
        while let Some(start) = source[at..range.end].find("<!--").map(|found| at + found) {
            let Some(length) = source[start..range.end].find("-->") else {
                return;
            };
            at = start + length + 3;
            self.outline.comments.push(start..at);
        }
    }

    /// Text in a picture is a part of its alt text.
    fn add(&mut self, text: &str, range: &Range<usize>) {
        let Some((alt, place)) = &mut self.alt else {
            return;
        };
        alt.push_str(text);
        *place = Some(match place.take() {
            None => range.clone(),
            Some(known) => known.start..range.end,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    fn outline_of(source: &str) -> Outline {
        read(source).outline
    }

    #[test]
    fn comments_code_links_and_alt_texts_have_places() {
        let source = "---\ntitle: x\n---\n\n<!-- one -->\n\nA <!-- two --> [link](u) ![so *very* `x`](p.png)\n\n```\n<!-- text -->\n```\n\n    <!-- text -->\n";
        let outline = outline_of(source);
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
        assert_eq!(outline_of("plain"), Outline::default());
    }
}
