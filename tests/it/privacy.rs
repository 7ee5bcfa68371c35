//! No text of a document leaves the program unless an option asks for it, and `--label hash`
//! hides names.

use std::collections::BTreeMap;

use crate::sandbox::{Run, Sandbox};

/// A word that no lexicon has and no report may hold.
const MARKER: &str = "zorbleflux";

/// Files of the report, and streams, that hold a text in any case.
fn holding(sandbox: &Sandbox, run: &Run, text: &str) -> Vec<String> {
    let mut all: BTreeMap<String, Vec<u8>> = sandbox.report("report");
    all.insert("standard output".to_owned(), run.out.clone().into_bytes());
    all.insert("standard error".to_owned(), run.err.clone().into_bytes());
    let holds = |bytes: &[u8]| String::from_utf8_lossy(bytes).to_lowercase().contains(text);
    all.into_iter()
        .filter(|(_, bytes)| holds(bytes))
        .map(|(name, _)| name)
        .collect()
}

/// Texts with the marker beside hits, in gaps of phrases, as speaker, and in what cannot be read.
fn marked() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(
        "t/a.txt",
        "Zorbleflux was ashamed of zorbleflux. My zorbleflux-ashamed self. I am not zorbleflux \
         ashamed. I was kind, zorbleflux, to myself. I trust my zorbleflux skills. I felt \
         zorbleflux zorbleflux in my chest. \"Zorbleflux was worthless\", she said.\n",
    );
    sandbox.write(
        "t/b.md",
        "# Zorbleflux ashamed\n\nI was ashamed of [zorbleflux](zorbleflux.html \"zorbleflux\").\n\n\
         | zorbleflux | ashamed |\n|---|---|\n| ashamed | zorbleflux |\n\n<!-- zorbleflux\n",
    );
    sandbox.write(
        "t/c.txt",
        "Zorbleflux: I was ashamed.\n\nMarta: Zorbleflux, I was kind to myself.\n\nZorbleflux: \
         And calm.\n\nMarta: Ashamed.\n\nZorbleflux: Zorbleflux.\n",
    );
    sandbox.write(
        "t/d.csv",
        "id,text\n1,zorbleflux ashamed\n2,zorbleflux,zorbleflux\n3,\"zorbleflux ashamed\n",
    );
    sandbox.write(
        "t/e.jsonl",
        "{\"text\":\"zorbleflux ashamed\"}\n{\"text\":[\"zorbleflux\"]}\n{\"text\":\"zorbleflux\"\n\
         zorbleflux\n[\"zorbleflux\"]\n{\"text\":\"zorbleflux\" \"zorbleflux\"}\n",
    );
    sandbox.write(
        "t/f.txt",
        b"caf\xc3\xa9 caf\xc3\xa9 zorbleflux \xff zorbleflux ashamed",
    );
    sandbox.write("t/g.txt", b"zorbleflux \xff zorbleflux ashamed");
    sandbox.write("t/h.txt", b"zorbleflux \0 zorbleflux ashamed");
    sandbox.write("t/i.md", b"PK\x03\x04zorbleflux");
    sandbox
}

#[test]
fn no_word_of_a_text_is_in_any_output() {
    let sandbox = marked();
    for options in [
        &["--matches", "--long", "--by", "turn"][..],
        &["--matches", "--by", "speaker", "--output-format", "jsonl"],
        &["--matches", "--by", "section", "--quiet"],
        &[
            "--words",
            "liwc22",
            "--by",
            "sentence",
            "--engine",
            "reference",
        ],
    ] {
        let run = sandbox.scan(&[&["t"], options].concat()).exits(2);
        assert_eq!(holding(&sandbox, &run, MARKER), [""; 0], "with {options:?}");
    }
    sandbox.scan(&["t", "--matches"]).exits(2);
    let forms = sandbox.column("matches.csv", "form");
    assert!(
        forms.iter().filter(|form| *form == "ashamed").count() > 8,
        "{forms:?}"
    );
    for gap in ["my _ skills", "felt _ _ in my chest"] {
        assert!(
            forms.iter().any(|form| form == gap),
            "no {gap} among {forms:?}"
        );
    }
    assert!(
        sandbox.table("skipped.csv").len() >= 9,
        "what cannot be read is told, in other words"
    );
}

#[test]
fn excerpts_are_in_the_matches_only_and_only_if_asked_for() {
    let sandbox = marked();
    let run = sandbox
        .scan(&["t", "--excerpts", "--long", "--by", "turn"])
        .exits(2);
    assert_eq!(holding(&sandbox, &run, MARKER), ["matches.csv"]);
    assert_eq!(sandbox.manifest()["settings"]["excerpts"], true);
}

#[test]
fn hashes_stand_for_names_in_every_file() {
    let sandbox = marked();
    // Names hold the marker now, too; nothing may show it.
    for name in [
        "a.txt", "b.md", "c.txt", "d.csv", "e.jsonl", "f.txt", "g.txt", "h.txt", "i.md",
    ] {
        std::fs::create_dir_all(sandbox.path("n/zorbleflux")).expect("a folder");
        let from = sandbox.path("t").join(name);
        let to = sandbox
            .path("n/zorbleflux")
            .join(format!("zorbleflux-{name}"));
        std::fs::rename(from, to).expect("our own file");
    }
    sandbox.write("n/zorbleflux.docx", "");
    sandbox.write("n/zorbleflux.log", "");
    sandbox.write("n/p.csv", "id,text\nzorbleflux-1,ashamed\n");
    let more = ["--label", "hash", "--matches", "--long", "--by", "turn"];
    let missing = [
        "n/xyz-zorbleflux-far-from-any",
        "n/zorbleflux/zorbleflux*.none",
    ];
    let run = sandbox
        .scan(&[&["n"], &missing[..], &more[..]].concat())
        .exits(2);
    assert_eq!(holding(&sandbox, &run, MARKER), [""; 0]);
    let documents = sandbox.column("documents.csv", "document");
    assert_eq!(documents.len(), 9, "{documents:?}");
    let is_hash = |name: &str| name.len() == 16 && name.chars().all(|c| c.is_ascii_hexdigit());
    for name in documents
        .iter()
        .chain(&sandbox.column("skipped.csv", "path"))
    {
        assert!(is_hash(name), "{name}");
    }
    // The same name has the same hash in every file and every run.
    for table in ["segments.csv", "matches.csv", "documents_long.csv"] {
        for name in sandbox.column(table, "document") {
            assert!(documents.contains(&name), "{name} in {table}");
        }
    }
    let report = sandbox.report("report");
    sandbox
        .scan(&[&["n"], &missing[..], &more[..]].concat())
        .exits(2);
    assert!(sandbox.report("report") == report);
}
