//! Which values of a facet the words of a hit name.

use std::collections::{BTreeMap, HashMap};

use super::reference::fits;
use crate::lexicon::facet::Facet;
use crate::lexicon::{Pattern, Text, WordTest};
use crate::text::Tokens;

/// A facet, ready for hits.
#[derive(Clone, Debug)]
pub struct Naming {
    facet: Facet,
    sets: BTreeMap<String, Vec<WordTest>>,
    /// Phrases that may begin with a word, and with a stem.
    words: HashMap<Text, Vec<u16>>,
    stems: Vec<(Text, u16)>,
}

impl Naming {
    /// A facet and the word sets of its lexicon.
    pub fn new(facet: &Facet, sets: &BTreeMap<String, Vec<WordTest>>) -> Naming {
        let mut naming = Naming {
            facet: facet.clone(),
            sets: sets.clone(),
            words: HashMap::new(),
            stems: Vec::new(),
        };
        for (at, (phrase, _)) in facet.phrases.iter().enumerate() {
            let mut tests = Vec::new();
            begins(phrase.pattern(), sets, &mut tests);
            for test in tests {
                match test {
                    WordTest::Literal(word) => {
                        naming.words.entry(word).or_default().push(at as u16);
                    }
                    WordTest::Stem(stem) => naming.stems.push((stem, at as u16)),
                }
            }
        }
        naming
    }

    /// The values by name.
    pub fn values(&self) -> &[String] {
        &self.facet.values
    }

    /// The values that the words `first..end` name, each once, in order: from the left, the longest
    /// phrase at each word, of equally long ones the first.
    pub fn named(&self, tokens: &Tokens, first: usize, end: usize) -> Vec<u16> {
        let mut found = Vec::new();
        let mut at = first;
        while at < end {
            let (form, base) = (tokens.form(at), tokens.base(at));
            let of = |word: &str| self.words.get(word).into_iter().flatten().copied();
            let stems = self
                .stems
                .iter()
                .filter(|(stem, _)| form.starts_with(stem.as_ref()));
            let mut phrases: Vec<u16> = of(form)
                .chain(of(base))
                .chain(stems.map(|(_, phrase)| *phrase))
                .collect();
            phrases.sort_unstable();
            phrases.dedup();
            let mut best: Option<(usize, Option<u16>)> = None;
            for phrase in phrases {
                let (text, value) = &self.facet.phrases[phrase as usize];
                let ends = fits(text.pattern(), tokens, &self.sets, at);
                let longest = ends.iter().map(|(to, _)| *to).filter(|&to| to <= end).max();
                if let Some(to) = longest.filter(|&to| best.is_none_or(|(most, _)| to > most)) {
                    best = Some((to, *value));
                }
            }
            match best {
                Some((to, value)) => {
                    found.extend(value);
                    at = to;
                }
                None => at += 1,
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// The words with which a pattern may begin; true if it may also be missing.
fn begins(
    pattern: &Pattern,
    sets: &BTreeMap<String, Vec<WordTest>>,
    out: &mut Vec<WordTest>,
) -> bool {
    match pattern {
        Pattern::Word(test) => {
            out.push(test.clone());
            false
        }
        Pattern::Set(name) => {
            out.extend(sets.get(name).into_iter().flatten().cloned());
            false
        }
        Pattern::Sequence(items) => items.iter().all(|item| begins(item, sets, out)),
        Pattern::Alternatives(items) => {
            let missing: Vec<bool> = items.iter().map(|item| begins(item, sets, out)).collect();
            missing.contains(&true)
        }
        Pattern::Optional(inner) => {
            begins(inner, sets, out);
            true
        }
        // A gap never stands at the rim of a checked pattern.
        Pattern::Gap { .. } | Pattern::Comma => true,
    }
}
