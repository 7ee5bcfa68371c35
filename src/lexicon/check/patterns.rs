//! Words, sets, phrases and entries: whether each can be read, and is one that can be matched.

use std::collections::BTreeMap;

use toml::Spanned;

use super::Checker;
use crate::lexicon::facet::{self, Facet};
use crate::lexicon::pattern::single_spaced;
use crate::lexicon::phrase::{Phrase, Tree};
use crate::lexicon::{EntryLine, Mask, Pattern, WordTest, quoted};

/// Most expansions of one entry; more is a mistake or a burden.
const MAX_EXPANSIONS: u64 = 20_000;

/// Longest entry in words.
const MAX_WORDS: usize = 24;

/// Longest entry in bytes.
const MAX_BYTES: usize = 2_000;

impl Checker<'_> {
    pub(super) fn sets(
        &mut self,
        sets: &BTreeMap<String, Vec<Spanned<String>>>,
    ) -> BTreeMap<String, Vec<WordTest>> {
        sets.iter()
            .map(|(name, words)| (name.clone(), self.words(words)))
            .collect()
    }

    /// Single words, stems and spellings of one word.
    pub(super) fn words(&mut self, words: &[Spanned<String>]) -> Vec<WordTest> {
        let mut tests = Vec::new();
        for word in words {
            let offset = word.span().start;
            let none = BTreeMap::new();
            match self.pattern(word.get_ref(), offset, &none) {
                Some(Pattern::Word(test)) => tests.push(test),
                Some(Pattern::Alternatives(items)) => {
                    for item in items {
                        match item {
                            Pattern::Word(test) => tests.push(test),
                            _ => self.not_one_word(word.get_ref(), offset),
                        }
                    }
                }
                Some(_) => self.not_one_word(word.get_ref(), offset),
                None => {}
            }
        }
        tests
    }

    pub(super) fn masks(
        &mut self,
        masks: &[Spanned<String>],
        sets: &BTreeMap<String, Vec<WordTest>>,
    ) -> Vec<Mask> {
        let mut valid = Vec::new();
        for mask in masks {
            let offset = mask.span().start;
            if let Some(pattern) = self.pattern(mask.get_ref(), offset, sets) {
                valid.push(Mask {
                    name: single_spaced(mask.get_ref()).into(),
                    tree: Tree::known(pattern),
                    place: self.place(offset),
                });
            }
        }
        valid
    }

    pub(super) fn facets(
        &mut self,
        facets: &BTreeMap<String, BTreeMap<String, Vec<Spanned<String>>>>,
        sets: &BTreeMap<String, Vec<WordTest>>,
    ) -> Vec<Facet> {
        let mut valid = Vec::new();
        for (name, values) in facets {
            let mut made = Facet {
                name: name.clone(),
                values: Vec::new(),
                phrases: Vec::new(),
            };
            let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
            // Of equally long phrases the first wins: one that names nothing goes before all.
            let none = values.iter().filter(|(value, _)| *value == facet::NONE);
            let named = values.iter().filter(|(value, _)| *value != facet::NONE);
            for (value, phrases) in none.chain(named) {
                let place = (value != facet::NONE).then_some(made.values.len() as u16);
                if place.is_some() {
                    made.values.push(value.clone());
                }
                let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
                let offset = phrases.first().map_or(0, |phrase| phrase.span().start);
                if value.is_empty() || !value.chars().all(good) {
                    let message = format!("`{value}` in [facets.{name}] is no name");
                    self.error(offset, message, "use small letters, digits and _");
                }
                if phrases.is_empty() {
                    let message = format!("`{value}` in [facets.{name}] has no phrase");
                    self.error(offset, message, "add a phrase, or remove the value");
                }
                for phrase in phrases {
                    let (text, offset) = (phrase.get_ref().as_str(), phrase.span().start);
                    if let Some(other) = seen.insert(text, value) {
                        let message = format!("`{text}` stands under `{other}` and `{value}`");
                        self.error(offset, message, "let it stand once in a facet");
                    }
                    if let Some(pattern) = self.pattern(text, offset, sets) {
                        let text = single_spaced(text).into();
                        let tree = Tree::known(pattern);
                        made.phrases.push((Phrase { text, tree }, place));
                    }
                }
            }
            valid.push(made);
        }
        valid
    }

    pub(super) fn entry_line(
        &mut self,
        text: &str,
        offset: usize,
        sets: &BTreeMap<String, Vec<WordTest>>,
    ) -> Option<EntryLine> {
        if !self.is_sane_length(text, offset) {
            return None;
        }
        match EntryLine::parse(text) {
            Ok(line) => self
                .is_usable(&line.pattern, text, offset, sets)
                .then_some(line),
            Err(error) => {
                let message = format!("entry `{text}`: {}", error.message);
                let place = quoted::place(self.text, offset, error.offset);
                self.error(place, message, &error.help);
                None
            }
        }
    }

    pub(super) fn not_one_word(&mut self, text: &str, offset: usize) {
        let message = format!("`{text}` is not a single word");
        self.error(
            offset,
            message,
            "sets and gates hold single words, stems and spellings",
        );
    }

    pub(super) fn pattern(
        &mut self,
        text: &str,
        offset: usize,
        sets: &BTreeMap<String, Vec<WordTest>>,
    ) -> Option<Pattern> {
        if !self.is_sane_length(text, offset) {
            return None;
        }
        match Pattern::parse(text) {
            Ok(pattern) => self
                .is_usable(&pattern, text, offset, sets)
                .then_some(pattern),
            Err(error) => {
                let message = format!("pattern `{text}`: {}", error.message);
                let place = quoted::place(self.text, offset, error.offset);
                self.error(place, message, &error.help);
                None
            }
        }
    }

    pub(super) fn is_sane_length(&mut self, text: &str, offset: usize) -> bool {
        let sane = text.len() <= MAX_BYTES;
        if !sane {
            let message = format!("an entry of {} bytes", text.len());
            self.error(
                offset,
                message,
                &format!("keep entries under {MAX_BYTES} bytes"),
            );
        }
        sane
    }

    pub(super) fn is_usable(
        &mut self,
        pattern: &Pattern,
        text: &str,
        offset: usize,
        sets: &BTreeMap<String, Vec<WordTest>>,
    ) -> bool {
        let before = self.found.len();
        let (low, high) = pattern.width();
        if low == 0 {
            let message = format!("`{text}` can match nothing at all");
            self.error(offset, message, "make at least one word of it required");
        }
        if pattern.has_gap_at_rim() {
            let message = format!("`{text}` begins or ends with words that it does not name");
            self.error(
                offset,
                message,
                "put a word, stem or set on both sides of a gap",
            );
        }
        if high > MAX_WORDS {
            let message = format!("`{text}` spans up to {high} words");
            self.error(offset, message, &format!("keep to {MAX_WORDS} words"));
        }
        let expansions = pattern.expansions();
        if expansions > MAX_EXPANSIONS {
            let message = format!("`{text}` stands for {expansions} phrases");
            self.error(
                offset,
                message,
                &format!("split it; {MAX_EXPANSIONS} is the most"),
            );
        }
        let mut unknown = Vec::new();
        pattern.for_each_set(&mut |name| {
            if !sets.contains_key(name) {
                unknown.push(name.to_owned());
            }
        });
        for name in unknown {
            let known: Vec<String> = sets.keys().map(|set| format!("~{set}")).collect();
            let message = format!("`~{name}` in `{text}` is not declared");
            let help = format!(
                "declare it under [sets], or use one of {}",
                known.join(", ")
            );
            self.error(offset, message, &help);
        }
        self.found.len() == before
    }
}
