//! WebVTT. The parts of a file are found as the standard says, times are read leniently.

use super::cue::{self, Cue};
use super::{BadLines, CaptionOptions, lines, markup, nothing_found, stamp};
use crate::read::{Format, ReadError};
use crate::text::{Document, Loss};

/// Reads WebVTT.
///
/// Blocks are parted by empty lines, or begin at a line with `-->`. Notes, styles, regions and
/// the header are left out. A cue whose times cannot be read is lost, with its line in a message;
/// text outside every cue is no text of the captions, and told of.
pub(super) fn read(source: &str, options: &CaptionOptions) -> Result<Document, ReadError> {
    let mut cues = Vec::new();
    let mut bad = BadLines::default();
    let mut stray = BadLines::default();
    let mut lines = lines::of(source).peekable();
    let first = lines.peek().map(|line| source[line.range.clone()].trim());
    let has_header = first.is_some_and(is_header);
    let mut in_header = has_header;
    let mut n_blocks = 0;
    while lines.peek().is_some() {
        // A block: perhaps a line that names the cue, the times, the text.
        let mut head: Vec<lines::Line> = Vec::new();
        let mut timing = None;
        let mut text: Option<std::ops::Range<usize>> = None;
        while let Some(line) = lines.peek() {
            let content = &source[line.range.clone()];
            if content.contains("-->") {
                if timing.is_some() || head.len() > usize::from(!in_header) {
                    break;
                }
                timing = Some((line.number, stamp::timing(content)));
            } else if content.is_empty() {
                lines.next();
                break;
            } else if timing.is_some() {
                let start = text.as_ref().map_or(line.range.start, |text| text.start);
                text = Some(start..line.range.end);
            } else {
                head.push(line.clone());
            }
            lines.next();
        }
        match (timing, text) {
            (Some((_, Some((start, end)))), Some(range)) => {
                let mut says = markup::read(source, range);
                if let Some(label) = head
                    .first()
                    .and_then(|line| webex(&source[line.range.clone()]))
                {
                    for say in &mut says {
                        say.speaker = Some(label.to_owned());
                    }
                }
                let end = Some(end).filter(|&end| end >= start);
                cues.push(Cue {
                    time: Some((start, end)),
                    says,
                });
            }
            (Some((number, None)), _) => bad.add(number),
            (Some(_), None) => {}
            (None, _) => {
                let line = head.first().filter(|_| !in_header);
                if let Some(line) = line.filter(|line| !is_aside(&source[line.range.clone()])) {
                    stray.add(line.number);
                }
            }
        }
        in_header = false;
        n_blocks += 1;
    }
    let has_text = n_blocks > 0 && !source.trim().is_empty();
    let no_cue = has_text && cues.is_empty() && bad.count == 0;
    if no_cue && (!has_header || stray.count > 0) {
        return Err(nothing_found("cue", Format::Vtt));
    }
    Ok(cue::document(cues, losses(bad, stray), options))
}

/// What is told of cues without times and text without cues.
pub(super) fn losses(bad: BadLines, stray: BadLines) -> Vec<Loss> {
    let bad = bad.told(
        "bad_cue",
        ["cue", "cues", "without valid times"],
        "write the times as 00:01:02.000 --> 00:01:04.000",
        true,
    );
    let stray = stray.told(
        "stray_text",
        ["stretch", "stretches", "of text outside every cue"],
        "a cue has a line of times before its text, and no empty line inside it",
        false,
    );
    bad.into_iter().chain(stray).collect()
}

/// True for the first line of WebVTT.
pub(super) fn is_header(line: &str) -> bool {
    line.strip_prefix("WEBVTT")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\0']))
}

/// True if a block that begins with this line is no text.
fn is_aside(line: &str) -> bool {
    ["NOTE", "STYLE", "REGION", "X-TIMESTAMP-MAP"]
        .iter()
        .any(|word| {
            line.strip_prefix(word)
                .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        })
}

/// The name in a line such as `12 "Anna B" (305)`, with which Webex names a cue.
fn webex(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let (name, behind) = rest.strip_prefix(" \"")?.rsplit_once("\" (")?;
    (rest.len() < line.len() && behind.ends_with(')') && !name.trim().is_empty()).then_some(name)
}
