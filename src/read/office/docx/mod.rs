//! Word files (Office Open XML, also strict, also with macros) → document.

mod body;
mod elements;
mod styles;

use std::collections::HashMap;

use super::package::{Package, damaged};
use super::sniff::check_package;
use super::xml::{self, Step, Xml};
use super::{part_lost, undecoded, xml_error};
use crate::read::{Format, Options, ReadError};
use crate::text::{Document, Loss};
use body::{Body, Notes};
use styles::Styles;

/// How messages call the parts, whatever their names in the package are.
const MAIN: &str = "the main part (word/document.xml)";
const FOOTNOTES: &str = "the footnotes (word/footnotes.xml)";
const ENDNOTES: &str = "the endnotes (word/endnotes.xml)";
const STYLES: &str = "the styles (word/styles.xml)";
const RELATIONS: &str = "the list of parts (.rels)";

/// Reads a Word file.
pub(super) fn read(bytes: &[u8], options: &Options) -> Result<Document, ReadError> {
    let mut package = Package::open(bytes, &options.limits)?;
    check_package(&mut package, Format::Docx)?;
    let mut losses = Vec::new();
    if package.has_duplicates() {
        losses.push(duplicates());
    }
    let roots = relations(&mut package, "_rels/.rels", options, &mut losses)?;
    let main = roots
        .get("officeDocument")
        .map_or_else(|| "word/document.xml".to_owned(), |target| join("", target));
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
    let list = join(folder, &format!("_rels/{file}.rels"));
    let related = relations(&mut package, &list, options, &mut losses)?;
    let part_name = |kind: &str, usual: &str| {
        let target = related.get(kind).map_or(usual, String::as_str);
        join(folder, target)
    };

    let name = part_name("styles", "styles.xml");
    let styles = optional(&mut package, &name, STYLES, &mut losses)?;
    let styles = match styles {
        Some(text) => styles::read(&text, options).unwrap_or_else(|error| {
            let error = xml_error(error, STYLES, options);
            losses.push(part_lost(&error, "headings and lists may be missed"));
            Styles::default()
        }),
        None => Styles::default(),
    };
    let mut notes = Notes::default();
    for (kind, usual, shown) in [
        ("footnotes", "footnotes.xml", FOOTNOTES),
        ("endnotes", "endnotes.xml", ENDNOTES),
    ] {
        let name = part_name(kind, usual);
        if let Some(text) = optional(&mut package, &name, shown, &mut losses)? {
            let mut body = Body::new(&styles, Notes::default());
            if let Err(error) = body.read(&text, options) {
                let error = limit_or_damage(xml_error(error, shown, options))?;
                losses.push(part_lost(&error, "what stands behind is not read"));
            }
            notes.add(kind, body);
        }
    }
    let text = package.part(&main, MAIN)?;
    let text = text.ok_or_else(|| damaged(format!("{MAIN} is missing")))?;
    let (text, places) = xml::decode(text);
    losses.extend(undecoded(places, MAIN));
    let mut body = Body::new(&styles, notes);
    let outcome = body.read(&text, options);
    if !body.found_text {
        let what = format!("{MAIN} holds no text of Word");
        return Err(
            outcome.map_or_else(|error| xml_error(error, MAIN, options), |()| damaged(what))
        );
    }
    drop(text);
    if let Err(error) = outcome {
        let error = limit_or_damage(xml_error(error, MAIN, options))?;
        if body.builder.size() == 0 {
            return Err(error);
        }
        losses.push(part_lost(&error, "what stands behind is not read"));
    }
    if body.missing_notes > 0 {
        losses.push(Loss {
            reason: "missing_note",
            detail: format!(
                "{} notes are referred to, but are not in the file; open it in Word and save it again",
                body.missing_notes
            ),
            fatal: true,
        });
    }
    if body.unended_field() {
        losses.push(Loss {
            reason: "damaged",
            detail: "a table of contents or an index has no end, so the text behind it is not read; open it in Word and save it again".to_owned(),
            fatal: true,
        });
    }
    let mut document = body.builder.finish();
    document.losses.extend(losses);
    Ok(document)
}

/// Two parts of one name: programs differ in which they show.
pub(super) fn duplicates() -> Loss {
    Loss {
        reason: "duplicate_member",
        detail: "two parts of the file have the same name and the last one was read; save the file again in the program that made it".to_owned(),
        fatal: true,
    }
}

/// A limit ends the reading, damage may only cost a part.
fn limit_or_damage(error: ReadError) -> Result<ReadError, ReadError> {
    if error.reason == "damaged" {
        Ok(error)
    } else {
        Err(error)
    }
}

/// A part whose loss costs less than the text.
fn optional(
    package: &mut Package<'_>,
    name: &str,
    shown: &str,
    losses: &mut Vec<Loss>,
) -> Result<Option<String>, ReadError> {
    match package.part(name, shown).map_err(limit_or_damage) {
        Ok(Some(bytes)) => {
            let (text, places) = xml::decode(bytes);
            losses.extend(undecoded(places, shown));
            Ok(Some(text))
        }
        Ok(None) => Ok(None),
        Err(Ok(error)) => {
            losses.push(part_lost(&error, "so it is not read"));
            Ok(None)
        }
        Err(Err(error)) => Err(error),
    }
}

/// Last word of the type → target, for parts inside the package; the first of each type.
fn relations(
    package: &mut Package<'_>,
    name: &str,
    options: &Options,
    losses: &mut Vec<Loss>,
) -> Result<HashMap<String, String>, ReadError> {
    let mut found = HashMap::new();
    let Some(text) = optional(package, name, RELATIONS, losses)? else {
        return Ok(found);
    };
    let mut xml = Xml::new(&text, options.limits.depth);
    loop {
        match xml.next() {
            Ok(Step::Open(element)) if element.name() == "Relationship" => {
                let external = element.attribute("TargetMode").as_deref() == Some("External");
                if let (false, Some(kind), Some(target)) = (
                    external,
                    element.attribute("Type"),
                    element.attribute("Target"),
                ) {
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    found.entry(kind).or_insert(target);
                }
            }
            Ok(Step::End) => return Ok(found),
            Ok(_) => {}
            Err(error) => {
                let error = limit_or_damage(xml_error(error, RELATIONS, options))?;
                losses.push(part_lost(
                    &error,
                    "parts are looked for under their usual names",
                ));
                return Ok(found);
            }
        }
    }
}

/// A target relative to a folder as the name of a part: `..` goes up, and never out.
pub(super) fn join(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = if target.starts_with('/') {
        Vec::new()
    } else {
        folder.split('/').filter(|part| !part.is_empty()).collect()
    };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}
