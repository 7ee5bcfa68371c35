//! A table for a comment or a job summary.

use std::fmt::Write as _;

use super::escape::{markdown, markdown_message};
use super::ranked;
use crate::check::report::CheckReport;

/// Rows of the table: GitHub takes a mebibyte.
const MOST: usize = 1000;

pub(super) fn render(report: &CheckReport) -> String {
    let mut out = String::from("## feltsense check\n\n");
    let _ = writeln!(out, "{}.\n", markdown(&report.summary()));
    let open = ranked(report);
    let left_out = open.len().saturating_sub(MOST);
    if !open.is_empty() {
        out.push_str("| level | rule | where | what |\n|---|---|---|---|\n");
        for finding in open.into_iter().take(MOST) {
            let place = finding.place.map_or(String::new(), |place| {
                format!(" {}:{}", place.start.line, place.start.column)
            });
            let document = if finding.document.is_empty() {
                "all documents"
            } else {
                &finding.document
            };
            let _ = writeln!(
                out,
                "| {} | {} | {}{place} | {} |",
                finding.level.name(),
                markdown(&finding.id()),
                markdown(document),
                markdown_message(&finding.message)
            );
        }
        out.push('\n');
    }
    if left_out > 0 {
        let _ = writeln!(out, "{left_out} more are not in this table.\n");
    }
    let unread: Vec<_> = report
        .problems
        .iter()
        .filter(|problem| problem.fatal)
        .collect();
    if !unread.is_empty() {
        out.push_str("### Not read, or not wholly\n\n| input | what |\n|---|---|\n");
        for problem in unread {
            let _ = writeln!(
                out,
                "| {} | {} |",
                markdown(&problem.path),
                markdown(&problem.detail)
            );
        }
        out.push('\n');
    }
    if !report.unjudged.is_empty() {
        let _ = writeln!(
            out,
            "Rules had too little text {} times; `--output json` has the list.\n",
            report.unjudged.len()
        );
    }
    out.push_str("These findings are about words in texts, not about the people who wrote them.\n");
    out
}
