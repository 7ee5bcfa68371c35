//! From hits to numbers: counts of one document or segment, measures made from them, and the
//! statistics of a corpus.
//!
//! Counts stay integers until they are printed; then nothing depends on the number of threads or
//! on the order of the documents. Every column comes from one registry ([`columns`]), which
//! writes header, cells and codebook.

pub mod columns;
pub mod corpus;
pub mod describe;
pub mod dispersion;
pub mod evidence;
pub mod indices;
pub mod interval;
pub mod kendall;
pub mod normal;
pub mod resample;
pub mod sparse;
pub mod tally;
pub mod theil_sen;
pub mod units;
pub mod validity;

pub use columns::{Column, Registry};
pub use corpus::CorpusReport;
pub use interval::Interval;
pub use tally::{Counts, Tally};
pub use units::{UnitId, UnitKind, Units};

/// How the interval of a lexicon's rate is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IntervalMethod {
    /// Byar's, unless the hits come in bursts (see [`tally::BURSTY`]): then the block bootstrap.
    #[default]
    Auto,
    /// Byar's approximation to the exact Poisson interval.
    Byar,
    /// Wilson's interval of a share.
    Wilson,
    /// Percentiles over resampled blocks of five sentences.
    Bootstrap,
}

impl IntervalMethod {
    /// The word that settings and manifest use.
    pub fn name(self) -> &'static str {
        match self {
            IntervalMethod::Auto => "auto",
            IntervalMethod::Byar => "byar",
            IntervalMethod::Wilson => "wilson",
            IntervalMethod::Bootstrap => "bootstrap",
        }
    }
}
