//! Where there is much of one category, some of another is asked for.

use std::ops::Range;

use super::{Draft, Drafts, about, times, within};
use crate::check::evidence::Evidence;
use crate::check::finding::Count;
use crate::check::settings::{Detail, Rule, Scope};
use crate::course::Mark;

pub(super) fn look(rule: &Rule, evidence: &Evidence<'_>, drafts: &mut Drafts) {
    let Detail::Balance {
        at_least,
        ratio,
        scope,
    } = rule.detail
    else {
        return;
    };
    let marks: Vec<&Mark> = evidence.marks(&rule.filter).collect();
    let with: Vec<&Mark> = evidence.course.picked(&rule.with).collect();
    let whole = 0..evidence.tokens.len() as u32;
    let (part, ranges): (_, Vec<Range<u32>>) = match scope {
        Scope::Section => ("section", evidence.sections()),
        _ => ("document", vec![whole]),
    };
    for words in ranges {
        let inside = within(&marks, &words);
        let (hits, relief) = (inside.len() as u64, within(&with, &words).len() as u64);
        let Some(first) = inside.first().filter(|_| hits >= rule.min_hits) else {
            continue;
        };
        let by_ratio = ratio.map_or(0.0, |ratio| ratio * hits as f64).ceil() as u64;
        let needed = at_least.max(by_ratio);
        if relief >= needed {
            continue;
        }
        let length = u64::from(words.end - words.start);
        if length < rule.min_words {
            drafts.too_short(length, rule);
            continue;
        }
        let (name, with_name) = (&rule.filter.name, &rule.with_name);
        let found = match relief {
            0 => "not at all".to_owned(),
            relief => times(relief),
        };
        drafts.found.push(Draft {
            range: Some(evidence.range(first.first..first.end)),
            message: format!(
                "`{name}` stands {} in this {part}, `{with_name}` {found}; {needed} or more would balance it",
                times(hits)
            ),
            counts: vec![
                Count::new(name, hits as f64),
                Count::new(with_name, relief as f64),
                Count::new("words", length as f64),
            ],
            anchor: about(rule, Some((needed - relief) as f64)),
            ..Draft::default()
        });
    }
}
