//! Standard input and output, full disks, signals.

#[cfg(unix)]
use std::process::Stdio;

use super::HARD;
use crate::sandbox::Sandbox;

/// Runs with this on standard input.
fn fed(sandbox: &Sandbox, arguments: &[&str], bytes: impl AsRef<[u8]>) -> crate::sandbox::Run {
    let input = Sandbox::new();
    input.write("in", bytes);
    let mut command = sandbox.command(&[&["check", "--output", "concise"], arguments].concat());
    command.stdin(std::fs::File::open(input.path("in")).expect("a file"));
    sandbox.finish(command)
}

#[test]
fn row_43_standard_input_is_a_text_like_any() {
    let sandbox = Sandbox::with(&[
        (
            "docs/feltsense.toml",
            "root = true\n[check.rules.voice]\nlevel = 'error'\n",
        ),
        ("docs/draft.md", "It rains.\n"),
    ]);
    assert!(
        fed(&sandbox, &["-"], HARD)
            .exits(1)
            .out
            .starts_with("stdin:1:9:")
    );
    fed(&sandbox, &["-"], "").exits(0);
    fed(&sandbox, &["-"], b"\0\x01\x02").exits(2).says("stdin");
    fed(&sandbox, &["-"], b"It rains \xe9t\xe9.")
        .exits(2)
        .says("stdin: byte 10");
    fed(&sandbox, &["-", "--max-file-size", "5"], HARD)
        .exits(2)
        .says("stdin");
    fed(&sandbox, &["-", "gone.md"], HARD)
        .exits(2)
        .says("gone.md");
    // Its name is for its settings, its format and its place, and is not opened.
    let named = |name: &str, bytes: &[u8]| fed(&sandbox, &["-", "--stdin-filename", name], bytes);
    let out = named("docs/draft.md", b"<!-- x -->\nYou are *worth*less.\n")
        .exits(1)
        .out;
    assert!(out.starts_with("docs/draft.md:2:10: error[voice]"), "{out}");
    let out = named("docs/new.html", b"<p>You are worthless.")
        .exits(1)
        .out;
    assert!(out.starts_with("docs/new.html:1:12: error[voice]"), "{out}");
    let out = named("../../etc/x.md", HARD.as_bytes()).exits(1).out;
    assert!(out.starts_with("x.md:1:9: warning[voice]"), "{out}");
    named("x.doc", HARD.as_bytes())
        .exits(2)
        .says("--stdin-filename");
}

#[cfg(unix)]
#[test]
fn row_43_a_closed_standard_input_is_an_empty_text_or_an_error() {
    let sandbox = Sandbox::new();
    for (script, codes) in [
        ("\"$0\" check - <&-", &[0, 2][..]),
        ("\"$0\" check - </dev/null", &[0]),
        ("\"$0\" check - </", &[2]),
    ] {
        let mut command = std::process::Command::new("sh");
        command.args(["-c", script, env!("CARGO_BIN_EXE_feltsense")]);
        command.current_dir(sandbox.path(""));
        let run = sandbox.finish(command);
        let code = run.code.expect("no signal");
        assert!(codes.contains(&code), "{script}: {code}: {}", run.err);
    }
}

/// Standard output is closed after so many bytes; gives the exit code and what was said.
#[cfg(unix)]
fn closed_after(sandbox: &Sandbox, arguments: &[&str], most: usize) -> (Option<i32>, String) {
    use std::io::Read;
    let mut command = sandbox.command(arguments);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the binary runs");
    let mut out = child.stdout.take().expect("a pipe");
    out.read_exact(&mut vec![0; most]).expect("so many bytes");
    drop(out);
    let ended = child.wait_with_output().expect("it ends");
    let err = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(!err.contains("panicked"), "{err}");
    (ended.status.code(), err)
}

#[cfg(unix)]
#[test]
fn row_44_a_closed_pipe_keeps_the_verdict_and_the_files() {
    let sandbox = Sandbox::new();
    sandbox.write("hard.md", format!("{HARD}\n").repeat(3000));
    sandbox.write("soft.md", "It rains.\n");
    for most in [0, 1, 100, 5000] {
        let arguments = [
            "check",
            "hard.md",
            "--output",
            "sarif=x.sarif",
            "--output",
            "full",
        ];
        let (code, err) = closed_after(&sandbox, &arguments, most);
        assert_eq!((code, err.as_str()), (Some(1), ""), "{most}");
        let file = std::fs::read_to_string(sandbox.path("x.sarif")).expect("a file");
        assert!(file.ends_with("}\n"));
        std::fs::remove_file(sandbox.path("x.sarif")).expect("ours");
    }
    // What was not read stays what was not read, and a name of standard output is none of a file.
    let (code, err) = closed_after(&sandbox, &["check", "hard.md", "gone.md"], 10);
    assert_eq!(code, Some(2));
    assert!(err.contains("gone.md"), "{err}");
    for name in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"] {
        let output = format!("jsonl={name}");
        let (code, _) = closed_after(&sandbox, &["check", "hard.md", "--output", &output], 1);
        assert_eq!(code, Some(1), "{name}");
    }
    assert_eq!(closed_after(&sandbox, &["check", "soft.md"], 0).0, Some(0));
}

/// A disk that is full after any number of bytes is a test of `cli::check::files`; here the whole
/// program meets one.
#[cfg(target_os = "linux")]
#[test]
fn row_44_a_full_disk_is_told_and_leaves_no_half_file() {
    let sandbox = Sandbox::with(&[
        ("hard.md", &format!("{HARD}\n").repeat(50)),
        ("old.json", "old"),
    ]);
    let mut command = sandbox.command(&["check", "hard.md", "--output", "json=new.json"]);
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full");
    command
        .stdout(full.expect("a device"))
        .stderr(Stdio::piped());
    command.args(["--output", "full"]);
    let ended = command
        .spawn()
        .expect("runs")
        .wait_with_output()
        .expect("ends");
    assert_eq!(ended.status.code(), Some(2));
    let err = String::from_utf8_lossy(&ended.stderr);
    assert!(err.contains("writing to standard output"), "{err}");
    // The other output is whole.
    let new = std::fs::read_to_string(sandbox.path("new.json")).expect("a file");
    assert!(new.ends_with("}\n"));
    std::fs::remove_file(sandbox.path("new.json")).expect("ours");
    let device = [
        "check",
        "hard.md",
        "--output",
        "json=/dev/full",
        "--output",
        "concise",
    ];
    let run = sandbox.run(&device).exits(2).says("writing /dev/full");
    assert!(
        run.out.contains("hard.md:1:9:"),
        "findings are still told: {}",
        run.out
    );
    // No room for more than so many bytes in a file; the signal that comes with it is ignored.
    for blocks in [0, 1, 2] {
        let script = format!(
            "trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" check hard.md --output json=old.json --output sarif=new.json --output concise"
        );
        let mut command = std::process::Command::new("sh");
        command
            .args(["-c", &script, env!("CARGO_BIN_EXE_feltsense")])
            .current_dir(sandbox.path(""))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let ended = command
            .spawn()
            .expect("sh")
            .wait_with_output()
            .expect("ends");
        let err = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(2), "{err}");
        assert!(
            err.contains("writing old.json") && err.contains("writing new.json"),
            "{err}"
        );
        assert!(String::from_utf8_lossy(&ended.stdout).contains("hard.md:1:9:"));
        assert_eq!(sandbox.listing(), ["hard.md", "old.json"]);
        let old = std::fs::read_to_string(sandbox.path("old.json")).expect("a file");
        assert_eq!(old, "old");
    }
}

#[cfg(unix)]
#[test]
fn row_46_an_interrupted_run_leaves_nothing_and_says_so_by_its_code() {
    for (signal, code) in [("-INT", 130), ("-TERM", 143), ("-HUP", 129)] {
        let sandbox = Sandbox::with(&[("hard.md", HARD), ("old.json", "old")]);
        let arguments = [
            "check",
            "hard.md",
            "-",
            "--output",
            "json=old.json",
            "--output",
            "sarif=new.sarif",
        ];
        let mut command = sandbox.command(&arguments);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut child = command.spawn().expect("the binary runs");
        let input = child.stdin.take();
        // It listens for signals before it reads.
        crate::sandbox::until("threads", || {
            let tasks = std::fs::read_dir(format!("/proc/{}/task", child.id()));
            tasks.map_or(true, |tasks| tasks.count() > 2)
        });
        let sent = std::process::Command::new("kill")
            .args([signal, &child.id().to_string()])
            .status();
        assert!(sent.expect("kill").success());
        assert_eq!(crate::sandbox::wait(child), Some(code), "{signal}");
        drop(input);
        assert_eq!(sandbox.listing(), ["hard.md", "old.json"], "{signal}");
        let old = std::fs::read_to_string(sandbox.path("old.json")).expect("a file");
        assert_eq!(old, "old");
    }
}
