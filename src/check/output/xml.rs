//! JUnit and Checkstyle.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::escape::{file_name, xml};
use super::{inside, location, severity};
use crate::check::finding::Finding;
use crate::check::report::CheckReport;
use crate::problem::Problem;

/// What is known of one document.
#[derive(Default)]
struct Suite<'r> {
    findings: Vec<&'r Finding>,
    problems: Vec<&'r Problem>,
}

fn suites(report: &CheckReport) -> BTreeMap<&str, Suite<'_>> {
    let mut suites: BTreeMap<&str, Suite<'_>> = BTreeMap::new();
    for document in &report.documents {
        suites.entry(document).or_default();
    }
    for finding in report.open() {
        suites
            .entry(&finding.document)
            .or_default()
            .findings
            .push(finding);
    }
    for problem in report.problems.iter().filter(|problem| problem.fatal) {
        suites
            .entry(&problem.path)
            .or_default()
            .problems
            .push(problem);
    }
    suites
}

/// A suite for each document: a failed case for a finding that lets the run fail, a passed one with
/// output for any other, an error for what was not read, a passed one if there is nothing to say.
pub(super) fn junit(report: &CheckReport) -> String {
    let suites = suites(report);
    let fails = |suite: &Suite<'_>| suite.findings.iter().filter(|f| report.fails(f)).count();
    let cases = |suite: &Suite<'_>| (suite.findings.len() + suite.problems.len()).max(1);
    let sum = |count: &dyn Fn(&Suite<'_>) -> usize| suites.values().map(count).sum::<usize>();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<testsuites name=\"feltsense\" tests=\"{}\" failures=\"{}\" errors=\"{}\">",
        sum(&cases),
        sum(&fails),
        sum(&|suite| suite.problems.len())
    );
    for (document, suite) in &suites {
        let name = if document.is_empty() {
            "all documents"
        } else {
            document
        };
        let _ = writeln!(
            out,
            "  <testsuite name=\"{0}\" tests=\"{1}\" failures=\"{2}\" errors=\"{3}\">",
            xml(name),
            cases(suite),
            fails(suite),
            suite.problems.len()
        );
        for problem in &suite.problems {
            let _ = writeln!(
                out,
                "    <testcase name=\"read\" classname=\"{}\"><error type=\"{}\" message=\"{}\"/></testcase>",
                xml(name),
                xml(problem.reason),
                xml(&problem.detail)
            );
        }
        for finding in &suite.findings {
            let place = finding.place.map_or(String::new(), |place| {
                format!(
                    " line=\"{}\" column=\"{}\"",
                    place.start.line, place.start.column
                )
            });
            let text = xml(&format!("{}. {}.", finding.message, finding.why));
            let inside = if report.fails(finding) {
                format!(
                    "<failure type=\"{}\" message=\"{}\">{text}</failure>",
                    finding.level.name(),
                    xml(&finding.message)
                )
            } else {
                format!("<system-out>{}: {text}</system-out>", finding.level.name())
            };
            let _ = writeln!(
                out,
                "    <testcase name=\"{}\" classname=\"{}\"{place}>{inside}</testcase>",
                xml(&finding.id()),
                xml(name)
            );
        }
        if suite.findings.is_empty() && suite.problems.is_empty() {
            let _ = writeln!(
                out,
                "    <testcase name=\"check\" classname=\"{}\"/>",
                xml(name)
            );
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

/// A `file` for each file with something to say.
pub(super) fn checkstyle(report: &CheckReport) -> String {
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for problem in report.problems.iter().filter(|problem| problem.fatal) {
        files.entry(file_name(&problem.path)).or_default().push(format!(
            "<error line=\"1\" severity=\"error\" message=\"not read: {}\" source=\"feltsense.unread\"/>",
            xml(&problem.detail)
        ));
    }
    for finding in report.open() {
        let (file, place) = location(finding);
        let place = place.map_or("line=\"1\"".to_owned(), |place| {
            format!(
                "line=\"{}\" column=\"{}\"",
                place.start.line, place.start.column
            )
        });
        files
            .entry(file.unwrap_or_else(|| ".".to_owned()))
            .or_default()
            .push(format!(
                "<error {place} severity=\"{}\" message=\"{}{}\" source=\"feltsense.{}\"/>",
                severity(finding.level, ["info", "warning", "error"]),
                xml(&finding.message),
                xml(&inside(finding)),
                xml(&finding.id())
            ));
    }
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n");
    for (file, errors) in files {
        let _ = writeln!(out, "  <file name=\"{}\">", xml(&file));
        for error in errors {
            let _ = writeln!(out, "    {error}");
        }
        out.push_str("  </file>\n");
    }
    out.push_str("</checkstyle>\n");
    out
}
