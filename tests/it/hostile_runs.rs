//! Runs that are fed and stopped in odd ways: standard streams, targets, signals, files that change
//! meanwhile. Numbers in the comments are those of the list of bad input that the project keeps.

use std::io::{Read, Write};
use std::process::Stdio;

use crate::sandbox::{Sandbox, listing, until, wait};

const HIT: &str = "I was ashamed of myself.";

/// A sandbox with so many texts in the folder `t`, whose names begin so.
pub(crate) fn many(start: &str, count: usize) -> Sandbox {
    let sandbox = Sandbox::new();
    for number in 0..count {
        sandbox.write(&format!("t/{start}{number:04}.txt"), HIT);
    }
    sandbox
}

/// Runs the binary with something on standard input.
fn fed(sandbox: &Sandbox, arguments: &[&str], input: impl AsRef<[u8]>) -> crate::sandbox::Run {
    sandbox.write("input", input);
    let mut command = sandbox.command(arguments);
    command.stdin(std::fs::File::open(sandbox.path("input")).expect("a file"));
    let run = sandbox.finish(command);
    std::fs::remove_file(sandbox.path("input")).expect("our own file");
    run
}

// 43

#[test]
fn standard_input_is_a_document() {
    let sandbox = Sandbox::with(&[("a.txt", HIT)]);
    fed(
        &sandbox,
        &["scan", "-", "a.txt", "-", "-o", "report"],
        "I was kind to myself.",
    )
    .exits(0);
    assert_eq!(
        sandbox.column("documents.csv", "document"),
        ["a.txt", "stdin"]
    );
    assert_eq!(
        sandbox.column("documents.csv", "self_compassion_hits"),
        ["0", "1"]
    );
    let table = "id,text\nr7,I was ashamed\n";
    fed(
        &sandbox,
        &["scan", "-", "--format", "csv", "-o", "table"],
        table,
    )
    .exits(0);
    assert_eq!(
        sandbox.table_of("table", "documents.csv")[0]["document"],
        "stdin#r7"
    );
}

#[test]
fn standard_input_may_be_empty_but_not_binary() {
    let sandbox = Sandbox::new();
    fed(&sandbox, &["scan", "-", "-o", "empty"], "").exits(0);
    assert_eq!(sandbox.table_of("empty", "documents.csv")[0]["words"], "0");
    let run = fed(
        &sandbox,
        &["scan", "-", "-o", "binary"],
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    );
    run.exits(2).says("stdin").says("PNG");
}

#[test]
fn standard_input_is_not_both_a_text_and_a_list() {
    let sandbox = Sandbox::with(&[("a.txt", HIT)]);
    let run = fed(
        &sandbox,
        &["scan", "-", "--files-from", "-", "-o", "report"],
        "a.txt\n",
    );
    run.exits(2).says("--files-from");
    assert!(!sandbox.path("report").exists());
}

// 44

#[test]
fn a_reader_that_stops_early_is_no_error() {
    let sandbox = many("a", 300);
    let temporary = Sandbox::new();
    let mut command = sandbox.command(&["scan", "t", "-o", "-"]);
    command
        .env("TMPDIR", temporary.path(""))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the binary runs");
    let mut start = [0; 8];
    let mut out = child.stdout.take().expect("a pipe");
    out.read_exact(&mut start).expect("a header");
    drop(out);
    let mut err = String::new();
    child
        .stderr
        .take()
        .expect("a pipe")
        .read_to_string(&mut err)
        .expect("UTF-8");
    assert_eq!(wait(child), Some(0), "{err}");
    assert_eq!(&start, b"document");
    let small = err.to_lowercase();
    assert!(!small.contains("pipe") && !small.contains("panic"), "{err}");
    assert_eq!(temporary.listing(), [""; 0], "nothing stays");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_output_is_an_error() {
    let sandbox = many("a", 300);
    let temporary = Sandbox::new();
    for arguments in [&["scan", "t", "-o", "-"][..], &["lexicon", "show", "shame"]] {
        let mut command = sandbox.command(arguments);
        let full = std::fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .expect("a device");
        command
            .env("TMPDIR", temporary.path(""))
            .stdout(full)
            .stderr(Stdio::piped());
        let output = command
            .spawn()
            .and_then(std::process::Child::wait_with_output);
        let output = output.expect("the binary runs");
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {err}");
        assert!(err.contains("No space left"), "{err}");
        assert_eq!(temporary.listing(), [""; 0], "nothing stays");
    }
}

/// A disk that is full after so many blocks: the system refuses to write more to a file.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_leaves_the_old_report_and_no_half_one() {
    let sandbox = many("a", 300);
    sandbox.write("old.txt", "I was kind to myself.");
    sandbox.run(&["scan", "old.txt", "-o", "report"]).exits(0);
    let (old, before) = (sandbox.report("report"), sandbox.listing());
    let limited = |blocks: u32, report: &str| {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
        let mut command = std::process::Command::new("sh");
        command.args(["-c", &script, "sh", env!("CARGO_BIN_EXE_feltsense")]);
        command.args(["scan", "t", "--force", "-o", report, "--matches", "--quiet"]);
        command.current_dir(sandbox.path("")).stdin(Stdio::null());
        sandbox.finish(command)
    };
    for blocks in [0, 1, 2, 5, 20, 60, 200] {
        limited(blocks, "report").exits(2);
        limited(blocks, "new").exits(2);
        assert_eq!(sandbox.listing(), before, "after {blocks} blocks");
        assert!(sandbox.report("report") == old, "after {blocks} blocks");
    }
    limited(100_000, "report").exits(0);
    assert!(sandbox.report("report") != old);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_to_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::with(&[("a.txt", HIT), ("locked/x", "")]);
    let set = |mode| {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(sandbox.path("locked"), mode).expect("our own folder");
    };
    set(0o555);
    if std::fs::write(sandbox.path("locked/probe"), "").is_ok() {
        return; // We are root, for whom nothing is locked.
    }
    let run = sandbox.run(&["scan", "a.txt", "-o", "locked/report"]);
    set(0o755);
    run.exits(2).says("locked").says("-o");
    assert_eq!(listing(&sandbox.path("locked")), ["x"]);
}

// 45

#[test]
fn a_report_never_replaces_an_input_or_anything_that_is_not_a_report() {
    let sandbox = Sandbox::with(&[
        ("t/a.txt", HIT),
        ("t/b.csv", "text\nx\n"),
        ("mine/notes", "x"),
    ]);
    #[cfg(unix)]
    std::os::unix::fs::symlink("mine", sandbox.path("link")).expect("a link");
    let before = (
        sandbox.listing(),
        sandbox.report("t"),
        sandbox.report("mine"),
    );
    let targets: &[&str] = &[
        "t/a.txt",
        "t",
        "t/",
        "mine",
        "link",
        "link/",
        "/dev/stdout",
        "/",
        "..",
        ".",
        "mine/..",
    ];
    for target in targets {
        for force in [&[][..], &["--force"]] {
            let run = sandbox.run(&[&["scan", "t", "-o", target], force].concat());
            run.exits(2).says("-o");
            assert_eq!(
                (
                    sandbox.listing(),
                    sandbox.report("t"),
                    sandbox.report("mine")
                ),
                before
            );
        }
    }
}

#[test]
fn a_report_may_fill_an_empty_folder_and_makes_missing_ones() {
    let sandbox = Sandbox::with(&[("a.txt", HIT)]);
    std::fs::create_dir(sandbox.path("empty")).expect("a folder");
    for target in ["empty", "new/er/est"] {
        sandbox
            .run(&["scan", "a.txt", "-o", target])
            .exits(0)
            .says(target);
        assert_eq!(sandbox.table_of(target, "documents.csv").len(), 1);
    }
    assert_eq!(sandbox.listing(), ["a.txt", "empty", "new"]);
}

// 46

/// Starts a scan that reads the files of `t` and then waits for standard input without end (its
/// name comes behind theirs), and sends it a signal when the first rows are on the disk.
#[cfg(unix)]
pub(crate) fn stopped_by(signal: &str, sandbox: &Sandbox) -> Option<i32> {
    let mut command = sandbox.command(&["scan", "t", "-", "-o", "report", "--force"]);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = command.spawn().expect("the binary runs");
    let input = child.stdin.take();
    let documents = sandbox.path(&format!(".report.feltsense-{}/documents.csv", child.id()));
    until("rows on the disk", || {
        std::fs::metadata(&documents).is_ok_and(|found| found.len() > 0)
    });
    let sent = std::process::Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status();
    assert!(sent.expect("kill").success());
    let code = wait(child);
    drop(input);
    code
}

#[cfg(unix)]
#[test]
fn an_interrupted_scan_leaves_nothing_and_says_so_by_its_code() {
    let sandbox = many("a", 1100);
    for (signal, code) in [("-INT", 130), ("-TERM", 143), ("-HUP", 129)] {
        assert_eq!(stopped_by(signal, &sandbox), Some(code), "{signal}");
        assert_eq!(sandbox.listing(), ["t"], "{signal}");
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_scan_leaves_the_earlier_report() {
    let sandbox = many("a", 1100);
    sandbox
        .run(&["scan", "t/a0000.txt", "-o", "report"])
        .exits(0);
    let old = sandbox.report("report");
    assert_eq!(stopped_by("-INT", &sandbox), Some(130));
    assert!(sandbox.report("report") == old);
    assert_eq!(sandbox.listing(), ["report", "t"]);
}

// 47

/// The scan reads its input in batches, in the order of names: while it waits for standard input in
/// the first one, files of the last one vanish, shrink or become folders.
#[cfg(unix)]
#[test]
fn files_that_change_during_the_scan_are_told_and_the_others_are_read() {
    let sandbox = many("z", 1100);
    let mut command = sandbox.command(&["scan", "-", "t", "-o", "report"]);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = command.spawn().expect("the binary runs");
    let documents = sandbox.path(&format!(".report.feltsense-{}/documents.csv", child.id()));
    until("all files are found", || documents.exists());
    std::fs::remove_file(sandbox.path("t/z1090.txt")).expect("our own file");
    sandbox.write("t/z1091.txt", "");
    std::fs::remove_file(sandbox.path("t/z1092.txt")).expect("our own file");
    std::fs::create_dir(sandbox.path("t/z1092.txt")).expect("a folder");
    child
        .stdin
        .take()
        .expect("a pipe")
        .write_all(HIT.as_bytes())
        .expect("a reader");
    assert_eq!(wait(child), Some(2));
    let skipped = sandbox.table("skipped.csv");
    assert_eq!(
        sandbox.column("skipped.csv", "path"),
        ["z1090.txt", "z1092.txt"]
    );
    assert!(
        skipped.iter().all(|row| row["reason"] == "unreadable"),
        "{skipped:?}"
    );
    let rows = sandbox.table("documents.csv");
    assert_eq!(rows.len(), 1099);
    let cut = rows
        .iter()
        .find(|row| row["document"] == "z1091.txt")
        .expect("a row");
    assert_eq!(cut["words"], "0");
}

// Memory

/// Three megabytes in a hundred files, cut into sentences, have to do with 600 MB of addresses.
#[cfg(target_os = "linux")]
#[test]
fn segments_of_a_batch_need_little_memory() {
    let sandbox = Sandbox::new();
    for number in 0..100 {
        let text = "I was ashamed of myself. ".repeat(1200);
        sandbox.write(&format!("t/{number}.txt"), text);
    }
    let mut command = std::process::Command::new("sh");
    let script = "ulimit -v 600000; exec \"$0\" scan t -o report --by sentence --threads 2 --quiet";
    command
        .args(["-c", script, env!("CARGO_BIN_EXE_feltsense")])
        .current_dir(sandbox.path(""));
    sandbox.finish(command).exits(0);
    assert_eq!(sandbox.table("documents.csv").len(), 100);
}
