//! Whether hits stand near others more often than chance would have it: circular shifts.
//!
//! The places of one kind of hit are kept as they are, bursts and all, and moved together along
//! the text, which closes to a circle; the other kind stays. A *cover* is the set of places at
//! which a hit counts as near. Compared with shuffled words, shifts keep what makes hits of both
//! kinds come in bursts, so that bursts alone do not look like a bond.
//!
//! The expected number is exact, the mean over every shift; the p value rests on [`SHIFTS`] drawn
//! ones. Sources: constructs §5.4; Upton & Fingleton (1985), Spatial Data Analysis by Example
//! (toroidal shifts); Davison & Hinkley (1997), Bootstrap Methods, §4.2.1 (the 1 in the p value).

use std::ops::Range;
use std::sync::OnceLock;

use crate::measure::resample::Rng;

/// Shifts that are drawn.
pub const SHIFTS: usize = 999;

/// The shifts of one document, as fractions of any circle: all its measures share them.
#[derive(Clone, Debug)]
pub struct Draws {
    fractions: Vec<u32>,
}

impl Draws {
    /// [`SHIFTS`] draws.
    pub fn new(seed: u64) -> Draws {
        let mut rng = Rng::new(seed);
        Draws {
            fractions: (0..SHIFTS).map(|_| (rng.next_u64() >> 32) as u32).collect(),
        }
    }

    /// No draws, where nothing is compared with them.
    pub fn none() -> Draws {
        Draws {
            fractions: Vec::new(),
        }
    }

    /// The draws as shifts along a circle of so many places.
    fn shifts(&self, places: u32) -> impl Iterator<Item = u32> {
        let scale = move |&f: &u32| ((u64::from(f) * u64::from(places)) >> 32) as u32;
        self.fractions.iter().map(scale)
    }
}

/// The words of a text, closed to a circle, without those that hold one kind of hit: no other hit
/// can stand there, so no shift may bring one there.
#[derive(Clone, Debug)]
pub struct Circle {
    places: u32,
    /// First word, end, and words taken out up to the end; in order, apart from each other.
    holes: Vec<(u32, u32, u32)>,
}

impl Circle {
    /// The circle of so many words without these ranges, which stand in the order of their starts.
    pub fn without(words: u32, holes: impl IntoIterator<Item = Range<u32>>) -> Circle {
        let mut circle = Circle {
            places: words,
            holes: Vec::new(),
        };
        for hole in merged(holes) {
            circle.places -= hole.1 - hole.0;
            let out = words - circle.places;
            circle.holes.push((hole.0, hole.1, out));
        }
        circle
    }

    /// Number of places.
    pub fn places(&self) -> u32 {
        self.places
    }

    /// The place of a word; that of the next one if the word is taken out. Cost: a binary search.
    pub fn place(&self, word: u32) -> u32 {
        let behind = self.holes.partition_point(|hole| hole.0 <= word);
        match behind.checked_sub(1).map(|at| self.holes[at]) {
            None => word,
            Some((_, end, out)) => word.max(end) - out,
        }
    }
}

/// Ranges in the order of their starts → those that touch or overlap as one.
fn merged(ranges: impl IntoIterator<Item = Range<u32>>) -> Vec<(u32, u32)> {
    let mut all: Vec<(u32, u32)> = Vec::new();
    for range in ranges.into_iter().filter(|range| range.start < range.end) {
        match all.last_mut() {
            Some(last) if range.start <= last.1 => last.1 = last.1.max(range.end),
            _ => all.push((range.start, range.end)),
        }
    }
    all
}

/// The places at which a hit counts as near.
#[derive(Clone, Debug)]
pub struct Cover {
    places: u32,
    size: u64,
    /// In order, apart from each other.
    ranges: Vec<(u32, u32)>,
    /// One bit a place, twice around: made when it is first asked for.
    bits: OnceLock<Vec<u64>>,
}

impl Cover {
    /// The places of these words, which stand in the order of their starts.
    pub fn new(circle: &Circle, words: impl IntoIterator<Item = Range<u32>>) -> Cover {
        let places = words
            .into_iter()
            .map(|range| circle.place(range.start)..circle.place(range.end));
        Cover::of(circle.places, merged(places))
    }

    fn of(places: u32, ranges: Vec<(u32, u32)>) -> Cover {
        let size = ranges.iter().map(|(from, to)| u64::from(to - from)).sum();
        Cover {
            places,
            size,
            ranges,
            bits: OnceLock::new(),
        }
    }

    /// The places that both hold. Both are of the same circle.
    #[must_use]
    pub fn and(&self, other: &Cover) -> Cover {
        let (mut mine, mut theirs) = (
            self.ranges.iter().peekable(),
            other.ranges.iter().peekable(),
        );
        let mut both = Vec::new();
        while let (Some(&&a), Some(&&b)) = (mine.peek(), theirs.peek()) {
            let (from, to) = (a.0.max(b.0), a.1.min(b.1));
            if from < to {
                both.push((from, to));
            }
            if a.1 <= b.1 {
                mine.next();
            } else {
                theirs.next();
            }
        }
        Cover::of(self.places, both)
    }

    /// Number of places.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// True if every place is near: then nothing can be told.
    pub fn is_everywhere(&self) -> bool {
        self.size == u64::from(self.places)
    }

    /// True if it holds a place.
    pub fn holds(&self, place: u32) -> bool {
        let behind = self.ranges.partition_point(|range| range.0 <= place);
        behind > 0 && place < self.ranges[behind - 1].1
    }

    /// How many of the places it holds. Cost: a binary search each.
    pub fn count(&self, places: &[u32]) -> u64 {
        places.iter().filter(|&&place| self.holds(place)).count() as u64
    }

    /// The mean of [`Cover::count`] over all shifts of so many places: exact.
    pub fn expected(&self, hits: u64) -> f64 {
        hits as f64 * self.size as f64 / f64::from(self.places)
    }

    /// How many of the places it holds after each drawn shift.
    ///
    /// Two ways to the same numbers; the cheaper one is taken. All shifts at once: hits × ranges +
    /// places. One shift after the other on bits: [`SHIFTS`] × the smaller of hits and places / 64,
    /// so that the cost is linear in the text whatever stands in it.
    pub fn shifted(&self, places: &[u32], draws: &Draws) -> Vec<u32> {
        let around = u64::from(self.places);
        let (hits, ranges) = (places.len() as u64, self.ranges.len() as u64);
        let blocks = hits.min(around / 64 + 1);
        if 2 * hits * ranges + around < 3 * SHIFTS as u64 * blocks {
            let all = self.every_shift(places);
            draws.shifts(self.places).map(|d| all[d as usize]).collect()
        } else {
            let bits = self.bits.get_or_init(|| self.doubled());
            let blocks = blocks_of(places);
            let shifts = draws.shifts(self.places);
            // A place by itself is looked up faster than a block with little in it.
            if 2 * blocks.len() > places.len() {
                shifts.map(|d| one_by_one(places, bits, d)).collect()
            } else {
                shifts.map(|d| on_bits(&blocks, bits, d)).collect()
            }
        }
    }

    /// The count after a shift of 0, 1, 2, … places.
    fn every_shift(&self, places: &[u32]) -> Vec<u32> {
        let around = self.places;
        // How the count changes from one shift to the next.
        let mut steps = vec![0_i32; around as usize + 1];
        for &place in places {
            for &(from, to) in &self.ranges {
                // A range that is everywhere would begin and end at the same shift.
                let length = to - from;
                let first = if from >= place {
                    from - place
                } else {
                    from + around - place
                };
                let end = u64::from(first) + u64::from(length);
                steps[first as usize] += 1;
                match end.checked_sub(u64::from(around)) {
                    None => steps[end as usize] -= 1,
                    Some(rest) => {
                        steps[0] += 1;
                        steps[rest as usize] -= 1;
                    }
                }
            }
        }
        let mut count = 0;
        let sums = steps[..around as usize].iter().map(|step| {
            count += step;
            count as u32
        });
        sums.collect()
    }

    fn doubled(&self) -> Vec<u64> {
        let around = u64::from(self.places);
        let mut bits = vec![0_u64; (2 * around / 64 + 3) as usize];
        for turn in [0, around] {
            for &(from, to) in &self.ranges {
                set(&mut bits, turn + u64::from(from), turn + u64::from(to));
            }
        }
        bits
    }
}

/// Sets the bits from one place to another.
fn set(bits: &mut [u64], from: u64, to: u64) {
    let (first, last) = ((from / 64) as usize, ((to - 1) / 64) as usize);
    let head = u64::MAX << (from % 64);
    let tail = u64::MAX >> (63 - (to - 1) % 64);
    if first == last {
        bits[first] |= head & tail;
    } else {
        bits[first] |= head;
        bits[first + 1..last].fill(u64::MAX);
        bits[last] |= tail;
    }
}

/// Places as blocks of 64 with a bit for each; places that stand twice count once, so each
/// repetition opens a block of its own.
fn blocks_of(places: &[u32]) -> Vec<(u32, u64)> {
    let mut blocks: Vec<(u32, u64)> = Vec::new();
    for &place in places {
        let (at, bit) = (place / 64 * 64, 1_u64 << (place % 64));
        match blocks.last_mut() {
            Some((last, bits)) if *last == at && *bits & bit == 0 => *bits |= bit,
            _ => blocks.push((at, bit)),
        }
    }
    blocks
}

fn one_by_one(places: &[u32], bits: &[u64], shift: u32) -> u32 {
    let bit = |&place: &u32| {
        let at = u64::from(place) + u64::from(shift);
        (bits[(at / 64) as usize] >> (at % 64)) as u32 & 1
    };
    places.iter().map(bit).sum()
}

fn on_bits(blocks: &[(u32, u64)], bits: &[u64], shift: u32) -> u32 {
    let counts = blocks.iter().map(|&(at, block)| {
        let from = u64::from(at) + u64::from(shift);
        let (word, over) = ((from / 64) as usize, from % 64);
        // Shifted in two steps: by 64 at once there is no shift.
        let window = bits[word] >> over | (bits[word + 1] << 1) << (63 - over);
        (window & block).count_ones()
    });
    counts.sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every shift, by looking at every place.
    fn by_hand(around: u32, ranges: &[Range<u32>], places: &[u32], shift: u32) -> u32 {
        let near = |place: u32| ranges.iter().any(|range| range.contains(&place));
        let moved = places.iter().map(|place| (place + shift) % around);
        moved.filter(|&place| near(place)).count() as u32
    }

    fn ranges() -> impl Strategy<Value = (u32, Vec<Range<u32>>, Vec<u32>)> {
        (1_u32..300).prop_flat_map(|around| {
            let range = (0..around, 1..40_u32)
                .prop_map(move |(from, wide)| from..(from + wide).min(around));
            let sorted = prop::collection::vec(range, 0..12).prop_map(|mut ranges| {
                ranges.sort_by_key(|range| range.start);
                ranges
            });
            let places = prop::collection::vec(0..around, 0..40).prop_map(|mut places| {
                places.sort_unstable();
                places
            });
            (Just(around), sorted, places)
        })
    }

    proptest! {
        #[test]
        fn both_ways_are_the_definition((around, ranges, places) in ranges()) {
            let circle = Circle::without(around, []);
            let cover = Cover::new(&circle, ranges.clone());
            let all = cover.every_shift(&places);
            let (blocks, bits) = (blocks_of(&places), cover.doubled());
            for shift in 0..around {
                let wanted = by_hand(around, &ranges, &places, shift);
                prop_assert_eq!(all[shift as usize], wanted);
                prop_assert_eq!(on_bits(&blocks, &bits, shift), wanted);
                prop_assert_eq!(one_by_one(&places, &bits, shift), wanted);
            }
            prop_assert_eq!(cover.count(&places), u64::from(all[0]));
            let mean = all.iter().map(|&c| f64::from(c)).sum::<f64>() / f64::from(around);
            prop_assert!((cover.expected(places.len() as u64) - mean).abs() < 1e-9);
        }

        #[test]
        fn covers_intersect((around, ranges, _) in ranges(), cut in 0..300_u32) {
            let circle = Circle::without(around, []);
            let (one, other) = (cut.min(around / 3), (cut + around / 2).min(around));
            let cover = Cover::new(&circle, ranges);
            let window = Cover::new(&circle, std::iter::once(one..other.max(one)));
            let both = cover.and(&window);
            for place in 0..around {
                prop_assert_eq!(both.holds(place), cover.holds(place) && window.holds(place));
            }
        }

        #[test]
        fn holes_are_taken_out((around, holes, places) in ranges()) {
            let circle = Circle::without(around, holes.clone());
            let out = |word: u32| holes.iter().any(|hole| hole.contains(&word));
            let left: Vec<u32> = (0..around).filter(|&word| !out(word)).collect();
            prop_assert_eq!(circle.places() as usize, left.len());
            for word in places {
                let before = left.iter().filter(|&&kept| kept < word).count() as u32;
                prop_assert_eq!(circle.place(word), before);
            }
        }
    }

    #[test]
    fn hostile_input_is_cheap() {
        // 80,000 hits, every second word, against 10,000 ranges: bits, not all pairs.
        let circle = Circle::without(160_000, []);
        let cover = Cover::new(&circle, (0..10_000).map(|at| at * 16..at * 16 + 8));
        let places: Vec<u32> = (0..80_000).map(|at| at * 2).collect();
        let draws = Draws::new(1);
        let counts = cover.shifted(&places, &draws);
        assert!(counts.iter().all(|&count| count == 40_000));
    }

    #[test]
    fn draws_are_even() {
        let draws = Draws::new(5);
        let shifts: Vec<u32> = draws.shifts(10).collect();
        for shift in 0..10 {
            // 100 each, standard deviation 9.5.
            let count = shifts.iter().filter(|&&drawn| drawn == shift).count();
            assert!(count.abs_diff(100) < 40, "{shift}: {count}");
        }
    }
}
