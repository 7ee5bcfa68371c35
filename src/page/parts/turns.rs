//! The turns of conversations, out of `segments.csv` of a scan with `--by turn`.

use std::collections::BTreeMap;

use crate::page::PageError;
use crate::page::book::Book;
use crate::page::draw::lanes::Turn;

/// A conversation.
pub(crate) struct Talk {
    /// Its name.
    pub document: String,
    /// Who speaks in each lane.
    pub lanes: Vec<String>,
    /// Its turns.
    pub turns: Vec<Turn>,
    /// Turns of others than the two with the most words.
    pub others: usize,
}

/// Conversations that are drawn.
pub(crate) const MOST_TALKS: usize = 12;
/// Turns of one conversation that are drawn.
pub(crate) const MOST_TURNS: usize = 4000;

/// A row of the table.
struct Spoken {
    who: String,
    words: u64,
    hits: Vec<u64>,
}

/// The first conversations of the report in which two speak, at least twice each, and how many
/// there are in all. `None` if the scan was not cut by turns.
///
/// # Errors
/// If the table cannot be read.
pub(crate) fn read(book: &Book<'_>) -> Result<Option<(Vec<Talk>, usize)>, PageError> {
    if !matches!(book.folder.setting("by"), Some("turn" | "speaker")) {
        return Ok(None);
    }
    let Some(mut sheet) = book.folder.table("segments")? else {
        return Ok(None);
    };
    let columns: Vec<String> = book
        .lexicons
        .iter()
        .map(|name| format!("{name}_hits"))
        .collect();
    let mut talks = Vec::new();
    let mut all = 0;
    let mut document = String::new();
    let mut rows: Vec<Spoken> = Vec::new();
    loop {
        let next = sheet.next()?;
        let same = next.is_some_and(|row| row.text("document") == document);
        if !same {
            if let Some(talk) = talk(&document, std::mem::take(&mut rows)) {
                all += 1;
                if talks.len() < MOST_TALKS {
                    talks.push(talk);
                }
            }
            match next {
                None => break,
                Some(row) => document = row.text("document"),
            }
        }
        if let Some(row) = next
            && rows.len() < MOST_TURNS
        {
            let (role, speaker) = (row.text("role"), row.text("speaker"));
            rows.push(Spoken {
                who: who(role, speaker),
                words: row.count("words"),
                hits: columns.iter().map(|column| row.count(column)).collect(),
            });
        }
    }
    Ok(Some((talks, all)))
}

/// Who speaks: the role, or the speaker where no role is known.
fn who(role: String, speaker: String) -> String {
    if matches!(role.as_str(), "" | "unknown") && !speaker.is_empty() {
        speaker
    } else {
        role
    }
}

/// Two lanes: the two roles or speakers with the most words; `None` unless each has two turns.
fn talk(document: &str, rows: Vec<Spoken>) -> Option<Talk> {
    let mut words: BTreeMap<&str, (u64, usize)> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.who.is_empty()) {
        let sums = words.entry(&row.who).or_default();
        sums.0 += row.words;
        sums.1 += 1;
    }
    let mut speakers: Vec<(&str, (u64, usize))> = words.into_iter().collect();
    speakers.sort_by(|a, b| b.1.0.cmp(&a.1.0).then(a.0.cmp(b.0)));
    speakers.truncate(2);
    if speakers.len() < 2 || speakers.iter().any(|(_, (_, turns))| *turns < 2) {
        return None;
    }
    let mut lanes: Vec<String> = speakers.iter().map(|(who, _)| (*who).to_owned()).collect();
    // The therapist above, whoever speaks more; else in order of names.
    lanes.sort_by_key(|who| (who != "therapist", who.clone()));
    let mut others = 0;
    let turns = rows
        .into_iter()
        .map(|row| {
            let lane = lanes.iter().position(|who| *who == row.who);
            others += usize::from(lane.is_none());
            Turn {
                // Turns of others are a gap in both lanes.
                lane: lane.unwrap_or(usize::MAX),
                words: row.words,
                hits: if lane.is_some() { row.hits } else { Vec::new() },
            }
        })
        .collect();
    Some(Talk {
        document: document.to_owned(),
        lanes,
        turns,
        others,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speakers_of_no_known_role_have_lanes_of_their_own() {
        let rows = ["Anna", "Ben", "Anna", "Ben"].map(|speaker| Spoken {
            who: who("unknown".to_owned(), speaker.to_owned()),
            words: 5,
            hits: vec![1],
        });
        let talk = talk("a.txt", rows.into()).expect("a conversation");
        assert_eq!(talk.lanes, ["Anna", "Ben"]);
        let lanes: Vec<usize> = talk.turns.iter().map(|turn| turn.lane).collect();
        assert_eq!((lanes, talk.others), (vec![0, 1, 0, 1], 0));
        assert_eq!(who("client".to_owned(), "S1".to_owned()), "client");
        assert_eq!(who("unknown".to_owned(), String::new()), "unknown");
    }
}
