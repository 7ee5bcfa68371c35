//! Which stretches of a text stand in quotation marks.

use wide::u8x16;

use crate::text::bytes::{self, eq};
use crate::text::{Block, Plain, Span};

/// Quoted stretches of a document, in order, without overlap.
#[derive(Clone, Debug, Default)]
pub struct Quoted {
    spans: Vec<(u32, u32)>,
}

impl Quoted {
    /// Finds the quotations of some blocks of a text.
    ///
    /// Opening curly quotes and guillemets run to their closing sign, or to the end of the block
    /// (a quotation of several paragraphs). Straight double quotes are paired inside a block; an
    /// odd one at the end stays alone. Single quotes need an opening before a letter, with space
    /// or a bracket before it, and a closing behind a letter or `.,!?…` with space, punctuation
    /// or the end behind it: apostrophes have neither.
    ///
    /// Cost: one pass.
    pub fn of(text: &str, blocks: &[Block]) -> Quoted {
        let mut spans = Vec::new();
        for block in blocks {
            let range = block.span.range();
            block_quotes(&text[range.clone()], range.start as u32, &mut spans);
        }
        Quoted { spans }
    }

    /// True if the span lies inside a quotation.
    pub fn covers(&self, span: Span<Plain>) -> bool {
        self.quotation(span).is_some()
    }

    /// Number of the quotation that the span lies in.
    pub fn quotation(&self, span: Span<Plain>) -> Option<usize> {
        let after = self
            .spans
            .partition_point(|&(start, _)| start <= span.start);
        let at = after.checked_sub(1)?;
        (span.end <= self.spans[at].1).then_some(at)
    }
}

fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '“' | '”' | '„' | '«' | '»' | '‹' | '›' | '\'' | '‘' | '’' | '＂'
    )
}

/// The bytes that quotation marks begin with, and little else.
fn may_be_quote(x: u8x16) -> u8x16 {
    eq(x, b'"') | eq(x, b'\'') | eq(x, 0xC2) | eq(x, 0xE2) | eq(x, 0xEF)
}

fn block_quotes(text: &str, base: u32, spans: &mut Vec<(u32, u32)>) {
    // The sign that would close the quotation we are in, and where it opened.
    let mut open: Option<(char, usize)> = None;
    // Where the last straight sign stands that could close: asked once, not at every sign.
    let mut last_double = None;
    let mut last_wide = None;
    let mut last_single = None;
    let mut from = 0;
    while let Some(found) = bytes::position(&text.as_bytes()[from..], may_be_quote) {
        let at = from + found;
        let Some(c) = text[at..].chars().next() else {
            break;
        };
        from = at + c.len_utf8();
        if !is_quote(c) {
            continue;
        }
        let before = || text[..at].chars().next_back().unwrap_or(' ');
        let rest = &text[from..];
        if let Some((close, start)) = open {
            let single = close == '’' || close == '\'';
            let closes = (c == close || (close == '”' && c == '“' && start != at))
                && (!single || closes_single(before(), rest));
            if closes {
                spans.push((base + start as u32, base + at as u32));
                open = None;
            }
        } else {
            let opens_single = || opens_single(before(), rest);
            let close = match c {
                '“' | '„' => Some('”'),
                '«' => Some('»'),
                '‹' => Some('›'),
                '"' if *last_double.get_or_insert_with(|| text.rfind(c)) > Some(at) => Some(c),
                '＂' if *last_wide.get_or_insert_with(|| text.rfind(c)) > Some(at) => Some(c),
                '‘' if opens_single() => Some('’'),
                '\'' if opens_single()
                    && *last_single.get_or_insert_with(|| last_closing_single(text)) > Some(at) =>
                {
                    Some(c)
                }
                _ => None,
            };
            open = close.map(|close| (close, at));
        }
    }
    // Only a curly double quote or guillemet may run over the end of a paragraph.
    if let Some(('”' | '»', start)) = open {
        spans.push((base + start as u32, base + text.len() as u32));
    }
}

fn opens_single(before: char, rest: &str) -> bool {
    (before.is_whitespace() || matches!(before, '(' | '[' | '—' | '–' | '"' | '“'))
        && rest.starts_with(char::is_alphanumeric)
}

fn closes_single(before: char, rest: &str) -> bool {
    let next = rest.chars().next();
    (before.is_alphanumeric() || matches!(before, '.' | ',' | '!' | '?' | '…'))
        && next.is_none_or(|c| !c.is_alphanumeric())
}

fn last_closing_single(text: &str) -> Option<usize> {
    let closes = |at: usize| {
        let before = text[..at].chars().next_back().unwrap_or(' ');
        closes_single(before, &text[at + 1..])
    };
    text.rmatch_indices('\'')
        .map(|(at, _)| at)
        .find(|&at| closes(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> Vec<&str> {
        let mut spans = Vec::new();
        block_quotes(text, 0, &mut spans);
        spans
            .into_iter()
            .map(|(start, end)| text[start as usize..end as usize].trim_matches(is_quote))
            .collect()
    }

    #[test]
    fn pairs_of_every_kind() {
        assert_eq!(
            quoted("She said, \"I am bad.\" Then “no,” he «oui»."),
            ["I am bad.", "no,", "oui"]
        );
        assert_eq!(quoted("He said 'I hate it,' and left."), ["I hate it,"]);
        assert_eq!(quoted("He said ‘I don’t know’ again"), ["I don’t know"]);
    }

    #[test]
    fn apostrophes_and_lone_quotes_open_nothing() {
        assert_eq!(
            quoted("the boys' room, 'tis John's, rock 'n roll"),
            Vec::<&str>::new()
        );
        assert_eq!(quoted("a 6\" pipe"), Vec::<&str>::new());
    }

    #[test]
    fn a_quotation_may_run_to_the_end_of_its_paragraph() {
        assert_eq!(quoted("He wrote: “I was lost"), ["I was lost"]);
    }
}
