//! Lexicons: what is looked for, with definitions, sources and examples.
//!
//! A file as typed ([`file::LexiconFile`]) is checked once ([`check::lexicon`]) and becomes a
//! [`Lexicon`], which is valid by construction. The four embedded ones are in [`builtin`].

pub mod builtin;
pub mod check;
#[cfg(feature = "cli")]
pub mod edit;
pub mod examples;
pub mod facet;
pub mod file;
mod hash;
pub mod language;
pub mod model;
pub mod pattern;
pub mod phrase;
mod quoted;
mod stored;
pub mod style;
mod word;

pub use hash::sha256_hex;
pub use language::Language;
pub use model::{
    Category, CategoryId, Entry, EntryId, Lexicon, Mask, Place, Polarity, Text, Weight,
};
pub use pattern::{EntryLine, Pattern, PatternError, WordTest};
pub use phrase::Phrase;
pub use style::Style;
