//! How well a rate separates texts that carry a construct from texts that do not.

use rayon::prelude::*;

use super::interval::{self, Interval, Z};
use super::resample::{Rng, percentile_interval};

/// One labelled text and its score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// The rate, or any score: higher for more of the construct. Finite.
    pub score: f64,
    /// The construct is expected here.
    pub positive: bool,
    /// Number of its group (writer, conversation): texts of a group are not independent.
    pub group: u32,
}

/// Area under the ROC curve: the chance that a random positive text scores higher than a random
/// negative one, ties counting half; 0.5 is chance.
///
/// Source: Hanley & McNeil (1982); equals the Mann-Whitney U divided by the number of pairs.
/// `None` without texts of both kinds. Cost: one sort.
pub fn auc(texts: &[Scored]) -> Option<f64> {
    let ranked = Ranked::new(texts);
    ranked.auc(&vec![1; texts.len()])
}

/// An [`auc`] with its 95 % interval, if there is one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The area, or a difference of areas.
    pub value: f64,
    /// `None` with fewer than two groups.
    pub interval: Option<Interval>,
}

/// Two scores of the same texts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// The first score.
    pub first: Estimate,
    /// The second score.
    pub second: Estimate,
    /// Second minus first, its interval from the same draws.
    pub difference: Estimate,
}

/// [`auc`] of a score, and of a second score of the same texts, with 95 % percentile intervals
/// from draws of whole groups; the difference is taken within each draw.
///
/// `second` holds one score per text. Parallel over the draws; the result does not depend on the
/// threads. `None` without texts of both kinds. Cost: `resamples` × texts.
///
/// # Panics
/// If `second` has another length than `texts`.
pub fn compare(
    texts: &[Scored],
    second: &[f64],
    resamples: usize,
    seed: u64,
) -> Option<Comparison> {
    assert_eq!(texts.len(), second.len(), "one second score per text");
    let others: Vec<Scored> = texts
        .iter()
        .zip(second)
        .map(|(text, &score)| Scored { score, ..*text })
        .collect();
    let ranked = [Ranked::new(texts), Ranked::new(&others)];
    let areas = |weights: &[u32]| Some([ranked[0].auc(weights)?, ranked[1].auc(weights)?]);
    let whole = areas(&vec![1; texts.len()])?;
    let groups = texts.iter().map(|text| text.group + 1).max()? as usize;
    let draws: Vec<[f64; 2]> = if groups < 2 {
        Vec::new()
    } else {
        (0..resamples)
            .into_par_iter()
            .filter_map(|draw| {
                let mut rng = Rng::for_draw(seed, draw as u64);
                let mut times = vec![0u32; groups];
                for _ in 0..groups {
                    times[rng.below(groups as u64) as usize] += 1;
                }
                let weights: Vec<u32> = texts
                    .iter()
                    .map(|text| times[text.group as usize])
                    .collect();
                areas(&weights)
            })
            .collect()
    };
    let estimate = |of: &dyn Fn([f64; 2]) -> f64| {
        let mut values: Vec<f64> = draws.iter().map(|&draw| of(draw)).collect();
        Estimate {
            value: of(whole),
            interval: percentile_interval(&mut values),
        }
    };
    Some(Comparison {
        first: estimate(&|[first, _]| first),
        second: estimate(&|[_, second]| second),
        difference: estimate(&|[first, second]| second - first),
    })
}

/// Texts in the order of their scores.
struct Ranked<'a> {
    texts: &'a [Scored],
    order: Vec<u32>,
}

impl<'a> Ranked<'a> {
    fn new(texts: &'a [Scored]) -> Self {
        let mut order: Vec<u32> = (0..texts.len() as u32).collect();
        order.sort_by(|&a, &b| texts[a as usize].score.total_cmp(&texts[b as usize].score));
        Ranked { texts, order }
    }

    /// The area, each text counted `weights` times.
    fn auc(&self, weights: &[u32]) -> Option<f64> {
        let (mut below, mut wins) = (0.0, 0.0);
        let (mut positives, mut negatives) = (0.0, 0.0);
        for tie in self
            .order
            .chunk_by(|&a, &b| self.texts[a as usize].score == self.texts[b as usize].score)
        {
            let sum = |positive: bool| -> f64 {
                tie.iter()
                    .filter(|&&at| self.texts[at as usize].positive == positive)
                    .map(|&at| f64::from(weights[at as usize]))
                    .sum()
            };
            let (here, others) = (sum(true), sum(false));
            wins += here * (below + others / 2.0);
            below += others;
            positives += here;
            negatives += others;
        }
        (positives > 0.0 && negatives > 0.0).then(|| wins / (positives * negatives))
    }
}

/// How much likelier an entry is in positive texts: the log of the odds ratio of holding it, with
/// half a text added to each cell, and its 95 % interval. `None` without texts of both kinds.
///
/// Source: Haldane (1956), Anscombe (1956); interval of Woolf (1955).
pub fn log_odds(with: [u64; 2], texts: [u64; 2]) -> Option<(f64, Interval)> {
    if texts.contains(&0) {
        return None;
    }
    let cell = |count: u64| count as f64 + 0.5;
    let [a, b] = with.map(cell);
    let [c, d] = [cell(texts[0] - with[0]), cell(texts[1] - with[1])];
    let value = (a * d / (b * c)).ln();
    let half = Z * (1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d).sqrt();
    let interval = Interval {
        low: value - half,
        high: value + half,
    };
    Some((value, interval))
}

/// Share of texts with a hit and its Wilson interval.
pub fn share(with: u64, texts: u64) -> Option<(f64, Interval)> {
    interval::wilson(with, texts).map(|interval| (with as f64 / texts as f64, interval))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(scores: &[(f64, bool)]) -> Vec<Scored> {
        let scored = |(at, &(score, positive)): (usize, &(f64, bool))| Scored {
            score,
            positive,
            group: at as u32,
        };
        scores.iter().enumerate().map(scored).collect()
    }

    #[test]
    fn the_area_counts_ties_half() {
        assert_eq!(auc(&texts(&[(1.0, true), (0.0, false)])), Some(1.0));
        assert_eq!(auc(&texts(&[(0.0, true), (0.0, false)])), Some(0.5));
        // Pairs: 2>1 win, 2>0 win, 0<1 loss, 0=0 half: 2.5 of 4.
        let four = texts(&[(2.0, true), (0.0, true), (1.0, false), (0.0, false)]);
        assert_eq!(auc(&four), Some(0.625));
        assert_eq!(auc(&texts(&[(1.0, true)])), None);
    }

    #[test]
    fn the_interval_holds_the_area_and_does_not_depend_on_threads() {
        let many: Vec<Scored> = (0..200u32)
            .map(|at| Scored {
                score: f64::from(at % 7),
                positive: at % 7 > at % 5,
                group: at / 4,
            })
            .collect();
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .expect("a pool");
            let second: Vec<f64> = many.iter().map(|text| -text.score).collect();
            pool.install(|| compare(&many, &second, 300, 1))
                .expect("both kinds")
        };
        let compared = run(1);
        assert_eq!(compared, run(3));
        let interval = compared.first.interval.expect("fifty groups");
        assert_eq!(Some(compared.first.value), auc(&many));
        assert!(interval.low < compared.first.value && compared.first.value < interval.high);
        // The second score is the first one turned round.
        let second = compared.second.interval.expect("fifty groups");
        assert!((compared.second.value + compared.first.value - 1.0).abs() < 1e-12);
        assert!((second.low + interval.high - 1.0).abs() < 1e-12);
    }

    #[test]
    fn the_difference_is_paired() {
        let many: Vec<Scored> = (0..120u32)
            .map(|at| Scored {
                score: f64::from(at % 5),
                positive: at % 3 == 0,
                group: at / 3,
            })
            .collect();
        let same: Vec<f64> = many.iter().map(|text| 2.0 * text.score).collect();
        let compared = compare(&many, &same, 200, 1).expect("both kinds");
        let none = compared.difference.interval.expect("groups");
        assert_eq!(
            (compared.difference.value, none.low, none.high),
            (0.0, 0.0, 0.0)
        );
        let one_group: Vec<Scored> = many.iter().map(|t| Scored { group: 0, ..*t }).collect();
        let single = compare(&one_group, &same, 200, 1).expect("both kinds");
        assert_eq!(single.first.interval, None);
    }

    #[test]
    fn odds_are_symmetric() {
        let odds = |with, texts| log_odds(with, texts).map(|(value, _)| value);
        let (more, less) = (odds([30, 5], [100, 100]), odds([5, 30], [100, 100]));
        assert!(more.is_some_and(|more| more > 0.0 && (more + less.unwrap_or(0.0)).abs() < 1e-12));
        assert_eq!(odds([0, 0], [10, 10]), Some(0.0));
        assert_eq!(odds([0, 3], [0, 10]), None);
    }
}
