//! Options as typed → rules that are ready to judge, with every default filled in.

use regex::{Regex, RegexBuilder};

use super::date::Date;
use super::finding::Level;
use super::kind::{COMMON_KEYS, KINDS, Kind};
use super::options::{CheckOptions, RuleOptions};
use super::settings::{Detail, Filter, Profile, Rule, Scope, Settings, SettingsError, Shape};
use super::snippet::Snippets;
use crate::course::Pick;
use crate::identifiers;
use crate::matching::{Flags, Reference};
use crate::measure::Units;
use crate::near;

/// Largest compiled regular expression, in bytes.
const REGEX_BYTES: usize = 1 << 20;
/// Content notes in front matter.
const NOTE_KEYS: [&str; 4] = [
    "content-note",
    "content-notes",
    "content-warning",
    "trigger-warning",
];

impl Settings {
    /// Fills in the defaults.
    ///
    /// # Errors
    /// Every value that cannot be used.
    pub fn resolve(options: &CheckOptions, units: &Units) -> Result<Settings, Vec<SettingsError>> {
        let mut errors = Vec::new();
        let mut word = |key: &str, value: Option<&String>, known: &[&str]| {
            let value = value.map(String::as_str);
            if let Some(value) = value
                && !known.contains(&value)
            {
                errors.push(unknown(&["check", key], "value", value, known));
            }
            value.map(str::to_owned)
        };
        let profile = word(
            "profile",
            options.profile.as_ref(),
            &["auto", "publisher", "writer", "transcript"],
        );
        let fail_on = word(
            "fail-on",
            options.fail_on.as_ref(),
            &["note", "warning", "error", "never"],
        );
        let snippets = word(
            "snippets",
            options.snippets.as_ref(),
            &["auto", "full", "masked", "none"],
        );
        let mut rules = Vec::new();
        let named = KINDS.iter().map(|info| info.name);
        let more = options
            .rules
            .keys()
            .map(String::as_str)
            .filter(|name| Kind::parse(name).is_none());
        for name in named.chain(more) {
            let typed = options.rules.get(name);
            match rule(name, typed, units) {
                Ok(rule) => rules.extend(rule),
                Err(found) => errors.extend(found),
            }
        }
        for rule in &rules {
            if let Detail::Budget { rule: counted, .. } = &rule.detail
                && rule.levels.iter().any(Option::is_some)
                && !rules
                    .iter()
                    .any(|other| other.name == *counted && other.kind != Kind::Budget)
            {
                let names: Vec<&str> = rules.iter().map(|rule| rule.name.as_str()).collect();
                errors.push(unknown(
                    &["check", "rules", &rule.name, "rule"],
                    "rule",
                    counted,
                    &names,
                ));
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Settings {
            profile: Profile::ALL
                .into_iter()
                .find(|p| Some(p.name()) == profile.as_deref()),
            fail_on: match fail_on.as_deref() {
                None => Some(Level::Warning),
                Some(word) => Level::parse(word),
            },
            snippets: match snippets.as_deref() {
                Some("full") => Some(Snippets::Full),
                Some("masked") => Some(Snippets::Masked),
                Some("none") => Some(Snippets::None),
                _ => None,
            },
            require_reason: options.require_reason.unwrap_or(false),
            rules,
        })
    }
}

/// One rule; `None` if no lexicon in use has what it counts and nobody asked for it.
fn rule(
    name: &str,
    typed: Option<&RuleOptions>,
    units: &Units,
) -> Result<Option<Rule>, Vec<SettingsError>> {
    let empty = RuleOptions::default();
    let options = typed.unwrap_or(&empty);
    let mut reader = Reader {
        name,
        options,
        errors: Vec::new(),
    };
    let names: Vec<&str> = KINDS.iter().map(|info| info.name).collect();
    let kind = match (&options.kind, Kind::parse(name)) {
        (None, Some(kind)) => kind,
        (Some(word), own) => match Kind::parse(word) {
            Some(kind) if own.is_none_or(|own| own == kind) => kind,
            Some(_) => {
                reader.error(
                    "kind",
                    format!("a rule called `{name}` is of that kind"),
                    "give the rule another name",
                );
                return Err(reader.errors);
            }
            None => {
                return Err(vec![unknown(
                    &["check", "rules", name, "kind"],
                    "kind of rule",
                    word,
                    &names,
                )]);
            }
        },
        (None, None) => {
            let near = near::nearest(name, names.iter().copied(), |_| {
                name.chars().count() / 3 + 1
            });
            let help = near.map_or_else(
                || "name one with `kind`".to_owned(),
                |near| format!("did you mean `{near}`? A rule with a name of its own needs `kind`"),
            );
            return Err(vec![SettingsError {
                key: ["check", "rules", name].map(str::to_owned).to_vec(),
                what: format!("there is no kind of rule `{name}`"),
                help,
            }]);
        }
    };
    reader.unfit_keys(kind);
    let levels = reader.levels(kind, typed.is_some());
    let is_on = levels.iter().any(Option::is_some);
    let default = match kind {
        Kind::SomaticInvitation => &["somatic"][..],
        _ => &["shame"],
    };
    let (pick, category) = reader.pick("category", options.category.as_ref(), default, units);
    let (with, with_name) = reader.pick(
        "with",
        options.with.as_ref(),
        &["self_compassion", "relational"],
        units,
    );
    let filter = Filter {
        pick,
        name: category,
        whose: reader.words(
            "whose",
            options.whose.as_ref(),
            &Reference::ALL.map(|who| (who.name(), who)),
        ),
        skip: reader.words(
            "skip",
            options.skip.as_ref(),
            &Flags::ALL.map(|(flag, name)| (name, flag)),
        ),
        roles: options
            .roles
            .iter()
            .flatten()
            .map(|role| role.trim().to_lowercase())
            .collect(),
    };
    let (min_hits, min_words) = match kind {
        Kind::Density => (5, 100),
        Kind::Balance => (3, 100),
        Kind::Closing => (3, 150),
        Kind::Opening => (2, 0),
        Kind::ContentNote | Kind::HelpBlock => (5, 0),
        Kind::Trajectory => (5, 300),
        Kind::Speaker => (3, 100),
        _ => (1, 0),
    };
    let detail = reader.detail(kind, is_on && typed.is_some());
    if !reader.errors.is_empty() {
        return Err(reader.errors);
    }
    let counts_hits = kind.info().keys.contains(&"category");
    if counts_hits && filter.pick.is_empty() {
        return Ok(None);
    }
    Ok(Some(Rule {
        name: name.to_owned(),
        kind,
        levels,
        filter,
        with,
        with_name,
        min_hits: options.min_hits.unwrap_or(min_hits).max(1),
        min_words: options.min_words.unwrap_or(min_words),
        detail,
    }))
}

/// Reads the keys of one rule, and keeps what cannot be used.
struct Reader<'a> {
    name: &'a str,
    options: &'a RuleOptions,
    errors: Vec<SettingsError>,
}

impl Reader<'_> {
    fn error(&mut self, key: &str, what: impl Into<String>, help: impl Into<String>) {
        self.errors.push(SettingsError {
            key: ["check", "rules", self.name, key]
                .map(str::to_owned)
                .to_vec(),
            what: what.into(),
            help: help.into(),
        });
    }

    /// A key that does nothing would be believed to do something.
    fn unfit_keys(&mut self, kind: Kind) {
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

    fn levels(&mut self, kind: Kind, is_typed: bool) -> [Option<Level>; 3] {
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

    fn pick(
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
    fn words<T: Copy>(
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
    fn number(&mut self, key: &str, typed: Option<f64>, default: f64) -> f64 {
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

    fn share(&mut self, key: &str, typed: Option<f64>) -> Option<f64> {
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

    fn scope(&mut self, known: &[&str], default: Scope) -> Scope {
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

    fn patterns(&mut self, default: &[&str]) -> Vec<Regex> {
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

    fn keys(&self, default: &[&str]) -> Vec<String> {
        match &self.options.keys {
            Some(typed) => typed.iter().map(|key| plain_key(key)).collect(),
            None => default.iter().map(|&key| key.to_owned()).collect(),
        }
    }

    fn detail(&mut self, kind: Kind, is_asked: bool) -> Detail {
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

/// A key of front matter as it is compared: small letters, words joined by `-`.
pub(super) fn plain_key(key: &str) -> String {
    let words: Vec<String> = key
        .split(|c: char| c == '_' || c == '-' || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("-")
}

/// A phrase in compare forms.
pub(super) fn forms(phrase: &str) -> Vec<String> {
    let tokens = crate::text::Tokens::of_str(phrase);
    (0..tokens.len())
        .map(|at| tokens.form(at).to_owned())
        .collect()
}

fn unknown(key: &[&str], what: &str, word: &str, known: &[&str]) -> SettingsError {
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
