//! Counts the language of shame, self-compassion, relationship and the body in texts, with
//! negation, reference and intervals. It describes texts, never people.
//!
//! ```text
//! paths ─walk→ Input ─read→ Document ─tokenize→ Tokens ─Matcher→ Found ─context→ Hit
//!       ─measure→ Counts ─┬→ ReportWriter (one row, in input order)
//!                         └→ CorpusReport → corpus.csv, terms.csv, codebook.csv, manifest.json
//! ```
//!
//! Everything between the bytes of an input and the rows of a report is a pure function. The
//! feature `cli` (default) adds what touches the outside world: [`walk`], [`scan`] and the
//! command line. What counts as a word, a hit or a status is written in `docs/semantics.md`.
//!
//! ```
//! use feltsense::analysis::{Pipeline, Settings, WordRule};
//! use feltsense::lexicon::builtin;
//! use feltsense::matching::Engine;
//! use feltsense::measure::{IntervalMethod, tally::Method};
//! use feltsense::read::{Format, read_document};
//!
//! let method = Method { interval: IntervalMethod::Auto, resamples: 1000, seed: 1 };
//! let settings = Settings {
//!     words: WordRule::Uax29, by: None, matches: false, excerpts: false, method,
//!     engine: Engine::default(),
//! };
//! let pipeline = Pipeline::new(builtin::all(), builtin::english().clone(), settings);
//! let text = "I was not ashamed. I was gentle with myself.";
//! let document = read_document(text.to_owned(), Format::Text);
//! let analysis = pipeline.analyse(&document, text);
//! let of = |name: &str| {
//!     let unit = pipeline.units.find(name).expect("an embedded category");
//!     analysis.counts.tallies.get(unit).clone()
//! };
//! assert_eq!((of("shame").affirmed, of("shame").negated), (0, 1));
//! assert_eq!(of("self_compassion.self_kindness").affirmed, 1);
//! ```

pub mod analysis;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod compare;
pub mod config;
pub mod course;
pub mod diagnostic;
pub mod explain;
pub mod guard;
pub mod identifiers;
pub mod lexicon;
#[cfg(feature = "cli")]
pub mod lsp;
pub mod matching;
pub mod measure;
mod near;
#[cfg(feature = "cli")]
pub mod page;
pub mod problem;
pub mod read;
pub mod report;
#[cfg(feature = "cli")]
pub mod scan;
pub mod segment;
pub mod show;
mod stored;
pub mod text;
#[cfg(feature = "cli")]
pub mod walk;
