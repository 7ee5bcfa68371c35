//! Entries as people write them: a small pattern of words, then up to three notes.
//!
//! `docs/lexicon-format.md` is the definition of the syntax. [`Pattern::parse`] gives a tree,
//! [`EntryLine::parse`] the tree and its notes. Nothing is compiled here.

use std::fmt;

use super::model::Text;
use super::{Polarity, Weight, word};
use crate::text::fold;

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
        let mut parser = Parser {
            text,
            at: 0,
            depth: 0,
        };
        let pattern = parser.alternatives()?;
        if parser.at < text.len() {
            return Err(parser.error(
                format!("`{}` has no opening bracket", &text[parser.at..]),
                "remove it, or open a bracket before it",
            ));
        }
        Ok(pattern)
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

/// An entry as typed: pattern and notes.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryLine {
    /// What is matched.
    pub pattern: Pattern,
    /// The pattern as written, without notes: the entry's name in reports.
    pub name: String,
    /// Names of gates; any one that opens is enough. Empty: no gate.
    pub gates: Vec<String>,
    /// The pole, where it differs from the category's.
    pub polarity: Option<Polarity>,
    /// The weight, 1 if not said.
    pub weight: Weight,
}

impl EntryLine {
    /// Reads `pattern{gate|gate}(-):.7`; each note may be missing.
    pub fn parse(text: &str) -> Result<EntryLine, PatternError> {
        let fail = |message: String, help: &str, offset: usize| {
            Err(PatternError {
                message,
                help: help.to_owned(),
                offset,
            })
        };
        let mut rest = text.trim_end();
        let mut weight = Weight::ONE;
        if let Some(colon) = rest.rfind(':') {
            let number = &rest[colon + 1..];
            match Weight::parse(number) {
                Some(parsed) => weight = parsed,
                None => {
                    return fail(
                        format!("`{number}` is not a weight"),
                        "write a number above 0 and up to 1 with at most two decimals, such as `:.7`",
                        colon + 1,
                    );
                }
            }
            rest = rest[..colon].trim_end();
        }
        let mut polarity = None;
        for (mark, pole) in [
            ("(-)", Polarity::Distress),
            ("(+)", Polarity::Resource),
            ("(0)", Polarity::Descriptive),
        ] {
            if let Some(before) = rest.strip_suffix(mark) {
                polarity = Some(pole);
                rest = before.trim_end();
                break;
            }
        }
        let mut gates = Vec::new();
        if rest.ends_with('}')
            && let Some(open) = rest.rfind('{')
        {
            // `_{0,3}` at the end is a gap, not a gate.
            if !rest[..open].ends_with('_') {
                let names = &rest[open + 1..rest.len() - 1];
                gates = names
                    .split('|')
                    .map(|name| name.trim().to_owned())
                    .collect();
                if gates.iter().any(String::is_empty) {
                    return fail(
                        format!("`{{{names}}}` names no gate"),
                        "write the gate's name, such as `{feel}`, or remove the braces",
                        open,
                    );
                }
                rest = rest[..open].trim_end();
            }
        }
        let pattern = Pattern::parse(rest)?;
        let name = single_spaced(rest);
        Ok(EntryLine {
            pattern,
            name,
            gates,
            polarity,
            weight,
        })
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

/// Deepest nesting of brackets; no sensible entry comes near.
const MAX_DEPTH: usize = 16;
/// Most spellings that one glued word may stand for.
const MAX_SPELLINGS: usize = 200;

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn bump(&mut self, c: char) {
        self.at += c.len_utf8();
    }

    fn error(&self, message: String, help: &str) -> PatternError {
        PatternError {
            message,
            help: help.to_owned(),
            offset: self.at,
        }
    }

    fn alternatives(&mut self) -> Result<Pattern, PatternError> {
        let mut items = vec![self.sequence()?];
        while self.peek() == Some('|') {
            self.bump('|');
            items.push(self.sequence()?);
        }
        Ok(if items.len() == 1 {
            items.remove(0)
        } else {
            Pattern::Alternatives(items)
        })
    }

    fn sequence(&mut self) -> Result<Pattern, PatternError> {
        let mut items = Vec::new();
        while let Some(c) = self.peek() {
            match c {
                ' ' | '\t' => self.bump(c),
                ')' | '|' => break,
                _ => {
                    let item = self.item()?;
                    match self.peek() {
                        Some('?') => {
                            self.bump('?');
                            items.push(Pattern::Optional(Box::new(item)));
                        }
                        _ => items.push(item),
                    }
                    if self
                        .peek()
                        .is_some_and(|c| !matches!(c, ' ' | '\t' | ')' | '|'))
                    {
                        let rest = &self.text[self.at..];
                        return Err(self.error(
                            format!("`{rest}` is glued to what stands before it"),
                            "put a space between two items; glue only letters and groups of letters",
                        ));
                    }
                }
            }
        }
        match items.len() {
            0 => Err(self.error(
                "the pattern, or one of its alternatives, is empty".to_owned(),
                "write a word there, or make the group optional with `?`",
            )),
            1 => Ok(items.remove(0)),
            _ => Ok(Pattern::Sequence(items)),
        }
    }

    fn item(&mut self) -> Result<Pattern, PatternError> {
        match self.peek() {
            Some('~') => {
                self.bump('~');
                let name = self.take_while(|c| c.is_ascii_alphanumeric() || c == '_');
                if name.is_empty() {
                    return Err(self.error("`~` names no set".to_owned(), "write `~self` or `~my`"));
                }
                Ok(Pattern::Set(name.to_owned()))
            }
            Some('_') => self.gap(),
            Some(',') => {
                self.bump(',');
                Ok(Pattern::Comma)
            }
            Some('(') if !self.group_is_glued() => {
                let open = self.at;
                self.bump('(');
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return Err(self.error(
                        format!("brackets are nested more than {MAX_DEPTH} deep"),
                        "split the entry into several",
                    ));
                }
                let inner = self.alternatives()?;
                if self.peek() != Some(')') {
                    self.at = open;
                    return Err(self.error(
                        "the bracket is never closed".to_owned(),
                        "close it with `)`",
                    ));
                }
                self.bump(')');
                self.depth -= 1;
                Ok(inner)
            }
            _ => self.word(),
        }
    }

    fn gap(&mut self) -> Result<Pattern, PatternError> {
        let start = self.at;
        self.bump('_');
        if self.peek() != Some('{') {
            return Ok(Pattern::Gap { min: 1, max: 1 });
        }
        self.bump('{');
        let bounds = self.take_while(|c| c != '}');
        let closed = self.peek() == Some('}');
        let parsed = bounds.split_once(',').and_then(|(min, max)| {
            let (min, max) = (
                min.trim().parse::<u8>().ok()?,
                max.trim().parse::<u8>().ok()?,
            );
            (min <= max && max <= 10 && max > 0).then_some((min, max))
        });
        match parsed {
            Some((min, max)) if closed => {
                self.bump('}');
                Ok(Pattern::Gap { min, max })
            }
            _ => {
                self.at = start;
                Err(self.error(
                    format!("`_{{{bounds}}}` is not a bounded gap"),
                    "write `_{0,3}`: fewest and most words, at most 10",
                ))
            }
        }
    }

    /// True if letters follow the group that opens here, as in `(un)?seen`.
    fn group_is_glued(&self) -> bool {
        let rest = &self.text[self.at..];
        let Some(close) = rest.find(')') else {
            return false;
        };
        let inside = &rest[1..close];
        let behind = rest[close + 1..].trim_start_matches('?');
        behind.starts_with(is_word_char) && inside.chars().all(|c| is_word_char(c) || c == '|')
    }

    /// A word: letters, glued groups of letters, perhaps a `*` at its end.
    fn word(&mut self) -> Result<Pattern, PatternError> {
        let start = self.at;
        let rest = &self.text[start..];
        let is_sign = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '\'';
        let length = rest.find(|c| !is_sign(c)).unwrap_or(rest.len());
        let behind = rest[length..].chars().next();
        if behind != Some('(')
            && !behind.is_some_and(is_word_char)
            && is_plain_word(&rest[..length])
        {
            let word = rest[..length].to_owned();
            self.at += length;
            return Ok(Pattern::Word(if behind == Some('*') {
                self.bump('*');
                WordTest::Stem(word.into())
            } else {
                WordTest::Literal(word.into())
            }));
        }
        self.spelled_word()
    }

    fn spelled_word(&mut self) -> Result<Pattern, PatternError> {
        let start = self.at;
        let mut spellings = vec![String::new()];
        loop {
            match self.peek() {
                Some(c) if is_word_char(c) => {
                    let letters = self.take_while(is_word_char);
                    for spelling in &mut spellings {
                        spelling.push_str(letters);
                    }
                }
                Some('(') => {
                    let group = self.letters_group()?;
                    let optional = self.peek() == Some('?');
                    if optional {
                        self.bump('?');
                    }
                    let mut next = Vec::with_capacity(spellings.len() * (group.len() + 1));
                    for spelling in spellings {
                        if optional {
                            next.push(spelling.clone());
                        }
                        next.extend(group.iter().map(|letters| {
                            let mut longer = String::with_capacity(spelling.len() + letters.len());
                            longer.push_str(&spelling);
                            longer.push_str(letters);
                            longer
                        }));
                    }
                    if next.len() > MAX_SPELLINGS {
                        return Err(self.error(
                            format!("the word has more than {MAX_SPELLINGS} spellings"),
                            "split the entry into several",
                        ));
                    }
                    spellings = next;
                }
                _ => break,
            }
        }
        let is_stem = self.peek() == Some('*');
        if is_stem {
            self.bump('*');
        }
        let written = &self.text[start..self.at];
        if spellings.iter().all(String::is_empty) {
            let c = self.peek().map(String::from).unwrap_or_default();
            let help = if is_stem {
                "a `*` ends a word: write the letters before it"
            } else {
                "write lower-case letters, and a space for a hyphen"
            };
            let part = if is_stem { written.to_owned() } else { c };
            return Err(self.error(format!("`{part}` is not a word"), help));
        }
        let mut tests = Vec::with_capacity(spellings.len());
        for spelling in spellings {
            if !is_plain_word(&spelling) {
                let folded = fold::fold(&spelling);
                if folded != spelling {
                    self.at = start;
                    return Err(PatternError {
                        message: format!(
                            "`{written}` is not written in lower case with plain signs"
                        ),
                        help: format!("write `{folded}`"),
                        offset: start,
                    });
                }
                if !word::is_one(&folded) {
                    self.at = start;
                    return Err(self.error(
                        format!("`{written}` is not one word of a text"),
                        "separate words by spaces",
                    ));
                }
            }
            tests.push(if is_stem {
                WordTest::Stem(spelling.into())
            } else {
                WordTest::Literal(spelling.into())
            });
        }
        Ok(if tests.len() == 1 {
            Pattern::Word(tests.remove(0))
        } else {
            Pattern::Alternatives(tests.into_iter().map(Pattern::Word).collect())
        })
    }

    /// `(de|ke|king)`: letters only.
    fn letters_group(&mut self) -> Result<Vec<&'a str>, PatternError> {
        let open = self.at;
        self.bump('(');
        let inside = self.take_while(|c| c != ')');
        if self.peek() != Some(')') {
            self.at = open;
            return Err(self.error(
                "the bracket is never closed".to_owned(),
                "close it with `)`",
            ));
        }
        self.bump(')');
        let group: Vec<&str> = inside.split('|').collect();
        if group
            .iter()
            .any(|letters| letters.is_empty() || !letters.chars().all(is_word_char))
        {
            self.at = open;
            return Err(self.error(
                format!("the group `({inside})` is glued to a word and holds more than letters"),
                "put a space before the bracket, or keep to letters",
            ));
        }
        Ok(group)
    }

    fn take_while(&mut self, accept: impl Fn(char) -> bool) -> &'a str {
        let rest = &self.text[self.at..];
        let end = rest.find(|c| !accept(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || c == '\''
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
