//! Where a document is cut.

use std::hash::Hash;
use std::ops::Range;

use foldhash::{HashMap, HashMapExt};

use super::{Segment, Segmentation};
use crate::text::turns::timings_in;
use crate::text::{Document, Layout, Tokens};

/// Cuts a document. Segments are in order of their first word; every word is in exactly one (turns
/// and speakers of a text without turns: one segment without speaker).
///
/// Cost: linear, times a binary search for times.
pub fn cut(by: Segmentation, document: &Document, tokens: &Tokens) -> Vec<Segment> {
    if let Some(segments) = by_blocks(by, document, tokens.layout()) {
        return segments;
    }
    let cutter = Cutter::new(document, tokens);
    let all = 0..tokens.len();
    let mut segments = match by {
        Segmentation::Words(n) => cutter.by_words(chunks(all, n as usize)),
        Segmentation::Parts(n) => cutter.by_words(parts(tokens.len(), n as usize)),
        Segmentation::Minutes(n) => cutter.by_minutes(u64::from(n) * 60_000),
        _ => {
            let sentences = tokens.sentences().iter();
            let words = sentences.map(|s| s.first as usize..s.end as usize);
            cutter.by_words(words.collect())
        }
    };
    for (at, segment) in segments.iter_mut().enumerate() {
        segment.number = at as u32 + 1;
        let parts = cutter.parts_of(segment);
        describe(document, segment, parts.into_iter());
    }
    if let Segmentation::Minutes(n) = by {
        let window = u64::from(n) * 60_000;
        for segment in &mut segments {
            if let Some(start) = segment.start_ms {
                let first = start / window * window;
                (segment.start_ms, segment.end_ms) =
                    (Some(first), Some(first.saturating_add(window)));
            }
        }
    }
    segments
}

/// As [`cut`], where a segment holds whole blocks, so that its words need not be known; `None` if it
/// does not.
pub fn by_blocks(by: Segmentation, document: &Document, layout: &Layout) -> Option<Vec<Segment>> {
    if !by.is_of_blocks() {
        return None;
    }
    let turn_of = |block: usize| document.blocks[block].turn;
    let speaker_of =
        |block: usize| turn_of(block).and_then(|turn| document.turns[turn as usize].speaker);
    let blocks = Blocks::new(document, layout);
    let found = match by {
        Segmentation::Paragraph => blocks.gather(|_, next| next),
        Segmentation::Section => blocks.by(|block| document.blocks[block].section),
        Segmentation::Turn => blocks.by(turn_of),
        Segmentation::Speaker => blocks.by(speaker_of),
        Segmentation::Role => blocks
            .by(|block| speaker_of(block).map(|speaker| &document.speakers[speaker as usize].role)),
        Segmentation::Words(_)
        | Segmentation::Parts(_)
        | Segmentation::Minutes(_)
        | Segmentation::Sentence => return None,
    };
    let numbered = (1..).zip(found);
    Some(
        numbered
            .map(|(number, (mut segment, parts))| {
                segment.number = number;
                describe(document, &mut segment, parts.into_iter());
                segment
            })
            .collect(),
    )
}

/// The blocks of a document as they are looked at while it is cut.
struct Blocks<'a> {
    document: &'a Document,
    /// The words of each block.
    words: Vec<Range<usize>>,
    /// Kind, block and first byte of each aside that is counted.
    asides: Vec<(usize, usize, u32)>,
}

impl<'a> Blocks<'a> {
    fn new(document: &'a Document, layout: &Layout) -> Self {
        let mut words = vec![0..0; document.blocks.len()];
        let mut last = 0;
        let mut sentences = layout.sentences().iter().peekable();
        for (block, range) in words.iter_mut().enumerate() {
            *range = last..last;
            while let Some(sentence) = sentences.next_if(|s| s.block as usize == block) {
                range.end = sentence.end as usize;
            }
            last = range.end;
        }
        let mut asides = Vec::new();
        let mut block = 0;
        for aside in &document.asides {
            let Some(kind) = aside.kind.counted() else {
                continue;
            };
            let ends_before = |block: usize| {
                document
                    .blocks
                    .get(block)
                    .is_some_and(|b| b.span.end <= aside.span.start)
            };
            while ends_before(block) {
                block += 1;
            }
            // An aside outside every block would be counted nowhere.
            let inside = document
                .blocks
                .get(block)
                .is_some_and(|b| b.span.start <= aside.span.start);
            if inside {
                asides.push((kind, block, aside.span.start));
            }
        }
        Blocks {
            document,
            words,
            asides,
        }
    }

    /// Blocks with the same key are one segment; with the blocks of each. Blocks without words and
    /// asides are in none.
    fn by<K: Eq + Hash>(&self, key: impl Fn(usize) -> K) -> Vec<(Segment, Vec<Part>)> {
        let mut known: HashMap<K, usize> = HashMap::new();
        self.gather(|block, next| *known.entry(key(block)).or_insert(next))
    }

    /// As [`Blocks::by`]; `segment_of` tells the segment of a block, a new one having the number that
    /// it is given.
    fn gather(
        &self,
        mut segment_of: impl FnMut(usize, usize) -> usize,
    ) -> Vec<(Segment, Vec<Part>)> {
        let mut with_aside = vec![false; self.words.len()];
        for &(_, block, _) in &self.asides {
            with_aside[block] = true;
        }
        let mut segments: Vec<(Segment, Vec<Part>)> = Vec::new();
        let mut of_block = vec![usize::MAX; self.words.len()];
        let mut last = usize::MAX;
        for (block, words) in self.words.iter().enumerate() {
            if words.is_empty() && !with_aside[block] {
                continue;
            }
            let span = self.document.blocks[block].span;
            let at = segment_of(block, segments.len());
            if at == segments.len() {
                let segment = Segment {
                    place: (span.start, span.end),
                    ..Segment::default()
                };
                segments.push((segment, Vec::new()));
            }
            let (segment, blocks) = &mut segments[at];
            blocks.push((block, (span.start, span.end)));
            segment.place.1 = span.end;
            match segment.ranges.last_mut() {
                Some(range) if at == last && range.end == words.start => range.end = words.end,
                _ => segment.ranges.push(words.clone()),
            }
            of_block[block] = at;
            last = at;
        }
        for &(kind, block, _) in &self.asides {
            segments[of_block[block]].0.asides[kind] += 1;
        }
        segments
    }
}

/// A document as it is looked at while it is cut between words.
struct Cutter<'a> {
    document: &'a Document,
    tokens: &'a Tokens,
    /// The words of each block.
    words: Vec<Range<usize>>,
    /// Kind and block of each aside that is counted, and the words before it.
    asides: Vec<(usize, usize, usize)>,
}

impl<'a> Cutter<'a> {
    fn new(document: &'a Document, tokens: &'a Tokens) -> Self {
        let Blocks { words, asides, .. } = Blocks::new(document, tokens.layout());
        let mut before = 0;
        let asides = asides.into_iter().map(|(kind, block, start)| {
            while before < tokens.len() && tokens.span(before).start < start {
                before += 1;
            }
            (kind, block, before)
        });
        Cutter {
            document,
            tokens,
            words,
            asides: asides.collect(),
        }
    }

    /// Stretches of words, in order and without gaps. An aside belongs to the word before it in the
    /// same block, else to the one behind it.
    fn by_words(&self, ranges: Vec<Range<usize>>) -> Vec<Segment> {
        let segment = |range: Range<usize>| Segment {
            place: self.place(&range),
            ranges: vec![range],
            ..Segment::default()
        };
        let mut segments: Vec<Segment> = ranges.into_iter().map(segment).collect();
        if segments.is_empty() && !self.asides.is_empty() {
            segments.push(segment(0..0));
        }
        for &(kind, block, before) in &self.asides {
            let word = self.word_near(block, before);
            let after = segments.partition_point(|s| s.ranges[0].start <= word);
            let at = after.saturating_sub(1);
            segments[at].asides[kind] += 1;
        }
        segments
    }

    /// The word that an aside behind `before` words belongs to.
    fn word_near(&self, block: usize, before: usize) -> usize {
        let in_block = |word: usize| self.words[block].contains(&word);
        match before.checked_sub(1) {
            Some(word) if in_block(word) || !in_block(before) => word,
            _ => before.min(self.tokens.len().saturating_sub(1)),
        }
    }

    /// Words by the stretch of time that they begin in; those without a time are a segment of their
    /// own.
    fn by_minutes(&self, window: u64) -> Vec<Segment> {
        let timings = &self.document.timings;
        let window_of = |byte: u32| {
            let timing = timings_in(timings, byte, byte + 1).first()?;
            Some(timing.start_ms / window)
        };
        let mut segments: Vec<Segment> = Vec::new();
        let mut known: HashMap<Option<u64>, usize> = HashMap::new();
        let mut of_word: Vec<usize> = Vec::with_capacity(self.tokens.len());
        for word in 0..self.tokens.len() {
            let span = self.tokens.span(word);
            let at = *known.entry(window_of(span.start)).or_insert(segments.len());
            if at == segments.len() {
                segments.push(Segment {
                    place: (span.start, span.end),
                    ..Segment::default()
                });
            }
            let segment = &mut segments[at];
            segment.place.1 = span.end;
            match segment.ranges.last_mut() {
                Some(range) if range.end == word => range.end = word + 1,
                _ => segment.ranges.push(word..word + 1),
            }
            of_word.push(at);
        }
        if segments.is_empty() && !self.asides.is_empty() {
            segments.push(Segment {
                ranges: vec![Range::default()],
                ..Segment::default()
            });
        }
        for &(kind, block, before) in &self.asides {
            let at = of_word
                .get(self.word_near(block, before))
                .copied()
                .unwrap_or(0);
            segments[at].asides[kind] += 1;
        }
        segments
    }

    /// Bytes of a range of words.
    fn place(&self, words: &Range<usize>) -> (u32, u32) {
        if words.is_empty() {
            let blocks = &self.document.blocks;
            return blocks
                .first()
                .map_or((0, 0), |b| (b.span.start, b.span.end));
        }
        let span = self.tokens.span_of(words.start, words.end);
        (span.start, span.end)
    }

    /// The blocks that a segment of words touches, each with the bytes inside it.
    fn parts_of(&self, segment: &Segment) -> Vec<Part> {
        let mut parts = Vec::new();
        for range in &segment.ranges {
            if range.is_empty() {
                // Only asides: of which blocks does not matter where there are no words at all.
                continue;
            }
            let (start, end) = self.place(range);
            let block = |word: usize| self.tokens.sentence(word).block as usize;
            for at in block(range.start)..=block(range.end - 1) {
                let span = self.document.blocks[at].span;
                parts.push((at, (span.start.max(start), span.end.min(end))));
            }
        }
        parts
    }
}

/// Fills in who speaks, which turns it touches, and when.
fn describe(document: &Document, segment: &mut Segment, parts: impl Iterator<Item = Part>) {
    let mut speakers = Common::default();
    let mut roles = Common::default();
    let mut turns: Vec<(u32, u32)> = Vec::new();
    for (block, place) in parts {
        let turn = document.blocks[block].turn;
        let turn = turn.map(|turn| document.turns[turn as usize]);
        let speaker = turn.and_then(|turn| turn.speaker);
        speakers.add(speaker);
        roles.add(speaker.map(|at| &document.speakers[at as usize].role));
        if let Some(turn) = turn {
            match turns.last_mut() {
                Some(run) if turn.raw.0 <= run.1 + 1 => run.1 = run.1.max(turn.raw.1),
                _ => turns.push(turn.raw),
            }
        }
        let timings = timings_in(&document.timings, place.0, place.1.max(place.0 + 1));
        for timing in timings {
            let first = segment
                .start_ms
                .map_or(timing.start_ms, |at| at.min(timing.start_ms));
            segment.start_ms = Some(first);
        }
        if let Some(last) = timings.last() {
            let next = timings_in(&document.timings, last.span.end, u32::MAX).first();
            let next = next
                .map(|next| next.start_ms)
                .filter(|&next| next >= last.start_ms);
            segment.end_ms = segment.end_ms.max(last.end_ms.or(next));
        }
    }
    segment.speaker = speakers.value();
    segment.role = roles.value().cloned();
    segment.turns = turns;
}

/// A block, and bytes of it.
type Part = (usize, (u32, u32));

/// One value, if all that was added is the same.
#[derive(Default)]
enum Common<T> {
    #[default]
    None,
    One(Option<T>),
    Mixed,
}

impl<T: PartialEq> Common<T> {
    fn add(&mut self, value: Option<T>) {
        match self {
            Common::None => *self = Common::One(value),
            Common::One(known) if *known == value => {}
            _ => *self = Common::Mixed,
        }
    }

    fn value(self) -> Option<T> {
        match self {
            Common::One(value) => value,
            _ => None,
        }
    }
}

fn chunks(all: Range<usize>, size: usize) -> Vec<Range<usize>> {
    all.clone()
        .step_by(size)
        .map(|first| first..(first + size).min(all.end))
        .collect()
}

/// `n` ranges; the remainder is spread over the first ones. Fewer if there are fewer words.
fn parts(words: usize, n: usize) -> Vec<Range<usize>> {
    let (size, rest) = (words / n, words % n);
    let mut ranges = Vec::new();
    let mut first = 0;
    for part in 0..n.min(words) {
        let end = first + size + usize::from(part < rest);
        if end > first {
            ranges.push(first..end);
        }
        first = end;
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_share_the_remainder_from_the_front() {
        assert_eq!(parts(11, 4), [0..3, 3..6, 6..9, 9..11]);
        assert_eq!(parts(2, 3), [0..1, 1..2]);
        assert!(parts(0, 3).is_empty());
    }
}
