//! The segments of a document, and the counts of each.
//!
//! A short segment takes a few bytes of text, and its counts hundreds. So they are counted when
//! their row is made, one segment after the other, from what is kept of the whole: where the
//! sentences stand, and the hits.

use std::ops::Range;

use super::{Pipeline, WordRule};
use crate::matching::Hit;
use crate::measure::Counts;
use crate::measure::tally::Source;
use crate::segment::{self, Segment};
use crate::text::{Document, Layout, LineCursor, Plain, Span, Tokens};

/// A segment, and where it stands in the input.
#[derive(Clone, Debug)]
pub struct PlacedSegment {
    /// What and where.
    pub segment: Segment,
    /// First byte in the decoded input.
    pub byte_start: u64,
    /// First byte behind it.
    pub byte_end: u64,
    /// Line of its first byte, from 1.
    pub line: u64,
}

/// The segments of a document, in order.
#[derive(Clone, Debug, Default)]
pub struct Segments {
    list: Vec<PlacedSegment>,
    counted: Counted,
}

/// How the counts of segments are known.
#[derive(Clone, Debug, Default)]
enum Counted {
    /// There are no segments, or it is not told yet.
    #[default]
    Not,
    /// From the sentences of the document, and its hits by lexicon.
    Later(Layout, Vec<Vec<Hit>>),
    /// They rest on words that are gone.
    Already(Vec<Counts>),
}

impl Segments {
    /// Number of segments.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them.
    pub fn list(&self) -> &[PlacedSegment] {
        &self.list
    }

    /// True if their counts are still to be made from what [`Segments::keep`] is given.
    pub(super) fn wait(&self) -> bool {
        !self.is_empty() && matches!(self.counted, Counted::Not)
    }

    /// Keeps what the counts are made from.
    pub(super) fn keep(&mut self, layout: Layout, hits: Vec<Vec<Hit>>) {
        self.counted = Counted::Later(layout, hits);
    }
}

impl Pipeline {
    /// The segments of a document as they were asked for, without their lines, and their counts if
    /// these rest on more than sentences and hits.
    pub(super) fn segments(
        &self,
        source: &Source<'_>,
        tokens: Option<&Tokens>,
        document: &Document,
    ) -> Segments {
        let cut = self.settings.by.and_then(|by| match tokens {
            Some(tokens) => Some(segment::cut(by, document, tokens)),
            None => segment::by_blocks(by, document, source.layout),
        });
        let cut = cut.unwrap_or_default();
        let counted = match self.settings.words {
            WordRule::Uax29 => Counted::Not,
            WordRule::Liwc22 => {
                let count = |segment: &Segment| {
                    let mut counts = self.count(source, tokens, document, &segment.ranges);
                    counts.asides = segment.asides;
                    counts
                };
                Counted::Already(cut.iter().map(count).collect())
            }
        };
        let placed = |segment: Segment| {
            let place = Span::<Plain>::new(segment.place.0 as usize, segment.place.1 as usize);
            let place = document.map.original(place);
            PlacedSegment {
                segment,
                byte_start: u64::from(place.start),
                byte_end: u64::from(place.end),
                line: 0,
            }
        };
        let list = cut.into_iter().map(placed).collect();
        Segments { list, counted }
    }

    /// Gives some segments one by one, each with its counts. Cost: linear in their words and hits.
    pub fn each_segment(
        &self,
        segments: &Segments,
        range: Range<usize>,
        mut each: impl FnMut(&PlacedSegment, &Counts),
    ) {
        let list = &segments.list[range.clone()];
        match &segments.counted {
            Counted::Not => {}
            Counted::Already(counts) => {
                for (segment, counts) in list.iter().zip(&counts[range]) {
                    each(segment, counts);
                }
            }
            Counted::Later(layout, hits) => {
                let source = Source::new(&self.lexicons, &self.units, layout, hits);
                for placed in list {
                    let segment = &placed.segment;
                    let mut counts = source.count(&segment.ranges, self.settings.method);
                    counts.asides = segment.asides;
                    each(placed, &counts);
                }
            }
        }
    }
}

/// Fills in the lines of segments.
pub(super) fn add_lines<'a>(
    segments: &mut Segments,
    original: &'a str,
    lines: &mut Option<LineCursor<'a>>,
) {
    let segments = &mut segments.list;
    if segments.is_empty() {
        return;
    }
    let mut order: Vec<usize> = (0..segments.len()).collect();
    order.sort_by_key(|&at| segments[at].byte_start);
    let lines = lines.get_or_insert_with(|| LineCursor::new(original));
    for at in order {
        let start = segments[at].byte_start as usize;
        segments[at].line = lines.line(start) as u64;
    }
}
