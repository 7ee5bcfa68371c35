//! The publisher's own block of help stands where it is asked for.

use super::{Draft, Drafts, about};
use crate::check::evidence::Evidence;
use crate::check::finding::Count;
use crate::check::settings::{Detail, Rule};

pub(super) fn look(rule: &Rule, evidence: &Evidence<'_>, drafts: &mut Drafts) {
    let Detail::Help {
        patterns,
        links,
        words,
        ..
    } = &rule.detail
    else {
        return;
    };
    let mut marks = evidence.marks(&rule.filter);
    let Some(first) = marks.next() else {
        return;
    };
    let hits = 1 + marks.count() as u64;
    if hits < rule.min_hits {
        return;
    }
    let document = evidence.subject.document;
    // Blocks that begin behind so many words do not count.
    let mut sentences = evidence.tokens.sentences().iter();
    let behind = words.and_then(|words| sentences.find(|s| u64::from(s.first) >= words));
    let last = behind.map_or(document.blocks.len(), |sentence| sentence.block as usize);
    let end = match document.blocks.get(last) {
        Some(block) => document.map.original(block.span).start as usize,
        None => evidence.subject.original.len(),
    };
    let has_link = links
        .iter()
        .any(|link| evidence.subject.original[..end].contains(link.as_str()));
    let has_block = document.blocks[..last].iter().any(|block| {
        let text = &document.text[block.span.range()];
        patterns.iter().any(|pattern| pattern.is_match(text))
    });
    if has_link || has_block {
        return;
    }
    if evidence.words() < rule.min_words {
        return drafts.too_short(evidence.words(), rule);
    }
    let name = &rule.filter.name;
    let place = words.map_or(String::new(), |words| {
        format!(" in the first {words} words")
    });
    drafts.found.push(Draft {
        range: Some(evidence.range(first.first..first.end)),
        message: format!(
            "the text holds {hits} hits of `{name}`, and your block of help is not there{place}"
        ),
        counts: vec![Count::new(name, hits as f64)],
        anchor: about(rule, Some(hits as f64)),
        ..Draft::default()
    });
}
