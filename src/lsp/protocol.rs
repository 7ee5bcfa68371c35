//! The parts of the Language Server Protocol 3.17 that are in use, as they are named there.
//!
//! The crates with all of it (`lsp-types`, `gen-lsp-types`) are some twenty megabytes of derived code
//! for these few structures. What a client says beyond them is passed over.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A place between two characters; both numbers from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// Line.
    pub line: u32,
    /// Column, in the units that were agreed on.
    pub character: u32,
}

/// From a place to a place; the end is not part of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Range {
    /// First character.
    pub start: Position,
    /// First character behind it.
    pub end: Position,
}

/// A document by its name.
#[derive(Clone, Debug, Deserialize)]
pub struct Identifier {
    /// Its name.
    pub uri: String,
    /// Its version, where one is told.
    #[serde(default)]
    pub version: Option<i64>,
}

/// A document that was opened.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// Its name.
    pub uri: String,
    /// What the editor takes it for.
    #[serde(default)]
    pub language_id: String,
    /// Its version.
    #[serde(default)]
    pub version: Option<i64>,
    /// All of it.
    pub text: String,
}

/// `textDocument/didOpen`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DidOpen {
    /// What was opened.
    pub text_document: Item,
}

/// `textDocument/didChange`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DidChange {
    /// What was changed, with its new version.
    pub text_document: Identifier,
    /// Each counts in the text that the one before it left.
    pub content_changes: Vec<Change>,
}

/// One edit.
#[derive(Clone, Debug, Deserialize)]
pub struct Change {
    /// What is replaced; without it, everything.
    #[serde(default)]
    pub range: Option<Range>,
    /// What stands there now.
    pub text: String,
}

/// `didSave`, `didClose`, `textDocument/diagnostic`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OfDocument {
    /// Which.
    pub text_document: Identifier,
}

/// `textDocument/hover`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AtPosition {
    /// Which.
    pub text_document: Identifier,
    /// Where.
    pub position: Position,
}

/// `textDocument/codeAction`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AskActions {
    /// Which.
    pub text_document: Identifier,
    /// Where.
    pub range: Range,
    /// What is wanted.
    #[serde(default)]
    pub context: ActionContext,
}

/// What actions are wanted.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ActionContext {
    /// Kinds; without it, all.
    #[serde(default)]
    pub only: Option<Vec<String>>,
}

/// A finding as editors show it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Diagnostic {
    /// Where.
    pub range: Range,
    /// 1 error, 2 warning, 3 information, 4 hint.
    pub severity: u8,
    /// The rule.
    pub code: String,
    /// Whose finding it is.
    pub source: &'static str,
    /// What was found.
    pub message: String,
}

/// `textDocument/publishDiagnostics`.
#[derive(Clone, Debug, Serialize)]
pub struct PublishDiagnostics<'a> {
    /// Of which document.
    pub uri: &'a str,
    /// Of which version of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// All that there are now.
    pub diagnostics: &'a [Diagnostic],
}

/// An edit that is offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TextEdit {
    /// What is replaced.
    pub range: Range,
    /// By what.
    pub new_text: String,
}

/// Something that an editor offers to do.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CodeAction {
    /// For people.
    pub title: String,
    /// Its kind.
    pub kind: &'static str,
    /// What it mends.
    pub diagnostics: Vec<Diagnostic>,
    /// The usual choice.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_preferred: bool,
    /// What it does.
    pub edit: Value,
}

/// How a client wants to be spoken to.
#[derive(Clone, Debug, Default)]
pub struct Client {
    /// Hovers may be Markdown.
    pub markdown: bool,
    /// Edits may name the version that they are for.
    pub versioned_edits: bool,
    /// Actions may be more than commands.
    pub action_literals: bool,
    /// Files may be watched on demand.
    pub watches: bool,
    /// It asks for diagnostics itself and cannot be told them.
    pub only_pulls: bool,
    /// Folders that are open, as names of files.
    pub folders: Vec<String>,
}

impl Client {
    /// Reads the parameters of `initialize`; what is missing or of another shape is not supported.
    pub fn of(params: &Value) -> Client {
        let at = |path: &str| params.pointer(&format!("/capabilities{path}"));
        let is = |path: &str| at(path).is_some_and(|value| *value == Value::Bool(true));
        let is_there = |path: &str| at(path).is_some_and(|value| !value.is_null());
        let hover = at("/textDocument/hover/contentFormat").and_then(Value::as_array);
        let uri = |value: &Value| Some(value.get("uri")?.as_str()?.to_owned());
        let folders = params.get("workspaceFolders").and_then(Value::as_array);
        let mut folders: Vec<String> = folders.into_iter().flatten().filter_map(uri).collect();
        let root = params.get("rootUri").and_then(Value::as_str);
        if folders.is_empty() {
            folders.extend(root.map(str::to_owned));
        }
        Client {
            markdown: hover
                .is_some_and(|formats| formats.iter().any(|format| format == "markdown")),
            versioned_edits: is("/workspace/workspaceEdit/documentChanges"),
            action_literals: is_there("/textDocument/codeAction/codeActionLiteralSupport"),
            watches: is("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            only_pulls: is_there("/textDocument/diagnostic")
                && !is_there("/textDocument/publishDiagnostics"),
            folders,
        }
    }
}
