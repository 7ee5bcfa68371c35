//! Facets: what the words of a hit name beside its category, such as the part of the body.
//!
//! A facet is a list of values with phrases for each (`[facets.part]` in a lexicon file). One entry
//! may name several parts (`~belly`), and `neck` is the neck in any entry: so values belong to
//! words and not to entries.

use super::Phrase;

/// The value whose phrases name nothing: `lean back` names no back.
pub const NONE: &str = "none";

/// Values by phrase.
#[derive(Clone, Debug)]
pub struct Facet {
    /// `part`, `quality`, …
    pub name: String,
    /// The values by name.
    pub values: Vec<String>,
    /// Phrases with the position of their value; without one the words name nothing.
    pub phrases: Vec<(Phrase, Option<u16>)>,
}
