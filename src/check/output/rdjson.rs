//! Reviewdog's diagnostics. Its columns count bytes of UTF-8, and ends are not part of a range.

use serde_json::{Value, json};

use super::{escape, inside, location, severity};
use crate::check::report::CheckReport;

pub(super) fn render(report: &CheckReport) -> String {
    let mut diagnostics: Vec<Value> = report
        .problems
        .iter()
        .filter(|problem| problem.fatal)
        .map(|problem| {
            json!({
                "message": format!("not read: {}", problem.detail),
                "location": { "path": escape::file_name(&problem.path) },
                "severity": "ERROR",
                "code": { "value": "unread" },
            })
        })
        .collect();
    for finding in report.open() {
        let (file, place) = location(finding);
        let mut location = json!({ "path": file.unwrap_or_default() });
        if let Some(place) = place {
            location["range"] = json!({
                "start": { "line": place.start.line, "column": place.start.utf8 },
                "end": { "line": place.end.line, "column": place.end.utf8 },
            });
        }
        diagnostics.push(json!({
            "message": format!("{}{}. {}.", finding.message, inside(finding), finding.why),
            "location": location,
            "severity": severity(finding.level, ["INFO", "WARNING", "ERROR"]),
            "code": { "value": finding.id() },
        }));
    }
    let value = json!({ "source": { "name": "feltsense" }, "diagnostics": diagnostics });
    let mut text = serde_json::to_string_pretty(&value).expect("strings and numbers");
    text.push('\n');
    text
}
