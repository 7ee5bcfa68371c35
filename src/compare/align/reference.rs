//! The slow twins: the same by trying everything.

use super::Sentence;
use super::candidates::{COMMON, RAREST, Reach, keys};
use super::chain::Point;
use super::{PAIRS, likeness};

/// [`super::chain::heaviest`] by asking all earlier points.
pub(super) fn heaviest(points: &[Point]) -> Vec<Point> {
    let mut best: Vec<(u64, Option<usize>)> = Vec::new();
    for (at, point) in points.iter().enumerate() {
        let mut last: Option<usize> = None;
        for earlier in 0..at {
            let below = points[earlier].a < point.a && points[earlier].b < point.b;
            if below && last.is_none_or(|last| best[earlier].0 > best[last].0) {
                last = Some(earlier);
            }
        }
        best.push((point.weight + last.map_or(0, |last| best[last].0), last));
    }
    let mut top: Option<usize> = None;
    for at in 0..points.len() {
        if top.is_none_or(|top| best[at].0 > best[top].0) {
            top = Some(at);
        }
    }
    let mut chain = Vec::new();
    while let Some(at) = top {
        chain.insert(0, points[at]);
        top = best[at].1;
    }
    chain
}

/// [`super::candidates::alike`] by asking every pair whether it may be compared.
pub(super) fn alike(
    a: &[Sentence],
    b: &[Sentence],
    left: &[u32],
    right: &[u32],
    reach: Reach,
) -> Vec<Point> {
    let known: Vec<Vec<u64>> = b.iter().map(|sentence| keys(&sentence.words)).collect();
    let holds = |j: u32, key: u64| known[j as usize].contains(&key);
    let holding = |key: u64| right.iter().filter(|&&j| holds(j, key)).count();
    let mut points = Vec::new();
    for &i in left {
        let mut rare = keys(&a[i as usize].words);
        rare.retain(|&key| (1..=COMMON).contains(&holding(key)));
        rare.sort_by_key(|&key| (holding(key), key));
        rare.truncate(RAREST);
        for &j in right {
            let close = rare.iter().any(|&key| holds(j, key));
            if left.len() * right.len() > PAIRS && !close {
                continue;
            }
            let (one, two) = (&a[i as usize].bag, &b[j as usize].bag);
            let weight = shared(one, two);
            let all = (one.len() + two.len()) as u64;
            let (part, of) = reach.share;
            if weight >= reach.least && 2 * weight * of >= part * all {
                assert_eq!(likeness::shared(one, two, reach.share), weight);
                points.push(Point { a: i, b: j, weight });
            }
        }
    }
    points
}

/// Words in both, by crossing them out.
fn shared(one: &[u32], two: &[u32]) -> u64 {
    let mut rest = two.to_vec();
    let mut shared = 0;
    for word in one {
        if let Some(at) = rest.iter().position(|other| other == word) {
            rest.remove(at);
            shared += 1;
        }
    }
    shared
}
