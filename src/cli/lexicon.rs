//! `feltsense lexicon list|show|check|test`; the other two commands have files of their own.

use std::fmt::Write as _;

use std::path::Path;
use std::sync::Arc;

use anyhow::bail;

use super::args::LexiconCommand;
use super::own_file::{self, Unusable};
use super::{ExitStatus, print, say};
use crate::diagnostic::{Diagnostic, Severity};
use crate::lexicon::{Lexicon, Place, builtin, check};
use crate::matching::audit::{self, Winner};
use crate::matching::selftest;
use crate::report::table::visible_lines;

/// Runs a lexicon command.
pub(super) fn run(command: &LexiconCommand) -> anyhow::Result<ExitStatus> {
    match command {
        LexiconCommand::List { lexicons } => list(lexicons),
        LexiconCommand::Show { name } => show(name),
        LexiconCommand::Check { lexicons, verbose } => check_all(lexicons, *verbose),
        LexiconCommand::Evaluate(args) => super::evaluate::run(args),
        LexiconCommand::Weigh(args) => super::weigh::run(args),
        LexiconCommand::Test { lexicons } => test(lexicons),
    }
}

/// The lexicons that were named, or the embedded ones.
///
/// # Errors
/// Every mistake of every file, as one message.
pub(super) fn load_all(names: &[String]) -> anyhow::Result<Vec<Lexicon>> {
    if names.is_empty() {
        return Ok(builtin::all());
    }
    let mut lexicons: Vec<Lexicon> = Vec::new();
    let mut mistakes = String::new();
    for name in names {
        match load(name) {
            Ok((lexicon, _)) => match lexicons.iter().find(|known| known.name == lexicon.name) {
                Some(known) => bail!(
                    "two lexicons are called `{}`; rename one in its file",
                    known.name
                ),
                None => lexicons.push(lexicon),
            },
            Err(found) => mistakes.extend(found.iter().map(|d| format!("\n{d}"))),
        }
    }
    if mistakes.is_empty() {
        Ok(lexicons)
    } else {
        bail!("a lexicon cannot be used:{mistakes}")
    }
}

/// One lexicon by name or file. A name wins over a file without a folder or extension.
fn load(name: &str) -> Result<(Lexicon, Vec<Diagnostic>), Vec<Diagnostic>> {
    if let Some(lexicon) = builtin::lexicon(name) {
        return Ok((lexicon, Vec::new()));
    }
    check::lexicon(name, &read_file(name)?, builtin::english())
}

/// One lexicon with its file's text.
///
/// # Errors
/// As [`load_all`].
pub(super) fn load_with_text(name: &str) -> anyhow::Result<(Lexicon, String)> {
    let embedded = builtin::FILES.iter().find(|(known, _)| *known == name);
    let loaded = match embedded {
        Some((_, text)) => Ok((*text).to_owned()),
        None => read_file(name),
    }
    .and_then(|text| {
        let (lexicon, _) = check::lexicon(name, &text, builtin::english())?;
        Ok((lexicon, text))
    });
    loaded.map_err(|found| {
        let mut mistakes = String::new();
        mistakes.extend(found.iter().map(|d| format!("\n{d}")));
        anyhow::anyhow!("a lexicon cannot be used:{mistakes}")
    })
}

fn read_file(name: &str) -> Result<String, Vec<Diagnostic>> {
    let failed = |message: String, help: String| {
        let file = name.to_owned();
        vec![Diagnostic {
            severity: Severity::Error,
            file,
            place: None,
            message,
            help,
        }]
    };
    let bytes = own_file::read(Path::new(name)).map_err(|error| {
        let known: Vec<&str> = builtin::FILES.iter().map(|(name, _)| *name).collect();
        let message = match error {
            Unusable::Missing => "there is no such lexicon or file".to_owned(),
            Unusable::Told(what) => format!("the file cannot be read: {what}"),
        };
        failed(
            message,
            format!(
                "use one of {}, or the path of a lexicon file",
                known.join(", ")
            ),
        )
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        failed(
            format!("byte {at} is not UTF-8"),
            "save the file as UTF-8".to_owned(),
        )
    })
}

fn chosen(names: &[String]) -> Vec<String> {
    if names.is_empty() {
        builtin::FILES
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .collect()
    } else {
        names.to_vec()
    }
}

fn list(names: &[String]) -> anyhow::Result<ExitStatus> {
    let mut out = format!(
        "{:<18} {:<8} {:>10} {:>8} {:>8} {:>6}  licence\n",
        "lexicon", "version", "categories", "entries", "phrases", "masks"
    );
    for lexicon in load_all(&chosen(names))? {
        let phrases: u64 = lexicon
            .entries
            .iter()
            .map(|e| e.pattern().expansions())
            .sum();
        let _ = writeln!(
            out,
            "{:<18} {:<8} {:>10} {:>8} {phrases:>8} {:>6}  {}",
            lexicon.name,
            lexicon.version,
            lexicon.categories.len(),
            lexicon.entries.len(),
            lexicon.masks.len(),
            lexicon.licence,
        );
    }
    let english = builtin::english();
    let _ = writeln!(
        out,
        "{:<18} {:<8} {:>10} {:>8} {:>8} {:>6}  masks of every lexicon",
        "english",
        english.version,
        "",
        "",
        "",
        english.masks.len()
    );
    print(&out)?;
    Ok(ExitStatus::Done)
}

fn show(name: &str) -> anyhow::Result<ExitStatus> {
    let known = builtin::FILES
        .iter()
        .chain(&[("english", builtin::ENGLISH)]);
    let Some((_, text)) = known.clone().find(|(known, _)| *known == name) else {
        let names: Vec<&str> = known.map(|(name, _)| *name).collect();
        bail!(
            "no lexicon is called `{name}`; use one of {}",
            names.join(", ")
        );
    };
    print(text)?;
    Ok(ExitStatus::Done)
}

fn check_all(names: &[String], verbose: bool) -> anyhow::Result<ExitStatus> {
    let mut status = ExitStatus::Done;
    let mut out = String::new();
    for name in chosen(names) {
        match load(&name) {
            Err(found) => {
                status = ExitStatus::Error;
                for diagnostic in found {
                    say(&format!("{}\n", visible_lines(&diagnostic.to_string())));
                }
            }
            Ok((lexicon, warnings)) => {
                for warning in warnings {
                    say(&format!("{}\n", visible_lines(&warning.to_string())));
                }
                describe(&mut out, &name, &lexicon, verbose);
            }
        }
    }
    print(&out)?;
    Ok(status)
}

fn describe(out: &mut String, file: &str, lexicon: &Lexicon, verbose: bool) {
    let audit = audit::audit(lexicon, builtin::english());
    let phrases: u64 = audit.expansions.iter().sum();
    let _ = writeln!(
        out,
        "{} {}: {} categories, {} entries that stand for {phrases} phrases, {} masks, {} states",
        lexicon.name,
        lexicon.version,
        lexicon.categories.len(),
        lexicon.entries.len(),
        lexicon.masks.len(),
        audit.states,
    );
    let at = |(line, column): Place| format!("{file}:{line}:{column}");
    for (entry, winner, phrase) in &audit.never_wins {
        let entry = &lexicon.entries[entry.0 as usize];
        let by = match winner {
            Winner::Mask => "a mask".to_owned(),
            Winner::Entry(other) => {
                let other = &lexicon.entries[other.0 as usize];
                format!("`{}` (line {})", other.name, other.place.0)
            }
        };
        let _ = writeln!(
            out,
            "{}: warning: `{}` can never win: {by} takes `{phrase}`",
            at(entry.place),
            entry.name
        );
    }
    let _ = writeln!(
        out,
        "  {} entries overlap with an earlier one, {} can never win",
        audit.overlaps.len(),
        audit.never_wins.len()
    );
    if verbose {
        for (first, second, phrase) in &audit.overlaps {
            let (first, second) = (
                &lexicon.entries[first.0 as usize],
                &lexicon.entries[second.0 as usize],
            );
            let _ = writeln!(
                out,
                "{}: note: `{}` overlaps with `{}` (line {}) in `{phrase}`",
                at(second.place),
                second.name,
                first.name,
                first.place.0
            );
        }
        let mut largest: Vec<(u64, &str)> = audit
            .expansions
            .iter()
            .copied()
            .zip(lexicon.entries.iter().map(|e| e.name.as_ref()))
            .collect();
        largest.sort_by(|a, b| b.cmp(a));
        for (phrases, name) in largest.into_iter().take(10) {
            let _ = writeln!(out, "  {phrases:>6} phrases: `{name}`");
        }
    }
}

fn test(names: &[String]) -> anyhow::Result<ExitStatus> {
    let mut status = ExitStatus::Done;
    let mut out = String::new();
    let names = chosen(names);
    for (lexicon, file) in load_all(&names)?.into_iter().zip(&names) {
        let name = lexicon.name.clone();
        let result = selftest::run(&Arc::new(lexicon), Arc::new(builtin::english().clone()));
        for failure in &result.failures {
            status = ExitStatus::Findings;
            let (line, column) = failure.place;
            let _ = writeln!(
                out,
                "{file}:{line}:{column}: {}: {}",
                failure.category, failure.message
            );
        }
        let _ = writeln!(
            out,
            "{name}: {} examples, {} fail",
            result.examples,
            result.failures.len()
        );
    }
    print(&out)?;
    Ok(status)
}
