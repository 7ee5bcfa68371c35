//! OpenDocument text, packed or flat → document.

mod body;
mod styles;

use super::docx::duplicates;
use super::package::{Package, damaged, encrypted};
use super::sniff::check_package;
use super::xml::{self, Step, Xml};
use super::{part_lost, undecoded, xml_error};
use crate::read::{Format, Options, ReadError};
use crate::text::{Document, Loss};
use body::Body;
use styles::Styles;

const CONTENT: &str = "the main part (content.xml)";
const STYLES: &str = "the styles (styles.xml)";
const MANIFEST: &str = "META-INF/manifest.xml";

/// Reads an OpenDocument text.
pub(super) fn read(bytes: &[u8], options: &Options) -> Result<Document, ReadError> {
    if !bytes.starts_with(b"PK") {
        let (text, places) = xml::decode(bytes.to_vec());
        let shown = "the file";
        let mut styles = Styles::default();
        // A broken place is found again, and told, by the reader of the text.
        let _ = styles.read(&text, options);
        return document(
            &text,
            shown,
            &styles,
            undecoded(places, shown).into_iter().collect(),
            options,
        );
    }
    let mut package = Package::open(bytes, &options.limits)?;
    check_package(&mut package, Format::Odt)?;
    let mut losses = Vec::new();
    if package.has_duplicates() {
        losses.push(duplicates());
    }
    if is_encrypted(&mut package, options) {
        return Err(encrypted());
    }
    let mut styles = Styles::default();
    match package.part("styles.xml", STYLES) {
        Ok(Some(part)) => {
            let (text, places) = xml::decode(part);
            losses.extend(undecoded(places, STYLES));
            if let Err(error) = styles.read(&text, options) {
                let error = xml_error(error, STYLES, options);
                losses.push(part_lost(&error, "hidden text may be taken for text"));
            }
        }
        Ok(None) => {}
        Err(error) if error.reason == "damaged" => {
            losses.push(part_lost(&error, "hidden text may be taken for text"));
        }
        Err(error) => return Err(error),
    }
    let part = package.part("content.xml", CONTENT)?;
    let part = part.ok_or_else(|| damaged(format!("{CONTENT} is missing")))?;
    drop(package);
    let (text, places) = xml::decode(part);
    losses.extend(undecoded(places, CONTENT));
    let _ = styles.read(&text, options);
    document(&text, CONTENT, &styles, losses, options)
}

fn document(
    text: &str,
    shown: &str,
    styles: &Styles,
    mut losses: Vec<Loss>,
    options: &Options,
) -> Result<Document, ReadError> {
    let mut body = Body::new(styles);
    let outcome = body.read(text, options);
    if let Err(error) = outcome {
        let error = xml_error(error, shown, options);
        if error.reason != "damaged" || body.builder.size() == 0 {
            return Err(error);
        }
        losses.push(part_lost(&error, "what stands behind is not read"));
    } else if !body.found_text {
        let what = format!("{shown} holds no text document (it may be a sheet or a presentation)");
        return Err(ReadError::new(
            "wrong_format",
            what,
            "save it as a text document, or its tables as CSV",
        ));
    }
    let mut document = body.builder.finish();
    document.losses.extend(losses);
    Ok(document)
}

/// True if the manifest says that parts are encrypted.
fn is_encrypted(package: &mut Package<'_>, options: &Options) -> bool {
    if package.has("encrypted-package") {
        return true;
    }
    let Ok(Some(part)) = package.part(MANIFEST, "the manifest (META-INF/manifest.xml)") else {
        return false;
    };
    let (text, _) = xml::decode(part);
    let mut xml = Xml::new(&text, options.limits.depth);
    // Only of the text: a picture or a signature may be encrypted on its own.
    let mut in_text = false;
    loop {
        match xml.next() {
            Ok(Step::Open(element)) => match element.name() {
                "file-entry" => {
                    let path = element.attribute("full-path").unwrap_or_default();
                    in_text = path == "content.xml";
                }
                "encryption-data" if in_text => return true,
                _ => {}
            },
            Ok(Step::End) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}
