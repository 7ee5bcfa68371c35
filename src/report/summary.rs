//! The short summary for people: a table per lexicon with bars and intervals.
//!
//! Rounded for the screen; the files have full precision. Neutral colours only: the poles are
//! never shown as good or bad.

use std::fmt::Write as _;

use super::manifest::CAUTION;
use super::table::visible;
use super::writer::Finished;
use crate::analysis::Pipeline;
use crate::measure::corpus::CorpusRow;
use crate::measure::{UnitKind, Units};
use crate::problem::Problem;

/// Cells of a bar.
const BAR: usize = 16;
/// Categories shown for each lexicon.
const SHOWN: usize = 3;
/// Most forms shown for each category, as far as they fit into a line of 80.
const FORMS: usize = 3;
/// Characters for the forms.
const FORMS_WIDTH: usize = 43;
/// Problems listed by name.
const PROBLEMS: usize = 8;

/// What the summary tells.
pub struct Story<'a> {
    /// Units and lexicons.
    pub pipeline: &'a Pipeline,
    /// Rows of `corpus.csv` for the whole corpus.
    pub rows: &'a [CorpusRow],
    /// Forms and sums.
    pub finished: &'a Finished,
    /// What could not be read.
    pub problems: &'a [Problem],
    /// Inputs whose encoding was guessed.
    pub guessed: &'a [(String, &'static str)],
    /// Remarks of the walk.
    pub notes: &'a [String],
    /// Bold headings.
    pub styled: bool,
}

/// Writes the summary.
pub fn text(story: &Story<'_>) -> String {
    let mut out = String::new();
    let counts = &story.finished.counts;
    let _ = writeln!(
        out,
        "{}: {}, {}, {}",
        bold("feltsense", story.styled),
        plural(counts.documents, "document"),
        plural(counts.words, "word"),
        plural(counts.hits, "affirmed hit"),
    );
    let units = &story.pipeline.units;
    let find = |name: &str| story.rows.iter().find(|row| row.category == name);
    let lexicons: Vec<&str> = units
        .iter()
        .filter(|(_, unit)| unit.kind == UnitKind::Lexicon)
        .map(|(_, unit)| unit.name.as_str())
        .collect();
    let width = lexicons.iter().map(|name| name.len()).max().unwrap_or(0) + 10;
    let most = lexicons
        .iter()
        .copied()
        .filter_map(find)
        .filter_map(|row| row.interval.map(|interval| interval.high).or(row.per_100))
        .fold(0.0, f64::max);
    if counts.words > 0 {
        let heading = "per 100 words, 95 % interval (█ up to its lower end, ░ to its upper)";
        let _ = writeln!(
            out,
            "
{heading}"
        );
        for name in lexicons {
            lexicon(&mut out, story, name, &find, width, most);
        }
    }
    remarks(&mut out, story);
    let _ = writeln!(out, "\n{}", wrap(CAUTION, 78));
    out
}

fn lexicon<'r>(
    out: &mut String,
    story: &Story<'_>,
    name: &str,
    find: &impl Fn(&str) -> Option<&'r CorpusRow>,
    width: usize,
    most: f64,
) {
    let units: &Units = &story.pipeline.units;
    let Some(row) = find(name) else { return };
    let pad = " ".repeat(width.saturating_sub(name.len()));
    let _ = writeln!(
        out,
        "{}{pad}  {}",
        bold(name, story.styled),
        rate(row, most)
    );
    if let Some(adverse) = find(&format!("{name}_adverse")) {
        let _ = writeln!(out, "{:width$}  {}", "  distress pole", rate(adverse, most));
    }
    let mut parts: Vec<(&CorpusRow, crate::measure::UnitId, &str)> = units
        .iter()
        .filter_map(|(id, unit)| {
            let category = unit.name.strip_prefix(name)?.strip_prefix('.')?;
            Some((find(&unit.name)?, id, category))
        })
        .filter(|(row, ..)| row.hits > 0)
        .collect();
    parts.sort_by(|a, b| b.0.hits.cmp(&a.0.hits).then_with(|| a.2.cmp(b.2)));
    for (row, id, category) in parts.into_iter().take(SHOWN) {
        let mut forms = String::new();
        for (form, hits) in story.finished.top_forms(id, FORMS) {
            let next = format!("{}{form} {hits}", if forms.is_empty() { "" } else { ", " });
            if forms.chars().count() + next.chars().count() > FORMS_WIDTH {
                break;
            }
            forms.push_str(&next);
        }
        let _ = writeln!(out, "  {category:24} {:>6}  {forms}", row.hits);
    }
}

/// `0.83  ███████▓▓▓░░░   0.71 to 0.96   in 38 of 47`
fn rate(row: &CorpusRow, most: f64) -> String {
    let Some(value) = row.per_100 else {
        return "no words".to_owned();
    };
    let (low, high) = row.interval.map_or((value, value), |i| (i.low, i.high));
    let bar = bar(low, value, high, most, BAR);
    let interval = match row.interval {
        Some(interval) => format!("{:.2} to {:.2}", interval.low, interval.high),
        None => "one document".to_owned(),
    };
    format!(
        "{value:>5.2}  {bar:BAR$}  {interval:14} in {} of {}",
        row.documents_with, row.documents
    )
}

/// A bar of so many cells for a rate and its interval: `███▓▓░`, full up to the lower end, `▓` to the
/// rate, `░` to the upper end; `most` is what all cells stand for.
pub(crate) fn bar(low: f64, value: f64, high: f64, most: f64, cells: usize) -> String {
    let cells = |x: f64| {
        if most > 0.0 {
            (x / most * cells as f64).round() as usize
        } else {
            0
        }
    };
    let (a, b, c) = (cells(low), cells(value), cells(high));
    format!(
        "{}{}{}",
        "█".repeat(a),
        "▓".repeat(b.saturating_sub(a)),
        "░".repeat(c.max(b).saturating_sub(b.max(a)))
    )
}

fn remarks(out: &mut String, story: &Story<'_>) {
    if !story.guessed.is_empty() {
        let _ = writeln!(
            out,
            "\n{} read in a guessed encoding (say it with --encoding):",
            plural(story.guessed.len() as u64, "input"),
        );
        for (path, encoding) in story.guessed.iter().take(PROBLEMS) {
            let _ = writeln!(out, "  {}: {encoding}", visible(path));
        }
        more(out, story.guessed.len());
    }
    if !story.notes.is_empty() {
        let _ = writeln!(out);
        for note in story.notes.iter().take(PROBLEMS) {
            let _ = writeln!(out, "note: {}", visible(note));
        }
        more(out, story.notes.len());
    }
    let found = &story.finished.identifiers;
    if !found.is_empty() {
        let kinds = found
            .iter()
            .map(|(kind, count)| format!("{} ({})", kind.title(), grouped(*count)));
        let told = format!(
            "possible identifiers in {}: {}; their places are in identifiers. A text without any is not thereby anonymous.",
            plural(story.finished.identified, "document"),
            kinds.collect::<Vec<_>>().join(", "),
        );
        let _ = writeln!(out, "\n{}", wrap(&told, 78));
    }
    let (lost, remarks): (Vec<&Problem>, Vec<&Problem>) =
        story.problems.iter().partition(|problem| problem.fatal);
    problems(
        out,
        &plural(lost.len() as u64, "input"),
        "not read, or not wholly",
        &lost,
    );
    problems(
        out,
        &plural(remarks.len() as u64, "remark"),
        "on inputs",
        &remarks,
    );
}

fn problems(out: &mut String, count: &str, what: &str, problems: &[&Problem]) {
    if problems.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{count} {what} (all in skipped):");
    for problem in problems.iter().take(PROBLEMS) {
        let _ = writeln!(
            out,
            "  {}: {}",
            visible(&problem.path),
            visible(&problem.detail)
        );
    }
    more(out, problems.len());
}

fn more(out: &mut String, count: usize) {
    if count > PROBLEMS {
        let _ = writeln!(out, "  and {} more", count - PROBLEMS);
    }
}

/// `1 word`, `31,204 words`.
pub(crate) fn plural(count: u64, noun: &str) -> String {
    format!(
        "{} {noun}{}",
        grouped(count),
        if count == 1 { "" } else { "s" }
    )
}

pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn bold(text: &str, styled: bool) -> String {
    if styled {
        format!("\x1b[1m{text}\x1b[0m")
    } else {
        text.to_owned()
    }
}

pub(crate) fn wrap(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split(' ') {
        if column > 0 && column + 1 + word.len() > width {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += word.len();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_for_people() {
        assert_eq!(plural(1, "word"), "1 word");
        assert_eq!(plural(1_234_567, "word"), "1,234,567 words");
        assert_eq!(plural(0, "hit"), "0 hits");
    }
}
