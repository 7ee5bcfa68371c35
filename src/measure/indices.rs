//! Indices: contrasts and shares of counts, all bounded or on a log scale, each with an interval
//! and the number of hits it rests on.

use super::interval::{self, Interval};
use super::tally::{Counts, Tally};
use super::units::{UnitId, Units};

/// Fewest hits that an index may rest on; under it the cells are empty.
pub const MIN_HITS: u64 = 5;

/// Which count of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Own,
    Adverse,
    Released,
    /// Negated and unrealised.
    Absent,
    SelfRef,
    /// Hits that refer to self, we, you or other.
    Referring,
}

/// A sum of counts.
type Sum = Vec<(UnitId, Part)>;

#[derive(Clone, Debug)]
enum Formula {
    /// `(a − b) / (a + b + 1)`.
    Balance(Sum, Sum),
    /// `a / (a + b)`.
    Share(Sum, Sum),
    /// `(a + ½) / (b + ½)`.
    Ratio(Sum, Sum),
    /// Repaired ruptures among ruptures.
    Repaired,
}

/// One index.
#[derive(Clone, Debug)]
pub struct Index {
    /// Column name; its interval and counts are `NAME_low`, `NAME_high`, `NAME_a`, `NAME_b`.
    pub name: String,
    /// What it says, for the codebook.
    pub definition: String,
    /// How it is made.
    pub formula: String,
    formula_of: Formula,
}

/// Value, interval and evidence of an index in one document.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IndexValue {
    /// `None` under [`MIN_HITS`] hits.
    pub value: Option<f64>,
    /// 95 % interval; `None` with the value.
    pub interval: Option<Interval>,
    /// The counts that it is made from, `a` and `b` of its formula. Together its evidence.
    pub counts: [u64; 2],
}

impl Index {
    /// Works the index out.
    pub fn of(&self, counts: &Counts) -> IndexValue {
        let tally = |unit| counts.tallies.get(unit);
        let sum = |sum: &Sum| -> u64 {
            sum.iter()
                .map(|&(unit, part)| count(tally(unit), part))
                .sum()
        };
        let (a, b) = match &self.formula_of {
            Formula::Balance(a, b) | Formula::Share(a, b) | Formula::Ratio(a, b) => {
                (sum(a), sum(b))
            }
            Formula::Repaired => (counts.repaired, counts.ruptures - counts.repaired),
        };
        let evidence = a + b;
        if evidence < MIN_HITS {
            return IndexValue {
                value: None,
                interval: None,
                counts: [a, b],
            };
        }
        let (left, right) = (a as f64, b as f64);
        let (value, interval) = match &self.formula_of {
            Formula::Balance(..) => (
                (left - right) / (left + right + 1.0),
                interval::balance(a, b),
            ),
            Formula::Share(..) | Formula::Repaired => {
                (left / (left + right), interval::wilson(a, evidence))
            }
            Formula::Ratio(..) => ((left + 0.5) / (right + 0.5), Some(interval::ratio(a, b).1)),
        };
        IndexValue {
            value: Some(value),
            interval,
            counts: [a, b],
        }
    }

    /// The units without whose hits both its counts are 0; `None` if it is no sum of theirs.
    pub(super) fn units(&self) -> Option<impl Iterator<Item = UnitId>> {
        match &self.formula_of {
            Formula::Balance(a, b) | Formula::Share(a, b) | Formula::Ratio(a, b) => {
                Some(a.iter().chain(b.iter()).map(|&(unit, _)| unit))
            }
            Formula::Repaired => None,
        }
    }
}

fn count(tally: &Tally, part: Part) -> u64 {
    match part {
        Part::Own => tally.affirmed,
        Part::Adverse => tally.adverse,
        Part::Released => tally.released,
        Part::Absent => tally.negated + tally.unrealised,
        Part::SelfRef => tally.references[0],
        Part::Referring => tally.references[1..4].iter().sum(),
    }
}

/// The indices that these units allow, in the order of the columns. Source: constructs §5.2.
pub fn all(units: &Units) -> Vec<Index> {
    let mut made = Vec::new();
    for (name, definition, kind, a, b) in TABLE {
        let (Some(left), Some(right)) = (resolve(units, a), resolve(units, b)) else {
            continue;
        };
        let (formula, formula_of) = match kind {
            Kind::Balance => (
                format!("(a - b) / (a + b + 1); a = {a}; b = {b}"),
                Formula::Balance(left, right),
            ),
            Kind::Share => (
                format!("a / (a + b); a = {a}; b = {b}"),
                Formula::Share(left, right),
            ),
            Kind::Ratio => (
                format!("(a + 0.5) / (b + 0.5); a = {a}; b = {b}"),
                Formula::Ratio(left, right),
            ),
        };
        made.push(Index {
            name: (*name).to_owned(),
            definition: (*definition).to_owned(),
            formula,
            formula_of,
        });
    }
    if units.find("relational.rupture_repair").is_some() {
        made.push(Index {
            name: "repair_followed_share".to_owned(),
            definition: "Share of ruptures that a repair follows within ten sentences.".to_owned(),
            formula: "a / (a + b); a = ruptures with a repair in the 10 sentences behind; b = the other ruptures"
                .to_owned(),
            formula_of: Formula::Repaired,
        });
    }
    for (id, unit) in units.iter() {
        if unit.kind == super::UnitKind::Lexicon {
            made.push(Index {
                name: format!("{}_self_share", unit.name),
                definition: "Share of hits that refer to the first person singular, among hits with a pronoun: whose experience.".to_owned(),
                formula: format!("a / (a + b); a = {0}_self; b = {0}_we + {0}_you + {0}_other", unit.name),
                formula_of: Formula::Share(vec![(id, Part::SelfRef)], vec![(id, Part::Referring)]),
            });
        }
    }
    for (id, unit) in units.iter() {
        if unit.is_resource {
            made.push(Index {
                name: format!("{}_absence_share", unit.name),
                definition: "Share of mentions that are negated or unrealised: spoken of as missing (\"never felt safe\").".to_owned(),
                formula: "a / (a + b); a = negated + unrealised; b = affirmed".to_owned(),
                formula_of: Formula::Share(vec![(id, Part::Absent)], vec![(id, Part::Own)]),
            });
        }
    }
    made
}

#[derive(Clone, Copy)]
enum Kind {
    Balance,
    Share,
    Ratio,
}

/// Name, meaning, kind, and the two sums: unit names joined by ` + `, with `!` for adverse hits
/// and `~` for released ones.
const TABLE: &[(&str, &str, Kind, &str, &str)] = &[
    (
        "compassion_balance",
        "Words of self-compassion against words of shame: -1 only shame, +1 only self-compassion. A balance of words, not of a person.",
        Kind::Balance,
        "self_compassion",
        "shame",
    ),
    (
        "compassion_balance_full",
        "As compassion_balance, with the distress pole of self-compassion added to the side of shame.",
        Kind::Balance,
        "self_compassion",
        "!self_compassion + shame",
    ),
    (
        "kindness_balance",
        "Self-kindness against self-judgement.",
        Kind::Balance,
        "self_compassion.self_kindness",
        "self_compassion.self_judgment",
    ),
    (
        "humanity_balance",
        "Common humanity against isolation.",
        Kind::Balance,
        "self_compassion.common_humanity",
        "self_compassion.isolation",
    ),
    (
        "mindfulness_balance",
        "Mindful awareness against over-identification.",
        Kind::Balance,
        "self_compassion.mindfulness",
        "self_compassion.over_identification",
    ),
    (
        "soothing_share",
        "Share of soothing from inside among all soothing.",
        Kind::Share,
        "self_compassion.self_soothing",
        "self_compassion.external_soothing",
    ),
    (
        "soothing_ratio",
        "Soothing from inside against soothing from outside.",
        Kind::Ratio,
        "self_compassion.self_soothing",
        "self_compassion.external_soothing",
    ),
    (
        "connection_index",
        "Connection and being seen against disconnection.",
        Kind::Balance,
        "relational.connection + relational.being_seen",
        "relational.disconnection",
    ),
    (
        "safety_balance",
        "Safety and trust against mistrust and threat.",
        Kind::Balance,
        "relational.safety_trust",
        "!relational.safety_trust",
    ),
    (
        "agency_index",
        "Voice and choice against coercion and silencing.",
        Kind::Balance,
        "relational.agency_consent",
        "!relational.agency_consent",
    ),
    (
        "repair_ratio",
        "Words of repair against words of rupture.",
        Kind::Ratio,
        "relational.rupture_repair",
        "!relational.rupture_repair",
    ),
    (
        "shame_guilt_ratio",
        "Shame (about the self) against guilt (about an act).",
        Kind::Ratio,
        "shame",
        "shame.guilt_contrast",
    ),
    (
        "shame_externality",
        "Share of shame that others inflict or are feared to feel: humiliation and judgement by others among all shame.",
        Kind::Share,
        "shame.humiliation + shame.judged_by_others",
        "shame.explicit + shame.defective_self + shame.self_attack + shame.hiding + shame.exposure + shame.internalised_stigma + shame.body_sexual_shame",
    ),
    (
        "seen_balance",
        "Being seen against hiding and exposure.",
        Kind::Balance,
        "relational.being_seen",
        "shame.hiding + shame.exposure",
    ),
    (
        "mobilised_share",
        "Share of mobilised arousal among mobilised, shutdown and settling.",
        Kind::Share,
        "somatic.arousal_mobilised",
        "somatic.shutdown_immobilised + somatic.settling",
    ),
    (
        "shutdown_share",
        "Share of shutdown among mobilised, shutdown and settling.",
        Kind::Share,
        "somatic.shutdown_immobilised",
        "somatic.arousal_mobilised + somatic.settling",
    ),
    (
        "settling_share",
        "Share of settling among mobilised, shutdown and settling.",
        Kind::Share,
        "somatic.settling",
        "somatic.arousal_mobilised + somatic.shutdown_immobilised",
    ),
    (
        "release_share",
        "Share of shame that is let go of or gone.",
        Kind::Share,
        "~shame",
        "shame",
    ),
    (
        "approach_share",
        "Share of turning towards (courage, patience, staying with it) among it and relief from outside.",
        Kind::Share,
        "self_compassion.courage_motivation",
        "self_compassion.external_soothing",
    ),
    (
        "calming_share",
        "Share of calming oneself among calming oneself and being calmed by another: who does the calming, neither is better.",
        Kind::Share,
        "self_compassion.self_soothing",
        "relational.attachment_coregulation",
    ),
    (
        "harm_share",
        "Share of the harm poles (mistrust, threat, coercion, silencing) among safety and agency of both poles.",
        Kind::Share,
        "!relational.safety_trust + !relational.agency_consent",
        "relational.safety_trust + relational.agency_consent",
    ),
    (
        "harm_repair_ratio",
        "Words of coercion and violation against words of repair.",
        Kind::Ratio,
        "!relational.agency_consent",
        "relational.rupture_repair",
    ),
    (
        "voice_silence_ratio",
        "Voice and choice against silencing and internalised stigma.",
        Kind::Ratio,
        "relational.agency_consent",
        "!relational.agency_consent + shame.internalised_stigma",
    ),
    (
        "isolation_connection_ratio",
        "Isolation against connection.",
        Kind::Ratio,
        "self_compassion.isolation",
        "relational.connection",
    ),
];

fn resolve(units: &Units, sum: &str) -> Option<Sum> {
    sum.split(" + ")
        .map(|term| {
            let (part, name) = match term.as_bytes()[0] {
                b'!' => (Part::Adverse, &term[1..]),
                b'~' => (Part::Released, &term[1..]),
                _ => (Part::Own, term),
            };
            units.find(name).map(|unit| (unit, part))
        })
        .collect()
}
