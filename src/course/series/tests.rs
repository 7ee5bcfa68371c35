//! Planted trends and changes of known size, at the level of counts.

use super::*;
use crate::measure::resample::Rng;

fn names() -> Vec<(Arc<str>, Pick)> {
    vec![
        ("shame".into(), Pick::default()),
        ("shame.hiding".into(), Pick::default()),
    ]
}

fn place(series: &str, order: &str) -> Place {
    Place {
        series: series.to_owned(),
        order: Order::parse(order).expect("an order"),
        written: order.to_owned(),
    }
}

/// The row of `shame` for documents of one series: order, words, hits.
fn row(documents: &[(&str, u64, u32)]) -> SeriesRow {
    let mut all = AllSeries::default();
    for &(order, words, hits) in documents {
        all.add(&place("P1", order), "g", words, &vec![(0, hits)]);
    }
    let mut rows = all.rows(&names(), &["shame"], 1);
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}

/// A series of documents whose rate, in hits of a million words, is known.
fn drawn(rates: &[u64], rng: &mut Rng) -> SeriesRow {
    let mut all = AllSeries::default();
    for (at, &rate) in rates.iter().enumerate() {
        let words = 1500 + rng.below(4000);
        let hits = (0..words).filter(|_| rng.below(1_000_000) < rate).count() as u32;
        all.add(&place("P1", &at.to_string()), "", words, &vec![(0, hits)]);
    }
    all.rows(&names(), &[], 1).remove(0)
}

#[test]
fn planted_trends_are_found_with_their_size() {
    // From 1 to 3.8 of 100 words in eight sessions: 0.4 with each; and no trend at all.
    let rising: Vec<u64> = (0..8).map(|at| 10_000 + 4_000 * at).collect();
    for (rates, truth, found) in [(rising, 0.4, 190..=200), (vec![20_000; 8], 0.0, 0..=18)] {
        let mut rng = Rng::new(5);
        let (mut covered, mut small) = (0, 0);
        for _ in 0..200 {
            let row = drawn(&rates, &mut rng);
            let slope = row.slope.expect("eight sessions");
            let interval = slope.interval.expect("eight sessions");
            covered += u32::from(interval.low <= truth && truth <= interval.high);
            small += u32::from(row.trend.and_then(|t| t.p).expect("eight") <= 0.05);
        }
        // At least 95 %: 190 of 200, standard deviation 3.
        assert!(covered >= 181, "{covered} of 200 hold {truth}");
        assert!(found.contains(&small), "{small} of 200 below 0.05");
    }
}

#[test]
fn a_planted_change_is_found_at_its_place() {
    let stepped: Vec<u64> = [[12_000; 5], [28_000; 5]].concat();
    let mut rng = Rng::new(6);
    let (mut at_its_place, mut small, mut by_chance) = (0, 0, 0);
    for _ in 0..200 {
        let row = drawn(&stepped, &mut rng);
        at_its_place += u32::from(row.change_at.as_deref() == Some("5"));
        small += u32::from(row.change_p.expect("ten") <= 0.05);
        by_chance += u32::from(drawn(&[20_000; 10], &mut rng).change_p.expect("ten") <= 0.05);
    }
    assert!(
        at_its_place >= 170 && small >= 185,
        "{at_its_place} {small}"
    );
    // Ten are expected, standard deviation 3.
    assert!(by_chance <= 19, "{by_chance} of 200 below 0.05");
}

#[test]
fn gaps_are_gaps() {
    // 1, 2, 3, 5, 8 as in pair P1: a line of 0.5 for each step, whatever is missing.
    let documents = [
        ("1", 200, 1),
        ("2", 200, 2),
        ("3", 200, 3),
        ("5", 200, 5),
        ("8", 200, 8),
    ];
    let found = row(&documents);
    assert_eq!(
        (found.documents, found.places, found.missing),
        (5, 5, Some(3))
    );
    let slope = found.slope.expect("five places");
    assert_eq!(slope.slope, 0.5);
    assert_eq!(
        slope.interval,
        Some(Interval {
            low: 0.5,
            high: 0.5
        })
    );
    assert_eq!(found.trend.expect("five places").tau, 1.0);
    assert_eq!(found.ends, Some((0.5, 4.0)));
    assert_eq!(found.change.expect("two ends").0, 3.5);
    assert_eq!(found.change_p, None);
    assert_eq!(found.flags, ["no_change_point"]);
    // In any order of the documents, and with dates.
    let mut turned = documents;
    turned.reverse();
    assert_eq!(row(&turned), found);
    let dates = row(&[
        ("2024-02-28", 200, 1),
        ("2024-03-01", 200, 3),
        ("2024-03-02", 200, 4),
        ("2024-03-09", 200, 11),
    ]);
    assert_eq!((dates.unit, dates.missing), (Some(Unit::Day), None));
    assert_eq!(dates.slope.expect("four places").slope, 0.5);
    assert_eq!(dates.slope.expect("four places").interval, None);
}

#[test]
fn what_cannot_be_measured_is_empty_and_says_why() {
    let three = row(&[("1", 200, 9), ("2", 200, 5), ("3", 90, 5)]);
    assert_eq!((three.slope, three.trend), (None, None));
    assert!(three.change.is_some());
    assert_eq!(three.flags, ["short_texts", "few_documents"]);
    let mixed = row(&[
        ("1", 200, 9),
        ("2024-01-01", 200, 5),
        ("3", 200, 5),
        ("4", 200, 5),
    ]);
    assert_eq!(
        (mixed.unit, mixed.slope, mixed.change, mixed.missing),
        (None, None, None, None)
    );
    assert!(mixed.flags.contains(&"mixed_order"));
    let few = row(&[("1", 200, 1), ("2", 200, 1), ("3", 200, 1), ("4", 200, 1)]);
    assert_eq!(few.slope, None);
    assert!(few.flags.contains(&"few_hits"));
    let tied = row(&[
        ("1", 200, 1),
        ("2", 100, 1),
        ("2.0", 300, 3),
        ("3", 200, 3),
        ("4", 200, 4),
        ("6", 0, 0),
    ]);
    assert_eq!((tied.documents, tied.places, tied.missing), (6, 4, Some(1)));
    assert_eq!(tied.slope.expect("four places").slope, 0.5);
    assert_eq!(tied.flags, ["ties", "no_words", "no_change_point"]);
    let alone = row(&[("1", 200, 1)]);
    assert_eq!((alone.ends, alone.change), (None, None));
    assert_eq!(row(&[("1", 0, 0)]).places, 0);
}

#[test]
fn series_are_counted_and_never_joined() {
    // Ten series: eight rise by 0.5, two fall; their levels would make one falling line.
    let mut all = AllSeries::default();
    for series in 0..10_u64 {
        for step in 0..4_u64 {
            let order = (10 * series + step).to_string();
            let level = 40 - 4 * series;
            let hits = if series < 8 {
                level + step
            } else {
                level + 3 - step
            };
            let group = if series % 2 == 0 { "even" } else { "" };
            let hits = vec![(0, hits as u32)];
            all.add(&place(&format!("P{series}"), &order), group, 200, &hits);
        }
    }
    let rows = all.rows(&names(), &[], 1);
    assert_eq!(rows.len(), 10);
    let pooled = pooled(&rows);
    let groups: Vec<&str> = pooled.iter().map(|row| row.group.as_str()).collect();
    assert_eq!(groups, ["all", "even"]);
    let all = &pooled[0];
    assert_eq!(
        (all.series, all.rising, all.falling, all.documents),
        (10, 8, 2, 40)
    );
    assert_eq!(all.slope, Some(0.5));
    assert_eq!(
        all.interval,
        Some(Interval {
            low: -0.5,
            high: 0.5
        })
    );
    assert_eq!((pooled[1].series, pooled[1].interval), (5, None));
    assert_eq!(pooled[1].flags, ["few_series"]);
}

#[test]
fn intervals_of_a_median() {
    let known = [
        (5, None),
        (6, Some(0)),
        (8, Some(0)),
        (9, Some(1)),
        (20, Some(5)),
        (100, Some(39)),
    ];
    for (n, outside) in known {
        assert_eq!(pooled::of_median(n), outside, "{n}");
    }
    let (exact, large) = (pooled::of_median(1000), pooled::of_median(1001));
    assert!(exact.expect("many").abs_diff(large.expect("many")) <= 1);
}

#[test]
fn a_group_called_all_has_another_name() {
    let mut all = AllSeries::default();
    for step in 0..4_u64 {
        let hits = vec![(0, 2 + step as u32)];
        all.add(&place("P", &step.to_string()), "all", 200, &hits);
    }
    let pooled = pooled(&all.rows(&names(), &[], 1));
    let groups: Vec<&str> = pooled.iter().map(|row| row.group.as_str()).collect();
    assert_eq!(groups, ["all", "all_"]);
}
