//! `feltsense lexicon weigh` and what `lexicon evaluate` says of the weights.

use std::fmt::Write as _;

use crate::sandbox::Sandbox;

/// Two categories; one entry weighed by its author.
const GARDEN: &str = r#"# Weeds are plants, too.
name = "garden"
title = "Garden"
version = "1.0.0"
language = "en"

[[category]]
id = "growing"   # what grows
title = "Growing"
polarity = "descriptive"
definition = "Things that grow."
entries = [
  "tulip(s)?:.7",  # a flower
  'moss',
  { pattern = "fern", note = "shade" },
  "orchid:.4",
]

[[category]]
id = "tools"
title = "Tools"
polarity = "descriptive"
definition = "Things to dig with."
entries = ["spade", "rake"]
"#;

/// Texts `word` with so many of label 1 and 0, then texts without a hit.
fn table(words: &[(&str, usize, usize)]) -> String {
    let mut rows = String::new();
    for &(word, ones, zeros) in words {
        for (label, count) in [(1, ones), (0, zeros)] {
            for _ in 0..count {
                let _ = writeln!(
                    rows,
                    "{{\"text\":\"there was a {word}\",\"label\":{label}}}"
                );
            }
        }
    }
    rows
}

fn garden() -> Sandbox {
    let first = table(&[
        ("tulip", 30, 1),
        ("moss", 6, 6),
        ("spade", 2, 9),
        ("cloud", 60, 80),
    ]);
    let second = table(&[("moss", 2, 5), ("fern", 0, 1), ("cloud", 40, 40)]);
    Sandbox::with(&[
        ("garden.toml", GARDEN),
        ("one.jsonl", &first),
        ("two.jsonl", &second),
        ("none.jsonl", &table(&[("cloud", 3, 3)])),
    ])
}

#[test]
fn planted_evidence_is_found_and_the_rest_of_the_file_stays() {
    let sandbox = garden();
    let run = sandbox
        .run(&["lexicon", "weigh", "garden.toml", "one.jsonl", "two.jsonl"])
        .exits(0)
        .says("4 of 6 entries fired");
    let lines: Vec<&str> = run.out.lines().collect();
    assert!(lines.contains(&"# Weeds are plants, too."));
    assert!(lines.contains(&"id = \"growing\"   # what grows"));
    let weight = |pattern: &str| -> f64 {
        let line = lines.iter().find(|line| line.contains(pattern));
        let line = line.unwrap_or_else(|| panic!("no {pattern} in:\n{}", run.out));
        let (_, number) = line.split_once("weight = ").expect("a weight");
        number
            .split([',', ' '])
            .next()
            .expect("a number")
            .parse()
            .expect("a number")
    };
    // Far likelier with label 1: up from its theory weight, which stays in the pattern.
    assert!(weight("\"tulip(s)?:.7\"") > 0.8);
    // As often with either label: down; likelier with label 0: further down, never to nothing.
    assert!((0.2..0.7).contains(&weight("'moss'")));
    assert!((0.05..weight("'moss'")).contains(&weight("\"spade\"")));
    // One text moves a weight a little.
    assert!((0.7..1.0).contains(&weight("\"fern\"")));
    assert!(run.out.contains("fired = [8, 11]"), "{}", run.out);
    // Without evidence an entry stays the line that it was.
    assert!(lines.contains(&"  \"orchid:.4\",") && lines.contains(&"  \"rake\","));
    assert!(run.out.contains("note = \"shade\", weight"));
    assert!(run.out.contains("  # a flower"));
}

#[test]
fn the_result_is_the_same_twice_and_in_any_order_of_the_files() {
    let sandbox = garden();
    let weigh = |arguments: &[&str]| {
        let all: Vec<&str> = ["lexicon", "weigh"]
            .iter()
            .chain(arguments)
            .copied()
            .collect();
        sandbox.run(&all).exits(0).out
    };
    let once = weigh(&["garden.toml", "one.jsonl", "two.jsonl"]);
    assert_eq!(once, weigh(&["garden.toml", "two.jsonl", "one.jsonl"]));
    sandbox
        .run(&[
            "lexicon",
            "weigh",
            "garden.toml",
            "one.jsonl",
            "two.jsonl",
            "-o",
            "new.toml",
        ])
        .exits(0);
    assert_eq!(once, weigh(&["new.toml", "one.jsonl", "two.jsonl"]));
    sandbox.run(&["lexicon", "check", "new.toml"]).exits(0);
    assert_eq!(weigh(&["garden.toml", "none.jsonl"]), GARDEN);
    // A name in use is refused, unless replacing it was asked for.
    let again = [
        "lexicon",
        "weigh",
        "garden.toml",
        "one.jsonl",
        "-o",
        "new.toml",
    ];
    sandbox.run(&again).exits(2).says("--force");
    let forced: Vec<&str> = again.iter().copied().chain(["--force"]).collect();
    sandbox.run(&forced).exits(0);
}

#[test]
fn a_label_speaks_for_the_named_categories_only() {
    let sandbox = garden();
    let weigh = |file: &str| sandbox.run(&["lexicon", "weigh", "garden.toml", file]);
    let scoped = weigh("one.jsonl:growing").exits(0).out;
    // Counted, and not weighed.
    assert!(
        scoped.contains("{ pattern = \"spade\", fired = [2, 9] }"),
        "{scoped}"
    );
    assert!(scoped.contains("{ pattern = \"tulip(s)?:.7\", weight"));
    let counted = weigh("one.jsonl:").exits(0).out;
    assert!(counted.contains("{ pattern = \"tulip(s)?:.7\", fired = [30, 1] }"));
    assert!(!counted.contains("weight"));
    weigh("one.jsonl:weeds").exits(2).says("growing, tools");
    weigh("nowhere.jsonl").exits(2).says("nowhere.jsonl");
}

#[test]
fn entries_outside_the_total_are_counted_and_not_weighed() {
    let sandbox = garden();
    let apart = GARDEN.replace("id = \"tools\"", "id = \"tools\"\nin_total = false");
    sandbox.write("apart.toml", apart);
    let out = sandbox
        .run(&["lexicon", "weigh", "apart.toml", "one.jsonl"])
        .exits(0)
        .out;
    assert!(
        out.contains("{ pattern = \"spade\", fired = [2, 9] }"),
        "{out}"
    );
}

#[test]
fn halves_test_weights_where_they_were_not_learnt() {
    let sandbox = garden();
    let run = sandbox
        .run(&[
            "lexicon",
            "weigh",
            "garden.toml",
            "one.jsonl",
            "--halves",
            "-o",
            "new.toml",
        ])
        .exits(0);
    let line = run.err.lines().last().expect("a line");
    let numbers: Vec<f64> = line
        .split_whitespace()
        .skip(1)
        .map(|number| number.parse().expect("a number"))
        .collect();
    let [plain, _, learnt, other] = numbers[..] else {
        panic!("four numbers in `{line}`");
    };
    assert!(
        (0.5..0.7).contains(&plain) && learnt > 0.0 && other > 0.0,
        "{line}"
    );
}

#[test]
fn evaluation_compares_the_weighted_rate_and_names_what_never_fired() {
    let sandbox = garden();
    let learn = [
        "lexicon",
        "weigh",
        "garden.toml",
        "one.jsonl",
        "-o",
        "new.toml",
    ];
    sandbox.run(&learn).exits(0);
    let tell = |lexicon: &str| {
        let arguments = [
            "lexicon",
            "evaluate",
            "one.jsonl",
            "two.jsonl",
            "--lexicon",
            lexicon,
        ];
        let with_out: Vec<&str> = arguments
            .into_iter()
            .chain(["--out", "out", "--force"])
            .collect();
        sandbox.run(&with_out).exits(0).out
    };
    let told = tell("new.toml");
    let line = told
        .lines()
        .find(|line| line.trim_start().starts_with("garden"));
    let gain = line.and_then(|line| line.split_whitespace().nth(3));
    assert!(gain.is_some_and(|gain| gain.starts_with("+.")), "{told}");
    assert!(
        told.contains("mean of the 2 files") && told.contains("2 of 6 entries"),
        "{told}"
    );
    assert!(
        told.lines().all(|line| line.chars().count() <= 80),
        "{told}"
    );
    let rows = sandbox.table_of("out", "evaluation.csv");
    let total = rows
        .iter()
        .find(|row| row["category"] == "garden")
        .expect("a row");
    let value = |column: &str| total[column].parse::<f64>().expect("a number");
    assert!((value("weighted_auc") - value("auc") - value("gain")).abs() < 1e-12);
    assert!(value("gain_low") <= value("gain") && value("gain") <= value("gain_high"));
    let silent: Vec<String> = sandbox
        .table_of("out", "never_fired.csv")
        .iter()
        .map(|row| row["entry"].clone())
        .collect();
    assert_eq!(silent, ["orchid", "rake"]);
    assert_eq!(sandbox.table_of("out", "means.csv")[0]["files"], "2");
    let tulip = &sandbox.table_of("out", "entries.csv")[0];
    assert_eq!((&*tulip["entry"], &*tulip["theory"]), ("tulip(s)?", "0.7"));
}
