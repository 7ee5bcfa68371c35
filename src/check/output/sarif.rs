//! SARIF 2.1.0, for code scanning.

use serde_json::{Value, json};

use super::{escape, fingerprints, inside};
use crate::check::finding::{Finding, Whence};
use crate::check::kind::{KINDS, Kind};
use crate::check::report::CheckReport;
use crate::check::slip::{SLIPS, Slip};

/// Most results: GitHub keeps no more.
const MOST: usize = 5000;

pub(super) fn render(report: &CheckReport) -> String {
    let names = rule_names(report);
    let prints = fingerprints(&report.findings);
    let mut all: Vec<(usize, &Finding)> = report.findings.iter().enumerate().collect();
    let left_out = all.len().saturating_sub(MOST);
    if left_out > 0 {
        all.sort_by_key(|(_, finding)| (!finding.is_open(), std::cmp::Reverse(finding.level)));
        all.truncate(MOST);
        all.sort_by_key(|(at, _)| *at);
    }
    let results: Vec<Value> = all
        .into_iter()
        .map(|(at, finding)| result(finding, &prints[at], &names))
        .collect();
    let mut notifications: Vec<Value> = report
        .problems
        .iter()
        .map(|problem| {
            json!({
                "level": if problem.fatal { "error" } else { "note" },
                "message": { "text": format!("{}: {}", problem.path, problem.detail) },
                "descriptor": { "id": problem.reason },
                "locations": [{ "physicalLocation": { "artifactLocation": artifact(&problem.path) } }],
            })
        })
        .collect();
    notifications.extend(report.unjudged.iter().map(|unjudged| {
        let document = if unjudged.document.is_empty() { "all documents" } else { &unjudged.document };
        json!({
            "level": "note",
            "message": { "text": format!("{document}: not judged by {}: {}", unjudged.rule, unjudged.reason) },
            "descriptor": { "id": "not_judged" },
        })
    }));
    if left_out > 0 {
        notifications.push(json!({
            "level": "warning",
            "message": { "text": format!("{left_out} findings are left out of this file, which holds at most {MOST}; the lowest levels go first") },
            "descriptor": { "id": "capped" },
        }));
    }
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "feltsense",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": names.iter().map(rule).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { "SRCROOT": {
                "description": { "text": "The folder that feltsense was started in" },
            } },
            "invocations": [{
                "executionSuccessful": report.is_complete(),
                "toolExecutionNotifications": notifications,
            }],
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&log).expect("strings and numbers");
    text.push('\n');
    text
}

/// What findings are called, and what is told of it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Named {
    id: String,
    kind: Kind,
    slip: Option<Slip>,
}

/// Rules by id, in the order of their kinds: an index into them is stable for the same settings.
fn rule_names(report: &CheckReport) -> Vec<Named> {
    let rules = KINDS.iter().map(|info| Named {
        id: info.name.to_owned(),
        kind: info.kind,
        slip: None,
    });
    let kind = Kind::Suppression;
    let slips = SLIPS.iter().map(|info| Named {
        id: format!("{}/{}", kind.name(), info.name),
        kind,
        slip: Some(info.slip),
    });
    let mut names: Vec<Named> = rules.chain(slips).collect();
    let mut more: Vec<Named> = report
        .findings
        .iter()
        .filter(|finding| finding.rule != finding.kind.name())
        .map(|finding| Named {
            id: finding.id().into_owned(),
            kind: finding.kind,
            slip: finding.slip,
        })
        .collect();
    more.sort();
    more.dedup();
    names.extend(more);
    names
}

fn rule(named: &Named) -> Value {
    let info = named.kind.info();
    let level = info.levels.into_iter().flatten().max();
    let title = format!(
        "{}.",
        capital(named.slip.map_or(info.title, |slip| slip.info().title))
    );
    let why = format!("{}.", info.why);
    let help = named.slip.map_or_else(
        || why.clone(),
        |slip| format!("{}.", capital(slip.info().mend)),
    );
    json!({
        "id": named.id,
        "name": named.kind.name(),
        "shortDescription": { "text": title },
        "fullDescription": { "text": format!("{title} {why}") },
        "help": { "text": help, "markdown": help },
        "defaultConfiguration": { "level": level.map_or("warning", crate::check::Level::name) },
    })
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

fn artifact(label: &str) -> Value {
    json!({ "uri": escape::uri(label), "uriBaseId": "SRCROOT" })
}

fn result(finding: &Finding, print: &str, names: &[Named]) -> Value {
    let id = finding.id();
    let mut value = json!({
        "ruleId": id,
        "ruleIndex": names.iter().position(|named| named.id == id),
        "level": finding.level.name(),
        "kind": "fail",
        "message": { "text": format!("{}{}", finding.message, inside(finding)) },
        "partialFingerprints": { "feltsense/v1": print },
        "baselineState": if finding.baselined || finding.unchanged { "unchanged" } else { "new" },
    });
    if let Some(file) = finding.whence.file() {
        let mut physical = json!({ "artifactLocation": artifact(file) });
        if let (Whence::File(_), Some(place)) = (&finding.whence, finding.place) {
            physical["region"] = json!({
                "startLine": place.start.line, "startColumn": place.start.column,
                "endLine": place.end.line, "endColumn": place.end.column,
            });
            if let Some(snippet) = &finding.snippet {
                physical["region"]["snippet"] =
                    json!({ "text": snippet.text[snippet.marked.clone()] });
            }
        }
        value["locations"] = json!([{ "physicalLocation": physical }]);
    }
    if let Some(reason) = &finding.suppressed {
        let mut suppression =
            json!({ "kind": if finding.is_aside { "external" } else { "inSource" } });
        if !reason.is_empty() {
            suppression["justification"] = json!(reason);
        }
        value["suppressions"] = json!([suppression]);
    }
    value
}
