//! Inputs → groups with one configuration each → verdicts → one report.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::before::{Befores, Judging, Pair, count_once};
use super::globs::Globs;
use super::gone::{file_of, gone_inputs, has_budget, judge_gone};
use super::groups::{Group, groups, path_of};
use super::past::{Past, Scope, State};
use super::sidecars::Sidecars;
use super::{staged, today};
use crate::check::change::{self, Lines, Measured};
use crate::check::options::ConfigFile;
use crate::check::{CheckReport, Judge, Level, Rule, Subject, Verdict, Whence};
use crate::cli::args::{ChangeArgs, RulesArgs};
use crate::cli::progress::Bar;
use crate::cli::{identifiers, input, pipeline, settings_file};
use crate::problem::Problem;
use crate::scan::{self, ReadDocument, Reading};
use crate::walk::{self, Input};

/// A report before outputs and baseline.
pub(super) struct Checked {
    pub(super) report: CheckReport,
    /// Baselines that configurations name, each once.
    pub(super) baselines: Vec<PathBuf>,
    /// Files that were read, and those that say how.
    pub(super) inputs: Vec<PathBuf>,
    /// For people, about the run.
    pub(super) remarks: Vec<String>,
    /// The strictest `fail-on` of the configurations in use.
    pub(super) fail_on: Option<Level>,
    /// There is something to check, and nothing of it changed.
    pub(super) nothing_changed: bool,
}

/// Reads and judges everything, or what changed.
///
/// `baseline` is the one that was named: it lies among the texts, and is none.
pub(super) fn check(
    args: &RulesArgs,
    baseline: Option<&Path>,
    change: &ChangeArgs,
) -> anyhow::Result<Checked> {
    if let Some(threads) = args.threads {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads.get()));
        pool.build_global().context("starting the threads")?;
    }
    // The run ends with it: taking its tables apart would be a fiftieth of a check of 2,000 pages.
    let pipeline = ManuallyDrop::new(pipeline::of_one_text(&args.lexicon, 0)?);
    let finder = identifiers::finder(&args.deny)?;
    let mut request = input::request(&args.paths, &args.input, "check")?;
    request.from_here = true;
    let mut found = walk::find(&request);
    if change.staged {
        staged::lay_over(&mut found, &request)?;
    }
    if let Some(name) = &args.stdin_filename {
        input::name_stdin(&mut found.inputs, name, args.input.format)?;
    }
    let inputs: Vec<PathBuf> = found.inputs.iter().filter_map(path_of).collect();
    let mut checked = Checked {
        report: CheckReport::default(),
        baselines: Vec::new(),
        inputs,
        remarks: found.notes,
        fail_on: None,
        nothing_changed: false,
    };
    let mut passed = 0;
    for problem in found.problems {
        // In a repository most files are none of ours; they are counted, not listed.
        if problem.reason == "unknown_format" && !problem.fatal {
            passed += 1;
        } else {
            checked.report.problems.push(problem);
        }
    }
    if passed > 0 {
        checked.remarks.push(format!(
            "passed over, since they are of other formats: {passed}"
        ));
    }
    if found.hidden > 0 {
        checked.remarks.push(format!(
            "passed over, since they are hidden: {}",
            found.hidden
        ));
    }
    // What says how to check is no place for an output, either.
    let lexicons = args.lexicon.iter().map(PathBuf::from);
    let named = args.paths.files_from.iter().chain(&args.deny).cloned();
    checked.inputs.extend(lexicons.chain(named));
    let had_inputs = !found.inputs.is_empty();
    let bytes = found.inputs.iter().map(|input| input.bytes).sum();
    let progress = Bar::new(bytes, !args.no_progress);
    let judge = Judge {
        pipeline: &pipeline,
        finder: &finder,
        today: today(args.today),
    };
    // All configurations are read before the first document.
    let groups = groups(found.inputs, args, &pipeline.units)?;
    let mut excluded = 0;
    let mut strictest: Option<Option<Level>> = None;
    let mut work = Vec::new();
    for mut group in groups {
        let file = group
            .chain
            .as_ref()
            .map_or_else(ConfigFile::default, |chain| chain.file.clone());
        let chain = group.chain.as_deref();
        let globs = Globs::new(chain, &file.check);
        let globs = globs.map_err(|wrong| settings_file::unusable(chain, wrong))?;
        let layers = group.chain.iter().flat_map(|chain| &chain.layers);
        checked
            .inputs
            .extend(layers.map(|layer| layer.file.clone()));
        let before = group.inputs.len();
        group.inputs.retain(|input| {
            let stays = input.named && !args.force_exclude;
            stays || !globs.is_excluded(input)
        });
        excluded += before - group.inputs.len();
        if let (Some(name), Some(chain)) = (&file.check.baseline, &group.chain)
            && let Some(layer) = chain.origin(&["check", "baseline"])
        {
            let path = layer.path(name);
            if !checked.baselines.contains(&path) {
                checked.baselines.push(path);
            }
        }
        let reading = input::reading(&args.input, file.reading())?;
        strictest = match (strictest, group.settings.fail_on) {
            (None, own) => Some(own),
            (Some(known), own) => Some(known.into_iter().chain(own).min()),
        };
        work.push((group, globs, reading));
    }
    let known: Vec<PathBuf> = checked
        .baselines
        .iter()
        .map(PathBuf::as_path)
        .chain(baseline)
        .filter_map(|path| std::fs::canonicalize(path).ok())
        .collect();
    for (group, ..) in &mut work {
        group
            .inputs
            .retain(|input| input.named || !is_baseline(input, &known));
    }
    let may_guess = args.input.encoding.is_some();
    checked.fail_on = strictest.unwrap_or(Some(Level::Warning));
    let mut work = work;
    let mut past = {
        let inputs: Vec<&Input> = work.iter().flat_map(|(group, ..)| &group.inputs).collect();
        let scope = Scope {
            inputs,
            folders: folders(&request.paths),
            stdin: args.stdin_filename.as_deref(),
            stdin_is_list: args.paths.files_from.as_deref() == Some(Path::new("-")),
            format: args.input.format,
        };
        Past::of(change, &scope)?
    };
    if let Some(past) = &mut past {
        checked.remarks.append(&mut past.remarks);
        leave_out_unchanged(&mut work, past, &mut checked);
    }
    let mut names: Vec<&str> = work
        .iter()
        .flat_map(|(group, ..)| &group.settings.rules)
        .map(|rule| rule.name.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    let paths: Vec<PathBuf> = work
        .iter()
        .flat_map(|(group, ..)| &group.inputs)
        .filter_map(|input| path_of(input).or_else(|| args.stdin_filename.clone()))
        .collect();
    let sidecars = Sidecars::load(paths.iter().map(PathBuf::as_path), &names);
    let mut sidecars = sidecars.context("reading what is silenced")?;
    let telling = work.first().map(|(group, ..)| group.settings.clone());
    let mut read: BTreeMap<String, Option<PathBuf>> = BTreeMap::new();
    for (group, globs, reading) in work {
        let files: BTreeMap<String, Option<PathBuf>> = group
            .inputs
            .iter()
            .map(|input| {
                let path = path_of(input).or_else(|| args.stdin_filename.clone());
                (input.label.clone(), path)
            })
            .collect();
        for path in files.values().flatten() {
            sidecars.judged(path, &group.settings, judge.today);
        }
        let befores = past
            .as_ref()
            .map(|past| Befores::read(&group.inputs, past, &reading, &mut checked.remarks));
        let settings = &group.settings;
        let (mut pairs, problems) =
            scan::map_documents(group.inputs, &reading, &progress, &|read: ReadDocument<
                '_,
            >| {
                let file = file_of(&files, read.label);
                let path = files.get(file).and_then(Option::as_deref);
                let whence = if read.is_file {
                    Whence::File(file.to_owned())
                } else {
                    Whence::Extracted(file.to_owned())
                };
                let chosen: Vec<&Rule> = settings
                    .rules
                    .iter()
                    .filter(|rule| globs.takes(rule, path))
                    .collect();
                let entries = sidecars.of(path, &read.label[file.len()..]);
                let subject = Subject {
                    label: read.label,
                    whence: &whence,
                    format: read.format,
                    document: read.document,
                    original: read.original,
                };
                let now = judge.judge_with(subject, settings, &chosen, &entries);
                let Some(befores) = &befores else {
                    return Pair::alone(now);
                };
                let judging = Judging {
                    judge: &judge,
                    settings,
                    chosen: &chosen,
                    entries: &entries,
                    whence: &whence,
                    worse_only: change.worse_only,
                };
                befores.weigh(now, &read, &judging)
            });
        count_once(&mut pairs);
        checked
            .report
            .problems
            .extend(problems.into_iter().map(|problem| Problem {
                // Whoever asks for guesses by name gets them.
                fatal: problem.fatal && !(may_guess && problem.reason == "encoding_guessed"),
                ..problem
            }));
        let name = group
            .chain
            .as_ref()
            .map_or("", |chain| chain.layers[0].shown.as_str());
        let all: Vec<&Verdict> = pairs.iter().map(|pair| &pair.now).collect();
        let (mut findings, unjudged) = judge.corpus(settings, name, &all);
        if let Some(past) = &past {
            let gone = gone_inputs(past, &group.key, args)?;
            let gone = judge_gone(gone, settings, &globs, &reading, &judge);
            let before: Vec<&Verdict> = pairs
                .iter()
                .filter_map(|pair| pair.before.as_ref())
                .chain(&gone)
                .collect();
            let (old, _) = judge.corpus(settings, name, &before);
            let wide = change::all_without_limits(settings);
            let mut measured = || Measured::of(&judge.corpus(&wide, name, &before).0);
            let held = change::Before {
                findings: &old,
                lines: &Lines::default(),
            };
            change::weigh(&mut findings, held, change.worse_only, &mut measured);
        }
        checked.report.findings.extend(findings);
        checked.report.unjudged.extend(unjudged);
        for pair in pairs {
            let verdict = pair.now;
            sidecars.used(&verdict.used);
            checked.report.documents.push(verdict.document);
            checked.report.findings.extend(verdict.findings);
            if !pair.is_same {
                checked.report.unjudged.extend(verdict.unjudged);
            }
        }
        read.extend(files);
    }
    if let Some(settings) = &telling {
        let fatal = checked
            .report
            .problems
            .iter()
            .filter(|problem| problem.fatal);
        let unread: Vec<PathBuf> = fatal
            .filter_map(|problem| read.get(file_of(&read, &problem.path))?.as_deref())
            .filter_map(|path| std::fs::canonicalize(path).ok())
            .collect();
        let remarks = sidecars.remarks(settings, &|file| unread.iter().any(|path| path == file));
        checked.report.findings.extend(remarks);
    }
    progress.clear();
    let report = &mut checked.report;
    report.findings.sort_by(|a, b| a.order().cmp(&b.order()));
    report.unjudged.sort();
    report.documents.sort();
    report.problems.sort();
    report.problems.dedup();
    if excluded > 0 {
        checked
            .remarks
            .push(format!("left out by `exclude`: {excluded}"));
    }
    if had_inputs && report.documents.is_empty() && excluded > 0 && report.is_complete() {
        checked
            .remarks
            .push("`exclude` leaves out everything".to_owned());
    }
    Ok(checked)
}

/// Files with their configuration, globs and way to be read.
type Work = (Group, Globs, Reading);

/// Leaves only what changed, but for settings with a budget, which looks at all documents.
fn leave_out_unchanged(work: &mut [Work], past: &Past, checked: &mut Checked) {
    let (mut same, mut ignored, mut unstaged, mut changed) = (0, 0, 0, 0);
    for (group, ..) in work.iter() {
        for input in &group.inputs {
            match past.state(input) {
                State::Same => same += 1,
                State::Ignored => ignored += 1,
                State::Unstaged => unstaged += 1,
                State::Changed(_) => changed += 1,
            }
        }
    }
    let words = &past.words;
    let mut only_budget = 0;
    for (group, ..) in work {
        let is_all = changed > 0 && has_budget(&group.settings);
        group.inputs.retain(|input| match past.state(input) {
            State::Same if is_all => {
                only_budget += 1;
                true
            }
            State::Same | State::Ignored | State::Unstaged => false,
            State::Changed(_) => true,
        });
    }
    if changed == 0 && same + unstaged > 0 {
        checked.nothing_changed = true;
        checked.remarks.push(format!(
            "{}, in what is checked: nothing was judged ({} files)",
            past.nothing,
            same + unstaged
        ));
    } else if same > only_budget {
        checked.remarks.push(format!(
            "not judged, since nothing in them changed {words}: {}",
            same - only_budget
        ));
    }
    if only_budget > 0 {
        checked.remarks.push(format!(
            "read for budgets only, since nothing in them changed {words}: {only_budget}"
        ));
    }
    if unstaged > 0 {
        checked.remarks.push(format!(
            "not judged, since git's index does not hold them: {unstaged}; `git add` puts them there"
        ));
    }
    if ignored > 0 {
        checked.remarks.push(format!(
            "not judged, since git ignores them: {ignored}; name them to have them judged"
        ));
    }
}

/// Folders that were named, by their real paths.
fn folders(paths: &[PathBuf]) -> Vec<PathBuf> {
    let real = paths
        .iter()
        .filter_map(|path| std::fs::canonicalize(path).ok());
    real.filter(|path| path.is_dir()).collect()
}

/// A baseline in use, or one with the usual name.
fn is_baseline(input: &Input, known: &[PathBuf]) -> bool {
    path_of(input).is_some_and(|path| {
        let is_usual = path.file_name().is_some_and(|name| name == super::BASELINE);
        let is_known = || {
            !known.is_empty()
                && std::fs::canonicalize(&path).is_ok_and(|path| known.contains(&path))
        };
        is_usual || is_known() || begins_as_baseline(&path)
    })
}

/// A baseline under another name says so in its first line.
fn begins_as_baseline(path: &Path) -> bool {
    const FIRST: &[u8] = b"{\"feltsense-baseline\":";
    let mut start = [0; FIRST.len()];
    let mut read = || std::fs::File::open(path)?.read_exact(&mut start);
    path.extension()
        .is_some_and(|extension| extension == "jsonl")
        && read().is_ok()
        && start == FIRST
}
