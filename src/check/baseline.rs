//! What was there before: findings that are known, kept as hashes and counts, without a line number
//! and without a word of the texts.
//!
//! One JSON object a line, sorted, so that two branches merge line by line:
//!
//! ```text
//! {"feltsense-baseline":1}
//! {"path":"a.md","rule":"voice","subject":"6b1f…","sentence":"0c2e…","count":1}
//! ```
//!
//! A finding of a sentence is known by rule, path, what was matched and the words of its sentence; the
//! count says how often. A finding about more than a sentence has no hash of a sentence, and is known
//! as long as its value is not worse than the kept one by more than a tenth.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::finding::Finding;
use crate::lexicon::sha256_hex;

/// Version of the file.
const VERSION: u32 = 1;
/// How much worse than before a value over a whole document may be: a tenth. Baselines and changes
/// are judged by the same.
pub const TOLERANCE: f64 = 0.1;

/// True if a value is worse than it was by more than [`TOLERANCE`].
pub fn is_worse(now: f64, then: f64) -> bool {
    now > then * (1.0 + TOLERANCE) + 1e-9
}

/// What a finding is kept under.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    path: String,
    rule: String,
    subject: String,
    sentence: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Kept {
    count: u64,
    value: Option<f64>,
}

/// One line of the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    path: String,
    rule: String,
    subject: String,
    sentence: String,
    count: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    #[serde(rename = "feltsense-baseline")]
    version: u32,
}

/// Known findings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Baseline {
    kept: BTreeMap<Key, Kept>,
}

/// Entries that no finding answers to any more.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stale {
    /// The document.
    pub path: String,
    /// The rule.
    pub rule: String,
    /// How many of them.
    pub count: u64,
}

/// A file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}: {what}; {help}")]
pub struct BaselineError {
    /// Line from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub help: &'static str,
}

impl Baseline {
    /// Keeps findings that are not silenced.
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Baseline {
        let mut baseline = Baseline::default();
        for finding in findings.into_iter().filter(|f| f.suppressed.is_none()) {
            baseline.add(key(finding), finding.anchor.value);
        }
        baseline
    }

    fn add(&mut self, key: Key, value: Option<f64>) {
        let kept = self.kept.entry(key).or_default();
        kept.count += 1;
        kept.value = larger(kept.value, value);
    }

    /// Number of findings that it holds.
    pub fn count(&self) -> u64 {
        self.kept.values().map(|kept| kept.count).sum()
    }

    /// Marks the findings that are known. Gives what is left over of the documents for which
    /// `is_settled` says that everything about them is known: read, or gone.
    ///
    /// Findings are in order: of several with one key, the first are the known ones.
    pub fn apply(&self, findings: &mut [Finding], is_settled: &dyn Fn(&str) -> bool) -> Vec<Stale> {
        let mut left: BTreeMap<&Key, u64> = self
            .kept
            .iter()
            .map(|(key, kept)| (key, kept.count))
            .collect();
        for finding in findings.iter_mut().filter(|f| f.suppressed.is_none()) {
            let key = key(finding);
            let Some(kept) = self.kept.get(&key) else {
                continue;
            };
            let is_worse = match (finding.anchor.value, kept.value) {
                (Some(now), Some(then)) => is_worse(now, then),
                _ => false,
            };
            if let Some(count) = left.get_mut(&key)
                && *count > 0
            {
                *count -= 1;
                finding.baselined = !is_worse;
            }
        }
        let mut stale: BTreeMap<(String, String), u64> = BTreeMap::new();
        for (key, count) in left {
            if count > 0 && is_settled(&key.path) {
                *stale
                    .entry((key.path.clone(), key.rule.clone()))
                    .or_default() += count;
            }
        }
        stale
            .into_iter()
            .map(|((path, rule), count)| Stale { path, rule, count })
            .collect()
    }

    /// This baseline without what no finding answers to; entries of documents that are not settled
    /// stay. What got better is kept at its better value.
    #[must_use]
    pub fn pruned(&self, findings: &[Finding], is_settled: &dyn Fn(&str) -> bool) -> Baseline {
        let now = Baseline::of(findings);
        let mut pruned = Baseline::default();
        for (key, kept) in &self.kept {
            let found = now.kept.get(key).copied();
            let stays = match found {
                Some(found) => Kept {
                    count: kept.count.min(found.count),
                    value: match (kept.value, found.value) {
                        (Some(then), Some(now)) => Some(then.min(now)),
                        (then, _) => then,
                    },
                },
                None if is_settled(&key.path) => continue,
                None => *kept,
            };
            pruned.kept.insert(key.clone(), stays);
        }
        pruned
    }

    /// Documents that it knows.
    pub fn paths(&self) -> BTreeSet<&str> {
        self.kept.keys().map(|key| key.path.as_str()).collect()
    }

    /// The file.
    pub fn to_text(&self) -> String {
        let mut text = format!("{{\"feltsense-baseline\":{VERSION}}}\n");
        for (key, kept) in &self.kept {
            let line = Line {
                path: key.path.clone(),
                rule: key.rule.clone(),
                subject: key.subject.clone(),
                sentence: key.sentence.clone(),
                count: kept.count,
                value: kept.value,
            };
            // Strings and numbers always can be written.
            text.push_str(&serde_json::to_string(&line).unwrap_or_default());
            text.push('\n');
        }
        text
    }

    /// Reads the file.
    ///
    /// # Errors
    /// The first line that cannot be used: a file that is not understood is never taken for empty.
    pub fn parse(text: &str) -> Result<Baseline, BaselineError> {
        const WRITE: &str = "write it anew with `feltsense baseline write`";
        let failed = |line: usize, what: &str, help| {
            Err(BaselineError {
                line,
                what: what.to_owned(),
                help,
            })
        };
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let mut lines = text.lines().enumerate();
        let header = lines
            .next()
            .and_then(|(_, line)| serde_json::from_str::<Header>(line).ok());
        match header {
            None => return failed(1, "this is no baseline", WRITE),
            Some(Header { version }) if version != VERSION => {
                let what = format!(
                    "the baseline has version {version}, and this feltsense reads version {VERSION}"
                );
                return failed(
                    1,
                    &what,
                    "use the feltsense that wrote it, or write it anew",
                );
            }
            Some(_) => {}
        }
        let mut baseline = Baseline::default();
        for (at, line) in lines {
            if line.trim().is_empty() {
                continue;
            }
            if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"]
                .iter()
                .any(|sign| line.starts_with(sign))
            {
                return failed(
                    at + 1,
                    "a merge left its signs here",
                    "take them out and keep the lines of both sides",
                );
            }
            let Ok(line) = serde_json::from_str::<Line>(line) else {
                return failed(at + 1, "the line is no entry of a baseline", WRITE);
            };
            let key = Key {
                path: line.path,
                rule: line.rule,
                subject: line.subject,
                sentence: line.sentence,
            };
            // A merge may keep a line twice.
            let kept = baseline.kept.entry(key).or_default();
            kept.count = kept.count.max(line.count);
            kept.value = larger(kept.value, line.value);
        }
        Ok(baseline)
    }
}

fn larger(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.max(b)),
        (a, b) => a.or(b),
    }
}

fn key(finding: &Finding) -> Key {
    let anchor = &finding.anchor;
    // The path is in the hash, so that equal sentences of two documents cannot be told to be equal.
    let hash = |part: &str, text: &str| {
        if text.is_empty() {
            return String::new();
        }
        sha256_hex(format!("{}\n{}\n{part}\n{text}", finding.document, finding.rule).as_bytes())
            [..16]
            .to_owned()
    };
    Key {
        path: finding.document.clone(),
        rule: finding.rule.clone(),
        subject: hash("subject", &anchor.subject),
        sentence: hash("sentence", &anchor.sentence),
    }
}

/// What a finding is known by over time: the key of a baseline, with a number for equal ones, in
/// hexadecimal. For the outputs that ask for one; unique in a run.
pub fn fingerprints(findings: &[Finding]) -> Vec<String> {
    let mut seen: BTreeMap<Key, u64> = BTreeMap::new();
    findings
        .iter()
        .map(|finding| {
            let key = key(finding);
            let text = format!(
                "{}\n{}\n{}\n{}",
                key.path, key.rule, key.subject, key.sentence
            );
            let number = seen.entry(key).or_default();
            *number += 1;
            sha256_hex(format!("{text}\n{number}").as_bytes())[..32].to_owned()
        })
        .collect()
}
