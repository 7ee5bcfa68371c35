//! The heaviest chain of points that rises in both coordinates.

/// A pair that may be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Point {
    /// Position in the first draft.
    pub(super) a: u32,
    /// Position in the second.
    pub(super) b: u32,
    /// More is better.
    pub(super) weight: u64,
}

/// The best chain that ends at a point: its weight and the point. Of equal weights the earlier point.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Best {
    weight: u64,
    point: usize,
}

impl Best {
    fn better(self, other: Best) -> bool {
        (self.weight, usize::MAX - self.point) > (other.weight, usize::MAX - other.point)
    }
}

/// The heaviest chain; `points` are sorted by `a`, then `b`. Of chains of equal weight each step takes
/// the earlier point. Cost: n log n, by a tree of prefix maxima (Fenwick 1994, Softw. Pract. Exp. 24).
pub(super) fn heaviest(points: &[Point]) -> Vec<Point> {
    let mut places: Vec<u32> = points.iter().map(|point| point.b).collect();
    places.sort_unstable();
    places.dedup();
    let mut tree: Vec<Option<Best>> = vec![None; places.len() + 1];
    let mut before: Vec<Option<usize>> = vec![None; points.len()];
    let mut top: Option<Best> = None;
    let mut from = 0;
    while from < points.len() {
        // Points of one row do not follow each other: all are asked for before one is entered.
        let row = points[from..].iter().take_while(|p| p.a == points[from].a);
        let end = from + row.count();
        let mut found = Vec::with_capacity(end - from);
        for (at, point) in points.iter().enumerate().take(end).skip(from) {
            let place = places.partition_point(|&place| place < point.b);
            let last = under(&tree, place);
            before[at] = last.map(|best| best.point);
            let weight = point.weight + last.map_or(0, |best| best.weight);
            found.push((place, Best { weight, point: at }));
        }
        for (place, best) in found {
            enter(&mut tree, place, best);
            if top.is_none_or(|top| best.better(top)) {
                top = Some(best);
            }
        }
        from = end;
    }
    let mut chain = Vec::new();
    let mut at = top.map(|best| best.point);
    while let Some(point) = at {
        chain.push(points[point]);
        at = before[point];
    }
    chain.reverse();
    chain
}

/// The best of the places below one.
fn under(tree: &[Option<Best>], place: usize) -> Option<Best> {
    let mut best: Option<Best> = None;
    let mut at = place;
    while at > 0 {
        if let Some(own) = tree[at]
            && best.is_none_or(|best| own.better(best))
        {
            best = Some(own);
        }
        at &= at - 1;
    }
    best
}

fn enter(tree: &mut [Option<Best>], place: usize, best: Best) {
    let mut at = place + 1;
    while at < tree.len() {
        if tree[at].is_none_or(|own| best.better(own)) {
            tree[at] = Some(best);
        }
        at += at & at.wrapping_neg();
    }
}
