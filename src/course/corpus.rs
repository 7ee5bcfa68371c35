//! What the course of documents adds up to over a corpus.
//!
//! Documents are added in the order of the report. Sums are made in that order, so that no number of
//! threads can change a bit; what needs all documents at once is kept small, a few numbers for each.

use super::people::PeopleCorpus;
use super::series::{AllSeries, Place};
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
    /// How reports call its speakers, by position; empty if nothing is to be said of them.
    pub speakers: &'a [String],
    /// The series that it belongs to, whether or not it has a place there.
    pub series: Option<&'a str>,
    /// Its place in a series, if it has one.
    pub place: Option<&'a Place>,
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
    /// People of transcripts.
    pub people: PeopleCorpus,
    /// Series of documents.
    pub series: AllSeries,
}

impl CourseCorpus {
    /// Adds a document.
    pub fn add(&mut self, named: Named<'_>, report: &CourseReport) {
        self.documents += 1;
        recovery::pool(&mut self.recovery, named.group, report);
        cooccurrence::pool(&mut self.cooccurrence, named.group, report);
        bodymap::pool(&mut self.bodymap, named.group, report);
        if let Some(Ok(people)) = &report.people {
            self.people.add(named, people);
        }
        if let (Some(place), Some((words, hits))) = (named.place, &report.series) {
            self.series.add(place, named.group, *words, hits);
        }
    }

    /// Documents added.
    pub fn documents(&self) -> u64 {
        self.documents
    }
}
