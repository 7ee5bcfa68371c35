//! Text cut at the hits, as a stream of openings, text and closings that nest as brackets do.
//!
//! Hits of one lexicon never overlap; those of several may, also so that neither holds the other.
//! Such a hit is closed and opened again, so that every stretch stands in exactly its hits.

use std::ops::Range;

/// What comes next in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A stretch of text, never empty.
    Text(Range<usize>),
    /// A hit begins, or goes on behind a cut.
    Open {
        /// Position of the hit.
        hit: usize,
        /// It was opened before.
        again: bool,
    },
    /// A hit ends, or is cut.
    Close {
        /// Position of the hit.
        hit: usize,
        /// It will be opened again.
        cut: bool,
    },
}

/// The events of a stretch of text. `spans` are the hits that begin in it, by first byte and then
/// the longer ones first; the first of them has the position `first`.
///
/// Cost: linear in the events; as many are cut as hits overlap at one place, at most one for each
/// lexicon.
pub fn events(range: Range<usize>, spans: &[Range<usize>], first: usize) -> Vec<Event> {
    let mut events = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let (mut at, mut next) = (range.start, 0);
    let end_of = |hit: usize| spans[hit].end.min(range.end);
    loop {
        // What ends here, with everything that was opened in it.
        if let Some(lowest) = open.iter().position(|&hit| end_of(hit) <= at) {
            let inner = open.split_off(lowest);
            for &hit in inner.iter().rev() {
                let cut = end_of(hit) > at;
                events.push(Event::Close {
                    hit: first + hit,
                    cut,
                });
            }
            for hit in inner.into_iter().filter(|&hit| end_of(hit) > at) {
                events.push(Event::Open {
                    hit: first + hit,
                    again: true,
                });
                open.push(hit);
            }
        }
        while next < spans.len() && spans[next].start <= at {
            if end_of(next) > at {
                events.push(Event::Open {
                    hit: first + next,
                    again: false,
                });
                open.push(next);
            }
            next += 1;
        }
        if at >= range.end {
            return events;
        }
        let begins = spans.get(next).map_or(range.end, |span| span.start);
        let ends = open.iter().map(|&hit| end_of(hit)).min();
        let stop = begins.min(ends.unwrap_or(range.end)).min(range.end);
        events.push(Event::Text(at..stop));
        at = stop;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `a[b(c)]`: hits as brackets with their numbers.
    fn drawn(text: &str, spans: &[Range<usize>]) -> String {
        let mut out = String::new();
        for event in events(0..text.len(), spans, 0) {
            match event {
                Event::Text(range) => out.push_str(&text[range]),
                Event::Open { hit, again } => {
                    let sign = if again { "+" } else { "" };
                    out.extend(["[", &hit.to_string(), sign]);
                }
                Event::Close { .. } => out.push(']'),
            }
        }
        out
    }

    #[test]
    fn hits_nest_and_crossing_ones_are_cut() {
        assert_eq!(drawn("abcd", &[1..2, 2..4]), "a[0b][1cd]");
        assert_eq!(drawn("abcd", &[0..4, 1..2]), "[0a[1b]cd]");
        assert_eq!(drawn("abcd", &[1..3, 1..3]), "a[0[1bc]]d");
        assert_eq!(drawn("abcde", &[0..3, 1..5]), "[0a[1bc]][1+de]");
        assert_eq!(drawn("", &[]), "");
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_every_hit_holds_its_text(
            length in 0_usize..40,
            spans in prop::collection::vec((0_usize..40, 1_usize..12), 0..12),
            from in 0_usize..10,
        ) {
            let range = from..from + length;
            let mut spans: Vec<Range<usize>> = spans
                .into_iter()
                .map(|(start, long)| start..start + long)
                .filter(|span| range.contains(&span.start) && span.end <= range.end)
                .collect();
            spans.sort_by_key(|span| (span.start, usize::MAX - span.end));
            let mut stack: Vec<usize> = Vec::new();
            let mut all = Vec::new();
            let mut held: Vec<Vec<usize>> = vec![Vec::new(); spans.len()];
            for event in events(range.clone(), &spans, 7) {
                match event {
                    Event::Text(text) => {
                        prop_assert!(!text.is_empty());
                        for &hit in &stack {
                            held[hit - 7].extend(text.clone());
                        }
                        all.extend(text);
                    }
                    Event::Open { hit, .. } => stack.push(hit),
                    Event::Close { hit, .. } => prop_assert_eq!(stack.pop(), Some(hit)),
                }
            }
            prop_assert!(stack.is_empty());
            prop_assert_eq!(all, range.collect::<Vec<_>>());
            for (span, held) in spans.into_iter().zip(held) {
                prop_assert_eq!(span.collect::<Vec<_>>(), held);
            }
        }
    }
}
