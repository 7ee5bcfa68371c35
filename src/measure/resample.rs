//! Bootstrap intervals of rates: over the blocks of one text, over the documents of a corpus.
//!
//! Words are not independent draws, since a topic comes in bursts; whole blocks or documents
//! nearly are. So they are what is drawn, with replacement, and the interval is the middle 95 % of
//! the rates of the draws (percentile bootstrap: Efron & Tibshirani (1993), An Introduction to the
//! Bootstrap, ch. 13). With few blocks or documents such intervals are too narrow; without any
//! hit they are 0 to 0, where [`byar`](super::interval::byar) still gives an upper bound.
//!
//! Nothing here asks a clock or the system for randomness: same input and seed, same bits, with
//! any number of threads.

use std::ops::Range;

use rayon::prelude::*;

use super::describe::quantile;
use super::interval::{Interval, per_100};
use super::sparse::Hits;

/// A small pseudo-random generator, xoshiro256++ seeded by SplitMix64. Not for secrets.
///
/// Both are written out here because a report has to be repeatable in years to come, which no
/// random-number crate promises over versions.
/// Sources: Blackman & Vigna (2021), Scrambled linear pseudorandom number generators, ACM Trans.
/// Math. Softw. 47(4); Steele, Lea & Flood (2014), Fast splittable pseudorandom number generators,
/// OOPSLA. Code after the public-domain C of <https://prng.di.unimi.it>.
#[derive(Clone, Debug)]
pub struct Rng {
    state: [u64; 4],
}

impl Rng {
    /// A generator whose sequence is fixed by `seed`; every seed is good.
    pub fn new(seed: u64) -> Rng {
        let mut position = seed;
        let state = [(); 4].map(|()| {
            position = position.wrapping_add(GOLDEN_GAMMA);
            mix(position)
        });
        Rng { state }
    }

    /// The generator of one draw out of many, so that draws can be made in any order.
    ///
    /// The number is mixed in, not added: sequences of neighbouring draws share no piece.
    pub fn for_draw(seed: u64, draw: u64) -> Rng {
        Rng::new(mix(mix(seed.wrapping_add(GOLDEN_GAMMA)) ^ draw))
    }

    /// The next 64 bits.
    #[inline]
    pub fn next_u64(&mut self) -> u64 {
        let [a, b, c, d] = self.state;
        let result = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let (c, d) = (c ^ a, d ^ b);
        self.state = [a ^ d, b ^ c, c ^ (b << 17), d.rotate_left(45)];
        result
    }

    /// A whole number below `n`, each with the same probability; 0 for `n = 0`.
    ///
    /// Source: Lemire (2019), Fast random integer generation in an interval, ACM Trans. Model.
    /// Comput. Simul. 29(1), algorithm 5. Nearly always one draw, one multiplication.
    #[inline]
    pub fn below(&mut self, n: u64) -> u64 {
        let mut product = u128::from(self.next_u64()) * u128::from(n);
        if (product as u64) < n {
            // The smallest of the low halves would favour some results: draw again on those.
            let unfair = n.wrapping_neg() % n;
            while (product as u64) < unfair {
                product = u128::from(self.next_u64()) * u128::from(n);
            }
        }
        (product >> 64) as u64
    }
}

/// Step of SplitMix64: 2⁶⁴ divided by the golden ratio, made odd.
const GOLDEN_GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

/// SplitMix64's output function: one to one, and each bit of the input changes half of the output.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The middle 95 % of the values of all draws: quantiles (type 7) at 2.5 % and 97.5 %.
///
/// Sorts `values`. Cost: `n log n`. `None` for no values.
pub fn percentile_interval(values: &mut [f64]) -> Option<Interval> {
    values.sort_unstable_by(f64::total_cmp);
    Some(Interval {
        low: quantile(values, 0.025)?,
        high: quantile(values, 0.975)?,
    })
}

/// 95 % bootstrap interval of a text's rate over its blocks. Unit: hits per 100 words.
///
/// `hits` and `words` hold one number per block (say, 5 sentences). Each of the `resamples` draws
/// takes as many blocks as there are, with replacement; its rate is 100 × its hits / its words.
/// Blocks without words take part; a draw without any word is skipped. Cost:
/// `resamples × blocks`; 8 bytes per draw. One thread: texts are already spread over threads.
///
/// `None` for fewer than two blocks, and if no draw has a word.
///
/// # Panics
/// If the two lists differ in length.
pub fn block_bootstrap(
    hits: &[u32],
    words: &[u32],
    resamples: usize,
    seed: u64,
) -> Option<Interval> {
    assert_eq!(hits.len(), words.len(), "one pair of counts per block");
    if hits.len() < 2 {
        return None;
    }
    let blocks = hits.len() as u64;
    let mut rng = Rng::new(seed);
    let mut rates: Vec<f64> = (0..resamples)
        .filter_map(|_| {
            let (mut drawn_hits, mut drawn_words) = (0_u64, 0_u64);
            for _ in 0..blocks {
                let block = rng.below(blocks) as usize;
                drawn_hits += u64::from(hits[block]);
                drawn_words += u64::from(words[block]);
            }
            per_100(drawn_hits, drawn_words)
        })
        .collect();
    percentile_interval(&mut rates)
}

/// 95 % bootstrap interval of the pooled rate of every category over the documents of a corpus.
/// Unit: hits per 100 words.
///
/// `words` holds the words of each document; a category is a list of `(document, hits)`, in any
/// order, documents without hits left out, hits of a repeated document added up. Each draw takes
/// as many documents as there are, with replacement, the same ones for all categories. Documents
/// without words take part with none; a draw without any word is skipped.
///
/// Parallel over the draws on rayon's current pool; each draw has its own generator
/// ([`Rng::for_draw`]), so the result does not depend on the threads. Cost:
/// `resamples × (documents + length of all lists)`, divided by the threads. Memory:
/// `8 × resamples × categories` bytes, and 9 bytes per document and thread
/// (36 more for draws in which one document comes over 255 times).
///
/// The result has one entry per category, in order: `None` for fewer than two documents, and if
/// no draw has a word.
///
/// # Panics
/// If a list names a document at or beyond `words.len()`.
pub fn document_bootstrap<H: Hits>(
    words: &[u32],
    categories: &[&H],
    resamples: usize,
    seed: u64,
) -> Vec<Option<Interval>> {
    if words.len() < 2 {
        return vec![None; categories.len()];
    }
    let draws: Vec<Vec<f64>> = (0..resamples.div_ceil(TOGETHER))
        .into_par_iter()
        .map_init(
            || Drawn::<u8>::new(words.len()),
            |drawn, block| {
                let first = block * TOGETHER;
                let draws = first..resamples.min(first + TOGETHER);
                rates_of(drawn, words, categories, draws, seed)
            },
        )
        .flatten_iter()
        .collect();
    (0..categories.len())
        .into_par_iter()
        .map_init(Vec::new, |rates, category| {
            rates.clear();
            rates.extend(draws.iter().map(|draw| draw[category]));
            percentile_interval(rates)
        })
        .collect()
}

/// Draws that are made together: the lists of hits are long, and are read once for all of them.
const TOGETHER: usize = 8;

/// How often a document was drawn. A corpus may have millions: small numbers stay in the cache.
trait Times: Copy + Default {
    /// Once more. Beyond the largest number it begins at 0.
    fn up(&mut self);
    fn get(self) -> u32;

    /// Adds up how often a document was drawn, times its hits.
    fn add(times: &[Self; TOGETHER], hits: u32, sums: &mut Sums) {
        for (sum, &times) in sums.large.iter_mut().zip(times) {
            *sum += u64::from(times.get()) * u64::from(hits);
        }
    }
}

/// Hits of a category in each of the draws.
#[derive(Default)]
struct Sums {
    large: [u64; TOGETHER],
    /// What is not in `large` yet: small numbers are added with fewer steps.
    small: [u32; TOGETHER],
    /// Numbers that were added to each of `small`, all below 2^16.
    added: u32,
}

impl Sums {
    /// Adds so many hits of a document, below 256, to each draw as often as it was drawn.
    #[inline]
    fn add_small(&mut self, times: [u8; TOGETHER], hits: u16) {
        if self.added == u32::from(u16::MAX) {
            self.settle();
        }
        self.added += 1;
        for (sum, times) in self.small.iter_mut().zip(times) {
            *sum += u32::from(u16::from(times) * hits);
        }
    }

    fn settle(&mut self) {
        for (large, small) in self.large.iter_mut().zip(std::mem::take(&mut self.small)) {
            *large += u64::from(small);
        }
        self.added = 0;
    }
}

impl Times for u8 {
    #[inline]
    fn up(&mut self) {
        *self = self.wrapping_add(1);
    }

    #[inline]
    fn get(self) -> u32 {
        self.into()
    }

    #[inline]
    fn add(times: &[u8; TOGETHER], hits: u32, sums: &mut Sums) {
        match u8::try_from(hits) {
            Ok(hits) => sums.add_small(*times, hits.into()),
            Err(_) => {
                for (sum, &times) in sums.large.iter_mut().zip(times) {
                    *sum += u64::from(times) * u64::from(hits);
                }
            }
        }
    }
}

impl Times for u32 {
    #[inline]
    fn up(&mut self) {
        *self += 1;
    }

    #[inline]
    fn get(self) -> u32 {
        self
    }
}

/// The rates of all categories in some draws, made with small numbers if these are large enough.
fn rates_of<T: Times, H: Hits>(
    drawn: &mut Drawn<T>,
    words: &[u32],
    categories: &[&H],
    draws: Range<usize>,
    seed: u64,
) -> Vec<Vec<f64>> {
    let count = draws.len();
    if drawn.draw(words, draws.clone(), seed) {
        return drawn.rates(categories, count);
    }
    let mut wide = Drawn::<u32>::new(words.len());
    let are_right = wide.draw(words, draws, seed);
    debug_assert!(are_right, "documents are fewer than 2³²");
    wide.rates(categories, count)
}

/// Some draws of documents.
struct Drawn<T> {
    /// How often each document was drawn, in each of the draws.
    times: Vec<[T; TOGETHER]>,
    /// The same for one draw, while it is made.
    one: Vec<T>,
    /// Words of each draw.
    words: [u64; TOGETHER],
}

impl<T: Times> Drawn<T> {
    fn new(documents: usize) -> Self {
        Drawn {
            times: vec![[T::default(); TOGETHER]; documents],
            one: vec![T::default(); documents],
            words: [0; TOGETHER],
        }
    }

    /// False if a document was drawn more often than a number can say.
    #[must_use]
    fn draw(&mut self, words: &[u32], draws: Range<usize>, seed: u64) -> bool {
        let mut are_right = true;
        for (lane, draw) in draws.enumerate() {
            let mut rng = Rng::for_draw(seed, draw as u64);
            self.one.fill(T::default());
            for _ in 0..words.len() {
                self.one[rng.below(words.len() as u64) as usize].up();
            }
            let (mut all, mut drawn) = (0, 0);
            for ((times, &one), &words) in self.times.iter_mut().zip(&self.one).zip(words) {
                times[lane] = one;
                drawn += u64::from(one.get());
                all += u64::from(one.get()) * u64::from(words);
            }
            self.words[lane] = all;
            // A number that began at 0 again lacks all that went before.
            are_right &= drawn == words.len() as u64;
        }
        are_right
    }

    /// The rates of all categories in the first so many draws, but for those without a word.
    fn rates<H: Hits>(&self, categories: &[&H], draws: usize) -> Vec<Vec<f64>> {
        let mut rates = vec![Vec::with_capacity(categories.len()); draws];
        for category in categories {
            let mut sums = Sums::default();
            category.each(|document, hits| {
                T::add(&self.times[document as usize], hits, &mut sums);
            });
            sums.settle();
            for (lane, rates) in rates.iter_mut().enumerate() {
                rates.extend(per_100(sums.large[lane], self.words[lane]));
            }
        }
        rates.retain(|rates| rates.len() == categories.len());
        rates
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generators_match_their_sources() {
        // First outputs of xoshiro256++ from the state 1, 2, 3, 4.
        let mut rng = Rng {
            state: [1, 2, 3, 4],
        };
        let expected = [
            41_943_041,
            58_720_359,
            3_588_806_011_781_223,
            3_591_011_842_654_386,
            9_228_616_714_210_784_205,
            9_973_669_472_204_895_162,
        ];
        assert_eq!(expected.map(|_| rng.next_u64()), expected);
        // First outputs of SplitMix64 from the seed 1234567.
        assert_eq!(
            Rng::new(1_234_567).state,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423,
                4_593_380_528_125_082_431,
            ]
        );
    }

    #[test]
    fn below_is_fair() {
        let mut rng = Rng::new(7);
        assert_eq!((rng.below(0), rng.below(1)), (0, 0));
        let mut seen = [0_u32; 6];
        for _ in 0..60_000 {
            seen[rng.below(6) as usize] += 1;
        }
        // 10 000 each, standard deviation 91.
        assert!(
            seen.iter().all(|&count| count.abs_diff(10_000) < 400),
            "{seen:?}"
        );
        // Two thirds of the range of 64 bits: here a plain remainder would be badly off.
        let n = u64::MAX / 3 * 2;
        let low = (0..30_000).filter(|_| rng.below(n) < n / 2).count();
        assert!(low.abs_diff(15_000) < 400, "{low}");
    }

    #[test]
    fn draws_differ() {
        let mut first: Vec<u64> = (0..1000)
            .map(|draw| Rng::for_draw(1, draw).next_u64())
            .collect();
        first.sort_unstable();
        first.dedup();
        assert_eq!(first.len(), 1000);
    }

    #[test]
    fn equal_parts_leave_no_doubt() {
        let exact = Some(Interval {
            low: 4.0,
            high: 4.0,
        });
        assert_eq!(block_bootstrap(&[2; 9], &[50; 9], 500, 3), exact);
        let hits: Vec<(u32, u32)> = (0..9).map(|document| (document, 2)).collect();
        assert_eq!(document_bootstrap(&[50; 9], &[&hits], 500, 3), [exact]);
    }

    #[test]
    fn nothing_to_draw_from() {
        assert_eq!(block_bootstrap(&[1], &[50], 100, 0), None);
        assert_eq!(block_bootstrap(&[], &[], 100, 0), None);
        assert_eq!(block_bootstrap(&[0, 0], &[0, 0], 100, 0), None);
        assert_eq!(block_bootstrap(&[1, 1], &[9, 9], 0, 0), None);
        let list = [&vec![(0, 1)], &Vec::new()];
        assert_eq!(document_bootstrap(&[50], &list, 100, 0), [None, None]);
        assert_eq!(document_bootstrap(&[0, 0], &list, 100, 0), [None, None]);
        assert_eq!(document_bootstrap(&[9, 9], &list, 0, 0), [None, None]);
        let zero = Some(Interval {
            low: 0.0,
            high: 0.0,
        });
        assert_eq!(document_bootstrap(&[9, 9], &list, 100, 0)[1], zero);
    }

    #[test]
    fn draws_without_words_are_skipped() {
        // Half of the draws of two documents hold one of each, a quarter only the empty one.
        let found = block_bootstrap(&[0, 3], &[0, 100], 400, 5);
        let exact = Some(Interval {
            low: 3.0,
            high: 3.0,
        });
        assert_eq!(found, exact);
        assert_eq!(
            document_bootstrap(&[0, 100], &[&vec![(1, 3)]], 400, 5),
            [found]
        );
    }

    #[test]
    fn threads_change_nothing() {
        let mut rng = Rng::new(99);
        let words: Vec<u32> = (0..300).map(|_| rng.below(900) as u32).collect();
        let lists: Vec<Vec<(u32, u32)>> = (0..12)
            .map(|_| {
                let draw = |rng: &mut Rng| (rng.below(300) as u32, rng.below(7) as u32);
                (0..rng.below(200)).map(|_| draw(&mut rng)).collect()
            })
            .collect();
        let lists: Vec<_> = lists.iter().collect();
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            let pool = pool.expect("a pool");
            pool.install(|| document_bootstrap(&words, &lists, 200, 42))
        };
        let one = with(1);
        assert_eq!(one, with(2));
        assert_eq!(one, with(7));
        assert!(one.iter().all(Option::is_some));
        let other = document_bootstrap(&words, &lists, 200, 43);
        assert_ne!(one, other, "the seed has to matter");
    }

    /// Counts to three.
    #[derive(Clone, Copy, Default)]
    struct Few(u8);

    impl Times for Few {
        fn up(&mut self) {
            self.0 = (self.0 + 1) % 4;
        }

        fn get(self) -> u32 {
            self.0.into()
        }
    }

    #[test]
    fn numbers_that_are_too_small_are_not_used() {
        let words: Vec<u32> = (0..40).map(|at| 10 + at % 7).collect();
        let hits = [0, 1, 2, 255, 256, 70_000];
        let list: Vec<(u32, u32)> = (0..40).map(|at| (at, hits[at as usize % 6])).collect();
        let mut few = Drawn::<Few>::new(40);
        let mut refused = 0;
        for first in (0..200).step_by(TOGETHER) {
            let draws = first..first + TOGETHER;
            let mut wide = Drawn::<u32>::new(40);
            assert!(wide.draw(&words, draws.clone(), 1));
            let expected = wide.rates(&[&list], TOGETHER);
            refused += u32::from(!few.draw(&words, draws.clone(), 1));
            assert_eq!(
                rates_of(&mut few, &words, &[&list], draws.clone(), 1),
                expected
            );
            let mut bytes = Drawn::<u8>::new(40);
            assert_eq!(rates_of(&mut bytes, &words, &[&list], draws, 1), expected);
        }
        assert!(refused > 0, "four of one document come up");
    }

    #[test]
    fn sums_of_small_numbers_become_large() {
        let mut sums = Sums::default();
        for _ in 0..200_000 {
            u8::add(&[0, 1, 2, 3, 4, 200, 254, 255], 255, &mut sums);
        }
        sums.settle();
        let times = [0, 1, 2, 3, 4, 200, 254, 255];
        assert_eq!(sums.large, times.map(|times: u64| times * 255 * 200_000));
    }

    #[test]
    fn order_within_a_list_does_not_matter() {
        let sorted = vec![(0, 1), (2, 5), (4, 2)];
        let mixed = vec![(4, 2), (2, 2), (0, 1), (2, 3)];
        let found = document_bootstrap(&[90, 80, 120, 60, 100], &[&sorted, &mixed], 300, 1);
        assert_eq!(found[0], found[1]);
    }

    #[test]
    fn intervals_cover_the_true_rate() {
        // 200 corpora of 50 documents of 200 words; each word is a hit with probability 1/50.
        let covered = (0..200).filter(|&corpus| {
            let mut rng = Rng::for_draw(2024, corpus);
            let mut hits_in = |words: u32| (0..words).filter(|_| rng.below(50) == 0).count();
            let hits: Vec<u32> = (0..50).map(|_| hits_in(200) as u32).collect();
            let interval = block_bootstrap(&hits, &[200; 50], 400, corpus).expect("blocks");
            interval.low <= 2.0 && 2.0 <= interval.high
        });
        // 95 % of 200 is 190, standard deviation 3; the percentile method falls a little short.
        let covered = covered.count();
        assert!((178..=199).contains(&covered), "{covered}");
    }
}
