//! GitLab's code quality report.

use serde_json::{Value, json};

use super::{fingerprinted, inside, location, severity};
use crate::check::report::CheckReport;

pub(super) fn render(report: &CheckReport) -> String {
    let mut issues: Vec<Value> = Vec::new();
    // The report has no place for what was not read: an issue is better than silence.
    for problem in report.problems.iter().filter(|problem| problem.fatal) {
        let print = crate::lexicon::sha256_hex(
            format!("unread\n{}\n{}", problem.path, problem.reason).as_bytes(),
        );
        issues.push(json!({
            "description": format!("not read: {}", problem.detail),
            "check_name": "unread",
            "fingerprint": print[..32],
            "severity": "blocker",
            "location": { "path": super::escape::file_name(&problem.path), "lines": { "begin": 1 } },
        }));
    }
    for (finding, print) in fingerprinted(report) {
        let (file, place) = location(finding);
        let at = place.map(|place| place.start);
        let mut location = json!({ "path": file.unwrap_or_else(|| ".".to_owned()) });
        match at {
            Some(at) => {
                location["positions"] =
                    json!({ "begin": { "line": at.line, "column": at.column } });
            }
            None => location["lines"] = json!({ "begin": 1 }),
        }
        // GitLab does not show the name of the check.
        issues.push(json!({
            "description": format!("{}: {}{}", finding.id(), finding.message, inside(finding)),
            "check_name": finding.id(),
            "fingerprint": print,
            "severity": severity(finding.level, ["info", "minor", "major"]),
            "location": location,
        }));
    }
    let mut text = serde_json::to_string_pretty(&issues).expect("strings and numbers");
    text.push('\n');
    text
}
