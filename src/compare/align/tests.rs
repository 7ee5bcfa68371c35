use std::collections::HashMap;

use proptest::prelude::*;

use super::candidates::{self, Reach};
use super::chain::{self, Point};
use super::*;

fn words(text: &str) -> Vec<Vec<&str>> {
    let sentences = text.split('.').map(|s| s.split_whitespace().collect());
    sentences.filter(|s: &Vec<&str>| !s.is_empty()).collect()
}

/// `0=0 1~2 2>0`: equal, changed, moved.
fn drawn(old: &str, new: &str) -> String {
    let pairs = align(&words(old), &words(new));
    let one = |pair: &Pair| {
        let sign = match (pair.moved, pair.changed) {
            (false, false) => "=",
            (false, true) => "~",
            (true, false) => ">",
            (true, true) => ">~",
        };
        format!("{}{sign}{}", pair.old, pair.new)
    };
    pairs.iter().map(one).collect::<Vec<_>>().join(" ")
}

#[test]
fn small_drafts() {
    assert_eq!(drawn("", ""), "");
    assert_eq!(drawn("a. b. c", "a. b. c"), "0=0 1=1 2=2");
    assert_eq!(drawn("a. b. c", "a. x. b. c"), "0=0 1=2 2=3");
    assert_eq!(drawn("a. b. c", "a. c"), "0=0 2=1");
    assert_eq!(drawn("I was ashamed. b", "I was not ashamed. b"), "0~0 1=1");
    assert_eq!(
        drawn("p q. r s. t u. v", "r s. t u. p q. v"),
        "0>2 1=0 2=1 3=3"
    );
    // Equal sentences go with each other before similar ones do.
    assert_eq!(drawn("a b c d. x", "a b c e. x. a b c d"), "0=2 1>1");
    // Moved and changed: three quarters of the words.
    assert_eq!(drawn("k l m n o. a. b", "a. b. k l m n p"), "0>~2 1=0 2=1");
    assert_eq!(drawn("k l m. a. b", "a. b. k l p"), "1=0 2=1");
    // Nothing shared, nothing paired.
    assert_eq!(drawn("a b. c d", "e f. g h"), "");
    // Copies pair in order.
    assert_eq!(drawn("a. a. a", "a. a"), "0=0 1=1");
}

/// Sentences over a few words, so that there are copies and likenesses.
fn draft(most: usize) -> impl Strategy<Value = Vec<Vec<&'static str>>> {
    const WORDS: [&str; 9] = [
        "i", "was", "not", "ashamed", "of", "it", "then", "and", "calm",
    ];
    let sentence = prop::collection::vec(prop::sample::select(&WORDS[..]), 1..7);
    prop::collection::vec(sentence, 0..most)
}

fn check_pairs(old: &[Vec<&str>], new: &[Vec<&str>], pairs: &[Pair]) {
    let mut olds: Vec<u32> = pairs.iter().map(|pair| pair.old).collect();
    let mut news: Vec<u32> = pairs.iter().map(|pair| pair.new).collect();
    olds.dedup();
    assert_eq!(olds.len(), pairs.len(), "each old sentence once, in order");
    news.sort_unstable();
    news.dedup();
    assert_eq!(news.len(), pairs.len(), "each new sentence once");
    for pair in pairs {
        let same = old[pair.old as usize] == new[pair.new as usize];
        assert_eq!(same, !pair.changed);
    }
    let stays: Vec<u32> = pairs.iter().filter(|p| !p.moved).map(|p| p.new).collect();
    assert!(stays.is_sorted(), "what was not moved is in order");
    // No equal sentences are left without a pair.
    let mut rest: HashMap<&[&str], i64> = HashMap::new();
    for (at, sentence) in old.iter().enumerate() {
        let free = pairs
            .iter()
            .all(|pair| pair.old as usize != at || pair.changed);
        *rest.entry(sentence).or_default() += i64::from(free);
    }
    for (at, sentence) in new.iter().enumerate() {
        let free = pairs
            .iter()
            .all(|pair| pair.new as usize != at || pair.changed);
        let left = rest.get(sentence.as_slice()).copied().unwrap_or(0);
        assert!(!free || left == 0, "{sentence:?} is in both");
    }
}

proptest! {
    #[test]
    fn the_same_draft_has_no_change(draft in draft(40)) {
        let pairs = align(&draft, &draft);
        prop_assert_eq!(pairs.len(), draft.len());
        for pair in pairs {
            prop_assert!(pair.old == pair.new && !pair.moved && !pair.changed);
        }
    }

    #[test]
    fn swapping_the_drafts_swaps_the_pairs(old in draft(30), new in draft(30)) {
        let there = align(&old, &new);
        check_pairs(&old, &new, &there);
        let mut back: Vec<Pair> = align(&new, &old)
            .into_iter()
            .map(|pair| Pair { old: pair.new, new: pair.old, ..pair })
            .collect();
        back.sort_unstable();
        prop_assert_eq!(there, back);
    }

    #[test]
    fn one_sentence_more_is_one_sentence_more(
        old in draft(40),
        sentence in prop::collection::vec(prop::sample::select(&["was", "it", "new", "words"][..]), 1..6),
        at in any::<prop::sample::Index>(),
    ) {
        let at = at.index(old.len() + 1);
        let mut new = old.clone();
        new.insert(at, sentence);
        let pairs = align(&old, &new);
        prop_assert_eq!(pairs.len(), old.len());
        prop_assert!(pairs.iter().all(|pair| !pair.moved && !pair.changed));
    }

    #[test]
    fn a_moved_paragraph_gives_moves_only(
        draft in draft(40),
        cut in any::<[prop::sample::Index; 3]>(),
    ) {
        let mut cut = cut.map(|at| at.index(draft.len() + 1));
        cut.sort_unstable();
        let [from, end, to] = cut;
        let mut new = draft[..from].to_vec();
        new.extend_from_slice(&draft[end..to]);
        new.extend_from_slice(&draft[from..end]);
        new.extend_from_slice(&draft[to..]);
        let pairs = align(&draft, &new);
        prop_assert_eq!(pairs.len(), draft.len());
        prop_assert!(pairs.iter().all(|pair| !pair.changed));
        // Not more than the shorter of the two paragraphs that changed places, in words, if all
        // sentences differ.
        let mut kinds = draft.clone();
        kinds.sort_unstable();
        kinds.dedup();
        if kinds.len() == draft.len() {
            let long = |part: &[Vec<&str>]| part.iter().map(Vec::len).sum::<usize>();
            let moved = pairs.iter().filter(|pair| pair.moved);
            let moved: usize = moved.map(|pair| draft[pair.old as usize].len()).sum();
            prop_assert_eq!(moved, long(&draft[from..end]).min(long(&draft[end..to])));
        }
    }

    #[test]
    fn the_chain_is_that_of_its_twin(
        points in prop::collection::btree_map((0_u32..12, 0_u32..12), 1_u64..5, 0..60),
    ) {
        let points: Vec<Point> = points
            .into_iter()
            .map(|((a, b), weight)| Point { a, b, weight })
            .collect();
        prop_assert_eq!(chain::heaviest(&points), reference::heaviest(&points));
    }

    #[test]
    fn candidates_are_those_of_their_twin(
        a in prop::collection::vec(prop::collection::vec(0_u32..60, 1..9), 0..90),
        b in prop::collection::vec(prop::collection::vec(0_u32..60, 1..9), 0..90),
    ) {
        let of = |all: Vec<Vec<u32>>| -> Vec<Sentence> {
            all.into_iter().map(|words| Sentence::new(0, words)).collect()
        };
        let (a, b) = (of(a), of(b));
        let all = |of: &[Sentence]| (0..of.len() as u32).collect::<Vec<_>>();
        for reach in [Reach::SAME, Reach::MOVED] {
            let fast = candidates::alike(&a, &b, &all(&a), &all(&b), reach);
            prop_assert_eq!(fast, reference::alike(&a, &b, &all(&a), &all(&b), reach));
        }
    }
}

/// Work that grows with the square would take minutes here.
#[test]
fn sixty_thousand_sentences_take_no_time() {
    let word = |at: usize| format!("w{}", at % 5003);
    let names: Vec<Vec<String>> = (0..60_000)
        .map(|at| {
            (0..14)
                .map(|part| word(at * 7919 + part * part * 31 + at / 5003))
                .collect()
        })
        .collect();
    let old: Vec<Vec<&str>> = names
        .iter()
        .map(|sentence| sentence.iter().map(String::as_str).collect())
        .collect();
    let mut new: Vec<Vec<&str>> = old.clone();
    for sentence in &mut new {
        sentence[3] = "changed";
    }
    new.rotate_left(1000);
    // Few words, very often: copies and gaps at their worst.
    let few: Vec<Vec<&str>> = (0..60_000_usize)
        .map(|at| vec![["a", "b", "c"][at * at % 7 % 3], ["d", "e"][at % 2]])
        .collect();
    let mut other = few.clone();
    other.rotate_left(7);
    let start = std::time::Instant::now();
    let pairs = align(&old, &new);
    assert!(pairs.len() > 55_000, "{}", pairs.len());
    let pairs = align(&few, &other);
    assert_eq!(pairs.len(), few.len());
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
