//! The gold sentences: at least one for each sub-category, then one for each context rule.

use feltsense::matching::{Engine, Status};

use crate::support;

fn mismatches(engine: Engine) -> Vec<String> {
    let instruments = support::instruments(engine);
    let mut reader = csv::Reader::from_path("tests/conformance/gold.csv").expect("the gold file");
    let mut wrong = Vec::new();
    let mut sentences = 0;
    for record in reader.records() {
        let record = record.expect("a record");
        sentences += 1;
        let mut expected: Vec<String> = record[2]
            .split('|')
            .filter(|hit| !hit.is_empty())
            .map(str::to_owned)
            .collect();
        let mut found: Vec<String> = support::read(&instruments, &record[1])
            .into_iter()
            .filter(|read| read.hit.context.status == Status::Affirmed)
            .map(|read| format!("{}:{}", read.category, read.text))
            .collect();
        expected.sort();
        found.sort();
        if expected != found {
            wrong.push(format!(
                "{} {}\n  expected {expected:?}\n  found    {found:?}",
                &record[0], &record[1]
            ));
        }
    }
    assert_eq!(sentences, 85);
    wrong
}

#[test]
fn every_gold_sentence_has_exactly_its_affirmed_hits() {
    let wrong = mismatches(Engine::Automaton);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_reference_engine_agrees_on_the_gold_sentences() {
    let wrong = mismatches(Engine::Reference);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
