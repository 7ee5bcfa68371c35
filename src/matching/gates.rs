//! Gates: an entry that needs company counts only beside certain words of its sentence.

use crate::lexicon::Language;
use crate::lexicon::language::Gate;
use crate::text::{Tokens, fold};

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

fn opens(gate: &Gate, tokens: &Tokens, first: usize, end: usize) -> bool {
    let sentence = tokens.sentence(first);
    let from = first
        .saturating_sub(gate.before)
        .max(sentence.first as usize);
    let to = (end + gate.after).min(sentence.end as usize);
    let opening = |at: usize| {
        let form = tokens.form(at);
        gate.words.iter().any(|word| word.accepts(form)) || (gate.noun_s && is_possessor(form))
    };
    (from..first).any(opening) || (end..to).any(opening)
}

/// `mother's`, but not `it's`.
fn is_possessor(form: &str) -> bool {
    fold::base(form) != form
}
