//! Texts that are hard to read rightly: nesting, blocks that never close, words cut up by markup,
//! spellings of one letter, columns behind emoji. Numbers in the comments are those of the list of
//! bad input that the project keeps.

use std::fmt::Write as _;

use crate::sandbox::{Row, Sandbox};

/// Words, hits and statuses of a row.
fn counts(row: &Row) -> [&str; 5] {
    let columns = [
        "words",
        "sentences",
        "shame.explicit_hits",
        "shame_negated",
        "self_compassion.self_kindness_hits",
    ];
    columns.map(|column| row[column].as_str())
}

/// The stretches of the source at which a category was found.
fn found(sandbox: &Sandbox, name: &str, text: &str, category: &str) -> Vec<String> {
    let all = sandbox.matches(name, text).into_iter();
    all.filter(|(found, ..)| found == category)
        .map(|(.., words)| words)
        .collect()
}

const SHAME: &str = "shame.explicit";
const KIND: &str = "self_compassion.self_kindness";

// 17

#[test]
fn deep_nesting_is_read_to_its_end() {
    let sandbox = Sandbox::new();
    let n = 100_000;
    let hit = "\n\nI was ashamed.\n";
    let deep = |item: &str| item.repeat(n) + hit;
    let lists: String = (0..2000)
        .map(|depth| " ".repeat(2 * depth) + "- a\n")
        .collect();
    let texts = [
        ("quotes.md", deep(">")),
        ("items.md", deep("- ")),
        ("brackets.md", deep("[")),
        ("stars.md", deep("*")),
        ("underlines.md", deep("*a _b ")),
        ("tags.md", deep("<b>")),
        ("images.md", deep("![a](")),
        ("lists.md", lists + hit),
        (
            "table.md",
            format!("{}\n{}\n{hit}", "|".repeat(n), "|-".repeat(n)),
        ),
        ("entities.md", deep("&")),
        ("dollars.md", deep("$")),
        ("quotation.txt", deep("\"")),
        ("apostrophes.txt", deep("'")),
        ("brackets.txt", deep("[")),
    ];
    for (name, text) in &texts {
        sandbox.write(&format!("t/{name}"), text);
    }
    sandbox.scan(&["t", "--matches", "--excerpts"]).exits(0);
    let rows = sandbox.table("documents.csv");
    assert_eq!(rows.len(), texts.len());
    for row in rows {
        assert_eq!(row["shame_hits"], "1", "{}", row["document"]);
    }
}

// 18

#[test]
fn a_block_that_never_closes_hides_only_what_follows() {
    let sandbox = Sandbox::new();
    for open in ["```", "~~~ text", "<!--"] {
        let text = format!("I was ashamed.\n\n{open}\nI was kind to myself.\n\nAshamed.\n");
        let row = sandbox.document("a.md", text);
        assert_eq!(counts(&row), ["3", "1", "1", "0", "0"], "{open}");
    }
}

#[test]
fn front_matter_that_never_closes_is_text() {
    let sandbox = Sandbox::new();
    let row = sandbox.document("a.md", "---\ntitle: shame\n\nI was ashamed.\n");
    assert_eq!(
        (row["words"].as_str(), row["shame_hits"].as_str()),
        ("5", "2")
    );
    assert!(!row.contains_key("title"));
}

// 19

#[test]
fn a_rule_at_the_top_is_no_front_matter() {
    let sandbox = Sandbox::new();
    let row = sandbox.document(
        "a.md",
        "---\n\nI was ashamed.\n\n---\n\nI was kind to myself.\n",
    );
    assert_eq!(counts(&row), ["8", "2", "1", "0", "1"]);
}

#[test]
fn front_matter_is_no_prose_whatever_is_in_it() {
    let sandbox = Sandbox::new();
    let tabs = "---\ntitle: ashamed\n\tmore: ashamed\nlist:\n\t- ashamed\n---\nI was ashamed.\n";
    let row = sandbox.document("a.md", tabs);
    assert_eq!(counts(&row), ["3", "1", "1", "0", "0"]);
    let mut bomb = "---\na0: &a0 [x, x]\n".to_owned();
    for level in 1..60 {
        let before = format!("*a{}", level - 1);
        writeln!(bomb, "a{level}: &a{level} [{before}, {before}, {before}]").expect("room");
    }
    bomb += "---\nI was ashamed.\n";
    let row = sandbox.document("a.md", bomb);
    assert_eq!(counts(&row), ["3", "1", "1", "0", "0"]);
    assert!(
        row["a59"].len() < 100,
        "aliases stay as they are: {}",
        row["a59"]
    );
}

#[test]
fn ten_megabytes_of_front_matter_are_no_metadata() {
    let sandbox = Sandbox::new();
    let text = format!("---\n{}---\nI was ashamed.\n", "key: 1\n".repeat(1_500_000));
    let row = sandbox.document("a.md", text);
    assert_eq!(row["shame_hits"], "1");
    assert!(!row.contains_key("key"));
}

// 20

#[test]
fn markup_inside_a_word_leaves_it_whole() {
    let sandbox = Sandbox::new();
    let cases = [
        (
            "I felt self-**compassion**.",
            KIND,
            "self-**compassion",
            "4",
        ),
        ("I felt sh<b>am</b>e.", SHAME, "sh<b>am</b>e", "3"),
        ("I was *asha*med.", SHAME, "asha*med", "3"),
        (
            "I was [asha](https://a.example)med.",
            SHAME,
            "asha](https://a.example)med",
            "3",
        ),
        ("I was ash\u{ad}amed.", SHAME, "ash\u{ad}amed", "3"),
        ("I was ash\u{200b}amed.", SHAME, "ash\u{200b}amed", "3"),
        ("I was ash\u{200d}amed.", SHAME, "ash\u{200d}amed", "3"),
        ("I was ash\u{2060}amed.", SHAME, "ash\u{2060}amed", "3"),
    ];
    for (text, category, words, count) in cases {
        assert_eq!(found(&sandbox, "a.md", text, category), [words], "{text}");
        assert_eq!(sandbox.column("documents.csv", "words"), [count], "{text}");
    }
}

#[test]
fn emphasis_changes_no_count_and_code_takes_words_away() {
    let sandbox = Sandbox::new();
    let words =
        "I was so ashamed of myself , and I was kind to myself , but not ashamed".split(' ');
    let words: Vec<&str> = words.collect();
    let wrapped = |before: &str, after: &str| {
        let wrap = |word: &&str| {
            if *word == "," {
                ",".to_owned()
            } else {
                format!("{before}{word}{after}")
            }
        };
        words.iter().map(wrap).collect::<Vec<_>>().join(" ") + "."
    };
    let expected = sandbox.document("a.md", wrapped("", ""));
    assert_eq!(counts(&expected), ["15", "1", "1", "1", "1"]);
    for (before, after) in [
        ("*", "*"),
        ("**", "**"),
        ("~~", "~~"),
        ("<i>", "</i>"),
        ("[", "](x.md)"),
    ] {
        let row = sandbox.document("a.md", wrapped(before, after));
        assert_eq!(counts(&row), counts(&expected), "{before}…{after}");
    }
    let row = sandbox.document("a.md", wrapped("`", "`"));
    assert_eq!((row["words"].as_str(), row["hits"].as_str()), ("0", "0"));
}

// 21

#[test]
fn a_phrase_may_run_over_line_breaks_and_prefixes_but_not_over_paragraphs() {
    let sandbox = Sandbox::new();
    let whole = [
        ("a.txt", "I was kind\nto\r\nmyself.", "kind\nto\r\nmyself"),
        ("a.md", "I was kind\nto myself.", "kind\nto myself"),
        (
            "a.md",
            "> I was kind\n> to\n> myself.",
            "kind\n> to\n> myself",
        ),
        ("a.md", "- I was kind\n  to myself.", "kind\n  to myself"),
        (
            "a.md",
            "I was kind  \nto\\\nmyself.",
            "kind  \nto\\\nmyself",
        ),
    ];
    for (name, text, words) in whole {
        assert_eq!(found(&sandbox, name, text, KIND), [words], "{text:?}");
    }
    let parted = [
        ("a.txt", "I was kind\n\nto myself."),
        ("a.md", "I was kind\n\nto myself."),
        ("a.md", "- I was kind\n- to myself."),
        ("a.md", "I was kind\n\n> to myself."),
        ("a.md", "| a | b |\n|---|---|\n| I was kind | to myself |"),
        ("a.md", "# I was kind\nto myself."),
    ];
    for (name, text) in parted {
        assert!(found(&sandbox, name, text, KIND).is_empty(), "{text:?}");
    }
}

// 22

#[test]
fn spellings_of_the_same_letters_count_the_same() {
    let sandbox = Sandbox::new();
    let expected = sandbox.document("a.txt", "café: I felt ashamed, self-conscious, a conflict.");
    assert_eq!(
        (expected["words"].as_str(), expected["shame_hits"].as_str()),
        ("8", "2")
    );
    for text in [
        "cafe\u{301}: I felt ashamed, self-conscious, a conflict.",
        "ｃａｆé: I ｆｅｌｔ ａｓｈａｍｅｄ, ｓｅｌｆ-conscious, a conflict.",
        "café: I felt ashamed, self\u{2010}conscious, a con\u{fb02}ict.",
        "café: I felt a\u{17f}hamed, \u{17f}elf\u{2011}con\u{17f}cious, a conflict.",
        "CAFÉ: I FELT ASHAMED, SELF-CONSCIOUS, A CONFLICT.",
    ] {
        assert_eq!(sandbox.document("a.txt", text), expected, "{text}");
    }
}

#[test]
fn letters_that_only_look_alike_are_others() {
    let sandbox = Sandbox::new();
    // Cyrillic а, Greek omicron, dotless ı.
    let row = sandbox.document(
        "a.txt",
        "I was \u{430}shamed, w\u{3bf}rthless and humıliated. İI ßẞ σς.",
    );
    assert_eq!(
        (row["words"].as_str(), row["shame_hits"].as_str()),
        ("9", "0")
    );
}

// 23

#[test]
fn every_apostrophe_is_one() {
    let sandbox = Sandbox::new();
    let text = |sign: &str| {
        "I don't feel ashamed. I wasn't kind to myself. I'm ashamed.".replace('\'', sign)
    };
    let expected = sandbox.document("a.txt", text("'"));
    assert_eq!(counts(&expected), ["11", "3", "1", "1", "0"]);
    for sign in ["’", "‘", "\u{2bc}", "\u{2032}", "\u{ff07}"] {
        assert_eq!(sandbox.document("a.txt", text(sign)), expected, "{sign}");
    }
}

// 24

#[test]
fn entities_are_read_and_the_place_covers_them() {
    let sandbox = Sandbox::new();
    for entity in ["&rsquo;", "&#8217;", "&#x2019;", "&apos;"] {
        let row = sandbox.document("a.md", format!("I wasn{entity}t ashamed."));
        assert_eq!(counts(&row), ["3", "1", "0", "1", "0"], "{entity}");
    }
    let text = "&Eacute;t&eacute; &amp; I was ash&shy;amed; kind&nbsp;to&#32;myself.";
    assert_eq!(found(&sandbox, "a.md", text, SHAME), ["ash&shy;amed"]);
    assert_eq!(
        found(&sandbox, "a.md", text, KIND),
        ["kind&nbsp;to&#32;myself"]
    );
    assert_eq!(sandbox.column("documents.csv", "words"), ["7"]);
    // In plain text they are letters like any other.
    let row = sandbox.document("a.txt", "I wasn&rsquo;t ashamed.");
    assert_eq!(row["shame_hits"], "1");
}

// 25

#[test]
fn columns_count_characters_and_bytes_point_at_the_word() {
    let sandbox = Sandbox::new();
    let before = [
        "👨‍👩‍👧‍👦 ",
        "🇩🇪🇫🇷 ",
        "e\u{301}e\u{301} ",
        "שלום ",
        "\u{202e}abc\u{202c} ",
        "\t\t",
        "日本語 ",
        "a\u{300}\u{301}\u{302}\u{303} ",
        "\u{2067}x\u{2069} ",
        "𝒜𝒷 ",
    ];
    let all = before.concat();
    for start in before.iter().copied().chain([all.as_str()]) {
        let text = format!("one\n{start}ashamed");
        assert_eq!(
            found(&sandbox, "a.txt", &text, SHAME),
            ["ashamed"],
            "{start:?}"
        );
        let row = sandbox.table("matches.csv").remove(0);
        let column = (start.chars().count() + 1).to_string();
        assert_eq!(
            (row["line"].as_str(), &row["column"]),
            ("2", &column),
            "{start:?}"
        );
    }
}

// Properties: the place of a match, and the same words in all disguises.

#[test]
fn every_place_in_the_sample_corpus_points_at_the_words_of_its_form() {
    let sandbox = Sandbox::new();
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus");
    sandbox.scan(&[corpus, "--matches"]).exits(0);
    let mut looked_at = 0;
    for row in sandbox.table("matches.csv") {
        let bytes = std::fs::read(format!("{corpus}/{}", row["document"])).expect("a text");
        let Ok(text) = String::from_utf8(bytes) else {
            continue;
        };
        if text.starts_with('\u{feff}') || row["document"].contains("edge/") {
            continue;
        }
        let at = |column: &str| row[column].parse::<usize>().expect("an offset");
        let words = text[at("byte_start")..at("byte_end")]
            .to_lowercase()
            .replace('’', "'");
        let words = words.replace(['*', '_', '>', '-', '\u{2011}'], " ");
        let words: Vec<&str> = words.split_whitespace().collect();
        let form: Vec<&str> = row["form"].split(' ').collect();
        assert_eq!(words.len(), form.len(), "{row:?}: {words:?}");
        for (word, form) in words.iter().zip(&form) {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            let is_same = *form == "_" || word == *form || word.strip_suffix("'s") == Some(form);
            assert!(is_same, "{row:?}: {words:?}");
        }
        looked_at += 1;
    }
    assert!(looked_at > 300, "only {looked_at}");
}

#[test]
fn the_eleven_disguises_of_one_text_count_the_same() {
    let sandbox = Sandbox::new();
    sandbox
        .scan(&[concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/edge")])
        .exits(0);
    let rows = sandbox.table("documents.csv");
    let row = |name: &str| rows.iter().find(|row| row["document"] == name).expect(name);
    let numbers = |name: &str| {
        let cells = row(name).iter();
        cells
            .filter(|(column, _)| !["document", "flags"].contains(&column.as_str()))
            .collect::<Vec<_>>()
    };
    for name in [
        "bom",
        "crlf",
        "cr",
        "utf16le",
        "utf16be",
        "latin1",
        "nfd",
        "curly",
        "softhyphen",
        "fullwidth",
    ] {
        assert_eq!(
            numbers(&format!("{name}.txt")),
            numbers("plain-lf.txt"),
            "{name}.txt"
        );
    }
}
