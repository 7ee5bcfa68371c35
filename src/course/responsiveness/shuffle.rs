//! Shuffling the turns of a responder.

use super::{SHUFFLES, Sums};
use crate::measure::resample::Rng;

/// A p value that is being worked out.
pub(super) struct Test {
    /// Position of its row.
    pub(super) row: usize,
    /// Category that is answered with.
    to: usize,
    /// Turns that are drawn; the rest of the turns, if they are fewer: their score is the same.
    draws: usize,
    /// Distance of the score from 0, in whole numbers: times the words of the responder.
    distance: i64,
    /// Shuffles that are as far.
    pub(super) as_far: u32,
}

impl Test {
    pub(super) fn new(row: usize, to: usize, turns: &[(u32, u32)], sums: &Sums) -> Test {
        let words = (sums.words_after + sums.words_rest) as i64;
        let score = sums.hits_after as i64 * words - sums.hits() as i64 * sums.words_after as i64;
        let answers = sums.next_turns as usize;
        Test {
            row,
            to,
            draws: answers.min(turns.len() - answers),
            distance: score.abs(),
            as_far: 0,
        }
    }
}

/// Counts for each test how many of the shuffles are as far from 0. Scores are whole numbers (hits
/// times all words), so no rounding decides.
pub(super) fn shuffle(
    tests: &mut [Test],
    words: &[u32],
    hits_of: impl Fn(usize) -> Vec<u32>,
    seed: u64,
) {
    let all_words: i64 = words.iter().copied().map(i64::from).sum();
    // Tests of one category lie together, fewest draws first: one walk serves them.
    tests.sort_by_key(|test| (test.to, test.draws));
    let groups: Vec<(usize, Vec<i64>)> = tests
        .chunk_by(|a, b| a.to == b.to)
        .map(|group| {
            let hits = hits_of(group[0].to);
            let all: i64 = hits.iter().copied().map(i64::from).sum();
            let worth = hits.iter().zip(words);
            let worth = worth.map(|(&h, &w)| i64::from(h) * all_words - i64::from(w) * all);
            (group.len(), worth.collect())
        })
        .collect();
    let most = tests.iter().map(|test| test.draws).max().unwrap_or(0);
    let mut order: Vec<u32> = (0..words.len() as u32).collect();
    let mut rng = Rng::new(seed);
    for _ in 0..SHUFFLES {
        for at in 0..most {
            let other = at as u64 + rng.below((order.len() - at) as u64);
            order.swap(at, other as usize);
        }
        let mut next = 0;
        for (length, worth) in &groups {
            let (mut score, mut drawn) = (0_i64, 0);
            for test in &mut tests[next..next + length] {
                for &turn in &order[drawn..test.draws] {
                    score += worth[turn as usize];
                }
                drawn = test.draws;
                test.as_far += u32::from(score.abs() >= test.distance);
            }
            next += length;
        }
    }
}
