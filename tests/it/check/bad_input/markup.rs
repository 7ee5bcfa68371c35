//! Blocks that never close, and what is no front matter.

use super::{HARD, beside, refused, report, voices};
use crate::sandbox::Sandbox;

#[test]
fn row_18_a_block_that_never_closes_tells_how_much_it_hides() {
    for (name, text, line) in [
        ("fence.md", "It rains.\n\n```\nYou are worthless.\n", 3),
        ("tilde.md", "~~~ text\nYou are so worthless.\n", 1),
        (
            "comment.md",
            "It rains.\n\n<!-- so\n\nYou are worthless.\n",
            3,
        ),
    ] {
        let sandbox = Sandbox::with(&[(name, text)]);
        let run = beside(&sandbox, &[name], 1, &[name, "hides", "words"]);
        assert!(run.err.contains(&format!("on line {line} ")), "{}", run.err);
        // It is no reason to fail a run that finds nothing, and in the report of it.
        let report = report(name, text, &[]);
        assert_eq!(report["unread"][0]["fatal"], false);
        assert_eq!(voices(&report), []);
    }
    // Of a page, what follows is lost.
    refused(
        "page.html",
        "<p>It rains.</p><script>You are worthless.\n",
        &["never closed"],
    );
    // Front matter that never closes is text, and so is a comment inside of a line.
    let text = "---\ntitle: x\nYou are worthless.\n";
    assert_eq!(voices(&report("a.md", text, &[])), [(3, 9)]);
    let text = "It rains. <!-- You are worthless.\n";
    assert_eq!(voices(&report("a.md", text, &[])), [(1, 24)]);
}

#[test]
fn row_19_only_front_matter_is_front_matter() {
    let rule = format!("---\n\n{HARD}\n---\n\nIt rains.\n");
    assert_eq!(voices(&report("a.md", rule, &[])), [(3, 9)]);
    // Whatever is in it, the text behind it is judged.
    for inside in [
        "title:\t[x",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\ntitle: *c",
        "{{{{",
        ": : :",
        "title: \"open",
    ] {
        let text = format!("---\n{inside}\n---\n{HARD}");
        let line = inside.lines().count() as u64 + 3;
        assert_eq!(voices(&report("a.md", text, &[])), [(line, 9)], "{inside}");
    }
    let large = format!("---\n{}---\n{HARD}", "key: value\n".repeat(300_000));
    let report = report("large.md", large, &[]);
    assert_eq!(voices(&report), [(300_003, 9)]);
}
