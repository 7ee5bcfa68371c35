//! `tests/conformance/*.toml`: what a match is, case by case, for every engine.
//!
//! A case names a text and all hits of all four lexicons in it, of every status. Fields of a hit
//! that are left out are not compared.

use std::path::PathBuf;

use feltsense::matching::Engine;
use serde::Deserialize;

use crate::support;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    rule: String,
    text: String,
    hits: Vec<ExpectedHit>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct ExpectedHit {
    category: String,
    text: String,
    status: String,
    cue: Option<String>,
    reference: Option<String>,
    /// All flags, joined by a space.
    flags: Option<String>,
    intensity: Option<u16>,
}

fn files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir("tests/conformance")
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "toml"))
        .collect();
    files.sort();
    files
}

fn cases() -> Vec<(String, Case)> {
    let mut cases = Vec::new();
    for path in files() {
        let text = std::fs::read_to_string(&path).expect("a readable file");
        let file: CaseFile =
            toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        cases.extend(file.case.into_iter().map(|case| (name.clone(), case)));
    }
    cases
}

fn run(engine: Engine) {
    let instruments = support::instruments(engine);
    let cases = cases();
    assert!(cases.len() >= 200, "only {} conformance cases", cases.len());
    let mut wrong = Vec::new();
    for (file, case) in &cases {
        let found = support::read(&instruments, &case.text);
        let mut left: Vec<&ExpectedHit> = case.hits.iter().collect();
        let mut problems = Vec::new();
        for read in &found {
            let at = left
                .iter()
                .position(|hit| hit.category == read.category && hit.text == read.text);
            let Some(at) = at else {
                problems.push(format!(
                    "unexpected {} `{}` ({})",
                    read.category, read.text, read.status
                ));
                continue;
            };
            let hit = left.remove(at);
            let mut compare = |what: &str, expected: &str, actual: &str| {
                if expected != actual {
                    problems.push(format!(
                        "{} `{}`: {what} is {actual:?}, not {expected:?}",
                        hit.category, hit.text
                    ));
                }
            };
            compare("status", &hit.status, &read.status);
            for (what, expected, actual) in [
                ("cue", &hit.cue, &read.cue),
                ("reference", &hit.reference, &read.reference),
                ("flags", &hit.flags, &read.flags),
            ] {
                if let Some(expected) = expected {
                    compare(what, expected, actual);
                }
            }
            if let Some(expected) = hit.intensity {
                compare(
                    "intensity",
                    &expected.to_string(),
                    &read.hit.context.intensity.to_string(),
                );
            }
        }
        problems.extend(
            left.iter()
                .map(|hit| format!("missing {} `{}`", hit.category, hit.text)),
        );
        if !problems.is_empty() {
            wrong.push(format!(
                "{file} [{}] {}\n    {}",
                case.rule,
                case.text,
                problems.join("\n    ")
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} cases:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_case_holds() {
    run(Engine::Automaton);
}

#[test]
fn every_case_holds_for_the_reference_engine() {
    run(Engine::Reference);
}
