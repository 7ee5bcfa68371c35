//! `check --staged`: what the next commit changes, as it is staged.

use std::process::Stdio;

use super::repo::{OLD, RULES, Repo, places};
use crate::sandbox::{Run, Sandbox};

const BAD: &str = "I am worthless.\n";

impl Repo {
    fn staged(&self, arguments: &[&str]) -> Run {
        let rest = ["--staged", "--output", "concise"];
        self.0.run(&[&["check"], arguments, &rest].concat())
    }

    fn add(&self, name: &str, text: &str) {
        self.0.write(name, text);
        self.git(&["add", name]);
    }
}

#[test]
fn what_is_staged_is_judged_and_not_what_lies_there() {
    let repo = Repo::with(&[("feltsense.toml", RULES), ("a.md", OLD), ("b.md", OLD)]);
    // A part of a file: the bad line is staged, and mended in the working tree only.
    repo.add("a.md", &format!("{OLD}\n{BAD}"));
    repo.0
        .write("a.md", format!("One more line above.\n\n{OLD}"));
    let run = repo.staged(&["."]).exits(1);
    assert_eq!(places(&run), ["a.md:7:6"], "{}", run.out);
    assert!(
        run.err
            .contains("not judged, since nothing in them changed by what is staged: 1"),
        "{}",
        run.err
    );
    // The other way round: the bad line is not in the commit.
    repo.add("a.md", &format!("{OLD}\nFine.\n"));
    repo.0.write("a.md", format!("{OLD}\n{BAD}"));
    assert_eq!(repo.staged(&["."]).exits(0).out, "");
    assert_eq!(places(&repo.since("HEAD", &["."]).exits(1)), ["a.md:7:6"]);
    // What was there before does not count, and the place shown is the staged one.
    let run = repo
        .0
        .run(&["check", "a.md", "--staged", "--output", "json"]);
    let json: serde_json::Value = serde_json::from_str(&run.exits(0).out).expect("JSON");
    assert_eq!(json["summary"]["unchanged"], 1);
    assert_eq!(json["findings"][0]["start"]["line"], 3);
}

#[test]
fn nothing_staged_is_said_and_is_no_error() {
    let repo = Repo::with(&[("feltsense.toml", RULES), ("a.md", OLD)]);
    repo.0.write("a.md", format!("{OLD}\n{BAD}"));
    let run = repo.staged(&["."]).exits(0);
    assert_eq!(run.out, "");
    assert!(run.err.contains("nothing is staged"), "{}", run.err);
    let full = repo.0.run(&["check", ".", "--staged"]).exits(0);
    assert_eq!(full.out, "nothing was judged.\n");
    // What git does not know is not in the commit, and that is said.
    repo.0.write("new.md", BAD);
    for paths in [&["."][..], &["new.md"]] {
        let run = repo.staged(paths).exits(0);
        assert!(run.err.contains("nothing is staged"), "{}", run.err);
        assert!(
            run.err.contains("git's index does not hold them: 1"),
            "{}",
            run.err
        );
    }
    repo.git(&["add", "new.md"]);
    assert_eq!(places(&repo.staged(&["."]).exits(1)), ["new.md:1:6"]);
}

#[test]
fn renamed_and_gone_files() {
    let long = format!("{OLD}\n{}\n", super::PLAIN.repeat(5));
    let repo = Repo::with(&[
        ("feltsense.toml", RULES),
        ("a.md", &long),
        ("b.md", OLD),
        ("c.md", OLD),
    ]);
    repo.git(&["mv", "a.md", "moved.md"]);
    repo.git(&["rm", "-q", "b.md"]);
    // Only in the working tree: the commit has it still.
    std::fs::remove_file(repo.0.path("c.md")).expect("removed");
    let run = repo.staged(&["."]).exits(0);
    assert_eq!(
        run.out, "",
        "what a file held before it got a new name is known"
    );
    assert!(
        run.err.contains("gone by what is staged: b.md"),
        "{}",
        run.err
    );
    repo.add("moved.md", &format!("{long}\n{BAD}"));
    assert_eq!(places(&repo.staged(&["."]).exits(1)), ["moved.md:9:6"]);
    // Staged, and no longer there: by folder, by name, and in a folder that is gone as well.
    repo.add("sub/d.md", BAD);
    std::fs::remove_dir_all(repo.0.path("sub")).expect("removed");
    let all = ["moved.md:9:6", "sub/d.md:1:6"];
    assert_eq!(places(&repo.staged(&["."]).exits(1)), all);
    for path in ["sub/d.md", "sub"] {
        assert_eq!(places(&repo.staged(&[path]).exits(1)), all[1..], "{path}");
    }
    repo.staged(&["never.md"]).exits(2);
    // By patterns that no shell took apart, with and without a file that is there.
    for (glob, expected) in [
        ("sub/*.md", &all[1..]),
        ("*/*.md", &all[1..]),
        ("**/*.md", &all[..]),
    ] {
        assert_eq!(places(&repo.staged(&[glob]).exits(1)), expected, "{glob}");
    }
    for glob in ["sub/*.txt", "b*.md"] {
        repo.staged(&[glob]).exits(2);
    }
}

#[test]
fn what_says_nothing_of_a_commit_is_an_error() {
    let plain = Sandbox::with(&[("a.md", OLD)]);
    let run = plain.run(&["check", ".", "--staged"]).exits(2);
    assert!(
        run.err.contains("a.md lies in no git repository"),
        "{}",
        run.err
    );
    let repo = Repo::with(&[("feltsense.toml", RULES), ("a.md", OLD)]);
    let mut stdin = repo.0.command(&["check", "-", "--staged"]);
    stdin.stdin(Stdio::null());
    repo.0.finish(stdin).exits(2).says("standard input");
    for other in [["--since", "HEAD"], ["--diff-from", "x"]] {
        let run = repo
            .0
            .run(&[&["check", ".", "--staged"][..], &other].concat());
        run.exits(2).says("cannot be used with");
    }
    // A merge that is not finished.
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.0.write("a.md", "One way.\n");
    repo.commit();
    repo.git(&["checkout", "-q", "main"]);
    repo.0.write("a.md", "Another way.\n");
    repo.commit();
    let mut merge = std::process::Command::new("git");
    merge.args(["-c", "user.name=A", "-c", "user.email=a@example.org"]);
    merge
        .args(["merge", "-q", "side"])
        .current_dir(repo.0.path("."));
    assert!(!merge.output().expect("git is installed").status.success());
    repo.staged(&["."])
        .exits(2)
        .says("a.md is in a merge that is not finished");
}

#[test]
fn the_first_commit_is_all_new() {
    let repo = Repo(Sandbox::with(&[("feltsense.toml", RULES), ("a.md", OLD)]));
    repo.git(&["init", "-q", "-b", "main", "."]);
    repo.staged(&["."]).exits(0).says("nothing is staged");
    repo.git(&["add", "a.md"]);
    assert_eq!(places(&repo.staged(&["."]).exits(1)), ["a.md:3:7"]);
}

#[test]
fn budgets_count_all_that_the_commit_holds() {
    let budget = format!(
        "{RULES}[check.rules.budget]\nlevel = 'error'\nrule = 'presence'\nmax-documents = 1\nmin-documents = 1\n"
    );
    let repo = Repo::with(&[
        ("feltsense.toml", &budget),
        ("a.md", OLD),
        ("b.md", "Fine.\n"),
    ]);
    // Lies there only, and would be one more.
    repo.0.write("b.md", BAD);
    repo.add("c.md", "Fine as well.\n");
    repo.staged(&["."]).exits(0);
    repo.add("c.md", OLD);
    let run = repo.staged(&["."]).exits(1);
    assert!(run.out.contains("2 of 3 documents"), "{}", run.out);
}

/// A hook stops the commit, also where git gives it an index of its own.
#[cfg(unix)]
#[test]
fn a_hook_stops_a_bad_commit() {
    use std::os::unix::fs::PermissionsExt;
    let repo = Repo::with(&[("feltsense.toml", RULES), ("a.md", OLD), ("b.md", OLD)]);
    let program = env!("CARGO_BIN_EXE_feltsense");
    let hook = repo.0.path(".git/hooks/pre-commit");
    std::fs::create_dir_all(hook.parent().expect("a folder")).expect("a folder");
    std::fs::write(
        &hook,
        format!("#!/bin/sh\nexec '{program}' check --staged .\n"),
    )
    .expect("written");
    std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o755)).expect("may be run");
    let commit = |arguments: &[&str]| {
        let mut command = std::process::Command::new("git");
        command
            .args([
                "-c",
                "user.name=A",
                "-c",
                "user.email=a@example.org",
                "commit",
                "-q",
                "-m",
                "x",
            ])
            .args(arguments)
            .env("GIT_CONFIG_GLOBAL", repo.0.path("no-such-file"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .current_dir(repo.0.path("."))
            .stdin(Stdio::null());
        command.output().expect("git is installed").status.success()
    };
    repo.0.write("a.md", format!("{OLD}\n{BAD}"));
    assert!(
        !commit(&["-a"]),
        "the bad line is staged for this commit only"
    );
    repo.0.write("b.md", format!("{OLD}\nFine.\n"));
    assert!(commit(&["b.md"]), "only what is good is committed");
    repo.git(&["add", "a.md"]);
    assert!(!commit(&[]));
    repo.git(&["restore", "--staged", "--worktree", "a.md"]);
    assert!(commit(&["--allow-empty"]));
}
