//! What many series say: how many rise, how many fall, and the slope of the one in the middle.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{SeriesRow, Unit};
use crate::course::pool::{ALL, name_of};
use crate::measure::interval::{Interval, Z};

/// One category over many series.
#[derive(Clone, Debug, PartialEq)]
pub struct PooledRow {
    /// `all`, or a group.
    pub group: String,
    /// Category.
    pub category: Arc<str>,
    /// What the orders count.
    pub unit: Unit,
    /// Series with a slope.
    pub series: u64,
    /// Their documents.
    pub documents: u64,
    /// Their words.
    pub words: u64,
    /// Their hits.
    pub hits: u64,
    /// Series whose slope is above 0.
    pub rising: u64,
    /// Series whose slope is below 0.
    pub falling: u64,
    /// Median of their slopes.
    pub slope: Option<f64>,
    /// 95 % interval of the median; `None` under six series.
    pub interval: Option<Interval>,
    /// Why cells are empty.
    pub flags: Vec<&'static str>,
}

/// The rows of all series and of each group, for each category and each unit of the order.
pub fn pooled(rows: &[SeriesRow]) -> Vec<PooledRow> {
    let mut found: BTreeMap<(&str, Unit), BTreeMap<usize, Vec<&SeriesRow>>> = BTreeMap::new();
    let mut categories: Vec<&Arc<str>> = Vec::new();
    for row in rows {
        let (Some(unit), Some(_)) = (row.unit, row.slope) else {
            continue;
        };
        let known = categories.iter().position(|known| **known == row.category);
        let at = known.unwrap_or_else(|| {
            categories.push(&row.category);
            categories.len() - 1
        });
        for group in ["", name_of(&row.group)] {
            let own = found
                .entry((group, unit))
                .or_default()
                .entry(at)
                .or_default();
            own.push(row);
            if row.group.is_empty() {
                break;
            }
        }
    }
    let of = |(&(group, unit), own): (&(&str, Unit), &BTreeMap<usize, Vec<&SeriesRow>>)| {
        let rows = own
            .iter()
            .map(|(&at, rows)| one(group, unit, categories[at], rows));
        rows.collect::<Vec<_>>()
    };
    found.iter().flat_map(of).collect()
}

fn one(group: &str, unit: Unit, category: &Arc<str>, rows: &[&SeriesRow]) -> PooledRow {
    let mut slopes: Vec<f64> = rows
        .iter()
        .filter_map(|row| row.slope.map(|slope| slope.slope))
        .collect();
    slopes.sort_unstable_by(f64::total_cmp);
    let interval = of_median(slopes.len()).map(|outside| Interval {
        low: slopes[outside],
        high: slopes[slopes.len() - 1 - outside],
    });
    let sum = |count: fn(&SeriesRow) -> u64| rows.iter().map(|row| count(row)).sum();
    PooledRow {
        group: if group.is_empty() { ALL } else { group }.to_owned(),
        category: Arc::clone(category),
        unit,
        series: rows.len() as u64,
        documents: sum(|row| row.documents),
        words: sum(|row| row.words),
        hits: sum(|row| row.hits),
        rising: slopes.iter().filter(|&&slope| slope > 0.0).count() as u64,
        falling: slopes.iter().filter(|&&slope| slope < 0.0).count() as u64,
        slope: crate::measure::describe::quantile(&slopes, 0.5),
        flags: interval
            .is_none()
            .then_some("few_series")
            .into_iter()
            .collect(),
        interval,
    }
}

/// How many values lie outside a 95 % interval of the median on each side: by the binomial
/// distribution of how many lie below it. `None` under six values.
/// Source: Thompson (1936), Ann. Math. Stat. 7, 122–128.
pub(super) fn of_median(n: usize) -> Option<usize> {
    if n > 1000 {
        // The normal distribution is as good here, and its cost does not grow.
        let half = Z * (n as f64).sqrt() / 2.0;
        return Some((n as f64 / 2.0 - half) as usize - 1);
    }
    // C(n, k) / 2^n, each factor with its halving, so that nothing overflows.
    let (mut sum, mut outside) = (0.0, 0);
    for k in 0..n {
        let share = (1..=n).fold(1.0, |share, i| {
            let factor = if i <= k {
                (n - k + i) as f64 / i as f64
            } else {
                1.0
            };
            share * factor * 0.5
        });
        sum += share;
        if sum > 0.025 {
            break;
        }
        outside = k + 1;
    }
    (outside > 0).then(|| outside - 1)
}
