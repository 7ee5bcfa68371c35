//! `feltsense check`: rules, configuration, outputs, suppression, baseline, exit codes.

mod bad_input;
mod baseline;
mod channels;
mod config;
mod diff_from;
mod exits;
mod git;
mod long;
mod outputs;
mod properties;
mod repo;
mod rules;
mod sidecar;
mod since;
mod staged;
mod suppress;
mod tone;

use std::sync::OnceLock;

use feltsense::analysis::Pipeline;
use feltsense::check::options::ConfigFile;
use feltsense::check::{Date, Finding, Judge, Rule, Settings, Subject, Verdict, Whence};
use feltsense::identifiers::{DenyList, Finder};
use feltsense::matching::Engine;
use feltsense::read::{Format, Options, read_text};

use crate::support;

/// Words without a hit.
pub(crate) const PLAIN: &str = "The train left at nine and the rain went on over the fields. ";

pub(crate) fn pipeline() -> &'static Pipeline {
    static PIPELINE: OnceLock<Pipeline> = OnceLock::new();
    PIPELINE.get_or_init(|| support::pipeline(Engine::default(), 0))
}

/// Settings in which only the rules of `config` are on.
pub(crate) fn only(config: &str) -> Settings {
    let file: ConfigFile = feltsense::config::load(config).expect("a configuration");
    let mut settings = Settings::resolve(&file.check, &pipeline().units).expect("right values");
    for rule in &mut settings.rules {
        let is_named = file.check.rules.contains_key(&rule.name);
        if !is_named && rule.kind.name() != "suppression" {
            rule.levels = [None; 3];
        }
    }
    settings
}

/// One text through the rules of a configuration.
pub(crate) fn judge_as(config: &str, text: &str, format: Format) -> Verdict {
    let settings = only(config);
    let document = read_text(text.to_owned(), format, &Options::default()).expect("a text");
    let finder = Finder::new(DenyList::parse("Morwenna\n"));
    let judge = Judge {
        pipeline: pipeline(),
        finder: &finder,
        today: Date::parse("2026-06-01"),
    };
    let whence = Whence::File("a.md".to_owned());
    let subject = Subject {
        label: "a.md",
        whence: &whence,
        format,
        document: &document,
        original: text,
    };
    let chosen: Vec<&Rule> = settings.rules.iter().collect();
    judge.judge(subject, &settings, &chosen)
}

/// The open findings of a Markdown text.
pub(crate) fn findings(config: &str, text: &str) -> Vec<Finding> {
    let verdict = judge_as(config, text, Format::Markdown);
    verdict
        .findings
        .into_iter()
        .filter(Finding::is_open)
        .collect()
}

/// What each finding points at.
pub(crate) fn pointed(config: &str, text: &str) -> Vec<String> {
    findings(config, text)
        .iter()
        .map(|finding| match finding.place {
            Some(place) => text[place.start.byte as usize..place.end.byte as usize].to_owned(),
            None => String::new(),
        })
        .collect()
}
