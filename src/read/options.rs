//! What the user wants of the readers.

use serde::Deserialize;

use super::captions::CaptionOptions;
use super::html::Selector;
use crate::text::asides::Asides;
use crate::text::turns::TranscriptOptions;

/// How inputs are read. The default is what a run without options does.
///
/// The sections of a configuration file are the fields, with `-` for `_`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// What is refused.
    pub limits: Limits,
    /// How speakers are found.
    pub transcript: TranscriptOptions,
    /// What placeholders, events and fillers are known by.
    pub asides: Asides,
    /// What is read of HTML.
    pub html: HtmlOptions,
    /// How PDFs are read.
    pub pdf: PdfOptions,
    /// How captions and timed transcripts are read.
    pub captions: CaptionOptions,
    /// Which part of a workbook is read.
    pub workbook: Workbook,
    /// A text or table whose content says that it is a transcript is read as one; false if the user
    /// named the format.
    #[serde(skip)]
    pub by_content: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            limits: Limits::default(),
            html: HtmlOptions::default(),
            pdf: PdfOptions::default(),
            captions: CaptionOptions::default(),
            workbook: Workbook::default(),
            transcript: TranscriptOptions::default(),
            asides: Asides::default(),
            by_content: true,
        }
    }
}

/// Which part of a workbook is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Workbook {
    /// The sheet, by its name, or by its number from 1; if `None`, the first visible one with
    /// something in it.
    pub sheet: Option<String>,
}

/// How PDFs are read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct PdfOptions {
    /// Longest time that one file may take, in seconds.
    pub seconds: u64,
    /// Largest file, in bytes.
    pub max_bytes: u64,
    /// Join words that a hyphen parts at the end of a line.
    pub join_hyphens: bool,
    /// Keep lines that come back at the top or bottom of pages.
    pub running_heads: bool,
}

impl Default for PdfOptions {
    fn default() -> Self {
        PdfOptions {
            seconds: 60,
            max_bytes: 256 << 20,
            join_hyphens: true,
            running_heads: false,
        }
    }
}

/// What is read of HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct HtmlOptions {
    /// Read `main` and `article` elements only, if there are any.
    pub main: bool,
    /// Elements to leave out.
    pub skip: Vec<Selector>,
}

/// What is refused, so that no input takes unbounded memory or time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Limits {
    /// Most bytes that a packed input may unpack to.
    pub unpacked: u64,
    /// Most bytes that one packed byte may stand for, once more than a MiB is unpacked.
    pub ratio: u64,
    /// Most members of an archive.
    pub members: u64,
    /// Deepest nesting of XML or HTML elements.
    pub depth: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            unpacked: 1 << 30,
            ratio: 1000,
            members: 100_000,
            depth: 10_000,
        }
    }
}
