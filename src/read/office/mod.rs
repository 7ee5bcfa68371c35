//! Office files → documents: Word, OpenDocument text, rich text, EPUB.
//!
//! What a reader of the printed page takes for the text is read: tracked insertions, tables cell by
//! cell, text boxes once, notes as blocks of their own behind the paragraph that refers to them.
//! Deletions, comments, page headers and footers, hidden text, prompts of forms, tables of
//! contents, alternative texts of pictures, formulas and everything that a file says about its
//! author are not.

mod builder;
mod columns;
mod docx;
mod epub;
mod fields;
mod left_out;
mod odt;
mod package;
mod rtf;
mod sniff;
#[cfg(test)]
mod tests;
mod xml;

use super::{Format, Options, ReadError};
use crate::text::{Document, Loss};
use package::{damaged, too_large};
use xml::XmlError;

/// Reads a docx, odt, rtf or epub file. The map of the document is the identity: positions count
/// in the text that was taken out.
///
/// Cost: linear in the unpacked bytes; memory a small multiple of the largest part.
///
/// # Errors
/// If the bytes are another kind of file, are damaged, encrypted, or go over a limit.
pub(super) fn read(bytes: &[u8], format: Format, options: &Options) -> Result<Document, ReadError> {
    sniff::check(bytes, format)?;
    let document = match format {
        Format::Docx => docx::read(bytes, options)?,
        Format::Odt => odt::read(bytes, options)?,
        Format::Rtf => rtf::read(bytes, options)?,
        Format::Epub => epub::read(bytes, options)?,
        _ => return Err(ReadError::unsupported(format)),
    };
    if u32::try_from(document.text.len()).is_err() {
        return Err(too_large("holds more than 4 GiB of text"));
    }
    Ok(document)
}

/// What a broken place in XML means for a part.
fn xml_error(error: XmlError, shown: &str, options: &Options) -> ReadError {
    match error {
        XmlError::Broken(at) => damaged(format!("{shown} is broken at byte {at}")),
        XmlError::TooDeep => too_large(format!(
            "{shown} is nested deeper than the limit of {} elements",
            options.limits.depth
        )),
    }
}

/// A part was read up to a broken place, or not at all: the rest of the document stands.
fn part_lost(error: &ReadError, what_remains: &str) -> Loss {
    Loss {
        reason: error.reason,
        detail: format!("{}, {what_remains}; {}", error.what, error.help),
        fatal: true,
    }
}

/// Places of a part that could not be decoded.
fn undecoded(places: u64, shown: &str) -> Option<Loss> {
    (places > 0).then(|| Loss {
        reason: "invalid_bytes",
        detail: format!(
            "{places} places of {shown} are not valid in its encoding and were read as U+FFFD; save the file again in the program that made it"
        ),
        fatal: true,
    })
}
