//! Hits per 100 words, of a document, of each section, or of any stretch of so many sentences.

use std::ops::Range;

use super::{Draft, Drafts, about, rate_words, within};
use crate::check::evidence::Evidence;
use crate::check::finding::Count;
use crate::check::settings::{Detail, Rule, Scope};
use crate::course::Mark;

pub(super) fn look(rule: &Rule, evidence: &Evidence<'_>, drafts: &mut Drafts) {
    let Detail::Rate { max, scope } = rule.detail else {
        return;
    };
    let marks: Vec<&Mark> = evidence.marks(&rule.filter).collect();
    let whole = 0..evidence.tokens.len() as u32;
    match scope {
        Scope::Section => {
            for section in evidence.sections() {
                judge(rule, evidence, max, "section", &marks, &section, drafts);
            }
        }
        Scope::Window(size) => windows(rule, evidence, max, size as usize, &marks, drafts),
        Scope::Document | Scope::Turn => {
            judge(rule, evidence, max, "document", &marks, &whole, drafts);
        }
    }
}

/// One part of the text.
fn judge(
    rule: &Rule,
    evidence: &Evidence<'_>,
    max: f64,
    part: &str,
    marks: &[&Mark],
    words: &Range<u32>,
    drafts: &mut Drafts,
) {
    let inside = within(marks, words);
    let (hits, length) = (inside.len() as u64, u64::from(words.end - words.start));
    let Some(first) = inside.first() else {
        return;
    };
    let (rate, text) = rate_words(hits, length);
    if hits < rule.min_hits || rate <= max {
        return;
    }
    if length < rule.min_words {
        return drafts.too_short(length, rule);
    }
    let name = &rule.filter.name;
    drafts.found.push(Draft {
        range: Some(evidence.range(first.first..first.end)),
        message: format!("`{name}` in this {part}: {text}; the limit is {max}"),
        counts: counts(name, hits, length, rate),
        anchor: about(rule, Some(rate)),
        ..Draft::default()
    });
}

fn counts(name: &str, hits: u64, words: u64, rate: f64) -> Vec<Count> {
    vec![
        Count::new(name, hits as f64),
        Count::new("words", words as f64),
        Count::new("per_100", rate),
    ]
}

/// A window that slides from sentence to sentence. Windows over the limit that touch are one
/// finding, told by the fullest of them. Cost: linear.
fn windows(
    rule: &Rule,
    evidence: &Evidence<'_>,
    max: f64,
    size: usize,
    marks: &[&Mark],
    drafts: &mut Drafts,
) {
    let sentences = evidence.tokens.sentences();
    let size = size.min(sentences.len());
    if size == 0 {
        return;
    }
    let (mut from, mut to) = (0, 0);
    let mut short = None;
    // First and last sentence of what was joined, and words, hits and rate of its fullest window.
    let mut joined: Option<(usize, usize, Range<u32>, u64, f64)> = None;
    let mut found = Vec::new();
    for first in 0..=sentences.len() - size {
        let last = first + size - 1;
        let words = sentences[first].first..sentences[last].end;
        while from < marks.len() && marks[from].first < words.start {
            from += 1;
        }
        while to < marks.len() && marks[to].first < words.end {
            to += 1;
        }
        let (hits, length) = ((to - from) as u64, u64::from(words.end - words.start));
        let rate = 100.0 * hits as f64 / length.max(1) as f64;
        if hits < rule.min_hits || rate <= max {
            continue;
        }
        if length < rule.min_words {
            short = short.max(Some(length));
            continue;
        }
        match &mut joined {
            Some((_, end, fullest, most, best)) if first <= *end => {
                *end = last;
                if rate > *best {
                    (*fullest, *most, *best) = (words, hits, rate);
                }
            }
            _ => found.extend(joined.replace((first, last, words, hits, rate))),
        }
    }
    found.extend(joined);
    if let Some(length) = short.filter(|_| found.is_empty()) {
        drafts.too_short(length, rule);
    }
    for (_, _, words, hits, rate) in found {
        let inside = within(marks, &words);
        let (Some(first), Some(last)) = (inside.first(), inside.last()) else {
            continue;
        };
        let length = u64::from(words.end - words.start);
        let name = &rule.filter.name;
        let (_, text) = rate_words(hits, length);
        drafts.found.push(Draft {
            range: Some(evidence.range(first.first..last.end)),
            message: format!("`{name}` in {size} sentences: {text}; the limit is {max}"),
            counts: counts(name, hits, length, rate),
            anchor: about(rule, Some(rate)),
            ..Draft::default()
        });
    }
}
