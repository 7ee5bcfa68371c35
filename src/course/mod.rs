//! The course of a document: its hits in order, with the sentence and the turn that each stands
//! in. What moves, follows, answers or stands together is measured on it.
//!
//! | file | measures |
//! |---|---|
//! | [`pick`] | which hits a measure looks at: names and sums of categories |
//! | [`trajectory`] | parts, thirds, centre, trend, peak of each category |
//! | [`stages`] | the order in which the stages of healing appear |
//! | [`contexts`] | how the hits of each category are meant |
//! | [`shift`], [`chance`] | hits near others against circular shifts of the text |
//! | [`scope`] | sentences, words, turns within which hits are near |
//! | [`recovery`] | what follows what |
//! | [`cooccurrence`] | what stands together |
//! | [`bodymap`] | parts of the body near sensations and shame |
//! | [`checkpoint`] | signal, noticing, settling, choice |
//! | [`pool`] | sums of those over documents |
//! | [`talk`], [`dyad`], [`style`] | two people in a transcript: how much, with which words, how alike |
//! | [`responsiveness`] | what one says after what the other said |
//! | [`people`] | what a corpus adds to its dyads |
//! | [`series`] | documents of one person or pair in order |
//! | [`corpus`] | what all of it adds up to |
//! | [`curve`] | a smoothed rate for each stretch of words |
//!
//! Only affirmed hits take part. All of it is pure: same document and settings, same numbers.

pub mod bodymap;
pub mod chance;
pub mod checkpoint;
pub mod contexts;
pub mod cooccurrence;
pub mod corpus;
pub mod curve;
pub mod dyad;
pub mod people;
pub mod pick;
pub mod pool;
pub mod recovery;
pub mod responsiveness;
pub mod scope;
pub mod series;
pub mod shift;
pub mod stages;
pub mod style;
pub mod talk;
pub mod trajectory;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::lexicon::check::is_adverse;
use crate::matching::{Flags, Reference, Status};
use crate::measure::tally::Source;
use crate::measure::{UnitId, Units};
use crate::text::{Document, Role, Tokens};

pub use corpus::{CourseCorpus, Named};
pub use pick::Pick;

/// An affirmed hit in the course of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its category.
    pub unit: UnitId,
    /// It is of the pole that is counted apart.
    pub adverse: bool,
    /// The total of its lexicon and whether it is counted apart there; `None` if the total leaves
    /// it out.
    pub total: Option<(UnitId, bool)>,
    /// Position of its lexicon.
    pub lexicon: u32,
    /// Position of its entry in the lexicon.
    pub entry: u32,
    /// First word.
    pub first: u32,
    /// First word behind it.
    pub end: u32,
    /// Sentence of its first word.
    pub sentence: u32,
    /// Turn of its first word, in a transcript.
    pub turn: Option<u32>,
    /// Whose experience.
    pub reference: Reference,
    /// Facts that do not take the hit away.
    pub flags: Flags,
}

/// A turn of a transcript, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// First word.
    pub first: u32,
    /// First word behind it; a turn may hold no word.
    pub end: u32,
    /// Position of the speaker in the document's list.
    pub speaker: Option<u32>,
    /// Role of the speaker.
    pub role: Role,
}

/// The hits of a document in the order of the text, and what they stand in.
#[derive(Clone, Debug, Default)]
pub struct Course {
    /// Number of words: what places are counted in.
    pub words: u32,
    /// The denominator of rates: the same number, unless another rule than Unicode's is in force.
    pub rate_words: u64,
    /// Affirmed hits of all lexicons, by first word, then end, then category.
    pub marks: Vec<Mark>,
    /// First word of each sentence, and the number of words behind the last.
    pub sentence_starts: Vec<u32>,
    /// The turns in order; empty outside transcripts.
    pub turns: Vec<Turn>,
    /// Hash of the words: documents with the same layout of hits differ by it. 0 if nothing is
    /// drawn at random.
    pub words_hash: u64,
}

impl Course {
    /// The course of a document whose hits are known; `seed`: its words, if something will be drawn
    /// at random. Cost: linear in hits, sentences and turns, and in those words, but for one sort of
    /// the hits.
    pub fn of(source: &Source<'_>, document: &Document, seed: Option<&Tokens>) -> Course {
        let layout = source.layout;
        let mut marks = Vec::new();
        for (lexicon_ix, hits) in source.hits.iter().enumerate() {
            let lexicon = &source.lexicons[lexicon_ix];
            for hit in hits {
                if hit.context.status != Status::Affirmed {
                    continue;
                }
                let entry = &lexicon.entries[hit.found.entry.0 as usize];
                let category = lexicon.category_of(hit.found.entry);
                let inside = lexicon.total.contains(&entry.polarity);
                let total = contexts::apart_in_total(inside, entry.polarity)
                    .map(|apart| (source.units.lexicon(lexicon_ix), apart));
                let sentence = layout.sentence_of(hit.found.first as usize);
                let block = layout.sentences()[sentence].block as usize;
                marks.push(Mark {
                    unit: source.units.category(lexicon_ix, entry.category),
                    adverse: is_adverse(entry.polarity, category.polarity),
                    total: total.filter(|_| category.in_total),
                    lexicon: lexicon_ix as u32,
                    entry: hit.found.entry.0,
                    first: hit.found.first,
                    end: hit.found.end,
                    sentence: sentence as u32,
                    turn: document.blocks[block].turn,
                    reference: hit.context.reference,
                    flags: hit.context.flags,
                });
            }
        }
        marks.sort_by_key(|mark| (mark.first, mark.end, mark.unit));
        let words = layout.words() as u32;
        let mut sentence_starts: Vec<u32> = layout.sentences().iter().map(|s| s.first).collect();
        sentence_starts.push(words);
        Course {
            words,
            rate_words: u64::from(words),
            marks,
            sentence_starts,
            turns: turns(source, document),
            words_hash: seed.map_or(0, hash_of_words),
        }
    }

    /// The hits that a measure looks at, in order.
    pub fn picked<'a>(&'a self, pick: &'a Pick) -> impl Iterator<Item = &'a Mark> {
        self.marks.iter().filter(|mark| pick.takes(mark))
    }

    /// Words of a sentence, by position.
    pub fn sentence(&self, at: u32) -> std::ops::Range<u32> {
        self.sentence_starts[at as usize]..self.sentence_starts[at as usize + 1]
    }

    /// A seed that depends on the settings and on what stands in the document, never on its name
    /// or its place in the run: documents are shuffled independently of each other, also where they
    /// have as many words and their hits in the same places.
    pub fn seed(&self, seed: u64) -> u64 {
        // FNV-1a over the places of the hits, beside the hash of the words.
        let places = self
            .marks
            .iter()
            .flat_map(|mark| [mark.first, u32::from(mark.unit.0)]);
        let words = [
            self.words,
            self.words_hash as u32,
            (self.words_hash >> 32) as u32,
        ];
        let mix = |hash: u64, value: u32| (hash ^ u64::from(value)).wrapping_mul(FNV_PRIME);
        words.into_iter().chain(places).fold(seed ^ FNV_OFFSET, mix)
    }
}

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

/// FNV-1a over the compare forms of all words, each with a byte behind it that no form has. Cost:
/// linear in the text.
fn hash_of_words(tokens: &Tokens) -> u64 {
    let bytes = (0..tokens.len()).flat_map(|at| tokens.form(at).bytes().chain([0xff]));
    bytes.fold(FNV_OFFSET, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME)
    })
}

/// The turns of a document in words.
fn turns(source: &Source<'_>, document: &Document) -> Vec<Turn> {
    let mut turns: Vec<Turn> = document
        .turns
        .iter()
        .map(|turn| Turn {
            first: 0,
            end: 0,
            speaker: turn.speaker,
            role: turn.speaker.map_or(Role::Unknown, |at| {
                document.speakers[at as usize].role.clone()
            }),
        })
        .collect();
    for sentence in source.layout.sentences() {
        let Some(at) = document.blocks[sentence.block as usize].turn else {
            continue;
        };
        let turn = &mut turns[at as usize];
        if turn.first == turn.end {
            turn.first = sentence.first;
        }
        turn.end = sentence.end;
    }
    turns
}

#[cfg(test)]
impl Course {
    /// A text with sentences of ten words and these hits: unit, first word, end.
    pub(crate) fn made(words: u32, hits: &[(u16, u32, u32)]) -> Course {
        let mark = |&(unit, first, end): &(u16, u32, u32)| Mark {
            unit: UnitId(unit),
            adverse: false,
            total: None,
            lexicon: u32::from(unit),
            entry: 0,
            first,
            end,
            sentence: first / 10,
            turn: None,
            reference: Reference::Generic,
            flags: Flags::default(),
        };
        let mut marks: Vec<Mark> = hits.iter().map(mark).collect();
        marks.sort_by_key(|mark| (mark.first, mark.end, mark.unit));
        let sentence_starts = (0..words).step_by(10).chain([words]);
        Course {
            words,
            rate_words: u64::from(words),
            marks,
            sentence_starts: sentence_starts.collect(),
            turns: Vec::new(),
            words_hash: 0,
        }
    }
}

/// What to measure on the course of each document.
#[derive(Clone, Debug, Default)]
pub struct CourseSettings {
    /// Rows of `trajectory.csv`.
    pub trajectory: bool,
    /// Rows of `curves.csv`.
    pub curve: Option<curve::CurveSettings>,
    /// Rows of `contexts.csv`.
    pub contexts: bool,
    /// Rows of `recovery.csv`.
    pub recovery: Option<recovery::RecoverySettings>,
    /// Pairs of categories, from and to, beside those that `recovery.csv` and
    /// `responsiveness.csv` have by themselves.
    pub ordered: Vec<(String, String)>,
    /// Rows of `cooccurrence.csv`.
    pub cooccurrence: Option<cooccurrence::TogetherSettings>,
    /// Rows of `bodymap.csv`: how many words are near.
    pub bodymap: Option<u32>,
    /// Rows of `dyads.csv` and `responsiveness.csv`.
    pub dyads: bool,
    /// Rows of `series.csv`.
    pub series: Option<series::SeriesColumns>,
}

impl CourseSettings {
    /// True if hits are compared with shifts.
    pub fn pairs(&self) -> bool {
        self.recovery.is_some() || self.cooccurrence.is_some() || self.bodymap.is_some()
    }

    /// True if the words of a document are needed for it, not only its hits.
    pub fn needs_words(&self) -> bool {
        self.pairs() || self.dyads
    }

    /// True if any file of this kind is wanted.
    pub fn any(&self) -> bool {
        let small = self.trajectory || self.curve.is_some() || self.contexts;
        small || self.pairs() || self.dyads || self.series.is_some()
    }
}

/// What was measured on the course of one document, as far as it was asked for.
#[derive(Clone, Debug, Default)]
pub struct CourseReport {
    /// Rows of `trajectory.csv`.
    pub trajectories: Vec<trajectory::Trajectory>,
    /// Rows of `curves.csv`.
    pub curves: Vec<curve::Curve>,
    /// Rows of `contexts.csv`.
    pub contexts: BTreeMap<(UnitId, bool), contexts::Contexts>,
    /// Rows of `recovery.csv`.
    pub recovery: Vec<recovery::Recovery>,
    /// Rows of `cooccurrence.csv`.
    pub cooccurrence: Vec<cooccurrence::Together>,
    /// Rows of `bodymap.csv`.
    pub bodymap: Vec<bodymap::BodyPair>,
    /// Of two people in a transcript, or why there are none.
    pub people: Option<Result<people::People, talk::Absent>>,
    /// Words and hits, for series.
    pub series: Option<(u64, series::Hits)>,
}

/// The picks that every document needs, made once from the units.
#[derive(Clone, Debug)]
pub struct Picks {
    /// The stages of healing, in order, with their names.
    pub stages: Vec<(&'static str, Pick)>,
    /// Every unit with its name, own pole and counted-apart pole.
    pub units: Vec<(Arc<str>, Pick)>,
    /// The total of each lexicon.
    pub lexicons: Vec<(Arc<str>, Pick)>,
    /// Pairs of `recovery.csv`.
    pub recovery: Vec<recovery::OrderedPair>,
    /// Pairs of `cooccurrence.csv`.
    pub cooccurrence: Vec<cooccurrence::PairOf>,
    /// The steps of the checkpoint practice, if there are lexicons for them.
    pub checkpoint: Option<[Pick; 4]>,
    /// Shame and the body, if there are lexicons for them.
    pub shame_body: Option<[Pick; 2]>,
    /// What is looked at of two people.
    pub dyads: dyad::DyadPicks,
    /// Pairs of categories, one said after the other.
    pub responses: responsiveness::ResponsePicks,
}

impl Picks {
    /// The picks for these units.
    pub fn new(units: &Units) -> Picks {
        let mut all: Vec<(Arc<str>, Pick)> = Vec::new();
        let mut lexicons = Vec::new();
        for (id, unit) in units.iter() {
            let own = (Arc::from(unit.name.as_str()), Pick::unit(id, false));
            if unit.kind == crate::measure::UnitKind::Lexicon {
                lexicons.push(own.clone());
            }
            all.push(own);
            if unit.has_adverse {
                let name = format!("{}_adverse", unit.name);
                all.push((name.into(), Pick::unit(id, true)));
            }
        }
        let dyads = dyad::DyadPicks::new(units);
        Picks {
            responses: responsiveness::ResponsePicks::new(units, &dyads),
            dyads,
            stages: stages::picks(units),
            units: all,
            lexicons,
            recovery: recovery::pairs(units),
            cooccurrence: cooccurrence::pairs(units),
            checkpoint: checkpoint::picks(units),
            shame_body: ["shame", "somatic"]
                .map(|name| units.find(name).map(|id| Pick::unit(id, false)))
                .into_iter()
                .collect::<Option<Vec<Pick>>>()
                .and_then(|picks| picks.try_into().ok()),
        }
    }

    /// Adds the pairs that settings name; those that are there already are not doubled.
    ///
    /// # Errors
    /// A name that no lexicon in use has.
    pub fn add_pairs(
        &mut self,
        settings: &CourseSettings,
        units: &Units,
    ) -> Result<(), pick::UnknownCategory> {
        for (from, to) in &settings.ordered {
            let pair = recovery::OrderedPair::parse(from, to, units)?;
            if !self.recovery.contains(&pair) {
                self.recovery.push(pair);
            }
            let (first, second) = (Pick::parse(from, units)?, Pick::parse(to, units)?);
            self.responses.add((from, first), (to, second));
        }
        let together = settings.cooccurrence.iter().flat_map(|asked| &asked.pairs);
        for (a, b) in together {
            let pair = cooccurrence::PairOf::parse(a, &[b], units)?;
            // A pair of the essays may have a window of its own: it stays, and is not doubled.
            let known = |other: &cooccurrence::PairOf| (&other.a, &other.b) == (&pair.a, &pair.b);
            if !self.cooccurrence.iter().any(known) {
                self.cooccurrence.push(pair);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Block, BlockKind, Span};

    #[test]
    fn documents_of_one_layout_have_their_own_seeds() {
        let course = Course::made(100, &[(0, 5, 6), (1, 20, 21)]);
        let mut other = course.clone();
        assert_eq!(course.seed(1), other.seed(1));
        assert_ne!(course.seed(1), course.seed(2));
        other.words_hash = 1;
        assert_ne!(course.seed(1), other.seed(1));
        let hash = |text: &str| {
            let block = Block {
                span: Span::new(0, text.len()),
                kind: BlockKind::Paragraph,
                section: 0,
                turn: None,
            };
            hash_of_words(&Tokens::of(&Document {
                text: text.to_owned(),
                blocks: vec![block],
                ..Document::default()
            }))
        };
        assert_eq!(hash("It was tight."), hash("It  was tight!"));
        assert_ne!(hash("It was tight."), hash("It was right."));
        assert_ne!(hash("in to"), hash("into"));
    }
}
