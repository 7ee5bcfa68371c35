//! What the course of documents adds up to over a corpus.
//!
//! Documents are added in the order of the report. Sums are integers, so that no order of threads
//! can change a bit; what needs all documents at once is kept small, a few numbers for each.

use super::CourseReport;

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
}

impl CourseCorpus {
    /// Adds a document.
    pub fn add(&mut self, _named: Named<'_>, _report: &CourseReport) {
        self.documents += 1;
    }

    /// Documents added.
    pub fn documents(&self) -> u64 {
        self.documents
    }
}
