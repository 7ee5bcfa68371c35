//! Where a rate changes most.

use super::{MIN_CHANGE, MIN_HITS, Step};
use crate::measure::resample::Rng;
use crate::measure::theil_sen::MAX_VALUES;

/// Shuffles behind a p value.
const SHUFFLES: u32 = 999;

/// Fewest places on either side of a change: one document alone is no level.
const MIN_SIDE: usize = 2;

/// The point of change of a category.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// Position of the first step behind it.
    pub at: usize,
    /// Share of the orders of the same steps, this one among them, with as marked a change.
    pub p: f64,
}

/// The point of change of each category of a series; `None` for fewer than [`MIN_CHANGE`] steps,
/// and for few hits. All categories have the same steps.
///
/// Of all places to cut, the one with the greatest score statistic for two rates instead of one:
/// `(h₁ W − w₁ H)² / (w₁ w₂)`, with hits and words before the cut (1), behind it (2) and of all.
/// Its distribution is that over [`SHUFFLES`] orders of the steps: no assumption about how counts
/// spread. Sources: the score test of two Poisson rates, Breslow & Day (1987), ch. 3; its maximum
/// over cuts, Worsley (1983), Biometrika 70, 455–464; by shuffling, Antoch & Hušková (2001), Stat.
/// Probab. Lett. 53, 37–46. Cost: shuffles × steps × categories.
pub(super) fn all(categories: &[Vec<Step>], seed: u64) -> Vec<Option<Change>> {
    let none = vec![None; categories.len()];
    let Some(steps) = categories.first().map(Vec::len) else {
        return none;
    };
    if !(MIN_CHANGE..=MAX_VALUES).contains(&steps) {
        return none;
    }
    let words: Vec<u64> = categories[0].iter().map(|step| step.words).collect();
    let all_words: u64 = words.iter().sum();
    // Hits times all words minus words times all hits: whole numbers, so that no rounding decides.
    let worth = |steps: &Vec<Step>| -> Option<Vec<i64>> {
        let all: u64 = steps.iter().map(|step| step.hits).sum();
        let worth = |step: &Step| (step.hits * all_words) as i64 - (step.words * all) as i64;
        (all >= MIN_HITS).then(|| steps.iter().map(worth).collect())
    };
    let worths: Vec<Option<Vec<i64>>> = categories.iter().map(worth).collect();
    let mut order: Vec<usize> = (0..steps).collect();
    let found: Vec<Option<(usize, f64)>> = worths
        .iter()
        .map(|worth| {
            worth
                .as_ref()
                .map(|worth| most(worth, &words, all_words, &order))
        })
        .collect();
    let mut as_marked = vec![0_u32; categories.len()];
    let mut rng = Rng::new(seed_of(categories, seed));
    for _ in 0..SHUFFLES {
        for at in (1..steps).rev() {
            order.swap(at, rng.below(at as u64 + 1) as usize);
        }
        for ((worth, found), as_marked) in worths.iter().zip(&found).zip(&mut as_marked) {
            if let (Some(worth), Some((_, score))) = (worth, found) {
                let (_, shuffled) = most(worth, &words, all_words, &order);
                *as_marked += u32::from(shuffled >= *score);
            }
        }
    }
    found
        .iter()
        .zip(as_marked)
        .map(|(found, as_marked)| {
            found.map(|(at, _)| Change {
                at,
                p: f64::from(1 + as_marked) / f64::from(1 + SHUFFLES),
            })
        })
        .collect()
}

/// The cut with the greatest statistic, the first of several.
fn most(worth: &[i64], words: &[u64], all_words: u64, order: &[usize]) -> (usize, f64) {
    let (mut score, mut before) = (0_i64, 0_u64);
    let mut best = (MIN_SIDE, -1.0);
    for (at, &step) in order[..order.len() - MIN_SIDE].iter().enumerate() {
        score += worth[step];
        before += words[step];
        if at + 1 < MIN_SIDE {
            continue;
        }
        let distance = score as f64;
        let value = distance * distance / (before as f64 * (all_words - before) as f64);
        if value > best.1 {
            best = (at + 1, value);
        }
    }
    best
}

/// A seed from what is counted, never from a name.
fn seed_of(categories: &[Vec<Step>], seed: u64) -> u64 {
    let counts = categories
        .iter()
        .flatten()
        .flat_map(|step| [step.words, step.hits]);
    counts.fold(seed ^ 0xcbf2_9ce4_8422_2325, |hash, value| {
        (hash ^ value).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
