//! What a text with hard words ends on.

use super::{Draft, Drafts, about, times};
use crate::check::evidence::Evidence;
use crate::check::finding::Count;
use crate::check::settings::{Detail, Rule};

pub(super) fn look(rule: &Rule, evidence: &Evidence<'_>, drafts: &mut Drafts) {
    let Detail::Closing {
        at_least,
        share,
        section,
    } = rule.detail
    else {
        return;
    };
    let hits = evidence.marks(&rule.filter).count() as u64;
    let words = evidence.tokens.len() as u32;
    if hits < rule.min_hits || words == 0 {
        return;
    }
    // Place is counted in words, not bytes: whole sentences from the one that the share begins in.
    let start = if section {
        evidence.sections().last().map_or(0, |last| last.start)
    } else {
        let first = (f64::from(words) * (1.0 - share)).floor() as u32;
        evidence
            .tokens
            .sentence(first.min(words - 1) as usize)
            .first
    };
    let relief = evidence
        .course
        .picked(&rule.with)
        .filter(|mark| mark.first >= start)
        .count() as u64;
    if relief >= at_least {
        return;
    }
    if u64::from(words) < rule.min_words {
        return drafts.too_short(u64::from(words), rule);
    }
    let (name, with_name) = (&rule.filter.name, &rule.with_name);
    let found = if relief == 0 { "nothing" } else { "little" };
    let last = evidence.tokens.sentence(words as usize - 1);
    drafts.found.push(Draft {
        range: Some(evidence.range(last.first..last.end)),
        message: format!(
            "the text names `{name}` {}, and its last {} words hold {found} of `{with_name}`",
            times(hits),
            words - start
        ),
        counts: vec![
            Count::new(name, hits as f64),
            Count::new(format!("{with_name} at the end"), relief as f64),
            Count::new("words at the end", f64::from(words - start)),
        ],
        anchor: about(rule, Some((at_least - relief) as f64)),
        ..Draft::default()
    });
}
