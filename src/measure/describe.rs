//! Mean, spread and quantiles of a list of values, most of which may be an unwritten zero.
//!
//! In a corpus most documents have no hit of most categories. So the caller keeps the values that
//! are not zero and the number of zeros; the list that both stand for is never built. Everything
//! is computed from sorted values, so that the order in which documents came cannot change a bit.

/// Summary of a list of at least one value, in the unit of the values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Describe {
    /// How many values, zeros included; at least 1.
    pub n: usize,
    /// Arithmetic mean.
    pub mean: f64,
    /// Sample standard deviation (divisor `n − 1`); `None` for a single value.
    pub sd: Option<f64>,
    /// Smallest value.
    pub min: f64,
    /// Lower quartile, as [`quantile`] defines it.
    pub q25: f64,
    /// Median.
    pub median: f64,
    /// Upper quartile, as [`quantile`] defines it.
    pub q75: f64,
    /// Largest value.
    pub max: f64,
}

impl Describe {
    /// Describes the values in `nonzero` together with `zeros` zeros.
    ///
    /// Sorts `nonzero` in place. Values must be finite; negative ones and further zeros may be
    /// among them. Sums run over the sorted values from the smallest to the largest, the zeros'
    /// share of the squares last; the standard deviation takes a second pass about the mean.
    /// If all values are equal, the mean is that value and the standard deviation exactly 0.
    /// Cost: `m log m` for `m` written values, whatever `zeros` is. `None` for no values.
    pub fn of(nonzero: &mut [f64], zeros: usize) -> Option<Describe> {
        debug_assert!(nonzero.iter().all(|value| value.is_finite()));
        nonzero.sort_unstable_by(f64::total_cmp);
        let list = Sorted {
            written: nonzero,
            below: nonzero.partition_point(|&value| value < 0.0),
            zeros,
        };
        let n = list.len();
        if n == 0 {
            return None;
        }
        let (min, max) = (list.at(0), list.at(n - 1));
        // Rounding may push the mean of nearly equal values past the largest of them.
        let mean = (nonzero.iter().sum::<f64>() / n as f64).clamp(min, max);
        let square = |value: f64| (value - mean) * (value - mean);
        let squares: f64 = nonzero.iter().map(|&value| square(value)).sum();
        let variance = (squares + zeros as f64 * square(0.0)) / (n - 1) as f64;
        Some(Describe {
            n,
            mean,
            sd: match n {
                1 => None,
                _ if min == max => Some(0.0),
                _ => Some(variance.sqrt()),
            },
            min,
            q25: list.quantile(0.25),
            median: list.quantile(0.5),
            q75: list.quantile(0.75),
            max,
        })
    }
}

/// Quantile `p` (0..=1) of values that are sorted from small to large; `None` for no values.
///
/// Type 7, the default of R and NumPy: linear between the two values about position
/// `(n − 1) p`, counted from 0.
/// Source: Hyndman & Fan (1996), The American Statistician 50(4), 361–365.
pub fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let list = Sorted {
        written: sorted,
        below: sorted.len(),
        zeros: 0,
    };
    (!sorted.is_empty()).then(|| list.quantile(p))
}

/// A sorted list of which the zeros are only counted: `written[..below]`, then `zeros` times 0,
/// then `written[below..]`.
struct Sorted<'a> {
    written: &'a [f64],
    below: usize,
    zeros: usize,
}

impl Sorted<'_> {
    fn len(&self) -> usize {
        self.written.len() + self.zeros
    }

    fn at(&self, position: usize) -> f64 {
        if position < self.below {
            self.written[position]
        } else if position < self.below + self.zeros {
            0.0
        } else {
            // `+ 0.0` turns a written -0 into the 0 that it equals.
            self.written[position - self.zeros] + 0.0
        }
    }

    /// [`quantile`] of a list that is not empty.
    fn quantile(&self, p: f64) -> f64 {
        let last = self.len() - 1;
        let position = last as f64 * p.clamp(0.0, 1.0);
        let before = (position.floor() as usize).min(last);
        let (low, high) = (self.at(before), self.at((before + 1).min(last)));
        low + (position - before as f64) * (high - low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Straight from the definitions, over the whole list.
    fn naive(values: &[f64]) -> Option<Describe> {
        let mut values = values.to_vec();
        values.sort_by(f64::total_cmp);
        let n = values.len();
        let (&min, &max) = (values.first()?, values.last()?);
        let mean = values.iter().sum::<f64>() / n as f64;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let at = |p: f64| {
            let position = (n - 1) as f64 * p;
            let (floor, ceil) = (position.floor() as usize, position.ceil() as usize);
            let part = position - floor as f64;
            (1.0 - part) * values[floor] + part * values[ceil]
        };
        Some(Describe {
            n,
            mean,
            sd: (n > 1).then(|| (squares / (n as f64 - 1.0)).sqrt()),
            min,
            q25: at(0.25),
            median: at(0.5),
            q75: at(0.75),
            max,
        })
    }

    fn numbers(d: &Describe) -> [f64; 8] {
        let sd = d.sd.unwrap_or(-1.0);
        [d.n as f64, d.mean, sd, d.min, d.q25, d.median, d.q75, d.max]
    }

    #[test]
    fn known_values() {
        // By hand for 0, 0, 0, 1, 2.5, 4: squares about the mean 13.875, positions 1.25 and 3.75.
        let d = Describe::of(&mut [4.0, 1.0, 2.5], 3).expect("values");
        assert_eq!(
            (d.n, d.min, d.q25, d.median, d.q75, d.max),
            (6, 0.0, 0.0, 0.5, 2.125, 4.0)
        );
        assert_eq!(d.mean, 1.25);
        assert!((d.sd.expect("two values") - (13.875_f64 / 5.0).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn few_values() {
        assert_eq!(Describe::of(&mut [], 0), None);
        let one = Describe::of(&mut [3.5], 0).expect("a value");
        assert_eq!(numbers(&one), [1.0, 3.5, -1.0, 3.5, 3.5, 3.5, 3.5, 3.5]);
        let zeros = Describe::of(&mut [], 4).expect("values");
        assert_eq!(numbers(&zeros), [4.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(quantile(&[1.0, 2.0], 1.0), Some(2.0));
    }

    #[test]
    fn equal_values_have_no_spread() {
        // Ten times 0.1 add up to a little less than 1.
        let d = Describe::of(&mut [0.1; 10], 0).expect("values");
        assert_eq!((d.mean, d.sd), (0.1, Some(0.0)));
        let d = Describe::of(&mut [-0.0; 3], 2).expect("values");
        assert!(
            numbers(&d)[1..]
                .iter()
                .all(|&number| number.to_bits() == 0 || number == 0.0)
        );
    }

    proptest! {
        #[test]
        fn as_if_the_zeros_were_written(
            values in prop::collection::vec(-50.0..100.0_f64, 0..40),
            zeros in 0_usize..60,
        ) {
            let mut all = values.clone();
            all.resize(values.len() + zeros, 0.0);
            let expected = naive(&all);
            let found = Describe::of(&mut values.clone(), zeros);
            prop_assert_eq!(found.is_some(), expected.is_some());
            if let (Some(found), Some(expected)) = (found, expected) {
                for (a, b) in numbers(&found).into_iter().zip(numbers(&expected)) {
                    prop_assert!((a - b).abs() < 1e-9, "{:?} {:?}", found, expected);
                }
            }
        }

        #[test]
        fn order_does_not_matter(values in prop::collection::vec(0.0..9.0_f64, 1..40)) {
            let mut forward = values.clone();
            let mut backward: Vec<f64> = values.into_iter().rev().collect();
            prop_assert_eq!(Describe::of(&mut forward, 3), Describe::of(&mut backward, 3));
        }

        #[test]
        fn quantiles_rise(
            values in prop::collection::vec(-9.0..9.0_f64, 1..40),
            zeros in 0_usize..9,
        ) {
            let d = Describe::of(&mut values.clone(), zeros).expect("values");
            prop_assert!(d.min <= d.q25 && d.q25 <= d.median);
            prop_assert!(d.median <= d.q75 && d.q75 <= d.max);
            prop_assert!(d.min <= d.mean && d.mean <= d.max);
        }
    }
}
