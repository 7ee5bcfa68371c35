//! Series of documents, from the text to the table.

use feltsense::measure::resample::Rng;

use super::text_of;
use crate::sandbox::{Row, Sandbox, number};

/// A session of a pair: `shame` of 100 sentences are about shame.
fn session(sandbox: &Sandbox, name: &str, front: &str, shame: usize) {
    let sentences: Vec<usize> = (0..100).map(|at| usize::from(at < shame)).collect();
    let text = format!("---\n{front}\n---\n\n{}\n", text_of(&sentences));
    sandbox.write(name, text);
}

fn row<'a>(rows: &'a [Row], series: &str, group: &str, category: &str) -> &'a Row {
    let is_own = |row: &&Row| {
        row["series"] == series && row["group"] == group && row["category"] == category
    };
    let mut own = rows.iter().filter(is_own);
    own.next()
        .unwrap_or_else(|| panic!("no row {series} {group} {category}"))
}

#[test]
fn scan_writes_series() {
    let sandbox = Sandbox::new();
    for (at, number) in [1, 2, 3, 5, 8, 9].into_iter().enumerate() {
        let front = format!("pair: Ada Quill\nsession: {number}\ngroup: clinic");
        session(&sandbox, &format!("a{number}.md"), &front, 10 + 5 * at);
        let front = format!("pair: P2\nsession: {number}\ngroup: clinic");
        session(&sandbox, &format!("b{number}.md"), &front, 50 - 5 * at);
    }
    session(&sandbox, "essay.md", "title: none", 3);
    session(&sandbox, "odd.md", "pair: P2\nsession: the second", 3);
    let args = [".", "--series", "pair", "--order", "session"];
    sandbox.scan(&args).exits(0);
    let rows = sandbox.table("series.csv");
    let rising = row(&rows, "Ada Quill", "clinic", "shame");
    assert_eq!(
        (rising["documents"].as_str(), rising["missing"].as_str()),
        ("6", "3")
    );
    assert_eq!(
        (rising["unit"].as_str(), rising["tau"].as_str()),
        ("step", "1")
    );
    assert!((number(&rising["tau_p"]) - 2.0 / 720.0).abs() < 1e-9);
    assert!(number(&rising["slope_low"]) > 0.0);
    // 10 and 35 of 100 sentences of ten words.
    assert_eq!(
        (rising["first_per_100"].as_str(), rising["change"].as_str()),
        ("1", "2.5")
    );
    assert!(!rising["change_at"].is_empty() && !rising["change_p"].is_empty());
    assert_eq!(row(&rows, "P2", "clinic", "shame")["tau"], "-1");
    let all = row(&rows, "", "all", "shame");
    assert_eq!(
        (all["series_count"].as_str(), all["rising"].as_str()),
        ("2", "1")
    );
    assert_eq!(all["falling"], "1");
    assert_eq!(row(&rows, "", "clinic", "shame")["flags"], "few_series");
    // Left out, and why.
    assert_eq!(sandbox.skipped("essay.md")["reason"], "no_series");
    let odd = sandbox.skipped("odd.md");
    assert_eq!(
        (odd["reason"].as_str(), odd["severity"].as_str()),
        ("bad_order", "remark")
    );
    assert!(!odd["detail"].contains("second"));
    let codebook = sandbox.table("codebook.csv");
    for column in rows[0].keys() {
        let told = |line: &Row| line["file"] == "series.csv" && line["column"] == *column;
        assert!(codebook.iter().any(told), "{column}");
    }
    // Any threads, and any names of the files.
    for threads in ["1", "3"] {
        sandbox
            .scan_to("again", &[&args[..], &["--threads", threads]].concat())
            .exits(0);
        assert_eq!(
            sandbox.report("again")["series.csv"],
            sandbox.report("report")["series.csv"]
        );
    }
    // A person's id may be a name.
    sandbox
        .scan_to("hashed", &[&args[..], &["--label", "hash"]].concat())
        .exits(0);
    let hashed = sandbox.report("hashed");
    for (file, bytes) in &hashed {
        assert!(!String::from_utf8_lossy(bytes).contains("Quill"), "{file}");
    }
    let hashed = sandbox.table_of("hashed", "series.csv");
    assert!(
        hashed
            .iter()
            .any(|row| row["series"].len() == 16 && row["tau"] == "1")
    );
    let by_pair = [&args[..], &["--label", "hash", "--group-by", "pair"]].concat();
    sandbox.scan_to("hidden", &by_pair).exits(0);
    for (file, bytes) in &sandbox.report("hidden") {
        assert!(!String::from_utf8_lossy(bytes).contains("Quill"), "{file}");
    }
    // The column may be that of the groups.
    sandbox
        .scan_to("grouped", &[&args[..], &["--group-by", "pair"]].concat())
        .exits(0);
    let grouped = sandbox.table_of("grouped", "series.csv");
    assert_eq!(row(&grouped, "P2", "P2", "shame")["tau"], "-1");
}

#[test]
fn what_is_asked_for_in_vain_is_an_error() {
    let sandbox = Sandbox::new();
    session(&sandbox, "a.md", "pair: P1\nsession: 1", 10);
    sandbox
        .run(&["scan", "a.md", "--series", "pair", "-o", "r"])
        .exits(2)
        .says("--order");
    sandbox
        .run(&["scan", "a.md", "--order", "session", "-o", "r"])
        .exits(2)
        .says("--series");
    sandbox
        .scan(&["a.md", "--series", "pear", "--order", "session"])
        .exits(2);
    let told = sandbox.skipped("option --series");
    assert_eq!(
        (told["reason"].as_str(), told["severity"].as_str()),
        ("no_series", "error")
    );
    assert!(sandbox.table("series.csv").is_empty());
}

#[test]
fn rows_of_a_table_make_series() {
    let sandbox = Sandbox::new();
    let mut rng = Rng::new(4);
    let mut lines = vec!["id,text,person,day".to_owned()];
    for day in 0..12 {
        let shame = 2 * day + rng.below(3) as usize;
        let sentences: Vec<usize> = (0..100).map(|at| usize::from(at < shame)).collect();
        let date = 20 + day % 9;
        let text = text_of(&sentences);
        lines.push(format!("d{day},\"{text}\",A,2024-02-{date}"));
    }
    sandbox.write("diary.csv", lines.join("\n"));
    sandbox
        .scan(&["diary.csv", "--series", "person", "--order", "day"])
        .exits(0);
    let rows = sandbox.table("series.csv");
    let shame = row(&rows, "A", "", "shame");
    assert_eq!(
        (shame["unit"].as_str(), shame["places"].as_str()),
        ("day", "9")
    );
    assert_eq!(
        (shame["missing"].as_str(), shame["flags"].as_str()),
        ("", "ties")
    );
}
