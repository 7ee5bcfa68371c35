//! One block of text → its asides.

use std::ops::Range;

use wide::u8x16;

use super::super::bytes::{self, eq};
use super::super::document::AsideKind;
use super::super::fold;
use super::lists::{Lists, Words, plain};

/// Most bytes between two brackets.
const INSIDE: usize = 80;
/// Most words of an event in square brackets of a transcript.
const EVENT_WORDS: usize = 6;
/// Most words of an event elsewhere.
const SHORT_EVENT: usize = 4;
/// Most words of a backchannel.
const BACKCHANNEL_WORDS: usize = 5;

/// The asides of a block, in order, outside `taken`. Cost: linear, but for patterns of the user.
pub(super) fn block(
    text: &str,
    lists: &Lists,
    spoken: bool,
    taken: &[Range<usize>],
) -> Vec<(Range<usize>, AsideKind)> {
    let mut taken = taken.to_vec();
    let mut by_pattern = Vec::new();
    for (kind, patterns) in AsideKind::COUNTED.into_iter().zip(&lists.patterns) {
        for regex in patterns {
            for hit in regex.find_iter(text).filter(|hit| !hit.is_empty()) {
                if taken
                    .iter()
                    .all(|other| hit.end() <= other.start || other.end <= hit.start())
                {
                    taken.push(hit.range());
                    by_pattern.push((hit.range(), kind));
                }
            }
        }
    }
    taken.sort_by_key(|range| range.start);
    let mut taken = taken.into_iter().peekable();
    let mut found: Vec<(Range<usize>, AsideKind)> = Vec::new();
    let mut at = 0;
    let mut before = ' ';
    while at < text.len() {
        if !spoken {
            // Most of an essay holds no sign that an aside could begin with.
            let Some(next) = bytes::position(&text.as_bytes()[at..], may_begin) else {
                break;
            };
            if next > 0 {
                at += next;
                before = text[..at].chars().next_back().unwrap_or(' ');
            }
            if text.as_bytes()[at] == b'X' && before.is_alphanumeric() {
                at += 1;
                before = 'X';
                continue;
            }
        }
        let Some(c) = text[at..].chars().next() else {
            break;
        };
        if let Some(range) = taken.next_if(|range| range.start <= at) {
            at = at.max(range.end);
            before = ' ';
            continue;
        }
        let rest = &text[at..];
        let aside = match c {
            '[' | '{' | '<' | '(' | '*' => bracketed(rest, c, lists, spoken),
            '_' if lists.shapes => {
                let Some(end) = run(rest, before, '_', 3) else {
                    // Past the whole run: it would be looked at once for each of its signs.
                    at += rest.find(|sign| sign != '_').unwrap_or(rest.len());
                    before = '_';
                    continue;
                };
                Some((end, AsideKind::Placeholder))
            }
            c if c.is_alphanumeric() => {
                let end = word_end(rest);
                match word(text, at..at + end, before, lists, spoken) {
                    Some((range, kind)) => {
                        // `self-com-`: the part before belongs to the word that is broken off.
                        while found.pop_if(|(other, _)| other.end > range.start).is_some() {}
                        at = range.end;
                        found.push((range, kind));
                    }
                    None => at += end,
                }
                before = text[..at].chars().next_back().unwrap_or(' ');
                continue;
            }
            _ => None,
        };
        let end = at + aside.map_or(c.len_utf8(), |(length, _)| length);
        if let Some((_, kind)) = aside {
            let free = taken.peek().is_none_or(|range| end <= range.start);
            if free {
                found.push((at..end, kind));
                at = end;
                before = ' ';
                continue;
            }
        }
        at += c.len_utf8();
        before = c;
    }
    found.append(&mut by_pattern);
    found.sort_by_key(|(range, _)| range.start);
    found
}

/// The signs that asides of every text begin with.
fn may_begin(x: u8x16) -> u8x16 {
    eq(x, b'[') | eq(x, b'{') | eq(x, b'<') | eq(x, b'_') | eq(x, b'X')
}

/// The end of the letters and digits that `text` begins with.
fn word_end(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric() && !is_joined(c))
        .unwrap_or(text.len())
}

/// Signs that belong to the word they stand in.
fn is_joined(c: char) -> bool {
    fold::is_invisible(c) || unicode_normalization::char::is_combining_mark(c)
}

/// A placeholder of capitals (`XXXX`), a disfluency, or a word broken off.
fn word(
    text: &str,
    at: Range<usize>,
    before: char,
    lists: &Lists,
    spoken: bool,
) -> Option<(Range<usize>, AsideKind)> {
    let written = &text[at.clone()];
    let after = text[at.end..].chars().next().unwrap_or(' ');
    let is_hyphen = |c: char| matches!(c, '-' | '\u{2010}' | '\u{2011}');
    let touches = |c: char| fold::is_apostrophe(c) || is_hyphen(c) || c == '_' || c == '@';
    let least = if spoken { 3 } else { 4 };
    if lists.shapes && written.len() >= least && written.bytes().all(|b| b == b'X') {
        return Some((at, AsideKind::Placeholder));
    }
    if !spoken {
        return None;
    }
    if written.len() >= 3
        && written.bytes().all(|b| b == b'x')
        && !touches(before)
        && !touches(after)
    {
        return Some((at, AsideKind::Event));
    }
    if lists.cut_offs && is_hyphen(after) && is_broken(text, at.end + after.len_utf8()) {
        // Letters and hyphens that touch it are of the same word.
        let start = text[..at.start]
            .char_indices()
            .rev()
            .take_while(|&(_, c)| c.is_alphanumeric() || is_joined(c) || is_hyphen(c))
            .take(64)
            .last()
            .map_or(at.start, |(start, _)| start);
        let letters = text[start..at.end].chars().any(char::is_alphabetic);
        let begins = text[start..].starts_with(char::is_alphanumeric);
        if letters && begins {
            return Some((start..at.end + after.len_utf8(), AsideKind::CutOff));
        }
    }
    let alone = !touches(before) && (!touches(after) || !joins_on(text, at.end));
    let short = written.len() <= 16;
    (alone && short && lists.disfluencies.has(&fold::fold(written)))
        .then_some((at, AsideKind::Disfluency))
}

/// True if a letter follows the sign at `at`: `uh-huh`.
fn joins_on(text: &str, at: usize) -> bool {
    text[at..].chars().nth(1).is_some_and(char::is_alphanumeric)
}

/// True if the word before a hyphen that ends at `at` is broken off: a space or a sign follows on
/// the same line, and neither *and* nor *or* (*pre- and postnatal*).
fn is_broken(text: &str, at: usize) -> bool {
    let rest = &text[at..];
    match rest.chars().next() {
        None => true,
        Some(c) if fold::is_line_end(c) => false,
        Some(' ' | '\t' | '\u{A0}') => {
            let next = rest.trim_start();
            let word = next[..word_end(next)].to_lowercase();
            !matches!(word.as_str(), "and" | "or" | "to" | "nor" | "as" | "but")
                && !next.starts_with(['-', '–', '—'])
        }
        Some(c) => matches!(c, ',' | '.' | '?' | '!' | '…' | '"' | '”' | '’' | ')' | ']'),
    }
}

/// Length of a run of at least `least` signs that touches no word.
fn run(text: &str, before: char, sign: char, least: usize) -> Option<usize> {
    let end = text.find(|c| c != sign).unwrap_or(text.len());
    let after = text[end..].chars().next().unwrap_or(' ');
    (end >= least && !before.is_alphanumeric() && !after.is_alphanumeric()).then_some(end)
}

/// What stands in brackets at the start of `text`: its length and kind.
fn bracketed(text: &str, open: char, lists: &Lists, spoken: bool) -> Option<(usize, AsideKind)> {
    let (skip, close) = match open {
        '[' => (1, "]"),
        '{' if text.starts_with("{{") => (2, "}}"),
        '{' => (1, "}"),
        '<' => (1, ">"),
        '(' if spoken => (1, ")"),
        '*' if spoken => (1, "*"),
        _ => return None,
    };
    let mut most = text.len().min(skip + INSIDE);
    while !text.is_char_boundary(most) {
        most -= 1;
    }
    let length = text[skip..most].find(close)?;
    let inside = &text[skip..skip + length];
    if inside.contains(['[', '{', '<', '(', '\u{FFFC}', '\n', '\r']) || inside.trim().is_empty() {
        return None;
    }
    let end = skip + length + close.len();
    let words = words_of(inside);
    let square = open == '[';
    if !words.is_empty() && is_event(&words, &lists.events, square && spoken) {
        return Some((end, AsideKind::Event));
    }
    let sure = matches!(open, '[' | '{' | '<');
    let capitals = lists.shapes
        && sure
        && inside.chars().filter(|c| c.is_alphabetic()).count() >= 2
        && !inside.chars().any(char::is_lowercase)
        && inside
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | '/' | '\''));
    let braces = lists.shapes && skip == 2;
    let listed = sure && !words.is_empty() && lists.placeholders.has(&words.join(" "));
    (capitals || braces || listed).then_some((end, AsideKind::Placeholder))
}

/// Folded words without numbers, times and units: `unintelligible 00:51`, `pause 3 sec`.
fn words_of(inside: &str) -> Vec<String> {
    let plain = plain(inside);
    plain
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|word| !word.is_empty() && !word.contains(|c: char| c.is_numeric()))
        .filter(|word| {
            !matches!(
                *word,
                "s" | "sec" | "secs" | "second" | "seconds" | "min" | "mins" | "minutes"
            )
        })
        .map(str::to_owned)
        .collect()
}

/// True if the words in brackets tell of an event.
///
/// In square brackets of a transcript any listed word will do; elsewhere it stands first or last,
/// and nobody says *I*.
fn is_event(words: &[String], events: &Words, any: bool) -> bool {
    if events.has(&words.join(" ")) && words.len() <= EVENT_WORDS {
        return true;
    }
    let listed = |word: &String| events.has(word);
    if any {
        return words.len() <= EVENT_WORDS && words.iter().any(listed);
    }
    let ends = words.first().is_some_and(listed) || words.last().is_some_and(listed);
    words.len() <= SHORT_EVENT
        && ends
        && !words
            .iter()
            .any(|word| matches!(word.as_str(), "i" | "my" | "was"))
}

/// True if a text is made of nothing but backchannels.
pub(super) fn is_backchannel(text: &str, lists: &Lists) -> bool {
    if text.len() > INSIDE {
        return false;
    }
    if lists.patterns[4].iter().any(|regex| {
        regex
            .find(text)
            .is_some_and(|hit| hit.range() == (0..text.trim_end().len()))
    }) {
        return true;
    }
    let plain = plain(text);
    let words: Vec<&str> = plain
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() || words.len() > BACKCHANNEL_WORDS || text.contains(['[', '(', '<', '{']) {
        return false;
    }
    let mut at = 0;
    while at < words.len() {
        let longest = lists.backchannels.longest.min(words.len() - at);
        let fits = (1..=longest)
            .rev()
            .find(|&n| lists.backchannels.has(&words[at..at + n].join(" ")));
        match fits {
            Some(n) => at += n,
            None => return false,
        }
    }
    true
}
