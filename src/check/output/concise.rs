//! One line a finding.

use std::fmt::Write as _;

use super::{Look, escape};
use crate::check::report::CheckReport;

pub(super) fn render(report: &CheckReport, _look: Look) -> String {
    let mut out = String::new();
    for finding in report.open() {
        let document = match finding.document.as_str() {
            "" => "(all documents)".to_owned(),
            document => escape::at_start(document),
        };
        let place = finding.place.map_or(String::new(), |place| {
            format!(":{}:{}", place.start.line, place.start.column)
        });
        let _ = writeln!(
            out,
            "{document}{place}: {}[{}] {}",
            finding.level.name(),
            escape::line(&finding.id()),
            escape::line(&finding.message)
        );
    }
    for unjudged in &report.unjudged {
        let _ = writeln!(
            out,
            "{}: not judged[{}] {}",
            escape::at_start(if unjudged.document.is_empty() {
                "(all documents)"
            } else {
                &unjudged.document
            }),
            escape::line(&unjudged.rule),
            escape::line(&unjudged.reason)
        );
    }
    out
}
