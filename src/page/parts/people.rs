//! Two people in conversation: turns, who speaks how much, and what answers what.

use super::turns::{self, MOST_TALKS, Sums, Talk};
use super::{Part, lexicon_keys, name};
use crate::page::book::Book;
use crate::page::content::{
    Cell, Figure, Section, Table, interval, numbers, rounded, supported, words as text,
};
use crate::page::draw::lanes;
use crate::page::draw::whiskers::{self, Axis, Point};
use crate::page::number::{chance, fixed, grouped, percent, plain, plural};
use crate::page::{PageError, words};

/// Rows of a table.
const MOST_ROWS: usize = 200;
/// Pairs that are drawn.
const MOST_DRAWN: usize = 18;
/// Above this, a difference may well be chance: its mark is hollow.
const SURE: f64 = 0.05;

/// Turns, talk shares and style matching.
///
/// # Errors
/// If a table cannot be read.
pub(crate) fn section(book: &Book<'_>) -> Result<Part, PageError> {
    let title = "Two people in conversation";
    let talks = turns::read(book)?;
    let table = dyads(book)?;
    if talks.as_ref().is_none_or(|(talks, _)| talks.is_empty()) && table.is_none() {
        return Ok(Part::Absent(
            title,
            "transcripts of two speakers, with --dyads and --by turn".to_owned(),
        ));
    }
    let mut section = Section::new("conversation", title);
    section.fresh = true;
    match talks {
        Some((talks, all)) if !talks.is_empty() => {
            section.text(format!(
                "Each lane is one of the two speakers; a block is a turn, as wide as it has words. Marks over a turn are hits in it, larger where there are more.{}",
                if all > MOST_TALKS {
                    format!(" The first {MOST_TALKS} of {} conversations, in order of their names.", grouped(all as u64))
                } else {
                    String::new()
                }
            ));
            section.legend(lexicon_keys(book));
            let figures = talks
                .iter()
                .enumerate()
                .map(|(at, talk)| timeline(book, at, talk))
                .collect();
            section.figures(figures);
        }
        Some(_) => {}
        None => section.note("The turns one by one come with --by turn."),
    }
    match table {
        Some(table) => {
            section.heading("Who speaks how much, and how alike");
            section.text("Style matching compares how often both use small words such as pronouns, articles and negations: 1 is the same share, 0 is none in common. Pairs by chance are one of the two with somebody of another conversation: only what is above them is matching. It says nothing about how good a conversation is.");
            section.table(table);
        }
        None => section.note("Talk shares, style matching and responsiveness come with --dyads."),
    }
    Ok(Part::Here(section))
}

fn timeline(book: &Book<'_>, at: usize, talk: &Talk) -> Figure {
    let id = format!("talk-{at}");
    let mut columns = vec![text("Speaker"), numbers("Turns"), numbers("Words")];
    columns.extend(
        book.lexicons
            .iter()
            .map(|lexicon| numbers(&words::full(lexicon))),
    );
    let mut table = Table::new(
        format!("{id}-numbers"),
        format!("{}: turns, words and hits", talk.document),
        columns,
    );
    let mut told = Vec::new();
    for (lane, Sums { turns, words, hits }) in talk.lanes.iter().zip(&talk.sums) {
        let lane = words::upper_first(lane);
        told.push(format!(
            "{lane}: {}, {}",
            plural(*turns, "turn", "turns"),
            plural(*words, "word", "words")
        ));
        let mut row = vec![name(lane), Cell::from(*turns), Cell::from(*words)];
        row.extend(hits.iter().map(|hits| Cell::from(*hits)));
        table.rows.push(row);
    }
    let others = match talk.others {
        0 => String::new(),
        more => format!(
            " Gaps are {} of others.",
            plural(more as u64, "turn", "turns")
        ),
    };
    let undrawn = match talk.undrawn {
        0 => String::new(),
        more => format!(
            " Drawn are the first {} turns; {} more are in the numbers only.",
            grouped(talk.turns.len() as u64),
            grouped(more as u64)
        ),
    };
    let lanes: Vec<String> = talk
        .lanes
        .iter()
        .map(|lane| words::upper_first(lane))
        .collect();
    Figure {
        svg: lanes::draw(
            &id,
            &format!("Turns of {}", talk.document),
            &format!("{}.", told.join("; ")),
            &lanes,
            &talk.turns,
        ),
        caption: format!("{}. {}.{others}{undrawn}", talk.document, told.join("; ")),
        table: Some(table),
        class: "broad",
    }
}

fn dyads(book: &Book<'_>) -> Result<Option<Table>, PageError> {
    let Some(mut sheet) = book.folder.table("dyads")? else {
        return Ok(None);
    };
    let mut table = Table::new(
        "dyads-table",
        "Conversations of two",
        vec![
            text("Text"),
            text("A and B"),
            numbers("Words of A"),
            numbers("Words of B"),
            numbers("A’s share of words"),
            numbers("Words a turn, A"),
            numbers("Words a turn, B"),
            numbers("Style matching"),
            numbers("Pairs by chance"),
            numbers("B follows A, turn by turn"),
            numbers("A follows B, turn by turn"),
            numbers("Ruptures"),
            numbers("Repaired"),
            text("Remarks"),
        ],
    );
    while let Some(row) = sheet.next()? {
        if row.raw("document").is_empty() {
            continue;
        }
        let ruptures = match (row.number("ruptures_a"), row.number("ruptures_b")) {
            (None, None) => row.number("ruptures"),
            (a, b) => Some(a.unwrap_or(0.0) + b.unwrap_or(0.0)),
        };
        let two = |column: &str| rounded(row.number(column), |value| fixed(value, 2));
        table.rows.push(vec![
            name(row.text("document")),
            Cell::from(format!("{}, {}", row.text("role_a"), row.text("role_b"))),
            Cell::from(row.count("words_a")),
            Cell::from(row.count("words_b")),
            rounded(row.number("talk_share_a"), percent),
            rounded(row.number("mean_turn_a"), plain),
            rounded(row.number("mean_turn_b"), plain),
            two("lsm"),
            two("surrogate_lsm"),
            two("rlsm_a_to_b"),
            two("rlsm_b_to_a"),
            rounded(ruptures, plain),
            rounded(row.number("repaired"), plain),
            Cell::from(words::flags(&row.text("flags"))),
        ]);
    }
    table.tools = true;
    Ok((!table.rows.is_empty()).then(|| table.capped(MOST_ROWS, &book.folder.file("dyads.csv"))))
}

/// What the next turn of the other holds after a hit.
///
/// # Errors
/// If the table cannot be read.
pub(crate) fn responsiveness(book: &Book<'_>) -> Result<Part, PageError> {
    let title = "What answers what";
    let Some(mut sheet) = book.folder.table("responsiveness")? else {
        return Ok(Part::Absent(
            title,
            "transcripts with the roles therapist and client, and --dyads".to_owned(),
        ));
    };
    let mut found = Vec::new();
    while let Some(row) = sheet.next()? {
        if !row.raw("document").is_empty() || row.raw("group") != "all" {
            continue;
        }
        let (from, to) = (row.text("from"), row.text("to"));
        let (low, high) = (row.number("difference_low"), row.number("difference_high"));
        let sure = row.number("q").or(row.number("p"));
        let difference = row.number("difference");
        let arrow = match row.raw("direction") {
            "therapist_after_client" => "Therapist after client",
            "client_after_therapist" => "Client after therapist",
            _ => "",
        };
        let direction = if arrow.is_empty() {
            words::full(&row.text("direction"))
        } else {
            arrow.to_owned()
        };
        let point = difference.map(|value| Point {
            label: format!("{direction}: {} → {}", words::full(&from), words::full(&to)),
            value,
            interval: low.zip(high),
            series: book.series(&to),
            solid: sure.is_some_and(|sure| sure < SURE),
        });
        let plain_lexicons = !from.contains('.') && !to.contains('.') && row.raw("lag") == "1";
        let cells = vec![
            name(direction),
            Cell::from(words::full(&from)),
            Cell::from(words::full(&to)),
            Cell::from(row.count("lag")),
            Cell::from(row.count("from_turns")),
            rounded(row.number("rate_after"), plain),
            rounded(row.number("base_rate"), plain),
            supported(difference, low, high),
            interval(low, high),
            rounded(row.number("q"), chance),
            Cell::from(words::flags(&row.text("flags"))),
        ];
        found.push((sure.unwrap_or(1.0), plain_lexicons, point, cells));
    }
    if found.is_empty() {
        return Ok(Part::Absent(title, "enough turns after a hit".to_owned()));
    }
    let mut section = Section::new("answers", title);
    section.text("After a turn with a hit of the first kind, how many hits of the second kind does the next turn of the other hold, per 100 words, against all turns of that person? Above 0: more than usual. An answer in words is not yet an answer in feeling.");
    let mut drawn: Vec<(f64, Point)> = found
        .iter()
        .filter(|row| row.1)
        .filter_map(|row| Some((row.0, row.2.clone()?)))
        .collect();
    drawn.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.label.cmp(&b.1.label)));
    drawn.truncate(MOST_DRAWN);
    let mut points: Vec<Point> = drawn.into_iter().map(|row| row.1).collect();
    points.sort_by(|a, b| b.value.total_cmp(&a.value));
    if !points.is_empty() {
        let told: Vec<String> = points
            .iter()
            .map(|point| format!("{} {}", point.label, plain(point.value)))
            .collect();
        section.figures(vec![Figure {
            svg: whiskers::draw(
                "answers-differences",
                "Rates in the next turn against the usual rate",
                &format!("Differences: {}.", told.join("; ")),
                "difference, hits per 100 words",
                &points,
                Axis::Difference,
            ),
            caption: format!(
                "The next turn (lag 1), lexicons as wholes. Filled marks: by chance less than {SURE}. Hollow marks may well be chance. At most {MOST_DRAWN} pairs."
            ),
            table: None,
            class: "wide",
        }]);
    }
    let mut table = Table::new(
        "answers-table",
        "What answers what",
        vec![
            text("Who answers"),
            text("After"),
            text("Answer"),
            numbers("Lag"),
            numbers("Turns"),
            numbers("Rate then"),
            numbers("Usual rate"),
            numbers("Difference"),
            numbers("95 % interval"),
            numbers("q"),
            text("Remarks"),
        ],
    );
    table.rows = found.into_iter().map(|row| row.3).collect();
    table.tools = true;
    table.folded = table.rows.len() > 40;
    section.table(table.capped(MOST_ROWS, &book.folder.file("responsiveness.csv")));
    Ok(Part::Here(section))
}
