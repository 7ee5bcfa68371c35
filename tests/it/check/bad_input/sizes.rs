//! Much of something. Nothing here is timed: how work grows is measured by
//! `cargo bench --bench growth`.

use super::{HARD, beside, report, voices};
use crate::sandbox::Sandbox;

#[test]
fn row_15_one_long_line_with_many_hits_is_judged_to_its_end() {
    let hits = 80_000;
    let text = "I am ashamed of it, and so it is to this day. ".repeat(hits);
    assert!(text.len() > 3_300_000);
    let sandbox = Sandbox::with(&[("line.md", &text)]);
    sandbox.write("feltsense.toml", "root = true\n[check.rules.presence]\n");
    let run = sandbox
        .run(&["check", "line.md", "--output", "concise"])
        .exits(1);
    let last = run.out.lines().rfind(|line| line.contains("[presence]"));
    let column = text.rfind("ashamed").expect("a word") + 1;
    let place = format!("line.md:1:{column}:");
    assert!(
        last.is_some_and(|line| line.starts_with(&place)),
        "{last:?}"
    );
    let found = run.out.matches("[presence]").count();
    assert_eq!(found, hits);
    // What is shown of the line is a piece of it.
    let text = "I am ashamed of it, and so it is to this day. ".repeat(2000);
    sandbox.write("line.md", text);
    let run = sandbox.run(&["check", "line.md"]).exits(1);
    assert!(run.out.lines().all(|line| line.len() < 400));
}

#[test]
fn row_16_a_file_over_the_limit_is_refused_and_many_are_all_judged() {
    let sandbox = Sandbox::new();
    sandbox.write("large.md", "It rains. ".repeat(1000));
    let limit = ["large.md", "--max-file-size", "5000"];
    beside(&sandbox, &limit, 2, &["large.md", "5000"]);
    beside(&sandbox, &["large.md", "--max-file-size", "10000"], 1, &[]);
    for at in 0..1500 {
        sandbox.write(&format!("many/{:02}/{at:04}.md", at % 40), HARD);
    }
    let run = sandbox
        .run(&["check", "many", "--output", "concise"])
        .exits(1);
    let mut lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines.len(), 1500);
    let sorted = lines.is_sorted();
    lines.dedup();
    assert!(sorted && lines.len() == 1500, "each once, and in order");
}

#[test]
fn row_17_deep_nesting_is_read_to_its_end() {
    for (name, before) in [
        ("quote.md", ">".repeat(100_000) + " "),
        ("list.md", "- ".repeat(20_000)),
        ("link.md", "[".repeat(100_000)),
        ("picture.md", "![".repeat(100_000)),
        ("star.md", "*".repeat(100_000)),
        ("under.md", "_*".repeat(50_000)),
        ("tick.md", "`a``".repeat(30_000) + " "),
        ("tag.html", "<div>".repeat(100_000)),
    ] {
        let text = format!("{before}{HARD}");
        let column = before.chars().count() as u64 + 9;
        assert_eq!(voices(&report(name, &text, &[])), [(1, column)], "{name}");
        beside(&Sandbox::with(&[(name, &text)]), &[name], 1, &[]);
    }
}
