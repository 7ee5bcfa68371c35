//! What documents say together.

use super::super::shift::SHIFTS;
use super::{Chance, Finding, MIN_DOCUMENTS, MIN_HITS, p_of, wilson};
use crate::measure::interval::{Interval, exp};
use crate::measure::normal;

/// Sums of [`Chance`] over one document or many.
///
/// Numbers of hits are those of all documents. Lift, interval and p rest on the documents that can
/// tell something: in one in which every place is near, or none, the number near is the same
/// whatever is shifted, and it would only draw the lift to 1 and make the interval look sure.
#[derive(Clone, Debug, Default)]
pub struct Bond {
    /// Documents that tell something: with hits, and with places that are near and others that are
    /// not.
    pub documents: u64,
    /// Hits that were looked at, in all documents.
    pub hits: u64,
    /// Those near a hit of the other side, in all documents.
    pub observed: u64,
    /// How many are expected by chance, in all documents.
    pub expected: f64,
    /// Hits of the other side, in all documents.
    others: u64,
    /// In some document with hits every place is near.
    all_near: bool,
    /// Sums over the documents that tell something.
    pub(super) telling: Sums,
    /// Their sums after each shift; `None` if they are not kept.
    shifted: Option<Vec<u64>>,
}

/// Sums over the documents that tell something.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    pub(super) hits: u64,
    others: u64,
    observed: u64,
    expected: f64,
    /// Variance of the number over shifts.
    variance: f64,
    /// Over documents: observed², observed × expected, expected².
    squares: [f64; 3],
}

impl Bond {
    /// Nothing yet; without `keep` there will be no p value, and little room is taken.
    pub fn new(keep: bool) -> Bond {
        Bond {
            shifted: keep.then(Vec::new),
            ..Bond::default()
        }
    }

    /// Adds a document in which the other side has so many hits. Documents are shifted
    /// independently of each other.
    pub fn add(&mut self, chance: &Chance, others: u64) {
        self.hits += chance.hits;
        self.others += others;
        self.observed += chance.observed;
        self.expected += chance.expected;
        self.all_near |= chance.everywhere && chance.hits > 0;
        if !chance.tells() {
            return;
        }
        let observed = chance.observed as f64;
        let expected = chance.expected;
        self.documents += 1;
        let sums = &mut self.telling;
        sums.hits += chance.hits;
        sums.others += others;
        sums.observed += chance.observed;
        sums.expected += expected;
        sums.squares[0] += observed * observed;
        sums.squares[1] += observed * expected;
        sums.squares[2] += expected * expected;
        sums.variance += chance.variance;
        if let Some(sums) = &mut self.shifted {
            sums.resize(SHIFTS, 0);
            chance.shifted.add_to(sums);
        }
    }

    /// `(observed + 0.5) / (expected + 0.5)`: 1 by chance. The halves draw it to 1 where little is
    /// expected. Of the documents that tell something.
    pub fn lift(&self) -> f64 {
        self.lift_of(self.telling.observed as f64)
    }

    pub(super) fn lift_of(&self, count: f64) -> f64 {
        (count + 0.5) / (self.telling.expected + 0.5)
    }

    /// Share of the shifts, this text among them, that bring at least as many hits near:
    /// `(1 + shifts with at least observed) / (1 + SHIFTS)`. `None` if shifts are not kept.
    pub fn p(&self) -> Option<f64> {
        let sums = self.shifted.as_ref()?;
        let as_many = sums
            .iter()
            .filter(|&&sum| sum >= self.telling.observed)
            .count();
        Some(p_of(as_many))
    }

    /// 95 % interval of the lift as printed; `None` without a document that tells something.
    ///
    /// Wilson's interval of the share of hits that are near, with as many trials as the hits are
    /// worth: their number, divided by how much wider the counts spread over shifts than
    /// independent hits would (the design effect: Kish (1965), Survey Sampling; used with Wilson's
    /// interval by Korn & Graubard (1998), Survey Methodology 24, 193–201). From five documents on
    /// it is widened to hold the interval from the spread between documents, too: the variance of a
    /// ratio of sums (Cochran (1977), Sampling Techniques, §6.4), on the log scale with Student's t.
    pub fn interval(&self) -> Option<Interval> {
        let sums = &self.telling;
        if sums.hits == 0 {
            return None;
        }
        let hits = sums.hits as f64;
        let chance = sums.expected / hits;
        let independent = hits * chance * (1.0 - chance);
        let design = if independent > 0.0 {
            (sums.variance / independent).max(1.0)
        } else {
            1.0
        };
        let share = wilson(sums.observed as f64 / hits, hits / design);
        let mut low = share.low * hits;
        let mut high = share.high * hits;
        if let Some(factor) = self.between_documents() {
            low = low.min(sums.observed as f64 / factor);
            high = high.max((sums.observed as f64 * factor).min(hits));
        }
        Some(Interval {
            low: self.lift_of(low),
            high: self.lift_of(high),
        })
    }

    /// What the count is multiplied with and divided by, from the spread between documents.
    fn between_documents(&self) -> Option<f64> {
        let sums = &self.telling;
        if self.documents < MIN_DOCUMENTS || sums.observed == 0 || sums.expected <= 0.0 {
            return None;
        }
        let n = self.documents as f64;
        let ratio = sums.observed as f64 / sums.expected;
        let [oo, oe, ee] = sums.squares;
        let rest = (oo - 2.0 * ratio * oe + ratio * ratio * ee).max(0.0) * n / (n - 1.0);
        let error = normal::student(n - 1.0) * rest.sqrt() / sums.observed as f64;
        // Beyond this nothing is known, and the exponential would run away.
        Some(exp(error.min(30.0)))
    }
}

impl Bond {
    /// What is told.
    pub fn finding(&self) -> Finding {
        self.told(self.p())
    }

    pub(super) fn told(&self, p: Option<f64>) -> Finding {
        let mut flags = Vec::new();
        if self.hits.min(self.others) < MIN_HITS {
            flags.push("few_hits");
        } else if self.documents == 0 {
            flags.push(if self.all_near {
                "all_near"
            } else {
                "none_near"
            });
        } else if self.telling.hits.min(self.telling.others) < MIN_HITS {
            flags.push("few_hits");
        }
        let enough = flags.is_empty();
        let p = p.filter(|_| enough);
        if enough && p.is_none() {
            flags.push("many_groups");
        }
        Finding {
            lift: (self.documents > 0).then(|| self.lift()),
            interval: self.interval().filter(|_| enough),
            p,
            flags,
        }
    }
}
