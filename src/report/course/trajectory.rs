//! `trajectory.csv`.

use std::io;

use crate::course::trajectory::Trajectory;
use crate::report::schema::{Field, measure, plain};
use crate::report::table::Cell;
use crate::report::writer::{DocumentRow, Table};

const DOCS: &str = "docs/course.md";
const PART: &str = "Hits in a tenth of the words; empty under 1,000 words.";
const PART_RATE: &str = "Rate in a tenth of the words; empty under 1,000 words.";

const fn part(name: &'static str) -> Field {
    measure(
        name,
        "hits",
        PART,
        "hits whose first word w has floor(10 w / words) = part - 1",
        DOCS,
    )
}

const fn part_rate(name: &'static str) -> Field {
    measure(
        name,
        "per 100 words",
        PART_RATE,
        "100 * hits in the part / (words / 10)",
        DOCS,
    )
}

const fn third(name: &'static str) -> Field {
    measure(
        name,
        "per 100 words",
        "Rate in a third of the words; empty under 250 words.",
        "100 * hits in the third / (words / 3)",
        DOCS,
    )
}

/// Columns of the file.
pub(super) const FIELDS: [Field; 37] = [
    plain("document", "text", "As in documents."),
    plain("group", "text", "As in documents."),
    plain(
        "category",
        "text",
        "Lexicon or category; NAME_adverse for hits that are counted apart; stage.NAME for a stage of healing: a sum of categories.",
    ),
    plain("words", "words", "Words of the document."),
    plain("hits", "hits", "Affirmed hits in the document."),
    part("part_1"),
    part("part_2"),
    part("part_3"),
    part("part_4"),
    part("part_5"),
    part("part_6"),
    part("part_7"),
    part("part_8"),
    part("part_9"),
    part("part_10"),
    part_rate("part_1_per_100"),
    part_rate("part_2_per_100"),
    part_rate("part_3_per_100"),
    part_rate("part_4_per_100"),
    part_rate("part_5_per_100"),
    part_rate("part_6_per_100"),
    part_rate("part_7_per_100"),
    part_rate("part_8_per_100"),
    part_rate("part_9_per_100"),
    part_rate("part_10_per_100"),
    third("first_third_per_100"),
    third("middle_third_per_100"),
    third("last_third_per_100"),
    measure(
        "third_difference",
        "per 100 words",
        "Rate in the last third minus rate in the first; empty under 250 words.",
        "last_third_per_100 - first_third_per_100",
        DOCS,
    ),
    measure(
        "third_difference_low",
        "per 100 words",
        "Lower end of the 95 % interval of the difference.",
        "d - sqrt((l - l_low)^2 + (f_high - f)^2) with Byar's limits of last and first third",
        "MOVER: Zou & Donner (2008), Stat. Med. 27, 1693-1702; Byar: Breslow & Day (1987)",
    ),
    measure(
        "third_difference_high",
        "per 100 words",
        "Upper end of the same interval.",
        "d + sqrt((l_high - l)^2 + (f - f_low)^2)",
        "as third_difference_low",
    ),
    measure(
        "first",
        "share of the text",
        "Place of the first hit: 0 start, 1 end; which of two comes first.",
        "first word of the first hit / words",
        DOCS,
    ),
    measure(
        "centre",
        "share of the text",
        "Mean place of the hits: 0 start, 1 end; empty under 5 hits.",
        "mean((first + end) / 2) / words",
        DOCS,
    ),
    measure(
        "tau",
        "from -1 to 1",
        "Trend over the ten parts: 1 rises all the way, -1 falls; empty under 1,000 words or 5 hits.",
        "Kendall's tau-b between part and hits",
        "Kendall (1945), Biometrika 33, 239-251",
    ),
    measure(
        "tau_p",
        "0 to 1",
        "Share of the orders of the same ten counts whose tau is at least as far from 0. One p for each of many categories: expect one in twenty below 0.05 by chance.",
        "exact, ties included",
        "MacMahon (1913) for inversions among orders of a multiset",
    ),
    measure(
        "peak",
        "share of the text",
        "Middle of the tenth with most hits, of several the first; empty where parts are, and under 5 hits.",
        "(part - 0.5) / 10",
        DOCS,
    ),
    plain(
        "flags",
        "words",
        "Why cells are empty: no_thirds (under 250 words), no_parts (under 1,000 words), few_hits (under 5).",
    ),
];

pub(super) fn rows(
    table: &mut Table,
    row: &DocumentRow,
    trajectories: &[Trajectory],
) -> io::Result<()> {
    for found in trajectories {
        let mut cells = vec![
            Cell::from(row.document.as_str()),
            Cell::from(row.group.as_str()),
            Cell::from(&*found.name),
            Cell::from(found.words),
            Cell::from(found.hits),
        ];
        let parts = found.parts;
        cells.extend((0..10).map(|at| Cell::from(parts.map(|parts| parts[at]))));
        let rates = found.part_rates();
        cells.extend((0..10).map(|at| Cell::from(rates.map(|rates| rates[at]))));
        let thirds = found.third_rates();
        cells.extend((0..3).map(|at| Cell::from(thirds.map(|thirds| thirds[at]))));
        let difference = found.third_difference();
        cells.extend([
            Cell::from(difference.map(|(value, _)| value)),
            Cell::from(difference.map(|(_, interval)| interval.low)),
            Cell::from(difference.map(|(_, interval)| interval.high)),
            Cell::from(found.first),
            Cell::from(found.centre),
            Cell::from(found.trend.map(|trend| trend.tau)),
            Cell::from(found.trend.and_then(|trend| trend.p)),
            Cell::from(found.peak()),
            Cell::from(found.flags().join(" ")),
        ]);
        table.row(&cells)?;
    }
    Ok(())
}
