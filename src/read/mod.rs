//! Inputs → documents: decoding, text formats, office files, captions, tables.
//!
//! Takes bytes or decoded text, gives [`Document`]s or the rows of a table. Only
//! [`table::Rows`] reads from somewhere, from the reader it is given; nothing here opens a file or
//! prints. Plain text and Markdown that cannot be understood as markup are read as text; formats
//! that are containers ([`open`]) can fail, with a [`ReadError`].

mod builder;
pub mod captions;
pub mod decode;
pub mod error;
pub mod format;
pub mod front_matter;
pub mod html;
pub mod markdown;
#[cfg(feature = "office")]
mod office;
pub mod options;
pub mod packed;
#[cfg(feature = "pdf")]
pub mod pdf;
pub mod plain;
pub mod table;

pub use error::ReadError;
pub use format::Format;
pub use options::Options;

use std::borrow::Cow;

use decode::{Choice, How};

use crate::text::{Document, Loss, asides, turns};

/// An input that was read.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The document.
    pub document: Document,
    /// The format that it was read as: another one than was given if the content tells.
    pub format: Format,
    /// The decoded file, if its document's text is another one.
    pub(crate) source: Option<String>,
    /// Name of the encoding, as the WHATWG standard writes it.
    pub encoding: &'static str,
    /// What decided on it.
    pub how: How,
    /// Byte sequences that could not be decoded; U+FFFD stands for each. The document has a loss
    /// `invalid_bytes` if there are any.
    pub replaced: u64,
    /// If the encoding is a guess: byte and line, from 1, of the first place that is not UTF-8.
    pub beyond: Option<(u64, u64)>,
}

impl Opened {
    /// The text that positions count in: the decoded file, or for containers (a Word file, a PDF)
    /// the text taken out of it.
    pub fn original(&self) -> &str {
        self.source.as_deref().unwrap_or(&self.document.text)
    }
}

/// Reads a whole input that is one document.
///
/// Cost: linear in the bytes, and in the unpacked bytes for containers. Bytes that are given away and
/// are UTF-8 are not copied.
///
/// # Errors
/// If the bytes are not of this format, are damaged, encrypted, over a limit, or hold no text where
/// there should be some.
pub fn open<'a>(
    bytes: impl Into<Cow<'a, [u8]>>,
    format: Format,
    encoding: Choice,
    options: &Options,
) -> Result<Opened, ReadError> {
    let bytes = bytes.into();
    if format.is_container() || format.is_archive() || format == Format::Workbook {
        let mut document = container(&bytes, format, options)?;
        finish(&mut document, options);
        return Ok(Opened {
            source: None,
            document,
            format,
            encoding: "UTF-8",
            how: How::Format,
            replaced: 0,
            beyond: None,
        });
    }
    let decoded = match format {
        Format::Html => decode::decode_html(&bytes, encoding)?,
        _ => decode::decode(bytes, encoding)?,
    };
    let format = if options.by_content {
        format.sniff(&decoded.text)
    } else {
        format
    };
    let (mut document, source) = read_owned(decoded.text, format, options)?;
    if decoded.replaced.count > 0 {
        document.losses.push(Loss {
            reason: "invalid_bytes",
            detail: decoded.replaced.detail(),
            fatal: true,
        });
    }
    Ok(Opened {
        document,
        format,
        source,
        encoding: decoded.encoding,
        how: decoded.how,
        replaced: decoded.replaced.count,
        beyond: decoded.beyond,
    })
}

/// Takes the text out of a file that is no text.
fn container(bytes: &[u8], format: Format, options: &Options) -> Result<Document, ReadError> {
    let _ = (bytes, options);
    match format {
        #[cfg(feature = "office")]
        Format::Docx | Format::Odt | Format::Rtf | Format::Epub => {
            office::read(bytes, format, options)
        }
        #[cfg(not(feature = "office"))]
        Format::Docx | Format::Odt | Format::Rtf | Format::Epub => {
            Err(ReadError::without_feature(format, "office"))
        }
        #[cfg(feature = "pdf")]
        Format::Pdf => pdf::read(bytes, &options.pdf, options.limits),
        #[cfg(not(feature = "pdf"))]
        Format::Pdf => Err(ReadError::without_feature(format, "pdf")),
        #[cfg(feature = "office")]
        Format::Workbook => table::workbook::read_whole(bytes, options),
        _ => Err(ReadError::unsupported(format)),
    }
}

/// Reads a decoded text of any format that is text.
///
/// # Errors
/// If the text is not of this format.
pub fn read_text(text: String, format: Format, options: &Options) -> Result<Document, ReadError> {
    Ok(read_owned(text, format, options)?.0)
}

/// As [`read_text`]; gives the text back if the document does not hold it as it is.
pub(crate) fn read_owned(
    text: String,
    format: Format,
    options: &Options,
) -> Result<(Document, Option<String>), ReadError> {
    let by_markup = match format {
        Format::Html => Some(html::read_limited(
            &text,
            &options.html,
            options.limits.depth,
        )),
        _ if captions::is_format(format) => {
            Some(captions::read(&text, format, &captions(options))?)
        }
        Format::Text if options.by_content => captions::read_printed(&text, &captions(options)),
        Format::Markdown => Some(markdown::read(&text)),
        Format::Text | Format::Csv | Format::Tsv | Format::JsonLines => None,
        _ => return Err(ReadError::unsupported(format)),
    };
    let (mut document, source) = match by_markup {
        Some(document) => (document, Some(text)),
        None => (plain::read(text), None),
    };
    finish(&mut document, options);
    Ok((document, source))
}

/// How captions are read, with what the user says about speakers.
fn captions(options: &Options) -> captions::CaptionOptions {
    captions::CaptionOptions {
        transcript: options.transcript.clone(),
        ..options.captions.clone()
    }
}

/// What every document goes through once its format is read: speakers, turns, asides.
fn finish(document: &mut Document, options: &Options) {
    turns::complete(document, &options.transcript);
    asides::find(document, &options.asides);
}

/// Reads a decoded text: its blocks, what it says about itself, and its turns if it is a transcript.
///
/// The text of a table cell is plain text or Markdown as well; every other format is read as plain
/// text here. Cost: linear.
pub fn read_document(text: String, format: Format) -> Document {
    let mut document = blocks(text, format);
    finish(&mut document, &Options::default());
    document
}

fn blocks(text: String, format: Format) -> Document {
    match format {
        Format::Markdown => markdown::read(&text),
        _ => plain::read(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
