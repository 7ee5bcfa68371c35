//! `codebook.csv`: what every column of every file means.

use std::borrow::Cow;
use std::io::{self, Write};

use super::course;
use super::schema::{self, Field};
use super::table::{Cell, TableWriter};
use super::writer::Wanted;
use crate::course::{CourseSettings, Picks};
use crate::measure::{Column, Registry};

/// What a column of a file means.
#[derive(Clone, Debug)]
pub struct Meaning<'a> {
    /// The file, without extension.
    pub file: &'static str,
    /// Name in the header.
    pub column: Cow<'a, str>,
    /// Unit.
    pub unit: Cow<'a, str>,
    /// What it says.
    pub definition: Cow<'a, str>,
    /// How it is made; may be empty.
    pub formula: Cow<'a, str>,
    /// Where the formula or the idea comes from.
    pub source: Cow<'a, str>,
}

impl<'a> Meaning<'a> {
    fn of_field(file: &'static str, field: &Field) -> Meaning<'a> {
        Meaning {
            file,
            column: field.name.into(),
            unit: field.unit.into(),
            definition: field.definition.into(),
            formula: field.formula.into(),
            source: field.source.into(),
        }
    }

    fn of_column(file: &'static str, column: &'a Column) -> Meaning<'a> {
        Meaning {
            file,
            column: column.name.as_str().into(),
            unit: column.unit.into(),
            definition: column.definition.as_str().into(),
            formula: column.formula.as_str().into(),
            source: column.source.as_str().into(),
        }
    }
}

/// The columns of the files that are wanted, or of all files there can be, in the order of the
/// codebook; metadata of inputs come behind those of `documents`.
pub fn meanings<'a>(
    registry: &'a Registry,
    picks: &Picks,
    wanted: Option<&Wanted>,
) -> Vec<Meaning<'a>> {
    let is = |wanted_by: fn(&Wanted) -> bool| wanted.is_none_or(wanted_by);
    let mut rest: Vec<(&'static str, &[Field], bool)> = vec![
        ("corpus", &schema::CORPUS, true),
        ("terms", &schema::TERM, true),
        ("segments", &schema::SEGMENT, is(|w| w.segments)),
        ("matches", &schema::MATCH, is(|w| w.matches)),
        ("matches", &schema::EXCERPT, is(|w| w.matches && w.excerpts)),
        ("documents_long", &schema::LONG, is(|w| w.long)),
        ("identifiers", &schema::IDENTIFIER, is(|w| w.identifiers)),
    ];
    let none = CourseSettings::default();
    let of_course = course::schema(wanted.map_or(&none, |wanted| &wanted.course));
    rest.extend(of_course.map(|(file, fields, given)| (file, fields, given || wanted.is_none())));
    rest.push(("skipped", &schema::SKIPPED, true));
    rest.push(("codebook", &schema::CODEBOOK, true));
    let documents = "documents";
    let fields = |file, fields: &[Field]| -> Vec<Meaning<'a>> {
        let all = fields.iter().map(|field| Meaning::of_field(file, field));
        all.collect()
    };
    let mut all = fields(documents, &schema::DOCUMENT);
    let columns = registry.columns().iter();
    all.extend(columns.map(|column| Meaning::of_column(documents, column)));
    all.extend(fields(documents, &schema::DOCUMENT_END));
    for (file, of_file, _) in rest.into_iter().filter(|(_, _, wanted)| *wanted) {
        all.extend(fields(file, of_file));
        if file == "dyads" {
            all.extend(course::by_lexicon(picks).into_iter().map(|column| {
                let [column, unit, definition, formula] = column.map(Cow::Owned);
                let source = "docs/course.md".into();
                Meaning {
                    file,
                    column,
                    unit,
                    definition,
                    formula,
                    source,
                }
            }));
        }
        if file == "segments" {
            let columns = registry.of_segments().iter();
            all.extend(columns.map(|column| Meaning::of_column(file, column)));
        }
    }
    all
}

/// Writes the codebook of the files that were asked for.
pub(super) fn write<W: Write>(
    mut table: TableWriter<W>,
    registry: &Registry,
    metadata: &[String],
    wanted: &Wanted,
    picks: &Picks,
    extension: &str,
) -> io::Result<W> {
    table.header(&schema::CODEBOOK.map(|field| field.name))?;
    let all = meanings(registry, picks, Some(wanted));
    let behind = all.partition_point(|meaning| meaning.file == "documents");
    let given: Vec<Meaning<'_>> = metadata.iter().map(|key| given(key)).collect();
    let (documents, others) = all.split_at(behind);
    for meaning in documents.iter().chain(&given).chain(others) {
        let file = format!("{}.{extension}", meaning.file);
        let cells = [
            file.as_str(),
            &meaning.column,
            &meaning.unit,
            &meaning.definition,
            &meaning.formula,
            &meaning.source,
        ];
        table.row(&cells.map(Cell::from))?;
    }
    table.finish()
}

/// A column of metadata.
fn given(key: &str) -> Meaning<'_> {
    Meaning {
        file: "documents",
        column: key.into(),
        unit: "as given".into(),
        definition: "Metadata of the input, carried through.".into(),
        formula: "".into(),
        source: "the input".into(),
    }
}
