//! Where a finding stands, however its words are written.

use serde_json::Value;

use super::{report, voices};

/// What the findings of `voice` cover, cut out of the text by their bytes.
#[track_caller]
fn covered(text: &str) -> Vec<String> {
    let report = report("a.md", text, &[]);
    let findings = report["findings"].as_array().expect("findings");
    let byte = |value: &Value| value["byte"].as_u64().expect("a number") as usize;
    let voices = findings.iter().filter(|finding| finding["rule"] == "voice");
    voices
        .map(|finding| text[byte(&finding["start"])..byte(&finding["end"])].to_owned())
        .collect()
}

#[test]
fn row_20_markup_inside_a_word_leaves_it_whole() {
    for word in [
        "worth**less**",
        "worth<b>less",
        "worth\u{ad}less",
        "wor\u{200b}thless",
        "worth\u{200d}less",
    ] {
        let text = format!("You are {word}.\n");
        assert_eq!(covered(&text), [word.trim_end_matches('*')]);
    }
    // The end of a block ends a word.
    assert!(covered("You are worth\n\nless.\n").is_empty());
    assert!(covered("- You are worth\n- less.\n").is_empty());
}

#[test]
fn row_21_a_phrase_may_run_over_lines_and_their_prefixes() {
    for phrase in [
        "good\nfor nothing",
        "good for\n> nothing",
        "good  \nfor\n  nothing",
    ] {
        let quote = if phrase.contains("> ") { "> " } else { "" };
        let text = format!("{quote}You are {phrase}.\n");
        assert_eq!(covered(&text), [phrase], "{text}");
    }
    let report = report("a.md", "> You are good for\n> nothing.\n", &[]);
    let finding = &report["findings"][0];
    assert_eq!(
        (&finding["start"]["line"], &finding["end"]["line"]),
        (&1.into(), &2.into())
    );
}

#[test]
fn row_22_spellings_of_the_same_letters_are_found_where_they_stand() {
    for word in [
        "WORTHLESS",
        "\u{ff57}\u{ff4f}\u{ff52}\u{ff54}\u{ff48}less",
        "worthle\u{17f}s",
    ] {
        assert_eq!(covered(&format!("You are {word}.\n")), [word]);
    }
    // Letters that only look alike are others: here a Cyrillic o.
    assert!(covered("You are w\u{43e}rthless.\n").is_empty());
}

#[test]
fn row_23_every_apostrophe_is_one() {
    for sign in ["'", "\u{2019}", "\u{2bc}", "\u{2bb}", "&rsquo;", "&#8217;"] {
        let text = format!("You{sign}re worthless.\n");
        assert_eq!(covered(&text), ["worthless"], "{text}");
    }
}

#[test]
fn row_24_entities_are_read_and_the_place_covers_them() {
    for word in ["worth&shy;less", "w&#111;rthless", "&#x77;orthless"] {
        assert_eq!(covered(&format!("You are {word}.\n")), [word]);
    }
    assert_eq!(covered("You&nbsp;are&nbsp;worthless.\n"), ["worthless"]);
}

#[test]
fn row_25_columns_are_right_in_every_way_of_counting() {
    // Before the word: two wide letters, a family, a combining mark, a direction, a tab.
    let before = "\u{65e5}\u{672c} \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} e\u{301} \u{202e}abc\u{202c}\tYou are ";
    let text = format!("{before}worthless.\n");
    let report = report("a.md", &text, &[]);
    let start = &report["findings"][0]["start"];
    let characters = before.chars().count() as u64 + 1;
    assert_eq!(voices(&report), [(1, characters)]);
    assert_eq!(start["utf16_column"], before.encode_utf16().count() + 1);
    assert_eq!(start["utf8_column"], before.len() + 1);
    assert_eq!(covered(&text), ["worthless"]);
    // In the terminal the mark stands below the word, and no direction is turned. (Of a family,
    // terminals disagree how wide it is.)
    let text = "\u{65e5}\u{672c} e\u{301} \u{202e}abc\u{202c}\tYou are worthless.\n";
    let sandbox = crate::sandbox::Sandbox::with(&[("a.md", text)]);
    let out = sandbox.run(&["check", "a.md"]).exits(1).out;
    assert!(out.contains("\\u{202e}abc\\u{202c}"), "{out}");
    let lines: Vec<&str> = out.lines().collect();
    let at = lines
        .iter()
        .position(|line| line.contains("worthless."))
        .expect("the line");
    let word = lines[at].find("worthless").expect("the word");
    let carets = lines[at + 1].find('^').expect("carets");
    let columns = feltsense::show::terminal::wrap::width;
    assert_eq!(
        columns(&lines[at + 1][..carets]),
        columns(&lines[at][..word])
    );
}
