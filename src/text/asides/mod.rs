//! Asides: stretches of a text that are nobody's words. Placeholders, events, disfluencies,
//! cut-offs, backchannels.
//!
//! They are counted by themselves and hold no words: [`Tokens`](super::Tokens) passes over them.
//! What brackets or capitals make certain is found in every text; what only its sound gives away
//! (`um`, `wan-`, a turn of *mm-hm*) in transcripts only. The rules and lists are written down in
//! `docs/transcripts.md`.

pub mod lists;
mod scan;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::document::{Aside, AsideKind, Document};
use super::runs::by_runs;
use super::span::Span;
pub use lists::{AsideOptions, Asides, ListOptions};

/// Finds the asides of a document, beside those that its format named.
///
/// Cost: linear; by several threads if the document is long.
pub fn find(document: &mut Document, asides: &Asides) {
    let spoken = !document.turns.is_empty() || !document.timings.is_empty();
    let lists = asides.lists();
    let runs = by_runs(document, |blocks| {
        of_blocks(document, blocks, lists, spoken)
    });
    let mut found = runs.concat();
    if !found.is_empty() {
        document.asides.append(&mut found);
        document.asides.sort_by_key(|aside| aside.span.start);
    }
    if document.speakers.len() > 1 {
        backchannels(document, asides);
    }
}

/// The asides of some blocks, beside those that their format named.
fn of_blocks(
    document: &Document,
    blocks: Range<usize>,
    lists: &lists::Lists,
    spoken: bool,
) -> Vec<Aside> {
    let mut found: Vec<Aside> = Vec::new();
    // What stands between two blocks goes with the one behind it.
    let behind = blocks.start.checked_sub(1);
    let behind = behind.map_or(0, |last| document.blocks[last].span.end);
    let before = |aside: &Aside| aside.span.start < behind;
    let known = &document.asides[document.asides.partition_point(before)..];
    let mut known = known.iter().peekable();
    for block in &document.blocks[blocks] {
        let range = block.span.range();
        let text = &document.text[range.clone()];
        let mut taken = Vec::new();
        while let Some(aside) = known.next_if(|aside| aside.span.start < block.span.end) {
            let inside = aside.span.start.max(block.span.start) as usize - range.start;
            taken.push(
                inside
                    ..aside
                        .span
                        .range()
                        .end
                        .saturating_sub(range.start)
                        .max(inside),
            );
        }
        for (at, kind) in scan::block(text, lists, spoken, &taken) {
            let span = Span::new(range.start + at.start, range.start + at.end);
            found.push(Aside { span, kind });
        }
    }
    found
}

/// Turns that only say that one listens become one aside for each of their blocks.
///
/// Not so behind a question: there *yeah* is an answer.
fn backchannels(document: &mut Document, asides: &Asides) {
    let lists = asides.lists();
    let blocks = &document.blocks;
    let mut found: Vec<Aside> = Vec::new();
    let mut asked = false;
    let mut first = 0;
    while first < blocks.len() {
        let turn = blocks[first].turn;
        let more = blocks[first..]
            .iter()
            .take_while(|block| block.turn == turn);
        let end = first + more.count();
        let texts = || {
            blocks[first..end]
                .iter()
                .map(|block| &document.text[block.span.range()])
        };
        if turn.is_some() && !asked && texts().all(|text| scan::is_backchannel(text, lists)) {
            let aside = |block: &super::Block| Aside {
                span: block.span,
                kind: AsideKind::Backchannel,
            };
            found.extend(blocks[first..end].iter().map(aside));
        } else if let Some(last) = texts().next_back() {
            asked = last
                .trim_end_matches(['"', '”', ')', ']', ' '])
                .ends_with('?');
        }
        first = end;
    }
    if found.is_empty() {
        return;
    }
    // What stands inside one (`Mm`) is not counted again.
    let covered = |aside: &Aside| {
        let after = found.partition_point(|whole| whole.span.start <= aside.span.start);
        after > 0 && aside.span.end <= found[after - 1].span.end
    };
    document.asides.retain(|aside| !covered(aside));
    document.asides.append(&mut found);
    document.asides.sort_by_key(|aside| aside.span.start);
}

impl AsideKind {
    /// The kinds that are counted, in the order of the reports.
    pub const COUNTED: [AsideKind; 5] = [
        AsideKind::Placeholder,
        AsideKind::Event,
        AsideKind::Disfluency,
        AsideKind::CutOff,
        AsideKind::Backchannel,
    ];

    /// Position in [`AsideKind::COUNTED`].
    pub fn counted(self) -> Option<usize> {
        AsideKind::COUNTED.iter().position(|kind| *kind == self)
    }

    /// A phrase may go on across it: *I am um ashamed*.
    pub fn is_transparent(self) -> bool {
        matches!(
            self,
            AsideKind::Disfluency | AsideKind::CutOff | AsideKind::Stamp
        )
    }
}
