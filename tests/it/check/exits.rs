//! Exit codes: never silently green. (Broken and hostile input: `super::bad_input`.)

use crate::sandbox::Sandbox;

const HARD: &str = "You are worthless.\n";

#[test]
fn findings_end_with_1_from_the_level_on() {
    let sandbox = Sandbox::with(&[
        ("hard.md", HARD),
        ("soft.md", "It rains.\n"),
        ("head.md", "# Ashamed\n\nIt rains.\n"),
    ]);
    sandbox.run(&["check", "soft.md"]).exits(0);
    sandbox.run(&["check", "hard.md"]).exits(1);
    sandbox
        .run(&["check", "hard.md", "--fail-on", "error"])
        .exits(0);
    sandbox
        .run(&[
            "check",
            "hard.md",
            "--fail-on",
            "error",
            "--max-warnings",
            "0",
        ])
        .exits(1);
    sandbox
        .run(&[
            "check",
            "hard.md",
            "--fail-on",
            "error",
            "--max-warnings",
            "1",
        ])
        .exits(0);
    sandbox.run(&["check", "hard.md", "--exit-zero"]).exits(0);
    sandbox
        .run(&["check", "hard.md", "--profile", "writer"])
        .exits(0);
    sandbox.run(&["check", "head.md"]).exits(0);
    sandbox
        .run(&["check", "head.md", "--fail-on", "note"])
        .exits(1);
    sandbox
        .run(&["check", "head.md", "--fail-on", "never"])
        .exits(0);
}

#[test]
fn what_is_not_read_ends_with_2_whatever_was_found() {
    let sandbox = Sandbox::with(&[
        ("hard.md", HARD),
        ("soft.md", "It rains.\n"),
        ("notes.doc", "x"),
    ]);
    let ends_with_2 = |arguments: &[&str], says: &str| {
        let run = sandbox.run(&[&["check"], arguments].concat()).exits(2);
        assert!(run.err.contains(says), "{arguments:?}:\n{}", run.err);
        run
    };
    let run = ends_with_2(&["gone.md", "hard.md", "--exit-zero"], "gone.md");
    assert!(run.out.contains("warning[voice]"), "the others are checked");
    ends_with_2(&["notes.doc"], "cannot be read");
    ends_with_2(&["."], "notes.doc");
    ends_with_2(&["soft.md", "--config", "gone.toml"], "no such file");
    ends_with_2(&["soft.md", "--baseline", "gone.jsonl"], "no such baseline");
    ends_with_2(&["soft.md", "--output", "sarf"], "write one of");
    ends_with_2(&["soft.md", "--lexicon", "gone"], "lexicon");
}

#[test]
fn labels_are_paths_from_here() {
    let sandbox = Sandbox::with(&[("a/b/hard.md", HARD)]);
    let first = |arguments: &[&str]| {
        let out = sandbox
            .run(&[&["check", "--output", "concise"], arguments].concat())
            .out;
        out.split(':').next().unwrap_or_default().to_owned()
    };
    let absolute = sandbox.path("a/b/hard.md").display().to_string();
    for path in [
        ".",
        "a",
        "./a/b",
        "a/b/hard.md",
        "a/../a/b",
        "a/**/*.md",
        &absolute,
    ] {
        assert_eq!(first(&[path]), "a/b/hard.md", "{path}");
    }
    let mut above = sandbox.command(&["check", "--output", "concise", "../b"]);
    above.current_dir(sandbox.path("a/b"));
    assert!(sandbox.finish(above).out.starts_with("hard.md:"));
}
