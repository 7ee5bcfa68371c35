//! What a writer gets: diagnostics that follow the keys, hovers, actions.

use serde_json::{Value, json};

use super::client::{Client, applied, at, codes, editor, uri};
use crate::sandbox::Sandbox;

#[test]
fn findings_follow_the_keys_and_go_when_the_text_is_closed() {
    let sandbox = Sandbox::new();
    let (mut client, _) = Client::hello(&sandbox, &[], &editor());
    let uri = uri(&sandbox, "a.md");
    assert!(
        client
            .open(&uri, "markdown", "😀 You are tired.\r\n")
            .is_empty()
    );
    client.change(
        &uri,
        2,
        &json!([{"range": at(0, 11, 16), "text": "worthless"}]),
    );
    let found = client.diagnostics(&uri, 2);
    assert_eq!(codes(&found), ["voice"]);
    assert_eq!(found[0]["range"], at(0, 11, 20));
    // Letter by letter; only the last state has to be told.
    for (at_letter, version) in (0..9).zip(3..) {
        let end = 20 - at_letter;
        client.change(
            &uri,
            version,
            &json!([{"range": at(0, end - 1, end), "text": ""}]),
        );
    }
    assert!(client.diagnostics(&uri, 11).is_empty());
    client.change(&uri, 12, &json!([{"text": "You are worthless."}]));
    assert_eq!(client.diagnostics(&uri, 12).len(), 1);
    client.tell(
        "textDocument/didSave",
        &json!({"textDocument": {"uri": uri}}),
    );
    assert_eq!(client.diagnostics(&uri, 12).len(), 1);
    client.tell(
        "textDocument/didClose",
        &json!({"textDocument": {"uri": uri}}),
    );
    assert!(client.of_file(&uri).is_empty());
    client.end();
}

#[test]
fn a_hover_says_what_and_why() {
    let sandbox = Sandbox::new();
    let (mut client, _) = Client::hello(&sandbox, &[], &editor());
    let uri = uri(&sandbox, "a.md");
    client.open(
        &uri,
        "markdown",
        "I was never ashamed.\n\nYou are worthless.\n",
    );
    let hover = client.hover(&uri, 0, 14);
    assert_eq!(hover["range"], at(0, 12, 19));
    assert_eq!(hover["contents"]["kind"], "markdown");
    let told = hover["contents"]["value"].as_str().expect("text");
    for part in [
        "shame, explicit",
        "*status*: negated: the text says that it is not so",
        "*by the words*: never",
        "*whose*: self: the one who writes or speaks",
        "*entry*",
        "*what it is*",
    ] {
        assert!(told.contains(part), "no {part} in:\n{told}");
    }
    let hover = client.hover(&uri, 2, 10);
    let told = hover["contents"]["value"].as_str().expect("text");
    assert!(told.starts_with("**voice: "), "{told}");
    assert!(
        told.contains("*level*: warning") && told.contains("*why*"),
        "{told}"
    );
    assert!(told.contains("\n\n---\n\n**shame,"), "{told}");
    assert_eq!(client.hover(&uri, 1, 0), Value::Null);
    client.end();

    let (mut client, _) = Client::hello(&sandbox, &[], &json!({}));
    client.open(&uri, "markdown", "I was never ashamed.\n");
    let hover = client.hover(&uri, 0, 12);
    assert_eq!(hover["contents"]["kind"], "plaintext");
    assert!(
        !hover["contents"]["value"]
            .as_str()
            .expect("text")
            .contains("**")
    );
    client.end();
}

/// Every action that is offered does what it says.
#[test]
fn actions_silence_with_a_reason_and_leave_the_text_alone() {
    let sandbox = Sandbox::with(&[("feltsense.toml", "[check]\nrequire-reason = true\n")]);
    let (mut client, answer) = Client::hello(&sandbox, &[], &editor());
    assert_eq!(
        answer["capabilities"]["codeActionProvider"]["codeActionKinds"],
        json!(["quickfix"])
    );
    let markdown = "---\ntitle: A page\n---\n\n# A page 😀\n\nYou are worthless.  \nNow rest.\n";
    let cases: [(&str, &str, &str, u64, &[&str]); 7] = [
        (
            "a.md",
            "markdown",
            markdown,
            6,
            &["this line", "next line", "this file"],
        ),
        (
            "b.md",
            "markdown",
            "First\nyou are worthless\\\nand more.\n",
            1,
            &["this line", "this file"],
        ),
        (
            "c.md",
            "markdown",
            "- one\n- You are worthless.\n",
            1,
            &["this line", "this file"],
        ),
        (
            "d.md",
            "markdown",
            "| a | b |\n|---|---|\n| x | You are worthless. |\n",
            2,
            &["this line", "this file"],
        ),
        (
            "e.md",
            "markdown",
            "## You are worthless. ##\r\n\r\nx\r\n",
            0,
            &["this line", "next line", "this file"],
        ),
        (
            "f.html",
            "html",
            "<!DOCTYPE html>\n<html>\n<body>\n  <p>You are worthless.</p>\n</body></html>\n",
            3,
            &["this line", "next line", "this file"],
        ),
        ("g.txt", "plaintext", "You are worthless.\n", 0, &[]),
    ];
    for (name, language, text, line, titles) in cases {
        let uri = uri(&sandbox, name);
        let found = client.open(&uri, language, text);
        let voice = found.iter().find(|one| one["code"] == "voice");
        assert_eq!(
            voice.expect("a finding")["range"]["start"]["line"],
            line,
            "{name}"
        );
        let actions = client.actions(&uri, &at(line, 0, 40));
        let of_voice: Vec<&Value> = actions
            .iter()
            .filter(|action| {
                action["title"]
                    .as_str()
                    .is_some_and(|t| t.contains("`voice`"))
            })
            .collect();
        let told: Vec<&str> = of_voice
            .iter()
            .filter_map(|a| a["title"].as_str())
            .collect();
        assert_eq!(told.len(), titles.len(), "{name}: {told:?}");
        for (action, title) in of_voice.iter().zip(titles) {
            assert!(
                action["title"].as_str().expect("text").contains(title),
                "{told:?}"
            );
            assert_eq!(action["kind"], "quickfix");
            assert_eq!(action["diagnostics"][0]["code"], "voice");
            assert_eq!(
                action["edit"]["documentChanges"][0]["textDocument"]["version"],
                1
            );
            let edited = applied(text, action, &uri);
            assert!(edited.contains("reason=\"why it stays\""), "{edited}");
            client.change(&uri, 2, &json!([{"text": edited}]));
            let left = client.diagnostics(&uri, 2);
            assert!(
                !codes(&left).contains(&"voice"),
                "{name}: {edited}\n{left:?}"
            );
            let is_idle = |code: &&str| code.starts_with("suppression");
            assert!(!codes(&left).iter().any(is_idle), "{name}: {edited}");
            client.change(&uri, 1, &json!([{"text": text}]));
            client.diagnostics(&uri, 1);
        }
    }
    // Line ends are those of the text, and the comment that leaves no trace is taken where it can be.
    let uri = uri(&sandbox, "e.md");
    let actions = client.actions(&uri, &at(0, 0, 40));
    let texts: Vec<String> = actions
        .iter()
        .map(|action| applied("## You are worthless. ##\r\n\r\nx\r\n", action, &uri))
        .collect();
    assert!(
        texts.iter().any(|text| text.starts_with(
            "[//]: # (feltsense-ignore-file voice reason=\"why it stays\")\r\n\r\n##"
        )),
        "{texts:?}"
    );
    client.end();
}

#[test]
fn a_comment_that_silences_nothing_can_be_taken_out() {
    let sandbox = Sandbox::new();
    let (mut client, _) = Client::hello(&sandbox, &[], &editor());
    for (name, text, left) in [
        (
            "a.md",
            "One.\n\n[//]: # (feltsense-ignore-file voice reason=\"x\")\n\nTwo.\n",
            "One.\n\nTwo.\n",
        ),
        (
            "b.md",
            "One. <!-- feltsense-ignore-line voice -->\nTwo.\n",
            "One.\nTwo.\n",
        ),
        (
            "c.md",
            "<!-- feltsense-ignore-start voice -->\n\nOne.\n\n<!-- feltsense-ignore-end -->\n",
            "One.\n\n",
        ),
        (
            "d.md",
            "---\ntitle: x\nfeltsense-ignore: voice\n---\n\nOne.\n",
            "---\ntitle: x\n---\n\nOne.\n",
        ),
    ] {
        let uri = uri(&sandbox, name);
        let found = client.open(&uri, "markdown", text);
        assert_eq!(codes(&found), ["suppression/unused"], "{name}");
        let actions = client.actions(&uri, &found[0]["range"]);
        assert_eq!(actions.len(), 1, "{name}");
        assert_eq!(actions[0]["isPreferred"], true);
        let edited = applied(text, &actions[0], &uri);
        assert_eq!(edited, left, "{name}");
        client.change(&uri, 2, &json!([{"text": edited}]));
        assert!(client.diagnostics(&uri, 2).is_empty(), "{name}");
    }
    client.end();
}

#[test]
fn actions_are_given_as_they_are_asked_for() {
    let sandbox = Sandbox::new();
    let mut plain = editor();
    plain["workspace"] = json!({});
    let (mut client, _) = Client::hello(&sandbox, &[], &plain);
    let uri = uri(&sandbox, "a.md");
    client.open(&uri, "markdown", "You are worthless.\n\nFine.\n");
    let ask = |client: &mut Client, only: Value, line: u64| {
        let params = json!({"textDocument": {"uri": uri}, "range": at(line, 0, 0), "context": {"diagnostics": [], "only": only}});
        client.ask("textDocument/codeAction", &params)["result"].clone()
    };
    assert_eq!(ask(&mut client, json!(["refactor"]), 0), json!([]));
    assert_eq!(ask(&mut client, json!(["quickfix"]), 2), json!([]));
    let range = json!({"textDocument": {"uri": uri}, "range": at(0, 0, 18), "context": {"only": ["quickfix"]}});
    let actions = client.ask("textDocument/codeAction", &range)["result"].clone();
    assert!(actions[0]["edit"]["changes"][&uri].is_array(), "{actions}");
    client.end();
}

#[test]
fn what_the_baseline_knows_is_not_told() {
    let sandbox = Sandbox::with(&[
        ("feltsense.toml", "[check]\nbaseline = 'known.jsonl'\n"),
        ("pages/a.md", "You are worthless.\n"),
    ]);
    sandbox
        .run(&["baseline", "write", ".", "--baseline", "known.jsonl"])
        .exits(0);
    let (mut client, _) = Client::hello(&sandbox, &[], &editor());
    let uri = uri(&sandbox, "pages/a.md");
    assert!(
        client
            .open(&uri, "markdown", "# New\n\nYou are worthless.\n")
            .is_empty()
    );
    let between = "The train left at nine. ".repeat(12);
    let text = format!("You are worthless.\n\n{between}\n\nYou are pathetic.\n");
    client.change(&uri, 2, &json!([{"text": text}]));
    let found = client.diagnostics(&uri, 2);
    assert_eq!(codes(&found), ["voice"]);
    assert_eq!(found[0]["range"]["start"]["line"], 4);
    // A baseline that cannot be read holds everything up, as in `check`.
    sandbox.write("known.jsonl", "<<<<<<< ours\n");
    client.tell("workspace/didChangeWatchedFiles", &json!({"changes": []}));
    let found = client.diagnostics(&uri, 2);
    assert_eq!(codes(&found), ["configuration"], "{found:?}");
    client.end();
}

/// Editors that only ask get the same answer that others are told.
#[test]
fn an_editor_that_asks_is_answered() {
    let sandbox = Sandbox::new();
    let capabilities = json!({"textDocument": {"diagnostic": {}}});
    let (mut client, answer) = Client::hello(&sandbox, &["--profile", "writer"], &capabilities);
    assert!(answer["capabilities"]["diagnosticProvider"].is_object());
    let uri = uri(&sandbox, "a.md");
    client.begin_open(&uri, "markdown", "You are worthless.\n");
    let asked = json!({"textDocument": {"uri": uri}});
    let answer = client.ask("textDocument/diagnostic", &asked)["result"].clone();
    assert_eq!(answer["kind"], "full");
    assert_eq!(answer["items"][0]["code"], "voice");
    assert_eq!(answer["items"][0]["severity"], 3);
    let all = client.end();
    assert!(!all.contains("publishDiagnostics"), "{all}");
}

/// The server says what `check` says.
#[test]
fn findings_are_those_of_check() {
    let sandbox = Sandbox::new();
    let text = "# Ashamed\n\nYou are worthless. I was ashamed, ashamed and ashamed. Shame. I am a disgrace. ".to_owned()
        + &"The train left at nine. ".repeat(40)
        + "I felt ashamed.\n";
    sandbox.write("a.md", &text);
    let run = sandbox
        .run(&["check", "a.md", "--output", "json", "--exit-zero"])
        .exits(0);
    let report: Value = serde_json::from_str(&run.out).expect("JSON");
    let findings = report["findings"].as_array().expect("a list");
    assert!(findings.len() > 3, "{report}");
    let (mut client, _) = Client::hello(&sandbox, &[], &editor());
    let told = client.open(&uri(&sandbox, "a.md"), "markdown", &text);
    let of_check: Vec<(&str, &str)> = findings
        .iter()
        .map(|one| {
            (
                one["rule"].as_str().expect("text"),
                one["message"].as_str().expect("text"),
            )
        })
        .collect();
    let of_editor: Vec<(&str, &str)> = told
        .iter()
        .map(|one| {
            (
                one["code"].as_str().expect("text"),
                one["message"].as_str().expect("text"),
            )
        })
        .collect();
    assert_eq!(of_check, of_editor);
    client.end();
}
