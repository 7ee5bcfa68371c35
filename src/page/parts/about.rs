//! What stands behind the page: what was not read, what columns mean, how the run was made.

use std::collections::BTreeMap;

use super::{Part, name};
use crate::page::book::Book;
use crate::page::content::{Block, Cell, Section, Table, numbers, words as text};
use crate::page::number::{grouped, plural};
use crate::page::{PageError, words};
use crate::report::table::visible;

/// Rows of skipped inputs.
const MOST_SKIPPED: usize = 500;
/// Inputs that are named.
const MOST_INPUTS: usize = 200;

/// Inputs that were not read, or not wholly.
///
/// # Errors
/// If the table cannot be read.
pub(crate) fn skipped(book: &Book<'_>) -> Result<Part, PageError> {
    let mut section = Section::new("skipped", "What was not read, and what to look at");
    let mut table = Table::new(
        "skipped-table",
        "Inputs with a remark",
        vec![
            text("Input"),
            text("Reason"),
            text("What happened"),
            text("Kind"),
        ],
    );
    if let Some(mut sheet) = book.folder.table("skipped")? {
        while let Some(row) = sheet.next()? {
            table.rows.push(vec![
                name(row.text("path")),
                Cell::from(words::flags(&row.text("reason"))),
                Cell::from(row.text("detail")),
                Cell::from(row.text("severity")),
            ]);
        }
    }
    if table.rows.is_empty() {
        section.text("Everything that was named or found was read, without a remark.");
    } else {
        section.text("Nothing here is counted as zero: an input that was not read is in no number of this page.");
        table.tools = true;
        section.table(table.capped(MOST_SKIPPED, &book.folder.file("skipped.csv")));
    }
    identifiers(book, &mut section)?;
    Ok(Part::Here(section))
}

/// How often a text may still tell who somebody is, by kind: no places, no values.
fn identifiers(book: &Book<'_>, section: &mut Section) -> Result<(), PageError> {
    let Some(mut sheet) = book.folder.table("identifiers")? else {
        return Ok(());
    };
    let mut kinds: BTreeMap<String, (u64, u64, String)> = BTreeMap::new();
    while let Some(row) = sheet.next()? {
        let found = kinds.entry(row.text("kind")).or_default();
        found.0 += 1;
        // Rows of one document stand together.
        if found.1 == 0 || found.2 != row.raw("document") {
            found.1 += 1;
            row.raw("document").clone_into(&mut found.2);
        }
    }
    section.heading("What may still tell who somebody is");
    if kinds.is_empty() {
        section.text("Nothing was found by its form. That is no proof: a story alone can tell who somebody is.");
        return Ok(());
    }
    section.text(format!(
        "Found by their form, in the texts, not on this page; their places are in {}. The list is never complete.",
        book.folder.file("identifiers.csv")
    ));
    let mut table = Table::new(
        "identifiers-table",
        "Possible identifiers in the texts",
        vec![text("Kind"), numbers("Places"), numbers("Texts")],
    );
    table.rows = kinds
        .into_iter()
        .map(|(kind, (places, texts, _))| {
            vec![
                name(words::upper_first(&words::flags(&kind))),
                Cell::from(places),
                Cell::from(texts),
            ]
        })
        .collect();
    section.table(table);
    Ok(())
}

/// What the columns of the files mean.
///
/// # Errors
/// If the table cannot be read.
pub(crate) fn codebook(book: &Book<'_>) -> Result<Part, PageError> {
    let Some(mut sheet) = book.folder.table("codebook")? else {
        return Ok(Part::Nothing);
    };
    // Segments have the columns of documents: what means the same is said once. Columns of
    // metadata are left out: their names may be private.
    let mut found: Vec<(Vec<String>, [String; 5])> = Vec::new();
    let mut places: BTreeMap<[String; 5], usize> = BTreeMap::new();
    while let Some(row) = sheet.next()? {
        // Columns of ours in other files may be as given as well.
        if row.raw("unit") == "as given" && row.raw("file").starts_with("documents.") {
            continue;
        }
        let what =
            ["column", "unit", "definition", "formula", "source"].map(|column| row.text(column));
        let file = row.text("file");
        if let Some(&at) = places.get(&what) {
            found[at].0.push(file);
        } else {
            places.insert(what.clone(), found.len());
            found.push((vec![file], what));
        }
    }
    let mut table = Table::new(
        "codebook-table",
        "Columns of the report’s files",
        vec![
            text("Column"),
            text("File"),
            text("Unit"),
            text("What it is"),
            text("Formula"),
            text("Source"),
        ],
    );
    for (files, [column, unit, definition, formula, source]) in found {
        table.rows.push(vec![
            name(column),
            Cell::from(files.join(", ")),
            Cell::from(unit),
            Cell::from(definition),
            Cell::from(formula),
            Cell::from(source),
        ]);
    }
    table.tools = true;
    table.folded = true;
    let mut section = Section::new("codebook", "What each column means");
    section.text("The numbers of this page come from the tables that “feltsense scan” writes. Each of their columns is explained here, with its formula and where it comes from.");
    section.table(table);
    Ok(Part::Here(section))
}

/// How the run was made.
pub(crate) fn manifest(book: &Book<'_>) -> Part {
    let manifest = &book.folder.manifest;
    let mut section = Section::new("manifest", "How this was made");
    section.text(
        "With the same texts and these settings, the same numbers come out again, byte for byte.",
    );
    let mut lists = Table::new(
        "lists",
        "Word lists",
        vec![text("Name"), text("Version"), text("SHA-256 of its file")],
    );
    let language = std::iter::once(&manifest["language"]);
    for list in manifest["lexicons"]
        .as_array()
        .into_iter()
        .flatten()
        .chain(language)
    {
        let of = |key: &str| shown(&list[key]);
        lists.rows.push(vec![
            name(of("name")),
            Cell::from(of("version")),
            Cell::from(of("sha256")),
        ]);
    }
    section.table(lists);
    let mut settings = Table::new("settings", "Settings", vec![text("Setting"), text("Value")]);
    for (key, value) in manifest["settings"].as_object().into_iter().flatten() {
        let value = shown(value);
        if !value.is_empty() {
            settings
                .rows
                .push(vec![name(visible(key).into_owned()), Cell::from(value)]);
        }
    }
    settings.folded = true;
    section.table(settings);
    let inputs = manifest["inputs"].as_array().map_or(&[][..], Vec::as_slice);
    let mut kinds: BTreeMap<(String, String), (u64, u64)> = BTreeMap::new();
    for input in inputs {
        let kind = (shown(&input["format"]), shown(&input["encoding"]));
        let sums = kinds.entry(kind).or_default();
        sums.0 += 1;
        sums.1 += input["bytes"].as_u64().unwrap_or(0);
    }
    let mut table = Table::new(
        "input-kinds",
        format!(
            "{} by format",
            plural(inputs.len() as u64, "input", "inputs")
        ),
        vec![
            text("Format"),
            text("Encoding"),
            numbers("Inputs"),
            numbers("Bytes"),
        ],
    );
    table.rows = kinds
        .into_iter()
        .map(|((format, encoding), (count, bytes))| {
            vec![
                name(format),
                Cell::from(encoding),
                Cell::from(count),
                Cell::from(bytes),
            ]
        })
        .collect();
    section.table(table);
    let mut named = Table::new(
        "inputs",
        "Inputs with their SHA-256",
        vec![text("Input"), numbers("Bytes"), text("SHA-256")],
    );
    named.rows = inputs
        .iter()
        .map(|input| {
            vec![
                name(shown(&input["path"])),
                Cell::from(input["bytes"].as_u64().unwrap_or(0)),
                Cell::from(shown(&input["sha256"])),
            ]
        })
        .collect();
    named.folded = true;
    section.table(named.capped(MOST_INPUTS, &book.folder.file("manifest.json")));
    Part::Here(section)
}

/// A value of the manifest for people: text without quotes, nothing for null.
fn shown(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::Bool(true) => "yes".to_owned(),
        serde_json::Value::Bool(false) => "no".to_owned(),
        serde_json::Value::String(text) => visible(text).into_owned(),
        serde_json::Value::Array(all) if all.is_empty() => String::new(),
        serde_json::Value::Object(all) if all.is_empty() => String::new(),
        serde_json::Value::Number(number) => match number.as_u64() {
            Some(count) => grouped(count),
            None => number.to_string(),
        },
        other => visible(&other.to_string()).into_owned(),
    }
}

/// What would be here with other options or texts.
pub(crate) fn absent(parts: Vec<(String, String)>) -> Option<Section> {
    if parts.is_empty() {
        return None;
    }
    let mut section = Section::new("absent", "What is not on this page");
    section.text(
        "These parts are left out, because the report does not hold their numbers. They come with:",
    );
    section.blocks.push(Block::Glossary { entries: parts });
    Some(section)
}
