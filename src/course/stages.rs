//! In which order the stages of healing appear in a text.
//!
//! The founding essays describe a sequence: somebody is moved to begin, a relationship holds, what
//! hurts is felt, what does good is felt, and receiving becomes easier. Each stage is a sum of
//! categories; its place is the centre of its hits. The order is described, not judged.
//! Source: constructs §2, auxiliary stages.

use super::{Course, Pick};
use crate::measure::Units;
use crate::measure::indices::MIN_HITS;
use crate::measure::kendall;

/// Fewest stages with a place for an order to be told.
pub const MIN_STAGES: usize = 3;

/// Names and categories of the stages, in the order of the model.
pub const STAGES: [(&str, &[&str]); 5] = [
    ("motivation", &["self_compassion.courage_motivation"]),
    (
        "container",
        &[
            "relational.alliance",
            "relational.therapist_presence",
            "relational.safety_trust",
            "relational.boundaries_confidentiality",
        ],
    ),
    (
        "painful",
        &[
            "shame",
            "self_compassion.over_identification",
            "somatic.arousal_mobilised",
            "somatic.shutdown_immobilised",
        ],
    ),
    (
        "positive",
        &[
            "self_compassion.self_kindness",
            "relational.being_seen",
            "somatic.settling",
            "self_compassion.acceptance_worth",
        ],
    ),
    (
        "receiving",
        &[
            "relational.connection",
            "somatic.touch_contact",
            "relational.agency_consent",
        ],
    ),
];

/// The order of the stages in one text.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StageOrder {
    /// Stages with at least five hits.
    pub found: u64,
    /// Kendall's tau between the order of the model and the centres of the stages found: 1 in the
    /// order of the model, −1 reversed; `None` under three stages.
    pub tau: Option<f64>,
}

/// The picks of the stages for the lexicons in use.
pub fn picks(units: &Units) -> Vec<(&'static str, Pick)> {
    STAGES
        .iter()
        .map(|(name, categories)| (*name, Pick::known(categories, units)))
        .collect()
}

/// The order of the stages. Cost: one pass over the hits for each stage.
pub fn order(course: &Course, stages: &[(&'static str, Pick)]) -> StageOrder {
    let centres: Vec<f64> = stages
        .iter()
        .filter_map(|(_, pick)| {
            let (mut count, mut places) = (0_u64, 0_u64);
            for mark in course.picked(pick) {
                places += u64::from(mark.first) + u64::from(mark.end);
                count += 1;
            }
            (count >= MIN_HITS).then(|| places as f64 / count as f64)
        })
        .collect();
    StageOrder {
        found: centres.len() as u64,
        tau: (centres.len() >= MIN_STAGES)
            .then(|| kendall::tau(&centres))
            .flatten(),
    }
}
