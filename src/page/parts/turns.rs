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
    /// Turns of each lane with their words and hits, also of turns that are not drawn.
    pub sums: Vec<Sums>,
    /// Drawn turns of others than the two with the most words.
    pub others: usize,
    /// Turns behind the last that is drawn.
    pub undrawn: usize,
}

/// What one speaker says in all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    /// Turns.
    pub turns: u64,
    /// Words in them.
    pub words: u64,
    /// Hits of each lexicon.
    pub hits: Vec<u64>,
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

/// The turns of one conversation: the first ones as they are, all of them as sums.
#[derive(Default)]
struct Rows {
    first: Vec<Spoken>,
    sums: BTreeMap<String, Sums>,
    undrawn: usize,
}

impl Rows {
    fn add(&mut self, row: Spoken) {
        if !row.who.is_empty() {
            let sums = self.sums.entry(row.who.clone()).or_default();
            sums.turns += 1;
            sums.words += row.words;
            sums.hits.resize(row.hits.len(), 0);
            for (sum, more) in sums.hits.iter_mut().zip(&row.hits) {
                *sum += more;
            }
        }
        if self.first.len() < MOST_TURNS {
            self.first.push(row);
        } else {
            self.undrawn += 1;
        }
    }
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
    let mut rows = Rows::default();
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
        if let Some(row) = next {
            let (role, speaker) = (row.text("role"), row.text("speaker"));
            rows.add(Spoken {
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
fn talk(document: &str, mut rows: Rows) -> Option<Talk> {
    let mut speakers: Vec<(String, Sums)> = std::mem::take(&mut rows.sums).into_iter().collect();
    speakers.sort_by(|a, b| b.1.words.cmp(&a.1.words).then_with(|| a.0.cmp(&b.0)));
    speakers.truncate(2);
    if speakers.len() < 2 || speakers.iter().any(|(_, sums)| sums.turns < 2) {
        return None;
    }
    // The therapist above, whoever speaks more; else in order of names.
    speakers.sort_by_key(|(who, _)| (who != "therapist", who.clone()));
    let (lanes, sums): (Vec<String>, Vec<Sums>) = speakers.into_iter().unzip();
    let mut others = 0;
    let turns = rows
        .first
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
        sums,
        others,
        undrawn: rows.undrawn,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(turns: usize) -> Rows {
        let mut rows = Rows::default();
        for speaker in ["Anna", "Ben"].into_iter().cycle().take(turns) {
            rows.add(Spoken {
                who: who("unknown".to_owned(), speaker.to_owned()),
                words: 5,
                hits: vec![1],
            });
        }
        rows
    }

    #[test]
    fn turns_that_are_not_drawn_count() {
        let talk = talk("a.txt", rows(MOST_TURNS + 6)).expect("a conversation");
        assert_eq!((talk.turns.len(), talk.undrawn), (MOST_TURNS, 6));
        let turns = MOST_TURNS as u64 / 2 + 3;
        assert_eq!(
            talk.sums[1],
            Sums {
                turns,
                words: 5 * turns,
                hits: vec![turns]
            }
        );
    }

    #[test]
    fn speakers_of_no_known_role_have_lanes_of_their_own() {
        let talk = talk("a.txt", rows(4)).expect("a conversation");
        assert_eq!(talk.lanes, ["Anna", "Ben"]);
        let lanes: Vec<usize> = talk.turns.iter().map(|turn| turn.lane).collect();
        assert_eq!((lanes, talk.others), (vec![0, 1, 0, 1], 0));
        assert_eq!(who("client".to_owned(), "S1".to_owned()), "client");
        assert_eq!(who("unknown".to_owned(), String::new()), "unknown");
    }
}
