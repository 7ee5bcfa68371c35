//! The report of a scan: fed with documents in order, committed as a whole.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use super::codebook;
use super::course::CourseTables;
use super::folder::{FolderError, ReportFolder};
use super::manifest::{CountRecord, InputRecord, Manifest};
use super::rows::{MadeRows, RowMaker, match_header, segment_header};
use super::schema;
use super::table::{self, Cell, TableOptions, TableWriter};
use crate::analysis::{Analysis, FormCounts, FormKey, Pipeline};
use crate::course::series::Place;
use crate::course::{CourseCorpus, CourseSettings};
use crate::identifiers::Kind;
use crate::matching::Status;
use crate::measure::corpus::CorpusRow;
use crate::measure::{Column, CorpusReport};
use crate::problem::Problem;

mod tables;

pub(super) use tables::close;
use tables::{corpus_table, problem_table, term_table};

/// Which files are wanted besides the standard ones.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// `segments.csv`.
    pub segments: bool,
    /// `matches.csv`.
    pub matches: bool,
    /// The text around matches, too.
    pub excerpts: bool,
    /// `documents_long.csv`.
    pub long: bool,
    /// `identifiers.csv`.
    pub identifiers: bool,
    /// Files made from the course of documents.
    pub course: CourseSettings,
}

/// A document's name and company in the reports.
#[derive(Clone, Debug, Default)]
pub struct DocumentRow {
    /// Its label.
    pub document: String,
    /// Its group; may be empty.
    pub group: String,
    /// Metadata columns.
    pub metadata: Vec<(String, String)>,
    /// How its speakers are called, by their position in the document; empty if nothing is to be
    /// said of them.
    pub speakers: Vec<String>,
    /// The series that it belongs to, if one was asked for: also without a value that orders it.
    pub series: Option<String>,
    /// Its place in a series, if one was asked for and it has one.
    pub place: Option<Place>,
}

impl DocumentRow {
    pub(super) fn speaker(&self, at: Option<u32>) -> Option<&str> {
        let name = self.speakers.get(at? as usize)?;
        Some(name.as_str())
    }
}

/// Where a finished report went.
#[derive(Debug)]
pub enum Destination {
    /// A folder.
    Folder(PathBuf),
    /// Standard output.
    Stdout,
}

pub(super) type Table = TableWriter<BufWriter<File>>;

/// Most metadata columns: rows with ever new keys would make a table that nobody can open.
const MAX_METADATA: usize = 1000;

/// Rows of segments that a thread makes at once, where a document has very many; fewer where there are more
/// threads than eight, since all wait to be written.
const SEGMENTS_AT_ONCE: std::ops::RangeInclusive<usize> = 32..=256;

/// Writes every file of a report.
pub struct ReportWriter<'a> {
    pipeline: &'a Pipeline,
    maker: Arc<RowMaker<'a>>,
    folder: ReportFolder,
    options: TableOptions,
    wanted: Wanted,
    documents: Table,
    segments: Option<Table>,
    matches: Option<Table>,
    long: Option<Table>,
    identifiers: Option<Table>,
    course: CourseTables,
    identifier_counts: BTreeMap<Kind, u64>,
    identified: u64,
    /// Metadata keys in order of appearance, and the column names they have.
    metadata: Vec<(String, String)>,
    /// Metadata columns that were known when the header was written.
    metadata_in_header: Option<usize>,
    forms: BTreeMap<FormKey, FormTotals>,
    counts: CountRecord,
}

/// Sums of a form over the corpus.
#[derive(Clone, Copy, Debug, Default)]
struct FormTotals {
    statuses: [u64; 4],
    documents: u64,
}

impl<'a> ReportWriter<'a> {
    /// Opens the tables in the staging folder.
    pub fn new(
        pipeline: &'a Pipeline,
        folder: ReportFolder,
        options: TableOptions,
        wanted: Wanted,
    ) -> io::Result<Self> {
        let extension = options.format.extension();
        let open = |name: &str| -> io::Result<Table> {
            Ok(TableWriter::new(
                folder.file(&format!("{name}.{extension}"))?,
                options,
            ))
        };
        let optional =
            |is_wanted: bool, name: &str, header: &[String]| -> io::Result<Option<Table>> {
                if !is_wanted {
                    return Ok(None);
                }
                let mut table = open(name)?;
                table.header(header)?;
                Ok(Some(table))
            };
        let segment_header = segment_header(pipeline);
        let match_header = match_header(wanted.excerpts);
        let long_header = schema::LONG.map(|field| field.name.to_owned());
        let identifier_header = schema::IDENTIFIER.map(|field| field.name.to_owned());
        Ok(ReportWriter {
            documents: open("documents")?,
            segments: optional(wanted.segments, "segments", &segment_header)?,
            matches: optional(wanted.matches, "matches", &match_header)?,
            long: optional(wanted.long, "documents_long", &long_header)?,
            identifiers: optional(wanted.identifiers, "identifiers", &identifier_header)?,
            course: CourseTables::new(&wanted.course, pipeline, &open)?,
            identifier_counts: BTreeMap::new(),
            identified: 0,
            maker: Arc::new(RowMaker::new(pipeline, options, &wanted)?),
            pipeline,
            folder,
            options,
            wanted,
            metadata: Vec::new(),
            metadata_in_header: None,
            forms: BTreeMap::new(),
            counts: CountRecord::default(),
        })
    }

    /// What makes the rows of documents, on any thread.
    pub fn row_maker(&self) -> Arc<RowMaker<'a>> {
        Arc::clone(&self.maker)
    }

    /// Adds one document.
    pub fn document(&mut self, row: &DocumentRow, analysis: &Analysis) -> io::Result<()> {
        let made = self.maker.make(row, analysis);
        self.add(row, analysis, &made)
    }

    /// Adds one document whose rows were made by [`ReportWriter::row_maker`]. Matches are taken from
    /// these alone, segments too if they [have them](MadeRows::has_segments).
    pub fn add(
        &mut self,
        row: &DocumentRow,
        analysis: &Analysis,
        made: &MadeRows,
    ) -> io::Result<()> {
        for (key, _) in &row.metadata {
            self.metadata_column(key);
        }
        if self.metadata_in_header.is_none() {
            let header = self.document_header();
            self.documents.header(&header)?;
            self.metadata_in_header = Some(self.metadata.len());
        }
        let missing = self.fixed_columns() + self.metadata.len() - self.documents.columns().len();
        if missing > 0 {
            let late: Vec<&str> = self.metadata[self.metadata.len() - missing..]
                .iter()
                .map(|(_, name)| name.as_str())
                .collect();
            self.documents.extend_header(&late)?;
        }
        let before = [row.document.as_str().into(), row.group.as_str().into()];
        let mut behind = vec![Cell::from(analysis.flags.join(" "))];
        for (key, _) in &self.metadata {
            let value = row.metadata.iter().find(|(name, _)| name == key);
            behind.push(value.map_or(Cell::Empty, |(_, value)| Cell::from(value.as_str())));
        }
        let measures = (self.pipeline.registry.columns().len(), &*made.measures);
        self.documents.row_around(&before, measures, &behind)?;
        self.segment_rows(row, analysis, made)?;
        let rows = [
            (&mut self.matches, &made.matches),
            (&mut self.long, &made.long),
        ];
        for (table, rows) in rows {
            if let Some(table) = table {
                table.rows(rows)?;
            }
        }
        self.identifier_rows(row, analysis)?;
        self.course.document(row, &analysis.course, self.pipeline)?;
        self.add_forms(&analysis.forms);
        self.counts.documents += 1;
        self.counts.words += analysis.counts.words;
        self.counts.hits += analysis.counts.hits;
        Ok(())
    }

    fn segment_rows(
        &mut self,
        row: &DocumentRow,
        analysis: &Analysis,
        made: &MadeRows,
    ) -> io::Result<()> {
        let Some(table) = &mut self.segments else {
            return Ok(());
        };
        if let Some(rows) = &made.segments {
            return table.rows(rows);
        }
        let all = analysis.segments.len();
        let threads = rayon::current_num_threads();
        let (fewest, most) = (*SEGMENTS_AT_ONCE.start(), *SEGMENTS_AT_ONCE.end());
        let at_once = (8 * most / threads).clamp(fewest, most);
        let parts = (0..all).step_by(at_once);
        let parts: Vec<_> = parts.map(|first| first..all.min(first + at_once)).collect();
        // Their counts are made with them: all threads have a part of it.
        let mut rows = vec![Vec::new(); 2 * threads];
        for parts in parts.chunks(rows.len()) {
            let made = rows.par_iter_mut().zip(parts);
            made.for_each(|(rows, part)| {
                rows.clear();
                self.maker.segment_rows(row, analysis, part.clone(), rows);
            });
            for rows in &rows[..parts.len()] {
                table.rows(rows)?;
            }
        }
        Ok(())
    }

    fn identifier_rows(&mut self, row: &DocumentRow, analysis: &Analysis) -> io::Result<()> {
        let Some(table) = &mut self.identifiers else {
            return Ok(());
        };
        self.identified += u64::from(!analysis.identifiers.is_empty());
        for found in &analysis.identifiers {
            *self.identifier_counts.entry(found.kind).or_default() += 1;
            table.row(&[
                Cell::from(row.document.as_str()),
                Cell::from(found.kind.name()),
                Cell::from(found.place.map(|(line, _)| line)),
                Cell::from(found.place.map(|(_, column)| column)),
                Cell::from(found.key.as_deref()),
            ])?;
        }
        Ok(())
    }

    fn add_forms(&mut self, forms: &[(FormKey, FormCounts)]) {
        for (key, counts) in forms {
            let totals = match self.forms.get_mut(key) {
                Some(totals) => totals,
                None => self.forms.entry(key.clone()).or_default(),
            };
            for (sum, count) in totals.statuses.iter_mut().zip(counts.statuses) {
                *sum += u64::from(count);
            }
            totals.documents += u64::from(counts.statuses[Status::Affirmed.index()] > 0);
        }
    }

    /// Finishes every table and leaves the folder ready to be committed.
    pub fn finish(
        mut self,
        corpus: &CorpusReport,
        course: &CourseCorpus,
        rows: impl Iterator<Item = CorpusRow>,
        problems: &[Problem],
        inputs: Vec<InputRecord>,
        manifest: impl FnOnce(Contents) -> Manifest,
    ) -> io::Result<Finished> {
        if self.metadata_in_header.is_none() {
            let header = self.document_header();
            self.documents.header(&header)?;
            self.metadata_in_header = Some(self.metadata.len());
        }
        let header = self.document_header();
        let extension = self.options.format.extension();
        let name = |stem: &str| format!("{stem}.{extension}");
        close(self.documents)?;
        if self.metadata_in_header != Some(self.metadata.len()) {
            let path = self.folder.path().join(name("documents"));
            let wide = self.folder.path().join(name("documents.wide"));
            table::repad(&path, &wide, self.options, &header)?;
            std::fs::rename(&wide, &path)?;
        }
        for table in [self.segments, self.matches, self.long, self.identifiers]
            .into_iter()
            .flatten()
        {
            close(table)?;
        }
        self.course.finish(course, self.pipeline)?;
        let open = |stem: &str| -> io::Result<Table> {
            Ok(TableWriter::new(
                self.folder.file(&name(stem))?,
                self.options,
            ))
        };
        close(corpus_table(open("corpus")?, rows)?)?;
        close(term_table(
            open("terms")?,
            &self.forms,
            self.pipeline,
            corpus.words(),
        )?)?;
        close(problem_table(open("skipped")?, problems)?)?;
        let metadata: Vec<String> = self.metadata.iter().map(|(_, name)| name.clone()).collect();
        let book = open("codebook")?;
        codebook::write(
            book,
            &self.pipeline.registry,
            &metadata,
            &self.wanted,
            &self.pipeline.picks,
            extension,
        )?
        .flush()?;
        self.counts.skipped = problems.len() as u64;
        let mut report_files: Vec<String> = std::fs::read_dir(self.folder.path())?
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .filter(|name| !name.as_ref().is_ok_and(|name| name.starts_with('.')))
            .collect::<io::Result<_>>()?;
        report_files.push("manifest.json".to_owned());
        report_files.sort();
        let counts = self.counts.clone();
        let manifest = manifest(Contents {
            counts,
            inputs,
            report_files,
        });
        let mut file = self.folder.file("manifest.json")?;
        serde_json::to_writer_pretty(&mut file, &manifest).map_err(io::Error::from)?;
        file.write_all(b"\n")?;
        file.flush()?;
        Ok(Finished {
            folder: self.folder,
            extension,
            forms: self.forms,
            counts: self.counts,
            identifiers: self.identifier_counts,
            identified: self.identified,
        })
    }

    /// Columns of documents before the metadata.
    fn fixed_columns(&self) -> usize {
        schema::DOCUMENT.len() + self.pipeline.registry.columns().len() + schema::DOCUMENT_END.len()
    }

    fn document_header(&self) -> Vec<String> {
        let mut header: Vec<String> = schema::DOCUMENT
            .iter()
            .map(|field| field.name.to_owned())
            .collect();
        header.extend(measure_names(self.pipeline.registry.columns()));
        header.extend(
            schema::DOCUMENT_END
                .iter()
                .map(|field| field.name.to_owned()),
        );
        header.extend(self.metadata.iter().map(|(_, name)| name.clone()));
        header
    }

    /// The column of a metadata key. A key that has the name of one of our columns becomes
    /// `meta_KEY`.
    fn metadata_column(&mut self, key: &str) {
        if self.metadata.len() >= MAX_METADATA
            || self.metadata.iter().any(|(known, _)| known == key)
        {
            return;
        }
        let is_ours = |name: &str| {
            schema::DOCUMENT
                .iter()
                .chain(&schema::DOCUMENT_END)
                .any(|field| field.name == name)
                || self
                    .pipeline
                    .registry
                    .columns()
                    .iter()
                    .any(|column| column.name == name)
                || self.metadata.iter().any(|(_, known)| known == name)
        };
        let mut name = key.to_owned();
        while is_ours(&name) {
            name = format!("meta_{name}");
        }
        self.metadata.push((key.to_owned(), name));
    }
}

/// What the manifest tells of the files.
pub struct Contents {
    /// Sums of the run.
    pub counts: CountRecord,
    /// What was read.
    pub inputs: Vec<InputRecord>,
    /// Names of the report's files.
    pub report_files: Vec<String>,
}

/// A report whose files are complete and closed, not yet in its place.
pub struct Finished {
    folder: ReportFolder,
    extension: &'static str,
    forms: BTreeMap<FormKey, FormTotals>,
    /// Sums of the run.
    pub counts: CountRecord,
    /// Possible identifiers by kind.
    pub identifiers: BTreeMap<Kind, u64>,
    /// Documents that hold any.
    pub identified: u64,
}

impl Finished {
    /// Puts the folder in its place.
    pub fn commit(self) -> Result<Destination, FolderError> {
        self.folder.commit().map(Destination::Folder)
    }

    /// Copies `documents.csv` to a writer; the folder is removed.
    pub fn stream(self, mut out: impl Write) -> io::Result<Destination> {
        let path = self
            .folder
            .path()
            .join(format!("documents.{}", self.extension));
        let mut file = File::open(path)?;
        io::copy(&mut file, &mut out)?;
        out.flush()?;
        Ok(Destination::Stdout)
    }

    /// The forms with most affirmed hits of a unit: form and hits.
    pub fn top_forms(&self, unit: crate::measure::UnitId, most: usize) -> Vec<(String, u64)> {
        let mut forms: BTreeMap<&str, u64> = BTreeMap::new();
        for (key, totals) in self.forms.iter().filter(|(key, _)| key.unit == unit) {
            *forms.entry(&key.form).or_default() += totals.statuses[0];
        }
        let mut forms: Vec<(String, u64)> = forms
            .into_iter()
            .map(|(form, hits)| (form.to_owned(), hits))
            .collect();
        forms.retain(|(_, hits)| *hits > 0);
        forms.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        forms.truncate(most);
        forms
    }
}

fn measure_names(columns: &[Column]) -> Vec<String> {
    columns.iter().map(|column| column.name.clone()).collect()
}
