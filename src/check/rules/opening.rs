//! What readers see before they have chosen to read: title, description, first words.

use super::{Draft, Drafts, about};
use crate::check::evidence::Evidence;
use crate::check::finding::Count;
use crate::check::settings::{Detail, Rule};

pub(super) fn look(rule: &Rule, evidence: &Evidence<'_>, drafts: &mut Drafts) {
    let Detail::Opening { words, ref keys } = rule.detail else {
        return;
    };
    super::surface::metadata(rule, evidence, keys, drafts);
    if super::content_note::has_note(evidence) {
        return;
    }
    let total = evidence.words();
    let inside: Vec<_> = evidence
        .marks(&rule.filter)
        .take_while(|mark| u64::from(mark.first) < words)
        .collect();
    let hits = inside.len() as u64;
    let (Some(first), Some(last)) = (inside.first(), inside.last()) else {
        return;
    };
    if hits < rule.min_hits {
        return;
    }
    if total < rule.min_words {
        return drafts.too_short(total, rule);
    }
    let name = &rule.filter.name;
    drafts.found.push(Draft {
        range: Some(evidence.range(first.first..last.end)),
        message: format!(
            "the first {} words hold {hits} hits of `{name}`, and no content note stands before them",
            words.min(total)
        ),
        counts: vec![Count::new(name, hits as f64)],
        anchor: about(rule, Some(hits as f64)),
        ..Draft::default()
    });
}
