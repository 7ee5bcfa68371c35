//! Hard words alone where they are read out of their place: headings, link texts, alt texts, titles.

use super::{Draft, Drafts, at_mark};
use crate::check::evidence::{Evidence, hashed};
use crate::check::finding::Anchor;
use crate::check::settings::{Detail, Rule};
use crate::course::Pick;
use crate::text::BlockKind;

pub(super) fn look(rule: &Rule, evidence: &Evidence<'_>, drafts: &mut Drafts) {
    let Detail::Surface { keys } = &rule.detail else {
        return;
    };
    metadata(rule, evidence, keys, drafts);
    let relieved: Vec<u32> = evidence
        .course
        .picked(&rule.with)
        .map(|mark| mark.sentence)
        .collect();
    let links = &evidence.outline.links;
    for mark in evidence.marks(&rule.filter) {
        // A kind word in the same breath takes the edge off.
        if relieved.binary_search(&mark.sentence).is_ok() {
            continue;
        }
        let sentence = evidence.tokens.sentence(mark.first as usize);
        let category = evidence.category(mark);
        let range = evidence.range(mark.first..mark.end);
        let at = links.partition_point(|link| link.start <= range.start);
        let in_link = links[..at].last().is_some_and(|link| range.end <= link.end);
        let surface = if evidence.block(sentence.block).kind == BlockKind::Heading {
            "a heading"
        } else if in_link {
            "a link text"
        } else {
            continue;
        };
        let message = format!("`{category}` stands alone in {surface}");
        drafts.found.push(at_mark(evidence, mark, message));
    }
    for (text, range) in &evidence.outline.alts {
        for (category, form) in evidence.hits_in(text, &rule.filter, &rule.with) {
            drafts.found.push(Draft {
                range: Some(range.clone()),
                message: format!("`{category}` stands alone in the alt text of a picture"),
                anchor: Anchor {
                    subject: format!("alt:{category}:{form}"),
                    sentence: hashed(&text.to_lowercase()),
                    value: None,
                },
                form: Some(form),
                ..Draft::default()
            });
        }
    }
}

/// Values of the front matter that are shown elsewhere.
pub(super) fn metadata(rule: &Rule, evidence: &Evidence<'_>, keys: &[String], drafts: &mut Drafts) {
    // An opening is not relieved by what stands behind it; only a surface knows `with`.
    let none = Pick::default();
    let takes_with = rule.kind.info().keys.contains(&"with");
    let with = if takes_with { &rule.with } else { &none };
    for (key, value) in evidence.front_matter(keys) {
        for (category, form) in evidence.hits_in(value, &rule.filter, with) {
            drafts.found.push(Draft {
                range: evidence.key_line(&key),
                message: format!("`{category}` stands in `{key}` of the front matter"),
                anchor: Anchor {
                    subject: format!("{key}:{category}:{form}"),
                    sentence: hashed(&value.to_lowercase()),
                    value: None,
                },
                form: Some(form),
                ..Draft::default()
            });
        }
    }
}
