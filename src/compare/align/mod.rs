//! Which sentence of one draft is which of the other.
//!
//! 1. What both begin and end with, sentence by sentence, stays where it is.
//! 2. In between, sentences that stand once in each are anchors: the heaviest chain of them that
//!    keeps the order in both (weight: words) stays.
//! 3. In each gap between anchors, again what it begins and ends with; then of sentences that come
//!    several times the first with the first, and so on; the heaviest chain stays.
//! 4. Of what is left, equal sentences anywhere were moved: the first with the first, and so on.
//! 5. In each gap of what stays, sentences that share at least half of their words (Dice, with
//!    repetitions) are the same one, changed: the chain that shares the most words.
//! 6. Of what is left anywhere, sentences that share at least three quarters and four words were moved
//!    and changed: the most alike first.
//!
//! A sentence is its words in compare form: case, signs and white space are no change. Gaps of up to
//! [`PAIRS`] pairs are compared pair by pair; in larger ones only sentences that share a rare word, or
//! two words that stand side by side, are.
//! The two drafts are put in an order of their own first, so that swapping them swaps the result and
//! changes nothing else. Cost: n log n in sentences, linear in words.
//!
//! `chain` and `candidates` have slow twins in `reference`, which the tests hold them to.

mod candidates;
mod chain;
mod exact;
mod likeness;
#[cfg(test)]
mod reference;

use std::collections::HashMap;

use candidates::Reach;
use chain::Point;

/// Pairs of sentences up to which all are compared.
pub const PAIRS: usize = 4096;

/// Two sentences that are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair {
    /// Position in the old draft.
    pub old: u32,
    /// Position in the new draft.
    pub new: u32,
    /// It stands elsewhere among the others.
    pub moved: bool,
    /// Its words are not all the same.
    pub changed: bool,
}

/// A sentence as numbers of words.
#[derive(Clone, Debug, Default)]
struct Sentence {
    /// Number of the sentence: equal sentences have equal numbers.
    kind: u32,
    /// Its words in order.
    words: Vec<u32>,
    /// Its words, sorted.
    bag: Vec<u32>,
}

impl Sentence {
    fn new(kind: u32, words: Vec<u32>) -> Sentence {
        let mut bag = words.clone();
        bag.sort_unstable();
        Sentence { kind, words, bag }
    }
}

/// Pairs sentences, each at most once; in the order of the old draft. See the module for how.
pub fn align(old: &[Vec<&str>], new: &[Vec<&str>]) -> Vec<Pair> {
    let flipped = new < old;
    let (a, b) = if flipped { (new, old) } else { (old, new) };
    let (a, b) = numbered(a, b);
    let mut pairs = paired(&a, &b);
    if flipped {
        for pair in &mut pairs {
            (pair.old, pair.new) = (pair.new, pair.old);
        }
    }
    pairs.sort_unstable();
    pairs
}

/// Words and sentences as numbers, by first appearance.
fn numbered(a: &[Vec<&str>], b: &[Vec<&str>]) -> (Vec<Sentence>, Vec<Sentence>) {
    let mut words: HashMap<&str, u32> = HashMap::new();
    let mut kinds: HashMap<&[&str], u32> = HashMap::new();
    for sentence in a.iter().chain(b) {
        let next = kinds.len() as u32;
        kinds.entry(sentence).or_insert(next);
        for word in sentence {
            let next = words.len() as u32;
            words.entry(word).or_insert(next);
        }
    }
    let of = |sentences: &[Vec<&str>]| {
        let one = |sentence: &Vec<&str>| {
            let own = sentence.iter().map(|word| words[word]).collect();
            Sentence::new(kinds[sentence.as_slice()], own)
        };
        sentences.iter().map(one).collect()
    };
    (of(a), of(b))
}

fn paired(a: &[Sentence], b: &[Sentence]) -> Vec<Pair> {
    let mut taken = Taken {
        a: vec![false; a.len()],
        b: vec![false; b.len()],
        pairs: Vec::new(),
    };
    let stays = exact::in_order(a, b);
    for &(i, j) in &stays {
        taken.take(i, j, false, false);
    }
    for (i, j) in exact::moved(a, b, &taken.a, &taken.b) {
        taken.take(i, j, true, false);
    }
    for gap in gaps(&stays, a.len(), b.len()) {
        let (left, right) = taken.free(gap);
        let found = candidates::alike(a, b, &left, &right, Reach::SAME);
        for point in chain::heaviest(&found) {
            taken.take(point.a, point.b, false, true);
        }
    }
    let (left, right) = taken.free((0, a.len(), 0, b.len()));
    let mut found = candidates::alike(a, b, &left, &right, Reach::MOVED);
    // The most alike first: shared words over all words, compared without fractions.
    let size = |p: &Point| (a[p.a as usize].bag.len() + b[p.b as usize].bag.len()) as u64;
    found.sort_by(|p, q| {
        let (left, right) = (q.weight * size(p), p.weight * size(q));
        left.cmp(&right).then((p.a, p.b).cmp(&(q.a, q.b)))
    });
    for point in found {
        if !taken.a[point.a as usize] && !taken.b[point.b as usize] {
            taken.take(point.a, point.b, true, true);
        }
    }
    taken.pairs
}

/// From where to where, in both.
type Gap = (usize, usize, usize, usize);

/// What lies between pairs that are in order in both.
fn gaps(stays: &[(u32, u32)], a: usize, b: usize) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let (mut i, mut j) = (0, 0);
    let ends = stays.iter().map(|&(i, j)| (i as usize, j as usize));
    for (next_i, next_j) in ends.chain([(a, b)]) {
        if next_i > i && next_j > j {
            gaps.push((i, next_i, j, next_j));
        }
        (i, j) = (next_i + 1, next_j + 1);
    }
    gaps
}

/// Sentences that have their pair.
struct Taken {
    a: Vec<bool>,
    b: Vec<bool>,
    pairs: Vec<Pair>,
}

impl Taken {
    fn take(&mut self, i: u32, j: u32, moved: bool, changed: bool) {
        self.a[i as usize] = true;
        self.b[j as usize] = true;
        self.pairs.push(Pair {
            old: i,
            new: j,
            moved,
            changed,
        });
    }

    fn free(&self, (i0, i1, j0, j1): Gap) -> (Vec<u32>, Vec<u32>) {
        let of = |taken: &[bool], from: usize, to: usize| {
            (from..to)
                .filter(|&at| !taken[at])
                .map(|at| at as u32)
                .collect()
        };
        (of(&self.a, i0, i1), of(&self.b, j0, j1))
    }
}

#[cfg(test)]
mod tests;
