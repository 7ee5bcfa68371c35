//! Lexicon and language files as a person types them: TOML, one struct a table.
//!
//! Only the shape is checked here; what it means is checked by [`super::check`].

use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

/// A lexicon file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LexiconFile {
    /// First part of column names.
    pub name: Spanned<String>,
    /// For people.
    pub title: String,
    /// Semantic version.
    pub version: Spanned<String>,
    /// Which language file it needs.
    pub language: Spanned<String>,
    /// SPDX name.
    #[serde(default)]
    pub licence: String,
    /// Who wrote it.
    #[serde(default)]
    pub authors: Vec<String>,
    /// How to cite it.
    #[serde(default)]
    pub citation: String,
    /// What it is about.
    #[serde(default)]
    pub definition: String,
    /// What is counted.
    #[serde(default)]
    pub include: String,
    /// What is not.
    #[serde(default)]
    pub exclude: String,
    /// Poles that the total holds; all three if missing.
    pub total: Option<Vec<Spanned<String>>>,
    /// Phrases that are never a hit here.
    #[serde(default)]
    pub masks: Vec<Spanned<String>>,
    /// Word sets of this file.
    #[serde(default)]
    pub sets: BTreeMap<String, Vec<Spanned<String>>>,
    /// What the words of hits name beside their category: facet, value, phrases.
    #[serde(default)]
    pub facets: BTreeMap<String, BTreeMap<String, Vec<Spanned<String>>>>,
    /// The sub-categories.
    #[serde(default)]
    pub category: Vec<CategoryFile>,
}

/// One `[[category]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryFile {
    /// Second part of column names.
    pub id: Spanned<String>,
    /// For people.
    pub title: String,
    /// Default pole of its entries.
    pub polarity: Spanned<String>,
    /// Whether its hits enter the lexicon's total.
    #[serde(default = "yes")]
    pub in_total: bool,
    /// Whether a negator takes a hit away.
    #[serde(default = "yes")]
    pub negatable: bool,
    /// What it is.
    #[serde(default)]
    pub definition: String,
    /// What is counted.
    #[serde(default)]
    pub include: String,
    /// What is not.
    #[serde(default)]
    pub exclude: String,
    /// Hard cases and how they are handled.
    #[serde(default)]
    pub ambiguity: String,
    /// Where the idea comes from.
    #[serde(default)]
    pub theory: String,
    /// Entries that need no family.
    #[serde(default)]
    pub entries: Vec<Spanned<EntryFile>>,
    /// Entries by family, each with the reason why it is here.
    #[serde(default)]
    pub family: Vec<FamilyFile>,
    /// Sentences with every expected hit in brackets.
    #[serde(default)]
    pub hits: Vec<Spanned<String>>,
    /// Sentences without an affirmed hit of this category.
    #[serde(default)]
    pub misses: Vec<Spanned<String>>,
}

/// One `[[category.family]]`: entries that do the same thing in the language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FamilyFile {
    /// Short name, for reports about entries.
    pub name: Spanned<String>,
    /// In which sense the words are meant, and why they belong here.
    #[serde(default)]
    pub why: String,
    /// Where the idea comes from, if it is not the category's source.
    #[serde(default)]
    pub source: String,
    /// The entries.
    pub entries: Vec<Spanned<EntryFile>>,
}

/// An entry: a line, or a table when there is more to say.
#[derive(Debug)]
pub enum EntryFile {
    /// `"asham*:.7"`.
    Line(String),
    /// `{ pattern = "…", note = "…", weight = 0.8, fired = [31, 4] }`.
    Table(EntryTable),
}

impl<'de> Deserialize<'de> for EntryFile {
    /// What serde makes of "one or the other" keeps a copy of the value first; here its kind tells.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = EntryFile;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a pattern, or a table with a pattern")
            }

            fn visit_str<E: de::Error>(self, line: &str) -> Result<EntryFile, E> {
                Ok(EntryFile::Line(line.to_owned()))
            }

            fn visit_string<E: de::Error>(self, line: String) -> Result<EntryFile, E> {
                Ok(EntryFile::Line(line))
            }

            fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<EntryFile, A::Error> {
                EntryTable::deserialize(MapAccessDeserializer::new(table)).map(EntryFile::Table)
            }
        }

        deserializer.deserialize_any(Either)
    }
}

/// An entry with provenance.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryTable {
    /// The line.
    pub pattern: Spanned<String>,
    /// Why it is here, in which sense.
    #[serde(default)]
    pub note: String,
    /// The weight that evidence gave it; without it the one in the pattern holds.
    pub weight: Option<f64>,
    /// Development texts in which it fired: with label 1, with label 0.
    pub fired: Option<[u32; 2]>,
}

/// The language file: what belongs to the language and not to a construct.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LanguageFile {
    /// Code, such as `en`.
    pub language: String,
    /// For people.
    pub title: String,
    /// Semantic version.
    pub version: String,
    /// SPDX name.
    #[serde(default)]
    pub licence: String,
    /// Who wrote it.
    #[serde(default)]
    pub authors: Vec<String>,
    /// Masks of every lexicon.
    #[serde(default)]
    pub masks: Vec<Spanned<String>>,
    /// Word sets, by name.
    #[serde(default)]
    pub sets: BTreeMap<String, Vec<Spanned<String>>>,
    /// Gates, by name.
    #[serde(default)]
    pub gates: BTreeMap<String, GateFile>,
    /// Cue lists of the context rules, by name.
    #[serde(default)]
    pub cues: BTreeMap<String, Vec<Spanned<String>>>,
    /// Function words by what they do, by name of the category.
    #[serde(default)]
    pub style: BTreeMap<String, Vec<Spanned<String>>>,
}

/// One `[gates.NAME]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GateFile {
    /// Words, any of which opens the gate.
    pub words: Vec<Spanned<String>>,
    /// How many words ahead of the hit are looked at.
    pub before: u32,
    /// How many words behind the hit are looked at.
    pub after: u32,
    /// A noun with `'s` opens it too.
    #[serde(default)]
    pub noun_s: bool,
}

fn yes() -> bool {
    true
}
