//! The language file: word sets, gates, cue lists and common masks.

use std::collections::BTreeMap;

use super::{Mask, Phrase, Style, WordTest};

/// What a context rule listens for. The names are those of the lists under `[cues]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cue {
    /// Takes a hit away: `not`, `lack of`.
    Negator,
    /// As a negator, but a subject pronoun behind it ends its reach: `without`, `instead of`.
    NegatorPreposition,
    /// As a negator, over two words at most: `avoid`.
    NegatorNear,
    /// A question that expects a yes: `weren't you`.
    NegativeQuestion,
    /// A verb that hands its negation on to the clause behind it: `think`.
    RaisingVerb,
    /// Looks like a negator and is none: `not only`.
    PseudoNegation,
    /// Before a distress hit: it is let go of.
    ReleaseBefore,
    /// A verb that releases what stands directly behind it: `overcome`.
    ReleaseVerb,
    /// Behind a distress hit: it has gone.
    ReleaseAfter,
    /// The same, whatever follows: `no longer`.
    ReleaseAfterAny,
    /// Turns any hit: `wish`, `if only`.
    Counterfactual,
    /// Turns a resource hit: `want to`.
    Unrealised,
    /// Ends the reach of a cue: `but`, `because`.
    ScopeBreaker,
    /// Strengthens: `very`.
    Amplifier,
    /// Weakens: `slightly`.
    Downtoner,
    /// Does not use up the window: `ever`.
    Transparent,
    /// After `and`/`or` it begins a new clause.
    SubjectPronoun,
    /// Marks something imagined: `if`, `would`.
    Hypothetical,
    /// Before a comma it marks reported speech: `said`.
    ReportingVerb,
    /// Marks something past: `was`.
    Past,
    /// Marks teaching: `let us`.
    Advice,
    /// Begins an instruction: `notice`.
    Imperative,
    /// First person singular.
    ReferenceSelf,
    /// First person plural.
    ReferenceWe,
    /// Second person.
    ReferenceYou,
    /// Third person.
    ReferenceOther,
    /// Nobody in particular.
    ReferenceGeneric,
}

impl Cue {
    /// All cues with the names of their lists.
    pub const ALL: [(Cue, &'static str); 27] = [
        (Cue::Negator, "negator"),
        (Cue::NegatorPreposition, "negator_preposition"),
        (Cue::NegatorNear, "negator_near"),
        (Cue::NegativeQuestion, "negative_question"),
        (Cue::RaisingVerb, "raising_verb"),
        (Cue::PseudoNegation, "pseudo_negation"),
        (Cue::ReleaseBefore, "release_before"),
        (Cue::ReleaseVerb, "release_verb"),
        (Cue::ReleaseAfterAny, "release_after_any"),
        (Cue::ReleaseAfter, "release_after"),
        (Cue::Counterfactual, "counterfactual"),
        (Cue::Unrealised, "unrealised"),
        (Cue::ScopeBreaker, "scope_breaker"),
        (Cue::Amplifier, "amplifier"),
        (Cue::Downtoner, "downtoner"),
        (Cue::Transparent, "transparent"),
        (Cue::SubjectPronoun, "subject_pronoun"),
        (Cue::Hypothetical, "hypothetical"),
        (Cue::ReportingVerb, "reporting_verb"),
        (Cue::Past, "past"),
        (Cue::Advice, "advice"),
        (Cue::Imperative, "imperative"),
        (Cue::ReferenceSelf, "reference_self"),
        (Cue::ReferenceWe, "reference_we"),
        (Cue::ReferenceYou, "reference_you"),
        (Cue::ReferenceOther, "reference_other"),
        (Cue::ReferenceGeneric, "reference_generic"),
    ];

    /// Reads the name of a list.
    pub fn parse(name: &str) -> Option<Cue> {
        Cue::ALL
            .iter()
            .find(|(_, list)| *list == name)
            .map(|(cue, _)| *cue)
    }
}

/// A condition on the words around a hit, in the same sentence.
#[derive(Clone, Debug)]
pub struct Gate {
    /// `feel`, `self`, `body`, `poss`, `aware`.
    pub name: String,
    /// Any of these opens it.
    pub words: Vec<WordTest>,
    /// Words ahead of the hit that are looked at.
    pub before: usize,
    /// Words behind the hit that are looked at.
    pub after: usize,
    /// A noun with `'s` opens it too.
    pub noun_s: bool,
}

/// A valid language file.
#[derive(Clone, Debug)]
pub struct Language {
    /// `en`.
    pub code: String,
    /// Semantic version.
    pub version: String,
    /// Word sets by name.
    pub sets: BTreeMap<String, Vec<WordTest>>,
    /// Gates, sorted by name.
    pub gates: Vec<Gate>,
    /// Cue phrases, each with its rule.
    pub cues: Vec<(Cue, Phrase)>,
    /// Masks of every lexicon.
    pub masks: Vec<Mask>,
    /// Function words.
    pub style: Style,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
}

impl Language {
    /// Position of a gate by name.
    pub fn gate(&self, name: &str) -> Option<u16> {
        self.gates
            .iter()
            .position(|gate| gate.name == name)
            .map(|at| at as u16)
    }
}
