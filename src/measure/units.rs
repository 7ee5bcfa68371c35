//! What is counted: each lexicon, then each of its categories, in the order of the reports.

use std::collections::HashMap;
use std::sync::Arc;

use crate::lexicon::{CategoryId, Lexicon, Polarity, Text};

/// Position of a unit in [`Units`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitId(pub u16);

/// A lexicon's total, or one category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitKind {
    /// The total of a lexicon.
    Lexicon,
    /// A category of a lexicon.
    Category(CategoryId),
}

/// One thing that has columns.
#[derive(Clone, Debug)]
pub struct Unit {
    /// `shame` or `shame.explicit`.
    pub name: String,
    /// For people.
    pub title: Text,
    /// Position of its lexicon.
    pub lexicon: usize,
    /// Total or category.
    pub kind: UnitKind,
    /// It has hits of the other pole, counted apart.
    pub has_adverse: bool,
    /// Its own pole is the resource pole.
    pub is_resource: bool,
    /// What it is, for the codebook.
    pub definition: Text,
    /// Where the idea comes from.
    pub source: Text,
}

/// All units of the lexicons in use.
#[derive(Clone, Debug)]
pub struct Units {
    all: Vec<Unit>,
    /// Unit of each lexicon.
    lexicons: Vec<UnitId>,
    /// Unit of each category of each lexicon.
    categories: Vec<Vec<UnitId>>,
    /// The first unit of each name.
    by_name: HashMap<String, UnitId>,
}

impl Units {
    /// The units of these lexicons.
    pub fn new(lexicons: &[Arc<Lexicon>]) -> Units {
        let mut units = Units {
            all: Vec::new(),
            lexicons: Vec::new(),
            categories: Vec::new(),
            by_name: HashMap::new(),
        };
        for (at, lexicon) in lexicons.iter().enumerate() {
            units.lexicons.push(UnitId(units.all.len() as u16));
            units.all.push(Unit {
                name: lexicon.name.clone(),
                title: lexicon.title.clone().into(),
                lexicon: at,
                kind: UnitKind::Lexicon,
                has_adverse: lexicon.has_adverse(),
                is_resource: lexicon.has_adverse(),
                definition: lexicon.definition.clone().into(),
                source: format!("lexicon {} {}", lexicon.name, lexicon.version).into(),
            });
            let mut own = Vec::new();
            for (id, category) in lexicon.categories.iter().enumerate() {
                let id = CategoryId(id as u16);
                own.push(UnitId(units.all.len() as u16));
                units.all.push(Unit {
                    name: lexicon.qualified(id),
                    title: category.title.clone(),
                    lexicon: at,
                    kind: UnitKind::Category(id),
                    has_adverse: category.has_adverse,
                    is_resource: category.polarity == Polarity::Resource,
                    definition: category.definition.clone(),
                    source: category.theory.clone(),
                });
            }
            units.categories.push(own);
        }
        for (at, unit) in units.all.iter().enumerate() {
            let id = UnitId(at as u16);
            units.by_name.entry(unit.name.clone()).or_insert(id);
        }
        units
    }

    /// Number of units.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// True if there is no lexicon.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// One unit.
    pub fn get(&self, id: UnitId) -> &Unit {
        &self.all[id.0 as usize]
    }

    /// All units with their positions, in the order of the reports.
    pub fn iter(&self) -> impl Iterator<Item = (UnitId, &Unit)> {
        self.all
            .iter()
            .enumerate()
            .map(|(at, unit)| (UnitId(at as u16), unit))
    }

    /// The unit of a lexicon's total.
    pub fn lexicon(&self, lexicon: usize) -> UnitId {
        self.lexicons[lexicon]
    }

    /// The unit of a category.
    pub fn category(&self, lexicon: usize, category: CategoryId) -> UnitId {
        self.categories[lexicon][category.0 as usize]
    }

    /// A unit by its name.
    pub fn find(&self, name: &str) -> Option<UnitId> {
        self.by_name.get(name).copied()
    }
}
