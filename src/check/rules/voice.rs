//! Words that tell the reader what they are: *you are a disgrace*, not *you may feel worthless*.
//!
//! A hit whose experience is the reader's counts if a word that makes it a statement (*are, should,
//! must, always*) stands between *you* and the hit, and no word that leaves it a feeling or a
//! possibility (*feel, may, think, not*). Quotations, questions and suppositions never count.

use super::{Drafts, at_mark};
use crate::check::evidence::Evidence;
use crate::check::settings::Rule;
use crate::course::Mark;
use crate::matching::{Flags, Reference};
use crate::text::{Tokens, fold};

/// Make a statement of what follows *you*.
const STATING: [&str; 13] = [
    "are", "were", "should", "ought", "must", "being", "be", "always", "never", "just", "such",
    "deserve", "bring",
];
/// Leave it a feeling, a possibility, or somebody else's opinion.
const SOFTENING: [&str; 45] = [
    "feel",
    "feels",
    "felt",
    "feeling",
    "may",
    "might",
    "can",
    "could",
    "would",
    "if",
    "when",
    "whenever",
    "think",
    "thinks",
    "thought",
    "believe",
    "believed",
    "believing",
    "told",
    "said",
    "say",
    "says",
    "called",
    "tell",
    "tells",
    "telling",
    "not",
    "no",
    "sense",
    "notice",
    "imagine",
    "afraid",
    "fear",
    "wonder",
    "worry",
    "worried",
    "seem",
    "seems",
    "learned",
    "learn",
    "taught",
    "made",
    "make",
    "makes",
    "because",
];
/// Words before a hit in which *you* is looked for.
const REACH: u32 = 8;

pub(super) fn look(rule: &Rule, evidence: &Evidence<'_>, drafts: &mut Drafts) {
    let before = drafts.found.len();
    for mark in evidence.marks(&rule.filter) {
        let off = [Flags::QUOTED, Flags::QUESTION, Flags::HYPOTHETICAL];
        if mark.reference != Reference::You || off.into_iter().any(|flag| mark.flags.has(flag)) {
            continue;
        }
        if states(&evidence.tokens, mark) {
            let message = format!(
                "this may read as if it told the reader what they are (`{}`)",
                evidence.category(mark)
            );
            drafts.found.push(at_mark(evidence, mark, message));
        }
    }
    let hits = (drafts.found.len() - before) as u64;
    if hits < rule.min_hits {
        drafts.found.truncate(before);
    } else if hits > 0 && evidence.words() < rule.min_words {
        drafts.found.truncate(before);
        drafts.too_short(evidence.words(), rule);
    }
}

/// True if the sentence states the hit of *you*.
fn states(tokens: &Tokens, mark: &Mark) -> bool {
    let sentence = tokens.sentence(mark.first as usize);
    let from = sentence.first.max(mark.first.saturating_sub(REACH));
    let form = |at: u32| tokens.form(at as usize);
    let softens = |at: u32| {
        let form = form(at);
        SOFTENING.contains(&form) || form.ends_with("n't")
    };
    let is_you = |at: u32| fold::without_contraction(form(at)) == "you";
    // A sentence that speaks of feeling or of being told does so from its start on.
    if (sentence.first..mark.first).any(softens) {
        return false;
    }
    let Some(you) = (from..mark.end).rev().find(|&at| is_you(at)) else {
        // *Be ashamed of yourself*: nobody is named before it.
        let behind = mark.end..sentence.end.min(mark.end + 3);
        let of_self = behind.clone().any(|at| form(at) == "yourself")
            || (mark.first..mark.end).any(|at| form(at) == "yourself");
        return of_self && (from..mark.first).any(|at| STATING.contains(&form(at)));
    };
    // *You're*: the verb is in the word.
    let contracted = form(you).ends_with("'re");
    let between = you + 1..mark.end;
    if between.clone().any(softens) {
        return false;
    }
    contracted || between.into_iter().any(|at| STATING.contains(&form(at)))
}
