//! The keys of one rule, read one by one.

use regex::{Regex, RegexBuilder};

use super::plain_key;
use crate::check::finding::Level;
use crate::check::kind::{COMMON_KEYS, Kind};
use crate::check::options::RuleOptions;
use crate::check::settings::{Profile, Scope, SettingsError};
use crate::course::Pick;
use crate::measure::Units;
use crate::near;

/// Largest compiled regular expression, in bytes.
const REGEX_BYTES: usize = 1 << 20;

/// Reads the keys of one rule, and keeps what cannot be used.
pub(super) struct Reader<'a> {
    pub(super) name: &'a str,
    pub(super) options: &'a RuleOptions,
    pub(super) errors: Vec<SettingsError>,
}

impl Reader<'_> {
    pub(super) fn error(&mut self, key: &str, what: impl Into<String>, help: impl Into<String>) {
        self.errors.push(SettingsError {
            key: ["check", "rules", self.name, key]
                .map(str::to_owned)
                .to_vec(),
            what: what.into(),
            help: help.into(),
        });
    }

    /// A key that does nothing would be believed to do something.
    pub(super) fn unfit_keys(&mut self, kind: Kind) {
        let Ok(serde_json::Value::Object(set)) = serde_json::to_value(self.options) else {
            return;
        };
        let known = kind.info().keys;
        for key in set.keys() {
            if !known.contains(&key.as_str()) && !COMMON_KEYS.contains(&key.as_str()) {
                let all: Vec<&str> = known.iter().chain(&COMMON_KEYS).copied().collect();
                let what = format!("a rule of the kind `{}` does not take `{key}`", kind.name());
                self.error(key, what, format!("write one of {}", all.join(", ")));
            }
        }
    }

    pub(super) fn levels(&mut self, kind: Kind, is_typed: bool) -> [Option<Level>; 3] {
        let known = ["off", "note", "warning", "error"];
        let mut levels = match self.options.level.as_deref() {
            Some("off") => [None; 3],
            Some(word) => {
                if let Some(level) = Level::parse(word) {
                    [Some(level); 3]
                } else {
                    self.errors.push(unknown(
                        &["check", "rules", self.name, "level"],
                        "level",
                        word,
                        &known,
                    ));
                    [None; 3]
                }
            }
            None => {
                let own = kind.info().levels;
                // A section for a rule that is off for pages means that it is wanted.
                let is_off = own[Profile::Publisher as usize].is_none();
                let asked = is_typed && (is_off || Kind::parse(self.name).is_none());
                if asked {
                    [Some(Level::Warning); 3]
                } else {
                    own
                }
            }
        };
        let all = Profile::ALL.map(|profile| (profile.name(), profile));
        let profiles = self.words("profiles", self.options.profiles.as_ref(), &all);
        if self.options.profiles.is_some() {
            for profile in Profile::ALL {
                if !profiles.contains(&profile) {
                    levels[profile as usize] = None;
                }
            }
        }
        levels
    }

    pub(super) fn pick(
        &mut self,
        key: &str,
        typed: Option<&String>,
        default: &[&str],
        units: &Units,
    ) -> (Pick, String) {
        let Some(typed) = typed else {
            let known: Vec<&str> = default
                .iter()
                .copied()
                .filter(|name| units.find(name).is_some())
                .collect();
            return (Pick::known(default, units), known.join("+"));
        };
        match Pick::parse(typed, units) {
            Ok(pick) => (pick, typed.clone()),
            Err(error) => {
                let names: Vec<&str> = units.iter().map(|(_, unit)| unit.name.as_str()).collect();
                let most = error.name.chars().count() / 3 + 1;
                let help = match near::nearest(&error.name, names.into_iter(), |_| most) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "`feltsense lexicon list` has every category".to_owned(),
                };
                self.error(key, error.to_string(), help);
                (Pick::default(), String::new())
            }
        }
    }

    /// A list of words with a meaning.
    pub(super) fn words<T: Copy>(
        &mut self,
        key: &str,
        typed: Option<&Vec<String>>,
        known: &[(&str, T)],
    ) -> Vec<T> {
        let mut found = Vec::new();
        for word in typed.into_iter().flatten() {
            if let Some((_, value)) = known.iter().find(|(name, _)| name == word) {
                found.push(*value);
            } else {
                let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
                self.errors.push(unknown(
                    &["check", "rules", self.name, key],
                    "value",
                    word,
                    &names,
                ));
            }
        }
        found
    }

    /// A number that is not below 0.
    pub(super) fn number(&mut self, key: &str, typed: Option<f64>, default: f64) -> f64 {
        match typed {
            Some(number) if !(number.is_finite() && number >= 0.0) => {
                self.error(
                    key,
                    format!("`{number}` is no limit"),
                    "write a number from 0 on",
                );
                default
            }
            Some(number) => number,
            None => default,
        }
    }

    pub(super) fn share(&mut self, key: &str, typed: Option<f64>) -> Option<f64> {
        let number = typed?;
        if number.is_finite() && (0.0..=1.0).contains(&number) {
            return Some(number);
        }
        self.error(
            key,
            format!("`{number}` is no share"),
            "write a number from 0 to 1",
        );
        None
    }

    pub(super) fn scope(&mut self, known: &[&str], default: Scope) -> Scope {
        let window = self.options.window.unwrap_or(10);
        if !(2..=10_000).contains(&window) {
            self.error(
                "window",
                format!("`{window}` sentences are no window"),
                "write a number from 2 to 10000",
            );
        }
        let window = Scope::Window(window as u32);
        match self.options.scope.as_deref() {
            None if self.options.window.is_some() => window,
            None => default,
            Some(word) if !known.contains(&word) => {
                self.errors.push(unknown(
                    &["check", "rules", self.name, "scope"],
                    "scope",
                    word,
                    known,
                ));
                default
            }
            Some("section") => Scope::Section,
            Some("window") => window,
            Some("turn") => Scope::Turn,
            Some(_) => Scope::Document,
        }
    }

    pub(super) fn patterns(&mut self, default: &[&str]) -> Vec<Regex> {
        let own: Vec<String> = match &self.options.patterns {
            Some(typed) => typed.clone(),
            None => default.iter().map(|&pattern| pattern.to_owned()).collect(),
        };
        let mut found = Vec::new();
        for pattern in own {
            match RegexBuilder::new(&pattern).size_limit(REGEX_BYTES).build() {
                Ok(regex) if regex.is_match("") => {
                    self.error(
                        "patterns",
                        format!("`{pattern}` matches nothing at all"),
                        "write a pattern that needs a word",
                    );
                }
                Ok(regex) => found.push(regex),
                Err(error) => {
                    let lines = error.to_string();
                    let last = lines.lines().last().unwrap_or_default().trim().to_owned();
                    self.error(
                        "patterns",
                        format!("`{pattern}` is no regular expression: {last}"),
                        "look at the syntax of the Rust crate regex",
                    );
                }
            }
        }
        found
    }

    pub(super) fn keys(&self, default: &[&str]) -> Vec<String> {
        match &self.options.keys {
            Some(typed) => typed.iter().map(|key| plain_key(key)).collect(),
            None => default.iter().map(|&key| key.to_owned()).collect(),
        }
    }
}

/// A word that is none of those that are known.
pub(super) fn unknown(key: &[&str], what: &str, word: &str, known: &[&str]) -> SettingsError {
    let most = word.chars().count() / 3 + 1;
    let help = match near::nearest(word, known.iter().copied(), |_| most) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("write one of {}", known.join(", ")),
    };
    SettingsError {
        key: key.iter().map(|&part| part.to_owned()).collect(),
        what: format!("there is no {what} `{word}`"),
        help,
    }
}
