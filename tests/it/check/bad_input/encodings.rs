//! Bytes that are no UTF-8, or more than text.

use super::{HARD, beside, refused, report, voices};
use crate::sandbox::Sandbox;

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn row_03_texts_without_words_are_read_and_clean() {
    let sandbox = Sandbox::with(&[
        ("e/empty.md", ""),
        ("e/space.md", " \n\t\n"),
        ("e/mark.md", "\u{FEFF}"),
    ]);
    let run = sandbox.run(&["check", "e", "--output", "json"]).exits(0);
    let json: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(json["summary"]["documents"], 3);
    assert_eq!(json["findings"].as_array().map(Vec::len), Some(0));
    assert!(!run.out.contains("NaN"), "{}", run.out);
    beside(&sandbox, &["e"], 1, &[]);
}

#[test]
fn row_04_a_byte_order_mark_moves_no_place() {
    let marked = format!("\u{FEFF}{HARD}");
    assert_eq!(voices(&report("a.md", &marked, &[])), [(1, 9)]);
    assert_eq!(voices(&report("a.html", &marked, &[])), [(1, 9)]);
    // Front matter and a comment begin the text, whatever stands before.
    let silenced = format!("\u{FEFF}---\nfeltsense-ignore: voice\n---\n\n{HARD}");
    assert_eq!(report("a.md", silenced, &[])["summary"]["suppressed"], 1);
}

#[test]
fn row_05_utf16_with_a_mark_is_read_as_it_is() {
    let text = format!("\u{FEFF}\u{1f600} {HARD}");
    for bytes in [
        utf16(&text, u16::to_le_bytes),
        utf16(&text, u16::to_be_bytes),
    ] {
        let report = report("a.md", bytes, &[]);
        assert_eq!(voices(&report), [(1, 11)]);
        assert_eq!(report["findings"][0]["start"]["utf16_column"], 12);
        assert_eq!(report["summary"]["complete"], true);
    }
}

#[test]
fn row_06_utf16_without_a_mark_is_an_error_with_its_way_out() {
    for (bytes, name) in [
        (utf16(HARD, u16::to_le_bytes), "utf-16le"),
        (utf16(HARD, u16::to_be_bytes), "utf-16be"),
    ] {
        refused("wide.md", &bytes, &["looks like UTF-16", name]);
        let report = report("wide.md", &bytes, &["--encoding", name]);
        assert_eq!(voices(&report), [(1, 9)]);
    }
}

#[test]
fn row_07_utf32_is_an_error_by_its_name() {
    let wide = |bytes: fn(u32) -> [u8; 4]| -> Vec<u8> {
        let text = format!("\u{FEFF}{HARD}");
        text.chars().flat_map(|c| bytes(u32::from(c))).collect()
    };
    for bytes in [wide(u32::to_le_bytes), wide(u32::to_be_bytes)] {
        refused("wider.md", bytes, &["UTF-32", "save it as UTF-8"]);
    }
}

#[test]
fn row_08_latin1_is_an_error_with_its_place() {
    let bytes = b"It is late.\r\nIt rains \xe9t\xe9 on. You are worthless.\r\n";
    let run = refused("old.md", bytes, &["byte 23, on line 2, is not UTF-8"]);
    // The guess is told as one, and what it found is not lost.
    assert!(run.err.contains("--encoding windows-1252"), "{}", run.err);
    assert!(
        run.out.contains("old.md:2:26: warning[voice]"),
        "{}",
        run.out
    );
    // Named, it is read; asked for, the guess is a remark.
    let named = report("old.md", bytes, &["--encoding", "latin1"]);
    assert_eq!(
        (voices(&named), &named["unread"]),
        (vec![(2, 26)], &serde_json::json!([]))
    );
    let guessed = report("old.md", bytes, &["--encoding", "auto"]);
    assert_eq!(guessed["unread"][0]["reason"], "encoding_guessed");
    assert_eq!(guessed["summary"]["complete"], true);
    // A text that is clean in the guessed encoding is no clean text.
    refused(
        "fine.md",
        b"It rains \xe9t\xe9 on.\n",
        &["which is a guess"],
    );
    // Of a table, the file is told, once.
    let run = refused(
        "t.csv",
        b"text\nIt rains \xe9t\xe9 on.\nSo it is.\n",
        &["not UTF-8"],
    );
    assert_eq!(run.err.matches("a guess").count(), 1, "{}", run.err);
    // A page that names its encoding leaves nothing to guess.
    let page = b"<meta charset=iso-8859-1><p>It rains \xe9t\xe9. You are worthless.</p>";
    assert_eq!(report("p.html", page, &[])["summary"]["complete"], true);
}

#[test]
fn row_09_one_bad_byte_is_an_error_and_costs_no_finding() {
    let mut bytes = format!(
        "{}{}\n",
        super::super::PLAIN.repeat(40),
        "caf\u{e9} ".repeat(40)
    )
    .into_bytes();
    bytes.extend(b"It rains \xff on.\n");
    bytes.extend(HARD.as_bytes());
    let run = refused("bad.md", &bytes, &["line 2", "U+FFFD"]);
    assert!(
        run.out.contains("bad.md:3:9: warning[voice]"),
        "{}",
        run.out
    );
}

#[test]
fn row_10_broken_utf8_is_an_error_wherever_it_breaks() {
    let broken: [&[u8]; 6] = [
        b"\xc0\xaf",
        b"\xe0\x80\xaf",
        b"\xed\xa0\x80",
        b"\xed\xa0\x80\xed\xb0\x80",
        b"\xf5\x80\x80\x80",
        b"\xe2\x82",
    ];
    for bytes in broken {
        let text = [HARD.as_bytes(), bytes].concat();
        let run = refused("broken.md", &text, &[]);
        assert!(run.out.contains("broken.md:1:9:"), "{bytes:?}: {}", run.out);
    }
}

#[test]
fn row_11_nul_bytes_are_no_text_and_other_controls_are() {
    refused(
        "nul.md",
        b"You are worth\0less.\n",
        &["looks like binary data"],
    );
    let sandbox = Sandbox::new();
    sandbox.write("d/nul.md", b"\0\x01\x02");
    beside(&sandbox, &["d"], 2, &["d/nul.md"]);
    let odd = report(
        "odd.md",
        "It\u{b}rains\u{7f}.\u{1}\nYou are worthless.\n",
        &[],
    );
    assert_eq!(voices(&odd), [(2, 9)]);
}

#[test]
fn row_13_every_line_end_gives_the_same_places() {
    let lines = ["# Page", "", "It rains.", HARD.trim(), ""];
    let expected = voices(&report("a.md", lines.join("\n"), &[]));
    assert_eq!(expected, [(4, 9)]);
    for end in ["\r\n", "\r"] {
        assert_eq!(voices(&report("a.md", lines.join(end), &[])), expected);
    }
    let mixed = "# Page\r\rIt rains.\r\nYou are worthless.\n";
    assert_eq!(voices(&report("a.md", mixed, &[])), expected);
    // These part words and end no line.
    let other = "It rains.\u{85}It is late.\u{2028}So it is.\u{2029}You are worthless.";
    assert_eq!(voices(&report("a.md", other, &[])), [(1, 41)]);
}

#[test]
fn row_14_no_text_needs_a_last_line_end_and_every_output_has_one() {
    let sandbox = Sandbox::with(&[("a.md", HARD.trim_end())]);
    for format in feltsense::check::output::Format::ALL {
        let run = sandbox.run(&["check", "a.md", "--output", format.name()]);
        assert!(run.exits(1).out.ends_with('\n'), "{}", format.name());
    }
}
