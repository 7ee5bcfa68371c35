//! Every hit is a finding.

use super::{Draft, Drafts, at_mark};
use crate::check::evidence::Evidence;
use crate::check::settings::Rule;

pub(super) fn look(rule: &Rule, evidence: &Evidence<'_>, drafts: &mut Drafts) {
    let found: Vec<Draft> = evidence
        .marks(&rule.filter)
        .map(|mark| {
            let message = format!("`{}` stands here", evidence.category(mark));
            at_mark(evidence, mark, message)
        })
        .collect();
    if found.len() as u64 >= rule.min_hits {
        if evidence.words() < rule.min_words {
            drafts.too_short(evidence.words(), rule);
        } else {
            drafts.found.extend(found);
        }
    }
}
