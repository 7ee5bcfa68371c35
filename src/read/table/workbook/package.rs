//! What is looked at before a workbook is read: sizes, counted while unpacking, whole XML, and the
//! kind of file.
//!
//! calamine unpacks without limits, and loops for ever where XML of some kinds breaks off: nothing
//! goes there that was not seen here.

use std::io::{BufRead, BufReader, Cursor, Read};

use quick_xml::events::Event;
use zip::ZipArchive;
use zip::result::ZipError;

use super::cells::MOST_CELLS;
use super::compound::{self, Fault};
use super::excel::encrypted;
use crate::read::options::Limits;
use crate::read::{Options, ReadError};

/// From so many unpacked bytes on the ratio is looked at.
const RATIO_FROM: u64 = 1 << 20;

/// What a zip package is.
pub(super) enum Kind {
    Xlsx,
    /// With the content of its `content.xml`.
    Ods(Vec<u8>),
}

/// Unpacks every part once, and says what the package is.
pub(super) fn check(bytes: &[u8], options: &Options) -> Result<Kind, ReadError> {
    let limits = &options.limits;
    let mut zip = ZipArchive::new(Cursor::new(bytes))
        .map_err(|_| damaged("its zip archive is cut off or damaged"))?;
    if zip.len() as u64 > limits.members {
        return Err(too_large(format!(
            "holds {} parts, more than the limit of {}",
            zip.len(),
            limits.members
        )));
    }
    let has = |name: &str| zip.index_for_name(name).is_some();
    let is_ods = has("content.xml") && has("mimetype");
    if has("xl/workbook.bin") {
        return Err(ReadError::new(
            "unsupported_format",
            "is a binary workbook (.xlsb), which is not read",
            "save it as xlsx",
        ));
    }
    if !is_ods && !has("[Content_Types].xml") {
        return Err(damaged("is a zip archive, but no workbook"));
    }
    if is_ods && is_encrypted_ods(&mut zip)? {
        return Err(encrypted());
    }
    let mut unpacked = 0;
    let mut kind = Kind::Xlsx;
    for ix in 0..zip.len() {
        let part = zip.by_index(ix).map_err(|error| part_error(&error))?;
        let name = String::from_utf8_lossy(part.name_raw()).to_ascii_lowercase();
        let is_needed_xml = matches!(name.rsplit('.').next(), Some("xml" | "rels"))
            && !name.starts_with("docprops/");
        let mut part = Counted {
            input: part,
            packed: bytes.len() as u64,
            unpacked: &mut unpacked,
            limits,
        };
        if is_ods && name == "content.xml" {
            let mut content = Vec::new();
            part.read_to_end(&mut content)
                .map_err(|error| of_io(&error))?;
            whole_xml(&mut content.as_slice(), limits)?;
            kind = Kind::Ods(content);
        } else if is_needed_xml {
            let mut part = BufReader::with_capacity(64 * 1024, part);
            whole_xml(&mut part, limits)?;
            std::io::copy(&mut part, &mut std::io::sink()).map_err(|error| of_io(&error))?;
        } else {
            std::io::copy(&mut part, &mut std::io::sink()).map_err(|error| of_io(&error))?;
        }
    }
    Ok(kind)
}

fn is_encrypted_ods(zip: &mut ZipArchive<Cursor<&[u8]>>) -> Result<bool, ReadError> {
    let part = match zip.by_name("META-INF/manifest.xml") {
        Ok(part) => part,
        Err(ZipError::FileNotFound) => return Ok(false),
        Err(error) => return Err(part_error(&error)),
    };
    let mut manifest = Vec::new();
    let mut part = part.take(1 << 20);
    part.read_to_end(&mut manifest)
        .map_err(|error| of_io(&error))?;
    Ok(manifest.windows(15).any(|text| text == b"encryption-data"))
}

fn part_error(error: &ZipError) -> ReadError {
    match error {
        ZipError::UnsupportedArchive(why) if why.contains("assword") => encrypted(),
        ZipError::InvalidPassword => encrypted(),
        _ => damaged("a part of it cannot be unpacked"),
    }
}

fn of_io(error: &std::io::Error) -> ReadError {
    ReadError::of_io(error)
        .unwrap_or_else(|| damaged("a part of it cannot be unpacked, or its checksum is wrong"))
}

/// A part, counted while it is unpacked. Parts share one account, so that parts that share packed
/// bytes gain nothing.
struct Counted<'a, R> {
    input: R,
    packed: u64,
    unpacked: &'a mut u64,
    limits: &'a Limits,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.input.read(buffer)?;
        *self.unpacked += length as u64;
        let most = self.limits.unpacked;
        if *self.unpacked > most {
            let what = format!("unpacks to more than the limit of {most} bytes");
            return Err(std::io::Error::other(too_large(what)));
        }
        let ratio = self.limits.ratio.max(1);
        if *self.unpacked > RATIO_FROM && *self.unpacked / ratio > self.packed {
            let what = format!("unpacks to more than {ratio} times its size, as bombs do");
            return Err(std::io::Error::other(too_large(what)));
        }
        Ok(length)
    }
}

/// Errors unless every element is closed, none is nested too deeply, and no entity is defined.
fn whole_xml(input: &mut dyn BufRead, limits: &Limits) -> Result<(), ReadError> {
    let broken = || damaged("a part of it is broken XML");
    let mut reader = quick_xml::Reader::from_reader(input);
    reader.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    let mut depth = 0_u32;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element)) => {
                // Room is made for so many texts at once.
                if element.local_name().as_ref() == "sst"
                    && let Some(Ok(count)) = element
                        .attributes()
                        .with_checks(false)
                        .flatten()
                        .find(|attribute| attribute.key.as_ref() == "uniqueCount")
                        .map(|attribute| attribute.value.parse::<u64>())
                    && count > MOST_CELLS as u64
                {
                    return Err(too_large(format!(
                        "says that it holds {count} texts, more than the limit of {MOST_CELLS}"
                    )));
                }
                depth += 1;
                if depth > limits.depth {
                    return Err(too_large(format!(
                        "its XML is nested deeper than the limit of {}",
                        limits.depth
                    )));
                }
            }
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::Eof) if depth == 0 => return Ok(()),
            Ok(Event::Eof) => return Err(broken()),
            Ok(_) => {}
            Err(quick_xml::Error::Io(error)) => return Err(of_io(&error)),
            Err(_) => return Err(broken()),
        }
    }
}

/// Looks at a compound file (xls) before it is read: whether it is an encrypted xlsx, and whether
/// a sheet would need a table of its empty cells that does not fit into memory.
pub(super) fn check_compound(bytes: &[u8]) -> Result<(), ReadError> {
    match compound::check(bytes) {
        Ok(()) => Ok(()),
        Err(Fault::Encrypted) => Err(encrypted()),
        Err(Fault::Damaged) => Err(damaged("the workbook is damaged")),
        Err(Fault::NoWorkbook) => Err(damaged("is an old Office file, but no workbook")),
        Err(Fault::TooManyCells) => Err(too_large(format!(
            "a sheet has more than {MOST_CELLS} cells, most of them empty"
        ))),
    }
}

fn damaged(what: &str) -> ReadError {
    ReadError::new(
        "damaged",
        what,
        "open it in the program that made it and save it again",
    )
}

fn too_large(what: String) -> ReadError {
    ReadError::new(
        "too_large",
        what,
        "if it is sound, save the sheet as CSV (UTF-8), or raise the limit with `--max-unpacked BYTES`",
    )
}
