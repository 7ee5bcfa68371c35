//! What is text, in which encoding, and what is not.

use super::magic::UNKNOWN;
use super::*;

fn auto(bytes: &[u8]) -> (String, &'static str, How, u64) {
    let decoded = decode(bytes, Choice::Auto).expect("text");
    (
        decoded.text,
        decoded.encoding,
        decoded.how,
        decoded.replaced.count,
    )
}

fn refused(bytes: &[u8]) -> DecodeError {
    decode(bytes, Choice::Auto).expect_err("not text")
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn marks_decide_and_go() {
    assert_eq!(
        auto(b"\xEF\xBB\xBFshame"),
        ("shame".into(), "UTF-8", How::Bom, 0)
    );
    let little = [b"\xFF\xFE".to_vec(), utf16("Schäm", u16::to_le_bytes)].concat();
    assert_eq!(auto(&little), ("Schäm".into(), "UTF-16LE", How::Bom, 0));
    let big = [b"\xFE\xFF".to_vec(), utf16("Schäm", u16::to_be_bytes)].concat();
    assert_eq!(auto(&big), ("Schäm".into(), "UTF-16BE", How::Bom, 0));
    assert_eq!(auto(b"\xEF\xBB\xBF"), (String::new(), "UTF-8", How::Bom, 0));
    assert_eq!(auto(b""), (String::new(), "UTF-8", How::Utf8, 0));
}

#[test]
fn utf32_is_refused() {
    assert_eq!(refused(b"\xFF\xFE\0\0a\0\0\0"), DecodeError::Utf32);
    assert_eq!(refused(b"\0\0\xFE\xFF\0\0\0a"), DecodeError::Utf32);
    assert_eq!(refused(b"a\0\0\0b\0\0\0"), DecodeError::Utf32);
}

#[test]
fn utf16_without_a_mark_is_named() {
    let cases = [
        (utf16("I was ashamed.\r\n", u16::to_le_bytes), "utf-16le"),
        (utf16("I was ashamed.\r\n", u16::to_be_bytes), "utf-16be"),
        (
            utf16("Мне было очень стыдно, и я ушла.", u16::to_le_bytes),
            "utf-16le",
        ),
    ];
    for (bytes, label) in cases {
        let error = refused(&bytes);
        assert_eq!(error, DecodeError::Utf16WithoutBom { label });
        assert!(error.help().contains(&format!("--encoding {label}")));
        let named = decode(&bytes, Choice::parse(label).expect("a label")).expect("text");
        assert!(named.text.ends_with(['\n', '.']) && named.replaced.count == 0);
    }
}

#[test]
fn binary_files_are_named() {
    let cases: [(&[u8], &str); 8] = [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", PNG),
        (b"\xFF\xD8\xFF\xE0\0\x10JFIF", JPEG),
        (b"%PDF-1.7\n", PDF),
        (
            b"PK\x03\x04\x14\0\0\0[Content_Types].xml...word/document.xml",
            DOCX,
        ),
        (
            b"PK\x03\x04\x14\0\0\0mimetypeapplication/vnd.oasis.opendocument.textPK",
            ODT,
        ),
        (b"PK\x03\x04\x14\0\0\0photos/1.jpg", ZIP),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", OLE),
        (b"\x02\0\x13\0\0\0\x01\x7F\0\0\x11", UNKNOWN),
    ];
    for (bytes, looks_like) in cases {
        assert_eq!(refused(bytes), DecodeError::Binary { looks_like });
    }
    assert!(refused(b"%PDF-1.7\n").help().contains("pdftotext"));
}

#[test]
fn a_few_control_characters_are_text_many_are_not() {
    assert_eq!(auto(b"a\x1B[31m b\x0C c\x01").3, 0);
    assert_eq!(
        refused(b"\x01\x02\x03\x04\x05 text"),
        DecodeError::Binary {
            looks_like: UNKNOWN
        }
    );
}

#[test]
fn one_broken_place_does_not_undo_utf8() {
    let bytes = b"caf\xC3\xA9 na\xC3\xAFve \xE2\x80\x99 caf\xE9!";
    assert_eq!(
        auto(bytes),
        ("café naïve ’ caf\u{FFFD}!".into(), "UTF-8", How::Utf8, 1)
    );
    // A last character that was cut off counts once, whatever is left of it.
    assert_eq!(
        auto("é é é …".as_bytes().split_last().expect("bytes").1).3,
        1
    );
}

#[test]
fn the_first_broken_place_is_told() {
    let place = |bytes: &[u8]| decode(bytes, Choice::Named(UTF_8)).expect("text").replaced;
    let told = |count, byte, line| Replaced { count, byte, line };
    assert_eq!(place(b"caf\xC3\xA9\r\n\xE2\x80x\xFF"), told(2, 8, 2));
    assert_eq!(place(b"\xEF\xBB\xBFa\rb\r\rc\xFF"), told(1, 10, 4));
    assert_eq!(place(b"a"), told(0, 0, 0));
    assert!(told(2, 8, 2).detail().contains("byte 8, line 2"));
}

#[test]
fn other_encodings_are_guessed() {
    let (text, encoding, how, replaced) = auto(b"I don\x92t know, \x93caf\xE9\x94 she said");
    assert_eq!(text, "I don’t know, “café” she said");
    assert_eq!((encoding, how, replaced), ("windows-1252", How::Guessed, 0));
}

#[test]
fn overlong_forms_and_surrogates_are_not_utf8() {
    assert!(!is_mostly_utf8(b"\xC0\xAF"));
    assert!(!is_mostly_utf8(b"\xED\xA0\x80"));
}

#[test]
fn a_named_encoding_is_obeyed() {
    let latin = Choice::parse(" Latin1 ").expect("a label");
    assert_eq!(decode("é".as_bytes(), latin).expect("text").text, "Ã©");
    let utf8 = decode(b"\xEF\xBB\xBFa\xFFb\0", Choice::Named(UTF_8)).expect("text");
    assert_eq!(
        (utf8.text.as_str(), utf8.how, utf8.replaced.count),
        ("a\u{FFFD}b\0", How::Named, 1)
    );
    assert_eq!(Choice::parse("auto"), Some(Choice::Auto));
    assert_eq!(Choice::parse("iso-2022-kr"), None);
    assert_eq!(Choice::parse("utf-9"), None);
}

#[test]
fn texts_that_offsets_cannot_reach_are_refused() {
    assert_eq!(check_size(u64::from(u32::MAX)), Ok(()));
    assert_eq!(
        check_size(1 << 32),
        Err(DecodeError::TooLarge { bytes: 1 << 32 })
    );
}

#[test]
fn a_sample_may_end_inside_a_character() {
    let bytes = &"ä é …".as_bytes()[..8];
    let found = detect(bytes, Part::Start, Choice::Auto).expect("text");
    assert_eq!((found.encoding.name(), found.how), ("UTF-8", How::Utf8));
    assert_eq!(without_cut_character(b"a\xE2\x80"), b"a");
    assert_eq!(without_cut_character("aé".as_bytes()), "aé".as_bytes());
}
