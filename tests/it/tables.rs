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
