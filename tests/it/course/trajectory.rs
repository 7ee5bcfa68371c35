//! Trajectories, curves and the order of the stages.

use feltsense::course::trajectory::Trajectory;
use feltsense::measure::resample::Rng;
use proptest::prelude::*;

use super::{SENTENCES, analyse, text_of};
use crate::sandbox::Sandbox;

fn trajectory(text: &str, name: &str) -> Trajectory {
    let analysis = analyse(text);
    let found = analysis.course.trajectories.into_iter();
    let mut own = found.filter(|row| *row.name == *name);
    own.next().expect("lexicons always have a row")
}

#[test]
fn the_sentences_are_what_the_tests_take_them_for() {
    for (at, sentence) in SENTENCES.iter().enumerate() {
        let counts = analyse(sentence).counts;
        assert_eq!((counts.words, counts.sentences), (10, 1), "{sentence}");
        assert_eq!(counts.hits > 0, at > 0, "{sentence}: {} hits", counts.hits);
    }
    for (at, lexicon) in [
        (1, "shame"),
        (2, "self_compassion"),
        (3, "relational"),
        (4, "somatic"),
    ] {
        assert!(trajectory(SENTENCES[at], lexicon).hits > 0, "{lexicon}");
    }
}

#[test]
fn a_rising_text_rises() {
    // Part k of ten holds k sentences about shame.
    let sentences: Vec<usize> = (0..100).map(|at| usize::from(at % 10 < at / 10)).collect();
    let shame = trajectory(&text_of(&sentences), "shame");
    assert_eq!(shame.parts, Some([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    let trend = shame.trend.expect("1,000 words and 45 hits");
    assert_eq!(trend.tau, 1.0);
    assert_eq!(shame.peak(), Some(0.95));
    let (difference, interval) = shame.third_difference().expect("thirds");
    assert!(interval.low > 0.0 && interval.low < difference && difference < interval.high);
    assert_eq!(shame.flags(), Vec::<&str>::new());
}

#[test]
fn little_evidence_leaves_cells_empty() {
    let short = trajectory(&text_of(&[1; 20]), "shame");
    assert_eq!((short.parts, short.thirds), (None, None));
    assert_eq!(short.flags(), ["no_thirds"]);
    let mut few = [0; 100];
    few[7] = 1;
    let few = trajectory(&text_of(&few), "shame");
    assert_eq!(few.parts, Some([1, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
    assert_eq!((few.centre, few.trend, few.peak()), (None, None, None));
    assert_eq!(few.flags(), ["few_hits"]);
    assert!(
        analyse("")
            .course
            .trajectories
            .iter()
            .all(|row| row.hits == 0)
    );
}

/// A random order of the numbers.
fn shuffled(mut values: Vec<usize>, rng: &mut Rng) -> Vec<usize> {
    for at in (1..values.len()).rev() {
        values.swap(at, rng.below(at as u64 + 1) as usize);
    }
    values
}

#[test]
fn shuffling_moves_a_trend_to_chance() {
    let rising: Vec<usize> = (0..100).map(|at| usize::from(at % 10 < at / 10)).collect();
    let mut rng = Rng::new(11);
    let mut below = 0;
    let mut sum = 0.0;
    for _ in 0..60 {
        let shame = trajectory(&text_of(&shuffled(rising.clone(), &mut rng)), "shame");
        let trend = shame.trend.expect("as many hits as before");
        below += u32::from(trend.p.expect("ten parts") < 0.05);
        sum += trend.tau;
    }
    // Three of 60 are expected below 0.05; the mean of tau has a standard error of 0.03.
    assert!(below <= 9, "{below} of 60");
    assert!((sum / 60.0_f64).abs() < 0.12, "{}", sum / 60.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn reversing_flips_the_trend(sentences in prop::collection::vec(0..5_usize, 100)) {
        let forward = analyse(&text_of(&sentences)).course.trajectories;
        let mut reversed = sentences;
        reversed.reverse();
        let backward = analyse(&text_of(&reversed)).course.trajectories;
        prop_assert_eq!(forward.len(), backward.len());
        for (one, other) in forward.iter().zip(&backward) {
            let mut parts = other.parts.expect("1,000 words");
            parts.reverse();
            prop_assert_eq!(one.parts, Some(parts));
            prop_assert_eq!(one.trend.map(|t| -t.tau), other.trend.map(|t| t.tau));
            let values = one.third_difference().zip(other.third_difference());
            // Thirds do not end where sentences do: 333 words and a third.
            let (a, b) = values.expect("thirds");
            prop_assert!((a.0 + b.0).abs() < 0.7, "{} {}", a.0, b.0);
        }
    }

    #[test]
    fn joining_adds_counts(
        first in prop::collection::vec(0..5_usize, 100),
        second in prop::collection::vec(0..5_usize, 100),
    ) {
        let whole: Vec<usize> = first.iter().chain(&second).copied().collect();
        for lexicon in ["shame", "self_compassion", "relational", "somatic"] {
            let parts = |sentences: &[usize]| {
                trajectory(&text_of(sentences), lexicon).parts.expect("1,000 words")
            };
            let (a, b, both) = (parts(&first), parts(&second), parts(&whole));
            // A part of the whole is two parts of a half.
            let joined: Vec<u64> = a.chunks(2).chain(b.chunks(2)).map(|p| p.iter().sum()).collect();
            prop_assert_eq!(both.to_vec(), joined);
        }
    }

    #[test]
    fn a_curve_holds_every_hit(sentences in prop::collection::vec(0..5_usize, 20..60)) {
        let analysis = analyse(&text_of(&sentences));
        for curve in &analysis.course.curves {
            prop_assert_eq!(curve.points.len(), sentences.len());
            for (_, value) in &curve.points {
                prop_assert!((0.0..=100.0).contains(value));
            }
        }
    }
}

#[test]
fn the_stages_have_an_order() {
    // Container, then what hurts, then settling and kindness, each ten times.
    let stages = [
        "The therapist listened to me and I felt safe there.",
        "I am ashamed of it and I am a failure.",
        "I spoke kindly to myself and my breath grew calm.",
    ];
    let text: Vec<String> = stages.iter().map(|s| [*s; 10].join(" ")).collect();
    let whole = analyse(&text.join(" "))
        .counts
        .whole
        .expect("a whole document");
    assert_eq!((whole.stages, whole.stage_order), (3, Some(1.0)));
    let backward: Vec<String> = text.into_iter().rev().collect();
    let whole = analyse(&backward.join(" "))
        .counts
        .whole
        .expect("a whole document");
    assert_eq!((whole.stages, whole.stage_order), (3, Some(-1.0)));
    let one = analyse(&[stages[1]; 30].join(" "))
        .counts
        .whole
        .expect("a whole document");
    assert_eq!((one.stages, one.stage_order), (1, None));
}

#[test]
fn scan_writes_the_tables_that_are_asked_for() {
    let sandbox = Sandbox::new();
    let rising: Vec<usize> = (0..100).map(|at| usize::from(at % 10 < at / 10)).collect();
    sandbox.write("rising.txt", text_of(&rising));
    sandbox.write("short.txt", SENTENCES[1]);
    sandbox
        .run(&["scan", "rising.txt", "short.txt", "-o", "plain"])
        .exits(0);
    assert!(!sandbox.path("plain/trajectory.csv").exists());
    let args = ["--trajectory", "--curve", "daap", "--curve-every", "50"];
    let scan = ["scan", "rising.txt", "short.txt", "-o", "report"];
    sandbox.run(&[&scan[..], &args[..]].concat()).exits(0);
    let rows = sandbox.table("trajectory.csv");
    let shame = rows
        .iter()
        .find(|row| row["document"] == "rising.txt" && row["category"] == "shame")
        .expect("a row");
    assert_eq!(
        (shame["hits"].as_str(), shame["part_10"].as_str()),
        ("45", "9")
    );
    assert_eq!(
        (shame["tau"].as_str(), shame["peak"].as_str()),
        ("1", "0.95")
    );
    let documents = sandbox.table("documents.csv");
    assert_eq!(documents[0]["shame_tau"], "1");
    assert_eq!(documents[1]["shame_tau"], "");
    let curves = sandbox.table("curves.csv");
    let own = curves.iter().filter(|row| row["document"] == "rising.txt");
    assert_eq!(own.count(), 4 * 1000 / 50);
    let codebook = sandbox.table("codebook.csv");
    for (file, rows) in [("trajectory.csv", &rows), ("curves.csv", &curves)] {
        for column in rows[0].keys() {
            let line = codebook
                .iter()
                .find(|line| line["file"] == file && line["column"] == *column);
            assert!(
                line.is_some_and(|line| !line["definition"].is_empty()),
                "{file} {column}"
            );
        }
    }
}
