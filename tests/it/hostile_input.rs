//! Inputs that are missing, empty, in another encoding or no text at all. Numbers in the comments
//! are those of the list of bad input that the project keeps.

use crate::sandbox::{Row, Sandbox, number};

const HIT: &str = "I was ashamed of myself.";

/// Columns whose values are rates or their ends.
fn is_rate(column: &str) -> bool {
    let ends = ["_per_100", "_low", "_high", "_pct"];
    ends.iter().any(|end| column.ends_with(end))
}

/// What must be the same for the same words: every number, not the name and the remarks.
fn numbers(row: &Row) -> Vec<(&String, &String)> {
    row.iter()
        .filter(|(column, _)| !matches!(column.as_str(), "document" | "flags"))
        .collect()
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

fn utf32(text: &str, bytes: fn(u32) -> [u8; 4]) -> Vec<u8> {
    text.chars().flat_map(|c| bytes(c as u32)).collect()
}

// 1

#[test]
fn a_missing_absolute_path_is_named_without_its_place() {
    let sandbox = Sandbox::with(&[("essay.txt", HIT)]);
    let missing = sandbox.path("gone.txt");
    sandbox
        .scan(&["essay.txt", missing.to_str().expect("a path in UTF-8")])
        .exits(2);
    assert_eq!(sandbox.skipped("gone.txt")["reason"], "not_found");
    let place = missing
        .parent()
        .and_then(|parent| parent.file_name())
        .expect("a name");
    for (name, bytes) in sandbox.report("report") {
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            !text.contains(place.to_str().expect("UTF-8")),
            "an absolute path in {name}"
        );
    }
}

// 2

#[test]
fn a_pattern_without_files_is_named() {
    let sandbox = Sandbox::with(&[("texts/a.txt", HIT)]);
    sandbox.scan(&["texts/*.md"]).exits(2).says("texts/*.md");
    assert_eq!(sandbox.skipped("texts/*.md")["reason"], "no_match");
    sandbox.scan(&["texts/*.txt"]).exits(0);
    assert_eq!(sandbox.column("documents.csv", "document"), ["a.txt"]);
}

#[test]
fn hidden_files_alone_are_nothing_to_read_and_it_says_so() {
    let sandbox = Sandbox::with(&[("texts/.a.txt", HIT)]);
    sandbox.scan(&["texts"]).exits(2).says("1 hidden");
    sandbox.scan(&["texts/.a.txt"]).exits(0);
    assert_eq!(sandbox.table("documents.csv").len(), 1);
}

#[test]
fn files_of_other_kinds_in_a_folder_are_listed_and_alone_are_nothing_to_read() {
    let sandbox = Sandbox::with(&[("texts/a.log", HIT), ("texts/noext", HIT)]);
    sandbox.scan(&["texts"]).exits(2);
    assert_eq!(sandbox.column("skipped.csv", "path"), ["a.log", "noext"]);
    sandbox.write("texts/b.txt", HIT);
    sandbox.scan(&["texts"]).exits(0);
    assert_eq!(
        sandbox.column("skipped.csv", "reason"),
        ["unknown_format", "unknown_format"]
    );
    // Named, they are text.
    sandbox.scan(&["texts/a.log", "texts/noext"]).exits(0);
    assert_eq!(sandbox.table("documents.csv").len(), 2);
}

// 3

#[test]
fn texts_without_words_have_rows_without_rates() {
    let sandbox = Sandbox::with(&[("t/empty.txt", ""), ("t/blank.md", " \t\r\n\n\u{a0}\n")]);
    sandbox.write("t/mark.txt", "\u{feff}");
    sandbox.scan(&["t"]).exits(0);
    let rows = sandbox.table("documents.csv");
    assert_eq!(rows.len(), 3);
    for row in rows {
        assert_eq!(
            (row["words"].as_str(), row["hits"].as_str()),
            ("0", "0"),
            "{row:?}"
        );
        assert_eq!(row["flags"], "no_words");
        let rates: Vec<_> = row.iter().filter(|(column, _)| is_rate(column)).collect();
        assert!(rates.len() > 100, "the rates are there");
        for (column, cell) in rates {
            assert_eq!(cell, "", "{column} of {}", row["document"]);
        }
    }
    assert_eq!(sandbox.table("skipped.csv").len(), 0);
}

// 4

#[test]
fn a_byte_order_mark_moves_no_count_and_no_place() {
    let sandbox = Sandbox::new();
    let text = "ashamed I was, and kind to myself";
    let plain = sandbox.matches("a.txt", text);
    let places = sandbox.table("matches.csv");
    sandbox.write("a.txt", format!("\u{feff}{text}"));
    sandbox.scan(&["a.txt", "--matches"]).exits(0);
    assert_eq!(plain.len(), 2);
    assert_eq!(sandbox.table("matches.csv"), places);
    assert_eq!(
        (places[0]["line"].as_str(), places[0]["column"].as_str()),
        ("1", "1")
    );
    assert_eq!(sandbox.manifest()["inputs"][0]["encoding_by"], "bom");
}

// 6

#[test]
fn utf16_without_a_mark_is_refused_with_the_way_out() {
    let sandbox = Sandbox::new();
    let cases = [
        (utf16(HIT, u16::to_le_bytes), "utf-16le"),
        (utf16(HIT, u16::to_be_bytes), "utf-16be"),
    ];
    for (bytes, name) in cases {
        sandbox.write("a.txt", bytes);
        let flag = format!("--encoding {name}");
        sandbox.scan(&["a.txt"]).exits(2).says("UTF-16").says(&flag);
        assert_eq!(sandbox.table("documents.csv").len(), 0);
        sandbox.scan(&["a.txt", "--encoding", name]).exits(0);
        assert_eq!(sandbox.column("documents.csv", "shame_hits"), ["1"]);
    }
}

// 7

#[test]
fn utf32_is_refused_by_name() {
    let sandbox = Sandbox::new();
    for text in [HIT.to_owned(), format!("\u{feff}{HIT}")] {
        for bytes in [
            utf32(&text, u32::to_le_bytes),
            utf32(&text, u32::to_be_bytes),
        ] {
            sandbox.write("a.txt", bytes);
            sandbox.scan(&["a.txt"]).exits(2).says("UTF-32");
            assert_eq!(sandbox.skipped("a.txt")["reason"], "encoding");
        }
    }
}

// 8

#[test]
fn a_guessed_encoding_is_marked_and_a_named_one_is_obeyed() {
    let sandbox = Sandbox::new();
    let expected = sandbox.document("a.txt", "The café was full. I wasn’t ashamed.");
    let latin = b"The caf\xe9 was full. I wasn\x92t ashamed.";
    let row = sandbox.document("a.txt", latin);
    assert_eq!(numbers(&row), numbers(&expected));
    assert_eq!(row["shame_negated"], "1");
    assert!(
        row["flags"].contains("encoding_guessed"),
        "{}",
        row["flags"]
    );
    assert_eq!(sandbox.manifest()["inputs"][0]["encoding_by"], "guessed");
    sandbox
        .scan(&["a.txt", "--encoding", "windows-1252"])
        .exits(0);
    let named = sandbox.table("documents.csv").remove(0);
    assert_eq!(numbers(&named), numbers(&expected));
    assert!(!named["flags"].contains("encoding_guessed"));
    sandbox
        .scan(&["a.txt", "--encoding", "klingon"])
        .exits(2)
        .says("klingon");
    assert!(!sandbox.path("report").exists(), "nothing was scanned");
}

// 9

#[test]
fn one_bad_byte_is_told_and_the_text_still_counts() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "a.txt",
        b"Na\xc3\xafve caf\xc3\xa9s. I was ashamed \xff of it.",
    );
    sandbox.scan(&["a.txt"]).exits(2).says("a.txt");
    let row = sandbox.table("documents.csv").remove(0);
    assert_eq!(
        (row["words"].as_str(), row["shame_hits"].as_str()),
        ("7", "1")
    );
    assert!(row["flags"].contains("invalid_bytes"));
    assert_eq!(sandbox.skipped("a.txt")["reason"], "invalid_bytes");
    sandbox
        .scan(&["a.txt", "--allow-skipped"])
        .exits(0)
        .says("a.txt");
    // Told to be UTF-8, a Latin-1 text is broken, not guessed.
    sandbox.write("a.txt", b"The caf\xe9 was full. I was ashamed.");
    sandbox.scan(&["a.txt", "--encoding", "utf-8"]).exits(2);
    assert_eq!(sandbox.skipped("a.txt")["reason"], "invalid_bytes");
}

// 10

#[test]
fn broken_utf8_is_never_silent() {
    let sandbox = Sandbox::new();
    let broken: [&[u8]; 6] = [
        b"overlong \xc0\xaf here",
        b"a lone surrogate \xed\xa0\x80 here",
        b"above the last plane \xf4\x90\x80\x80 here",
        b"a continuation \x80 alone",
        b"cut off \xe2\x82",
        b"cut off \xf0\x9f\x99",
    ];
    for bytes in broken {
        let text = [b"It was \xc3\xa9 and \xc3\xa9. I was ashamed.\n", bytes].concat();
        sandbox.write("a.txt", text);
        for arguments in [&["a.txt"][..], &["a.txt", "--encoding", "utf-8"]] {
            let run = sandbox.scan(arguments);
            let row = sandbox.table("documents.csv").remove(0);
            let marked = ["invalid_bytes", "encoding_guessed"];
            assert!(
                marked.iter().any(|mark| row["flags"].contains(mark)),
                "{bytes:?}: {row:?}"
            );
            assert_eq!(row["shame_hits"], "1");
            let is_told = sandbox.table("skipped.csv").len() == 1;
            assert_eq!(is_told, row["flags"].contains("invalid_bytes"));
            assert_eq!(run.code, Some(if is_told { 2 } else { 0 }));
        }
    }
}

#[test]
fn every_file_of_noise_is_read_or_listed() {
    let sandbox = Sandbox::new();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut byte = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    for number in 0..200_usize {
        let bytes: Vec<u8> = (0..number * 7 % 300).map(|_| byte()).collect();
        let extension = ["txt", "md", "csv", "tsv", "jsonl"][number % 5];
        sandbox.write(&format!("noise/{number:03}.{extension}"), bytes);
        // High bytes only, so that it is no binary file but an odd encoding.
        let bytes: Vec<u8> = (0..number % 50).map(|_| byte() | 0x80).collect();
        sandbox.write(&format!("noise/h{number:03}.{extension}"), bytes);
    }
    let run = sandbox.scan(&["noise", "--matches", "--excerpts", "--by", "turn", "--long"]);
    assert!(matches!(run.code, Some(0 | 2)), "{:?}", run.code);
    let manifest = sandbox.manifest();
    let read = manifest["inputs"].as_array().expect("a list").iter();
    let read: Vec<&str> = read
        .map(|input| input["path"].as_str().expect("a path"))
        .collect();
    let skipped = sandbox.column("skipped.csv", "path");
    for name in crate::sandbox::listing(&sandbox.path("noise")) {
        let is_known = read.contains(&name.as_str()) || skipped.contains(&name);
        assert!(is_known, "{name} has vanished");
    }
}

// 11

#[test]
fn a_text_with_nul_bytes_is_refused_wherever_it_lies() {
    let sandbox = Sandbox::with(&[("t/good.txt", HIT)]);
    sandbox.write(
        "t/bad.txt",
        b"I was ash\0amed, and this is text but for one byte.",
    );
    for (paths, folder) in [(&["t"][..], ""), (&["t/bad.txt", "t/good.txt"], "t/")] {
        sandbox.scan(paths).exits(2).says("bad.txt");
        assert_eq!(
            sandbox.skipped(&format!("{folder}bad.txt"))["reason"],
            "not_text"
        );
        assert_eq!(
            sandbox.column("documents.csv", "document"),
            [format!("{folder}good.txt")]
        );
    }
}

#[test]
fn a_few_control_characters_are_text() {
    let sandbox = Sandbox::new();
    let row = sandbox.document(
        "a.txt",
        "I was\x07 \x1b[31m ashamed\x1b[0m.\x08 I was kind to myself.\x0c",
    );
    assert_eq!(
        (
            row["shame_hits"].as_str(),
            row["self_compassion_hits"].as_str()
        ),
        ("1", "1")
    );
}

// 12

#[test]
fn files_are_told_by_what_they_hold() {
    let sandbox = Sandbox::with(&[("t/good.txt", HIT)]);
    let files: [(&str, &[u8], &str); 6] = [
        ("t/a.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
        ("t/b.txt", b"PK\x03\x04\x14\0\0\0photos/1.jpg", "zip"),
        (
            "t/c.md",
            b"PK\x03\x04\x14\0\0\0[Content_Types].xml word/document.xml",
            ".docx",
        ),
        ("t/d.txt", b"%PDF-1.7\n1 0 obj", "PDF"),
        ("t/e.csv", b"\x1f\x8b\x08\0\0\0\0\0", "gzip"),
        ("t/f.jsonl", b"\xff\xd8\xff\xe0\0\x10JFIF", "JPEG"),
    ];
    for (name, bytes, _) in files {
        sandbox.write(name, bytes);
    }
    sandbox.scan(&["t"]).exits(2);
    for (name, _, what) in files {
        let row = sandbox.skipped(&name[2..]);
        assert_eq!(row["reason"], "not_text", "{name}");
        assert!(row["detail"].contains(what), "{row:?}");
    }
    assert_eq!(sandbox.column("documents.csv", "document"), ["good.txt"]);
}

// 13

#[test]
fn line_ends_change_no_count() {
    let sandbox = Sandbox::new();
    let lines = [
        "I was ashamed.",
        "I was kind to",
        "myself.",
        "",
        "- not ashamed",
        "- calm",
        "",
    ];
    for name in ["a.txt", "a.md"] {
        let expected = sandbox.document(name, lines.join("\n"));
        assert_eq!(expected["hits"], "3", "{expected:?}");
        assert_eq!(expected["shame_negated"], "1");
        for end in ["\r\n", "\r"] {
            assert_eq!(
                sandbox.document(name, lines.join(end)),
                expected,
                "{name} with {end:?}"
            );
        }
    }
    // No line ends for numbers, but white space and paragraphs all the same.
    let prose = [
        "I was ashamed.",
        "I was kind to",
        "myself.",
        "",
        "I was not ashamed.",
        "",
    ];
    let expected = sandbox.document("a.txt", prose.join("\n"));
    for end in ["\u{85}", "\u{2028}"] {
        assert_eq!(
            sandbox.document("a.txt", prose.join(end)),
            expected,
            "{end:?}"
        );
    }
}

#[test]
fn lines_and_columns_are_the_same_for_every_line_end() {
    let sandbox = Sandbox::new();
    let places = |text: String| {
        sandbox.write("a.txt", text);
        sandbox.scan(&["a.txt", "--matches"]).exits(0);
        let rows = sandbox.table("matches.csv").into_iter();
        rows.map(|row| (row["line"].clone(), row["column"].clone()))
            .collect::<Vec<_>>()
    };
    let expected = [("1", "7"), ("4", "3")].map(|(l, c)| (l.to_owned(), c.to_owned()));
    for end in ["\n", "\r\n", "\r"] {
        let text = ["I was ashamed.", "", "x", "é ashamed"].join(end);
        assert_eq!(places(text), expected, "{end:?}");
    }
    let mixed = "I was ashamed.\r\n\rx\né ashamed".to_owned();
    assert_eq!(places(mixed), expected);
}

// 14

#[test]
fn the_last_line_needs_no_end_and_tables_always_have_one() {
    let sandbox = Sandbox::new();
    let with = sandbox.document("a.txt", "I was ashamed.\nI was kind to myself\n");
    let without = sandbox.document("a.txt", "I was ashamed.\nI was kind to myself");
    assert_eq!(with, without);
    for (name, bytes) in sandbox.report("report") {
        assert_eq!(bytes.last(), Some(&b'\n'), "{name}");
    }
}

// 57

#[test]
fn equal_documents_have_a_spread_of_zero() {
    let sandbox = Sandbox::with(&[("t/a.txt", HIT), ("t/b.txt", HIT), ("t/c.txt", HIT)]);
    sandbox.scan(&["t"]).exits(0);
    let rows = sandbox.table("corpus.csv");
    let shame = rows
        .iter()
        .find(|row| row["category"] == "shame")
        .expect("a row");
    assert_eq!(
        (
            shame["hits"].as_str(),
            shame["sd"].as_str(),
            shame["dp"].as_str()
        ),
        ("3", "0", "0")
    );
    assert_eq!(
        (&shame["low"], &shame["high"]),
        (&shame["per_100"], &shame["per_100"])
    );
}

#[test]
fn no_number_is_ever_nan_or_infinite() {
    let sandbox = Sandbox::with(&[
        ("t/empty.txt", ""),
        ("t/word.txt", "ashamed"),
        ("t/x.txt", "x"),
    ]);
    for paths in [&["t/empty.txt"][..], &["t/word.txt"], &["t"]] {
        let more = ["--by", "parts:3", "--matches", "--long"];
        sandbox.scan(&[paths, &more].concat()).exits(0);
        for (name, bytes) in sandbox.report("report") {
            if name.starts_with("codebook") || name == "manifest.json" {
                continue;
            }
            for row in crate::sandbox::rows(&bytes, b',') {
                for (column, cell) in row {
                    let small = cell.to_lowercase();
                    let odd = ["nan", "inf", "-inf", "infinity", "null", "none"];
                    assert!(!odd.contains(&small.as_str()), "{name}: {column} = {cell}");
                    if column.ends_with("_per_100") {
                        assert!(number(&cell) >= 0.0, "{name}: {column} = {cell}");
                    }
                }
            }
        }
    }
}
