//! What Whisper and its relatives write: JSON, TSV, and the lines that they print.

use super::cue::{self, Cue};
use super::speech::Speech;
use super::{BadLines, CaptionOptions, lines, stamp, vtt};
use crate::read::ReadError;
use crate::text::Document;

mod json;
mod segments;

pub(super) use segments::read as read_json;

/// True for the header of Whisper's table.
pub(super) fn is_header(line: &str) -> bool {
    line == "start\tend\ttext"
}

/// Reads Whisper's table: start and end in milliseconds, text up to the end of the line.
///
/// A row without two numbers is lost, with its line in a message.
pub(super) fn read_tsv(source: &str, options: &CaptionOptions) -> Result<Document, ReadError> {
    let mut cues = Vec::new();
    let mut bad = BadLines::default();
    for line in lines::of(source) {
        let content = &source[line.range.clone()];
        if content.trim().is_empty() || (line.number == 1 && is_header(content.trim())) {
            continue;
        }
        let mut fields = content.splitn(3, '\t');
        let mut ms = || fields.next()?.trim().parse::<u64>().ok();
        let (Some(start), Some(end)) = (ms(), ms()) else {
            bad.add(line.number);
            continue;
        };
        let mut speech = Speech::default();
        if let Some(text) = fields.next() {
            speech.copy(source, line.range.end - text.len()..line.range.end);
        }
        let end = Some(end).filter(|&end| end >= start);
        cues.push(Cue::plain(Some((start, end)), speech));
    }
    if cues.is_empty() && bad.count > 0 {
        return Err(ReadError::new(
            "damaged",
            "no row with a start and an end in milliseconds was found in it",
            "check that it is a table that Whisper wrote, or name its format with --format",
        ));
    }
    let bad = bad.told(
        "bad_row",
        ["row", "rows", "without a start and an end in milliseconds"],
        "a row is start, end and text with a tab between them",
        true,
    );
    Ok(cue::document(cues, bad.into_iter().collect(), options))
}

/// Reads lines `[00:00.000 --> 00:05.000] text`; `None` if the text is not made of them.
///
/// A line without times goes on with the one before it.
pub(super) fn read_printed(source: &str, options: &CaptionOptions) -> Option<Document> {
    let mut cues: Vec<Cue> = Vec::new();
    let mut n_lines = 0;
    for line in lines::of(source) {
        let content = &source[line.range.clone()];
        if content.trim().is_empty() {
            continue;
        }
        n_lines += 1;
        if let Some((start, end, length)) = times(content) {
            let mut speech = Speech::default();
            speech.copy(source, line.range.start + length..line.range.end);
            let end = Some(end).filter(|&end| end >= start);
            cues.push(Cue::plain(Some((start, end)), speech));
        } else {
            let say = cues.last_mut()?.says.last_mut()?;
            say.speech.put("\n", line.range.start..line.range.start);
            say.speech.copy(source, line.range);
        }
    }
    let made_of_them = cues.len() > 1 && cues.len() * 2 >= n_lines;
    let losses = || vtt::losses(BadLines::default(), BadLines::default());
    made_of_them.then(|| cue::document(cues, losses(), options))
}

/// The two times in brackets at the start of a line, and the bytes that they take.
fn times(line: &str) -> Option<(u64, u64, usize)> {
    let inside = line.trim_start().strip_prefix('[')?;
    let close = inside.bytes().take(64).position(|byte| byte == b']')?;
    let (start, end) = stamp::timing(&inside[..close])?;
    Some((start, end, line.len() - inside.len() + close + 1))
}
