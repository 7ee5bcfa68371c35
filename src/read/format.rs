//! How inputs are built up, and by which names they are known.

/// How an input is built up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Plain text; transcripts are found in it.
    Text,
    /// Markdown (CommonMark with tables, footnotes, strikethrough and task lists).
    Markdown,
    /// HTML, XHTML.
    Html,
    /// Comma-separated values, one document a row.
    Csv,
    /// Tab-separated values, one document a row.
    Tsv,
    /// One JSON object a line, one document each.
    JsonLines,
    /// Parquet, one document a row.
    Parquet,
    /// A workbook (xlsx, xlsm, xls, ods), one document a row.
    Workbook,
    /// Word (Office Open XML).
    Docx,
    /// OpenDocument text.
    Odt,
    /// Rich text.
    Rtf,
    /// EPUB.
    Epub,
    /// PDF.
    Pdf,
    /// WebVTT captions.
    Vtt,
    /// SubRip captions.
    Srt,
    /// Timed lines (`[00:12.34] text`).
    Lrc,
    /// Whisper's JSON.
    WhisperJson,
    /// Whisper's TSV (`start`, `end`, `text`).
    WhisperTsv,
    /// CHAT, the transcripts of TalkBank.
    Chat,
    /// ELAN annotations.
    Eaf,
    /// A zip archive of any of these.
    Zip,
}

impl Format {
    /// Every format, in the order of the documentation.
    pub const ALL: [Format; 21] = [
        Format::Text,
        Format::Markdown,
        Format::Html,
        Format::Csv,
        Format::Tsv,
        Format::JsonLines,
        Format::Parquet,
        Format::Workbook,
        Format::Docx,
        Format::Odt,
        Format::Rtf,
        Format::Epub,
        Format::Pdf,
        Format::Vtt,
        Format::Srt,
        Format::Lrc,
        Format::WhisperJson,
        Format::WhisperTsv,
        Format::Chat,
        Format::Eaf,
        Format::Zip,
    ];

    /// The extensions that files of this format have, without the dot; the first is its name in
    /// reports and on the command line.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Format::Text => &["txt", "text"],
            Format::Markdown => &["md", "markdown", "mdown"],
            Format::Html => &["html", "htm", "xhtml"],
            Format::Csv => &["csv"],
            Format::Tsv => &["tsv", "tab"],
            Format::JsonLines => &["jsonl", "ndjson"],
            Format::Parquet => &["parquet"],
            Format::Workbook => &["xlsx", "xlsm", "xls", "ods"],
            Format::Docx => &["docx", "docm"],
            Format::Odt => &["odt", "fodt"],
            Format::Rtf => &["rtf"],
            Format::Epub => &["epub"],
            Format::Pdf => &["pdf"],
            Format::Vtt => &["vtt"],
            Format::Srt => &["srt"],
            Format::Lrc => &["lrc"],
            // Any other JSON is refused once it is read.
            Format::WhisperJson => &["json"],
            // A .tsv file mostly is a table: this one is known by its header.
            Format::WhisperTsv => &[],
            Format::Chat => &["cha"],
            Format::Eaf => &["eaf"],
            Format::Zip => &["zip"],
        }
    }

    /// The format that files with this extension (without the dot, in any case) have.
    pub fn of_extension(extension: &str) -> Option<Format> {
        let extension = extension.to_ascii_lowercase();
        Format::ALL
            .into_iter()
            .find(|format| format.extensions().contains(&extension.as_str()))
    }

    /// The format with this name, as `--format` takes it.
    pub fn of_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The name in reports and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::WhisperJson => "whisper-json",
            Format::WhisperTsv => "whisper-tsv",
            _ => self.extensions()[0],
        }
    }

    /// The format of an input of this format whose text begins like this: WebVTT, SubRip and CHAT
    /// may stand in plain text, Whisper's table is one with the columns start, end, text.
    #[must_use]
    pub fn sniff(self, text: &str) -> Format {
        super::captions::sniff(self, text)
    }

    /// True if an input holds many documents, one a row; [`super::table::Rows`] reads it.
    pub fn is_table(self) -> bool {
        matches!(
            self,
            Format::Csv | Format::Tsv | Format::JsonLines | Format::Parquet | Format::Workbook
        )
    }

    /// True if an input is a text itself, which can be read up to where it is damaged.
    pub fn is_text(self) -> bool {
        let is_binary = matches!(self, Format::Parquet | Format::Workbook);
        !is_binary && !self.is_container() && !self.is_archive()
    }

    /// True if an input holds other inputs; [`super::packed`] reads it.
    pub fn is_archive(self) -> bool {
        self == Format::Zip
    }

    /// True if the bytes are no text, but hold or describe one: positions then count in the text
    /// that was taken out.
    pub fn is_container(self) -> bool {
        matches!(
            self,
            Format::Docx | Format::Odt | Format::Rtf | Format::Epub | Format::Pdf
        )
    }
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
        assert_eq!(Format::of_extension("DocX"), Some(Format::Docx));
        assert_eq!(Format::of_extension("exe"), None);
        assert!(Format::Csv.is_table() && !Format::Markdown.is_table());
    }

    #[test]
    fn names_lead_back() {
        for format in Format::ALL {
            assert_eq!(Format::of_name(format.name()), Some(format));
        }
    }
}
