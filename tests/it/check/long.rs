//! Very long texts: no rule and no output may do the work of a whole text once for each hit.

use feltsense::check::Finding;

use super::findings;

/// A sentence without an end that holds every hit. Its words are hashed once, and its findings keep a
/// hash of it and not its words: those of 20,000 findings would fill the memory.
#[test]
fn a_sentence_with_very_many_hits_takes_no_more_than_a_text_with_them() {
    let config = "[check.rules.presence]\ncategory = \"shame\"\n";
    let endless = "so ashamed and then ".repeat(20_000);
    let start = std::time::Instant::now();
    let found = findings(config, &endless);
    assert_eq!(found.len(), 20_000);
    assert!(start.elapsed().as_secs() < 120, "{:?}", start.elapsed());
    let hash = |finding: &Finding| finding.anchor.sentence.clone();
    assert!(
        found
            .iter()
            .all(|one| hash(one) == hash(&found[0]) && hash(one).len() == 64)
    );
    // Another sentence is another one, also where the words that were asked for go back and forth.
    let two = findings(config, "I was ashamed. She was ashamed too. I was ashamed.");
    assert_eq!(hash(&two[0]), hash(&two[2]));
    assert_ne!(hash(&two[0]), hash(&two[1]));
}
