//! The conversation itself: beginning, end, what is broken, what is not for us.

use serde_json::{Value, json};

use super::client::{Client, codes, uri};
use crate::sandbox::{Sandbox, until};

const VOICE: &str = "# A page\n\nYou are worthless.\n";

#[test]
fn positions_are_agreed_on() {
    let sandbox = Sandbox::new();
    for (offered, agreed, column) in [
        (json!(null), "utf-16", 3),
        (json!(["utf-16", "utf-8"]), "utf-8", 5),
        (json!(["utf-32"]), "utf-32", 2),
        (json!(["utf-7"]), "utf-16", 3),
    ] {
        let capabilities = json!({"general": {"positionEncodings": offered}});
        let (mut client, answer) = Client::hello(&sandbox, &["--stdio"], &capabilities);
        assert_eq!(answer["capabilities"]["positionEncoding"], agreed);
        assert_eq!(answer["capabilities"]["textDocumentSync"]["change"], 2);
        assert_eq!(answer["serverInfo"]["name"], "feltsense");
        let uri = uri(&sandbox, "a.md");
        let found = client.open(&uri, "markdown", "x\r\n😀 You are worthless.\r\n");
        assert_eq!(codes(&found), ["voice"]);
        let start = &found[0]["range"]["start"];
        // The hit is the last word.
        let hit = column + "You are ".len() as u64;
        assert_eq!(start["line"], 1);
        assert_eq!(start["character"].as_u64(), Some(hit), "{agreed} {found:?}");
        assert_eq!(
            (&found[0]["severity"], &found[0]["source"]),
            (&json!(2), &json!("feltsense"))
        );
        client.end();
    }
}

#[test]
fn the_end_has_the_right_code() {
    let sandbox = Sandbox::new();
    let (client, _) = Client::hello(&sandbox, &[], &json!({}));
    client.end();
    let (mut client, _) = Client::hello(&sandbox, &[], &json!({}));
    client.tell("exit", &Value::Null);
    assert_eq!(client.close(), Some(1), "exit without shutdown");
    let (client, _) = Client::hello(&sandbox, &[], &json!({}));
    assert_eq!(client.close(), Some(1), "the pipe was closed");
    let (mut client, _) = Client::hello(&sandbox, &[], &json!({}));
    client.ask("shutdown", &Value::Null);
    let late = client.ask("textDocument/hover", &json!({}));
    assert_eq!(late["error"]["code"], -32600);
    assert_eq!(
        client.close(),
        Some(0),
        "shutdown, then the end of the pipe"
    );
    let client = Client::start(&sandbox, &[]);
    assert_eq!(client.close(), Some(1), "nothing was said");
    sandbox.run(&["lsp", "--lexicon", "no-such"]).exits(2);
    sandbox.run(&["lsp", "--no-such-option"]).exits(2);
}

#[test]
fn what_is_not_for_us_is_answered() {
    let sandbox = Sandbox::new();
    let mut client = Client::start(&sandbox, &[]);
    let early = client.ask("textDocument/hover", &json!({}));
    assert_eq!(early["error"]["code"], -32002);
    client.tell("textDocument/didOpen", &json!({"nonsense": 1}));
    let answer = client.ask("initialize", &json!({"capabilities": {}}));
    assert!(
        answer["result"]["capabilities"]
            .get("codeActionProvider")
            .is_none()
    );
    for (method, params, code) in [
        ("initialize", json!({}), -32600),
        ("textDocument/definition", json!({}), -32601),
        ("$/unknown", json!({}), -32601),
        (
            "textDocument/hover",
            json!({"secret words": "I was ashamed"}),
            -32602,
        ),
        ("textDocument/hover", Value::Null, -32602),
    ] {
        let answer = client.ask(method, &params);
        assert_eq!(answer["error"]["code"], code, "{method}");
        assert!(!answer.to_string().contains("ashamed"), "{answer}");
    }
    client.tell("$/setTrace", &json!({"value": "verbose"}));
    client.tell("workspace/didChangeConfiguration", &json!({"settings": {}}));
    client.tell(
        "textDocument/didChange",
        &json!({"secret": "I was ashamed"}),
    );
    let told = client.told("window/logMessage");
    assert!(
        told["message"]
            .as_str()
            .expect("text")
            .contains("didChange")
    );
    // Documents that nobody opened.
    let uri = uri(&sandbox, "none.md");
    client.change(&uri, 2, &json!([{"text": "I was ashamed"}]));
    assert_eq!(client.hover(&uri, 0, 0), Value::Null);
    let all = client.end();
    assert!(!all.contains("ashamed"), "{all}");
}

#[test]
fn what_is_broken_is_answered_and_survived() {
    let sandbox = Sandbox::new();
    let (mut client, _) = Client::hello(&sandbox, &[], &json!({}));
    let uri = uri(&sandbox, "a.md");
    let deep = "[".repeat(50_000);
    for (bytes, code) in [
        (b"Content-Length: 9\r\n\r\n{\"id\": 1,".to_vec(), -32700),
        (
            b"Content-Length: 4\r\n\r\n\xff\xfe\xfd\xfc".to_vec(),
            -32700,
        ),
        (b"Content-Length: 2\r\n\r\n[]".to_vec(), -32600),
        (b"Hello!\r\n\r\n".to_vec(), -32700),
        (
            format!("Content-Length: {}\r\n\r\n{deep}", deep.len()).into_bytes(),
            -32700,
        ),
    ] {
        client.bytes(&bytes);
        let answer = client.answer(&Value::Null);
        assert_eq!(answer["error"]["code"], code, "{answer}");
    }
    assert_eq!(codes(&client.open(&uri, "markdown", VOICE)), ["voice"]);
    client.end();
}

#[test]
fn a_request_that_is_cancelled_while_it_waits_is_not_begun() {
    let sandbox = Sandbox::new();
    let (mut client, _) = Client::hello(&sandbox, &[], &json!({}));
    let uri = uri(&sandbox, "a.md");
    // The first look takes a while; what comes meanwhile waits.
    let long = format!(
        "{VOICE}{}",
        "The rain went on over the fields. ".repeat(60_000)
    );
    client.begin_open(&uri, "markdown", &long);
    let at = json!({"textDocument": {"uri": uri}, "position": {"line": 2, "character": 9}});
    client.ask("textDocument/hover", &at);
    client.change(&uri, 2, &json!([{"text": long}]));
    let first = client.begin("textDocument/hover", &at);
    let ids: Vec<i64> = (0..5)
        .map(|_| client.begin("textDocument/hover", &at))
        .collect();
    for id in &ids {
        client.tell("$/cancelRequest", &json!({"id": id}));
    }
    client.tell("$/cancelRequest", &json!({"id": 4711}));
    assert!(client.answer(&json!(first)).get("result").is_some());
    for id in ids {
        let answer = client.answer(&json!(id));
        let is_cancelled = answer["error"]["code"] == -32800;
        assert!(is_cancelled || answer.get("result").is_some(), "{answer}");
    }
    client.end();
}

#[test]
fn a_text_of_ten_megabytes_is_looked_at_and_edited() {
    let sandbox = Sandbox::new();
    let (mut client, _) = Client::hello(&sandbox, &[], &json!({}));
    let uri = uri(&sandbox, "a.md");
    let text = "The train left at nine, and the rain went on over the fields 😀.\n".repeat(160_000);
    assert!(text.len() > 10_000_000);
    assert_eq!(client.open(&uri, "markdown", &text).len(), 0);
    let end = json!({"line": 160_000, "character": 0});
    for version in 2..40 {
        let edit = json!([{"range": {"start": end, "end": end}, "text": "\nYou are worthless.\n"}]);
        client.change(&uri, version, &edit);
    }
    let found = client.diagnostics(&uri, 39);
    assert!(codes(&found).contains(&"voice"));
    // All on one line.
    let line = text.replace('\n', " ");
    client.change(&uri, 40, &json!([{"text": line}]));
    assert_eq!(client.diagnostics(&uri, 40).len(), 0);
    client.end();
}

#[test]
fn very_many_findings_are_cut_and_the_rest_is_told() {
    let sandbox = Sandbox::with(&[("feltsense.toml", "[check.rules.presence]\n")]);
    let (mut client, _) = Client::hello(&sandbox, &[], &json!({}));
    let uri = uri(&sandbox, "a.txt");
    let found = client.open(&uri, "plaintext", &"I was ashamed. ".repeat(5000));
    assert_eq!(found.len(), 1001);
    assert_eq!(found[0]["code"], "more");
    let told = found[0]["message"].as_str().expect("text");
    assert!(told.contains("more findings are not shown here"), "{told}");
    client.end();
}

#[test]
fn the_configuration_is_the_nearest_one_and_its_mistakes_are_told() {
    let sandbox = Sandbox::with(&[("feltsense.toml", "[check.rules.voice]\nlevel = 'error'\n")]);
    sandbox.write(
        "drafts/feltsense.toml",
        "root = true\n[check]\nprofile = 'writer'\n",
    );
    sandbox.write("left-out/feltsense.toml", "[check]\nexclude = ['*.md']\n");
    let watches = json!({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}});
    let (mut client, _) = Client::hello(&sandbox, &[], &watches);
    let asked = client.first("a registration", &|m| {
        m["method"] == "client/registerCapability"
    });
    let watchers = &asked["params"]["registrations"][0]["registerOptions"]["watchers"];
    assert_eq!(watchers[0]["globPattern"], "**/feltsense.toml");
    client.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": null}));

    let (page, draft) = (uri(&sandbox, "page.md"), uri(&sandbox, "drafts/a.md"));
    let config = uri(&sandbox, "feltsense.toml");
    assert_eq!(client.open(&page, "markdown", VOICE)[0]["severity"], 1);
    assert_eq!(client.open(&draft, "markdown", VOICE)[0]["severity"], 3);
    let left_out = uri(&sandbox, "left-out/a.md");
    assert!(client.open(&left_out, "markdown", VOICE).is_empty());

    // A mistake stands in its own file and at the top of the texts that it holds up.
    sandbox.write(
        "feltsense.toml",
        "[check]\n'a😀' = 1\n[check.rules.voice]\nlevle = 'error'\n",
    );
    let changed = json!({"changes": [{"uri": config, "type": 2}]});
    client.tell("workspace/didChangeWatchedFiles", &changed);
    let found = client.diagnostics(&page, 1);
    assert_eq!(codes(&found), ["configuration"]);
    let told = found[0]["message"].as_str().expect("text");
    assert!(
        told.contains("nothing is checked") && told.contains("feltsense.toml:2:1"),
        "{told}"
    );
    let mistakes = client.of_file(&config);
    assert_eq!(
        (mistakes.len(), &mistakes[0]["range"]["start"]["line"]),
        (1, &json!(1))
    );
    assert_eq!(mistakes[0]["range"]["end"]["character"], 9);
    let shown = client.told("window/showMessage");
    assert!(
        shown["message"]
            .as_str()
            .expect("text")
            .contains("feltsense.toml:2:1")
    );

    // Values that cannot be used are all told.
    let wrong = "[check.rules.voice]\nlevel = 'errr'\n[check.rules.density]\nmax = -1\n";
    sandbox.write("feltsense.toml", wrong);
    client.tell(
        "textDocument/didSave",
        &json!({"textDocument": {"uri": config}}),
    );
    let mistakes = client.of_file(&config);
    assert_eq!(mistakes.len(), 2, "{mistakes:?}");
    let of_level = |mistake: &Value| {
        let told = mistake["message"].as_str().expect("text");
        told.contains("did you mean `error`?") && mistake["range"]["start"]["line"] == 1
    };
    assert!(mistakes.iter().any(of_level), "{mistakes:?}");

    // Mended: everything is as it should be, and the old mistakes go.
    sandbox.write("feltsense.toml", "[check.rules.voice]\nlevel = 'warning'\n");
    client.tell(
        "textDocument/didSave",
        &json!({"textDocument": {"uri": config}}),
    );
    assert_eq!(client.of_file(&config).len(), 0);
    let is_mended = |client: &mut Client| client.diagnostics(&page, 1)[0]["code"] == "voice";
    until("the page is looked at again", || is_mended(&mut client));
    let all = client.end();
    let folder = sandbox.path("").display().to_string();
    let logged = |line: &&str| line.contains("Message") || line.contains("\"message\"");
    for line in all.lines().filter(logged) {
        let texts = line.replace(&uri(&sandbox, ""), "");
        assert!(!texts.contains(&folder), "{line}");
    }
}

#[test]
fn other_files_are_passed_over_with_a_word() {
    let sandbox = Sandbox::new();
    let (mut client, _) = Client::hello(&sandbox, &[], &json!({}));
    client.begin_open(&uri(&sandbox, "main.rs"), "rust", "// I was ashamed\n");
    let told = client.told("window/logMessage");
    let told = told["message"].as_str().expect("text");
    assert!(
        told.starts_with("feltsense: main.rs is not looked at: `rust`"),
        "{told}"
    );
    let plain = client.open(&uri(&sandbox, "notes"), "text", "You are worthless.\n");
    let page = client.open(
        &uri(&sandbox, "a.html"),
        "html",
        "<p>You are worthless.</p>\n",
    );
    let unsaved = client.open("untitled:Untitled-1", "markdown", VOICE);
    for found in [plain, page, unsaved] {
        assert_eq!(codes(&found), ["voice"]);
    }
    let all = client.end();
    assert!(!all.contains("ashamed"));
}
