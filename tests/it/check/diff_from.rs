//! `check --diff-from`: diffs of others, and those that do not fit.

use super::repo::{RULES, Repo, places};
use crate::sandbox::Sandbox;

#[test]
fn diffs_that_do_not_fit_are_errors() {
    let repo = Repo::with(&[("feltsense.toml", RULES), ("a.md", "one\ntwo\nthree\n")]);
    let told = |diff: &str, words: &str| {
        repo.0.write("d.diff", diff);
        let run = repo
            .0
            .run(&["check", ".", "--diff-from", "d.diff"])
            .exits(2);
        assert!(run.err.contains(words), "{diff}\n{}", run.err);
    };
    let one = |name: &str, hunk: &str| format!("--- a/{name}\n+++ b/{name}\n{hunk}");
    told(
        &one("a.md", "@@ -1,2 +1,2 @@\n one\n-zwei\n+deux\n"),
        "d.diff:6: a.md is not what the diff says",
    );
    told(
        &one("a.md", "@@ -9,2 +9,2 @@\n one\n-zwei\n+two\n"),
        "d.diff:3: a.md",
    );
    told(
        &one("b.md", "@@ -1 +1 @@\n-x\n+y\n"),
        "d.diff:1: the diff changes b.md, which is not here",
    );
    told(&one("a.md", "@@ -1,2 +1 @@\n-x\n"), "d.diff:4: fewer lines");
    told(
        "--- a/a.md\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n",
        "is gone, and it is there",
    );
    told("not a diff\n", "d.diff:1: this is no unified diff");
    told(
        &format!("{0}{0}", one("a.md", "@@ -1,0 +2 @@\n+two\n")),
        "twice",
    );
    told("\u{0}\u{1}\u{2}", "no unified diff");
    repo.0
        .run(&["check", ".", "--diff-from", "none.diff"])
        .exits(2)
        .says("none.diff: there is no such diff");
    repo.0
        .run(&["check", "-", "--diff-from", "d.diff"])
        .exits(2)
        .says("says nothing of standard input");
    // What is no text of ours may be anywhere.
    repo.0
        .write("d.diff", one("src/main.rs", "@@ -1 +1 @@\n-x\n+y\n"));
    repo.0
        .run(&["check", ".", "--diff-from", "d.diff"])
        .exits(0);
    // A file that the diff only names counts whole.
    repo.0.write("a.md", "I am ashamed.\n");
    repo.0
        .write("d.diff", "Binary files a/a.md and b/a.md differ\n");
    repo.0
        .run(&["check", ".", "--diff-from", "d.diff"])
        .exits(1)
        .says("all of it counts");
}

#[test]
fn a_diff_of_diff_u_is_as_good() {
    let sandbox = Sandbox::with(&[
        ("feltsense.toml", RULES),
        ("a.md", "It rains.\nI am ashamed.\nI am worthless.\n"),
    ]);
    let diff = "--- old/a.md\t2026-01-01 10:00:00.000000000 +0000\r\n+++ new/a.md\t2026-01-02 10:00:00.000000000 +0000\r\n@@ -1,2 +1,3 @@\r\n It rains.\r\n I am ashamed.\r\n+I am worthless.\r\n";
    sandbox.write("d.diff", diff);
    let mut command = sandbox.command(&["check", ".", "--diff-from", "-", "--output", "concise"]);
    command.stdin(std::fs::File::open(sandbox.path("d.diff")).expect("a file"));
    assert_eq!(places(&sandbox.finish(command).exits(1)), ["a.md:3:6"]);
}
