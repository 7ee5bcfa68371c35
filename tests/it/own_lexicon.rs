//! `feltsense lexicon` and lexicons of one's own.

use crate::sandbox::Sandbox;

/// Two categories, a set, a mask, examples.
const GARDEN: &str = r#"name = "garden"
title = "Garden"
version = "2.3.4"
language = "en"
licence = "CC0-1.0"
definition = "Work in a garden."
masks = ["shrinking violet"]

[sets]
flower = ["tulip(s)?", "violet(s)?"]

[[category]]
id = "growing"
title = "Growing"
polarity = "descriptive"
definition = "Things that grow."
entries = ["~flower", "grow* _{0,2} moss:.5"]
hits = ["I saw a [tulip].", "She was [growing some moss]."]
misses = ["He is no shrinking violet."]

[[category]]
id = "tools"
title = "Tools"
polarity = "descriptive"
entries = ["spade(s)?", "watering can"]
hits = ["My [watering can] leaks."]
"#;

const MISTAKES: &str = r#"name = "My List"
title = "Nine mistakes"
version = "1.0"
language = "de"
masks = ["(a|b"]

[sets]
two = ["counsel lor"]

[[category]]
id = "first"
title = "First"
polarity = "sad"
entries = ["fine", "x?", "asham*{nogate}", "~nosuch thing", "foo:2.5"]
"#;

#[test]
fn the_four_lexicons_are_listed_shown_and_sound() {
    let sandbox = Sandbox::new();
    let list = sandbox.run(&["lexicon", "list"]).exits(0).out;
    for name in ["shame", "self_compassion", "relational", "somatic"] {
        let row = list.lines().find(|line| line.starts_with(name));
        assert!(
            row.is_some_and(|row| row.contains("CC-BY-4.0")),
            "{name} in:\n{list}"
        );
        let shown = sandbox.run(&["lexicon", "show", name]).exits(0).out;
        let path = format!("{}/lexicons/{name}.toml", env!("CARGO_MANIFEST_DIR"));
        assert!(
            std::fs::read_to_string(path).expect("a lexicon") == shown,
            "{name}"
        );
        let checked = sandbox.run(&["lexicon", "check", name]).exits(0);
        assert!(!checked.out.contains("error") && !checked.err.contains("error"));
        let tested = sandbox.run(&["lexicon", "test", name]).exits(0).out;
        assert!(
            tested.starts_with(&format!("{name}: ")) && tested.contains(" 0 fail"),
            "{tested}"
        );
    }
    assert!(
        sandbox
            .run(&["lexicon", "show", "english"])
            .exits(0)
            .out
            .contains("[cues]")
    );
    let run = sandbox.run(&["lexicon", "show", "shaem"]).exits(2);
    run.says("shame, self_compassion, relational, somatic");
}

#[test]
fn a_lexicon_that_is_shown_can_be_given_back() {
    let sandbox = Sandbox::with(&[("a.txt", "I was so ashamed, and not guilty, of the boat.")]);
    let shown = sandbox.run(&["lexicon", "show", "shame"]).exits(0).out;
    sandbox.write("mine.toml", &shown);
    sandbox
        .scan_to("own", &["a.txt", "--lexicon", "shame", "--matches"])
        .exits(0);
    sandbox
        .scan_to("file", &["a.txt", "--lexicon", "mine.toml", "--matches"])
        .exits(0);
    assert!(sandbox.report("own") == sandbox.report("file"));
    assert_eq!(
        sandbox.table_of("own", "documents.csv")[0]["shame_hits"],
        "1"
    );
}

#[test]
fn nine_mistakes_are_reported_at_once_with_their_places() {
    let sandbox = Sandbox::with(&[("wrong.toml", MISTAKES), ("a.txt", "ashamed")]);
    let places = [
        "1:8", "3:11", "4:12", "5:11", "8:8", "13:12", "14:20", "14:26", "14:44",
    ];
    for arguments in [
        &["lexicon", "check", "wrong.toml"][..],
        &["lexicon", "test", "wrong.toml"],
        &["lexicon", "list", "wrong.toml"],
        &["scan", "a.txt", "--lexicon", "wrong.toml", "-o", "report"],
    ] {
        let run = sandbox.run(arguments).exits(2);
        assert_eq!(run.out, "", "{arguments:?}");
        let found: Vec<&str> = run
            .err
            .lines()
            .filter_map(|line| line.strip_prefix("wrong.toml:")?.split_once(": error: "))
            .map(|(place, _)| place)
            .collect();
        assert_eq!(found.len(), 10, "{arguments:?}:\n{}", run.err);
        assert_eq!(found[..9], places, "{arguments:?}:\n{}", run.err);
        assert_eq!(
            run.err.matches("    help: ").count(),
            10,
            "each says how to mend it"
        );
    }
    assert_eq!(sandbox.listing(), ["a.txt", "wrong.toml"]);
}

/// Of an entry with a note the pattern is shown, whatever stands before it.
#[test]
fn a_mistake_in_an_entry_with_a_note_is_told_at_its_sign() {
    let sandbox = Sandbox::new();
    let entries = [
        r#"    { note = "of \"x\"", pattern = "foo!" },"#,
        r#"    { pattern = "\u0066oo!", note = "y" },"#,
        r#"    "\u0066oo!","#,
    ];
    let own = format!(
        "name = \"own\"\ntitle = \"Own\"\nversion = \"1.0.0\"\nlanguage = \"en\"\n[[category]]\nid = \"c\"\ntitle = \"C\"\npolarity = \"resource\"\nentries = [\n{}\n]\n",
        entries.join("\n")
    );
    sandbox.write("own.toml", &own);
    let told = sandbox.run(&["lexicon", "check", "own.toml"]).exits(2).err;
    for (line, entry) in (10..).zip(entries) {
        let column = entry.find('!').expect("the sign") + 1;
        let place = format!("own.toml:{line}:{column}");
        assert!(told.contains(&place), "{place} in:\n{told}");
    }
}

#[test]
fn files_that_are_no_lexicon_are_told_by_place_or_name() {
    let sandbox = Sandbox::with(&[
        ("syntax.toml", "name = \"x\"\ntitle = \"y\n"),
        ("key.toml", "name = \"x\"\ntitel = \"y\"\n"),
        ("empty.toml", ""),
        ("folder.toml/x", ""),
    ]);
    sandbox.write("latin.toml", b"name = \"caf\xe9\"\n");
    for (name, says) in [
        ("syntax.toml", "syntax.toml:2:"),
        ("key.toml", "titel"),
        ("empty.toml", "empty.toml"),
        ("folder.toml", "folder.toml"),
        ("latin.toml", "byte 11 is not UTF-8"),
        ("gone.toml", "no such lexicon or file"),
    ] {
        sandbox.run(&["lexicon", "check", name]).exits(2).says(says);
        sandbox
            .run(&["scan", "empty.toml", "--lexicon", name])
            .exits(2)
            .says(says);
    }
}

#[test]
fn a_lexicon_of_ones_own_works_in_a_scan() {
    let text = "Tulips and violets. She was growing very old moss. No shrinking violet. A watering can; no spade.";
    let sandbox = Sandbox::with(&[("garden.toml", GARDEN), ("a.txt", text)]);
    sandbox.run(&["lexicon", "check", "garden.toml"]).exits(0);
    sandbox.run(&["lexicon", "test", "garden.toml"]).exits(0);
    sandbox
        .scan(&[
            "a.txt",
            "--lexicon",
            "garden.toml",
            "--lexicon",
            "shame",
            "--matches",
        ])
        .exits(0);
    let row = sandbox.table("documents.csv").remove(0);
    assert_eq!(
        row["garden.growing_hits"],
        "3",
        "{:?}",
        sandbox.table("matches.csv")
    );
    assert_eq!(
        (
            row["garden.tools_hits"].as_str(),
            row["garden_hits"].as_str()
        ),
        ("1", "4")
    );
    assert_eq!(
        (row["garden_negated"].as_str(), row["shame_hits"].as_str()),
        ("1", "0")
    );
    assert!(
        !row.contains_key("somatic_hits"),
        "only the lexicons that were named"
    );
    let forms = sandbox.column("matches.csv", "form");
    assert_eq!(
        forms,
        [
            "tulips",
            "violets",
            "growing _ _ moss",
            "watering can",
            "spade"
        ]
    );
    let book = sandbox.table("codebook.csv");
    let growing = book
        .iter()
        .find(|row| row["column"] == "garden.growing_hits")
        .expect("a line");
    assert!(growing["definition"].contains("Things that grow."));
    let used = &sandbox.manifest()["lexicons"];
    assert_eq!(
        (&used[0]["name"], &used[0]["version"]),
        (&"garden".into(), &"2.3.4".into())
    );
    assert_eq!(used[1]["name"], "shame");
}

#[test]
fn an_example_that_fails_is_told_by_its_place_and_exits_1() {
    let sandbox = Sandbox::with(&[("garden.toml", &GARDEN.replace("a [tulip]", "a [rose]"))]);
    let run = sandbox.run(&["lexicon", "test", "garden.toml"]).exits(1);
    let line = 1 + GARDEN
        .lines()
        .position(|line| line.contains("[tulip]"))
        .expect("a line");
    assert!(
        run.out.contains(&format!("garden.toml:{line}:9")),
        "{}",
        run.out
    );
    assert!(run.out.contains("1 fail"), "{}", run.out);
}

#[test]
fn an_entry_that_can_never_win_is_named_by_check() {
    let entries = "entries = [\"spade(s)?\", \"garden spade\", \"shrinking violet\"]";
    let text = GARDEN.replace(
        "entries = [\"spade(s)?\", \"watering can\"]\nhits = [\"My [watering can] leaks.\"]",
        entries,
    );
    let sandbox = Sandbox::with(&[("garden.toml", &text)]);
    let run = sandbox.run(&["lexicon", "check", "garden.toml"]).exits(0);
    assert!(
        run.out.contains("`shrinking violet` can never win"),
        "{}",
        run.out
    );
    assert!(
        !run.out.contains("`garden spade` can never win"),
        "{}",
        run.out
    );
}
