//! Whose experience: the pronoun that a hit belongs to.

use super::cues::Cues;
use crate::lexicon::language::Cue;
use crate::text::{Gap, Tokens, fold};

/// Whose experience a hit tells of, as far as a pronoun near it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reference {
    /// I, me, my.
    SelfRef,
    /// We, us, our.
    We,
    /// You, your.
    You,
    /// He, she, they.
    Other,
    /// People, one, everybody; or nobody in sight.
    Generic,
}

impl Reference {
    /// All, in the order of the reports.
    pub const ALL: [Reference; 5] = [
        Reference::SelfRef,
        Reference::We,
        Reference::You,
        Reference::Other,
        Reference::Generic,
    ];

    /// The word that reports use.
    pub fn name(self) -> &'static str {
        match self {
            Reference::SelfRef => "self",
            Reference::We => "we",
            Reference::You => "you",
            Reference::Other => "other",
            Reference::Generic => "generic",
        }
    }

    /// Whose experience it is, for people.
    pub fn meaning(self) -> &'static str {
        match self {
            Reference::SelfRef => "the one who writes or speaks (I, me, my)",
            Reference::We => "those who write or speak (we, us, our)",
            Reference::You => "the one who is addressed (you, your)",
            Reference::Other => "somebody else (he, she, they)",
            Reference::Generic => "people, one, everybody; or no pronoun near",
        }
    }

    /// Position in [`Reference::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }
}

const BEFORE: usize = 8;
const AFTER: usize = 4;

/// The first that holds: a pronoun inside the hit (a word for people in general only as its
/// first word: *I told no one* is mine); the nearest one in the eight words before, in the same clause;
/// the nearest in the four words behind, in the same clause; the same two in the whole sentence.
pub(super) fn of(cues: &Cues<'_>, tokens: &Tokens, first: usize, end: usize) -> Reference {
    let sentence = tokens.sentence(first);
    let from = first.saturating_sub(BEFORE).max(sentence.first as usize);
    let to = (end + AFTER).min(sentence.end as usize);
    let clause = clause_start(cues, tokens, from, first);
    let clause_end = clause_end(cues, tokens, end, to);
    let named = |at: usize| named_at(cues, tokens, at);
    let is_own = |at: usize| {
        let form = tokens.form(at);
        matches!(form, "one's" | "oneself") || (at == first && form != "one")
    };
    let inside = |at: usize| named(at).filter(|who| *who != Reference::Generic || is_own(at));
    (first..end)
        .find_map(inside)
        .or_else(|| (clause..first).rev().find_map(named))
        .or_else(|| (end..clause_end).find_map(named))
        .or_else(|| (from..clause).rev().find_map(named))
        .or_else(|| (clause_end..to).find_map(named))
        .unwrap_or(Reference::Generic)
}

/// Where the clause that goes on at word `end` stops, not behind `to`.
fn clause_end(cues: &Cues<'_>, tokens: &Tokens, end: usize, to: usize) -> usize {
    let stops = |at: &usize| {
        let gap = tokens.gap(*at);
        gap.has(Gap::COMMA)
            || gap.has(Gap::STRONG)
            || gap.has(Gap::QUOTE)
            || cues.is_word(*at, Cue::ScopeBreaker)
    };
    (end..to).find(stops).unwrap_or(to.max(end))
}

/// Where the clause that holds word `first` begins, not before `from`.
fn clause_start(cues: &Cues<'_>, tokens: &Tokens, from: usize, first: usize) -> usize {
    let mut start = first;
    while start > from {
        let gap = tokens.gap(start);
        if gap.has(Gap::COMMA) || gap.has(Gap::STRONG) || gap.has(Gap::QUOTE) {
            break;
        }
        if cues.is_word(start - 1, Cue::ScopeBreaker) {
            break;
        }
        start -= 1;
    }
    start
}

fn named_at(cues: &Cues<'_>, tokens: &Tokens, at: usize) -> Option<Reference> {
    let form = tokens.form(at);
    let mut named = None;
    let mut see = |cue: Cue| {
        if named.is_none() {
            named = reference_of(cue);
        }
    };
    cues.each(at, |found| see(found.cue));
    let pronoun = fold::without_contraction(form);
    if pronoun != form {
        cues.each_of_form(pronoun, see);
    }
    named
}

fn reference_of(cue: Cue) -> Option<Reference> {
    match cue {
        Cue::ReferenceSelf => Some(Reference::SelfRef),
        Cue::ReferenceWe => Some(Reference::We),
        Cue::ReferenceYou => Some(Reference::You),
        Cue::ReferenceOther => Some(Reference::Other),
        Cue::ReferenceGeneric => Some(Reference::Generic),
        _ => None,
    }
}
