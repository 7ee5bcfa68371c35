//! What a file is that has the name of another kind.

use super::package::{Package, encrypted};
use crate::read::{Format, ReadError, decode};

/// First bytes of compound files: old Office documents, and new ones with a password.
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Refuses files that cannot be of this format, and says what they seem to be. Packages are only
/// told apart once they are open, by [`check_package`].
///
/// # Errors
/// `encrypted` for Office files with a password, `wrong_format` for others.
pub(super) fn check(bytes: &[u8], format: Format) -> Result<(), ReadError> {
    if bytes.starts_with(COMPOUND) {
        return Err(compound(bytes));
    }
    let is_package = bytes.starts_with(b"PK");
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let fits = match format {
        Format::Rtf => start.trim_ascii_start().starts_with(b"{\\rtf"),
        Format::Odt => is_package || is_flat(bytes),
        _ => is_package,
    };
    if fits {
        return Ok(());
    }
    if bytes.is_empty() {
        return Err(ReadError::new(
            "damaged",
            "the file is empty: it holds not even an empty document",
            "look for the file that should stand here, or leave it out",
        ));
    }
    let found = match decode::looks_like(bytes) {
        Some(known) => known,
        None if is_flat(bytes) => "a flat OpenDocument text (.fodt)",
        None => match decode::decode(bytes, decode::Choice::Auto) {
            Ok(_) => "plain text",
            Err(decode::DecodeError::Binary { looks_like }) => looks_like,
            Err(_) => "text in a wide encoding",
        },
    };
    Err(wrong_format(found, format))
}

/// Refuses packages that are of another kind.
///
/// # Errors
/// `wrong_format`, or the limit that reading the kind goes over.
pub(super) fn check_package(package: &mut Package<'_>, format: Format) -> Result<(), ReadError> {
    let kind = match package.part("mimetype", "the kind of the file (mimetype)") {
        Ok(part) => part.unwrap_or_default(),
        Err(error) if error.reason == "damaged" => Vec::new(),
        Err(error) => return Err(error),
    };
    let found = match kind.trim_ascii() {
        b"application/epub+zip" => decode::EPUB,
        kind if kind.starts_with(b"application/vnd.oasis.opendocument.text") => decode::ODT,
        kind if kind.starts_with(b"application/vnd.oasis.opendocument") => {
            "an OpenDocument file that is no text"
        }
        _ if package.has("word/document.xml") => decode::DOCX,
        _ if package.has("xl/workbook.xml") => decode::XLSX,
        _ if package.has("ppt/presentation.xml") => "a PowerPoint presentation (.pptx)",
        _ if package.has("META-INF/container.xml") => decode::EPUB,
        _ if package.has("content.xml") => decode::ODT,
        // Nothing tells: what is missing is told by the reader.
        _ => return Ok(()),
    };
    if found == name_of(format) {
        Ok(())
    } else {
        Err(wrong_format(found, format))
    }
}

fn name_of(format: Format) -> &'static str {
    match format {
        Format::Docx => decode::DOCX,
        Format::Odt => decode::ODT,
        Format::Rtf => decode::RTF,
        _ => decode::EPUB,
    }
}

fn wrong_format(found: &str, wanted: Format) -> ReadError {
    ReadError::new(
        "wrong_format",
        format!("looks like {found}, not like {}", name_of(wanted)),
        "give the file the extension of what it is, or name that with `--format`",
    )
}

/// True for the start of a flat OpenDocument file, in any encoding.
fn is_flat(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    let head: Vec<u8> = head.iter().copied().filter(|&byte| byte != 0).collect();
    let holds = |wanted: &[u8]| head.windows(wanted.len()).any(|window| window == wanted);
    holds(b"urn:oasis:names:tc:opendocument")
}

/// What a compound file is, by the names of its streams, which stand there in UTF-16.
fn compound(bytes: &[u8]) -> ReadError {
    let holds = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    if holds("EncryptedPackage") {
        return encrypted();
    }
    let (what, help) = if holds("WordDocument") {
        (
            "is an old Word document (.doc)",
            "open it in Word or LibreOffice and save it as .docx",
        )
    } else {
        (
            "is an old Office document",
            "open it in the program that made it and save it in a new format",
        )
    };
    ReadError::new("unsupported_format", what, help)
}
