//! Every measure in both drafts, and its difference.

use super::side::Side;
use crate::analysis::Pipeline;
use crate::matching::Status;
use crate::measure::interval::{Interval, RateMethod, per_100, rate_per_100};
use crate::measure::{Counts, Tally, UnitId, UnitKind};

/// A count in one draft.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Value {
    /// How many.
    pub count: u64,
    /// Per 100 words; `None` for words and sentences, and without words.
    pub per_100: Option<f64>,
    /// 95 % interval of the rate: of the affirmed hits of a list that of `scan` and `show` (Byar, or
    /// blocks of sentences where hits come in bursts), else Byar's.
    pub interval: Option<Interval>,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Words or sentences.
    Text,
    /// Hits of the own poles with this status.
    Status(Status),
    /// Affirmed hits of the pole that is counted apart.
    Apart,
}

impl What {
    /// The word that outputs use; nothing for words and sentences.
    pub fn name(self) -> &'static str {
        match self {
            What::Text => "",
            What::Status(status) => status.name(),
            What::Apart => "apart",
        }
    }
}

/// A measure before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// `words`, `sentences`, or the name of a unit: `shame`, `shame.explicit`.
    pub name: String,
    /// The unit.
    pub unit: Option<UnitId>,
    /// What of it.
    pub what: What,
    /// In the old draft.
    pub old: Value,
    /// In the new draft.
    pub new: Value,
    /// New minus old per 100 words, with its 95 % interval; `None` where one of them has no rate.
    pub difference: Option<(f64, Interval)>,
}

impl Measure {
    /// New minus old.
    pub fn counted(&self) -> i64 {
        self.new.count as i64 - self.old.count as i64
    }

    /// There is something to count in one of the drafts.
    pub fn occurs(&self) -> bool {
        self.old.count + self.new.count > 0
    }
}

/// All measures: words, sentences; of every unit the statuses and what is counted apart.
pub fn all(pipeline: &Pipeline, old: &Side, new: &Side) -> Vec<Measure> {
    let (old, new) = (&old.counts, &new.counts);
    let text = |name: &str, old: u64, new: u64| Measure {
        name: name.to_owned(),
        unit: None,
        what: What::Text,
        old: Value {
            count: old,
            ..Value::default()
        },
        new: Value {
            count: new,
            ..Value::default()
        },
        difference: None,
    };
    let mut all = vec![
        text("words", old.words, new.words),
        text("sentences", old.sentences, new.sentences),
    ];
    for (id, unit) in pipeline.units.iter() {
        let statuses = Status::ALL.into_iter().map(What::Status);
        for what in statuses.chain(unit.has_adverse.then_some(What::Apart)) {
            let own = unit.kind == UnitKind::Lexicon && what == What::Status(Status::Affirmed);
            let lexicon = own.then_some(unit.lexicon);
            let old = value(old, counted(old.tallies.get(id), what), lexicon);
            let new = value(new, counted(new.tallies.get(id), what), lexicon);
            all.push(Measure {
                name: unit.name.clone(),
                unit: Some(id),
                what,
                old,
                new,
                difference: difference(&old, &new),
            });
        }
    }
    all
}

fn counted(tally: &Tally, what: What) -> u64 {
    match what {
        What::Text => 0,
        What::Apart => tally.adverse,
        What::Status(Status::Affirmed) => tally.affirmed,
        What::Status(Status::Negated) => tally.negated,
        What::Status(Status::Unrealised) => tally.unrealised,
        What::Status(Status::Released) => tally.released,
    }
}

/// A rate; `lexicon`: its interval is known already.
fn value(counts: &Counts, count: u64, lexicon: Option<usize>) -> Value {
    let known = lexicon.and_then(|at| counts.intervals.get(at).copied().flatten());
    Value {
        count,
        per_100: per_100(count, counts.words),
        interval: known.or_else(|| rate_per_100(count, counts.words, RateMethod::Byar)),
    }
}

/// New minus old with its 95 % interval, per 100 words.
///
/// The distances of the limits from their rates are added as squares: `d − √((b−lᵦ)² + (uₐ−a)²)` to
/// `d + √((uᵦ−b)² + (a−lₐ)²)`. Source: Zou & Donner (2008), Construction of confidence limits about
/// effect measures, Stat. Med. 27(10), 1693–1702 (MOVER); with Byar's limits it is
/// [`rate_difference`](crate::measure::interval::rate_difference). The drafts are taken for two samples
/// that know nothing of each other. They share most of their sentences, so for what was rewritten the
/// interval is too wide rather than too narrow.
pub fn difference(old: &Value, new: &Value) -> Option<(f64, Interval)> {
    let (a, b) = (old.per_100?, new.per_100?);
    let (of_a, of_b) = (old.interval?, new.interval?);
    let far = |x: f64, y: f64| (x * x + y * y).sqrt();
    let difference = b - a;
    Some((
        difference,
        Interval {
            low: difference - far(b - of_b.low, of_a.high - a),
            high: difference + far(of_b.high - b, a - of_a.low),
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::interval::rate_difference;

    #[test]
    fn with_byars_limits_it_is_the_difference_of_rates() {
        for (a, words_a, b, words_b) in [(0, 120, 3, 90), (7, 850, 7, 850), (40, 2435, 13, 1676)] {
            let of = |count, words| {
                let counts = Counts {
                    words,
                    ..Counts::default()
                };
                value(&counts, count, None)
            };
            let (found, interval) = difference(&of(a, words_a), &of(b, words_b)).expect("rates");
            let wanted = rate_difference(a, words_a as f64, b, words_b as f64).expect("rates");
            assert!((found - wanted.0).abs() < 1e-12);
            assert!((interval.low - wanted.1.low).abs() < 1e-12);
            assert!((interval.high - wanted.1.high).abs() < 1e-12);
            assert!(interval.low <= found && found <= interval.high);
        }
        assert_eq!(difference(&Value::default(), &Value::default()), None);
    }
}
