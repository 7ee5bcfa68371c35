//! The numbers of a report: sums that agree, segments, matches, the LIWC rule.

use std::collections::{BTreeMap, BTreeSet};

use crate::sandbox::{Row, Sandbox, number};

const HIT: &str = "I was ashamed of myself.";
const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus");

/// The sum of a column over rows.
fn sum<'r>(rows: impl IntoIterator<Item = &'r Row>, column: &str) -> f64 {
    rows.into_iter().map(|row| number(&row[column])).sum()
}

/// Columns of counts that add up over parts of a document.
fn additive(columns: &[String]) -> Vec<&String> {
    let ends = [
        "_hits",
        "_negated",
        "_unrealised",
        "_released",
        "_self",
        "_we",
        "_you",
        "_other",
        "_generic",
    ];
    let is_additive =
        |column: &&String| ends.iter().any(|end| column.ends_with(end)) || *column == "hits";
    columns.iter().filter(is_additive).collect()
}

// Sums

#[test]
fn the_rows_of_the_corpus_are_the_sums_of_the_documents() {
    let sandbox = Sandbox::new();
    sandbox.scan(&[CORPUS, "--group-by", "dir"]).exits(0);
    let documents = sandbox.table("documents.csv");
    let groups = ["all", "edge", "essays", "transcripts"];
    let corpus = sandbox.table("corpus.csv");
    let found: BTreeSet<&str> = corpus.iter().map(|row| row["group"].as_str()).collect();
    assert_eq!(found.into_iter().collect::<Vec<_>>(), groups);
    for row in &corpus {
        let of_group: Vec<&Row> = documents
            .iter()
            .filter(|document| row["group"] == "all" || document["group"] == row["group"])
            .collect();
        let category = row["category"].as_str();
        let (hits, rate) = match category.strip_suffix("_adverse") {
            Some(category) => (
                format!("{category}_adverse_hits"),
                format!("{category}_adverse_per_100"),
            ),
            None => (format!("{category}_hits"), format!("{category}_per_100")),
        };
        let of = |column: &str| sum(of_group.iter().copied(), column);
        assert_eq!(number(&row["documents"]), of_group.len() as f64, "{row:?}");
        assert_eq!(number(&row["words"]), of("words"), "{row:?}");
        assert_eq!(number(&row["hits"]), of(&hits), "{row:?}");
        let with = of_group
            .iter()
            .filter(|document| number(&document[&hits]) > 0.0)
            .count();
        assert_eq!(number(&row["documents_with"]), with as f64, "{row:?}");
        let pooled = 100.0 * of(&hits) / of("words");
        assert!((number(&row["per_100"]) - pooled).abs() < 1e-9, "{row:?}");
        let rates: Vec<f64> = of_group
            .iter()
            .filter(|document| !document[&rate].is_empty())
            .map(|document| number(&document[&rate]))
            .collect();
        let mean = rates.iter().sum::<f64>() / rates.len() as f64;
        assert!((number(&row["mean"]) - mean).abs() < 1e-9, "{row:?}");
        let most = rates.iter().copied().fold(0.0, f64::max);
        assert!((number(&row["max"]) - most).abs() < 1e-9, "{row:?}");
        for status in ["negated", "unrealised", "released"] {
            let column = format!("{category}_{status}");
            if documents[0].contains_key(&column) {
                assert_eq!(number(&row[status]), of(&column), "{column} in {row:?}");
            }
        }
    }
    let counts = &sandbox.manifest()["counts"];
    for (name, value) in [
        ("documents", documents.len() as f64),
        ("words", sum(&documents, "words")),
        ("hits", sum(&documents, "hits")),
    ] {
        assert_eq!(counts[name].as_f64(), Some(value), "{name}");
    }
}

#[test]
fn terms_and_matches_add_up_to_the_hits_of_the_documents() {
    let statuses =
        "I was ashamed, not ashamed. I wish I felt safe. I let go of the shame. I let go.";
    let sandbox = Sandbox::with(&[("t/statuses.txt", statuses)]);
    sandbox.scan(&[CORPUS, "t", "--matches"]).exits(0);
    let (documents, terms) = (sandbox.table("documents.csv"), sandbox.table("terms.csv"));
    let matches = sandbox.table("matches.csv");
    assert_eq!(sum(&terms, "hits"), sum(&documents, "hits"));
    for status in ["affirmed", "negated", "unrealised", "released"] {
        let column = if status == "affirmed" { "hits" } else { status };
        let found = matches.iter().filter(|row| row["status"] == status).count();
        assert!(found > 0, "there are {status} hits");
        assert_eq!(sum(&terms, column), found as f64, "{status}");
    }
    for document in &documents {
        let of_it =
            |row: &&Row| row["document"] == document["document"] && row["status"] == "affirmed";
        let found = matches.iter().filter(of_it).count();
        assert_eq!(
            number(&document["hits"]),
            found as f64,
            "{}",
            document["document"]
        );
    }
    for category in terms
        .iter()
        .map(|row| &row["category"])
        .collect::<BTreeSet<_>>()
    {
        let of_it = |row: &&Row| row["category"] == *category;
        let adverse = format!("{category}_adverse_hits");
        let mut expected = sum(&documents, &format!("{category}_hits"));
        if documents[0].contains_key(&adverse) {
            expected += sum(&documents, &adverse);
        }
        assert_eq!(
            sum(terms.iter().filter(of_it), "hits"),
            expected,
            "{category}"
        );
        let share = sum(terms.iter().filter(of_it), "share_of_category");
        assert!(
            expected == 0.0 || (share - 1.0).abs() < 1e-9,
            "{category}: {share}"
        );
    }
}

#[test]
fn the_numbers_of_a_row_agree_with_each_other() {
    let sandbox = Sandbox::new();
    sandbox.scan(&[CORPUS]).exits(0);
    for row in sandbox.table("documents.csv") {
        let of = |column: &str| number(&row[column]);
        assert!(
            of("covered_words") <= of("words") && of("coverage_pct") <= 100.0,
            "{row:?}"
        );
        for lexicon in ["shame", "self_compassion", "relational", "somatic"] {
            let who = ["self", "we", "you", "other", "generic"];
            let named: f64 = who.iter().map(|who| of(&format!("{lexicon}_{who}"))).sum();
            assert_eq!(
                named,
                of(&format!("{lexicon}_hits")),
                "{lexicon} in {}",
                row["document"]
            );
            if !row[&format!("{lexicon}_low")].is_empty() {
                let rate = of(&format!("{lexicon}_per_100"));
                let (low, high) = (
                    of(&format!("{lexicon}_low")),
                    of(&format!("{lexicon}_high")),
                );
                assert!(
                    low <= rate && rate <= high,
                    "{lexicon} in {}",
                    row["document"]
                );
            }
        }
        for (column, cell) in &row {
            if let Some(category) = column.strip_suffix("_per_100")
                && let Some(hits) = row.get(&format!("{category}_hits"))
                && !cell.is_empty()
            {
                let rate = 100.0 * number(hits) / of("words");
                assert!(
                    (number(cell) - rate).abs() < 1e-9,
                    "{column} in {}",
                    row["document"]
                );
            }
        }
    }
}

#[test]
fn another_document_changes_no_row() {
    let sandbox = Sandbox::new();
    let text = |at: usize| format!("I was ashamed {}. {}", "very ".repeat(at), HIT.repeat(at));
    for at in 0..5 {
        sandbox.write(&format!("t/b{at}.txt"), text(at));
    }
    let more = ["--by", "sentence", "--matches", "--long"];
    sandbox
        .scan_to("few", &[&["t"], &more[..]].concat())
        .exits(0);
    sandbox.write(
        "t/a.md",
        "---\ngroup: g\nlate: x\n---\nI was kind to myself. Ashamed, very.\n",
    );
    sandbox.write("t/c.jsonl", "{\"text\":\"I was calm\",\"words\":1}\n");
    sandbox
        .scan_to("many", &[&["t"], &more[..]].concat())
        .exits(0);
    for name in [
        "documents.csv",
        "segments.csv",
        "matches.csv",
        "documents_long.csv",
    ] {
        let few = sandbox.table_of("few", name);
        let of_them = |row: &Row| row["document"].starts_with('b');
        let mut many = sandbox.table_of("many", name);
        assert!(many.len() > few.len());
        many.retain(of_them);
        for row in &mut many {
            row.retain(|column, cell| few[0].contains_key(column) || !cell.is_empty());
        }
        assert_eq!(few, many, "{name}");
    }
}

// Segments

#[test]
fn segments_of_every_kind_add_up_to_their_documents() {
    let sandbox = Sandbox::new();
    let kinds = [
        "turn",
        "speaker",
        "paragraph",
        "sentence",
        "section",
        "words:50",
        "parts:4",
    ];
    for kind in kinds {
        sandbox.scan(&[CORPUS, "--by", kind, "--matches"]).exits(0);
        let (documents, segments) = (
            sandbox.table("documents.csv"),
            sandbox.table("segments.csv"),
        );
        let columns = sandbox.columns("segments.csv");
        let columns = additive(&columns);
        assert!(columns.len() > 50);
        let mut of_document: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        for segment in &segments {
            of_document
                .entry(&segment["document"])
                .or_default()
                .push(segment);
        }
        for document in &documents {
            let parts = of_document
                .get(document["document"].as_str())
                .cloned()
                .unwrap_or_default();
            for column in columns
                .iter()
                .map(|column| column.as_str())
                .chain(["words"])
            {
                let parts = sum(parts.iter().copied(), column);
                assert_eq!(
                    parts,
                    number(&document[column]),
                    "{column} of {} by {kind}",
                    document["document"]
                );
            }
            let numbers: Vec<f64> = parts.iter().map(|part| number(&part["segment"])).collect();
            let expected: Vec<f64> = (1..=parts.len()).map(|at| at as f64).collect();
            assert_eq!(numbers, expected, "{} by {kind}", document["document"]);
        }
        // Every match lies in a segment of its document.
        for row in sandbox.table("matches.csv") {
            let known = of_document[row["document"].as_str()].len() as f64;
            let segment = number(&row["segment"]);
            assert!(segment >= 1.0 && segment <= known, "{row:?} by {kind}");
        }
    }
}

#[test]
fn each_kind_of_segment_cuts_where_it_says() {
    let sandbox = Sandbox::new();
    let text = "# Ashamed\n\nOne two. Three four.\n\n## Calm\n\nFive six seven. Eight.\n\nNine.\n";
    sandbox.write("a.md", text);
    sandbox.write(
        "b.txt",
        "T: One two.\n\nC: Three. Four.\n\nT: Five six seven.\n\nC: Eight.\n",
    );
    let words = |name: &str, kind: &str| {
        sandbox.scan(&[name, "--by", kind]).exits(0);
        sandbox.column("segments.csv", "words").join(" ")
    };
    assert_eq!(words("a.md", "section"), "5 6");
    assert_eq!(words("a.md", "paragraph"), "1 4 1 4 1");
    assert_eq!(words("a.md", "sentence"), "1 2 2 1 3 1 1");
    assert_eq!(words("a.md", "words:4"), "4 4 3");
    assert_eq!(words("a.md", "parts:3"), "4 4 3");
    assert_eq!(words("a.md", "turn"), "11");
    assert_eq!(words("b.txt", "turn"), "2 2 3 1");
    assert_eq!(
        sandbox.column("segments.csv", "speaker"),
        ["S1", "S2", "S1", "S2"]
    );
    let roles = ["therapist", "client", "therapist", "client"];
    assert_eq!(sandbox.column("segments.csv", "role"), roles);
    assert_eq!(words("b.txt", "speaker"), "5 3");
    assert_eq!(sandbox.column("segments.csv", "speaker"), ["S1", "S2"]);
}

// Matches

#[test]
fn matches_have_no_text_unless_excerpts_are_asked_for() {
    let sandbox = Sandbox::with(&[(
        "a.txt",
        "Long ago, by the river, I was\nso ashamed of the boat that sank.",
    )]);
    sandbox.scan(&["a.txt"]).exits(0);
    assert!(!sandbox.path("report/matches.csv").exists());
    sandbox.scan(&["a.txt", "--matches"]).exits(0);
    let plain = sandbox.columns("matches.csv");
    for column in ["before", "match", "after"] {
        assert!(
            !plain.iter().any(|known| known == column),
            "{column} without --excerpts"
        );
    }
    let row = sandbox.table("matches.csv").remove(0);
    let place =
        ["line", "column", "category", "form", "status", "reference"].map(|c| row[c].as_str());
    assert_eq!(
        place,
        ["2", "4", "shame.explicit", "ashamed", "affirmed", "self"]
    );
    sandbox.scan(&["a.txt", "--excerpts"]).exits(0);
    assert_eq!(
        sandbox.columns("matches.csv"),
        [
            plain,
            ["before", "match", "after"].map(str::to_owned).to_vec()
        ]
        .concat()
    );
    let row = sandbox.table("matches.csv").remove(0);
    assert_eq!(row["before"], "Long ago, by the river, I was so");
    assert_eq!(
        (row["match"].as_str(), row["after"].as_str()),
        ("ashamed", "of the boat that sank.")
    );
}

// Words

#[test]
fn the_liwc_rule_adds_its_columns_and_changes_denominators_only() {
    let sandbox = Sandbox::with(&[(
        "a.txt",
        "I was self-conscious, and ashamed: yes! Ashamed? 3.5 e-mails... :)",
    )]);
    sandbox.scan(&["a.txt"]).exits(0);
    let plain = sandbox.columns("documents.csv");
    let unicode = sandbox.table("documents.csv").remove(0);
    sandbox.scan(&["a.txt", "--words", "liwc22"]).exits(0);
    let more = sandbox.columns("documents.csv");
    let added: Vec<&String> = more
        .iter()
        .filter(|column| !plain.contains(column))
        .collect();
    let expected = [
        "WC", "WPS", "BigWords", "AllPunc", "Period", "Comma", "QMark", "Exclam", "Apostro",
        "OtherP", "Emoji",
    ];
    assert_eq!(added, expected);
    let row = sandbox.table("documents.csv").remove(0);
    assert_eq!(row["WC"], row["words"]);
    assert_ne!(
        row["words"], unicode["words"],
        "self-conscious is one word for LIWC"
    );
    for column in additive(&plain) {
        assert_eq!(row[column], unicode[column], "{column}");
    }
    let rate = 100.0 * number(&row["shame_hits"]) / number(&row["words"]);
    assert!((number(&row["shame_per_100"]) - rate).abs() < 1e-9);
    assert_eq!(sandbox.manifest()["settings"]["words"], "liwc22");
}
