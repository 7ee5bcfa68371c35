//! What two drafts give: sentences, hits, measures.

use feltsense::compare::{Change, Comparison, HitHow, html, tables, terminal};
use feltsense::show::terminal::{Colours, Screen};
use proptest::prelude::*;

use super::{pipeline, side};

/// `removed added status`, in the order of reading.
fn told(old: &str, new: &str) -> (String, String) {
    let (old, new) = (side(old), side(new));
    let comparison = Comparison::new(pipeline(), &old, &new);
    let names = |names: Vec<&str>| names.join(" ");
    let rows = comparison.rows.iter().map(|row| row.change.name());
    let hits = comparison.hits.iter().map(|hit| hit.how.name());
    (names(rows.collect()), names(hits.collect()))
}

fn both(rows: &str, hits: &str) -> (String, String) {
    (rows.to_owned(), hits.to_owned())
}

#[test]
fn hits_stay_move_change_come_and_go() {
    let old = "I was ashamed of it. The train was late.\n\nI was gentle with myself.";
    assert_eq!(told(old, old), both("same same same", "kept kept"));
    let new = "I was not ashamed of it. The train was late.\n\nI was gentle with myself.";
    assert_eq!(told(old, new), both("changed same same", "status kept"));
    let new = "The train was late.\n\nI was gentle with myself. I was ashamed of it.";
    assert_eq!(told(old, new), both("same same moved", "kept moved"));
    let new = "The train was late. It was so shameful.\n\nI was gentle with myself.";
    assert_eq!(
        told(old, new),
        both("removed same added same", "removed added kept")
    );
    // Case, signs and white space are no change.
    assert_eq!(
        told("I was ASHAMED,  of it", "I was ashamed\nof it."),
        both("same", "kept")
    );
    assert_eq!(told("", ""), both("", ""));
    assert_eq!(told("", "Shame."), both("added", "added"));
}

/// Sentences with and without hits, so that drafts share some.
const SENTENCES: [&str; 9] = [
    "I was ashamed of my voice.",
    "I was not ashamed of my voice.",
    "The train left at nine and the rain went on.",
    "I was gentle with myself, for once.",
    "My hands were shaking, and my chest was tight.",
    "I wish I felt safe with them.",
    "I let go of the shame.",
    "Yes.",
    "Nobody said a word about the worthless thing that I had made of it all.",
];

fn draft() -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(&SENTENCES[..]), 0..14)
}

fn text(sentences: &[&str]) -> String {
    let paragraphs: Vec<String> = sentences.chunks(3).map(|part| part.join(" ")).collect();
    paragraphs.join("\n\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_sentence_and_every_hit_is_told_once(old in draft(), new in draft()) {
        let (a, b) = (side(&text(&old)), side(&text(&new)));
        let there = Comparison::new(pipeline(), &a, &b);
        let count = |change| there.sentences(change);
        let shared: u64 = [Change::Same, Change::Moved, Change::Changed, Change::MovedChanged]
            .map(count)
            .iter()
            .sum();
        prop_assert_eq!(shared + count(Change::Removed), a.sentences.len() as u64);
        prop_assert_eq!(shared + count(Change::Added), b.sentences.len() as u64);
        let hits = |how| there.count_hits(how);
        let kept: u64 = [HitHow::Kept, HitHow::Moved, HitHow::Status].map(hits).iter().sum();
        prop_assert_eq!(kept + hits(HitHow::Removed), a.hits.len() as u64);
        prop_assert_eq!(kept + hits(HitHow::Added), b.hits.len() as u64);
        let mut olds: Vec<usize> = there.hits.iter().filter_map(|hit| hit.old).collect();
        olds.sort_unstable();
        prop_assert_eq!(olds, (0..a.hits.len()).collect::<Vec<_>>());
        // The other way round, everything is the other way round.
        let back = Comparison::new(pipeline(), &b, &a);
        prop_assert_eq!(count(Change::Added), back.sentences(Change::Removed));
        prop_assert_eq!(count(Change::Moved), back.sentences(Change::Moved));
        prop_assert_eq!(hits(HitHow::Added), back.count_hits(HitHow::Removed));
        prop_assert_eq!(hits(HitHow::Status), back.count_hits(HitHow::Status));
        for (one, two) in there.measures.iter().zip(&back.measures) {
            prop_assert_eq!((one.old, one.new), (two.new, two.old));
            if let (Some((d, i)), Some((e, j))) = (one.difference, two.difference) {
                prop_assert!((d + e).abs() < 1e-9 && (i.low + j.high).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn no_view_loses_a_sentence_and_none_shows_a_control(
        old in "[a-z.<&\"\u{1b}\u{202e}\u{7}\n ]{0,120}",
        new in "[a-z.<&\"\u{1b}\u{202e}\u{7}\n ]{0,120}",
        width in 20_usize..110,
    ) {
        let (a, b) = (side(&format!("{old} I was ashamed.")), side(&new));
        let comparison = Comparison::new(pipeline(), &a, &b);
        let screen = Screen { width, colours: Colours::None };
        let lines = terminal::render(&comparison, screen);
        let steers = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
        prop_assert!(!lines.contains(steers), "{lines:?}");
        let page = html::page(&comparison);
        // What stands between tags is escaped: nothing of a text opens one.
        let article = page.split("<article").nth(1).and_then(|rest| rest.split("</article>").next());
        let article = article.expect("an article");
        prop_assert_eq!(article.matches('<').count() + 1, article.matches('>').count());
        let json = tables::json(&comparison);
        let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        prop_assert_eq!(&value["old"]["sentences"], &serde_json::json!(a.sentences.len()));
    }
}

#[test]
fn measures_are_those_of_a_scan_with_their_difference() {
    let old =
        "I was ashamed of it. ".repeat(20) + &"The train went on over the fields. ".repeat(20);
    let new = "I was not ashamed of it. ".repeat(20) + &"I was gentle with myself. ".repeat(20);
    let (a, b) = (side(&old), side(&new));
    let comparison = Comparison::new(pipeline(), &a, &b);
    let of = |name: &str, what: &str| {
        let mut all = comparison.measures.iter();
        all.find(|measure| measure.name == name && measure.what.name() == what)
            .expect("a measure")
    };
    assert_eq!(
        (of("words", "").old.count, of("words", "").new.count),
        (240, 220)
    );
    let affirmed = of("shame", "affirmed");
    assert_eq!((affirmed.old.count, affirmed.new.count), (20, 0));
    let negated = of("shame", "negated");
    assert_eq!((negated.old.count, negated.new.count), (0, 20));
    let (difference, interval) = affirmed.difference.expect("rates");
    assert!((difference + 100.0 * 20.0 / 240.0).abs() < 1e-9);
    assert!(interval.low < difference && difference < interval.high && interval.high < 0.0);
    // What both have as it was has a difference of 0 in its interval.
    let same = Comparison::new(pipeline(), &a, &a);
    for measure in same
        .measures
        .iter()
        .filter(|measure| measure.unit.is_some())
    {
        let (difference, interval) = measure.difference.expect("rates");
        assert!(difference == 0.0 && interval.low < 0.0 && interval.high > 0.0);
    }
    let empty = side("");
    let none = Comparison::new(pipeline(), &a, &empty);
    assert!(
        none.measures
            .iter()
            .all(|measure| measure.difference.is_none())
    );
}
