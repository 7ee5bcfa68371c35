//! One document through the whole pipeline: words, hits, counts, segments. Pure: no I/O.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

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
use crate::measure::{Counts, Registry, Units};
use crate::segment::Segmentation;
use crate::text::{AsideKind, Document, Layout, Tokens};

mod forms;
mod liwc;
mod matches;
mod parts;
mod pieces;
mod segments;

pub use forms::{FormCounts, FormKey};
pub use matches::MatchRow;
pub use segments::{PlacedSegment, Segments};

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

/// Everything that the reports need to know of a document.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// Counts of the whole.
    pub counts: Counts,
    /// Segments in order, if asked for.
    pub segments: Segments,
    /// Matches in order, if asked for.
    pub matches: Vec<MatchRow>,
    /// Forms and how often they stand.
    pub forms: Vec<(FormKey, FormCounts)>,
    /// Remarks about the text: `no_words`, `short_text`, …
    pub flags: Vec<&'static str>,
    /// What was measured on its course.
    pub course: CourseReport,
    /// What may still tell who somebody is, if it was looked for.
    pub identifiers: Vec<Located>,
}

/// The hits of a document.
struct Read {
    /// Of each lexicon, of every status.
    hits: Vec<Vec<Hit>>,
    words: Words,
}

/// What is left of the words of a document when its hits are known.
enum Words {
    Kept(Box<Tokens>),
    /// Where the sentences stand, how often the forms of the hits do, and the rows of matches.
    Counted(Layout, forms::Sorted, Vec<MatchRow>),
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

    /// Gives back the memory of words and of what was learnt of them: no more texts are expected.
    pub fn forget(&self) {
        *self.spare.lock().unwrap_or_else(PoisonError::into_inner) = Vec::new();
        self.instruments.forget();
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
    /// Cost: linear; a document of 4 MiB or more is read by all threads of the current pool.
    pub fn hits(&self, document: &Document) -> (Tokens, Vec<Vec<Hit>>) {
        let parts = parts::of(document);
        if parts > 1 {
            return self.hits_in_parts(document, parts);
        }
        let mut tokens = self.spare_tokens(document.text.len());
        tokens.read(document, |kind| self.is_out(kind));
        let hits = self.instruments.read(&tokens, &Scene::of(document));
        (tokens, hits)
    }

    /// True if asides of a kind hold no words. LIWC-22 knows none: what stands in the text is words.
    /// Only times are not.
    fn is_out(&self, kind: AsideKind) -> bool {
        self.settings.words == WordRule::Uax29 || kind == AsideKind::Stamp
    }

    /// The hits of a document, and as much of its words as is needed behind them.
    fn read(&self, document: &Document, original: &str) -> Read {
        if !self.needs_words()
            && let Some(read) = self.read_in_pieces(document, original)
        {
            return read;
        }
        let (tokens, hits) = self.hits(document);
        Read {
            hits,
            words: Words::Kept(Box::new(tokens)),
        }
    }

    /// True if words are needed when the hits are known.
    fn needs_words(&self) -> bool {
        let Settings { words, by, .. } = self.settings;
        let by_words = by.is_some_and(|by| !by.is_of_blocks());
        by_words || words == WordRule::Liwc22 || self.course.needs_words()
    }

    /// The whole pipeline for one document; `original` is the decoded input that it was read
    /// from.
    pub fn analyse(&self, document: &Document, original: &str) -> Analysis {
        let identifiers = || match &self.identifiers {
            Some(finder) => finder.locate(document, original),
            None => Vec::new(),
        };
        let (read, identifiers) = if document.is_long() {
            rayon::join(|| self.read(document, original), identifiers)
        } else {
            (self.read(document, original), identifiers())
        };
        let tokens = match &read.words {
            Words::Kept(tokens) => Some(&**tokens),
            Words::Counted(..) => None,
        };
        let layout = match &read.words {
            Words::Kept(tokens) => tokens.layout(),
            Words::Counted(layout, ..) => layout,
        };
        let source = Source::new(&self.lexicons, &self.units, layout, &read.hits);
        let whole = 0..source.layout.words();
        let count = || self.count(&source, tokens, document, std::slice::from_ref(&whole));
        let seed = tokens.filter(|_| self.course.needs_words());
        // Of a short text nobody looks at it. LIWC may count more words.
        let is_short = (whole.len() as u64) < SHORT && self.settings.words == WordRule::Uax29;
        let course = || {
            if is_short && !self.course.any() {
                Course::default()
            } else {
                Course::of(&source, document, seed)
            }
        };
        let (mut counts, course) = if document.is_long() {
            rayon::join(count, course)
        } else {
            (count(), course())
        };
        let course = Course {
            rate_words: counts.words,
            ..course
        };
        let mut segments = self.segments(&source, tokens, document);
        // Nobody wants to know of any line where there are neither segments nor matches.
        let mut lines = None;
        segments::add_lines(&mut segments, original, &mut lines);
        for kind in document
            .asides
            .iter()
            .filter_map(|aside| aside.kind.counted())
        {
            counts.asides[kind] += 1;
        }
        if self.settings.words == WordRule::Liwc22 {
            counts.liwc = Some(Box::new(liwc::of_document(document)));
        }
        // A 0 of a few words would read as a finding.
        counts.whole = (counts.words >= SHORT).then(|| {
            let order = stages::order(&course, &self.picks.stages);
            Box::new(Whole {
                stages: order.found,
                stage_order: order.tau,
                ..self.closeness(&course)
            })
        });
        let course = self.course(&course, &source, tokens);
        let (layout, forms, mut matches) = match read.words {
            Words::Kept(mut tokens) => {
                let forms = self.forms(&tokens, &read.hits);
                let matches = self.matches(document, original, &tokens, &read.hits);
                let layout = segments.wait().then(|| tokens.take_layout());
                self.give_back(*tokens);
                (layout, forms, matches)
            }
            Words::Counted(layout, forms, matches) => {
                (segments.wait().then_some(layout), forms, matches)
            }
        };
        if let Some(layout) = layout {
            segments.keep(layout, read.hits);
        }
        matches::place(&mut matches, original, segments.list(), &mut lines);
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
    fn course(
        &self,
        course: &Course,
        source: &Source<'_>,
        tokens: Option<&Tokens>,
    ) -> CourseReport {
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
            bodymap: tokens
                .zip(*bodymap)
                .map_or_else(Vec::new, |(tokens, window)| {
                    bodymap::all(course, tokens, self.body(), window, &draws)
                }),
            people: tokens
                .filter(|_| *dyads)
                .map(|tokens| self.people(course, tokens)),
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
    fn count(
        &self,
        source: &Source<'_>,
        tokens: Option<&Tokens>,
        document: &Document,
        ranges: &[Range<usize>],
    ) -> Counts {
        let method = self.settings.method;
        let by_liwc =
            self.settings.words == WordRule::Liwc22 && !ranges.iter().all(Range::is_empty);
        let Some(tokens) = tokens.filter(|_| by_liwc) else {
            return source.count(ranges, method);
        };
        let by_liwc = liwc::of_ranges(source, tokens, document, ranges);
        let mut counts = source.count_by(ranges, method, Some(&by_liwc.words));
        counts.sentences = by_liwc.counts.sentences;
        counts.covered = by_liwc.covered;
        counts.liwc = Some(Box::new(by_liwc.counts));
        counts
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

impl Status {
    /// Position in [`Status::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }
}
