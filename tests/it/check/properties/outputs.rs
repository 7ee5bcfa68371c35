//! Names and texts that try to be something else in a terminal, a log, XML or a table.

use proptest::prelude::*;

use feltsense::check::output::{Format, Look, render};
use feltsense::check::{CheckReport, Whence};
use feltsense::problem::Problem;

use super::outputs::{elements, report};
#[cfg(unix)]
use crate::sandbox::Sandbox;

/// A report in which everything that comes from outside is this text.
fn poisoned(text: &str) -> CheckReport {
    let mut report = report();
    for finding in &mut report.findings {
        text.clone_into(&mut finding.document);
        finding.whence = Whence::File(text.to_owned());
        finding.message = format!("`{text}` here");
        if let Some(snippet) = &mut finding.snippet {
            snippet.text = format!("{text}ashamed{text}");
            snippet.marked = text.len()..text.len() + 7;
        }
        finding.suppressed = finding.suppressed.as_ref().map(|_| text.to_owned());
    }
    report.problems = vec![Problem::fatal(text, "unreadable", text)];
    text.clone_into(&mut report.unjudged[0].document);
    report.documents = vec![text.to_owned()];
    report
}

fn check(text: &str) {
    let report = poisoned(text);
    for format in Format::ALL {
        let out = render(
            format,
            &report,
            Look {
                styled: false,
                width: 60,
            },
        );
        let stray = out.chars().find(|&c| c.is_control() && c != '\n');
        assert_eq!(stray, None, "{}: {out:?}", format.name());
        match format {
            Format::Json | Format::Sarif | Format::Gitlab | Format::Rdjson => {
                serde_json::from_str::<serde_json::Value>(&out).expect("JSON");
            }
            Format::Jsonl => {
                for line in out.lines() {
                    serde_json::from_str::<serde_json::Value>(line).expect("JSON");
                }
            }
            Format::Junit | Format::Checkstyle => {
                elements(&out);
            }
            Format::Github => {
                for line in out.lines() {
                    let rest = line.strip_prefix("::").expect("a command");
                    let (properties, _) = rest.split_once("::").expect("a message");
                    let (level, properties) = properties.split_once(' ').expect("properties");
                    assert!(["error", "warning", "notice"].contains(&level), "{line}");
                    for property in properties.split(',') {
                        let key = property.split('=').next().expect("a key");
                        assert!(
                            ["file", "line", "endLine", "col", "endColumn", "title"].contains(&key),
                            "{line}"
                        );
                    }
                }
            }
            Format::Azure => {
                for line in out.lines() {
                    assert!(line.starts_with("##vso[task.logissue "), "{line}");
                    assert!(line.matches("##vso[").count() == 1 || !text.is_empty());
                }
            }
            Format::Full | Format::Concise => {
                assert!(out.lines().all(|line| !line.starts_with("::")), "{out}");
                assert!(!out.contains("##[") && !out.contains("##vso["), "{out}");
            }
            Format::Markdown => {
                for row in out.lines().filter(|line| line.starts_with('|')) {
                    assert!([3, 5].contains(&row.matches('|').count()), "{row}");
                    assert!(!row.contains("<img") && !row.contains("]("), "{row}");
                }
            }
        }
    }
}

#[test]
fn known_attacks_stay_text() {
    for text in [
        "::error file=x::y",
        "##[error]x",
        "##vso[task.complete result=Failed;]x",
        "a\x1b]0;title\x07b\x1b[2J",
        "a\u{9b}2J\u{202e}b",
        "a\r\nb,c:d%0A;e]",
        "<img onerror=x src='y'>\"&]]>",
        "a|b`c`[d](e) <!-- \u{0}\u{b}\u{fffe}",
        "=cmd()",
        "",
    ] {
        check(text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn anything_stays_text(text in any::<String>()) {
        check(&text);
    }
}

#[cfg(unix)]
#[test]
fn files_with_hostile_names_are_checked_under_them() {
    use std::os::unix::ffi::OsStrExt;
    let sandbox = Sandbox::new();
    let names: [&[u8]; 5] = [
        b"::error::a.md",
        b"a\nb,c:d%.md",
        b"\x1b[31m.md",
        b"\xff.md",
        b"##[group]x.md",
    ];
    for name in names {
        let path = sandbox.path("").join(std::ffi::OsStr::from_bytes(name));
        std::fs::write(path, "You are worthless.\n").expect("a file");
    }
    for format in Format::ALL {
        let out = sandbox
            .run(&["check", ".", "--output", format.name()])
            .exits(1)
            .out;
        assert!(
            !out.chars().any(|c| c.is_control() && c != '\n'),
            "{}: {out:?}",
            format.name()
        );
        if format == Format::Concise {
            assert_eq!(out.lines().count(), 5, "{out}");
        }
        if format == Format::Github {
            assert!(out.contains("file=a%0Ab%2Cc%3Ad%25.md,"), "{out}");
        }
    }
}

/// One line of 3 MB with 80,000 hits: linear, and the output stays small a finding.
#[test]
fn one_long_line_is_linear() {
    let time = |hits: usize| {
        let text = "I am ashamed of it, and so it is. ".repeat(hits);
        let started = std::time::Instant::now();
        let found = super::findings("[check.rules.presence]\n", &text);
        assert_eq!(found.len(), hits);
        started.elapsed()
    };
    let (small, large) = (time(10_000), time(40_000));
    assert!(
        large < small * 12 + std::time::Duration::from_secs(2),
        "{small:?} {large:?}"
    );
}
