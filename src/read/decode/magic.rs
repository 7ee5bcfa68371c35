//! What bytes are that are no text: other kinds of files, known by how they begin, and wide encodings.

use encoding_rs::{UTF_16BE, UTF_16LE};
use wide::u8x16;

use super::{DecodeError, SAMPLE, decode_all};
use crate::text::bytes::{eq, within};

pub(super) const PNG: &str = "a PNG image";
pub(super) const JPEG: &str = "a JPEG image";
pub(super) const GIF: &str = "a GIF image";
pub(super) const PDF: &str = "a PDF document";
pub(super) const GZIP: &str = "a gzip archive";
pub(in crate::read) const RTF: &str = "an RTF document";
pub(super) const OLE: &str = "an old Office document (.doc, .xls)";
pub(in crate::read) const DOCX: &str = "a Word document (.docx)";
pub(in crate::read) const XLSX: &str = "an Excel workbook (.xlsx)";
pub(in crate::read) const ODT: &str = "an OpenDocument text (.odt)";
pub(in crate::read) const EPUB: &str = "an EPUB book";
pub(super) const ZIP: &str = "a zip archive";
pub(super) const UNKNOWN: &str = "binary data";

/// File types that are known by their first bytes.
const MAGIC: [(&[u8], &str); 9] = [
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xFF\xD8\xFF", JPEG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"%PDF-", PDF),
    (b"\x1F\x8B\x08", GZIP),
    (b"{\\rtf", RTF),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", OLE),
    (b"PK\x05\x06", ZIP),
];

/// Member names that tell which kind of zip archive it is.
const MEMBERS: [(&[u8], &str); 5] = [
    (b"word/", DOCX),
    (b"xl/", XLSX),
    (b"application/vnd.oasis.opendocument.text", ODT),
    (b"application/epub+zip", EPUB),
    (b"ppt/", "a PowerPoint presentation (.pptx)"),
];

/// What the first bytes say that a file is, if it is of a known type and no text.
pub(in crate::read) fn looks_like(bytes: &[u8]) -> Option<&'static str> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if let Some((_, looks_like)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(looks_like);
    }
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    let holds = |name: &[u8]| sample.windows(name.len()).any(|window| window == name);
    let member = MEMBERS.iter().find(|(name, _)| holds(name));
    Some(member.map_or(ZIP, |&(_, kind)| kind))
}

/// Known file types, NUL bytes, and too many control characters.
pub(super) fn not_text(bytes: &[u8]) -> Option<DecodeError> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let binary = |looks_like| Some(DecodeError::Binary { looks_like });
    if let Some(looks_like) = looks_like(bytes) {
        return binary(looks_like);
    }
    // WebVTT allows NULs in text.
    if bytes.contains(&0) && !bytes.starts_with(b"WEBVTT") {
        return Some(wide_encoding(sample).unwrap_or(DecodeError::Binary {
            looks_like: UNKNOWN,
        }));
    }
    // Line ends, tabs, page breaks, backspaces, bells and the escapes of terminals come up in text,
    // and 0x15 around the times of CHAT.
    let is_control = |part| {
        let rare = within(part, 0x01, 0x06) | within(part, 0x0E, 0x14) | within(part, 0x16, 0x1A);
        rare | within(part, 0x1C, 0x1F) | eq(part, 0x7F)
    };
    let count = |&part: &[u8; 16]| is_control(u8x16::new(part)).move_mask().count_ones() as usize;
    let (parts, rest) = sample.as_chunks::<16>();
    let mut last = [0; 16];
    last[..rest.len()].copy_from_slice(rest);
    let controls = parts.iter().map(count).sum::<usize>() + count(&last);
    if controls > 3 && controls * 20 > sample.len() {
        return binary(UNKNOWN);
    }
    None
}

/// Tells UTF-16 and UTF-32 without mark from other bytes with NULs in them.
fn wide_encoding(sample: &[u8]) -> Option<DecodeError> {
    // A character is never NUL, and those of text stand in the first planes of Unicode.
    let is_wide = |high: u8, plane: u8, low: [u8; 2]| high == 0 && plane <= 3 && low != [0, 0];
    let little = |quad: &[u8]| is_wide(quad[3], quad[2], [quad[0], quad[1]]);
    let big = |quad: &[u8]| is_wide(quad[0], quad[1], [quad[2], quad[3]]);
    let mut quads = sample.chunks_exact(4);
    if quads.len() > 1 && (quads.clone().all(little) || quads.all(big)) {
        return Some(DecodeError::Utf32);
    }
    let mut nuls = [0, 0];
    for (at, _) in sample.iter().enumerate().filter(|&(_, &byte)| byte == 0) {
        nuls[at % 2] += 1;
    }
    let (encoding, label, many, few) = if nuls[1] > nuls[0] {
        (UTF_16LE, "utf-16le", nuls[1], nuls[0])
    } else {
        (UTF_16BE, "utf-16be", nuls[0], nuls[1])
    };
    // In Latin text every second byte is NUL, in other scripts at least those of the spaces.
    let regular = many >= 2 && many * 20 >= sample.len() / 2 && few * 10 <= many;
    let (text, broken) = decode_all(encoding, &sample[..sample.len() & !1]);
    let control = |c: &char| c.is_control() && !c.is_whitespace();
    let readable = broken.count <= 1 && text.chars().filter(control).count() * 20 <= text.len();
    (regular && readable).then_some(DecodeError::Utf16WithoutBom { label })
}
