//! Small files made here, read and judged.

mod docx;
mod epub;
mod hostile;
mod odt;
mod rtf;

use std::io::{Cursor, Write};

use zip::write::{SimpleFileOptions, ZipWriter};

use super::read;
use crate::read::{Format, Options, ReadError};
use crate::text::{BlockKind, Document};

/// A zip archive of these parts.
fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(n, t)| (*n, t.as_bytes())).collect();
    zipped_bytes(&parts)
}

fn zipped_bytes(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        // As in real files, the kind of package stands at the start, as it is.
        let method = if *name == "mimetype" {
            zip::CompressionMethod::Stored
        } else {
            zip::CompressionMethod::Deflated
        };
        let options = SimpleFileOptions::default().compression_method(method);
        writer.start_file(*name, options).expect("a new part");
        writer.write_all(bytes).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// The main part of a Word file around `body`.
fn word_xml(body: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{WORD}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:wp="urn:x" xmlns:r="urn:r"><w:body>{body}</w:body></w:document>"#
    )
}

/// A Word file around `body`, with more parts.
fn docx_with(body: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let main = word_xml(body);
    let mut parts = vec![("word/document.xml", main.as_str())];
    parts.extend(more);
    zipped(&parts)
}

fn odt_xml(styles: &str, text: &str) -> String {
    const NS: &str = "urn:oasis:names:tc:opendocument:xmlns";
    format!(
        r#"<?xml version="1.0"?><office:document-content xmlns:office="{NS}:office:1.0" xmlns:text="{NS}:text:1.0" xmlns:table="{NS}:table:1.0" xmlns:draw="{NS}:drawing:1.0" xmlns:style="{NS}:style:1.0" xmlns:svg="{NS}:svg-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{text}</office:text></office:body></office:document-content>"#
    )
}

fn odt(styles: &str, text: &str) -> Vec<u8> {
    zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", &odt_xml(styles, text)),
    ])
}

fn opened(bytes: &[u8], format: Format) -> Document {
    read(bytes, format, &Options::default()).expect("a sound file")
}

fn refused(bytes: &[u8], format: Format) -> ReadError {
    read(bytes, format, &Options::default()).expect_err("a file that cannot be read")
}

fn blocks(document: &Document) -> Vec<(BlockKind, &str)> {
    let block = |b: &crate::text::Block| (b.kind, &document.text[b.span.range()]);
    document.blocks.iter().map(block).collect()
}

fn texts(document: &Document) -> Vec<&str> {
    blocks(document).into_iter().map(|(_, text)| text).collect()
}

fn reasons(document: &Document) -> Vec<(&'static str, bool)> {
    let loss = |loss: &crate::text::Loss| (loss.reason, loss.fatal);
    document.losses.iter().map(loss).collect()
}
