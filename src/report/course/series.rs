//! `series.csv`.

use std::io;

use crate::analysis::Pipeline;
use crate::course::series::{AllSeries, PooledRow, SeriesRow, Unit, pooled};
use crate::report::schema::{Field, measure, plain};
use crate::report::table::Cell;
use crate::report::writer::Table;

const DOCS: &str = "docs/course.md";

/// Columns of the file.
pub(super) const FIELDS: [Field; 27] = [
    plain(
        "series",
        "text",
        "Value of the column of --series: a person or a pair; a hash with --label hash. Empty in rows over many series, which stand last.",
    ),
    plain(
        "group",
        "text",
        "Group of its documents, empty if they have several; in rows over many series `all` or the group.",
    ),
    plain(
        "category",
        "text",
        "Lexicon or category; NAME_adverse for hits that are counted apart.",
    ),
    plain(
        "unit",
        "word",
        "What the column of --order counts: step (numbers) or day (dates); empty if both stand in the series.",
    ),
    plain(
        "series_count",
        "series",
        "In rows over many series: those with a slope.",
    ),
    plain("documents", "documents", "Documents of the series."),
    plain(
        "places",
        "places",
        "Different values of the order among documents with words. Documents with the same value are one place.",
    ),
    plain(
        "missing",
        "places",
        "Whole numbers between the first and the last that no document has: gaps, not zeros. Empty for dates and fractions.",
    ),
    plain("words", "words", "Words of all its documents."),
    plain("hits", "hits", "Affirmed hits in them."),
    measure(
        "slope",
        "per 100 words and unit",
        "Change of the rate with each step or day; in rows over many series the median of their slopes. Empty under 4 places or 5 hits.",
        "median of (rate_j - rate_i) / (order_j - order_i) over all pairs of places",
        "Theil (1950); Sen (1968), J. Am. Stat. Assoc. 63, 1379-1389",
    ),
    measure(
        "slope_low",
        "per 100 words and unit",
        "Lower end of its 95 % interval; empty under 5 places; over series under 6 series.",
        "the pairwise slope at which Kendall's score leaves 95 % (exact up to 300 places); over series the slope of a series, by the binomial distribution",
        "Sen (1968); Hollander & Wolfe (1999), 9.3; over series Thompson (1936), Ann. Math. Stat. 7, 122-128",
    ),
    measure(
        "slope_high",
        "per 100 words and unit",
        "Upper end of the same interval.",
        "as slope_low",
        "as slope_low",
    ),
    measure(
        "tau",
        "-1 to 1",
        "Trend: 1 rises at each place, -1 falls. Empty under 4 places or 5 hits, and if all rates are equal.",
        "Kendall's tau-b between order and rate",
        "Kendall (1945), Biometrika 33, 239-251",
    ),
    measure(
        "tau_p",
        "0 to 1",
        "Share of the orders of the same rates whose tau is at least as far from 0. With 4 places it cannot be below 0.08. One p for each of many categories: expect one in twenty below 0.05 by chance.",
        "exact, ties included, up to 300 places",
        "MacMahon (1913) for inversions among orders of a multiset",
    ),
    plain(
        "rising",
        "series",
        "In rows over many series: those whose slope is above 0.",
    ),
    plain(
        "falling",
        "series",
        "In rows over many series: those whose slope is below 0.",
    ),
    measure(
        "first_per_100",
        "per 100 words",
        "Rate at the first place.",
        "100 * hits / words",
        DOCS,
    ),
    measure(
        "last_per_100",
        "per 100 words",
        "Rate at the last place.",
        "100 * hits / words",
        DOCS,
    ),
    measure(
        "change",
        "per 100 words",
        "Rate at the last place minus rate at the first.",
        "last_per_100 - first_per_100",
        DOCS,
    ),
    measure(
        "change_low",
        "per 100 words",
        "Lower end of its 95 % interval. It speaks of these two documents: how sessions differ from week to week is not in it.",
        "d - sqrt((l - l_low)^2 + (f_high - f)^2) with Byar's limits of last and first",
        "MOVER: Zou & Donner (2008), Stat. Med. 27, 1693-1702; Byar: Breslow & Day (1987)",
    ),
    measure(
        "change_high",
        "per 100 words",
        "Upper end of the same interval.",
        "d + sqrt((l_high - l)^2 + (f - f_low)^2)",
        "as change_low",
    ),
    measure(
        "change_at",
        "as given",
        "First place behind the cut that divides the series best into two rates, two places at least on either side. Empty under 6 places or 5 hits. There is always such a cut: change_p says whether it means anything.",
        "greatest (h1 W - w1 H)^2 / (w1 w2), h1 and w1 hits and words before the cut, w2 words behind it, H and W of all",
        "Worsley (1983), Biometrika 70, 455-464",
    ),
    measure(
        "change_p",
        "0 to 1",
        "Share of the orders of the same places, this one among them, with as marked a change. A steady trend makes it small, too.",
        "(1 + shuffles with a statistic at least as great) / 1000, 999 seeded shuffles",
        "Antoch & Huskova (2001), Stat. Probab. Lett. 53, 37-46",
    ),
    plain(
        "first",
        "as given",
        "The first place, as in the column of --order.",
    ),
    plain("last", "as given", "The last place."),
    plain(
        "flags",
        "words",
        "Why cells are empty, and what to mind: few_documents (under 4 places), no_change_point (4 or 5 places), few_hits (under 5), ties (several documents with one place), no_words (a document without words is left out), short_texts (a place under 100 words), mixed_order (numbers and dates: nothing is measured), several_groups, long_series (over 300 places: no tau_p; over 2,000 no trend), few_series (under 6: no interval).",
    ),
];

/// The rows of the corpus.
pub(super) fn rows(table: &mut Table, series: &AllSeries, pipeline: &Pipeline) -> io::Result<()> {
    let picks = &pipeline.picks;
    let lexicons: Vec<&str> = picks.lexicons.iter().map(|(name, _)| &**name).collect();
    let rows = series.rows(&picks.units, &lexicons, pipeline.settings.method.seed);
    for row in &rows {
        table.row(&one(row))?;
    }
    for row in &pooled(&rows) {
        table.row(&many(row))?;
    }
    Ok(())
}

fn one(row: &SeriesRow) -> [Cell<'_>; 27] {
    let interval = row.slope.and_then(|slope| slope.interval);
    [
        Cell::from(row.series.as_str()),
        Cell::from(row.group.as_str()),
        Cell::from(&*row.category),
        Cell::from(row.unit.map(Unit::name)),
        Cell::Empty,
        Cell::from(row.documents),
        Cell::from(row.places),
        Cell::from(row.missing),
        Cell::from(row.words),
        Cell::from(row.hits),
        Cell::from(row.slope.map(|slope| slope.slope)),
        Cell::from(interval.map(|interval| interval.low)),
        Cell::from(interval.map(|interval| interval.high)),
        Cell::from(row.trend.map(|trend| trend.tau)),
        Cell::from(row.trend.and_then(|trend| trend.p)),
        Cell::Empty,
        Cell::Empty,
        Cell::from(row.ends.map(|(first, _)| first)),
        Cell::from(row.ends.map(|(_, last)| last)),
        Cell::from(row.change.map(|(value, _)| value)),
        Cell::from(row.change.map(|(_, interval)| interval.low)),
        Cell::from(row.change.map(|(_, interval)| interval.high)),
        Cell::from(row.change_at.as_deref()),
        Cell::from(row.change_p),
        Cell::from(row.range[0].as_str()),
        Cell::from(row.range[1].as_str()),
        Cell::from(row.flags.join(" ")),
    ]
}

fn many(row: &PooledRow) -> [Cell<'_>; 27] {
    let mut cells = [const { Cell::Empty }; 27];
    let told = [
        ("group", Cell::from(row.group.as_str())),
        ("category", Cell::from(&*row.category)),
        ("unit", Cell::from(row.unit.name())),
        ("series_count", Cell::from(row.series)),
        ("documents", Cell::from(row.documents)),
        ("words", Cell::from(row.words)),
        ("hits", Cell::from(row.hits)),
        ("slope", Cell::from(row.slope)),
        (
            "slope_low",
            Cell::from(row.interval.map(|interval| interval.low)),
        ),
        (
            "slope_high",
            Cell::from(row.interval.map(|interval| interval.high)),
        ),
        ("rising", Cell::from(row.rising)),
        ("falling", Cell::from(row.falling)),
        ("flags", Cell::from(row.flags.join(" "))),
    ];
    for (name, cell) in told {
        if let Some(at) = FIELDS.iter().position(|field| field.name == name) {
            cells[at] = cell;
        }
    }
    cells
}
