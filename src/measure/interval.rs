//! Closed-form 95 % intervals for rates, shares, balances and ratios of counts.
//!
//! Takes whole counts, gives [`Interval`]s; no resampling happens here (that is
//! [`resample`](super::resample)). All formulas treat hits as independent draws. Hits come in
//! bursts, so for long texts these intervals are too narrow; the bootstrap is the remedy.
//!
//! Only `+ - * /` and `sqrt` are used, which IEEE 754 rounds in one way. So the bounds have the
//! same bits on every machine, which the `exp` of the platform's C library does not promise.

/// The 97.5 % point of the standard normal distribution, for two-sided 95 % intervals.
pub const Z: f64 = 1.959_964;

/// A closed interval, `low <= high`, in the unit of the value that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

impl Interval {
    /// Both bounds times `factor`, which must not be negative.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Interval {
        Interval {
            low: self.low * factor,
            high: self.high * factor,
        }
    }
}

/// Which closed-form interval a rate is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RateMethod {
    /// [`wilson`]: the hits are a share of the words, so the rate cannot pass 100.
    #[default]
    Wilson,
    /// [`byar`]: the hits are a Poisson count; bounds may pass 100 in very short texts.
    Byar,
}

/// Wilson score interval of a share, 95 %, within 0..=1.
///
/// With `p = x/N`: centre `(p + z²/2N) / (1 + z²/N)`, half-width
/// `z √(p(1−p)/N + z²/4N²) / (1 + z²/N)`. The bound is exactly 0 for no success and exactly 1
/// if all trials succeed.
/// Source: Wilson (1927), J. Am. Stat. Assoc. 22(158), 209–212.
///
/// `None` for no trials, and for more successes than trials: that is not a share.
pub fn wilson(successes: u64, trials: u64) -> Option<Interval> {
    if trials == 0 || successes > trials {
        return None;
    }
    let n = trials as f64;
    let share = successes as f64 / n;
    let shrink = 1.0 + Z * Z / n;
    let centre = (share + Z * Z / (2.0 * n)) / shrink;
    let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt() / shrink;
    // The two extremes are set by hand: rounding would leave a bound such as 4e-19 or -4e-19.
    let low = if successes == 0 {
        0.0
    } else {
        (centre - half).max(0.0)
    };
    let high = if successes == trials {
        1.0
    } else {
        (centre + half).min(1.0)
    };
    Some(Interval { low, high })
}

/// Byar's approximation to the exact 95 % interval of a Poisson mean. Unit: hits.
///
/// Lower `x (1 − 1/(9x) − z/(3√x))³`, 0 for `x = 0`; upper
/// `(x+1) (1 − 1/(9(x+1)) + z/(3√(x+1)))³`. Within 1 % of the exact bounds from 5 hits on; for a
/// single hit the lower bound is half of the exact one (0.013, not 0.025).
/// Source: Breslow & Day (1987), Statistical Methods in Cancer Research II, p. 69.
pub fn byar(count: u64) -> Interval {
    let bound = |x: f64, z: f64| {
        let root = 1.0 - 1.0 / (9.0 * x) + z / (3.0 * x.sqrt());
        // Not `powi`, whose rounding is left open by the standard library.
        x * (root * root * root)
    };
    let x = count as f64;
    Interval {
        low: if count == 0 { 0.0 } else { bound(x, -Z) },
        high: bound(x + 1.0, Z),
    }
}

/// Hits per 100 words, rounded once. `None` for a text without words: it has no rate.
pub fn per_100(count: u64, words: u64) -> Option<f64> {
    (words > 0).then(|| 100.0 * count as f64 / words as f64)
}

/// 95 % interval of a rate. Unit: hits per 100 words.
///
/// `None` for a text without words, and with [`RateMethod::Wilson`] also for more hits than
/// words (possible only if several categories that share words were added up).
pub fn rate_per_100(count: u64, words: u64, method: RateMethod) -> Option<Interval> {
    match method {
        RateMethod::Wilson => wilson(count, words).map(|share| share.scaled(100.0)),
        RateMethod::Byar => {
            let per_hit = |bound: f64| 100.0 * bound / words as f64;
            let Interval { low, high } = byar(count);
            (words > 0).then(|| Interval {
                low: per_hit(low),
                high: per_hit(high),
            })
        }
    }
}

/// 95 % interval of the difference `b / words_b - a / words_a` of two rates, per 100 words.
///
/// The MOVER method on Byar's limits of each rate: the distances of the limits from their rates
/// are added as squares. Source: Zou & Donner (2008), Construction of confidence limits about
/// effect measures, Stat. Med. 27(10), 1693–1702; Li, Tang & Wong (2014) for Poisson rates.
/// Words may be a fraction (a third of a text). `None` if one of them has no word.
pub fn rate_difference(a: u64, words_a: f64, b: u64, words_b: f64) -> Option<(f64, Interval)> {
    if words_a <= 0.0 || words_b <= 0.0 {
        return None;
    }
    let rate = |count: u64, words: f64| {
        let Interval { low, high } = byar(count);
        let per_100 = 100.0 / words;
        (count as f64 * per_100, low * per_100, high * per_100)
    };
    let (a, a_low, a_high) = rate(a, words_a);
    let (b, b_low, b_high) = rate(b, words_b);
    let far = |x: f64, y: f64| (x * x + y * y).sqrt();
    let difference = b - a;
    Some((
        difference,
        Interval {
            low: difference - far(b - b_low, a_high - a),
            high: difference + far(b_high - b, a - a_low),
        },
    ))
}

/// 95 % interval of the unsmoothed balance `(c − s) / (c + s)`, within −1..=1.
///
/// `2 · Wilson(c, c + s) − 1`, a change of scale of [`wilson`]. The printed balance is drawn to
/// 0 by its `+ 1`, yet for whole counts it stays inside this interval.
///
/// `None` if both counts are 0.
pub fn balance(c: u64, s: u64) -> Option<Interval> {
    let Interval { low, high } = wilson(c, c.checked_add(s)?)?;
    Some(Interval {
        low: 2.0 * low - 1.0,
        high: 2.0 * high - 1.0,
    })
}

/// `(a + 0.5) / (b + 0.5)` with a 95 % interval from the log scale, all above 0.
///
/// Bounds: the value times `exp(±z·se)`, `se = √(1/(a + 0.5) + 1/(b + 0.5))`. Always finite,
/// also for two zeros (value 1, from 0.02 to 50: nothing is known).
/// Source: the log ratio of counts with half a pseudo-count on each side, Haldane (1956),
/// Ann. Hum. Genet. 20(4), 309–311, with its large-sample standard error.
pub fn ratio(a: u64, b: u64) -> (f64, Interval) {
    let (a, b) = (a as f64 + 0.5, b as f64 + 0.5);
    let value = a / b;
    let factor = exp(Z * (1.0 / a + 1.0 / b).sqrt());
    (
        value,
        Interval {
            low: value / factor,
            high: value * factor,
        },
    )
}

/// The exponential of a number in 0..=700, to within a few units in the last place (two up to 4).
///
/// Written out because the platform's own differs in the last bit between systems.
/// `x = k·ln 2 + r`, `|r| <= ln 2 / 2`; Taylor's series of `exp(r)`, of which the 18 terms used
/// leave a rest below 1e-24.
pub(crate) fn exp(x: f64) -> f64 {
    // ln 2 in two parts, so that `k` times the first is exact (fdlibm's constants).
    const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
    const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    let k = (x * std::f64::consts::LOG2_E).round();
    let rest = (x - k * LN_2_HIGH) - k * LN_2_LOW;
    let series = (1..=18)
        .rev()
        .fold(1.0, |sum, i| 1.0 + sum * rest / f64::from(i));
    let power = (0..k as u32).fold(1.0, |power, _| power * 2.0);
    series * power
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bounds rounded to three decimals, as the tables of the design print them.
    fn rounded(interval: Option<Interval>) -> (f64, f64) {
        let Interval { low, high } = interval.expect("an interval");
        let round = |x: f64| (x * 1000.0).round() / 1000.0 + 0.0;
        (round(low), round(high))
    }

    #[test]
    fn worked_rates() {
        let table = [
            ((0, 120), 0.000, (0.000, 3.102), (0.000, 3.057)),
            ((1, 120), 0.833, (0.147, 4.570), (0.011, 4.636)),
            ((7, 850), 0.824, (0.399, 1.690), (0.330, 1.697)),
            ((13, 1676), 0.776, (0.454, 1.323), (0.413, 1.326)),
            ((40, 2435), 1.643, (1.209, 2.229), (1.173, 2.237)),
        ];
        for ((x, n), rate, by_wilson, by_byar) in table {
            let value = per_100(x, n).expect("words");
            assert!((value - rate).abs() < 5e-4, "{x}/{n}");
            assert_eq!(rounded(rate_per_100(x, n, RateMethod::Wilson)), by_wilson);
            assert_eq!(rounded(rate_per_100(x, n, RateMethod::Byar)), by_byar);
        }
    }

    #[test]
    fn worked_balances() {
        assert_eq!(rounded(balance(17, 2)), (0.372, 0.941));
        assert_eq!(rounded(balance(3, 1)), (-0.399, 0.909));
        assert_eq!(rounded(balance(27, 13)), (0.040, 0.598));
        assert_eq!(rounded(balance(0, 4)), (-1.000, -0.020));
    }

    #[test]
    fn extremes_are_exact() {
        assert_eq!(wilson(0, 7).expect("trials").low, 0.0);
        assert_eq!(wilson(7, 7).expect("trials").high, 1.0);
        assert_eq!(balance(0, 4).expect("hits").low, -1.0);
        assert_eq!(balance(4, 0).expect("hits").high, 1.0);
        assert_eq!(byar(0).low, 0.0);
    }

    #[test]
    fn no_answer_is_none() {
        assert_eq!(wilson(0, 0), None);
        assert_eq!(wilson(3, 2), None);
        assert_eq!(balance(0, 0), None);
        assert_eq!(balance(u64::MAX, 1), None);
        assert_eq!(per_100(0, 0), None);
        assert_eq!(rate_per_100(0, 0, RateMethod::Byar), None);
        assert_eq!(rate_per_100(0, 0, RateMethod::Wilson), None);
    }

    #[test]
    fn a_value_lies_in_its_interval() {
        for n in 1..60_u64 {
            for x in 0..=n {
                let share = x as f64 / n as f64;
                let Interval { low, high } = wilson(x, n).expect("trials");
                assert!(0.0 <= low && low <= share && share <= high && high <= 1.0);
                let Interval { low, high } = balance(x, n - x).expect("hits");
                let smoothed = (2.0 * x as f64 - n as f64) / (n as f64 + 1.0);
                assert!(low <= smoothed && smoothed <= high, "{x} of {n}");
            }
            let Interval { low, high } = byar(n);
            assert!(0.0 < low && low < n as f64 && (n as f64) < high);
        }
    }

    #[test]
    fn ratios() {
        let (value, interval) = ratio(9, 4);
        assert!((value - 9.5 / 4.5).abs() < 1e-15);
        // Computed apart: 9.5/4.5 * exp(±1.959964 * sqrt(1/9.5 + 1/4.5)).
        assert_eq!(rounded(Some(interval)), (0.688, 6.481));
        let (value, interval) = ratio(0, 0);
        assert_eq!(value, 1.0);
        assert_eq!(rounded(Some(interval)), (0.020, 50.397));
        let (there, back) = (ratio(9, 4).1, ratio(4, 9).1);
        assert!((there.low * back.high - 1.0).abs() < 1e-12);
    }

    #[test]
    fn exponential_agrees_with_the_platform() {
        for step in 0..=4000 {
            let x = f64::from(step) / 1000.0;
            assert!((exp(x) / x.exp() - 1.0).abs() < 5e-16, "{x}");
        }
    }
}
