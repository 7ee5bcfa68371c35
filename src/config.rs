//! Configuration files: TOML → options, with mistakes that name their place and the nearest key.
//!
//! Any option struct that serde can read is loaded; nothing here knows what the sections mean.

use serde::de::DeserializeOwned;

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
        let help = match nearest(name, &known) {
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

/// The known name that differs least, if it differs little.
fn nearest<'n>(name: &str, known: &[&'n str]) -> Option<&'n str> {
    let most = name.chars().count() / 3 + 1;
    known
        .iter()
        .map(|candidate| (distance(name, candidate), *candidate))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Edit distance: insertions, deletions, replacements. Names are short.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, c) in a.chars().take(100).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, d) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(c != *d);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
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
