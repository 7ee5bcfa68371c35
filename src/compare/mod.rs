//! Two drafts of one text: which sentences stayed, moved, changed, came and went; the same for hits;
//! every measure before and after.
//!
//! | file | what |
//! |---|---|
//! | [`align`](mod@align) | sentences of one draft ↔ sentences of the other |
//! | [`side`] | one draft: words, sentences, hits, counts |
//! | [`rows`] | the alignment in the order of reading |
//! | [`hits`] | hits of paired sentences ↔ each other |
//! | [`measures`] | rates with intervals, before and after, and their difference |
//! | [`words`] | which words of a changed sentence are new |
//! | [`tables`] | CSV and JSON |
//! | [`html`] | a page |
//! | `terminal` | lines |
//!
//! Pure: same drafts and settings, same result. It describes two texts. It does not say which of them
//! is better, and nothing about whoever wrote them.

pub mod align;
pub mod hits;
pub mod html;
pub mod measures;
pub mod rows;
pub mod side;
pub mod tables;
#[cfg(feature = "cli")]
pub mod terminal;
pub mod words;

use crate::analysis::Pipeline;
use crate::check::{Level, Verdict};
use crate::report::summary::grouped;
use crate::show::{Signs, sign};

pub use align::Pair;
pub use hits::{HitChange, HitHow};
pub use measures::{Measure, Value};
pub use rows::{Change, Row, stretches};
pub use side::Side;

/// Findings of one rule of `check` in both drafts; silenced ones are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleCount {
    /// The rule.
    pub rule: String,
    /// The highest level of its findings.
    pub level: Option<Level>,
    /// In the old draft; `None`: it had too little text to be judged.
    pub old: Option<u64>,
    /// In the new draft.
    pub new: Option<u64>,
}

/// Everything that differs between two drafts, and what does not.
pub struct Comparison<'a> {
    /// Lexicons and units.
    pub pipeline: &'a Pipeline,
    /// The draft before.
    pub old: &'a Side,
    /// The draft after.
    pub new: &'a Side,
    /// Sentences in the order of reading.
    pub rows: Vec<Row>,
    /// Hits in the order of reading.
    pub hits: Vec<HitChange>,
    /// Measures: words, sentences, then every unit with every status.
    pub measures: Vec<Measure>,
    /// Findings by rule; empty if nothing was checked.
    pub rules: Vec<RuleCount>,
    /// The signs of the lexicons.
    pub signs: Signs,
}

impl<'a> Comparison<'a> {
    /// Compares two drafts. Cost: n log n in sentences, linear in words and hits.
    pub fn new(pipeline: &'a Pipeline, old: &'a Side, new: &'a Side) -> Comparison<'a> {
        let pairs = align::align(&old.forms(), &new.forms());
        let rows = rows::rows(&pairs, old.sentences.len(), new.sentences.len());
        Comparison {
            pipeline,
            old,
            new,
            hits: hits::changes(old, new, &rows),
            measures: measures::all(pipeline, old, new),
            rows,
            rules: Vec::new(),
            signs: Signs::new(&pipeline.lexicons),
        }
    }

    /// Adds what `check` finds in both.
    pub fn with_verdicts(&mut self, old: &Verdict, new: &Verdict) {
        let mut names: Vec<&str> = [old, new]
            .iter()
            .flat_map(|verdict| {
                let found = verdict.findings.iter().map(|finding| &finding.rule);
                found.chain(verdict.unjudged.iter().map(|unjudged| &unjudged.rule))
            })
            .map(String::as_str)
            .collect();
        names.sort_unstable();
        names.dedup();
        let count = |verdict: &Verdict, rule: &str| {
            let open = verdict.findings.iter().filter(|finding| finding.is_open());
            let count = open.filter(|finding| finding.rule == rule).count() as u64;
            let judged = verdict
                .unjudged
                .iter()
                .all(|unjudged| unjudged.rule != rule);
            (judged || count > 0).then_some(count)
        };
        let level = |rule: &str| {
            let all = old.findings.iter().chain(&new.findings);
            all.filter(|finding| finding.rule == rule && finding.is_open())
                .map(|finding| finding.level)
                .max()
        };
        self.rules = names
            .into_iter()
            .map(|rule| RuleCount {
                rule: rule.to_owned(),
                level: level(rule),
                old: count(old, rule),
                new: count(new, rule),
            })
            .filter(|found| found.old != Some(0) || found.new != Some(0))
            .collect();
    }

    /// Number of sentences that changed like this.
    pub fn sentences(&self, change: Change) -> u64 {
        self.rows.iter().filter(|row| row.change == change).count() as u64
    }

    /// Number of hits that changed like this.
    pub fn count_hits(&self, how: HitHow) -> u64 {
        self.hits.iter().filter(|hit| hit.how == how).count() as u64
    }

    /// `70 the same, 2 moved, 1 added`; what there is none of is left out.
    pub fn sentence_counts(&self) -> String {
        let counts = Change::ALL.map(|change| (self.sentences(change), change.spoken()));
        listed(&counts)
    }

    /// `12 as before, 1 added`; what there is none of is left out.
    pub fn hit_counts(&self) -> String {
        let counts = HitHow::ALL.map(|how| (self.count_hits(how), how.spoken()));
        listed(&counts)
    }

    /// The sign of a hit: `S`, `S¬`, `C*`.
    pub fn sign(&self, hit: &side::Placed) -> String {
        let apart = if hit.shown.apart { sign::APART } else { "" };
        let letter = self.signs.letter(hit.shown.lexicon);
        format!(
            "{letter}{apart}{}",
            sign::of_status(hit.shown.context.status)
        )
    }

    /// The category of a hit for people: `body parts`.
    pub fn category(&self, hit: &side::Placed) -> String {
        let name = &self.pipeline.units.get(hit.shown.unit).name;
        sign::spoken(name.rsplit('.').next().unwrap_or(name))
    }

    /// Where a moved stretch stood and stands: `sentences 3 to 12 (from line 15) are now 76 to 85 (from
    /// line 97)`; nothing if it was not moved.
    pub fn places(&self, stretch: &[Row]) -> Option<String> {
        let (first, last) = (stretch.first()?, stretch.last()?);
        if !matches!(first.change, Change::Moved | Change::MovedChanged) {
            return None;
        }
        let (from, to) = (first.old?, first.new?);
        let line = |side: &Side, at: u32| side.sentences[at as usize].line;
        let (old, new) = (line(self.old, from), line(self.new, to));
        Some(match (last.old? + 1, last.new? + 1) {
            (end, _) if end == from + 1 => format!(
                "sentence {} on line {old} is now sentence {} on line {new}",
                from + 1,
                to + 1
            ),
            (end, new_end) => format!(
                "sentences {} to {end}, from line {old} on, are now {} to {new_end}, from line {new} on",
                from + 1,
                to + 1
            ),
        })
    }

    /// The name of a measure for people: `shame`, `body parts`.
    pub fn spoken(&self, measure: &Measure) -> String {
        let name = match measure.unit {
            Some(unit) => &self.pipeline.units.get(unit).name,
            None => &measure.name,
        };
        sign::spoken(name.rsplit('.').next().unwrap_or(name))
    }
}

fn listed(counts: &[(u64, &str)]) -> String {
    let some = counts.iter().filter(|(count, _)| *count > 0);
    let told: Vec<String> = some
        .map(|(count, what)| format!("{} {what}", grouped(*count)))
        .collect();
    match told.as_slice() {
        [] => "none".to_owned(),
        all => all.join(", "),
    }
}
