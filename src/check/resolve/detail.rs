//! What only one kind of rule needs, with its defaults.

use super::forms;
use super::reader::{Reader, unknown};
use crate::check::date::Date;
use crate::check::kind::Kind;
use crate::check::settings::{Detail, Scope, Shape};
use crate::identifiers;

/// Content notes in front matter.
const NOTE_KEYS: [&str; 4] = [
    "content-note",
    "content-notes",
    "content-warning",
    "trigger-warning",
];

impl Reader<'_> {
    /// Everything of a rule that others do not have. `is_asked`: somebody wants it.
    pub(super) fn detail(&mut self, kind: Kind, is_asked: bool) -> Detail {
        let options = self.options;
        match kind {
            Kind::Presence | Kind::Voice | Kind::Suppression => Detail::Plain,
            Kind::Density => Detail::Rate {
                max: self.number("max", options.max, 2.5),
                scope: self.scope(&["document", "section", "window"], Scope::Document),
            },
            Kind::Speaker => Detail::Rate {
                max: self.number("max", options.max, 2.0),
                scope: self.scope(&["document", "turn"], Scope::Document),
            },
            Kind::Balance => Detail::Balance {
                at_least: options.at_least.unwrap_or(1),
                ratio: options
                    .ratio
                    .map(|ratio| self.number("ratio", Some(ratio), 0.0)),
                scope: self.scope(&["document", "section"], Scope::Document),
            },
            Kind::Closing => Detail::Closing {
                at_least: options.at_least.unwrap_or(1),
                share: self.share("share", options.share).unwrap_or(0.15),
                section: self.scope(&["document", "section"], Scope::Document) == Scope::Section,
            },
            Kind::Run => Detail::Run {
                max: self.number("max", options.max, 3.0) as u64,
                gap: options.gap.unwrap_or(0),
            },
            Kind::Opening => Detail::Opening {
                words: options.words.unwrap_or(50),
                keys: self.keys(&["title", "description"]),
            },
            Kind::ContentNote => Detail::Note {
                max: options.max.map(|max| self.number("max", Some(max), 0.0)),
                keys: self.keys(&NOTE_KEYS),
                patterns: self.patterns(&[r"(?i)\bcontent (note|notice|warning)\b"]),
                words: options.words.unwrap_or(100),
                topic: options
                    .topic
                    .iter()
                    .flatten()
                    .map(|word| word.to_lowercase())
                    .collect(),
                unneeded: options.unneeded.unwrap_or(true),
            },
            Kind::HelpBlock => {
                let patterns = self.patterns(&[]);
                let links: Vec<String> = options
                    .links
                    .iter()
                    .flatten()
                    .filter(|link| !link.is_empty())
                    .cloned()
                    .collect();
                if is_asked && patterns.is_empty() && links.is_empty() && self.errors.is_empty() {
                    self.error(
                        "patterns",
                        "nothing says what your block of help looks like",
                        "write `patterns`, `links` or both",
                    );
                }
                let review_by = options.review_by.as_ref().and_then(|text| {
                    let date = Date::parse(text);
                    if date.is_none() {
                        self.error(
                            "review-by",
                            format!("`{text}` is no day"),
                            "write it as 2026-12-31",
                        );
                    }
                    date
                });
                Detail::Help {
                    patterns,
                    links,
                    words: options.words,
                    review_by,
                }
            }
            Kind::Surface => Detail::Surface {
                keys: self.keys(&[]),
            },
            Kind::Trajectory => Detail::Trajectory {
                shape: match self.options.shape.as_deref() {
                    None | Some("no-late-spike") => Shape::NoLateSpike,
                    Some("ends-lower-than-peak") => Shape::EndsLowerThanPeak,
                    Some(word) => {
                        let known = ["no-late-spike", "ends-lower-than-peak"];
                        self.errors.push(unknown(
                            &["check", "rules", self.name, "shape"],
                            "shape",
                            word,
                            &known,
                        ));
                        Shape::NoLateSpike
                    }
                },
                factor: self.number("factor", options.factor, 2.0),
            },
            Kind::SomaticInvitation => Detail::Invitation {
                phrases: options
                    .phrases
                    .iter()
                    .flatten()
                    .map(|phrase| forms(phrase))
                    .filter(|phrase| !phrase.is_empty())
                    .collect(),
            },
            Kind::Budget => {
                let max_share = self.share("max-share", options.max_share);
                if is_asked
                    && max_share.is_none()
                    && options.max_documents.is_none()
                    && self.errors.is_empty()
                {
                    self.error(
                        "max-share",
                        "the budget has no limit",
                        "write `max-share`, `max-documents` or both",
                    );
                }
                Detail::Budget {
                    rule: options.rule.clone().unwrap_or_else(|| "density".to_owned()),
                    max_share,
                    max_documents: options.max_documents,
                    min_documents: options.min_documents.unwrap_or(10),
                }
            }
            Kind::Identifiers => {
                let known = identifiers::Kind::ALL.map(|kind| (kind.name(), kind));
                Detail::Identifiers(self.words("kinds", options.kinds.as_ref(), &known))
            }
        }
    }
}
