//! `feltsense explain`, `completions` and `man`.

use std::io;
use std::path::Path;

use anyhow::bail;
use clap::CommandFactory;

use super::args::{Cli, CompletionArgs, ExplainArgs};
use super::check::settings_of;
use super::{ExitStatus, lexicon, print, settings_file};
use crate::analysis::{Pipeline, Settings, WordRule};
use crate::explain::Glossary;
use crate::lexicon::builtin;
use crate::matching::Engine;
use crate::measure::IntervalMethod;
use crate::measure::tally::Method;
use crate::report::table::{no_command, visible, visible_lines};

/// Columns of an explanation, at most.
const WIDEST: usize = 88;

/// Explains a word, or lists what can be explained.
pub(super) fn run(args: &ExplainArgs) -> anyhow::Result<ExitStatus> {
    let method = Method {
        interval: IntervalMethod::Auto,
        resamples: 1000,
        seed: 1,
    };
    let settings = Settings {
        words: WordRule::Liwc22,
        by: None,
        matches: true,
        excerpts: true,
        method,
        engine: Engine::default(),
    };
    let lexicons = lexicon::load_all(&args.lexicon)?;
    let pipeline = Pipeline::new(lexicons, builtin::shared_english(), settings);
    let mut glossary = Glossary::new(&pipeline);
    // A broken configuration is no reason not to explain the rest.
    let own = settings_file::nearest(Path::new("."))
        .and_then(|chain| settings_of(chain.as_ref(), None, &pipeline.units));
    if let Ok(settings) = &own {
        glossary.add_rules(settings);
    }
    let width = terminal_size::terminal_size().map_or(WIDEST, |(width, _)| usize::from(width.0));
    let width = width.clamp(40, WIDEST);
    let Some(word) = &args.word else {
        print(&plain(&glossary.list(width)))?;
        return Ok(ExitStatus::Done);
    };
    let found = glossary.find(word);
    if found.is_empty() {
        let near = glossary.near(word);
        let help = match near.as_slice() {
            [] => "`feltsense explain` lists what there is".to_owned(),
            near => format!("did you mean {}?", near.join(" or ")),
        };
        let missing = own.err().map_or_else(String::new, |error| {
            format!("; rules of your own are not known, because of a mistake: {error:#}")
        });
        bail!("nothing is called `{}`; {help}{missing}", visible(word));
    }
    let told: Vec<String> = found.iter().map(|term| term.text(width)).collect();
    print(&plain(&format!(
        "{}\n{}",
        told.join("\n"),
        glossary.foot(width)
    )))?;
    Ok(ExitStatus::Done)
}

/// A lexicon of somebody else may hold anything: it is shown, and does nothing.
fn plain(text: &str) -> String {
    no_command(&visible_lines(text)).into_owned()
}

/// Prints the script that completes the command line in a shell.
pub(super) fn completions(args: &CompletionArgs) -> anyhow::Result<ExitStatus> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "feltsense", &mut script);
    print(&String::from_utf8(script)?)?;
    Ok(ExitStatus::Done)
}

/// Prints the manual page: the program, then each command.
pub(super) fn man() -> anyhow::Result<ExitStatus> {
    let mut command = Cli::command();
    command.build();
    let mut page = Vec::new();
    let man = clap_mangen::Man::new(command.clone());
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    for sub in command
        .get_subcommands()
        .filter(|sub| !sub.is_hide_set() && sub.get_name() != "help")
    {
        section(sub, &format!("feltsense {}", sub.get_name()), &mut page)?;
    }
    print(&String::from_utf8(page)?)?;
    Ok(ExitStatus::Done)
}

/// What a command does and takes, as a section of the page; its own commands behind it.
fn section(command: &clap::Command, name: &str, page: &mut Vec<u8>) -> io::Result<()> {
    use std::io::Write;
    writeln!(page, ".SH \"COMMAND {}\"", name.to_uppercase())?;
    // Headings inside become smaller ones: the page has one name.
    let mut own = Vec::new();
    let man = clap_mangen::Man::new(command.clone());
    man.render_description_section(&mut own)?;
    man.render_synopsis_section(&mut own)?;
    man.render_options_section(&mut own)?;
    for line in own.split_inclusive(|&byte| byte == b'\n') {
        match line.strip_prefix(b".SH ") {
            Some(rest) => page.extend([b".SS ", rest].concat()),
            None => page.extend(line),
        }
    }
    for sub in command
        .get_subcommands()
        .filter(|sub| !sub.is_hide_set() && sub.get_name() != "help")
    {
        section(sub, &format!("{name} {}", sub.get_name()), page)?;
    }
    Ok(())
}
