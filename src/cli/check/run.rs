//! Inputs → groups with one configuration each → verdicts → one report.

use std::collections::{BTreeMap, HashMap};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use anyhow::Context;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::before::{Befores, Judging, Pair, count_once};
use super::glob::is_open;
use super::sidecars::Sidecars;
use super::since::{Past, Scope, State};
use super::{ByChain, today};
use crate::check::change::{self, Lines, Measured};
use crate::check::options::{CheckOptions, ConfigFile};
use crate::check::{
    CheckReport, Judge, Kind, Level, Rule, Settings, SettingsError, Subject, Verdict, Whence,
};
use crate::cli::args::{ChangeArgs, RulesArgs, SnippetsArg};
use crate::cli::progress::{Bar, Silent};
use crate::cli::settings_file::{self, Chain};
use crate::cli::{identifiers, input, pipeline};
use crate::measure::Units;
use crate::problem::Problem;
use crate::scan::{self, ReadDocument, Reading};
use crate::walk::{self, Input, Origin};

/// Inputs with the same configuration.
struct Group {
    /// What it is told apart by.
    key: Vec<String>,
    /// The files in force; `None`: defaults.
    chain: Option<Rc<Chain>>,
    /// With every default.
    settings: Settings,
    inputs: Vec<Input>,
}

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
    let pipeline = pipeline::of_one_text(&args.lexicon, 0)?;
    let finder = identifiers::finder(&args.deny)?;
    let mut request = input::request(&args.paths, &args.input, "check")?;
    request.from_here = true;
    let mut found = walk::find(&request);
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
    let (mut same, mut ignored, mut changed) = (0, 0, 0);
    for (group, ..) in work.iter() {
        for input in &group.inputs {
            match past.state(input) {
                State::Same => same += 1,
                State::Ignored => ignored += 1,
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
            State::Same | State::Ignored => false,
            State::Changed(_) => true,
        });
    }
    if changed == 0 && same > 0 {
        checked.nothing_changed = true;
        checked.remarks.push(format!(
            "nothing changed {words}, in what is checked: nothing was judged ({same} files)"
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
    if ignored > 0 {
        checked.remarks.push(format!(
            "not judged, since git ignores them: {ignored}; name them to have them judged"
        ));
    }
}

fn has_budget(settings: &Settings) -> bool {
    let mut rules = settings.rules.iter();
    rules.any(|rule| rule.kind == Kind::Budget && rule.levels.iter().any(Option::is_some))
}

/// Folders that were named, by their real paths.
fn folders(paths: &[PathBuf]) -> Vec<PathBuf> {
    let real = paths
        .iter()
        .filter_map(|path| std::fs::canonicalize(path).ok());
    real.filter(|path| path.is_dir()).collect()
}

/// Files that are gone, and that would have had this configuration.
fn gone_inputs(past: &Past, key: &[String], args: &RulesArgs) -> anyhow::Result<Vec<Input>> {
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
fn judge_gone(
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

/// A baseline in use, or one with the usual name.
fn is_baseline(input: &Input, known: &[PathBuf]) -> bool {
    path_of(input).is_some_and(|path| {
        let is_usual = path.file_name().is_some_and(|name| name == super::BASELINE);
        let is_known = || std::fs::canonicalize(&path).is_ok_and(|path| known.contains(&path));
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

fn path_of(input: &Input) -> Option<PathBuf> {
    match &input.origin {
        Origin::File(path) | Origin::Held(path, _) => Some(path.clone()),
        Origin::Stdin => None,
    }
}

/// The input that a document came from: its own label, or what stands before a row or a member.
fn file_of<'a>(files: &BTreeMap<String, Option<PathBuf>>, label: &'a str) -> &'a str {
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

/// Puts inputs together that have the same configuration.
fn groups(inputs: Vec<Input>, args: &RulesArgs, units: &Units) -> anyhow::Result<Vec<Group>> {
    let named = args
        .input
        .config
        .as_ref()
        .map(|path| settings_file::named(path).context("reading the configuration"))
        .transpose()?
        .map(Rc::new);
    let mut known: HashMap<PathBuf, Option<Rc<Chain>>> = HashMap::new();
    let mut groups: ByChain<Group> = BTreeMap::new();
    for input in inputs {
        let chain = if let Some(chain) = &named {
            Some(Rc::clone(chain))
        } else {
            let path = path_of(&input).or_else(|| args.stdin_filename.clone());
            let folder = path.unwrap_or_default().parent().map(Path::to_owned);
            let folder = folder.filter(|folder| !folder.as_os_str().is_empty());
            let folder = folder.unwrap_or_else(|| ".".into());
            if let Some(chain) = known.get(&folder) {
                chain.clone()
            } else {
                let found = settings_file::nearest(&folder);
                let chain = found.context("reading the configuration")?.map(Rc::new);
                known.insert(folder, chain.clone());
                chain
            }
        };
        let key = key_of(chain.as_deref());
        if let Some(group) = groups.get_mut(&key) {
            group.inputs.push(input);
        } else {
            let settings = settings_of(chain.as_deref(), Some(args), units)?;
            let group = Group {
                key: key.clone(),
                chain,
                settings,
                inputs: vec![input],
            };
            groups.insert(key, group);
        }
    }
    Ok(groups.into_values().collect())
}

/// What tells configurations apart: their files.
fn key_of(chain: Option<&Chain>) -> Vec<String> {
    let layers = chain.into_iter().flat_map(|chain| &chain.layers);
    layers
        .map(|layer| {
            let path = layer.folder.join(&layer.shown);
            path.to_string_lossy().into_owned()
        })
        .collect()
}

/// The settings of a configuration, with the command line laid over it.
///
/// # Errors
/// Every value that cannot be used, with its place.
pub(in crate::cli) fn settings_of(
    chain: Option<&Chain>,
    args: Option<&RulesArgs>,
    units: &Units,
) -> anyhow::Result<Settings> {
    let mut options = chain.map_or_else(CheckOptions::default, |chain| chain.file.check.clone());
    if let Some(profile) = args.and_then(|args| args.profile) {
        options.profile = Some(profile.name().to_owned());
    }
    if let Some(snippets) = args.and_then(|args| args.snippets) {
        let name = match snippets {
            SnippetsArg::Auto => "auto",
            SnippetsArg::Full => "full",
            SnippetsArg::Masked => "masked",
            SnippetsArg::None => "none",
        };
        options.snippets = Some(name.to_owned());
    }
    Settings::resolve(&options, units).map_err(|wrong| settings_file::unusable(chain, wrong))
}

/// The globs of a configuration: as in a .gitignore file, relative to the file that they stand in.
pub(in crate::cli) struct Globs {
    exclude: Gitignore,
    /// `paths` and `exclude` of each rule that has any.
    rules: HashMap<String, (Option<Gitignore>, Option<Gitignore>)>,
}

impl Globs {
    /// # Errors
    /// Every glob that is none.
    pub(in crate::cli) fn new(
        chain: Option<&Chain>,
        options: &CheckOptions,
    ) -> Result<Globs, Vec<SettingsError>> {
        let mut wrong = Vec::new();
        let mut built = |key: &[&str], globs: Option<&Vec<String>>| -> Option<Gitignore> {
            let layer = chain.and_then(|chain| chain.origin(key));
            let folder = layer.map_or(Path::new("."), |layer| layer.folder.as_path());
            let mut builder = GitignoreBuilder::new(folder);
            let mut is_none = |what: String| {
                wrong.push(SettingsError {
                    key: key.iter().map(|&part| part.to_owned()).collect(),
                    what,
                    help: "write it as in a .gitignore file, such as drafts/**".to_owned(),
                });
            };
            for glob in globs? {
                if is_open(glob) || builder.add_line(None, glob).is_err() {
                    is_none(format!("`{glob}` is no glob"));
                }
            }
            let built = builder.build();
            built
                .map_err(|_| is_none("these globs cannot be used together".to_owned()))
                .ok()
        };
        let mut rules = HashMap::new();
        for (name, rule) in &options.rules {
            let paths = built(&["check", "rules", name, "paths"], rule.paths.as_ref());
            let exclude = built(&["check", "rules", name, "exclude"], rule.exclude.as_ref());
            if paths.is_some() || exclude.is_some() {
                rules.insert(name.clone(), (paths, exclude));
            }
        }
        let exclude = built(&["check", "exclude"], options.exclude.as_ref());
        let exclude = exclude.unwrap_or_else(Gitignore::empty);
        if wrong.is_empty() {
            Ok(Globs { exclude, rules })
        } else {
            Err(wrong)
        }
    }

    fn is_excluded(&self, input: &Input) -> bool {
        path_of(input).is_some_and(|path| self.excludes(&path))
    }

    /// True if `exclude` leaves a file out.
    pub(in crate::cli) fn excludes(&self, path: &Path) -> bool {
        is_in(&self.exclude, path)
    }

    /// True if a rule looks at a file. Standard input without a name is looked at by every rule.
    pub(in crate::cli) fn takes(&self, rule: &Rule, path: Option<&Path>) -> bool {
        let (Some((paths, exclude)), Some(path)) = (self.rules.get(&rule.name), path) else {
            return true;
        };
        paths.as_ref().is_none_or(|globs| is_in(globs, path))
            && !exclude.as_ref().is_some_and(|globs| is_in(globs, path))
    }
}

/// True if a glob, or one for a folder above, matches a file.
fn is_in(globs: &Gitignore, path: &Path) -> bool {
    // What was never saved lies in a folder that is there, and what is gone has no real path any
    // more.
    let in_folder = || {
        let folder = std::fs::canonicalize(path.parent()?).ok()?;
        Some(folder.join(path.file_name()?))
    };
    let real = std::fs::canonicalize(path).ok().or_else(in_folder);
    let Some(path) = real.or_else(|| std::path::absolute(path).ok()) else {
        return false;
    };
    path.starts_with(globs.path()) && globs.matched_path_or_any_parents(&path, false).is_ignore()
}
