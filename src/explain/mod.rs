//! What every category, column, index, status, remark and rule is: read from the lexicons, the
//! registry of columns, the tables' schema, the table of rules and the enumerations of the code, and
//! from nothing else, so that it says what the codebook and `check` say.

mod gather;
mod print;
mod rules;

use std::collections::BTreeMap;

use crate::near;

/// Nearest names that are told.
const NEAR: usize = 4;

/// What a term is, in the order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A lexicon.
    Lexicon,
    /// A category of a lexicon.
    Category,
    /// What is left of a hit in its context.
    Status,
    /// Whose experience a hit tells of.
    Reference,
    /// A remark on a hit.
    Flag,
    /// The pole of an entry.
    Pole,
    /// A column that tells of a whole text.
    TextMeasure,
    /// A column that every lexicon or category has, behind its name.
    Measure,
    /// A contrast or share of counts.
    Index,
    /// A remark on a document.
    Remark,
    /// A kind of possible identifier.
    Identifier,
    /// A rule of `check`.
    Rule,
    /// What may be wrong with a comment or an entry that silences.
    Slip,
    /// A column of a report file.
    Column,
}

impl Kind {
    /// All kinds, in the order of the list.
    pub const ALL: [Kind; 14] = [
        Kind::Lexicon,
        Kind::Category,
        Kind::Status,
        Kind::Reference,
        Kind::Flag,
        Kind::Pole,
        Kind::TextMeasure,
        Kind::Measure,
        Kind::Index,
        Kind::Remark,
        Kind::Identifier,
        Kind::Rule,
        Kind::Slip,
        Kind::Column,
    ];

    /// What one of them is called.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Lexicon => "lexicon",
            Kind::Category => "category",
            Kind::TextMeasure => "measure of a text",
            Kind::Measure => "measure of a lexicon or category",
            Kind::Index => "index",
            Kind::Status => "status of a hit",
            Kind::Reference => "reference of a hit",
            Kind::Flag => "remark on a hit",
            Kind::Pole => "pole of an entry",
            Kind::Remark => "remark on a document",
            Kind::Identifier => "kind of possible identifier",
            Kind::Rule => "rule of check",
            Kind::Slip => "mistake in what silences a finding",
            Kind::Column => "column",
        }
    }

    fn heading(self) -> &'static str {
        match self {
            Kind::Lexicon => "Lexicons",
            Kind::Category => "Categories",
            Kind::TextMeasure => "Measures of a text",
            Kind::Measure => "Measures of each lexicon, many also of each category (shame_per_100)",
            Kind::Index => {
                "Indices, each with NAME_low, NAME_high, NAME_a, NAME_b; and CATEGORY_absence_share"
            }
            Kind::Status => "Status of a hit",
            Kind::Reference => "Whose experience a hit tells of",
            Kind::Flag => "Remarks on a hit",
            Kind::Pole => "Poles of entries",
            Kind::Remark => "Remarks on a document (column flags)",
            Kind::Identifier => "Kinds of possible identifiers",
            Kind::Rule => "Rules of check",
            Kind::Slip => "Mistakes in comments and entries that silence findings",
            Kind::Column => "Columns of the report files",
        }
    }
}

/// Something that is explained.
#[derive(Clone, Debug)]
pub struct Term {
    /// Its name in reports and options.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Of what: a lexicon, a file.
    pub of: String,
    /// What is said of it: label and text.
    pub facts: Vec<(&'static str, String)>,
    /// A column that the registry makes.
    by_registry: bool,
}

/// Everything that is explained.
pub struct Glossary {
    terms: Vec<Term>,
    /// Positions of the terms by their names and short names, as they are compared.
    names: BTreeMap<String, Vec<usize>>,
}

impl Glossary {
    /// The terms of this name, or of this short name of a category. Capitals, hyphens and spaces make
    /// no difference.
    pub fn find(&self, word: &str) -> Vec<&Term> {
        let found = self.names.get(&key(word));
        let mut found: Vec<&Term> = found
            .into_iter()
            .flatten()
            .map(|&at| &self.terms[at])
            .collect();
        found.sort_by_key(|term| term.kind);
        found
    }

    /// Names that are near to a word: those that hold it, else the nearest ones.
    pub fn near(&self, word: &str) -> Vec<&str> {
        let word = key(word);
        let mut near: Vec<&str> = Vec::new();
        if word.chars().count() > 2 {
            let holding = self.names.keys().filter(|name| name.contains(&word));
            near.extend(holding.map(String::as_str));
            near.sort_by_key(|name| name.len());
            near.truncate(NEAR);
        }
        let most = word.chars().count() / 3 + 1;
        let nearest = near::nearest(&word, self.names.keys().map(String::as_str), |_| most);
        if let Some(nearest) = nearest
            && !near.contains(&nearest)
        {
            near.insert(0, nearest);
            near.truncate(NEAR);
        }
        near
    }

    /// All terms.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }
}

/// A name as it is compared.
fn key(name: &str) -> String {
    name.trim().to_lowercase().replace(['-', ' '], "_")
}
