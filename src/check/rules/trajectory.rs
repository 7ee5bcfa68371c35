//! How a category moves from the beginning of a text to its end, in tenths of its words.

use super::{Draft, Drafts, about};
use crate::check::evidence::Evidence;
use crate::check::finding::Count;
use crate::check::settings::{Detail, Rule, Shape};

/// Parts that a text is cut into.
const PARTS: u64 = 10;
/// Parts that are its end.
const END: usize = 2;
/// Fewer hits at the end are no spike.
const MIN_AT_END: u64 = 3;
/// Signs for parts, from none to most.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

pub(super) fn look(rule: &Rule, evidence: &Evidence<'_>, drafts: &mut Drafts) {
    let Detail::Trajectory { shape, factor } = rule.detail else {
        return;
    };
    let words = evidence.words();
    let mut parts = [0_u64; PARTS as usize];
    let mut ends = Vec::new();
    for mark in evidence.marks(&rule.filter) {
        let part = (u64::from(mark.first) * PARTS / words) as usize;
        parts[part] += 1;
        if part >= parts.len() - END {
            ends.push(mark);
        }
    }
    let total: u64 = parts.iter().sum();
    if total < rule.min_hits {
        return;
    }
    let before: u64 = parts[..parts.len() - END].iter().sum();
    let at_end = total - before;
    let most = parts.iter().copied().max().unwrap_or(0);
    // Rates of the two stretches, up to the same factor.
    let rest_rate = before as f64 / (parts.len() - END) as f64;
    let end_rate = at_end as f64 / END as f64;
    let name = &rule.filter.name;
    let what = match shape {
        Shape::NoLateSpike if at_end >= MIN_AT_END && end_rate > factor * rest_rate => {
            format!(
                "the last fifth holds {at_end} of {total} hits of `{name}`, more than {factor} times as close together as before"
            )
        }
        Shape::EndsLowerThanPeak if parts[parts.len() - 1] == most && most > 0 => {
            format!(
                "the last tenth holds as much of `{name}` as any other part: {most} of {total} hits"
            )
        }
        _ => return,
    };
    if words < rule.min_words {
        return drafts.too_short(words, rule);
    }
    let curve: String = parts
        .iter()
        .map(|&count| BARS[(count * 7 / most.max(1)) as usize])
        .collect();
    let range = match (ends.first(), ends.last()) {
        (Some(first), Some(last)) => Some(evidence.range(first.first..last.end)),
        _ => None,
    };
    drafts.found.push(Draft {
        range,
        message: format!("{what} ({curve})"),
        counts: (1..)
            .zip(parts)
            .map(|(number, count)| Count::new(format!("tenth_{number}"), count as f64))
            .collect(),
        anchor: about(rule, Some(end_rate / rest_rate.max(0.1))),
        ..Draft::default()
    });
}
