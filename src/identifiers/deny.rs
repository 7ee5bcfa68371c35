//! A study's own list of words that must not be in its texts.

use std::collections::HashMap;

use super::{Kind, Raw};
use crate::text::{Document, Plain, Span, Tokens};

/// Words and phrases, compared as lexicon entries are: case, apostrophes, accents' spelling and a
/// final `'s` make no difference.
#[derive(Clone, Debug, Default)]
pub struct DenyList {
    /// Phrases by their first word.
    phrases: HashMap<String, Vec<Vec<String>>>,
}

impl DenyList {
    /// Reads a list: one word or phrase a line; blank lines and lines that begin with `#` are left
    /// out.
    pub fn parse(text: &str) -> DenyList {
        let mut list = DenyList::default();
        for line in text.lines().map(str::trim) {
            if line.starts_with('#') {
                continue;
            }
            let tokens = Tokens::of_str(line);
            let words: Vec<String> = (0..tokens.len())
                .map(|at| tokens.form(at).to_owned())
                .collect();
            if let Some((first, rest)) = words.split_first() {
                list.phrases
                    .entry(first.clone())
                    .or_default()
                    .push(rest.to_vec());
            }
        }
        list
    }

    /// True if nothing is on it.
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    /// Every place where a phrase of the list stands: the longest at each word. Labels of speakers
    /// are looked at, too.
    pub(super) fn find(&self, document: &Document, found: &mut Vec<Raw>) {
        if self.is_empty() {
            return;
        }
        for span in self.places(&document.text) {
            found.push((Kind::DenyList, span));
        }
    }

    /// True if a phrase of the list stands in a text.
    pub(super) fn occurs(&self, text: &str) -> bool {
        !self.is_empty() && !self.places(text).is_empty()
    }

    fn places(&self, text: &str) -> Vec<Span<Plain>> {
        let tokens = Tokens::of_str(text);
        let mut places = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let fits = |form: &str| -> Option<usize> {
                let rests = self.phrases.get(form)?;
                let fit = rests.iter().filter(|rest| {
                    rest.iter().enumerate().all(|(step, word)| {
                        let place = at + 1 + step;
                        place < tokens.len()
                            && (tokens.form(place) == word || tokens.base(place) == word)
                    })
                });
                fit.map(|rest| rest.len() + 1).max()
            };
            match fits(tokens.form(at)).max(fits(tokens.base(at))) {
                Some(length) => {
                    places.push(tokens.span_of(at, at + length));
                    at += length;
                }
                None => at += 1,
            }
        }
        places
    }
}
