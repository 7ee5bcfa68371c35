//! What `lexicon evaluate --out` writes: four tables and a manifest.

use std::io::Write as _;

use super::{Evaluation, FileResult};
use crate::measure::Interval;
use crate::measure::validity::{self, Estimate};
use crate::report::{Cell, ReportFolder, TableOptions, TableWriter};

const UNITS: [&str; 18] = [
    "file",
    "category",
    "texts_1",
    "texts_0",
    "groups",
    "auc",
    "low",
    "high",
    "weighted_auc",
    "weighted_low",
    "weighted_high",
    "gain",
    "gain_low",
    "gain_high",
    "with_1",
    "with_0",
    "coverage",
    "false_alarms",
];
const ENTRIES: [&str; 11] = [
    "file", "category", "family", "entry", "weight", "theory", "with_1", "with_0", "log_odds",
    "low", "high",
];
const MEANS: [&str; 7] = [
    "category",
    "files",
    "auc",
    "weighted_auc",
    "gain",
    "coverage",
    "false_alarms",
];
const NEVER: [&str; 5] = ["category", "family", "entry", "weight", "line"];

/// Writes all tables.
pub(super) fn write(folder: &ReportFolder, evaluation: &Evaluation) -> anyhow::Result<()> {
    let options = TableOptions::default();
    let mut units = TableWriter::new(folder.file("evaluation.csv")?, options);
    units.header(&UNITS)?;
    let mut entries = TableWriter::new(folder.file("entries.csv")?, options);
    entries.header(&ENTRIES)?;
    for file in &evaluation.files {
        for row in unit_rows(file) {
            units.row(&row)?;
        }
        for found in &file.entries {
            let lexicon = &evaluation.pipeline.lexicons[found.lexicon];
            let entry = &lexicon.entries[found.entry as usize];
            let category = lexicon.qualified(entry.category);
            let odds = validity::log_odds(found.with, file.texts);
            entries.row(&[
                Cell::from(file.name.as_str()),
                Cell::from(category.as_str()),
                Cell::from(entry.family.as_ref()),
                Cell::from(entry.name.as_ref()),
                Cell::from(entry.weight.value()),
                Cell::from(entry.theory.value()),
                Cell::from(found.with[0]),
                Cell::from(found.with[1]),
                Cell::from(odds.map(|(value, _)| value)),
                Cell::from(odds.map(|(_, interval)| interval.low)),
                Cell::from(odds.map(|(_, interval)| interval.high)),
            ])?;
        }
    }
    units.finish()?.flush()?;
    entries.finish()?.flush()?;
    let mut means = TableWriter::new(folder.file("means.csv")?, options);
    means.header(&MEANS)?;
    for mean in evaluation.means() {
        means.row(&[
            Cell::from(mean.unit.name.as_str()),
            Cell::from(mean.files as u64),
            Cell::from(mean.auc),
            Cell::from(mean.weighted),
            Cell::from(mean.weighted - mean.auc),
            Cell::from(mean.coverage),
            Cell::from(mean.false_alarms),
        ])?;
    }
    means.finish()?.flush()?;
    let mut never = TableWriter::new(folder.file("never_fired.csv")?, options);
    never.header(&NEVER)?;
    let lexicons = &evaluation.pipeline.lexicons;
    for (lexicon, silent) in lexicons.iter().zip(evaluation.never_fired()) {
        for at in silent {
            let entry = &lexicon.entries[at as usize];
            let category = lexicon.qualified(entry.category);
            never.row(&[
                Cell::from(category.as_str()),
                Cell::from(entry.family.as_ref()),
                Cell::from(entry.name.as_ref()),
                Cell::from(entry.weight.value()),
                Cell::from(entry.place.0 as u64),
            ])?;
        }
    }
    never.finish()?.flush()?;
    let mut manifest = folder.file("manifest.json")?;
    let record = serde_json::json!({
        "tool": "feltsense",
        "version": env!("CARGO_PKG_VERSION"),
        "command": "lexicon evaluate",
        "lexicons": lexicons.iter().map(|lexicon| serde_json::json!({
            "name": lexicon.name, "version": lexicon.version, "sha256": lexicon.sha256,
        })).collect::<Vec<_>>(),
        "report_files": [
            "entries.csv", "evaluation.csv", "manifest.json", "means.csv", "never_fired.csv",
        ],
    });
    serde_json::to_writer_pretty(&mut manifest, &record)?;
    manifest.write_all(b"\n")?;
    manifest.flush()?;
    Ok(())
}

fn unit_rows(file: &FileResult) -> Vec<[Cell<'_>; 18]> {
    let share = |with: u64, texts: u64| validity::share(with, texts).map(|(share, _)| share);
    let value = |of: Option<Estimate>| of.map(|of| of.value);
    let low = |of: Option<Estimate>| of.and_then(|of| of.interval).map(|i: Interval| i.low);
    let high = |of: Option<Estimate>| of.and_then(|of| of.interval).map(|i: Interval| i.high);
    file.units
        .iter()
        .map(|unit| {
            let plain = unit.compared.map(|c| c.first);
            let both = unit.compared.filter(|_| !unit.is_adverse);
            let (weighted, gain) = (both.map(|c| c.second), both.map(|c| c.difference));
            [
                Cell::from(file.name.as_str()),
                Cell::from(unit.name.as_str()),
                Cell::from(file.texts[0]),
                Cell::from(file.texts[1]),
                Cell::from(file.groups as u64),
                Cell::from(value(plain)),
                Cell::from(low(plain)),
                Cell::from(high(plain)),
                Cell::from(value(weighted)),
                Cell::from(low(weighted)),
                Cell::from(high(weighted)),
                Cell::from(value(gain)),
                Cell::from(low(gain)),
                Cell::from(high(gain)),
                Cell::from(unit.with[0]),
                Cell::from(unit.with[1]),
                Cell::from(share(unit.with[0], file.texts[0])),
                Cell::from(share(unit.with[1], file.texts[1])),
            ]
        })
        .collect()
}
