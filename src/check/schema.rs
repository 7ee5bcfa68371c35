//! The JSON Schema of `feltsense.toml`: what an editor offers and underlines.
//!
//! `docs/feltsense.schema.json` is its text; tests compare both with what serde takes.

use serde_json::{Map, Value, json};

use super::kind::{COMMON_KEYS, KINDS};

/// The schema (draft 2020-12).
pub fn schema() -> Value {
    let words = json!({ "type": "array", "items": { "type": "string" } });
    let count = json!({ "type": "integer", "minimum": 0 });
    let list_options = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "built-in": { "type": "boolean", "default": true },
            "add": words, "remove": words, "patterns": words,
        },
    });
    let aside_kinds = [
        "placeholders",
        "events",
        "disfluencies",
        "cut-offs",
        "backchannels",
    ];
    let asides: Map<String, Value> = aside_kinds
        .iter()
        .map(|kind| ((*kind).to_owned(), json!({ "$ref": "#/$defs/list" })))
        .collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "feltsense.toml",
        "description": "How texts are read and checked; docs/configuration.md and docs/check.md have every key.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "root": { "type": "boolean", "default": false, "description": "Files further up do not lie below this one." },
            "extend": { "type": "string", "description": "A file that lies below this one, relative to it." },
            "check": check(),
            "limits": object(&[("unpacked", &count), ("ratio", &count), ("members", &count), ("depth", &count)]),
            "transcript": object(&[
                ("find", &json!({ "enum": ["auto", "always", "never"], "default": "auto" })),
                ("labels", &words),
                ("not-labels", &words),
                ("roles", &json!({ "type": "object", "additionalProperties": words })),
                ("merge-gap", &json!({ "type": "number", "minimum": 0 })),
            ]),
            "asides": { "type": "object", "additionalProperties": false, "properties": asides },
            "html": object(&[("main", &json!({ "type": "boolean", "default": false })), ("skip", &words)]),
            "pdf": object(&[
                ("seconds", &count),
                ("max-bytes", &count),
                ("join-hyphens", &json!({ "type": "boolean", "default": true })),
                ("running-heads", &json!({ "type": "boolean", "default": false })),
            ]),
            "captions": object(&[
                ("join-rolling", &json!({ "type": "boolean", "default": true })),
                ("pause-ms", &count),
                ("tiers", &words),
            ]),
            "workbook": object(&[("sheet", &json!({ "type": "string" }))]),
        },
        "$defs": { "list": list_options, "rule": rule() },
    })
}

fn object(properties: &[(&str, &Value)]) -> Value {
    let properties: Map<String, Value> = properties
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).clone()))
        .collect();
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

fn check() -> Value {
    let words = json!({ "type": "array", "items": { "type": "string" } });
    let rules: Map<String, Value> = KINDS
        .iter()
        .map(|info| {
            let keys: Map<String, Value> = info
                .keys
                .iter()
                .chain(&COMMON_KEYS)
                .map(|key| ((*key).to_owned(), json!(true)))
                .collect();
            let value = json!({
                "allOf": [{ "$ref": "#/$defs/rule" }],
                "description": format!("{}. {}.", info.title, info.why),
                "properties": keys,
                "additionalProperties": false,
            });
            (info.name.to_owned(), value)
        })
        .collect();
    object(&[
        (
            "profile",
            &json!({ "enum": ["auto", "publisher", "writer", "transcript"], "default": "auto" }),
        ),
        (
            "fail-on",
            &json!({ "enum": ["note", "warning", "error", "never"], "default": "warning" }),
        ),
        (
            "snippets",
            &json!({ "enum": ["auto", "full", "masked", "none"], "default": "auto" }),
        ),
        ("exclude", &words),
        (
            "require-reason",
            &json!({ "type": "boolean", "default": false }),
        ),
        ("baseline", &json!({ "type": "string" })),
        (
            "rules",
            &json!({
                "type": "object",
                "description": "Rules by name. A rule with a name of its own needs `kind`.",
                "properties": rules,
                "additionalProperties": { "allOf": [{ "$ref": "#/$defs/rule" }], "required": ["kind"] },
            }),
        ),
    ])
}

fn rule() -> Value {
    let words = |description: &str| json!({ "type": "array", "items": { "type": "string" }, "description": description });
    let text = |description: &str| json!({ "type": "string", "description": description });
    let count =
        |description: &str| json!({ "type": "integer", "minimum": 0, "description": description });
    let number =
        |description: &str| json!({ "type": "number", "minimum": 0, "description": description });
    let share = |description: &str| json!({ "type": "number", "minimum": 0, "maximum": 1, "description": description });
    let each = |names: &[&str], description: &str| json!({ "type": "array", "items": { "enum": names }, "description": description });
    let kinds: Vec<&str> = KINDS.iter().map(|info| info.name).collect();
    let identifiers: Vec<&str> = crate::identifiers::Kind::ALL
        .map(crate::identifiers::Kind::name)
        .to_vec();
    object(&[
        ("kind", &json!({ "enum": kinds })),
        (
            "level",
            &json!({ "enum": ["off", "note", "warning", "error"] }),
        ),
        (
            "profiles",
            &each(
                &["publisher", "writer", "transcript"],
                "Profiles in which it is on",
            ),
        ),
        (
            "paths",
            &words("Globs of the documents it looks at, relative to this file"),
        ),
        (
            "exclude",
            &words("Globs of documents that it leaves out, relative to this file"),
        ),
        (
            "category",
            &text("What counts: a category, a lexicon, or several joined by +"),
        ),
        ("with", &text("What relieves it, written the same way")),
        (
            "whose",
            &each(
                &["self", "we", "you", "other", "generic"],
                "Whose experience counts",
            ),
        ),
        (
            "skip",
            &each(
                &["question", "hypothetical", "advice", "quoted", "past"],
                "Hits with one of these marks do not count",
            ),
        ),
        ("roles", &words("Roles whose words count")),
        (
            "min-hits",
            &count("With fewer hits there is nothing to judge"),
        ),
        (
            "min-words",
            &count("With fewer words the rule says that the text is too short"),
        ),
        (
            "max",
            &number("The limit: hits per 100 words, or sentences in a row"),
        ),
        ("at-least", &count("Hits of `with` that are asked for")),
        (
            "ratio",
            &number("Hits of `with` for each hit of `category` that are asked for"),
        ),
        (
            "scope",
            &json!({ "enum": ["document", "section", "window", "turn"] }),
        ),
        (
            "window",
            &json!({ "type": "integer", "minimum": 2, "maximum": 10000, "description": "Sentences of a window" }),
        ),
        (
            "share",
            &share("Share of the words that the end of a text is"),
        ),
        (
            "words",
            &count("Words that an opening is, or that a note may stand in"),
        ),
        (
            "gap",
            &count("Sentences without a hit that do not end a run"),
        ),
        ("keys", &words("Keys of the front matter")),
        (
            "patterns",
            &words("Regular expressions, one of which a block has to match"),
        ),
        (
            "links",
            &words("Texts one of which has to stand in the file as written: targets of links"),
        ),
        (
            "topic",
            &words("Words one of which a content note has to hold"),
        ),
        (
            "unneeded",
            &json!({ "type": "boolean", "description": "A note about something that the text does not hold is told" }),
        ),
        (
            "review-by",
            &json!({ "type": "string", "format": "date", "description": "The day by which the block is to be looked at again" }),
        ),
        (
            "shape",
            &json!({ "enum": ["no-late-spike", "ends-lower-than-peak"] }),
        ),
        (
            "factor",
            &number("How many times the rate of the rest the end may have"),
        ),
        ("phrases", &words("Phrases that leave a choice")),
        (
            "kinds",
            &each(
                &identifiers,
                "Kinds of identifiers that are told; all if left out",
            ),
        ),
        (
            "rule",
            &text("The rule whose findings are counted over the corpus"),
        ),
        (
            "max-share",
            &share("Largest share of documents with such a finding"),
        ),
        (
            "max-documents",
            &count("Most documents with such a finding"),
        ),
        (
            "min-documents",
            &count("With fewer documents the corpus is too small"),
        ),
    ])
}
