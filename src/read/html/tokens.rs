//! HTML → tags, comments and text, each with its place in the source.
//!
//! The rules are those of browsers: nothing is refused, and what is broken is read as a browser
//! reads it. Markdown uses the same tokens for the HTML in it.

use std::borrow::Cow;
use std::ops::Range;

/// Where the source comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// HTML, as browsers read it.
    Html,
    /// XHTML: CDATA sections are text.
    Xml,
    /// A piece of HTML in Markdown.
    Markdown,
}

/// A piece of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token<'s> {
    /// Text whose character references are not decoded yet.
    Text,
    /// Text in which nothing is to be decoded; the range is that of the text.
    Verbatim(Range<usize>),
    /// A comment, declaration or instruction.
    Comment,
    /// A tag.
    Tag(Tag<'s>),
    /// Something that begins here and never ends.
    Unclosed,
}

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tag<'s> {
    /// Its name, in lower case.
    pub(crate) name: Cow<'s, str>,
    /// `</name>`.
    pub(crate) closing: bool,
    /// `<name/>`.
    pub(crate) self_closing: bool,
    /// What stands between the name and the end.
    pub(crate) attributes: &'s str,
}

/// Splits a source into tokens. Cost: linear over the whole source.
pub(crate) struct Tokens<'s> {
    source: &'s str,
    dialect: Dialect,
    /// CDATA sections mean something here: the place is inside SVG or MathML.
    pub(crate) in_foreign: bool,
    at: usize,
}

impl<'s> Tokens<'s> {
    pub(crate) fn new(source: &'s str, dialect: Dialect) -> Self {
        Tokens {
            source,
            dialect,
            in_foreign: false,
            at: 0,
        }
    }

    /// The next token and its place. After [`Token::Unclosed`] nothing comes.
    pub(crate) fn next(&mut self) -> Option<(Token<'s>, Range<usize>)> {
        let start = self.at;
        if start >= self.source.len() {
            return None;
        }
        let (token, length) = match self.token(&self.source[start..]) {
            Some(found) => found,
            None => (Token::Unclosed, self.source.len() - start),
        };
        self.at += length;
        Some((token, start..self.at))
    }

    /// Passes over the content of an element that holds no markup but its own closing tag.
    ///
    /// Gives the content; if the closing tag is missing, all of the rest and `false`.
    pub(crate) fn raw(&mut self, name: &str) -> (Range<usize>, bool) {
        let start = self.at;
        let rest = &self.source[start..];
        let mut ends = rest.match_indices("</").map(|(at, _)| at);
        let end = ends.find(|at| starts_with_name(&rest[at + 2..], name));
        self.at = start + end.unwrap_or(rest.len());
        (start..self.at, end.is_some())
    }

    fn token(&self, rest: &'s str) -> Option<(Token<'s>, usize)> {
        let text = text_length(rest);
        if text > 0 {
            return Some((Token::Text, text));
        }
        let until = |end: &str, from: usize| {
            let found = rest.get(from..)?.find(end)?;
            Some((Token::Comment, from + found + end.len()))
        };
        if rest.starts_with("<!--") {
            return comment(rest);
        }
        if rest.starts_with("<![CDATA[") && (self.dialect != Dialect::Html || self.in_foreign) {
            let (_, length) = until("]]>", 9)?;
            let token = match self.dialect {
                Dialect::Xml => Token::Verbatim(self.at + 9..self.at + length - 3),
                _ => Token::Comment,
            };
            return Some((token, length));
        }
        if let Some(instruction) = rest.strip_prefix("<?") {
            if self.dialect == Dialect::Markdown {
                return until("?>", 2);
            }
            // `<?php 1 > 2 ?>`, but also `<?xml:namespace prefix = o />`.
            let before = instruction.split('<').next().unwrap_or_default();
            return match before.find("?>") {
                Some(at) => Some((Token::Comment, at + 4)),
                None => until(">", 2),
            };
        }
        if rest.starts_with("<!") {
            return until(">", 2);
        }
        let closing = rest.starts_with("</");
        let name = &rest[1 + usize::from(closing)..];
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            // `</>` and `</ p>` are comments in browsers.
            return until(">", 2);
        }
        tag(rest, closing)
    }
}

/// Length of the text up to what could begin a tag, a comment or the like.
fn text_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 0;
    while let Some(found) = rest[at..].find('<') {
        let sign = at + found;
        match bytes.get(sign + 1) {
            Some(b'!' | b'?' | b'/') => return sign,
            Some(next) if next.is_ascii_alphabetic() => return sign,
            _ => at = sign + 1,
        }
    }
    rest.len()
}

fn comment<'s>(rest: &str) -> Option<(Token<'s>, usize)> {
    // `<!-->` and `<!--->` are whole comments.
    let mut from = 2;
    loop {
        let dashes = from + rest[from..].find("--")?;
        let after = &rest[dashes + 2..];
        if after.starts_with('>') {
            return Some((Token::Comment, dashes + 3));
        }
        if dashes > 3 && after.starts_with("!>") {
            return Some((Token::Comment, dashes + 4));
        }
        from = dashes + 1;
    }
}

/// Reads a tag from its `<` on.
fn tag(rest: &str, closing: bool) -> Option<(Token<'_>, usize)> {
    let start = 1 + usize::from(closing);
    let is_end = |b: u8| b.is_ascii_whitespace() || matches!(b, b'/' | b'>');
    let name_end = start + rest.bytes().skip(start).position(is_end)?;
    let mut attributes = Attributes {
        text: &rest[name_end..],
        at: 0,
    };
    while attributes.next().is_some() {}
    let mut end = name_end + attributes.at;
    if rest.as_bytes().get(end) != Some(&b'>') {
        if !attributes.in_quotes() {
            return None;
        }
        // The value is never closed: the tag ends where it would without the quote.
        end = name_end + rest[name_end..].find('>')?;
    }
    let name = &rest[start..name_end];
    let tag = Tag {
        name: if name.bytes().any(|b| b.is_ascii_uppercase()) {
            Cow::Owned(name.to_ascii_lowercase())
        } else {
            Cow::Borrowed(name)
        },
        closing,
        self_closing: rest[..end].ends_with('/'),
        attributes: &rest[name_end..end],
    };
    Some((Token::Tag(tag), end + 1))
}

impl<'s> Tag<'s> {
    /// Name and value of each attribute as written, with character references.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&'s str, &'s str)> {
        Attributes {
            text: self.attributes,
            at: 0,
        }
    }
}

/// Reads attributes up to the `>` that ends the tag, or the end of the text.
struct Attributes<'s> {
    text: &'s str,
    at: usize,
}

impl Attributes<'_> {
    /// True if the last value was quoted and never closed. Such a value reaches to the end.
    fn in_quotes(&self) -> bool {
        self.at > self.text.len()
    }

    fn skip(&mut self, passed: impl Fn(u8) -> bool) {
        let bytes = self.text.as_bytes().get(self.at..).unwrap_or_default();
        self.at += bytes.iter().take_while(|&&b| passed(b)).count();
    }
}

impl<'s> Iterator for Attributes<'s> {
    type Item = (&'s str, &'s str);

    fn next(&mut self) -> Option<Self::Item> {
        let text = self.text;
        self.skip(|b| b.is_ascii_whitespace() || b == b'/');
        if text.as_bytes().get(self.at).is_none_or(|&b| b == b'>') {
            return None;
        }
        let start = self.at;
        // A `=` at the start is part of the name.
        self.at += 1;
        self.skip(|b| !b.is_ascii_whitespace() && !matches!(b, b'/' | b'>' | b'='));
        // The first byte may have begun a longer character.
        let name = text.get(start..self.at).unwrap_or_default();
        self.skip(|b| b.is_ascii_whitespace());
        if text.as_bytes().get(self.at) != Some(&b'=') {
            return Some((name, ""));
        }
        self.at += 1;
        self.skip(|b| b.is_ascii_whitespace());
        let start = self.at;
        let quote = text.as_bytes().get(start).copied();
        if let Some(quote @ (b'"' | b'\'')) = quote {
            self.at += 1;
            self.skip(|b| b != quote);
            let value = text.get(start + 1..self.at).unwrap_or_default();
            self.at += 1;
            return Some((name, value));
        }
        self.skip(|b| !b.is_ascii_whitespace() && b != b'>');
        Some((name, text.get(start..self.at).unwrap_or_default()))
    }
}

/// True if `name` stands at the start of a text, in any case, as a whole word.
pub(crate) fn starts_with_name(text: &str, name: &str) -> bool {
    let (head, rest) = text.as_bytes().split_at(name.len().min(text.len()));
    head.eq_ignore_ascii_case(name.as_bytes())
        && rest
            .first()
            .is_none_or(|next| next.is_ascii_whitespace() || matches!(next, b'/' | b'>'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: &str, dialect: Dialect) -> Vec<String> {
        let mut tokens = Tokens::new(source, dialect);
        let mut shown = Vec::new();
        let mut reached = 0;
        while let Some((token, range)) = tokens.next() {
            assert_eq!(range.start, reached, "{source:?}");
            reached = range.end;
            shown.push(match token {
                Token::Text => source[range].to_owned(),
                Token::Verbatim(inner) => format!("verbatim {}", &source[inner]),
                Token::Comment => "comment".to_owned(),
                Token::Tag(tag) => {
                    let attributes: Vec<String> =
                        tag.attributes().map(|(n, v)| format!(" {n}={v}")).collect();
                    let slash = if tag.closing { "/" } else { "" };
                    let end = if tag.self_closing { "/" } else { "" };
                    format!("<{slash}{}{}{end}>", tag.name, attributes.concat())
                }
                Token::Unclosed => "unclosed".to_owned(),
            });
        }
        assert_eq!(reached, source.len(), "{source:?}");
        shown
    }

    #[test]
    fn tags_and_their_attributes() {
        let cases: [(&str, &[&str]); 10] = [
            (
                "<P Class=a ID='b c' hidden>x</P >",
                &["<p Class=a ID=b c hidden=>", "x", "</p>"],
            ),
            ("<a title=\"x > y\">", &["<a title=x > y>"]),
            ("<a href=x\"y>z\">", &["<a href=x\"y>", "z\">"]),
            ("<br/><img src=a/>", &["<br/>", "<img src=a//>"]),
            ("<a b = 'c'd>", &["<a b=c d=>"]),
            ("<a =b>", &["<a =b=>"]),
            ("<é> 3 < 4 <", &["<é> 3 < 4 <"]),
            ("<a\u{a0}b é=é>", &["<a\u{a0}b é=é>"]),
            ("<a t=\"never> text", &["<a t=never>", " text"]),
            ("x <a b", &["x ", "unclosed"]),
        ];
        for (source, expected) in cases {
            assert_eq!(shown(source, Dialect::Html), expected, "{source}");
        }
    }

    #[test]
    fn comments_and_the_like() {
        let cases: [(&str, &[&str]); 8] = [
            ("a<!-- <p> -- > -->b", &["a", "comment", "b"]),
            ("<!-->b<!--->c", &["comment", "b", "comment", "c"]),
            ("<!--a--!>b", &["comment", "b"]),
            ("<!DOCTYPE html>b", &["comment", "b"]),
            ("<![if !IE]>b<![endif]>", &["comment", "b", "comment"]),
            (
                "<?xml:x />b</>c</ p>d",
                &["comment", "b", "comment", "c", "comment", "d"],
            ),
            ("<![CDATA[a]]>b", &["comment", "b"]),
            ("a<!-- b", &["a", "unclosed"]),
        ];
        for (source, expected) in cases {
            assert_eq!(shown(source, Dialect::Html), expected, "{source}");
        }
        assert_eq!(
            shown("<![CDATA[a<b>]]>c", Dialect::Xml),
            ["verbatim a<b>", "c"]
        );
        assert_eq!(shown("<?a > b?>c", Dialect::Xml), ["comment", "c"]);
    }

    #[test]
    fn raw_text_ends_at_its_own_closing_tag() {
        let mut tokens = Tokens::new("if (a</b) </scripts> </SCRIPT >x", Dialect::Html);
        assert_eq!(tokens.raw("script"), (0..21, true));
        assert_eq!(tokens.raw("style"), (21..32, false));
    }
}
