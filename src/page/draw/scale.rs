//! From numbers to places on paper, and round numbers for axes.

/// A linear scale.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    /// Numbers at the two ends.
    pub domain: (f64, f64),
    /// Places of the two ends, in units of the drawing.
    pub range: (f64, f64),
    /// Places go with the square root: for rates, which lie close together near zero.
    pub root: bool,
}

impl Scale {
    /// A scale; a domain without width is widened by one.
    pub(crate) fn new(domain: (f64, f64), range: (f64, f64)) -> Scale {
        let wide = if domain.1 > domain.0 {
            domain.1
        } else {
            domain.0 + 1.0
        };
        Scale {
            domain: (domain.0, wide),
            range,
            root: false,
        }
    }

    /// A scale from 0 on whose places go with the square root.
    pub(crate) fn root(most: f64, range: (f64, f64)) -> Scale {
        Scale {
            root: true,
            ..Scale::new((0.0, most), range)
        }
    }

    /// The place of a number; numbers outside are held at the ends.
    pub(crate) fn at(&self, value: f64) -> f64 {
        let (low, high) = self.domain;
        let share = ((value - low) / (high - low)).clamp(0.0, 1.0);
        let share = if self.root { share.sqrt() } else { share };
        self.range.0 + share * (self.range.1 - self.range.0)
    }

    /// Three to six round numbers within the domain.
    pub(crate) fn ticks(&self) -> Vec<f64> {
        let (low, high) = self.domain;
        if self.root {
            return self.root_ticks();
        }
        let step = step(high - low);
        let first = (low / step - 1e-9).ceil() as i64;
        let last = (high / step + 1e-9).floor() as i64;
        (first..=last).map(|at| at as f64 * step).collect()
    }

    /// Round numbers that are far enough apart on a square-root scale.
    fn root_ticks(&self) -> Vec<f64> {
        let most = self.domain.1;
        let mut found: Vec<f64> = Vec::new();
        for tick in [1.0, 0.75, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01, 0.0].map(|share| share * most) {
            // A round number near the share: one figure.
            let power = 10_f64.powf(tick.max(1e-12).log10().floor());
            let round = if tick > 0.0 {
                (tick / power).floor() * power
            } else {
                0.0
            };
            let gap = (self.range.1 - self.range.0).abs() * 0.1;
            let near = |other: &f64| (self.at(*other) - self.at(round)).abs() < gap;
            if !found.iter().any(near) && (round > 0.0 || tick == 0.0) {
                found.push(round);
            }
        }
        if !found.contains(&0.0) {
            found.push(0.0);
        }
        found.reverse();
        found
    }

    /// A tick as text.
    pub(crate) fn label(&self, tick: f64) -> String {
        if self.root {
            let text = crate::page::number::plain(tick);
            if text.contains('.') {
                text.trim_end_matches('0').to_owned()
            } else {
                text
            }
        } else {
            crate::page::number::fixed(tick, self.decimals())
        }
    }

    /// Decimals that tell the ticks apart.
    fn decimals(&self) -> usize {
        let step = step(self.domain.1 - self.domain.0);
        (-step.log10().floor()).clamp(0.0, 6.0) as usize
    }
}

/// The round step (1, 2 or 5 times a power of ten) that makes three to six intervals of `width`.
fn step(width: f64) -> f64 {
    let rough = width / 5.0;
    let power = 10_f64.powf(rough.log10().floor());
    let factor = match rough / power {
        ratio if ratio <= 1.0 => 1.0,
        ratio if ratio <= 2.0 => 2.0,
        ratio if ratio <= 5.0 => 5.0,
        _ => 10.0,
    };
    factor * power
}

/// The smallest round number that is not below `value`: the end of an axis that starts at 0.
pub(crate) fn ceiling(value: f64) -> f64 {
    if !value.is_finite() || value <= 0.0 {
        return 1.0;
    }
    let step = step(value);
    (value / step - 1e-9).ceil() * step
}

/// The mean of a sample with its 95 % interval (normal approximation); no interval under 2.
pub(crate) fn mean(values: &[f64]) -> (f64, Option<(f64, f64)>) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n.max(1.0);
    if values.len() < 2 {
        return (mean, None);
    }
    let variance = values
        .iter()
        .map(|value| (value - mean).powi(2))
        .sum::<f64>()
        / (n - 1.0);
    let half = 1.959_964 * (variance / n).sqrt();
    (mean, Some((mean - half, mean + half)))
}

/// A quantile of sorted numbers, linear between neighbours (type 7 of Hyndman & Fan 1996).
pub(crate) fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = share * last as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    Some(sorted[below] + (place - below as f64) * (sorted[above] - sorted[below]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ticks_are_round() {
        let scale = Scale::new((0.0, 2.2), (0.0, 100.0));
        assert_eq!(scale.ticks(), [0.0, 0.5, 1.0, 1.5, 2.0]);
        assert_eq!(scale.decimals(), 1);
        assert_eq!(ceiling(2.11), 2.5);
        assert_eq!(ceiling(0.0), 1.0);
        assert_eq!(quantile(&[1.0, 2.0, 3.0, 4.0], 0.5), Some(2.5));
        assert_eq!(quantile(&[], 0.5), None);
        let (middle, interval) = mean(&[1.0, 3.0]);
        assert_eq!(middle, 2.0);
        let (low, high) = interval.expect("two values");
        assert!((high - low - 2.0 * 1.959_964).abs() < 1e-6);
    }

    #[test]
    fn ticks_of_roots_are_round_and_apart() {
        for most in [0.05, 0.5, 2.5, 8.0, 40.0] {
            let scale = Scale::root(most, (0.0, 100.0));
            let ticks = scale.ticks();
            assert!(ticks.len() > 2 && ticks[0] == 0.0, "{ticks:?}");
            assert!(
                ticks
                    .windows(2)
                    .all(|two| scale.at(two[1]) - scale.at(two[0]) > 9.0),
                "{ticks:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn every_number_has_a_place(low in -1e6..1e6_f64, width in 0.0..1e6_f64, value in -1e7..1e7_f64) {
            let scale = Scale::new((low, low + width), (10.0, 20.0));
            prop_assert!((10.0..=20.0).contains(&scale.at(value)));
            prop_assert!(scale.ticks().len() <= 12);
        }

        #[test]
        fn a_ceiling_is_not_below(value in 1e-9..1e9_f64) {
            let end = ceiling(value);
            prop_assert!(end >= value * (1.0 - 1e-6) && end <= value * 2.1);
        }
    }
}
