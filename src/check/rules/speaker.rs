//! Limits for roles in a transcript: over all turns of a role, or in one turn.

use std::collections::BTreeMap;

use super::{Draft, Drafts, about, rate_words, within};
use crate::check::evidence::Evidence;
use crate::check::finding::{Anchor, Count};
use crate::check::settings::{Detail, Rule, Scope};
use crate::course::Mark;

pub(super) fn look(rule: &Rule, evidence: &Evidence<'_>, drafts: &mut Drafts) {
    let Detail::Rate { scope, .. } = rule.detail else {
        return;
    };
    // The filter has left other roles out already.
    let marks: Vec<&Mark> = evidence.marks(&rule.filter).collect();
    let roles = &rule.filter.roles;
    let mut sums: BTreeMap<&str, (u64, Vec<&Mark>)> = BTreeMap::new();
    for turn in &evidence.course.turns {
        let role = turn.role.name();
        if turn.first == turn.end || !(roles.is_empty() || roles.iter().any(|known| known == role))
        {
            continue;
        }
        let inside = within(&marks, &(turn.first..turn.end));
        let words = u64::from(turn.end - turn.first);
        if scope == Scope::Turn {
            judge(rule, evidence, (role, "turn"), words, &inside, drafts);
        } else {
            let sum = sums.entry(role).or_default();
            sum.0 += words;
            sum.1.extend(inside);
        }
    }
    for (role, (words, inside)) in sums {
        judge(rule, evidence, (role, "role"), words, &inside, drafts);
    }
}

fn judge(
    rule: &Rule,
    evidence: &Evidence<'_>,
    (role, part): (&str, &str),
    words: u64,
    inside: &[&Mark],
    drafts: &mut Drafts,
) {
    let Detail::Rate { max, .. } = rule.detail else {
        return;
    };
    let hits = inside.len() as u64;
    let (rate, text) = rate_words(hits, words);
    let Some(first) = inside
        .first()
        .filter(|_| hits >= rule.min_hits && rate > max)
    else {
        return;
    };
    if words < rule.min_words {
        return drafts.too_short(words, rule);
    }
    let name = &rule.filter.name;
    let stretch = if part == "turn" {
        format!("a turn of the role `{role}`")
    } else {
        format!("the turns of the role `{role}`")
    };
    drafts.found.push(Draft {
        range: Some(evidence.range(first.first..first.end)),
        message: format!("`{name}` in {stretch}: {text}; the limit is {max}"),
        counts: vec![
            Count::new(name, hits as f64),
            Count::new("words", words as f64),
            Count::new("per_100", rate),
        ],
        anchor: Anchor {
            subject: format!("{name}:{role}"),
            ..about(rule, Some(rate))
        },
        ..Draft::default()
    });
}
