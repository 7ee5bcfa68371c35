//! Properties 7, 8 and 10: what is written can be read by those it is for, and does nothing else.

use std::io::{self, Write};

use proptest::prelude::*;

use feltsense::check::output::{Format, Look, render};
use feltsense::check::{CheckReport, Whence};
use feltsense::problem::Problem;
use feltsense::report::table::{Cell, TableFormat, TableOptions, TableWriter, steers};

use super::texts;
use crate::check::outputs::{elements, report};

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
        let stray = out.chars().find(|&c| steers(c) && c != '\n');
        assert_eq!(stray, None, "{}: {out:?}", format.name());
        // In a command of ours, and there alone, nothing else is read as one.
        if !matches!(format, Format::Github | Format::Azure) {
            let begins = |line: &str| line.trim_start().starts_with("::error");
            assert!(!out.lines().any(begins), "{}: {out}", format.name());
            let commands = out.contains("##[") || out.contains("##vso[");
            assert!(!commands, "{}: {out}", format.name());
        }
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
                    assert_eq!(line.matches("##vso[").count(), 1, "{line}");
                }
            }
            Format::Full | Format::Concise => {}
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
fn property_08_known_attacks_stay_text() {
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
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn property_07_every_output_is_read_by_its_readers(text in prop_oneof![texts(), any::<String>()]) {
        check(&text);
    }

    #[test]
    fn property_07_a_table_reads_back_to_the_same_cells(rows in prop::collection::vec(prop::collection::vec(prop_oneof![texts(), any::<String>()], 3), 1..5), tabs in any::<bool>()) {
        let format = if tabs { TableFormat::Tsv } else { TableFormat::Csv };
        let mut table = TableWriter::new(Vec::new(), TableOptions { format, guard: true, bom: false });
        table.header(&["a", "b", "c"]).expect("room");
        for row in &rows {
            let cells: Vec<Cell> = row.iter().map(|text| Cell::from(text.as_str())).collect();
            table.row(&cells).expect("room");
        }
        let bytes = table.finish().expect("room");
        let mut reader = csv::ReaderBuilder::new().delimiter(if tabs { b'\t' } else { b',' }).from_reader(bytes.as_slice());
        let read: Vec<Vec<String>> = reader
            .records()
            .map(|row| row.expect("a complete row in UTF-8").iter().map(str::to_owned).collect())
            .collect();
        prop_assert_eq!(read.len(), rows.len());
        for (cell, text) in read.iter().flatten().zip(rows.iter().flatten()) {
            // What could run in a spreadsheet has a sign before it, and is otherwise what it was.
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{:?}", cell);
            prop_assert!(cell == text || cell.strip_prefix('\'') == Some(text), "{:?} {:?}", cell, text);
        }
    }
}

/// Takes so many bytes, then fails.
struct Failing {
    left: usize,
}

impl Write for Failing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.left == 0 && !bytes.is_empty() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let most = bytes.len().min(self.left);
        self.left -= most;
        Ok(most)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A table whose writer fails after any number of bytes is an error, at the latest at its end, and
/// never a panic. (Files and standard output of `check`: `cli::check::files`.)
#[test]
fn property_10_a_table_that_cannot_be_written_is_an_error() {
    let write = |left: usize| -> io::Result<()> {
        let options = TableOptions {
            format: TableFormat::Csv,
            guard: true,
            bom: true,
        };
        let mut table = TableWriter::new(Failing { left }, options);
        table.header(&["a", "b"])?;
        for text in ["=x", "a \"b\", c\n"] {
            table.row(&[Cell::from(text), Cell::from(text)])?;
        }
        table.finish().map(|_| ())
    };
    let whole = (0..200).find(|&left| write(left).is_ok()).expect("enough");
    assert!(whole > 20);
    for left in 0..whole {
        assert!(write(left).is_err(), "{left}");
    }
}
