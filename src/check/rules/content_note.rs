//! A note that says what is to come, and names it.

use super::{Draft, Drafts, about, rate_words};
use crate::check::evidence::Evidence;
use crate::check::finding::{Anchor, Count};
use crate::check::settings::{Detail, Rule};
use crate::text::Span;

/// Where a content note was found, and its words.
struct Note<'a> {
    text: &'a str,
    range: Option<std::ops::Range<usize>>,
}

pub(super) fn look(rule: &Rule, evidence: &Evidence<'_>, drafts: &mut Drafts) {
    let Detail::Note {
        max,
        keys,
        patterns,
        words,
        topic,
        unneeded,
    } = &rule.detail
    else {
        return;
    };
    let marks: Vec<_> = evidence.marks(&rule.filter).collect();
    let (hits, total) = (marks.len() as u64, evidence.words());
    let name = &rule.filter.name;
    let note = evidence
        .front_matter(keys)
        .next()
        .map(|(key, text)| Note {
            text,
            range: evidence.key_line(&key),
        })
        .or_else(|| block(evidence, patterns, *words));
    let named = |text: &str| {
        let text = text.to_lowercase();
        topic.is_empty() || topic.iter().any(|word| text.contains(word.as_str()))
    };
    let (rate, rate_text) = rate_words(hits, total);
    let is_over = hits >= rule.min_hits && max.is_none_or(|max| rate > max);
    match (note, marks.first()) {
        (None, Some(first)) if is_over => {
            if total < rule.min_words {
                return drafts.too_short(total, rule);
            }
            drafts.found.push(Draft {
                range: Some(evidence.range(first.first..first.end)),
                message: format!("`{name}`: {rate_text}, and there is no content note"),
                counts: vec![Count::new(name, hits as f64), Count::new("words", total as f64)],
                anchor: about(rule, Some(hits as f64)),
                ..Draft::default()
            });
        }
        (Some(note), Some(_)) if is_over && !named(note.text) => drafts.found.push(Draft {
            range: note.range,
            message: format!("the content note does not name the topic, and the text holds {hits} hits of `{name}`"),
            anchor: with_subject(rule, "topic"),
            ..Draft::default()
        }),
        (Some(note), None) if *unneeded && !topic.is_empty() && named(note.text) => drafts.found.push(Draft {
            range: note.range,
            message: format!("the content note names a topic, and the text holds nothing of `{name}`"),
            anchor: with_subject(rule, "unneeded"),
            ..Draft::default()
        }),
        _ => {}
    }
}

fn with_subject(rule: &Rule, what: &str) -> Anchor {
    Anchor {
        subject: format!("{}:{what}", rule.filter.name),
        ..about(rule, None)
    }
}

/// A block near the top that looks like a note.
fn block<'a>(
    evidence: &'a Evidence<'_>,
    patterns: &[regex::Regex],
    words: u64,
) -> Option<Note<'a>> {
    let document = evidence.subject.document;
    let mut sentences = evidence.tokens.sentences().iter();
    let end = sentences.find(|sentence| u64::from(sentence.first) >= words);
    let last = end.map_or(document.blocks.len(), |sentence| sentence.block as usize);
    document.blocks[..last].iter().find_map(|block| {
        let text = &document.text[block.span.range()];
        let found = patterns.iter().find_map(|pattern| pattern.find(text))?;
        let at = block.span.start as usize;
        let range = document
            .map
            .original(Span::new(at + found.start(), at + found.end()))
            .range();
        Some(Note {
            text,
            range: Some(range),
        })
    })
}

/// True if the text begins with a content note, by the keys and words that are usual.
pub(super) fn has_note(evidence: &Evidence<'_>) -> bool {
    const KEYS: [&str; 4] = [
        "content-note",
        "content-notes",
        "content-warning",
        "trigger-warning",
    ];
    const WORDS: [&str; 4] = [
        "content note",
        "content notice",
        "content warning",
        "trigger warning",
    ];
    let keys = KEYS.map(str::to_owned);
    if evidence.front_matter(&keys).next().is_some() {
        return true;
    }
    let document = evidence.subject.document;
    // Behind a heading or two, at most.
    document.blocks.iter().take(3).any(|block| {
        let text = document.text[block.span.range()]
            .trim_start()
            .to_lowercase();
        WORDS.iter().any(|word| text.starts_with(word))
    })
}
