//! Paths that lead to nothing, twice to the same, or to what is no file.

use super::{HARD, beside};
use crate::sandbox::Sandbox;

#[test]
fn row_01_a_path_that_is_not_there_is_named_with_the_nearest() {
    let sandbox = Sandbox::with(&[("soft.md", "It rains.\n")]);
    beside(
        &sandbox,
        &["sfot.md"],
        2,
        &["sfot.md", "did you mean soft.md?"],
    );
    beside(&sandbox, &["gone", "--exit-zero"], 2, &["gone"]);
    beside(&sandbox, &["gone/a.md", "--allow-empty"], 2, &["gone/a.md"]);
    // A list of paths is no excuse, and an absolute path is named without its place.
    sandbox.write("list", "soft.md\ngone.md\n");
    beside(&sandbox, &["--files-from", "list"], 2, &["gone.md"]);
    let folder = sandbox.path("");
    let far = folder.join("far.md").display().to_string();
    let run = beside(&sandbox, &[&far], 2, &["far.md"]);
    let place = folder.parent().expect("a folder").display().to_string();
    assert!(!run.err.contains(&place), "{}", run.err);
}

#[test]
fn row_02_nothing_to_check_is_an_error_with_its_reason() {
    let sandbox = Sandbox::with(&[
        ("other/a.xyz", "x"),
        ("ignored/.feltsenseignore", "*\n"),
        ("ignored/a.md", HARD),
        (
            "left/feltsense.toml",
            "root = true\n[check]\nexclude = ['*.md']\n",
        ),
        ("left/a.md", HARD),
    ]);
    std::fs::create_dir(sandbox.path("empty")).expect("a folder");
    for (path, reason) in [
        ("empty", "no file was found"),
        ("other", "of other formats: 1"),
        ("ignored", ".feltsenseignore"),
        ("left", "`exclude` leaves out everything"),
    ] {
        let run = sandbox.run(&["check", path]).exits(2);
        assert!(run.err.contains("nothing to check"), "{path}: {}", run.err);
        assert!(run.err.contains(reason), "{path}: {}", run.err);
        sandbox.run(&["check", path, "--exit-zero"]).exits(2);
        sandbox.run(&["check", path, "--allow-empty"]).exits(0);
        // Beside a text, an empty folder is no lack.
        beside(&sandbox, &[path], 1, &[]);
    }
    // A pattern that matches nothing is a mistake even then.
    for pattern in ["*.rst", "empty/**/*.md"] {
        beside(
            &sandbox,
            &[pattern, "--allow-empty"],
            2,
            &["matches no file"],
        );
    }
    sandbox.run(&["check"]).exits(2).says("nothing to read");
}

#[cfg(unix)]
#[test]
fn row_30_one_file_under_two_names_counts_once() {
    let sandbox = Sandbox::with(&[("a.md", HARD), ("sub/b.md", "It rains.\n")]);
    std::fs::hard_link(sandbox.path("a.md"), sandbox.path("hard-link.md")).expect("a link");
    std::os::unix::fs::symlink("a.md", sandbox.path("soft-link.md")).expect("a link");
    for names in [
        &["a.md", "./a.md"][..],
        &["a.md", "sub/../a.md", "."],
        &["a.md", "hard-link.md"],
        &["a.md", "soft-link.md"],
    ] {
        let run = sandbox.run(&[&["check", "--output", "concise"], names].concat());
        let run = run.exits(1).says("counted once");
        assert_eq!(run.out.lines().count(), 1, "{names:?}: {}", run.out);
    }
}

#[cfg(unix)]
#[test]
fn row_31_links_are_followed_when_named_and_never_round_in_circles() {
    use std::os::unix::fs::symlink;
    let outside = Sandbox::with(&[("far.md", HARD)]);
    let sandbox = Sandbox::with(&[("d/soft.md", "It rains.\n")]);
    let link = |to: &std::path::Path, from: &str| symlink(to, sandbox.path(from)).expect("a link");
    link("..".as_ref(), "d/up");
    link("self.md".as_ref(), "d/self.md");
    link("gone.md".as_ref(), "d/dangling.md");
    link(&outside.path("far.md"), "d/far.md");
    // In a folder they are passed over, and told.
    let run = sandbox.run(&["check", "d"]).exits(0);
    for name in ["d/up", "d/self.md", "d/dangling.md", "d/far.md"] {
        assert!(run.err.contains(name), "{name}: {}", run.err);
    }
    // Followed, what leads nowhere or back is an error.
    let run = beside(&sandbox, &["d", "--follow"], 2, &["dangling.md", "self.md"]);
    assert!(run.out.contains("far.md:1:9:"), "{}", run.out);
    // Named, a link is what it leads to.
    beside(&sandbox, &["d/dangling.md"], 2, &["d/dangling.md"]);
    beside(&sandbox, &["d/self.md"], 2, &["d/self.md"]);
    let run = beside(&sandbox, &["d/far.md"], 1, &[]);
    assert!(run.out.contains("d/far.md:1:9:"), "{}", run.out);
}

#[cfg(unix)]
#[test]
fn row_32_pipes_sockets_and_devices_are_never_waited_for() {
    let sandbox = Sandbox::new();
    std::fs::create_dir_all(sandbox.path("d/folder.md")).expect("a folder");
    let made = std::process::Command::new("mkfifo")
        .arg(sandbox.path("d/pipe.md"))
        .status();
    assert!(made.expect("mkfifo").success());
    let socket = std::os::unix::net::UnixListener::bind(sandbox.path("d/socket.md"));
    socket.expect("a socket");
    // In a folder: told, and no error.
    beside(
        &sandbox,
        &["d"],
        1,
        &["d/pipe.md", "d/socket.md", "not a regular file"],
    );
    for name in ["d/pipe.md", "d/socket.md", "/dev/zero", "/dev/null"] {
        let shown = name.rsplit('/').next().expect("a name");
        beside(&sandbox, &[name], 2, &[shown, "not a regular file"]);
    }
    beside(&sandbox, &["d/folder.md"], 1, &[]);
}

/// Texts are read in batches, in the order of names: while the second batch waits for standard
/// input, a file of the third goes, and another becomes a folder.
#[cfg(unix)]
#[test]
fn row_47_a_file_that_goes_during_the_run_is_an_error() {
    let sandbox = Sandbox::new();
    for at in 0..600 {
        sandbox.write(&format!("a{at:03}.md"), "It rains.\n");
        sandbox.write(&format!("t{at:03}.md"), "It rains.\n");
    }
    for name in ["z1.md", "z2.md", "z3.md"] {
        sandbox.write(name, HARD);
    }
    let mut command = sandbox.command(&["check", ".", "-", "--output", "json=out.json"]);
    command
        .stdin(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .args(["--threads", "2", "--no-progress"]);
    let mut child = command.spawn().expect("the binary runs");
    let mut input = child.stdin.take().expect("a pipe");
    // More than a pipe holds: once all is written, standard input is being read.
    let text = "It rains.\n".repeat(20_000);
    std::io::Write::write_all(&mut input, text.as_bytes()).expect("a reader");
    std::fs::remove_file(sandbox.path("z1.md")).expect("a file");
    std::fs::remove_file(sandbox.path("z2.md")).expect("a file");
    std::fs::create_dir(sandbox.path("z2.md")).expect("a folder");
    drop(input);
    let ended = child.wait_with_output().expect("it ends");
    let err = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(2), "{err}");
    assert!(err.contains("z1.md") && err.contains("z2.md"), "{err}");
    let json = std::fs::read_to_string(sandbox.path("out.json")).expect("a file");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["summary"]["documents"], 1202, "{err}");
    assert_eq!(json["findings"][0]["document"], "z3.md");
}

/// As root nothing is locked but what the system itself keeps: a file of `/proc` stands in.
#[cfg(target_os = "linux")]
#[test]
fn row_48_a_file_without_permission_is_named_and_the_others_are_judged() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::with(&[("d/locked.md", HARD), ("d/soft.md", "It rains.\n")]);
    let mode = std::fs::Permissions::from_mode(0o0);
    std::fs::set_permissions(sandbox.path("d/locked.md"), mode).expect("our own file");
    if std::fs::read(sandbox.path("d/locked.md")).is_err() {
        beside(&sandbox, &["d"], 2, &["d/locked.md", "no permission"]);
    }
    // A file that lets itself be opened, and not be read.
    let never = "/proc/self/mem";
    assert!(std::fs::metadata(never).is_ok_and(|found| found.is_file()));
    std::os::unix::fs::symlink(never, sandbox.path("never.md")).expect("a link");
    beside(&sandbox, &["never.md"], 2, &["never.md"]);
}
