//! One document as people look at it: its text with every hit in place, and its sums.
//!
//! ```text
//! Document ─Pipeline→ hits ─Draft→ nest (text cut at the hits) ─┬→ terminal: lines with a margin
//!                          └────→ sums (rates, parts, sections) ─┴→ html: one page without script
//! ```
//!
//! Pure: same document, settings and width, same bytes. What is shown here holds text of the
//! document: that is what it is for. Nothing is scored and no pole is called good or bad; status,
//! lexicon and pole are told by signs and words, and by colour only on top of that.

pub mod filter;
pub mod html;
pub mod nest;
pub mod sign;
pub mod sums;
#[cfg(feature = "cli")]
pub mod terminal;

use std::ops::Range;

use crate::analysis::Pipeline;
use crate::lexicon::{Entry, EntryId};
use crate::matching::{Context, Status};
use crate::measure::UnitId;
use crate::measure::tally::Source;
use crate::text::{Block, Document, LineCursor};

pub use filter::Filter;
pub use sign::Signs;
pub use sums::Sums;

/// A hit and where it stands.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Position of its lexicon.
    pub lexicon: usize,
    /// Its category.
    pub unit: UnitId,
    /// Its entry in the lexicon.
    pub entry: EntryId,
    /// Bytes of the plain text.
    pub span: Range<usize>,
    /// Line of the decoded input, from 1.
    pub line: usize,
    /// How it is meant.
    pub context: Context,
    /// Bytes of the plain text that the cue stands on.
    pub cue: Option<Range<usize>>,
    /// Of the pole that its lexicon counts apart.
    pub apart: bool,
}

/// A document that is ready to be shown.
pub struct Draft<'a> {
    /// Its name.
    pub name: &'a str,
    /// Lexicons and units.
    pub pipeline: &'a Pipeline,
    /// Text and blocks.
    pub document: &'a Document,
    /// The hits that the filter lets through, by place: first byte, longer ones first, lexicon.
    pub hits: Vec<Shown>,
    /// Hits that it does not let through.
    pub left_out: usize,
    /// Sums over all hits, whatever the filter.
    pub sums: Sums,
    /// The signs of the lexicons.
    pub signs: Signs,
}

impl<'a> Draft<'a> {
    /// Reads a document; `original` is the decoded input that it came from.
    ///
    /// Cost: that of the pipeline twice, and one sort of the hits.
    pub fn new(
        name: &'a str,
        pipeline: &'a Pipeline,
        document: &'a Document,
        original: &str,
        filter: &Filter,
    ) -> Draft<'a> {
        let (tokens, found) = pipeline.hits(document);
        let counts = pipeline.analyse(document, original).counts;
        let source = Source::new(&pipeline.lexicons, &pipeline.units, tokens.layout(), &found);
        let sums = Sums::of(pipeline, document, &source, &counts);
        let mut hits = Vec::new();
        let mut left_out = 0;
        for (lexicon_ix, found) in found.iter().enumerate() {
            let lexicon = &pipeline.lexicons[lexicon_ix];
            for hit in found {
                let entry = &lexicon.entries[hit.found.entry.0 as usize];
                let unit = pipeline.units.category(lexicon_ix, entry.category);
                if !filter.takes(lexicon_ix, unit, hit.context.status) {
                    left_out += 1;
                    continue;
                }
                let (first, end) = (hit.found.first as usize, hit.found.end as usize);
                let cue = hit.context.cue;
                let cue = cue.map(|(from, to)| tokens.span_of(from as usize, to as usize).range());
                hits.push(Shown {
                    lexicon: lexicon_ix,
                    unit,
                    entry: hit.found.entry,
                    span: tokens.span_of(first, end).range(),
                    line: 0,
                    context: hit.context,
                    cue,
                    apart: !lexicon.total.contains(&entry.polarity),
                });
            }
        }
        hits.sort_by_key(|hit| (hit.span.start, usize::MAX - hit.span.end, hit.lexicon));
        let mut lines = LineCursor::new(original);
        let mut last = 0;
        for hit in &mut hits {
            let span = crate::text::Span::new(hit.span.start, hit.span.end);
            // Readers that weave tiers may give places that go back: the cursor only goes on.
            last = last.max(document.map.original(span).range().start);
            hit.line = lines.line_column(last).0;
        }
        Draft {
            name,
            pipeline,
            document,
            hits,
            left_out,
            sums,
            signs: Signs::new(&pipeline.lexicons),
        }
    }

    /// The entry of a hit.
    pub fn entry(&self, hit: &Shown) -> &Entry {
        &self.pipeline.lexicons[hit.lexicon].entries[hit.entry.0 as usize]
    }

    /// The category of a hit as words: `body parts`.
    pub fn category(&self, hit: &Shown) -> String {
        let name = &self.pipeline.units.get(hit.unit).name;
        sign::spoken(name.split_once('.').map_or(name.as_str(), |(_, id)| id))
    }

    /// The text of a hit with its white space as single spaces.
    pub fn words(&self, span: &Range<usize>) -> String {
        flat(&self.document.text[span.clone()])
    }

    /// Why the status is what it is, as a sentence.
    pub fn why(&self, hit: &Shown) -> String {
        let status = hit.context.status;
        match &hit.cue {
            Some(cue) if status != Status::Affirmed => {
                let cue = self.words(cue);
                format!(
                    "{}: {} (\u{201c}{cue}\u{201d})",
                    status.name(),
                    status.meaning()
                )
            }
            _ => format!("{}: {}", status.name(), status.meaning()),
        }
    }

    /// The hits that begin in a range of the plain text, as positions in [`Draft::hits`].
    pub fn hits_in(&self, range: &Range<usize>) -> Range<usize> {
        let at = |byte| self.hits.partition_point(|hit| hit.span.start < byte);
        at(range.start)..at(range.end)
    }

    /// The blocks, each with the text before it that no block holds.
    pub fn blocks(&self) -> impl Iterator<Item = (Range<usize>, &'a Block)> {
        let mut end = 0;
        self.document.blocks.iter().map(move |block| {
            let range = block.span.range();
            let before = end..range.start;
            end = range.end;
            (before, block)
        })
    }

    /// The text behind the last block.
    pub fn tail(&self) -> Range<usize> {
        let end = self.document.blocks.last();
        end.map_or(0, |block| block.span.range().end)..self.document.text.len()
    }

    /// Who speaks from this block on, if it begins a turn: `S1, therapist`.
    pub fn speaker(&self, at: usize) -> Option<String> {
        let blocks = &self.document.blocks;
        let turn = blocks[at].turn?;
        if at > 0 && blocks[at - 1].turn == Some(turn) {
            return None;
        }
        let speaker = self.document.turns[turn as usize].speaker?;
        let code = Document::speaker_code(speaker);
        Some(match self.document.speakers[speaker as usize].role.name() {
            "unknown" => code,
            role => format!("{code}, {}", sign::spoken(role)),
        })
    }
}

/// White space as single spaces, none at the ends.
pub fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Columns up to which the lines of a block are taken for verse or an address.
const VERSE: usize = 48;

/// True if the lines of a block are to be kept: there are several, and all are short.
pub fn is_verse(text: &str) -> bool {
    let mut lines = 0;
    for line in text.lines() {
        lines += 1;
        if line.chars().nth(VERSE).is_some() {
            return false;
        }
    }
    lines > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_lines_are_verse() {
        assert!(is_verse("I carry it\nin my hands\r\nall day"));
        assert!(!is_verse("one line"));
        assert!(!is_verse(&format!("short\n{}", "long ".repeat(12))));
        assert_eq!(flat(" a\n b\tc "), "a b c");
    }
}
