//! The people of transcripts: what is measured of two of them, and what a corpus adds to it.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::corpus::Named;
use super::dyad::Dyad;
use super::responsiveness::{Response, Sums};
use super::{pool, style};
use crate::measure::resample::Rng;

/// Fewest other dyads for a baseline.
pub const MIN_SURROGATES: usize = 3;
/// Most other dyads that a dyad is compared with; of more, as many are drawn.
pub const MOST_SURROGATES: usize = 1000;

/// What was measured of two people in a transcript.
#[derive(Clone, Debug, PartialEq)]
pub struct People {
    /// Counts of both.
    pub dyad: Dyad,
    /// How they answer each other.
    pub responses: Vec<Response>,
}

/// A dyad with its names.
#[derive(Clone, Debug)]
pub struct NamedDyad {
    /// How reports call the document.
    pub document: String,
    /// Its group.
    pub group: String,
    /// How reports call the speakers of each side; empty if nothing is to be said.
    pub speakers: [String; 2],
    /// The series it belongs to.
    series: Option<String>,
    /// What was counted.
    pub dyad: Dyad,
}

/// Matching with the people of other transcripts: what a dyad has by chance and by custom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Surrogates {
    /// Dyads that lent their side b.
    pub dyads: u64,
    /// Mean matching of side a with them.
    pub mean: f64,
    /// Share of them, the dyad itself among them, that match at least as well as its own side b.
    pub p: f64,
}

/// Key of a pooled row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// Who answers whom: see [`Dyad::direction`].
    pub direction: String,
    /// Position of the pair of categories.
    pub pair: u16,
    /// 1, 2 or 3.
    pub lag: u8,
}

/// Dyads of a corpus. Memory: some hundred bytes for each, and the sums of the pooled rows.
#[derive(Clone, Debug, Default)]
pub struct PeopleCorpus {
    dyads: Vec<NamedDyad>,
    all: BTreeMap<Key, Sums>,
    groups: BTreeMap<String, BTreeMap<Key, Sums>>,
}

impl PeopleCorpus {
    /// Adds a transcript.
    pub fn add(&mut self, named: Named<'_>, people: &People) {
        let name_of = |side: usize| {
            let speakers = people.dyad.speakers[side].iter();
            let names = speakers.filter_map(|&at| named.speakers.get(at as usize));
            names.map(String::as_str).collect::<Vec<_>>().join("+")
        };
        self.dyads.push(NamedDyad {
            document: named.document.to_owned(),
            group: named.group.to_owned(),
            speakers: [name_of(0), name_of(1)],
            series: named.series.map(str::to_owned),
            dyad: people.dyad.clone(),
        });
        let mut group = match named.group {
            "" => None,
            group => {
                let name = pool::name_of(group).to_owned();
                Some(self.groups.entry(name).or_default())
            }
        };
        for row in &people.responses {
            let key = Key {
                direction: people.dyad.direction(row.answers),
                pair: row.pair,
                lag: row.lag,
            };
            if let Some(group) = &mut group {
                group.entry(key.clone()).or_default().add(&row.sums);
            }
            self.all.entry(key).or_default().add(&row.sums);
        }
    }

    /// The dyads, in the order of the report.
    pub fn dyads(&self) -> &[NamedDyad] {
        &self.dyads
    }

    /// The pooled rows: `all`, then each group.
    pub fn pooled(&self) -> impl Iterator<Item = (&str, &BTreeMap<Key, Sums>)> {
        let groups = self.groups.iter().map(|(name, rows)| (name.as_str(), rows));
        std::iter::once((pool::ALL, &self.all)).chain(groups)
    }

    /// The baseline of each dyad: matching of its side a with side b of every other dyad that has
    /// the same roles and is not of the same series, as the same two people in another session
    /// would be no strangers.
    ///
    /// Of more than [`MOST_SURROGATES`] others, those come first whose counts have the smallest hash
    /// with `seed`: the order of the report decides nothing, and none comes twice.
    ///
    /// Only dyads whose sides both have [`style::MIN_WORDS`] take part; `None` without that, and
    /// under [`MIN_SURROGATES`] others. Cost: dyads × [`MOST_SURROGATES`] at most, over rayon's
    /// threads.
    pub fn surrogates(&self, seed: u64) -> Vec<Option<Surrogates>> {
        let mut by_roles: BTreeMap<[&str; 2], Vec<usize>> = BTreeMap::new();
        for (at, named) in self.dyads.iter().enumerate() {
            if own_matching(&named.dyad).is_some() {
                by_roles.entry(roles(named)).or_default().push(at);
            }
        }
        for alike in by_roles.values_mut() {
            alike.sort_by_cached_key(|&at| rank(&self.dyads[at].dyad, seed));
        }
        (0..self.dyads.len())
            .into_par_iter()
            .map(|at| {
                let own = own_matching(&self.dyads[at].dyad)?;
                self.baseline(at, own, by_roles.get(&roles(&self.dyads[at]))?)
            })
            .collect()
    }

    fn baseline(&self, at: usize, own: f64, alike: &[usize]) -> Option<Surrogates> {
        let named = &self.dyads[at];
        let is_stranger = |&other: &usize| {
            let same = named.series.is_some() && named.series == self.dyads[other].series;
            other != at && !same
        };
        let strangers = alike.iter().filter(|other| is_stranger(other));
        let found: Vec<f64> = strangers
            .take(MOST_SURROGATES)
            .filter_map(|&other| {
                style::matching(&named.dyad.style[0], &self.dyads[other].dyad.style[1])
            })
            .collect();
        if found.len() < MIN_SURROGATES {
            return None;
        }
        let as_high = found.iter().filter(|&&value| value >= own).count();
        Some(Surrogates {
            dyads: found.len() as u64,
            mean: found.iter().sum::<f64>() / found.len() as f64,
            p: (1 + as_high) as f64 / (1 + found.len()) as f64,
        })
    }
}

/// A number for each dyad that is as good as drawn, and depends on nothing but what was counted.
fn rank(dyad: &Dyad, seed: u64) -> u64 {
    let counts = dyad
        .style
        .iter()
        .flat_map(|side| side.counts.iter().chain([&side.words]));
    let hash = counts.fold(seed ^ 0xcbf2_9ce4_8422_2325, |hash, &count| {
        (hash ^ u64::from(count)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    Rng::new(hash).next_u64()
}

fn own_matching(dyad: &Dyad) -> Option<f64> {
    style::matching_of_sides(&dyad.style[0], &dyad.style[1])
}

fn roles(named: &NamedDyad) -> [&str; 2] {
    [named.dyad.roles[0].name(), named.dyad.roles[1].name()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::style::{Profile, Reciprocal};
    use crate::text::Role;

    fn made(count: u32) -> NamedDyad {
        let side = |add: u32| {
            let mut profile = Profile {
                words: 4000,
                ..Profile::default()
            };
            profile.counts[0] = 1 + count + add;
            profile.counts[1] = 100;
            profile
        };
        NamedDyad {
            document: count.to_string(),
            group: String::new(),
            speakers: [String::new(), String::new()],
            series: (count < 10).then(|| "P1".to_owned()),
            dyad: Dyad {
                roles: [Role::Therapist, Role::Client],
                speakers: [vec![0], vec![1]],
                words: [4000; 2],
                others: 0,
                turns: [1; 2],
                hits: Vec::new(),
                style: [side(0), side(7)],
                reciprocal: [Reciprocal::default(); 2],
                ruptures: None,
                repaired: [[0; 2]; 2],
                courage: None,
            },
        }
    }

    #[test]
    fn the_order_of_the_report_draws_nothing() {
        let corpus = |dyads: Vec<NamedDyad>| PeopleCorpus {
            dyads,
            ..PeopleCorpus::default()
        };
        let one = corpus((0..1100).map(made).collect()).surrogates(3);
        let mut other = corpus((0..1100).rev().map(made).collect()).surrogates(3);
        other.reverse();
        assert_eq!(one, other);
        assert!(one.iter().flatten().all(|found| found.dyads == 1000));
        assert_ne!(one, corpus((0..1100).map(made).collect()).surrogates(4));
        // None comes twice: of 1,005 dyads ten are of one series, and have 995 strangers.
        let found = corpus((0..1005).map(made).collect()).surrogates(3);
        assert_eq!(found[0].expect("a baseline").dyads, 995);
        assert_eq!(found[10].expect("a baseline").dyads, 1000);
    }
}
