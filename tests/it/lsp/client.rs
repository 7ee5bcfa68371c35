//! A client that speaks the protocol to the built binary.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use serde_json::{Value, json};

use crate::sandbox::{Sandbox, wait};

/// How long an answer may take. Generous: a busy machine is no failure.
const PATIENCE: Duration = Duration::from_secs(300);

/// An editor.
pub(crate) struct Client {
    child: Child,
    stdin: Option<ChildStdin>,
    received: Receiver<Value>,
    /// What came while something else was waited for.
    kept: VecDeque<Value>,
    /// Everything that was received, as text.
    pub(crate) all: String,
    next: i64,
}

impl Client {
    /// Starts `feltsense lsp` in a sandbox.
    pub(crate) fn start(sandbox: &Sandbox, arguments: &[&str]) -> Client {
        let mut command = sandbox.command(&[&["lsp"], arguments].concat());
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().expect("the binary runs");
        let mut out = BufReader::new(child.stdout.take().expect("piped"));
        let (sender, received) = mpsc::channel();
        std::thread::spawn(move || {
            loop {
                let mut length = 0;
                let mut line = String::new();
                loop {
                    line.clear();
                    if out.read_line(&mut line).unwrap_or(0) == 0 {
                        return;
                    }
                    match line.trim_end().split_once(": ") {
                        Some(("Content-Length", value)) => {
                            length = value.parse().expect("a length");
                        }
                        Some(_) => {}
                        None => break,
                    }
                }
                let mut body = vec![0; length];
                out.read_exact(&mut body).expect("a whole message");
                let message: Value = serde_json::from_slice(&body).expect("JSON");
                assert_eq!(message["jsonrpc"], "2.0");
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let stdin = child.stdin.take();
        Client {
            child,
            stdin,
            received,
            kept: VecDeque::new(),
            all: String::new(),
            next: 0,
        }
    }

    /// Starts, and says hello with these capabilities; gives the answer, too.
    pub(crate) fn hello(
        sandbox: &Sandbox,
        arguments: &[&str],
        capabilities: &Value,
    ) -> (Client, Value) {
        let mut client = Client::start(sandbox, arguments);
        let root = uri(sandbox, "");
        let params = json!({"processId": null, "rootUri": root, "capabilities": capabilities});
        let answer = client.ask("initialize", &params);
        client.tell("initialized", &json!({}));
        (client, answer["result"].clone())
    }

    /// Writes bytes as they are.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        let stdin = self.stdin.as_mut().expect("open");
        stdin.write_all(bytes).expect("the server reads");
        stdin.flush().expect("the server reads");
    }

    pub(crate) fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub(crate) fn tell(&mut self, method: &str, params: &Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Asks without waiting; gives the number of the question.
    pub(crate) fn begin(&mut self, method: &str, params: &Value) -> i64 {
        self.next += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.next, "method": method, "params": params}));
        self.next
    }

    pub(crate) fn ask(&mut self, method: &str, params: &Value) -> Value {
        let id = self.begin(method, params);
        self.answer(&json!(id))
    }

    /// The answer with this id.
    pub(crate) fn answer(&mut self, id: &Value) -> Value {
        self.first(&format!("an answer to {id}"), &|message| {
            message.get("method").is_none() && message["id"] == *id
        })
    }

    /// The first message of a kind; others are kept.
    pub(crate) fn first(&mut self, what: &str, is_it: &dyn Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.kept.iter().position(is_it) {
            return self.kept.remove(at).expect("found");
        }
        loop {
            let message = self.received.recv_timeout(PATIENCE);
            let message = message.unwrap_or_else(|error| panic!("waited for {what}: {error}"));
            self.all.push_str(&message.to_string());
            self.all.push('\n');
            if is_it(&message) {
                return message;
            }
            self.kept.push_back(message);
        }
    }

    /// The next message of a method that was not looked at yet.
    pub(crate) fn told(&mut self, method: &str) -> Value {
        let message = self.first(method, &|message| message["method"] == method);
        message["params"].clone()
    }

    /// The diagnostics of a version of a document.
    pub(crate) fn diagnostics(&mut self, uri: &str, version: i64) -> Vec<Value> {
        let message = self.first(&format!("version {version}"), &|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && message["params"]["version"] == version
        });
        list(&message["params"]["diagnostics"])
    }

    /// The next diagnostics of a file that no version is told of.
    pub(crate) fn of_file(&mut self, uri: &str) -> Vec<Value> {
        let message = self.first(uri, &|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && message["params"].get("version").is_none()
        });
        list(&message["params"]["diagnostics"])
    }

    pub(crate) fn open(&mut self, uri: &str, language: &str, text: &str) -> Vec<Value> {
        self.begin_open(uri, language, text);
        self.diagnostics(uri, 1)
    }

    pub(crate) fn begin_open(&mut self, uri: &str, language: &str, text: &str) {
        let item = json!({"uri": uri, "languageId": language, "version": 1, "text": text});
        self.tell("textDocument/didOpen", &json!({"textDocument": item}));
    }

    pub(crate) fn change(&mut self, uri: &str, version: i64, changes: &Value) {
        let params =
            json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": changes});
        self.tell("textDocument/didChange", &params);
    }

    pub(crate) fn hover(&mut self, uri: &str, line: u64, character: u64) -> Value {
        let params = json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": character}});
        self.ask("textDocument/hover", &params)["result"].clone()
    }

    pub(crate) fn actions(&mut self, uri: &str, range: &Value) -> Vec<Value> {
        let params =
            json!({"textDocument": {"uri": uri}, "range": range, "context": {"diagnostics": []}});
        list(&self.ask("textDocument/codeAction", &params)["result"])
    }

    /// Says goodbye in order.
    pub(crate) fn end(mut self) -> String {
        let answer = self.ask("shutdown", &Value::Null);
        assert_eq!(answer["result"], Value::Null);
        assert!(answer.get("error").is_none());
        self.tell("exit", &Value::Null);
        drop(self.stdin.take());
        assert_eq!(wait(self.child), Some(0));
        self.all
    }

    /// Closes the pipe, and gives the exit code.
    pub(crate) fn close(mut self) -> Option<i32> {
        drop(self.stdin.take());
        wait(self.child)
    }
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().expect("a list").clone()
}

/// What an editor of today can do.
pub(crate) fn editor() -> Value {
    json!({
        "textDocument": {
            "hover": {"contentFormat": ["markdown", "plaintext"]},
            "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
            "publishDiagnostics": {"versionSupport": true},
        },
        "workspace": {"workspaceEdit": {"documentChanges": true}},
    })
}

/// A range in one line.
pub(crate) fn at(line: u64, start: u64, end: u64) -> Value {
    json!({"start": {"line": line, "character": start}, "end": {"line": line, "character": end}})
}

/// The name of a file of a sandbox.
pub(crate) fn uri(sandbox: &Sandbox, name: &str) -> String {
    let folder = sandbox.path("").canonicalize().expect("a folder");
    feltsense::lsp::uri::of_path(&folder.join(name))
}

/// The codes of diagnostics.
pub(crate) fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics
        .iter()
        .map(|one| one["code"].as_str().expect("a rule"))
        .collect()
}

/// A text with the edits of an action, in UTF-16.
pub(crate) fn applied(text: &str, action: &Value, uri: &str) -> String {
    let edits = match action["edit"].get("documentChanges") {
        Some(changes) => changes[0]["edits"].clone(),
        None => action["edit"]["changes"][uri].clone(),
    };
    let units: Vec<u16> = text.encode_utf16().collect();
    let at = |position: &Value| {
        let (line, character) = (&position["line"], &position["character"]);
        let (mut left, mut start) = (line.as_u64().expect("a line"), 0);
        for (index, unit) in units.iter().enumerate() {
            if left == 0 {
                break;
            }
            if *unit == 10 {
                left -= 1;
                start = index + 1;
            }
        }
        start + character.as_u64().expect("a column") as usize
    };
    let mut edits: Vec<(usize, usize, String)> = list(&edits)
        .iter()
        .map(|edit| {
            let range = &edit["range"];
            let text = edit["newText"].as_str().expect("a text").to_owned();
            (at(&range["start"]), at(&range["end"]), text)
        })
        .collect();
    edits.sort_by_key(|(start, ..)| std::cmp::Reverse(*start));
    let mut out = units.clone();
    for (start, end, text) in edits {
        out.splice(start..end, text.encode_utf16());
    }
    String::from_utf16(&out).expect("whole pairs")
}
