//! Sentences that are like each other.

use std::collections::HashMap;

use super::chain::Point;
use super::likeness::shared;
use super::{PAIRS, Sentence};

/// In large gaps, a key that is found in more sentences than this finds no candidates.
pub(super) const COMMON: usize = 16;
/// In large gaps, so many of the rarest keys of a sentence find candidates.
pub(super) const RAREST: usize = 8;

/// How much has to be shared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    /// Of twice the words, as a fraction.
    pub(super) share: (u64, u64),
    /// Words.
    pub(super) least: u64,
}

impl Reach {
    /// The same place: half of the words.
    pub(super) const SAME: Reach = Reach {
        share: (1, 2),
        least: 1,
    };
    /// Another place: three quarters, and four words.
    pub(super) const MOVED: Reach = Reach {
        share: (3, 4),
        least: 4,
    };
}

/// The pairs that share enough, by place in `a`, then `b`; the weight is the number of shared words.
///
/// Cost: up to [`PAIRS`] pairs are all compared. In larger gaps a sentence is compared with at most
/// 128 others, and with one that is far longer or shorter not word by word.
pub(super) fn alike(
    a: &[Sentence],
    b: &[Sentence],
    left: &[u32],
    right: &[u32],
    reach: Reach,
) -> Vec<Point> {
    let mut points = Vec::new();
    let mut add = |i: u32, j: u32| {
        let weight = shared(&a[i as usize].bag, &b[j as usize].bag, reach.share);
        if weight >= reach.least {
            points.push(Point { a: i, b: j, weight });
        }
    };
    if left.len().saturating_mul(right.len()) <= PAIRS {
        for &i in left {
            for &j in right {
                add(i, j);
            }
        }
        return points;
    }
    // The sentences of `b` that hold each key, up to one more than is asked for.
    let mut holders: HashMap<u64, Vec<u32>> = HashMap::new();
    for &j in right {
        for key in keys(&b[j as usize].words) {
            let held = holders.entry(key).or_default();
            if held.len() <= COMMON {
                held.push(j);
            }
        }
    }
    for &i in left {
        let mut rare: Vec<(usize, u64)> = keys(&a[i as usize].words)
            .into_iter()
            .filter_map(|key| {
                let held = holders.get(&key)?.len();
                (held <= COMMON).then_some((held, key))
            })
            .collect();
        rare.sort_unstable();
        let mut found: Vec<u32> = rare
            .iter()
            .take(RAREST)
            .flat_map(|(_, key)| holders[key].iter().copied())
            .collect();
        found.sort_unstable();
        found.dedup();
        for j in found {
            add(i, j);
        }
    }
    points
}

/// What a sentence is looked for by: its words, and each two of them that stand side by side; each
/// once, words first.
pub(super) fn keys(words: &[u32]) -> Vec<u64> {
    let pairs = words.windows(2);
    let pairs = pairs.map(|pair| (u64::from(pair[0]) + 1) << 32 | u64::from(pair[1]));
    let mut keys: Vec<u64> = words.iter().map(|&word| word.into()).chain(pairs).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
