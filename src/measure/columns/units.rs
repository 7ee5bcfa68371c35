//! Columns of a lexicon or category.

use super::{BYAR, MIN_WORDS_THIRDS, Number, Registry, Value};
use crate::measure::tally::{Counts, Tally};
use crate::measure::units::{Unit, UnitId, UnitKind};

/// Which statistic of a unit.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stat {
    Hits,
    Per100,
    Low(usize),
    High(usize),
    WeightedPer100,
    AdverseHits,
    AdversePer100,
    Negated,
    Unrealised,
    Released,
    Reference(usize),
    Centre,
    ThirdPer100(usize),
    ThirdDifference,
    Tau(usize),
    Burst(usize),
}

pub(super) fn unit_number(counts: &Counts, tally: &Tally, stat: Stat) -> Number {
    let words = counts.words;
    let third = |at: usize| {
        (words >= MIN_WORDS_THIRDS).then(|| 300.0 * tally.thirds[at] as f64 / words as f64)
    };
    match stat {
        Stat::Hits => Number::Count(tally.affirmed),
        Stat::Per100 => Number::real(per_100(tally.affirmed, words)),
        Stat::Low(lexicon) => Number::real(counts.intervals[lexicon].map(|interval| interval.low)),
        Stat::High(lexicon) => {
            Number::real(counts.intervals[lexicon].map(|interval| interval.high))
        }
        Stat::WeightedPer100 => {
            Number::real((words > 0).then(|| tally.weighted as f64 / 100.0 / words as f64))
        }
        Stat::AdverseHits => Number::Count(tally.adverse),
        Stat::AdversePer100 => Number::real(per_100(tally.adverse, words)),
        Stat::Negated => Number::Count(tally.negated),
        Stat::Unrealised => Number::Count(tally.unrealised),
        Stat::Released => Number::Count(tally.released),
        Stat::Reference(at) => Number::Count(tally.references[at]),
        Stat::Centre => Number::real(tally.centre(counts.tokens)),
        Stat::ThirdPer100(at) => Number::real(third(at)),
        Stat::ThirdDifference => {
            Number::real(third(2).zip(third(0)).map(|(last, first)| last - first))
        }
        Stat::Tau(lexicon) => Number::real(counts.trends.get(lexicon)),
        Stat::Burst(lexicon) => Number::real(counts.bursts.get(lexicon)),
    }
}

pub(super) fn per_100(count: u64, words: u64) -> Option<f64> {
    (words > 0).then(|| 100.0 * count as f64 / words as f64)
}

impl Registry {
    pub(super) fn unit_columns(&mut self, id: UnitId, unit: &Unit) {
        let Unit {
            name,
            definition,
            source,
            has_adverse,
            ..
        } = unit;
        let (has_adverse, lexicon) = (*has_adverse, unit.lexicon);
        let mut add = |suffix: &str,
                       unit: &'static str,
                       what: &str,
                       formula: &str,
                       source: &str,
                       stat: Stat| {
            self.push(
                &format!("{name}_{suffix}"),
                unit,
                what,
                formula,
                source,
                Value::Unit(id, stat),
            );
        };
        let is_lexicon = unit.kind == UnitKind::Lexicon;
        let poles = match (is_lexicon, has_adverse) {
            (true, true) => " Resource and descriptive poles only.",
            (false, true) => " Entries of its own pole only.",
            _ => "",
        };
        add(
            "hits",
            "hits",
            &format!("Affirmed hits. {definition}{poles}"),
            "count",
            source,
            Stat::Hits,
        );
        add(
            "per_100",
            "per 100 words",
            "Rate of the affirmed hits.",
            "100 * hits / words",
            "docs/semantics.md",
            Stat::Per100,
        );
        if is_lexicon {
            add(
                "low",
                "per 100 words",
                "Lower end of the 95 % interval of the rate.",
                "see source",
                BYAR,
                Stat::Low(lexicon),
            );
            add(
                "high",
                "per 100 words",
                "Upper end of the 95 % interval of the rate.",
                "see source",
                BYAR,
                Stat::High(lexicon),
            );
            add(
                "weighted_per_100",
                "per 100 words",
                "Rate weighted by the entries' weights and by intensity (x1.25 behind an amplifier, x0.75 behind a downtoner).",
                "100 * sum(weight * intensity) / words",
                "constructs: rates; factors after VADER's boosters (Hutto & Gilbert 2014)",
                Stat::WeightedPer100,
            );
        }
        if has_adverse {
            let what = if is_lexicon {
                "Affirmed hits of the distress pole; never part of the total."
            } else {
                "Affirmed hits of the opposite pole."
            };
            add(
                "adverse_hits",
                "hits",
                what,
                "count",
                source,
                Stat::AdverseHits,
            );
            add(
                "adverse_per_100",
                "per 100 words",
                "Rate of the adverse hits.",
                "100 * adverse_hits / words",
                "docs/semantics.md",
                Stat::AdversePer100,
            );
        }
        if is_lexicon {
            const STATUS: &str =
                "NegEx (Chapman et al. 2001) for scope and pseudo-negation; docs/semantics.md";
            add(
                "negated",
                "hits",
                "Hits under a negator; not part of hits.",
                "count",
                STATUS,
                Stat::Negated,
            );
            add(
                "unrealised",
                "hits",
                "Hits that are wished for, needed or tried; not part of hits.",
                "count",
                STATUS,
                Stat::Unrealised,
            );
            add(
                "released",
                "hits",
                "Distress hits that are let go of or gone; not part of hits.",
                "count",
                STATUS,
                Stat::Released,
            );
            for (at, (suffix, who)) in [
                ("self", "first person singular"),
                ("we", "first person plural"),
                ("you", "second person"),
                ("other", "third person"),
                ("generic", "nobody in particular, or no pronoun near"),
            ]
            .iter()
            .enumerate()
            {
                add(
                    suffix,
                    "hits",
                    &format!("Affirmed hits that refer to: {who}. The five add up to hits."),
                    "count",
                    "docs/semantics.md",
                    Stat::Reference(at),
                );
            }
            for (at, suffix) in [
                "first_third_per_100",
                "middle_third_per_100",
                "last_third_per_100",
            ]
            .iter()
            .enumerate()
            {
                add(
                    suffix,
                    "per 100 words",
                    "Rate in a third of the words; empty under 250 words.",
                    "100 * hits in the third / (words / 3)",
                    "docs/semantics.md",
                    Stat::ThirdPer100(at),
                );
            }
            add(
                "third_difference",
                "per 100 words",
                "Rate in the last third minus rate in the first; empty under 250 words.",
                "last_third_per_100 - first_third_per_100",
                "docs/semantics.md",
                Stat::ThirdDifference,
            );
            add(
                "tau",
                "from -1 to 1",
                "Trend over ten parts of equally many words: 1 rises all the way, -1 falls; empty under 1,000 words or 5 hits.",
                "Kendall's tau-b between part and hits",
                "Kendall (1945), Biometrika 33, 239-251; docs/course.md",
                Stat::Tau(lexicon),
            );
            add(
                "burst",
                "ratio",
                "How much hits come in bursts: 1 by chance, above 2 bursty.",
                "variance / mean of hits in blocks of 5 sentences",
                "docs/semantics.md",
                Stat::Burst(lexicon),
            );
        }
        add(
            "centre",
            "share of the text",
            "Mean place of the hits: 0 start, 1 end; empty under 5 hits.",
            "mean((first + end) / 2) / words",
            "docs/semantics.md",
            Stat::Centre,
        );
    }
}
