//! What the files of a report hold, and that they agree with each other.

use std::collections::{BTreeMap, BTreeSet};

use tempfile::tempdir;

use crate::cli::{
    ESSAY, Row, corpus, files, fine, header, holds, number, sha256, sum, table, table_with, text,
    write,
};

#[test]
fn segments_sum_to_their_document() {
    let dir = corpus();
    write(
        &dir,
        "c/long.txt",
        &"I am ashamed of it, and I was kind to myself there. My chest is tight.\n\n".repeat(12),
    );
    let all = "paragraph sentence section turn speaker words:50 parts:4".split(' ');
    for by in all {
        fine(&dir, &format!("scan c -o r --force -q --by {by}"));
        let segments = table(&dir, "r/segments.csv");
        assert!(segments.len() > 3, "{by}");
        for document in table(&dir, "r/documents.csv") {
            let own = |row: &&Row| row["document"] == document["document"];
            let parts: Vec<&Row> = segments.iter().filter(own).collect();
            for column in document
                .keys()
                .filter(|name| *name == "words" || name.ends_with("hits"))
            {
                // What has no turns has no segments by turn.
                if !parts.is_empty() {
                    let parts = parts.iter().copied();
                    assert_eq!(
                        sum(parts, column),
                        number(&document, column),
                        "{by} {column} {}",
                        document["document"]
                    );
                }
            }
        }
    }
}

#[test]
fn speakers_have_codes_and_roles_never_labels() {
    let dir = corpus();
    let outcome = fine(&dir, "scan c -o r --by turn --matches --long");
    let turns: Vec<(String, String)> = table(&dir, "r/segments.csv")
        .into_iter()
        .filter(|row| row["document"] == "sub/session.txt")
        .map(|row| (row["speaker"].clone(), row["role"].clone()))
        .collect();
    let expected = ["S1", "S2", "S1", "S2"];
    assert_eq!(
        turns.iter().map(|turn| &*turn.0).collect::<Vec<_>>(),
        expected
    );
    assert_eq!((&*turns[0].1, &*turns[1].1), ("therapist", "unknown"));
    assert!(!holds(outcome.err.as_bytes(), "annabel"));
    for (name, bytes) in files(&dir, "r") {
        assert!(!holds(&bytes, "annabel"), "{name}");
    }
}

#[test]
fn only_excerpts_hold_the_text_around_a_match() {
    let dir = corpus();
    fine(&dir, "scan c -o plain --matches");
    fine(&dir, "scan c -o full --excerpts");
    let texts = ["before", "match", "after"];
    let plain = header(&dir, "plain/matches.csv");
    assert!(
        texts
            .iter()
            .all(|name| !plain.contains(&(*name).to_owned()))
    );
    assert!(!holds(
        text(&dir, "plain/matches.csv").as_bytes(),
        "my chest"
    ));
    let rows = table(&dir, "full/matches.csv");
    assert_eq!(rows.len(), table(&dir, "plain/matches.csv").len());
    assert!(rows.len() > 8);
    for row in rows {
        let source = text(&dir, &format!("c/{}", row["document"]));
        let (start, end) = (
            number(&row, "byte_start") as usize,
            number(&row, "byte_end") as usize,
        );
        assert_eq!(source[start..end], row["match"]);
        let line = source[..start].matches('\n').count() + 1;
        assert_eq!(line as f64, number(&row, "line"));
        let squeezed = source.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            squeezed.contains(&row["before"]) && squeezed.contains(&row["after"]),
            "{row:?}"
        );
    }
}

#[test]
fn long_rows_equal_the_wide_cells() {
    let dir = corpus();
    fine(&dir, "scan c -o r --long");
    let ours: BTreeSet<String> = header(&dir, "r/documents.csv").into_iter().collect();
    let mut wide = BTreeMap::new();
    for row in table(&dir, "r/documents.csv") {
        for column in ours
            .iter()
            .filter(|name| !["document", "group", "flags"].contains(&name.as_str()))
        {
            if !row[column].is_empty() {
                wide.insert(
                    (row["document"].clone(), column.clone()),
                    row[column].clone(),
                );
            }
        }
    }
    let mut long = BTreeMap::new();
    for row in table(&dir, "r/documents_long.csv") {
        let column = match row["category"].as_str() {
            "text" => row["measure"].clone(),
            category => format!("{category}_{}", row["measure"]),
        };
        let known = long.insert((row["document"].clone(), column), row["value"].clone());
        assert!(known.is_none(), "{row:?} comes up twice");
    }
    assert_eq!(long, wide);
}

#[test]
fn all_formats_hold_the_same_values() {
    let dir = corpus();
    let extras = "--by paragraph --excerpts --long";
    fine(&dir, &format!("scan c -o csv {extras}"));
    fine(&dir, &format!("scan c -o tsv {extras} --output-format tsv"));
    fine(
        &dir,
        &format!("scan c -o jsonl {extras} --output-format jsonl"),
    );
    for file in "documents segments matches documents_long corpus terms codebook".split(' ') {
        let rows = table(&dir, &format!("csv/{file}.csv"));
        let tabbed = table_with(&text(&dir, &format!("tsv/{file}.tsv")), b'\t');
        let lines = text(&dir, &format!("jsonl/{file}.jsonl"));
        let lines: Vec<&str> = lines.lines().collect();
        assert_eq!(
            (tabbed.len(), lines.len()),
            (rows.len(), rows.len()),
            "{file}"
        );
        for ((row, tabbed), line) in rows.iter().zip(&tabbed).zip(&lines) {
            let object: serde_json::Value = serde_json::from_str(line).expect("JSON");
            for (column, value) in row {
                // The codebook names the files by their own names.
                if file == "codebook" && column == "file" {
                    continue;
                }
                assert_eq!(&tabbed[column], value, "{file} {column}");
                let same = match &object[column] {
                    serde_json::Value::Null => value.is_empty(),
                    serde_json::Value::String(text) => text == value,
                    // As written: reading a number may cost its last bit.
                    _ => line.contains(&format!("\"{column}\":{value}")),
                };
                assert!(same, "{file} {column}: {value} / {}", object[column]);
            }
        }
    }
}

#[test]
fn metadata_is_carried_through_also_late_and_colliding_keys() {
    let dir = tempdir().expect("a folder");
    write(
        &dir,
        "c/a.md",
        "---\nmood: calm\nwords: many\n---\nI am ashamed.\n",
    );
    write(
        &dir,
        "c/b.csv",
        "id,text,flags,site\n1,I hate myself.,blue,York\n",
    );
    write(
        &dir,
        "c/z.jsonl",
        "{\"id\":\"x\",\"text\":\"I am sad.\"}\n{\"id\":\"y\",\"text\":\"I cry.\",\"late\":\"yes\"}\n",
    );
    fine(&dir, "scan c -o r");
    let rows = table(&dir, "r/documents.csv");
    let of = |name: &str| {
        rows.iter()
            .find(|row| row["document"].ends_with(name))
            .expect("a row")
    };
    assert_eq!(
        (&*of("a.md")["mood"], &*of("a.md")["meta_words"]),
        ("calm", "many")
    );
    assert_eq!(of("a.md")["words"], "3");
    assert_eq!(
        (&*of("#1")["site"], &*of("#1")["meta_flags"]),
        ("York", "blue")
    );
    assert_eq!((&*of("#x")["late"], &*of("#y")["late"]), ("", "yes"));
}

#[test]
fn the_codebook_has_every_column_and_no_other() {
    let dir = corpus();
    write(
        &dir,
        "c/b.csv",
        "id,text,flags,site\n1,I hate myself.,blue,York\n",
    );
    fine(&dir, "scan c -o r --by turn --excerpts --long");
    let told: BTreeSet<(String, String)> = table(&dir, "r/codebook.csv")
        .into_iter()
        .map(|row| (row["file"].clone(), row["column"].clone()))
        .collect();
    let mut found = BTreeSet::new();
    for name in files(&dir, "r")
        .into_keys()
        .filter(|name| name != "manifest.json")
    {
        for column in header(&dir, &format!("r/{name}")) {
            found.insert((name.clone(), column));
        }
    }
    assert_eq!(told, found);
}

#[test]
fn the_corpus_sums_its_documents() {
    let dir = corpus();
    fine(&dir, "scan c -o r");
    let documents = table(&dir, "r/documents.csv");
    for row in table(&dir, "r/corpus.csv") {
        let hits = format!("{}_hits", row["category"]);
        assert_eq!(sum(&documents, "words"), number(&row, "words"));
        assert_eq!(sum(&documents, &hits), number(&row, "hits"), "{hits}");
        let with = documents
            .iter()
            .filter(|row| number(row, &hits) > 0.0)
            .count();
        assert_eq!(with as f64, number(&row, "documents_with"), "{hits}");
        assert_eq!(number(&row, "documents"), 3.0);
    }
}

#[test]
fn a_new_document_changes_no_other_row() {
    let dir = corpus();
    fine(&dir, "scan c -o r --by paragraph --matches");
    write(&dir, "c/aaa.txt", &"I hate myself. ".repeat(40));
    write(&dir, "c/zzz.md", ESSAY);
    fine(&dir, "scan c -o r2 --by paragraph --matches");
    for file in ["documents.csv", "segments.csv", "matches.csv"] {
        let new = text(&dir, &format!("r2/{file}"));
        let kept = new
            .lines()
            .filter(|line| !line.starts_with("aaa") && !line.starts_with("zzz"));
        let old = text(&dir, &format!("r/{file}"));
        assert_eq!(
            kept.collect::<Vec<_>>(),
            old.lines().collect::<Vec<_>>(),
            "{file}"
        );
        assert!(new.lines().count() > old.lines().count());
    }
}

#[test]
fn the_manifest_has_hashes_of_lexicons_and_inputs() {
    let dir = corpus();
    fine(&dir, "scan c -o r");
    let manifest: serde_json::Value =
        serde_json::from_str(&text(&dir, "r/manifest.json")).expect("JSON");
    let lexicons = manifest["lexicons"].as_array().expect("lexicons");
    assert_eq!(lexicons.len(), 4);
    for lexicon in lexicons {
        let shown = fine(
            &dir,
            &format!("lexicon show {}", lexicon["name"].as_str().expect("a name")),
        );
        assert_eq!(lexicon["sha256"], sha256(shown.out.as_bytes()), "{lexicon}");
    }
    let english = fine(&dir, "lexicon show english");
    assert_eq!(
        manifest["language"]["sha256"],
        sha256(english.out.as_bytes())
    );
    let inputs = manifest["inputs"].as_array().expect("inputs");
    assert_eq!(inputs.len(), 3);
    for input in inputs {
        let path = format!("c/{}", input["path"].as_str().expect("a path"));
        assert_eq!(
            input["sha256"],
            sha256(text(&dir, &path).as_bytes()),
            "{path}"
        );
    }
    assert!(!holds(
        &files(&dir, "r")["manifest.json"],
        &dir.path().to_string_lossy()
    ));
}

#[test]
fn liwc_words_add_their_columns() {
    let dir = tempdir().expect("a folder");
    write(&dir, "a.txt", "I am ashamed, truly. Are you well?");
    fine(&dir, "scan a.txt -o r --words liwc22");
    let ours = "WC WPS BigWords AllPunc Period Comma QMark Exclam Apostro OtherP Emoji";
    let mut ours = ours.split(' ');
    let row = &table(&dir, "r/documents.csv")[0];
    assert_eq!(
        (&*row["WC"], &*row["words"], &*row["WPS"]),
        ("7", "7", "3.5")
    );
    for (column, count) in [
        ("Period", 1.0),
        ("Comma", 1.0),
        ("QMark", 1.0),
        ("AllPunc", 3.0),
        ("Exclam", 0.0),
    ] {
        assert!(
            (number(row, column) - 100.0 * count / 7.0).abs() < 0.01,
            "{column} {}",
            row[column]
        );
    }
    let found = header(&dir, "r/documents.csv");
    assert!(
        ours.clone()
            .all(|name| found.iter().any(|known| known == name))
    );
    fine(&dir, "scan a.txt -o plain");
    let plain = header(&dir, "plain/documents.csv");
    assert!(ours.all(|name| !plain.iter().any(|known| known == name)));
}

#[test]
fn intervals_hold_the_rate() {
    let dir = corpus();
    write(&dir, "c/long.txt", &ESSAY.replace("# ", "").repeat(20));
    let mut written = BTreeSet::new();
    for method in ["byar", "wilson", "bootstrap"] {
        fine(&dir, &format!("scan c -o r --force --interval {method}"));
        for row in table(&dir, "r/documents.csv")
            .iter()
            .filter(|row| row["words"] != "0")
        {
            for lexicon in ["shame", "self_compassion", "relational", "somatic"] {
                let of = |end: &str| number(row, &format!("{lexicon}_{end}"));
                let (low, rate, high) = (of("low"), of("per_100"), of("high"));
                assert!(
                    low <= rate && rate <= high,
                    "{method} {lexicon}: {low} {rate} {high}"
                );
            }
        }
        written.insert(text(&dir, "r/documents.csv"));
    }
    assert_eq!(written.len(), 3, "the methods differ");
}

#[test]
fn a_seed_moves_intervals_and_nothing_else_of_the_corpus() {
    let dir = corpus();
    for at in 0..12 {
        write(
            &dir,
            &format!("c/{at}.txt"),
            &format!("I am ashamed. {}", "It rained that day. ".repeat(at)),
        );
    }
    fine(&dir, "scan c -o one --seed 1");
    fine(&dir, "scan c -o two --seed 2");
    let (one, two) = (table(&dir, "one/corpus.csv"), table(&dir, "two/corpus.csv"));
    assert_ne!(one, two);
    assert_eq!(one.len(), two.len());
    for (one, two) in one.iter().zip(&two) {
        for column in one
            .keys()
            .filter(|name| !["low", "high"].contains(&name.as_str()))
        {
            assert_eq!(one[column], two[column], "{} {column}", one["category"]);
        }
    }
}

#[test]
fn the_reference_engine_gives_the_same_bytes() {
    let dir = corpus();
    let extras = "--by sentence --excerpts --long";
    fine(&dir, &format!("scan c -o r {extras}"));
    fine(
        &dir,
        &format!("scan c -o slow {extras} --engine reference --threads 1"),
    );
    assert!(files(&dir, "r") == files(&dir, "slow"));
}

#[test]
fn totals_leave_out_the_other_pole_and_guilt() {
    let dir = tempdir().expect("a folder");
    write(
        &dir,
        "a.txt",
        "I was kind to myself. I feel lonely. I judge myself. I feel guilty.",
    );
    fine(
        &dir,
        "scan a.txt -o r --lexicon self_compassion --lexicon shame",
    );
    let row = &table(&dir, "r/documents.csv")[0];
    let expected = "\
        self_compassion_hits 1
        self_compassion_adverse_hits 2
        self_compassion.self_kindness_hits 1
        self_compassion.isolation_hits 1
        self_compassion.self_judgment_hits 1
        shame.guilt_contrast_hits 1
        shame.self_attack_hits 1
        shame_hits 1";
    for line in expected.lines() {
        let (column, count) = line.trim().split_once(' ').expect("a count");
        assert_eq!(row[column], count, "{column}");
    }
}
