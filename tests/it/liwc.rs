//! `--words liwc22`: the columns of LIWC-22, in documents and segments, and rates by its words.

use crate::sandbox::{Sandbox, number};

#[test]
fn segments_have_the_columns_of_liwc() {
    let text = "I was self-conscious, yes!\n\n\u{201c}And then (again) I was ashamed.\u{201d} \"No?\" she said.";
    let sandbox = Sandbox::with(&[("a.txt", text)]);
    sandbox
        .scan(&["a.txt", "--words", "liwc22", "--by", "paragraph"])
        .exits(0);
    assert_eq!(sandbox.column("segments.csv", "words"), ["4", "9"]);
    assert_eq!(sandbox.column("segments.csv", "WC"), ["4", "9"]);
    assert_eq!(sandbox.column("segments.csv", "Exclam"), ["25", "0"]);
    for by in ["paragraph", "sentence", "words:1"] {
        sandbox
            .scan(&["a.txt", "--words", "liwc22", "--by", by])
            .exits(0);
        let document = sandbox.table("documents.csv").remove(0);
        for column in ["Period", "Comma", "QMark", "Exclam", "OtherP"] {
            let signs = |row: &crate::sandbox::Row| number(&row[column]) * number(&row["WC"]);
            let sum: f64 = sandbox.table("segments.csv").iter().map(signs).sum();
            assert!((sum - signs(&document)).abs() < 1e-9, "{column} by {by}");
        }
    }
}

#[test]
fn intervals_are_made_with_the_words_of_liwc() {
    let sandbox = Sandbox::new();
    let text = "I was ashamed of well-known, long-term, run-down, left-over, half-done, so-so, one-off, x-y things.";
    sandbox.write("a.txt", text);
    sandbox
        .scan(&["a.txt", "--words", "liwc22", "--interval", "wilson"])
        .exits(0);
    let row = sandbox.table("documents.csv").remove(0);
    let (hits, words) = (number(&row["shame_hits"]), number(&row["words"]));
    assert_eq!(row["words"], row["WC"]);
    // Wilson (1927), z = 1.959964.
    let (z, share) = (1.959_964_f64, hits / words);
    let shrink = 1.0 + z * z / words;
    let centre = (share + z * z / (2.0 * words)) / shrink;
    let half = z * (share * (1.0 - share) / words + z * z / (4.0 * words * words)).sqrt() / shrink;
    assert!(hits >= 1.0 && words == 13.0, "{hits} in {words}");
    assert!((number(&row["shame_low"]) - 100.0 * (centre - half)).abs() < 1e-9);
    assert!((number(&row["shame_high"]) - 100.0 * (centre + half)).abs() < 1e-9);
}
