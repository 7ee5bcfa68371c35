//! Affirmed, negated, unrealised or released: what is left of a hit in its clause.
//!
//! The rules follow NegEx (Chapman et al. 2001) for scope and pseudo-negation and count cues by
//! parity as sentimentr does; polarity is never flipped: *not ashamed* is no self-compassion.

use super::cues::Cues;
use super::quotation::Quoted;
use super::{scope, wish};
use crate::lexicon::Polarity;
use crate::lexicon::language::Cue;
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
    pub const ALL: [Status; 4] = [
        Status::Affirmed,
        Status::Negated,
        Status::Unrealised,
        Status::Released,
    ];

    /// The word that reports use.
    pub fn name(self) -> &'static str {
        match self {
            Status::Affirmed => "affirmed",
            Status::Negated => "negated",
            Status::Unrealised => "unrealised",
            Status::Released => "released",
        }
    }

    /// What it says of a hit, for people.
    pub fn meaning(self) -> &'static str {
        match self {
            Status::Affirmed => "the text says that it is so",
            Status::Negated => "the text says that it is not so",
            Status::Unrealised => "wished for, needed or tried, and so not there yet",
            Status::Released => "something painful that is let go of or gone",
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
        Verdict {
            status: Status::Affirmed,
            cue: None,
        }
    }

    fn by(status: Status, cue: (usize, usize)) -> Verdict {
        Verdict {
            status,
            cue: Some((cue.0 as u32, cue.1 as u32)),
        }
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

/// What a status is decided from.
#[derive(Clone, Copy)]
pub struct Stage<'a> {
    /// The words.
    pub tokens: &'a Tokens,
    /// The quotations.
    pub quoted: &'a Quoted,
    /// Words of other hits: *not good enough and worthless*. Their negators are theirs.
    pub taken: &'a [(u32, u32)],
}

/// Most words between a near negator and the hit.
const NEAR: usize = 2;

/// Decides the status of the hit `first..end`.
///
/// 1. A distress hit with a release cue before it, or directly or one word behind it, is released,
///    unless the release itself is denied, wished or wanted (*can't let go of*, *want to be free
///    of*, *I wish it were gone*): then the hit is affirmed.
/// 2. Negators and counterfactuals in scope are counted. An odd number takes the hit away: it is
///    negated if the number of negators is odd, else unrealised. An even number cancels out. What is
///    wished to stop is there (*I wish she would stop criticising me*, *I wish it would go away*). A
///    distress hit is not taken away by a negator that is only wanted (*I try not to panic*).
/// 3. A resource hit that was not taken away is unrealised if a cue of wanting stands before it,
///    and negated if it is gone (*the trust is gone*).
pub fn decide(
    cues: &Cues<'_>,
    stage: Stage<'_>,
    first: usize,
    end: usize,
    polarity: Polarity,
) -> Verdict {
    let scope = scope::start(cues, stage.tokens, stage.quoted, first);
    let mut heard = heard(cues, stage, scope, first);
    let gone = released_after(cues, stage.tokens, end);
    if wish::ends_behind(stage.tokens, end) {
        heard.retain(|cue| cue.turn != Turn::Wishes);
    }
    if polarity == Polarity::Distress {
        if let Some(at) = heard.iter().rposition(|cue| cue.turn == Turn::Releases) {
            let denied_behind = heard[at + 1..].iter().any(|cue| cue.turn == Turn::Negates);
            let release = heard[at];
            return if denied_behind || is_denied(cues, stage, release.first) {
                Verdict::affirmed()
            } else {
                Verdict::by(Status::Released, (release.first, release.end))
            };
        }
        if let Some(cue) = gone {
            // *No guilt faded* denies the guilt, *I don't think the guilt has faded* the fading.
            let denies_hit = heard.last().is_some_and(|cue| cue.end == first);
            if heard.is_empty() {
                return Verdict::by(Status::Released, cue);
            } else if !denies_hit {
                return Verdict::affirmed();
            }
        }
        // *I want to stop being ashamed*: the negation is not there yet.
        let only_wanted = |at: usize| at > 0 && heard[at - 1].turn == Turn::Wants;
        let kept: Vec<Heard> = (0..heard.len())
            .filter(|&at| heard[at].turn != Turn::Negates || !only_wanted(at))
            .map(|at| heard[at])
            .collect();
        heard = kept;
    }
    let count = |turn: Turn| heard.iter().filter(|cue| cue.turn == turn).count();
    let last = |turn: Turn| {
        heard
            .iter()
            .rev()
            .find(|cue| cue.turn == turn)
            .map(|cue| (cue.first, cue.end))
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
    if polarity != Polarity::Resource {
        return Verdict::affirmed();
    }
    match (last(Turn::Wants), gone) {
        (Some(cue), _) => Verdict::by(Status::Unrealised, cue),
        // *Trust no longer frightens me* leaves the trust alone.
        (None, Some(cue)) if stage.tokens.form(cue.0) != "no" => Verdict::by(Status::Negated, cue),
        _ => Verdict::affirmed(),
    }
}

/// True if a release that begins at word `release` does not happen: an odd number of negators in
/// its own scope, or any wish or want.
fn is_denied(cues: &Cues<'_>, stage: Stage<'_>, release: usize) -> bool {
    let scope = scope::start(cues, stage.tokens, stage.quoted, release);
    let heard = heard(cues, stage, scope, release);
    let negators = heard.iter().filter(|cue| cue.turn == Turn::Negates).count();
    negators % 2 == 1
        || heard
            .iter()
            .any(|cue| matches!(cue.turn, Turn::Wishes | Turn::Wants))
}

/// The cues between `scope` and the hit, from left to right, the longest at each word.
fn heard(cues: &Cues<'_>, stage: Stage<'_>, scope: usize, first: usize) -> Vec<Heard> {
    let tokens = stage.tokens;
    let mut heard: Vec<Heard> = Vec::new();
    let sentence = tokens.sentence(first).first as usize;
    let mut at = scope.saturating_sub(LONGEST_PSEUDO).max(sentence);
    while at < first {
        let mut best: Option<(usize, bool, Option<Turn>)> = None;
        cues.each(at, |cue| {
            let turn = match cue.cue {
                Cue::PseudoNegation => None,
                Cue::Negator => Some(Turn::Negates),
                Cue::NegativeQuestion if is_asked(tokens, at) => None,
                Cue::NegatorNear if cue.end + NEAR < first => return,
                Cue::NegatorNear => Some(Turn::Negates),
                Cue::ReleaseVerb if !takes_object(tokens, cue.end, first) => return,
                Cue::ReleaseVerb => Some(Turn::Releases),
                Cue::NegatorPreposition if has_subject(cues, tokens, cue.end, first) => return,
                Cue::NegatorPreposition => Some(Turn::Negates),
                Cue::Counterfactual => Some(Turn::Wishes),
                // *Try to be kind to yourself* is advice, not an attempt that fails.
                Cue::Unrealised if is_imperative(cues, tokens, at) => return,
                Cue::Unrealised => Some(Turn::Wants),
                Cue::ReleaseBefore => Some(Turn::Releases),
                _ => return,
            };
            // A phrase that runs into the hit is a cue of something else, except a
            // pseudo-negation, which only has to cover the negator.
            if cue.end > first && turn.is_some() {
                return;
            }
            let candidate = (cue.end, turn.is_none(), turn);
            if best.is_none_or(|(end, pseudo, _)| (candidate.0, candidate.1) > (end, pseudo)) {
                best = Some(candidate);
            }
        });
        if best.is_none() && tokens.form(at).ends_with("n't") {
            best = Some((at + 1, false, Some(Turn::Negates)));
        }
        // Only behind a wish: *he stopped criticising me* says that he did.
        let is_wish = heard.last().is_some_and(|cue| cue.turn == Turn::Wishes);
        if best.is_none() && is_wish && wish::stops(tokens, at, first) {
            best = Some((at + 1, false, Some(Turn::Negates)));
        }
        let Some((end, _, turn)) = best else {
            at += 1;
            continue;
        };
        if let Some(turn) = turn {
            let is_taken = stage
                .taken
                .iter()
                .any(|&(from, to)| (from..to).contains(&(at as u32)));
            if at >= scope && !is_taken {
                // *No patience and no courage*, *neither … nor*: of coordinated negators the
                // nearer one counts.
                if turn == Turn::Negates && is_coordinated(tokens, at) {
                    heard.retain(|cue| cue.turn != Turn::Negates);
                }
                heard.push(Heard {
                    turn,
                    first: at,
                    end,
                });
            }
        }
        at = end;
    }
    heard
}

/// True if the negator at word `at` repeats one before it.
fn is_coordinated(tokens: &Tokens, at: usize) -> bool {
    tokens.form(at) == "nor"
        || (at > 0
            && (matches!(tokens.form(at - 1), "and" | "or") || tokens.gap(at).has(Gap::COMMA)))
}

/// *Weren't you ashamed?*: at the start of a sentence or behind a comma, not behind `why`.
fn is_asked(tokens: &Tokens, at: usize) -> bool {
    let gap = tokens.gap(at);
    [
        Gap::BLOCK,
        Gap::SENTENCE,
        Gap::COMMA,
        Gap::STRONG,
        Gap::QUOTE,
    ]
    .into_iter()
    .any(|g| gap.has(g))
}

/// Most words between a verb of release and the hit: *overcame the old, heavy shame*.
const OBJECT_REACH: usize = 3;

/// True if the hit at `first` stands directly behind a verb, or a few words behind an article or
/// possessive that does.
pub(super) fn takes_object(tokens: &Tokens, end: usize, first: usize) -> bool {
    end == first
        || (first <= end + OBJECT_REACH
            && matches!(
                tokens.form(end),
                "the"
                    | "this"
                    | "that"
                    | "these"
                    | "those"
                    | "my"
                    | "your"
                    | "his"
                    | "her"
                    | "their"
                    | "our"
                    | "its"
                    | "all"
                    | "any"
                    | "some"
                    | "such"
                    | "years"
                    | "decades"
                    | "a"
            ))
}

/// True if a clause with a subject of its own has begun between a preposition and the hit.
fn has_subject(cues: &Cues<'_>, tokens: &Tokens, from: usize, first: usize) -> bool {
    (from..first).any(|at| {
        let pronoun = fold::without_contraction(tokens.form(at));
        matches!(pronoun, "i" | "he" | "she" | "we" | "they")
            && (cues.is_word(at, Cue::SubjectPronoun) || pronoun != tokens.form(at))
    })
}

/// True if the word begins its sentence and is a base form of the imperative list.
fn is_imperative(cues: &Cues<'_>, tokens: &Tokens, at: usize) -> bool {
    tokens.sentence(at).first as usize == at && cues.is_word(at, Cue::Imperative)
}

/// *The shame has lifted*: a release cue directly behind the hit or one word later, with the end
/// of the clause behind it. `no longer` needs no end, but stands directly behind the hit.
fn released_after(cues: &Cues<'_>, tokens: &Tokens, end: usize) -> Option<(usize, usize)> {
    let sentence_end = tokens.sentence(end - 1).end as usize;
    for start in end..(end + 2).min(sentence_end) {
        let gap = tokens.gap(start);
        if gap.breaks_phrase() || gap.has(Gap::COMMA) || gap.has(Gap::QUOTE) {
            return None;
        }
        if let Some(cue) = cues.phrase(start, Cue::ReleaseAfter)
            && ends_clause(tokens, cue.end, sentence_end)
        {
            return Some((cue.first, cue.end));
        }
        if start == end
            && let Some(cue) = cues.phrase(start, Cue::ReleaseAfterAny)
        {
            return Some((cue.first, cue.end));
        }
        let is_negator = cues.is_word(start, Cue::Negator) || tokens.form(start).ends_with("n't");
        if is_negator {
            return None;
        }
    }
    None
}

/// True if nothing behind a release cue gives it another sense (*has gone on for weeks*, *has left
/// its mark*): the sentence or clause ends, or an adverb, preposition or conjunction follows.
pub(super) fn ends_clause(tokens: &Tokens, at: usize, sentence_end: usize) -> bool {
    at >= sentence_end
        || tokens.gap(at).has(Gap::COMMA)
        || tokens.gap(at).has(Gap::STRONG)
        || tokens.gap(at).has(Gap::QUOTE)
        || matches!(
            tokens.form(at),
            "now"
                | "from"
                | "and"
                | "but"
                | "or"
                | "so"
                | "when"
                | "while"
                | "after"
                | "before"
                | "since"
                | "because"
                | "as"
                | "at"
                | "with"
                | "by"
                | "in"
                | "for"
                | "too"
                | "then"
                | "today"
                | "again"
                | "once"
                | "slowly"
                | "finally"
                | "completely"
                | "entirely"
                | "altogether"
                | "somewhat"
                | "a"
                | "over"
                | "if"
        )
}
