//! Equal sentences: those that stay in order, and those that were moved.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::Sentence;
use super::chain::{Point, heaviest};

/// Positions in both.
type At = (u32, u32);

/// Equal sentences in an order that holds in both, as positions.
pub(super) fn in_order(a: &[Sentence], b: &[Sentence]) -> Vec<At> {
    let mut stays = Vec::new();
    let (mut from, mut to) = ((0, 0), (a.len(), b.len()));
    let tail = trim(a, b, &mut from, &mut to, &mut stays);
    let chain = heaviest(&anchors(a, b, from, to));
    for anchor in chain {
        let next = (anchor.a as usize, anchor.b as usize);
        gap(a, b, from, next, &mut stays);
        stays.push((anchor.a, anchor.b));
        from = (next.0 + 1, next.1 + 1);
    }
    gap(a, b, from, to, &mut stays);
    stays.extend(tail);
    stays
}

/// Takes what both begin with, and gives what both end with.
fn trim(
    a: &[Sentence],
    b: &[Sentence],
    from: &mut (usize, usize),
    to: &mut (usize, usize),
    stays: &mut Vec<At>,
) -> Vec<At> {
    while from.0 < to.0 && from.1 < to.1 && a[from.0].kind == b[from.1].kind {
        stays.push((from.0 as u32, from.1 as u32));
        *from = (from.0 + 1, from.1 + 1);
    }
    let mut tail = Vec::new();
    while from.0 < to.0 && from.1 < to.1 && a[to.0 - 1].kind == b[to.1 - 1].kind {
        *to = (to.0 - 1, to.1 - 1);
        tail.push((to.0 as u32, to.1 as u32));
    }
    tail.reverse();
    tail
}

/// Sentences that stand once in each range.
fn anchors(a: &[Sentence], b: &[Sentence], from: (usize, usize), to: (usize, usize)) -> Vec<Point> {
    let once = |sentences: &[Sentence], from: usize, to: usize| {
        let mut seen: HashMap<u32, Option<u32>> = HashMap::new();
        for (at, sentence) in sentences.iter().enumerate().take(to).skip(from) {
            match seen.entry(sentence.kind) {
                Entry::Vacant(free) => {
                    free.insert(Some(at as u32));
                }
                Entry::Occupied(mut known) => {
                    known.insert(None);
                }
            }
        }
        seen
    };
    let (in_a, in_b) = (once(a, from.0, to.0), once(b, from.1, to.1));
    let mut points: Vec<Point> = in_a
        .iter()
        .filter_map(|(kind, at)| {
            let (i, j) = ((*at)?, (*in_b.get(kind)?)?);
            Some(point(a, i, j))
        })
        .collect();
    points.sort_unstable_by_key(|point| point.a);
    points
}

fn point(a: &[Sentence], i: u32, j: u32) -> Point {
    Point {
        a: i,
        b: j,
        weight: a[i as usize].bag.len() as u64,
    }
}

/// Equal sentences between two anchors.
fn gap(
    a: &[Sentence],
    b: &[Sentence],
    mut from: (usize, usize),
    mut to: (usize, usize),
    stays: &mut Vec<At>,
) {
    let tail = trim(a, b, &mut from, &mut to, stays);
    let inside = |at: usize| at as u32;
    let left: Vec<u32> = (from.0..to.0).map(inside).collect();
    let right: Vec<u32> = (from.1..to.1).map(inside).collect();
    let points: Vec<Point> = first_with_first(a, b, &left, &right)
        .into_iter()
        .map(|(i, j)| point(a, i, j))
        .collect();
    stays.extend(heaviest(&points).iter().map(|point| (point.a, point.b)));
    stays.extend(tail);
}

/// Equal sentences that have no pair yet, wherever they stand.
pub(super) fn moved(a: &[Sentence], b: &[Sentence], in_a: &[bool], in_b: &[bool]) -> Vec<At> {
    let free = |taken: &[bool]| -> Vec<u32> {
        let places = taken.iter().enumerate().filter(|(_, taken)| !**taken);
        places.map(|(at, _)| at as u32).collect()
    };
    first_with_first(a, b, &free(in_a), &free(in_b))
}

/// Of equal sentences the first with the first, the second with the second, …; by place in `a`.
fn first_with_first(a: &[Sentence], b: &[Sentence], left: &[u32], right: &[u32]) -> Vec<At> {
    let mut waiting: HashMap<u32, Vec<u32>> = HashMap::new();
    for &j in right.iter().rev() {
        waiting.entry(b[j as usize].kind).or_default().push(j);
    }
    let pair = |&i: &u32| Some((i, waiting.get_mut(&a[i as usize].kind)?.pop()?));
    left.iter().filter_map(pair).collect()
}
