//! Everything that a run of `check` found, for the outputs.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::baseline::Stale;
use super::finding::{Finding, Level, Unjudged};
use crate::problem::Problem;

/// The outcome of a run. Findings, documents and problems are sorted by label.
#[derive(Clone, Debug, Default)]
pub struct CheckReport {
    /// All findings, silenced and known ones with them.
    pub findings: Vec<Finding>,
    /// Rules that had too little text.
    pub unjudged: Vec<Unjudged>,
    /// What was not read, or not wholly.
    pub problems: Vec<Problem>,
    /// Documents that were read.
    pub documents: Vec<String>,
    /// Entries of the baseline that no finding answers to.
    pub stale: Vec<Stale>,
    /// The level from which findings let the run fail; `None`: none does.
    pub fail_on: Option<Level>,
}

impl CheckReport {
    /// Findings that are neither silenced nor known.
    pub fn open(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.is_open())
    }

    /// Number of open findings of a level.
    pub fn count(&self, level: Level) -> usize {
        self.open().filter(|finding| finding.level == level).count()
    }

    /// True if a finding lets the run fail.
    pub fn fails(&self, finding: &Finding) -> bool {
        finding.is_open() && self.fail_on.is_some_and(|level| finding.level >= level)
    }

    /// True if everything that was named or found was wholly read.
    pub fn is_complete(&self) -> bool {
        self.problems.iter().all(|problem| !problem.fatal)
    }

    /// `2 warnings and 1 note in 1 of 7 documents; 3 silenced; 4 known`.
    pub fn summary(&self) -> String {
        let mut counts = Vec::new();
        for level in Level::ALL.into_iter().rev() {
            match self.count(level) {
                0 => {}
                1 => counts.push(format!("1 {}", level.name())),
                count => counts.push(format!("{count} {}s", level.name())),
            }
        }
        let counts = match counts.as_slice() {
            [] if self.documents.is_empty() => "nothing was judged".to_owned(),
            [] => "nothing was found".to_owned(),
            [one] => one.clone(),
            [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
        };
        let with: BTreeSet<&str> = self
            .open()
            .map(|finding| finding.document.as_str())
            .filter(|document| !document.is_empty())
            .collect();
        // Sidecars and configurations have findings, and are no documents.
        let known: BTreeSet<&str> = self.documents.iter().map(String::as_str).collect();
        let judged = with.intersection(&known).count();
        let documents = match self.documents.len() {
            1 => "1 document".to_owned(),
            count => format!("{count} documents"),
        };
        let mut text = match (self.documents.len(), with.len()) {
            (0, 0) => counts,
            (_, 0) => format!("{counts} in {documents}"),
            _ => format!("{counts} in {judged} of {documents}"),
        };
        match with.len() - judged {
            0 => {}
            1 => text.push_str(" and 1 other file"),
            count => {
                let _ = write!(text, " and {count} other files");
            }
        }
        let more = [
            (
                self.findings
                    .iter()
                    .filter(|f| f.suppressed.is_some())
                    .count(),
                "silenced",
            ),
            (
                self.findings.iter().filter(|f| f.baselined).count(),
                "known from the baseline",
            ),
            (
                self.findings.iter().filter(|f| f.unchanged).count(),
                "there before the change",
            ),
            (
                self.problems.iter().filter(|p| p.fatal).count(),
                "not read, or not wholly",
            ),
        ];
        for (count, what) in more {
            if count > 0 {
                let _ = write!(text, "; {what}: {count}");
            }
        }
        text
    }
}
