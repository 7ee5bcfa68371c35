//! Which hit of one draft is which of the other.

use std::collections::HashMap;

use super::rows::{Change, Row};
use super::side::{Placed, Side};

/// What became of a hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HitHow {
    /// The same entry with the same status in the same sentence, changed or not.
    Kept,
    /// As kept, in a sentence that was moved.
    Moved,
    /// The same entry in the same sentence, moved or not, with another status.
    Status,
    /// Only in the new draft.
    Added,
    /// Only in the old draft.
    Removed,
}

impl HitHow {
    /// All, in the order of the outputs.
    pub const ALL: [HitHow; 5] = [
        HitHow::Kept,
        HitHow::Moved,
        HitHow::Status,
        HitHow::Added,
        HitHow::Removed,
    ];

    /// The word that outputs use.
    pub fn name(self) -> &'static str {
        match self {
            HitHow::Kept => "kept",
            HitHow::Moved => "moved",
            HitHow::Status => "status",
            HitHow::Added => "added",
            HitHow::Removed => "removed",
        }
    }

    /// The words that people read.
    pub fn spoken(self) -> &'static str {
        match self {
            HitHow::Kept => "as before",
            HitHow::Status => "of another status",
            other => other.name(),
        }
    }
}

/// A hit of one draft or of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HitChange {
    /// What became of it.
    pub how: HitHow,
    /// Position in the hits of the old draft.
    pub old: Option<usize>,
    /// Position in the hits of the new draft.
    pub new: Option<usize>,
}

/// Pairs the hits of paired sentences: of the same entry and status the first with the first, and so
/// on; then of the same entry. Every hit of either draft comes once, in the order of the rows. Cost:
/// linear in hits.
pub fn changes(old: &Side, new: &Side, rows: &[Row]) -> Vec<HitChange> {
    let mut found = Vec::with_capacity(old.hits.len().max(new.hits.len()));
    for row in rows {
        let before = row.old.map_or(0..0, |at| old.hits_of(at));
        let after = row.new.map_or(0..0, |at| new.hits_of(at));
        let mut of_old: Vec<Option<usize>> = vec![None; before.len()];
        let mut of_new: Vec<Option<usize>> = vec![None; after.len()];
        let status = |hit: &Placed| (key(hit), Some(hit.shown.context.status as u8));
        let entry = |hit: &Placed| (key(hit), None);
        let keys: [&dyn Fn(&Placed) -> Key; 2] = [&status, &entry];
        for key in keys {
            let mut waiting: HashMap<Key, Vec<usize>> = HashMap::new();
            for at in (0..of_new.len()).rev().filter(|&at| of_new[at].is_none()) {
                let hit = &new.hits[after.start + at];
                waiting.entry(key(hit)).or_default().push(at);
            }
            for (at, pair) in of_old.iter_mut().enumerate() {
                if pair.is_none()
                    && let Some(free) = waiting.get_mut(&key(&old.hits[before.start + at]))
                    && let Some(other) = free.pop()
                {
                    *pair = Some(after.start + other);
                    of_new[other] = Some(before.start + at);
                }
            }
        }
        let gone = of_old.iter().enumerate().filter(|(_, pair)| pair.is_none());
        found.extend(gone.map(|(at, _)| HitChange {
            how: HitHow::Removed,
            old: Some(before.start + at),
            new: None,
        }));
        for (at, pair) in of_new.iter().enumerate() {
            let at = after.start + at;
            let status = |hit: &Placed| hit.shown.context.status;
            let moved = matches!(row.change, Change::Moved | Change::MovedChanged);
            found.push(HitChange {
                how: match *pair {
                    None => HitHow::Added,
                    Some(other) if status(&old.hits[other]) != status(&new.hits[at]) => {
                        HitHow::Status
                    }
                    Some(_) if moved => HitHow::Moved,
                    Some(_) => HitHow::Kept,
                },
                old: *pair,
                new: Some(at),
            });
        }
    }
    found
}

/// Lexicon and entry, and the status if it matters.
type Key = ((usize, u32), Option<u8>);

fn key(hit: &Placed) -> (usize, u32) {
    (hit.shown.lexicon, hit.shown.entry.0)
}
