//! What is counted: of each unit, and of a document or segment as a whole.

use super::super::indices::MIN_HITS;
use super::super::units::UnitId;
use crate::measure::Interval;
use crate::text::liwc::LiwcCounts;

/// Counts of one unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Affirmed hits of its own poles.
    pub affirmed: u64,
    /// Affirmed hits of the pole that is counted apart.
    pub adverse: u64,
    /// Negated, unrealised and released hits of that pole.
    pub adverse_absent: [u64; 3],
    /// Negated hits of its own poles.
    pub negated: u64,
    /// Unrealised hits of its own poles.
    pub unrealised: u64,
    /// Released hits of its own poles.
    pub released: u64,
    /// Affirmed hits of its own poles by whose experience, in the order of
    /// [`Reference::ALL`](crate::matching::Reference::ALL).
    pub references: [u64; 5],
    /// Sum of weight × intensity over affirmed hits of its own poles; unit: 1/10,000.
    pub weighted: u64,
    /// Sum of first word + word behind the last, over the same hits, counted from the start.
    pub positions: u64,
    /// The same hits in the first, second and last third of the words.
    pub thirds: [u64; 3],
}

impl Tally {
    /// No hit.
    pub(in crate::measure) const NONE: Tally = Tally {
        affirmed: 0,
        adverse: 0,
        adverse_absent: [0; 3],
        negated: 0,
        unrealised: 0,
        released: 0,
        references: [0; 5],
        weighted: 0,
        positions: 0,
        thirds: [0; 3],
    };

    /// Mean place of its hits, 0 at the start of the text and 1 at its end; `None` under five
    /// hits. Source: constructs §5.3.
    pub fn centre(&self, tokens: u64) -> Option<f64> {
        (self.affirmed >= MIN_HITS && tokens > 0)
            .then(|| self.positions as f64 / (2.0 * self.affirmed as f64 * tokens as f64))
    }
}

/// Counts of all units. Units without a hit of any status take no room: a sentence has a few hits,
/// and a corpus by sentence has very many of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tallies {
    /// In the order of the units.
    found: Vec<(UnitId, Tally)>,
}

impl Tallies {
    /// The counts of a unit. Cost: a search in those that have hits.
    pub fn get(&self, unit: UnitId) -> &Tally {
        static NONE: Tally = Tally::NONE;
        match self.place(unit) {
            Ok(at) => &self.found[at].1,
            Err(_) => &NONE,
        }
    }

    /// True if a unit has a hit of any status.
    pub fn has(&self, unit: UnitId) -> bool {
        self.place(unit).is_ok()
    }

    /// The units that have a hit, in order.
    pub fn iter(&self) -> impl Iterator<Item = (UnitId, &Tally)> {
        self.found.iter().map(|(unit, tally)| (*unit, tally))
    }

    pub(in crate::measure) fn get_mut(&mut self, unit: UnitId) -> &mut Tally {
        let at = match self.place(unit) {
            Ok(at) => at,
            Err(at) => {
                if self.found.is_empty() {
                    // Of one hit: its category and its lexicon.
                    self.found.reserve_exact(2);
                }
                self.found.insert(at, (unit, Tally::NONE));
                at
            }
        };
        &mut self.found[at].1
    }

    /// Gives back the memory that is not needed when all hits are counted.
    pub(super) fn shrink_to_fit(&mut self) {
        self.found.shrink_to_fit();
    }

    fn place(&self, unit: UnitId) -> Result<usize, usize> {
        self.found.binary_search_by_key(&unit, |found| found.0)
    }
}

/// Everything that is counted in one document or segment.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// Words, by the rule in force.
    pub words: u64,
    /// Unicode words: what places are counted in, whatever the rule.
    pub tokens: u64,
    /// Sentences that hold a word.
    pub sentences: u64,
    /// Words inside an affirmed hit of any lexicon.
    pub covered: u64,
    /// Affirmed hits of all lexicons and poles.
    pub hits: u64,
    /// Of each unit.
    pub tallies: Tallies,
    /// 95 % interval of the rate per 100 words of each lexicon, if there is a word.
    pub intervals: Vec<Option<Interval>>,
    /// Variance-to-mean ratio of the counts in blocks of five sentences, of each lexicon.
    pub bursts: PerLexicon,
    /// Kendall's tau of each lexicon over ten parts of equally many words, where there is enough of both.
    pub trends: PerLexicon,
    /// What is told of whole documents only, from 250 words on.
    pub whole: Option<Box<Whole>>,
    /// Ruptures, and those followed by a repair within ten sentences.
    pub ruptures: u64,
    /// See `ruptures`.
    pub repaired: u64,
    /// Placeholders, events, disfluencies, cut-offs, backchannels.
    pub asides: [u64; 5],
    /// Punctuation and words as LIWC-22 counts them, if asked for.
    pub liwc: Option<Box<LiwcCounts>>,
}

/// A number for some of the lexicons, by position. Short texts have none for any, and it takes no room
/// there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PerLexicon(Vec<Option<f64>>);

impl PerLexicon {
    /// The number of a lexicon, if it has one.
    pub fn get(&self, lexicon: usize) -> Option<f64> {
        self.0.get(lexicon).copied().flatten()
    }

    /// Gives a lexicon that has none its number, if there is one.
    pub fn set(&mut self, lexicon: usize, number: Option<f64>) {
        if number.is_some() {
            self.0.resize(self.0.len().max(lexicon + 1), None);
            self.0[lexicon] = number;
        }
    }
}

impl FromIterator<Option<f64>> for PerLexicon {
    fn from_iter<T: IntoIterator<Item = Option<f64>>>(numbers: T) -> Self {
        PerLexicon(numbers.into_iter().collect())
    }
}

/// Measures of the course of a whole document.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Whole {
    /// Stages of healing with enough hits to have a place.
    pub stages: u64,
    /// Kendall's tau between the order of the model and that of the stages found.
    pub stage_order: Option<f64>,
    /// Arcs of the checkpoint practice; `None` without lexicons for its steps.
    pub checkpoint_arcs: Option<u64>,
    /// Hits of shame that have a hit of the body near; `None` without those lexicons.
    pub shame_body_near: Option<u64>,
    /// That number against chance; `None` under five hits of either.
    pub shame_body_lift: Option<f64>,
}
