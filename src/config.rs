//! Configuration files: TOML → options, with mistakes that name their place and the nearest key.
//!
//! Any option struct that serde can read is loaded; nothing here knows what the sections mean.

use serde::de::DeserializeOwned;

use crate::near;

/// A mistake in a configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {what}; {help}")]
pub struct ConfigError {
    /// Line from 1.
    pub line: usize,
    /// Column in characters from 1.
    pub column: usize,
    /// What is wrong, without full stop.
    pub what: String,
    /// How to mend it, without full stop.
    pub help: String,
}

/// Reads a configuration. An empty text gives the defaults of a struct whose fields have them.
///
/// # Errors
/// The first mistake: of the syntax of TOML, an unknown key, a value of another kind, or one that the
/// section refuses.
pub fn load<T: DeserializeOwned>(text: &str) -> Result<T, ConfigError> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start.min(text.len()));
        let before = text.get(..start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let (what, help) = explain(error.message());
        ConfigError {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            what,
            help,
        }
    })
}

/// What serde says, in our words; the nearest key for an unknown one.
fn explain(message: &str) -> (String, String) {
    let first = message.lines().next().unwrap_or_default().trim();
    let unknown = ["unknown field `", "unknown variant `"]
        .into_iter()
        .find_map(|start| first.strip_prefix(start));
    if let Some(rest) = unknown {
        let mut quoted = rest.split('`');
        let name = quoted.next().unwrap_or_default();
        // Behind the name, every second piece between backticks is a known one.
        let known: Vec<&str> = quoted.skip(1).step_by(2).collect();
        let kind = if first.starts_with("unknown field") {
            "key"
        } else {
            "value"
        };
        let most = name.chars().count() / 3 + 1;
        let help = match near::nearest(name, known.iter().copied(), |_| most) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => "nothing can be set here".to_owned(),
            None => format!("write one of {}", known.join(", ")),
        };
        return (format!("there is no {kind} `{name}`"), help);
    }
    let what = first.trim_end_matches('.');
    (
        what.to_owned(),
        "docs/configuration.md has every key".to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
    struct Options {
        transcript: Section,
    }

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
    struct Section {
        labels: Vec<String>,
        not_labels: Vec<String>,
    }

    fn error(text: &str) -> String {
        load::<Options>(text).expect_err("it is wrong").to_string()
    }

    #[test]
    fn nothing_gives_the_defaults() {
        assert_eq!(load("\u{FEFF}"), Ok(Options::default()));
        assert_eq!(load("# nothing\n"), Ok(Options::default()));
    }

    #[test]
    fn mistakes_have_a_place_and_a_way_out() {
        assert_eq!(
            error("[transcript]\n  lables = []\n"),
            "2:3: there is no key `lables`; did you mean `labels`?"
        );
        assert_eq!(
            error("[transcript]\nfoo = 1\n"),
            "2:1: there is no key `foo`; write one of labels, not-labels"
        );
        assert!(error("[transcript]\nlabels = 3\n").starts_with("2:10: invalid type"));
        assert!(error("[transcript\n").starts_with("1:"));
    }
}
