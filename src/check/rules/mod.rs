//! The rules: one file each. A rule gets a document and its own settings, and gives drafts.

use std::ops::Range;

use super::evidence::Evidence;
use super::finding::{Anchor, Count};
use super::kind::Kind;
use super::settings::Rule;
use crate::course::Mark;
use crate::identifiers::Finder;
use crate::measure::interval::byar;

mod balance;
mod closing;
mod content_note;
mod density;
mod help_block;
mod identifiers;
mod opening;
mod presence;
mod run;
mod somatic_invitation;
mod speaker;
mod surface;
mod trajectory;
mod voice;

/// A finding before it has a level and a line.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    /// Bytes of the original; `None`: all of the document.
    pub(super) range: Option<Range<usize>>,
    pub(super) message: String,
    pub(super) counts: Vec<Count>,
    /// The matched words in compare form.
    pub(super) form: Option<String>,
    pub(super) anchor: Anchor,
    /// The text at this place is never shown.
    pub(super) hidden: bool,
}

/// What the rules of one document give.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    pub(super) found: Vec<Draft>,
    /// Why nothing could be said.
    pub(super) unjudged: Vec<String>,
}

impl Drafts {
    fn too_short(&mut self, words: u64, rule: &Rule) {
        self.unjudged.push(format!(
            "too short to judge: {words} words, and the rule asks for {}",
            rule.min_words
        ));
    }
}

/// Lets one rule look at a document.
pub(super) fn look(rule: &Rule, evidence: &Evidence<'_>, finder: &Finder, drafts: &mut Drafts) {
    match rule.kind {
        Kind::Presence => presence::look(rule, evidence, drafts),
        Kind::Density => density::look(rule, evidence, drafts),
        Kind::Balance => balance::look(rule, evidence, drafts),
        Kind::Closing => closing::look(rule, evidence, drafts),
        Kind::Run => run::look(rule, evidence, drafts),
        Kind::Opening => opening::look(rule, evidence, drafts),
        Kind::ContentNote => content_note::look(rule, evidence, drafts),
        Kind::HelpBlock => help_block::look(rule, evidence, drafts),
        Kind::Voice => voice::look(rule, evidence, drafts),
        Kind::Surface => surface::look(rule, evidence, drafts),
        Kind::Trajectory => trajectory::look(rule, evidence, drafts),
        Kind::Speaker => speaker::look(rule, evidence, drafts),
        Kind::SomaticInvitation => somatic_invitation::look(rule, evidence, drafts),
        Kind::Identifiers => identifiers::look(rule, evidence, finder, drafts),
        // The first looks at the corpus, the second at comments: `judge` and `corpus` ask them.
        Kind::Budget | Kind::Suppression => {}
    }
}

/// A draft about one hit.
fn at_mark(evidence: &Evidence<'_>, mark: &Mark, message: String) -> Draft {
    let form = evidence.forms(mark.first..mark.end);
    Draft {
        range: Some(evidence.range(mark.first..mark.end)),
        message,
        counts: Vec::new(),
        anchor: Anchor {
            subject: format!("{}:{form}", evidence.category(mark)),
            sentence: evidence.sentence_hash(mark.first),
            value: None,
        },
        form: Some(form),
        hidden: false,
    }
}

/// What a finding about more than a sentence is known by.
fn about(rule: &Rule, value: Option<f64>) -> Anchor {
    Anchor {
        subject: rule.filter.name.clone(),
        sentence: String::new(),
        value,
    }
}

/// `3.2 per 100 words (5 in 157 words, 95 % interval 1.0 to 7.4)`.
fn rate_words(hits: u64, words: u64) -> (f64, String) {
    let per_hit = 100.0 / words.max(1) as f64;
    let rate = hits as f64 * per_hit;
    let interval = byar(hits).scaled(per_hit);
    let text = format!(
        "{rate:.1} per 100 words ({hits} in {words} words, 95 % interval {:.1} to {:.1})",
        interval.low, interval.high
    );
    (rate, text)
}

/// `1 time`, `3 times`.
fn times(count: u64) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{count} times"),
    }
}

/// Hits whose first word is in a range of words.
fn within<'m>(marks: &[&'m Mark], words: &Range<u32>) -> Vec<&'m Mark> {
    let from = marks.partition_point(|mark| mark.first < words.start);
    let to = marks.partition_point(|mark| mark.first < words.end);
    marks[from..to].to_vec()
}
