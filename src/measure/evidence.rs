//! The weight of an entry from labelled texts, shrunk to the weight that theory gave it.
//!
//! Each labelled file is a stratum with its own base rates. The odds ratio of holding the entry,
//! label 1 against label 0, is pooled over the strata after Mantel & Haenszel (1959), J. Natl.
//! Cancer Inst. 22(4), 719–748: `R / S` with `R = Σ a d / n` and `S = Σ b c / n`, where `a` and `b`
//! texts with label 1 and 0 hold the entry, `c` and `d` do not, and `n` is all of them. It needs no
//! cell to be filled, which most entries of a lexicon would not do in a single file.
//!
//! Theory enters as data (Greenland 2006, Int. J. Epidemiol. 35(3), 765–775): [`STRENGTH`] units
//! are added to `R + S`, in the proportion of the odds ratio for which the theory weight stands.
//! An entry that fired in no text keeps its theory weight exactly; one that fired in hundreds is
//! hardly held by it.

use crate::lexicon::Weight;

/// Texts of one labelled file: how many hold the entry, how many there are; with label 1, with
/// label 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stratum {
    /// Texts with an affirmed hit; at most `texts`.
    pub with: [u64; 2],
    /// All texts.
    pub texts: [u64; 2],
}

/// Log odds ratio for which weight 1 stands: an odds ratio of 20. Weights are linear below it.
const LOG_ODDS_OF_ONE: f64 = 3.0;
/// Lowest weight that evidence gives: an entry stays an entry until a person removes it.
const LOWEST: f64 = 0.05;
/// Prior observations of Mantel-Haenszel units; one unit is about two texts that hold the entry
/// where both labels are equally frequent.
pub const STRENGTH: f64 = 10.0;

/// The pooled log odds ratio, shrunk to that of the theory weight with `strength` prior units.
///
/// Does not depend on the order of the strata. A stratum without texts of both labels says
/// nothing. Cost: `n log n` in the strata.
pub fn log_odds(strata: &[Stratum], theory: Weight, strength: f64) -> f64 {
    let prior = theory.value() * LOG_ODDS_OF_ONE;
    let [r, s] = pooled(strata);
    let share = 1.0 / (1.0 + (-prior).exp());
    ((r + strength * share) / (s + strength * (1.0 - share))).ln()
}

/// The weight for this evidence: [`log_odds`] on the scale of weights, in whole hundredths
/// between 0.05 (or the theory weight, where that is lower) and 1.
///
/// Without evidence it is the theory weight.
pub fn weight(strata: &[Stratum], theory: Weight, strength: f64) -> Weight {
    if pooled(strata) == [0.0, 0.0] {
        return theory;
    }
    let value = log_odds(strata, theory, strength) / LOG_ODDS_OF_ONE;
    let bounded = value.clamp(LOWEST.min(theory.value()), 1.0);
    Weight::of((bounded * 100.0).round() / 100.0).unwrap_or(theory)
}

/// Mantel and Haenszel's two sums.
fn pooled(strata: &[Stratum]) -> [f64; 2] {
    let mut terms: Vec<[f64; 2]> = strata
        .iter()
        .filter(|stratum| stratum.texts[0] > 0 && stratum.texts[1] > 0)
        .map(|stratum| {
            let [a, b] = stratum.with.map(|count| count as f64);
            let [ones, zeros] = stratum.texts.map(|count| count as f64);
            let n = ones + zeros;
            [a * (zeros - b) / n, b * (ones - a) / n]
        })
        .collect();
    // Sums of floats depend on their order; the order of the files must not matter.
    terms.sort_by(|x, y| x[0].total_cmp(&y[0]).then(x[1].total_cmp(&y[1])));
    terms
        .iter()
        .fold([0.0, 0.0], |sum, term| [sum[0] + term[0], sum[1] + term[1]])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: f64) -> Weight {
        Weight::of(value).expect("a weight")
    }

    fn stratum(a: u64, b: u64) -> Stratum {
        Stratum {
            with: [a, b],
            texts: [1000, 1000],
        }
    }

    #[test]
    fn without_evidence_theory_stands() {
        let one_sided = Stratum {
            with: [0, 9],
            texts: [0, 300],
        };
        for theory in [0.01, 0.4, 0.7, 1.0].map(of) {
            for strata in [&[][..], &[stratum(0, 0)], &[one_sided]] {
                assert_eq!(weight(strata, theory, STRENGTH), theory);
            }
        }
    }

    #[test]
    fn evidence_moves_a_weight_the_more_the_more_there_is() {
        let of_count = |n: u64| weight(&[stratum(n, n)], Weight::ONE, STRENGTH).value();
        assert!(of_count(1) > of_count(5) && of_count(5) > of_count(50));
        // No difference between the labels: in the end the lowest weight, never 0.
        assert_eq!(of_count(500), 0.05);
        assert_eq!(weight(&[stratum(0, 400)], of(0.4), STRENGTH).value(), 0.05);
        assert_eq!(weight(&[stratum(0, 400)], of(0.02), STRENGTH).value(), 0.02);
        // Twenty times likelier is weight 1, and there is none above it.
        assert_eq!(weight(&[stratum(900, 3)], of(0.4), STRENGTH), Weight::ONE);
    }

    #[test]
    fn the_odds_ratio_is_that_of_mantel_and_haenszel() {
        let strata = [
            Stratum {
                with: [10, 4],
                texts: [50, 50],
            },
            Stratum {
                with: [5, 10],
                texts: [100, 200],
            },
        ];
        let r: f64 = 10.0 * 46.0 / 100.0 + 5.0 * 190.0 / 300.0;
        let s: f64 = 4.0 * 40.0 / 100.0 + 10.0 * 95.0 / 300.0;
        let odds = log_odds(&strata, Weight::ONE, 0.0);
        assert!((odds - (r / s).ln()).abs() < 1e-12, "{odds}");
    }

    #[test]
    fn the_order_of_the_files_does_not_matter() {
        let mut strata: Vec<Stratum> = (1..40u64)
            .map(|at| Stratum {
                with: [at * 7 % 23, at * 5 % 19],
                texts: [97 + at, 211 + 3 * at],
            })
            .collect();
        let one = log_odds(&strata, of(0.7), STRENGTH);
        strata.reverse();
        strata.swap(3, 17);
        assert!(one.to_bits() == log_odds(&strata, of(0.7), STRENGTH).to_bits());
    }
}
