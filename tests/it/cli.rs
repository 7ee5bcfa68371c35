//! The program as its users meet it: arguments, streams, exit codes, files of a report.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use sha2::{Digest, Sha256};
use tempfile::{TempDir, tempdir};

pub(crate) type Row = HashMap<String, String>;

pub(crate) struct Outcome {
    code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn write(dir: &TempDir, name: &str, text: &str) {
    let path = dir.path().join(name);
    fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
    fs::write(path, text).expect("write");
}

/// Runs `feltsense` in a folder, arguments parted by spaces.
pub(crate) fn run(dir: &TempDir, args: &str) -> Outcome {
    run_with(dir, args, "")
}

fn run_with(dir: &TempDir, args: &str, stdin: &str) -> Outcome {
    let mut child = Command::new(env!("CARGO_BIN_EXE_feltsense"))
        .args(args.split_whitespace())
        .current_dir(dir.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("start");
    // Who does not read its standard input closes it: no failure of the test.
    let mut pipe = child.stdin.take().expect("stdin");
    let _ = pipe.write_all(stdin.as_bytes());
    drop(pipe);
    let output = child.wait_with_output().expect("end");
    Outcome {
        code: output.status.code().expect("a code"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// Runs and asks for success.
pub(crate) fn fine(dir: &TempDir, args: &str) -> Outcome {
    let outcome = run(dir, args);
    assert_eq!(outcome.code, 0, "{args}: {}", outcome.err);
    outcome
}

pub(crate) fn text(dir: &TempDir, name: &str) -> String {
    fs::read_to_string(dir.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

pub(crate) fn header(dir: &TempDir, name: &str) -> Vec<String> {
    let text = text(dir, name);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a header");
    header.iter().map(str::to_owned).collect()
}

pub(crate) fn table_with(text: &str, delimiter: u8) -> Vec<Row> {
    let mut builder = csv::ReaderBuilder::new();
    let mut reader = builder.delimiter(delimiter).from_reader(text.as_bytes());
    let rows = reader.deserialize();
    rows.map(|row| row.expect("a row")).collect()
}

pub(crate) fn table(dir: &TempDir, name: &str) -> Vec<Row> {
    table_with(&text(dir, name), b',')
}

pub(crate) fn number(row: &Row, column: &str) -> f64 {
    let value = &row[column];
    value
        .parse()
        .unwrap_or_else(|_| panic!("{column}: `{value}`"))
}

pub(crate) fn sum<'a>(rows: impl IntoIterator<Item = &'a Row>, column: &str) -> f64 {
    rows.into_iter().map(|row| number(row, column)).sum()
}

/// Every file of a folder, by name.
pub(crate) fn files(dir: &TempDir, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(dir.path().join(folder)).expect("a report");
    let read = entries.map(|entry| {
        let entry = entry.expect("an entry");
        let name = entry.file_name().to_string_lossy().into_owned();
        (name, fs::read(entry.path()).expect("read"))
    });
    read.collect()
}

pub(crate) fn holds(bytes: &[u8], word: &str) -> bool {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    text.contains(&word.to_lowercase())
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let hex: Vec<String> = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    hex.concat()
}

pub(crate) const ESSAY: &str = "# One\n\nI am ashamed of it. I feel worthless.\n\nMy chest is tight, and I was kind to myself.\n\n# Two\n\nI blame myself for it. I feel so guilty. I trust her. I hate myself.\n";
const SESSION: &str = "Therapist: How are you today?\nAnnabel: I feel ashamed and my chest is tight.\nTherapist: You were kind to yourself.\nAnnabel: I hate myself.\n";

/// A folder `c` of an essay, a session and an empty text.
pub(crate) fn corpus() -> TempDir {
    let dir = tempdir().expect("a folder");
    write(&dir, "c/essay.md", ESSAY);
    write(&dir, "c/sub/session.txt", SESSION);
    write(&dir, "c/sub/empty.txt", "");
    dir
}

#[test]
fn usage_errors_end_with_two() {
    let dir = corpus();
    assert_eq!(run(&dir, "scan c --no-such-flag").code, 2);
    assert_eq!(run(&dir, "no-such-command").code, 2);
    assert_eq!(run(&dir, "scan c --by words:0").code, 2);
    let nothing = run(&dir, "scan");
    assert_eq!(nothing.code, 2);
    assert!(nothing.err.contains("feltsense scan"), "{}", nothing.err);
    assert!(nothing.out.is_empty());
    assert!(!dir.path().join("feltsense-report").exists());
}

#[test]
fn help_lists_the_options_of_each_command() {
    let dir = corpus();
    let asked = "\
        --help: scan lexicon --color
        scan --help: --output --force --by --label --files-from --null --group-by
        lexicon --help: list show check evaluate weigh test
        lexicon list --help: [LEXICONS]
        lexicon show --help: <NAME>
        lexicon check --help: --verbose
        lexicon test --help: [LEXICONS]
        lexicon evaluate --help: --label-column --group-column --resamples --categories --entries
        lexicon weigh --help: --output --force --prior --halves --label-column";
    for line in asked.lines() {
        let (args, options) = line.split_once(": ").expect("a command");
        let help = fine(&dir, args).out;
        for option in options.split_whitespace() {
            assert!(help.contains(option), "{args} does not name {option}");
        }
    }
}

#[test]
fn a_broken_input_is_named_and_fails_the_run_unless_allowed() {
    let dir = corpus();
    write(&dir, "c/broken.jsonl", "{\"text\": \"I am ashamed\n");
    let strict = run(&dir, "scan c -o r");
    assert_eq!(strict.code, 2);
    let documents = table(&dir, "r/documents.csv");
    assert!(documents.iter().any(|row| row["document"] == "essay.md"));
    let skipped = table(&dir, "r/skipped.csv");
    assert!(
        skipped
            .iter()
            .any(|row| row["path"].contains("broken.jsonl") && row["severity"] == "error"),
        "{skipped:?}"
    );
    assert!(strict.err.contains("broken.jsonl"));
    fine(&dir, "scan c -o r2 --allow-skipped");
    assert_eq!(text(&dir, "r/skipped.csv"), text(&dir, "r2/skipped.csv"));
    assert_eq!(run(&dir, "scan c/essay.md no-such.txt -o r3").code, 2);
}

#[test]
fn paths_come_from_lists() {
    let dir = corpus();
    write(&dir, "lines", "c/essay.md\r\nc/sub/session.txt\n");
    write(&dir, "nulls", "c/essay.md\0c/sub/session.txt\0");
    fine(&dir, "scan --files-from lines -o lined");
    fine(&dir, "scan --files-from nulls --null -o nulled");
    let list = "c/essay.md\nc/sub/session.txt\n";
    let piped = run_with(&dir, "scan --files-from - -o piped", list);
    assert_eq!(piped.code, 0, "{}", piped.err);
    assert_eq!(table(&dir, "lined/documents.csv").len(), 2);
    assert_eq!(files(&dir, "lined"), files(&dir, "nulled"));
    assert_eq!(files(&dir, "lined"), files(&dir, "piped"));
    assert_eq!(run(&dir, "scan c --null -o r").code, 2);
}

#[test]
fn hashed_labels_hide_every_name() {
    let dir = tempdir().expect("a folder");
    write(&dir, "c/quentinfolder/quentinfile.txt", ESSAY);
    write(
        &dir,
        "c/quentintable.csv",
        "id,text\nquentinrow,I am ashamed.\n",
    );
    write(&dir, "c/quentinbroken.jsonl", "{\"text\": \n");
    let outcome = run(
        &dir,
        "scan c quentinmissing.txt -o r --label hash --by paragraph --excerpts --long",
    );
    assert_eq!(outcome.code, 2);
    assert!(!holds(outcome.err.as_bytes(), "quentin"), "{}", outcome.err);
    for (name, bytes) in files(&dir, "r") {
        assert!(!holds(&bytes, "quentin"), "{name}");
    }
    assert_eq!(table(&dir, "r/documents.csv").len(), 2);
}

fn groups_sum_to_all(dir: &TempDir, expected: &[&str]) {
    let rows = table(dir, "r/corpus.csv");
    let groups: BTreeSet<&str> = rows.iter().map(|row| row["group"].as_str()).collect();
    assert_eq!(groups, expected.iter().copied().collect());
    for all in rows.iter().filter(|row| row["group"] == "all") {
        let parts: Vec<&Row> = rows
            .iter()
            .filter(|row| row["group"] != "all" && row["category"] == all["category"])
            .collect();
        for column in "documents documents_with words hits negated unrealised released".split(' ') {
            assert_eq!(
                sum(parts.iter().copied(), column),
                number(all, column),
                "{all:?} {column}"
            );
        }
    }
}

#[test]
fn groups_by_folder_and_by_key_sum_to_all() {
    let dir = tempdir().expect("a folder");
    write(&dir, "c/north/a.txt", ESSAY);
    write(&dir, "c/north/b.txt", "I am not ashamed.");
    write(&dir, "c/south/a.txt", SESSION);
    fine(&dir, "scan c -o r --group-by dir");
    groups_sum_to_all(&dir, &["all", "north", "south"]);
    write(
        &dir,
        "t.csv",
        "text,site\nI am ashamed.,X\nI hate myself.,Y\nI am not ashamed.,X\n",
    );
    fine(&dir, "scan t.csv -o r --force --group-by site");
    groups_sum_to_all(&dir, &["X", "Y", "all"]);
}

#[test]
fn only_front_matter_groups_by_itself() {
    let dir = tempdir().expect("a folder");
    write(&dir, "c/a.md", "---\ngroup: early\n---\nI am ashamed.\n");
    write(&dir, "c/b.md", "---\ngroup: late\n---\nI hate myself.\n");
    fine(&dir, "scan c -o r");
    groups_sum_to_all(&dir, &["all", "early", "late"]);
    write(
        &dir,
        "t.csv",
        "text,group\nI am ashamed.,early\nI hate myself.,late\n",
    );
    fine(&dir, "scan t.csv -o r --force");
    let rows = table(&dir, "r/corpus.csv");
    assert!(rows.iter().all(|row| row["group"] == "all"));
    let documents = table(&dir, "r/documents.csv");
    assert_eq!(
        (&*documents[0]["group"], &*documents[0]["meta_group"]),
        ("", "early")
    );
}

#[test]
fn standard_output_gets_documents_and_nothing_else() {
    let dir = corpus();
    fine(&dir, "scan c -o r");
    let streamed = fine(&dir, "scan c -o -");
    assert_eq!(streamed.out, text(&dir, "r/documents.csv"));
    for extra in ["--matches", "--excerpts", "--long", "--by turn"] {
        let refused = run(&dir, &format!("scan c -o - {extra}"));
        assert_eq!((refused.code, &*refused.out), (2, ""), "{extra}");
        assert!(refused.err.contains("-o"), "{}", refused.err);
    }
}

#[test]
fn words_beside_hits_and_in_gaps_stay_out_of_every_output() {
    let dir = tempdir().expect("a folder");
    write(
        &dir,
        "c/a.txt",
        "Zorblax ashamed zorblax. I trust my zorblax skills.\n\nI let go of zorblax shame. Not zorblax ashamed.\n",
    );
    for by in ["sentence", "words:3"] {
        let outcome = fine(
            &dir,
            &format!("scan c -o r --force --matches --long --by {by}"),
        );
        assert!(!holds(outcome.err.as_bytes(), "zorblax"), "{}", outcome.err);
        let rows = table(&dir, "r/matches.csv");
        assert!(rows.iter().any(|row| row["form"] == "my _ skills"));
        for (name, bytes) in files(&dir, "r") {
            assert!(!holds(&bytes, "zorblax"), "{name}");
        }
    }
    fine(&dir, "scan c -o r --force --excerpts");
    assert!(holds(&files(&dir, "r")["matches.csv"], "zorblax"));
}

const TINY: &str = r#"name = "garden"
title = "Garden"
version = "1.0.0"
language = "en"
licence = "CC-BY-4.0"
authors = ["A. Tester"]
citation = "A. Tester, garden"
definition = "Plants."
include = "Plants."
exclude = "Animals."

[[category]]
id = "green"
title = "Green things"
polarity = "descriptive"
definition = "Green things."
entries = ["moss", "fern*"]
"#;

#[test]
fn lexicon_commands_succeed_for_the_embedded_ones() {
    let dir = tempdir().expect("a folder");
    for (command, shown) in [
        ("list", "CC-BY-4.0"),
        ("check", "categories"),
        ("test", " 0 fail"),
    ] {
        let out = fine(&dir, &format!("lexicon {command}")).out;
        for name in ["shame", "self_compassion", "relational", "somatic"] {
            let line = out
                .lines()
                .find(|line| line.split([' ', ':']).next() == Some(name));
            assert!(
                line.is_some_and(|line| line.contains(shown)),
                "{command} {name}: {out}"
            );
        }
    }
    assert_eq!(run(&dir, "lexicon show nothing").code, 2);
}

#[test]
fn all_mistakes_of_a_lexicon_are_told_at_once_and_nothing_is_scanned() {
    let dir = corpus();
    let bad = TINY
        .replace("\"garden\"", "\"Bad Name\"")
        .replace("1.0.0", "one")
        .replace("\"en\"", "\"xx\"")
        .replace("\"descriptive\"", "\"pretty\"")
        .replace(
            r#""moss""#,
            r#""leaf:9x", "moss{nogate}", "", "(a|b", "some ~unknown", "grass~self""#,
        );
    write(&dir, "bad.toml", &bad);
    for args in ["lexicon check bad.toml", "scan c -o r --lexicon bad.toml"] {
        let outcome = run(&dir, args);
        assert_eq!(outcome.code, 2);
        let mut places = BTreeSet::new();
        for line in outcome
            .err
            .lines()
            .filter_map(|line| line.strip_prefix("bad.toml:"))
        {
            let mut parts = line.split(':');
            let mut place = || {
                parts
                    .next()
                    .and_then(|part| part.parse::<usize>().ok())
                    .expect("line:column")
            };
            places.insert((place(), place()));
        }
        assert!(places.len() >= 9, "{args}: {}", outcome.err);
        assert!(places.contains(&(1, 8)), "{}", outcome.err);
    }
    assert!(!dir.path().join("r").exists());
}

#[test]
fn a_lexicon_of_ones_own_is_counted() {
    let dir = tempdir().expect("a folder");
    write(&dir, "garden.toml", TINY);
    write(&dir, "a.txt", "Moss and ferns grow. I am ashamed.");
    fine(&dir, "lexicon check garden.toml");
    fine(
        &dir,
        "scan a.txt -o r --lexicon garden.toml --lexicon shame",
    );
    let rows = table(&dir, "r/documents.csv");
    assert_eq!(
        (&*rows[0]["garden.green_hits"], &*rows[0]["garden_hits"]),
        ("2", "2")
    );
    assert_eq!((&*rows[0]["shame_hits"], &*rows[0]["hits"]), ("1", "3"));
    assert!(!rows[0].contains_key("somatic_hits"));
    let manifest: serde_json::Value =
        serde_json::from_str(&text(&dir, "r/manifest.json")).expect("JSON");
    assert_eq!(manifest["lexicons"][0]["sha256"], sha256(TINY.as_bytes()));
    write(&dir, "copy.toml", TINY);
    for twice in [
        "--lexicon garden.toml --lexicon copy.toml",
        "--lexicon shame --lexicon shame",
    ] {
        let refused = run(&dir, &format!("scan a.txt -o r2 {twice}"));
        assert_eq!(refused.code, 2);
        assert!(refused.err.contains("two lexicons"), "{}", refused.err);
        assert!(!dir.path().join("r2").exists());
    }
}

#[test]
fn evaluate_separates_labelled_texts_and_wants_a_label_in_each_row() {
    let dir = tempdir().expect("a folder");
    let rows = "{\"text\":\"I am ashamed of it\",\"label\":1}\n{\"text\":\"I feel worthless\",\"label\":1}\n{\"text\":\"The bus came late\",\"label\":0}\n";
    write(&dir, "good.jsonl", rows);
    let told = fine(&dir, "lexicon evaluate good.jsonl --lexicon shame").out;
    let line = told
        .lines()
        .find(|line| line.trim_start().starts_with("shame"))
        .expect("a line");
    assert_eq!(line.split_whitespace().nth(1), Some("1.000"), "{told}");
    write(
        &dir,
        "bad.jsonl",
        &format!("{rows}{{\"text\":\"I trust her\"}}\n"),
    );
    let refused = run(&dir, "lexicon evaluate bad.jsonl --lexicon shame");
    assert_eq!((refused.code, &*refused.out), (2, ""));
    assert!(
        refused.err.contains("row 4") && refused.err.contains("label"),
        "{}",
        refused.err
    );
    assert!(!refused.err.contains("trust"));
}
