//! When a hit counts as near another: in its sentence, within so many words, in its turn.

use std::ops::Range;

use super::shift::{Circle, Cover};
use super::{Course, Mark, Pick};

/// Where a hit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// First word.
    pub first: u32,
    /// First word behind it.
    pub end: u32,
    /// Sentence of its first word.
    pub sentence: u32,
    /// Turn of its first word, in a transcript.
    pub turn: Option<u32>,
}

impl From<&Mark> for Spot {
    fn from(mark: &Mark) -> Spot {
        Spot {
            first: mark.first,
            end: mark.end,
            sentence: mark.sentence,
            turn: mark.turn,
        }
    }
}

/// The places of the hits that a pick takes, in order.
pub fn spots(course: &Course, pick: &Pick) -> Vec<Spot> {
    course.picked(pick).map(Spot::from).collect()
}

/// How far is near.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The sentence in which the other hit begins.
    Sentence,
    /// So many words before or behind the other hit, in its sentence or one next to it.
    Words(u32),
    /// The turn in which the other hit begins.
    Turn,
}

impl Scope {
    /// The word that reports use.
    pub fn name(self) -> String {
        match self {
            Scope::Sentence => "sentence".to_owned(),
            Scope::Words(words) => format!("words:{words}"),
            Scope::Turn => "turn".to_owned(),
        }
    }

    /// The words near each of the hits, in the order of their starts.
    fn ranges(self, course: &Course, hits: &[Spot]) -> Vec<Range<u32>> {
        let starts = &course.sentence_starts;
        let near = |spot: &Spot| match self {
            Scope::Sentence => course.sentence(spot.sentence),
            Scope::Words(words) => {
                let at = spot.sentence as usize;
                let from = starts[at.saturating_sub(1)];
                let to = starts[(at + 2).min(starts.len() - 1)];
                // A hit may reach beyond its sentence.
                from.max(spot.first.saturating_sub(words))
                    ..to.min(spot.end.saturating_add(words)).max(spot.end)
            }
            Scope::Turn => spot.turn.map_or(0..0, |at| {
                let turn = &course.turns[at as usize];
                turn.first..turn.end
            }),
        };
        let mut ranges: Vec<Range<u32>> = hits.iter().map(near).collect();
        ranges.sort_unstable_by_key(|range| range.start);
        ranges
    }

    /// The places near the hits.
    pub fn cover(self, course: &Course, circle: &Circle, hits: &[Spot]) -> Cover {
        Cover::new(circle, self.ranges(course, hits))
    }
}

/// Takes out of each side the hits that share a word with a hit of another side: the same words
/// read twice do not stand together. Gives how many were taken out.
///
/// Each side is in the order of first words. Cost: hits × log hits for each two sides.
pub fn keep_apart(sides: &mut [Vec<Spot>]) -> u64 {
    let shared: Vec<Vec<bool>> = (0..sides.len())
        .map(|own| {
            let mut shared = vec![false; sides[own].len()];
            for (_, other) in sides.iter().enumerate().filter(|(at, _)| *at != own) {
                // How far the hits up to each one reach.
                let mut reach = 0;
                let reaches: Vec<u32> = other
                    .iter()
                    .map(|spot| {
                        reach = reach.max(spot.end);
                        reach
                    })
                    .collect();
                for (spot, shared) in sides[own].iter().zip(&mut shared) {
                    let before = other.partition_point(|o| o.first < spot.end);
                    *shared |= before > 0 && reaches[before - 1] > spot.first;
                }
            }
            shared
        })
        .collect();
    let mut out = 0;
    for (side, shared) in sides.iter_mut().zip(shared) {
        let mut at = 0;
        side.retain(|_| {
            at += 1;
            !shared[at - 1]
        });
        out += shared.iter().filter(|&&shared| shared).count() as u64;
    }
    out
}

/// The words of the text without those of these hits.
pub fn circle_without<'a>(course: &Course, hits: impl IntoIterator<Item = &'a Spot>) -> Circle {
    let mut holes: Vec<Range<u32>> = hits.into_iter().map(|spot| spot.first..spot.end).collect();
    holes.sort_unstable_by_key(|hole| hole.start);
    Circle::without(course.words, holes)
}

/// First words.
pub fn firsts(hits: &[Spot]) -> Vec<u32> {
    hits.iter().map(|spot| spot.first).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(first: u32, end: u32) -> Spot {
        Spot {
            first,
            end,
            sentence: first / 10,
            turn: None,
        }
    }

    #[test]
    fn near_by_words_stays_in_neighbouring_sentences() {
        let course = Course::made(50, &[]);
        let ranges = Scope::Words(12).ranges(&course, &[spot(1, 3), spot(25, 26), spot(48, 50)]);
        assert_eq!(ranges, [0..15, 13..38, 36..50]);
        let ranges = Scope::Words(19).ranges(&course, &[spot(25, 26)]);
        assert_eq!(ranges, vec![10..40]);
        let ranges = Scope::Sentence.ranges(&course, &[spot(9, 11)]);
        assert_eq!(ranges, vec![0..10]);
    }

    #[test]
    fn shared_words_are_left_out() {
        // 3..5 and 4..6 share word 4; 20..22 lies inside 18..25; 30 stands alone on both sides.
        let one = vec![spot(3, 5), spot(20, 22), spot(30, 31), spot(40, 41)];
        let other = vec![spot(4, 6), spot(18, 25), spot(31, 33)];
        let mut sides = [one, other];
        assert_eq!(keep_apart(&mut sides), 4);
        assert_eq!(sides[0], [spot(30, 31), spot(40, 41)]);
        assert_eq!(sides[1], [spot(31, 33)]);
    }
}
