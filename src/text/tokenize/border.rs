//! What stands between two words, and whether a sentence ends there.

use super::super::bytes::{number, short};
use super::super::fold;
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SentenceEnd {
    /// It asks.
    pub(super) question: bool,
}

/// What a stretch between two words says, whatever the words are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Between {
    pub(super) gap: Gap,
    /// Whether a sentence ends there: if a capital or no letter follows, and if a small letter does;
    /// each without and with an abbreviation before.
    ends: [[Option<SentenceEnd>; 2]; 2],
}

impl Between {
    /// Of a [cleaned](fold::clean) stretch.
    pub(super) fn of(between: &str) -> Between {
        let end = |is_small, is_abbreviated| end_of(between, is_small, || is_abbreviated);
        Between {
            gap: gap_between(between),
            ends: [false, true].map(|is_small| [end(is_small, false), end(is_small, true)]),
        }
    }

    /// The border there, with these words before and after.
    #[inline]
    pub(super) fn end(self, before: &str, after: &str) -> Option<SentenceEnd> {
        let [end, abbreviated] = self.ends[usize::from(is_small(after))];
        if end != abbreviated && is_abbreviated(before, after) {
            return abbreviated;
        }
        end
    }
}

/// Stretches that were met: a text has few different ones.
#[derive(Clone, Debug, Default)]
pub(super) struct Betweens {
    /// By a few bits of the key.
    known: Vec<(u128, Between)>,
}

impl Betweens {
    const PLACES: usize = 64;

    /// What the stretch `start..end` of a text says, which need not be cleaned.
    #[inline]
    pub(super) fn get(&mut self, text: &str, start: usize, end: usize) -> Between {
        let Some(key) = key(text.as_bytes(), start, end) else {
            return Between::of(&fold::clean(&text[start..end]).0);
        };
        let mixed = (key as u64 ^ (key >> 64) as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let place = (mixed >> 32) as usize % Self::PLACES;
        match self.known.get(place) {
            Some(&(known, between)) if known == key => between,
            _ => self.learn(&text[start..end], key, place),
        }
    }

    #[cold]
    fn learn(&mut self, between: &str, key: u128, place: usize) -> Between {
        if self.known.is_empty() {
            // No stretch has such a key.
            self.known = vec![(u128::MAX, Between::of("")); Self::PLACES];
        }
        let between = Between::of(&fold::clean(between).0);
        self.known[place] = (key, between);
        between
    }
}

/// A stretch of up to fifteen bytes as a number: its bytes, and its length as the last one.
#[inline]
fn key(text: &[u8], start: usize, end: usize) -> Option<u128> {
    let length = end - start;
    let bytes = short(text, start, end).filter(|_| length < 16)?;
    Some(number(bytes) | (length as u128) << 120)
}

/// Decides whether a sentence ends in `between`, with a word on each side.
///
/// A run of `. ! ? …` ends a sentence if white space follows it and what closes behind it. Not so
/// a single full stop behind an abbreviation or an initial, an ellipsis before a small letter, and
/// a run before a closing quote with a small letter behind (*“Really?” she said*).
pub(super) fn sentence_end(before: &str, between: &str, after: &str) -> Option<SentenceEnd> {
    let is_abbreviated = || is_abbreviated(before, after);
    end_of(between, is_small(after), is_abbreviated)
}

/// As [`sentence_end`], with what matters of the words.
fn end_of(
    between: &str,
    next_is_small: bool,
    is_abbreviated: impl Fn() -> bool,
) -> Option<SentenceEnd> {
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
        let single_stop = run == 1 && c == '.';
        let ellipsis = run > 1 && only_stops;
        let abbreviated = single_stop && at == 0 && is_abbreviated();
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

/// True if a small letter comes.
fn is_small(after: &str) -> bool {
    after.chars().next().is_some_and(char::is_lowercase)
}

/// True if the word before a stop is an abbreviation, with this text behind.
fn is_abbreviated(before: &str, after: &str) -> bool {
    let next_is_digit = after.starts_with(|c: char| c.is_ascii_digit());
    is_abbreviation(last_word(before), next_is_digit)
}

/// The letters, digits and inner stops at the end of `before`, which need not be cleaned: some signs
/// that are typed for apostrophes are letters.
fn last_word(before: &str) -> &str {
    let is_part = |c: char| c == '.' || c.is_alphanumeric() && !fold::is_apostrophe(c);
    let start = before
        .char_indices()
        .rev()
        .take_while(|&(_, c)| is_part(c))
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Many stretches, so that places are taken again; as long as a key may be, and longer.
        #[test]
        fn what_is_remembered_is_what_is_worked_out(
            stretches in prop::collection::vec(
                prop_oneof!["[ .,?!\\x00\"“”…—'’)\n]{0,5}", "[ .\\x00]{12,18}", "\\PC{1,6}"],
                1..300,
            ),
        ) {
            let mut betweens = Betweens::default();
            for stretch in &stretches {
                let text = format!("a{stretch}b, and what comes behind");
                let found = betweens.get(&text, 1, 1 + stretch.len());
                prop_assert_eq!(found, Between::of(&fold::clean(stretch).0), "{:?}", stretch);
                for (before, after) in [("so", "b"), ("so", "B"), ("Dr", "B"), ("No", "5"), ("e.g", "x")] {
                    let clean = fold::clean(stretch).0;
                    prop_assert_eq!(found.end(before, after), sentence_end(before, &clean, after));
                }
            }
        }
    }
}
