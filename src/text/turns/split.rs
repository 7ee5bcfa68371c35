//! The third step: blocks cut at the labels, turns, speakers, times.

use std::collections::HashMap;
use std::ops::Range;

use super::super::document::{Aside, AsideKind, Block, Document, Role, Speaker, Timing, Turn};
use super::super::span::Span;
use super::lines::Head;
use super::stamp::{self, Stamp};

/// Splits the blocks at the labels, and fills in turns and speakers.
pub(super) fn split(document: &mut Document, starts: &[Head]) {
    let mut result = Splitter::default();
    let mut starts = starts.iter().peekable();
    for (block_ix, block) in std::mem::take(&mut document.blocks).iter().enumerate() {
        let mut from = block.span.range().start;
        while let Some(start) = starts.next_if(|start| start.block == block_ix) {
            result.add(&document.text, from..start.line, block);
            result.waiting = Some(start);
            from = start.speech;
        }
        result.add(&document.text, from..block.span.range().end, block);
    }
    document.blocks = result.blocks;
    document.turns = result.turns;
    document.speakers = result.speakers;
}

/// What the document will hold.
#[derive(Default)]
struct Splitter<'s> {
    blocks: Vec<Block>,
    turns: Vec<Turn>,
    speakers: Vec<Speaker>,
    known: HashMap<&'s str, u32>,
    /// The label whose turn has no block yet.
    waiting: Option<&'s Head>,
}

impl Splitter<'_> {
    /// Adds a part of `block`, without the white space around it.
    fn add(&mut self, text: &str, part: Range<usize>, block: &Block) {
        if part.is_empty() {
            return;
        }
        let inside = &text[part.clone()];
        if !inside.contains(|c: char| !c.is_whitespace() && c != '\u{FFFC}') {
            return;
        }
        let start = part.start + inside.len() - inside.trim_start().len();
        let span = Span::new(start, start + inside.trim().len());
        if let Some(head) = self.waiting.take() {
            let next = self.speakers.len() as u32;
            let speaker = *self.known.entry(&head.key).or_insert(next);
            if speaker == next {
                self.speakers.push(Speaker {
                    label: text[head.label.clone()].to_owned(),
                    role: Role::Unknown,
                });
            }
            let raw = self.turns.len() as u32 + 1;
            self.turns.push(Turn {
                speaker: Some(speaker),
                raw: (raw, raw),
            });
        }
        let turn = (self.turns.len() as u32).checked_sub(1);
        self.blocks.push(Block {
            span,
            turn,
            ..block.clone()
        });
    }
}

/// Fills in times from the stamps of labels and from those in the speech, which become asides.
///
/// A stamp is in force until the next one. If neither labels nor lines have times, only `[00:12]`
/// and `#00:00:12-3#` are taken for stamps: `(10:30)` may be a time of day. Cost: linear.
pub(super) fn times(document: &mut Document, heads: &[Head], lines_are_timed: bool) {
    // Where the stamp begins, where the speech behind it begins, the stamp.
    let mut stamps: Vec<(usize, usize, Stamp)> = heads
        .iter()
        .filter_map(|head| Some((head.line, head.speech, head.stamp?)))
        .collect();
    let timed = lines_are_timed || !stamps.is_empty();
    let mut asides = Vec::new();
    for block in &document.blocks {
        let range = block.span.range();
        for (at, stamp) in in_speech(&document.text[range.clone()], timed) {
            let span = Span::new(range.start + at.start, range.start + at.end);
            asides.push(Aside {
                span,
                kind: AsideKind::Stamp,
            });
            stamps.push((span.start as usize, span.end as usize, stamp));
        }
    }
    stamps.sort_by_key(|&(at, ..)| at);
    let ends = stamps
        .iter()
        .skip(1)
        .map(|&(at, ..)| at)
        .chain([document.text.len()]);
    let timings = stamps
        .iter()
        .zip(ends)
        .map(|(&(_, from, stamp), end)| Timing {
            span: Span::new(from.min(end), end),
            start_ms: stamp.start_ms,
            end_ms: stamp.end_ms.filter(|&end| end >= stamp.start_ms),
        });
    document.timings = timings.collect();
    document.asides.extend(asides);
    document.asides.sort_by_key(|aside| aside.span.start);
}

/// Stamps in brackets anywhere, and bare ones at the start of a line.
fn in_speech(text: &str, timed: bool) -> Vec<(Range<usize>, Stamp)> {
    let mut found = stamp::inside(text);
    if !timed {
        found.retain(|(range, _)| text[range.clone()].starts_with(['[', '#']));
        return found;
    }
    let mut start = 0;
    for line in text.split_inclusive(super::super::fold::is_line_end) {
        let lead = line.len() - line.trim_start().len();
        if let Some(stamp) = stamp::at(&line[lead..]).filter(|stamp| !stamp.bracketed) {
            let at = start + lead;
            found.push((at..at + stamp.length, stamp));
        }
        start += line.len();
    }
    found.sort_by_key(|(range, _)| range.start);
    found
}
