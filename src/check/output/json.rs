//! JSON, whole or line by line. Keys are only ever added.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::fingerprints;
use crate::check::finding::{Finding, Level, Position};
use crate::check::report::CheckReport;
use crate::problem::Problem;

/// Version of the keys.
const SCHEMA: u32 = 1;

pub(super) fn render(report: &CheckReport) -> String {
    let unread: Vec<Value> = report.problems.iter().map(problem).collect();
    let stale = report
        .stale
        .iter()
        .map(|stale| json!({ "document": stale.path, "rule": stale.rule, "count": stale.count }));
    let value = Whole {
        schema: SCHEMA,
        tool: "feltsense",
        version: env!("CARGO_PKG_VERSION"),
        findings: Findings(report),
        unjudged: unjudged(report).collect(),
        unread,
        stale: stale.collect(),
        summary: summary(report),
    };
    let mut text = serde_json::to_string_pretty(&value).expect("strings and numbers");
    text.push('\n');
    text
}

/// The keys of the one object.
#[derive(Serialize)]
struct Whole<'a> {
    schema: u32,
    tool: &'static str,
    version: &'static str,
    findings: Findings<'a>,
    unjudged: Vec<Value>,
    unread: Vec<Value>,
    stale: Vec<Value>,
    summary: Value,
}

/// Findings that are made one by one: all of them as values take many times the room of the text.
struct Findings<'a>(&'a CheckReport);

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(findings(self.0))
    }
}

/// One object a line, with `type`; the last is the summary.
pub(super) fn lines(report: &CheckReport) -> String {
    let mut out = String::new();
    let mut add = |kind: &str, value: Value| {
        let mut object = Map::from_iter([("type".to_owned(), json!(kind))]);
        if let Value::Object(pairs) = value {
            object.extend(pairs);
        }
        out.push_str(&Value::Object(object).to_string());
        out.push('\n');
    };
    findings(report).for_each(|value| add("finding", value));
    unjudged(report).for_each(|value| add("unjudged", value));
    report
        .problems
        .iter()
        .for_each(|found| add("unread", problem(found)));
    add("summary", summary(report));
    out
}

fn summary(report: &CheckReport) -> Value {
    let count = |level| report.count(level);
    json!({
        "documents": report.documents.len(),
        "errors": count(Level::Error),
        "warnings": count(Level::Warning),
        "notes": count(Level::Note),
        "suppressed": report.findings.iter().filter(|f| f.suppressed.is_some()).count(),
        "baselined": report.findings.iter().filter(|f| f.baselined).count(),
        "unchanged": report.findings.iter().filter(|f| f.unchanged).count(),
        "complete": report.is_complete(),
    })
}

fn unjudged(report: &CheckReport) -> impl Iterator<Item = Value> {
    report.unjudged.iter().map(|unjudged| {
        json!({ "document": unjudged.document, "rule": unjudged.rule, "reason": unjudged.reason })
    })
}

fn problem(problem: &Problem) -> Value {
    json!({
        "document": problem.path, "reason": problem.reason,
        "detail": problem.detail, "fatal": problem.fatal,
    })
}

fn findings(report: &CheckReport) -> impl Iterator<Item = Value> {
    let prints = fingerprints(&report.findings);
    report
        .findings
        .iter()
        .zip(prints)
        .map(|(finding, print)| one(finding, &print))
}

fn one(finding: &Finding, print: &str) -> Value {
    let position = |at: Position| {
        json!({
            "byte": at.byte, "line": at.line, "column": at.column,
            "utf16_column": at.utf16, "utf8_column": at.utf8,
        })
    };
    let counts: Map<String, Value> = finding
        .counts
        .iter()
        .map(|count| (count.name.clone(), json!(count.value)))
        .collect();
    json!({
        "rule": finding.rule,
        "id": finding.id(),
        "kind": finding.kind.name(),
        "level": finding.level.name(),
        "document": finding.document,
        "file": finding.whence.file(),
        "in_file": matches!(finding.whence, crate::check::Whence::File(_)),
        "start": finding.place.map(|place| position(place.start)),
        "end": finding.place.map(|place| position(place.end)),
        "message": finding.message,
        "why": finding.why,
        "counts": counts,
        "form": finding.form,
        "snippet": finding.snippet.as_ref().map(|snippet| json!({
            "text": snippet.text, "start": snippet.marked.start, "end": snippet.marked.end,
        })),
        "fingerprint": print,
        "suppressed": finding.suppressed.as_ref().map(|reason| json!({ "reason": reason })),
        "baselined": finding.baselined,
        "unchanged": finding.unchanged,
    })
}
