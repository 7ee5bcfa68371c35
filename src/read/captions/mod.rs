//! Captions and timed transcripts → documents: WebVTT, SubRip, LRC, Whisper, CHAT, ELAN.
//!
//! | step | file |
//! |---|---|
//! | a file → cues, main tiers or annotations | `vtt`, `srt`, `lrc`, `whisper`, `chat`, `eaf` |
//! | tags and entities of a cue | `markup` |
//! | words that rolling captions show again | `rolling` |
//! | `Name:` in front of a cue | `labels` |
//! | speech → text, blocks, turns, times, map | `speech`, `weave` |
//!
//! What is said in one cue is copied byte for byte and traced to its place. Cues of one speaker
//! that follow each other are one block, for a sentence may run over them; another speaker or a
//! pause ends the block. The rules are written down in `docs/captions.md`.

use serde::Deserialize;

use super::{Format, ReadError};
use crate::text::turns::TranscriptOptions;
use crate::text::{Document, Loss};

mod chat;
mod cue;
mod eaf;
#[cfg(test)]
mod hostile;
mod labels;
mod lines;
mod lrc;
mod markup;
mod rolling;
mod speech;
mod srt;
mod stamp;
#[cfg(test)]
mod tests;
mod vtt;
mod weave;
mod whisper;

/// How captions are read. Section `[captions]` of a configuration.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct CaptionOptions {
    /// Words that rolling captions show two to four times are read once.
    pub join_rolling: bool,
    /// A pause of more than so many milliseconds between two cues of one speaker ends a block.
    pub pause_ms: u64,
    /// Names of the ELAN tiers to read; empty: the top-level tiers that hold speech.
    pub tiers: Vec<String>,
    /// Which labels in front of cues are speakers: section `[transcript]`.
    #[serde(skip)]
    pub transcript: TranscriptOptions,
}

impl Default for CaptionOptions {
    fn default() -> Self {
        CaptionOptions {
            join_rolling: true,
            pause_ms: 2000,
            tiers: Vec::new(),
            transcript: TranscriptOptions::default(),
        }
    }
}

/// Reads captions of a format that [`is_format`] knows.
///
/// Cost: linear.
///
/// # Errors
/// `damaged` if there is text but nothing of this format, `unknown_format` for JSON that is no
/// transcript.
pub fn read(source: &str, format: Format, options: &CaptionOptions) -> Result<Document, ReadError> {
    match format {
        Format::Vtt => vtt::read(source, options),
        Format::Srt => srt::read(source, options),
        Format::Lrc => lrc::read(source, options),
        Format::WhisperJson => whisper::read_json(source, options),
        Format::WhisperTsv => whisper::read_tsv(source, options),
        Format::Chat => chat::read(source, options),
        Format::Eaf => eaf::read(source, options),
        _ => Err(ReadError::unsupported(format)),
    }
}

/// True for the formats that [`read`] takes.
pub fn is_format(format: Format) -> bool {
    matches!(
        format,
        Format::Vtt
            | Format::Srt
            | Format::Lrc
            | Format::WhisperJson
            | Format::WhisperTsv
            | Format::Chat
            | Format::Eaf
    )
}

/// Reads the lines `[00:00.000 --> 00:05.000] text` that Whisper prints, if the text is made of
/// them: its first line, and at least half of all lines.
pub fn read_printed(source: &str, options: &CaptionOptions) -> Option<Document> {
    whisper::read_printed(source, options)
}

/// What a text that was taken for plain text or a table really is, by its first lines.
///
/// `WEBVTT` in front is WebVTT, `@UTF8` or `@Begin` is CHAT, a number and a line of two times is
/// SubRip; the header `start`, `end`, `text` is Whisper's table. Anything else stays what it is.
pub(super) fn sniff(format: Format, text: &str) -> Format {
    let mut lines = lines::of(text)
        .map(|line| text[line.range].trim())
        .filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or("");
    match format {
        Format::Tsv if whisper::is_header(first) => Format::WhisperTsv,
        // An essay may begin with the word.
        Format::Text if vtt::is_header(first) && text.contains("-->") => Format::Vtt,
        Format::Text if matches!(first, "@UTF8" | "@Begin") => Format::Chat,
        Format::Text
            if first.bytes().all(|byte| byte.is_ascii_digit())
                && lines
                    .next()
                    .is_some_and(|line| stamp::timing(line).is_some()) =>
        {
            Format::Srt
        }
        _ => format,
    }
}

/// The error for a file that holds text, but nothing of its format.
fn nothing_found(what: &str, format: Format) -> ReadError {
    ReadError::new(
        "damaged",
        format!("no {what} was found in it, though it holds text"),
        format!(
            "check that it is a .{} file, or read it as text with --format txt",
            format.name()
        ),
    )
}

/// Lines, or other numbered parts, that could not be read, for one message.
#[derive(Default)]
struct BadLines {
    first: Vec<usize>,
    count: usize,
}

impl BadLines {
    fn add(&mut self, line: usize) {
        if self.first.len() < 5 {
            self.first.push(line);
        }
        self.count += 1;
    }

    /// One loss for all of them: one of them, many of them, and what is wrong with them.
    fn told(self, reason: &'static str, words: [&str; 3], help: &str, fatal: bool) -> Option<Loss> {
        self.told_at(["line", "lines"], reason, words, help, fatal)
    }

    /// The same, where the numbers are not those of lines.
    fn told_at(
        self,
        [place, places]: [&str; 2],
        reason: &'static str,
        [one, many, what]: [&str; 3],
        help: &str,
        fatal: bool,
    ) -> Option<Loss> {
        let (last, others) = self.first.split_last()?;
        let others: Vec<String> = others.iter().map(|line| format!("{line}, ")).collect();
        let more = match self.count - self.first.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let (noun, plural) = if self.count == 1 {
            (one, place)
        } else {
            (many, places)
        };
        Some(Loss {
            reason,
            detail: format!(
                "{} {noun} {what} left out, {plural} {}{last}{more}; {help}",
                self.count,
                others.concat()
            ),
            fatal,
        })
    }
}
