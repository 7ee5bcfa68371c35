//! The numbers of a row, group by group: columns whose numbers depend on the same counts.
//!
//! Most categories have no hit in most texts, and most indices rest on nothing there. All numbers
//! of such a group are known beforehand: they are *quiet*, and depend on nothing but whether the
//! text has a word at all.

use std::ops::Range;

use super::{Column, Number, Registry, Value, index_number, per_100, unit_number};
use crate::measure::indices::{Index, IndexValue};
use crate::measure::tally::{Counts, Tally};
use crate::measure::units::{UnitId, UnitKind, Units};
use crate::text::liwc::LiwcCounts;

/// Neighbouring columns whose numbers depend on the same counts.
#[derive(Clone, Debug)]
pub(super) struct Group {
    columns: Range<usize>,
    of: Of,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    /// The text, or the whole document: each column is for itself.
    Text,
    /// The total of a lexicon, and its position. Its interval depends on the number of words, also
    /// without a hit.
    Lexicon(UnitId, usize),
    Category(UnitId),
    Index(usize),
}

/// Takes the numbers of a row, in the order of the columns.
pub trait TakeNumbers {
    /// The number of a column, by its position.
    fn number(&mut self, column: usize, number: Number);

    /// The numbers of all columns of some quiet groups, by their positions among the groups: those of
    /// [`Registry::quiet`].
    fn quiet(&mut self, groups: Range<usize>, has_words: bool);

    /// True if the numbers of a group of a lexicon without a hit are taken, since they were met before
    /// with the same [`Silent`]; otherwise they come one by one, and then [`TakeNumbers::met`].
    fn knows(&mut self, _: &Silent) -> bool {
        false
    }

    /// The numbers that came since [`TakeNumbers::knows`] are those of this group.
    fn met(&mut self, _: Silent) {}
}

/// What the numbers of a lexicon depend on in a text without a hit that its total tells of, of any
/// status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silent {
    /// Position of the lexicon.
    pub lexicon: usize,
    /// Words, by the rule in force.
    pub words: u64,
    /// The bits of interval, burst and trend.
    rest: [Option<u64>; 4],
}

impl Silent {
    fn of(counts: &Counts, lexicon: usize) -> Silent {
        let interval = counts.intervals[lexicon];
        let rest = [
            interval.map(|interval| interval.low),
            interval.map(|interval| interval.high),
            counts.bursts.get(lexicon),
            counts.trends.get(lexicon),
        ];
        Silent {
            lexicon,
            words: counts.words,
            rest: rest.map(|number| number.map(f64::to_bits)),
        }
    }
}

/// The groups of these columns.
pub(super) fn of_columns(columns: &[Column], units: &Units) -> Vec<Group> {
    let of = |column: &Column| match column.value {
        Value::Unit(id, _) if units.get(id).kind == UnitKind::Lexicon => {
            Of::Lexicon(id, units.get(id).lexicon)
        }
        Value::Unit(id, _) => Of::Category(id),
        Value::Index(at, _) => Of::Index(at),
        _ => Of::Text,
    };
    let mut groups: Vec<Group> = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let of = of(column);
        match groups.last_mut() {
            Some(last) if last.of == of => last.columns.end = at + 1,
            _ => groups.push(Group {
                columns: at..at + 1,
                of,
            }),
        }
    }
    groups
}

/// Which groups are to be looked at in a row: most categories and indices are quiet in most texts, and
/// no step is made for those.
#[derive(Clone, Debug, Default)]
pub(super) struct Awake {
    /// Those of every row, in order.
    always: Vec<u32>,
    /// By unit: those that may not be quiet if it has a hit.
    by_unit: Vec<Vec<u32>>,
}

impl Awake {
    pub(super) fn new(groups: &[Group], indices: &[Index], units: usize) -> Awake {
        let mut awake = Awake {
            always: Vec::new(),
            by_unit: vec![Vec::new(); units],
        };
        for (at, group) in (0..).zip(groups) {
            match group.of {
                Of::Text | Of::Lexicon(..) => awake.always.push(at),
                Of::Category(unit) => awake.by_unit[usize::from(unit.0)].push(at),
                Of::Index(index) => match indices[index].units() {
                    None => awake.always.push(at),
                    Some(units) => {
                        for unit in units {
                            awake.by_unit[usize::from(unit.0)].push(at);
                        }
                    }
                },
            }
        }
        awake
    }

    /// The groups of a row, in order, some perhaps twice.
    fn of(&self, counts: &Counts) -> Vec<u32> {
        let mut awake = self.always.clone();
        for (unit, _) in counts.tallies.iter() {
            awake.extend_from_slice(&self.by_unit[usize::from(unit.0)]);
        }
        awake.sort_unstable();
        awake
    }
}

impl Registry {
    /// Gives the numbers of the first `most` columns, which must not end within a group that can be
    /// quiet. Cost: one step for each group that may not be quiet, and for each of its columns.
    pub fn visit(&self, counts: &Counts, most: usize, taker: &mut impl TakeNumbers) {
        let liwc = counts.liwc.as_deref().map(LiwcCounts::columns);
        let has_words = counts.words > 0;
        let end = self
            .groups
            .partition_point(|group| group.columns.start < most);
        // The first group that nothing is said of yet.
        let mut next = 0;
        for at in self.awake.of(counts) {
            let at = at as usize;
            if !(next..end).contains(&at) {
                continue;
            }
            if next < at {
                taker.quiet(next..at, has_words);
            }
            self.visit_group(at, counts, most, liwc.as_ref(), taker);
            next = at + 1;
        }
        if next < end {
            taker.quiet(next..end, has_words);
        }
    }

    fn visit_group(
        &self,
        at: usize,
        counts: &Counts,
        most: usize,
        liwc: Option<&[(&'static str, Option<f64>); 11]>,
        taker: &mut impl TakeNumbers,
    ) {
        let group = &self.groups[at];
        let columns = group.columns.start..group.columns.end.min(most);
        match group.of {
            Of::Text => {
                for column in columns {
                    let value = &self.columns[column].value;
                    taker.number(column, text_number(counts, value, liwc));
                }
            }
            Of::Lexicon(unit, lexicon) if !counts.tallies.has(unit) => {
                let silent = Silent::of(counts, lexicon);
                if !taker.knows(&silent) {
                    self.unit(columns, counts, &Tally::NONE, taker);
                    taker.met(silent);
                }
            }
            Of::Lexicon(unit, _) | Of::Category(unit) => {
                self.unit(columns, counts, counts.tallies.get(unit), taker);
            }
            Of::Index(index) => {
                let value = self.indices[index].of(counts);
                if value.counts == [0, 0] {
                    taker.quiet(at..at + 1, counts.words > 0);
                } else {
                    self.index(columns, value, taker);
                }
            }
        }
    }

    fn unit(
        &self,
        columns: Range<usize>,
        counts: &Counts,
        tally: &Tally,
        taker: &mut impl TakeNumbers,
    ) {
        for column in columns {
            if let Value::Unit(_, stat) = self.columns[column].value {
                taker.number(column, unit_number(counts, tally, stat));
            }
        }
    }

    fn index(&self, columns: Range<usize>, value: IndexValue, taker: &mut impl TakeNumbers) {
        for column in columns {
            if let Value::Index(_, part) = self.columns[column].value {
                taker.number(column, index_number(value, part));
            }
        }
    }

    /// One number for each column.
    pub fn numbers(&self, counts: &Counts) -> Vec<Number> {
        struct All<'a>(&'a Registry, Vec<Number>);
        impl TakeNumbers for All<'_> {
            fn number(&mut self, _: usize, number: Number) {
                self.1.push(number);
            }

            fn quiet(&mut self, groups: Range<usize>, has_words: bool) {
                for group in groups {
                    let quiet = self.0.quiet(group, has_words);
                    self.1.extend(quiet.map(|(_, number)| number));
                }
            }
        }
        let mut all = All(self, Vec::with_capacity(self.columns.len()));
        self.visit(counts, self.columns.len(), &mut all);
        all.1
    }

    /// How many groups there are.
    pub fn groups(&self) -> usize {
        self.groups.len()
    }

    /// The columns of a group and their numbers where it is quiet: in a text with or without words
    /// that has no hit. Nothing for a group that never is.
    pub fn quiet(&self, group: usize, has_words: bool) -> impl Iterator<Item = (usize, Number)> {
        let counts = Counts {
            words: u64::from(has_words),
            ..Counts::default()
        };
        let Group { columns, of } = self.groups[group].clone();
        let columns = match of {
            Of::Text | Of::Lexicon(..) => 0..0,
            Of::Category(_) | Of::Index(_) => columns,
        };
        let none = IndexValue {
            value: None,
            interval: None,
            counts: [0, 0],
        };
        columns.map(move |column| {
            let number = match self.columns[column].value {
                Value::Unit(_, stat) => unit_number(&counts, &Tally::NONE, stat),
                Value::Index(_, part) => index_number(none, part),
                _ => Number::Empty,
            };
            (column, number)
        })
    }
}

/// A number that no unit and no index has.
fn text_number(
    counts: &Counts,
    value: &Value,
    liwc: Option<&[(&'static str, Option<f64>); 11]>,
) -> Number {
    let whole = counts.whole.as_deref();
    match *value {
        Value::Words => Number::Count(counts.words),
        Value::Sentences => Number::Count(counts.sentences),
        Value::Hits => Number::Count(counts.hits),
        Value::Covered => Number::Count(counts.covered),
        Value::Coverage => Number::real(per_100(counts.covered, counts.words)),
        Value::Aside(kind) => Number::Count(counts.asides[kind]),
        Value::Stages => Number::count(whole.map(|whole| whole.stages)),
        Value::StageOrder => Number::real(whole.and_then(|whole| whole.stage_order)),
        Value::CheckpointArcs => Number::count(whole.and_then(|whole| whole.checkpoint_arcs)),
        Value::ShameBodyNear => Number::count(whole.and_then(|whole| whole.shame_body_near)),
        Value::ShameBodyLift => Number::real(whole.and_then(|whole| whole.shame_body_lift)),
        Value::Liwc(at) => Number::real(liwc.and_then(|columns| columns[at].1)),
        Value::Unit(..) | Value::Index(..) => Number::Empty,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::lexicon::builtin;
    use crate::measure::Units;
    use proptest::prelude::*;

    /// Column by column, with a search for each tally: the definition.
    fn one_by_one(registry: &Registry, counts: &Counts) -> Vec<Number> {
        let indices: Vec<IndexValue> = registry.indices.iter().map(|i| i.of(counts)).collect();
        let liwc = counts.liwc.as_deref().map(LiwcCounts::columns);
        let number = |column: &Column| match column.value {
            Value::Unit(unit, stat) => unit_number(counts, counts.tallies.get(unit), stat),
            Value::Index(at, part) => index_number(indices[at], part),
            ref value => text_number(counts, value, liwc.as_ref()),
        };
        registry.columns.iter().map(number).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn quiet_groups_hold_what_their_columns_say(
            words in prop_oneof![Just(0_u64), 1..9000_u64],
            found in prop::collection::btree_map(0_u16..90, (0..9_u64, 0..9_u64, 0..3_u64), 0..9),
            repairs in (0..4_u64, 0..4_u64),
        ) {
            let lexicons: Vec<_> = builtin::all().into_iter().map(Arc::new).collect();
            let units = Units::new(&lexicons);
            let registry = Registry::new(&units, true);
            let mut counts = Counts {
                words,
                tokens: words,
                ruptures: repairs.0 + repairs.1,
                repaired: repairs.1,
                intervals: vec![None; lexicons.len()],
                bursts: lexicons.iter().map(|_| Some(1.5)).collect(),
                trends: lexicons.iter().map(|_| Some(0.5)).collect(),
                ..Counts::default()
            };
            for (unit, (affirmed, adverse, released)) in found {
                if usize::from(unit) < units.len() {
                    *counts.tallies.get_mut(UnitId(unit)) = Tally {
                        affirmed,
                        adverse,
                        released,
                        references: [affirmed, 0, 0, 0, 0],
                        ..Tally::NONE
                    };
                }
            }
            prop_assert_eq!(registry.numbers(&counts), one_by_one(&registry, &counts));
        }
    }
}
