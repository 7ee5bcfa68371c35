//! One document through the whole pipeline: words, hits, counts, segments. Pure: no I/O.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use foldhash::HashMap;

use crate::course::dyad::Dyad;
use crate::course::people::People;
use crate::course::scope::Scope;
use crate::course::shift::Draws;
use crate::course::talk::{Absent, Talk};
use crate::course::{
    Course, CourseReport, CourseSettings, Picks, bodymap, checkpoint, contexts, cooccurrence,
    curve, recovery, responsiveness, series, stages, trajectory,
};
use crate::identifiers::{Finder, Located};
use crate::lexicon::{Language, Lexicon};
use crate::matching::context::Scene;
use crate::matching::{Engine, Hit, Instruments, Status};
use crate::measure::indices::MIN_HITS;
use crate::measure::tally::{MIN_WORDS_PARTS, Method, Source, Whole};
use crate::measure::{Counts, Registry, UnitId, Units};
use crate::segment::{self, Segment, Segmentation};
use crate::text::{AsideKind, Document, LineCursor, Plain, Role, Span, Tokens};

mod liwc;
mod parts;

/// What counts as a word in denominators.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WordRule {
    /// Unicode words that hold a letter or digit.
    #[default]
    Uax29,
    /// As LIWC-22 counts.
    Liwc22,
}

impl WordRule {
    /// The word that settings and manifest use.
    pub fn name(self) -> &'static str {
        match self {
            WordRule::Uax29 => "uax29",
            WordRule::Liwc22 => "liwc22",
        }
    }
}

/// What to make of each document.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Denominators.
    pub words: WordRule,
    /// Segments, if wanted.
    pub by: Option<Segmentation>,
    /// Rows of `matches.csv`.
    pub matches: bool,
    /// The text around each match, too.
    pub excerpts: bool,
    /// How intervals are made.
    pub method: Method,
    /// Which matcher.
    pub engine: Engine,
}

/// Lexicons, rules and settings, ready for documents.
pub struct Pipeline {
    /// What is looked for.
    pub lexicons: Vec<Arc<Lexicon>>,
    /// The language file in use.
    pub language: Arc<Language>,
    /// What has columns.
    pub units: Units,
    /// The columns.
    pub registry: Registry,
    /// What to make of each document.
    pub settings: Settings,
    /// Looks for what may tell who somebody is; `None`: nobody looks.
    pub identifiers: Option<Finder>,
    /// What is measured on the course of each document.
    pub course: CourseSettings,
    /// Which hits those measures look at.
    pub picks: Picks,
    /// What parts of the body and sensations are called; made when somebody asks.
    body: OnceLock<bodymap::Names>,
    instruments: Instruments,
    /// Words of earlier documents: their memory and their forms are used again.
    spare: Mutex<Vec<Tokens>>,
}

/// Hits of one form of one entry, by status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FormCounts {
    /// In the order of [`Status::ALL`].
    pub statuses: [u64; 4],
}

/// Which form of which entry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormKey {
    /// The category.
    pub unit: UnitId,
    /// Position of the entry in its lexicon.
    pub entry: u32,
    /// The words as matched, in compare form; words of a gap are `_`.
    pub form: String,
}

/// One match, as a row of `matches.csv`.
#[derive(Clone, Debug)]
pub struct MatchRow {
    /// Position of its segment in [`Analysis::segments`].
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
    pub excerpt: Option<[String; 3]>,
}

/// A segment and its counts.
#[derive(Clone, Debug)]
pub struct SegmentReport {
    /// What and where.
    pub segment: Segment,
    /// Its counts.
    pub counts: Counts,
    /// First byte in the decoded input.
    pub byte_start: u64,
    /// First byte behind it.
    pub byte_end: u64,
    /// Line of its first byte, from 1.
    pub line: u64,
}

/// Everything that the reports need to know of a document.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// Counts of the whole.
    pub counts: Counts,
    /// Segments in order, if asked for.
    pub segments: Vec<SegmentReport>,
    /// Matches in order, if asked for.
    pub matches: Vec<MatchRow>,
    /// Forms and how often they stand.
    pub forms: BTreeMap<FormKey, FormCounts>,
    /// Remarks about the text: `no_words`, `short_text`, …
    pub flags: Vec<&'static str>,
    /// What was measured on its course.
    pub course: CourseReport,
    /// What may still tell who somebody is, if it was looked for.
    pub identifiers: Vec<Located>,
}

/// Under this many words a rate says little; the mark `under_100_words`.
const VERY_SHORT: u64 = 100;
/// Under this many words a rate is shaky, and nothing is told of the course of the whole; the mark
/// `short_text`.
const SHORT: u64 = 250;
/// Words whose memory is kept for the next document.
const MOST_ROOM: usize = 1 << 20;
/// Bytes of a text whose words need little memory, such as a title.
const SMALL: usize = 400;
/// Characters of an excerpt on each side.
const EXCERPT: usize = 60;

impl Pipeline {
    /// Compiles the lexicons.
    pub fn new(
        lexicons: Vec<Lexicon>,
        language: impl Into<Arc<Language>>,
        settings: Settings,
    ) -> Pipeline {
        let language = language.into();
        let lexicons: Vec<Arc<Lexicon>> = lexicons.into_iter().map(Arc::new).collect();
        let units = Units::new(&lexicons);
        let registry = Registry::new(&units, settings.words == WordRule::Liwc22);
        let instruments =
            Instruments::new(lexicons.clone(), Arc::clone(&language), settings.engine);
        let picks = Picks::new(&units);
        Pipeline {
            lexicons,
            language,
            units,
            registry,
            settings,
            identifiers: None,
            course: CourseSettings::default(),
            picks,
            body: OnceLock::new(),
            instruments,
            spare: Mutex::new(Vec::new()),
        }
    }

    /// What parts of the body and sensations are called.
    fn body(&self) -> &bodymap::Names {
        self.body
            .get_or_init(|| bodymap::Names::new(&self.lexicons, &self.units))
    }

    /// Takes the words of a document that is done with: their memory, and what is known of their
    /// forms, serve the next one. Who reads many documents and keeps their words learns each form anew.
    pub fn give_back(&self, tokens: Tokens) {
        if tokens.room() <= MOST_ROOM && !tokens.forms().is_large() {
            let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
            spare.push(tokens);
        }
    }

    /// Memory and forms for the words of a text of so many bytes: those with most forms, or with
    /// fewest, for a title or the like, so that the forms of a language are learnt once for each
    /// thread.
    fn spare_tokens(&self, length: usize) -> Tokens {
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        let forms = |at: &usize| spare[*at].forms().len();
        let best = match length {
            0..SMALL => (0..spare.len()).min_by_key(forms),
            _ => (0..spare.len()).max_by_key(forms),
        };
        best.map(|at| spare.swap_remove(at)).unwrap_or_default()
    }

    /// Words and hits of a document, of every status. Who is done with the words of one of many
    /// documents [gives them back](Pipeline::give_back).
    ///
    /// Cost: linear; a document of more than 4 MiB is read by all threads of the current pool.
    pub fn hits(&self, document: &Document) -> (Tokens, Vec<Vec<Hit>>) {
        // LIWC-22 knows no asides: what stands in the text is words. Only times are not.
        let out = |kind| self.settings.words == WordRule::Uax29 || kind == AsideKind::Stamp;
        let parts = parts::of(document);
        if parts > 1 {
            return self.hits_in_parts(document, parts, out);
        }
        let mut tokens = self.spare_tokens(document.text.len());
        tokens.read(document, out);
        let hits = self.instruments.read(&tokens, &Scene::of(document));
        (tokens, hits)
    }

    /// The whole pipeline for one document; `original` is the decoded input that it was read
    /// from.
    pub fn analyse(&self, document: &Document, original: &str) -> Analysis {
        let identifiers = || match &self.identifiers {
            Some(finder) => finder.locate(document, original),
            None => Vec::new(),
        };
        let ((tokens, hits), identifiers) = if parts::of(document) > 1 {
            rayon::join(|| self.hits(document), identifiers)
        } else {
            (self.hits(document), identifiers())
        };
        let source = Source {
            lexicons: &self.lexicons,
            units: &self.units,
            tokens: &tokens,
            hits: &hits,
        };
        let whole = 0..tokens.len();
        let mut counts = self.count(&source, document, std::slice::from_ref(&whole));
        let mut segments: Vec<SegmentReport> = self
            .settings
            .by
            .map(|by| segment::cut(by, document, &tokens))
            .unwrap_or_default()
            .into_iter()
            .map(|segment| {
                let mut counts = self.count(&source, document, &segment.ranges);
                counts.asides = segment.asides;
                let place = Span::<Plain>::new(segment.place.0 as usize, segment.place.1 as usize);
                let place = document.map.original(place);
                SegmentReport {
                    segment,
                    counts,
                    byte_start: u64::from(place.start),
                    byte_end: u64::from(place.end),
                    line: 0,
                }
            })
            .collect();
        add_lines(&mut segments, original);
        for kind in document
            .asides
            .iter()
            .filter_map(|aside| aside.kind.counted())
        {
            counts.asides[kind] += 1;
        }
        if self.settings.words == WordRule::Liwc22 {
            counts.liwc = Some(liwc::of_document(document));
        }
        let seeded = self.course.pairs() || self.course.dyads;
        let course = if counts.words >= SHORT || self.course.any() {
            Course::of(&source, document, counts.words, seeded)
        } else {
            // Nobody will look at it.
            Course::default()
        };
        // A 0 of a few words would read as a finding.
        counts.whole = (counts.words >= SHORT).then(|| {
            let order = stages::order(&course, &self.picks.stages);
            Whole {
                stages: order.found,
                stage_order: order.tau,
                ..self.closeness(&course)
            }
        });
        let course = self.course(&course, &source);
        let (forms, matches) = self.forms(document, original, &tokens, &hits, &segments);
        let mut flags = flags(&counts, &self.units, self.lexicons.len());
        let by_time = matches!(self.settings.by, Some(Segmentation::Minutes(_)));
        if by_time && document.timings.is_empty() {
            flags.push("no_times");
        }
        if !identifiers.is_empty() {
            flags.push("identifiers");
        }
        if let Some(Err(absent)) = &course.people {
            flags.push(absent.flag());
        }
        self.give_back(tokens);
        Analysis {
            counts,
            segments,
            matches,
            forms,
            flags,
            course,
            identifiers,
        }
    }

    /// What was asked for of the course of a document.
    fn course(&self, course: &Course, source: &Source<'_>) -> CourseReport {
        let CourseSettings {
            trajectory,
            curve,
            contexts,
            recovery,
            cooccurrence,
            bodymap,
            dyads,
            series,
            ordered: _,
        } = &self.course;
        let draws = if self.course.pairs() {
            Draws::new(course.seed(self.settings.method.seed))
        } else {
            Draws::none()
        };
        CourseReport {
            trajectories: match trajectory {
                true => trajectory::all(course, &self.picks),
                false => Vec::new(),
            },
            curves: curve.map_or_else(Vec::new, |curve| curve::all(course, &self.picks, curve)),
            contexts: match contexts {
                true => contexts::all(source),
                false => BTreeMap::new(),
            },
            recovery: recovery.as_ref().map_or_else(Vec::new, |asked| {
                recovery::all(course, &self.picks.recovery, asked.within, &draws)
            }),
            cooccurrence: cooccurrence.as_ref().map_or_else(Vec::new, |asked| {
                cooccurrence::all(course, &self.picks.cooccurrence, asked.window, &draws)
            }),
            bodymap: bodymap.map_or_else(Vec::new, |window| {
                bodymap::all(course, source.tokens, self.body(), window, &draws)
            }),
            people: dyads.then(|| self.people(course, source.tokens)),
            series: series.as_ref().map(|_| {
                (
                    course.rate_words,
                    series::hits_of(course, &self.picks.units),
                )
            }),
        }
    }

    /// What documents tell of hits that stand together.
    fn closeness(&self, course: &Course) -> Whole {
        let scope = Scope::Words(cooccurrence::WINDOW);
        let shame_body = self
            .picks
            .shame_body
            .as_ref()
            .map(|[shame, body]| cooccurrence::closeness(course, shame, body, scope));
        Whole {
            checkpoint_arcs: self
                .picks
                .checkpoint
                .as_ref()
                .map(|steps| checkpoint::arcs(course, steps)),
            shame_body_near: shame_body.map(|(near, _)| near),
            shame_body_lift: shame_body.and_then(|(_, lift)| lift),
            ..Whole::default()
        }
    }

    /// The two people of a transcript.
    fn people(&self, course: &Course, tokens: &Tokens) -> Result<People, Absent> {
        let talk = Talk::of(course)?;
        let (picks, style) = (&self.picks, &self.language.style);
        let seed = self.settings.method.seed;
        Ok(People {
            dyad: Dyad::of(&talk, course, tokens, style, &picks.dyads, seed),
            responses: responsiveness::all(&talk, course, &picks.responses, seed),
        })
    }

    /// Counts ranges of words, with the denominators of the word rule.
    fn count(&self, source: &Source<'_>, document: &Document, ranges: &[Range<usize>]) -> Counts {
        let method = self.settings.method;
        if self.settings.words == WordRule::Uax29 || ranges.iter().all(Range::is_empty) {
            return source.count(ranges, method);
        }
        let by_liwc = liwc::of_ranges(source, document, ranges);
        let mut counts = source.count_by(ranges, method, Some(&by_liwc.words));
        counts.sentences = by_liwc.counts.sentences;
        counts.covered = by_liwc.covered;
        counts.liwc = Some(by_liwc.counts);
        counts
    }

    fn forms(
        &self,
        document: &Document,
        original: &str,
        tokens: &Tokens,
        hits: &[Vec<Hit>],
        segments: &[SegmentReport],
    ) -> (BTreeMap<FormKey, FormCounts>, Vec<MatchRow>) {
        let mut forms = FormCounter::default();
        let mut matches = Vec::new();
        let segment_of = segment_starts(segments);
        for (lexicon_ix, hits) in hits.iter().enumerate() {
            let lexicon = &self.lexicons[lexicon_ix];
            for hit in hits {
                let entry = &lexicon.entries[hit.found.entry.0 as usize];
                let unit = self.units.category(lexicon_ix, entry.category);
                forms.add(tokens, unit, hit);
                if self.settings.matches {
                    let key = FormKey {
                        unit,
                        entry: hit.found.entry.0,
                        form: form_of(tokens, hit),
                    };
                    let first = hit.found.first as usize;
                    let span = tokens.span_of(first, hit.found.end as usize);
                    let range = document.map.original(span).range();
                    let block = &document.blocks[tokens.sentence(first).block as usize];
                    let turn = block.turn.map(|turn| document.turns[turn as usize]);
                    let speaker = turn.and_then(|turn| turn.speaker);
                    let role = speaker.map(|at| document.speakers[at as usize].role.clone());
                    matches.push(MatchRow {
                        segment: segment_at(&segment_of, first),
                        byte_start: range.start as u64,
                        byte_end: range.end as u64,
                        line: 0,
                        column: 0,
                        form: key,
                        hit: *hit,
                        speaker,
                        role,
                        cue: cue_of(tokens, hit),
                        excerpt: self.settings.excerpts.then(|| {
                            let block = tokens.sentence(first).block as usize;
                            excerpt(document, block, span.range(), &original[range])
                        }),
                    });
                }
            }
        }
        matches.sort_by_key(|row: &MatchRow| (row.byte_start, row.byte_end, row.form.unit));
        if self.settings.matches {
            let mut lines = LineCursor::new(original);
            for row in &mut matches {
                let (line, column) = lines.line_column(row.byte_start as usize);
                (row.line, row.column) = (line as u64, column as u64);
            }
        }
        (forms.by_name(tokens), matches)
    }
}

/// Counts the forms of hits. A word by itself, as most hits are, is counted by the number of its
/// form.
#[derive(Default)]
struct FormCounter {
    words: HashMap<(UnitId, u32, u32), FormCounts>,
    phrases: BTreeMap<FormKey, FormCounts>,
}

impl FormCounter {
    fn add(&mut self, tokens: &Tokens, unit: UnitId, hit: &Hit) {
        let found = hit.found;
        let counts = if found.end == found.first + 1 && found.open == 0 {
            let id = tokens.id(found.first as usize);
            self.words.entry((unit, found.entry.0, id)).or_default()
        } else {
            let key = FormKey {
                unit,
                entry: found.entry.0,
                form: form_of(tokens, hit),
            };
            self.phrases.entry(key).or_default()
        };
        counts.statuses[hit.context.status as usize] += 1;
    }

    /// The counts by what the forms are. Two forms may differ by a final `'s` alone.
    fn by_name(self, tokens: &Tokens) -> BTreeMap<FormKey, FormCounts> {
        let mut all = self.phrases;
        for ((unit, entry, id), counts) in self.words {
            let form = tokens.forms().base(id).to_owned();
            let sum = all.entry(FormKey { unit, entry, form }).or_default();
            for (sum, count) in sum.statuses.iter_mut().zip(counts.statuses) {
                *sum += count;
            }
        }
        all
    }
}

fn flags(counts: &Counts, units: &Units, lexicons: usize) -> Vec<&'static str> {
    let mut flags = match counts.words {
        0 => vec!["no_words"],
        words if words < VERY_SHORT => vec!["under_100_words"],
        words if words < SHORT => vec!["short_text"],
        words if words < MIN_WORDS_PARTS => vec!["no_parts"],
        _ => Vec::new(),
    };
    let hits = |lexicon: usize| counts.tallies.get(units.lexicon(lexicon)).affirmed;
    if counts.words >= SHORT && (0..lexicons).any(|lexicon| hits(lexicon) < MIN_HITS) {
        flags.push("few_hits");
    }
    flags
}

/// Fills in the lines of segments.
fn add_lines(segments: &mut [SegmentReport], original: &str) {
    if segments.is_empty() {
        return;
    }
    let mut order: Vec<usize> = (0..segments.len()).collect();
    order.sort_by_key(|&at| segments[at].byte_start);
    let mut lines = LineCursor::new(original);
    for at in order {
        let start = segments[at].byte_start as usize;
        segments[at].line = lines.line_column(start).0 as u64;
    }
}

/// First word and position of every range of every segment, by first word.
fn segment_starts(segments: &[SegmentReport]) -> Vec<(usize, usize)> {
    let mut starts: Vec<(usize, usize)> = segments
        .iter()
        .enumerate()
        .flat_map(|(at, report)| {
            report
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

/// The words of a hit in compare form, joined by a space; words of a gap are `_`, since they are
/// the text's and not the lexicon's.
fn form_of(tokens: &Tokens, hit: &Hit) -> String {
    let first = hit.found.first as usize;
    let words = (first..hit.found.end as usize).map(|at| {
        if hit.found.open & (1 << (at - first)) != 0 {
            "_"
        } else {
            tokens.base(at)
        }
    });
    words.collect::<Vec<_>>().join(" ")
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

impl Status {
    /// Position in [`Status::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }
}
