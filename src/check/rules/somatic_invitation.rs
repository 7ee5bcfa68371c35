//! An instruction that turns to the body, in a paragraph that leaves no choice.

use std::collections::BTreeSet;

use super::{Draft, Drafts, at_mark};
use crate::check::evidence::Evidence;
use crate::check::resolve::forms;
use crate::check::settings::{Detail, Rule};
use crate::matching::Flags;
use crate::text::Tokens;

/// Phrases that leave the choice with the reader; capitals and apostrophes make no difference.
const CHOICE: [&str; 24] = [
    "if it feels all right",
    "if it feels okay",
    "if it feels ok",
    "if that feels all right",
    "if that feels okay",
    "if that feels ok",
    "if that feels safe",
    "if it feels safe",
    "if it feels right",
    "if you like",
    "if you want",
    "if you wish",
    "if you'd like",
    "if you would like",
    "if you can",
    "if you are able",
    "if you're able",
    "only if",
    "you can stop",
    "you may stop",
    "stop at any time",
    "or leave it",
    "no need to",
    "whenever you are ready",
];

pub(super) fn look(rule: &Rule, evidence: &Evidence<'_>, drafts: &mut Drafts) {
    let Detail::Invitation { phrases } = &rule.detail else {
        return;
    };
    let mut known: Vec<Vec<String>> = CHOICE.iter().map(|phrase| forms(phrase)).collect();
    known.extend(phrases.iter().cloned());
    let tokens = &evidence.tokens;
    let sentences = tokens.sentences();
    let marks: Vec<_> = evidence
        .marks(&rule.filter)
        .filter(|mark| mark.flags.has(Flags::ADVICE) && !mark.flags.has(Flags::QUOTED))
        .collect();
    if (marks.len() as u64) < rule.min_hits {
        return;
    }
    if evidence.words() < rule.min_words {
        return drafts.too_short(evidence.words(), rule);
    }
    // One finding a sentence.
    let mut told = BTreeSet::new();
    let found: Vec<Draft> = marks
        .into_iter()
        .filter(|mark| told.insert(mark.sentence))
        .filter(|mark| {
            let block = sentences[mark.sentence as usize].block;
            let from = sentences.partition_point(|sentence| sentence.block < block);
            let to = sentences.partition_point(|sentence| sentence.block <= block);
            let words = sentences[from].first as usize..sentences[to - 1].end as usize;
            !known
                .iter()
                .any(|phrase| stands(tokens, words.clone(), phrase))
        })
        .map(|mark| {
            let message = format!(
                "an exercise with the body (`{}`), and nothing in the paragraph leaves a choice",
                evidence.category(mark)
            );
            at_mark(evidence, mark, message)
        })
        .collect();
    drafts.found.extend(found);
}

/// True if the words of a phrase stand one after the other.
fn stands(tokens: &Tokens, mut words: std::ops::Range<usize>, phrase: &[String]) -> bool {
    let end = words.end;
    words.any(|at| {
        at + phrase.len() <= end
            && phrase
                .iter()
                .enumerate()
                .all(|(ahead, word)| tokens.form(at + ahead) == word)
    })
}
