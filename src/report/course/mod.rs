//! The tables that are made from the course of documents: one file for each of them here, with its
//! columns and its rows.

use std::io;

use super::schema::Field;
use super::writer::{DocumentRow, Table};
use crate::analysis::Pipeline;
use crate::course::{CourseCorpus, CourseReport, CourseSettings, Picks};

mod bodymap;
mod contexts;
mod cooccurrence;
mod curve;
mod dyads;
mod finding;
mod recovery;
mod responsiveness;
mod series;
mod trajectory;

/// File, columns, and whether it is wanted: for headers and codebook.
pub(super) fn schema(wanted: &CourseSettings) -> [(&'static str, &'static [Field], bool); 9] {
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
        ("dyads", &dyads::FIELDS, wanted.dyads),
        ("responsiveness", &responsiveness::FIELDS, wanted.dyads),
        ("series", &series::FIELDS, wanted.series.is_some()),
    ]
}

/// The columns of `dyads` that the lexicons in use make, behind the fixed ones: name, unit,
/// definition, formula.
pub(super) fn by_lexicon(picks: &Picks) -> Vec<[String; 4]> {
    dyads::by_lexicon(picks)
}

/// The tables that were asked for.
pub(super) struct CourseTables {
    trajectory: Option<Table>,
    curves: Option<Table>,
    contexts: Option<Table>,
    recovery: Option<Table>,
    cooccurrence: Option<Table>,
    bodymap: Option<Table>,
    dyads: Option<Table>,
    responsiveness: Option<Table>,
    series: Option<Table>,
}

impl CourseTables {
    /// Opens the tables that are wanted, in the order of [`schema`].
    pub(in crate::report) fn new(
        wanted: &CourseSettings,
        pipeline: &Pipeline,
        open: &dyn Fn(&str) -> io::Result<Table>,
    ) -> io::Result<CourseTables> {
        let table = |(file, fields, wanted): (&str, &[Field], bool)| -> io::Result<_> {
            if !wanted {
                return Ok(None);
            }
            let mut table = open(file)?;
            let mut names: Vec<&str> = fields.iter().map(|field| field.name).collect();
            let more = match file {
                "dyads" => by_lexicon(&pipeline.picks),
                _ => Vec::new(),
            };
            names.extend(more.iter().map(|[name, ..]| name.as_str()));
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
            dyads: next()?,
            responsiveness: next()?,
            series: next()?,
        })
    }

    /// The rows of one document.
    pub(in crate::report) fn document(
        &mut self,
        row: &DocumentRow,
        report: &CourseReport,
        pipeline: &Pipeline,
    ) -> io::Result<()> {
        if let Some(table) = &mut self.trajectory {
            trajectory::rows(table, row, &report.trajectories)?;
        }
        if let Some(table) = &mut self.curves {
            curve::rows(table, row, &report.curves)?;
        }
        if let Some(table) = &mut self.contexts {
            contexts::rows(table, row, &pipeline.units, &report.contexts)?;
        }
        if let (Some(table), Some(Ok(people))) = (&mut self.responsiveness, &report.people) {
            responsiveness::document(table, row, people, pipeline)?;
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
    pub(in crate::report) fn finish(
        mut self,
        corpus: &CourseCorpus,
        pipeline: &Pipeline,
    ) -> io::Result<()> {
        if let Some(table) = &mut self.recovery {
            recovery::pooled_rows(table, &corpus.recovery)?;
        }
        if let Some(table) = &mut self.cooccurrence {
            cooccurrence::pooled_rows(table, &corpus.cooccurrence)?;
        }
        if let Some(table) = &mut self.bodymap {
            bodymap::pooled_rows(table, &corpus.bodymap)?;
        }
        if let Some(table) = &mut self.dyads {
            dyads::rows(table, &corpus.people, pipeline)?;
        }
        if let Some(table) = &mut self.responsiveness {
            responsiveness::pooled(table, &corpus.people, pipeline)?;
        }
        if let Some(table) = &mut self.series {
            series::rows(table, &corpus.series, pipeline)?;
        }
        [
            self.trajectory,
            self.curves,
            self.contexts,
            self.recovery,
            self.cooccurrence,
            self.bodymap,
            self.dyads,
            self.responsiveness,
            self.series,
        ]
        .into_iter()
        .flatten()
        .try_for_each(super::writer::close)
    }
}
