//! What the command line and the configuration say about reading, put together.

use std::path::Path;

use anyhow::{Context, anyhow, bail};

use super::args::{TranscriptArg, TranscriptArgs};
use crate::config;
use crate::lexicon::sha256_hex;
use crate::read::Options;
use crate::text::turns::Find;
use crate::walk;

/// Options for the readers, and what the manifest says of them.
pub(super) struct Wishes {
    pub(super) options: Options,
    /// The configuration without names; `null` without one.
    pub(super) config: serde_json::Value,
}

/// Largest configuration.
const MOST_BYTES: u64 = 1 << 20;

/// Reads the configuration, and lays the command line over it.
pub(super) fn wishes(args: &TranscriptArgs) -> anyhow::Result<Wishes> {
    let (mut options, config) = match &args.config {
        None => (Options::default(), serde_json::Value::Null),
        Some(path) => configuration(path)?,
    };
    let transcript = &mut options.transcript;
    match args.transcript {
        _ if args.no_transcript => transcript.find = Find::Never,
        None => {}
        Some(TranscriptArg::Auto) => transcript.find = Find::Auto,
        Some(TranscriptArg::Always) => transcript.find = Find::Always,
        Some(TranscriptArg::Never) => transcript.find = Find::Never,
    }
    let named = |labels: &[String]| -> Vec<String> {
        let labels = labels.iter().map(|label| label.trim().to_owned());
        labels.filter(|label| !label.is_empty()).collect()
    };
    let (speakers, others) = (named(&args.speakers), named(&args.not_speakers));
    if let Some(both) = speakers.iter().find(|label| others.contains(label)) {
        bail!("`{both}` is in --speakers and in --not-speakers; leave it out of one of them");
    }
    // The command line goes before the file.
    transcript
        .not_labels
        .retain(|label| !speakers.contains(label));
    transcript.labels.retain(|label| !others.contains(label));
    transcript.labels.extend(speakers);
    transcript.not_labels.extend(others);
    for (label, role) in &args.role {
        transcript.set_role(label, role);
    }
    Ok(Wishes { options, config })
}

fn configuration(path: &Path) -> anyhow::Result<(Options, serde_json::Value)> {
    let shown = path.display();
    let told = |error: &std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => anyhow!("{shown}: there is no such file"),
        _ => anyhow!("{shown}: {}", walk::words_of(error)),
    };
    let metadata = std::fs::metadata(path).map_err(|error| told(&error));
    let metadata = metadata.context("reading the configuration")?;
    if !metadata.is_file() {
        bail!("reading the configuration: {shown} is no file; name a TOML file");
    }
    if metadata.len() > MOST_BYTES {
        bail!("reading the configuration: {shown} has more than a MiB; name a TOML file");
    }
    let bytes = std::fs::read(path).map_err(|error| told(&error));
    let bytes = bytes.context("reading the configuration")?;
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        anyhow!(
            "{shown}: byte {} is not UTF-8; save it as UTF-8",
            error.valid_up_to() + 1
        )
    })?;
    let options = config::load(text).map_err(|error| anyhow!("{shown}:{error}"))?;
    let table: toml::Table = config::load(text).map_err(|error| anyhow!("{shown}:{error}"))?;
    let record = serde_json::json!({
        "sha256": sha256_hex(&bytes),
        "settings": without_names(&table),
    });
    Ok((options, record))
}

/// The settings as the manifest keeps them. Labels, tiers, sheets and patterns may be names, and
/// other texts paths: outside of limits, PDF and HTML lists are counted, and texts left out unless
/// they are one word of a setting.
fn without_names(table: &toml::Table) -> serde_json::Value {
    let sections = table.iter().map(|(section, value)| {
        let secret = !matches!(section.as_str(), "limits" | "pdf" | "html");
        (section.clone(), scrub(value, secret))
    });
    serde_json::Value::Object(sections.collect())
}

fn scrub(value: &toml::Value, secret: bool) -> serde_json::Value {
    match value {
        toml::Value::Array(list) if secret => serde_json::json!(list.len()),
        toml::Value::Array(list) => list.iter().map(|item| scrub(item, false)).collect(),
        toml::Value::Table(table) => {
            let pairs = table
                .iter()
                .map(|(key, value)| (key.clone(), scrub(value, secret)));
            serde_json::Value::Object(pairs.collect())
        }
        toml::Value::String(text) => {
            let is_word = text.chars().all(|c| c.is_ascii_lowercase() || c == '-');
            let is_path = text.starts_with(['/', '~', '\\']) || text.contains(":\\");
            if is_path || (secret && !is_word) {
                serde_json::json!("set")
            } else {
                serde_json::json!(text)
            }
        }
        toml::Value::Integer(number) => serde_json::json!(number),
        toml::Value::Float(number) => serde_json::json!(number),
        toml::Value::Boolean(flag) => serde_json::json!(flag),
        toml::Value::Datetime(time) => serde_json::json!(time.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_of_a_configuration_holds_no_names() {
        let table: toml::Table = toml::from_str(
            "[transcript]\nfind = 'always'\nlabels = ['Zorb']\nroles.client = ['Zorb']\n[asides.events]\nadd = ['meow']\n[html]\nfile = '/home/zorb/x'\n[identifiers]\nname = 'Zorb'\n",
        )
        .expect("it is right");
        let record = without_names(&table);
        assert!(
            !record.to_string().to_lowercase().contains("zorb"),
            "{record}"
        );
        assert_eq!(record["transcript"]["labels"], 1);
        assert_eq!(record["transcript"]["find"], "always");
        assert_eq!(record["asides"]["events"]["add"], 1);
    }
}
