//! LRC: `[00:12.34] text`, one line after the other.

use super::cue::{self, Cue};
use super::speech::Speech;
use super::{BadLines, CaptionOptions, lines, nothing_found, stamp, vtt};
use crate::read::{Format, ReadError};
use crate::text::Document;

/// Reads LRC. Lines `[ti:…]` are left out, but `[offset:…]` moves all times.
///
/// A line ends when the next one begins; a line without a time goes on with the one before it. A
/// line with several times is read once, at the first. `<00:12.34>` inside a line times its words.
pub(super) fn read(source: &str, options: &CaptionOptions) -> Result<Document, ReadError> {
    let mut cues: Vec<Cue> = Vec::new();
    let mut stray = BadLines::default();
    let mut offset = 0_i64;
    for line in lines::of(source) {
        let content = &source[line.range.clone()];
        let (time, length) = stamps(content);
        if let Some(time) = time {
            let time = time.saturating_add_signed(-offset);
            if let Some((start, end)) = cues.last_mut().and_then(|cue| cue.time.as_mut()) {
                *end = end.or(Some(time).filter(|time| time >= start));
            }
            let speech = timed_words(source, line.range.start + length..line.range.end, offset);
            cues.push(Cue::plain(Some((time, None)), speech));
        } else if let Some((name, value)) = tag(content) {
            if name.eq_ignore_ascii_case("offset") {
                let signed: Option<i64> = value.trim().trim_start_matches('+').parse().ok();
                offset = signed.filter(|ms| ms.unsigned_abs() < 1 << 40).unwrap_or(0);
            }
        } else if !content.trim().is_empty() {
            match cues.last_mut().and_then(|cue| cue.says.last_mut()) {
                Some(say) => {
                    say.speech.put("\n", line.range.start..line.range.start);
                    say.speech.copy(source, line.range);
                }
                None => stray.add(line.number),
            }
        }
    }
    if cues.is_empty() && stray.count > 0 {
        return Err(nothing_found("timed line", Format::Lrc));
    }
    Ok(cue::document(
        cues,
        vtt::losses(BadLines::default(), stray),
        options,
    ))
}

/// The first of the times at the start of a line, and the bytes that all of them take.
fn stamps(line: &str) -> (Option<u64>, usize) {
    let mut first = None;
    let mut at = 0;
    loop {
        let rest = &line[at..];
        let inside = rest.trim_start();
        let found = inside
            .strip_prefix('[')
            .and_then(|inside| stamp::stamp(inside).map(|(ms, length)| (ms, &inside[length..])))
            .and_then(|(ms, behind)| Some((ms, behind.strip_prefix(']')?)));
        let Some((ms, behind)) = found else {
            return (first, at);
        };
        first = first.or(Some(ms));
        at = line.len() - behind.len();
    }
}

/// A line `[name:value]`.
fn tag(line: &str) -> Option<(&str, &str)> {
    let inside = line.trim().strip_prefix('[')?.strip_suffix(']')?;
    let (name, value) = inside.split_once(':')?;
    let is_name = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || byte == b'#');
    is_name.then_some((name, value))
}

/// Text with `<00:12.34>` taken for times of what follows.
fn timed_words(source: &str, range: std::ops::Range<usize>, offset: i64) -> Speech {
    let mut speech = Speech::default();
    let mut copied = range.start;
    for (at, _) in source[range.clone()].match_indices('<') {
        let at = range.start + at;
        let inside = &source[at + 1..range.end];
        let found = stamp::stamp(inside).filter(|&(_, length)| inside[length..].starts_with('>'));
        if let Some((ms, length)) = found {
            speech.copy(source, copied..at);
            speech.mark(ms.saturating_add_signed(-offset));
            copied = at + length + 2;
        }
    }
    speech.copy(source, copied..range.end);
    speech
}
