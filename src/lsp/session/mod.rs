//! The state of a conversation: a message in, messages out.

mod answers;
mod documents;

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::actions::QUICK_FIX;
use super::document::Text;
use super::ground::{Ground, InForce, Mistake, Remark};
use super::look::Look;
use super::position::Encoding;
use super::protocol::{Client, Diagnostic, OfDocument};
use super::uri;
use super::wire::{self, Broken, Incoming};
use crate::analysis::Pipeline;
use crate::identifiers::Finder;
use crate::read::Format;

/// Levels of `window/logMessage`.
const ERROR: u8 = 1;
const WARNING: u8 = 2;
const INFO: u8 = 3;

/// Where the conversation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nothing was said.
    Fresh,
    /// `initialize` was answered.
    Running,
    /// `shutdown` was answered.
    Down,
    /// `exit` was said; true if that was in order.
    Gone(bool),
}

/// What is known of the text as it is now.
enum Seen {
    /// Nothing yet.
    Nothing,
    /// It was looked at under these rules.
    Look(Rc<InForce>, Box<Look>),
    /// It cannot be: the configuration or the text is broken.
    Not,
}

/// What is to be told in other files than the text: in those that say how it is judged.
#[derive(Clone, Debug, Default)]
struct Beside {
    /// What holds everything up.
    mistakes: Vec<Mistake>,
    /// What entries of sidecars do not do.
    remarks: Vec<Remark>,
}

/// A document that is open.
struct Open {
    path: Option<PathBuf>,
    version: Option<i64>,
    format: Format,
    text: Text,
    seen: Seen,
    /// When it changed last.
    changed: Instant,
    /// How long the last look took.
    cost: Duration,
    /// Of its configuration and sidecars.
    beside: Beside,
    /// What was told last, for whoever asks.
    told: Vec<Diagnostic>,
}

/// When something is to be done without a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Nothing is to be done.
    Never,
    /// In so long.
    In(Duration),
    /// Now.
    Now,
}

/// A conversation with one editor.
pub struct Session<'a> {
    pipeline: &'a Pipeline,
    finder: &'a Finder,
    ground: &'a mut dyn Ground,
    state: State,
    client: Client,
    encoding: Encoding,
    documents: BTreeMap<String, Open>,
    /// Configurations and sidecars that are open or were saved: what is told of them is told though no
    /// text needs it.
    configs: BTreeMap<PathBuf, Beside>,
    /// What the editor shows in such files.
    shown: BTreeMap<PathBuf, Vec<Diagnostic>>,
    /// Mistakes that were said aloud, and are still there.
    said: Vec<Mistake>,
    out: VecDeque<Value>,
}

impl<'a> Session<'a> {
    /// Before the first message.
    pub fn new(pipeline: &'a Pipeline, finder: &'a Finder, ground: &'a mut dyn Ground) -> Self {
        Session {
            pipeline,
            finder,
            ground,
            state: State::Fresh,
            client: Client::default(),
            encoding: Encoding::default(),
            documents: BTreeMap::new(),
            configs: BTreeMap::new(),
            shown: BTreeMap::new(),
            said: Vec::new(),
            out: VecDeque::new(),
        }
    }

    /// The next message that goes out.
    pub fn outgoing(&mut self) -> Option<Value> {
        self.out.pop_front()
    }

    /// Whether `exit` was said, and if so, whether `shutdown` was before.
    pub fn is_gone(&self) -> Option<bool> {
        match self.state {
            State::Gone(in_order) => Some(in_order),
            _ => None,
        }
    }

    /// True if `shutdown` was answered.
    pub fn is_down(&self) -> bool {
        matches!(self.state, State::Down | State::Gone(true))
    }

    /// Takes a message.
    pub fn take(&mut self, message: Incoming) {
        match message {
            Incoming::Request { id, method, params } => self.request(&id, &method, params),
            Incoming::Notification { method, params } => self.notification(&method, params),
            Incoming::Response { failed: true } => {
                self.log(WARNING, "the editor refused to watch configurations; they are read again when a text is changed or saved");
            }
            Incoming::Response { failed: false } => {}
            Incoming::Broken(broken) => {
                self.out
                    .push_back(wire::failure(&Value::Null, broken.code(), broken.told()));
                if broken == Broken::TooLong {
                    // It may have been a change: what is held may be another text by now.
                    let all: Vec<String> = self.documents.keys().cloned().collect();
                    for uri in all {
                        self.close(&uri);
                    }
                    self.log(ERROR, broken.told());
                }
            }
        }
    }

    /// Tells that a request which was never begun is not wanted any more.
    pub fn cancelled(&mut self, id: &Value) {
        self.out.push_back(wire::failure(
            id,
            wire::REQUEST_CANCELLED,
            "the request was cancelled",
        ));
    }

    fn request(&mut self, id: &Value, method: &str, params: Value) {
        let refused = match self.state {
            State::Fresh if method != "initialize" => Some((
                wire::NOT_INITIALIZED,
                "`initialize` has to come first".to_owned(),
            )),
            State::Down | State::Gone(_) => {
                Some((wire::INVALID_REQUEST, "the server was shut down".to_owned()))
            }
            _ => None,
        };
        let answered = match refused {
            Some(refused) => Err(refused),
            None => self.answer(method, params),
        };
        self.out.push_back(match answered {
            Ok(result) => wire::answer(id, &result),
            Err((code, message)) => wire::failure(id, code, &message),
        });
    }

    fn answer(&mut self, method: &str, params: Value) -> Result<Value, (i64, String)> {
        match method {
            "initialize" if self.state == State::Fresh => Ok(self.initialize(&params)),
            "initialize" => Err((
                wire::INVALID_REQUEST,
                "`initialize` was said before".to_owned(),
            )),
            "shutdown" => {
                self.state = State::Down;
                Ok(Value::Null)
            }
            "textDocument/hover" => Ok(self.hover(&typed(method, params)?)),
            "textDocument/codeAction" => Ok(self.actions(&typed(method, params)?)),
            "textDocument/diagnostic" => {
                let asked: OfDocument = typed(method, params)?;
                self.look(&asked.text_document.uri);
                let open = self.documents.get(&asked.text_document.uri);
                let items = open.map_or(&[][..], |open| &open.told);
                Ok(json!({"kind": "full", "items": items}))
            }
            _ => Err((
                wire::METHOD_NOT_FOUND,
                format!(
                    "there is no `{}` here",
                    method.chars().take(80).collect::<String>()
                ),
            )),
        }
    }

    fn initialize(&mut self, params: &Value) -> Value {
        self.state = State::Running;
        self.client = Client::of(params);
        let offered = params.pointer("/capabilities/general/positionEncodings");
        let offered: Vec<&str> = offered
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        self.encoding = Encoding::of_offer(&offered);
        let folders = self.client.folders.iter();
        self.ground
            .open(folders.filter_map(|folder| uri::path_of(folder)).collect());
        let options = params.get("initializationOptions");
        if options.is_some_and(|options| options.as_object().is_some_and(|all| !all.is_empty())) {
            self.log(
                INFO,
                "settings of the editor are not read; write them into feltsense.toml, or give options of `feltsense lsp`",
            );
        }
        let mut capabilities = json!({
            "positionEncoding": self.encoding.name(),
            // 2: edits by range; a whole text is taken as well.
            "textDocumentSync": {"openClose": true, "change": 2, "save": {"includeText": false}},
            "hoverProvider": true,
        });
        if self.client.action_literals {
            capabilities["codeActionProvider"] = json!({"codeActionKinds": [QUICK_FIX]});
        }
        if self.client.only_pulls {
            capabilities["diagnosticProvider"] =
                json!({"interFileDependencies": false, "workspaceDiagnostics": false});
        }
        json!({
            "capabilities": capabilities,
            "serverInfo": {"name": "feltsense", "version": env!("CARGO_PKG_VERSION")},
        })
    }

    fn notification(&mut self, method: &str, params: Value) {
        if method == "exit" {
            self.state = State::Gone(self.state == State::Down);
            return;
        }
        if self.state != State::Running {
            return;
        }
        let understood = match method {
            "initialized" => {
                self.watch();
                true
            }
            "textDocument/didOpen" => told(params, |did| self.did_open(did)),
            "textDocument/didChange" => told(params, |did| self.did_change(did)),
            "textDocument/didSave" => told(params, |did: OfDocument| {
                self.did_save(&did.text_document.uri);
            }),
            "textDocument/didClose" => told(params, |did: OfDocument| {
                self.close(&did.text_document.uri);
            }),
            "workspace/didChangeWatchedFiles" => {
                self.renew();
                true
            }
            // The rest, `$/setTrace` among them, is for others.
            _ => true,
        };
        if !understood {
            let method: String = method.chars().take(80).collect();
            self.log(
                ERROR,
                &format!("`{method}` was not understood, and nothing was done"),
            );
        }
    }

    /// Asks the editor to tell of configurations that change.
    fn watch(&mut self) {
        if !self.client.watches {
            return;
        }
        let watched = self.ground.watched();
        let watchers: Vec<Value> = watched
            .iter()
            .map(|pattern| json!({"globPattern": pattern}))
            .collect();
        let method = "workspace/didChangeWatchedFiles";
        let registration = json!({"id": "feltsense-configuration", "method": method, "registerOptions": {"watchers": watchers}});
        self.out.push_back(wire::request(
            "feltsense-1",
            "client/registerCapability",
            &json!({"registrations": [registration]}),
        ));
    }

    fn log(&mut self, level: u8, message: &str) {
        let params = json!({"type": level, "message": format!("feltsense: {message}")});
        self.out
            .push_back(wire::notification("window/logMessage", &params));
    }
}

/// What a method takes. What serde says may hold pieces of a text: it is not repeated.
fn typed<T: DeserializeOwned>(method: &str, params: Value) -> Result<T, (i64, String)> {
    serde_json::from_value(params).map_err(|_| {
        (
            wire::INVALID_PARAMS,
            format!("`{method}` was not understood: its parameters are not those of the protocol"),
        )
    })
}

/// Does something with what is told; false if it is not understood.
fn told<T: DeserializeOwned>(params: Value, act: impl FnOnce(T)) -> bool {
    serde_json::from_value(params).map(act).is_ok()
}
