//! Logging commands of Azure Pipelines, which know errors and warnings only.

use std::fmt::Write as _;

use super::{escape, inside, location, ranked, severity};
use crate::check::report::CheckReport;

pub(super) fn render(report: &CheckReport) -> String {
    let mut out = String::new();
    for problem in report.problems.iter().filter(|problem| problem.fatal) {
        let _ = writeln!(
            out,
            "##vso[task.logissue type=error;sourcepath={};code=unread;]not read: {}",
            escape::azure(&escape::file_name(&problem.path)),
            escape::azure(&problem.detail)
        );
    }
    for finding in ranked(report) {
        let (file, place) = location(finding);
        let mut properties = format!(
            "type={};",
            severity(finding.level, ["warning", "warning", "error"])
        );
        if let Some(file) = file {
            let _ = write!(properties, "sourcepath={};", escape::azure(&file));
        }
        if let Some(place) = place {
            let _ = write!(
                properties,
                "linenumber={};columnnumber={};",
                place.start.line, place.start.column
            );
        }
        let _ = writeln!(
            out,
            "##vso[task.logissue {properties}code={};]{}",
            escape::azure(&finding.id()),
            escape::azure(&format!("{}{}", finding.message, inside(finding)))
        );
    }
    out
}
