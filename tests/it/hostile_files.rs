//! Files that are large, oddly named, linked, locked or no files at all. Numbers in the comments
//! are those of the list of bad input that the project keeps.

use std::fmt::Write as _;

use crate::sandbox::Sandbox;

const HIT: &str = "I was ashamed of myself.";

// 15

#[test]
fn a_line_of_three_megabytes_is_read_whole() {
    let sandbox = Sandbox::new();
    let sentence = "I was ashamed of it. Then I was kind to myself again. ";
    let times = 3_000_000 / sentence.len();
    let row = sandbox.document("a.txt", sentence.repeat(times));
    assert_eq!(row["words"], (12 * times).to_string());
    assert_eq!(row["sentences"], (2 * times).to_string());
    assert_eq!(
        (&row["shame_hits"], &row["hits"]),
        (&times.to_string(), &(2 * times).to_string())
    );
}

// 16

#[test]
fn a_file_above_the_limit_is_refused_by_name() {
    let sandbox = Sandbox::with(&[
        ("t/small.txt", HIT),
        ("t/table.csv", "text\nI was ashamed.\n"),
    ]);
    sandbox.write("t/large.txt", HIT.repeat(100));
    sandbox.write(
        "t/large.jsonl",
        "{\"text\":\"I was ashamed.\"}\n".repeat(100),
    );
    sandbox
        .scan(&["t", "--max-file-size", "1000"])
        .exits(2)
        .says("large.txt")
        .says("1000");
    for name in ["large.txt", "large.jsonl"] {
        assert_eq!(sandbox.skipped(name)["reason"], "too_large");
    }
    assert_eq!(
        sandbox.column("documents.csv", "document"),
        ["small.txt", "table.csv#1"]
    );
    sandbox
        .scan(&["t", "--max-file-size", "1000", "--allow-skipped"])
        .exits(0);
    sandbox
        .scan(&["t/large.txt", "--max-file-size", "2400"])
        .exits(0);
}

#[test]
fn twenty_megabytes_of_json_lines_are_a_document_a_line() {
    let sandbox = Sandbox::new();
    let text = "We walked along the river for a while and said very little. ".repeat(30);
    let mut lines = String::new();
    let mut rows = 0;
    while lines.len() < 20_000_000 {
        writeln!(lines, "{{\"id\":\"r{rows}\",\"text\":\"{text}{HIT}\"}}").expect("room");
        rows += 1;
    }
    sandbox.write("a.jsonl", lines);
    sandbox.scan(&["a.jsonl", "--lexicon", "shame"]).exits(0);
    let table = sandbox.table("documents.csv");
    assert_eq!(table.len(), rows);
    assert!(
        table
            .iter()
            .enumerate()
            .all(|(at, row)| row["document"] == format!("a.jsonl#r{at}"))
    );
    assert!(
        table
            .iter()
            .all(|row| row["words"] == "365" && row["shame_hits"] == "1")
    );
    assert_eq!(sandbox.manifest()["inputs"][0]["rows"], rows);
}

#[test]
fn three_thousand_small_files_are_three_thousand_rows_in_order() {
    let sandbox = Sandbox::new();
    for number in 0..3000 {
        sandbox.write(&format!("t/{}/{number:04}.txt", number % 7), HIT);
    }
    sandbox.scan(&["t"]).exits(0);
    let names = sandbox.column("documents.csv", "document");
    assert_eq!(names.len(), 3000);
    assert!(names.is_sorted());
    assert_eq!(sandbox.manifest()["counts"]["hits"], 3000);
}

// 26, 27

/// True if a terminal would do nothing with this text but show it.
#[cfg(unix)]
fn only_shows(text: &str) -> bool {
    let turns = [
        '\u{202a}', '\u{202b}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}',
    ];
    !text.contains(|c: char| (c.is_control() && c != '\n') || turns.contains(&c))
}

#[cfg(unix)]
#[test]
fn control_characters_of_names_and_texts_reach_no_terminal() {
    let sandbox = Sandbox::new();
    let evil = "e\x1b[2J\x1b]0;x\x07\u{202e}\u{9b}31m\n::error::\rv";
    let text = format!("I was {evil} ashamed, \x1b]52;c;AAAA\x07 kind to myself.");
    sandbox.write(&format!("t/{evil}.txt"), &text);
    sandbox.write(&format!("t/{evil}.md"), b"\x89PNG\r\n\x1a\n");
    sandbox.write(&format!("t/{evil}2.txt"), b"caf\xe9 ashamed");
    sandbox.write(&format!("t/{evil}3.txt"), b"\xc3\xa9\xc3\xa9 \xff ashamed");
    sandbox.write(
        &format!("t/{evil}.csv"),
        format!("a{evil},b\n1,2\n").replace('\n', "\r"),
    );
    sandbox.write(&format!("t/{evil}4.txt"), &text);
    std::fs::hard_link(
        sandbox.path(&format!("t/{evil}4.txt")),
        sandbox.path(&format!("t/{evil}5.txt")),
    )
    .expect("a link");
    let missing = format!("t/{evil}.tx");
    for more in [
        &["--excerpts", "--by", "speaker"][..],
        &["--quiet"],
        &["--label", "hash"],
    ] {
        let run = sandbox.scan(&[&["t", &missing], more].concat()).exits(2);
        assert!(only_shows(&run.err), "{:?}", run.err);
        let is_named = run.err.contains("e\\x1b[2J");
        assert!(is_named || more.contains(&"hash"), "{:?}", run.err);
        assert!(!run.err.contains("\n::"), "a line of ours: {:?}", run.err);
    }
    // Refusals of the folder, of lexicons and of lists, too.
    let report = format!("r{evil}");
    sandbox.write(&format!("{report}/x"), "x");
    sandbox.write(
        &format!("{evil}.toml"),
        format!("name = \"{evil}\"\n").replace('\n', "\r\n"),
    );
    for arguments in [
        &["scan", "t", "-o", &report][..],
        &["scan", "t", "--lexicon", &format!("{evil}.toml")],
        &["lexicon", "check", &format!("{evil}.toml")],
        &["scan", "--files-from", &missing],
        &["scan", "t", "--encoding", evil],
        &["lexicon", "show", evil],
    ] {
        let run = sandbox.run(arguments).exits(2).says("\\x1b[2J");
        assert!(only_shows(&run.err), "{arguments:?}: {:?}", run.err);
    }
}

#[cfg(unix)]
#[test]
fn json_keeps_control_characters_of_names_escaped() {
    let sandbox = Sandbox::new();
    let name = "e\x1b[2J\u{202e}\nv.txt";
    sandbox.write(&format!("t/{name}"), HIT);
    sandbox.scan(&["t", "--output-format", "jsonl"]).exits(0);
    let text =
        String::from_utf8(sandbox.report("report")["documents.jsonl"].clone()).expect("UTF-8");
    assert_eq!(text.lines().count(), 1);
    assert!(!text.contains('\x1b'));
    let row: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(row["document"], name);
    assert_eq!(sandbox.manifest()["inputs"][0]["path"], name);
}

// 28

#[cfg(unix)]
#[test]
fn odd_names_come_back_as_they_are() {
    let sandbox = Sandbox::new();
    // A percent sign stands for bytes that are no UTF-8, so it is written as such a byte itself.
    let names = [
        " lead.txt",
        "%41.txt",
        "'q.txt",
        "+1.txt",
        "--help.txt",
        "-x.txt",
        "=SUM(A1).txt",
        "@x.txt",
        "a b.txt",
        "a,b.txt",
        "a:b.txt",
        "a;b|c.txt",
        "br{a,b}.txt",
        "glob*[x]?.txt",
        "new\nline.txt",
        "q\"u\"o.txt",
        "tab\there.txt",
        "＝x.txt",
    ];
    for name in names {
        sandbox.write(&format!("t/{name}"), HIT);
    }
    let shown: Vec<String> = names.iter().map(|name| name.replace('%', "%25")).collect();
    sandbox.scan(&["t", "--csv-raw"]).exits(0);
    assert_eq!(sandbox.column("documents.csv", "document"), shown);
    // The guard puts one ' in front, which can be taken off again.
    sandbox.scan(&["t"]).exits(0);
    let guarded = sandbox.column("documents.csv", "document");
    for (guarded, name) in guarded.iter().zip(&shown) {
        let runs = name.starts_with(['+', '-', '=', '@', '＝', '\t']);
        let expected = if runs {
            format!("'{name}")
        } else {
            name.clone()
        };
        assert_eq!(*guarded, expected);
    }
    // Named one by one: wildcards in a name that exists are no wildcards.
    let paths: Vec<String> = names.iter().map(|name| format!("t/{name}")).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    sandbox
        .scan(&[&["--csv-raw"], paths.as_slice()].concat())
        .exits(0);
    let shown: Vec<String> = shown.iter().map(|name| format!("t/{name}")).collect();
    assert_eq!(sandbox.column("documents.csv", "document"), shown);
}

#[test]
fn names_that_begin_with_a_dash_can_be_given() {
    let sandbox = Sandbox::with(&[("-x.txt", HIT), ("--help.txt", HIT)]);
    sandbox
        .scan(&["--csv-raw", "--", "-x.txt", "--help.txt"])
        .exits(0);
    let names = ["--help.txt", "-x.txt"];
    assert_eq!(sandbox.column("documents.csv", "document"), names);
    sandbox
        .scan(&["--csv-raw", "./-x.txt", "./--help.txt"])
        .exits(0);
    assert_eq!(sandbox.column("documents.csv", "document"), names);
}

// 29

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_utf8_is_read_and_shown_without_loss() {
    use std::os::unix::ffi::OsStrExt;
    let sandbox = Sandbox::new();
    let name = std::ffi::OsStr::from_bytes(b"a\xff\xe9.txt");
    std::fs::create_dir(sandbox.path("t")).expect("a folder");
    std::fs::write(sandbox.path("t").join(name), HIT).expect("a file");
    for format in ["csv", "jsonl"] {
        sandbox
            .scan(&["t", "--output-format", format, "--matches"])
            .exits(0);
        let bytes = &sandbox.report("report")[&format!("documents.{format}")];
        assert!(String::from_utf8_lossy(bytes).contains("a%FF%E9.txt"));
    }
    let mut command = sandbox.command(&["scan", "-o", "named"]);
    command.arg(std::path::Path::new("t").join(name));
    sandbox.finish(command).exits(0);
    assert_eq!(
        sandbox.table_of("named", "documents.csv")[0]["document"],
        "t/a%FF%E9.txt"
    );
    let mut command = sandbox.command(&["scan", "-o", "missing"]);
    command.arg(std::ffi::OsStr::from_bytes(b"gone\xff.txt"));
    sandbox.finish(command).exits(2);
    assert_eq!(
        sandbox.table_of("missing", "skipped.csv")[0]["path"],
        "gone%FF.txt"
    );
}

// 30

#[test]
fn the_same_file_twice_is_counted_once_and_it_says_so() {
    let sandbox = Sandbox::with(&[("t/a.txt", HIT)]);
    for paths in [
        &["t/a.txt", "./t/a.txt"][..],
        &["t", "t/a.txt"],
        &["t/../t/a.txt", "t/a.txt"],
    ] {
        sandbox.scan(paths).exits(0).says("counted once");
        assert_eq!(sandbox.table("documents.csv").len(), 1, "{paths:?}");
        assert_eq!(sandbox.manifest()["counts"]["hits"], 1);
    }
    sandbox.scan(&["t", "t"]).exits(0);
    assert_eq!(sandbox.table("documents.csv").len(), 1);
}

#[cfg(unix)]
#[test]
fn links_to_one_file_are_counted_once() {
    let sandbox = Sandbox::with(&[("t/a.txt", HIT)]);
    std::fs::hard_link(sandbox.path("t/a.txt"), sandbox.path("t/hard.txt")).expect("a link");
    sandbox
        .scan(&["t"])
        .exits(0)
        .says("hard.txt is the same file as a.txt");
    assert_eq!(sandbox.column("documents.csv", "document"), ["a.txt"]);
    std::os::unix::fs::symlink("a.txt", sandbox.path("t/soft.txt")).expect("a link");
    sandbox.scan(&["t/a.txt", "t/soft.txt"]).exits(0);
    assert_eq!(sandbox.table("documents.csv").len(), 1);
    sandbox.scan(&["t", "--follow"]).exits(0);
    assert_eq!(sandbox.table("documents.csv").len(), 1);
}

// 31

#[cfg(unix)]
#[test]
fn links_in_folders_are_followed_only_if_asked() {
    use std::os::unix::fs::symlink;
    let sandbox = Sandbox::with(&[("t/sub/a.txt", HIT), ("out/far.txt", HIT)]);
    symlink("../out/far.txt", sandbox.path("t/far.txt")).expect("a link");
    symlink("../out", sandbox.path("t/out")).expect("a link");
    sandbox.scan(&["t"]).exits(0);
    assert_eq!(sandbox.column("documents.csv", "document"), ["sub/a.txt"]);
    assert_eq!(
        sandbox.column("skipped.csv", "reason"),
        ["symlink", "symlink"]
    );
    // The file that two links lead to is one document.
    sandbox
        .scan(&["t", "--follow"])
        .exits(0)
        .says("counted once");
    assert_eq!(
        sandbox.column("documents.csv", "document"),
        ["out/far.txt", "sub/a.txt"]
    );
    sandbox.scan(&["t/far.txt"]).exits(0);
    assert_eq!(sandbox.column("documents.csv", "document"), ["t/far.txt"]);
}

#[cfg(unix)]
#[test]
fn links_that_lead_nowhere_or_back_are_told_and_end() {
    use std::os::unix::fs::symlink;
    let sandbox = Sandbox::with(&[("t/sub/a.txt", HIT)]);
    symlink("nothing", sandbox.path("t/dangling.txt")).expect("a link");
    symlink("self.txt", sandbox.path("t/self.txt")).expect("a link");
    symlink("..", sandbox.path("t/sub/loop")).expect("a link");
    sandbox.scan(&["t"]).exits(0);
    sandbox.scan(&["t", "--follow"]).exits(2);
    assert_eq!(sandbox.column("documents.csv", "document"), ["sub/a.txt"]);
    assert_eq!(
        sandbox.column("skipped.csv", "path"),
        ["dangling.txt", "self.txt", "sub/loop"]
    );
    for name in ["t/dangling.txt", "t/self.txt"] {
        sandbox.scan(&[name]).exits(2).says(name);
        assert_eq!(sandbox.table("documents.csv").len(), 0);
    }
}

// 32

#[cfg(unix)]
#[test]
fn pipes_sockets_and_devices_are_never_waited_for() {
    let sandbox = Sandbox::with(&[("t/a.txt", HIT), ("t/folder.md/b.txt", HIT)]);
    let made = std::process::Command::new("mkfifo")
        .arg(sandbox.path("t/pipe.md"))
        .status();
    assert!(made.expect("mkfifo").success());
    let _socket =
        std::os::unix::net::UnixListener::bind(sandbox.path("t/socket.csv")).expect("a socket");
    sandbox.scan(&["t"]).exits(0);
    assert_eq!(
        sandbox.column("documents.csv", "document"),
        ["a.txt", "folder.md/b.txt"]
    );
    assert_eq!(
        sandbox.column("skipped.csv", "path"),
        ["pipe.md", "socket.csv"]
    );
    assert_eq!(
        sandbox.column("skipped.csv", "reason"),
        ["not_a_file", "not_a_file"]
    );
    for name in ["t/pipe.md", "t/socket.csv", "/dev/zero", "/dev/null"] {
        sandbox
            .scan(&[name, "t/a.txt"])
            .exits(2)
            .says("not a regular file");
        assert_eq!(
            sandbox.column("documents.csv", "document"),
            ["t/a.txt"],
            "{name}"
        );
    }
}

// 48

#[cfg(unix)]
#[test]
fn a_locked_file_is_told_and_the_others_are_read() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::with(&[
        ("t/a.txt", HIT),
        ("t/locked.txt", HIT),
        ("t/dir/b.txt", HIT),
    ]);
    sandbox.write("t/locked.csv", "text\nx\n");
    let set = |name: &str, mode: u32| {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(sandbox.path(name), mode).expect("our own file");
    };
    set("t/locked.txt", 0);
    if std::fs::read(sandbox.path("t/locked.txt")).is_ok() {
        return; // We are root, for whom nothing is locked.
    }
    set("t/locked.csv", 0);
    set("t/dir", 0);
    let run = sandbox.scan(&["t"]);
    set("t/dir", 0o700);
    run.exits(2).says("locked.txt").says("no permission");
    assert_eq!(sandbox.column("documents.csv", "document"), ["a.txt"]);
    let skipped = sandbox.table("skipped.csv");
    assert!(
        skipped.iter().all(|row| row["reason"] == "unreadable"),
        "{skipped:?}"
    );
    assert_eq!(
        sandbox.column("skipped.csv", "path"),
        ["dir", "locked.csv", "locked.txt"]
    );
}
