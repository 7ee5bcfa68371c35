//! Tables with mistakes in them: every row is a document of its own, or a problem is told.

use crate::sandbox::Sandbox;

#[test]
fn a_quote_that_is_never_closed_does_not_swallow_rows_in_silence() {
    let sandbox = Sandbox::new();
    let text = "id,text\n1,\"I was ashamed\n2,I was calm\n3,safe\n4,ashamed\n";
    sandbox.write("a.csv", text);
    sandbox.scan(&["a.csv"]).exits(2).says("line 2");
    assert_eq!(sandbox.table("documents.csv").len(), 4);
    assert_eq!(sandbox.skipped("a.csv")["reason"], "bad_row");
    assert_eq!(sandbox.manifest()["inputs"][0]["rows"], 4);
    // No field of this table is quoted: the quote is text.
    sandbox.write("a.tsv", text.replace(',', "\t"));
    sandbox.scan(&["a.tsv"]).exits(0);
    assert_eq!(sandbox.table("documents.csv").len(), 4);
}

#[test]
fn rows_with_one_id_have_names_of_their_own() {
    let sandbox = Sandbox::new();
    for (name, text, names) in [
        ("a.csv", "id,text\nx,ashamed\nx,calm\n", ["x", "x~2"]),
        ("b.csv", "id,text\n2,ashamed\n,calm\n", ["2", "2~2"]),
        (
            "a.jsonl",
            "{\"id\":\"x\",\"text\":\"ashamed\"}\n{\"id\":\"x\",\"text\":\"calm\"}\n",
            ["x", "x~2"],
        ),
    ] {
        sandbox.write(name, text);
        sandbox.scan(&[name]).exits(0).says("row 2");
        let documents = sandbox.column("documents.csv", "document");
        assert_eq!(documents, names.map(|row| format!("{name}#{row}")));
        let flags = sandbox.column("documents.csv", "flags");
        assert!(!flags[0].contains("same_id") && flags[1].contains("same_id"));
        let row = sandbox.skipped(name);
        assert_eq!((&*row["reason"], &*row["severity"]), ("same_id", "remark"));
        sandbox.scan(&[name, "--label", "hash"]).exits(0);
        let mut hashes = sandbox.column("documents.csv", "document");
        hashes.dedup();
        assert_eq!(hashes.len(), 2);
    }
}
