//! Texts with little or nothing to judge, pages, transcripts, and what tells who somebody is.

use feltsense::check::output::Format;
use serde_json::Value;

use super::{HARD, beside, report, voices};
use crate::sandbox::Sandbox;

#[test]
fn row_52_without_prose_there_is_nothing_to_judge_and_no_number() {
    for text in [
        "```\nYou are worthless.\n```\n",
        "# One\n\n## Two\n",
        "| a | b |\n|---|---|\n| 1 | 2 |\n",
        "![](a.png)\n",
        "<!-- only this -->\n",
        "[a]: https://example.org/worthless\n",
    ] {
        let report = report("a.md", text, &["--profile", "writer"]);
        assert_eq!(
            report["findings"].as_array().map(Vec::len),
            Some(0),
            "{text}"
        );
        assert!(!report.to_string().contains("NaN") && !report.to_string().contains("null,null"));
    }
    assert_eq!(
        voices(&report("a.md", "> You are worthless.\n", &[])),
        [(1, 11)]
    );
    let cell = "| a |\n|---|\n| You are worthless. |\n";
    assert_eq!(voices(&report("a.md", cell, &[])), [(3, 11)]);
}

#[test]
fn row_53_what_is_too_short_is_said_to_be_not_judged() {
    let text = "I am ashamed. I was ashamed. I felt ashamed, and it rains here.\n";
    let sandbox = Sandbox::with(&[("short.md", text)]);
    let run = sandbox
        .run(&["check", "short.md", "--fail-on", "warning"])
        .exits(0);
    let told = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        told.contains("not judged by `balance`: short.md"),
        "{}",
        run.out
    );
    assert!(!run.out.contains("[balance]"), "{}", run.out);
    for format in [Format::Json, Format::Sarif] {
        let out = sandbox
            .run(&["check", "short.md", "--output", format.name()])
            .out;
        assert!(out.contains("too short to judge"), "{}", format.name());
    }
}

#[test]
fn row_54_placeholders_of_transcripts_are_nothing_to_tell() {
    let text = "Therapist: [NAME], tell me about XXXX. [inaudible]\n\nClient: <PERSON> was at [PLACE] then. [crying]\n\nsomebody: 00:01:02 Yes.\n\nTherapist: Well.\n\nClient: No. [00:02:00] No.\n";
    let report = report("t.txt", text, &["--profile", "transcript"]);
    assert_eq!(report["findings"], serde_json::json!([]), "{report}");
    assert_eq!(report["summary"]["documents"], 1);
    // Without labels it is no transcript, and is judged as any text.
    assert_eq!(voices(&super::report("p.txt", HARD, &[])), [(1, 9)]);
}

#[test]
fn row_55_of_a_page_what_is_shown_is_judged_and_the_rest_is_told() {
    let page = "<title>So</title><script>x='You are worthless.'</script><style>/* You are worthless. */</style><template>You are worthless.</template>\n<p hidden>You are worthless.</p>\n<p aria-hidden=\"true\">You are worthless.</p>\n<p style='display:none'>You are worthless.</p>\n<p>You are<br>worthless.</p>\n";
    let report = report("p.html", page, &[]);
    assert_eq!(voices(&report), [(5, 15)]);
    let sandbox = Sandbox::with(&[("p.html", page)]);
    beside(&sandbox, &["p.html"], 1, &["p.html", "not shown"]);
    let menu = "<nav>You are worthless.</nav><main><p>It rains.</p></main>";
    assert_eq!(
        voices(&super::report("p.html", menu, &["--html-skip", "nav"])),
        []
    );
}

#[test]
fn row_57_corpora_of_one_and_of_equal_texts_are_counted() {
    let config = "root = true\n[check.rules.presence]\nlevel = 'note'\n[check.rules.budget]\nrule = 'presence'\nmax-documents = 1\n";
    let sandbox = Sandbox::with(&[("feltsense.toml", config), ("1.md", HARD), ("2.md", HARD)]);
    let one = sandbox
        .run(&["check", "1.md", "--output", "concise"])
        .exits(1);
    assert!(!one.out.contains("[budget]"), "{}", one.out);
    let two = sandbox.run(&["check", ".", "--output", "concise"]).exits(1);
    assert!(two.out.contains("2 of 2 documents (100 %)"), "{}", two.out);
    let none = sandbox.run(&["check", "*.txt"]).exits(2);
    assert!(!none.out.contains("NaN"), "{}", none.out);
}

#[test]
fn row_58_what_an_output_cannot_hold_is_told_in_it_and_counts() {
    let sandbox = Sandbox::with(&[("a.md", &format!("{HARD}\n").repeat(5100))]);
    let sarif = sandbox
        .run(&["check", "a.md", "--output", "sarif"])
        .exits(1)
        .out;
    let sarif: Value = serde_json::from_str(&sarif).expect("JSON");
    let run = &sarif["runs"][0];
    assert_eq!(run["results"].as_array().map(Vec::len), Some(5000));
    let notices = run["invocations"][0]["toolExecutionNotifications"].to_string();
    assert!(notices.contains("are left out of this file"), "{notices}");
    let github = sandbox
        .run(&["check", "a.md", "--output", "github"])
        .exits(1)
        .out;
    assert_eq!(github.matches("::warning ").count(), 10, "{github}");
    assert!(
        github
            .lines()
            .last()
            .is_some_and(|line| line.contains(" more; ")),
        "{github}"
    );
    let markdown = sandbox
        .run(&["check", "a.md", "--output", "markdown"])
        .exits(1)
        .out;
    assert!(
        markdown.contains("more are not in this table"),
        "{}",
        markdown.len()
    );
    // The verdict is about all of them.
    let most = [
        "check",
        "a.md",
        "--output",
        "sarif",
        "--fail-on",
        "never",
        "--max-warnings",
    ];
    sandbox.run(&[&most[..], &["5099"]].concat()).exits(1);
    sandbox.run(&[&most[..], &["5100"]].concat()).exits(0);
}

#[test]
fn row_60_what_tells_who_somebody_is_is_in_no_output() {
    let secrets = [
        "zorblat.quimby@example.org",
        "zorblat",
        "quimby",
        "555-0142",
        "Wendeline",
    ];
    let text = "Therapist: Did you write to zorblat.quimby@example.org, Wendeline?\n\nClient: Yes. My name is Wendeline, call +1 202 555-0142.\n\nTherapist: I see.\n\nClient: I am ashamed.\n";
    let sandbox = Sandbox::with(&[("t.txt", text), ("deny.txt", "Wendeline\n")]);
    let said = |run: crate::sandbox::Run, what: &str| {
        assert_eq!(run.code, Some(1), "{}", run.err);
        for secret in secrets {
            let all = format!("{}{}", run.out, run.err).to_lowercase();
            assert!(!all.contains(&secret.to_lowercase()), "{what}: {secret}");
        }
    };
    for format in Format::ALL {
        let arguments = [
            "check",
            "t.txt",
            "--deny",
            "deny.txt",
            "--output",
            format.name(),
        ];
        let run = sandbox.run(&arguments);
        assert!(
            run.out.contains("identifiers") || run.out.contains("mail"),
            "{}",
            run.out
        );
        said(run, format.name());
    }
    // Also where text may be shown: of an identifier, the place is enough.
    let full = [
        "check",
        "t.txt",
        "--snippets",
        "full",
        "--profile",
        "transcript",
    ];
    let run = sandbox.run(&full).exits(1);
    assert!(
        !run.out.contains("zorblat") && !run.out.contains("0142"),
        "{}",
        run.out
    );
    sandbox
        .run(&[
            "baseline",
            "write",
            "t.txt",
            "--deny",
            "deny.txt",
            "--baseline",
            "known.jsonl",
        ])
        .exits(0);
    let known = std::fs::read_to_string(sandbox.path("known.jsonl")).expect("a file");
    assert!(
        secrets.iter().all(|secret| !known.contains(secret)),
        "{known}"
    );
}
