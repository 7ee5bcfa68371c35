//! Does one answer the other: the rate of a category in the turns that follow a hit of the other
//! person, against the same person's other turns and against shuffled turns.
//!
//! For a direction (who answers whom), a pair of categories and a lag, the *answers* are the
//! responder's turns that are the lag-th of their own behind a turn of the other with a hit of the
//! first category, with nobody else between. With `h` hits of the second category and `w` words in a turn, `H` and `W` in all
//! turns of the responder, each turn is worth `u = h − w H / W`, and the score `S` is the sum of `u`
//! over the answers. If turns were shuffled, `S` would be the sum of as many turns drawn at random:
//! mean 0, and variance `k (m − k) / (m (m − 1)) Σ u²` for `k` answers among `m` turns. So one
//! shuffle serves every pair and lag.
//!
//! Transcripts are pooled as strata, which mixes no person with another: `Σ S / Σ (w₁ w₀ / W)` is
//! the rate difference of Mantel & Haenszel (Greenland & Robins (1985), Biometrics 41, 55–68), and
//! `Σ S / √(Σ variance)` is compared with the normal distribution, unless one turn brings much of the
//! variance. Sums of shuffles would need a thousand numbers for each row of each transcript.

use std::sync::Arc;

use super::chance::adjusted;
use super::dyad::DyadPicks;
use super::talk::Talk;
use super::{Course, Pick};
use crate::measure::Units;

mod shuffle;
mod sums;
#[cfg(test)]
mod tests;

use shuffle::{Test, shuffle};
pub use sums::Sums;

/// Fewest turns with a hit of the first category; for an interval and a p value also fewest answers.
pub const MIN_TURNS: u64 = 5;
/// Fewest other turns of the responder for an interval and a p value.
pub const MIN_REST: u64 = 3;
/// Fewest words of the answers, and of the responder's other turns.
pub const MIN_WORDS: u64 = 100;
/// Fewest hits of the second category in all of the responder's turns, for a p value.
pub const MIN_HITS: u64 = 5;
/// Longest lag.
pub const LAGS: usize = 3;
/// Shuffles behind a p value.
pub const SHUFFLES: u32 = 999;

/// Pairs that are looked at besides those of every two lexicons.
const PAIRS: [(&str, &str); 6] = [
    ("shame", "relational.therapist_presence"),
    ("shame", "self_compassion.self_kindness"),
    ("shame", "self_compassion.common_humanity"),
    (
        "relational.rupture_repair_adverse",
        "relational.rupture_repair",
    ),
    ("somatic.arousal_mobilised", "somatic.settling"),
    (
        "self_compassion.courage_motivation",
        "self_compassion.courage_motivation",
    ),
];

/// The pairs of categories, made once for the lexicons in use.
#[derive(Clone, Debug, Default)]
pub struct ResponsePicks {
    /// Every category that occurs in a pair.
    pub picks: Vec<(Arc<str>, Pick)>,
    /// Positions of the first and the second in `picks`.
    pub pairs: Vec<(usize, usize)>,
}

impl ResponsePicks {
    /// Every lexicon's total with every other and itself, and a short list of categories.
    pub fn new(units: &Units, dyads: &DyadPicks) -> ResponsePicks {
        let mut found = ResponsePicks::default();
        let is_own = |name: &str| units.find(name).is_some();
        let totals = || dyads.totals.iter().filter(|(name, _)| is_own(name));
        for (from, first) in totals() {
            for (to, second) in totals() {
                found.add((from, first.clone()), (to, second.clone()));
            }
        }
        for (from, to) in PAIRS {
            if let (Ok(first), Ok(second)) = (Pick::parse(from, units), Pick::parse(to, units)) {
                found.add((from, first), (to, second));
            }
        }
        found
    }

    /// Adds a pair, once.
    pub fn add(&mut self, from: (&str, Pick), to: (&str, Pick)) {
        let mut place = |(name, pick): (&str, Pick)| {
            let known = self.picks.iter().position(|(known, _)| **known == *name);
            known.unwrap_or_else(|| {
                self.picks.push((name.into(), pick));
                self.picks.len() - 1
            })
        };
        let pair = (place(from), place(to));
        if !self.pairs.contains(&pair) {
            self.pairs.push(pair);
        }
    }
}

/// One row of a transcript.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Response {
    /// Position in [`ResponsePicks::pairs`].
    pub pair: u16,
    /// Who answers: 0 side a, 1 side b.
    pub answers: u8,
    /// 1 to [`LAGS`].
    pub lag: u8,
    /// What was counted.
    pub sums: Sums,
    /// Share of the shuffles whose score is at least as far from 0.
    pub p: Option<f64>,
    /// The same, adjusted for all rows of lag 1 of the transcript.
    pub q: Option<f64>,
}

/// All rows of a transcript: a row for each direction, pair and lag whose first category has a hit.
///
/// Cost: one pass over the hits for each category; [`SHUFFLES`] draws of as many turns as there are
/// answers at most, for each direction.
pub fn all(talk: &Talk, course: &Course, picks: &ResponsePicks, seed: u64) -> Vec<Response> {
    let mut hits = vec![vec![0_u32; talk.turns.len()]; picks.picks.len()];
    for mark in &course.marks {
        let turn = mark.turn.and_then(|turn| talk.turn_of[turn as usize]);
        let Some(turn) = turn else { continue };
        for (hits, (_, pick)) in hits.iter_mut().zip(&picks.picks) {
            hits[turn as usize] += u32::from(pick.takes(mark));
        }
    }
    let mut rows = Vec::new();
    for answers in 0..2 {
        rows.extend(one_way(talk, &hits, picks, answers, || {
            course.seed(seed ^ (0x11 + answers as u64))
        }));
    }
    let p: Vec<Option<f64>> = rows
        .iter()
        .map(|row| row.p.filter(|_| row.lag == 1))
        .collect();
    for (row, q) in rows.iter_mut().zip(adjusted(&p)) {
        row.q = q;
    }
    rows
}

/// The rows of one direction; `hits` of each category in each turn.
fn one_way(
    talk: &Talk,
    hits: &[Vec<u32>],
    picks: &ResponsePicks,
    answers: usize,
    seed: impl Fn() -> u64,
) -> Vec<Response> {
    let own: Vec<usize> = (0..talk.turns.len())
        .filter(|&at| talk.turns[at].side == answers)
        .collect();
    // A third person ends a run of turns that follow each other.
    let runs: Vec<u32> = talk
        .turns
        .iter()
        .scan(0, |run, turn| {
            *run += u32::from(!turn.follows);
            Some(*run)
        })
        .collect();
    let mut rows = Vec::new();
    let mut tests: Vec<Test> = Vec::new();
    for (pair, &(from, to)) in picks.pairs.iter().enumerate() {
        let is_from = |at: &usize| talk.turns[*at].side != answers && hits[from][*at] > 0;
        let from: Vec<usize> = (0..talk.turns.len()).filter(is_from).collect();
        if from.is_empty() {
            continue;
        }
        let turns: Vec<(u32, u32)> = own
            .iter()
            .map(|&at| (hits[to][at], talk.turns[at].words))
            .collect();
        for lag in 1..=LAGS {
            let places: Vec<usize> = from
                .iter()
                .map(|&turn| (turn, own.partition_point(|&at| at < turn) + lag - 1))
                .filter(|&(turn, place)| own.get(place).is_some_and(|&at| runs[at] == runs[turn]))
                .map(|(_, place)| place)
                .collect();
            let sums = Sums::of(from.len() as u64, &turns, &places);
            if sums.is_tested() && sums.hits() >= MIN_HITS {
                tests.push(Test::new(rows.len(), to, &turns, &sums));
            }
            rows.push(Response {
                pair: pair as u16,
                answers: answers as u8,
                lag: lag as u8,
                sums,
                p: None,
                q: None,
            });
        }
    }
    if !tests.is_empty() {
        let words: Vec<u32> = own.iter().map(|&at| talk.turns[at].words).collect();
        let hits_of = |category: usize| own.iter().map(|&at| hits[category][at]).collect();
        shuffle(&mut tests, &words, hits_of, seed());
    }
    for test in &tests {
        let p = Some(f64::from(1 + test.as_far) / f64::from(1 + SHUFFLES));
        rows[test.row].p = p;
        rows[test.row].sums.shuffled = p;
    }
    rows
}
