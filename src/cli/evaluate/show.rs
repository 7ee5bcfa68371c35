//! What `lexicon evaluate` prints: lines of at most 80 columns, 100 with sub-categories.

use std::cmp::Reverse;
use std::fmt::Write as _;

use super::{Evaluation, FileResult, UnitResult};
use crate::measure::Interval;
use crate::measure::validity::{self, Estimate};
use crate::report::table::visible;

/// Width of the entries.
const ENTRY: usize = 46;

/// Everything, one block per file, then the means and the entries that never fired.
pub(super) fn text(evaluation: &Evaluation, categories: bool, entries: usize) -> String {
    let mut out = String::new();
    for file in &evaluation.files {
        let _ = writeln!(
            out,
            "{}: {} texts with label 1, {} with label 0, {} groups",
            visible(&file.name),
            file.texts[0],
            file.texts[1],
            file.groups
        );
        units(&mut out, file, categories);
        if entries > 0 {
            for at in 0..evaluation.pipeline.lexicons.len() {
                most_fired(&mut out, evaluation, file, at, entries);
            }
        }
        out.push('\n');
    }
    means(&mut out, evaluation);
    never_fired(&mut out, evaluation);
    out.push_str(
        "95 %: bootstrap over groups.\n\
         gain: AUC of the weighted rate minus that of the plain one.\n\
         label 1, label 0: share of these texts with a hit (coverage, false alarms).\n",
    );
    out
}

fn heading(out: &mut String, width: usize, columns: [&str; 6]) {
    let _ = write!(out, "  {:width$}", "");
    for (column, width) in columns.iter().zip([5, 11, 6, 13, 7, 7]) {
        let _ = write!(out, " {column:>width$}");
    }
    out.push('\n');
}

fn units(out: &mut String, file: &FileResult, categories: bool) {
    let shown: Vec<&UnitResult> = file
        .units
        .iter()
        .filter(|unit| {
            let is_main = unit.is_total && !unit.is_adverse;
            is_main || (categories && unit.with != [0, 0])
        })
        .collect();
    let names: Vec<String> = shown.iter().map(|unit| shown_name(unit)).collect();
    let width = names.iter().map(String::len).max().unwrap_or(0).max(15);
    let columns = ["AUC", "95 %", "gain", "95 %", "label 1", "label 0"];
    heading(out, width, columns);
    for (unit, name) in shown.into_iter().zip(names) {
        let dash = || "-".to_owned();
        let compared = unit.compared;
        let gain = compared.filter(|_| !unit.is_adverse).map(|c| c.difference);
        let _ =
            writeln!(
                out,
                "  {name:width$} {:>5} {:>11} {:>6} {:>13} {:>7} {:>7}",
                compared.map_or_else(dash, |c| format!("{:.3}", c.first.value)),
                compared
                    .and_then(|c| c.first.interval)
                    .map_or_else(dash, |i| format!("{:.3}–{:.3}", i.low, i.high)),
                gain.map_or_else(dash, |gain| signed(gain.value)),
                gain.and_then(|gain: Estimate| gain.interval).map_or_else(
                    dash,
                    |i: Interval| format!("{} {}", signed(i.low), signed(i.high))
                ),
                percent(unit.with[0], file.texts[0]),
                percent(unit.with[1], file.texts[1]),
            );
    }
}

/// A category stands indented under its lexicon.
fn shown_name(unit: &UnitResult) -> String {
    let own = unit.name.split_once('.').map(|(_, category)| category);
    match (own, unit.is_adverse) {
        (None, false) => unit.name.clone(),
        (None, true) => "  adverse".to_owned(),
        (Some(category), _) => format!("  {}", category.replace("_adverse", " adverse")),
    }
}

fn signed(value: f64) -> String {
    // Rounded first: there is no "-.0000".
    let rounded = (value * 10_000.0).round() as i64;
    let sign = match rounded {
        0 => " ",
        1.. => "+",
        _ => "-",
    };
    format!("{sign}.{:04}", rounded.abs())
}

fn percent(with: u64, texts: u64) -> String {
    match texts {
        0 => "-".to_owned(),
        _ => format!("{:.1} %", 100.0 * with as f64 / texts as f64),
    }
}

/// At most so many characters.
fn clipped(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

/// The entries that fire most, with how much likelier they are in label-1 texts.
fn most_fired(
    out: &mut String,
    evaluation: &Evaluation,
    file: &FileResult,
    lexicon: usize,
    most: usize,
) {
    let mut entries: Vec<_> = file
        .entries
        .iter()
        .filter(|entry| entry.lexicon == lexicon)
        .collect();
    if entries.is_empty() {
        return;
    }
    entries.sort_by_key(|entry| (Reverse(entry.with[0] + entry.with[1]), entry.entry));
    let lexicon = &evaluation.pipeline.lexicons[lexicon];
    let _ = writeln!(
        out,
        "  {:ENTRY$} {:>5} {:>5} {:>5} {:>13}",
        format!("{}: texts with the entry, log odds", lexicon.name),
        "lab 1",
        "lab 0",
        "odds",
        "95 %"
    );
    for found in entries.into_iter().take(most) {
        let entry = &lexicon.entries[found.entry as usize];
        let category = &lexicon.categories[entry.category.0 as usize].id;
        let odds = validity::log_odds(found.with, file.texts);
        let _ = writeln!(
            out,
            "    {:width$} {:>5} {:>5} {:>5} {:>13}",
            clipped(&format!("{category}: {}", entry.name), ENTRY - 2),
            found.with[0],
            found.with[1],
            odds.map_or("-".to_owned(), |(value, _)| format!("{value:.1}")),
            odds.map_or("-".to_owned(), |(_, i)| format!(
                "{:.1} to {:.1}",
                i.low, i.high
            )),
            width = ENTRY - 2
        );
    }
}

fn means(out: &mut String, evaluation: &Evaluation) {
    let means = evaluation.means();
    let Some(first) = means.first() else { return };
    let _ = writeln!(
        out,
        "mean of the {} files with both labels (for files about one construct)",
        first.files
    );
    let names = means.iter().map(|mean| mean.unit.name.len());
    let width = names.max().unwrap_or(0).max(15);
    let columns = ["AUC", "weighted", "gain", "", "label 1", "label 0"];
    heading(out, width, columns);
    for mean in &means {
        let _ = writeln!(
            out,
            "  {:width$} {:.3} {:>11.3} {:>6} {:>13} {:>5.1} % {:>5.1} %",
            mean.unit.name,
            mean.auc,
            mean.weighted,
            signed(mean.weighted - mean.auc),
            "",
            100.0 * mean.coverage,
            100.0 * mean.false_alarms
        );
    }
    out.push('\n');
}

fn never_fired(out: &mut String, evaluation: &Evaluation) {
    let lexicons = &evaluation.pipeline.lexicons;
    for (lexicon, silent) in lexicons.iter().zip(evaluation.never_fired()) {
        let _ = writeln!(
            out,
            "{}: {} of {} entries fired in no file",
            lexicon.name,
            silent.len(),
            lexicon.entries.len()
        );
    }
}
