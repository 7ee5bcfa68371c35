//! Speech after speech → one document.

use std::collections::HashMap;

use super::speech::Speech;
use crate::text::turns::key as key_of;
use crate::text::{
    Aside, Block, BlockKind, Document, Loss, Role, SourceMap, Span, Speaker, Timing, Turn,
};

/// When something is said: start and end in milliseconds.
pub(super) type Time = (u64, Option<u64>);

/// Puts a document together.
pub(super) struct Weaver {
    document: Document,
    /// Folded label → its speaker.
    known: HashMap<String, u32>,
    /// Longest pause inside a block, in milliseconds.
    pause: u64,
    /// The file says who speaks, at least somewhere.
    has_turns: bool,
    /// Cues, tiers or annotations so far.
    heard: u32,
    last: Option<Last>,
}

/// The block that may go on.
struct Last {
    speaker: Option<u32>,
    end: Option<u64>,
    /// Where its source ends.
    source: usize,
}

impl Weaver {
    pub(super) fn new(pause: u64, has_turns: bool) -> Self {
        Weaver {
            document: Document::default(),
            known: HashMap::new(),
            pause,
            has_turns,
            heard: 0,
            last: None,
        }
    }

    /// The speaker with this label. Unknown roles are read from labels later on.
    pub(super) fn speaker(&mut self, label: &str, role: Role) -> u32 {
        let key = key_of(label);
        let next = self.document.speakers.len() as u32;
        let speaker = *self.known.entry(key).or_insert(next);
        if speaker == next {
            self.document.speakers.push(Speaker {
                label: label.to_owned(),
                role,
            });
        }
        speaker
    }

    /// The next thing that is said or stands in the file takes a number, also if it is empty.
    pub(super) fn count(&mut self) {
        self.heard += 1;
    }

    /// Ends the block: what comes next belongs to another sentence or speaker.
    pub(super) fn part(&mut self) {
        self.last = None;
    }

    /// Adds what `speaker` says.
    pub(super) fn say(&mut self, speaker: Option<u32>, time: Option<Time>, speech: &Speech) {
        let text = &speech.text;
        let start = text.len() - text.trim_start().len();
        let end = text.trim_end().len();
        if start >= end {
            return;
        }
        let source = speech
            .pieces
            .first()
            .map_or(0, |piece| piece.original.start);
        let goes_on = self.last.as_ref().is_some_and(|last| {
            let pause = time.and_then(|(start, _)| Some(start.saturating_sub(last.end?)));
            last.speaker == speaker
                && pause.is_none_or(|pause| pause <= self.pause)
                && last.source <= source
        });
        let out = &mut self.document;
        if !out.text.is_empty() {
            out.text.push_str(if goes_on { "\n" } else { "\n\n" });
        }
        let base = out.text.len();
        out.text.push_str(&text[start..end]);
        copy_map(&mut out.map, speech, base, start..end);
        if goes_on && let Some(block) = out.blocks.last_mut() {
            block.span = Span::new(block.span.range().start, out.text.len());
            if let Some(turn) = out.turns.last_mut() {
                turn.raw.1 = self.heard.max(turn.raw.0);
            }
        } else {
            let number = self.heard.max(1);
            if self.has_turns {
                out.turns.push(Turn {
                    speaker,
                    raw: (number, number),
                });
            }
            let turn = (out.turns.len() as u32).checked_sub(1);
            out.blocks.push(Block {
                span: Span::new(base, out.text.len()),
                kind: BlockKind::Paragraph,
                section: 0,
                turn,
            });
        }
        for (range, kind) in &speech.asides {
            let (from, to) = (range.start.max(start), range.end.min(end));
            if from < to {
                out.asides.push(Aside {
                    span: Span::new(base + from - start, base + to - start),
                    kind: *kind,
                });
            }
        }
        times(&mut out.timings, speech, time, base, start..end);
        let last = self.last.as_ref().filter(|_| goes_on);
        let earlier = last.and_then(|last| last.end);
        self.last = Some(Last {
            speaker,
            end: time.map(|(start, end)| end.unwrap_or(start)).max(earlier),
            source: speech
                .pieces
                .last()
                .map_or(source, |piece| piece.original.end),
        });
    }

    /// The document, with what was lost.
    pub(super) fn finish(mut self, losses: Vec<Loss>) -> Document {
        self.document.losses = losses;
        self.document
    }
}

/// Adds the map of a part of a speech that was put at `base`.
fn copy_map(map: &mut SourceMap, speech: &Speech, base: usize, part: std::ops::Range<usize>) {
    let first = speech
        .pieces
        .partition_point(|piece| piece.at <= part.start)
        .saturating_sub(1);
    for piece in &speech.pieces[first..] {
        if piece.at >= part.end {
            break;
        }
        let skipped = part.start.saturating_sub(piece.at);
        let at = base + piece.at.max(part.start) - part.start;
        if piece.verbatim {
            let start = (piece.original.start + skipped).min(piece.original.end);
            map.verbatim(at, start..piece.original.end);
        } else {
            map.replaced(at, piece.original.clone());
        }
    }
}

/// Adds the finest times that are known: from mark to mark, or the whole.
fn times(
    timings: &mut Vec<Timing>,
    speech: &Speech,
    time: Option<Time>,
    base: usize,
    part: std::ops::Range<usize>,
) {
    let mut from = part.start;
    let mut since = time.map(|(start, _)| start);
    let mut add = |range: std::ops::Range<usize>, start: Option<u64>, end: Option<u64>| {
        let text = &speech.text[range.clone()];
        let from = range.start + text.len() - text.trim_start().len();
        let to = range.start + text.trim_end().len();
        if let Some(start_ms) = start.filter(|_| from < to) {
            timings.push(Timing {
                span: Span::new(base + from - part.start, base + to - part.start),
                start_ms,
                end_ms: end.filter(|&end| end >= start_ms),
            });
        }
    };
    for &(at, ms) in &speech.marks {
        let at = at.clamp(part.start, part.end);
        if at > from {
            add(from..at, since, Some(ms));
            from = at;
        }
        since = Some(ms);
    }
    add(from..part.end, since, time.and_then(|(_, end)| end));
}
