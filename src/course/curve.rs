//! A smoothed rate of each lexicon, at every so many words: for looking at, never instead of the
//! counts.

use std::ops::Range;
use std::sync::Arc;

use super::{Course, Picks};
use crate::measure::interval::exp;

/// How neighbouring words weigh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kernel {
    /// Falls in a straight line to 0 at 50 words.
    Triangular,
    /// The bell of the Discourse Attributes Analysis Program, 0 at 100 words.
    Daap,
}

impl Kernel {
    /// The word that settings and reports use.
    pub fn name(self) -> &'static str {
        match self {
            Kernel::Triangular => "triangular",
            Kernel::Daap => "daap",
        }
    }

    /// Weights at the distances 0, 1, 2, …; 0 behind the last.
    ///
    /// Triangular: `1 - d / 50`. DAAP: `exp(-q m² (m² + d²) / (m² - d²)²)` with m = 100 and q = 2,
    /// made again from the published formula: Maskit & Murphy (2011), The Discourse Attributes
    /// Analysis Program; half of its weight lies within 16 words.
    pub fn weights(self) -> Vec<f64> {
        match self {
            Kernel::Triangular => (0..50).map(|d| 1.0 - f64::from(d) / 50.0).collect(),
            Kernel::Daap => {
                let weight = |d: i32| {
                    let (m, d) = (10_000.0, f64::from(d * d));
                    let power = 2.0 * m * (m + d) / ((m - d) * (m - d));
                    if power < 700.0 { 1.0 / exp(power) } else { 0.0 }
                };
                (0..100).map(weight).collect()
            }
        }
    }
}

/// How curves are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CurveSettings {
    /// How neighbouring words weigh.
    pub kernel: Kernel,
    /// A value at every so many words; at least 1.
    pub every: u32,
}

/// The curve of one lexicon.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// The lexicon.
    pub name: Arc<str>,
    /// How neighbouring words weigh.
    pub kernel: Kernel,
    /// Words of the document.
    pub words: u32,
    /// Word, from 0, and smoothed share of words at which a hit begins, per 100 words.
    pub points: Vec<(u32, f64)>,
}

/// The curves of all lexicons; none for a text without words.
///
/// At the ends the text is mirrored, the last word repeated, so that a constant stays what it is.
/// In a transcript each turn is smoothed by itself, as in the Discourse Attributes Analysis
/// Program: a curve never mixes what two people say. Cost: words / every × width of the kernel for each lexicon.
pub fn all(course: &Course, picks: &Picks, settings: CurveSettings) -> Vec<Curve> {
    if course.words == 0 {
        return Vec::new();
    }
    let weights = settings.kernel.weights();
    let stretches = stretches(course);
    picks
        .lexicons
        .iter()
        .map(|(name, pick)| {
            let mut starts = vec![0.0; course.words as usize];
            for mark in course.picked(pick) {
                starts[mark.first as usize] = 100.0;
            }
            let mut stretches = stretches.iter().peekable();
            let points = (0..course.words)
                .step_by(settings.every.max(1) as usize)
                .map(|word| {
                    while stretches.next_if(|stretch| stretch.end <= word).is_some() {}
                    let stretch = stretches.peek().map_or(0..course.words, |&s| s.clone());
                    let values = &starts[stretch.start as usize..stretch.end as usize];
                    (
                        word,
                        smooth(values, (word - stretch.start) as usize, &weights),
                    )
                })
                .collect();
            Curve {
                name: Arc::clone(name),
                kernel: settings.kernel,
                words: course.words,
                points,
            }
        })
        .collect()
}

/// The words of each turn, and what stands between them, in order; else the whole text.
fn stretches(course: &Course) -> Vec<Range<u32>> {
    let mut borders: Vec<u32> = course
        .turns
        .iter()
        .flat_map(|turn| [turn.first, turn.end])
        .chain([0, course.words])
        .collect();
    borders.sort_unstable();
    borders.dedup();
    borders.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

/// The weighted mean around one place.
fn smooth(values: &[f64], at: usize, weights: &[f64]) -> f64 {
    let n = values.len() as i64;
    let value = |place: i64| {
        // Periods of the text and its mirror: … 1 0 | 0 1 2 … n-1 | n-1 …
        let place = place.rem_euclid(2 * n);
        values[place.min(2 * n - 1 - place) as usize]
    };
    let at = at as i64;
    let (mut sum, mut all) = (weights[0] * value(at), weights[0]);
    for (distance, weight) in weights.iter().enumerate().skip(1) {
        let distance = distance as i64;
        sum += weight * (value(at - distance) + value(at + distance));
        all += 2.0 * weight;
    }
    sum / all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn daap_has_its_published_numbers() {
        let weights = Kernel::Daap.weights();
        assert!((weights[0] - 0.135_34).abs() < 5e-6);
        let total: f64 = weights[0] + 2.0 * weights[1..].iter().sum::<f64>();
        assert!((total - 8.438_96).abs() < 5e-6);
        let within = |d: usize| (weights[0] + 2.0 * weights[1..=d].iter().sum::<f64>()) / total;
        assert!((within(50) - 0.988).abs() < 5e-4);
        assert!(within(16) >= 0.5 && within(15) < 0.5, "{}", within(16));
    }

    #[test]
    fn a_constant_stays_what_it_is() {
        for kernel in [Kernel::Triangular, Kernel::Daap] {
            let weights = kernel.weights();
            for n in [1, 2, 7, 300] {
                let values = vec![3.0; n];
                for at in [0, n / 2, n - 1] {
                    assert!((smooth(&values, at, &weights) - 3.0).abs() < 1e-12);
                }
            }
        }
    }

    #[test]
    fn one_hit_keeps_its_weight() {
        // Far from the ends the weights of one hit add up to it.
        let mut values = vec![0.0; 400];
        values[200] = 1.0;
        for kernel in [Kernel::Triangular, Kernel::Daap] {
            let weights = kernel.weights();
            let sum: f64 = (0..400).map(|at| smooth(&values, at, &weights)).sum();
            assert!((sum - 1.0).abs() < 1e-12);
        }
    }
}
