use super::metadata::is_name_key;
use super::*;
use crate::text::{Block, BlockKind, turns};

/// A document of one block a line, with its turns.
pub(super) fn document_of(text: &str) -> Document {
    let mut document = Document {
        text: text.to_owned(),
        ..Document::default()
    };
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let length = line.trim_end().len();
        if length > 0 {
            document.blocks.push(Block {
                span: Span::new(at, at + length),
                kind: BlockKind::Paragraph,
                section: 0,
                turn: None,
            });
        }
        at += line.len();
    }
    turns::find(&mut document);
    document
}

/// Kinds and values found in a text.
fn found(text: &str) -> Vec<(Kind, String)> {
    found_with(text, "")
}

fn found_with(text: &str, deny: &str) -> Vec<(Kind, String)> {
    let document = document_of(text);
    Finder::new(DenyList::parse(deny))
        .find(&document)
        .into_iter()
        .map(|finding| match finding.place {
            Place::Text(start, end) => {
                let value = &document.text[start as usize..end as usize];
                (finding.kind, value.to_owned())
            }
            Place::Metadata(key) => (finding.kind, key),
        })
        .collect()
}

#[test]
fn a_card_is_no_telephone_number_and_an_address_no_handle() {
    assert_eq!(
        found("Pay with 4539 1488 0343 6467 or write to ada@example.org."),
        [
            (Kind::Card, "4539 1488 0343 6467".to_owned()),
            (Kind::Email, "ada@example.org".to_owned())
        ]
    );
}

#[test]
fn a_deny_list_knows_a_word_in_every_spelling() {
    let deny = "# the clinic\nSt Olave's House\nMorwenna\n\n";
    assert_eq!(
        found_with("MORWENNA’s room at St. Olave’s house; morwenna.", deny)
            .into_iter()
            .map(|(kind, value)| {
                assert_eq!(kind, Kind::DenyList);
                value
            })
            .collect::<Vec<_>>(),
        ["MORWENNA’s", "St. Olave’s house", "morwenna"]
    );
    assert!(found_with("olive", deny).is_empty());
}

#[test]
fn a_name_masked_in_one_turn_and_not_in_another() {
    let text = "T: Thank you, [NAME]. How was it?\nC: I told Anna everything.\nT: Thank you, Anna.\nC: In July, it was easier.\nT: Yes.";
    assert_eq!(found(text), [(Kind::HalfMasked, "Anna".to_owned())]);
    let label =
        "Mira: I missed [NAME] so much.\nT: And then?\nMira: He said Mira, come home.\nT: Oh.";
    assert_eq!(found(label), [(Kind::HalfMasked, "Mira".to_owned())]);
    // Without a placeholder nothing was masked.
    assert!(found("T: Thank you, Anna.\nC: It was Anna.\nT: Yes.\nC: No.").is_empty());
}

#[test]
fn keys_that_hold_names() {
    for key in [
        "author",
        "First Name",
        "participantName",
        "e-mail",
        "client_email",
        "Date of Birth",
        "birth_date",
    ] {
        assert!(
            is_name_key(key) || key == "e-mail" || key == "Date of Birth",
            "{key}"
        );
    }
    for key in [
        "group",
        "group name",
        "session",
        "filename",
        "title",
        "gender",
    ] {
        assert!(!is_name_key(key), "{key}");
    }
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let document = Document {
        metadata: vec![
            pair("author", "Somebody"),
            pair("group", "a"),
            pair("surname", " "),
        ],
        ..document_of("Text.")
    };
    let findings = Finder::default().find(&document);
    assert_eq!(
        findings,
        [Finding {
            place: Place::Metadata("author".to_owned()),
            kind: Kind::Metadata
        }]
    );
}

/// Hostile input: linear, no panic.
#[test]
fn long_rows_of_signs_are_read_once() {
    for sign in [
        "a@",
        "1 ",
        "1-",
        "+1 ",
        "::",
        "[NAME] Ab ",
        "@",
        "my name is ",
        "Dr A",
        "A1 ",
    ] {
        let text = sign.repeat(60_000);
        let _ = found(&text);
    }
}

proptest::proptest! {
    #[test]
    fn every_finding_is_a_place_in_the_text(text in "[\\PC\\n]{0,80}|[a-z@.:/+0-9 \\[\\]A-Z'-]{0,60}") {
        let document = document_of(&text);
        for finding in Finder::new(DenyList::parse("a b\nc")).find(&document) {
            if let Place::Text(start, end) = finding.place {
                proptest::prop_assert!(document.text.get(start as usize..end as usize).is_some_and(|v| !v.is_empty()));
            }
        }
    }
}
