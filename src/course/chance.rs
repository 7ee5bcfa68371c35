//! Observed against expected: what one document says about a bond of two kinds of hits, and what
//! documents say together.

use super::shift::{Circle, Cover, Draws, SHIFTS};
use crate::measure::interval::{Interval, Z};

mod bond;

pub use bond::Bond;

/// Fewest hits of either side for an interval and a p value. Source: constructs §5.5.
pub const MIN_HITS: u64 = crate::measure::indices::MIN_HITS;
/// Fewest documents for an interval from the spread between them.
const MIN_DOCUMENTS: u64 = 5;

/// Hits near others in one document, and after each shift.
#[derive(Clone, Debug)]
pub struct Chance {
    /// Hits that were looked at.
    pub hits: u64,
    /// Those near a hit of the other side.
    pub observed: u64,
    /// How many are expected if the two know nothing of each other: the mean over all shifts.
    pub expected: f64,
    /// Every place is near: nothing can be told.
    pub everywhere: bool,
    /// No place is near: nothing can be told either.
    pub nowhere: bool,
    /// Variance of the number over the drawn shifts, around the exact mean.
    variance: f64,
    /// Drawn shifts with at least as many as observed.
    as_many: usize,
    /// How many are near after each drawn shift.
    shifted: Shifted,
}

/// Counts after each shift, in as little room as they need: a batch of documents holds many.
#[derive(Clone, Debug)]
enum Shifted {
    /// Position and count of the shifts that have any.
    Few(Box<[(u16, u16)]>),
    Small(Box<[u8]>),
    Large(Box<[u32]>),
}

impl Shifted {
    fn of(counts: Vec<u32>) -> Shifted {
        let most = counts.iter().max().copied().unwrap_or(0);
        let some = counts.iter().filter(|&&count| count > 0).count();
        if some <= counts.len() / 4 && u16::try_from(most).is_ok() {
            let counts = counts.iter().enumerate().filter(|(_, count)| **count > 0);
            let few = counts.map(|(at, &count)| (at as u16, count as u16));
            return Shifted::Few(few.collect());
        }
        match most {
            0..=255 => Shifted::Small(counts.iter().map(|&count| count as u8).collect()),
            _ => Shifted::Large(counts.into()),
        }
    }

    /// Adds the counts to sums.
    fn add_to(&self, sums: &mut [u64]) {
        match self {
            Shifted::Few(counts) => {
                for &(at, count) in counts {
                    sums[usize::from(at)] += u64::from(count);
                }
            }
            Shifted::Small(counts) => {
                let pairs = sums.iter_mut().zip(counts);
                pairs.for_each(|(sum, &count)| *sum += u64::from(count));
            }
            Shifted::Large(counts) => {
                let pairs = sums.iter_mut().zip(counts);
                pairs.for_each(|(sum, &count)| *sum += u64::from(count));
            }
        }
    }
}

impl Chance {
    /// Of the words at `firsts`, how many lie in the cover, and how many would by chance. Cost: see
    /// [`Cover::shifted`].
    pub fn of(circle: &Circle, cover: &Cover, firsts: &[u32], draws: &Draws) -> Chance {
        let places: Vec<u32> = firsts.iter().map(|&word| circle.place(word)).collect();
        let hits = places.len() as u64;
        let observed = cover.count(&places);
        let expected = match circle.places() {
            0 => 0.0,
            _ => cover.expected(hits),
        };
        let none = places.is_empty() || cover.size() == 0;
        let counts = if none {
            vec![0; SHIFTS]
        } else {
            cover.shifted(&places, draws)
        };
        let (mut sum, mut squares, mut as_many) = (0_u64, 0_u64, 0);
        for count in counts.iter().map(|&count| u64::from(count)) {
            sum += count;
            squares += count * count;
            as_many += usize::from(count >= observed);
        }
        let mean = |sum: u64| sum as f64 / SHIFTS as f64;
        let variance = mean(squares) - 2.0 * expected * mean(sum) + expected * expected;
        Chance {
            hits,
            observed,
            expected,
            everywhere: cover.is_everywhere(),
            nowhere: cover.size() == 0,
            variance: variance.max(0.0),
            as_many,
            shifted: Shifted::of(counts),
        }
    }

    /// What is told of the document, if the other side has so many hits.
    pub fn finding(&self, others: u64) -> Finding {
        let mut bond = Bond::new(false);
        bond.add(self, others);
        bond.told(Some(p_of(self.as_many)))
    }

    /// Some places are near and others are not: a shift can tell something.
    fn tells(&self) -> bool {
        self.hits > 0 && !self.nowhere && !self.everywhere
    }
}

/// The share of shifts, the text as it stands among them.
fn p_of(as_many: usize) -> f64 {
    (1 + as_many) as f64 / (1 + SHIFTS) as f64
}

/// What is told of a bond.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// See [`Bond::lift`]; `None` if no document tells something.
    pub lift: Option<f64>,
    /// See [`Bond::interval`]; `None` under five hits of either side in the documents that tell
    /// something, or if none does.
    pub interval: Option<Interval>,
    /// See [`Bond::p`]; `None` in the same cases.
    pub p: Option<f64>,
    /// Why something is missing: `few_hits`, `all_near`, `none_near`, `many_groups`.
    pub flags: Vec<&'static str>,
}

/// Wilson's interval of a share with a number of trials that need not be whole.
fn wilson(share: f64, trials: f64) -> Interval {
    let shrink = 1.0 + Z * Z / trials;
    let centre = (share + Z * Z / (2.0 * trials)) / shrink;
    let half =
        Z * (share * (1.0 - share) / trials + Z * Z / (4.0 * trials * trials)).sqrt() / shrink;
    Interval {
        low: (centre - half).max(0.0),
        high: (centre + half).min(1.0),
    }
}

/// Adjusted p values (q) of a family: the smallest share of false finds at which each would still
/// be one. Rows without p stay without.
///
/// Source: Benjamini & Hochberg (1995), J. R. Stat. Soc. B 57, 289–300.
pub fn adjusted(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut order: Vec<usize> = (0..p.len()).filter(|&at| p[at].is_some()).collect();
    let value = |at: usize| p[at].unwrap_or(1.0);
    order.sort_by(|&a, &b| value(a).total_cmp(&value(b)));
    let tests = order.len() as f64;
    let mut q = vec![None; p.len()];
    let mut least: f64 = 1.0;
    for (rank, &at) in order.iter().enumerate().rev() {
        least = least.min(value(at) * tests / (rank + 1) as f64);
        q[at] = Some(least);
    }
    q
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::resample::Rng;

    #[test]
    fn adjusted_as_published() {
        // The 15 p values of Benjamini & Hochberg (1995), §4: at 5 % the first four are finds.
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.7590, 1.0,
        ];
        let mut p: Vec<Option<f64>> = p.into_iter().map(Some).collect();
        p.push(None);
        let q = adjusted(&p);
        assert_eq!(q.iter().flatten().filter(|&&q| q <= 0.05).count(), 4);
        assert_eq!(q[14..], [Some(1.0), None]);
        assert!((q[3].expect("a q") - 0.0095 * 15.0 / 4.0).abs() < 1e-12);
    }

    /// A text of 4,000 words with 40 hits that draw others: each a hit of `a` at random, in bursts
    /// or not, and within ten words of it one of `b` with the probability `bond`, else anywhere.
    fn text(rng: &mut Rng, bond: u64, burst: bool) -> Chance {
        const WORDS: u32 = 4000;
        let mut centre = 0;
        let mut a: Vec<u32> = (0..40)
            .map(|at| {
                if !burst || at % 4 == 0 {
                    centre = rng.below(u64::from(WORDS)) as u32;
                }
                let near = if burst { rng.below(60) as u32 } else { 0 };
                (centre + near) % WORDS
            })
            .collect();
        a.sort_unstable();
        let mut b: Vec<u32> = (0..25)
            .map(|_| {
                let beside = a[rng.below(40) as usize] + 1 + rng.below(9) as u32;
                let anywhere = rng.below(u64::from(WORDS)) as u32;
                if rng.below(100) < bond {
                    beside % WORDS
                } else {
                    anywhere
                }
            })
            .collect();
        b.sort_unstable();
        let circle = Circle::without(WORDS, []);
        let near = b.iter().map(|&b| b.saturating_sub(10)..(b + 11).min(WORDS));
        let cover = Cover::new(&circle, near);
        Chance::of(&circle, &cover, &a, &Draws::new(rng.next_u64()))
    }

    fn one(chance: &Chance) -> Bond {
        let mut bond = Bond::new(true);
        bond.add(chance, 25);
        assert_eq!(bond.p(), Some(p_of(chance.as_many)));
        bond
    }

    #[test]
    fn no_bond_is_found_where_none_is() {
        for burst in [false, true] {
            let mut rng = Rng::new(31);
            let (mut small, mut covered, mut ratio) = (0, 0, 0.0);
            for _ in 0..400 {
                let bond = one(&text(&mut rng, 0, burst));
                small += u32::from(bond.p().expect("shifts") <= 0.05);
                let interval = bond.interval().expect("hits");
                covered += u32::from(interval.low <= 1.0 && 1.0 <= interval.high);
                ratio += bond.observed as f64 / bond.expected / 400.0;
            }
            // 20 of 400 are expected, standard deviation 4.4; of intervals 380 hold the truth.
            assert!(small <= 34, "{burst}: {small} of 400 below 0.05");
            assert!(covered >= 366, "{burst}: {covered} of 400 hold 1");
            assert!((ratio - 1.0).abs() < 0.06, "{burst}: {ratio}");
        }
    }

    #[test]
    fn a_planted_bond_is_found_with_its_size() {
        for (seed, burst) in [(7, false), (8, true)] {
            // The true size of the bond: a mean over many texts.
            let mut rng = Rng::new(seed);
            let (mut observed, mut expected) = (0.0, 0.0);
            for _ in 0..3000 {
                let chance = text(&mut rng, 50, burst);
                observed += chance.observed as f64 / 3000.0;
                expected += chance.expected / 3000.0;
            }
            let truth = (observed + 0.5) / (expected + 0.5);
            assert!(truth > 1.8, "{truth}");
            let (mut found, mut covered) = (0, 0);
            for _ in 0..300 {
                let bond = one(&text(&mut rng, 50, burst));
                found += u32::from(bond.p().expect("shifts") <= 0.05);
                let interval = bond.interval().expect("hits");
                covered += u32::from(interval.low <= truth && truth <= interval.high);
            }
            assert!(found > 250, "{burst}: found in {found} of 300");
            assert!(covered >= 271, "{burst}: {covered} of 300 hold {truth}");
        }
    }

    #[test]
    fn pooled_intervals_hold_the_truth() {
        // Corpora of 12 texts; in some the bond is strong, in others it is missing.
        let mut rng = Rng::new(99);
        let mut corpus = |texts: u32| {
            let mut bond = Bond::new(true);
            for _ in 0..texts {
                let strength = 80 * rng.below(2);
                bond.add(&text(&mut rng, strength, false), 25);
            }
            bond
        };
        let truth = corpus(4000).lift();
        let mut covered = 0;
        for _ in 0..150 {
            let interval = corpus(12).interval().expect("hits");
            covered += u32::from(interval.low <= truth && truth <= interval.high);
        }
        assert!(covered >= 135, "{covered} of 150 hold {truth}");
    }

    #[test]
    fn documents_add_up() {
        let mut rng = Rng::new(3);
        let texts: Vec<Chance> = (0..4).map(|_| text(&mut rng, 30, true)).collect();
        let mut all = Bond::new(true);
        let mut frugal = Bond::new(false);
        for chance in &texts {
            all.add(chance, 25);
            frugal.add(chance, 25);
        }
        let sum: u64 = texts.iter().map(|chance| chance.observed).sum();
        assert_eq!((all.documents, all.observed, all.hits), (4, sum, 160));
        assert_eq!(frugal.p(), None);
        assert_eq!(frugal.interval(), all.interval());
        let p = all.p().expect("kept");
        let mut sums = vec![0; SHIFTS];
        for chance in &texts {
            chance.shifted.add_to(&mut sums);
        }
        let as_many = sums.iter().filter(|&&s| s >= sum).count();
        assert_eq!(p, (as_many + 1) as f64 / 1000.0);
    }

    /// A text of so many words with five hits on either side, near within a number of words.
    fn even(words: u32, near: u32) -> Chance {
        let circle = Circle::without(words, []);
        let a: Vec<u32> = (0..5).map(|at| at * words / 5).collect();
        let ranges = a.iter().map(|&at| at..(at + near).min(words));
        let cover = Cover::new(&circle, ranges);
        Chance::of(&circle, &cover, &a, &Draws::new(u64::from(words)))
    }

    #[test]
    fn documents_that_tell_nothing_change_nothing() {
        let mut rng = Rng::new(11);
        let mut told = Bond::new(true);
        let mut diluted = Bond::new(true);
        for _ in 0..6 {
            let chance = text(&mut rng, 60, false);
            told.add(&chance, 25);
            diluted.add(&chance, 25);
        }
        // Short rows in which all is near, and long ones in which nothing is.
        for _ in 0..1000 {
            diluted.add(&even(10, 10), 5);
            diluted.add(&even(500, 0), 0);
        }
        assert_eq!(diluted.finding(), told.finding());
        assert!(told.finding().lift.is_some_and(|lift| lift > 1.5));
        assert_eq!((diluted.documents, told.documents), (6, 6));
        assert_eq!(diluted.hits, told.hits + 10_000);
        assert_eq!(diluted.observed, told.observed + 5000);
    }

    #[test]
    fn no_more_hits_are_near_than_there_are() {
        // One document of six has all of the near hits: the documents differ as much as can be.
        let mut bond = Bond::new(true);
        for at in 0..6 {
            let words = if at == 0 { 40 } else { 4000 };
            bond.add(&even(words, 2), 5);
            let circle = Circle::without(words, []);
            let cover = Cover::new(&circle, std::iter::once(7..9));
            let far = Chance::of(&circle, &cover, &[0, 20], &Draws::new(1));
            bond.add(&far, 5);
        }
        let most = bond.lift_of(bond.telling.hits as f64);
        let interval = bond.interval().expect("hits");
        assert!(interval.high <= most, "{interval:?} {most}");
        assert!(interval.low <= bond.lift() && bond.lift() <= interval.high);
    }

    #[test]
    fn where_no_document_tells_something() {
        for (near, flag) in [(10, "all_near"), (0, "none_near")] {
            let mut bond = Bond::new(true);
            for _ in 0..8 {
                bond.add(&even(10, near), 5);
            }
            let nothing = Finding {
                lift: None,
                interval: None,
                p: None,
                flags: vec![flag],
            };
            assert_eq!(bond.finding(), nothing);
            assert_eq!(even(10, near).finding(5), nothing);
        }
    }
}
