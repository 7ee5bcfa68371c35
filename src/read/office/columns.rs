//! Tables → blocks: cell by cell, or as the transcript that the table is.
//!
//! Many transcripts stand in a table: who speaks in one column, the words in the next, perhaps the
//! time before both. Such rows become `Label: words`, the form of transcripts in plain text, and
//! the one place that finds turns finds these too. Cost: linear in the cells.

use std::collections::HashMap;

use super::builder::{Item, Row};
use crate::text::BlockKind;

/// A label has at most this many characters.
const LABEL_LIMIT: usize = 40;
/// A table with fewer labelled rows is read as a table.
const FEWEST_ROWS: usize = 4;
/// Columns that are looked at for labels.
const COLUMNS: usize = 4;

/// The items of a table in the order of reading.
pub(super) fn items(rows: Vec<Row>) -> Vec<Item> {
    match label_column(&rows) {
        Some(column) => rows
            .into_iter()
            .flat_map(|row| transcript_row(row, column))
            .collect(),
        None => rows.into_iter().flatten().flatten().collect(),
    }
}

/// The column that says who speaks: at least two labels that come back, in at least three of four
/// rows that have words behind them, and the words behind are longer than the labels.
fn label_column(rows: &[Row]) -> Option<usize> {
    let width = rows.iter().map(Vec::len).max()?;
    (0..width.saturating_sub(1).min(COLUMNS)).find(|&column| {
        let mut uses: HashMap<&str, usize> = HashMap::new();
        let (mut spoken, mut label_size, mut speech_size) = (0, 0, 0);
        for row in rows {
            let behind = row.iter().skip(column + 1).flatten();
            let speech: usize = behind.map(|item| item.text.len()).sum();
            // A row without a label goes on with the words of the row before.
            if speech == 0 || row.get(column).is_none_or(Vec::is_empty) {
                continue;
            }
            spoken += 1;
            if let Some(label) = label_of(row, column) {
                *uses.entry(label).or_default() += 1;
                label_size += label.len();
                speech_size += speech;
            }
        }
        let again = uses.values().filter(|&&count| count > 1);
        let (labels, labelled) = again.fold((0, 0), |(n, sum), count| (n + 1, sum + count));
        labels >= 2
            && labelled >= FEWEST_ROWS
            && labelled * 4 >= spoken * 3
            && speech_size > label_size
    })
}

/// The label in a cell, without colon; `None` if its text has not the shape of one.
fn label_of(row: &Row, column: usize) -> Option<&str> {
    let [item] = row.get(column)?.as_slice() else {
        return None;
    };
    let label = item.text.trim_end_matches(':').trim_end();
    let shape = |c: char| {
        c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | ',' | '\'' | '’' | '(' | ')')
    };
    let fits = label.chars().count() <= LABEL_LIMIT
        && label.chars().any(char::is_alphabetic)
        && label.chars().all(shape);
    fits.then_some(label)
}

/// `[time] Label: words`, then what else the row holds.
fn transcript_row(row: Row, column: usize) -> Vec<Item> {
    let Some(label) = label_of(&row, column).map(str::to_owned) else {
        return row.into_iter().flatten().collect();
    };
    let mut before = Vec::new();
    let mut time = String::new();
    let mut speech = Vec::new();
    for (at, cell) in row.into_iter().enumerate() {
        if at == column {
            continue;
        }
        for item in cell {
            if time.is_empty() && is_time(&item.text) {
                time = format!("[{}] ", item.text.trim_matches(['[', ']', '(', ')']));
            } else if at < column {
                before.push(item);
            } else {
                speech.push(item);
            }
        }
    }
    if speech.is_empty() && !time.is_empty() {
        // `C | 10:30`: with nothing else in the row the time is what was said.
        let said = time.trim().trim_matches(['[', ']']).to_owned();
        time.clear();
        speech.push(Item {
            kind: BlockKind::Cell,
            text: said,
        });
    }
    if let Some(first) = speech.first_mut() {
        first.text = format!("{time}{label}: {}", first.text);
        first.kind = BlockKind::Cell;
    }
    before.extend(speech);
    before
}

/// `0:12`, `00:01:12`, `[01:12.5]`.
fn is_time(text: &str) -> bool {
    let text = text.trim_matches(['[', ']', '(', ')']);
    let parts: Vec<&str> = text.split(':').collect();
    let digits = |part: &&str| {
        !part.is_empty() && part.len() <= 6 && part.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    };
    (2..=3).contains(&parts.len()) && parts.iter().all(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[&str]]) -> Vec<Row> {
        let item = |text: &&str| Item {
            kind: BlockKind::Cell,
            text: (*text).to_owned(),
        };
        let cell = |text: &&str| (!text.is_empty()).then(|| item(text)).into_iter().collect();
        rows.iter()
            .map(|row| row.iter().map(cell).collect())
            .collect()
    }

    fn texts(rows: &[&[&str]]) -> Vec<String> {
        items(table(rows))
            .into_iter()
            .map(|item| item.text)
            .collect()
    }

    #[test]
    fn a_column_of_labels_makes_a_transcript() {
        let rows: [&[&str]; 6] = [
            &["Time", "Speaker", "Text"],
            &["0:01", "T", "How are you today?"],
            &["0:04", "C:", "I was ashamed."],
            &["0:09", "T", "Of what?"],
            &["0:12", "C:", "Of it all."],
            &["", "", "And more."],
        ];
        let expected = [
            "Time",
            "Speaker: Text",
            "[0:01] T: How are you today?",
            "[0:04] C: I was ashamed.",
            "[0:09] T: Of what?",
            "[0:12] C: Of it all.",
            "And more.",
        ];
        assert_eq!(texts(&rows), expected);
    }

    #[test]
    fn other_tables_stay_tables() {
        let rows: [&[&str]; 5] = [
            &["Item", "Score"],
            &["Shame", "3"],
            &["Shame", "4"],
            &["Guilt", "3"],
            &["Guilt", "1"],
        ];
        let all: Vec<String> = rows
            .concat()
            .iter()
            .map(|text| (*text).to_owned())
            .collect();
        assert_eq!(texts(&rows), all);
        assert!(texts(&[]).is_empty());
    }

    #[test]
    fn times() {
        for text in ["0:12", "00:01:12", "[01:12.5]"] {
            assert!(is_time(text), "{text}");
        }
        for text in ["12", "a:b", "", ":", "1:2:3:4", "T: 1"] {
            assert!(!is_time(text), "{text}");
        }
    }
}
