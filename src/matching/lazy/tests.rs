//! Patterns out of few words, nested as deep as files may nest them: each word at which one fits is a
//! start, and the three ways to walk agree.

use std::fmt::Write as _;

use proptest::collection::vec;
use proptest::prelude::*;

use super::super::automaton::Scratch;
use super::super::compile::{Builder, Owner, Sets};
use super::super::{needs, reference};
use super::Lazy;
use crate::lexicon::{EntryId, Pattern, WordTest};
use crate::text::Tokens;

const WORDS: [&str; 12] = [
    "i", "am", "not", "the", "a", "sad", "glad", "so", "sadness", "gladly", "amble", "mum",
];

fn plain() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(&WORDS)
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => plain().prop_map(str::to_owned),
        1 => plain().prop_map(|word| format!("{word}*")),
        1 => (0..3).prop_map(|set| format!("~s{set}")),
    ]
}

fn leaf() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => word(),
        1 => (0..3, 1..4).prop_map(|(least, more)| format!("_{{{least},{}}}", least + more)),
        1 => Just("_".to_owned()),
        1 => Just(",".to_owned()),
        1 => word().prop_map(|word| format!("{word}?")),
    ]
}

/// A pattern as it is written; not every one may stand in a lexicon.
fn written() -> impl Strategy<Value = String> {
    let sequence = |items: Vec<String>| items.join(" ");
    vec(leaf(), 1..5).prop_map(sequence).prop_recursive(2, 24, 4, move |inner| {
        let pair = (inner.clone(), inner.clone());
        let item = prop_oneof![
            8 => leaf(),
            1 => inner.clone().prop_map(|inner| format!("({inner})?")),
            2 => pair.prop_map(|(a, b)| format!("({a}|{b})")),
            1 => (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| format!("({a}|{b}|{c})?")),
        ];
        vec(item, 1..5).prop_map(sequence)
    })
}

fn patterns() -> impl Strategy<Value = Vec<(String, Pattern)>> {
    let valid = written().prop_filter_map("no pattern of a lexicon", |text| {
        let pattern = Pattern::parse(&text).ok()?;
        let (least, most) = pattern.width();
        let may_stand = least > 0 && most <= 24 && !pattern.has_gap_at_rim();
        (may_stand && pattern.expansions() < 2000).then_some((text, pattern))
    });
    vec(valid, 1..6)
}

fn sets() -> impl Strategy<Value = Sets> {
    let test = (plain(), 0..4).prop_map(|(word, kind)| match kind {
        0 => WordTest::Stem(word.into()),
        _ => WordTest::Literal(word.into()),
    });
    vec(vec(test, 0..4), 3).prop_map(|sets| {
        let named = sets.into_iter().enumerate();
        named.map(|(at, set)| (format!("s{at}"), set)).collect()
    })
}

/// A text; some are longer than what is asked together.
fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        12 => plain(),
        4 => proptest::sample::select(&["other", "mum's", "sad's", "gladness"]),
    ];
    let sign = proptest::sample::select(&[" ", " ", " ", " ", " ", ", ", ". ", "; ", " \"", "-"]);
    let length = prop_oneof![6 => 0..40usize, 1 => 240..300usize, 1 => 500..540usize];
    length.prop_flat_map(move |length| {
        vec((word.clone(), sign.clone()), length).prop_map(|words| {
            words.iter().fold(String::new(), |mut text, (word, sign)| {
                let _ = write!(text, "{word}{sign}");
                text
            })
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_fit_begins_elsewhere(
        patterns in patterns(),
        sets in sets(),
        common in 0..1u32 << WORDS.len(),
        texts in vec(text(), 1..4),
    ) {
        let mut builder = Builder::new(vec![&sets]);
        for (at, (_, pattern)) in (0..).zip(&patterns) {
            builder.add(0, pattern, (0u16, Owner::Entry(EntryId(at))));
        }
        let mut automaton = builder.build();
        automaton.needs = needs::of(&automaton, |word| {
            WORDS.iter().position(|known| *known == word).is_some_and(|at| common >> at & 1 == 1)
        });
        let lazy = Lazy::new(automaton);
        let mut scratch = Scratch::default();
        let number = |(_, owner): (u16, Owner)| match owner {
            Owner::Entry(entry) => entry.0,
            Owner::Mask => u32::MAX,
        };
        for text in &texts {
            let tokens = Tokens::of_str(text);
            let mut walker = lazy.walker(&tokens);
            let starts: Vec<u32> = walker.starts().iter().map(|start| start.at).collect();
            for at in 0..tokens.len() {
                let mut slow: Vec<(u32, usize, u64)> = Vec::new();
                for (number, (_, pattern)) in (0..).zip(&patterns) {
                    let fits = reference::fits(pattern, &tokens, &sets, at).into_iter();
                    slow.extend(fits.map(|(end, open)| (number, end, open)));
                }
                let (mut plain, mut fast) = (Vec::new(), Vec::new());
                lazy.automaton().at(&tokens, at, &mut scratch, |owner, end, open| {
                    plain.push((number(owner), end, open));
                });
                walker.at(at, |owner, end, open| fast.push((number(owner), end, open)));
                for found in [&mut slow, &mut plain, &mut fast] {
                    found.sort_unstable();
                    found.dedup();
                }
                prop_assert_eq!(&slow, &plain, "at {}", at);
                prop_assert_eq!(&slow, &fast, "at {}", at);
                prop_assert!(slow.is_empty() || starts.binary_search(&(at as u32)).is_ok(), "at {}", at);
            }
        }
    }
}
