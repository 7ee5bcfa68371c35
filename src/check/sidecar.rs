//! `feltsense-ignore.toml`: what is silenced in texts that hold no comments, or shall hold none.
//!
//! ```toml
//! [[ignore]]
//! file = "letters/draft.docx"     # as seen from this file
//! rules = ["voice"]               # or ["all"]
//! line = 12                       # as the finding says it; all of the file without a place
//! reason = "a line from a letter"
//! until = "2027-01-31"
//! ```
//!
//! One file a folder holds the entries for what lies in it and below: they are read in one place, as
//! an editor reviews them, and one name is all that a publisher has to keep out of a page. An entry is
//! about one file. Nothing of the text has to be in it: the place is a number or a hash.

use serde::Deserialize;

use super::date::Date;
use super::evidence::Evidence;
use super::finding::{Finding, Level, Position};
use super::resolve::forms;
use super::slip::Slip;
use crate::near;

/// Name of the files.
pub const NAME: &str = "feltsense-ignore.toml";
/// Shortest part of a fingerprint that names a finding.
const SHORTEST_HASH: usize = 8;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    ignore: Vec<toml::Spanned<Typed>>,
}

/// `[[ignore]]` as typed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    file: toml::Spanned<String>,
    rules: toml::Spanned<Vec<String>>,
    part: Option<String>,
    term: Option<String>,
    line: Option<toml::Spanned<u64>>,
    paragraph: Option<toml::Spanned<u64>>,
    section: Option<u64>,
    hash: Option<toml::Spanned<String>>,
    reason: Option<String>,
    until: Option<toml::Spanned<String>>,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The file, as seen from the folder of the sidecar.
    pub file: String,
    /// Row of a table or member of an archive; `None`: everything in the file.
    pub part: Option<String>,
    /// Where the entry stands in its own file.
    pub place: (Position, Position),
    rules: Vec<String>,
    /// Words in compare form.
    term: Option<String>,
    line: Option<u64>,
    paragraph: Option<u64>,
    section: Option<u64>,
    hash: Option<String>,
    reason: String,
    until: Option<Date>,
}

/// A mistake in a sidecar.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {what}; {help}")]
pub struct SidecarError {
    /// Line from 1.
    pub line: u64,
    /// Column in characters from 1.
    pub column: u64,
    /// What is wrong, without full stop.
    pub what: String,
    /// How to mend it, without full stop.
    pub help: String,
}

/// Reads a sidecar. `known` are the names of the rules that there are.
///
/// # Errors
/// The first mistake: of the syntax of TOML, an unknown key or rule, a value that cannot be used.
pub fn parse(text: &str, known: &[&str]) -> Result<Vec<Entry>, SidecarError> {
    let file: File = crate::config::load(text).map_err(|error| SidecarError {
        line: error.line as u64,
        column: error.column as u64,
        what: error.what,
        help: error.help.replace("docs/configuration.md", "docs/check.md"),
    })?;
    // A byte order mark is taken off before TOML is read: spans count behind it.
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let typed = file.ignore.into_iter();
    typed.map(|typed| entry(&typed, text, known)).collect()
}

fn entry(typed: &toml::Spanned<Typed>, text: &str, known: &[&str]) -> Result<Entry, SidecarError> {
    let whole = typed.span();
    let typed = typed.get_ref();
    let failed = |at: usize, what: String, help: &str| {
        let place = position(text, at);
        Err(SidecarError {
            line: place.line,
            column: place.column,
            what,
            help: help.to_owned(),
        })
    };
    let name = typed.file.get_ref();
    let parts = || name.split(['/', '\\']);
    if name.is_empty() || name.starts_with(['/', '\\']) || parts().any(|part| part == "..") {
        return failed(
            typed.file.span().start,
            "`file` is no file in this folder or below".to_owned(),
            "write its path as seen from here",
        );
    }
    let rules = typed.rules.get_ref();
    if rules.is_empty() {
        let help = "write their names, or \"all\"";
        return failed(
            typed.rules.span().start,
            "no rule is named".to_owned(),
            help,
        );
    }
    for rule in rules {
        if rule != "all" && !known.contains(&rule.as_str()) {
            let most = rule.chars().count() / 3 + 1;
            let help = near::nearest(rule, known.iter().copied(), |_| most).map_or_else(
                || "`feltsense config show` has them all".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let what = format!("there is no rule `{rule}`");
            return failed(typed.rules.span().start, what, &help);
        }
    }
    for (key, number) in [("line", &typed.line), ("paragraph", &typed.paragraph)] {
        if let Some(number) = number.as_ref().filter(|number| *number.get_ref() == 0) {
            let what = format!("`{key}` is 0");
            return failed(number.span().start, what, "count from 1");
        }
    }
    if let Some(hash) = &typed.hash {
        let is_hash = hash.get_ref().bytes().all(|b| b.is_ascii_hexdigit());
        if !is_hash || hash.get_ref().len() < SHORTEST_HASH {
            return failed(
                hash.span().start,
                "`hash` is no fingerprint of a finding".to_owned(),
                "copy `fingerprint` of `--output json`, or its first 8 digits or more",
            );
        }
    }
    let until = match &typed.until {
        None => None,
        Some(day) => {
            let date = Date::parse(day.get_ref());
            if date.is_none() {
                let help = "write it as \"2026-12-31\"";
                return failed(day.span().start, "`until` is no day".to_owned(), help);
            }
            date
        }
    };
    // The span of a table may hold all that follows; its head is what stands out.
    let head = text
        .get(whole.start..)
        .map_or(0, |rest| rest.find(['\n', '\r']).unwrap_or(rest.len()));
    Ok(Entry {
        file: parts()
            .filter(|part| *part != ".")
            .collect::<Vec<_>>()
            .join("/"),
        part: typed.part.clone(),
        place: (
            position(text, whole.start),
            position(text, whole.start + head),
        ),
        rules: rules.clone(),
        term: typed.term.as_ref().map(|term| forms(term).join(" ")),
        line: typed.line.as_ref().map(|line| *line.get_ref()),
        paragraph: typed.paragraph.as_ref().map(|number| *number.get_ref()),
        section: typed.section,
        hash: typed
            .hash
            .as_ref()
            .map(|hash| hash.get_ref().to_lowercase()),
        reason: typed.reason.clone().unwrap_or_default(),
        until,
    })
}

fn position(text: &str, at: usize) -> Position {
    super::place::places(text, std::slice::from_ref(&(at..at)))[0].start
}

impl Entry {
    /// Why it silences nothing, whatever the texts hold: it ran out, or gives no reason though one
    /// has to be given.
    pub fn idle(&self, require_reason: bool, today: Option<Date>) -> Option<(Slip, String)> {
        match (self.until, today) {
            (Some(until), Some(today)) if until < today => {
                let told = format!("this entry ran out on {until}; look at the place again");
                return Some((Slip::Expired, told));
            }
            _ => {}
        }
        let has_reason = !self.reason.trim().is_empty();
        (require_reason && !has_reason).then(|| {
            let told = "this entry gives no reason; write reason = \"…\"";
            (Slip::NoReason, told.to_owned())
        })
    }

    /// The line that it is about, from 1, if it names one.
    pub fn line(&self) -> Option<u64> {
        self.line
    }

    fn silences(&self, finding: &Finding, print: &str, evidence: &Evidence<'_>) -> bool {
        let rule = self
            .rules
            .iter()
            .any(|rule| *rule == finding.rule || rule == "all");
        let term = self
            .term
            .as_deref()
            .is_none_or(|term| finding.form.as_deref() == Some(term));
        let hash = self
            .hash
            .as_deref()
            .is_none_or(|hash| print.starts_with(hash));
        let start = finding.place.map(|place| place.start);
        let line = self.line.is_none_or(|line| {
            finding
                .place
                .is_some_and(|place| (place.start.line..=place.end.line).contains(&line))
        });
        rule && term && hash && line && self.holds(start, evidence)
    }

    /// True if a place lies in the paragraph and the section that are named.
    fn holds(&self, start: Option<Position>, evidence: &Evidence<'_>) -> bool {
        if self.paragraph.is_none() && self.section.is_none() {
            return true;
        }
        let Some(start) = start else {
            return false;
        };
        let document = evidence.subject.document;
        // Blocks are in the order of the text: the last that begins before the place holds it.
        let behind = document.blocks.partition_point(|block| {
            u64::from(document.map.original(block.span).start) <= start.byte
        });
        let Some(at) = behind.checked_sub(1) else {
            return false;
        };
        let section = document.blocks[at].section;
        self.paragraph.is_none_or(|number| number == behind as u64)
            && self
                .section
                .is_none_or(|number| number == u64::from(section))
    }
}

/// Marks the findings that entries silence, and gives the numbers of those that did.
pub(super) fn apply(
    findings: &mut [Finding],
    entries: &[(usize, &Entry)],
    evidence: &Evidence<'_>,
) -> Vec<usize> {
    if entries.is_empty() {
        return Vec::new();
    }
    let prints = super::baseline::fingerprints(findings);
    let mut used = Vec::new();
    for (number, entry) in entries {
        let mut is_used = false;
        for (finding, print) in findings.iter_mut().zip(&prints) {
            // Remarks about comments are silenced by mending the comment.
            let may = finding.kind != super::Kind::Suppression;
            if may && entry.silences(finding, print, evidence) {
                is_used = true;
                if finding.suppressed.is_none() {
                    finding.suppressed = Some(entry.reason.clone());
                    finding.is_aside = true;
                }
            }
        }
        if is_used {
            used.push(*number);
        }
    }
    used
}

/// A finding about an entry, at its own line. `label` is how reports call the sidecar.
pub fn remark(
    rule: &super::Rule,
    level: Level,
    label: &str,
    entry: &Entry,
    (slip, message): (Slip, String),
) -> Finding {
    Finding {
        rule: rule.name.clone(),
        kind: rule.kind,
        slip: Some(slip),
        level,
        document: label.to_owned(),
        whence: super::Whence::File(label.to_owned()),
        place: Some(super::Place {
            start: entry.place.0,
            end: entry.place.1,
        }),
        anchor: super::finding::Anchor {
            subject: format!("{message}:{}:{:?}", entry.file, entry.rules),
            ..super::finding::Anchor::default()
        },
        message,
        why: rule.kind.info().why.to_owned(),
        counts: Vec::new(),
        form: None,
        snippet: None,
        suppressed: None,
        is_aside: false,
        baselined: false,
        unchanged: false,
    }
}
