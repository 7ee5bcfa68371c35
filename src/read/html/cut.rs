//! Which elements the user's selectors cut.

use super::selector::{Compound, Facts, Selector};

/// Follows selectors through the nesting of elements.
///
/// Cost: each element is held against each part of each selector once, however deep it stands.
pub(super) struct Cutter {
    chains: Vec<Vec<Compound>>,
    /// For each open element that matched the start of a chain anew: its depth, and for each chain
    /// how many of its parts have matched by then.
    reached: Vec<(usize, Vec<usize>)>,
}

impl Cutter {
    pub(super) fn new(selectors: &[Selector]) -> Self {
        let chains = selectors
            .iter()
            .flat_map(|selector| selector.chains.iter().cloned());
        Cutter {
            chains: chains.collect(),
            reached: Vec::new(),
        }
    }

    /// Looks at an element that opens `depth` elements deep; true if it is to be cut.
    pub(super) fn enter(&mut self, element: &Facts<'_>, depth: usize) -> bool {
        if self.chains.is_empty() {
            return false;
        }
        self.leave(depth);
        let mut raised: Option<Vec<usize>> = None;
        for (ix, chain) in self.chains.iter().enumerate() {
            // Matching the ancestors as far out as possible is never worse.
            let before = self.reached.last().map_or(0, |(_, reached)| reached[ix]);
            if !chain[before].matches(element) {
                continue;
            }
            if before + 1 == chain.len() {
                return true;
            }
            let reached = raised.get_or_insert_with(|| {
                let last = self.reached.last();
                last.map_or_else(
                    || vec![0; self.chains.len()],
                    |(_, reached)| reached.clone(),
                )
            });
            reached[ix] = before + 1;
        }
        if let Some(reached) = raised {
            self.reached.push((depth, reached));
        }
        false
    }

    /// Forgets elements that are closed: only `depth` are open still.
    pub(super) fn leave(&mut self, depth: usize) {
        while self.reached.last().is_some_and(|&(at, _)| at >= depth) {
            self.reached.pop();
        }
    }
}
