//! Adopting old texts: what was there before does not count, what is new does.

use proptest::prelude::*;

use feltsense::check::{Baseline, Finding};

use super::judge_as;
use crate::sandbox::Sandbox;
use feltsense::read::Format;

const RULES: &str =
    "[check.rules.presence]\n[check.rules.density]\nmax = 1\nmin-hits = 1\nmin-words = 0\n";

fn all(text: &str) -> Vec<Finding> {
    judge_as(RULES, text, Format::Markdown).findings
}

/// Findings of `now` that a baseline of `then` does not know, and whether it holds more.
fn new(then: &str, now: &str) -> (usize, bool) {
    let text = Baseline::of(&all(then)).to_text();
    let baseline = Baseline::parse(&text).expect("what we wrote");
    let mut findings = all(now);
    let stale = baseline.apply(&mut findings, &|_| true);
    (
        findings.iter().filter(|f| f.is_open()).count(),
        !stale.is_empty(),
    )
}

const OLD: &str = "It rains.\n\nI am ashamed. I am ashamed. I am worthless.\n";

#[test]
fn known_findings_do_not_count() {
    assert_eq!(new(OLD, OLD), (0, false));
    assert_eq!(new(OLD, &format!("A line above.\n\n{OLD}")), (0, false));
    assert_eq!(
        new(
            OLD,
            &format!("{OLD}\n{}I am pathetic.\n", super::PLAIN.repeat(3))
        ),
        (1, false)
    );
    // The same sentence once more is new as well.
    assert_eq!(
        new(
            OLD,
            &format!("{OLD}\n{}I am ashamed.\n", super::PLAIN.repeat(3))
        ),
        (1, false)
    );
    // One that was mended is told.
    assert_eq!(
        new(OLD, "It rains.\n\nI am ashamed. I am ashamed. It snows.\n"),
        (0, true)
    );
}

#[test]
fn a_document_that_got_worse_counts() {
    let (found, _) = new(
        "I am ashamed. It rains, and it rains, and it rains.\n",
        "I am ashamed. I am worthless.\n",
    );
    assert_eq!(found, 2, "the density and the new word");
}

#[test]
fn the_file_holds_no_text_and_merges_by_line() {
    let text = Baseline::of(&all(OLD)).to_text();
    assert!(
        !text.contains("ashamed") && !text.contains("worthless"),
        "{text}"
    );
    let lines: Vec<&str> = text.lines().skip(1).collect();
    let mut sorted = lines.clone();
    sorted.sort_by_key(|line| line.split("\"subject\"").next().map(str::to_owned));
    assert_eq!(lines.len(), 3);
    assert_eq!(lines.len(), sorted.len());
    let both = format!("{text}{}\n", lines[0]);
    assert_eq!(
        Baseline::parse(&both),
        Baseline::parse(&text),
        "a line that a merge kept twice"
    );
}

#[test]
fn a_file_that_is_not_understood_is_never_empty() {
    let error = |text: &str| Baseline::parse(text).expect_err("it is wrong").to_string();
    assert!(error("").contains("no baseline"));
    assert!(error("{\"feltsense-baseline\":2}\n").contains("version 2"));
    assert!(error("{\"feltsense-baseline\":1}\n<<<<<<< ours\n").starts_with("2: a merge"));
    assert!(error("{\"feltsense-baseline\":1}\n{\"rule\":\"x\"}\n").starts_with("2: "));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn property_12_lines_above_change_nothing_and_one_more_is_one(
        hard in prop::collection::vec(prop::sample::select(&["I am ashamed. ", "I am worthless. ", "It rains. ", "\n\n"][..]), 0..12),
        above in 0usize..4,
    ) {
        let presence = "[check.rules.presence]\n";
        let judged = |text: &str| judge_as(presence, text, Format::Markdown).findings;
        let text: String = hard.concat();
        let baseline = Baseline::of(&judged(&text));
        let open = |text: &str| {
            let mut findings = judged(text);
            baseline.apply(&mut findings, &|_| true);
            findings.iter().filter(|f| f.is_open()).count()
        };
        let above = "It rains on the roof.\n\n".repeat(above);
        prop_assert_eq!(open(&text), 0);
        prop_assert_eq!(open(&format!("{above}{text}")), 0);
        prop_assert_eq!(open(&format!("{above}{text}\n\nI am a disgrace.\n")), 1);
    }
}

/// A site of old pages, adopted; then one page gets worse.
#[test]
fn two_hundred_old_pages_and_one_bad_change() {
    let sandbox = Sandbox::new();
    sandbox.write("feltsense.toml", "root = true\n[check]\nfail-on = 'note'\nbaseline = 'known.jsonl'\n[check.rules.presence]\nlevel = 'note'\n[check.rules.opening]\nlevel = 'off'\n");
    for number in 0..200 {
        sandbox.write(
            &format!("pages/{number}.md"),
            format!("# Page {number}\n\nI was ashamed on day {number}.\n"),
        );
    }
    sandbox
        .run(&["check", "pages"])
        .exits(2)
        .says("there is no such baseline");
    sandbox
        .run(&["baseline", "write", "pages"])
        .exits(0)
        .says("200 findings in");
    sandbox.run(&["check", "pages"]).exits(0);
    sandbox.run(&["check", "."]).exits(0);
    sandbox.write(
        "pages/7.md",
        "# Page 7\n\nA word before.\n\nI was ashamed on day 7.\n\nYou are worthless.\n",
    );
    let run = sandbox
        .run(&["check", "pages", "--output", "concise"])
        .exits(1);
    let lines: Vec<&str> = run.out.lines().collect();
    assert!(
        lines.iter().all(|line| line.starts_with("pages/7.md:7:")),
        "{}",
        run.out
    );
    assert_eq!(lines.len(), 2, "presence and voice:\n{}", run.out);
    // A page that is mended, and one that goes, leave entries.
    sandbox.write("pages/7.md", "# Page 7\n\nIt rains.\n");
    std::fs::remove_file(sandbox.path("pages/8.md")).expect("a page");
    let run = sandbox.run(&["check", "pages"]).exits(0);
    assert_eq!(run.err.matches("baseline prune").count(), 2, "{}", run.err);
    sandbox
        .run(&["check", "pages", "--strict-baseline"])
        .exits(1);
    // A part of the pages says nothing about the others.
    let run = sandbox.run(&["check", "pages/9.md"]).exits(0);
    assert!(!run.err.contains("pages/10.md"));
    sandbox
        .run(&["baseline", "prune", "pages/7.md"])
        .exits(0)
        .says("198 findings in");
    sandbox
        .run(&["check", "pages", "--strict-baseline"])
        .exits(0);
    sandbox.write("known.jsonl", "{}\n");
    sandbox
        .run(&["check", "pages"])
        .exits(2)
        .says("no baseline");
}

#[test]
fn a_baseline_is_not_written_from_half_of_the_inputs() {
    let sandbox = Sandbox::with(&[("a.md", "I am ashamed.\n")]);
    sandbox.write("b.md", b"\xff\xfe\x00\xd8 broken \xff");
    let run = sandbox
        .run(&["baseline", "write", "a.md", "gone.md"])
        .exits(2);
    assert!(run.err.contains("not written"), "{}", run.err);
    assert!(!sandbox.path("feltsense-baseline.jsonl").exists());
}
