//! `feltsense check` and `feltsense baseline`.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};

use super::args::{
    BaselineArgs, BaselineCommand, ChangeArgs, CheckArgs, ColorWhen, FailOnArg, OutputTo,
};
use super::own_file::{self, Unusable};
use super::{ExitStatus, is_styled, say};
use crate::check::output::{self, Format, Look};
use crate::check::{Baseline, CheckReport, Date, Level};
use crate::report::table::visible;

mod before;
pub(super) mod files;
mod from_diff;
mod git;
mod globs;
mod gone;
mod groups;
mod past;
mod run;
mod sidecars;
mod since;
mod staged;

pub(super) use files::remove_parts;
pub(super) use globs::Globs;
pub(super) use groups::settings_of;
pub(super) use sidecars::{Sidecar, Sidecars, sidecars_of};

/// Where a baseline is written without a name.
pub(super) const BASELINE: &str = "feltsense-baseline.jsonl";
/// Columns without a terminal.
const WIDTH: usize = 100;
/// Largest job summary that GitHub takes.
const SUMMARY_BYTES: usize = 1 << 20;

/// Runs `check`.
pub(super) fn run(args: &CheckArgs, color: ColorWhen) -> anyhow::Result<ExitStatus> {
    let to_stdout = args
        .output
        .iter()
        .filter(|output| output.file.is_none())
        .count();
    if to_stdout > 1 {
        bail!(
            "two outputs go to standard output; give all but one a file, as in --output sarif=findings.sarif"
        );
    }
    let checked = run::check(&args.rules, args.baseline.as_deref(), &args.change)?;
    let run::Checked {
        mut report,
        baselines,
        inputs,
        remarks,
        fail_on,
        nothing_changed,
    } = checked;
    report.fail_on = match args.fail_on {
        None => fail_on,
        Some(FailOnArg::Note) => Some(Level::Note),
        Some(FailOnArg::Warning) => Some(Level::Warning),
        Some(FailOnArg::Error) => Some(Level::Error),
        Some(FailOnArg::Never) => None,
    };
    let known = baseline_of(args.baseline.as_ref(), &baselines)?;
    let inputs: Vec<PathBuf> = inputs.into_iter().chain(known.clone()).collect();
    files::refuse_twice(
        args.output
            .iter()
            .filter_map(|output| output.file.as_deref()),
    )?;
    for output in &args.output {
        if let Some(file) = &output.file {
            files::refuse_input(file, &inputs)?;
        }
    }
    if let Some(path) = known {
        let baseline = read_baseline(&path)?;
        let settled = is_settled(&report);
        report.stale = baseline.apply(&mut report.findings, &settled);
    }
    let look = Look {
        styled: is_styled(color, io::stdout().is_terminal()),
        width: columns(),
    };
    // Files first: whoever closes the pipe early still gets them.
    let default = [OutputTo {
        format: Format::Full,
        file: None,
    }];
    let outputs = if args.output.is_empty() {
        &default[..]
    } else {
        &args.output
    };
    // One that fails takes no other with it, and never the verdict's place.
    let mut failed: Vec<anyhow::Error> = Vec::new();
    for output in outputs {
        if let Some(file) = &output.file {
            let plain = Look {
                styled: false,
                width: WIDTH,
            };
            let text = output::render(output.format, &report, plain);
            let written = files::write(file, text.as_bytes())
                .with_context(|| format!("writing {}", visible(&file.display().to_string())));
            failed.extend(written.err());
        }
        if output.format == Format::Github {
            failed.extend(job_summary(&report).err());
        }
    }
    if let Some(output) = outputs.iter().find(|output| output.file.is_none()) {
        let text = output::render(output.format, &report, look);
        let written = files::deliver(&mut io::stdout().lock(), &text);
        failed.extend(written.context("writing to standard output").err());
    }
    let may_be_empty = args.rules.allow_empty || nothing_changed;
    tell(&report, &remarks, args.quiet, nothing_changed);
    for error in &failed {
        say(&format!(
            "feltsense: {}
",
            visible(&format!("{error:#}"))
        ));
    }
    Ok(if failed.is_empty() {
        verdict(&report, args, may_be_empty)
    } else {
        ExitStatus::Error
    })
}

/// How a run ends. What was not read wins over what was found.
fn verdict(report: &CheckReport, args: &CheckArgs, may_be_empty: bool) -> ExitStatus {
    if !report.is_complete() {
        return ExitStatus::Error;
    }
    if report.documents.is_empty() && !may_be_empty {
        return ExitStatus::Error;
    }
    let fails = report.findings.iter().any(|finding| report.fails(finding));
    let many = args
        .max_warnings
        .is_some_and(|most| report.count(Level::Warning) > most);
    let stale = args.strict_baseline && !report.stale.is_empty();
    if (fails || many || stale) && !args.exit_zero {
        ExitStatus::Findings
    } else {
        ExitStatus::Done
    }
}

/// What is about the run, on stderr.
fn tell(report: &CheckReport, remarks: &[String], quiet: bool, nothing_changed: bool) {
    for problem in &report.problems {
        if problem.fatal || !quiet {
            let told = format!("{}: {}", problem.path, problem.detail);
            say(&format!("feltsense: {}\n", visible(&told)));
        }
    }
    if report.documents.is_empty() && !nothing_changed {
        say("feltsense: there was nothing to check; name other paths, or use --allow-empty\n");
    }
    if quiet {
        return;
    }
    for remark in remarks {
        say(&format!("feltsense: {}\n", visible(remark)));
    }
    for stale in &report.stale {
        let told = format!(
            "{}: the baseline holds {} more of `{}` than there are; `feltsense baseline prune` takes them out",
            stale.path, stale.count, stale.rule
        );
        say(&format!("feltsense: {}\n", visible(&told)));
    }
}

/// A table behind the annotations, where GitHub Actions asks for one.
fn job_summary(report: &CheckReport) -> anyhow::Result<()> {
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    let look = Look {
        styled: false,
        width: WIDTH,
    };
    let text = output::render(Format::Markdown, report, look);
    if text.len() > SUMMARY_BYTES {
        say("feltsense: the summary of the job would be too long, and was not written\n");
        return Ok(());
    }
    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(&path)
        .context("writing the summary of the job")?;
    file.write_all(text.as_bytes())
        .context("writing the summary of the job")
}

/// Columns of the terminal: COLUMNS, or what the terminal says, or 100.
fn columns() -> usize {
    let set = std::env::var("COLUMNS")
        .ok()
        .and_then(|text| text.parse().ok());
    let asked = || {
        let (terminal_size::Width(width), _) = terminal_size::terminal_size_of(io::stdout())?;
        Some(usize::from(width))
    };
    set.or_else(asked)
        .filter(|&width| width > 0)
        .unwrap_or(WIDTH)
}

/// Runs `baseline write` and `baseline prune`.
pub(super) fn baseline(command: &BaselineCommand) -> anyhow::Result<ExitStatus> {
    let (args, prunes) = match command {
        BaselineCommand::Write(args) => (args, false),
        BaselineCommand::Prune(args) => (args, true),
    };
    write_baseline(args, prunes)
}

fn write_baseline(args: &BaselineArgs, prunes: bool) -> anyhow::Result<ExitStatus> {
    let checked = run::check(
        &args.rules,
        args.baseline.as_deref(),
        &ChangeArgs::default(),
    )?;
    let report = &checked.report;
    let path =
        baseline_of(args.baseline.as_ref(), &checked.baselines)?.unwrap_or_else(|| BASELINE.into());
    files::refuse_input(&path, &checked.inputs)?;
    tell(report, &checked.remarks, false, false);
    if report.documents.is_empty() && !args.rules.allow_empty {
        return Ok(ExitStatus::Error);
    }
    let settled = is_settled(report);
    let baseline = if prunes {
        read_baseline(&path)?.pruned(&report.findings, &settled)
    } else if report.is_complete() {
        Baseline::of(&report.findings)
    } else {
        // Half a baseline would let the rest of the inputs fail later, or hide that they are broken.
        say("feltsense: the baseline was not written, since not all was read\n");
        return Ok(ExitStatus::Error);
    };
    let shown = path.display().to_string();
    files::write(&path, baseline.to_text().as_bytes())
        .with_context(|| format!("writing {}", visible(&shown)))?;
    say(&format!(
        "feltsense: {} findings in {}\n",
        baseline.count(),
        visible(&shown)
    ));
    Ok(if report.is_complete() {
        ExitStatus::Done
    } else {
        ExitStatus::Error
    })
}

fn read_baseline(path: &Path) -> anyhow::Result<Baseline> {
    let shown = visible(&path.display().to_string()).into_owned();
    let text = own_file::text(path).map_err(|error| match error {
        Unusable::Missing => {
            anyhow!("{shown}: there is no such baseline; write it with `feltsense baseline write`")
        }
        Unusable::Told(what) => anyhow!("{shown}: {what}"),
    })?;
    Baseline::parse(&text).map_err(|error| anyhow!("{shown}:{error}"))
}

/// The baseline that was named, or the one of the configurations.
fn baseline_of(named: Option<&PathBuf>, configured: &[PathBuf]) -> anyhow::Result<Option<PathBuf>> {
    match (named, configured) {
        (Some(path), _) => Ok(Some(path.clone())),
        (None, []) => Ok(None),
        (None, [path]) => Ok(Some(path.clone())),
        (None, _) => {
            bail!("the configurations in force name several baselines; name one with --baseline")
        }
    }
}

/// Whether everything about a document is known: it was read, or its file is gone.
fn is_settled(report: &CheckReport) -> impl Fn(&str) -> bool + use<> {
    let documents = report.documents.clone();
    let unread: Vec<String> = report
        .problems
        .iter()
        .filter(|p| p.fatal)
        .map(|p| p.path.clone())
        .collect();
    move |path: &str| {
        if unread.iter().any(|unread| unread == path) {
            return false;
        }
        if path.is_empty()
            || documents
                .binary_search_by(|known| known.as_str().cmp(path))
                .is_ok()
        {
            return true;
        }
        // A row or a member is as gone as its file.
        let mut at = path;
        loop {
            let file = Path::new(&at.replace("%25", "%")).to_owned();
            if file.is_file() {
                return false;
            }
            match at.rfind(['/', '#']) {
                Some(end) => at = &at[..end],
                None => return true,
            }
        }
    }
}

/// The day that `--today` or SOURCE_DATE_EPOCH names, or this one.
pub(super) fn today(named: Option<Date>) -> Option<Date> {
    let epoch = std::env::var("SOURCE_DATE_EPOCH")
        .ok()
        .and_then(|text| text.parse().ok());
    let now = || {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.ok().map(|since| since.as_secs())
    };
    named.or_else(|| epoch.or_else(now).and_then(Date::of_seconds))
}
