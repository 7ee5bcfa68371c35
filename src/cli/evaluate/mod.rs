//! `feltsense lexicon evaluate`: how well lexicons separate labelled texts.

mod show;
mod tables;

use std::collections::BTreeMap;

use anyhow::Context;

use super::args::EvaluateArgs;
use super::labelled::{self, Found, Labelled};
use super::{ExitStatus, lexicon, print, say};
use crate::analysis::Pipeline;
use crate::measure::UnitKind;
use crate::measure::validity::{self, Comparison, Scored};
use crate::report::table::visible;
use crate::report::{Overwrite, ReportFolder};

/// One unit in one file. A unit with an adverse side stands twice.
struct UnitResult {
    /// As in the columns of `scan`: `shame`, `shame.explicit`, `relational_adverse`.
    name: String,
    is_total: bool,
    is_adverse: bool,
    /// The plain rate, the weighted one, and what the weights gain; `None` without texts of both
    /// labels, and where nobody asked. The adverse side has no weighted rate.
    compared: Option<Comparison>,
    /// Texts with a hit among label 1 and among label 0.
    with: [u64; 2],
}

/// One entry in one file.
struct EntryResult {
    lexicon: usize,
    entry: u32,
    with: [u64; 2],
}

/// One file.
struct FileResult {
    name: String,
    texts: [u64; 2],
    groups: usize,
    units: Vec<UnitResult>,
    entries: Vec<EntryResult>,
}

/// Everything that is told.
struct Evaluation<'a> {
    pipeline: &'a Pipeline,
    files: Vec<FileResult>,
}

/// A unit over all files that hold both labels.
struct Mean<'a> {
    unit: &'a UnitResult,
    files: usize,
    auc: f64,
    weighted: f64,
    coverage: f64,
    false_alarms: f64,
}

/// Runs the evaluation.
pub(super) fn run(args: &EvaluateArgs) -> anyhow::Result<ExitStatus> {
    let pipeline = labelled::pipeline(lexicon::load_all(&args.lexicon)?);
    let folder = match &args.out {
        Some(target) => {
            let overwrite = if args.force {
                Overwrite::Ours
            } else {
                Overwrite::No
            };
            let opened = ReportFolder::create(target, overwrite);
            Some(opened.map_err(|error| anyhow::anyhow!("{error}; {}", error.help()))?)
        }
        None => None,
    };
    let mut files = Vec::new();
    for path in &args.files {
        let table = labelled::read_table(path, &args.columns)
            .with_context(|| format!("{}", path.display()))?;
        let found = labelled::analyse(&pipeline, &table);
        files.push(evaluate(
            labelled::name_of(path),
            &table,
            &found,
            &pipeline,
            args,
        ));
    }
    let evaluation = Evaluation {
        pipeline: &pipeline,
        files,
    };
    print(&show::text(
        &evaluation,
        args.categories,
        args.entries as usize,
    ))?;
    if let Some(folder) = folder {
        tables::write(&folder, &evaluation)?;
        let path = folder.commit()?;
        say(&format!(
            "Tables in {}\n",
            visible(&path.display().to_string())
        ));
    }
    Ok(ExitStatus::Done)
}

fn evaluate(
    name: String,
    table: &[Labelled],
    found: &[Found],
    pipeline: &Pipeline,
    args: &EvaluateArgs,
) -> FileResult {
    let is_asked = args.categories || args.out.is_some();
    let mut units = Vec::new();
    for (id, unit) in pipeline.units.iter() {
        for is_adverse in [false, true] {
            if is_adverse && !unit.has_adverse {
                continue;
            }
            let is_total = unit.kind == UnitKind::Lexicon;
            let rate = |found: &Found, weighted: bool| {
                let tally = found.counts.tallies.get(id);
                let hits = match (is_adverse, weighted) {
                    (true, _) => tally.adverse,
                    (false, false) => tally.affirmed,
                    (false, true) => tally.weighted,
                };
                match found.counts.words {
                    0 => 0.0,
                    words => hits as f64 / words as f64,
                }
            };
            let plain: Vec<Scored> = table
                .iter()
                .zip(found)
                .map(|(text, found)| Scored {
                    score: rate(found, false),
                    positive: text.positive,
                    group: text.group,
                })
                .collect();
            let with = [true, false].map(|positive| {
                let holds = |text: &&Scored| text.positive == positive && text.score > 0.0;
                plain.iter().filter(holds).count() as u64
            });
            let is_wanted = (is_total && !is_adverse) || (is_asked && with != [0, 0]);
            let weighted: Vec<f64> = found.iter().map(|found| rate(found, true)).collect();
            let suffix = if is_adverse { "_adverse" } else { "" };
            units.push(UnitResult {
                name: format!("{}{suffix}", unit.name),
                is_total,
                is_adverse,
                compared: is_wanted
                    .then(|| {
                        validity::compare(&plain, &weighted, args.resamples as usize, args.seed)
                    })
                    .flatten(),
                with,
            });
        }
    }
    FileResult {
        name,
        texts: labelled::texts_by_label(table),
        groups: table
            .iter()
            .map(|text| text.group)
            .max()
            .map_or(0, |group| group as usize + 1),
        units,
        entries: entries(table, found),
    }
}

/// The entries that fired, in the order of the lexicons.
fn entries(table: &[Labelled], found: &[Found]) -> Vec<EntryResult> {
    let mut fired: BTreeMap<(usize, u32), [u64; 2]> = BTreeMap::new();
    for (text, found) in table.iter().zip(found) {
        for &key in &found.fired {
            fired.entry(key).or_default()[usize::from(!text.positive)] += 1;
        }
    }
    fired
        .into_iter()
        .map(|((lexicon, entry), with)| EntryResult {
            lexicon,
            entry,
            with,
        })
        .collect()
}

impl Evaluation<'_> {
    /// Mean of each total over the files with both labels, each file counted once; empty if there
    /// are fewer than two such files.
    fn means(&self) -> Vec<Mean<'_>> {
        let files: Vec<&FileResult> = self
            .files
            .iter()
            .filter(|file| file.texts[0] > 0 && file.texts[1] > 0)
            .collect();
        let Some((first, rest)) = files.split_first() else {
            return Vec::new();
        };
        if rest.is_empty() {
            return Vec::new();
        }
        let totals = first.units.iter().enumerate();
        totals
            .filter(|(_, unit)| unit.is_total && !unit.is_adverse)
            .map(|(at, unit)| {
                let mean = |of: &dyn Fn(&FileResult, &UnitResult) -> f64| {
                    files
                        .iter()
                        .map(|file| of(file, &file.units[at]))
                        .sum::<f64>()
                        / files.len() as f64
                };
                let area = |unit: &UnitResult, pick: fn(&Comparison) -> f64| {
                    unit.compared.as_ref().map_or(0.5, pick)
                };
                Mean {
                    unit,
                    files: files.len(),
                    auc: mean(&|_, unit| area(unit, |c| c.first.value)),
                    weighted: mean(&|_, unit| area(unit, |c| c.second.value)),
                    coverage: mean(&|file, unit| unit.with[0] as f64 / file.texts[0] as f64),
                    false_alarms: mean(&|file, unit| unit.with[1] as f64 / file.texts[1] as f64),
                }
            })
            .collect()
    }

    /// For each lexicon, the entries that fired in no file.
    fn never_fired(&self) -> Vec<Vec<u32>> {
        let mut has_fired: Vec<Vec<bool>> = self
            .pipeline
            .lexicons
            .iter()
            .map(|lexicon| vec![false; lexicon.entries.len()])
            .collect();
        for entry in self.files.iter().flat_map(|file| &file.entries) {
            has_fired[entry.lexicon][entry.entry as usize] = true;
        }
        has_fired
            .iter()
            .map(|lexicon| {
                let silent = lexicon.iter().enumerate().filter(|(_, fired)| !**fired);
                silent.map(|(at, _)| at as u32).collect()
            })
            .collect()
    }
}
