//! `feltsense show`: one draft, highlighted in place.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::time::{Duration, SystemTime};

use anyhow::{anyhow, bail};

use super::args::{ColorWhen, ShowArgs, StatusArg};
use super::{ExitStatus, input, is_styled, pager, pipeline, print, say, single};
use crate::analysis::Pipeline;
use crate::matching::Status;
use crate::problem::Problem;
use crate::report::table::visible;
use crate::scan::{self, Reading};
use crate::show::terminal::{self, Colours, Screen};
use crate::show::{Draft, Filter, html};
use crate::walk;

/// How often `--watch` looks whether the file was saved.
const EVERY: Duration = Duration::from_millis(300);
/// Columns where no terminal tells.
const COLUMNS: usize = 80;

/// Shows a draft.
pub(super) fn run(args: &ShowArgs, color: ColorWhen) -> anyhow::Result<ExitStatus> {
    let reading = input::wishes(&args.input)?.reading;
    let pipeline = pipeline::of_one_text(&args.lexicon, pipeline::RESAMPLES)?;
    let statuses: Vec<Status> = args.status.iter().map(|status| (*status).into()).collect();
    let filter = Filter::new(&pipeline.units, &args.category, &statuses);
    let filter = filter.map_err(|told| anyhow!("{}", visible(&told)))?;
    let job = Job {
        args,
        color,
        reading,
        pipeline,
        filter,
    };
    if let Some(target) = job.target() {
        single::examine(target, &args.file, args.force)?;
    }
    if args.watch {
        if args.file == Path::new("-") {
            bail!("standard input cannot be watched; name a file");
        }
        return job.watch();
    }
    job.once(true)
}

struct Job<'a> {
    args: &'a ShowArgs,
    color: ColorWhen,
    reading: Reading,
    pipeline: Pipeline,
    filter: Filter,
}

/// What was made of the file.
struct Made {
    /// One for each document.
    shown: Vec<String>,
    problems: Vec<Problem>,
    documents: u64,
}

impl Job<'_> {
    /// The file that the page goes to.
    fn target(&self) -> Option<&Path> {
        self.args
            .html
            .as_deref()
            .filter(|path| *path != Path::new("-"))
    }

    /// Reads the file and shows it once.
    fn once(&self, may_page: bool) -> anyhow::Result<ExitStatus> {
        let made = self.make();
        if let Some(name) = self
            .args
            .document
            .as_ref()
            .filter(|_| made.shown.is_empty())
            && made.documents > 0
        {
            bail!(
                "no document of the file is called `{}`; `feltsense scan FILE -o -` lists the names",
                visible(name)
            );
        }
        if self.args.html.is_some() && made.shown.len() > 1 {
            bail!(
                "the file holds {} documents and a page shows one; choose it with --document NAME",
                made.shown.len()
            );
        }
        let text = made.shown.join("\n");
        if let Some(target) = self.target() {
            if !made.shown.is_empty() {
                single::write(target, &self.args.file, self.args.force, &text)?;
                say(&format!(
                    "Page in {}\n",
                    visible(&target.display().to_string())
                ));
            }
        } else if self.args.html.is_none() && may_page && !self.args.no_pager {
            pager::print(&text)?;
        } else {
            print(&text)?;
        }
        Ok(input::end(made.documents, &made.problems))
    }

    fn make(&self) -> Made {
        let args = self.args;
        let found = walk::find(&input::request_of(vec![args.file.clone()], &args.input));
        let screen = screen(args.width, self.color);
        let (mut shown, mut documents) = (Vec::new(), 0);
        let mut problems = scan::each_document(
            found.inputs,
            &self.reading,
            &mut |label, document, original| {
                documents += 1;
                if args.document.as_ref().is_some_and(|wanted| wanted != label) {
                    return;
                }
                let draft = Draft::new(label, &self.pipeline, document, original, &self.filter);
                shown.push(match args.html {
                    Some(_) => html::page(&draft),
                    None => terminal::render(&draft, screen),
                });
            },
        );
        problems.extend(found.problems);
        Made {
            shown,
            problems,
            documents,
        }
    }

    /// Shows the file, and again whenever it was saved. Only a signal ends it; a file that is away
    /// for a moment, as editors do it, is waited for.
    fn watch(&self) -> anyhow::Result<ExitStatus> {
        let clears = io::stdout().is_terminal() && self.args.html.is_none();
        let mut last = None;
        let mut told_away = false;
        loop {
            match stamp(&self.args.file) {
                Err(error) if last.is_none() => {
                    let told = walk::words_of(&error);
                    bail!("{}: {told}", visible(&self.args.file.display().to_string()));
                }
                Err(_) => {
                    if !told_away {
                        say("feltsense: the file is not there now; waiting for it\n");
                        told_away = true;
                    }
                }
                Ok(stamp) if last != Some(stamp) => {
                    last = Some(stamp);
                    told_away = false;
                    if clears {
                        print("\x1b[H\x1b[2J\x1b[3J")?;
                    }
                    // A draft that cannot be read now may be whole again when it is saved next.
                    if let Err(error) = self.once(false) {
                        if super::is_closed_pipe(&error) {
                            return Ok(ExitStatus::Done);
                        }
                        say(&format!("feltsense: {}\n", visible(&format!("{error:#}"))));
                    }
                }
                Ok(_) => {}
            }
            std::thread::sleep(EVERY);
        }
    }
}

/// The screen that standard output is, or a width that was asked for.
pub(super) fn screen(width: Option<u16>, color: ColorWhen) -> Screen {
    let styled = is_styled(color, io::stdout().is_terminal());
    let told = |name: &str| std::env::var(name).unwrap_or_default();
    let many = told("TERM").contains("256") || !told("COLORTERM").is_empty();
    let columns = told("COLUMNS").parse().ok().filter(|columns| *columns > 0);
    let of_terminal = || {
        let size = io::stdout()
            .is_terminal()
            .then(terminal_size::terminal_size);
        size.flatten().map(|(width, _)| usize::from(width.0))
    };
    Screen {
        width: width
            .map(usize::from)
            .or_else(of_terminal)
            .or(columns)
            .unwrap_or(COLUMNS),
        colours: match (styled, many) {
            (false, _) => Colours::None,
            (true, false) => Colours::Sixteen,
            (true, true) => Colours::Many,
        },
    }
}

/// When a file was saved, and its length.
fn stamp(path: &Path) -> io::Result<(Option<SystemTime>, u64)> {
    let found = std::fs::metadata(path)?;
    Ok((found.modified().ok(), found.len()))
}

impl From<StatusArg> for Status {
    fn from(arg: StatusArg) -> Status {
        match arg {
            StatusArg::Affirmed => Status::Affirmed,
            StatusArg::Negated => Status::Negated,
            StatusArg::Unrealised => Status::Unrealised,
            StatusArg::Released => Status::Released,
        }
    }
}
