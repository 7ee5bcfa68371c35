//! Gates: an entry that needs company counts only beside certain words of its sentence.
//!
//! [`any_opens`] is the definition; [`Gates`] knows the words of all gates, so that a word of the
//! text is looked up once for all of them.

use std::cell::RefCell;
use std::ops::Range;

use foldhash::{HashMap, HashMapExt};

use super::spare::Spare;
use crate::lexicon::language::Gate;
use crate::lexicon::{Language, Text, WordTest};
use crate::text::{Tokens, fold};

/// Gates that there are bits for; a language has five or six.
const MOST: usize = 32;

/// The words of the gates of a language.
pub struct Gates {
    all: Vec<Gate>,
    /// Bits of the gates that a word opens.
    literals: HashMap<Text, u32>,
    stems: Vec<(Text, u32)>,
    /// Those that a possessor opens.
    possessors: u32,
    /// What was learnt of the forms of earlier texts.
    spare: Spare<Known>,
}

impl Gates {
    /// Cost: the number of words of all gates.
    pub fn new(language: &Language) -> Gates {
        let mut gates = Gates {
            all: language.gates.clone(),
            literals: HashMap::new(),
            stems: Vec::new(),
            possessors: 0,
            spare: Spare::default(),
        };
        for (at, gate) in language.gates.iter().enumerate().take(MOST) {
            let bit = 1 << at;
            for word in &gate.words {
                match word {
                    WordTest::Literal(word) => {
                        *gates.literals.entry(word.clone()).or_default() |= bit;
                    }
                    WordTest::Stem(stem) => gates.stems.push((stem.clone(), bit)),
                }
            }
            if gate.noun_s {
                gates.possessors |= bit;
            }
        }
        gates
    }

    /// Ready to be asked about the words of one text.
    pub fn of<'a>(&'a self, tokens: &'a Tokens) -> GatesOf<'a> {
        let forms = tokens.forms();
        let mut known = self.spare.take(forms.line()).unwrap_or_default();
        known.meet(forms.vocabulary());
        GatesOf {
            gates: self,
            tokens,
            known: RefCell::new(known),
        }
    }

    /// Forgets what was learnt of forms.
    pub fn forget(&self) {
        self.spare.forget();
    }

    /// Bits of the gates that a word opens.
    fn opened(&self, form: &str) -> u32 {
        let literal = |word: &str| self.literals.get(word).copied().unwrap_or_default();
        let base = fold::base(form);
        let mut bits = literal(form);
        if base.len() != form.len() {
            bits |= self.possessors | literal(base);
        }
        let stems = self.stems.iter();
        let opened = stems.filter(|(stem, _)| form.starts_with(stem.as_ref()));
        opened.fold(bits, |bits, (_, gate)| bits | gate)
    }
}

/// Forms that were looked up, and the gates that they open: by the last bits of their numbers. Few words
/// make most of a text.
#[derive(Debug, Default)]
struct Known {
    /// The vocabulary of the numbers.
    vocabulary: u64,
    /// 64 KiB, or nothing before a gate is asked for.
    places: Vec<(u32, u32)>,
}

/// Places for forms that were looked up.
const PLACES: usize = 1 << 13;

impl Known {
    /// Forgets the forms of another vocabulary.
    fn meet(&mut self, vocabulary: u64) {
        if self.vocabulary != vocabulary {
            self.vocabulary = vocabulary;
            self.places.clear();
        }
    }

    /// The bits of a form; `look_up` gives them if they are not known.
    fn bits(&mut self, id: u32, look_up: impl FnOnce() -> u32) -> u32 {
        if self.places.is_empty() {
            // No form has this number.
            self.places.resize(PLACES, (u32::MAX, 0));
        }
        let place = &mut self.places[id as usize % PLACES];
        if place.0 != id {
            *place = (id, look_up());
        }
        place.1
    }
}

/// The gates beside the words of one text.
pub struct GatesOf<'a> {
    gates: &'a Gates,
    tokens: &'a Tokens,
    /// Given back when it goes.
    known: RefCell<Known>,
}

impl Drop for GatesOf<'_> {
    fn drop(&mut self) {
        let line = self.tokens.forms().line();
        self.gates.spare.give_back(line, self.known.take());
    }
}

impl GatesOf<'_> {
    /// As the function [`any_opens`].
    pub fn any_opens(&self, gates: &[u16], first: usize, end: usize) -> bool {
        gates.is_empty()
            || gates.iter().any(|&at| {
                let gate = &self.gates.all[at as usize];
                if at as usize >= MOST {
                    return opens(gate, self.tokens, first, end);
                }
                let mut around = around(gate, self.tokens, first, end).into_iter();
                around.any(|words| self.opens(1 << at, words))
            })
    }

    /// True if one of some words opens the gate of this bit.
    fn opens(&self, bit: u32, words: Range<usize>) -> bool {
        let mut known = self.known.borrow_mut();
        let form = |id: u32| self.tokens.forms().get(id);
        self.tokens.ids().get(words).is_some_and(|ids| {
            let mut bits = ids
                .iter()
                .map(|&id| known.bits(id, || self.gates.opened(form(id))));
            bits.any(|bits| bits & bit != 0)
        })
    }
}

/// True if there is no gate, or one of them opens for the words `first..end`.
pub fn any_opens(
    language: &Language,
    gates: &[u16],
    tokens: &Tokens,
    first: usize,
    end: usize,
) -> bool {
    gates.is_empty()
        || gates
            .iter()
            .any(|&gate| opens(&language.gates[gate as usize], tokens, first, end))
}

/// The words around a hit that a gate looks at.
fn around(gate: &Gate, tokens: &Tokens, first: usize, end: usize) -> [Range<usize>; 2] {
    let sentence = tokens.sentence(first);
    let from = first
        .saturating_sub(gate.before)
        .max(sentence.first as usize);
    let to = (end + gate.after).min(sentence.end as usize);
    [from..first, end..to]
}

fn opens(gate: &Gate, tokens: &Tokens, first: usize, end: usize) -> bool {
    let opening = |at: usize| {
        let form = tokens.form(at);
        gate.words.iter().any(|word| word.accepts(form)) || (gate.noun_s && is_possessor(form))
    };
    let around = around(gate, tokens, first, end);
    around.into_iter().flatten().any(opening)
}

/// `mother's`, but not `it's`.
fn is_possessor(form: &str) -> bool {
    fold::base(form) != form
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::lexicon::builtin;
    use crate::text::{Block, BlockKind, Document, Span};

    proptest! {
        #[test]
        fn the_gates_of_a_word_are_those_of_the_definition(
            picks in prop::collection::vec((any::<prop::sample::Index>(), 0..5usize), 2..20),
        ) {
            let language = builtin::english();
            let words: Vec<String> = language.gates.iter().flat_map(|gate| &gate.words).map(WordTest::to_string).collect();
            let text: Vec<String> = picks
                .iter()
                .map(|(pick, how)| {
                    let word = pick.get(&words).trim_end_matches('*').to_owned();
                    word + ["", "", "'s", "ness", "."][*how]
                })
                .collect();
            let tokens = Tokens::of_str(&text.join(" "));
            let gates = Gates::new(language);
            let fast = gates.of(&tokens);
            for gate in 0..language.gates.len() as u16 {
                for first in 0..tokens.len() {
                    let (end, gates) = (first + 1, [gate]);
                    prop_assert_eq!(
                        fast.any_opens(&gates, first, end),
                        any_opens(language, &gates, &tokens, first, end)
                    );
                }
            }
        }
    }

    /// More forms than there are places, each of which opens a gate of its own number.
    #[test]
    fn forms_of_one_place_are_not_mixed_up() {
        let mut known = Known::default();
        known.meet(1);
        let of = |id: u32, vocabulary: u32| id.wrapping_mul(2_654_435_761).rotate_left(vocabulary);
        for round in 0..2 {
            for id in (0..3 * PLACES as u32).rev() {
                assert_eq!(known.bits(id, || of(id, 1)), of(id, 1), "{id} in {round}");
            }
        }
        // What is there is not asked for again, in the same vocabulary.
        known.meet(1);
        let mut asked = 0;
        for _ in 0..2 {
            known.bits(7, || {
                asked += 1;
                of(7, 1)
            });
        }
        assert_eq!(asked, 0);
        known.meet(2);
        for id in 0..PLACES as u32 {
            assert_eq!(known.bits(id, || of(id, 2)), of(id, 2), "{id} of another");
        }
    }

    /// Texts one after the other, of one vocabulary that grows, and of one that is begun anew.
    #[test]
    fn what_is_kept_for_the_next_text_is_right_there() {
        let language = builtin::english();
        let gates = Gates::new(language);
        let words = language.gates.iter().flat_map(|gate| &gate.words);
        let words: Vec<String> = words.map(WordTest::to_string).collect();
        let mut tokens = Tokens::default();
        let mut opened = 0;
        for first in 0..3 {
            let text: Vec<String> = (0..2000_usize)
                .map(|at| match at % 5 {
                    0 => words[(7 * at + first) % words.len()].replace('*', ""),
                    _ => format!("w{}", (first + 1) * at),
                })
                .collect();
            let text = text.join(" ");
            let document = Document {
                blocks: vec![Block {
                    span: Span::new(0, text.len()),
                    kind: BlockKind::Paragraph,
                    section: 0,
                    turn: None,
                }],
                text,
                ..Document::default()
            };
            tokens.read(&document, |_| false);
            assert_eq!(tokens.len(), 2000);
            let fast = gates.of(&tokens);
            for at in 0..tokens.len() {
                for gate in 0..language.gates.len() as u16 {
                    let is_open = fast.any_opens(&[gate], at, at + 1);
                    let slow = any_opens(language, &[gate], &tokens, at, at + 1);
                    assert_eq!(is_open, slow, "gate {gate} at word {at}");
                    opened += usize::from(is_open);
                }
            }
        }
        assert!(opened > 0);
    }
}
