//! The rules of `check`, and those of a configuration.

use super::{Glossary, Kind};
use crate::check::options::CheckOptions;
use crate::check::{KINDS, Profile, Rule, SLIPS, Settings, kind};
use crate::measure::Units;

const SOURCE: &str = "docs/check.md";

impl Glossary {
    /// Every kind of rule.
    pub(super) fn rules(&mut self, units: &Units) {
        let settings = Settings::resolve(&CheckOptions::default(), units);
        let rules = settings.map_or_else(|_| Vec::new(), |settings| settings.rules);
        for info in &KINDS {
            let on = Profile::ALL
                .into_iter()
                .filter_map(|profile| Some((profile, info.kind.level_in(profile)?)));
            let on: Vec<String> = on
                .map(|(profile, level)| format!("{} in {}", level.name(), profile.name()))
                .collect();
            let on = if on.is_empty() {
                "off, until feltsense.toml has a section for it".to_owned()
            } else {
                on.join(", ")
            };
            let keys: Vec<&str> = kind::COMMON_KEYS.iter().chain(info.keys).copied().collect();
            // A lexicon of one's own may have nothing for it to count: then it never looks.
            let rule = rules.iter().find(|rule| rule.name == info.name);
            let values = rule.map_or_else(
                || "none: no lexicon in use has what it counts".to_owned(),
                values,
            );
            let facts = vec![
                ("looks for", info.title.to_owned()),
                ("why", info.why.to_owned()),
                ("on", on),
                ("keys", keys.join(", ")),
                ("as it is", values),
                ("silence", silence(info.name, info.kind)),
                ("cautions", "About words in a text, never about a person; a text without findings is not thereby good for everyone.".to_owned()),
                ("source", SOURCE.to_owned()),
            ];
            self.add(info.name, Kind::Rule, "findings", facts);
        }
        let rule = kind::Kind::Suppression.name();
        for info in &SLIPS {
            let facts = vec![
                ("what it is", info.title.to_owned()),
                ("how to mend it", info.mend.to_owned()),
                ("rule", rule.to_owned()),
                ("source", SOURCE.to_owned()),
            ];
            self.add(
                &format!("{rule}/{}", info.name),
                Kind::Slip,
                "findings",
                facts,
            );
        }
    }

    /// The rules of a configuration that have names of their own.
    pub fn add_rules(&mut self, settings: &Settings) {
        let own = settings
            .rules
            .iter()
            .filter(|rule| kind::Kind::parse(&rule.name).is_none());
        for rule in own {
            let info = rule.kind.info();
            let on: Vec<String> = rule
                .on()
                .into_iter()
                .map(|(profile, level)| format!("{} in {}", level.name(), profile.name()))
                .collect();
            let on = if on.is_empty() {
                "off".to_owned()
            } else {
                on.join(", ")
            };
            let facts = vec![
                ("kind", info.name.to_owned()),
                ("looks for", info.title.to_owned()),
                ("why", info.why.to_owned()),
                ("on", on),
                ("as it is", values(rule)),
                ("silence", silence(&rule.name, rule.kind)),
                ("source", "feltsense.toml".to_owned()),
            ];
            self.add(&rule.name, Kind::Rule, "your configuration", facts);
        }
    }
}

/// `max = 2.5, scope = "document"`.
fn values(rule: &Rule) -> String {
    let shown = rule.shown();
    let values: Vec<String> = shown
        .iter()
        .map(|(key, value)| format!("{key} = {value}"))
        .collect();
    values.join(", ")
}

/// A comment that silences it; nothing for findings that stand in no text, or are about comments.
fn silence(name: &str, kind: kind::Kind) -> String {
    match kind {
        kind::Kind::Budget | kind::Kind::Suppression => String::new(),
        _ => format!("<!-- feltsense-ignore-line {name} reason=\"\u{2026}\" -->"),
    }
}
