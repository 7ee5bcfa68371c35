//! `codebook.csv`: what every column of every file means.

use std::io::{self, Write};

use super::course;
use super::schema::{self, Field};
use super::table::{Cell, TableWriter};
use super::writer::Wanted;
use crate::course::Picks;
use crate::measure::Registry;

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
    let docs = "docs/semantics.md";
    let mut line = |file: &str, name: &str, unit: &str, what: &str, formula: &str, source: &str| {
        let file = format!("{file}.{extension}");
        table.row(&[file.as_str(), name, unit, what, formula, source].map(Cell::from))
    };
    for field in schema::DOCUMENT {
        line(
            "documents",
            field.name,
            field.unit,
            field.definition,
            "",
            docs,
        )?;
    }
    for column in registry.columns() {
        line(
            "documents",
            &column.name,
            column.unit,
            &column.definition,
            &column.formula,
            &column.source,
        )?;
    }
    for field in schema::DOCUMENT_END {
        line(
            "documents",
            field.name,
            field.unit,
            field.definition,
            "",
            docs,
        )?;
    }
    for key in metadata {
        line(
            "documents",
            key,
            "as given",
            "Metadata of the input, carried through.",
            "",
            "the input",
        )?;
    }
    let mut rest: Vec<(&str, &[Field], bool)> = vec![
        ("corpus", &schema::CORPUS, true),
        ("terms", &schema::TERM, true),
        ("segments", &schema::SEGMENT, wanted.segments),
        ("matches", &schema::MATCH, wanted.matches),
        (
            "matches",
            &schema::EXCERPT,
            wanted.matches && wanted.excerpts,
        ),
        ("documents_long", &schema::LONG, wanted.long),
        ("identifiers", &schema::IDENTIFIER, wanted.identifiers),
    ];
    rest.extend(course::schema(&wanted.course));
    for (file, fields, _) in rest.into_iter().filter(|(_, _, wanted)| *wanted) {
        for field in fields {
            let Field {
                formula, source, ..
            } = field;
            line(
                file,
                field.name,
                field.unit,
                field.definition,
                formula,
                source,
            )?;
        }
        if file == "dyads" {
            for column in course::by_lexicon(picks) {
                let [name, unit, definition, formula] = column.each_ref().map(String::as_str);
                line(file, name, unit, definition, formula, "docs/course.md")?;
            }
        }
        if file == "segments" {
            for column in registry.of_segments() {
                line(
                    file,
                    &column.name,
                    column.unit,
                    &column.definition,
                    &column.formula,
                    &column.source,
                )?;
            }
        }
    }
    for (file, fields) in [
        ("skipped", &schema::SKIPPED[..]),
        ("codebook", &schema::CODEBOOK[..]),
    ] {
        for field in fields {
            line(file, field.name, field.unit, field.definition, "", docs)?;
        }
    }
    table.finish()
}
