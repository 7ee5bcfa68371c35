//! What silences findings, and does not: comments, and baselines. (Each form of a comment:
//! `super::super::suppress`; how a baseline follows texts: `super::super::baseline`.)

use feltsense::check::SLIPS;

use super::{HARD, beside, report};
use crate::sandbox::Sandbox;

/// Messages about comments in a text, with their lines, and how many findings are silenced.
#[track_caller]
fn told(text: &str, more: &[&str]) -> (Vec<(u64, String)>, u64) {
    let report = report("a.md", text, more);
    let findings = report["findings"].as_array().expect("findings");
    let comments = findings.iter().filter(|f| f["rule"] == "suppression");
    let comments = comments.map(|f| {
        let message = f["message"].as_str().expect("a message").to_owned();
        (f["start"]["line"].as_u64().expect("a line"), message)
    });
    let silenced = report["summary"]["suppressed"].as_u64();
    (comments.collect(), silenced.expect("a number"))
}

/// Each kind of mistake has an id of its own, which outputs tell and `explain` knows.
#[test]
fn row_42_each_comment_that_does_nothing_is_told_in_its_place() {
    let line = |rest: &str| format!("<!-- feltsense-ignore-next-line {rest} -->");
    let file = |rest: &str| format!("<!-- feltsense-ignore-{rest} -->");
    let mut ids = Vec::new();
    for (comment, id, message) in [
        (
            file("start voice reason=x"),
            "no-end",
            "no `feltsense-ignore-end` follows",
        ),
        (
            file("end"),
            "no-start",
            "there is no `feltsense-ignore-start`",
        ),
        (line("voic"), "unknown-rule", "did you mean `voice`?"),
        (line(""), "no-rule", "names no rule"),
        (line("closing reason=x"), "unused", "silences nothing"),
        (
            line("voice reason=x until=2020-01-01"),
            "expired",
            "ran out on 2020-01-01",
        ),
        (line("voice until=2020-13-01"), "no-day", "is no day"),
        (
            line("voice because=x"),
            "unknown-key",
            "`reason`, `until` and `term` only",
        ),
        (line("voice reason=\"x"), "open-quote", "never closed"),
        (line("voice"), "no-reason", "gives no reason"),
        (
            "<!-- feltsense-ignore -->".to_owned(),
            "no-reach",
            "what it silences",
        ),
    ] {
        let text = format!("# Page\n\n{comment}\n{HARD}");
        let sandbox = Sandbox::with(&[("a.md", &text)]);
        sandbox.write("feltsense.toml", "[check]\nrequire-reason = true\n");
        // Such a comment is a finding of its own, and never makes a run green.
        let run = beside(&sandbox, &["a.md"], 1, &[]);
        let told = run.out.lines().filter(|line| line.contains("[suppression"));
        let told: Vec<&str> = told.collect();
        assert_eq!(told.len(), 1, "{comment}: {told:?}");
        let head = format!("a.md:3:1: warning[suppression/{id}] ");
        assert!(told[0].starts_with(&head), "{comment}: {told:?}");
        assert!(told[0].contains(message), "{comment}: {told:?}");
        assert!(run.out.contains("a.md:4:9: warning[voice]"), "{}", run.out);
        ids.push(id);
    }
    // Entries beside a text have one more.
    ids.push("no-file");
    ids.sort_unstable();
    let mut known = SLIPS.map(|info| info.name);
    known.sort_unstable();
    assert_eq!(ids, known);
}

#[test]
fn row_42_outputs_tell_the_id_and_keep_the_rule() {
    let text = format!("<!-- feltsense-ignore-file closing -->\n\n{HARD}");
    let sandbox = Sandbox::with(&[("a.md", &text)]);
    let out = |format: &str| {
        let run = sandbox.run(&["check", "a.md", "--output", format, "--exit-zero"]);
        run.exits(0).out
    };
    let json: serde_json::Value = serde_json::from_str(&out("json")).expect("JSON");
    let comment = &json["findings"][0];
    assert_eq!(comment["rule"], "suppression");
    assert_eq!(comment["id"], "suppression/unused");
    assert_eq!(json["findings"][1]["id"], "voice");
    let sarif: serde_json::Value = serde_json::from_str(&out("sarif")).expect("JSON");
    let run = &sarif["runs"][0];
    let result = &run["results"][0];
    assert_eq!(result["ruleId"], "suppression/unused");
    let index = result["ruleIndex"].as_u64().expect("a number") as usize;
    let rule = &run["tool"]["driver"]["rules"][index];
    assert_eq!(rule["id"], "suppression/unused");
    let title = rule["shortDescription"]["text"].as_str().expect("text");
    assert!(title.contains("silences nothing"), "{title}");
    for format in [
        "full",
        "github",
        "gitlab",
        "junit",
        "checkstyle",
        "azure",
        "rdjson",
        "markdown",
    ] {
        let out = out(format);
        assert!(out.contains("suppression/unused"), "{format}: {out}");
    }
}

#[test]
fn row_42_ends_before_starts_and_comments_that_never_close_silence_nothing() {
    let text =
        format!("<!-- feltsense-ignore-end -->\n\n{HARD}\n<!-- feltsense-ignore-start voice -->\n");
    let (comments, silenced) = told(&text, &[]);
    assert_eq!((comments.len(), silenced), (2, 0), "{comments:?}");
    // A comment that never closes hides what follows: that is told, and it is no silence.
    let text = format!("{HARD}\n<!-- feltsense-ignore-file voice\n\n{HARD}");
    let report = report("a.md", &text, &[]);
    assert_eq!(report["unread"][0]["reason"], "unclosed_block");
    assert_eq!(report["summary"]["suppressed"], 0);
    assert_eq!(super::voices(&report), [(1, 9)]);
    let inline = format!("{HARD}So <!-- feltsense-ignore-file voice\n{HARD}");
    assert_eq!(told(&inline, &[]).1, 0);
}

#[test]
fn row_42_in_code_it_is_text_and_in_front_matter_it_counts_for_the_file() {
    let code = format!(
        "```\n<!-- feltsense-ignore-file voice -->\n```\n\n    <!-- feltsense-ignore-file voice -->\n\n`<!-- feltsense-ignore-file voice -->`\n\n{HARD}"
    );
    assert_eq!(told(&code, &[]), (vec![], 0));
    let front = |value: &str| format!("---\ntitle: Page\nfeltsense-ignore: {value}\n---\n\n{HARD}");
    assert_eq!(told(&front("voice reason=memoir"), &[]), (vec![], 1));
    let (comments, silenced) = told(&front("voic"), &[]);
    assert_eq!((comments.len(), comments[0].0, silenced), (1, 3, 0));
    // A comment inside of front matter is front matter.
    let inside = format!("---\n# <!-- feltsense-ignore-file voice -->\ntitle: x\n---\n\n{HARD}");
    assert_eq!(told(&inside, &[]).1, 0);
}

#[test]
fn row_42_the_last_day_of_a_comment_still_counts() {
    let text = format!("<!-- feltsense-ignore-next-line voice until=2026-06-01 -->\n{HARD}");
    assert_eq!(told(&text, &["--today", "2026-06-01"]), (vec![], 1));
    let (comments, silenced) = told(&text, &["--today", "2026-06-02"]);
    assert_eq!((comments.len(), silenced), (1, 0));
}

#[test]
fn row_42_ten_thousand_comments_each_silence_their_line() {
    let text = format!("<!-- feltsense-ignore-next-line voice -->\n{HARD}\n").repeat(10_000);
    assert_eq!(told(&text, &[]), (vec![], 10_000));
    let idle =
        format!("<!-- feltsense-ignore-block somatic-invitation -->\n\n{HARD}\n").repeat(2_000);
    let (comments, silenced) = told(&idle, &[]);
    assert_eq!((comments.len(), silenced), (2_000, 0));
}

/// Runs with a baseline that has to be refused.
#[track_caller]
fn is_no_baseline(baseline: impl AsRef<[u8]>, says: &str) {
    let sandbox = Sandbox::with(&[("a.md", HARD)]);
    sandbox.write("known.jsonl", &baseline);
    for command in [
        &["check", "a.md", "--baseline", "known.jsonl"][..],
        &["check", "a.md", "--baseline", "known.jsonl", "--exit-zero"],
        &["baseline", "prune", "a.md", "--baseline", "known.jsonl"],
    ] {
        let run = sandbox.run(command).exits(2);
        assert!(run.err.contains("known.jsonl"), "{}", run.err);
        assert!(run.err.contains(says), "no `{says}` in:\n{}", run.err);
    }
    let left = std::fs::read(sandbox.path("known.jsonl")).expect("a file");
    assert_eq!(left, baseline.as_ref(), "it stays as it was");
}

#[test]
fn row_59_a_baseline_that_is_not_understood_is_never_empty() {
    let head = "{\"feltsense-baseline\":1}\n";
    let entry = "{\"path\":\"a.md\",\"rule\":\"voice\",\"subject\":\"00\",\"sentence\":\"00\",\"count\":1}\n";
    is_no_baseline("", "known.jsonl:1: this is no baseline");
    is_no_baseline("{}\n", "known.jsonl:1: this is no baseline");
    is_no_baseline("\n\n", "known.jsonl:1: this is no baseline");
    is_no_baseline("{\"feltsense-baseline\":2}\n", "has version 2");
    is_no_baseline("{\"feltsense-baseline\":0}\n", "has version 0");
    is_no_baseline(
        "{\"feltsense-baseline\":1,\"more\":1}\n",
        "this is no baseline",
    );
    for sign in ["<<<<<<< ours", "=======", ">>>>>>> theirs", "||||||| base"] {
        let text = format!("{head}{entry}{sign}\n{entry}");
        is_no_baseline(text, "known.jsonl:3: a merge left its signs here");
    }
    for line in [
        "{\"path\":\"a.md\"}",
        "{\"path\":\"a.md\",\"rule\":\"voice\",\"subject\":\"\",\"sentence\":\"\",\"count\":-1}",
        "{\"path\":\"a.md\",\"rule\":\"voice\",\"subject\":\"\",\"sentence\":\"\",\"count\":1,\"value\":1e999}",
        "{\"path\":\"a.md\",\"rule\":\"voice\",\"subject\":\"\",\"sentence\":\"\",\"count\":1,\"line\":3}",
        "# a remark",
        "[]",
    ] {
        is_no_baseline(format!("{head}{entry}{line}\n"), "known.jsonl:3: ");
    }
    is_no_baseline(format!("{head}{}", &entry[..30]), "known.jsonl:2: ");
    is_no_baseline(b"{\"feltsense-baseline\":1}\n\xff\n", "not UTF-8");
    is_no_baseline(b"\xff\xfe{\0", "not UTF-8");
}

#[test]
fn row_59_a_baseline_may_have_any_line_ends_and_blank_lines() {
    let sandbox = Sandbox::with(&[("a.md", HARD)]);
    sandbox
        .run(&["baseline", "write", "a.md", "--baseline", "known.jsonl"])
        .exits(0);
    let text = std::fs::read_to_string(sandbox.path("known.jsonl")).expect("a file");
    for text in [
        text.clone(),
        text.replace('\n', "\r\n"),
        format!("\u{FEFF}{text}\n\n"),
        text.trim_end().to_owned(),
    ] {
        sandbox.write("known.jsonl", text);
        sandbox
            .run(&[
                "check",
                "a.md",
                "--baseline",
                "known.jsonl",
                "--strict-baseline",
            ])
            .exits(0);
    }
    // A folder or nothing in its place is told.
    sandbox
        .run(&["check", "a.md", "--baseline", "gone"])
        .exits(2)
        .says("gone: there is no such");
    sandbox
        .run(&["check", "a.md", "--baseline", "."])
        .exits(2)
        .says("name a file");
}
