//! Paths, patterns, bytes and blocks with mistakes in them: told once, in the right place.

use std::fmt::Write as _;

use crate::sandbox::Sandbox;

const HIT: &str = "I was ashamed of myself.";

#[test]
fn hashes_stand_for_names_in_patterns_with_mistakes() {
    let sandbox = Sandbox::with(&[("t/a.txt", HIT)]);
    let run = sandbox
        .scan(&["t", "t/zorbleflux[.txt", "--label", "hash"])
        .exits(2);
    assert!(!run.err.contains("zorbleflux"), "{}", run.err);
    for (name, bytes) in sandbox.report("report") {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("zorbleflux"), "{name}");
    }
}

#[test]
fn a_pattern_that_finds_nothing_is_one_problem() {
    let sandbox = Sandbox::with(&[("t/a.txt", HIT)]);
    for (pattern, reason) in [("t/[.txt", "bad_pattern"), ("t/*.md", "no_match")] {
        sandbox.scan(&["t/a.txt", pattern]).exits(2);
        assert_eq!(sandbox.column("skipped.csv", "path"), [pattern]);
        assert_eq!(sandbox.column("skipped.csv", "reason"), [reason]);
    }
}

#[test]
fn a_pattern_that_finds_nothing_may_be_allowed() {
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.path("t")).expect("a folder");
    sandbox.scan(&["t/*.md"]).exits(2);
    sandbox.scan(&["t/*.md", "--allow-empty"]).exits(0);
    // A mistake in a pattern is not nothing.
    sandbox.scan(&["t/[.md", "--allow-empty"]).exits(2);
    sandbox.scan(&["gone.md", "--allow-empty"]).exits(2);
}

#[cfg(unix)]
#[test]
fn a_named_link_to_a_folder_is_a_folder() {
    let sandbox = Sandbox::with(&[("t/a.txt", HIT)]);
    std::os::unix::fs::symlink("t", sandbox.path("link")).expect("a link");
    sandbox.scan(&["link"]).exits(0);
    assert_eq!(sandbox.column("documents.csv", "document"), ["a.txt"]);
    assert_eq!(sandbox.table("skipped.csv"), []);
}

#[test]
fn a_bad_byte_is_told_with_its_place() {
    let sandbox = Sandbox::new();
    sandbox.write("a.txt", b"Na\xc3\xafve caf\xc3\xa9s.\nI was \xff ashamed.");
    sandbox.scan(&["a.txt"]).exits(2).says("byte 22, line 2");
    let row = sandbox.skipped("a.txt");
    assert!(row["detail"].contains("byte 22, line 2"));
    assert_eq!(row["reason"], "invalid_bytes");
    let flags = sandbox.column("documents.csv", "flags");
    assert_eq!(flags, ["under_100_words invalid_bytes"]);
}

#[test]
fn a_block_that_never_closes_is_told() {
    let sandbox = Sandbox::new();
    for open in ["```", "<!--"] {
        let text = format!("I was ashamed.\n\n{open}\n\n{}", "I was kind. ".repeat(50));
        sandbox.write("a.md", text);
        sandbox.scan(&["a.md"]).exits(0).says("hides 150 words");
        let row = sandbox.table("documents.csv").remove(0);
        assert!(row["flags"].contains("unclosed_block"));
        let row = sandbox.skipped("a.md");
        assert_eq!(
            (&*row["reason"], &*row["severity"]),
            ("unclosed_block", "remark")
        );
        assert!(row["detail"].contains("line 3"));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn help_that_could_not_be_printed_is_an_error() {
    let sandbox = Sandbox::new();
    for argument in ["--help", "--version"] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full");
        let mut command = sandbox.command(&[argument]);
        command.stdout(full.expect("a device"));
        assert_eq!(command.status().expect("it runs").code(), Some(2));
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_is_read_up_to_the_limit() {
    let sandbox = Sandbox::new();
    sandbox.write("in.txt", HIT.repeat(10));
    sandbox.write(
        "in.csv",
        format!("text\n{}", "I was ashamed.\n".repeat(20_000)),
    );
    for (file, format, bytes, reason) in [
        ("in.txt", "txt", "240", None),
        ("in.txt", "txt", "239", Some("too_large")),
        ("in.csv", "csv", "300005", None),
        ("in.csv", "csv", "200000", Some("too_large")),
    ] {
        let arguments = ["scan", "-", "-o", "report", "--force", "--format", format];
        let mut command = sandbox.command(&[&arguments[..], &["--max-file-size", bytes]].concat());
        command.stdin(std::fs::File::open(sandbox.path(file)).expect("a file"));
        let run = sandbox.finish(command);
        assert_eq!(
            run.code,
            Some(if reason.is_some() { 2 } else { 0 }),
            "{}",
            run.err
        );
        let reasons = sandbox.column("skipped.csv", "reason");
        assert_eq!(reasons, reason.into_iter().collect::<Vec<_>>());
        let inputs = sandbox.manifest()["inputs"].clone();
        let is_hashed = inputs
            .get(0)
            .is_some_and(|input| input["sha256"].is_string());
        assert_eq!(is_hashed, reason.is_none());
    }
}

#[test]
fn many_small_groups_are_all_in_the_corpus() {
    let sandbox = Sandbox::new();
    let mut rows = String::new();
    for row in 0..3000 {
        writeln!(rows, "{row},I was ashamed.").expect("room");
    }
    sandbox.write("a.csv", format!("person,text\n{rows}"));
    sandbox
        .scan(&["a.csv", "--group-by", "person", "--resamples", "100"])
        .exits(0);
    let table = sandbox.table("corpus.csv");
    let of = |group: &str| table.iter().filter(|row| row["group"] == group).count();
    assert_eq!(table.len(), 3001 * of("all"));
    let shame = |row: &&crate::sandbox::Row| row["category"] == "shame" && row["hits"] == "1";
    assert_eq!(table.iter().filter(shame).count(), 3000);
}
