//! Which hits are marked.

use crate::matching::Status;
use crate::measure::{UnitId, UnitKind, Units};
use crate::near;

/// Which hits are marked: all, unless something is named.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Positions of lexicons.
    lexicons: Vec<usize>,
    /// Categories.
    units: Vec<UnitId>,
    /// Statuses.
    statuses: Vec<Status>,
}

impl Filter {
    /// A filter by the names of lexicons and categories (`shame`, `shame.explicit`, or `explicit`,
    /// if only one lexicon has it), and by statuses. Nothing named lets everything through.
    ///
    /// # Errors
    /// A name that nothing has, with the nearest one; or one that several categories have.
    pub fn new(units: &Units, names: &[String], statuses: &[Status]) -> Result<Filter, String> {
        let mut filter = Filter {
            statuses: statuses.to_vec(),
            ..Filter::default()
        };
        for name in names {
            let exact = units.iter().find(|(_, unit)| unit.name == *name);
            let mut short = units.iter().filter(|(_, unit)| last(&unit.name) == name);
            let (id, unit) = match (exact, short.next(), short.next()) {
                (Some(found), ..) | (None, Some(found), None) => found,
                (None, Some((_, one)), Some((_, two))) => {
                    return Err(format!(
                        "`{name}` is the name of several categories; write {} or {}",
                        one.name, two.name
                    ));
                }
                (None, None, _) => return Err(unknown(units, name)),
            };
            match unit.kind {
                UnitKind::Lexicon => filter.lexicons.push(unit.lexicon),
                UnitKind::Category(_) => filter.units.push(id),
            }
        }
        Ok(filter)
    }

    /// True if such a hit is marked.
    pub fn takes(&self, lexicon: usize, unit: UnitId, status: Status) -> bool {
        let named = self.lexicons.contains(&lexicon) || self.units.contains(&unit);
        let free = self.lexicons.is_empty() && self.units.is_empty();
        (free || named) && (self.statuses.is_empty() || self.statuses.contains(&status))
    }
}

/// `explicit` of `shame.explicit`.
fn last(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(_, last)| last)
}

fn unknown(units: &Units, name: &str) -> String {
    let names = units
        .iter()
        .flat_map(|(_, unit)| [unit.name.as_str(), last(&unit.name)]);
    let most = name.chars().count() / 3 + 1;
    if let Some(near) = near::nearest(name, names, |_| most) {
        return format!("no category is called `{name}`; did you mean `{near}`?");
    }
    let lexicons = units
        .iter()
        .filter(|(_, unit)| unit.kind == UnitKind::Lexicon);
    let lexicons: Vec<&str> = lexicons.map(|(_, unit)| unit.name.as_str()).collect();
    format!(
        "no category is called `{name}`; write {}, or one that `feltsense explain` lists",
        lexicons.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::builtin;
    use std::sync::Arc;

    #[test]
    fn names_are_found_or_the_nearest_is_told() {
        let lexicons: Vec<_> = builtin::all().into_iter().map(Arc::new).collect();
        let units = Units::new(&lexicons);
        let of = |name: &str| Filter::new(&units, &[name.to_owned()], &[]);
        let explicit = units.find("shame.explicit").expect("a category");
        let breath = units.find("somatic.breath").expect("a category");
        for name in ["shame", "shame.explicit", "explicit"] {
            let filter = of(name).expect(name);
            assert!(filter.takes(0, explicit, Status::Negated), "{name}");
            assert!(!filter.takes(3, breath, Status::Affirmed), "{name}");
        }
        assert_eq!(
            of("shaem").expect_err("no such name"),
            "no category is called `shaem`; did you mean `shame`?"
        );
        assert!(
            of("quarterly figures")
                .expect_err("no such name")
                .contains("shame, self_compassion")
        );
        let only = Filter::new(&units, &[], &[Status::Negated]).expect("a filter");
        assert!(only.takes(3, breath, Status::Negated) && !only.takes(3, breath, Status::Affirmed));
    }
}
