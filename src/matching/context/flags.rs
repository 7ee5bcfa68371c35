//! Facts about a hit that do not take it away.

use super::cues::Cues;
use super::quotation::Quoted;
use crate::lexicon::language::Cue;
use crate::text::{Gap, Tokens, fold};

/// A set of facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags(u8);

impl Flags {
    /// The sentence ends in a question mark.
    pub const QUESTION: Flags = Flags(1);
    /// `if`, `would`, `imagine` … in the eight words before.
    pub const HYPOTHETICAL: Flags = Flags(2);
    /// The sentence is an instruction or teaches.
    pub const ADVICE: Flags = Flags(4);
    /// In quotation marks, or behind a verb of saying and a comma.
    pub const QUOTED: Flags = Flags(8);
    /// `was`, `used to`, `as a child` … in the six words before.
    pub const PAST: Flags = Flags(16);

    /// All flags with their names, in the order of the reports.
    pub const ALL: [(Flags, &'static str); 5] = [
        (Flags::QUESTION, "question"),
        (Flags::HYPOTHETICAL, "hypothetical"),
        (Flags::ADVICE, "advice"),
        (Flags::QUOTED, "quoted"),
        (Flags::PAST, "past"),
    ];

    /// What a flag says of a hit, for people; `None` if there is no such flag.
    pub fn meaning(name: &str) -> Option<&'static str> {
        Some(match name {
            "question" => "the sentence ends in a question mark",
            "hypothetical" => "if, would, imagine and the like in the eight words before",
            "advice" => "the sentence is an instruction or teaches",
            "quoted" => "in quotation marks, or behind a verb of saying and a comma",
            "past" => "was, used to, as a child and the like in the six words before",
            _ => return None,
        })
    }

    /// True if every flag of `other` is set.
    pub fn has(self, other: Flags) -> bool {
        self.0 & other.0 == other.0
    }

    fn set(&mut self, other: Flags, holds: bool) {
        if holds {
            self.0 |= other.0;
        }
    }

    /// The names of the flags that are set, joined by a space.
    pub fn names(self) -> String {
        let set = Flags::ALL.iter().filter(|(flag, _)| self.has(*flag));
        set.map(|(_, name)| *name).collect::<Vec<_>>().join(" ")
    }
}

const HYPOTHETICAL_REACH: usize = 8;
const PAST_REACH: usize = 6;
/// Words behind a verb of saying that still count as what was said.
const REPORT_REACH: usize = 40;
const INTENSITY_REACH: usize = 2;

/// The flags of the hit `first..end`; `advice` tells of its sentence, see [`is_advice`].
pub(super) fn of(
    cues: &Cues<'_>,
    tokens: &Tokens,
    quoted: &Quoted,
    first: usize,
    end: usize,
    advice: bool,
) -> Flags {
    let sentence = tokens.sentence(first);
    let start = sentence.first as usize;
    let within = |reach: usize, cue: Cue| {
        let from = first.saturating_sub(reach).max(start);
        (from..first).any(|at| cues.phrase(at, cue).is_some_and(|found| found.end <= first))
    };
    let mut flags = Flags::default();
    flags.set(Flags::QUESTION, sentence.question);
    flags.set(
        Flags::HYPOTHETICAL,
        within(HYPOTHETICAL_REACH, Cue::Hypothetical),
    );
    flags.set(Flags::ADVICE, advice);
    let in_marks = quoted.covers(tokens.span_of(first, end));
    flags.set(
        Flags::QUOTED,
        in_marks || is_reported(cues, tokens, start, first),
    );
    flags.set(Flags::PAST, within(PAST_REACH, Cue::Past));
    flags
}

/// True if the sentence of word `at` is an instruction or teaches. Cost: the length of the
/// sentence, so it is asked once for each.
pub(super) fn is_advice(cues: &Cues<'_>, tokens: &Tokens, at: usize) -> bool {
    let sentence = tokens.sentence(at);
    let (start, next) = (sentence.first as usize, sentence.first as usize + 1);
    let asks = next < tokens.len() && cues.is_word(next, Cue::SubjectPronoun);
    (cues.phrase(start, Cue::Imperative).is_some() && !asks)
        || (start..sentence.end as usize).any(|at| cues.phrase(at, Cue::Advice).is_some())
}

/// *She said, I was worthless*; *he told me, you are nothing*: a verb of saying, perhaps an object
/// pronoun, a comma and a new subject. Not *as I said, …*, and not the tag of a quotation (*“Go,”
/// he said, and I went*).
fn is_reported(cues: &Cues<'_>, tokens: &Tokens, start: usize, first: usize) -> bool {
    let start = start.max(first.saturating_sub(REPORT_REACH));
    (start + 1..=first).any(|at| {
        let gap = tokens.gap(at);
        if !gap.has(Gap::COMMA) || gap.has(Gap::QUOTE) {
            return false;
        }
        let has_object = matches!(
            tokens.form(at - 1),
            "me" | "him" | "her" | "us" | "them" | "you"
        );
        let verb = if has_object {
            at.checked_sub(2)
        } else {
            Some(at - 1)
        };
        let Some(verb) = verb.filter(|&verb| verb >= start) else {
            return false;
        };
        let subject = fold::without_contraction(tokens.form(at));
        let new_subject = matches!(subject, "i" | "you" | "he" | "she" | "it" | "we" | "they");
        let in_tag = (start..=verb).any(|word| tokens.gap(word).has(Gap::QUOTE));
        let aside = (start..verb).any(|word| tokens.form(word) == "as");
        new_subject && !in_tag && !aside && cues.is_word(verb, Cue::ReportingVerb)
    })
}

/// Factor of the weight in hundredths: 125 behind an amplifier, 75 behind a downtoner, each at
/// most once and only from the two words before.
pub(super) fn intensity(cues: &Cues<'_>, tokens: &Tokens, first: usize) -> u16 {
    let start = tokens.sentence(first).first as usize;
    // A phrase counts where it ends: `a little bit` is three words.
    let from = first.saturating_sub(INTENSITY_REACH + 2).max(start);
    let near = |cue: Cue| {
        (from..first).any(|at| {
            let ends = cues.phrase(at, cue).map(|found| found.end);
            ends.is_some_and(|end| end <= first && end + INTENSITY_REACH > first)
        })
    };
    match (near(Cue::Amplifier), near(Cue::Downtoner)) {
        (true, false) => 125,
        (false, true) => 75,
        // 1.25 × 0.75 rounded to hundredths.
        (true, true) => 94,
        (false, false) => 100,
    }
}
