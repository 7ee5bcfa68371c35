//! What an element is by how it looks: hidden, a listing, a mark of a note, a bare link.

use super::entities;
use super::selector::Facts;
use super::tokens::{Dialect, Token, Tokens};

/// True if a style says that the element is not shown.
pub(super) fn hides(style: &str) -> bool {
    style.split(';').any(|rule| {
        let Some((property, value)) = rule.split_once(':') else {
            return false;
        };
        let value = value.trim().to_ascii_lowercase();
        let value = value.trim_end_matches("!important").trim_end();
        let property = property.trim().to_ascii_lowercase();
        matches!(
            (property.as_str(), value),
            ("display", "none") | ("visibility", "hidden" | "collapse")
        )
    })
}

/// True for a `pre` that holds the listing of a program rather than a poem.
pub(super) fn is_listing(element: &Facts<'_>) -> bool {
    let classes = element.get("class").unwrap_or_default();
    classes.split_ascii_whitespace().any(|class| {
        let class = class.to_ascii_lowercase();
        [
            "highlight",
            "language-",
            "lang-",
            "prettyprint",
            "brush:",
            "sourcecode",
            "code",
            "hljs",
        ]
        .iter()
        .any(|start| class.starts_with(start))
    })
}

/// True for the mark of a footnote: a `sup` of a few digits or signs, or a link that says so.
///
/// It would be glued to the word before it. `10<sup>th</sup>` is no mark, and `x<sup>2</sup>` is
/// none worth keeping.
pub(super) fn is_note_mark(element: &Facts<'_>, source: &str, content: usize) -> bool {
    const LONGEST: usize = 300;
    let says_so = |name| {
        element
            .get(name)
            .is_some_and(|value| value.contains("noteref"))
    };
    if element.name == "a" && (says_so("role") || says_so("epub:type")) {
        return true;
    }
    if element.name != "sup" {
        return false;
    }
    let mut end = source.len().min(content + LONGEST);
    while !source.is_char_boundary(end) {
        end -= 1;
    }
    let mut tokens = Tokens::new(&source[content..end], Dialect::Html);
    let mut signs = 0;
    while let Some((token, range)) = tokens.next() {
        match token {
            Token::Tag(tag) if tag.closing && tag.name == "sup" => return signs > 0,
            Token::Text => {
                let text = source[content + range.start..content + range.end].trim();
                signs += text.len();
                let is_mark = |c: char| {
                    c.is_ascii_digit() || matches!(c, '*' | '†' | '‡' | '§' | '[' | ']' | ',' | ' ')
                };
                if !text.chars().all(is_mark) || signs > 12 {
                    return false;
                }
            }
            Token::Unclosed => return false,
            _ => {}
        }
    }
    false
}

/// True if a link shows nothing but its target.
pub(super) fn is_bare_link(element: &Facts<'_>, source: &str, content: usize) -> bool {
    let Some(target) = element.get("href") else {
        return false;
    };
    let rest = &source.as_bytes()[content..];
    let most = target.len() * 6 + 16;
    let Some(length) = rest.iter().take(most).position(|&b| b == b'<') else {
        return false;
    };
    let after = &source[content + length..];
    let shown = entities::decode_value(&source[content..content + length]);
    let shown = shown.trim();
    if !after.starts_with("</a") || !shown.contains(['/', '.', ':', '@']) {
        return false;
    }
    ["", "https://", "http://", "mailto:"].iter().any(|scheme| {
        let Some(bare) = target.strip_prefix(scheme) else {
            return false;
        };
        bare == shown || bare.strip_suffix('/') == Some(shown)
    })
}
