//! Bytes → objects of a PDF, also where its table of objects is broken.

use std::collections::BTreeMap;
use std::fmt::Write;

use pdf_extract::{Document, LoadOptions, Object};

use super::streams::is_within;
use crate::read::ReadError;

/// Most bytes that one stream of objects may unpack to.
const OBJECTS_LIMIT: usize = 256 << 20;

/// A PDF and whether its table of objects had to be made anew.
pub(super) struct Loaded {
    pub(super) document: Document,
    pub(super) is_repaired: bool,
}

/// Loads a PDF. One that is encrypted without a password to read it is decrypted.
///
/// # Errors
/// If it asks for a password, or holds no pages that can be found.
pub(super) fn load(bytes: &[u8]) -> Result<Loaded, ReadError> {
    let damaged = |what: &str| {
        ReadError::new(
            "damaged",
            what,
            "open it in a PDF viewer and print it to a new PDF, or take its text out with pdftotext",
        )
    };
    if !bytes[..bytes.len().min(1024)]
        .windows(5)
        .any(|window| window == b"%PDF-")
    {
        return Err(damaged("this is no PDF: `%PDF-` is missing at its start"));
    }
    let first = attempt(bytes)?;
    if let Some(document) = first {
        return Ok(Loaded {
            document,
            is_repaired: false,
        });
    }
    if is_locked(bytes) {
        return Err(encrypted());
    }
    let repaired = with_new_table(bytes).map(|bytes| attempt(&bytes));
    match repaired.transpose()?.flatten() {
        Some(document) => Ok(Loaded {
            document,
            is_repaired: true,
        }),
        None => Err(damaged("the PDF is damaged: no pages can be found in it")),
    }
}

/// The document, if it can be loaded and has pages.
fn attempt(bytes: &[u8]) -> Result<Option<Document>, ReadError> {
    let options = LoadOptions {
        password: None,
        filter: Some(keep),
        strict: false,
    };
    let Ok(mut document) = Document::load_mem_with_options(bytes, options) else {
        if is_locked(bytes) {
            return Err(encrypted());
        }
        return Ok(None);
    };
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err(encrypted());
    }
    let has_pages = document.page_iter().next().is_some();
    Ok(has_pages.then_some(document))
}

fn encrypted() -> ReadError {
    ReadError::new(
        "encrypted",
        "the PDF is encrypted and asks for a password",
        "save it without a password, for example with `qpdf --decrypt`",
    )
}

/// True if a file that could not be loaded says that it is encrypted.
fn is_locked(bytes: &[u8]) -> bool {
    let end = &bytes[bytes.len().saturating_sub(4096)..];
    let says = |part: &[u8]| part.windows(8).any(|window| window == b"/Encrypt");
    says(end) || says(&bytes[..bytes.len().min(4096)])
}

/// Leaves out streams of objects that would unpack to more than the limit.
fn keep(id: (u32, u16), object: &mut Object) -> Option<((u32, u16), Object)> {
    match object {
        Object::Stream(stream) => {
            let is_kept = !stream.dict.has_type(b"ObjStm") || is_within(stream, OBJECTS_LIMIT);
            // What is given back counts for the objects inside such a stream only.
            is_kept.then_some((id, Object::Null))
        }
        object => Some((id, object.clone())),
    }
}

/// The file with a table of all objects that stand in it; later ones of a number win.
fn with_new_table(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut offsets: BTreeMap<u32, (usize, u16)> = BTreeMap::new();
    let mut root = None;
    let mut table_root = None;
    let mut last = None;
    for at in line_starts(bytes) {
        let line = &bytes[at..bytes.len().min(at + 400)];
        if let Some((number, generation)) = object_header(line)
            && number <= 10_000_000
        {
            offsets.insert(number, (at, generation));
            last = Some((number, generation));
        }
        if let Some(found) = reference_behind(line, b"/Root") {
            table_root = Some(found);
        }
        if is_catalog(line) {
            root = last.or(root);
        }
    }
    let (number, generation) = table_root
        .filter(|(number, _)| offsets.contains_key(number))
        .or(root)?;
    let mut repaired = bytes.to_vec();
    let mut table = String::from("\nxref\n");
    for (number, (offset, generation)) in &offsets {
        let _ = write!(table, "{number} 1\n{offset:010} {generation:05} n \n");
    }
    let size = offsets.last_key_value()?.0 + 1;
    let start = bytes.len() + 1;
    let _ = write!(
        table,
        "trailer\n<< /Size {size} /Root {number} {generation} R >>\nstartxref\n{start}\n%%EOF\n"
    );
    repaired.extend_from_slice(table.as_bytes());
    Some(repaired)
}

/// Where lines begin, and where text begins behind white space or `endobj` on a line.
fn line_starts(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let is_start = |&at: &usize| {
        let before = at.checked_sub(1).map(|before| bytes[before]);
        !bytes[at].is_ascii_whitespace() && before.is_none_or(|b| b.is_ascii_whitespace())
    };
    (0..bytes.len()).filter(is_start)
}

/// Number and generation of `12 0 obj`.
fn object_header(line: &[u8]) -> Option<(u32, u16)> {
    let (number, rest) = integer(line)?;
    let (generation, rest) = integer(rest.strip_prefix(b" ")?)?;
    rest.trim_ascii_start().starts_with(b"obj").then_some(())?;
    Some((number, u16::try_from(generation).ok()?))
}

fn reference_behind(line: &[u8], key: &[u8]) -> Option<(u32, u16)> {
    let rest = line.strip_prefix(key)?;
    let (number, rest) = integer(rest.trim_ascii_start())?;
    let (generation, rest) = integer(rest.trim_ascii_start())?;
    rest.trim_ascii_start().starts_with(b"R").then_some(())?;
    Some((number, u16::try_from(generation).ok()?))
}

fn is_catalog(line: &[u8]) -> bool {
    let behind = |key: &[u8]| {
        let mut windows = line.windows(key.len());
        let at = windows.position(|window| window == key)?;
        (at < 60).then(|| line[at + key.len()..].trim_ascii_start())
    };
    behind(b"/Type").is_some_and(|rest| rest.starts_with(b"/Catalog"))
}

fn integer(text: &[u8]) -> Option<(u32, &[u8])> {
    let length = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let digits = str::from_utf8(&text[..length]).ok()?;
    Some((digits.parse().ok()?, &text[length..]))
}
