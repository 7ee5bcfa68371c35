//! How evenly a category is spread: over the documents of a corpus, or over the blocks of a text.
//!
//! Takes one `(hits, words)` pair per part, gives one number per measure. Parts without words are
//! left out, with whatever hits they claim: they have no size to compare with. Every measure is
//! `None` where it says nothing: without hits (but for [`range`]), and with fewer than two parts
//! that have words. One part is neither even nor uneven.
//!
//! Results do not depend on the order of the parts: sums are made of integers, or of sorted
//! terms. Notation: `k` parts, `T_i` hits and `W_i` words of part `i`, `N = Σ T_i`,
//! `w_i = W_i / Σ W`, `R_i = T_i / W_i`. An overview of the measures is Gries (2020), in: A
//! Practical Handbook of Corpus Linguistics, 99–118.

/// Share of the parts that have at least one hit, 0..=1 ("range", relative).
///
/// `None` without parts that have words. A category without hits has range 0. Cost: one pass.
pub fn range(parts: &[(u64, u64)]) -> Option<f64> {
    let (mut all, mut hit) = (0_u64, 0_u64);
    for (hits, _) in sized(parts) {
        all += 1;
        hit += u64::from(hits > 0);
    }
    (all > 0).then(|| hit as f64 / all as f64)
}

/// Deviation of proportions, `DP = ½ Σ |T_i/N − w_i|`: 0 if the hits are spread as the words
/// are, near 1 if they all stand in one small part.
///
/// Cost: one pass; exact up to the last division.
/// Source: Gries (2008), Int. J. Corpus Linguistics 13(4), 403–437.
pub fn dp(parts: &[(u64, u64)]) -> Option<f64> {
    let total = Totals::of(parts)?;
    Some(total.gap(parts) as f64 / (2 * total.hits * total.words) as f64)
}

/// Normalised deviation of proportions, `DPnorm = DP / (1 − min w_i)`, 0..=1.
///
/// Reaches 1 if all hits stand in the smallest part, which `DP` itself cannot. Cost: one pass.
/// Source: Lijffijt & Gries (2012), Int. J. Corpus Linguistics 17(1), 147–149.
pub fn dp_norm(parts: &[(u64, u64)]) -> Option<f64> {
    let total = Totals::of(parts)?;
    // With two parts of at least one word, the smallest never holds all the words.
    let others = total.words - total.smallest;
    Some(total.gap(parts) as f64 / (2 * total.hits * others) as f64)
}

/// Sizes of the parts, summed once for many categories.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    parts: u64,
    words: u128,
    smallest: u128,
}

impl Sizes {
    /// The sums of these numbers of words. Cost: one pass.
    pub fn of(words: impl Iterator<Item = u64>) -> Sizes {
        let mut sizes = Sizes {
            parts: 0,
            words: 0,
            smallest: u128::MAX,
        };
        for words in words.filter(|&words| words > 0) {
            sizes.parts += 1;
            sizes.words += u128::from(words);
            sizes.smallest = sizes.smallest.min(u128::from(words));
        }
        sizes
    }

    /// [`dp`] and [`dp_norm`] of a category, from the parts that have hits: each once, hits and words.
    /// `each` calls what it is given for all of them.
    ///
    /// Cost: those parts, twice; not all parts, as for `dp`.
    pub fn spread(&self, each: impl Fn(&mut dyn FnMut(u64, u64))) -> (Option<f64>, Option<f64>) {
        let mut hits = 0;
        each(&mut |here, words| hits += if words > 0 { u128::from(here) } else { 0 });
        if self.parts < 2 || hits == 0 {
            return (None, None);
        }
        // What a part without hits adds is its words times all hits.
        let (mut gap, mut seen) = (0, 0);
        each(&mut |here, words| {
            let words = u128::from(words);
            if words > 0 {
                gap += (u128::from(here) * self.words).abs_diff(words * hits);
                seen += words;
            }
        });
        gap += (self.words - seen) * hits;
        let of = |words: u128| Some(gap as f64 / (2 * hits * words) as f64);
        (of(self.words), of(self.words - self.smallest))
    }
}

/// Juilland's `D = 1 − (sd(R)/mean(R)) / √(k − 1)` with the population standard deviation of the
/// rates: 1 if all rates are equal, 0 if only one part has hits.
///
/// Cost: `k log k`.
/// Source: Juilland & Chang-Rodríguez (1964), Frequency Dictionary of Spanish Words; for parts
/// of unequal size by their rates.
pub fn juilland_d(parts: &[(u64, u64)]) -> Option<f64> {
    let k = Totals::of(parts)?.parts as f64;
    let mean = sorted_sum(rates(parts)) / k;
    let squares = sorted_sum(rates(parts).map(|rate| (rate - mean) * (rate - mean)));
    let variation = (squares / k).sqrt() / mean;
    Some(1.0 - variation / (k - 1.0).sqrt())
}

/// Carroll's `D2 = −Σ r_i log r_i / log k` with `r_i = R_i / Σ R`: the entropy of the rates
/// relative to its maximum; 1 if all rates are equal, 0 if only one part has hits.
///
/// Cost: `k log k`.
/// Source: Carroll (1970), Computer Studies in the Humanities and Verbal Behavior 3(2), 61–65.
pub fn carroll_d2(parts: &[(u64, u64)]) -> Option<f64> {
    let k = Totals::of(parts)?.parts as f64;
    let whole = sorted_sum(rates(parts));
    let shares = rates(parts).filter(|&rate| rate > 0.0);
    let entropy = sorted_sum(shares.map(|rate| -(rate / whole) * ln(rate / whole)));
    // `+ 0.0` makes a plain zero of the -0 that a single part with hits leaves.
    Some(entropy / ln(k) + 0.0)
}

/// Rosengren's `S = (Σ √(w_i T_i))² / N`: 1 if the hits are spread as the words are, the share of
/// the words in the part if only one part has hits.
///
/// Cost: `k log k`.
/// Source: Rosengren (1971), Études de linguistique appliquée 1, 103–127; for parts of unequal
/// size (`S_adj`).
pub fn rosengren_s(parts: &[(u64, u64)]) -> Option<f64> {
    let total = Totals::of(parts)?;
    let roots = sized(parts).map(|(hits, words)| (hits as f64 * words as f64).sqrt());
    let sum = sorted_sum(roots);
    Some(sum * sum / (total.hits as f64 * total.words as f64))
}

/// Dispersion ratio of block counts: sample variance / mean. About 1 for hits that fall
/// independently into equal blocks (Poisson), above it for bursts, below for regular spacing.
///
/// Takes the hits of each block of one text, in any order. Cost: one pass; exact up to the last
/// division. `None` for fewer than two blocks and for no hits at all.
/// Source: index of dispersion, Fisher, Thornton & Mackenzie (1922), Ann. Appl. Biol. 9, 325–359.
pub fn burstiness(block_counts: &[u32]) -> Option<f64> {
    let blocks = block_counts.len() as u128;
    let sum: u128 = block_counts.iter().map(|&count| u128::from(count)).sum();
    if blocks < 2 || sum == 0 {
        return None;
    }
    let square = |&count: &u32| u128::from(count) * u128::from(count);
    let squares: u128 = block_counts.iter().map(square).sum();
    // variance = (n Σx² − (Σx)²) / (n (n−1)) and mean = Σx / n; never negative (Cauchy-Schwarz).
    Some((blocks * squares - sum * sum) as f64 / ((blocks - 1) * sum) as f64)
}

/// The parts that have words.
fn sized(parts: &[(u64, u64)]) -> impl Iterator<Item = (u64, u64)> {
    parts.iter().copied().filter(|&(_, words)| words > 0)
}

/// Hits per word of each part that has words.
fn rates(parts: &[(u64, u64)]) -> impl Iterator<Item = f64> {
    sized(parts).map(|(hits, words)| hits as f64 / words as f64)
}

/// Sum in rising order, so that the order of the parts cannot change the last bit.
fn sorted_sum(terms: impl Iterator<Item = f64>) -> f64 {
    let mut terms: Vec<f64> = terms.collect();
    terms.sort_unstable_by(f64::total_cmp);
    terms.iter().sum()
}

/// Sums over the parts; exists only for at least one hit and at least two parts with words.
struct Totals {
    parts: u64,
    hits: u128,
    words: u128,
    smallest: u128,
}

impl Totals {
    fn of(parts: &[(u64, u64)]) -> Option<Totals> {
        let mut total = Totals {
            parts: 0,
            hits: 0,
            words: 0,
            smallest: u128::MAX,
        };
        for (hits, words) in sized(parts) {
            total.parts += 1;
            total.hits += u128::from(hits);
            total.words += u128::from(words);
            total.smallest = total.smallest.min(u128::from(words));
        }
        (total.parts >= 2 && total.hits > 0).then_some(total)
    }

    /// `Σ |T_i ΣW − W_i N|`, which is `2 DP · N · ΣW` without any rounding.
    fn gap(&self, parts: &[(u64, u64)]) -> u128 {
        sized(parts)
            .map(|(hits, words)| {
                (u128::from(hits) * self.words).abs_diff(u128::from(words) * self.hits)
            })
            .sum()
    }
}

/// Natural logarithm of a normal number above 0, to within two units in the last place.
///
/// Written out because the platform's own differs in the last bit between systems, and reports
/// must not. `x = m·2^e` with `m` in `[√½, √2)`; `ln m = 2 artanh((m−1)/(m+1))` by its series, of
/// which the 12 terms used leave a rest below 1e-18.
fn ln(x: f64) -> f64 {
    const EXPONENT: u64 = 0x7ff << 52;
    const ONE: u64 = 1023 << 52;
    let bits = x.to_bits();
    let mut exponent = f64::from((bits >> 52) as u32) - 1023.0;
    let mut mantissa = f64::from_bits((bits & !EXPONENT) | ONE);
    if mantissa > std::f64::consts::SQRT_2 {
        mantissa /= 2.0;
        exponent += 1.0;
    }
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let series = (0..12)
        .rev()
        .fold(0.0, |sum, i| sum * s * s + 1.0 / f64::from(2 * i + 1));
    exponent * std::f64::consts::LN_2 + 2.0 * s * series
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Lyne's data, as recomputed for the design notes (research-semantics b14).
    const LYNE: [(u64, u64); 10] = [
        (2, 8143),
        (0, 8058),
        (1, 8271),
        (1, 8125),
        (3, 7959),
        (0, 7941),
        (3, 8146),
        (0, 8001),
        (0, 8003),
        (0, 7930),
    ];

    proptest! {
        #[test]
        fn parts_without_hits_need_not_be_looked_at(
            parts in proptest::collection::vec((prop_oneof![3 => Just(0u64), 1 => 0..9u64], prop_oneof![
                1 => Just(0u64), 5 => 1..2000u64, 1 => Just(u64::from(u32::MAX)),
            ]), 0..40),
        ) {
            let sizes = Sizes::of(parts.iter().map(|part| part.1));
            let found = sizes.spread(|each| {
                for &(hits, words) in parts.iter().filter(|part| part.0 > 0) {
                    each(hits, words);
                }
            });
            let bits = |(a, b): (Option<f64>, Option<f64>)| [a, b].map(|x| x.map(f64::to_bits));
            prop_assert_eq!(bits(found), bits((dp(&parts), dp_norm(&parts))));
        }
    }

    type Measure = fn(&[(u64, u64)]) -> Option<f64>;

    const MEASURES: [Measure; 5] = [dp, dp_norm, juilland_d, carroll_d2, rosengren_s];

    fn near(found: Option<f64>, expected: f64) {
        let found = found.expect("a value");
        assert!((found - expected).abs() < 5.01e-8, "{found} {expected}");
    }

    #[test]
    fn golden_vector() {
        near(range(&LYNE), 0.5);
        near(juilland_d(&LYNE), 0.603_879_7);
        near(carroll_d2(&LYNE), 0.652_144_4);
        near(rosengren_s(&LYNE), 0.476_365_2);
        near(dp(&LYNE), 0.499_070_5);
        near(dp_norm(&LYNE), 0.553_548_0);
    }

    #[test]
    fn parts_without_words_are_left_out() {
        let mut padded = LYNE.to_vec();
        padded.insert(3, (0, 0));
        padded.push((9, 0));
        for measure in MEASURES {
            assert_eq!(measure(&padded), measure(&LYNE));
        }
        assert_eq!(range(&padded), Some(0.5));
    }

    #[test]
    fn even_and_uneven_ends() {
        let even = [(3, 300), (1, 100), (2, 200)];
        assert_eq!(dp(&even), Some(0.0));
        assert_eq!(dp_norm(&even), Some(0.0));
        for measure in [juilland_d, carroll_d2, rosengren_s] {
            assert!((measure(&even).expect("a value") - 1.0).abs() < 1e-12);
        }
        let one_small = [(5, 10), (0, 90), (0, 100)];
        assert_eq!(dp(&one_small), Some(0.95));
        assert_eq!(dp_norm(&one_small), Some(1.0));
        assert_eq!(carroll_d2(&one_small).map(f64::to_bits), Some(0));
        assert!(juilland_d(&one_small).expect("a value").abs() < 1e-12);
        assert!((rosengren_s(&one_small).expect("a value") - 0.05).abs() < 1e-12);
    }

    #[test]
    fn nothing_to_measure() {
        for measure in MEASURES {
            assert_eq!(measure(&[]), None);
            assert_eq!(measure(&[(3, 100)]), None);
            assert_eq!(measure(&[(0, 100), (0, 50)]), None);
            assert_eq!(measure(&[(3, 100), (0, 0)]), None);
        }
        assert_eq!(range(&[]), None);
        assert_eq!(range(&[(0, 0)]), None);
        assert_eq!(range(&[(0, 9)]), Some(0.0));
    }

    #[test]
    fn bursts() {
        assert_eq!(burstiness(&[]), None);
        assert_eq!(burstiness(&[4]), None);
        assert_eq!(burstiness(&[0, 0, 0]), None);
        assert_eq!(burstiness(&[2, 2, 2]), Some(0.0));
        assert_eq!(burstiness(&[0, 0, 0, 8]), Some(8.0));
        // mean 2, sample variance (4 + 1 + 0 + 1 + 4) / 4
        assert_eq!(burstiness(&[0, 1, 2, 3, 4]), Some(1.25));
        assert_eq!(burstiness(&[u32::MAX; 3]), Some(0.0));
    }

    #[test]
    fn logarithm_agrees_with_the_platform() {
        for step in 1..20_000 {
            for x in [f64::from(step) / 20_000.0, f64::from(step)] {
                assert!(
                    (ln(x) - x.ln()).abs() <= 5e-16 * x.ln().abs().max(1.0),
                    "{x}"
                );
            }
        }
    }

    proptest! {
        #[test]
        fn bounded_and_free_of_order(
            mut parts in prop::collection::vec((0_u64..40, 0_u64..3000), 0..30),
            turn in 0_usize..30,
        ) {
            let before = MEASURES.map(|measure| measure(&parts));
            for value in before.into_iter().flatten() {
                prop_assert!((-1e-12..=1.0 + 1e-12).contains(&value), "{}", value);
            }
            if !parts.is_empty() {
                let turn = turn % parts.len();
                parts.rotate_left(turn);
                parts.reverse();
            }
            prop_assert_eq!(before, MEASURES.map(|measure| measure(&parts)));
        }
    }
}
