//! Findings for people and for programs. A renderer gets a finished report and gives a text; what
//! comes from documents and file names is escaped for its channel.

use super::baseline::fingerprints;
use super::finding::{Finding, Level};
use super::report::CheckReport;

mod azure;
mod concise;
pub mod escape;
mod full;
mod github;
mod gitlab;
mod json;
mod markdown;
mod rdjson;
mod sarif;
mod xml;

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// For people: the line, with what is meant marked.
    Full,
    /// One line a finding.
    Concise,
    /// One JSON object.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// SARIF 2.1.0.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// JUnit XML.
    Junit,
    /// Checkstyle XML.
    Checkstyle,
    /// Reviewdog's JSON.
    Rdjson,
    /// Logging commands of Azure Pipelines.
    Azure,
    /// A table for a comment or a job summary.
    Markdown,
}

impl Format {
    /// All, in the order of the documentation.
    pub const ALL: [Format; 12] = [
        Format::Full,
        Format::Concise,
        Format::Json,
        Format::Jsonl,
        Format::Sarif,
        Format::Github,
        Format::Gitlab,
        Format::Junit,
        Format::Checkstyle,
        Format::Rdjson,
        Format::Azure,
        Format::Markdown,
    ];

    /// The word that the command line uses.
    pub fn name(self) -> &'static str {
        match self {
            Format::Full => "full",
            Format::Concise => "concise",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
            Format::Sarif => "sarif",
            Format::Github => "github",
            Format::Gitlab => "gitlab",
            Format::Junit => "junit",
            Format::Checkstyle => "checkstyle",
            Format::Rdjson => "rdjson",
            Format::Azure => "azure",
            Format::Markdown => "markdown",
        }
    }

    /// The format of this name.
    pub fn parse(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// How a text for people looks.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// With colour.
    pub styled: bool,
    /// Columns.
    pub width: usize,
}

/// Writes a report. Cost: linear in findings, but for one sort where worst ones go first.
pub fn render(format: Format, report: &CheckReport, look: Look) -> String {
    match format {
        Format::Json | Format::Jsonl | Format::Sarif | Format::Gitlab | Format::Rdjson => {
            escape::json(&plain(format, report, look))
        }
        Format::Full | Format::Concise => escape::lines(&plain(format, report, look)).into_owned(),
        _ => plain(format, report, look),
    }
}

fn plain(format: Format, report: &CheckReport, look: Look) -> String {
    match format {
        Format::Full => full::render(report, look),
        Format::Concise => concise::render(report, look),
        Format::Json => json::render(report),
        Format::Jsonl => json::lines(report),
        Format::Sarif => sarif::render(report),
        Format::Github => github::render(report),
        Format::Gitlab => gitlab::render(report),
        Format::Junit => xml::junit(report),
        Format::Checkstyle => xml::checkstyle(report),
        Format::Rdjson => rdjson::render(report),
        Format::Azure => azure::render(report),
        Format::Markdown => markdown::render(report),
    }
}

/// Open findings with what they are known by over time.
fn fingerprinted(report: &CheckReport) -> impl Iterator<Item = (&Finding, String)> {
    let prints = fingerprints(&report.findings);
    report
        .findings
        .iter()
        .zip(prints)
        .filter(|(finding, _)| finding.is_open())
}

/// Open findings, worst first; of one level in the order of the text.
fn ranked(report: &CheckReport) -> Vec<&Finding> {
    let mut open: Vec<&Finding> = report.open().collect();
    open.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    open
}

/// The file and place that a program may jump to: positions of a text that was taken out of a file
/// are none in it.
fn location(finding: &Finding) -> (Option<String>, Option<super::Place>) {
    let file = finding.whence.file().map(escape::file_name);
    match finding.whence {
        super::Whence::File(_) => (file, finding.place),
        _ => (file, None),
    }
}

/// What stands behind a message where positions do not count in the file: the document, and where
/// in it.
fn inside(finding: &Finding) -> String {
    match (&finding.whence, finding.place) {
        (super::Whence::Extracted(file), Some(place)) => {
            let start = place.start;
            if *file == finding.document {
                format!(" (line {} of the text in it)", start.line)
            } else {
                format!(
                    " (line {} of {})",
                    start.line,
                    escape::line(&finding.document)
                )
            }
        }
        _ => String::new(),
    }
}

/// How the two levels below errors are called where there are two or other names.
fn severity(level: Level, names: [&'static str; 3]) -> &'static str {
    names[level as usize]
}
