//! Files that are gone: what a budget counts among what was before.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;

use super::globs::Globs;
use super::groups::{key_of, path_of};
use super::past::Past;
use crate::check::{Judge, Kind, Rule, Settings, Subject, Verdict, Whence};
use crate::cli::args::RulesArgs;
use crate::cli::progress::Silent;
use crate::cli::settings_file;
use crate::scan::{self, Reading};
use crate::walk::{self, Input, Origin};

/// True if a rule looks at all documents together.
pub(super) fn has_budget(settings: &Settings) -> bool {
    let mut rules = settings.rules.iter();
    rules.any(|rule| rule.kind == Kind::Budget && rule.levels.iter().any(Option::is_some))
}

/// Files that are gone, and that would have had this configuration.
pub(super) fn gone_inputs(
    past: &Past,
    key: &[String],
    args: &RulesArgs,
) -> anyhow::Result<Vec<Input>> {
    let mut inputs = Vec::new();
    for gone in &past.gone {
        let name = Path::new(gone.path.file_name().unwrap_or_default());
        let Ok((format, packing)) = walk::format_of(name, false, args.input.format) else {
            continue;
        };
        let chain = match &args.input.config {
            Some(_) => None,
            None => settings_file::nearest(gone.path.parent().unwrap_or(&gone.path))
                .context("reading the configuration")?,
        };
        if args.input.config.is_some() || key_of(chain.as_ref()) == key {
            inputs.push(Input {
                label: Past::label(&gone.path),
                origin: Origin::Held(gone.path.clone(), Arc::clone(&gone.bytes)),
                format,
                named: false,
                packing,
                bytes: gone.bytes.len() as u64,
            });
        }
    }
    Ok(inputs)
}

/// What was found in files that are gone: a budget counts them among what was before.
pub(super) fn judge_gone(
    inputs: Vec<Input>,
    settings: &Settings,
    globs: &Globs,
    reading: &Reading,
    judge: &Judge<'_>,
) -> Vec<Verdict> {
    if !has_budget(settings) {
        return Vec::new();
    }
    let inputs: Vec<Input> = inputs
        .into_iter()
        .filter(|input| !globs.is_excluded(input))
        .collect();
    let paths: BTreeMap<String, Option<PathBuf>> = inputs
        .iter()
        .map(|input| (input.label.clone(), path_of(input)))
        .collect();
    let (verdicts, _) = scan::map_documents(inputs, reading, &Silent, &|read| {
        let path = paths
            .get(file_of(&paths, read.label))
            .and_then(Option::as_deref);
        let rules = settings.rules.iter().filter(|rule| globs.takes(rule, path));
        let chosen: Vec<&Rule> = rules.collect();
        let subject = Subject {
            label: read.label,
            whence: &Whence::Extracted(read.label.to_owned()),
            format: read.format,
            document: read.document,
            original: read.original,
        };
        judge.judge(subject, settings, &chosen)
    });
    verdicts
}

/// The input that a document came from: its own label, or what stands before a row or a member.
pub(super) fn file_of<'a>(files: &BTreeMap<String, Option<PathBuf>>, label: &'a str) -> &'a str {
    let mut at = label;
    loop {
        if files.contains_key(at) {
            return at;
        }
        match at.rfind(['/', '#']) {
            Some(end) => at = &at[..end],
            None => return label,
        }
    }
}
