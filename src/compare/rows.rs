//! The alignment in the order of reading: the new draft from beginning to end, with what went in its
//! place.

use super::align::Pair;

/// What became of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// The same words in the same order among the others.
    Same,
    /// The same words elsewhere.
    Moved,
    /// Some of its words are other ones.
    Changed,
    /// Elsewhere, and with some other words.
    MovedChanged,
    /// Only in the new draft.
    Added,
    /// Only in the old draft.
    Removed,
}

impl Change {
    /// All, in the order of the outputs.
    pub const ALL: [Change; 6] = [
        Change::Same,
        Change::Moved,
        Change::Changed,
        Change::MovedChanged,
        Change::Added,
        Change::Removed,
    ];

    /// The word that outputs use.
    pub fn name(self) -> &'static str {
        match self {
            Change::Same => "same",
            Change::Moved => "moved",
            Change::Changed => "changed",
            Change::MovedChanged => "moved_changed",
            Change::Added => "added",
            Change::Removed => "removed",
        }
    }

    /// The words that people read.
    pub fn spoken(self) -> &'static str {
        match self {
            Change::Same => "the same",
            Change::MovedChanged => "moved and changed",
            other => other.name(),
        }
    }
}

/// A sentence of one draft or of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// What became of it.
    pub change: Change,
    /// Position in the old draft.
    pub old: Option<u32>,
    /// Position in the new draft.
    pub new: Option<u32>,
}

/// Rows in stretches that are told together: what is the same, a paragraph that was moved as it is, and
/// everything else.
pub fn stretches(rows: &[Row]) -> impl Iterator<Item = &[Row]> {
    let follows = |a: Option<u32>, b: Option<u32>| a.zip(b).is_some_and(|(a, b)| a + 1 == b);
    rows.chunk_by(move |a, b| match (a.change, b.change) {
        (Change::Moved, Change::Moved) => follows(a.old, b.old) && follows(a.new, b.new),
        (Change::Moved, _) | (_, Change::Moved) => false,
        (a, b) => (a == Change::Same) == (b == Change::Same),
    })
}

/// Rows of an alignment of so many sentences. What went stands before what came in its place; what
/// was moved stands where it is now.
pub fn rows(pairs: &[Pair], old: usize, new: usize) -> Vec<Row> {
    let mut of_old = vec![None; old];
    let mut of_new = vec![None; new];
    for pair in pairs {
        of_old[pair.old as usize] = Some(*pair);
        of_new[pair.new as usize] = Some(*pair);
    }
    let mut rows = Vec::with_capacity(old.max(new));
    let (mut i, mut j) = (0, 0);
    // From one sentence that stayed to the next.
    let stays = of_new.iter().flatten().filter(|pair| !pair.moved);
    let ends = stays.map(|pair| (pair.old as usize, pair.new as usize));
    for (next_i, next_j) in ends.chain([(old, new)]) {
        let gone = (i..next_i).filter(|&at| of_old[at].is_none());
        rows.extend(gone.map(|at| Row {
            change: Change::Removed,
            old: Some(at as u32),
            new: None,
        }));
        let come = j..(next_j + 1).min(new);
        for (at, pair) in come.clone().zip(&of_new[come]) {
            rows.push(match pair {
                None => Row {
                    change: Change::Added,
                    old: None,
                    new: Some(at as u32),
                },
                Some(pair) => Row {
                    change: match (pair.moved, pair.changed) {
                        (false, false) => Change::Same,
                        (false, true) => Change::Changed,
                        (true, false) => Change::Moved,
                        (true, true) => Change::MovedChanged,
                    },
                    old: Some(pair.old),
                    new: Some(pair.new),
                },
            });
        }
        (i, j) = (next_i + 1, next_j + 1);
    }
    rows
}
