//! `dyads.csv`.

use std::io;

use crate::analysis::Pipeline;
use crate::course::Picks;
use crate::course::people::{NamedDyad, PeopleCorpus, Surrogates};
use crate::course::style::{self, KINDS};
use crate::measure::interval::{per_100, wilson};
use crate::report::schema::{Field, measure, plain};
use crate::report::table::Cell;
use crate::report::writer::Table;

const DOCS: &str = "docs/course.md";
const LSM_SOURCE: &str =
    "Ireland & Pennebaker (2010), J. Pers. Soc. Psychol. 99, 549-571; word lists of our own";
const RECIPROCAL: &str =
    "Mueller-Frommeyer, Frommeyer & Kauffeld (2019), Behav. Res. Methods 51, 1343-1359";

const fn kind(name: &'static str, definition: &'static str) -> Field {
    measure(
        name,
        "0 to 1",
        definition,
        "1 - |p - q| / (p + q + 0.0001), p and q in percent of the words of a and b; empty if neither has one, and under 100 words of a side",
        LSM_SOURCE,
    )
}

const fn rlsm(name: &'static str, definition: &'static str) -> Field {
    measure(
        name,
        "0 to 1",
        definition,
        "mean over the pairs of the mean over the kinds that one of the two turns uses of 1 - |p - q| / (p + q + 0.0001)",
        RECIPROCAL,
    )
}

const fn expected(name: &'static str) -> Field {
    measure(
        name,
        "0 to 1",
        "The same if any of those answers had followed any of those turns: what is above it is due to who answers what.",
        "mean over all pairings of the same turns (over 10,000 seeded draws where there are more)",
        DOCS,
    )
}

const fn pairs(name: &'static str) -> Field {
    plain(
        name,
        "pairs",
        "Turns of at least 10 words that are followed by such a turn of the other, with nobody between.",
    )
}

const fn repaired(name: &'static str, definition: &'static str) -> Field {
    measure(
        name,
        "hits",
        definition,
        "the first hit of relational.rupture_repair behind the rupture, no more than 10 sentences later",
        DOCS,
    )
}

const fn courage(name: &'static str, definition: &'static str) -> Field {
    plain(name, "hits", definition)
}

/// Columns of the file before those of the lexicons.
pub(super) const FIELDS: [Field; 53] = [
    plain(
        "document",
        "text",
        "As in documents: a transcript with two people.",
    ),
    plain("group", "text", "As in documents."),
    plain(
        "role_a",
        "word",
        "Role of side a: therapist, if a therapist and a client speak; otherwise that of whoever of the two speaks first.",
    ),
    plain(
        "role_b",
        "word",
        "Role of side b: client; otherwise that of the other of the two speakers who together have nine tenths of the words.",
    ),
    plain(
        "speaker_a",
        "code",
        "Who that is, as in segments; several of one role are joined by +.",
    ),
    plain("speaker_b", "code", "Who that is, as in segments."),
    plain(
        "words_a",
        "words",
        "Words in the turns of a, by the words of feltsense: with --words liwc22, too, so that these and the rates per 100 words differ a little from documents.",
    ),
    plain("words_b", "words", "Words in the turns of b, as words_a."),
    plain(
        "words_other",
        "words",
        "Words of everybody else; no measure holds them.",
    ),
    plain(
        "turns_a",
        "turns",
        "Turns of a that hold a word. A turn that only says that one listens (mm-hm) is none, and what the other says around it is one turn.",
    ),
    plain("turns_b", "turns", "Turns of b that hold a word."),
    measure(
        "mean_turn_a",
        "words",
        "Mean length of a's turns.",
        "words_a / turns_a",
        DOCS,
    ),
    measure(
        "mean_turn_b",
        "words",
        "Mean length of b's turns.",
        "words_b / turns_b",
        DOCS,
    ),
    measure(
        "talk_share_a",
        "0 to 1",
        "Share of the words of both that a says; b says the rest.",
        "words_a / (words_a + words_b)",
        DOCS,
    ),
    measure(
        "talk_share_a_low",
        "0 to 1",
        "Lower end of its 95 % interval. Words come in turns: with few turns the interval is too narrow.",
        "Wilson's score interval",
        "Wilson (1927), J. Am. Stat. Assoc. 22, 209-212",
    ),
    measure(
        "talk_share_a_high",
        "0 to 1",
        "Upper end of the same interval.",
        "Wilson's score interval",
        "as talk_share_a_low",
    ),
    measure(
        "lsm",
        "0 to 1",
        "Language style matching: how alike a and b use the small words of nine kinds. Kinds that neither uses are left out. Empty under 100 words of a side.",
        "mean of the lsm_ columns that are not empty",
        LSM_SOURCE,
    ),
    kind("lsm_personal_pronouns", "Matching in personal pronouns."),
    kind(
        "lsm_impersonal_pronouns",
        "Matching in impersonal pronouns.",
    ),
    kind("lsm_articles", "Matching in articles."),
    kind("lsm_common_adverbs", "Matching in common adverbs."),
    kind("lsm_auxiliary_verbs", "Matching in auxiliary verbs."),
    kind("lsm_conjunctions", "Matching in conjunctions."),
    kind("lsm_prepositions", "Matching in prepositions."),
    kind("lsm_negations", "Matching in negations."),
    kind("lsm_quantifiers", "Matching in quantifiers."),
    plain(
        "surrogates",
        "dyads",
        "Other dyads of the corpus with the same roles (with --series: of other series) whose side b stands in for this one's: at most 1,000, drawn by seed and by their counts, none twice. Empty under 3. This and the next two columns depend on what else is in the corpus.",
    ),
    measure(
        "surrogate_lsm",
        "0 to 1",
        "Mean matching of this side a with the sides b of those dyads: what custom and topic bring without this meeting.",
        "mean of lsm over the surrogates",
        DOCS,
    ),
    measure(
        "surrogate_p",
        "0 to 1",
        "Share of them, this dyad among them, that match at least as well.",
        "(1 + surrogates with lsm at least as high) / (1 + surrogates)",
        DOCS,
    ),
    rlsm(
        "rlsm_a_to_b",
        "Matching of b's turns with the turn of a just before. Empty under 5 pairs.",
    ),
    expected("rlsm_a_to_b_expected"),
    pairs("rlsm_a_to_b_pairs"),
    rlsm(
        "rlsm_b_to_a",
        "Matching of a's turns with the turn of b just before. Empty under 5 pairs.",
    ),
    expected("rlsm_b_to_a_expected"),
    pairs("rlsm_b_to_a_pairs"),
    plain(
        "ruptures_a",
        "hits",
        "Hits of relational.rupture_repair_adverse in a's turns; empty if no lexicon has that category.",
    ),
    plain("ruptures_b", "hits", "The same in b's turns."),
    repaired(
        "repaired",
        "Ruptures of both that are followed by words of repair within 10 sentences.",
    ),
    repaired(
        "ruptures_a_repaired_by_a",
        "Those of a that a is the first to repair.",
    ),
    repaired(
        "ruptures_a_repaired_by_b",
        "Those of a that b is the first to repair.",
    ),
    repaired(
        "ruptures_b_repaired_by_a",
        "Those of b that a is the first to repair.",
    ),
    repaired(
        "ruptures_b_repaired_by_b",
        "Those of b that b is the first to repair.",
    ),
    courage(
        "courage_a",
        "Hits of self_compassion.courage_motivation in a's turns; empty if no lexicon has that category.",
    ),
    courage("courage_a_self", "Of those, hits about a's own courage."),
    courage("courage_a_we", "Hits about shared courage."),
    courage(
        "courage_a_you",
        "Hits about the courage of whom a speaks to.",
    ),
    courage("courage_a_other", "Hits about somebody else's courage."),
    courage("courage_b", "Hits of the same category in b's turns."),
    courage("courage_b_self", "Of those, hits about b's own courage."),
    courage("courage_b_we", "Hits about shared courage."),
    courage(
        "courage_b_you",
        "Hits about the courage of whom b speaks to.",
    ),
    courage("courage_b_other", "Hits about somebody else's courage."),
    plain(
        "flags",
        "words",
        "Why cells are empty, and what to mind: few_words (under 100 words of a side: no lsm), few_pairs (under 5 pairs of turns in a direction), few_dyads (under 3 surrogates), several_speakers (more than one of a role).",
    ),
];

/// Name, unit, definition and formula of the columns of the lexicons in use.
pub(super) fn by_lexicon(picks: &Picks) -> Vec<[String; 4]> {
    let mut columns = Vec::new();
    for (name, _) in &picks.dyads.totals {
        for side in ["a", "b"] {
            columns.push([
                format!("{name}_{side}_hits"),
                "hits".to_owned(),
                format!("Affirmed hits of {name} in the turns of {side}."),
                String::new(),
            ]);
            columns.push([
                format!("{name}_{side}_per_100"),
                "per 100 words".to_owned(),
                format!(
                    "Rate of {name} in the turns of {side}, over words_{side}; empty without words."
                ),
                format!("100 * {name}_{side}_hits / words_{side}"),
            ]);
        }
    }
    columns
}

/// The rows of the corpus.
pub(super) fn rows(
    table: &mut Table,
    people: &PeopleCorpus,
    pipeline: &Pipeline,
) -> io::Result<()> {
    let surrogates = people.surrogates(pipeline.settings.method.seed);
    for (named, surrogates) in people.dyads().iter().zip(surrogates) {
        table.row(&cells(named, surrogates))?;
    }
    Ok(())
}

fn cells(named: &NamedDyad, surrogates: Option<Surrogates>) -> Vec<Cell<'_>> {
    let dyad = &named.dyad;
    let mean = |side: usize| {
        let turns = dyad.turns[side];
        (turns > 0).then(|| dyad.words[side] as f64 / turns as f64)
    };
    let both = dyad.words_of_both();
    let share = wilson(dyad.words[0], both);
    let [one, other] = &dyad.style;
    let lsm = style::matching_of_sides(one, other);
    let kinds = match lsm {
        Some(_) => style::by_kind(one, other),
        None => [None; KINDS],
    };
    let mut cells = vec![
        Cell::from(named.document.as_str()),
        Cell::from(named.group.as_str()),
        Cell::from(dyad.roles[0].name()),
        Cell::from(dyad.roles[1].name()),
        Cell::from(named.speakers[0].as_str()),
        Cell::from(named.speakers[1].as_str()),
        Cell::from(dyad.words[0]),
        Cell::from(dyad.words[1]),
        Cell::from(dyad.others),
        Cell::from(dyad.turns[0]),
        Cell::from(dyad.turns[1]),
        Cell::from(mean(0)),
        Cell::from(mean(1)),
        Cell::from(share.map(|_| dyad.words[0] as f64 / both as f64)),
        Cell::from(share.map(|share| share.low)),
        Cell::from(share.map(|share| share.high)),
        Cell::from(lsm),
    ];
    cells.extend(kinds.map(Cell::from));
    cells.extend([
        Cell::from(surrogates.map(|found| found.dyads)),
        Cell::from(surrogates.map(|found| found.mean)),
        Cell::from(surrogates.map(|found| found.p)),
    ]);
    // Side b answers in the first direction.
    for answers in [1, 0] {
        let found = dyad.reciprocal[answers];
        cells.extend([
            Cell::from(found.mean),
            Cell::from(found.expected),
            Cell::from(found.pairs),
        ]);
    }
    let known = dyad.ruptures.map(|_| dyad.repaired);
    let repaired = known.map(|counts| counts.map(|by| by.map(u64::from)));
    cells.extend((0..2).map(|side| Cell::from(dyad.ruptures.map(|counts| counts[side]))));
    cells.push(Cell::from(
        repaired.map(|counts| counts.concat().iter().sum::<u64>()),
    ));
    for (ruptured, by) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        cells.push(Cell::from(repaired.map(|counts| counts[ruptured][by])));
    }
    for side in 0..2 {
        let counts = dyad.courage.map(|counts| counts[side]);
        cells.push(Cell::from(counts.map(|counts| counts.iter().sum::<u32>())));
        cells.extend((0..4).map(|at| Cell::from(counts.map(|counts| counts[at]))));
    }
    cells.push(Cell::from(flags(named, lsm, surrogates)));
    for counts in &dyad.hits {
        for (side, &hits) in counts.iter().enumerate() {
            cells.push(Cell::from(hits));
            cells.push(Cell::from(per_100(u64::from(hits), dyad.words[side])));
        }
    }
    cells
}

fn flags(named: &NamedDyad, lsm: Option<f64>, surrogates: Option<Surrogates>) -> String {
    let dyad = &named.dyad;
    let few = dyad
        .style
        .iter()
        .any(|side| u64::from(side.words) < style::MIN_WORDS);
    let flags = [
        (few, "few_words"),
        (
            dyad.reciprocal.iter().any(|found| found.mean.is_none()),
            "few_pairs",
        ),
        (lsm.is_some() && surrogates.is_none(), "few_dyads"),
        (
            dyad.speakers.iter().any(|side| side.len() > 1),
            "several_speakers",
        ),
    ];
    let told: Vec<&str> = flags
        .iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, flag)| *flag)
        .collect();
    told.join(" ")
}

#[cfg(test)]
mod tests {
    use super::FIELDS;
    use crate::course::style::NAMES;

    #[test]
    fn the_kinds_stand_in_the_order_of_their_columns() {
        let at = FIELDS.iter().position(|field| field.name == "lsm");
        let at = at.expect("a column") + 1;
        for (field, name) in FIELDS[at..].iter().zip(NAMES) {
            assert_eq!(field.name, format!("lsm_{name}"));
        }
    }
}
