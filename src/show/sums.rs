//! The numbers beside a draft: rates with intervals, the course of the text, its sections and
//! speakers.

use crate::analysis::Pipeline;
use crate::course::{Course, Pick, trajectory::Trajectory};
use crate::measure::columns::MIN_WORDS_THIRDS;
use crate::measure::interval::Interval;
use crate::measure::tally::{MIN_WORDS_PARTS, Source};
use crate::measure::{Counts, UnitId, UnitKind};
use crate::segment::{self, Segment, Segmentation};
use crate::text::{BlockKind, Document};

use super::{flat, sign};

/// Under this many words a rate says little, and only counts are shown. Source: constructs §5.3.
pub const FEW_WORDS: u64 = 100;
/// Characters of a section's heading.
const TITLE: usize = 60;

/// A count and its rate.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rate {
    /// Affirmed hits.
    pub hits: u64,
    /// Per 100 words; `None` without words.
    pub per_100: Option<f64>,
    /// 95 % interval of the rate.
    pub interval: Option<Interval>,
}

/// One lexicon in the whole document.
#[derive(Clone, Debug)]
pub struct LexiconSum {
    /// Its total.
    pub unit: UnitId,
    /// Hits of its own poles.
    pub rate: Rate,
    /// Affirmed hits of the pole that is counted apart; `None` if it counts none apart.
    pub apart: Option<u64>,
    /// Negated, unrealised and released hits of its own poles.
    pub statuses: [u64; 3],
    /// Its categories that have affirmed hits, with their number; most first.
    pub categories: Vec<(UnitId, u64)>,
    /// Rates in parts of equally many words: ten from 1,000 words on, three from 250; else none.
    pub course: Vec<f64>,
}

/// A section or a speaker.
#[derive(Clone, Debug)]
pub struct Part {
    /// Heading, or code and role.
    pub title: String,
    /// Its words.
    pub words: u64,
    /// One for each lexicon.
    pub rates: Vec<Rate>,
}

/// All sums of a document.
#[derive(Clone, Debug)]
pub struct Sums {
    /// Words.
    pub words: u64,
    /// Sentences that hold a word.
    pub sentences: u64,
    /// Affirmed hits of all lexicons and poles.
    pub hits: u64,
    /// The lexicons, in their order.
    pub lexicons: Vec<LexiconSum>,
    /// From heading to heading; empty if there is one section only.
    pub sections: Vec<Part>,
    /// Who speaks; empty outside of transcripts.
    pub speakers: Vec<Part>,
}

impl Sums {
    /// The sums of a document whose hits are known; `counts` are those of the whole.
    pub fn of(
        pipeline: &Pipeline,
        document: &Document,
        source: &Source<'_>,
        counts: &Counts,
    ) -> Sums {
        let course = Course {
            rate_words: counts.words,
            ..Course::of(source, document, None)
        };
        let lexicons = pipeline.units.iter();
        let lexicons = lexicons
            .filter(|(_, of)| of.kind == UnitKind::Lexicon)
            .map(|(unit, _)| lexicon(pipeline, &course, counts, unit));
        Sums {
            words: counts.words,
            sentences: counts.sentences,
            hits: counts.hits,
            lexicons: lexicons.collect(),
            sections: sections(pipeline, document, source),
            speakers: speakers(pipeline, document, source),
        }
    }

    /// The highest upper end of an interval, or rate: what bars are measured by.
    pub fn highest(&self) -> f64 {
        highest(self.lexicons.iter().map(|lexicon| &lexicon.rate))
    }

    /// Number of parts of the course: ten, three or none.
    pub fn parts(&self) -> usize {
        self.lexicons
            .first()
            .map_or(0, |lexicon| lexicon.course.len())
    }
}

/// The highest upper end of an interval, or rate.
pub fn highest<'a>(rates: impl Iterator<Item = &'a Rate>) -> f64 {
    let high = |rate: &Rate| rate.interval.map(|interval| interval.high).or(rate.per_100);
    rates.filter_map(high).fold(0.0, f64::max)
}

/// One lexicon of the units.
fn lexicon(pipeline: &Pipeline, course: &Course, counts: &Counts, unit: UnitId) -> LexiconSum {
    let of = pipeline.units.get(unit);
    let tally = counts.tallies.get(unit);
    let is_own = |id: UnitId| {
        let other = pipeline.units.get(id);
        other.lexicon == of.lexicon && other.kind != UnitKind::Lexicon
    };
    let mut categories: Vec<(UnitId, u64)> = counts
        .tallies
        .iter()
        .filter(|(id, tally)| is_own(*id) && tally.affirmed > 0)
        .map(|(id, tally)| (id, tally.affirmed))
        .collect();
    categories.sort_by_key(|&(id, hits)| (u64::MAX - hits, id));
    let pick = Pick::unit(unit, false);
    let walk = Trajectory::of(of.name.as_str().into(), course, course.picked(&pick));
    let parts = match counts.words {
        words if words >= MIN_WORDS_PARTS => walk.part_rates().map(Vec::from),
        words if words >= MIN_WORDS_THIRDS => walk.third_rates().map(Vec::from),
        _ => None,
    };
    LexiconSum {
        unit,
        rate: rate(pipeline, counts, unit),
        apart: of.has_adverse.then_some(tally.adverse),
        statuses: [tally.negated, tally.unrealised, tally.released],
        categories,
        course: parts.unwrap_or_default(),
    }
}

fn rate(pipeline: &Pipeline, counts: &Counts, unit: UnitId) -> Rate {
    let hits = counts.tallies.get(unit).affirmed;
    let lexicon = pipeline.units.get(unit).lexicon;
    Rate {
        hits,
        per_100: (counts.words > 0).then(|| 100.0 * hits as f64 / counts.words as f64),
        interval: counts.intervals.get(lexicon).copied().flatten(),
    }
}

/// Counts of a segment, as one row.
fn part(pipeline: &Pipeline, source: &Source<'_>, segment: &Segment, title: String) -> Part {
    let counts = source.count(&segment.ranges, pipeline.settings.method);
    let lexicons = 0..pipeline.lexicons.len();
    Part {
        title,
        words: counts.words,
        rates: lexicons
            .map(|at| rate(pipeline, &counts, pipeline.units.lexicon(at)))
            .collect(),
    }
}

fn sections(pipeline: &Pipeline, document: &Document, source: &Source<'_>) -> Vec<Part> {
    let cut = segment::by_blocks(Segmentation::Section, document, source.layout);
    let cut = cut.unwrap_or_default();
    let with_words = cut
        .iter()
        .filter(|segment| segment.ranges.iter().any(|r| !r.is_empty()));
    let found: Vec<Part> = with_words
        .map(|segment| {
            let (start, end) = (segment.place.0 as usize, segment.place.1 as usize);
            let from = document
                .blocks
                .partition_point(|block| block.span.range().end <= start);
            let inside = document.blocks[from..].iter();
            let heading = inside
                .take_while(|block| block.span.range().start < end)
                .find(|block| block.kind == BlockKind::Heading);
            let title = match heading {
                Some(block) => short(&flat(&document.text[block.span.range()])),
                None => "(before the first heading)".to_owned(),
            };
            part(pipeline, source, segment, title)
        })
        .collect();
    if found.len() > 1 { found } else { Vec::new() }
}

fn speakers(pipeline: &Pipeline, document: &Document, source: &Source<'_>) -> Vec<Part> {
    if document.speakers.is_empty() {
        return Vec::new();
    }
    let cut = segment::by_blocks(Segmentation::Speaker, document, source.layout);
    let cut = cut.unwrap_or_default();
    let with_words = cut
        .iter()
        .filter(|segment| segment.ranges.iter().any(|r| !r.is_empty()));
    with_words
        .map(|segment| {
            let title = match segment.speaker {
                None => "(nobody named)".to_owned(),
                Some(speaker) => {
                    let code = Document::speaker_code(speaker);
                    match document.speakers[speaker as usize].role.name() {
                        "unknown" => code,
                        role => format!("{code}, {}", sign::spoken(role)),
                    }
                }
            };
            part(pipeline, source, segment, title)
        })
        .collect()
}

fn short(text: &str) -> String {
    match text.char_indices().nth(TITLE) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}\u{2026}", text[..at].trim_end()),
    }
}
