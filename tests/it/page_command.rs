//! `feltsense report` as its users meet it: exit codes, what is replaced, and no text of documents.

use std::fs;

use feltsense::page::is_page;

use crate::sandbox::{Run, Sandbox};

/// Texts with a word that no lexicon has: beside hits, in names of speakers and in metadata.
fn marked() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(
        "t/a.md",
        "---\ntitle: Zorbleflux\nauthor: Zorbleflux\ngroup: essays\n---\n\nI was ashamed of zorbleflux. \
         I felt zorbleflux in my chest, and I was gentle with myself. Zorbleflux Street is not shameful.\n",
    );
    sandbox.write(
        "t/b.txt",
        "Zorbleflux: I was ashamed of zorbleflux.\n\nMarta: I was kind to myself, zorbleflux.\n\n\
         Zorbleflux: And calm, zorbleflux.\n\nMarta: Ashamed of zorbleflux.\n",
    );
    sandbox.write(
        "t/c.csv",
        "id,text,note\n1,ashamed of zorbleflux,zorbleflux\n",
    );
    sandbox.write("t/d.txt", b"zorbleflux \0 ashamed");
    sandbox
}

/// Runs the program, arguments parted by spaces.
fn go(sandbox: &Sandbox, arguments: &str) -> Run {
    sandbox.run(&arguments.split(' ').collect::<Vec<_>>())
}

fn page_of(sandbox: &Sandbox, arguments: &str) -> (Run, String) {
    let run = go(sandbox, arguments);
    let page = fs::read_to_string(sandbox.path("page.html")).unwrap_or_default();
    (run, page)
}

#[test]
fn no_text_is_on_the_page_unless_excerpts_ask_for_it() {
    let sandbox = marked();
    let (run, page) = page_of(&sandbox, "report t -o page.html");
    assert!(run.code == Some(2), "one input is no text: {}", run.err);
    assert!(page.contains("The words of"), "{}", run.err);
    assert!(!page.to_lowercase().contains("zorbleflux"));
    assert!(!run.err.to_lowercase().contains("zorbleflux"));
    assert!(is_page(&sandbox.path("page.html")).expect("read"));
    let (_, page) = page_of(&sandbox, "report t -o page.html --excerpts");
    assert!(page.contains("zorbleflux") && page.contains("The words in their sentences"));
    // The tables went with the run.
    assert!(page.contains("identifiers.csv, which “feltsense scan” writes"));
    // Nothing else is left behind.
    let left: Vec<String> = fs::read_dir(sandbox.path("."))
        .expect("a folder")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name.contains("parts") || name.contains("feltsense"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_folder_of_scan_and_its_texts_give_pages() {
    let sandbox = marked();
    go(&sandbox, "scan t -o r --allow-skipped");
    let run = go(&sandbox, "report r -o page.html");
    assert_eq!(run.code, Some(0), "{}", run.err);
    let bare = fs::read_to_string(sandbox.path("page.html")).expect("a page");
    assert!(bare.contains("id=\"absent\"") && bare.contains("--cooccurrence"));
    assert!(!bare.contains("which “feltsense scan” writes"));
    let run = go(&sandbox, "report r t/a.md -o page.html");
    assert!(
        run.code == Some(2) && run.err.contains("stands alone"),
        "{}",
        run.err
    );
    let run = go(&sandbox, "report r -o page.html --lexicon shame");
    assert!(
        run.code == Some(2) && run.err.contains("--lexicon cannot change it"),
        "{}",
        run.err
    );
    for late in [
        "--label hash",
        "--speaker-names keep",
        "--by turn",
        "--words uax29",
        "--encoding utf-8",
        "--threads 1",
        "--allow-skipped",
    ] {
        let run = go(&sandbox, &format!("report r -o page.html {late}"));
        let name = late.split(' ').next().expect("a name");
        assert!(
            run.code == Some(2) && run.err.contains(&format!("{name} cannot change it")),
            "{late}: {}",
            run.err
        );
    }
    let run = go(
        &sandbox,
        "report r -o page.html -q --color never --seed 1 --force",
    );
    assert_eq!(run.code, Some(0), "{}", run.err);
    let run = go(&sandbox, "report r -o page.html --excerpts");
    assert!(
        run.code == Some(2) && run.err.contains("--excerpts"),
        "{}",
        run.err
    );
    let after = fs::read_to_string(sandbox.path("page.html")).expect("a page");
    assert_eq!(bare, after, "an error leaves the page alone");
    let run = go(&sandbox, "report t -o - --allow-skipped -q");
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.out.starts_with("<!DOCTYPE html>"));
}

#[test]
fn only_pages_of_ours_are_replaced() {
    let sandbox = marked();
    sandbox.write("page.html", "<p>my own page, ashamed</p>");
    let run = go(&sandbox, "report t/a.md -o page.html");
    assert!(
        run.code == Some(2) && run.err.contains("--force"),
        "{}",
        run.err
    );
    let (run, page) = page_of(&sandbox, "report t/a.md -o page.html --force");
    assert!(
        run.code == Some(0) && page.starts_with("<!DOCTYPE html>"),
        "{}",
        run.err
    );
    let (again, second) = page_of(&sandbox, "report t/a.md -o page.html");
    assert_eq!((again.code, &second), (Some(0), &page), "{}", again.err);
    let run = go(&sandbox, "report t/a.md -o t");
    assert!(
        run.code == Some(2) && run.err.contains("a folder"),
        "{}",
        run.err
    );
    let run = go(&sandbox, "report t/a.md page.html -o page.html");
    assert!(
        run.code == Some(2) && run.err.contains("would replace an input"),
        "{}",
        run.err
    );
    // A page among the texts is passed over, also by scan.
    go(&sandbox, "report t -o t/page.html --allow-skipped");
    let first = fs::read_to_string(sandbox.path("t/page.html")).expect("a page");
    let run = go(&sandbox, "report t -o t/page.html --allow-skipped");
    assert!(
        run.code == Some(0)
            && run.err.contains("1 page of feltsense was passed over")
            && !run.err.contains("hidden"),
        "{}",
        run.err
    );
    assert_eq!(
        fs::read_to_string(sandbox.path("t/page.html")).expect("a page"),
        first
    );
}

#[test]
fn a_page_replaces_no_input_and_no_table() {
    let sandbox = marked();
    sandbox.write("settings.toml", "");
    sandbox.write("list.txt", "t/a.md\n");
    go(&sandbox, "scan t/a.md -o r");
    let table = fs::read(sandbox.path("r/documents.csv")).expect("a table");
    for (arguments, said) in [
        (
            "report r -o r/documents.csv --force",
            "of the report that is read",
        ),
        (
            "report t/a.md -o settings.toml --config settings.toml --force",
            "would replace an input",
        ),
        (
            "report --files-from list.txt -o list.txt --force",
            "would replace an input",
        ),
    ] {
        let run = go(&sandbox, arguments);
        assert!(
            run.code == Some(2) && run.err.contains(said),
            "{arguments}: {}",
            run.err
        );
    }
    assert_eq!(
        fs::read(sandbox.path("r/documents.csv")).expect("a table"),
        table
    );
    // A page in the folder of its report goes with it.
    for _ in 0..2 {
        let run = go(&sandbox, "report r -o r/report.html");
        assert_eq!(run.code, Some(0), "{}", run.err);
    }
    let run = go(&sandbox, "scan t/a.md -o r --force");
    assert_eq!(run.code, Some(0), "{}", run.err);
    sandbox.write("r/own.html", "<p>mine</p>");
    let run = go(&sandbox, "scan t/a.md -o r --force");
    assert!(
        run.code == Some(2) && run.err.contains("own.html"),
        "{}",
        run.err
    );
}

#[test]
fn a_run_that_read_nothing_leaves_the_page_alone() {
    let sandbox = marked();
    sandbox.write("n/d.txt", b"zorbleflux \0 ashamed");
    let (_, page) = page_of(&sandbox, "report t/a.md -o page.html");
    let (run, after) = page_of(&sandbox, "report n -o page.html");
    assert!(
        run.code == Some(2) && run.err.contains("stays as it was"),
        "{}",
        run.err
    );
    assert_eq!(page, after);
}
