//! Entries as people write them: a small pattern of words, then up to three notes.
//!
//! `docs/lexicon-format.md` is the definition of the syntax. [`Pattern::parse`] gives a tree,
//! [`EntryLine::parse`] the tree and its notes. Nothing is compiled here.

use std::fmt;

use super::model::Text;
use crate::text::fold;

mod line;
mod parser;

pub use line::EntryLine;

/// A test of one word.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WordTest {
    /// The word itself, or the word with a final `'s`.
    Literal(Text),
    /// Every word that starts so.
    Stem(Text),
}

impl WordTest {
    /// True if a word with this compare form (see [`fold`]) passes.
    pub fn accepts(&self, form: &str) -> bool {
        match self {
            WordTest::Literal(word) => form == *word || fold::base(form) == *word,
            WordTest::Stem(stem) => form.starts_with(stem.as_ref()),
        }
    }
}

impl fmt::Display for WordTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WordTest::Literal(word) => write!(f, "{word}"),
            WordTest::Stem(stem) => write!(f, "{stem}*"),
        }
    }
}

/// A pattern of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// One word.
    Word(WordTest),
    /// One word of a named set.
    Set(String),
    /// All of these, one behind the other.
    Sequence(Vec<Pattern>),
    /// One of these.
    Alternatives(Vec<Pattern>),
    /// This or nothing.
    Optional(Box<Pattern>),
    /// From `min` to `max` words, whatever they are.
    Gap {
        /// Fewest words.
        min: u8,
        /// Most words.
        max: u8,
    },
    /// A comma may stand here.
    Comma,
}

/// Why a pattern cannot be read: what, and where in the entry (byte offset).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PatternError {
    /// What is wrong, with the part quoted.
    pub message: String,
    /// One imperative sentence that mends it.
    pub help: String,
    /// Byte offset in the entry's text.
    pub offset: usize,
}

impl Pattern {
    /// Reads a pattern without notes.
    pub fn parse(text: &str) -> Result<Pattern, PatternError> {
        parser::whole(text)
    }

    /// Fewest and most words that the pattern can span.
    pub fn width(&self) -> (usize, usize) {
        match self {
            Pattern::Word(_) | Pattern::Set(_) => (1, 1),
            Pattern::Comma => (0, 0),
            Pattern::Gap { min, max } => (*min as usize, *max as usize),
            Pattern::Optional(inner) => (0, inner.width().1),
            Pattern::Sequence(items) => items.iter().fold((0, 0), |(low, high), item| {
                let (l, h) = item.width();
                (low + l, high + h)
            }),
            Pattern::Alternatives(items) => {
                let low = items.iter().map(|item| item.width().0).min().unwrap_or(0);
                let high = items.iter().map(|item| item.width().1).max().unwrap_or(0);
                (low, high)
            }
        }
    }

    /// Number of different word sequences, sets, stems and each width of a gap counted as one.
    pub fn expansions(&self) -> u64 {
        match self {
            Pattern::Word(_) | Pattern::Set(_) | Pattern::Comma => 1,
            Pattern::Gap { min, max } => u64::from(max - min) + 1,
            Pattern::Optional(inner) => inner.expansions().saturating_add(1),
            Pattern::Sequence(items) => items
                .iter()
                .fold(1, |n: u64, item| n.saturating_mul(item.expansions())),
            Pattern::Alternatives(items) => items
                .iter()
                .fold(0, |n: u64, item| n.saturating_add(item.expansions())),
        }
    }

    /// Calls `visit` with the name of every set that the pattern uses.
    pub fn for_each_set(&self, visit: &mut impl FnMut(&str)) {
        match self {
            Pattern::Set(name) => visit(name),
            Pattern::Sequence(items) | Pattern::Alternatives(items) => {
                for item in items {
                    item.for_each_set(visit);
                }
            }
            Pattern::Optional(inner) => inner.for_each_set(visit),
            Pattern::Word(_) | Pattern::Gap { .. } | Pattern::Comma => {}
        }
    }

    /// True if words that the pattern does not name may stand in what it matches.
    pub fn has_gap(&self) -> bool {
        match self {
            Pattern::Gap { .. } => true,
            Pattern::Word(_) | Pattern::Set(_) | Pattern::Comma => false,
            Pattern::Optional(inner) => inner.has_gap(),
            Pattern::Sequence(items) | Pattern::Alternatives(items) => {
                items.iter().any(Pattern::has_gap)
            }
        }
    }

    /// True if a gap can stand at the rim of what is matched: such a pattern would swallow
    /// words that it does not name.
    pub fn has_gap_at_rim(&self) -> bool {
        self.gap_at(false) || self.gap_at(true)
    }

    fn gap_at(&self, end: bool) -> bool {
        match self {
            Pattern::Gap { .. } => true,
            Pattern::Word(_) | Pattern::Set(_) | Pattern::Comma => false,
            Pattern::Optional(inner) => inner.gap_at(end),
            Pattern::Alternatives(items) => items.iter().any(|item| item.gap_at(end)),
            Pattern::Sequence(items) => {
                for at in 0..items.len() {
                    let item = &items[if end { items.len() - 1 - at } else { at }];
                    if item.gap_at(end) {
                        return true;
                    }
                    if item.width().0 > 0 {
                        return false;
                    }
                }
                false
            }
        }
    }
}

/// The words of a text with one space between them.
pub(super) fn single_spaced(text: &str) -> String {
    let is_so = |pair: &[u8]| pair[0] > b' ' && pair[0] < 0x7F && pair[1] < 0x7F && pair[1] >= b' ';
    let mut pairs = text.as_bytes().windows(2);
    // Most are written so; the last byte is the first of no pair.
    if pairs.all(|pair| is_so(pair) || pair[0] == b' ' && pair[1] > b' ' && pair[1] < 0x7F)
        && !text.starts_with(' ')
        && text.ends_with(|c: char| c.is_ascii_graphic())
    {
        return text.to_owned();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// True for most words as they are compared, so that nobody need ask the tokenizer: small ASCII
/// letters and digits, and apostrophes between letters. What is false may be a word, too.
pub(super) fn is_plain_word(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_lowercase);
    let is_part = |(at, byte): (usize, &u8)| match byte {
        b'a'..=b'z' | b'0'..=b'9' => true,
        b'\'' => at > 0 && is_letter(at - 1) && is_letter(at + 1),
        _ => false,
    };
    !bytes.is_empty() && bytes.iter().enumerate().all(is_part)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::lexicon::{Polarity, word};

    fn error(text: &str) -> String {
        EntryLine::parse(text).expect_err(text).message
    }

    #[test]
    fn notes_are_read_from_the_end() {
        let entry = EntryLine::parse("guarded{feel|self}(-):.7").expect("well-formed");
        assert_eq!(entry.name, "guarded");
        assert_eq!(entry.gates, ["feel", "self"]);
        assert_eq!(entry.polarity, Some(Polarity::Distress));
        assert_eq!(entry.weight.hundredths(), 70);
    }

    #[test]
    fn glued_groups_are_spellings_of_one_word() {
        let spelled = |text: &str| match Pattern::parse(text).expect(text) {
            Pattern::Alternatives(items) => items
                .iter()
                .map(|item| match item {
                    Pattern::Word(test) => test.to_string(),
                    other => panic!("{other:?}"),
                })
                .collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(spelled("ma(de|ke|king)"), ["made", "make", "making"]);
        assert_eq!(spelled("shame(s|d)?"), ["shame", "shames", "shamed"]);
        assert_eq!(spelled("(un)?seen"), ["seen", "unseen"]);
        assert_eq!(spelled("gr(a|e)y*"), ["gray*", "grey*"]);
    }

    #[test]
    fn widths_and_expansions() {
        let pattern =
            Pattern::parse("(feel|felt) ~much? (ashamed|so very embarrassed)").expect("ok");
        assert_eq!(pattern.width(), (2, 5));
        assert_eq!(pattern.expansions(), 8);
        assert_eq!(Pattern::parse("a _{0,3} b").expect("ok").expansions(), 4);
    }

    #[test]
    fn mistakes_are_named() {
        assert!(error("foo-bar").contains("glued"));
        assert!(error("self harm:2").contains("not a weight"));
        assert!(error("Ashamed").contains("lower case"));
        assert!(error("(a|b").contains("never closed"));
        assert!(error("a)").contains("no opening bracket"));
        assert!(error("a||b").contains("empty"));
        assert!(error("*").contains("not a word"));
        assert!(error("a _{3,1} b").contains("bounded gap"));
        assert!(error("").contains("empty"));
        assert!(error(&"(".repeat(40)).contains("nested"));
    }

    proptest! {
        #[test]
        fn a_plain_word_is_one_word(text in "[a-z0-9']{1,12}|[a-z]{20,70}|\\PC{1,4}") {
            if is_plain_word(&text) {
                prop_assert!(word::is_one(&text));
            }
        }

        #[test]
        fn spaces_are_single(text in "[a ]{0,8}|[a \\t\u{A0}\u{1F}\u{85}é]{0,6}") {
            let slow = text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(single_spaced(&text), slow);
        }
    }

    #[test]
    fn a_gap_may_not_stand_at_the_rim() {
        let rim = |text: &str| Pattern::parse(text).expect(text).has_gap_at_rim();
        assert!(rim("_ a") && rim("a _{0,2}") && rim("a (b|_)") && rim("a? _ b") && rim("a _ b?"));
        assert!(!rim("a _ b") && !rim("a (_ b)? c"));
    }
}
