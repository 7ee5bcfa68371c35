//! The pattern of an entry, read by descent.

use super::{Pattern, PatternError, WordTest, is_plain_word};
use crate::lexicon::word;
use crate::text::fold;

/// Deepest nesting of brackets; no sensible entry comes near.
const MAX_DEPTH: usize = 16;

/// Most spellings that one glued word may stand for.
const MAX_SPELLINGS: usize = 200;

/// The pattern that a text is.
pub(super) fn whole(text: &str) -> Result<Pattern, PatternError> {
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
