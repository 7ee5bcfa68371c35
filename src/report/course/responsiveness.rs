//! `responsiveness.csv`.

use std::io;

use crate::analysis::Pipeline;
use crate::course::chance::adjusted;
use crate::course::people::{People, PeopleCorpus};
use crate::course::responsiveness::Sums;
use crate::measure::interval::Interval;
use crate::report::schema::{Field, measure, plain};
use crate::report::table::Cell;
use crate::report::writer::{DocumentRow, Table};

const DOCS: &str = "docs/course.md";

/// Columns of the file.
pub(super) const FIELDS: [Field; 19] = [
    plain(
        "document",
        "text",
        "As in documents; empty in rows over many transcripts, which stand last.",
    ),
    plain(
        "group",
        "text",
        "As in documents; `all` in rows over all transcripts.",
    ),
    plain(
        "direction",
        "word",
        "Who answers whom: b_after_a or a_after_b; therapist_after_client and so on where the roles differ and are known.",
    ),
    plain("from", "text", "Category that the other says first."),
    plain("to", "text", "Category that is looked for in the answers."),
    plain(
        "lag",
        "turns",
        "1: the responder's next turn is the answer; 2 and 3: the second and third of their turns.",
    ),
    plain(
        "from_turns",
        "turns",
        "Turns of the other with a hit of `from`.",
    ),
    plain(
        "next_turns",
        "turns",
        "The answers: the responder's turns at this lag behind them, with no turn of a third person between.",
    ),
    plain("hits_after", "hits", "Hits of `to` in the answers."),
    plain(
        "words_after",
        "words",
        "Words of the answers, by the words of feltsense: with --words liwc22, too, as in dyads.",
    ),
    measure(
        "rate_after",
        "per 100 words",
        "Rate of `to` in the answers. Empty under 5 from_turns, and under 100 words of answers or of other turns.",
        "100 * hits_after / words_after",
        DOCS,
    ),
    measure(
        "base_rate",
        "per 100 words",
        "Rate of `to` in all other turns of the responder.",
        "100 * hits / words of the responder's turns that are no answers",
        DOCS,
    ),
    measure(
        "difference",
        "per 100 words",
        "How much more of `to` the answers hold. In rows over many transcripts each is compared with itself, so this is not rate_after - base_rate.",
        "rate_after - base_rate; over transcripts 100 * sum(h1 - H w1 / W) / sum(w1 w0 / W), h1 and w1 hits and words of the answers, H and W of all turns of the responder, w0 = W - w1",
        "over transcripts: Greenland & Robins (1985), Biometrics 41, 55-68",
    ),
    measure(
        "difference_low",
        "per 100 words",
        "Lower end of its 95 % interval. Empty under 5 answers and under 3 other turns of the responder. Under five transcripts the interval speaks of these transcripts only, not of others that may differ more.",
        "MOVER on Byar's limits, the distances of either rate times the root of the dispersion of its turns (Pearson's chi-square / degrees of freedom, at least 1) and times Student's t / 1.96; over transcripts the same on the two weighted sums, their limits after Dobson et al., without t, from five transcripts on at least Student's t times the standard error from the spread between transcripts (ratio of sums)",
        "Zou & Donner (2008), Stat. Med. 27, 1693-1702; McCullagh & Nelder (1989), 4.5; Dobson et al. (1991), Stat. Med. 10, 457-462; Cochran (1977), Sampling Techniques, 6.4",
    ),
    measure(
        "difference_high",
        "per 100 words",
        "Upper end of the same interval.",
        "as difference_low",
        "as difference_low",
    ),
    measure(
        "expected",
        "per 100 words",
        "Rate of `to` in the answers if the responder's turns were shuffled: that of all their turns.",
        "100 * H / W; over transcripts 100 * sum(w1 H / W) / sum(w1)",
        DOCS,
    ),
    measure(
        "p",
        "0 to 1",
        "Share of the shuffles of the responder's turns, this order among them, in which the answers hold at least as much more or less of `to`. Empty under 5 answers, under 3 other turns and under 5 hits of `to` in the responder's turns; over two or more transcripts if under 5 are expected in the answers, or if one turn brings more than a tenth of the variance.",
        "(1 + shuffles with |S| at least as great) / 1000, S = h1 - H w1 / W, 999 seeded shuffles; over two or more transcripts the normal tail of sum(S) / sqrt(sum of its variances over shuffles)",
        "permutation of turns; variance of a sum drawn without replacement: Cochran (1977), Sampling Techniques, ch. 2",
    ),
    measure(
        "q",
        "0 to 1",
        "p adjusted for the family: all rows of lag 1 with a p of the transcript, or of the group. Empty at lags 2 and 3.",
        "Benjamini and Hochberg",
        "Benjamini & Hochberg (1995), J. R. Stat. Soc. B 57, 289-300",
    ),
    plain(
        "flags",
        "words",
        "Why cells are empty: few_turns (under 5 from_turns; under 5 answers or 3 other turns: no interval and no p), few_words (under 100 words of answers or of other turns), few_hits (no p: under 5 hits of `to` in the responder's turns; over two or more transcripts under 5 expected in the answers), bursty (no p over transcripts: one turn brings more than a tenth of the variance).",
    ),
];

/// The rows of one transcript.
pub(super) fn document(
    table: &mut Table,
    row: &DocumentRow,
    people: &People,
    pipeline: &Pipeline,
) -> io::Result<()> {
    for found in &people.responses {
        let cells = Row {
            document: row.document.as_str(),
            group: row.group.as_str(),
            direction: people.dyad.direction(found.answers),
            pair: found.pair,
            lag: found.lag,
            sums: &found.sums,
            difference: found.sums.difference(),
            flags: found.sums.flags(),
            p: found.p,
            q: found.q,
        };
        table.row(&cells.cells(pipeline))?;
    }
    Ok(())
}

/// The rows over transcripts.
pub(super) fn pooled(
    table: &mut Table,
    people: &PeopleCorpus,
    pipeline: &Pipeline,
) -> io::Result<()> {
    for (group, rows) in people.pooled() {
        let p: Vec<Option<f64>> = rows
            .iter()
            .map(|(key, sums)| sums.pooled_p().filter(|_| key.lag == 1))
            .collect();
        for ((key, sums), q) in rows.iter().zip(adjusted(&p)) {
            let cells = Row {
                document: "",
                group,
                direction: key.direction.clone(),
                pair: key.pair,
                lag: key.lag,
                sums,
                difference: sums.pooled_difference(),
                flags: sums.pooled_flags(),
                p: sums.pooled_p(),
                q,
            };
            table.row(&cells.cells(pipeline))?;
        }
    }
    Ok(())
}

struct Row<'a> {
    document: &'a str,
    group: &'a str,
    direction: String,
    pair: u16,
    lag: u8,
    sums: &'a Sums,
    difference: Option<(f64, Option<Interval>)>,
    flags: Vec<&'static str>,
    p: Option<f64>,
    q: Option<f64>,
}

impl<'a> Row<'a> {
    fn cells(self, pipeline: &'a Pipeline) -> [Cell<'a>; 19] {
        let picks = &pipeline.picks.responses;
        let (from, to) = picks.pairs[usize::from(self.pair)];
        let rates = self.sums.rates();
        let interval = self.difference.and_then(|(_, interval)| interval);
        [
            Cell::from(self.document),
            Cell::from(self.group),
            Cell::from(self.direction),
            Cell::from(&*picks.picks[from].0),
            Cell::from(&*picks.picks[to].0),
            Cell::from(u64::from(self.lag)),
            Cell::from(self.sums.from_turns),
            Cell::from(self.sums.next_turns),
            Cell::from(self.sums.hits_after),
            Cell::from(self.sums.words_after),
            Cell::from(rates.map(|(after, _)| after)),
            Cell::from(rates.map(|(_, base)| base)),
            Cell::from(self.difference.map(|(value, _)| value)),
            Cell::from(interval.map(|interval| interval.low)),
            Cell::from(interval.map(|interval| interval.high)),
            Cell::from(self.sums.expected_rate()),
            Cell::from(self.p),
            Cell::from(self.q),
            Cell::from(self.flags.join(" ")),
        ]
    }
}
