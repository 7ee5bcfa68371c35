//! Exit codes: never silently green.

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
    sandbox.write("bad.md", b"It rains \xff\xfe on.\n");
    std::fs::create_dir(sandbox.path("empty")).expect("a folder");
    let ends_with_2 = |arguments: &[&str], says: &str| {
        let run = sandbox.run(&[&["check"], arguments].concat()).exits(2);
        assert!(run.err.contains(says), "{arguments:?}:\n{}", run.err);
        run
    };
    ends_with_2(&["sfot.md", "soft.md"], "did you mean soft.md?");
    let run = ends_with_2(&["gone.md", "hard.md", "--exit-zero"], "gone.md");
    assert!(run.out.contains("warning[voice]"), "the others are checked");
    ends_with_2(&["empty"], "nothing to check");
    ends_with_2(&["*.rst"], "matches no file");
    ends_with_2(&["notes.doc"], "cannot be read");
    ends_with_2(&["."], "notes.doc");
    ends_with_2(&["soft.md", "--config", "gone.toml"], "no such file");
    ends_with_2(&["soft.md", "--baseline", "gone.jsonl"], "no such baseline");
    ends_with_2(
        &["soft.md", "--output", "sarif", "--output", "json"],
        "two outputs",
    );
    ends_with_2(&["soft.md", "--output", "sarf"], "write one of");
    ends_with_2(&["soft.md", "--lexicon", "gone"], "lexicon");
    ends_with_2(&["soft.md", "--output", "json=soft.md"], "is being checked");
    ends_with_2(&["soft.md", "--output", "json=empty"], "is a folder");
    ends_with_2(&["soft.md", "--output", "json=gone/x.json"], "writing");
    ends_with_2(&["bad.md", "--encoding", "utf-8"], "bad.md");
    ends_with_2(&[], "nothing to read");
    sandbox.run(&["check", "empty", "--allow-empty"]).exits(0);
}

#[test]
fn empty_and_short_texts_are_read_and_said() {
    let sandbox = Sandbox::with(&[
        ("empty.md", ""),
        ("space.md", " \n\n"),
        ("bom.md", "\u{FEFF}"),
        ("code.md", "```\nashamed\n```\n"),
    ]);
    sandbox.run(&["check", "."]).exits(0);
    sandbox.write(
        "short.md",
        "I am ashamed. I am worthless. I am pathetic. It rains.\n",
    );
    let run = sandbox.run(&["check", "short.md"]).exits(0);
    assert!(
        run.out.contains("not judged by `balance`: short.md"),
        "{}",
        run.out
    );
}

#[test]
fn standard_input_may_have_a_name() {
    let sandbox = Sandbox::with(&[
        (
            "docs/feltsense.toml",
            "root = true\n[check.rules.voice]\nlevel = 'error'\n",
        ),
        ("in", "# A\n\n<!-- x -->\nYou are *worth*less.\n"),
    ]);
    let mut command = sandbox.command(&[
        "check",
        "-",
        "--stdin-filename",
        "docs/draft.md",
        "--output",
        "concise",
    ]);
    command.stdin(std::fs::File::open(sandbox.path("in")).expect("a file"));
    let run = sandbox.finish(command);
    assert_eq!(
        run.out,
        "docs/draft.md:4:10: error[voice] this may read as if it told the reader what they are (`shame.defective_self`)\n"
    );
    let mut command = sandbox.command(&[
        "check",
        "-",
        "--stdin-filename",
        "../../etc/x.md",
        "--output",
        "concise",
    ]);
    command.stdin(std::fs::File::open(sandbox.path("in")).expect("a file"));
    assert!(sandbox.finish(command).out.starts_with("x.md:4:10:"));
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

#[test]
fn the_same_bytes_for_any_number_of_threads() {
    let sandbox = Sandbox::new();
    for number in 0..60 {
        sandbox.write(
            &format!("p/{number}.md"),
            format!(
                "# Page {number}\n\n{}{}",
                HARD.repeat(number % 5),
                super::PLAIN.repeat(number)
            ),
        );
    }
    let out = |threads: &str, paths: &[&str]| {
        sandbox
            .run(&[&["check", "--threads", threads, "--output", "json"], paths].concat())
            .exits(1)
            .out
    };
    let one = out("1", &["p"]);
    assert_eq!(one, out("8", &["p"]));
    assert_eq!(one, out("8", &["p/*.md"]));
}

#[test]
fn a_closed_pipe_keeps_the_verdict_and_the_files() {
    let sandbox = Sandbox::new();
    sandbox.write("hard.md", HARD.repeat(3000));
    let mut command = sandbox.command(&[
        "check",
        "hard.md",
        "--output",
        "sarif=x.sarif",
        "--output",
        "full",
    ]);
    command
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    let mut child = command.spawn().expect("the binary runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(
        output.status.code(),
        Some(1),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        std::fs::read_to_string(sandbox.path("x.sarif"))
            .expect("the file")
            .ends_with("}\n")
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_a_device_is_written() {
    let sandbox = Sandbox::with(&[("hard.md", HARD)]);
    let mut command = sandbox.command(&["check", "hard.md"]);
    command.stdout(
        std::fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .expect("a device"),
    );
    command.stderr(std::process::Stdio::piped());
    let output = command
        .spawn()
        .expect("runs")
        .wait_with_output()
        .expect("ends");
    assert_eq!(output.status.code(), Some(2));
    sandbox
        .run(&["check", "hard.md", "--output", "json=/dev/full"])
        .exits(2);
    sandbox
        .run(&["check", "hard.md", "--output", "json=/dev/null"])
        .exits(1);
    // What a link points at is written, and the link stays.
    sandbox.write("real.json", "old");
    std::os::unix::fs::symlink("real.json", sandbox.path("link.json")).expect("a link");
    sandbox
        .run(&["check", "hard.md", "--output", "json=link.json"])
        .exits(1);
    assert!(sandbox.path("link.json").is_symlink());
    assert!(
        std::fs::read_to_string(sandbox.path("real.json"))
            .expect("a file")
            .starts_with('{')
    );
    let left: Vec<_> = std::fs::read_dir(sandbox.path(""))
        .expect("a folder")
        .filter_map(Result::ok)
        .filter(|e| e.file_name().to_string_lossy().contains("part"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}
