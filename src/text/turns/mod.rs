//! Transcripts: finds speaker labels at the start of lines, and parts the text into turns.
//!
//! | step | file |
//! |---|---|
//! | lines that begin with what could be a label, and times | `lines`, `stamp` |
//! | which labels are speakers, and whether this is a transcript | [`decide`] |
//! | blocks cut at the labels, times | `split` |
//! | what a label says about the role | [`roles`] |
//!
//! A single `Note:` makes no transcript: labels must come back, there must be two of them, and they
//! must begin much of the text; or a time must stand with them. The rules are written down in
//! `docs/transcripts.md`.

pub mod decide;
mod lines;
pub mod lists;
pub mod roles;
mod settings;
mod split;
mod stamp;
#[cfg(test)]
mod tests;

use super::document::{Document, Timing, Turn};
pub use decide::{Candidate, Refused, Taken};
use lines::Lines;
pub use lines::key;
pub use settings::{Find, Seconds, TranscriptOptions};

/// [`complete`] without wishes of the user.
pub fn find(document: &mut Document) {
    complete(document, &TranscriptOptions::default());
}

/// Makes a transcript of a document if it is one: looks for labels in its text unless its format
/// named speakers, gives speakers their roles, and joins neighbouring turns of one speaker.
///
/// Labels stand outside the blocks then, blocks carry their turn, and a block without a label
/// belongs to the turn before it. A label without words behind it makes no turn. Cost: linear.
pub fn complete(document: &mut Document, options: &TranscriptOptions) {
    if document.turns.is_empty() && document.timings.is_empty() {
        look(document, options);
    }
    roles::assign(document, options);
    join(document, options.merge_gap);
}

/// Looks for labels and times in the text.
fn look(document: &mut Document, options: &TranscriptOptions) {
    let declared: Vec<String> = options.labels.iter().map(|label| key(label)).collect();
    let found = lines::of(document, &|key| declared.iter().any(|known| known == key));
    let Lines { count, timed, .. } = found;
    let stamped = found
        .heads
        .iter()
        .filter(|head| head.stamp.is_some())
        .count()
        + timed;
    let (candidates, heads) = decide::decide(document, found, options);
    document.labels = candidates;
    if options.find == Find::Never {
        return;
    }
    let lines_are_timed =
        stamped >= 4 && (stamped * 2 >= count || stamped * 2 >= document.blocks.len());
    if !heads.is_empty() {
        split::split(document, &heads);
    }
    if !document.turns.is_empty() || lines_are_timed {
        split::times(document, &heads, lines_are_timed);
    }
}

/// Joins neighbouring turns of one speaker, unless more than `gap` lies between them.
fn join(document: &mut Document, gap: Option<Seconds>) {
    let pauses = gap.map(|gap| (gap.ms, pauses(document)));
    let mut joined: Vec<Turn> = Vec::new();
    let mut new: Vec<u32> = Vec::new();
    for (at, turn) in document.turns.iter().enumerate() {
        let near = pauses
            .as_ref()
            .is_none_or(|(most, pauses)| pauses[at].is_none_or(|pause| pause <= *most));
        match joined.last_mut() {
            Some(last) if near && turn.speaker.is_some() && last.speaker == turn.speaker => {
                last.raw.1 = turn.raw.1;
            }
            _ => joined.push(*turn),
        }
        new.push(joined.len() as u32 - 1);
    }
    for block in &mut document.blocks {
        block.turn = block.turn.map(|turn| new[turn as usize]);
    }
    document.turns = joined;
}

/// Milliseconds between the end of the turn before each turn and its start, where both are known.
fn pauses(document: &Document) -> Vec<Option<u64>> {
    let mut spans: Vec<Option<(Option<u64>, Option<u64>)>> = vec![None; document.turns.len()];
    for block in &document.blocks {
        let Some(turn) = block.turn else { continue };
        let of_block = timings_in(&document.timings, block.span.start, block.span.end);
        for timing in of_block {
            let known = spans[turn as usize].get_or_insert((Some(timing.start_ms), None));
            known.1 = timing.end_ms.or(known.1);
        }
    }
    let mut pauses = vec![None; document.turns.len()];
    for at in 1..spans.len() {
        let end = spans[at - 1].and_then(|(_, end)| end);
        let start = spans[at].and_then(|(start, _)| start);
        pauses[at] = end.zip(start).map(|(end, start)| start.saturating_sub(end));
    }
    pauses
}

/// The timings that touch the bytes `start..end`; they are in order and do not overlap.
pub fn timings_in(timings: &[Timing], start: u32, end: u32) -> &[Timing] {
    let first = timings.partition_point(|timing| timing.span.end <= start);
    let behind = timings.partition_point(|timing| timing.span.start < end);
    &timings[first..behind.max(first)]
}
