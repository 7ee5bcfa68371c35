//! The checkpoint practice of the essays: something is felt, one stops and notices, the body
//! settles, and a choice is made.
//!
//! Source: constructs §2 and §5.3.

use super::{Course, Mark, Pick};
use crate::measure::Units;

/// Sentences within which the four steps stand.
pub const SENTENCES: u32 = 12;

/// The categories of each step. What is felt in a place (*a tightness in my chest*) is a hit of the
/// felt sense, which outranks the sensation in it: so it is a signal, too.
const STEPS: [&[&str]; 4] = [
    &[
        "somatic.sensation",
        "somatic.body_signals_trust",
        "somatic.felt_sense",
    ],
    &["self_compassion.mindfulness"],
    &["somatic.settling"],
    &["relational.agency_consent"],
];

/// The picks of the four steps; `None` if a step has no category in the lexicons in use.
pub fn picks(units: &Units) -> Option<[Pick; 4]> {
    let picks = STEPS.map(|names| Pick::known(names, units));
    picks.iter().all(|pick| !pick.is_empty()).then_some(picks)
}

/// Number of arcs: a hit of each step, each behind the first word of the one before, all within
/// [`SENTENCES`] sentences, counted so that no two arcs overlap and there are as many as can be.
///
/// From the left, an arc is taken as soon as one ends; that gives the most (interval scheduling).
/// Cost: one pass over the hits.
pub fn arcs(course: &Course, steps: &[Pick; 4]) -> u64 {
    // For each number of steps the latest sentence in which such a beginning can start.
    let mut starts: [Option<u32>; 3] = [None; 3];
    let mut arcs = 0;
    // Hits that begin at the same word are no steps behind each other.
    for here in course.marks.chunk_by(|one, other| one.first == other.first) {
        let has = |step: usize| here.iter().any(|mark: &Mark| steps[step].takes(mark));
        let sentence = here[0].sentence;
        let near = |start: &u32| sentence - start < SENTENCES;
        if starts[2].as_ref().is_some_and(near) && has(3) {
            arcs += 1;
            starts = [None; 3];
            continue;
        }
        for step in [2, 1] {
            if starts[step - 1] > starts[step] && has(step) {
                starts[step] = starts[step - 1];
            }
        }
        if has(0) {
            starts[0] = Some(sentence);
        }
    }
    arcs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::UnitId;

    fn steps() -> [Pick; 4] {
        [0, 1, 2, 3].map(|unit| Pick::unit(UnitId(unit), false))
    }

    /// A text with these hits: step and sentence, one word apart.
    fn course(hits: &[(u16, u32)]) -> Course {
        let hits = hits.iter().enumerate().map(|(at, &(step, sentence))| {
            let first = sentence * 10 + at as u32 % 10;
            (step, first, first + 1)
        });
        Course::made(1000, &hits.collect::<Vec<_>>())
    }

    #[test]
    fn an_arc_is_four_steps_in_order_within_twelve_sentences() {
        let count = |hits: &[(u16, u32)]| arcs(&course(hits), &steps());
        assert_eq!(count(&[(0, 0), (1, 0), (2, 0), (3, 0)]), 1);
        assert_eq!(count(&[(0, 0), (1, 4), (2, 9), (3, 11)]), 1);
        assert_eq!(count(&[(0, 0), (1, 4), (2, 9), (3, 12)]), 0);
        // A later signal begins a later arc, but only with what follows it.
        assert_eq!(count(&[(0, 0), (0, 3), (1, 4), (2, 9), (3, 12)]), 1);
        assert_eq!(count(&[(0, 0), (1, 2), (0, 3), (2, 9), (3, 12)]), 0);
        assert_eq!(count(&[(1, 0), (0, 1), (2, 2), (3, 3)]), 0);
        assert_eq!(count(&[(3, 0), (2, 1), (1, 2), (0, 3)]), 0);
    }

    #[test]
    fn arcs_do_not_overlap() {
        let one = [(0, 0), (1, 1), (2, 2), (3, 3)];
        let two: Vec<(u16, u32)> = one
            .iter()
            .copied()
            .chain(one.map(|(s, at)| (s, at + 4)))
            .collect();
        assert_eq!(arcs(&course(&two), &steps()), 2);
        // Two choices behind one arc are one arc; so are two signals before it.
        assert_eq!(
            arcs(
                &course(&[(0, 0), (0, 0), (1, 1), (2, 2), (3, 3), (3, 3)]),
                &steps()
            ),
            1
        );
    }

    #[test]
    fn hits_at_the_same_word_are_no_order() {
        let mut course = course(&[(0, 0), (1, 1), (2, 2), (3, 3)]);
        let first = course.marks[2].first;
        course.marks[1].first = first;
        assert_eq!(arcs(&course, &steps()), 0);
    }
}
