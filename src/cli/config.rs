//! `feltsense config`: settings in force, and the schema.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::bail;

use super::args::ConfigCommand;
use super::check::settings_of;
use super::settings_file::{self, Chain};
use super::{ExitStatus, print};
use crate::check::{Profile, Rule, schema, show};
use crate::lexicon::builtin;
use crate::measure::Units;
use crate::report::table::visible_lines;

/// Runs a command of `config`.
pub(super) fn run(command: &ConfigCommand) -> anyhow::Result<ExitStatus> {
    match command {
        ConfigCommand::Schema => {
            let schema = serde_json::to_string_pretty(&schema::schema())?;
            print(&format!("{schema}\n"))?;
        }
        ConfigCommand::Show { path, config } => {
            let chain = match config {
                Some(file) => Some(settings_file::named(file)?),
                None => settings_file::nearest(folder_of(path)?)?,
            };
            print(&visible_lines(&shown(chain.as_ref())?))?;
        }
    }
    Ok(ExitStatus::Done)
}

/// The folder whose files are in force.
fn folder_of(path: &Path) -> anyhow::Result<&Path> {
    if path.is_dir() {
        return Ok(path);
    }
    if !path.exists() {
        bail!("{}: there is no such file or folder", path.display());
    }
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    Ok(parent.unwrap_or(Path::new(".")))
}

fn shown(chain: Option<&Chain>) -> anyhow::Result<String> {
    let lexicons: Vec<_> = builtin::all()
        .into_iter()
        .map(std::sync::Arc::new)
        .collect();
    let settings = settings_of(chain, None, &Units::new(&lexicons))?;
    let mut out = String::new();
    match chain {
        None => out.push_str("# no feltsense.toml is in force: these are the defaults\n"),
        Some(chain) => {
            let files: Vec<&str> = chain
                .layers
                .iter()
                .map(|layer| layer.shown.as_str())
                .collect();
            let _ = writeln!(out, "# in force, highest first: {}", files.join(", "));
        }
    }
    let origin = |key: &[&str]| {
        let chain = chain.filter(|chain| chain.origin(key).is_some());
        chain
            .and_then(|chain| chain.place(key))
            .unwrap_or_else(|| "default".to_owned())
    };
    let line = |out: &mut String, path: &[&str], key: &str, value: &str| {
        let whole: Vec<&str> = path.iter().copied().chain([key]).collect();
        let text = format!("{key} = {value}");
        let _ = writeln!(out, "{text:44} # {}", origin(&whole));
    };
    out.push_str("\n[check]\n");
    for (key, value) in settings.shown() {
        line(&mut out, &["check"], key, &value);
    }
    let empty = toml::Table::new();
    let merged = chain.map_or(&empty, |chain| &chain.merged);
    let check = merged.get("check").and_then(toml::Value::as_table);
    for key in ["exclude", "baseline"] {
        if let Some(value) = check.and_then(|check| check.get(key)) {
            line(&mut out, &["check"], key, &show::value(value));
        }
    }
    for rule in &settings.rules {
        let path = ["check", "rules", rule.name.as_str()];
        let _ = writeln!(out, "\n[check.rules.{}]", toml_key(&rule.name));
        let (level, profiles) = level(rule);
        line(&mut out, &path, "level", &format!("\"{level}\""));
        if let Some((profiles, lower)) = profiles {
            line(&mut out, &path, "profiles", &profiles);
            out.truncate(out.trim_end().len());
            let _ = writeln!(out, "{lower}");
        }
        for (key, value) in rule.shown() {
            line(&mut out, &path, key, &value);
        }
        let typed = check.and_then(|check| check.get("rules")?.get(&rule.name));
        for key in ["paths", "exclude"] {
            if let Some(value) = typed.and_then(|typed| typed.get(key)) {
                line(&mut out, &path, key, &show::value(value));
            }
        }
    }
    for (section, value) in merged {
        if let toml::Value::Table(table) = value
            && section != "check"
        {
            tables(&mut out, &mut vec![section.as_str()], table, &line);
        }
    }
    Ok(out)
}

/// Writes a key with its origin: the table, the key, the value.
type Line<'a> = dyn Fn(&mut String, &[&str], &str, &str) + 'a;

/// Sections about reading, as far as files set them.
fn tables<'t>(out: &mut String, path: &mut Vec<&'t str>, table: &'t toml::Table, line: &Line<'_>) {
    let _ = writeln!(out, "\n[{}]", path.join("."));
    for (key, value) in table.iter().filter(|(_, value)| !value.is_table()) {
        line(out, path, key, &show::value(value));
    }
    for (key, value) in table {
        if let toml::Value::Table(inner) = value {
            path.push(key);
            tables(out, path, inner, line);
            path.pop();
        }
    }
}

/// The highest level of a rule, and its profiles if not all have it, with those that have another.
fn level(rule: &Rule) -> (&'static str, Option<(String, String)>) {
    let on = rule.on();
    let Some(level) = on.iter().map(|(_, level)| *level).max() else {
        return ("off", None);
    };
    let names: Vec<String> = on
        .iter()
        .map(|(profile, _)| show::text(profile.name()))
        .collect();
    let lower: Vec<String> = on
        .iter()
        .filter(|(_, own)| *own != level)
        .map(|(profile, own)| format!("; {} in {}", own.name(), profile.name()))
        .collect();
    let differs = on.len() < Profile::ALL.len() || !lower.is_empty();
    let list = differs.then(|| (format!("[{}]", names.join(", ")), lower.concat()));
    (level.name(), list)
}

fn toml_key(name: &str) -> String {
    let is_bare = !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if is_bare {
        name.to_owned()
    } else {
        show::text(name)
    }
}
