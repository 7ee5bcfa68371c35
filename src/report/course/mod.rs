//! The tables that are made from the course of documents: one file for each of them here, with its
//! columns and its rows.

use std::io;

use super::schema::Field;
use super::writer::{DocumentRow, Table};
use crate::course::{CourseCorpus, CourseReport, CourseSettings};
use crate::measure::Units;

mod bodymap;
mod contexts;
mod cooccurrence;
mod curve;
mod finding;
mod recovery;
mod trajectory;

/// File, columns, and whether it is wanted: for headers and codebook.
pub(super) fn schema(wanted: &CourseSettings) -> [(&'static str, &'static [Field], bool); 6] {
    [
        ("trajectory", &trajectory::FIELDS, wanted.trajectory),
        ("curves", &curve::FIELDS, wanted.curve.is_some()),
        ("contexts", &contexts::FIELDS, wanted.contexts),
        ("recovery", &recovery::FIELDS, wanted.recovery.is_some()),
        (
            "cooccurrence",
            &cooccurrence::FIELDS,
            wanted.cooccurrence.is_some(),
        ),
        ("bodymap", &bodymap::FIELDS, wanted.bodymap.is_some()),
    ]
}

/// The tables that were asked for.
pub(super) struct CourseTables {
    trajectory: Option<Table>,
    curves: Option<Table>,
    contexts: Option<Table>,
    recovery: Option<Table>,
    cooccurrence: Option<Table>,
    bodymap: Option<Table>,
}

impl CourseTables {
    /// Opens the tables that are wanted, in the order of [`schema`].
    pub(in crate::report) fn new(
        wanted: &CourseSettings,
        open: &dyn Fn(&str) -> io::Result<Table>,
    ) -> io::Result<CourseTables> {
        let table = |(file, fields, wanted): (&str, &[Field], bool)| -> io::Result<_> {
            if !wanted {
                return Ok(None);
            }
            let mut table = open(file)?;
            let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
            table.header(&names)?;
            Ok(Some(table))
        };
        let mut tables = schema(wanted).into_iter().map(table);
        let mut next = || tables.next().unwrap_or(Ok(None));
        Ok(CourseTables {
            trajectory: next()?,
            curves: next()?,
            contexts: next()?,
            recovery: next()?,
            cooccurrence: next()?,
            bodymap: next()?,
        })
    }

    /// The rows of one document.
    pub(in crate::report) fn document(
        &mut self,
        row: &DocumentRow,
        units: &Units,
        report: &CourseReport,
    ) -> io::Result<()> {
        if let Some(table) = &mut self.trajectory {
            trajectory::rows(table, row, &report.trajectories)?;
        }
        if let Some(table) = &mut self.curves {
            curve::rows(table, row, &report.curves)?;
        }
        if let Some(table) = &mut self.contexts {
            contexts::rows(table, row, units, &report.contexts)?;
        }
        if let Some(table) = &mut self.recovery {
            recovery::rows(table, row, &report.recovery)?;
        }
        if let Some(table) = &mut self.cooccurrence {
            cooccurrence::rows(table, row, &report.cooccurrence)?;
        }
        if let Some(table) = &mut self.bodymap {
            bodymap::rows(table, row, &report.bodymap)?;
        }
        Ok(())
    }

    /// Adds the rows of the corpus and closes the tables.
    pub(in crate::report) fn finish(mut self, corpus: &CourseCorpus) -> io::Result<()> {
        if let Some(table) = &mut self.recovery {
            recovery::pooled_rows(table, &corpus.recovery)?;
        }
        if let Some(table) = &mut self.cooccurrence {
            cooccurrence::pooled_rows(table, &corpus.cooccurrence)?;
        }
        if let Some(table) = &mut self.bodymap {
            bodymap::pooled_rows(table, &corpus.bodymap)?;
        }
        [
            self.trajectory,
            self.curves,
            self.contexts,
            self.recovery,
            self.cooccurrence,
            self.bodymap,
        ]
        .into_iter()
        .flatten()
        .try_for_each(super::writer::close)
    }
}
