//! Settings in force, key by key, for people.

use super::finding::Level;
use super::settings::{Detail, Profile, Rule, Scope, Settings, Shape};
use super::snippet::Snippets;

/// A key and its value as TOML writes it.
pub type Shown = (&'static str, String);

/// A text as a basic string of TOML, whose escapes are those of JSON.
pub fn text(value: &str) -> String {
    serde_json::Value::from(value).to_string()
}

/// A value of a file as TOML writes it; tables inside of lists are none of ours.
pub fn value(value: &toml::Value) -> String {
    match value {
        toml::Value::Datetime(time) => time.to_string(),
        _ => serde_json::to_string(value).unwrap_or_default(),
    }
}

fn list<S: AsRef<str>>(values: impl IntoIterator<Item = S>) -> String {
    let values: Vec<String> = values
        .into_iter()
        .map(|value| text(value.as_ref()))
        .collect();
    format!("[{}]", values.join(", "))
}

impl Settings {
    /// The keys of `[check]` itself.
    pub fn shown(&self) -> Vec<Shown> {
        let snippets = match self.snippets {
            None => "auto",
            Some(Snippets::Full) => "full",
            Some(Snippets::Masked) => "masked",
            Some(Snippets::None) => "none",
        };
        vec![
            ("profile", text(self.profile.map_or("auto", Profile::name))),
            ("fail-on", text(self.fail_on.map_or("never", Level::name))),
            ("snippets", text(snippets)),
            ("require-reason", self.require_reason.to_string()),
        ]
    }
}

impl Rule {
    /// The profiles in which it is on, with its level there; empty if it is off.
    pub fn on(&self) -> Vec<(Profile, Level)> {
        let levels = Profile::ALL
            .into_iter()
            .map(|profile| (profile, self.level_in(profile)));
        levels
            .filter_map(|(profile, level)| Some((profile, level?)))
            .collect()
    }

    /// Its keys, but for its level and globs.
    pub fn shown(&self) -> Vec<Shown> {
        let mut keys: Vec<Shown> = Vec::new();
        let takes = |key: &str| self.kind.info().keys.contains(&key);
        if self.name != self.kind.name() {
            keys.push(("kind", text(self.kind.name())));
        }
        if takes("category") {
            keys.push(("category", text(&self.filter.name)));
        }
        if takes("with") {
            keys.push(("with", text(&self.with_name)));
        }
        if !self.filter.whose.is_empty() {
            keys.push((
                "whose",
                list(self.filter.whose.iter().map(|who| who.name())),
            ));
        }
        if !self.filter.skip.is_empty() {
            keys.push((
                "skip",
                list(self.filter.skip.iter().map(|flag| flag.names())),
            ));
        }
        if !self.filter.roles.is_empty() {
            keys.push(("roles", list(&self.filter.roles)));
        }
        if takes("min-hits") {
            keys.push(("min-hits", self.min_hits.to_string()));
            keys.push(("min-words", self.min_words.to_string()));
        }
        self.add_detail(&mut keys);
        keys
    }

    fn add_detail(&self, keys: &mut Vec<Shown>) {
        let scope = |keys: &mut Vec<Shown>, scope: &Scope| {
            let name = match scope {
                Scope::Document => "document",
                Scope::Section => "section",
                Scope::Turn => "turn",
                Scope::Window(_) => "window",
            };
            keys.push(("scope", text(name)));
            if let Scope::Window(sentences) = scope {
                keys.push(("window", sentences.to_string()));
            }
        };
        match &self.detail {
            Detail::Plain => {}
            Detail::Rate { max, scope: part } => {
                keys.push(("max", max.to_string()));
                scope(keys, part);
            }
            Detail::Balance {
                at_least,
                ratio,
                scope: part,
            } => {
                keys.push(("at-least", at_least.to_string()));
                keys.extend(ratio.map(|ratio| ("ratio", ratio.to_string())));
                scope(keys, part);
            }
            Detail::Closing {
                at_least,
                share,
                section,
            } => {
                keys.push(("at-least", at_least.to_string()));
                keys.push(("share", share.to_string()));
                scope(
                    keys,
                    if *section {
                        &Scope::Section
                    } else {
                        &Scope::Document
                    },
                );
            }
            Detail::Run { max, gap } => {
                keys.push(("max", max.to_string()));
                keys.push(("gap", gap.to_string()));
            }
            Detail::Opening { words, keys: names } => {
                keys.push(("words", words.to_string()));
                keys.push(("keys", list(names)));
            }
            Detail::Note {
                max,
                keys: names,
                patterns,
                words,
                topic,
                unneeded,
            } => {
                keys.extend(max.map(|max| ("max", max.to_string())));
                keys.push(("keys", list(names)));
                keys.push(("patterns", list(patterns.iter().map(regex::Regex::as_str))));
                keys.push(("words", words.to_string()));
                keys.push(("topic", list(topic)));
                keys.push(("unneeded", unneeded.to_string()));
            }
            Detail::Help {
                patterns,
                links,
                words,
                review_by,
            } => {
                keys.push(("patterns", list(patterns.iter().map(regex::Regex::as_str))));
                keys.push(("links", list(links)));
                keys.extend(words.map(|words| ("words", words.to_string())));
                keys.extend(review_by.map(|day| ("review-by", text(&day.to_string()))));
            }
            Detail::Surface { keys: names } => keys.push(("keys", list(names))),
            Detail::Trajectory { shape, factor } => {
                let name = match shape {
                    Shape::NoLateSpike => "no-late-spike",
                    Shape::EndsLowerThanPeak => "ends-lower-than-peak",
                };
                keys.push(("shape", text(name)));
                keys.push(("factor", factor.to_string()));
            }
            Detail::Invitation { phrases } => {
                keys.push((
                    "phrases",
                    list(phrases.iter().map(|phrase| phrase.join(" "))),
                ));
            }
            Detail::Budget {
                rule,
                max_share,
                max_documents,
                min_documents,
            } => {
                keys.push(("rule", text(rule)));
                keys.extend(max_share.map(|share| ("max-share", share.to_string())));
                keys.extend(max_documents.map(|count| ("max-documents", count.to_string())));
                keys.push(("min-documents", min_documents.to_string()));
            }
            Detail::Identifiers(kinds) => {
                keys.push(("kinds", list(kinds.iter().map(|kind| kind.name()))));
            }
        }
    }
}
