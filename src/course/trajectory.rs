//! How a category moves through a document: parts, thirds, centre, trend, peak.

use std::sync::Arc;

use super::{Course, Mark, Picks};
use crate::measure::columns::MIN_WORDS_THIRDS;
use crate::measure::indices::MIN_HITS;
use crate::measure::interval::{Interval, rate_difference};
use crate::measure::kendall::Tau;
use crate::measure::tally::{MIN_WORDS_PARTS, PARTS, trend};

/// One row of `trajectory.csv`.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    /// Category or stage.
    pub name: Arc<str>,
    /// Words of the document: the denominator of rates.
    pub words: u64,
    /// Its hits.
    pub hits: u64,
    /// Hits in each tenth of the words; `None` under [`MIN_WORDS_PARTS`] words.
    pub parts: Option<[u64; PARTS]>,
    /// Hits in each third of the words; `None` under [`MIN_WORDS_THIRDS`] words.
    pub thirds: Option<[u64; 3]>,
    /// Place of the first hit, 0 start, 1 end.
    pub first: Option<f64>,
    /// Mean place, 0 start, 1 end; `None` under five hits.
    pub centre: Option<f64>,
    /// Trend over the ten parts; `None` without parts, or under five hits.
    pub trend: Option<Tau>,
}

impl Trajectory {
    /// The course of some hits. Cost: one pass over them.
    pub fn of<'a>(name: Arc<str>, course: &Course, hits: impl Iterator<Item = &'a Mark>) -> Self {
        let (mut parts, mut thirds) = ([0; PARTS], [0; 3]);
        let (mut count, mut places) = (0_u64, 0_u64);
        let mut earliest = None;
        let words = u64::from(course.words);
        for mark in hits {
            let first = u64::from(mark.first);
            parts[(first * PARTS as u64 / words) as usize] += 1;
            thirds[(first * 3 / words) as usize] += 1;
            places += first + u64::from(mark.end);
            count += 1;
            earliest = earliest.or(Some(first as f64 / words as f64));
        }
        let enough = count >= MIN_HITS;
        let parts = (course.rate_words >= MIN_WORDS_PARTS).then_some(parts);
        Trajectory {
            name,
            words: course.rate_words,
            hits: count,
            parts,
            thirds: (course.rate_words >= MIN_WORDS_THIRDS).then_some(thirds),
            first: earliest,
            centre: enough.then(|| places as f64 / (2.0 * count as f64 * words as f64)),
            trend: parts.filter(|_| enough).and_then(|parts| trend(&parts)),
        }
    }

    /// Rate per 100 words in each part.
    pub fn part_rates(&self) -> Option<[f64; PARTS]> {
        let words = self.words as f64;
        self.parts
            .map(|parts| parts.map(|hits| 100.0 * PARTS as f64 * hits as f64 / words))
    }

    /// Rate per 100 words in each third.
    pub fn third_rates(&self) -> Option<[f64; 3]> {
        let words = self.words as f64;
        self.thirds
            .map(|thirds| thirds.map(|hits| 300.0 * hits as f64 / words))
    }

    /// Rate of the last third minus that of the first, with its 95 % interval.
    pub fn third_difference(&self) -> Option<(f64, Interval)> {
        let [first, _, last] = self.thirds?;
        let words = self.words as f64 / 3.0;
        rate_difference(first, words, last, words)
    }

    /// Middle of the part with most hits, 0 start, 1 end; of several the first. `None` without
    /// parts, or under five hits.
    pub fn peak(&self) -> Option<f64> {
        let parts = self.parts.filter(|_| self.hits >= MIN_HITS)?;
        let most = parts.iter().max()?;
        let at = parts.iter().position(|hits| hits == most)?;
        Some((at as f64 + 0.5) / PARTS as f64)
    }

    /// Why some cells are empty.
    pub fn flags(&self) -> Vec<&'static str> {
        let too_short = match self.words {
            words if words < MIN_WORDS_THIRDS => Some("no_thirds"),
            words if words < MIN_WORDS_PARTS => Some("no_parts"),
            _ => None,
        };
        let few = (self.hits < MIN_HITS).then_some("few_hits");
        too_short.into_iter().chain(few).collect()
    }
}

/// Every lexicon, every category that has a hit, and the stages that have one.
pub fn all(course: &Course, picks: &Picks) -> Vec<Trajectory> {
    let of = |(name, pick): &(Arc<str>, super::Pick)| {
        Trajectory::of(Arc::clone(name), course, course.picked(pick))
    };
    let is_lexicon = |name: &str| picks.lexicons.iter().any(|(lexicon, _)| **lexicon == *name);
    let mut found: Vec<Trajectory> = picks
        .units
        .iter()
        .map(of)
        .filter(|row| row.hits > 0 || is_lexicon(&row.name))
        .collect();
    let stages = picks.stages.iter().map(|(name, pick)| {
        let name = Arc::from(format!("stage.{name}"));
        Trajectory::of(name, course, course.picked(pick))
    });
    found.extend(stages.filter(|row| row.hits > 0));
    found
}
