//! What stands between two words, and whether a sentence ends there.

use super::Gap;

/// The facts about the stretch between two words.
pub(super) fn gap_between(between: &str) -> Gap {
    let mut gap = Gap::default();
    for (at, c) in between.char_indices() {
        let rest = &between[at + c.len_utf8()..];
        match c {
            ' ' | '\t' | '\'' => {}
            ',' | '，' | '、' | '،' => gap.add(Gap::COMMA),
            ';' | ':' | '(' | ')' | '[' | ']' | '{' | '}' | '…' | '!' | '?' | '—' | '―' | '⸺'
            | '⸻' | '‒' | '|' | '；' | '：' | '（' | '）' | '！' | '？' | '。' | '؟' | '؛' =>
            {
                gap.add(Gap::STRONG);
            }
            '"' | '\u{201C}' | '\u{201D}' | '\u{201E}' | '«' | '»' | '＂' => gap.add(Gap::QUOTE),
            '\u{FFFC}' => gap.add(Gap::HOLE),
            '.' if rest.starts_with('.') => gap.add(Gap::STRONG),
            // A hyphen joins two words if it touches both, or stands at the end of a line (line
            // ends are spaces by now). With space around it, or doubled, it is a dash.
            '-' | '\u{2010}' | '\u{2011}' | '–' | '\u{2212}' => {
                let joins = at == 0 && (rest.is_empty() || (c == '-' && rest == " "));
                if !joins {
                    gap.add(Gap::STRONG);
                }
            }
            _ => {}
        }
    }
    gap
}

/// A sentence border between two words.
pub(super) struct SentenceEnd {
    /// It asks.
    pub(super) question: bool,
}

/// Decides whether a sentence ends in `between`, with a word on each side.
///
/// A run of `. ! ? …` ends a sentence if white space follows it and what closes behind it. Not so
/// a single full stop behind an abbreviation or an initial, an ellipsis before a small letter, and
/// a run before a closing quote with a small letter behind (*“Really?” she said*).
pub(super) fn sentence_end(before: &str, between: &str, after: &str) -> Option<SentenceEnd> {
    let mut ended = None;
    let mut chars = between.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟') {
            continue;
        }
        let mut run = 1;
        let mut question = matches!(c, '?' | '？' | '؟');
        let mut only_stops = matches!(c, '.' | '…');
        let mut wide = matches!(c, '。' | '！' | '？');
        while let Some(&(_, next)) = chars.peek() {
            match next {
                '.' | '…' => {}
                '!' => only_stops = false,
                '?' | '？' | '؟' => {
                    question = true;
                    only_stops = false;
                }
                '。' | '！' => wide = true,
                _ => break,
            }
            run += if next == '…' { 3 } else { 1 };
            chars.next();
        }
        if c == '…' {
            run += 2;
        }
        let mut closed_quote = false;
        while let Some(&(_, next)) = chars.peek() {
            match next {
                '"' | '\u{201D}' | '»' | '\'' | '\u{201C}' => closed_quote = true,
                ')' | ']' | '}' | '*' | '_' => {}
                _ => break,
            }
            chars.next();
        }
        let space_follows = chars.peek().is_some_and(|&(_, next)| next.is_whitespace());
        if !space_follows && !wide {
            continue;
        }
        let next_is_small = after.chars().next().is_some_and(char::is_lowercase);
        let single_stop = run == 1 && c == '.';
        let ellipsis = run > 1 && only_stops;
        let next_is_digit = after.starts_with(|c: char| c.is_ascii_digit());
        let abbreviated =
            single_stop && at == 0 && is_abbreviation(last_word(before), next_is_digit);
        let goes_on = abbreviated || (ellipsis && next_is_small) || (closed_quote && next_is_small);
        if !goes_on {
            let so_far = ended.is_some_and(|end: SentenceEnd| end.question);
            ended = Some(SentenceEnd {
                question: question || so_far,
            });
        }
    }
    ended
}

/// The letters, digits and inner stops at the end of `before`.
fn last_word(before: &str) -> &str {
    let start = before
        .char_indices()
        .rev()
        .take_while(|(_, c)| c.is_alphanumeric() || *c == '.')
        .last()
        .map_or(before.len(), |(at, _)| at);
    &before[start..]
}

/// Abbreviations that are followed by the rest of their sentence, and initials (`J.`).
///
/// Words that often end a sentence (`etc`, `p.m`) are left out on purpose.
fn is_abbreviation(word: &str, next_is_digit: bool) -> bool {
    let mut chars = word.chars();
    let initial =
        matches!((chars.next(), chars.next()), (Some(c), None) if c.is_uppercase() && c != 'I');
    // `No. 5`, but `No. Shame is old.`
    let numbered = next_is_digit
        && matches!(
            word,
            "No" | "no" | "pp" | "p" | "vol" | "Vol" | "fig" | "Fig"
        );
    initial
        || numbered
        || matches!(
            word,
            "Mr" | "Mrs"
                | "Ms"
                | "Mx"
                | "Dr"
                | "Prof"
                | "St"
                | "Rev"
                | "Fr"
                | "Sr"
                | "Jr"
                | "Lt"
                | "Col"
                | "Gen"
                | "Sen"
                | "Rep"
                | "Gov"
                | "vs"
                | "cf"
                | "e.g"
                | "i.e"
                | "eg"
                | "ie"
                | "viz"
                | "approx"
                | "ca"
        )
}
