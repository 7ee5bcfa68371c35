//! Runs of blocks: a long document is looked at by several threads, each with some of its blocks.

use std::ops::Range;

use rayon::prelude::*;

use super::Document;

/// Bytes from which on a document is long. Below, to hand out its parts costs too much of what is won.
const LONG: usize = 4 << 20;
/// Runs for each thread, so that none waits long for the others.
const SHARES: usize = 4;

impl Document {
    /// True if it is looked at by several threads, where there are some.
    pub fn is_long(&self) -> bool {
        self.text.len() >= LONG
    }
}

/// What `make` makes of each run of blocks, in order: all blocks in one run, or, if the document is long
/// and there are several threads, in some.
pub fn by_runs<T: Send>(document: &Document, make: impl Fn(Range<usize>) -> T + Sync) -> Vec<T> {
    let threads = rayon::current_num_threads();
    if threads == 1 || !document.is_long() {
        return vec![make(0..document.blocks.len())];
    }
    let runs = cut(document, threads * SHARES);
    runs.into_par_iter().map(&make).collect()
}

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
