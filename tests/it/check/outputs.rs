//! Every output, parsed back.

use std::collections::BTreeSet;

use feltsense::check::output::{Format, Look, render};
use feltsense::check::{CheckReport, Level, Unjudged};
use feltsense::problem::Problem;
use feltsense::read::Format as Reads;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

use super::judge_as;
use crate::sandbox::Sandbox;

/// A report with something of everything.
pub(super) fn report() -> CheckReport {
    let text = "# Ashamed\n\n\u{1f600} You are worthless, and I was ashamed\nof it. I am pathetic.\n\n<!-- feltsense-ignore-next-line presence reason=\"a | b\" -->\nI am a disgrace.\n";
    let rules = "[check.rules.presence]\nlevel = 'note'\n[check.rules.voice]\nlevel = 'error'\n[check.rules.run]\nmax = 1\nlevel = 'warning'\n";
    let verdict = judge_as(rules, text, Reads::Markdown);
    let mut report = CheckReport {
        findings: verdict.findings,
        unjudged: vec![Unjudged {
            document: "b.md".to_owned(),
            rule: "density".to_owned(),
            reason: "too short to judge: 3 words".to_owned(),
        }],
        problems: vec![Problem::fatal(
            "c.doc",
            "unsupported_format",
            "a .doc file cannot be read",
        )],
        documents: vec!["a.md".to_owned(), "b.md".to_owned()],
        stale: Vec::new(),
        fail_on: Some(Level::Warning),
    };
    report.findings[0].baselined = true;
    assert!(report.open().count() >= 4);
    report
}

pub(super) fn written(format: Format, report: &CheckReport) -> String {
    let look = Look {
        styled: false,
        width: 80,
    };
    render(format, report, look)
}

fn json(format: Format, report: &CheckReport) -> Value {
    serde_json::from_str(&written(format, report)).expect("JSON")
}

#[test]
fn full_shows_the_line_and_the_reason() {
    let text = written(Format::Full, &report());
    assert!(text.contains("error[voice]: "), "{text}");
    let lines: Vec<&str> = text.lines().collect();
    let at = lines
        .iter()
        .position(|line| line.contains("You are worthless"))
        .expect("the line");
    let start = lines[at + 1].find('^').expect("carets");
    // The face is two columns wide and one character.
    let column = lines[at].find("worthless").expect("the word") - "\u{1f600}".len() + 2;
    assert_eq!(start, column, "{text}");
    assert!(
        lines.iter().all(|line| line.chars().count() <= 80),
        "{text}"
    );
    assert!(text.contains("not judged by `density`: b.md (too short to judge)"));
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        joined.contains("silenced: 1; known from the baseline: 1; not read, or not wholly: 1."),
        "{text}"
    );
    let styled = render(
        Format::Full,
        &report(),
        Look {
            styled: true,
            width: 40,
        },
    );
    assert!(styled.contains("\x1b[1;35merror[voice]\x1b[0m"), "{styled}");
    assert!(
        !styled.contains("\x1b[31m") && !styled.contains("\x1b[32m"),
        "no red, no green"
    );
}

#[test]
fn json_has_every_finding_with_three_columns() {
    let report = report();
    let value = json(Format::Json, &report);
    let findings = value["findings"].as_array().expect("a list");
    assert_eq!(findings.len(), report.findings.len());
    let voice = findings
        .iter()
        .find(|f| f["rule"] == "voice")
        .expect("a finding");
    let start = &voice["start"];
    assert_eq!(
        (start["line"].as_u64(), start["column"].as_u64()),
        (Some(3), Some(11))
    );
    assert_eq!(
        (
            start["utf16_column"].as_u64(),
            start["utf8_column"].as_u64()
        ),
        (Some(12), Some(14))
    );
    assert_eq!(
        voice["snippet"]["text"]
            .as_str()
            .map(|t| t.contains("worthless")),
        Some(true)
    );
    assert!(
        findings
            .iter()
            .any(|f| f["suppressed"]["reason"] == "a | b")
    );
    assert_eq!(value["summary"]["complete"], false);
    let lines = written(Format::Jsonl, &report);
    let types: Vec<String> = lines
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).expect("JSON")["type"]
                .as_str()
                .expect("a word")
                .to_owned()
        })
        .collect();
    assert_eq!(types.len(), report.findings.len() + 3);
    assert_eq!(types.last().map(String::as_str), Some("summary"));
}

/// What the OASIS schema asks for of the objects that are written.
#[test]
fn sarif_has_what_the_standard_asks_for() {
    let report = report();
    let log = json(Format::Sarif, &report);
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), report.findings.len());
    let mut prints = BTreeSet::new();
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(
            !result["message"]["text"]
                .as_str()
                .expect("a text")
                .is_empty()
        );
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(
            (
                place["artifactLocation"]["uri"].as_str(),
                place["artifactLocation"]["uriBaseId"].as_str()
            ),
            (Some("a.md"), Some("SRCROOT"))
        );
        let region = &place["region"];
        let at = |key: &str| region[key].as_u64().expect("a number");
        assert!(at("startLine") >= 1 && at("startColumn") >= 1);
        assert!((at("endLine"), at("endColumn")) > (at("startLine"), at("startColumn")));
        assert!(
            prints.insert(result["partialFingerprints"]["feltsense/v1"].to_string()),
            "fingerprints are unique"
        );
    }
    assert!(results.iter().any(|r| r["suppressions"][0]
        == serde_json::json!({"kind": "inSource", "justification": "a | b"})));
    assert!(results.iter().any(|r| r["baselineState"] == "unchanged"));
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notices = invocation["toolExecutionNotifications"]
        .as_array()
        .expect("a list");
    assert!(notices.iter().any(|n| n["level"] == "error"
        && n["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "c.doc"));
    assert!(
        notices
            .iter()
            .any(|n| n["descriptor"]["id"] == "not_judged")
    );
    for rule in rules {
        assert!(
            ["note", "warning", "error"].contains(
                &rule["defaultConfiguration"]["level"]
                    .as_str()
                    .expect("a level")
            )
        );
        assert!(rule["help"]["text"].is_string() && rule["shortDescription"]["text"].is_string());
    }
}

#[test]
fn sarif_holds_no_more_than_is_kept() {
    let mut report = report();
    let one = report.findings.pop().expect("a finding");
    report.findings.extend(std::iter::repeat_n(one, 5100));
    let log = json(Format::Sarif, &report);
    assert_eq!(
        log["runs"][0]["results"].as_array().expect("results").len(),
        5000
    );
    assert!(log.to_string().contains("are left out of this file"));
}

#[test]
fn github_lines_keep_to_the_grammar_and_the_limits() {
    let mut report = report();
    let lines = written(Format::Github, &report);
    let command =
        regex::Regex::new(r"^::(error|warning|notice) ([a-zA-Z]+=[^,:]+)(,[a-zA-Z]+=[^,:]+)*::.+$")
            .expect("right");
    for line in lines.lines() {
        assert!(command.is_match(line), "{line}");
    }
    assert!(
        lines.starts_with("::error file=c.doc,title=not read::"),
        "{lines}"
    );
    assert!(
        lines.contains(
            "::error file=a.md,line=3,endLine=3,col=11,endColumn=20,title=feltsense voice::"
        ),
        "{lines}"
    );
    // A range of lines has no columns.
    assert!(
        lines
            .lines()
            .any(|l| l.contains("line=1,endLine=7,title=feltsense run")),
        "{lines}"
    );
    let note = report
        .findings
        .iter()
        .find(|f| f.is_open() && f.level == Level::Note)
        .expect("a note")
        .clone();
    report.findings.extend(std::iter::repeat_n(note, 30));
    let lines = written(Format::Github, &report);
    assert_eq!(
        lines
            .lines()
            .filter(|line| line.starts_with("::notice"))
            .count(),
        10
    );
    assert!(
        lines
            .lines()
            .last()
            .expect("a line")
            .contains("more; the summary"),
        "{lines}"
    );
}

#[test]
fn gitlab_issues_have_unique_fingerprints() {
    let mut report = report();
    let again = report.findings.last().expect("a finding").clone();
    report.findings.push(again);
    let issues = json(Format::Gitlab, &report);
    let issues = issues.as_array().expect("a list");
    let prints: BTreeSet<String> = issues
        .iter()
        .map(|issue| issue["fingerprint"].to_string())
        .collect();
    assert_eq!(prints.len(), issues.len());
    for issue in issues {
        let severity = issue["severity"].as_str().expect("a word");
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&severity));
        let location = &issue["location"];
        assert!(location["path"].is_string());
        assert!(
            location["lines"]["begin"].is_u64() || location["positions"]["begin"]["line"].is_u64()
        );
    }
}

/// Elements of an XML text with their attributes; panics if it is not well-formed.
pub(super) fn elements(xml: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut reader = Reader::from_str(xml);
    let mut found = Vec::new();
    let mut depth = 0;
    loop {
        let event = reader.read_event().expect("well-formed XML");
        let element = match &event {
            Event::Start(element) | Event::Empty(element) => element,
            Event::End(_) => {
                depth -= 1;
                continue;
            }
            Event::Eof => {
                assert_eq!(depth, 0);
                return found;
            }
            _ => continue,
        };
        depth += i32::from(matches!(event, Event::Start(_)));
        let name = element.name().as_ref().to_owned();
        let attributes = element
            .attributes()
            .map(|attribute| {
                let attribute = attribute.expect("an attribute");
                let key = attribute.key.as_ref().to_owned();
                let value = quick_xml::escape::unescape(&attribute.value)
                    .expect("references")
                    .into_owned();
                (key, value)
            })
            .collect();
        found.push((name, attributes));
    }
}

#[test]
fn junit_counts_what_it_holds() {
    let report = report();
    let found = elements(&written(Format::Junit, &report));
    let count = |name: &str| {
        found
            .iter()
            .filter(|(element, _)| element == name)
            .count()
            .to_string()
    };
    let (root, attributes) = &found[0];
    assert_eq!(root, "testsuites");
    let of = |key: &str| {
        attributes
            .iter()
            .find(|(name, _)| name == key)
            .expect("a count")
            .1
            .clone()
    };
    assert_eq!(
        (of("tests"), of("failures"), of("errors")),
        (count("testcase"), count("failure"), count("error"))
    );
    assert_eq!(
        count("testsuite"),
        "3",
        "a clean document and an unread one have suites"
    );
    assert_eq!(count("error"), "1");
}

#[test]
fn checkstyle_names_files_and_severities() {
    let found = elements(&written(Format::Checkstyle, &report()));
    let files: Vec<&str> = found
        .iter()
        .filter(|(name, _)| name == "file")
        .map(|(_, a)| a[0].1.as_str())
        .collect();
    assert_eq!(files, ["a.md", "c.doc"]);
    for (_, attributes) in found.iter().filter(|(name, _)| name == "error") {
        let of = |key: &str| {
            attributes
                .iter()
                .find(|(name, _)| name == key)
                .map(|(_, value)| value.as_str())
        };
        assert!(["info", "warning", "error"].contains(&of("severity").expect("a severity")));
        assert!(of("line").expect("a line").parse::<u64>().is_ok());
        assert!(of("source").expect("a source").starts_with("feltsense."));
    }
}

#[test]
fn rdjson_counts_bytes() {
    let value = json(Format::Rdjson, &report());
    let all = value["diagnostics"].as_array().expect("a list");
    let voice = all
        .iter()
        .find(|d| d["code"]["value"] == "voice")
        .expect("a finding");
    assert_eq!(
        voice["location"]["range"]["start"],
        serde_json::json!({"line": 3, "column": 14})
    );
    assert!(
        all.iter().all(
            |d| ["INFO", "WARNING", "ERROR"].contains(&d["severity"].as_str().expect("a word"))
        )
    );
}

#[test]
fn azure_and_concise_have_one_line_a_finding() {
    let report = report();
    let azure = written(Format::Azure, &report);
    let command =
        regex::Regex::new(r"^##vso\[task\.logissue (type=(error|warning);)([a-z]+=[^;\]]*;)*\].+$")
            .expect("right");
    assert_eq!(azure.lines().count(), report.open().count() + 1);
    assert!(azure.lines().all(|line| command.is_match(line)), "{azure}");
    let concise = written(Format::Concise, &report);
    assert_eq!(
        concise.lines().count(),
        report.open().count() + report.unjudged.len()
    );
    assert!(concise.contains("a.md:3:11: error[voice] "), "{concise}");
}

#[test]
fn markdown_is_one_table() {
    let text = written(Format::Markdown, &report());
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).collect();
    assert!(rows.len() > 5);
    for row in rows
        .iter()
        .filter(|row| row.contains("voice") || row.contains("presence"))
    {
        assert_eq!(row.matches('|').count(), 5, "{row}");
    }
    assert!(text.contains("### Not read, or not wholly"));
}

#[test]
fn several_outputs_in_one_pass() {
    let sandbox = Sandbox::with(&[
        ("a.md", "You are worthless.\n"),
        (
            "b.txt",
            "Therapist: You are worthless.\n\nClient: Yes.\n\nTherapist: Well.\n\nClient: No.\n",
        ),
    ]);
    let mut command = sandbox.command(&[
        "check",
        ".",
        "--output",
        "sarif=out.sarif",
        "--output",
        "junit=out.xml",
        "--output",
        "github",
        "--output",
        "json=out.json",
        "--profile",
        "publisher",
    ]);
    command.env("GITHUB_STEP_SUMMARY", sandbox.path("summary.md"));
    let run = sandbox.finish(command).exits(1);
    assert!(
        run.out.starts_with("::warning file=a.md,line=1,"),
        "{}",
        run.out
    );
    let read = |name: &str| std::fs::read_to_string(sandbox.path(name)).expect("a file");
    assert!(read("summary.md").contains("| warning |"));
    elements(&read("out.xml"));
    serde_json::from_str::<Value>(&read("out.sarif")).expect("JSON");
    // Transcripts are not quoted.
    let json: Value = serde_json::from_str(&read("out.json")).expect("JSON");
    for finding in json["findings"].as_array().expect("a list") {
        let is_transcript = finding["document"] == "b.txt";
        assert_eq!(finding["snippet"].is_null(), is_transcript, "{finding}");
        assert_eq!(
            finding["form"].is_null(),
            is_transcript && finding["place"].is_null()
        );
    }
    let masked = sandbox.run(&["check", "a.md", "--snippets", "masked"]).out;
    assert!(masked.contains("··· ··· worthless."), "{masked}");
    let none = sandbox.run(&["check", "a.md", "--snippets", "none"]).out;
    assert!(!none.contains("worthless"), "{none}");
}

#[test]
fn positions_in_what_is_no_text_file_are_no_lines_of_it() {
    let sandbox = Sandbox::with(&[(
        "t.csv",
        "id,text\n1,It rains\n7,\"So it is.\nYou are worthless.\"\n",
    )]);
    let github = sandbox
        .run(&["check", "t.csv", "--output", "github"])
        .exits(1)
        .out;
    assert!(
        github.starts_with("::warning file=t.csv,title=feltsense voice::"),
        "{github}"
    );
    assert!(github.contains("(line 2 of t.csv#7)"), "{github}");
    let json: Value =
        serde_json::from_str(&sandbox.run(&["check", "t.csv", "--output", "json"]).out)
            .expect("JSON");
    assert_eq!(json["findings"][0]["in_file"], false);
    assert_eq!(json["findings"][0]["file"], "t.csv");
}
