//! What the course of documents adds up to over a corpus.
//!
//! Documents are added in the order of the report. Sums are made in that order, so that no number of
//! threads can change a bit; what needs all documents at once is kept small, a few numbers for each.

use super::{CourseReport, bodymap, cooccurrence, recovery};

/// The name of a document and what groups it.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    /// How reports call the document.
    pub document: &'a str,
    /// Its group; may be empty.
    pub group: &'a str,
    /// Its metadata: key and value.
    pub metadata: &'a [(String, String)],
}

/// Sums over documents.
#[derive(Clone, Debug, Default)]
pub struct CourseCorpus {
    /// Documents that were added.
    documents: u64,
    /// Sums for `recovery.csv`.
    pub recovery: recovery::RecoveryPool,
    /// Sums for `cooccurrence.csv`.
    pub cooccurrence: cooccurrence::TogetherPool,
    /// Sums for `bodymap.csv`.
    pub bodymap: bodymap::BodyPool,
}

impl CourseCorpus {
    /// Adds a document.
    pub fn add(&mut self, named: Named<'_>, report: &CourseReport) {
        self.documents += 1;
        recovery::pool(&mut self.recovery, named.group, report);
        cooccurrence::pool(&mut self.cooccurrence, named.group, report);
        bodymap::pool(&mut self.bodymap, named.group, report);
    }

    /// Documents added.
    pub fn documents(&self) -> u64 {
        self.documents
    }
}
