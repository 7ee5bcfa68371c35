//! The numbers of a row, group by group: columns whose numbers depend on the same counts.
//!
//! Most categories have no hit in most texts, and most indices rest on nothing there. All numbers
//! of such a group are known beforehand: they are *quiet*, and depend on nothing but whether the
//! text has a word at all.

use std::ops::Range;

use super::{Column, Number, Registry, Value, index_number, per_100, unit_number};
use crate::measure::indices::IndexValue;
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
    /// The total of a lexicon. Its interval depends on the number of words, also without a hit.
    Lexicon(UnitId),
    Category(UnitId),
    Index(usize),
}

/// Takes the numbers of a row, in the order of the columns.
pub trait TakeNumbers {
    /// The number of a column, by its position.
    fn number(&mut self, column: usize, number: Number);

    /// The numbers of all columns of a quiet group, by its position among the groups: those of
    /// [`Registry::quiet`].
    fn quiet(&mut self, group: usize, has_words: bool);
}

/// The groups of these columns.
pub(super) fn of_columns(columns: &[Column], units: &Units) -> Vec<Group> {
    let of = |column: &Column| match column.value {
        Value::Unit(id, _) if units.get(id).kind == UnitKind::Lexicon => Of::Lexicon(id),
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

impl Registry {
    /// Gives the numbers of the first `most` columns, which must not end within a group that can be
    /// quiet. Cost: one step for each quiet group, and for each column of the others.
    pub fn visit(&self, counts: &Counts, most: usize, taker: &mut impl TakeNumbers) {
        // All tallies at once: each is asked for many times.
        let mut tallies: Vec<Option<&Tally>> = vec![None; self.units];
        for (unit, tally) in counts.tallies.iter() {
            tallies[usize::from(unit.0)] = Some(tally);
        }
        let tally = |unit: UnitId| tallies[usize::from(unit.0)];
        let liwc = counts.liwc.as_ref().map(LiwcCounts::columns);
        let has_words = counts.words > 0;
        for (at, group) in self.groups.iter().enumerate() {
            let columns = group.columns.start..group.columns.end.min(most);
            match group.of {
                Of::Text => {
                    for column in columns {
                        let value = &self.columns[column].value;
                        taker.number(column, text_number(counts, value, liwc.as_ref()));
                    }
                }
                Of::Category(unit) if tally(unit).is_none() => taker.quiet(at, has_words),
                Of::Lexicon(unit) | Of::Category(unit) => {
                    let tally = tally(unit).unwrap_or(&Tally::NONE);
                    for column in columns {
                        if let Value::Unit(_, stat) = self.columns[column].value {
                            taker.number(column, unit_number(counts, tally, stat));
                        }
                    }
                }
                Of::Index(index) => {
                    let get = |unit| tally(unit).unwrap_or(&Tally::NONE);
                    let value = self.indices[index].of_tallies(counts, get);
                    if value.counts == [0, 0] {
                        taker.quiet(at, has_words);
                        continue;
                    }
                    self.index(columns, value, taker);
                }
            }
            if group.columns.end >= most {
                return;
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

            fn quiet(&mut self, group: usize, has_words: bool) {
                let quiet = self.0.quiet(group, has_words);
                self.1.extend(quiet.map(|(_, number)| number));
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
            Of::Text | Of::Lexicon(_) => 0..0,
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
    let whole = counts.whole;
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
        let liwc = counts.liwc.as_ref().map(LiwcCounts::columns);
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
                bursts: vec![Some(1.5); lexicons.len()],
                trends: vec![Some(0.5); lexicons.len()],
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
