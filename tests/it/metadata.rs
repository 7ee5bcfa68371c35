//! The columns of a report: each one explained, metadata that comes through, groups.

use std::collections::BTreeSet;

use crate::sandbox::{Sandbox, rows};

const HIT: &str = "I was ashamed of myself.";

#[test]
fn every_column_is_explained_once_and_nothing_else_is() {
    let sandbox = Sandbox::with(&[(
        "t/a.md",
        "---\n=odd: 1\nwords: 2\ntitle: x\n---\nI was ashamed.\n",
    )]);
    sandbox.write(
        "t/b.jsonl",
        "{\"text\":\"calm\",\"k\":1}\n{\"text\":\"safe\",\"late key\":2,\"flags\":3}\n",
    );
    let options: [&[&str]; 4] = [
        &[],
        &["--by", "turn", "--matches", "--long", "--group-by", "k"],
        &["--excerpts", "--words", "liwc22", "--lexicon", "somatic"],
        &["--matches", "--csv-raw", "--by", "parts:2"],
    ];
    for options in options {
        sandbox.scan(&[&["t"], options].concat()).exits(0);
        let mut explained: Vec<(String, String)> = Vec::new();
        for row in sandbox.table("codebook.csv") {
            assert!(
                !row["definition"].is_empty() && !row["unit"].is_empty(),
                "{row:?}"
            );
            explained.push((row["file"].clone(), row["column"].clone()));
        }
        let mut there: Vec<(String, String)> = Vec::new();
        for name in sandbox
            .report("report")
            .keys()
            .filter(|name| *name != "manifest.json")
        {
            there.extend(
                sandbox
                    .columns(name)
                    .into_iter()
                    .map(|column| (name.clone(), column)),
            );
        }
        explained.sort();
        there.sort();
        assert_eq!(explained, there, "{options:?}");
    }
}

#[test]
fn metadata_of_every_format_comes_through() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "t/a.md",
        "---\ntitle: \"On: shame\"\ntags: [x, y]\nyear: 2020\n---\nI was ashamed.\n",
    );
    sandbox.write(
        "t/b.csv",
        "id;text;year;nöte\n7;\"I was; calm\";2021;\"two\nlines\"\n8;safe;;\n",
    );
    sandbox.write("t/c.tsv", "text\tyear\nI was ashamed\t2022\n");
    sandbox.write(
        "t/d.jsonl",
        "{\"text\":\"calm\",\"year\":2023,\"deep\":{\"a\":[1, null]},\"ok\":true}\n",
    );
    sandbox.scan(&["t"]).exits(0);
    let rows = sandbox.table("documents.csv");
    let cells = |column: &str| {
        rows.iter()
            .map(|row| row[column].as_str())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        cells("document"),
        ["a.md", "b.csv#7", "b.csv#8", "c.tsv#1", "d.jsonl#1"]
    );
    assert_eq!(cells("year"), ["2020", "2021", "", "2022", "2023"]);
    assert_eq!(cells("title"), ["On: shame", "", "", "", ""]);
    assert_eq!(cells("tags"), ["x; y", "", "", "", ""]);
    assert_eq!(cells("nöte"), ["", "two\nlines", "", "", ""]);
    assert_eq!(cells("deep"), ["", "", "", "", "{\"a\":[1,null]}"]);
    assert_eq!(cells("ok"), ["", "", "", "", "true"]);
    assert!(
        rows.iter()
            .all(|row| !row.contains_key("text") && !row.contains_key("id"))
    );
}

#[test]
fn keys_that_come_late_have_a_column_in_every_row() {
    let sandbox = Sandbox::new();
    let mut lines = String::new();
    for row in 0..1500 {
        let late = if row == 1400 {
            ",\"late\":\"=here\",\"later\":\"x\""
        } else {
            ""
        };
        let line =
            format!("{{\"id\":\"r{row}\",\"text\":\"I was ashamed\",\"early\":{row}{late}}}\n");
        lines.push_str(&line);
    }
    sandbox.write("a.jsonl", lines);
    for format in ["csv", "tsv", "jsonl"] {
        sandbox
            .scan(&["a.jsonl", "--output-format", format])
            .exits(0);
        let bytes = &sandbox.report("report")[&format!("documents.{format}")];
        if format == "jsonl" {
            let text = String::from_utf8_lossy(bytes);
            let has_all = |line: &str| {
                ["early", "late", "later"]
                    .iter()
                    .all(|key| line.contains(&format!("\"{key}\":")))
            };
            assert!(text.lines().count() == 1500 && text.lines().all(has_all));
            continue;
        }
        let rows = rows(bytes, if format == "csv" { b',' } else { b'\t' });
        let late: Vec<usize> = (0..rows.len())
            .filter(|&at| !rows[at]["late"].is_empty())
            .collect();
        assert_eq!((rows.len(), late), (1500, vec![1400]));
        assert_eq!(
            (rows[1400]["late"].as_str(), rows[1400]["later"].as_str()),
            ("'=here", "x")
        );
        assert_eq!(rows[1499]["early"], "1499");
    }
}

#[test]
fn metadata_with_the_names_of_our_columns_is_renamed_and_changes_no_number() {
    let sandbox = Sandbox::new();
    let keys = [
        "document",
        "words",
        "shame_hits",
        "flags",
        "meta_words",
        "hits",
    ];
    let header = keys.join(",");
    let values: Vec<String> = keys.iter().map(|key| format!("my {key}")).collect();
    sandbox.write(
        "a.csv",
        format!("text,{header}\nI was ashamed,{}\n", values.join(",")),
    );
    sandbox.scan(&["a.csv"]).exits(0);
    let row = sandbox.table("documents.csv").remove(0);
    assert_eq!(
        (row["document"].as_str(), row["words"].as_str()),
        ("a.csv#1", "3")
    );
    assert_eq!(
        (row["shame_hits"].as_str(), row["flags"].as_str()),
        ("1", "under_100_words")
    );
    for key in keys {
        let mine = format!("my {key}");
        let column = row.iter().find(|(_, cell)| **cell == mine);
        let (column, _) = column.unwrap_or_else(|| panic!("{mine} is lost: {row:?}"));
        assert!(
            column.starts_with("meta_") && column.ends_with(key),
            "{mine} in {column}"
        );
    }
}

#[test]
fn groups_come_from_folders_keys_and_columns() {
    let sandbox = Sandbox::with(&[("t/a.txt", HIT), ("t/x/b.txt", HIT), ("t/x/y/c.txt", HIT)]);
    sandbox.write(
        "t/y/d.md",
        "---\ngroup: g1\nsite: north\n---\nI was ashamed.\n",
    );
    sandbox.write(
        "t/y/e.csv",
        "text,group,site\nashamed,g2,south\nashamed,g1,north\n",
    );
    let groups = |flags: &[&str]| {
        sandbox.scan(&[&["t"], flags].concat()).exits(0);
        let corpus: BTreeSet<String> = sandbox.column("corpus.csv", "group").into_iter().collect();
        let corpus: Vec<String> = corpus.into_iter().collect();
        (
            sandbox.column("documents.csv", "group").join(" "),
            corpus.join(" "),
        )
    };
    sandbox.scan(&["t"]).exits(0);
    let documents = [
        "a.txt",
        "x/b.txt",
        "x/y/c.txt",
        "y/d.md",
        "y/e.csv#1",
        "y/e.csv#2",
    ];
    assert_eq!(sandbox.column("documents.csv", "document"), documents);
    // Without the option, only front matter speaks of groups.
    assert_eq!(groups(&[]), ("   g1  ".to_owned(), "all g1".to_owned()));
    assert_eq!(
        groups(&["--group-by", "dir"]),
        (" x x y y y".to_owned(), "all x y".to_owned())
    );
    // The key `group` is an ordinary one then.
    assert_eq!(
        sandbox.column("documents.csv", "meta_group").join(" "),
        "   g1 g2 g1"
    );
    let by_site = groups(&["--group-by", "site"]);
    assert_eq!(
        by_site,
        (
            "   north south north".to_owned(),
            "all north south".to_owned()
        )
    );
    let corpus = sandbox.table("corpus.csv");
    let of = |group: &str| {
        let row = corpus
            .iter()
            .find(|row| row["group"] == group && row["category"] == "shame");
        let row = row.expect("a row");
        (row["documents"].clone(), row["hits"].clone())
    };
    assert_eq!(of("north"), ("2".to_owned(), "2".to_owned()));
    assert_eq!(of("all"), ("6".to_owned(), "6".to_owned()));
}
