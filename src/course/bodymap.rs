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
    /// Hits of what it stands near.
    pub with_hits: u64,
    /// Hits that share a word with the other side: left out.
    pub left_out: u64,
    /// Hits that name the part and have the other near, against chance.
    pub chance: Chance,
    /// The same in numbers.
    pub finding: Finding,
    /// p, adjusted for the other pairs of the document.
    pub q: Option<f64>,
}

/// The pairs of a document of which both sides have a hit.
///
/// A hit that names part and sensation (`tight chest`) is near itself. Cost: one look at each word
/// of each hit of a lexicon with facets; then see [`Cover::shifted`], for each pair.
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
    let whole = Circle::without(course.words, []);
    let qualities: Vec<(Arc<str>, u64, Cover)> = qualities
        .into_iter()
        .map(|(name, hits)| {
            let cover = scope.cover(course, &whole, &hits);
            (Arc::from(name), hits.len() as u64, cover)
        })
        .collect();
    let shame: Vec<(Arc<str>, Vec<Spot>)> = names
        .shame
        .iter()
        .map(|(name, pick)| (Arc::clone(name), spots(course, pick)))
        .filter(|(_, hits)| !hits.is_empty())
        .collect();
    let mut rows = Vec::new();
    let row = |key: Key, with_hits: u64, left_out: u64, chance: Chance| BodyPair {
        key,
        with_hits,
        left_out,
        finding: chance.finding(with_hits),
        chance,
        q: None,
    };
    for (part, hits) in parts {
        let part: Arc<str> = part.into();
        let words = firsts(&hits);
        for (with, with_hits, cover) in &qualities {
            let key = (Arc::clone(&part), Kind::Sensation, Arc::clone(with));
            let chance = Chance::of(&whole, cover, &words, draws);
            rows.push(row(key, *with_hits, 0, chance));
        }
        for (with, others) in &shame {
            let mut sides = [hits.clone(), others.clone()];
            let left_out = keep_apart(&mut sides);
            let circle = circle_without(course, &sides[1]);
            let cover = scope.cover(course, &circle, &sides[1]);
            let chance = Chance::of(&circle, &cover, &firsts(&sides[0]), draws);
            let key = (Arc::clone(&part), Kind::Shame, Arc::clone(with));
            rows.push(row(key, sides[1].len() as u64, left_out, chance));
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
    /// Hits of what the part stands near.
    pub with_hits: u64,
    /// Hits left out.
    pub left_out: u64,
    /// Hits near, against chance.
    pub bond: Bond,
}

/// Sums by pair.
pub type BodyPool = Pool<Key, BodySum>;

/// Adds the pairs of a document.
pub fn pool(pool: &mut BodyPool, group: &str, report: &CourseReport) {
    for row in &report.bodymap {
        let start = |bond| BodySum {
            with_hits: 0,
            left_out: 0,
            bond,
        };
        pool.add(group, &row.key, start, |sum| {
            sum.with_hits += row.with_hits;
            sum.left_out += row.left_out;
            sum.bond.add(&row.chance, row.with_hits);
        });
    }
}
