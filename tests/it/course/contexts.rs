//! How the hits of each category are meant: `contexts.csv`.

use crate::sandbox::Sandbox;

#[test]
fn statuses_references_and_flags_are_counted() {
    let sandbox = Sandbox::new();
    let text = "I am ashamed. She is ashamed. I am not ashamed. Are you ashamed? I am ashamed. He was ashamed. \
                I wish I felt safe with him. We never felt safe there.";
    sandbox.write("a.txt", text);
    sandbox.scan(&["a.txt", "--contexts", "--matches"]).exits(0);
    let rows = sandbox.table("contexts.csv");
    let row = |category: &str| {
        let found = rows.iter().find(|row| row["category"] == category);
        found.unwrap_or_else(|| panic!("a row for {category}"))
    };
    let shame = row("shame.explicit");
    let counts = ["affirmed", "negated", "self", "you", "other", "question"].map(|c| &*shame[c]);
    assert_eq!(counts, ["5", "1", "2", "1", "2", "1"]);
    assert!(shame["absence_share"].starts_with("0.1666"));
    assert_eq!((&*shame["self_share"], &*shame["flags"]), ("0.4", ""));
    let safety = row("relational.safety_trust");
    assert_eq!((&*safety["affirmed"], &*safety["absence_share"]), ("0", ""));
    assert_eq!(
        (&*safety["self_share"], &*safety["flags"]),
        ("", "few_hits")
    );
    // The same hits as in matches.csv, one by one.
    let matches = sandbox.table("matches.csv");
    for status in ["affirmed", "negated", "unrealised", "released"] {
        let in_matches = matches.iter().filter(|row| row["status"] == status).count();
        let in_contexts: usize = rows
            .iter()
            .filter(|row| row["category"].contains('.'))
            .map(|row| row[status].parse::<usize>().expect("a count"))
            .sum();
        assert_eq!(in_matches, in_contexts, "{status}");
    }
}
