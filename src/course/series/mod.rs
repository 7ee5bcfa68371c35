//! Documents of one person or pair in order: does a category rise or fall over them?
//!
//! The unit of a series is the document, or all documents with the same place, since nobody knows
//! which of them came first. Gaps are gaps: a slope is per step of the order, and a missing session
//! is no zero. Series are never joined to one: what is said of many counts series.

mod change;
mod place;
mod pooled;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

pub use change::Change;
pub use place::{Order, Place, SeriesColumns, Unit, Unplaced};
pub use pooled::{PooledRow, pooled};

use super::{Course, Pick};
use crate::measure::interval::{Interval, per_100, rate_difference};
use crate::measure::kendall::{self, Tau};
use crate::measure::theil_sen::{MAX_VALUES, Slope, theil_sen};

/// Fewest places for a slope and a trend.
pub const MIN_TREND: usize = 4;
/// Fewest places for a point of change.
pub const MIN_CHANGE: usize = 6;
/// Fewest hits in a series for either.
pub const MIN_HITS: u64 = crate::measure::indices::MIN_HITS;
/// Under this many words at a place its rate is shaky.
const SHORT: u64 = 100;

/// Hits of one document: position of the category and count, for those that have any.
pub type Hits = Vec<(u32, u32)>;

/// Counts the hits of every category. Cost: one pass over the hits for each category.
pub fn hits_of(course: &Course, units: &[(Arc<str>, Pick)]) -> Hits {
    let counted = units.iter().enumerate().map(|(at, (_, pick))| {
        let hits = course.picked(pick).count() as u32;
        (at as u32, hits)
    });
    counted.filter(|&(_, hits)| hits > 0).collect()
}

/// One document of a series.
#[derive(Clone, Debug)]
struct Point {
    order: Order,
    /// The order as it is written.
    written: String,
    words: u64,
    hits: Hits,
}

/// The documents of a series.
#[derive(Clone, Debug, Default)]
struct Collected {
    /// The group of its documents; `None` if they have several.
    group: Option<String>,
    points: Vec<Point>,
}

/// All series of a corpus. Memory: a few numbers for each document and each category in it.
#[derive(Clone, Debug, Default)]
pub struct AllSeries {
    series: BTreeMap<String, Collected>,
}

impl AllSeries {
    /// Adds a document at its place.
    pub fn add(&mut self, place: &Place, group: &str, words: u64, hits: &Hits) {
        let own = self
            .series
            .entry(place.series.clone())
            .or_insert_with(|| Collected {
                group: Some(group.to_owned()),
                points: Vec::new(),
            });
        if own.group.as_deref() != Some(group) {
            own.group = None;
        }
        own.points.push(Point {
            order: place.order,
            written: place.written.clone(),
            words,
            hits: hits.clone(),
        });
    }

    /// True if no document has a place.
    pub fn is_empty(&self) -> bool {
        self.series.is_empty()
    }

    /// The rows of all series in order of their names, lexicons and categories that have a hit.
    ///
    /// Cost for each series: see [`theil_sen`] and [`kendall::trend`] for each category, and 999
    /// shuffles of its places. Spread over rayon's threads; the result does not depend on them.
    pub fn rows(&self, names: &[(Arc<str>, Pick)], lexicons: &[&str], seed: u64) -> Vec<SeriesRow> {
        let of = |(name, own): (&String, &Collected)| {
            let always: Vec<u32> = (0..names.len() as u32)
                .filter(|&at| lexicons.contains(&&*names[at as usize].0))
                .collect();
            own.rows(name, names, &always, seed)
        };
        let all: Vec<(&String, &Collected)> = self.series.iter().collect();
        all.into_par_iter().flat_map_iter(of).collect()
    }
}

/// One place of a series, for one category.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Its place.
    pub at: f64,
    /// Words.
    pub words: u64,
    /// Hits.
    pub hits: u64,
}

impl Step {
    fn rate(&self) -> f64 {
        per_100(self.hits, self.words).unwrap_or(0.0)
    }
}

/// How a category moves over a series.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesRow {
    /// The series.
    pub series: String,
    /// Group of its documents; empty if they have several.
    pub group: String,
    /// Category.
    pub category: Arc<str>,
    /// What the order counts; `None` if it counts both.
    pub unit: Option<Unit>,
    /// Documents.
    pub documents: u64,
    /// Different places that hold words.
    pub places: u64,
    /// Whole numbers between the first and the last place that no document has.
    pub missing: Option<u64>,
    /// Words of all documents.
    pub words: u64,
    /// Hits in all documents.
    pub hits: u64,
    /// Change of the rate per unit of the order.
    pub slope: Option<Slope>,
    /// Kendall's tau between order and rate.
    pub trend: Option<Tau>,
    /// The first and the last place that holds words, as written.
    pub range: [String; 2],
    /// Rates at the first and the last place.
    pub ends: Option<(f64, f64)>,
    /// Rate at the last place minus rate at the first.
    pub change: Option<(f64, Interval)>,
    /// Where the rate changes most, as written.
    pub change_at: Option<String>,
    /// Share of the orders of the same documents with as marked a change.
    pub change_p: Option<f64>,
    /// Why cells are empty, and what to mind.
    pub flags: Vec<&'static str>,
}

impl Collected {
    fn rows(
        &self,
        name: &str,
        names: &[(Arc<str>, Pick)],
        always: &[u32],
        seed: u64,
    ) -> Vec<SeriesRow> {
        let mut points: Vec<&Point> = self.points.iter().collect();
        // Numbers first, so that a series with both kinds has an order, too.
        points.sort_by(|a, b| {
            let unit = a.order.unit.cmp(&b.order.unit);
            unit.then(a.order.value.total_cmp(&b.order.value))
        });
        let unit = points[0].order.unit;
        let mixed = points.iter().any(|point| point.order.unit != unit);
        // Documents with the same place are one step.
        let steps: Vec<&[&Point]> = points
            .chunk_by(|a, b| a.order.value == b.order.value)
            .filter(|step| step.iter().any(|point| point.words > 0))
            .collect();
        let words: Vec<u64> = steps
            .iter()
            .map(|step| step.iter().map(|point| point.words).sum())
            .collect();
        let mut categories: Vec<u32> = points
            .iter()
            .flat_map(|point| point.hits.iter().map(|&(at, _)| at))
            .chain(always.iter().copied())
            .collect();
        categories.sort_unstable();
        categories.dedup();
        let steps_of = |category: u32| -> Vec<Step> {
            let hits = |point: &&Point| {
                let own = point.hits.binary_search_by_key(&category, |&(at, _)| at);
                own.map_or(0, |at| u64::from(point.hits[at].1))
            };
            let step = |(step, &words): (&&[&Point], &u64)| Step {
                at: step[0].order.value,
                words,
                hits: step.iter().map(hits).sum(),
            };
            steps.iter().zip(&words).map(step).collect()
        };
        let all: Vec<Vec<Step>> = categories.iter().map(|&at| steps_of(at)).collect();
        let changes = if mixed {
            vec![None; all.len()]
        } else {
            change::all(&all, seed)
        };
        let shared = self.shared_flags(&steps, &words, mixed);
        let of = |((&category, steps_of), change): ((&u32, &Vec<Step>), Option<Change>)| {
            let mut row = SeriesRow {
                series: name.to_owned(),
                group: self.group.clone().unwrap_or_default(),
                category: Arc::clone(&names[category as usize].0),
                unit: (!mixed).then_some(unit),
                documents: self.points.len() as u64,
                places: steps.len() as u64,
                missing: if mixed { None } else { missing(unit, &points) },
                words: words.iter().sum(),
                hits: steps_of.iter().map(|step| step.hits).sum(),
                slope: None,
                trend: None,
                range: [steps.first(), steps.last()]
                    .map(|step| step.map_or_else(String::new, |step| step[0].written.clone())),
                ends: None,
                change: None,
                change_at: None,
                change_p: None,
                flags: shared.clone(),
            };
            if !mixed {
                row.measure(steps_of);
            }
            if let Some(change) = change {
                row.change_at = Some(steps[change.at][0].written.clone());
                row.change_p = Some(change.p);
            }
            row
        };
        categories.iter().zip(&all).zip(changes).map(of).collect()
    }

    fn shared_flags(&self, steps: &[&[&Point]], words: &[u64], mixed: bool) -> Vec<&'static str> {
        let is = |holds: bool, flag: &'static str| holds.then_some(flag);
        [
            is(mixed, "mixed_order"),
            is(self.group.is_none(), "several_groups"),
            is(steps.iter().any(|step| step.len() > 1), "ties"),
            is(self.points.iter().any(|point| point.words == 0), "no_words"),
            is(words.iter().any(|&words| words < SHORT), "short_texts"),
            is(steps.len() < MIN_TREND, "few_documents"),
            is(
                (MIN_TREND..MIN_CHANGE).contains(&steps.len()),
                "no_change_point",
            ),
            is(steps.len() > kendall::MAX_EXACT, "long_series"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl SeriesRow {
    fn measure(&mut self, steps: &[Step]) {
        if let [first, .., last] = steps {
            self.ends = Some((first.rate(), last.rate()));
            let (from, to) = (first.words as f64, last.words as f64);
            self.change = rate_difference(first.hits, from, last.hits, to);
        }
        if self.hits < MIN_HITS {
            self.flags.push("few_hits");
        } else if (MIN_TREND..=MAX_VALUES).contains(&steps.len()) {
            let points: Vec<(f64, f64)> = steps.iter().map(|step| (step.at, step.rate())).collect();
            let rates: Vec<f64> = points.iter().map(|&(_, rate)| rate).collect();
            self.slope = theil_sen(&points);
            self.trend = kendall::trend(&rates);
        }
    }
}

/// Whole numbers in the range of the order that no document has; `None` if a place is no whole
/// number.
fn missing(unit: Unit, points: &[&Point]) -> Option<u64> {
    let values = points.iter().map(|point| point.order.value);
    // Beyond this a float holds no whole number for certain.
    let whole = |value: f64| value == value.trunc() && value.abs() < 1e15;
    if unit != Unit::Step || !values.clone().all(whole) {
        return None;
    }
    let places = points
        .chunk_by(|a, b| a.order.value == b.order.value)
        .count();
    let range = values.clone().next_back()? - values.clone().next()?;
    Some(range as u64 + 1 - places as u64)
}

#[cfg(test)]
mod tests;
