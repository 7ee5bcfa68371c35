//! `feltsense lexicon evaluate`: how well lexicons separate labelled texts.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, bail};
use rayon::prelude::*;

use super::args::EvaluateArgs;
use super::{ExitStatus, lexicon, print, say};
use crate::analysis::{Pipeline, Settings, WordRule};
use crate::lexicon::builtin;
use crate::matching::{Engine, Status};
use crate::measure::tally::Method;
use crate::measure::validity::{self, Scored};
use crate::measure::{Interval, IntervalMethod, UnitKind};
use crate::read::decode::Choice;
use crate::read::table::{Columns, Rows};
use crate::read::{self, Format};
use crate::report::table::visible;
use crate::report::{Cell, Overwrite, ReportFolder, TableOptions, TableWriter};

/// Sums of one lexicon entry over a file: texts with an affirmed hit, by label.
type Fired = BTreeMap<(usize, u32), [u64; 2]>;

/// One unit in one file.
struct UnitResult {
    name: String,
    is_lexicon: bool,
    auc: Option<f64>,
    interval: Option<Interval>,
    weighted_auc: Option<f64>,
    /// Texts with a hit among label 1 and among label 0.
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

struct EntryResult {
    category: String,
    entry: String,
    weight: f64,
    with: [u64; 2],
}

/// A labelled text.
struct Labelled {
    text: String,
    positive: bool,
    group: u32,
}

/// Runs the evaluation.
pub(super) fn run(args: &EvaluateArgs) -> anyhow::Result<ExitStatus> {
    let lexicons = lexicon::load_all(&args.lexicon)?;
    let method = Method {
        interval: IntervalMethod::Byar,
        resamples: 1,
        seed: args.seed,
    };
    let settings = Settings {
        words: WordRule::Uax29,
        by: None,
        matches: false,
        excerpts: false,
        method,
        engine: Engine::default(),
    };
    let pipeline = Pipeline::new(lexicons, builtin::english().clone(), settings);
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
    let mut results = Vec::new();
    for path in &args.files {
        let labelled = labelled(path, args).with_context(|| format!("{}", path.display()))?;
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        results.push(evaluate(name, &labelled, &pipeline, args));
    }
    print(&shown(&results, args))?;
    if let Some(folder) = folder {
        write(&folder, &results)?;
        let path = folder.commit()?;
        say(&format!(
            "Tables in {}\n",
            visible(&path.display().to_string())
        ));
    }
    Ok(ExitStatus::Done)
}

/// Reads a labelled table. Every row must be readable: a figure over a part would mislead.
fn labelled(path: &Path, args: &EvaluateArgs) -> anyhow::Result<Vec<Labelled>> {
    let extension = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let Some(format) = Format::of_extension(&extension).filter(|format| format.is_table()) else {
        bail!("is no table; give a .csv, .tsv or .jsonl file with a text and a label in each row");
    };
    let columns = Columns {
        text: args.text_column.clone(),
        id: None,
    };
    let file =
        File::open(path).map_err(|error| anyhow::anyhow!("{}", crate::walk::words_of(&error)))?;
    let rows = Rows::new(Box::new(file), format, &columns, Choice::Auto)
        .map_err(|error| anyhow::anyhow!("{error}; {}", error.help()))?;
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut labelled = Vec::new();
    for row in rows {
        let row = row.map_err(|error| anyhow::anyhow!("{error}; {}", error.help()))?;
        let value = |name: &str| {
            row.metadata
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.as_str())
        };
        let positive = match value(&args.label_column) {
            Some("1" | "true") => true,
            Some("0" | "false") => false,
            Some(_) => bail!("row {}: the label is neither 0 nor 1", row.number),
            None => bail!(
                "row {}: there is no column `{}`; name it with --label-column",
                row.number,
                args.label_column
            ),
        };
        // Without a group every text stands for itself.
        let group = value(&args.group_column).filter(|group| !group.is_empty());
        let group = group.map_or_else(|| format!("\0{}", row.number), str::to_owned);
        let next = numbers.len() as u32;
        let group = *numbers.entry(group).or_insert(next);
        labelled.push(Labelled {
            text: row.text,
            positive,
            group,
        });
    }
    if labelled.is_empty() {
        bail!("holds no row");
    }
    Ok(labelled)
}

fn evaluate(
    name: String,
    labelled: &[Labelled],
    pipeline: &Pipeline,
    args: &EvaluateArgs,
) -> FileResult {
    let analyses: Vec<_> = labelled
        .par_iter()
        .map(|text| {
            let document = read::read_document(text.text.clone(), Format::Text);
            let analysis = pipeline.analyse(&document, &text.text);
            (analysis.counts, analysis.forms)
        })
        .collect();
    let count = |positive: bool| labelled.iter().filter(|t| t.positive == positive).count() as u64;
    let mut units = Vec::new();
    for (id, unit) in pipeline.units.iter() {
        let sides = if unit.has_adverse { 2 } else { 1 };
        for side in 0..sides {
            let scored = |weighted: bool| -> Vec<Scored> {
                labelled
                    .iter()
                    .zip(&analyses)
                    .map(|(text, (counts, _))| {
                        let tally = counts.tallies.get(id);
                        let hits = match (side, weighted) {
                            (0, false) => tally.affirmed as f64,
                            (0, true) => tally.weighted as f64,
                            _ => tally.adverse as f64,
                        };
                        let score = if counts.words == 0 {
                            0.0
                        } else {
                            hits / counts.words as f64
                        };
                        Scored {
                            score,
                            positive: text.positive,
                            group: text.group,
                        }
                    })
                    .collect()
            };
            let plain = scored(false);
            let with = |positive: bool| {
                plain
                    .iter()
                    .filter(|text| text.positive == positive && text.score > 0.0)
                    .count() as u64
            };
            let suffix = if side == 0 { "" } else { "_adverse" };
            units.push(UnitResult {
                name: format!("{}{suffix}", unit.name),
                is_lexicon: unit.kind == UnitKind::Lexicon && side == 0,
                auc: validity::auc(&plain),
                interval: validity::auc_interval(&plain, args.resamples as usize, args.seed),
                weighted_auc: if side == 0 {
                    validity::auc(&scored(true))
                } else {
                    None
                },
                with: [with(true), with(false)],
            });
        }
    }
    let mut fired: Fired = BTreeMap::new();
    for (text, (_, forms)) in labelled.iter().zip(&analyses) {
        let mut here: Vec<(usize, u32)> = forms
            .iter()
            .filter(|(_, counts)| counts.statuses[Status::Affirmed.index()] > 0)
            .map(|(key, _)| (pipeline.units.get(key.unit).lexicon, key.entry))
            .collect();
        here.sort_unstable();
        here.dedup();
        for key in here {
            fired.entry(key).or_default()[usize::from(!text.positive)] += 1;
        }
    }
    let entries = fired
        .into_iter()
        .map(|((lexicon, entry), with)| {
            let lexicon = &pipeline.lexicons[lexicon];
            let entry = &lexicon.entries[entry as usize];
            EntryResult {
                category: lexicon.qualified(entry.category),
                entry: entry.name.clone(),
                weight: f64::from(entry.weight.hundredths()) / 100.0,
                with,
            }
        })
        .collect();
    let groups = labelled
        .iter()
        .map(|text| text.group)
        .max()
        .map_or(0, |group| group as usize + 1);
    FileResult {
        name,
        texts: [count(true), count(false)],
        groups,
        units,
        entries,
    }
}

fn shown(results: &[FileResult], args: &EvaluateArgs) -> String {
    let mut out = String::new();
    for result in results {
        let _ = writeln!(
            out,
            "{}: {} texts with label 1, {} with label 0, {} groups",
            visible(&result.name),
            result.texts[0],
            result.texts[1],
            result.groups
        );
        let _ = writeln!(
            out,
            "  {:42} {:>6} {:>16} {:>9} {:>9} {:>9}",
            "", "AUC", "95 % interval", "weighted", "coverage", "false al."
        );
        for unit in &result.units {
            let fires = unit.with != [0, 0];
            if !unit.is_lexicon && (!args.categories || !fires) {
                continue;
            }
            let number = |value: Option<f64>| value.map_or("-".to_owned(), |v| format!("{v:.3}"));
            let interval = unit
                .interval
                .map_or("-".to_owned(), |i| format!("{:.3} to {:.3}", i.low, i.high));
            let percent = |with: u64, texts: u64| match texts {
                0 => "-".to_owned(),
                _ => format!("{:.1} %", 100.0 * with as f64 / texts as f64),
            };
            let _ = writeln!(
                out,
                "  {:42} {:>6} {interval:>16} {:>9} {:>9} {:>9}",
                unit.name,
                number(unit.auc),
                number(unit.weighted_auc),
                percent(unit.with[0], result.texts[0]),
                percent(unit.with[1], result.texts[1]),
            );
        }
        entries_shown(&mut out, result, args.entries as usize);
        out.push('\n');
    }
    out
}

/// The entries that fire most, with how much likelier they are in label-1 texts.
fn entries_shown(out: &mut String, result: &FileResult, most: usize) {
    let mut entries: Vec<&EntryResult> = result.entries.iter().collect();
    entries.sort_by_key(|entry| {
        (
            std::cmp::Reverse(entry.with[0] + entry.with[1]),
            &entry.category,
        )
    });
    for entry in entries.into_iter().take(most) {
        let (odds, interval) = validity::log_odds(entry.with, result.texts);
        let _ = writeln!(
            out,
            "  {:34} {:40} label 1: {:>4}  label 0: {:>4}  log odds {odds:>5.2} ({:.2} to {:.2})",
            entry.category, entry.entry, entry.with[0], entry.with[1], interval.low, interval.high
        );
    }
}

const UNIT_HEADER: [&str; 12] = [
    "file",
    "category",
    "texts_1",
    "texts_0",
    "auc",
    "low",
    "high",
    "weighted_auc",
    "with_1",
    "with_0",
    "coverage",
    "false_alarms",
];
const ENTRY_HEADER: [&str; 9] = [
    "file", "category", "entry", "weight", "with_1", "with_0", "log_odds", "low", "high",
];

fn write(folder: &ReportFolder, results: &[FileResult]) -> anyhow::Result<()> {
    let options = TableOptions::default();
    let mut units = TableWriter::new(folder.file("evaluation.csv")?, options);
    units.header(&UNIT_HEADER)?;
    let mut entries = TableWriter::new(folder.file("entries.csv")?, options);
    entries.header(&ENTRY_HEADER)?;
    for result in results {
        let share = |with: u64, texts: u64| validity::share(with, texts).map(|(share, _)| share);
        for unit in &result.units {
            units.row(&[
                Cell::from(result.name.as_str()),
                Cell::from(unit.name.as_str()),
                Cell::from(result.texts[0]),
                Cell::from(result.texts[1]),
                Cell::from(unit.auc),
                Cell::from(unit.interval.map(|interval| interval.low)),
                Cell::from(unit.interval.map(|interval| interval.high)),
                Cell::from(unit.weighted_auc),
                Cell::from(unit.with[0]),
                Cell::from(unit.with[1]),
                Cell::from(share(unit.with[0], result.texts[0])),
                Cell::from(share(unit.with[1], result.texts[1])),
            ])?;
        }
        for entry in &result.entries {
            let (odds, interval) = validity::log_odds(entry.with, result.texts);
            entries.row(&[
                Cell::from(result.name.as_str()),
                Cell::from(entry.category.as_str()),
                Cell::from(entry.entry.as_str()),
                Cell::from(entry.weight),
                Cell::from(entry.with[0]),
                Cell::from(entry.with[1]),
                Cell::from(odds),
                Cell::from(interval.low),
                Cell::from(interval.high),
            ])?;
        }
    }
    units.finish()?.flush()?;
    entries.finish()?.flush()?;
    let mut manifest = folder.file("manifest.json")?;
    let record = serde_json::json!({
        "tool": "feltsense",
        "version": env!("CARGO_PKG_VERSION"),
        "command": "lexicon evaluate",
        "report_files": ["entries.csv", "evaluation.csv", "manifest.json"],
    });
    serde_json::to_writer_pretty(&mut manifest, &record)?;
    manifest.write_all(b"\n")?;
    manifest.flush()?;
    Ok(())
}
