//! Sums over the documents of the corpus and of each group.

use std::collections::BTreeMap;

use super::chance::Bond;

/// Name of the whole corpus among groups.
pub const ALL: &str = "all";
/// What rows of a group are called: `all` is the whole corpus, so a group of that name gets another,
/// as in corpus.csv.
pub fn name_of(group: &str) -> &str {
    if group == ALL { "all_" } else { group }
}

/// Groups, in the order in which they come, whose sums after each shift are kept: what a p value
/// needs. There may be tens of thousands.
const MAX_GROUPS: usize = 32;

/// Sums by group and by what is summed.
#[derive(Clone, Debug)]
pub struct Pool<K, S> {
    all: BTreeMap<K, S>,
    groups: BTreeMap<String, (bool, BTreeMap<K, S>)>,
}

impl<K, S> Default for Pool<K, S> {
    fn default() -> Self {
        Pool {
            all: BTreeMap::new(),
            groups: BTreeMap::new(),
        }
    }
}

impl<K: Ord + Clone, S> Pool<K, S> {
    /// Adds to the sums of the corpus and of a group, which may be empty: `start` makes sums of
    /// nothing, `add` adds to them.
    pub fn add(&mut self, group: &str, key: &K, start: impl Fn(Bond) -> S, add: impl Fn(&mut S)) {
        let of_all = self.all.entry(key.clone());
        add(of_all.or_insert_with(|| start(Bond::new(true))));
        if group.is_empty() {
            return;
        }
        let group = name_of(group);
        if !self.groups.contains_key(group) {
            let keep = self.groups.len() < MAX_GROUPS;
            self.groups
                .insert(group.to_owned(), (keep, BTreeMap::new()));
        }
        if let Some((keep, sums)) = self.groups.get_mut(group) {
            let of_group = sums.entry(key.clone());
            add(of_group.or_insert_with(|| start(Bond::new(*keep))));
        }
    }

    /// The corpus, then the groups by name, each with its sums in order.
    pub fn groups(&self) -> impl Iterator<Item = (&str, impl Iterator<Item = (&K, &S)>)> {
        let groups = self.groups.iter();
        let groups = groups.map(|(name, (_, sums))| (name.as_str(), sums.iter()));
        std::iter::once((ALL, self.all.iter())).chain(groups)
    }
}
