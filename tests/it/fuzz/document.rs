//! What every reader promises of a document.

use feltsense::segment::{self, Segmentation};
use feltsense::text::{AsideKind, Document, Span, Tokens};

/// Longest message about an input, in bytes: none of them may grow with it.
const MESSAGE: usize = 4000;

/// Checks a document that was read from `original`.
pub(super) fn check(document: &Document, original: &str) {
    places(document, original);
    turns(document);
    times(document);
    for loss in &document.losses {
        assert!(!loss.reason.is_empty() && !loss.detail.is_empty());
        is_short(&loss.detail);
    }
    let tokens = Tokens::of(document);
    words(document, &tokens, original);
    for by in [
        Segmentation::Turn,
        Segmentation::Role,
        Segmentation::Sentence,
        Segmentation::Minutes(1),
    ] {
        whole(by, document, &tokens);
    }
}

pub(super) fn is_short(message: &str) {
    assert!(message.len() <= MESSAGE, "{} bytes", message.len());
}

/// Two readings of the same bytes.
pub(super) fn same(one: &Document, other: &Document) {
    assert_eq!(one.text, other.text);
    assert_eq!(one.map, other.map);
    assert_eq!(one.blocks, other.blocks);
    assert_eq!(one.turns, other.turns);
    assert_eq!(one.speakers, other.speakers);
    assert_eq!(one.metadata, other.metadata);
    assert_eq!(one.timings, other.timings);
    assert_eq!(one.asides, other.asides);
    assert_eq!(one.losses, other.losses);
    assert_eq!(one.labels, other.labels);
}

/// A stretch of the text, and where it came from.
fn place(document: &Document, original: &str, span: Span<feltsense::text::Plain>) {
    let range = span.range();
    assert!(
        document.text.get(range.clone()).is_some(),
        "{range:?} of the text"
    );
    let source = document.map.original(span).range();
    assert!(
        original.get(source.clone()).is_some(),
        "{source:?} of {}",
        original.len()
    );
}

/// Blocks and asides: inside the text, in order, apart; an aside inside one block.
fn places(document: &Document, original: &str) {
    let mut end = 0;
    let mut section = 0;
    for block in &document.blocks {
        place(document, original, block.span);
        assert!(
            block.span.start >= end,
            "blocks overlap at {:?}",
            block.span
        );
        assert!(!block.span.is_empty());
        assert!(block.section >= section);
        (end, section) = (block.span.end, block.section);
    }
    let mut end = 0;
    for aside in &document.asides {
        place(document, original, aside.span);
        assert!(
            aside.span.start >= end,
            "asides overlap at {:?}",
            aside.span
        );
        assert!(!aside.span.is_empty());
        end = aside.span.end;
        let after = document
            .blocks
            .partition_point(|block| block.span.start <= aside.span.start);
        let inside = after > 0 && aside.span.end <= document.blocks[after - 1].span.end;
        assert!(inside, "{aside:?} in no block");
    }
}

fn turns(document: &Document) {
    let mut last = None;
    for block in &document.blocks {
        if let Some(turn) = block.turn {
            assert!((turn as usize) < document.turns.len());
            assert!(last.is_none_or(|last| turn >= last), "turns in order");
            last = Some(turn);
        }
    }
    // Two may speak in one cue: its number is the last of one turn and the first of the next.
    let mut raw = 1;
    for turn in &document.turns {
        if let Some(speaker) = turn.speaker {
            assert!((speaker as usize) < document.speakers.len());
        }
        assert!(
            turn.raw.0 >= raw && turn.raw.0 <= turn.raw.1,
            "{turn:?} behind {raw}"
        );
        raw = turn.raw.1;
    }
}

fn times(document: &Document) {
    let mut end = 0;
    for timing in &document.timings {
        assert!(document.text.get(timing.span.range()).is_some());
        assert!(
            timing.span.start >= end,
            "times overlap at {:?}",
            timing.span
        );
        end = timing.span.end;
    }
}

/// Words: in order, on character borders, inside their block, outside of asides.
fn words(document: &Document, tokens: &Tokens, original: &str) {
    let mut end = 0;
    for at in 0..tokens.len() {
        let span = tokens.span(at);
        place(document, original, span);
        assert!(span.start >= end && !span.is_empty());
        end = span.end;
        let block = document.blocks[tokens.sentence(at).block as usize].span;
        assert!(block.start <= span.start && span.end <= block.end);
        assert!(!tokens.form(at).is_empty());
        let after = document
            .asides
            .partition_point(|aside| aside.span.end <= span.start);
        let aside = document.asides.get(after);
        let free = aside.is_none_or(|aside| aside.span.start >= span.end);
        assert!(free, "word {span:?} `{}` in {aside:?}", tokens.form(at));
    }
}

/// Every word and every counted aside is in one segment, whatever the cut.
pub(super) fn whole(by: Segmentation, document: &Document, tokens: &Tokens) {
    let segments = segment::cut(by, document, tokens);
    let mut seen = vec![false; tokens.len()];
    let mut asides = [0; AsideKind::COUNTED.len()];
    for (at, segment) in segments.iter().enumerate() {
        assert_eq!(segment.number as usize, at + 1);
        assert!(segment.place.0 <= segment.place.1);
        for word in segment.ranges.iter().cloned().flatten() {
            assert!(!seen[word], "word {word} twice by {by:?}");
            seen[word] = true;
        }
        for (sum, count) in asides.iter_mut().zip(segment.asides) {
            *sum += count;
        }
    }
    assert!(
        seen.iter().all(|seen| *seen),
        "a word in no segment by {by:?}"
    );
    let mut all = [0; AsideKind::COUNTED.len()];
    for aside in &document.asides {
        if let Some(kind) = aside.kind.counted() {
            all[kind] += 1;
        }
    }
    assert_eq!(asides, all, "asides by {by:?}");
}
