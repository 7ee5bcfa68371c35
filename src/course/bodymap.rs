//! The body map: which parts of the body a text names near which sensations, and near which
//! sub-categories of shame.
//!
//! Parts and sensations are named by the words of hits: the facets `part` and `quality` of a
//! lexicon (docs/lexicon-format.md).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::chance::{Bond, Chance, Finding, adjusted};
use super::pool::Pool;
use super::scope::{Scope, Spot, circle_without, firsts, keep_apart, spots};
use super::shift::{Circle, Cover, Draws};
use super::{Course, CourseReport, Pick};
use crate::lexicon::Lexicon;
use crate::matching::naming::Naming;
use crate::measure::Units;
use crate::text::Tokens;

/// What a part of the body stands near.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A sensation.
    Sensation,
    /// A sub-category of shame.
    Shame,
}

impl Kind {
    /// The word that reports use.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Sensation => "sensation",
            Kind::Shame => "shame",
        }
    }
}

/// What parts and sensations are called, by lexicon, and the sub-categories of shame.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Lexicon, its parts, its sensations.
    lexicons: Vec<(u32, Option<Naming>, Option<Naming>)>,
    shame: Vec<(Arc<str>, Pick)>,
}

impl Names {
    /// The names of the lexicons in use; nothing if none has facets.
    pub fn new(lexicons: &[Arc<Lexicon>], units: &Units) -> Names {
        let of = |lexicon: &Lexicon, name: &str| {
            let facet = lexicon.facets.iter().find(|facet| facet.name == name);
            facet.map(|facet| Naming::new(facet, &lexicon.sets))
        };
        let named = lexicons.iter().enumerate().filter_map(|(at, lexicon)| {
            let (parts, qualities) = (of(lexicon, "part"), of(lexicon, "quality"));
            (parts.is_some() || qualities.is_some()).then_some((at as u32, parts, qualities))
        });
        let shame = units.iter().map(|(id, unit)| (id, unit.name.as_str()));
        let shame = shame.filter(|(_, name)| name.starts_with("shame."));
        Names {
            lexicons: named.collect(),
            shame: shame
                .map(|(id, name)| (Arc::from(name), Pick::unit(id, false)))
                .collect(),
        }
    }

    /// Hits by part, and by sensation.
    fn of(&self, course: &Course, tokens: &Tokens) -> [BTreeMap<&str, Vec<Spot>>; 2] {
        let mut found = [BTreeMap::new(), BTreeMap::new()];
        for mark in &course.marks {
            let Some((_, parts, qualities)) =
                self.lexicons.iter().find(|(at, ..)| *at == mark.lexicon)
            else {
                continue;
            };
            for (naming, found) in [parts, qualities].into_iter().zip(&mut found) {
                let Some(naming) = naming else { continue };
                for value in naming.named(tokens, mark.first as usize, mark.end as usize) {
                    let name = naming.values()[value as usize].as_str();
                    let hits: &mut Vec<Spot> = found.entry(name).or_default();
                    hits.push(Spot::from(mark));
                }
            }
        }
        found
    }
}

/// What a row is about: part, kind, and what it stands near.
pub type Key = (Arc<str>, Kind, Arc<str>);

/// One row of `bodymap.csv`. Rows in which nothing is near are kept for sums, not written.
#[derive(Clone, Debug)]
pub struct BodyPair {
    /// Part and what it stands near.
    pub key: Key,
    /// Hits that name part and sensation by themselves: no chance is in that.
    pub named: u64,
    /// Hits of what it stands near, without those.
    pub with_hits: u64,
    /// Other hits that share a word with the other side: left out.
    pub left_out: u64,
    /// Hits that name the part alone and have the other near, against chance.
    pub chance: Chance,
    /// The same in numbers.
    pub finding: Finding,
    /// p, adjusted for the other pairs of the document.
    pub q: Option<f64>,
}

impl BodyPair {
    /// Hits that name both, or name the part and have the other near.
    pub fn observed(&self) -> u64 {
        self.named + self.chance.observed
    }
}

/// A finding where so many hits name both and so many others are near: if all that was seen names
/// both, nothing is said about chance.
fn told(finding: Finding, named: u64, near: u64) -> Finding {
    if named == 0 || near > 0 {
        return finding;
    }
    Finding {
        lift: None,
        interval: None,
        p: None,
        flags: vec!["named_together"],
    }
}

/// Hits of a kind, the words of the text without theirs, and what lies near them.
struct Side {
    hits: Vec<Spot>,
    circle: Circle,
    cover: Cover,
}

impl Side {
    fn new(course: &Course, scope: Scope, hits: Vec<Spot>) -> Side {
        let circle = circle_without(course, &hits);
        let cover = scope.cover(course, &circle, &hits);
        Side {
            hits,
            circle,
            cover,
        }
    }
}

/// A part beside what may be near it.
///
/// Hits that name both are counted by themselves, and take no part in what is compared with chance:
/// they are the same words, read twice.
fn pair(
    course: &Course,
    scope: Scope,
    key: Key,
    hits: &[Spot],
    side: &Side,
    draws: &Draws,
) -> BodyPair {
    let both = |spot: &Spot, others: &[Spot]| {
        let from = others.partition_point(|other| other.first < spot.first);
        let same = others[from..].iter();
        same.take_while(|other| other.first == spot.first)
            .any(|other| other == spot)
    };
    let alone = |hits: &[Spot], others: &[Spot]| -> Vec<Spot> {
        let alone = hits.iter().filter(|spot| !both(spot, others));
        alone.copied().collect()
    };
    let mut sides = [alone(hits, &side.hits), alone(&side.hits, hits)];
    let named = (hits.len() - sides[0].len()) as u64;
    let left_out = keep_apart(&mut sides);
    let [part, others] = sides;
    let with_hits = others.len() as u64;
    let own;
    let side = if others.len() == side.hits.len() {
        side
    } else {
        own = Side::new(course, scope, others);
        &own
    };
    let chance = Chance::of(&side.circle, &side.cover, &firsts(&part), draws);
    BodyPair {
        key,
        named,
        with_hits,
        left_out,
        finding: told(chance.finding(with_hits), named, chance.observed),
        chance,
        q: None,
    }
}

/// The pairs of a document of which both sides have a hit.
///
/// Cost: one look at each word of each hit of a lexicon with facets; then see [`Cover::shifted`],
/// for each pair.
pub fn all(
    course: &Course,
    tokens: &Tokens,
    names: &Names,
    window: u32,
    draws: &Draws,
) -> Vec<BodyPair> {
    let scope = Scope::Words(window);
    let [parts, qualities] = names.of(course, tokens);
    if parts.is_empty() {
        return Vec::new();
    }
    let sensations = qualities
        .into_iter()
        .map(|(name, hits)| (Kind::Sensation, Arc::from(name), hits));
    let shame = names
        .shame
        .iter()
        .map(|(name, pick)| (Kind::Shame, Arc::clone(name), spots(course, pick)))
        .filter(|(.., hits)| !hits.is_empty());
    let others: Vec<(Kind, Arc<str>, Side)> = sensations
        .chain(shame)
        .map(|(kind, name, hits)| (kind, name, Side::new(course, scope, hits)))
        .collect();
    let mut rows = Vec::new();
    for (part, hits) in parts {
        let part: Arc<str> = part.into();
        for (kind, with, side) in &others {
            let key = (Arc::clone(&part), *kind, Arc::clone(with));
            rows.push(pair(course, scope, key, &hits, side, draws));
        }
    }
    let p: Vec<Option<f64>> = rows.iter().map(|row| row.finding.p).collect();
    for (row, q) in rows.iter_mut().zip(adjusted(&p)) {
        row.q = q;
    }
    rows
}

/// Sums of a pair over documents.
#[derive(Clone, Debug)]
pub struct BodySum {
    /// Hits that name part and sensation by themselves.
    pub named: u64,
    /// Hits of what the part stands near, without those.
    pub with_hits: u64,
    /// Other hits left out.
    pub left_out: u64,
    /// Hits near, against chance.
    pub bond: Bond,
}

impl BodySum {
    /// As [`BodyPair::observed`].
    pub fn observed(&self) -> u64 {
        self.named + self.bond.observed
    }

    /// What is told of the pair.
    pub fn finding(&self) -> Finding {
        told(self.bond.finding(), self.named, self.bond.observed)
    }
}

/// Sums by pair.
pub type BodyPool = Pool<Key, BodySum>;

/// Adds the pairs of a document.
pub fn pool(pool: &mut BodyPool, group: &str, report: &CourseReport) {
    for row in &report.bodymap {
        let start = |bond| BodySum {
            named: 0,
            with_hits: 0,
            left_out: 0,
            bond,
        };
        pool.add(group, &row.key, start, |sum| {
            sum.named += row.named;
            sum.with_hits += row.with_hits;
            sum.left_out += row.left_out;
            sum.bond.add(&row.chance, row.with_hits);
        });
    }
}
