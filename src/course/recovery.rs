//! What follows what: from each hit of one category to the next hit of another.
//!
//! The default pairs are those of the essays: shame and then self-compassion, a rupture and then a
//! repair, arousal and then settling. The words say which language follows; whether a person
//! recovered, they do not say.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::chance::{Bond, Chance, Finding, adjusted};
use super::pick::UnknownCategory;
use super::pool::Pool;
use super::scope::{Spot, circle_without, firsts, keep_apart, spots};
use super::shift::{Cover, Draws};
use super::{Course, CourseReport, Pick};
use crate::measure::Units;

/// The pairs that are always looked at: from, to.
pub const PAIRS: [(&str, &str); 3] = [
    ("shame", "self_compassion"),
    (
        "relational.rupture_repair_adverse",
        "relational.rupture_repair",
    ),
    ("somatic.arousal_mobilised", "somatic.settling"),
];

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecoverySettings {
    /// Words, from first word to first word, within which the next hit counts as following.
    pub within: u32,
}

/// An ordered pair of categories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderedPair {
    /// Name of the first.
    pub from: Arc<str>,
    /// Name of the second.
    pub to: Arc<str>,
    picks: [Pick; 2],
}

/// The pairs that are always looked at, as far as their lexicons are in use.
pub fn pairs(units: &Units) -> Vec<OrderedPair> {
    let known = PAIRS
        .iter()
        .filter_map(|(from, to)| OrderedPair::parse(from, to, units).ok());
    known.collect()
}

impl OrderedPair {
    /// A pair by the names of its categories, see [`Pick::parse`].
    ///
    /// # Errors
    /// A name that no lexicon in use has.
    pub fn parse(from: &str, to: &str, units: &Units) -> Result<OrderedPair, UnknownCategory> {
        Ok(OrderedPair {
            from: from.into(),
            to: to.into(),
            picks: [Pick::parse(from, units)?, Pick::parse(to, units)?],
        })
    }
}

/// One row of `recovery.csv`.
#[derive(Clone, Debug)]
pub struct Recovery {
    /// Position of its pair.
    pub pair: u16,
    /// Name of the first category.
    pub from: Arc<str>,
    /// Name of the second.
    pub to: Arc<str>,
    /// Hits of the second.
    pub to_hits: u64,
    /// Hits of either that share a word with the other: left out.
    pub left_out: u64,
    /// Words from each hit to the next of the second, where there is one; sorted.
    pub words: Vec<u32>,
    /// Sentences from each hit to the next; 0 in the same sentence; sorted.
    pub sentences: Vec<u32>,
    /// How far is near.
    pub within: u32,
    /// Hits of the first that are followed, against chance.
    pub chance: Chance,
    /// The same in numbers.
    pub finding: Finding,
    /// p, adjusted for the other rows of the document.
    pub q: Option<f64>,
}

/// The rows of a document: each pair whose first category has a hit.
///
/// Cost: see [`Cover::shifted`], for each pair.
pub fn all(course: &Course, pairs: &[OrderedPair], within: u32, draws: &Draws) -> Vec<Recovery> {
    let pairs = pairs.iter().enumerate();
    let rows = pairs.filter_map(|(at, pair)| one(course, at as u16, pair, within, draws));
    let mut rows: Vec<Recovery> = rows.collect();
    let p: Vec<Option<f64>> = rows.iter().map(|row| row.finding.p).collect();
    for (row, q) in rows.iter_mut().zip(adjusted(&p)) {
        row.q = q;
    }
    rows
}

fn one(
    course: &Course,
    at: u16,
    pair: &OrderedPair,
    within: u32,
    draws: &Draws,
) -> Option<Recovery> {
    let mut sides = [0, 1].map(|side: usize| spots(course, &pair.picks[side]));
    if sides[0].is_empty() {
        return None;
    }
    let left_out = keep_apart(&mut sides);
    let [from, to] = sides;
    let next = |spot: &Spot| {
        let behind = to.partition_point(|other| other.first <= spot.first);
        let other = to.get(behind)?;
        Some((other.first - spot.first, other.sentence - spot.sentence))
    };
    let (mut words, mut sentences): (Vec<u32>, Vec<u32>) = from.iter().filter_map(next).unzip();
    words.sort_unstable();
    sentences.sort_unstable();
    let circle = circle_without(course, &to);
    // From these words a hit of the second category begins within so many words.
    let before = |spot: &Spot| -> Range<u32> { spot.first.saturating_sub(within)..spot.first };
    let cover = Cover::new(&circle, to.iter().map(before));
    let chance = Chance::of(&circle, &cover, &firsts(&from), draws);
    let to_hits = to.len() as u64;
    Some(Recovery {
        pair: at,
        from: Arc::clone(&pair.from),
        to: Arc::clone(&pair.to),
        to_hits,
        left_out,
        words,
        sentences,
        within,
        finding: chance.finding(to_hits),
        chance,
        q: None,
    })
}

/// The median of sorted numbers: the mean of the two in the middle.
pub fn median(sorted: &[u32]) -> Option<f64> {
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        n if n % 2 == 1 => Some(f64::from(sorted[middle])),
        _ => Some(f64::midpoint(
            sorted[middle - 1].into(),
            sorted[middle].into(),
        )),
    }
}

/// How often each distance stands: for medians over documents, exact. Memory: one entry for each
/// distance that occurs.
#[derive(Clone, Debug, Default)]
pub struct Distances {
    counts: BTreeMap<u32, u64>,
    total: u64,
}

impl Distances {
    fn add(&mut self, distances: &[u32]) {
        for &distance in distances {
            *self.counts.entry(distance).or_default() += 1;
        }
        self.total += distances.len() as u64;
    }

    /// Number of distances.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The median, as [`median`].
    pub fn median(&self) -> Option<f64> {
        let at = |rank: u64| {
            let mut seen = 0;
            let mut counts = self.counts.iter();
            let found = counts.find(|(_, count)| {
                seen += *count;
                seen > rank
            });
            found.map(|(&distance, _)| f64::from(distance))
        };
        let (low, high) = (self.total.checked_sub(1)? / 2, self.total / 2);
        Some(f64::midpoint(at(low)?, at(high)?))
    }
}

/// Sums of a pair over documents.
#[derive(Clone, Debug)]
pub struct RecoverySum {
    /// Name of the first category.
    pub from: Arc<str>,
    /// Name of the second.
    pub to: Arc<str>,
    /// Hits of the second.
    pub to_hits: u64,
    /// Hits left out.
    pub left_out: u64,
    /// Words to the next hit.
    pub words: Distances,
    /// Sentences to the next hit.
    pub sentences: Distances,
    /// How far is near.
    pub within: u32,
    /// Followed hits against chance.
    pub bond: Bond,
}

/// Sums by pair.
pub type RecoveryPool = Pool<u16, RecoverySum>;

/// Adds the rows of a document.
pub fn pool(pool: &mut RecoveryPool, group: &str, report: &CourseReport) {
    for row in &report.recovery {
        let start = |bond| RecoverySum {
            from: Arc::clone(&row.from),
            to: Arc::clone(&row.to),
            to_hits: 0,
            left_out: 0,
            words: Distances::default(),
            sentences: Distances::default(),
            within: row.within,
            bond,
        };
        pool.add(group, &row.pair, start, |sum| {
            sum.to_hits += row.to_hits;
            sum.left_out += row.left_out;
            sum.words.add(&row.words);
            sum.sentences.add(&row.sentences);
            sum.bond.add(&row.chance, row.to_hits);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::UnitId;

    fn pair() -> OrderedPair {
        OrderedPair {
            from: "a".into(),
            to: "b".into(),
            picks: [0, 1].map(|unit| Pick::unit(UnitId(unit), false)),
        }
    }

    fn row(course: &Course, within: u32) -> Recovery {
        let mut rows = all(course, &[pair()], within, &Draws::new(1));
        rows.pop().expect("a row")
    }

    #[test]
    fn the_worked_example() {
        let hits = [
            (0, 100, 101),
            (0, 300, 302),
            (0, 990, 991),
            (1, 120, 121),
            (1, 400, 401),
        ];
        let row = row(&Course::made(1000, &hits), 50);
        assert_eq!((row.chance.hits, row.to_hits, row.left_out), (3, 2, 0));
        assert_eq!(
            (row.words.as_slice(), row.sentences.as_slice()),
            (&[20, 100][..], &[2, 10][..])
        );
        assert_eq!(median(&row.words), Some(60.0));
        assert_eq!(row.chance.observed, 1);
        assert!((row.chance.expected - 300.0 / 998.0).abs() < 1e-12);
        let lift = row.finding.lift.expect("something is expected");
        assert!((lift - 1.5 / (300.0 / 998.0 + 0.5)).abs() < 1e-12);
        assert_eq!(
            (row.finding.interval, row.finding.p, row.q),
            (None, None, None)
        );
        assert_eq!(row.finding.flags, ["few_hits"]);
    }

    #[test]
    fn what_follows_directly_is_seen() {
        // Twenty times a, and b seven words behind it.
        let pairs =
            (0..20).flat_map(|at| [(0, at * 97, at * 97 + 1), (1, at * 97 + 7, at * 97 + 8)]);
        let hits: Vec<(u16, u32, u32)> = pairs.collect();
        let follow = |hits: &[(u16, u32, u32)]| row(&Course::made(2000, hits), 10);
        let row = follow(&hits);
        assert_eq!((row.chance.observed, median(&row.words)), (20, Some(7.0)));
        // Shifts by a few words leave all within ten words.
        assert!(row.finding.p.expect("enough hits") < 0.02);
        assert_eq!(row.q, row.finding.p);
        let interval = row.finding.interval.expect("enough hits");
        // In one rhythm, twenty hits are one case: a shift moves all of them near, or none. The lower
        // limit of one in one is 0.21 (Wilson), twice what chance gives.
        assert!((2.0..3.0).contains(&interval.low), "{interval:?}");
        // The other way round nothing follows within ten words.
        let turned: Vec<(u16, u32, u32)> = hits.iter().map(|&(u, f, e)| (1 - u, f, e)).collect();
        let back = follow(&turned);
        assert_eq!((back.chance.observed, back.finding.p), (0, Some(1.0)));
        assert_eq!(back.words.len(), 19);
    }

    #[test]
    fn shared_words_and_missing_hits() {
        let nothing = Course::made(100, &[(1, 5, 6)]);
        assert!(all(&nothing, &[pair()], 50, &Draws::new(1)).is_empty());
        let alone = row(&Course::made(100, &[(0, 5, 6)]), 50);
        assert_eq!(
            (alone.chance.hits, alone.to_hits, alone.words.len()),
            (1, 0, 0)
        );
        assert_eq!(alone.finding.lift, None);
        let shared = row(
            &Course::made(100, &[(0, 5, 8), (1, 7, 9), (0, 50, 51), (1, 60, 61)]),
            50,
        );
        assert_eq!(
            (shared.chance.hits, shared.to_hits, shared.left_out),
            (1, 1, 2)
        );
    }

    #[test]
    fn medians_of_sums_are_those_of_all() {
        let lists: [&[u32]; 4] = [&[], &[3], &[1, 9, 40], &[2, 2, 7, 30, 31]];
        let mut pooled = Distances::default();
        let mut all: Vec<u32> = Vec::new();
        assert_eq!(pooled.median(), None);
        for list in lists {
            pooled.add(list);
            all.extend(list);
            all.sort_unstable();
            assert_eq!(pooled.median(), median(&all));
        }
        assert_eq!(pooled.median(), Some(7.0));
        pooled.add(&[100]);
        assert_eq!((pooled.median(), pooled.total()), (Some(8.0), 10));
    }
}
