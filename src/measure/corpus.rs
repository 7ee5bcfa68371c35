//! Statistics of a corpus: per group and unit, pooled and over documents.
//!
//! Documents are added as integers, a few numbers each; floats appear in [`CorpusRow`]s
//! only. Memory: 4 bytes a document (8 if it is in a group) and some 5 bytes for each unit that occurs in it; about 100
//! bytes for each unit that occurs in a group.

use std::collections::BTreeMap;

use super::describe::Describe;
use super::dispersion::Sizes;
use super::interval::Interval;
use super::resample;
use super::sparse::{HitList, Hits as _};
use super::tally::Counts;
use super::units::{UnitId, Units};

/// The group that holds every document.
pub const ALL: &str = "all";

/// Counts of one unit over a group; sparse: documents without the unit are not listed.
#[derive(Clone, Debug, Default)]
struct UnitSums {
    per_document: HitList,
    negated: u64,
    unrealised: u64,
    released: u64,
}

#[derive(Clone, Debug, Default)]
struct GroupSums {
    /// Words of each document: its text has less than 4 GiB.
    words: Vec<u32>,
    /// Own hits (false) and adverse hits (true) of the units that occur: there may be very many
    /// small groups.
    units: BTreeMap<(UnitId, bool), UnitSums>,
}

/// Sums over documents.
#[derive(Clone, Debug, Default)]
pub struct CorpusReport {
    groups: BTreeMap<String, GroupSums>,
    total: GroupSums,
}

/// One row of `corpus.csv`.
#[derive(Clone, Debug)]
pub struct CorpusRow {
    /// `all`, or the group.
    pub group: String,
    /// Unit name; `NAME_adverse` for the hits that are counted apart.
    pub category: String,
    /// Documents in the group.
    pub documents: u64,
    /// Documents with a hit.
    pub documents_with: u64,
    /// Words in the group.
    pub words: u64,
    /// Affirmed hits.
    pub hits: u64,
    /// Pooled rate per 100 words.
    pub per_100: Option<f64>,
    /// Rates of the documents that have words.
    pub rates: Option<Describe>,
    /// 95 % interval of the pooled rate, documents resampled.
    pub interval: Option<Interval>,
    /// Gries' deviation of proportions, and the same normed by the smallest part.
    pub dp: Option<f64>,
    /// See `dp`.
    pub dp_norm: Option<f64>,
    /// Hits of other statuses.
    pub negated: u64,
    /// See `negated`.
    pub unrealised: u64,
    /// See `negated`.
    pub released: u64,
}

impl GroupSums {
    fn add(&mut self, counts: &Counts) {
        let document = self.words.len() as u32;
        debug_assert!(u32::try_from(counts.words).is_ok(), "words of one document");
        self.words
            .push(u32::try_from(counts.words).unwrap_or(u32::MAX));
        for (unit, tally) in counts.tallies.iter() {
            let own = self.units.entry((unit, false)).or_default();
            own.negated += tally.negated;
            own.unrealised += tally.unrealised;
            own.released += tally.released;
            if tally.affirmed > 0 {
                own.per_document.push(document, tally.affirmed as u32);
            }
            if tally.adverse == 0 && tally.adverse_absent == [0; 3] {
                continue;
            }
            let adverse = self.units.entry((unit, true)).or_default();
            adverse.negated += tally.adverse_absent[0];
            adverse.unrealised += tally.adverse_absent[1];
            adverse.released += tally.adverse_absent[2];
            if tally.adverse > 0 {
                adverse.per_document.push(document, tally.adverse as u32);
            }
        }
    }
}

impl CorpusReport {
    /// Adds a document of fewer than 2³² words, as any of less than 4 GiB is; `group` may be empty.
    pub fn add(&mut self, group: &str, counts: &Counts) {
        self.total.add(counts);
        if !group.is_empty() {
            // `all` is the whole corpus: a group of that name gets another.
            let group = if group == ALL { "all_" } else { group };
            self.groups.entry(group.to_owned()).or_default().add(counts);
        }
    }

    /// Documents added.
    pub fn documents(&self) -> usize {
        self.total.words.len()
    }

    /// Words of all documents.
    pub fn words(&self) -> u64 {
        sum(&self.total.words)
    }

    /// The rows of the whole corpus, called `all`: the units in order.
    ///
    /// Cost: `resamples` × (documents + hits), in parallel.
    pub fn total_rows(&self, units: &Units, resamples: usize, seed: u64) -> Vec<CorpusRow> {
        group_rows(ALL, &self.total, units, resamples, seed)
    }

    /// The rows of the groups by name, in each the units in order; one group at a time, since there
    /// may be tens of thousands.
    ///
    /// Cost: as [`CorpusReport::total_rows`], for each group.
    pub fn rows_by_group(
        &self,
        units: &Units,
        resamples: usize,
        seed: u64,
    ) -> impl Iterator<Item = CorpusRow> {
        let groups = self.groups.iter();
        groups.flat_map(move |(name, sums)| group_rows(name, sums, units, resamples, seed))
    }
}

fn group_rows(
    group: &str,
    sums: &GroupSums,
    units: &Units,
    resamples: usize,
    seed: u64,
) -> Vec<CorpusRow> {
    let mut rows = Vec::new();
    let empty = UnitSums::default();
    let mut listed: Vec<(String, &UnitSums)> = Vec::new();
    for (id, unit) in units.iter() {
        let own = sums.units.get(&(id, false)).unwrap_or(&empty);
        listed.push((unit.name.clone(), own));
        if unit.has_adverse {
            let adverse = sums.units.get(&(id, true)).unwrap_or(&empty);
            listed.push((format!("{}_adverse", unit.name), adverse));
        }
    }
    let sparse: Vec<&HitList> = listed.iter().map(|(_, unit)| &unit.per_document).collect();
    let intervals = resample::document_bootstrap(&sums.words, &sparse, resamples, seed);
    let words = sum(&sums.words);
    let sizes = Sizes::of(sums.words.iter().map(|&words| words.into()));
    let with_words = sums.words.iter().filter(|&&words| words > 0).count();
    for ((category, unit), interval) in listed.into_iter().zip(intervals) {
        let hits = unit.per_document.hits();
        let mut rates: Vec<f64> = Vec::with_capacity(unit.per_document.documents() as usize);
        unit.per_document.each(|document, hits| {
            let words = sums.words[document as usize];
            // By the LIWC rule a text can have hits and no word: it has no rate.
            if words > 0 {
                rates.push(100.0 * f64::from(hits) / f64::from(words));
            }
        });
        let zeros = with_words - rates.len();
        let (dp, dp_norm) = sizes.spread(|each| {
            unit.per_document.each(|document, hits| {
                each(hits.into(), sums.words[document as usize].into());
            });
        });
        rows.push(CorpusRow {
            group: group.to_owned(),
            category,
            documents: sums.words.len() as u64,
            documents_with: unit.per_document.documents(),
            words,
            hits,
            per_100: (words > 0).then(|| 100.0 * hits as f64 / words as f64),
            rates: Describe::of(&mut rates, zeros),
            interval,
            dp,
            dp_norm,
            negated: unit.negated,
            unrealised: unit.unrealised,
            released: unit.released,
        });
    }
    rows
}

fn sum(words: &[u32]) -> u64 {
    words.iter().map(|&words| u64::from(words)).sum()
}
