//! Affirmed, negated, unrealised or released: what is left of a hit in its clause.
//!
//! The rules follow NegEx (Chapman et al. 2001) for scope and pseudo-negation and count cues by
//! parity as sentimentr does; polarity is never flipped: *not ashamed* is no self-compassion.

use super::Rules;
use super::scope;
use crate::lexicon::Polarity;
use crate::lexicon::language::Cue;
use crate::matching::Found;
use crate::text::{Gap, Tokens, fold};

/// What is left of a hit in its context.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// It is said to be so.
    Affirmed,
    /// It is said not to be so.
    Negated,
    /// It is wished for, needed or tried, and so not there yet.
    Unrealised,
    /// Something painful that is let go of or gone.
    Released,
}

impl Status {
    /// All, in the order of the reports.
    pub const ALL: [Status; 4] =
        [Status::Affirmed, Status::Negated, Status::Unrealised, Status::Released];

    /// The word that reports use.
    pub fn name(self) -> &'static str {
        match self {
            Status::Affirmed => "affirmed",
            Status::Negated => "negated",
            Status::Unrealised => "unrealised",
            Status::Released => "released",
        }
    }
}

/// A status and the words of the cue that decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What is left of the hit.
    pub status: Status,
    /// First word of the cue and the first word behind it.
    pub cue: Option<(u32, u32)>,
}

impl Verdict {
    /// Nothing takes it away.
    pub fn affirmed() -> Verdict {
        Verdict { status: Status::Affirmed, cue: None }
    }

    fn by(status: Status, cue: (usize, usize)) -> Verdict {
        Verdict { status, cue: Some((cue.0 as u32, cue.1 as u32)) }
    }
}

/// What a cue before the hit does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Negates,
    Wishes,
    Wants,
    Releases,
}

/// A cue in reach of the hit.
#[derive(Clone, Copy)]
struct Heard {
    turn: Turn,
    first: usize,
    end: usize,
}

/// Longest pseudo-negation in words: how far before the scope one can begin.
const LONGEST_PSEUDO: usize = 4;

/// Decides the status of the hit `first..end`.
///
/// 1. Negators and counterfactuals in scope are counted. An odd number takes the hit away: it is
///    negated if the number of negators is odd, else unrealised. An even number cancels out.
/// 2. A distress hit that was not taken away is released if a release cue stands before it, or
///    directly or one word behind it. What is not achieved releases nothing: cues before the
///    release cue (*can't let go of*, *want to be free of*) act on the release, not on the hit.
/// 3. A resource hit that was not taken away is unrealised if a cue of wanting stands before it.
///
/// Words of the hits in `taken` belong to those entries (*not good enough and worthless*): their
/// negators say nothing about this one.
pub fn decide(
    rules: &Rules,
    tokens: &Tokens,
    taken: &[Found],
    first: usize,
    end: usize,
    polarity: Polarity,
) -> Verdict {
    let scope = scope::start(rules, tokens, first);
    let heard = heard(rules, tokens, taken, scope, first);
    if polarity == Polarity::Distress {
        if let Some(at) = heard.iter().rposition(|cue| cue.turn == Turn::Releases) {
            let release = heard[at];
            let turned = heard[..at].iter().filter(|cue| cue.turn != Turn::Releases).count();
            let denied = heard[at + 1..].iter().any(|cue| cue.turn == Turn::Negates);
            // *free of not being good enough* says nothing clear: leave it affirmed.
            return if turned % 2 == 0 && !denied {
                Verdict::by(Status::Released, (release.first, release.end))
            } else {
                Verdict::affirmed()
            };
        }
    }
    let count = |turn: Turn| heard.iter().filter(|cue| cue.turn == turn).count();
    let last = |turn: Turn| {
        heard.iter().rev().find(|cue| cue.turn == turn).map(|cue| (cue.first, cue.end))
    };
    let (negators, wishes) = (count(Turn::Negates), count(Turn::Wishes));
    if (negators + wishes) % 2 == 1 {
        let (status, turn) = if negators % 2 == 1 {
            (Status::Negated, Turn::Negates)
        } else {
            (Status::Unrealised, Turn::Wishes)
        };
        return last(turn).map_or(Verdict::affirmed(), |cue| Verdict::by(status, cue));
    }
    match polarity {
        Polarity::Resource => last(Turn::Wants)
            .map_or(Verdict::affirmed(), |cue| Verdict::by(Status::Unrealised, cue)),
        Polarity::Distress => released_after(rules, tokens, end)
            .map_or(Verdict::affirmed(), |cue| Verdict::by(Status::Released, cue)),
        Polarity::Descriptive => Verdict::affirmed(),
    }
}

/// The cues between `scope` and the hit, from left to right, the longest at each word.
fn heard(
    rules: &Rules,
    tokens: &Tokens,
    taken: &[Found],
    scope: usize,
    first: usize,
) -> Vec<Heard> {
    let mut heard: Vec<Heard> = Vec::new();
    let sentence = tokens.sentence(first).first as usize;
    let mut at = scope.saturating_sub(LONGEST_PSEUDO).max(sentence);
    while at < first {
        let mut best: Option<(usize, bool, Option<Turn>)> = None;
        for cue in rules.cues_at(tokens, at) {
            let turn = match cue.cue {
                Cue::PseudoNegation => None,
                Cue::Negator => Some(Turn::Negates),
                Cue::NegatorPreposition if has_subject(rules, tokens, cue.end, first) => continue,
                Cue::NegatorPreposition => Some(Turn::Negates),
                Cue::Counterfactual => Some(Turn::Wishes),
                // *Try to be kind to yourself* is advice, not an attempt that fails.
                Cue::Unrealised if is_imperative(rules, tokens, at) => continue,
                Cue::Unrealised => Some(Turn::Wants),
                Cue::ReleaseBefore => Some(Turn::Releases),
                _ => continue,
            };
            // A phrase that runs into the hit is a cue of something else, except a
            // pseudo-negation, which only has to cover the negator.
            if cue.end > first && turn.is_some() {
                continue;
            }
            let candidate = (cue.end, turn.is_none(), turn);
            if best.is_none_or(|(end, pseudo, _)| (candidate.0, candidate.1) > (end, pseudo)) {
                best = Some(candidate);
            }
        }
        if best.is_none() && tokens.form(at).ends_with("n't") {
            best = Some((at + 1, false, Some(Turn::Negates)));
        }
        let Some((end, _, turn)) = best else {
            at += 1;
            continue;
        };
        if let Some(turn) = turn {
            // `nor` behind another negator is the same negation.
            let repeats = turn == Turn::Negates
                && tokens.form(at) == "nor"
                && heard.iter().any(|cue| cue.turn == Turn::Negates);
            let is_taken = taken.iter().any(|hit| (hit.first..hit.end).contains(&(at as u32)));
            if at >= scope && !repeats && !is_taken {
                heard.push(Heard { turn, first: at, end });
            }
        }
        at = end;
    }
    heard
}

/// True if a clause with a subject of its own has begun between a preposition and the hit.
fn has_subject(rules: &Rules, tokens: &Tokens, from: usize, first: usize) -> bool {
    (from..first).any(|at| {
        let pronoun = fold::without_contraction(tokens.form(at));
        matches!(pronoun, "i" | "he" | "she" | "we" | "they")
            && (rules.is_word(tokens, at, Cue::SubjectPronoun) || pronoun != tokens.form(at))
    })
}

/// True if the word begins its sentence and is a base form of the imperative list.
fn is_imperative(rules: &Rules, tokens: &Tokens, at: usize) -> bool {
    tokens.sentence(at).first as usize == at && rules.is_word(tokens, at, Cue::Imperative)
}

/// *The shame has lifted*: a release cue directly behind the hit or one word later.
fn released_after(rules: &Rules, tokens: &Tokens, end: usize) -> Option<(usize, usize)> {
    let sentence_end = tokens.sentence(end - 1).end as usize;
    for start in end..(end + 2).min(sentence_end) {
        let gap = tokens.gap(start);
        if gap.breaks_phrase() || gap.has(Gap::COMMA) || gap.has(Gap::QUOTE) {
            return None;
        }
        if let Some(cue) = rules.phrase(tokens, start, Cue::ReleaseAfter) {
            return Some((cue.first, cue.end));
        }
        let is_negator = rules.is_word(tokens, start, Cue::Negator)
            || tokens.form(start).ends_with("n't");
        if is_negator {
            return None;
        }
    }
    None
}
