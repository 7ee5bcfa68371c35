//! The tables of the corpus, of forms and of what could not be read.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::super::schema;
use super::super::table::Cell;
use super::{FormTotals, Table};
use crate::analysis::{FormKey, Pipeline};
use crate::measure::corpus::CorpusRow;
use crate::problem::Problem;

pub(in crate::report) fn close(table: Table) -> io::Result<()> {
    table.finish()?.flush()
}

pub(super) fn corpus_table(
    mut table: Table,
    rows: impl Iterator<Item = CorpusRow>,
) -> io::Result<Table> {
    table.header(&schema::CORPUS.map(|field| field.name))?;
    for row in rows {
        let rate = |value: fn(&crate::measure::describe::Describe) -> f64| {
            Cell::from(row.rates.as_ref().map(value))
        };
        table.row(&[
            Cell::from(row.group.as_str()),
            Cell::from(row.category.as_str()),
            Cell::from(row.documents),
            Cell::from(row.documents_with),
            Cell::from(row.words),
            Cell::from(row.hits),
            Cell::from(row.per_100),
            rate(|d| d.mean),
            Cell::from(row.rates.as_ref().and_then(|d| d.sd)),
            rate(|d| d.min),
            rate(|d| d.q25),
            rate(|d| d.median),
            rate(|d| d.q75),
            rate(|d| d.max),
            Cell::from(row.interval.map(|interval| interval.low)),
            Cell::from(row.interval.map(|interval| interval.high)),
            Cell::from(row.dp),
            Cell::from(row.dp_norm),
            Cell::from(row.negated),
            Cell::from(row.unrealised),
            Cell::from(row.released),
        ])?;
    }
    Ok(table)
}

/// By category in the order of the reports, then by hits, then by form.
pub(super) fn term_table(
    mut table: Table,
    forms: &BTreeMap<FormKey, FormTotals>,
    pipeline: &Pipeline,
    words: u64,
) -> io::Result<Table> {
    table.header(&schema::TERM.map(|field| field.name))?;
    let mut sums: BTreeMap<crate::measure::UnitId, u64> = BTreeMap::new();
    for (key, totals) in forms {
        *sums.entry(key.unit).or_default() += totals.statuses[0];
    }
    let mut order: Vec<(&FormKey, &FormTotals)> = forms.iter().collect();
    order.sort_by_key(|(key, totals)| {
        (
            key.unit,
            std::cmp::Reverse(totals.statuses[0]),
            &key.form,
            key.entry,
        )
    });
    for (key, totals) in order {
        let unit = pipeline.units.get(key.unit);
        let entry = &pipeline.lexicons[unit.lexicon].entries[key.entry as usize];
        let [hits, negated, unrealised, released] = totals.statuses;
        let all = sums[&key.unit];
        table.row(&[
            Cell::from(unit.name.as_str()),
            Cell::from(entry.name.as_ref()),
            Cell::from(key.form.as_str()),
            Cell::from(hits),
            Cell::from(totals.documents),
            Cell::from((words > 0).then(|| 1e6 * hits as f64 / words as f64)),
            Cell::from((all > 0).then(|| hits as f64 / all as f64)),
            Cell::from(negated),
            Cell::from(unrealised),
            Cell::from(released),
            Cell::from(entry.polarity.name()),
        ])?;
    }
    Ok(table)
}

pub(super) fn problem_table(mut table: Table, problems: &[Problem]) -> io::Result<Table> {
    table.header(&schema::SKIPPED.map(|field| field.name))?;
    for problem in problems {
        table.row(&[
            Cell::from(problem.path.as_str()),
            Cell::from(problem.reason),
            Cell::from(problem.detail.as_str()),
            Cell::from(if problem.fatal { "error" } else { "remark" }),
        ])?;
    }
    Ok(table)
}
