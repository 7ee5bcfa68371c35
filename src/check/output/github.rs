//! Workflow commands of GitHub Actions: annotations on the changed lines.

use std::fmt::Write as _;

use super::{escape, inside, location, ranked, severity};
use crate::check::finding::{Finding, Level};
use crate::check::report::CheckReport;

/// Annotations of one level that GitHub shows for a step; it drops the rest without a word.
const MOST: usize = 10;

pub(super) fn render(report: &CheckReport) -> String {
    let mut out = String::new();
    let mut told = [0_usize; 3];
    let mut left_out = 0;
    // What was not read goes first: everything else depends on it.
    for problem in report.problems.iter().filter(|problem| problem.fatal) {
        if told[Level::Error as usize] == MOST {
            left_out += 1;
            continue;
        }
        told[Level::Error as usize] += 1;
        let file = escape::github_property(&escape::file_name(&problem.path));
        let message = escape::github_message(&escape::line(&problem.detail));
        let _ = writeln!(out, "::error file={file},title=not read::{message}");
    }
    for finding in ranked(report) {
        // The last notice is kept for what is left out.
        let most = MOST - usize::from(finding.level == Level::Note);
        if told[finding.level as usize] == most {
            left_out += 1;
            continue;
        }
        told[finding.level as usize] += 1;
        out.push_str(&command(finding));
    }
    if left_out > 0 {
        let _ = writeln!(
            out,
            "::notice title=feltsense::{left_out} more; the summary of the job has them all"
        );
    }
    out
}

fn command(finding: &Finding) -> String {
    let mut properties = Vec::new();
    let (file, place) = location(finding);
    if let Some(file) = file {
        properties.push(format!("file={}", escape::github_property(&file)));
    }
    if let Some(place) = place {
        let (start, end) = (place.start, place.end);
        properties.push(format!("line={}", start.line));
        if start.line == end.line {
            properties.push(format!(
                "endLine={},col={},endColumn={}",
                end.line, start.column, end.column
            ));
        } else {
            // With columns, GitHub takes the whole of many lines for nothing.
            properties.push(format!("endLine={}", end.line));
        }
    }
    properties.push(format!(
        "title={}",
        escape::github_property(&format!("feltsense {}", finding.id()))
    ));
    let message = format!("{}{}. {}.", finding.message, inside(finding), finding.why);
    format!(
        "::{} {}::{}\n",
        severity(finding.level, ["notice", "warning", "error"]),
        properties.join(","),
        escape::github_message(&message)
    )
}
