//! Kendall's tau: does a sequence rise or fall?

/// Longest sequence whose p is exact; a longer one has none.
pub const MAX_EXACT: usize = 300;

/// A trend over a sequence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tau {
    /// Tau-b: −1 always falling, 0 no trend, 1 always rising.
    pub tau: f64,
    /// Share of the orders of the same values whose tau is at least as far from 0; exact, ties
    /// included. `None` for more than [`MAX_EXACT`] values.
    pub p: Option<f64>,
}

/// Kendall's tau-b between the values and their order, with an exact two-sided p.
///
/// `None` for fewer than three values, and if all are equal. NaN is no value: pass none.
/// Cost: n² for tau. For p n³ / 6 where no values are equal, or but for one value that stands often;
/// at most n⁴ / 8 where all stand in twos or threes.
///
/// Sources: Kendall (1945), The treatment of ties in ranking problems, Biometrika 33, 239–251; the
/// distribution of inversions among the orders of a multiset is a product of Gaussian binomial
/// coefficients: MacMahon (1913), Am. J. Math. 35, 281–322.
pub fn trend(values: &[f64]) -> Option<Tau> {
    let order = Order::of(values)?;
    Some(Tau {
        tau: order.tau(),
        p: (values.len() <= MAX_EXACT).then(|| exact_p(order.score, order.untied, &order.sizes)),
    })
}

/// Tau-b alone, as in [`trend`]. Cost: n².
pub fn tau(values: &[f64]) -> Option<f64> {
    Some(Order::of(values)?.tau())
}

/// How the pairs of a sequence stand.
struct Order {
    pairs: i64,
    /// Pairs whose values differ.
    untied: i64,
    /// Pairs that rise, less those that fall.
    score: i64,
    /// How many values are equal, for each different value.
    sizes: Vec<usize>,
}

impl Order {
    fn tau(&self) -> f64 {
        self.score as f64 / (self.pairs as f64 * self.untied as f64).sqrt()
    }

    /// `None` for fewer than three values, and if all are equal.
    fn of(values: &[f64]) -> Option<Order> {
        let n = values.len();
        if n < 3 {
            return None;
        }
        let pairs = (n * (n - 1) / 2) as i64;
        let mut score: i64 = 0;
        for (at, earlier) in values.iter().enumerate() {
            for later in &values[at + 1..] {
                score += match earlier.total_cmp(later) {
                    std::cmp::Ordering::Less => 1,
                    std::cmp::Ordering::Equal => 0,
                    std::cmp::Ordering::Greater => -1,
                };
            }
        }
        let sizes = tie_sizes(values);
        let tied: i64 = sizes
            .iter()
            .map(|&size| (size * (size - 1) / 2) as i64)
            .sum();
        let untied = pairs - tied;
        if untied == 0 {
            return None;
        }
        Some(Order {
            pairs,
            untied,
            score,
            sizes,
        })
    }
}

/// How many values are equal, for each different value.
fn tie_sizes(values: &[f64]) -> Vec<usize> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
        .chunk_by(|a, b| a.total_cmp(b).is_eq())
        .map(<[f64]>::len)
        .collect()
}

/// Share of the orders of the multiset whose score is at least as far from 0. An order with `i`
/// inversions has the score `untied − 2 i`.
fn exact_p(score: i64, untied: i64, sizes: &[usize]) -> f64 {
    let mut shares = vec![1.0_f64];
    let mut placed = 0;
    // The largest first: beside few others its factor is short.
    let mut sizes = sizes.to_vec();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    for size in sizes {
        placed += size;
        shares = match size {
            _ if size == placed => continue,
            1 => spread(&shares, placed),
            _ => convolve(&shares, &gaussian_binomial(placed, size.min(placed - size))),
        };
    }
    let far = |inversions: usize| (untied - 2 * inversions as i64).abs() >= score.abs();
    let p: f64 = (0..shares.len())
        .filter(|&i| far(i))
        .map(|i| shares[i])
        .sum();
    p.min(1.0)
}

/// Distribution of the inversions between `k` equal values and `n - k` other equal ones, over all
/// orders: the coefficients of the Gaussian binomial, as shares.
fn gaussian_binomial(n: usize, k: usize) -> Vec<f64> {
    // Row by row: [m, j] = [m-1, j-1] + q^j [m-1, j]; in shares the two parts weigh j/m and
    // (m-j)/m.
    let mut row: Vec<Vec<f64>> = vec![vec![1.0]];
    for m in 1..=n {
        let from = |j: usize| -> Vec<f64> {
            let mut sum = vec![0.0; j * (m - j) + 1];
            if j > 0 {
                add(&mut sum, &row[j - 1], 0, j as f64 / m as f64);
            }
            if j < m {
                add(&mut sum, &row[j], j, (m - j) as f64 / m as f64);
            }
            sum
        };
        row = (0..=k.min(m)).map(from).collect();
    }
    row.swap_remove(k)
}

/// The product with the factor of a single value among `window` in all, `(1 + q + … +
/// q^(window - 1)) / window`: the mean of each `window` neighbours, with zeros around.
///
/// Sums within blocks, forward and backward, make each window from two of them: one pass, and
/// without a subtraction, which would drown small shares in the rounding of large ones.
fn spread(shares: &[f64], window: usize) -> Vec<f64> {
    let mut forward = shares.to_vec();
    forward.resize(shares.len() + window - 1, 0.0);
    let mut backward = forward.clone();
    for block in forward.chunks_mut(window) {
        for at in 1..block.len() {
            block[at] += block[at - 1];
        }
    }
    for block in backward.chunks_mut(window) {
        for at in (1..block.len()).rev() {
            block[at - 1] += block[at];
        }
    }
    let sum = |last: usize| match (last + 1).checked_sub(window) {
        Some(first) if first % window != 0 => backward[first] + forward[last],
        _ => forward[last],
    };
    (0..forward.len())
        .map(|last| sum(last) / window as f64)
        .collect()
}

fn add(sum: &mut [f64], terms: &[f64], shift: usize, factor: f64) {
    for (at, term) in terms.iter().enumerate() {
        sum[at + shift] += factor * term;
    }
}

fn convolve(a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut product = vec![0.0; a.len() + b.len() - 1];
    for (at, value) in a.iter().enumerate() {
        add(&mut product, b, at, *value);
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_values() {
        let rising = trend(&[1.0, 2.0, 3.0, 4.0]).expect("values");
        assert_eq!(rising.tau, 1.0);
        // Two of the 24 orders are as extreme.
        assert!((rising.p.expect("short") - 2.0 / 24.0).abs() < 1e-15);
        // 3 1 2 4: four pairs rise, two fall.
        let mixed = trend(&[3.0, 1.0, 2.0, 4.0]).expect("values");
        assert!((mixed.tau - 2.0 / 6.0).abs() < 1e-15);
        assert_eq!(trend(&[1.0, 2.0]), None);
        assert_eq!(trend(&[5.0; 9]), None);
    }

    /// All orders of the values, one by one.
    fn by_enumeration(values: &mut Vec<f64>, at: usize, most: f64, seen: &mut [u64; 2]) {
        if at == values.len() {
            let score = trend(values).map_or(0.0, |found| found.tau.abs());
            seen[0] += u64::from(score >= most - 1e-9);
            seen[1] += 1;
            return;
        }
        for other in at..values.len() {
            values.swap(at, other);
            by_enumeration(values, at + 1, most, seen);
            values.swap(at, other);
        }
    }

    proptest! {
        #[test]
        fn spreading_is_the_product(
            shares in prop::collection::vec(0.0..1.0_f64, 1..60),
            window in 1..40_usize,
        ) {
            let product = convolve(&shares, &vec![1.0 / window as f64; window]);
            let spread = spread(&shares, window);
            prop_assert_eq!(spread.len(), product.len());
            for (one, other) in spread.iter().zip(&product) {
                prop_assert!((one - other).abs() < 1e-12);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn p_counts_the_orders(values in prop::collection::vec(0..4_u8, 3..7)) {
            let mut values: Vec<f64> = values.into_iter().map(f64::from).collect();
            if let Some(found) = trend(&values) {
                let mut seen = [0; 2];
                by_enumeration(&mut values, 0, found.tau.abs(), &mut seen);
                let p = seen[0] as f64 / seen[1] as f64;
                prop_assert!((found.p.expect("short") - p).abs() < 1e-12);
            }
        }

        #[test]
        fn reversing_turns_the_sign(values in prop::collection::vec(0..9_u8, 3..30)) {
            let mut values: Vec<f64> = values.into_iter().map(f64::from).collect();
            let forward = trend(&values);
            values.reverse();
            let backward = trend(&values);
            prop_assert_eq!(forward.map(|f| -f.tau), backward.map(|b| b.tau));
            let p = |found: Option<Tau>| found.and_then(|found| found.p);
            prop_assert!((p(forward).unwrap_or(0.0) - p(backward).unwrap_or(0.0)).abs() < 1e-12);
        }
    }

    #[test]
    fn long_sequences_end_somewhere() {
        let values: Vec<f64> = (0..300).map(f64::from).collect();
        let found = trend(&values).expect("values");
        assert!(found.p.expect("exact") < 1e-300);
        // One value that stands often, and many that stand once.
        let values: Vec<f64> = (0..300).map(|at| f64::from((at - 150).max(0))).collect();
        let found = trend(&values).expect("values");
        assert!(found.p.expect("exact") < 1e-100);
        let values: Vec<f64> = (0..301).map(f64::from).collect();
        assert_eq!(trend(&values).expect("values").p, None);
    }
}
