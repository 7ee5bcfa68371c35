//! `feltsense compare`: two drafts, before and after.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::args::{ColorWhen, CompareArgs};
use super::check::{files, settings_of};
use super::progress::Silent;
use super::{
    ExitStatus, identifiers, input, pager, pipeline, print, say, settings_file, show, single,
};
use crate::analysis::Pipeline;
use crate::check::{Judge, Rule, Subject, Verdict, Whence};
use crate::compare::{Comparison, Side, html, tables, terminal};
use crate::identifiers::Finder;
use crate::problem::Problem;
use crate::report::table::visible;
use crate::scan::{self, ReadDocument, Reading};
use crate::walk;

/// Compares two drafts.
pub(super) fn run(args: &CompareArgs, color: ColorWhen) -> anyhow::Result<ExitStatus> {
    let outputs = [&args.html, &args.csv, &args.hits, &args.json];
    let stdin = Path::new("-");
    let to_stdout = outputs.iter().filter(|file| file.as_deref() == Some(stdin));
    if to_stdout.count() > 1 {
        bail!("two outputs go to standard output; give all but one a file");
    }
    if args.old == stdin && args.new == stdin {
        bail!("standard input cannot be both drafts; name a file for one of them");
    }
    for file in outputs.into_iter().flatten().filter(|file| *file != stdin) {
        files::refuse_input(file, &[args.old.clone(), args.new.clone()])?;
    }
    if let Some(page) = args.html.as_deref().filter(|page| *page != stdin) {
        single::examine(page, &args.old, args.force)?;
        single::examine(page, &args.new, args.force)?;
    }
    let reading = input::wishes(&args.input)?.reading;
    let pipeline = pipeline::of_one_text(&args.lexicon, pipeline::RESAMPLES)?;
    let job = Job {
        args,
        reading,
        rules: rules(args, &pipeline)?,
        finder: identifiers::finder(&[])?,
        pipeline,
    };
    let (old, mut problems) = job.read(&args.old, args.old_document.as_deref())?;
    let (new, others) = job.read(&args.new, args.new_document.as_deref())?;
    problems.extend(others);
    let read = u64::from(old.is_some()) + u64::from(new.is_some());
    let (Some(old), Some(new)) = (old, new) else {
        input::end(read, &problems);
        say("feltsense: there are no two drafts to compare\n");
        return Ok(ExitStatus::Error);
    };
    let mut comparison = Comparison::new(&job.pipeline, &old.side, &new.side);
    comparison.with_verdicts(&old.verdict, &new.verdict);
    job.write(&comparison, color)?;
    Ok(input::end(read, &problems))
}

/// The rules of `check` that are in force where the new draft lies, else where the old one does. Those
/// for certain paths only are left out: drafts may lie anywhere.
fn rules(args: &CompareArgs, pipeline: &Pipeline) -> anyhow::Result<RuleSet> {
    let chain = if let Some(path) = &args.input.config {
        Some(settings_file::named(path).context("reading the configuration")?)
    } else {
        let draft = [&args.new, &args.old];
        let draft = draft.into_iter().find(|path| *path != Path::new("-"));
        let folder = draft.and_then(|path| path.parent()).map(Path::to_owned);
        let folder = folder.filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or_else(|| ".".into());
        settings_file::nearest(&folder).context("reading the configuration")?
    };
    let settings = settings_of(chain.as_ref(), None, &pipeline.units)?;
    let everywhere = |rule: &Rule| {
        let options = chain
            .as_ref()
            .and_then(|chain| chain.file.check.rules.get(&rule.name));
        options.is_none_or(|options| options.paths.is_none() && options.exclude.is_none())
    };
    let chosen = settings.rules.iter().map(everywhere).collect();
    Ok(RuleSet { settings, chosen })
}

struct RuleSet {
    settings: crate::check::Settings,
    /// Which of its rules look.
    chosen: Vec<bool>,
}

/// A draft that was read.
struct Draft {
    side: Side,
    verdict: Verdict,
}

struct Job<'a> {
    args: &'a CompareArgs,
    reading: Reading,
    rules: RuleSet,
    finder: Finder,
    pipeline: Pipeline,
}

impl Job<'_> {
    /// Reads one draft; nothing if there is none.
    fn read(
        &self,
        path: &Path,
        wanted: Option<&str>,
    ) -> anyhow::Result<(Option<Draft>, Vec<Problem>)> {
        let mut request = input::request_of(vec![path.to_owned()], &self.args.input);
        request.from_here = true;
        let mut found = walk::find(&request);
        if path.is_dir() {
            bail!(
                "{} is a folder; name a file",
                visible(&path.display().to_string())
            );
        }
        if let Some(name) = &self.args.stdin_filename {
            input::name_stdin(&mut found.inputs, name, self.args.input.format)?;
        }
        let judge = Judge {
            pipeline: &self.pipeline,
            finder: &self.finder,
            today: None,
        };
        let rules = self.rules.settings.rules.iter().zip(&self.rules.chosen);
        let rules: Vec<&Rule> = rules.filter(|(_, on)| **on).map(|(rule, _)| rule).collect();
        let make = |read: ReadDocument<'_>| {
            if wanted.is_some_and(|wanted| wanted != read.label) {
                return None;
            }
            let whence = if read.is_file {
                Whence::File(read.label.to_owned())
            } else {
                Whence::Extracted(read.label.to_owned())
            };
            let subject = Subject {
                label: read.label,
                whence: &whence,
                format: read.format,
                document: read.document,
                original: read.original,
            };
            Some(Draft {
                verdict: judge.judge(subject, &self.rules.settings, &rules),
                side: Side::new(&self.pipeline, read.label, read.document, read.original),
            })
        };
        let (all, mut problems) = scan::map_documents(found.inputs, &self.reading, &Silent, &make);
        problems.extend(found.problems);
        let documents = all.len();
        let mut drafts = all.into_iter().flatten();
        let (first, others) = (drafts.next(), drafts.count());
        let shown = visible(&path.display().to_string()).into_owned();
        if let (None, Some(wanted), true) = (&first, wanted, documents > 0) {
            bail!(
                "no document of {shown} is called `{}`; `feltsense scan FILE -o -` lists the names",
                visible(wanted)
            );
        }
        if others > 0 {
            bail!(
                "{shown} holds {} documents, and two are compared; choose one with --old-document or --new-document",
                others + 1
            );
        }
        Ok((first, problems))
    }

    /// Writes what was asked for; without a wish, what a terminal shows.
    fn write(&self, comparison: &Comparison<'_>, color: ColorWhen) -> anyhow::Result<()> {
        let args = self.args;
        let is_stdout = |file: &Path| file == Path::new("-");
        if let Some(page) = &args.html {
            let text = html::page(comparison);
            if is_stdout(page) {
                print(&text)?;
            } else {
                single::examine(page, &args.new, args.force)?;
                single::write(page, &args.old, args.force, &text)?;
                say(&format!(
                    "Page in {}\n",
                    visible(&page.display().to_string())
                ));
            }
        }
        let table = |file: &Option<PathBuf>, bytes: &dyn Fn() -> std::io::Result<Vec<u8>>| {
            let Some(file) = file else { return Ok(()) };
            let bytes = bytes()?;
            if is_stdout(file) {
                return print(&String::from_utf8_lossy(&bytes));
            }
            let shown = visible(&file.display().to_string()).into_owned();
            files::write(file, &bytes).with_context(|| format!("writing {shown}"))
        };
        table(&args.csv, &|| tables::measures(comparison))?;
        table(&args.hits, &|| tables::hits(comparison))?;
        table(&args.json, &|| Ok(tables::json(comparison).into_bytes()))?;
        if args.html.is_none() && args.csv.is_none() && args.hits.is_none() && args.json.is_none() {
            let text = terminal::render(comparison, show::screen(args.width, color));
            if args.no_pager {
                print(&text)?;
            } else {
                pager::print(&text)?;
            }
        }
        Ok(())
    }
}
