//! Options as typed → rules that are ready to judge, with every default filled in.

mod detail;
mod reader;

use reader::{Reader, unknown};

use super::finding::Level;
use super::kind::{KINDS, Kind};
use super::options::{CheckOptions, RuleOptions};
use super::settings::{Detail, Filter, Profile, Rule, Settings, SettingsError};
use super::snippet::Snippets;
use crate::matching::{Flags, Reference};
use crate::measure::Units;
use crate::near;

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
    // What silences belongs to no rule of its own: of two, one would never be used.
    if kind == Kind::Suppression && Kind::parse(name).is_none() {
        reader.error(
            "kind",
            "one rule is about what silences: `suppression`".to_owned(),
            "set its level under [check.rules.suppression]",
        );
        return Err(reader.errors);
    }
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
