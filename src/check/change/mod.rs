//! Before and after: which findings of a document a change is answerable for.
//!
//! A finding at a place counts if its lines changed, or if it was not there before: a `not` may have
//! gone from the line above. A finding about a whole document counts if it is new, or worse than it
//! was by more than [`TOLERANCE`](super::baseline::TOLERANCE).

pub mod diff;
mod lines;
mod names;
pub mod patch;

pub use lines::{Lines, Stretch};

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use super::baseline::is_worse;
use super::finding::{Count, Finding};
use super::kind::Kind;
use super::settings::{Detail, Rule, Settings};

/// What is held against a document's findings of now.
#[derive(Clone, Copy, Debug)]
pub struct Before<'a> {
    /// Its findings before, by the same rules.
    pub findings: &'a [Finding],
    /// The lines that stayed.
    pub lines: &'a Lines,
}

/// What rules over whole documents measured before, with limits or without: the largest value by rule
/// and subject.
#[derive(Clone, Debug, Default)]
pub struct Measured(BTreeMap<(String, String), f64>);

impl Measured {
    /// The values of the findings that [`without_limits`] let through.
    pub fn of(findings: &[Finding]) -> Measured {
        let mut values: BTreeMap<(String, String), f64> = BTreeMap::new();
        for finding in findings.iter().filter(|f| f.suppressed.is_none()) {
            if let Some(value) = finding.anchor.value {
                let kept = values
                    .entry((finding.rule.clone(), finding.anchor.subject.clone()))
                    .or_insert(value);
                *kept = kept.max(value);
            }
        }
        Measured(values)
    }

    fn value(&self, finding: &Finding) -> f64 {
        let key = (finding.rule.clone(), finding.anchor.subject.clone());
        self.0.get(&key).copied().unwrap_or(0.0)
    }
}

/// True if a finding is about all of a document, or of a section or stretch of it: its value is held
/// against the one before, its place says little.
pub fn is_whole(finding: &Finding) -> bool {
    let has_place = matches!(finding.kind, Kind::Identifiers | Kind::Suppression);
    !has_place && finding.anchor.sentence.is_empty()
}

/// Marks the findings that were there before, and writes both numbers into those that got worse.
///
/// `worse_only`: also what is new about a whole document counts only if its value is worse than it
/// was, though no rule may have told it then. `measured` is asked for once, if it is needed.
///
/// Cost: linear in findings, but for sorts.
pub fn weigh(
    findings: &mut [Finding],
    before: Before<'_>,
    worse_only: bool,
    measured: &mut dyn FnMut() -> Measured,
) {
    let open: Vec<&Finding> = before
        .findings
        .iter()
        .filter(|old| old.suppressed.is_none())
        .collect();
    let mut standing: HashMap<Standing<'_>, Vec<usize>> = HashMap::new();
    for (at, old) in open.iter().enumerate().rev() {
        if let Some(place) = old.place {
            let key = standing_at(old, place.start.line, place.start.column);
            standing.entry(key).or_default().push(at);
        }
    }
    // What stands at the same place answers for itself; of the rest, the worst of before answers for
    // the first of now.
    let mut is_left = vec![true; open.len()];
    let answers: Vec<Option<usize>> = findings
        .iter()
        .map(|finding| {
            let line = old_line(finding, before.lines)?;
            let key = standing_at(finding, line, finding.place?.start.column);
            let at = standing.get_mut(&key)?.pop()?;
            is_left[at] = false;
            Some(at)
        })
        .collect();
    let mut numbers: HashMap<(&str, &str), usize> = HashMap::new();
    let mut left: Vec<Vec<&Finding>> = Vec::new();
    for (old, _) in open.iter().zip(&is_left).filter(|(_, is_left)| **is_left) {
        let number = *numbers.entry(about(old)).or_insert(left.len());
        if number == left.len() {
            left.push(Vec::new());
        }
        left[number].push(old);
    }
    for olds in &mut left {
        let value = |finding: &Finding| finding.anchor.value.unwrap_or(0.0);
        olds.sort_by(|a, b| value(a).total_cmp(&value(b)));
    }
    let groups: Vec<Option<usize>> = findings
        .iter()
        .map(|finding| numbers.get(&about(finding)).copied())
        .collect();
    let mut known: Option<Measured> = None;
    for ((finding, answer), group) in findings.iter_mut().zip(answers).zip(groups) {
        if finding.suppressed.is_some() {
            continue;
        }
        let is_whole = is_whole(finding);
        let answer = answer.map(|at| open[at]).or_else(|| {
            // What has no place at all is known by its number.
            let may = is_whole || finding.place.is_none();
            left[group.filter(|_| may)?].pop()
        });
        if !is_whole {
            finding.unchanged = answer.is_some();
            continue;
        }
        let Some(now) = finding.anchor.value else {
            finding.unchanged = answer.is_some();
            continue;
        };
        let was = match answer.and_then(|old| old.anchor.value) {
            Some(was) => was,
            None => known.get_or_insert_with(&mut *measured).value(finding),
        };
        finding.unchanged = (answer.is_some() || worse_only) && !is_worse(now, was);
        if !finding.unchanged {
            tell(finding, was, now);
        }
    }
}

fn about(finding: &Finding) -> (&str, &str) {
    (&finding.rule, &finding.anchor.subject)
}

/// Rule, subject, line and column.
type Standing<'a> = (&'a str, &'a str, u64, u64);

fn standing_at(finding: &Finding, line: u64, column: u64) -> Standing<'_> {
    (&finding.rule, &finding.anchor.subject, line, column)
}

/// The line that a finding stood in before, if no line of it changed.
fn old_line(finding: &Finding, lines: &Lines) -> Option<u64> {
    let place = finding.place?;
    // A range may end with the end of its last line.
    let ends_before = place.end.column == 1 && place.end.line > place.start.line;
    lines.before(place.start.line, place.end.line - u64::from(ends_before))
}

/// Puts both numbers into a finding.
fn tell(finding: &mut Finding, was: f64, now: f64) {
    let measure = match finding.kind {
        Kind::Density | Kind::Speaker => "hits per 100 words",
        Kind::Balance | Kind::Closing => "hits too few",
        Kind::Run => "sentences",
        Kind::Trajectory => "times the rate of the rest",
        Kind::Budget => "documents",
        _ => "hits",
    };
    let _ = write!(
        finding.message,
        "; {measure} before this change: {}, now: {}",
        short(was),
        short(now)
    );
    finding.counts.push(Count::new("was", was));
    finding.counts.push(Count::new("is", now));
}

/// A number with at most two places behind the point.
fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A rule over whole documents that tells its value whatever its limits are; `None` for rules about
/// places. What balance and closing ask for stays: their value is what is missing of it.
pub fn without_limits(rule: &Rule) -> Option<Rule> {
    let mut wide = rule.clone();
    match &mut wide.detail {
        Detail::Rate { max, .. } => *max = 0.0,
        Detail::Run { max, .. } => *max = 0,
        Detail::Trajectory { factor, .. } => *factor = 0.0,
        Detail::Note { max, .. } => *max = None,
        Detail::Budget {
            max_share,
            max_documents,
            ..
        } => (*max_share, *max_documents) = (None, Some(0)),
        Detail::Opening { .. } | Detail::Help { .. } => {}
        Detail::Balance { .. } | Detail::Closing { .. } => return Some(wide),
        Detail::Plain
        | Detail::Surface { .. }
        | Detail::Invitation { .. }
        | Detail::Identifiers(_) => return None,
    }
    wide.min_hits = 1;
    wide.min_words = 0;
    Some(wide)
}

/// The same for all rules of some settings; those about places are left out.
pub fn all_without_limits(settings: &Settings) -> Settings {
    Settings {
        rules: settings.rules.iter().filter_map(without_limits).collect(),
        ..settings.clone()
    }
}
