//! Inputs that are files of their format already, or pieces that are put into one.
//!
//! A fuzzer that changes the bytes of an archive gets a wrong checksum, and never past it: so the
//! inputs hold the parts as they are. Text is the main part; `%%% NAME` on a line begins another.

use std::fmt::Write as _;

/// The parts: the main one without a name, then those with one.
fn parts(data: &[u8]) -> (&[u8], Vec<(&str, &[u8])>) {
    const MARK: &[u8] = b"%%% ";
    let mut starts: Vec<usize> = Vec::new();
    let mut at = 0;
    while at < data.len() {
        if data[at..].starts_with(MARK) {
            starts.push(at);
        }
        let line = data[at..].iter().position(|byte| *byte == b'\n');
        at = line.map_or(data.len(), |line| at + line + 1);
    }
    let main = &data[..starts.first().copied().unwrap_or(data.len())];
    let ends = starts.iter().skip(1).copied().chain([data.len()]);
    let named = starts.iter().zip(ends).filter_map(|(start, end)| {
        let piece = &data[start + MARK.len()..end];
        let line = piece.iter().position(|byte| *byte == b'\n')?;
        let name = std::str::from_utf8(&piece[..line]).ok()?;
        Some((name, &piece[line + 1..]))
    });
    (main, named.collect())
}

/// An archive of the parts, stored as they are.
pub(super) fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut central = Vec::new();
    let mut count = 0u16;
    for (name, content) in parts {
        // Version, flags, method, time, date, checksum, sizes, lengths: the same in both places.
        let mut header = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        header.extend(crc32(content).to_le_bytes());
        for _ in 0..2 {
            header.extend((content.len() as u32).to_le_bytes());
        }
        header.extend((name.len() as u16).to_le_bytes());
        header.extend([0, 0]);
        let offset = bytes.len() as u32;
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&header);
        bytes.extend(name.as_bytes());
        bytes.extend(*content);
        central.extend(b"PK\x01\x02\x14\x00");
        central.extend(&header);
        central.extend([0; 10]);
        central.extend(offset.to_le_bytes());
        central.extend(name.as_bytes());
        count += 1;
    }
    let start = bytes.len() as u32;
    bytes.extend(&central);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(count.to_le_bytes());
    bytes.extend(count.to_le_bytes());
    bytes.extend((central.len() as u32).to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = !0u32;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg());
        }
    }
    !crc
}

/// The parts of the input, and those of `frame` that it does not hold itself. `@` in the frame is
/// where the main part of the input goes.
pub(super) fn framed(data: &[u8], frame: &[(&'static str, &str)]) -> Vec<u8> {
    let (main, own) = parts(data);
    let filled: Vec<(&str, Vec<u8>)> = frame
        .iter()
        .filter(|(name, _)| own.iter().all(|(other, _)| other != name))
        .map(|(name, text)| {
            let (before, after) = text.split_once('@').unwrap_or((text, ""));
            let main = if text.contains('@') { main } else { b"" };
            (*name, [before.as_bytes(), main, after.as_bytes()].concat())
        })
        .collect();
    let mut all: Vec<(&str, &[u8])> = filled
        .iter()
        .map(|(name, bytes)| (*name, bytes.as_slice()))
        .collect();
    all.extend(own);
    zipped(&all)
}

/// What is no archive is the parts of one; the text before them is a member of its own.
pub(super) fn zip(data: &[u8]) -> Vec<u8> {
    if data.starts_with(b"PK") {
        return data.to_vec();
    }
    framed(data, &[("a.txt", "@")])
}

pub(super) fn docx(data: &[u8]) -> Vec<u8> {
    if data.starts_with(b"PK") || data.starts_with(b"\xD0\xCF") {
        return data.to_vec();
    }
    framed(data, &[("word/document.xml", WORD)])
}

pub(super) fn odt(data: &[u8]) -> Vec<u8> {
    if data.starts_with(b"PK") || data.starts_with(b"<?xml") {
        return data.to_vec();
    }
    let kind = ("mimetype", "application/vnd.oasis.opendocument.text");
    framed(data, &[kind, ("content.xml", ODT)])
}

pub(super) fn epub(data: &[u8]) -> Vec<u8> {
    if data.starts_with(b"PK") {
        return data.to_vec();
    }
    let frame = [
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", CONTAINER),
        ("book.opf", BOOK),
        (
            "a.xhtml",
            "<html><head><title>t</title></head><body>@</body></html>",
        ),
    ];
    framed(data, &frame)
}

/// What is no PDF is what is drawn on the only page of one. `%%% NAME` begins the dictionary and
/// stream of another object, from number 5 on: fonts, tables of letters, forms.
pub(super) fn pdf(data: &[u8]) -> Vec<u8> {
    if data.starts_with(b"%PDF") {
        return data.to_vec();
    }
    let (main, own) = parts(data);
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> /G 5 0 R >> /XObject << /X 6 0 R >> >> >>".to_vec(),
        [format!("<< /Length {} >>\nstream\n", main.len()).as_bytes(), main, b"\nendstream"].concat(),
    ];
    objects.extend(own.into_iter().map(|(_, object)| object.to_vec()));
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (at, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", bytes.len());
        bytes.extend(format!("{} 0 obj\n", at + 1).as_bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let start = bytes.len();
    let size = objects.len() + 1;
    let _ = write!(
        table,
        "trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    );
    bytes.extend(table.as_bytes());
    bytes
}

const WORD: &str = r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:wp="urn:x" xmlns:r="urn:r"><w:body>@</w:body></w:document>"#;

const ODT: &str = r#"<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"><office:body><office:text>@</office:text></office:body></office:document-content>"#;

const CONTAINER: &str = r#"<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"#;

const BOOK: &str = r#"<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/><item id="b" href="b.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/><itemref idref="b"/></spine></package>"#;
