//! How the hits of each category are meant: affirmed or not, whose, asked, imagined, advised.

use std::collections::BTreeMap;

use crate::lexicon::Polarity;
use crate::lexicon::check::is_adverse;
use crate::matching::{Context, Flags, Reference, Status};
use crate::measure::UnitId;
use crate::measure::tally::Source;

/// Counts of the hits of one unit by how they are meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Contexts {
    /// In the order of [`Status::ALL`].
    pub statuses: [u64; 4],
    /// Affirmed hits, in the order of [`Reference::ALL`].
    pub references: [u64; 5],
    /// Affirmed hits, in the order of [`Flags::ALL`]; a hit may have several.
    pub flags: [u64; 5],
}

impl Contexts {
    fn add(&mut self, context: Context) {
        self.statuses[context.status.index()] += 1;
        if context.status != Status::Affirmed {
            return;
        }
        self.references[Reference::index(context.reference)] += 1;
        for (count, (flag, _)) in self.flags.iter_mut().zip(Flags::ALL) {
            *count += u64::from(context.flags.has(flag));
        }
    }
}

/// Counts of each unit that has a hit of any status, and of its counted-apart pole (`true`).
/// Cost: one pass over the hits.
pub fn all(source: &Source<'_>) -> BTreeMap<(UnitId, bool), Contexts> {
    let mut found: BTreeMap<(UnitId, bool), Contexts> = BTreeMap::new();
    for (lexicon_ix, hits) in source.hits.iter().enumerate() {
        let lexicon = &source.lexicons[lexicon_ix];
        for hit in hits {
            let entry = &lexicon.entries[hit.found.entry.0 as usize];
            let category = lexicon.category_of(hit.found.entry);
            let own = source.units.category(lexicon_ix, entry.category);
            let adverse = is_adverse(entry.polarity, category.polarity);
            found.entry((own, adverse)).or_default().add(hit.context);
            if let Some(apart) =
                apart_in_total(lexicon.total.contains(&entry.polarity), entry.polarity)
                && category.in_total
            {
                let total = source.units.lexicon(lexicon_ix);
                found.entry((total, apart)).or_default().add(hit.context);
            }
        }
    }
    found
}

/// Whether an entry of this pole is counted apart in the total of its lexicon; `None` if the total
/// leaves it out.
pub(super) fn apart_in_total(inside: bool, polarity: Polarity) -> Option<bool> {
    match (inside, polarity) {
        (true, _) => Some(false),
        (false, Polarity::Distress) => Some(true),
        (false, _) => None,
    }
}
