//! Where outputs may go: never in the place of what is read, of a link, or of each other.

use std::os::unix::fs::symlink;

use super::HARD;
use crate::sandbox::Sandbox;

/// All plain files with what they hold.
fn files(sandbox: &Sandbox) -> Vec<(String, Option<Vec<u8>>)> {
    let held = |name: String| (name.clone(), std::fs::read(sandbox.path(&name)).ok());
    sandbox.listing().into_iter().map(held).collect()
}

/// Runs with these outputs, which have to be refused before anything is written.
#[track_caller]
fn stops(sandbox: &Sandbox, arguments: &[&str], says: &str) {
    let before = files(sandbox);
    let run = sandbox
        .run(&[&["check", "hard.md"], arguments].concat())
        .exits(2);
    assert!(run.err.contains(says), "no `{says}` in:\n{}", run.err);
    assert_eq!(run.out, "");
    assert!(files(sandbox) == before, "nothing changed: {arguments:?}");
}

#[test]
fn row_45_an_output_never_takes_the_place_of_what_is_read() {
    let sandbox = Sandbox::with(&[
        ("hard.md", HARD),
        ("feltsense.toml", "root = true\nextend = 'base.toml'\n"),
        ("base.toml", ""),
        ("deny.txt", "Wendeline\n"),
        ("list", "hard.md\n"),
    ]);
    sandbox
        .run(&["baseline", "write", "hard.md", "--baseline", "known.jsonl"])
        .exits(0);
    std::fs::copy("lexicons/shame.toml", sandbox.path("mine.toml")).expect("a lexicon");
    symlink("hard.md", sandbox.path("link.json")).expect("a link");
    symlink("gone.json", sandbox.path("dangling.json")).expect("a link");
    for name in [
        "hard.md",
        "./hard.md",
        "../hard.md",
        "link.json",
        "feltsense.toml",
        "base.toml",
    ] {
        let output = match name {
            "../hard.md" => format!("json={}", sandbox.path("hard.md").display()),
            name => format!("json={name}"),
        };
        stops(
            &sandbox,
            &["--output", &output],
            "is being checked, or says how",
        );
    }
    let says = "is being checked, or says how";
    stops(
        &sandbox,
        &["--deny", "deny.txt", "--output", "json=deny.txt"],
        says,
    );
    stops(
        &sandbox,
        &["--lexicon", "mine.toml", "--output", "json=mine.toml"],
        says,
    );
    stops(
        &sandbox,
        &["--files-from", "list", "--output", "json=list"],
        says,
    );
    stops(
        &sandbox,
        &["--baseline", "known.jsonl", "--output", "json=known.jsonl"],
        says,
    );
    stops(
        &sandbox,
        &["--output", "json=dangling.json"],
        "leads nowhere",
    );
    let run = sandbox.run(&["baseline", "write", "hard.md", "--baseline", "hard.md"]);
    run.exits(2).says("is being checked");
}

#[test]
fn row_45_two_outputs_never_go_to_one_file() {
    let sandbox = Sandbox::with(&[("hard.md", HARD), ("there.json", "old")]);
    symlink("there.json", sandbox.path("link.json")).expect("a link");
    std::fs::create_dir(sandbox.path("folder")).expect("a folder");
    for [one, other] in [
        ["json=new.json", "sarif=new.json"],
        ["json=new.json", "sarif=./new.json"],
        ["json=new.json", "sarif=folder/../new.json"],
        ["json=there.json", "sarif=link.json"],
    ] {
        stops(
            &sandbox,
            &["--output", one, "--output", other],
            "two outputs go to",
        );
    }
    stops(
        &sandbox,
        &["--output", "json", "--output", "sarif"],
        "two outputs go to standard",
    );
    stops(
        &sandbox,
        &["--output", "json=-", "--output", "full"],
        "two outputs go to standard",
    );
    stops(
        &sandbox,
        &["--output", "json=/dev/stdout", "--output", "full"],
        "two outputs",
    );
    stops(&sandbox, &["--output", "json=folder"], "is a folder");
    stops(&sandbox, &["--output", "json="], "a file has to follow");
    let gone = ["check", "hard.md", "--output", "json=gone/x.json"];
    sandbox.run(&gone).exits(2).says("writing gone/x.json");
    let twice = ["--output", "json=/dev/null", "--output", "sarif=/dev/null"];
    sandbox
        .run(&[&["check", "hard.md"], &twice[..]].concat())
        .exits(1);
}

#[test]
fn row_45_an_output_replaces_its_file_and_follows_a_link() {
    let sandbox = Sandbox::with(&[("hard.md", HARD), ("real.json", "old"), ("d/hard.md", HARD)]);
    symlink("real.json", sandbox.path("link.json")).expect("a link");
    for name in ["real.json", "link.json", "new.json"] {
        let output = format!("json={name}");
        sandbox
            .run(&["check", "hard.md", "--output", &output])
            .exits(1);
        let text = std::fs::read_to_string(sandbox.path(name)).expect("a file");
        assert!(text.starts_with('{') && text.ends_with("}\n"), "{name}");
    }
    assert!(sandbox.path("link.json").is_symlink());
    assert_eq!(
        sandbox.listing(),
        ["d", "hard.md", "link.json", "new.json", "real.json"]
    );
    // A file that lies among the texts that are read is found there, and is no text.
    sandbox
        .run(&["check", "d", "--output", "markdown=d/summary.md"])
        .exits(1);
    let again = sandbox.run(&["check", "d", "--output", "markdown=d/summary.md"]);
    again.exits(2).says("is being checked");
}

/// `>>` keeps what a log held, whatever name standard output is called by.
#[test]
fn row_45_what_standard_output_is_added_to_is_kept() {
    let sandbox = Sandbox::with(&[("hard.md", HARD)]);
    for name in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "-"] {
        sandbox.write("log", "before\n");
        let script = format!("exec \"$0\" check hard.md --output concise={name} >> log");
        let mut command = std::process::Command::new("sh");
        command
            .args(["-c", &script, env!("CARGO_BIN_EXE_feltsense")])
            .current_dir(sandbox.path(""));
        sandbox.finish(command).exits(1);
        let log = std::fs::read_to_string(sandbox.path("log")).expect("a file");
        assert!(log.starts_with("before\nhard.md:1:9:"), "{name}: {log}");
    }
    // A pipe that the shell has opened is written to as it is.
    let script =
        "\"$0\" check hard.md --output json=>(cat > copy.json); code=$?; sleep 0.5; exit $code";
    let mut command = std::process::Command::new("bash");
    command
        .args(["-c", script, env!("CARGO_BIN_EXE_feltsense")])
        .current_dir(sandbox.path(""));
    sandbox.finish(command).exits(1);
    crate::sandbox::until("the copy", || {
        std::fs::read_to_string(sandbox.path("copy.json")).is_ok_and(|text| text.ends_with("}\n"))
    });
}
