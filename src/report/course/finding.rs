//! Cells that the tables of pairs share: observed against expected.

use crate::course::chance::{Finding, adjusted};
use crate::report::schema::{Field, measure, plain};
use crate::report::table::Cell;

const SHIFTS: &str = "circular shifts: constructs 5.4; Upton & Fingleton (1985)";

pub(super) const LEFT_OUT: Field = plain(
    "shared_left_out",
    "hits",
    "Hits of either side that share a word with a hit of the other: the same words read twice. They take no part.",
);

pub(super) const EXPECTED: Field = measure(
    "expected",
    "hits",
    "How many are expected if the two kinds of hits know nothing of each other; each keeps its own bursts.",
    "mean over all circular shifts of the text = hits * places that are near / places; pooled: sum over documents",
    SHIFTS,
);

pub(super) const LIFT: Field = measure(
    "lift",
    "ratio",
    "Observed against expected: 1 by chance, 2 twice as often; the halves draw it to 1 where little is expected. Pooled: of the documents that have places that are near and others that are not; in the others no shift changes anything. Empty if there is none. It tells of words that stand near each other, not of causes.",
    "(observed + 0.5) / (expected + 0.5); pooled: with the observed and expected of the documents in which neither every place is near nor none",
    "docs/course.md",
);

pub(super) const LIFT_LOW: Field = measure(
    "lift_low",
    "ratio",
    "Lower end of the 95 % interval of lift; empty with few_hits, all_near or none_near.",
    "Wilson's limits of observed / hits with hits / design trials, design = variance over shifts / binomial variance, at least 1; from 5 documents on widened to observed / exp(t * se) and observed * exp(t * se), at most all hits, se of a ratio of sums between documents; then as lift",
    "Wilson (1927); Kish (1965); Korn & Graubard (1998); Cochran (1977) 6.4",
);

pub(super) const LIFT_HIGH: Field = measure(
    "lift_high",
    "ratio",
    "Upper end of the same interval.",
    "as lift_low",
    "as lift_low",
);

pub(super) const P: Field = measure(
    "p",
    "0 to 1",
    "Share of 999 seeded shifts, and this text, with at least as many: one-sided, at least 0.001. Pooled: each document shifted by itself, those that have places that are near and others that are not.",
    "(1 + shifts with at least observed) / 1000",
    SHIFTS,
);

pub(super) const Q: Field = measure(
    "q",
    "0 to 1",
    "p adjusted for the number of tests: of all pairs with a q up to 0.05 about one in twenty is expected to be chance.",
    "Benjamini-Hochberg over the pairs with a p of the same document or group",
    "Benjamini & Hochberg (1995), J. R. Stat. Soc. B 57, 289-300",
);

pub(super) const TESTED: Field = plain(
    "tested",
    "pairs",
    "How many pairs of this document or group have a p: what q is adjusted for.",
);

pub(super) const FLAGS: Field = plain(
    "flags",
    "words",
    "Why cells are empty: few_hits (under 5 on one side, in the documents on which lift rests), all_near (every place of the text is near; pooled: of each text, or none of it), none_near (no place is near), many_groups (p is kept for the first 32 groups).",
);

/// The cells from lift to flags.
pub(super) fn cells<'a>(finding: &Finding, q: Option<f64>, tested: usize) -> [Cell<'a>; 7] {
    [
        Cell::from(finding.lift),
        Cell::from(finding.interval.map(|interval| interval.low)),
        Cell::from(finding.interval.map(|interval| interval.high)),
        Cell::from(finding.p),
        Cell::from(q),
        Cell::from(tested),
        Cell::from(finding.flags.join(" ")),
    ]
}

/// How many of a family have a p.
pub(super) fn tested<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> usize {
    let findings = findings.into_iter();
    findings.filter(|finding| finding.p.is_some()).count()
}

/// The q of each of a family.
pub(super) fn q_of(findings: &[Finding]) -> Vec<Option<f64>> {
    let p: Vec<Option<f64>> = findings.iter().map(|finding| finding.p).collect();
    adjusted(&p)
}
