//! Comments that silence findings, and what is said about those that do not.

use feltsense::check::Finding;
use feltsense::read::Format;

use super::{findings, judge_as};

const RULE: &str = "[check.rules.presence]\n";

/// Words that are pointed at and still count, then the messages about comments.
fn open(text: &str) -> (Vec<String>, Vec<String>) {
    let all = findings(RULE, text);
    let (comments, found): (Vec<Finding>, Vec<Finding>) =
        all.into_iter().partition(|f| f.rule == "suppression");
    (
        found.into_iter().filter_map(|f| f.form).collect(),
        comments.into_iter().map(|f| f.message).collect(),
    )
}

/// Asserts what still counts, and that no comment is told about.
#[track_caller]
fn leaves(text: &str, words: &[&str]) {
    let (found, comments) = open(text);
    assert_eq!(found, words, "{text}");
    assert!(comments.is_empty(), "{comments:?}");
}

#[test]
fn each_form_silences_its_place_only() {
    leaves(
        "I am ashamed. <!-- feltsense-ignore-line presence -->\nI am worthless.",
        &["worthless"],
    );
    leaves(
        "<!-- feltsense-ignore-next-line presence -->\nI am ashamed.\nI am worthless.",
        &["worthless"],
    );
    leaves(
        "<!-- feltsense-ignore-next-line presence -->\n\nI am ashamed.\n\nI am worthless.",
        &["worthless"],
    );
    leaves(
        "<!-- feltsense-ignore-block all -->\n\nI am ashamed.\nI am worthless.\n\nIt is a disgrace.",
        &["disgrace"],
    );
    let stretch = "<!-- feltsense-ignore-start presence -->\n\nI am ashamed.\n\nI am worthless.\n\n<!-- feltsense-ignore-end -->\n\nIt is a disgrace.";
    leaves(stretch, &["disgrace"]);
    leaves(
        "I am ashamed.\n\n<!-- feltsense-ignore-file presence reason=\"a memoir\" -->\n\nI am worthless.",
        &[],
    );
    leaves(
        "---\nfeltsense-ignore: presence reason=memoir\n---\n\nI am ashamed.",
        &[],
    );
    leaves(
        "[//]: # (feltsense-ignore-next-line presence)\nI am ashamed.\n\nI am worthless.",
        &["worthless"],
    );
    leaves(
        "[comment]: <> \"feltsense-ignore-next-line presence\"\nI am ashamed.",
        &[],
    );
    leaves(
        "<!-- feltsense-ignore-block presence term=\"ashamed\" until=2027-01-01 -->\n\nI am ashamed and worthless, and Ashamed.",
        &["worthless"],
    );
}

#[test]
fn html_has_comments_too() {
    let page = "<p>I am ashamed.</p>\n<!-- feltsense-ignore-next-line presence -->\n<p>I am worthless.</p>\n";
    let verdict = judge_as(RULE, page, Format::Html);
    let open: Vec<_> = verdict
        .findings
        .iter()
        .filter(|f| f.is_open())
        .map(|f| f.form.as_deref())
        .collect();
    assert_eq!(open, [Some("ashamed")]);
}

#[test]
fn reasons_are_kept() {
    let text =
        "<!-- feltsense-ignore-file presence reason=\"a memoir, read by two\" -->\n\nI am ashamed.";
    let verdict = judge_as(RULE, text, Format::Markdown);
    let reasons: Vec<_> = verdict
        .findings
        .iter()
        .filter_map(|f| f.suppressed.as_deref())
        .collect();
    assert_eq!(reasons, ["a memoir, read by two"]);
}

#[test]
fn what_does_nothing_is_told() {
    let told = |comment: &str, message: &str| {
        let text = format!("<!-- {comment} -->\nI am ashamed.");
        let (found, comments) = open(&text);
        assert_eq!(found, ["ashamed"], "{comment}");
        assert_eq!(comments.len(), 1, "{comment}: {comments:?}");
        assert!(comments[0].contains(message), "{comment}: {comments:?}");
    };
    told("feltsense-ignore-next-line voice", "silences nothing");
    told(
        "feltsense-ignore-next-line presnce",
        "did you mean `presence`?",
    );
    told("feltsense-ignore-next-line", "names no rule");
    told("feltsense-ignore presence", "what it silences");
    told("feltsense-ignore-next-lime presence", "what it silences");
    told(
        "feltsense-ignore-next-line presence until=2026-05-31",
        "ran out on 2026-05-31",
    );
    told(
        "feltsense-ignore-next-line presence until=soon",
        "is no day",
    );
    told(
        "feltsense-ignore-next-line presence reason=\"open",
        "never closed",
    );
    told(
        "feltsense-ignore-next-line presence why=x",
        "`reason`, `until` and `term` only",
    );
    told("feltsense-ignore-start presence", "nothing is silenced");
    told("feltsense-ignore-end", "before this end");
}

#[test]
fn in_code_it_is_text() {
    let text = "```\n<!-- feltsense-ignore-file presence -->\n[//]: # (feltsense-ignore-file presence)\n```\n\n`<!-- feltsense-ignore-file presence -->` I am ashamed.";
    leaves(text, &["ashamed"]);
}

#[test]
fn a_reason_may_be_required() {
    let rule = format!("[check]\nrequire-reason = true\n{RULE}");
    let text =
        |more: &str| format!("<!-- feltsense-ignore-file presence {more} -->\n\nI am ashamed.");
    assert_eq!(findings(&rule, &text("")).len(), 2);
    assert!(findings(&rule, &text("reason='a memoir'")).is_empty());
}
