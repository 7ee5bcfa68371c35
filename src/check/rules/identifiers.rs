//! What may still tell who somebody is: by kind and place, never by value.

use super::{Draft, Drafts};
use crate::check::evidence::Evidence;
use crate::check::finding::Anchor;
use crate::check::settings::{Detail, Rule};
use crate::identifiers::{Finder, Place};
use crate::text::{Plain, Span};

pub(super) fn look(rule: &Rule, evidence: &Evidence<'_>, finder: &Finder, drafts: &mut Drafts) {
    let Detail::Identifiers(kinds) = &rule.detail else {
        return;
    };
    let document = evidence.subject.document;
    for finding in finder.find(document) {
        if !kinds.is_empty() && !kinds.contains(&finding.kind) {
            continue;
        }
        let (range, place) = match &finding.place {
            Place::Text(start, end) => {
                let span = Span::<Plain>::new(*start as usize, *end as usize);
                (Some(document.map.original(span).range()), String::new())
            }
            Place::Metadata(key) => {
                let line = evidence.key_line(&crate::check::resolve::plain_key(key));
                (line, format!(" (key `{key}`)"))
            }
        };
        drafts.found.push(Draft {
            range,
            message: format!(
                "possibly an identifier of the kind `{}`{place}",
                finding.kind.name()
            ),
            // The value, and the sentence around it, are in no hash: both can be guessed.
            anchor: Anchor {
                subject: finding.kind.name().to_owned(),
                ..Anchor::default()
            },
            hidden: true,
            ..Draft::default()
        });
    }
}
