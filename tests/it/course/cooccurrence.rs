//! What stands together: on texts with a known course, and from the command line.

use feltsense::course::cooccurrence::Together;
use feltsense::measure::resample::Rng;
use proptest::prelude::*;

use super::{SENTENCES, analyse, text_of};
use crate::sandbox::Sandbox;

/// Ten words with a hit of shame and one of the body, apart from each other.
const BOTH: &str = "She said that I am ashamed and my chest hurts.";

fn pair(text: &str, scope: &str) -> Together {
    let rows = analyse(text).course.cooccurrence;
    let wanted = |row: &Together| {
        (&*row.a, &*row.b, row.scope.name().as_str()) == ("shame", "somatic", scope)
    };
    rows.into_iter().find(wanted).expect("both have a hit")
}

fn shuffled<'a>(mut values: Vec<&'a str>, rng: &mut Rng) -> Vec<&'a str> {
    for at in (1..values.len()).rev() {
        values.swap(at, rng.below(at as u64 + 1) as usize);
    }
    values
}

#[test]
fn what_was_planted_is_found() {
    let mut sentences = vec![SENTENCES[0]; 180];
    sentences.extend([BOTH; 20]);
    let text = shuffled(sentences, &mut Rng::new(1)).join(" ");
    let found = pair(&text, "sentence");
    assert_eq!(
        (found.chance.hits, found.chance.observed, found.left_out),
        (20, 20, 0)
    );
    // Shifts by a few words leave all in their sentences: p is not much below 9 / 2,000.
    assert!(found.finding.p.expect("20 hits") < 0.02);
    let lift = found.finding.lift.expect("expected");
    let interval = found.finding.interval.expect("20 hits");
    // One sentence in ten holds the body and has seven or eight words left for shame: 12 to 14
    // times chance, drawn to 1 by the halves.
    assert!(lift > 9.0 && lift < 11.5, "{lift}");
    assert!(interval.low > 4.0 && interval.low < lift && lift <= interval.high);
}

#[test]
fn shuffled_words_stand_together_by_chance() {
    // Sentences of one lexicon each, in any order: nothing is bound to anything.
    let mut sentences = vec![SENTENCES[0]; 100];
    sentences.extend([SENTENCES[1]; 25]);
    sentences.extend([SENTENCES[4]; 25]);
    let mut rng = Rng::new(3);
    let (mut below, mut holds, mut observed, mut expected) = (0, 0, 0.0, 0.0);
    for _ in 0..60 {
        let text = shuffled(sentences.clone(), &mut rng).join(" ");
        let found = pair(&text, "words:10");
        below += u32::from(found.finding.p.expect("25 hits") <= 0.05);
        let interval = found.finding.interval.expect("25 hits");
        holds += u32::from(interval.low <= 1.0 && 1.0 <= interval.high);
        observed += found.chance.observed as f64;
        expected += found.chance.expected;
    }
    assert!(below <= 9, "{below} of 60 at 0.05");
    assert!(holds >= 51, "{holds} of 60 intervals hold 1");
    // A little under 1: a sentence about shame cannot stand in one about the body.
    let ratio = observed / expected;
    assert!((0.8..1.1).contains(&ratio), "{ratio}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn joining_adds_what_stands_together(
        first in prop::collection::vec(0..5_usize, 1..60),
        second in prop::collection::vec(0..5_usize, 1..60),
    ) {
        let mut whole = first.clone();
        whole.extend([0; 3]);
        whole.extend(&second);
        let counts = |sentences: &[usize]| {
            let rows = analyse(&text_of(sentences)).course.cooccurrence;
            let near = |a: &str, b: &str| -> u64 {
                let own = rows.iter().filter(|row| (&*row.a, &*row.b) == (a, b));
                own.map(|row| row.chance.observed).sum()
            };
            [near("shame", "somatic"), near("relational", "somatic"), near("shame", "relational")]
        };
        let (a, b, both) = (counts(&first), counts(&second), counts(&whole));
        for at in 0..3 {
            prop_assert_eq!(a[at] + b[at], both[at]);
        }
    }
}

#[test]
fn turns_are_a_scope_of_transcripts() {
    let shame = "I was ashamed of what I said there.";
    let body = "My chest was tight and it hurt.";
    let filler = "We talked about the train and the weather for a while.";
    let turn = |who: &str, text: &str| format!("{who}: {text} {filler}\n\n");
    let block = turn("Client", &format!("{shame} {filler} {filler} {body}"))
        + &turn("Therapist", filler)
        + &turn("Client", filler);
    let analysis = analyse(&block.repeat(6));
    let scopes: Vec<String> = analysis
        .course
        .cooccurrence
        .iter()
        .filter(|row| (&*row.a, &*row.b) == ("shame", "somatic"))
        .map(|row| format!("{} {}", row.scope.name(), row.chance.observed))
        .collect();
    assert_eq!(scopes, ["sentence 0", "words:10 0", "turn 6"]);
}

#[test]
fn documents_tell_of_shame_and_body() {
    let sandbox = Sandbox::new();
    let near = [BOTH, SENTENCES[0], SENTENCES[0], SENTENCES[0]].join(" ");
    sandbox.write("near.txt", [near.as_str(); 12].join(" "));
    sandbox.write("few.txt", [BOTH; 3].join(" "));
    let more = [
        "--together",
        "shame.explicit,somatic.symptom+somatic.body_parts",
        "--window",
        "6",
    ];
    let scan = [
        "scan",
        "few.txt",
        "near.txt",
        "-o",
        "report",
        "--cooccurrence",
    ];
    sandbox.run(&[&scan[..], &more[..]].concat()).exits(0);
    let documents = sandbox.table("documents.csv");
    assert_eq!(
        (
            documents[0]["shame_body_near"].as_str(),
            documents[0]["shame_body_lift"].as_str()
        ),
        ("", "")
    );
    assert_eq!(documents[1]["shame_body_near"], "12");
    let lift: f64 = documents[1]["shame_body_lift"].parse().expect("a lift");
    assert!(lift > 1.5, "{lift}");
    assert_eq!(documents[1]["checkpoint_arcs"], "0");
    let rows = sandbox.table("cooccurrence.csv");
    let own = |document: &str, a: &str| {
        let row = |row: &&crate::sandbox::Row| {
            row["document"] == document && row["a"] == a && row["scope"] == "words:6"
        };
        rows.iter().filter(row).count()
    };
    assert!(own("near.txt", "shame") > 0 && own("near.txt", "shame.explicit") == 2);
    let few = rows
        .iter()
        .find(|row| row["document"] == "few.txt")
        .expect("a row");
    assert_eq!(
        (
            few["p"].as_str(),
            few["q"].as_str(),
            few["lift_low"].as_str()
        ),
        ("", "", "")
    );
    assert!(few["flags"].contains("few_hits"));
    let settings =
        std::fs::read_to_string(sandbox.path("report/manifest.json")).expect("a manifest");
    assert!(settings.contains("\"window\": 6") && settings.contains("\"shifts\": 999"));
}

#[test]
fn a_text_goes_through_a_checkpoint() {
    let steps = [
        "I felt a tightness in my chest.",
        "I noticed it and stayed with the feeling.",
        "My breath slowed and my shoulders softened.",
        "Then I said no, since it was my choice.",
    ];
    let arcs = |text: String| {
        // Under 250 words nothing is told.
        assert_eq!(analyse(&text).counts.whole, None);
        let text = [text, [SENTENCES[0]; 30].join(" ")].join(" ");
        let whole = analyse(&text).counts.whole.expect("250 words");
        whole.checkpoint_arcs
    };
    assert_eq!(arcs(steps.join(" ")), Some(1));
    assert_eq!(arcs([steps.join(" "), steps.join(" ")].join(" ")), Some(2));
    let mut backward = steps;
    backward.reverse();
    assert_eq!(arcs(backward.join(" ")), Some(0));
    // Twelve sentences between the second step and the third.
    let far = [SENTENCES[0]; 12].join(" ");
    assert_eq!(
        arcs([steps[0], steps[1], &far, steps[2], steps[3]].join(" ")),
        Some(0)
    );
}
