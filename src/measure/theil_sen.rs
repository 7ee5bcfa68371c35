//! The slope of Theil and Sen: how much a value changes for each step, whatever its distribution.

use super::interval::{Interval, Z};

/// Longest sequence whose interval is exact; a longer one has the large-sample interval.
pub const MAX_EXACT: usize = 300;

/// Longest sequence that has a slope: the cost grows with its square.
pub const MAX_VALUES: usize = 2000;

/// A slope with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slope {
    /// Median of the slopes between every two points.
    pub slope: f64,
    /// 95 % interval; `None` for fewer than five points, where no two slopes enclose 95 %.
    pub interval: Option<Interval>,
}

/// The slope over points whose first numbers rise strictly. Unit: of the second per unit of the
/// first.
///
/// The slope is the median of the slopes between every two points; the ends of the interval are
/// slopes, too, found by counting: the true slope is the one that leaves no trend by Kendall's
/// score, whose distribution over all orders is known. It holds at least 95 % for errors that are
/// independent and equally distributed, normal or not; more where values are tied.
/// `None` for fewer than three points and for more than [`MAX_VALUES`]. Cost: n² (n³ for the
/// exact distribution).
///
/// Sources: Theil (1950), Proc. K. Ned. Akad. Wet. 53; Sen (1968), J. Am. Stat. Assoc. 63,
/// 1379–1389; Hollander & Wolfe (1999), Nonparametric Statistical Methods, 9.3.
pub fn theil_sen(points: &[(f64, f64)]) -> Option<Slope> {
    let n = points.len();
    if !(3..=MAX_VALUES).contains(&n) {
        return None;
    }
    let mut slopes = Vec::with_capacity(n * (n - 1) / 2);
    for (at, &(x, y)) in points.iter().enumerate() {
        for &(later, value) in &points[at + 1..] {
            slopes.push((value - y) / (later - x));
        }
    }
    slopes.sort_unstable_by(f64::total_cmp);
    let middle = slopes.len() / 2;
    let slope = match slopes.len() % 2 {
        1 => slopes[middle],
        _ => f64::midpoint(slopes[middle - 1], slopes[middle]),
    };
    let interval = below(n).map(|below| Interval {
        low: slopes[below],
        high: slopes[slopes.len() - 1 - below],
    });
    Some(Slope { slope, interval })
}

/// How many slopes lie outside the interval on each side. `None` if even the smallest and the
/// greatest slope do not enclose 95 %.
fn below(n: usize) -> Option<usize> {
    let pairs = n * (n - 1) / 2;
    if n > MAX_EXACT {
        // Kendall's score has the variance n (n - 1) (2 n + 5) / 18.
        let score = Z * (pairs as f64 * (2.0 * n as f64 + 5.0) / 9.0).sqrt();
        return Some((((pairs as f64 - score) / 2.0) as usize).saturating_sub(1));
    }
    // Inversions among the orders of n different values: one more value adds 0 to n - 1 of them.
    let mut shares = vec![1.0_f64];
    for m in 2..=n {
        let mut next = vec![0.0; shares.len() + m - 1];
        let mut window = 0.0;
        for (at, share) in next.iter_mut().enumerate() {
            window += shares.get(at).copied().unwrap_or(0.0);
            *share = f64::max(window, 0.0) / m as f64;
            window -= at.checked_sub(m - 1).map_or(0.0, |out| shares[out]);
        }
        shares = next;
    }
    // As many slopes are cut off as inversions have a probability of 2.5 % at most.
    let mut sum = 0.0;
    let cut = shares.iter().take_while(|share| {
        sum += **share;
        sum <= 0.025
    });
    cut.count().checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::resample::Rng;

    #[test]
    fn known_numbers() {
        // Kendall's score: P(S >= 10) = 1/120 for n = 5, P(S >= 13) = 6/720 for n = 6.
        assert_eq!((below(3), below(4)), (None, None));
        assert_eq!((below(5), below(6)), (Some(0), Some(1)));
        // Hollander & Wolfe's table of critical values at 0.025: k = 23 for n = 10.
        assert_eq!(below(10), Some((45 - 23) / 2));
        let line: Vec<(f64, f64)> = (0..9)
            .map(|x| (f64::from(x), 2.0 - 3.0 * f64::from(x)))
            .collect();
        let found = theil_sen(&line).expect("points");
        assert_eq!(found.slope, -3.0);
        assert_eq!(
            found.interval,
            Some(Interval {
                low: -3.0,
                high: -3.0
            })
        );
        assert_eq!(theil_sen(&line[..2]), None);
        // One wild value in five does not move the median of the ten slopes.
        let bent = [(0.0, 0.0), (1.0, 1.0), (2.0, 2.0), (3.0, 3.0), (4.0, 90.0)];
        assert_eq!(theil_sen(&bent).expect("points").slope, 1.0);
    }

    #[test]
    fn exact_and_large_sample_borders_meet() {
        let exact = below(MAX_EXACT).expect("many") as f64;
        let large = below(MAX_EXACT + 1).expect("many") as f64;
        assert!((exact / large - 1.0).abs() < 0.02, "{exact} {large}");
    }

    #[test]
    fn intervals_hold_the_true_slope() {
        for n in [5_u32, 8, 20] {
            let covered = (0..400).filter(|&draw| {
                let mut rng = Rng::for_draw(7, draw);
                let points: Vec<(f64, f64)> = (0..n)
                    .map(|x| {
                        let noise = rng.below(1_000_001) as f64 / 1e5;
                        (f64::from(x), 0.5 * f64::from(x) + noise)
                    })
                    .collect();
                let found = theil_sen(&points).and_then(|slope| slope.interval);
                let Interval { low, high } = found.expect("five points");
                low <= 0.5 && 0.5 <= high
            });
            let covered = covered.count();
            // 95 % of 400 is 380, standard deviation 4.4; short sequences hold more.
            assert!((367..=400).contains(&covered), "{covered} of 400 for {n}");
        }
    }
}
