//! Identifiers: the measured table of `docs/privacy.md`, and what `scan` and `identifiers` say.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use feltsense::identifiers::{DenyList, Finder, Kind};
use feltsense::read::{Format, read_document};

use crate::sandbox::Sandbox;

const DENY: &str = "Harbour Clinic\nMorwenna\n";

/// Texts with, found among them, texts without, found among them.
type Counts = BTreeMap<String, [usize; 4]>;

fn measured() -> Counts {
    let finder = Finder::new(DenyList::parse(DENY));
    let mut counts = Counts::new();
    let mut reader = csv::Reader::from_path("tests/identifiers/made_up.csv").expect("the table");
    for row in reader.records() {
        let row = row.expect("a row");
        let document = read_document(row[2].to_owned(), Format::Text);
        let found = finder
            .find(&document)
            .iter()
            .any(|finding| finding.kind.name() == &row[0]);
        let counts = counts.entry(row[0].to_owned()).or_default();
        let side = if &row[1] == "yes" { 0 } else { 2 };
        counts[side] += 1;
        counts[side + 1] += usize::from(found);
    }
    counts
}

#[test]
fn the_table_in_the_documentation_is_what_is_measured() {
    let counts = measured();
    let mut table = String::new();
    for kind in Kind::ALL {
        if let Some([with, found, without, wrong]) = counts.get(kind.name()) {
            let _ = writeln!(
                table,
                "| `{}` | {found} of {with} | {wrong} of {without} |",
                kind.name()
            );
        }
    }
    let page = std::fs::read_to_string("docs/privacy.md").expect("the page");
    assert!(
        page.contains(&table),
        "docs/privacy.md should hold:\n{table}"
    );
}

#[test]
fn most_are_found_and_little_else() {
    let counts = measured();
    let sum = |at: usize| counts.values().map(|row| row[at]).sum::<usize>() as f64;
    assert!(sum(1) / sum(0) > 0.8, "{counts:?}");
    assert!(sum(3) / sum(2) < 0.08, "{counts:?}");
}

#[test]
fn scan_and_identifiers_tell_places_and_never_values() {
    let sandbox = Sandbox::new();
    let text = "---\nauthor: Ada Quill\n---\nMy name is Ada.\n\nMail ada.quill@example.org or 07700 900123.\n";
    sandbox.write("t.md", text);
    sandbox.write("calm.txt", "I was calm at the sea.\n");
    let run = sandbox.run(&["identifiers", "t.md", "calm.txt"]).exits(0);
    for kind in [
        "e-mail addresses",
        "telephone numbers",
        "introductions by name",
        "`author`",
    ] {
        assert!(run.out.contains(kind), "{}", run.out);
    }
    assert!(
        run.out.contains("6:6") && run.out.contains("not a proof"),
        "{}",
        run.out
    );
    assert!(
        !run.out.contains("quill") && !run.out.contains("07700"),
        "{}",
        run.out
    );
    sandbox.run(&["identifiers", "t.md", "--fail"]).exits(1);
    sandbox.run(&["identifiers", "calm.txt", "--fail"]).exits(0);
    sandbox.run(&["identifiers", "none.txt"]).exits(2);

    sandbox
        .run(&["scan", "t.md", "calm.txt", "-o", "out"])
        .exits(0)
        .says("possible identifiers in 1 document");
    let read = |name: &str| std::fs::read_to_string(sandbox.path(name)).expect("a file");
    let table = read("out/identifiers.csv");
    assert_eq!(
        table,
        "document,kind,line,column,key\nt.md,metadata,,,author\nt.md,introduction,4,12,\nt.md,email,6,6,\nt.md,phone,6,31,\n"
    );
    let documents = read("out/documents.csv");
    assert!(
        documents.contains("under_100_words identifiers"),
        "{documents}"
    );
    let run = sandbox
        .run(&["scan", "t.md", "-o", "off", "--no-identifiers"])
        .exits(0);
    assert!(!run.err.contains("possible identifiers"), "{}", run.err);
    assert!(!sandbox.path("off/identifiers.csv").exists());
}

#[test]
fn a_deny_list_is_a_file_of_words() {
    let sandbox = Sandbox::new();
    sandbox.write("t.txt", "We met at the Harbour clinic.\n");
    sandbox.write("deny.txt", DENY);
    sandbox.write("empty.txt", "# nothing\n");
    let run = sandbox
        .run(&["identifiers", "t.txt", "--deny", "deny.txt", "--csv"])
        .exits(0);
    assert_eq!(
        run.out,
        "document,kind,line,column,key\nt.txt,deny_list,1,15,\n"
    );
    sandbox
        .run(&["identifiers", "t.txt", "--deny", "empty.txt"])
        .exits(2)
        .says("one word or phrase a line");
    sandbox
        .run(&["scan", "t.txt", "--deny", "none.txt"])
        .exits(2)
        .says("deny-list");
}
