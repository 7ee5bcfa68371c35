//! Sentences in a row with hits of one category and none of another.

use super::{Draft, Drafts, about};
use crate::check::evidence::Evidence;
use crate::check::finding::Count;
use crate::check::settings::{Detail, Rule};

pub(super) fn look(rule: &Rule, evidence: &Evidence<'_>, drafts: &mut Drafts) {
    let Detail::Run { max, gap } = rule.detail else {
        return;
    };
    let mut hits: Vec<u32> = evidence
        .marks(&rule.filter)
        .map(|mark| mark.sentence)
        .collect();
    hits.dedup();
    let mut relief: Vec<u32> = evidence
        .course
        .picked(&rule.with)
        .map(|mark| mark.sentence)
        .collect();
    relief.dedup();
    // A sentence that holds both is a place to breathe.
    hits.retain(|sentence| relief.binary_search(sentence).is_err());
    let relieved = |from: u32, to: u32| {
        let at = relief.partition_point(|&sentence| sentence < from);
        relief.get(at).is_some_and(|&sentence| sentence < to)
    };
    let mut at = 0;
    while at < hits.len() {
        let mut end = at + 1;
        while end < hits.len()
            && u64::from(hits[end] - hits[end - 1] - 1) <= gap
            && !relieved(hits[end - 1], hits[end])
        {
            end += 1;
        }
        let length = (end - at) as u64;
        if length > max {
            if evidence.words() < rule.min_words {
                return drafts.too_short(evidence.words(), rule);
            }
            let sentences = evidence.tokens.sentences();
            let (first, last) = (
                sentences[hits[at] as usize],
                sentences[hits[end - 1] as usize],
            );
            let (name, with_name) = (&rule.filter.name, &rule.with_name);
            let row = if gap == 0 {
                "in a row"
            } else {
                "close together"
            };
            drafts.found.push(Draft {
                range: Some(evidence.range(first.first..last.end)),
                message: format!(
                    "{length} sentences {row} with `{name}`, and nothing of `{with_name}` between them; the limit is {max}"
                ),
                counts: vec![Count::new("sentences", length as f64)],
                anchor: about(rule, Some(length as f64)),
                ..Draft::default()
            });
        }
        at = end;
    }
}
