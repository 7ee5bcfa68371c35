//! SubRip.

use std::ops::Range;

use super::cue::{self, Cue};
use super::{BadLines, CaptionOptions, lines, markup, nothing_found, stamp, vtt};
use crate::read::{Format, ReadError};
use crate::text::Document;

/// Reads SubRip: a number, a line of times, text up to the next number and times.
///
/// Numbers may be missing; an empty line inside a cue ends nothing. A cue whose times cannot be
/// read is lost, with its line in a message.
pub(super) fn read(source: &str, options: &CaptionOptions) -> Result<Document, ReadError> {
    let mut cues = Vec::new();
    let mut bad = BadLines::default();
    let mut stray = BadLines::default();
    let mut open: Option<Open> = None;
    let mut number = None;
    // Lines that may be the number of the next cue wait until the line behind them is seen.
    let mut waiting: Option<(lines::Line, bool)> = None;
    let mut after_blank = true;
    for line in lines::of(source) {
        let content = source[line.range.clone()].trim();
        if content.contains("-->") {
            let taken = waiting.take().and_then(|(line, after_blank)| {
                let index: Option<u64> = source[line.range.clone()].trim().parse().ok();
                let follows = index.is_some() && index == number.map(|number: u64| number + 1);
                if after_blank || follows {
                    index
                } else {
                    add(&mut open, &mut stray, &line);
                    None
                }
            });
            number = taken.or(number.map(|number| number + 1));
            close(source, open.take(), &mut cues);
            let time = stamp::timing(content);
            if time.is_none() {
                bad.add(line.number);
            }
            open = Some(Open { time, text: None });
            after_blank = false;
            continue;
        }
        if let Some((line, _)) = waiting.take() {
            add(&mut open, &mut stray, &line);
        }
        if !content.is_empty() && content.bytes().all(|byte| byte.is_ascii_digit()) {
            waiting = Some((line, after_blank));
        } else if !content.is_empty() {
            add(&mut open, &mut stray, &line);
        }
        after_blank = content.is_empty();
    }
    if let Some((line, after_blank)) = waiting {
        // A number without a cue at the end of the file.
        if !after_blank || open.is_none() {
            add(&mut open, &mut stray, &line);
        }
    }
    close(source, open, &mut cues);
    if cues.is_empty() && bad.count == 0 && !source.trim().is_empty() {
        return Err(nothing_found("cue", Format::Srt));
    }
    Ok(cue::document(cues, vtt::losses(bad, stray), options))
}

/// The cue that is being read.
struct Open {
    time: Option<(u64, u64)>,
    text: Option<Range<usize>>,
}

/// Adds a line to the text of the open cue.
fn add(open: &mut Option<Open>, stray: &mut BadLines, line: &lines::Line) {
    match open {
        Some(open) => {
            let start = open
                .text
                .as_ref()
                .map_or(line.range.start, |text| text.start);
            open.text = Some(start..line.range.end);
        }
        None => stray.add(line.number),
    }
}

fn close(source: &str, open: Option<Open>, cues: &mut Vec<Cue>) {
    let Some(Open {
        time: Some((start, end)),
        text,
    }) = open
    else {
        return;
    };
    let end = Some(end).filter(|&end| end >= start);
    cues.push(Cue {
        time: Some((start, end)),
        says: text.map_or_else(Vec::new, |range| markup::read(source, range)),
    });
}
