//! The matches of a document, one by one.

use std::ops::Range;

use super::forms::form_of;
use super::{FormKey, Pipeline, PlacedSegment};
use crate::matching::Hit;
use crate::text::{Document, LineCursor, Role, Tokens};

/// One match, as a row of `matches.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchRow {
    /// Position of its segment in [`Analysis::segments`](super::Analysis::segments).
    pub segment: Option<usize>,
    /// First byte in the decoded input.
    pub byte_start: u64,
    /// First byte behind it.
    pub byte_end: u64,
    /// Line from 1.
    pub line: u64,
    /// Column in characters from 1.
    pub column: u64,
    /// Which form of which entry.
    pub form: FormKey,
    /// The hit.
    pub hit: Hit,
    /// Position of the speaker in the document's list: whose *I* it is, in a transcript.
    pub speaker: Option<u32>,
    /// Role of the speaker.
    pub role: Option<Role>,
    /// The cue's words in compare form.
    pub cue: String,
    /// Text before, the match, text behind, if asked for.
    pub excerpt: Option<Box<[String; 3]>>,
}

/// Characters of an excerpt on each side.
const EXCERPT: usize = 60;

impl Pipeline {
    /// A row for each hit, without its segment and line, if they are wanted.
    pub(super) fn matches(
        &self,
        document: &Document,
        original: &str,
        tokens: &Tokens,
        hits: &[Vec<Hit>],
    ) -> Vec<MatchRow> {
        if !self.settings.matches {
            return Vec::new();
        }
        let mut matches = Vec::with_capacity(hits.iter().map(Vec::len).sum());
        for (lexicon_ix, hits) in hits.iter().enumerate() {
            let lexicon = &self.lexicons[lexicon_ix];
            for hit in hits {
                let entry = &lexicon.entries[hit.found.entry.0 as usize];
                let first = hit.found.first as usize;
                let span = tokens.span_of(first, hit.found.end as usize);
                let range = document.map.original(span).range();
                let block_ix = tokens.sentence(first).block as usize;
                let block = &document.blocks[block_ix];
                let turn = block.turn.map(|turn| document.turns[turn as usize]);
                let speaker = turn.and_then(|turn| turn.speaker);
                let role = speaker.map(|at| document.speakers[at as usize].role.clone());
                matches.push(MatchRow {
                    segment: None,
                    byte_start: range.start as u64,
                    byte_end: range.end as u64,
                    line: 0,
                    column: 0,
                    form: FormKey {
                        unit: self.units.category(lexicon_ix, entry.category),
                        entry: hit.found.entry.0,
                        form: form_of(tokens, hit),
                    },
                    hit: *hit,
                    speaker,
                    role,
                    cue: cue_of(tokens, hit),
                    excerpt: self.settings.excerpts.then(|| {
                        let written = &original[range];
                        Box::new(excerpt(document, block_ix, span.range(), written))
                    }),
                });
            }
        }
        matches
    }
}

/// Brings the rows of a document in the order of its input, and fills in where they stand.
///
/// `lines` is a cursor of the input, if one is there already.
pub(super) fn place<'a>(
    matches: &mut [MatchRow],
    original: &'a str,
    segments: &[PlacedSegment],
    lines: &mut Option<LineCursor<'a>>,
) {
    if matches.is_empty() {
        return;
    }
    let segment_of = segment_starts(segments);
    let lines = lines.get_or_insert_with(|| LineCursor::new(original));
    // Rows are long: they are moved once.
    matches.sort_by_cached_key(|row| (row.byte_start, row.byte_end, row.form.unit));
    for row in matches {
        let (line, column) = lines.line_column(row.byte_start as usize);
        (row.line, row.column) = (line as u64, column as u64);
        row.segment = segment_at(&segment_of, row.hit.found.first as usize);
    }
}

/// First word and position of every range of every segment, by first word.
fn segment_starts(segments: &[PlacedSegment]) -> Vec<(usize, usize)> {
    let mut starts: Vec<(usize, usize)> = segments
        .iter()
        .enumerate()
        .flat_map(|(at, placed)| {
            placed
                .segment
                .ranges
                .iter()
                .filter(|range| !range.is_empty())
                .map(move |range| (range.start, at))
        })
        .collect();
    starts.sort_unstable();
    starts
}

/// The segment that holds a word. Segments leave no word out.
fn segment_at(starts: &[(usize, usize)], word: usize) -> Option<usize> {
    let after = starts.partition_point(|&(start, _)| start <= word);
    starts[..after].last().map(|&(_, segment)| segment)
}

fn cue_of(tokens: &Tokens, hit: &Hit) -> String {
    let Some((first, end)) = hit.context.cue else {
        return String::new();
    };
    (first..end)
        .map(|at| tokens.form(at as usize))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Up to 60 characters of the same block on each side, cut at white space, line ends as spaces; the
/// match as it is written in the input.
fn excerpt(document: &Document, block: usize, hit: Range<usize>, written: &str) -> [String; 3] {
    let flat = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ");
    let block = document.blocks[block].span.range();
    let left = &document.text[block.start..hit.start];
    let left = match left.char_indices().rev().nth(EXCERPT) {
        None => left,
        Some((at, _)) => left[at..]
            .split_once(char::is_whitespace)
            .map_or("", |(_, rest)| rest),
    };
    let right = &document.text[hit.end..block.end];
    let right = match right.char_indices().nth(EXCERPT) {
        None => right,
        Some((at, _)) => right[..at]
            .rsplit_once(char::is_whitespace)
            .map_or("", |(rest, _)| rest),
    };
    [flat(left), flat(written), flat(right)]
}
