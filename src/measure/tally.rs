//! Integer counts of one document or segment.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::IntervalMethod;
use super::kendall::{self, Tau};
use super::units::Units;
use crate::lexicon::check::is_adverse;
use crate::lexicon::{Lexicon, Polarity};
use crate::matching::{Context, Hit, Reference, Status};
use crate::text::Layout;

mod bursts;
mod counts;

use bursts::{Sentences, rate_interval};
pub use counts::{Counts, PerLexicon, Tallies, Tally, Whole};

/// Sentences in one block of the burst measure and of the block bootstrap.
pub const BLOCK_SENTENCES: usize = 5;
/// Above this variance-to-mean ratio of block counts, hits come in bursts and a Poisson interval
/// is too narrow.
pub const BURSTY: f64 = 2.0;
/// Parts of equally many words, for a trend.
pub const PARTS: usize = 10;
/// Fewest words for ten parts. Source: constructs §5.3.
pub const MIN_WORDS_PARTS: u64 = 1000;
/// Sentences after a rupture in which a repair is looked for.
const REPAIR_REACH: usize = 10;

/// What the counts are made from.
pub struct Source<'a> {
    /// The lexicons, in the order of the units.
    pub lexicons: &'a [Arc<Lexicon>],
    /// Their units.
    pub units: &'a Units,
    /// Where the sentences stand.
    pub layout: &'a Layout,
    /// Hits of each lexicon, of every status, ordered by first word.
    pub hits: &'a [Vec<Hit>],
    /// For each lexicon, where hits were looked for last: most ranges come one behind the other. It says
    /// where to begin to look, and nothing else.
    near: Vec<AtomicUsize>,
}

/// How rates are counted.
#[derive(Clone, Copy, Debug)]
pub struct Method {
    /// How intervals are made.
    pub interval: IntervalMethod,
    /// Resamples of the block bootstrap.
    pub resamples: usize,
    /// Seed of the block bootstrap.
    pub seed: u64,
}

impl<'a> Source<'a> {
    /// What is counted: the hits of each lexicon, ordered by first word, and where the sentences stand.
    pub fn new(
        lexicons: &'a [Arc<Lexicon>],
        units: &'a Units,
        layout: &'a Layout,
        hits: &'a [Vec<Hit>],
    ) -> Self {
        Source {
            lexicons,
            units,
            layout,
            hits,
            near: hits.iter().map(|_| AtomicUsize::new(0)).collect(),
        }
    }

    /// The hits of a lexicon that begin in a range.
    ///
    /// Cost: logarithmic in the hits between it and the range that was asked for before; in all hits before
    /// that one, if it comes earlier.
    fn in_range(&self, lexicon: usize, range: &Range<usize>) -> &'a [Hit] {
        let (hits, near) = (&self.hits[lexicon], &self.near[lexicon]);
        let begins_before = |word: usize| move |hit: &Hit| (hit.found.first as usize) < word;
        let from = end_of(
            hits,
            near.load(Ordering::Relaxed),
            begins_before(range.start),
        );
        near.store(from, Ordering::Relaxed);
        &hits[from..end_of(hits, from, begins_before(range.end))]
    }

    /// Counts the words of `ranges` and the hits that begin in them, as one text.
    ///
    /// The ranges are in order and do not overlap. Cost: linear in words and hits, plus the
    /// bootstrap where it is made.
    pub fn count(&self, ranges: &[Range<usize>], method: Method) -> Counts {
        self.count_by(ranges, method, None)
    }

    /// As [`Source::count`], with denominators of another rule: the words in each sentence that the
    /// ranges touch, in order. Coverage and sentences stay those of Unicode words.
    pub fn count_by(
        &self,
        ranges: &[Range<usize>],
        method: Method,
        denominators: Option<&[u32]>,
    ) -> Counts {
        let words: usize = ranges.iter().map(ExactSizeIterator::len).sum();
        let sum = |words: &[u32]| words.iter().map(|&words| u64::from(words)).sum();
        let n_lexicons = self.hits.len();
        let mut counts = Counts {
            intervals: Vec::with_capacity(n_lexicons),
            words: denominators.map_or(words as u64, sum),
            tokens: words as u64,
            ..Counts::default()
        };
        // Number of each sentence that the ranges touch, and its words inside them.
        let mut sentence_words: Vec<u32> = Vec::new();
        let mut first_sentence: Vec<usize> = Vec::new();
        for range in ranges {
            first_sentence.push(sentence_words.len());
            self.add_sentence_words(range, &mut sentence_words);
        }
        counts.sentences = sentence_words.len() as u64;
        let mut per_sentence: Vec<u32> = Vec::new();
        for (lexicon_ix, lexicon) in self.lexicons.iter().enumerate() {
            per_sentence.clear();
            let mut parts = [0u64; PARTS];
            let mut base = 0;
            for (range, &sentence_base) in ranges.iter().zip(&first_sentence) {
                let hits = self.in_range(lexicon_ix, range);
                if !hits.is_empty() {
                    per_sentence.resize(sentence_words.len(), 0);
                }
                for hit in hits {
                    let place = Placed {
                        first: base + hit.found.first as usize - range.start,
                        end: base + (hit.found.end as usize).min(range.end) - range.start,
                        words,
                        context: hit.context,
                        weight: lexicon.entries[hit.found.entry.0 as usize]
                            .weight
                            .hundredths(),
                    };
                    let in_total = self.add(&mut counts, lexicon_ix, hit, &place);
                    if hit.context.status == Status::Affirmed {
                        counts.hits += 1;
                        if in_total {
                            let sentence = self.layout.sentence_of(hit.found.first as usize);
                            let first = self.layout.sentence_of(range.start);
                            per_sentence[sentence_base + sentence - first] += 1;
                            parts[place.first * PARTS / words] += 1;
                        }
                    }
                }
                base += range.len();
            }
            if method.interval == IntervalMethod::Bootstrap {
                per_sentence.resize(sentence_words.len(), 0);
            }
            let sentences = Sentences {
                hits: &per_sentence,
                words: denominators.unwrap_or(&sentence_words),
            };
            let total = self.units.lexicon(lexicon_ix);
            let hits = counts.tallies.get(total).affirmed;
            let (interval, burst) = rate_interval(hits, counts.words, &sentences, method);
            counts.intervals.push(interval);
            counts.bursts.set(lexicon_ix, burst);
            let enough = counts.words >= MIN_WORDS_PARTS && hits >= super::indices::MIN_HITS;
            let tau = || kendall::tau(&parts.map(|hits| hits as f64));
            counts.trends.set(lexicon_ix, enough.then(tau).flatten());
        }
        counts.tallies.shrink_to_fit();
        // Both are told by affirmed hits.
        for range in ranges.iter().filter(|_| counts.hits > 0) {
            counts.covered += self.covered(range);
            let (ruptures, repaired) = self.repairs(range);
            counts.ruptures += ruptures;
            counts.repaired += repaired;
        }
        counts
    }

    /// Adds a hit to its category and to the total of its lexicon; true if the total holds it.
    fn add(&self, counts: &mut Counts, lexicon_ix: usize, hit: &Hit, place: &Placed) -> bool {
        let lexicon = &self.lexicons[lexicon_ix];
        let entry = &lexicon.entries[hit.found.entry.0 as usize];
        let category = lexicon.category_of(hit.found.entry);
        let own = self.units.category(lexicon_ix, entry.category);
        place.add(
            counts.tallies.get_mut(own),
            is_adverse(entry.polarity, category.polarity),
        );
        if !category.in_total {
            return false;
        }
        let total = self.units.lexicon(lexicon_ix);
        let inside = lexicon.total.contains(&entry.polarity);
        if inside || entry.polarity == Polarity::Distress {
            place.add(counts.tallies.get_mut(total), !inside);
        }
        inside
    }

    /// Number of words of the range that stand in an affirmed hit. Cost: its hits, times the logarithm
    /// of the number of lexicons that have one there.
    fn covered(&self, range: &Range<usize>) -> u64 {
        // The next hit of each lexicon, the first of them on top.
        let mut next = BinaryHeap::new();
        let push = |next: &mut BinaryHeap<_>, lexicon: usize, from: usize, hits: &[Hit]| {
            let is_affirmed = |hit: &Hit| hit.context.status == Status::Affirmed;
            if let Some(at) = hits[from..].iter().position(is_affirmed) {
                next.push(Reverse((hits[from + at].found.first, lexicon, from + at)));
            }
        };
        let here = (0..self.hits.len()).map(|lexicon| self.in_range(lexicon, range));
        let here: Vec<&[Hit]> = here.filter(|hits| !hits.is_empty()).collect();
        for (lexicon, hits) in here.iter().enumerate() {
            push(&mut next, lexicon, 0, hits);
        }
        let (mut covered, mut behind) = (0, 0);
        while let Some(Reverse((first, lexicon, at))) = next.pop() {
            let hits = here[lexicon];
            let end = (hits[at].found.end as usize).min(range.end);
            covered += end.saturating_sub(behind.max(first as usize));
            behind = behind.max(end);
            push(&mut next, lexicon, at + 1, hits);
        }
        covered as u64
    }

    /// Which words of the range stand in an affirmed hit.
    pub fn covered_words(&self, range: &Range<usize>) -> Vec<usize> {
        let mut words: Vec<usize> = (0..self.hits.len())
            .flat_map(|lexicon| self.in_range(lexicon, range))
            .filter(|hit| hit.context.status == Status::Affirmed)
            .flat_map(|hit| hit.found.first as usize..(hit.found.end as usize).min(range.end))
            .collect();
        words.sort_unstable();
        words.dedup();
        words
    }

    /// Appends the words of each sentence that the range touches, inside the range.
    fn add_sentence_words(&self, range: &Range<usize>, words: &mut Vec<u32>) {
        if range.is_empty() {
            return;
        }
        let first = self.layout.sentence_of(range.start);
        let last = self.layout.sentence_of(range.end - 1);
        let touched = &self.layout.sentences()[first..=last];
        words.extend(touched.iter().map(|sentence| {
            let first = (sentence.first as usize).max(range.start);
            let end = (sentence.end as usize).min(range.end);
            (end - first) as u32
        }));
    }

    /// Ruptures in the range, and how many are followed by a repair within ten sentences.
    fn repairs(&self, range: &Range<usize>) -> (u64, u64) {
        let Some(unit) = self.units.find("relational.rupture_repair") else {
            return (0, 0);
        };
        let lexicon_ix = self.units.get(unit).lexicon;
        let lexicon = &self.lexicons[lexicon_ix];
        let mut ruptures = Vec::new();
        let mut repairs = Vec::new();
        for hit in self.in_range(lexicon_ix, range) {
            let entry = &lexicon.entries[hit.found.entry.0 as usize];
            let is_it = self.units.category(lexicon_ix, entry.category) == unit;
            if is_it && hit.context.status == Status::Affirmed {
                match entry.polarity {
                    Polarity::Distress => ruptures.push(hit.found.first),
                    Polarity::Resource => repairs.push(hit.found.first),
                    Polarity::Descriptive => {}
                }
            }
        }
        let sentence = |word: u32| self.layout.sentence_of(word as usize);
        let followed = ruptures.iter().filter(|&&rupture| {
            // Hits are in order: the next repair is the nearest.
            let next = repairs.partition_point(|&repair| repair <= rupture);
            repairs
                .get(next)
                .is_some_and(|&repair| sentence(repair) - sentence(rupture) <= REPAIR_REACH)
        });
        (ruptures.len() as u64, followed.count() as u64)
    }
}

/// Trend over parts of equally many words: of their hits, since the words are the same.
pub fn trend(parts: &[u64; PARTS]) -> Option<Tau> {
    kendall::trend(&parts.map(|hits| hits as f64))
}

/// Where what `is_before` ends in a list that begins with it, looked for from `near` on: first one step
/// away, then two, four, and so on.
fn end_of<T>(list: &[T], near: usize, is_before: impl Fn(&T) -> bool) -> usize {
    if near > 0 && !is_before(&list[near - 1]) {
        return list[..near].partition_point(is_before);
    }
    let (mut from, mut step) = (near, 1);
    while list.get(from + step - 1).is_some_and(&is_before) {
        from += step;
        step *= 2;
    }
    let end = list.len().min(from + step);
    from + list[from..end].partition_point(is_before)
}

/// A hit and its place in the text that is counted.
struct Placed {
    first: usize,
    end: usize,
    words: usize,
    context: Context,
    weight: u16,
}

impl Placed {
    fn add(&self, tally: &mut Tally, adverse: bool) {
        let context = self.context;
        if adverse {
            match context.status {
                Status::Affirmed => tally.adverse += 1,
                other => tally.adverse_absent[other as usize - 1] += 1,
            }
            return;
        }
        match context.status {
            Status::Negated => tally.negated += 1,
            Status::Unrealised => tally.unrealised += 1,
            Status::Released => tally.released += 1,
            Status::Affirmed => {
                tally.affirmed += 1;
                tally.references[Reference::index(context.reference)] += 1;
                tally.weighted += u64::from(self.weight) * u64::from(context.intensity);
                tally.positions += (self.first + self.end) as u64;
                tally.thirds[self.first * 3 / self.words] += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::end_of;

    proptest! {
        #[test]
        fn the_end_is_the_same_wherever_one_begins_to_look(
            mut words in prop::collection::vec(0..200u32, 0..60),
            asked in prop::collection::vec((0..210u32, any::<prop::sample::Index>()), 1..20),
        ) {
            words.sort_unstable();
            for (word, near) in asked {
                let slow = words.iter().filter(|&&first| first < word).count();
                let found = end_of(&words, near.index(words.len() + 1), |&first| first < word);
                prop_assert_eq!(found, slow);
            }
        }
    }
}
