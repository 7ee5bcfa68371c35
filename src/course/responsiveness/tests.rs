//! Planted answers of known size, at the level of counts.

use proptest::prelude::*;

use super::*;
use crate::course::talk::Turn;
use crate::measure::resample::Rng;
use crate::text::Role;

/// How the responder of a made-up dyad talks; hits of a million words.
#[derive(Clone, Copy)]
struct Habit {
    base: u64,
    /// Added in answers to a turn with a hit of the other.
    answer: u64,
    /// Lag of those answers.
    lag: usize,
    /// Turns differ among themselves: some hold 1.8 times as much, some a fifth.
    bursts: bool,
}

const NONE: Habit = Habit {
    base: 20_000,
    answer: 0,
    lag: 1,
    bursts: false,
};

fn talk(sides: impl Iterator<Item = (usize, u32)>) -> Talk {
    let turns: Vec<Turn> = sides
        .map(|(side, words)| Turn {
            side,
            ranges: Vec::new(),
            words,
            follows: true,
        })
        .collect();
    Talk {
        roles: [Role::Therapist, Role::Client],
        speakers: [vec![0], vec![1]],
        turn_of: (0..turns.len() as u32).map(Some).collect(),
        turns,
        others: 0,
    }
}

/// Side a answers side b in a dyad of 60 turns each: the rows of one pair.
fn rows(habit: Habit, seed: u64) -> Vec<Response> {
    let mut rng = Rng::new(seed);
    let talk = talk((0..120).map(|at| (1 - at % 2, 10 + rng.below(50) as u32)));
    let mut hits = vec![vec![0; 120], vec![0; 120]];
    for turn in (0..120).step_by(2) {
        hits[0][turn] = u32::from(rng.below(3) == 0);
    }
    for turn in (1..120).step_by(2) {
        let behind = 2 * habit.lag - 1;
        let is_answer = turn >= behind && hits[0][turn - behind] > 0;
        let mut rate = habit.base + if is_answer { habit.answer } else { 0 };
        if habit.bursts {
            rate = rate * [2, 18][rng.below(2) as usize] / 10;
        }
        let words = talk.turns[turn].words;
        hits[1][turn] = (0..words).filter(|_| rng.below(1_000_000) < rate).count() as u32;
    }
    let picks = ResponsePicks {
        picks: vec![
            ("from".into(), Pick::default()),
            ("to".into(), Pick::default()),
        ],
        pairs: vec![(0, 1)],
    };
    one_way(&talk, &hits, &picks, 0, || seed)
}

/// Of 200 dyads: at how many lags `at` the interval holds the truth, and p is below 0.05.
fn of_200(habit: Habit, lag: usize, truth: f64, seed: u64) -> (usize, usize) {
    let (mut covered, mut small) = (0, 0);
    for draw in 0..200 {
        let rows = rows(habit, seed + draw);
        let row = rows
            .iter()
            .find(|row| usize::from(row.lag) == lag)
            .expect("a row");
        let (_, interval) = row.sums.difference().expect("60 turns");
        let interval = interval.expect("60 turns");
        covered += usize::from(interval.low <= truth && truth <= interval.high);
        small += usize::from(row.p.expect("some hits") <= 0.05);
    }
    (covered, small)
}

#[test]
fn planted_answers_are_found_with_their_size() {
    for bursts in [false, true] {
        let habit = Habit {
            answer: 30_000,
            bursts,
            ..NONE
        };
        // Three hits more in 100 words. 95 % of 200 is 190, standard deviation 3.
        let (covered, small) = of_200(habit, 1, 3.0, 1_000);
        assert!(covered >= 181, "bursts {bursts}: {covered} of 200 hold 3");
        assert!(small >= 150, "bursts {bursts}: found in {small} of 200");
    }
}

#[test]
fn an_answer_stands_at_its_lag() {
    let habit = Habit {
        answer: 40_000,
        lag: 2,
        ..NONE
    };
    let (covered, small) = of_200(habit, 2, 4.0, 2_000);
    assert!(covered >= 181 && small >= 180, "{covered} {small}");
    for lag in [1, 3] {
        let (covered, small) = of_200(habit, lag, 0.0, 2_000);
        assert!(covered >= 181, "lag {lag}: {covered} of 200 hold 0");
        assert!(small <= 20, "lag {lag}: {small} of 200 below 0.05");
    }
}

#[test]
fn none_is_found_where_none_is() {
    for bursts in [false, true] {
        let habit = Habit { bursts, ..NONE };
        let (covered, small) = of_200(habit, 1, 0.0, 3_000);
        assert!(covered >= 181, "bursts {bursts}: {covered} of 200 hold 0");
        // Ten are expected, standard deviation 3.
        assert!(small <= 20, "bursts {bursts}: {small} of 200 below 0.05");
    }
}

#[test]
fn transcripts_are_pooled_as_strata() {
    // Therapists differ threefold in how much they say; all of them answer alike, or not at all.
    for (base, answer, truth, found) in [
        (10_000, 0, 0.0, 0..=21),
        (2_000, 0, 0.0, 0..=21),
        (10_000, 15_000, 1.5, 150..=200),
        (1_500, 4_000, 0.4, 130..=200),
    ] {
        let (mut covered, mut small, mut given) = (0, 0, 0);
        for corpus in 0..200 {
            let mut sums = Sums::default();
            for dyad in 0..6 {
                let habit = Habit {
                    base: base + base * 2 / 5 * dyad,
                    answer,
                    bursts: dyad % 2 == 0 && answer == 0,
                    ..NONE
                };
                sums.add(&rows(habit, 4_000 + 10 * corpus + dyad)[0].sums);
            }
            let (_, interval) = sums.pooled_difference().expect("six dyads");
            let interval = interval.expect("60 turns each");
            covered += u32::from(interval.low <= truth && truth <= interval.high);
            small += u32::from(sums.pooled_p().is_some_and(|p| p <= 0.05));
            given += u32::from(sums.pooled_p().is_some());
        }
        assert!(covered >= 181, "{covered} of 200 hold {truth}");
        // Without a p where one turn weighs too much; the rest as if there were 200.
        assert!(given >= 100, "{base}: {given} of 200 have a p");
        let in_200 = small * 200 / given;
        assert!(
            found.contains(&in_200),
            "{base}: {small} of {given} below 0.05"
        );
    }
}

#[test]
fn pooled_intervals_know_that_transcripts_differ() {
    // Half of the therapists answer with four hits more in 100 words, half do not at all.
    let corpus = |dyads: u64, seed: u64| {
        let mut sums = Sums::default();
        let mut rng = Rng::new(seed);
        for dyad in 0..dyads {
            let answer = 40_000 * rng.below(2);
            let habit = Habit { answer, ..NONE };
            sums.add(&rows(habit, 1_000 * seed + dyad)[0].sums);
        }
        let (value, interval) = sums.pooled_difference().expect("enough");
        (value, interval.expect("turns"))
    };
    let covered = (0..100)
        .filter(|&seed| {
            let (_, interval) = corpus(12, seed);
            interval.low <= 2.0 && 2.0 <= interval.high
        })
        .count();
    assert!(covered >= 88, "{covered} of 100 hold 2");
}

#[test]
fn pooling_mixes_no_person_with_another() {
    // Who hears much says much, and nobody answers: together the answers hold more, each compared
    // with itself does not.
    let mut sums = Sums::default();
    let loud = [(10, 100), (10, 100), (10, 100), (10, 100)];
    let quiet = [(1, 100), (1, 100), (1, 100), (1, 100)];
    sums.add(&Sums::of(3, &loud, &[0, 1, 2]));
    sums.add(&Sums::of(2, &quiet, &[1]));
    let (after, base) = sums.rates().expect("enough");
    assert!(after > base + 2.0);
    assert!(sums.pooled_difference().expect("enough").0.abs() < 1e-12);
    assert_eq!(
        sums.pooled_p(),
        None,
        "turns that are all alike have no spread"
    );
}

#[test]
fn shuffles_agree_with_all_draws() {
    // Twelve turns, three answers: 220 draws, one by one.
    let turns: [(u32, u32); 12] = [
        (3, 60),
        (0, 31),
        (2, 32),
        (0, 25),
        (1, 40),
        (0, 18),
        (4, 33),
        (0, 22),
        (1, 15),
        (0, 50),
        (2, 21),
        (0, 19),
    ];
    let answers = [0, 2, 6];
    let sums = Sums::of(5, &turns, &answers);
    let (hits, words) = turns.iter().fold((0_i64, 0_i64), |sum, &(h, w)| {
        (sum.0 + i64::from(h), sum.1 + i64::from(w))
    });
    let worth: Vec<i64> = turns
        .iter()
        .map(|&(h, w)| i64::from(h) * words - i64::from(w) * hits)
        .collect();
    let own: i64 = answers.iter().map(|&at| worth[at]).sum();
    let (mut far, mut all, mut squares) = (0, 0, 0.0);
    for a in 0..12 {
        for b in a + 1..12 {
            for c in b + 1..12 {
                let score = worth[a] + worth[b] + worth[c];
                far += i32::from(score.abs() >= own.abs());
                all += 1;
                squares += (score as f64 / words as f64).powi(2);
            }
        }
    }
    let exact = f64::from(far) / f64::from(all);
    let mut tests = vec![Test::new(0, 0, &turns, &sums)];
    let lengths: Vec<u32> = turns.iter().map(|turn| turn.1).collect();
    let counts = |_| turns.iter().map(|turn| turn.0).collect();
    shuffle(&mut tests, &lengths, counts, 5);
    let found = f64::from(tests[0].as_far) / f64::from(SHUFFLES);
    assert!((found - exact).abs() < 0.02, "{found} for {exact}");
    // The variance over all draws is the formula's.
    let score = sums.hits_after as f64 - expected(&sums);
    let z = score / (squares / f64::from(all)).sqrt();
    let mut many = Sums::default();
    (0..9).for_each(|_| many.add(&sums));
    let p = many.pooled_p().expect("enough");
    let by_draws = crate::measure::normal::two_sided(3.0 * z);
    assert!((p - by_draws).abs() < 1e-9, "{p}");
}

fn expected(sums: &Sums) -> f64 {
    let words = (sums.words_after + sums.words_rest) as f64;
    sums.hits() as f64 / words * sums.words_after as f64
}

#[test]
fn little_evidence_says_why() {
    let sums = Sums::of(4, &[(1, 90), (0, 300), (0, 20)], &[0]);
    assert_eq!(
        (sums.rates(), sums.difference(), sums.pooled_p()),
        (None, None, None)
    );
    assert_eq!(sums.flags(), ["few_turns", "few_words", "few_hits"]);
    let sums = Sums::of(9, &[(5, 200), (0, 300), (1, 120)], &[0, 2]);
    assert_eq!(sums.flags(), ["few_turns"], "two answers, one other turn");
    assert_eq!(sums.difference(), Some((600.0 / 320.0, None)));
    assert_eq!(sums.rates(), Some((600.0 / 320.0, 0.0)));
    assert_eq!(sums.expected_rate(), Some(600.0 / 620.0));
}

#[test]
fn a_third_person_ends_what_is_answered() {
    // b a b a b a b a, and a third person before the third turn of b.
    let mut talk = talk((0..8).map(|at| (1 - at % 2, 20)));
    talk.turns[4].follows = false;
    let picks = ResponsePicks {
        picks: vec![("from".into(), Pick::default())],
        pairs: vec![(0, 0)],
    };
    let hits = vec![vec![1, 0, 1, 0, 1, 0, 1, 0]];
    let answers = |talk: &Talk| -> Vec<u64> {
        let rows = one_way(talk, &hits, &picks, 0, || 1);
        rows.iter().map(|row| row.sums.next_turns).collect()
    };
    assert_eq!(answers(&talk), [4, 2, 0]);
    talk.turns[4].follows = true;
    assert_eq!(answers(&talk), [4, 3, 2]);
    // Before an answer: nobody answers that turn.
    talk.turns[3].follows = false;
    assert_eq!(answers(&talk), [3, 1, 0]);
}

#[test]
fn turns_without_a_hit_are_turns() {
    // No answer holds a hit, and the other turns are few: two of them leave one degree of freedom.
    let turns = [
        (0, 40),
        (0, 40),
        (0, 40),
        (0, 40),
        (0, 40),
        (9, 60),
        (3, 60),
    ];
    let answers = [0, 1, 2, 3, 4];
    let sums = Sums::of(5, &turns, &answers);
    assert_eq!(sums.difference(), Some((-10.0, None)));
    assert_eq!(sums.flags(), ["few_turns"]);
    let more = [&turns[..], &[(6, 60)]].concat();
    let sums = Sums::of(5, &more, &answers);
    let (value, interval) = sums.difference().expect("enough");
    let interval = interval.expect("three other turns");
    assert!((value + 10.0).abs() < 1e-12 && sums.flags().is_empty());
    // Four degrees of freedom widen the limit of no hits, too: 1.84 for 200 words by Byar.
    assert!(interval.high > value + 1.84 * 1.4, "{interval:?}");
}

#[test]
fn one_burst_gives_no_pooled_p() {
    // 80 hits in 100 turns of 20 words, 60 of them in one turn, which is one of seven answers: the
    // normal tail would be 3e-4, while seven of a hundred draws hold that turn.
    let mut turns = vec![(0, 20); 100];
    (1..21).for_each(|at| turns[at * 4] = (1, 20));
    turns[3] = (60, 20);
    let mut alone = Sums::of(7, &turns, &[3, 13, 23, 33, 43, 53, 63]);
    alone.shuffled = Some(0.07);
    let mut pooled = Sums::default();
    pooled.add(&alone);
    assert_eq!(pooled.pooled_p(), Some(0.07), "shuffles know the burst");
    assert_eq!(pooled.pooled_flags(), [""; 0]);
    pooled.add(&alone);
    assert_eq!(pooled.pooled_p(), None);
    assert_eq!(pooled.pooled_flags(), ["bursty"]);
    (0..20).for_each(|_| pooled.add(&alone));
    assert!(pooled.pooled_p().is_some(), "no turn outweighs the others");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn counts_are_kept(turns in prop::collection::vec((0..5_u32, 1..60_u32), 3..30), pick in 0..1000_u64) {
        let mut rng = Rng::new(pick);
        let answers: Vec<usize> = (0..turns.len()).filter(|_| rng.below(3) == 0).collect();
        let sums = Sums::of(answers.len() as u64, &turns, &answers);
        let hits: u32 = turns.iter().map(|turn| turn.0).sum();
        let words: u32 = turns.iter().map(|turn| turn.1).sum();
        prop_assert_eq!(sums.hits(), u64::from(hits));
        prop_assert_eq!(sums.words_after + sums.words_rest, u64::from(words));
        // Of one transcript alone, the pooled difference is its own.
        let mut pooled = Sums::default();
        pooled.add(&sums);
        if let (Some((one, _)), Some((other, _))) = (sums.difference(), pooled.pooled_difference()) {
            prop_assert!((one - other).abs() < 1e-9 * (1.0 + one.abs()), "{} {}", one, other);
        }
        // Answers and other turns exchanged: the difference turns its sign.
        let rest: Vec<usize> = (0..turns.len()).filter(|at| !answers.contains(at)).collect();
        let turned = Sums::of(answers.len() as u64, &turns, &rest);
        if let (Some((one, _)), Some((other, _))) = (sums.difference(), turned.difference()) {
            prop_assert_eq!(one, -other);
        }
    }
}
