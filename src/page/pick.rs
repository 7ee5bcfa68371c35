//! Which documents are drawn where not all of them fit.
//!
//! A document's place in the draw depends on its name and the seed alone, so that the same
//! documents are shown whatever else is in the report, and in any order of its rows.

/// A number between 0 and 2^64 that depends on `text` and `seed` alone.
///
/// FNV-1a (Fowler, Noll, Vo) over the bytes, then the finaliser of SplitMix64 (Steele et al.
/// 2014), without which names that differ in their last sign only would lie close together.
pub(crate) fn draw(text: &str, seed: u64) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325_u64 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for byte in text.bytes() {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

/// The same as a share between 0 and 1: for jitter.
pub(crate) fn share(text: &str, seed: u64) -> f64 {
    (draw(text, seed) >> 11) as f64 / (1_u64 << 53) as f64
}

/// Keeps at most `most` of the items: those whose draws are the smallest, so a simple random
/// sample. Cost: one comparison for each item; memory for twice `most`.
#[derive(Debug)]
pub(crate) struct Sample<T> {
    most: usize,
    kept: Vec<((u64, u64), T)>,
    /// Items that were offered.
    pub offered: usize,
    limit: (u64, u64),
}

impl<T> Sample<T> {
    /// An empty sample.
    pub(crate) fn new(most: usize) -> Sample<T> {
        Sample {
            most,
            kept: Vec::new(),
            offered: 0,
            limit: (u64::MAX, u64::MAX),
        }
    }

    /// Offers an item with its draw and a second number that tells equal draws apart.
    pub(crate) fn offer(&mut self, draw: (u64, u64), item: T) {
        self.offered += 1;
        if draw > self.limit {
            return;
        }
        self.kept.push((draw, item));
        if self.kept.len() > 2 * self.most.max(1) {
            self.prune();
        }
    }

    fn prune(&mut self) {
        self.kept.sort_by_key(|(draw, _)| *draw);
        self.kept.truncate(self.most);
        if let Some((last, _)) = self.kept.last() {
            self.limit = *last;
        }
    }

    /// The items, by their draws: the first k of them are a sample of size k.
    pub(crate) fn into_items(mut self) -> Vec<T> {
        self.prune();
        self.kept.into_iter().map(|(_, item)| item).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_does_not_depend_on_the_order_of_offers() {
        let names: Vec<String> = (0..5000).map(|at| format!("doc-{at}.txt")).collect();
        let take = |names: &mut dyn Iterator<Item = &String>| {
            let mut sample = Sample::new(100);
            for name in names {
                sample.offer((draw(name, 1), 0), name.clone());
            }
            assert_eq!(sample.offered, 5000);
            sample.into_items()
        };
        let forward = take(&mut names.iter());
        assert_eq!(forward, take(&mut names.iter().rev()));
        assert_eq!(forward.len(), 100);
    }

    #[test]
    fn draws_are_even() {
        let mean = (0..10_000)
            .map(|at| share(&format!("essays/{at:05}.md"), 1))
            .sum::<f64>()
            / 10_000.0;
        // Standard error 0.0029.
        assert!((mean - 0.5).abs() < 0.015, "{mean}");
    }
}
