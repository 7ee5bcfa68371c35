//! Which hits a measure looks at.

use super::Mark;
use crate::measure::{UnitId, Units};

/// A set of hits by category and pole: one category, the total of a lexicon, or a sum of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pick {
    /// Units and whether their counted-apart pole is meant; sorted, each once.
    taken: Vec<(UnitId, bool)>,
}

/// A name that no lexicon in use has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCategory {
    /// The name as typed.
    pub name: String,
}

impl std::fmt::Display for UnknownCategory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "no lexicon in use has the category `{}`", self.name)
    }
}

impl std::error::Error for UnknownCategory {}

impl Pick {
    /// The hits of a category or of the total of a lexicon: of its own poles, or of the pole that
    /// is counted apart.
    pub fn unit(id: UnitId, adverse: bool) -> Pick {
        Pick::from(vec![(id, adverse)])
    }

    /// The hits of a name as in `corpus.csv`: `shame`, `shame.explicit`,
    /// `relational.rupture_repair_adverse`; several joined by `+`.
    ///
    /// # Errors
    /// A part that is the name of no unit.
    pub fn parse(text: &str, units: &Units) -> Result<Pick, UnknownCategory> {
        let mut taken = Vec::new();
        for name in text.split('+').map(str::trim) {
            let adverse = name
                .strip_suffix("_adverse")
                .and_then(|name| units.find(name))
                .filter(|id| units.get(*id).has_adverse);
            let pick = match (units.find(name), adverse) {
                (Some(id), _) => Pick::unit(id, false),
                (None, Some(id)) => Pick::unit(id, true),
                (None, None) => {
                    return Err(UnknownCategory {
                        name: name.to_owned(),
                    });
                }
            };
            taken.extend(pick.taken);
        }
        Ok(Pick::from(taken))
    }

    /// As [`Pick::parse`], but names of lexicons that are not in use are left out; empty if none
    /// is. For what the tool itself looks for.
    pub fn known(names: &[&str], units: &Units) -> Pick {
        let found = names
            .iter()
            .filter_map(|name| Pick::parse(name, units).ok());
        Pick::from(found.flat_map(|pick| pick.taken).collect::<Vec<_>>())
    }

    /// True if it takes no hit of any text.
    pub fn is_empty(&self) -> bool {
        self.taken.is_empty()
    }

    /// True if it takes this hit.
    pub fn takes(&self, mark: &Mark) -> bool {
        let own = (mark.unit, mark.adverse);
        let is_taken = |&key: &(UnitId, bool)| own == key || mark.total == Some(key);
        self.taken.iter().any(is_taken)
    }
}

impl From<Vec<(UnitId, bool)>> for Pick {
    fn from(mut taken: Vec<(UnitId, bool)>) -> Pick {
        taken.sort_unstable();
        taken.dedup();
        Pick { taken }
    }
}
