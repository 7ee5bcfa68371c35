//! Inputs → documents: decoding, plain text, Markdown, tables.
//!
//! Takes bytes or decoded text, gives [`Document`]s or the rows of a table. Only
//! [`table::Rows`] reads from somewhere, from the reader it is given; nothing here opens a file or
//! prints. Text that cannot be understood as markup is read as text: reading a document never
//! fails once it is decoded.

pub mod decode;
pub mod front_matter;
pub mod markdown;
pub mod plain;
pub mod table;

use crate::text::{Document, turns};

/// How an input is built up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown (CommonMark with tables, footnotes, strikethrough and task lists).
    Markdown,
    /// Comma-separated values, one document a row.
    Csv,
    /// Tab-separated values, one document a row.
    Tsv,
    /// One JSON object a line, one document each.
    JsonLines,
}

impl Format {
    /// The format that files with this extension (without the dot, in any case) have.
    pub fn of_extension(extension: &str) -> Option<Format> {
        match extension.to_ascii_lowercase().as_str() {
            "txt" | "text" => Some(Format::Text),
            "md" | "markdown" | "mdown" => Some(Format::Markdown),
            "csv" => Some(Format::Csv),
            "tsv" | "tab" => Some(Format::Tsv),
            "jsonl" | "ndjson" => Some(Format::JsonLines),
            _ => None,
        }
    }

    /// The usual extension, which is also the name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "txt",
            Format::Markdown => "md",
            Format::Csv => "csv",
            Format::Tsv => "tsv",
            Format::JsonLines => "jsonl",
        }
    }

    /// True if an input holds many documents, one a row; [`table::Rows`] reads it.
    pub fn is_table(self) -> bool {
        matches!(self, Format::Csv | Format::Tsv | Format::JsonLines)
    }
}

/// Reads a decoded text: its blocks, what it says about itself, and its turns if it is a transcript.
///
/// The text of a table cell is plain text or Markdown as well; a format that is a table is read as
/// plain text here. Cost: linear.
pub fn read_document(text: String, format: Format) -> Document {
    let mut document = match format {
        Format::Markdown => markdown::read(&text),
        Format::Text | Format::Csv | Format::Tsv | Format::JsonLines => plain::read(text),
    };
    turns::find(&mut document);
    document
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_in_any_case() {
        assert_eq!(Format::of_extension("MD"), Some(Format::Markdown));
        assert_eq!(Format::of_extension("Tab"), Some(Format::Tsv));
        assert_eq!(
            Format::of_extension("ndjson").map(Format::name),
            Some("jsonl")
        );
        assert_eq!(Format::of_extension("docx"), None);
        assert!(Format::Csv.is_table() && !Format::Markdown.is_table());
    }

    #[test]
    fn line_ends_change_no_count() {
        let text = "I was ashamed.\nOf it.\n\nThen\n- kind\n- calm\n";
        let blocks = |text: &str, format| {
            let document = read_document(text.to_owned(), format);
            let words = |span: &str| span.split_whitespace().collect::<Vec<_>>().join(" ");
            let block = |b: &crate::text::Block| (b.kind, words(&document.text[b.span.range()]));
            document.blocks.iter().map(block).collect::<Vec<_>>()
        };
        for format in [Format::Text, Format::Markdown] {
            let expected = blocks(text, format);
            assert_eq!(expected.len(), 4);
            assert_eq!(blocks(&text.replace('\n', "\r\n"), format), expected);
            assert_eq!(blocks(&text.replace('\n', "\r"), format), expected);
        }
    }

    #[test]
    fn transcripts_are_found_in_both_formats() {
        let text = "**T:** Hello.\n\n**C:** Hi.\n\n**T:** How are you?\n\n**C:** Ashamed.\n";
        let markdown = read_document(text.to_owned(), Format::Markdown);
        let plain = read_document(text.replace("**", ""), Format::Text);
        assert_eq!(markdown.turns, plain.turns);
        assert_eq!((plain.turns.len(), plain.speakers.len()), (4, 2));
    }
}
