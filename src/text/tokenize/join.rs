//! The words of a document from those of its parts.

use std::ops::Range;

use super::Tokens;
use crate::text::Document;

/// Marks a form of a part that no word was met of.
const NOT_MET: u32 = u32::MAX;

/// Cuts the blocks of a document into at most so many runs of about the same length in bytes; none is
/// empty, and no word or phrase crosses from one to another.
///
/// Cost: one look at each block.
pub fn cut(document: &Document, parts: usize) -> Vec<Range<usize>> {
    let blocks = &document.blocks;
    let length = |from: usize, to: usize| {
        let bytes = blocks[to - 1].span.end - blocks[from].span.start;
        bytes as usize
    };
    let mut runs = Vec::new();
    let mut first = 0;
    while first < blocks.len() {
        let left = parts.saturating_sub(runs.len()).max(1);
        let fair = length(first, blocks.len()).div_ceil(left);
        let mut end = first + 1;
        while end < blocks.len() && (left == 1 || length(first, end) < fair) {
            end += 1;
        }
        runs.push(first..end);
        first = end;
    }
    runs
}

impl Tokens {
    /// Appends the words of a part of the same document that comes behind. Cost: its words, and one
    /// look at the table for each different form of them.
    pub fn append(&mut self, part: &Tokens) {
        let (words, sentences) = (self.len() as u32, self.sentences.len() as u32);
        let mut numbers = vec![NOT_MET; part.forms.len()];
        self.ids.extend(part.ids.iter().map(|&id| {
            let number = &mut numbers[id as usize];
            if *number == NOT_MET {
                *number = self.forms.number_of_form(part.forms.get(id));
            }
            *number
        }));
        self.spans.extend_from_slice(&part.spans);
        self.gaps.extend_from_slice(&part.gaps);
        let moved = part.sentence_of.iter().map(|sentence| sentence + sentences);
        self.sentence_of.extend(moved);
        let moved = part.sentences.iter().map(|&sentence| super::Sentence {
            first: sentence.first + words,
            end: sentence.end + words,
            ..sentence
        });
        self.sentences.extend(moved);
    }

    /// Makes room for so many words more.
    pub fn reserve(&mut self, words: usize) {
        self.spans.reserve_exact(words);
        self.ids.reserve_exact(words);
        self.gaps.reserve_exact(words);
        self.sentence_of.reserve_exact(words);
    }
}
