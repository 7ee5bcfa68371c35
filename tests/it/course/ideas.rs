//! The table of docs/course.md that says where each idea of the essays is shown: all of it exists.

use std::collections::BTreeSet;

use crate::sandbox::Sandbox;

#[test]
fn every_idea_is_shown_where_the_table_says() {
    let sandbox = Sandbox::new();
    sandbox.write("a.txt", "Therapist: How is it in the body?\nClient: My belly is tight. I am ashamed.\nTherapist: It took courage to say that.\nClient: Thank you.\n");
    sandbox
        .scan(&[
            "a.txt",
            "--course",
            "--matches",
            "--excerpts",
            "--by",
            "role",
        ])
        .exits(0);
    let codebook = sandbox.table("codebook.csv");
    let columns: BTreeSet<(&str, &str)> = codebook
        .iter()
        .map(|line| (line["file"].as_str(), line["column"].as_str()))
        .collect();
    let corpus = sandbox.table("corpus.csv");
    let mut categories: BTreeSet<&str> = corpus.iter().map(|row| &*row["category"]).collect();
    categories.extend([
        "stage.motivation",
        "stage.container",
        "stage.painful",
        "stage.positive",
        "stage.receiving",
    ]);
    let help = sandbox.run(&["scan", "--help"]).exits(0).out;
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/course.md"))
        .expect("the page");
    let (_, table) = page
        .split_once("## Which idea is shown where")
        .expect("the table");
    let rows: Vec<&str> = table
        .lines()
        .filter(|line| line.starts_with("| "))
        .collect();
    assert!(rows.len() > 55, "{} rows", rows.len());
    for row in &rows[1..] {
        let place = row.split(" | ").nth(1).expect("two cells");
        let mut file = "";
        let mut named = 0;
        for word in place.split('`').skip(1).step_by(2) {
            named += 1;
            if word.strip_suffix(".csv").is_some() {
                file = word;
                assert!(sandbox.path("report").join(file).exists(), "{file}: {row}");
            } else if word.starts_with("--") {
                file = "segments.csv";
                for option in word.split(' ').filter(|part| part.starts_with("--")) {
                    assert!(help.contains(option), "{option}: {row}");
                }
            } else {
                let is_known = categories.contains(word) || columns.contains(&(file, word));
                assert!(is_known, "`{word}` is no column of {file}: {row}");
            }
        }
        assert!(named > 0, "{row}");
    }
}
