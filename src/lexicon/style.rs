//! Function words by what they do in a sentence: what the matching of styles counts.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt};

use crate::stored::{Stored, Taker};
use crate::text::fold;

/// The categories, in the order of the reports. The nine kinds are those of Ireland & Pennebaker
/// (2010), J. Pers. Soc. Psychol. 99, 549–571; the lists of words are our own.
pub const NAMES: [&str; KINDS] = [
    "personal_pronouns",
    "impersonal_pronouns",
    "articles",
    "common_adverbs",
    "auxiliary_verbs",
    "conjunctions",
    "prepositions",
    "negations",
    "quantifiers",
];

/// Number of categories.
pub const KINDS: usize = 9;

const AUXILIARY: Kinds = 1 << 4;
const NEGATION: Kinds = 1 << 7;

/// A set of categories: bit `i` for [`NAMES`]`[i]`.
pub type Kinds = u16;

/// The function words of a language.
#[derive(Clone, Debug)]
pub struct Style {
    kinds: HashMap<String, Kinds>,
}

impl Default for Style {
    fn default() -> Style {
        Style {
            kinds: HashMap::new(),
        }
    }
}

impl Style {
    /// Adds a word in compare form to a category; false if it was there.
    pub(super) fn add(&mut self, word: &str, kind: usize) -> bool {
        let kinds = self.kinds.entry(word.to_owned()).or_default();
        let is_new = *kinds & (1 << kind) == 0;
        *kinds |= 1 << kind;
        is_new
    }

    /// True if the language file lists no function words.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// The words with their categories, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Kinds)> {
        self.kinds
            .iter()
            .map(|(word, kinds)| (word.as_str(), *kinds))
    }

    /// The categories of a word by its compare form; none for words that are no function words.
    ///
    /// What is not listed may be a contraction, which is two words: `n't` is an auxiliary and a
    /// negation, `'m 're 've 'd 'll` an auxiliary behind whatever stands in front, as is the `'s`
    /// of `it's` and its like; that of a noun is taken for a possessive.
    pub fn of(&self, form: &str) -> Kinds {
        let listed = |word: &str| self.kinds.get(word).copied();
        if self.kinds.is_empty() {
            return 0;
        }
        if let Some(kinds) = listed(form) {
            return kinds;
        }
        if !form.contains('\'') {
            return 0;
        }
        if form.ends_with("n't") {
            return AUXILIARY | NEGATION;
        }
        let base = fold::base(form);
        if base != form {
            return listed(base).unwrap_or(0);
        }
        let front = fold::without_contraction(form);
        if front == form {
            return 0;
        }
        listed(front).unwrap_or(0) | AUXILIARY
    }
}

/// In the order of the words: the same lists, the same bytes.
impl Stored for Style {
    fn put(&self, out: &mut Vec<u8>) {
        let words = self
            .kinds
            .iter()
            .map(|(word, kinds)| (word.clone(), *kinds));
        words.collect::<BTreeMap<String, Kinds>>().put(out);
    }

    fn take(from: &mut Taker) -> Option<Self> {
        let kinds = Vec::<(String, Kinds)>::take(from)?;
        Some(Style {
            kinds: kinds.into_iter().collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::builtin;

    fn names(form: &str) -> Vec<&'static str> {
        let kinds = builtin::english().style.of(form);
        let has = |at: &usize| kinds & (1 << at) != 0;
        (0..KINDS).filter(has).map(|at| NAMES[at]).collect()
    }

    #[test]
    fn words_are_what_they_do() {
        assert_eq!(names("the"), ["articles"]);
        assert_eq!(names("shame"), [""; 0]);
        assert_eq!(names("don't"), ["auxiliary_verbs", "negations"]);
        assert_eq!(names("i'm"), ["personal_pronouns", "auxiliary_verbs"]);
        assert_eq!(names("it's"), ["impersonal_pronouns", "auxiliary_verbs"]);
        assert_eq!(names("there's"), ["common_adverbs", "auxiliary_verbs"]);
        assert_eq!(names("someone's"), ["impersonal_pronouns"]);
        assert_eq!(names("therapist's"), [""; 0]);
        assert_eq!(names("mum'll"), ["auxiliary_verbs"]);
        assert_eq!(names("let's"), ["personal_pronouns"]);
        assert_eq!(names("o'clock"), [""; 0]);
        assert_eq!(names("cannot"), ["auxiliary_verbs", "negations"]);
    }

    #[test]
    fn only_contractions_are_two_things() {
        let style = &builtin::english().style;
        assert!(style.iter().count() > 300);
        let mut seen: Kinds = 0;
        for (word, kinds) in style.iter() {
            seen |= kinds;
            let contracted = word == "cannot" || kinds & AUXILIARY != 0;
            assert!(kinds.is_power_of_two() || contracted, "{word}");
        }
        assert_eq!(seen, (1 << KINDS) - 1);
        assert_eq!(NAMES[4], "auxiliary_verbs");
        assert_eq!(NAMES[7], "negations");
    }
}
