//! `feltsense compare` as people and programs use it.

use std::io::Write;
use std::process::Stdio;

use crate::sandbox::Sandbox;

const OLD: &str = "# The choir\n\nI was ashamed of my singing, and my hands were shaking. The hall was cold that night.\n\nThe lamps went out early. I went home alone.\n";
const NEW: &str = "# The choir\n\nI was not ashamed of my singing, and my hands were shaking. The hall was cold that night.\n\nI went home alone. I was gentle with myself on the way.\n";

fn drafts() -> Sandbox {
    Sandbox::with(&[("v1.md", OLD), ("v2.md", NEW)])
}

fn read(sandbox: &Sandbox, name: &str) -> String {
    std::fs::read_to_string(sandbox.path(name)).expect("a file")
}

#[test]
fn what_changed_is_told_by_signs() {
    let sandbox = drafts();
    let run = sandbox
        .run(&["compare", "v1.md", "v2.md", "--width", "90"])
        .exits(0);
    for part in [
        "v1.md → v2.md",
        "3 the same, 1 changed, 1 added, 1 removed",
        "~- I was ‹S\u{a0}ashamed",
        "~+ I was not ‹S¬\u{a0}ashamed",
        "-  The lamps went out early.",
        "+  I was ‹C\u{a0}gentle with myself",
        "··· 1 sentence as before ···",
        "~  S¬ explicit “ashamed”: affirmed → negated, line 3 → 3",
        "+  C self-kindness",
        "S shame: ",
        "negated: 0.00 → ",
        "look at the counts",
        "They describe these texts",
    ] {
        assert!(run.out.contains(part), "no `{part}` in:\n{}", run.out);
    }
    assert_eq!(run.err, "");
    assert!(!run.out.contains('\x1b'), "colour without a terminal");
    for width in [24, 40, 100] {
        let width_text = width.to_string();
        let run = sandbox
            .run(&["compare", "v1.md", "v2.md", "--width", &width_text])
            .exits(0);
        let widest = run.out.lines().map(|line| line.chars().count()).max();
        assert!(widest.is_some_and(|widest| widest <= width), "{}", run.out);
    }
    let colour = ["compare", "v1.md", "v2.md", "--color", "always"];
    assert!(sandbox.run(&colour).exits(0).out.contains("\x1b["));
    let same = sandbox.run(&["compare", "v1.md", "v1.md"]).exits(0).out;
    assert!(same.contains("5 sentences as before"));
}

#[test]
fn programs_get_tables_without_text() {
    let sandbox = drafts();
    let run = sandbox
        .run(&[
            "compare", "v1.md", "v2.md", "--csv", "m.csv", "--hits", "h.csv", "--json", "-",
        ])
        .exits(0);
    let value: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(value["schema"], 1);
    assert_eq!(value["old"]["document"], "v1.md");
    assert_eq!(value["sentences"]["counts"]["added"], 1);
    assert_eq!(value["hits"]["counts"]["status"], 1);
    let status = value["hits"]["rows"].as_array().expect("rows");
    let status = status
        .iter()
        .find(|row| row["change"] == "status")
        .expect("a change");
    assert_eq!(status["old"]["status"], "affirmed");
    assert_eq!(status["new"]["status"], "negated");
    let (measures, hits) = (read(&sandbox, "m.csv"), read(&sandbox, "h.csv"));
    assert!(measures.starts_with("part,name,what,old,new,difference,old_per_100,old_low,old_high,new_per_100,new_low,new_high,difference_per_100,difference_low,difference_high\n"));
    assert!(
        measures.contains("\nsentences,,added,,1,\n")
            || measures.contains("\nsentences,,added,,1,")
    );
    assert!(measures.contains("\nunit,shame,affirmed,1,0,-1,"));
    assert!(hits.starts_with("change,lexicon,category,entry,apart,old_form,old_status,old_sentence,old_line,new_form,new_status,new_sentence,new_line\n"));
    assert!(hits.contains("status,shame,shame.explicit,"));
    for text in [&run.out, &measures, &hits] {
        for word in ["singing", "lamps", "Lamps", "hall", "early"] {
            assert!(!text.contains(word), "{word} in {text}");
        }
    }
    // The same drafts give the same bytes.
    let again = sandbox
        .run(&["compare", "v1.md", "v2.md", "--json", "-"])
        .exits(0);
    assert_eq!(again.out, run.out);
}

#[test]
fn a_page_holds_both_and_loads_nothing() {
    let sandbox = drafts();
    let run = sandbox
        .run(&["compare", "v1.md", "v2.md", "--html", "out.html"])
        .exits(0);
    assert!(run.out.is_empty() && run.err.contains("Page in out.html"));
    let page = read(&sandbox, "out.html");
    for part in [
        "default-src 'none'",
        "<span class=\"vh\">added: </span><ins>",
        "<span class=\"vh\">removed: </span><del>",
        "<b class=\"w\">not</b>",
        "1 sentence as before</summary>",
        "The lamps went out early.",
        "Difference of hits per 100 words",
    ] {
        assert!(page.contains(part), "no `{part}`");
    }
    for part in ["<script", "http://", "https://", "url("] {
        assert!(!page.contains(part), "{part}");
    }
    sandbox
        .run(&["compare", "v1.md", "v2.md", "--html", "out.html"])
        .exits(0);
    assert_eq!(read(&sandbox, "out.html"), page);
    sandbox.write("mine.html", "<p>mine</p>");
    sandbox
        .run(&["compare", "v1.md", "v2.md", "--html", "mine.html"])
        .exits(2)
        .says("no page of feltsense");
    let over = ["compare", "v1.md", "v2.md", "--csv", "v2.md"];
    sandbox.run(&over).exits(2).says("write to another file");
    assert_eq!(read(&sandbox, "v2.md"), NEW);
}

#[test]
fn drafts_may_be_of_any_format_and_come_from_standard_input() {
    let sandbox = drafts();
    sandbox.write(
        "old.html",
        "<html><body><p>I was ashamed of my singing.</p></body></html>",
    );
    sandbox.write(
        "t.csv",
        "id,text\na,I was ashamed of my singing.\nb,The rain went on.\n",
    );
    let html = ["compare", "old.html", "t.csv", "--new-document", "t.csv#a"];
    assert!(sandbox.run(&html).exits(0).out.contains("1 the same"));
    sandbox
        .run(&["compare", "old.html", "t.csv"])
        .exits(2)
        .says("--new-document");
    sandbox
        .run(&["compare", "old.html", "t.csv", "--new-document", "x"])
        .exits(2)
        .says("is called `x`");
    let mut command = sandbox.command(&["compare", "-", "v2.md", "--stdin-filename", "v1.md"]);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the binary runs");
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(OLD.as_bytes()).expect("an open pipe");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    let out = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && out.starts_with("v1.md → v2.md"),
        "{out}"
    );
    // A heading is a heading, as the name says.
    assert!(out.contains("3 the same"), "{out}");
    sandbox
        .run(&["compare", "-", "-"])
        .exits(2)
        .says("both drafts");
}

#[test]
fn it_ends_with_2_unless_both_were_wholly_read() {
    let sandbox = drafts();
    let run = sandbox.run(&["compare", "v1.md", "gone.md"]).exits(2);
    assert!(run.err.contains("gone.md") && run.out.is_empty());
    sandbox.write("broken.md", b"I was ashamed \xff\xfe of it\x81\x00\n");
    let run = sandbox.run(&["compare", "broken.md", "v2.md", "--encoding", "utf-8"]);
    run.exits(2).says("broken.md");
    sandbox.write("folder/a.md", "Shame.");
    sandbox.run(&["compare", "v1.md", "folder"]).exits(2);
    let two = ["compare", "v1.md", "v2.md", "--csv", "-", "--json", "-"];
    sandbox.run(&two).exits(2).says("standard output");
    // Nothing of a name steers a terminal.
    sandbox.write("a\u{1b}[2J.md", "Shame.");
    let run = sandbox.run(&["compare", "a\u{1b}[2J.md", "v2.md"]).exits(0);
    assert!(!run.out.contains('\x1b') && !run.err.contains('\x1b'));
}

#[test]
fn findings_of_the_rules_in_force_are_counted() {
    let sandbox = drafts();
    sandbox.write(
        "feltsense.toml",
        "root = true\n[check.rules.presence]\nlevel = \"note\"\n",
    );
    let run = sandbox
        .run(&["compare", "v1.md", "v2.md", "--csv", "-"])
        .exits(0);
    assert!(
        run.out.contains("\nrule,presence,note,1,0,-1,"),
        "{}",
        run.out
    );
    let shown = sandbox.run(&["compare", "v1.md", "v2.md"]).exits(0).out;
    assert!(shown.contains("presence: 1 → 0"), "{shown}");
}
