//! Regular expressions that are compiled when they are first asked, and asked at a place.
//!
//! The reference asks a [`Pattern`] for every match of a text. The fast way asks the same compiled
//! expression, in the same text, whether a match begins at one byte. The matches of a text are
//! what is found by asking at every byte from left to right and going on behind each match; bytes
//! at which a pattern cannot begin may be left out without changing anything. So all that has to
//! be shown of the fast way is that it leaves out no other bytes.

use std::ops::Range;
use std::sync::OnceLock;

use regex_automata::meta::Regex;
use regex_automata::{Anchored, Input};

/// A regular expression of ours. Compiling one costs up to a millisecond; a text that holds
/// nothing of its kind never pays it.
#[derive(Debug)]
pub(super) struct Pattern {
    text: &'static str,
    group: usize,
    regex: OnceLock<Regex>,
}

/// A match: the part that is the finding, and where the whole match ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Match {
    /// The group that is asked for.
    pub(super) part: Range<usize>,
    /// First byte behind the whole match.
    pub(super) end: usize,
}

impl Pattern {
    /// A pattern of which a group is the finding; 0 is the whole match. `\b` and `\d` are those of
    /// ASCII: the borders of Unicode keep the search from its fast way as soon as one sign is not
    /// ASCII; what they add is looked at behind it.
    pub(super) const fn new(text: &'static str, group: usize) -> Pattern {
        Pattern {
            text,
            group,
            regex: OnceLock::new(),
        }
    }

    fn regex(&self) -> &Regex {
        self.regex.get_or_init(|| {
            let text = self
                .text
                .replace(r"\b", r"(?-u:\b)")
                .replace(r"\d", "[0-9]");
            Regex::new(&text).expect("a pattern of ours")
        })
    }

    /// The match that begins at `start`, if one does. Looks no further than that match needs.
    pub(super) fn at(&self, text: &str, start: usize) -> Option<Match> {
        let regex = self.regex();
        let input = Input::new(text).range(start..).anchored(Anchored::Yes);
        if self.group == 0 {
            let found = regex.search(&input)?;
            return Some(Match {
                part: found.range(),
                end: found.end(),
            });
        }
        // Most places that are asked hold nothing: groups only where there is a match.
        let end = regex.search(&input)?.end();
        let mut captures = regex.create_captures();
        regex.search_captures(&input, &mut captures);
        captures.get_group(self.group).map(|part| Match {
            part: part.start..part.end,
            end,
        })
    }

    /// The parts of all matches of a text.
    pub(super) fn each<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        self.regex().captures_iter(text).filter_map(|captures| {
            let part = captures.get_group(self.group)?;
            Some(part.start..part.end)
        })
    }
}

/// A pattern on its way through a text: matches do not overlap, so the next one begins where the
/// last one ended or behind.
#[derive(Debug)]
pub(super) struct Search {
    pattern: &'static Pattern,
    /// The first byte at which a match may begin.
    pub(super) next: usize,
    /// The last byte that was asked.
    asked: usize,
}

impl Search {
    pub(super) fn new(pattern: &'static Pattern) -> Search {
        Search {
            pattern,
            next: 0,
            asked: 0,
        }
    }

    /// The finding of a match that begins at `start`. Places must be asked in ascending order.
    pub(super) fn at(&mut self, text: &str, start: usize) -> Option<Range<usize>> {
        self.within(0, text, start)
    }

    /// As [`Search::at`] in a line that begins at byte `offset` of the text; `start` is a place of
    /// the text, the answer one of the line.
    pub(super) fn within(
        &mut self,
        offset: usize,
        line: &str,
        start: usize,
    ) -> Option<Range<usize>> {
        debug_assert!(start >= self.asked, "places in ascending order");
        self.asked = start;
        if start < self.next || start < offset {
            return None;
        }
        let found = self.pattern.at(line, start - offset)?;
        self.next = offset + found.end;
        Some(found.part)
    }
}

/// The character before a byte, if there is one.
pub(super) fn before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

/// The character at a byte, if there is one.
pub(super) fn behind(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

/// What `\w` of ASCII takes.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The byte at a place; 0 outside of the text.
pub(super) fn byte(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

/// The byte before a place; 0 at the start of the text.
pub(super) fn byte_before(bytes: &[u8], at: usize) -> u8 {
    at.checked_sub(1).map_or(0, |at| bytes[at])
}

/// `\b` of ASCII.
pub(super) fn is_border(bytes: &[u8], at: usize) -> bool {
    is_word(byte_before(bytes, at)) != is_word(byte(bytes, at))
}

/// True if a text without letters that fold to others than ASCII stands at a place, in any case.
pub(super) fn stands_at(bytes: &[u8], at: usize, word: &[u8]) -> bool {
    bytes
        .get(at..at + word.len())
        .is_some_and(|part| part.eq_ignore_ascii_case(word))
}
