//! `check --since`: what git can tell and cannot, and odd repositories.

use std::process::Stdio;

use super::repo::{OLD, RULES, Repo, places};
use crate::sandbox::Sandbox;

#[test]
fn what_git_cannot_tell_is_an_error() {
    let repo = Repo::with(&[("feltsense.toml", RULES), ("a.md", OLD)]);
    repo.since("nowhere", &["."])
        .exits(2)
        .says("no revision `nowhere`");
    for odd in ["", "-x", "--output=x", "HEAD:a.md", "a..b"] {
        let argument = format!("--since={odd}");
        let run = repo.0.run(&["check", ".", &argument]).exits(2);
        assert!(run.err.contains("revision"), "{odd}: {}", run.err);
    }
    repo.0
        .run(&["check", ".", "--since", "HEAD", "--diff-from", "x"])
        .exits(2);
    // No git at all.
    let mut without = repo.0.command(&["check", ".", "--since", "HEAD"]);
    without.env("PATH", repo.0.path("no-such-folder"));
    repo.0.finish(without).exits(2).says("git was not found");
    // No repository.
    let plain = Sandbox::with(&[("a.md", OLD)]);
    let run = plain.run(&["check", ".", "--since", "HEAD"]).exits(2);
    assert!(
        run.err.contains("a.md lies in no git repository"),
        "{}",
        run.err
    );
    // Standard input is no file that git knows, unless it is said which one.
    let mut stdin = repo.0.command(&["check", "-", "--since", "HEAD"]);
    stdin.stdin(Stdio::null());
    repo.0.finish(stdin).exits(2).says("--stdin-filename");
    // A variable that points elsewhere, as in a hook of another repository, does not mislead.
    let mut elsewhere = repo.0.command(&["check", ".", "--since", "HEAD"]);
    elsewhere.env("GIT_DIR", repo.0.path("no-such-folder"));
    repo.0.finish(elsewhere).exits(0);
}

#[test]
fn standard_input_with_a_name_has_a_past() {
    let repo = Repo::with(&[("feltsense.toml", RULES), ("a.md", OLD)]);
    repo.0.write("draft", format!("{OLD}\nI am worthless.\n"));
    let mut command = repo.0.command(&[
        "check",
        "-",
        "--stdin-filename",
        "a.md",
        "--since",
        "HEAD",
        "--output",
        "concise",
    ]);
    command.stdin(std::fs::File::open(repo.0.path("draft")).expect("a file"));
    assert_eq!(places(&repo.0.finish(command).exits(1)), ["a.md:7:6"]);
}

#[test]
fn a_shallow_clone_says_what_it_lacks() {
    let repo = Repo::with(&[("site/feltsense.toml", RULES), ("site/a.md", OLD)]);
    repo.commit();
    repo.commit();
    let from = format!("file://{}", repo.0.path(".").display());
    repo.git(&["clone", "-q", "--depth", "1", &from, "shallow"]);
    let mut command = repo.0.command(&["check", ".", "--since", "HEAD~2"]);
    command.current_dir(repo.0.path("shallow"));
    let run = repo.0.finish(command).exits(2);
    assert!(
        run.err.contains("shallow") && run.err.contains("fetch-depth: 0"),
        "{}",
        run.err
    );
    assert!(
        !run.err.contains(&from[7..20]),
        "an absolute path: {}",
        run.err
    );
}

#[test]
fn a_branch_is_held_against_where_it_began() {
    let repo = Repo::with(&[
        ("feltsense.toml", RULES),
        ("a.md", OLD),
        ("b.md", "It rains.\n"),
    ]);
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.0.write("b.md", "It rains.\n\nI am worthless.\n");
    repo.commit();
    repo.git(&["checkout", "-q", "main"]);
    repo.0.write("a.md", "# Old\n\nIt rains.\n");
    repo.commit();
    repo.git(&["checkout", "-q", "side"]);
    assert_eq!(
        places(&repo.since("main", &["."]).exits(1)),
        ["a.md:3:7", "b.md:3:6"]
    );
    assert_eq!(
        places(&repo.since("main...", &["."]).exits(1)),
        ["b.md:3:6"]
    );
}

#[test]
fn submodules_and_linked_trees() {
    let inner = Repo::with(&[("feltsense.toml", RULES), ("x.md", OLD)]);
    let outer = Repo::with(&[("feltsense.toml", RULES), ("a.md", OLD)]);
    let from = inner.0.path(".").display().to_string();
    outer.git(&["submodule", "add", "-q", &from, "inner"]);
    outer.commit();
    outer.since("HEAD", &["."]).exits(0);
    // A commit inside the submodule: `HEAD` there is not the commit that the tree around it has.
    outer
        .0
        .write("inner/x.md", format!("{OLD}\nI am worthless.\n"));
    outer.git_in("inner", &["commit", "-q", "-a", "-m", "x"]);
    assert_eq!(
        places(&outer.since("HEAD", &["."]).exits(1)),
        ["inner/x.md:7:6"]
    );
    // Before there was a submodule, all of it is new.
    assert_eq!(
        places(&outer.since("HEAD~1", &["."]).exits(1)),
        ["inner/x.md:3:7", "inner/x.md:7:6"]
    );
    outer.git(&["worktree", "add", "-q", "linked", "HEAD"]);
    outer
        .0
        .write("linked/a.md", format!("{OLD}\nI am worthless.\n"));
    assert_eq!(
        places(&outer.since("HEAD", &["linked/a.md"]).exits(1)),
        ["linked/a.md:7:6"]
    );
}

#[test]
fn files_that_git_is_told_not_to_look_at_are_looked_at() {
    let repo = Repo::with(&[("feltsense.toml", RULES), ("a.md", OLD)]);
    repo.git(&["update-index", "--assume-unchanged", "a.md"]);
    repo.0.write("a.md", format!("{OLD}\nI am worthless.\n"));
    assert_eq!(places(&repo.since("HEAD", &["."]).exits(1)), ["a.md:7:6"]);
}
