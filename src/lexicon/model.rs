//! What a valid lexicon holds.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::facet;
use super::phrase::Tree;
use super::{Pattern, WordTest};

/// The pole of an entry: a property of the entry, never a judgement of a speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Polarity {
    /// Distress or harm.
    Distress,
    /// Neither.
    Descriptive,
    /// Resource.
    Resource,
}

impl Polarity {
    /// All poles, in this order.
    pub const ALL: [Polarity; 3] = [
        Polarity::Distress,
        Polarity::Descriptive,
        Polarity::Resource,
    ];

    /// The word that files and reports use.
    pub fn name(self) -> &'static str {
        match self {
            Polarity::Distress => "distress",
            Polarity::Descriptive => "descriptive",
            Polarity::Resource => "resource",
        }
    }

    /// What it says of an entry, for people.
    pub fn meaning(self) -> &'static str {
        match self {
            Polarity::Distress => "the entry is a word for distress or harm",
            Polarity::Descriptive => "the entry is a word for neither distress nor a resource",
            Polarity::Resource => "the entry is a word for a resource",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Polarity> {
        Polarity::ALL.into_iter().find(|pole| pole.name() == word)
    }
}

/// Weight of an entry in hundredths, above 0 and up to 100. Integers, so that sums do not
/// depend on their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weight(u16);

impl Weight {
    /// The weight of an entry that says nothing.
    pub const ONE: Weight = Weight(100);

    /// Reads `.7`, `0.75` or `1`.
    pub fn parse(text: &str) -> Option<Weight> {
        let text = text.trim();
        if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            return None;
        }
        Weight::of(text.parse().ok()?)
    }

    /// A number above 0 and up to 1 with at most two decimals.
    pub fn of(value: f64) -> Option<Weight> {
        let hundredths = (value * 100.0).round();
        let exact = (value * 100.0 - hundredths).abs() < 1e-9;
        (exact && (1.0..=100.0).contains(&hundredths)).then_some(Weight(hundredths as u16))
    }

    /// The number that files and tables hold.
    pub fn value(self) -> f64 {
        f64::from(self.0) / 100.0
    }

    /// Unit: hundredths.
    pub fn hundredths(self) -> u16 {
        self.0
    }
}

/// Position of a category in [`Lexicon::categories`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CategoryId(pub u16);

/// Position of an entry in [`Lexicon::entries`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(pub u32);

/// A text of a lexicon: lies in the program, or was read from a file.
pub type Text = Cow<'static, str>;

/// A place in a file: line and column from 1.
pub type Place = (usize, usize);

/// One thing that is counted.
#[derive(Clone, Debug)]
pub struct Category {
    /// `explicit`; in reports `shame.explicit`.
    pub id: String,
    /// For people.
    pub title: Text,
    /// Default pole.
    pub polarity: Polarity,
    /// Its hits enter the lexicon's total.
    pub in_total: bool,
    /// A negator takes a hit away.
    pub negatable: bool,
    /// It has entries of the pole opposite to its own.
    pub has_adverse: bool,
    /// What it is, what is in and out, hard cases, source.
    pub definition: Text,
    /// What is counted.
    pub include: Text,
    /// What is not.
    pub exclude: Text,
    /// Hard cases.
    pub ambiguity: Text,
    /// Where the idea comes from.
    pub theory: Text,
    /// Own examples that hold hits, with their places in the file.
    pub hits: Vec<(Text, Place)>,
    /// Own examples without one.
    pub misses: Vec<(Text, Place)>,
}

/// One pattern of one category.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The pattern as written: its name in reports.
    pub name: Text,
    /// Its name as a tree; read when somebody asks.
    pub(super) tree: Tree,
    /// Where it counts.
    pub category: CategoryId,
    /// Its pole.
    pub polarity: Polarity,
    /// Its weight in the weighted rate: by evidence if the file holds one, else by theory.
    pub weight: Weight,
    /// The weight that its author gave it, written behind the pattern.
    pub theory: Weight,
    /// Positions in `Language::gates`; one that opens is enough. Empty: no gate.
    pub gates: Vec<u16>,
    /// Its family; may be empty.
    pub family: Text,
    /// Why it is here, if the file says so.
    pub note: Text,
    /// Development texts in which it fired: with label 1, with label 0.
    pub fired: Option<[u32; 2]>,
    /// Where it stands in the file.
    pub place: Place,
}

/// A phrase that is never a hit.
#[derive(Clone, Debug)]
pub struct Mask {
    /// The pattern as written.
    pub name: Text,
    /// Its name as a tree; read when somebody asks.
    pub(super) tree: Tree,
    /// Where it stands in its file.
    pub place: Place,
}

impl Entry {
    /// What is matched.
    pub fn pattern(&self) -> &Pattern {
        self.tree.of(&self.name)
    }
}

impl Mask {
    /// What is taken out.
    pub fn pattern(&self) -> &Pattern {
        self.tree.of(&self.name)
    }
}

/// A valid lexicon.
#[derive(Clone, Debug)]
pub struct Lexicon {
    /// First part of column names.
    pub name: String,
    /// For people.
    pub title: String,
    /// Semantic version.
    pub version: String,
    /// SPDX name.
    pub licence: String,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// How to cite it.
    pub citation: String,
    /// What it is about.
    pub definition: String,
    /// What is counted.
    pub include: String,
    /// What is not.
    pub exclude: String,
    /// Poles that the total holds, in the order distress, descriptive, resource.
    pub total: Vec<Polarity>,
    /// What is counted, in the order of the file.
    pub categories: Vec<Category>,
    /// All entries, in the order of the file: the first of two equally long ones wins.
    pub entries: Vec<Entry>,
    /// Its own masks; those of the language come on top.
    pub masks: Vec<Mask>,
    /// Word sets: the language's, then this file's.
    pub sets: BTreeMap<String, Vec<WordTest>>,
    /// What the words of hits name beside their category.
    pub facets: Vec<facet::Facet>,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
}

impl Lexicon {
    /// The category of an entry.
    pub fn category_of(&self, entry: EntryId) -> &Category {
        &self.categories[self.entries[entry.0 as usize].category.0 as usize]
    }

    /// `shame.explicit`.
    pub fn qualified(&self, category: CategoryId) -> String {
        format!("{}.{}", self.name, self.categories[category.0 as usize].id)
    }

    /// True if hits of the distress pole are kept out of the total and reported as adverse.
    pub fn has_adverse(&self) -> bool {
        !self.total.contains(&Polarity::Distress)
    }
}
