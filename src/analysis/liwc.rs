//! Words, sentences and punctuation of parts of a document, as LIWC-22 counts them.

use std::ops::Range;

use crate::measure::tally::Source;
use crate::text::liwc::{self, LiwcCounts};
use crate::text::{Document, Tokens};

/// A document or segment by the LIWC rule.
pub(super) struct ByLiwc {
    /// Words in each sentence that the ranges touch, in order, as
    /// [`Source::count_by`] wants them.
    pub(super) words: Vec<u32>,
    /// Words that an affirmed hit touches.
    pub(super) covered: u64,
    /// All counters.
    pub(super) counts: LiwcCounts,
}

/// Counts ranges of words; there is at least one word. Cost: linear.
pub(super) fn of_ranges(
    source: &Source<'_>,
    tokens: &Tokens,
    document: &Document,
    ranges: &[Range<usize>],
) -> ByLiwc {
    let mut words: Vec<u32> = Vec::new();
    let mut covered = 0;
    let mut joined = String::new();
    for range in ranges.iter().filter(|range| !range.is_empty()) {
        let first_sentence = tokens.sentence_of(range.start);
        let n_sentences = tokens.sentence_of(range.end - 1) + 1 - first_sentence;
        let base = words.len();
        words.resize(base + n_sentences, 0);
        for part in by_block(tokens, range) {
            let start = tokens.span(part.start).start as usize;
            let end = tokens.span(part.end - 1).end as usize;
            let text = &document.text[start..end];
            joined.push_str(with_signs(document, tokens, &part));
            joined.push('\n');
            let spans = liwc::word_spans(text);
            let mut word = part.start;
            for span in &spans {
                while word + 1 < part.end
                    && tokens.span(word + 1).start as usize <= start + span.start
                {
                    word += 1;
                }
                words[base + tokens.sentence_of(word) - first_sentence] += 1;
            }
            let mut touched: Vec<usize> = source
                .covered_words(&part)
                .into_iter()
                .filter_map(|word| {
                    let at = tokens.span(word).start as usize - start;
                    let after = spans.partition_point(|span| span.start <= at);
                    after.checked_sub(1)
                })
                .collect();
            touched.dedup();
            covered += touched.len() as u64;
        }
    }
    ByLiwc {
        words,
        covered,
        // A line end ends no sentence of LIWC: all parts are read as one text.
        counts: liwc::count(&joined),
    }
}

/// LIWC's counters of the prose of a document. A plain text is counted as it stands; of other
/// documents the blocks, one line each.
pub(super) fn of_document(document: &Document) -> LiwcCounts {
    if document.map.is_identity() && document.turns.is_empty() {
        return liwc::count(&document.text);
    }
    let blocks = document
        .blocks
        .iter()
        .map(|block| &document.text[block.span.range()]);
    liwc::count(&blocks.collect::<Vec<_>>().join("\n"))
}

/// A range of words cut where a block ends.
fn by_block(tokens: &Tokens, range: &Range<usize>) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    for at in range.clone() {
        match parts.last_mut() {
            Some(part) if tokens.sentence(at).block == tokens.sentence(at - 1).block => {
                part.end = at + 1;
            }
            _ => parts.push(at..at + 1),
        }
    }
    parts
}

/// The text of words of one block with the signs around them. Signs between two parts belong to the
/// part in front up to the first white space, and to the part behind from there on; so no sign of
/// a block is counted twice, or not at all.
fn with_signs<'a>(document: &'a Document, tokens: &Tokens, part: &Range<usize>) -> &'a str {
    let block_of = |word: usize| tokens.sentence(word).block;
    let block = document.blocks[block_of(part.start) as usize].span.range();
    let text = &document.text;
    // Where the signs behind the word end, if a word of the same block follows.
    let border = |word: usize| {
        let end = tokens.span(word).end as usize;
        let next = tokens.span(word + 1).start as usize;
        let space = text[end..next].find(char::is_whitespace);
        space.map_or(next, |space| end + space)
    };
    let start = match part.start.checked_sub(1) {
        Some(before) if block_of(before) == block_of(part.start) => border(before),
        _ => block.start,
    };
    let last = part.end - 1;
    let end = if part.end < tokens.len() && block_of(part.end) == block_of(last) {
        border(last)
    } else {
        block.end
    };
    &text[start..end]
}
