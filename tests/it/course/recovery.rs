//! What follows what: on texts with a known course, and from the command line.

use feltsense::course::recovery::Recovery;
use feltsense::measure::resample::Rng;
use proptest::prelude::*;

use super::{analyse, text_of};
use crate::sandbox::{Row, Sandbox};

/// Shame, and self-compassion in the next sentence, thirty times among other things, which are now
/// more and now fewer: what stands in a rhythm falls on itself again when it is shifted.
fn planted() -> Vec<usize> {
    let mut rng = Rng::new(17);
    let mut sentences = Vec::new();
    for _ in 0..30 {
        let between = 3 + rng.below(11);
        sentences.extend((0..between).map(|_| [0, 0, 0, 3, 4][rng.below(5) as usize]));
        sentences.extend([1, 2]);
    }
    sentences
}

fn row(sentences: &[usize], from: &str) -> Recovery {
    let rows = analyse(&text_of(sentences)).course.recovery;
    let mut own = rows.into_iter().filter(|row| *row.from == *from);
    own.next().expect("from has a hit")
}

fn shuffled(mut values: Vec<usize>, rng: &mut Rng) -> Vec<usize> {
    for at in (1..values.len()).rev() {
        values.swap(at, rng.below(at as u64 + 1) as usize);
    }
    values
}

#[test]
fn what_was_planted_is_found() {
    let found = row(&planted(), "shame");
    assert_eq!((found.chance.hits, found.to_hits), (30, 30));
    assert_eq!(found.sentences, [1; 30]);
    assert_eq!(found.words, vec![found.words[0]; 30]);
    assert!((6..15).contains(&found.words[0]));
    // A wide window is nearly everywhere: a narrow one tells more.
    assert_eq!(found.chance.observed, 30);
    let interval = found.finding.interval.expect("30 hits");
    assert!(interval.low > 1.0, "{:?}", found.finding);
}

#[test]
fn shuffling_moves_it_to_chance() {
    let mut rng = Rng::new(5);
    let (mut below, mut observed, mut expected) = (0, 0.0, 0.0);
    for _ in 0..60 {
        let found = row(&shuffled(planted(), &mut rng), "shame");
        below += u32::from(found.finding.p.expect("30 hits") <= 0.05);
        observed += found.chance.observed as f64;
        expected += found.chance.expected;
    }
    // Three of 60 are expected at 0.05.
    assert!(below <= 9, "{below} of 60");
    let ratio = observed / expected;
    assert!((0.95..1.05).contains(&ratio), "{ratio}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn joining_adds_what_follows(
        first in prop::collection::vec(0..5_usize, 1..60),
        second in prop::collection::vec(0..5_usize, 1..60),
    ) {
        // Seven sentences without a hit are longer than the window.
        let mut whole = first.clone();
        whole.extend([0; 7]);
        whole.extend(&second);
        let sums = |sentences: &[usize]| {
            let rows = analyse(&text_of(sentences)).course.recovery;
            let own = rows.iter().find(|row| &*row.from == "shame");
            own.map_or((0, 0), |row| (row.chance.hits, row.chance.observed))
        };
        let (a, b, both) = (sums(&first), sums(&second), sums(&whole));
        prop_assert_eq!((a.0 + b.0, a.1 + b.1), both);
    }
}

fn number(row: &Row, column: &str) -> f64 {
    row[column]
        .parse()
        .unwrap_or_else(|_| panic!("{column}: {row:?}"))
}

/// Three documents of two groups.
fn corpus() -> Sandbox {
    let sandbox = Sandbox::new();
    let mut rng = Rng::new(2);
    sandbox.write("t/near/one.txt", text_of(&planted()));
    sandbox.write("t/near/two.txt", text_of(&planted()[..90]));
    sandbox.write("t/far/three.txt", text_of(&shuffled(planted(), &mut rng)));
    sandbox.write("t/far/none.txt", text_of(&[0, 0, 0]));
    sandbox
}

#[test]
fn scan_pools_documents() {
    let sandbox = corpus();
    let more = ["--pair", "shame.explicit>somatic", "--within", "12"];
    let scan = [
        "scan",
        "t",
        "-o",
        "report",
        "--recovery",
        "--group-by",
        "dir",
    ];
    sandbox.run(&[&scan[..], &more[..]].concat()).exits(0);
    let rows = sandbox.table("recovery.csv");
    let of = |document: &str, group: &str, to: &str| -> Vec<&Row> {
        let mine = |row: &&Row| {
            (document == "*" && !row["document"].is_empty() || row["document"] == document)
                && (group == "*" || row["group"] == group)
                && row["to"] == to
        };
        rows.iter().filter(mine).collect()
    };
    for to in ["self_compassion", "somatic"] {
        for (group, documents) in [("all", "*"), ("near", "near"), ("far", "far")] {
            let pooled = of("", group, to);
            assert_eq!(pooled.len(), 1, "{group} {to}");
            let parts = of("*", documents, to);
            for column in [
                "from_hits",
                "to_hits",
                "without_next",
                "followed",
                "expected",
            ] {
                let sum: f64 = parts.iter().map(|row| number(row, column)).sum();
                let whole = number(pooled[0], column);
                assert!((sum - whole).abs() < 1e-9, "{group} {to} {column}");
            }
            assert_eq!(pooled[0]["within_words"], "12");
        }
    }
    let near = of("", "near", "self_compassion")[0];
    assert_eq!(
        (near["median_sentences"].as_str(), near["p"].as_str()),
        ("1", "0.001")
    );
    assert_eq!(
        (near["share"].as_str(), near["tested"].as_str()),
        ("1", "2")
    );
    assert!(number(near, "lift_low") > 1.5 && number(near, "q") <= 0.002);
    let codebook = sandbox.table("codebook.csv");
    for column in rows[0].keys() {
        let mut lines = codebook.iter();
        let told = lines.any(|line| line["file"] == "recovery.csv" && line["column"] == *column);
        assert!(told, "{column}");
    }
}

#[test]
fn threads_and_order_change_no_byte() {
    let sandbox = corpus();
    let tables = [
        "--recovery",
        "--cooccurrence",
        "--bodymap",
        "--group-by",
        "dir",
    ];
    let run = |report: &str, more: &[&str]| {
        let scan = ["scan", "-o", report];
        sandbox
            .run(&[&scan[..], more, &tables[..]].concat())
            .exits(0);
    };
    run("one", &["t", "--threads", "1"]);
    run("four", &["t", "--threads", "4"]);
    run("turned", &["t/near/two.txt", "t/near/one.txt", "t/far"]);
    for file in ["recovery.csv", "cooccurrence.csv", "bodymap.csv"] {
        let read = |report: &str| std::fs::read(sandbox.path(report).join(file)).expect("a table");
        assert_eq!(read("one"), read("four"), "{file}");
    }
    // A document has the same row wherever it stands in the corpus.
    let told = |report: &str| -> Vec<(String, String)> {
        let rows = sandbox.table_of(report, "recovery.csv");
        let own = rows
            .iter()
            .filter(|row| row["document"].ends_with("two.txt"));
        own.map(|row| (row["p"].clone(), row["lift_high"].clone()))
            .collect()
    };
    assert!(!told("one").is_empty());
    assert_eq!(told("one"), told("turned"));
}

#[test]
fn pairs_that_cannot_be_are_refused() {
    let sandbox = Sandbox::with(&[("a.txt", "I was ashamed.")]);
    let refused = |option: &str, pair: &str, says: &str| {
        let run = sandbox.run(&["scan", "a.txt", "-o", "report", option, pair]);
        assert_ne!(run.code, Some(0), "{pair}");
        run.says(says);
        assert!(!sandbox.path("report").exists(), "{pair}");
    };
    refused(
        "--pair",
        "shame>nothing",
        "no lexicon in use has the category `nothing`",
    );
    refused("--pair", "shame", "write two categories as 'A>B'");
    refused("--pair", "shame>shame", "name two categories");
    refused(
        "--together",
        "shame,relational,somatic",
        "write two categories as 'A,B'",
    );
    refused("--within", "0", "--within");
}
