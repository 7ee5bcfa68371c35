//! `feltsense-ignore.toml` in an editor: what is silenced beside a text, and what is told in its file.

use serde_json::{Value, json};

use super::client::{Client, at, codes, editor, uri};
use crate::sandbox::Sandbox;

const VOICE: &str = "# A page\n\nYou are worthless.\n";

fn entry(file: &str, more: &str) -> String {
    format!("[[ignore]]\nfile = '{file}'\nrules = ['voice']\nreason = 'a letter'\n{more}\n")
}

fn saved(client: &mut Client, uri: &str) {
    client.tell(
        "textDocument/didSave",
        &json!({"textDocument": {"uri": uri}}),
    );
}

/// Codes and lines of diagnostics.
fn places(diagnostics: &[Value]) -> Vec<(&str, u64)> {
    let line = |one: &Value| one["range"]["start"]["line"].as_u64().expect("a line");
    let lines = diagnostics.iter().map(line);
    codes(diagnostics).into_iter().zip(lines).collect()
}

#[test]
fn entries_silence_while_they_stand_and_what_does_nothing_is_told_in_their_file() {
    let sandbox = Sandbox::with(&[("a.md", VOICE)]);
    sandbox.write("feltsense-ignore.toml", entry("a.md", ""));
    let (mut client, _) = Client::hello(&sandbox, &["--today", "2026-06-01"], &editor());
    let (page, sidecar) = (
        uri(&sandbox, "a.md"),
        uri(&sandbox, "feltsense-ignore.toml"),
    );
    assert!(client.open(&page, "markdown", VOICE).is_empty());
    assert!(client.actions(&page, &at(2, 0, 18)).is_empty());

    // The words go: the entry is of no use. They come back, and it is.
    client.change(&page, 2, &json!([{"range": at(2, 8, 17), "text": "tired"}]));
    assert!(client.diagnostics(&page, 2).is_empty());
    let told = client.of_file(&sidecar);
    assert_eq!(places(&told), [("suppression/unused", 0)]);
    assert_eq!(told[0]["severity"], 2);
    client.change(&page, 3, &json!([{"text": VOICE}]));
    assert!(client.diagnostics(&page, 3).is_empty());
    assert!(client.of_file(&sidecar).is_empty());

    // Entries of which nothing is left are told, and so are files that are not there.
    let other = entry("a.md", "until = '2026-05-31'") + &entry("gone.md", "");
    sandbox.write("feltsense-ignore.toml", other);
    client.tell("workspace/didChangeWatchedFiles", &json!({"changes": []}));
    assert_eq!(codes(&client.diagnostics(&page, 3)), ["voice"]);
    assert_eq!(
        places(&client.of_file(&sidecar)),
        [("suppression/expired", 0), ("suppression/no-file", 5)]
    );
    // An entry may be about less than the file, and one that is gone is no longer told.
    sandbox.write("feltsense-ignore.toml", entry("a.md", "line = 3"));
    saved(&mut client, &sidecar);
    assert!(client.diagnostics(&page, 3).is_empty());
    assert!(client.of_file(&sidecar).is_empty());
    client.end();
}

#[test]
fn a_sidecar_that_changes_without_a_word_is_read_again() {
    let sandbox = Sandbox::with(&[("a.txt", "You are worthless.\n")]);
    let (mut client, _) = Client::hello(&sandbox, &[], &editor());
    let page = uri(&sandbox, "a.txt");
    assert_eq!(
        client
            .open(&page, "plaintext", "You are worthless.\n")
            .len(),
        1
    );
    sandbox.write("feltsense-ignore.toml", entry("a.txt", ""));
    std::thread::sleep(std::time::Duration::from_millis(1100));
    client.change(&page, 2, &json!([{"range": at(0, 0, 0), "text": "So. "}]));
    assert!(client.diagnostics(&page, 2).is_empty());
    client.end();
}

#[test]
fn a_mistake_in_a_sidecar_stands_in_it_and_holds_its_texts_up() {
    let sandbox = Sandbox::with(&[("a.md", VOICE)]);
    let (mut client, _) = Client::hello(&sandbox, &[], &editor());
    let (page, sidecar) = (
        uri(&sandbox, "a.md"),
        uri(&sandbox, "feltsense-ignore.toml"),
    );
    for (text, line, told) in [
        (
            "[[ignore]]\nfile = 'a.md'\nrules = ['voic']\n".as_bytes(),
            2,
            "did you mean `voice`?",
        ),
        (b"[[ignore]]\nfiel = 'a.md'\n", 1, "did you mean `file`?"),
        (b"[[ignore]]\nfile = 'a\xff'\n", 0, "is not UTF-8"),
    ] {
        sandbox.write("feltsense-ignore.toml", text);
        client.begin_open(&sidecar, "toml", "");
        let mistakes = client.of_file(&sidecar);
        assert_eq!(places(&mistakes), [("configuration", line)], "{mistakes:?}");
        let message = mistakes[0]["message"].as_str().expect("text");
        assert!(message.starts_with("feltsense-ignore.toml"), "{message}");
        assert!(message.contains(told), "{message}");
        let shown = client.told("window/showMessage")["message"].clone();
        assert!(shown.as_str().expect("text").contains(message), "{shown}");
        let found = client.open(&page, "markdown", VOICE);
        assert_eq!(codes(&found), ["configuration"]);
        let message = found[0]["message"].as_str().expect("text");
        assert!(message.starts_with("nothing is checked until"), "{message}");

        sandbox.write("feltsense-ignore.toml", entry("a.md", ""));
        saved(&mut client, &sidecar);
        assert!(client.of_file(&sidecar).is_empty());
        assert!(client.diagnostics(&page, 1).is_empty());
        for uri in [&page, &sidecar] {
            let closed = json!({"textDocument": {"uri": uri}});
            client.tell("textDocument/didClose", &closed);
        }
    }
    client.end();
}

/// The same files are in force as for `check`: those of all folders up to a root.
#[test]
fn findings_are_those_of_check_with_the_same_sidecars() {
    let sandbox = Sandbox::with(&[
        ("feltsense.toml", "root = true\n"),
        ("pages/inner/feltsense.toml", "root = true\n"),
        ("a.md", VOICE),
        ("pages/b.md", VOICE),
        ("pages/inner/c.md", VOICE),
    ]);
    let all: String = ["a.md", "pages/b.md", "pages/inner/c.md"]
        .iter()
        .map(|file| entry(file, ""))
        .collect();
    sandbox.write("feltsense-ignore.toml", all);
    let (mut client, _) = Client::hello(&sandbox, &[], &editor());
    for (file, open) in [("a.md", 0), ("pages/b.md", 0), ("pages/inner/c.md", 1)] {
        let run = sandbox.run(&["check", file, "--output", "concise", "--exit-zero"]);
        let of_check = run.out.lines().filter(|line| line.contains("[voice]"));
        assert_eq!(of_check.count(), open, "{file}: {}", run.out);
        let found = client.open(&uri(&sandbox, file), "markdown", VOICE);
        assert_eq!(codes(&found), vec!["voice"; open], "{file}");
    }
    client.end();
}

/// A comment on a line of its own moves what stands behind it; an entry that counts lines would then
/// be about another one, also where a comment for the whole file hides that for now.
#[test]
fn comments_that_would_move_an_entry_from_its_place_are_not_offered() {
    let text = "You are worthless.\n\nYou are pathetic.\n";
    let rules = "[check.rules.opening]\nlevel = 'off'\n";
    let sandbox = Sandbox::with(&[("a.md", text), ("feltsense.toml", rules)]);
    let (mut client, _) = Client::hello(&sandbox, &[], &editor());
    let page = uri(&sandbox, "a.md");
    for (place, titles) in [
        ("line = 3", &["on this line"][..]),
        (
            "paragraph = 2",
            &["on this line", "on the next line", "in this file"],
        ),
    ] {
        sandbox.write("feltsense-ignore.toml", entry("a.md", place));
        client.tell("workspace/didChangeWatchedFiles", &json!({"changes": []}));
        let found = client.open(&page, "markdown", text);
        assert_eq!(places(&found), [("voice", 0)], "{place}");
        let actions = client.actions(&page, &at(0, 0, 18));
        let told: Vec<&str> = actions.iter().filter_map(|a| a["title"].as_str()).collect();
        assert_eq!(told.len(), titles.len(), "{place}: {told:?}");
        for (title, part) in told.iter().zip(titles) {
            assert!(title.contains(part), "{place}: {told:?}");
        }
        let closed = json!({"textDocument": {"uri": page}});
        client.tell("textDocument/didClose", &closed);
    }
    client.end();
}
