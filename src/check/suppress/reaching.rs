//! Places of a text → the comments that reach them.

use super::{Directive, Reach};

/// Which comments reach a place, without a look at all of them: ten thousand are no more work each
/// than ten.
pub(super) struct Reaching {
    /// Those that silence a whole file.
    whole: Vec<usize>,
    /// Of single places, and of stretches, which may hold many: by the start of their regions, with
    /// the furthest end up to there.
    parts: [Vec<(usize, usize)>; 2],
}

impl Reaching {
    pub(super) fn new(directives: &[Directive]) -> Reaching {
        let all = || directives.iter().enumerate();
        let region = |at: usize| directives[at].region.clone().unwrap_or_default();
        let sorted = |stretches: bool| {
            let mut part: Vec<usize> = all()
                .filter(|(_, one)| one.region.is_some() && (one.reach == Reach::Start) == stretches)
                .map(|(at, _)| at)
                .collect();
            part.sort_by_key(|&at| region(at).start);
            let mut furthest = 0;
            let with_ends = part.into_iter().map(|at| {
                furthest = furthest.max(region(at).end);
                (at, furthest)
            });
            with_ends.collect::<Vec<_>>()
        };
        Reaching {
            whole: all()
                .filter(|(_, one)| one.region.is_none())
                .map(|(at, _)| at)
                .collect(),
            parts: [sorted(false), sorted(true)],
        }
    }

    /// The comments that reach a place, or all of a document, in their order.
    pub(super) fn over(&self, directives: &[Directive], place: Option<usize>) -> Vec<usize> {
        let mut found = self.whole.clone();
        let Some(place) = place else {
            return found;
        };
        let region = |at: usize| directives[at].region.clone().unwrap_or_default();
        for part in &self.parts {
            let before = part.partition_point(|&(at, _)| region(at).start <= place);
            let near = part[..before].iter().rev();
            let near = near.take_while(|&&(_, furthest)| furthest > place);
            found.extend(
                near.map(|&(at, _)| at)
                    .filter(|&at| region(at).contains(&place)),
            );
        }
        found.sort_unstable();
        found
    }
}
