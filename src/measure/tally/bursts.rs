//! How certain a rate is, and whether its hits come in bursts.

use super::super::{IntervalMethod, dispersion, interval, resample};
use super::{BLOCK_SENTENCES, BURSTY, Method};
use crate::measure::Interval;

/// Most blocks of the block bootstrap: a longer text gets longer blocks, and bounded cost.
const MAX_BLOCKS: usize = 200;

/// Hits and words of each sentence.
pub(super) struct Sentences<'a> {
    pub(super) hits: &'a [u32],
    pub(super) words: &'a [u32],
}

impl Sentences<'_> {
    /// Variance-to-mean ratio of the counts in blocks of five sentences. A rest at the end is left
    /// out: it would look like a quiet block.
    fn burst(&self) -> Option<f64> {
        let blocks = self.hits.chunks_exact(BLOCK_SENTENCES);
        let counts: Vec<u32> = blocks.map(|block| block.iter().sum()).collect();
        dispersion::burstiness(&counts)
    }

    /// Bootstrap over blocks of five sentences; in a very long text over at most 200 longer ones,
    /// so that the cost is bounded.
    fn bootstrap(&self, method: Method) -> Option<Interval> {
        let size = BLOCK_SENTENCES.max(self.hits.len().div_ceil(MAX_BLOCKS));
        let sums =
            |of: &[u32]| -> Vec<u32> { of.chunks(size).map(|block| block.iter().sum()).collect() };
        resample::block_bootstrap(
            &sums(self.hits),
            &sums(self.words),
            method.resamples,
            method.seed,
        )
    }
}

/// The 95 % interval of a rate per 100 words, by the method that was chosen, and the burst measure.
pub(super) fn rate_interval(
    hits: u64,
    words: u64,
    sentences: &Sentences<'_>,
    method: Method,
) -> (Option<Interval>, Option<f64>) {
    // Nothing can come in bursts, and there are no counts for it either.
    let burst = if hits == 0 { None } else { sentences.burst() };
    if words == 0 {
        return (None, burst);
    }
    let per_100 = 100.0 / words as f64;
    let byar = || {
        let mean = interval::byar(hits);
        Some(Interval {
            low: mean.low * per_100,
            high: mean.high * per_100,
        })
    };
    let wilson = || {
        let share = interval::wilson(hits.min(words), words)?;
        Some(Interval {
            low: share.low * 100.0,
            high: share.high * 100.0,
        })
    };
    let bootstrap = || sentences.bootstrap(method);
    let interval = match method.interval {
        IntervalMethod::Byar => byar(),
        IntervalMethod::Wilson => wilson(),
        IntervalMethod::Bootstrap => bootstrap().or_else(byar),
        IntervalMethod::Auto if burst.is_some_and(|burst| burst > BURSTY) => {
            bootstrap().or_else(byar)
        }
        IntervalMethod::Auto => byar(),
    };
    (interval, burst)
}
