//! How often each form of an entry stands in a document.

use std::collections::BTreeMap;

use foldhash::HashMap;

use super::Pipeline;
use crate::matching::Hit;
use crate::measure::UnitId;
use crate::text::Tokens;

/// Hits of one form of one entry, by status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FormCounts {
    /// In the order of [`Status::ALL`](crate::matching::Status::ALL). A text has fewer words than that.
    pub statuses: [u32; 4],
}

impl FormCounts {
    fn add(&mut self, other: FormCounts) {
        for (sum, count) in self.statuses.iter_mut().zip(other.statuses) {
            *sum += count;
        }
    }
}

/// Which form of which entry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormKey {
    /// The category.
    pub unit: UnitId,
    /// Position of the entry in its lexicon.
    pub entry: u32,
    /// The words as matched, in compare form; words of a gap are `_`.
    pub form: String,
}

/// The forms of a document, in order. A document waits with them until its row is written, so they take
/// no more room than they need.
pub(super) type Sorted = Vec<(FormKey, FormCounts)>;

/// Counts the forms of hits. A word by itself, as most hits are, is counted by the number of its
/// form until somebody asks for names.
#[derive(Default)]
pub(super) struct FormCounter {
    words: HashMap<(UnitId, u32, u32), FormCounts>,
    named: BTreeMap<FormKey, FormCounts>,
}

impl FormCounter {
    pub(super) fn add(&mut self, tokens: &Tokens, unit: UnitId, hit: &Hit) {
        let found = hit.found;
        let counts = if found.end == found.first + 1 && found.open == 0 {
            let id = tokens.id(found.first as usize);
            self.words.entry((unit, found.entry.0, id)).or_default()
        } else {
            let key = FormKey {
                unit,
                entry: found.entry.0,
                form: form_of(tokens, hit),
            };
            self.named.entry(key).or_default()
        };
        counts.statuses[hit.context.status as usize] += 1;
    }

    /// Names what is known by number; `tokens` are those that it was counted in. Two forms may differ
    /// by a final `'s` alone.
    pub(super) fn settle(&mut self, tokens: &Tokens) {
        for ((unit, entry, id), counts) in self.words.drain() {
            let form = tokens.forms().base(id).to_owned();
            let key = FormKey { unit, entry, form };
            self.named.entry(key).or_default().add(counts);
        }
    }

    /// The counts by what the forms are, of counters that are [settled](FormCounter::settle).
    pub(super) fn sum(counters: impl IntoIterator<Item = FormCounter>) -> Sorted {
        let mut counters = counters.into_iter().map(|counter| counter.named);
        let mut all = counters.next().unwrap_or_default();
        for (key, counts) in counters.flatten() {
            all.entry(key).or_default().add(counts);
        }
        all.into_iter().collect()
    }
}

impl Pipeline {
    /// Counts the forms of the hits of a document.
    pub(super) fn forms(&self, tokens: &Tokens, hits: &[Vec<Hit>]) -> Sorted {
        let mut forms = FormCounter::default();
        self.add_forms(&mut forms, tokens, hits);
        forms.settle(tokens);
        FormCounter::sum([forms])
    }

    pub(super) fn add_forms(&self, forms: &mut FormCounter, tokens: &Tokens, hits: &[Vec<Hit>]) {
        for (lexicon_ix, hits) in hits.iter().enumerate() {
            let lexicon = &self.lexicons[lexicon_ix];
            for hit in hits {
                let entry = &lexicon.entries[hit.found.entry.0 as usize];
                let unit = self.units.category(lexicon_ix, entry.category);
                forms.add(tokens, unit, hit);
            }
        }
    }
}

/// The words of a hit in compare form, joined by a space; words of a gap are `_`, since they are
/// the text's and not the lexicon's.
pub(super) fn form_of(tokens: &Tokens, hit: &Hit) -> String {
    let first = hit.found.first as usize;
    let words = (first..hit.found.end as usize).map(|at| {
        if hit.found.open & (1 << (at - first)) != 0 {
            "_"
        } else {
            tokens.base(at)
        }
    });
    words.collect::<Vec<_>>().join(" ")
}
