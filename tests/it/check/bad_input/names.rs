//! Names and texts that try to be something else: in a terminal, a log, XML, a page, a table.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use feltsense::check::output::Format;
use serde_json::Value;

use super::HARD;
use crate::sandbox::Sandbox;

/// A sandbox with the same text under each name.
fn named(names: &[&[u8]]) -> Sandbox {
    let sandbox = Sandbox::new();
    for name in names {
        let path = sandbox.path("").join(OsStr::from_bytes(name));
        std::fs::write(path, HARD).expect("a file");
    }
    sandbox
}

/// No byte that steers a terminal, and no line that a log reads as a command but those that are.
#[track_caller]
fn is_harmless(format: Format, out: &str) {
    let stray = out
        .chars()
        .find(|&c| c != '\n' && feltsense::report::table::steers(c));
    assert_eq!(stray, None, "{}: {out:?}", format.name());
    for line in out.lines() {
        let begins = line.trim_start().starts_with("::");
        assert_eq!(
            begins,
            format == Format::Github,
            "{}: {line}",
            format.name()
        );
        // In a command of ours, and there alone, nothing else is read as one.
        if format != Format::Github {
            let own = format == Format::Azure;
            let commands = line.matches("##vso[").count();
            assert_eq!(commands, usize::from(own), "{}: {line}", format.name());
            assert!(own || !line.contains("##["), "{}: {line}", format.name());
        }
    }
}

const ATTACKS: &str = "\u{1b}[31m\u{1b}]0;title\u{7}\u{1b}]52;c;eA==\u{7} \u{9b}2J \u{8}\u{8} \u{202e}x\u{202c}\n::error file=x::you are worthless\n  ::add-mask::you\n##[error]you are worthless\n##vso[task.complete result=Failed;]you are worthless %0A::warning::x\n]]> </script> \"><img src=x onerror=alert(1)> you are worthless\n=cmd|'/c calc'!A1 you are worthless\n";

#[test]
fn row_26_what_steers_a_terminal_in_a_text_is_shown_and_does_nothing() {
    let sandbox = Sandbox::with(&[
        ("a.md", ATTACKS),
        ("feltsense.toml", "root = true\n[check.rules.presence]\n"),
    ]);
    for format in Format::ALL {
        for color in ["never", "always"] {
            let arguments = ["check", "a.md", "--output", format.name(), "--color", color];
            let run = sandbox.run(&arguments).exits(1);
            let mut out = run.out;
            if color == "always" {
                // Our own colours, and nothing else.
                for own in [
                    "\x1b[1;35m",
                    "\x1b[1;33m",
                    "\x1b[1;36m",
                    "\x1b[2m",
                    "\x1b[0m",
                ] {
                    out = out.replace(own, "");
                }
            }
            is_harmless(format, &out);
        }
    }
    let full = sandbox.run(&["check", "a.md"]).out;
    assert!(full.contains("worthless"), "{full}");
}

#[test]
fn row_27_what_steers_a_terminal_in_a_name_is_shown_and_does_nothing() {
    let names: [&[u8]; 5] = [
        b"\x1b[31m.md",
        b"\x1b]0;title\x07.md",
        "\u{9b}2J.md".as_bytes(),
        "exe.\u{202e}fdp.md".as_bytes(),
        b"a\rb\x08.md",
    ];
    let sandbox = named(&names);
    for format in Format::ALL {
        let run = sandbox
            .run(&["check", ".", "--output", format.name()])
            .exits(1);
        is_harmless(format, &run.out);
    }
    // Errors name them as well.
    for name in names {
        let path = sandbox.path("").join(OsStr::from_bytes(name));
        std::fs::write(path, b"It rains \xff\xfe\x00 on.").expect("a file");
    }
    let run = sandbox.run(&["check", "."]).exits(2);
    is_harmless(Format::Full, &run.err);
    assert_eq!(run.err.matches(".md").count(), names.len(), "{}", run.err);
}

#[test]
fn row_28_odd_names_are_one_file_in_every_output() {
    let names: [&[u8]; 9] = [
        b"a\nb.md",
        b"a\tb.md",
        b"a \"b\", c:d;e]f%g%0A.md",
        b"-n.md",
        b"--output=json.md",
        b"=cmd().md",
        b" spaces .md",
        b"'; rm -rf x #.md",
        b"dot..md",
    ];
    let sandbox = named(&names);
    let output = |format: &str| {
        sandbox
            .run(&["check", ".", "--output", format])
            .exits(1)
            .out
    };
    assert_eq!(output("concise").lines().count(), names.len());
    assert_eq!(output("github").lines().count(), names.len());
    assert_eq!(output("azure").lines().count(), names.len());
    // What a program gets leads back to the file.
    lead_back(&output("sarif"), &names);
    for format in ["gitlab", "rdjson", "checkstyle", "json"] {
        let out = output(format);
        assert!(
            out.contains("a\\nb.md") || out.contains("a&#10;b.md"),
            "{format}: {out}"
        );
    }
    // Such a name can be given.
    sandbox.run(&["check", "--", "-n.md"]).exits(1);
    sandbox.run(&["check", "./--output=json.md"]).exits(1);
    sandbox.run(&["check", "-n.md"]).exits(2);
}

#[test]
fn row_29_names_that_are_no_utf8_are_checked_and_lead_back() {
    let names: [&[u8]; 4] = [b"\xff.md", b"\xfe.md", b"a\xe9%FF.md", b"%FF.md"];
    let sandbox = named(&names);
    for format in Format::ALL {
        let run = sandbox
            .run(&["check", ".", "--output", format.name()])
            .exits(1);
        is_harmless(format, &run.out);
        // Two files are two, also where their names are shown.
        if format == Format::Concise {
            let lines: std::collections::BTreeSet<&str> = run.out.lines().collect();
            assert_eq!(lines.len(), names.len(), "{}", run.out);
        }
        if format == Format::Sarif {
            lead_back(&run.out, &names);
        }
    }
    let mut command = sandbox.command(&["check", "--output", "concise"]);
    command.arg(OsStr::from_bytes(b"\xff.md"));
    assert_eq!(sandbox.finish(command).exits(1).out.lines().count(), 1);
}

#[test]
fn row_33_no_line_is_a_command_of_a_text_or_a_name() {
    let names: [&[u8]; 6] = [
        b"::error file=x::y.md",
        b" ::add-mask::y.md",
        "\u{3000}::warning::y.md".as_bytes(),
        b"##[error]y.md",
        b"##vso[task.complete]y.md",
        b"a\n::error::y.md",
    ];
    let sandbox = named(&names);
    sandbox.write("text.md", ATTACKS);
    for format in Format::ALL {
        let run = sandbox
            .run(&["check", ".", "--output", format.name()])
            .exits(1);
        is_harmless(format, &run.out);
    }
    // Messages about settings, arguments and files, too.
    sandbox.write(
        "::error::z.toml",
        "[check]\nprofle = 'x'\n[check.rules.x]\nkind = 'y'\n",
    );
    sandbox.write(
        "::error::w.toml",
        "[check.rules.run]\nmax = -1\n[check.rules.density]\nmax = -1\n",
    );
    for arguments in [
        &["check", "text.md", "--config", "::error::z.toml"][..],
        &["check", "text.md", "--config", "::error::w.toml"],
        &["check", "text.md", "::error::gone.md", " ::error::gone.md"],
        &["check", "text.md", "--output", "a\n::error::b\x1b[31m"],
        &["check", "text.md", "--a\n::error::b\x1b[31m"],
        &["check", "text.md", "--lexicon", "x\n::error::b\x1b[31m"],
        &["check", "text.md", "--deny", "x\n::error::b\x1b[31m"],
        &["check", "text.md", "--baseline", "##[error]\x1b[31m"],
        &[
            "check",
            "text.md",
            "--output",
            "json=gone\n::error::b/\x1b[31m",
        ],
        &["explain", "x\n::error::b\x1b[31m"],
        &["show", "x\n::error::b\x1b[31m"],
    ] {
        let run = sandbox.run(arguments).exits(2);
        is_harmless(Format::Full, &run.err);
    }
}

#[test]
fn row_34_names_of_rows_stay_text() {
    let table = "id,text\n\"=cmd()\",You are worthless.\n\"::error::x\",You are worthless.\n\"a\n##[error]\x1b[31m\",You are worthless.\n\"a\"\"b,c\",You are worthless.\n";
    let sandbox = Sandbox::with(&[("t.csv", table)]);
    for format in Format::ALL {
        let run = sandbox
            .run(&["check", "t.csv", "--output", format.name()])
            .exits(1);
        is_harmless(format, &run.out);
        if format == Format::Concise {
            assert_eq!(run.out.lines().count(), 4, "{}", run.out);
        }
    }
}

#[test]
fn row_35_a_table_is_read_cell_by_cell_whatever_is_in_them() {
    let table =
        "id,text\r\n1,\"It \"\"rains\"\".\r\nYou are worthless.\"\r\n2,You are worthless.\r\n";
    let sandbox = Sandbox::with(&[("t.csv", table)]);
    let run = sandbox
        .run(&["check", "t.csv", "--output", "concise"])
        .exits(1);
    let places: Vec<&str> = run
        .out
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(places, ["t.csv#1:2:9:", "t.csv#2:1:9:"], "{}", run.out);
    let nul = super::refused("nul.csv", b"text\nYou are worth\0less.\n", &[]);
    assert!(!nul.out.contains("nul.csv"), "{}", nul.out);
}

#[test]
fn row_36_nothing_leaves_its_element() {
    let names: [&[u8]; 3] = [b"]]>.md", b"\"><img onerror='x'>.md", b"\x01\x0b<!-- x.md"];
    let sandbox = named(&names);
    for format in ["junit", "checkstyle"] {
        let run = sandbox.run(&["check", ".", "--output", format]).exits(1);
        let elements = super::super::outputs::elements(&run.out);
        let files = elements
            .iter()
            .filter(|(name, _)| name == "file" || name == "testsuite")
            .count();
        assert_eq!(files, names.len(), "{}", run.out);
        assert!(!run.out.contains("<img"), "{}", run.out);
    }
    for name in names {
        let mut command = sandbox.command(&["show", "--html", "page.html", "--force"]);
        command.arg(sandbox.path("").join(OsStr::from_bytes(name)));
        sandbox.finish(command).exits(0);
        let page = std::fs::read_to_string(sandbox.path("page.html")).expect("a page");
        assert!(
            !page.contains("<img") && !page.contains("onerror='"),
            "{page}"
        );
    }
    sandbox.write("text.md", ATTACKS.replace("</script>", "&lt;/script>"));
    sandbox
        .run(&["show", "text.md", "--html", "text.html"])
        .exits(0);
    let page = std::fs::read_to_string(sandbox.path("text.html")).expect("a page");
    assert!(
        !page.contains("<script") && !page.contains("</script"),
        "{page}"
    );
    assert!(
        !page.contains("<img") && page.contains("default-src 'none'"),
        "{page}"
    );
}

/// The places of SARIF are these files and no others.
#[track_caller]
fn lead_back(sarif: &str, names: &[&[u8]]) {
    let sarif: Value = serde_json::from_str(sarif).expect("JSON");
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    let place = |result: &Value| {
        let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        unescaped(uri.as_str().expect("a URI"))
    };
    let mut found: Vec<Vec<u8>> = results.iter().map(place).collect();
    found.sort();
    let mut expected: Vec<Vec<u8>> = names.iter().map(|name| name.to_vec()).collect();
    expected.sort();
    assert_eq!(found, expected);
}

/// The bytes that a percent-encoded URI stands for.
fn unescaped(uri: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = uri.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        if first == b'%' {
            let code = std::str::from_utf8(&behind[..2]).expect("two digits");
            bytes.push(u8::from_str_radix(code, 16).expect("hexadecimal"));
            rest = &behind[2..];
        } else {
            bytes.push(first);
            rest = behind;
        }
    }
    bytes
}
