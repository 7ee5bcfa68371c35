//! The fast way finds what the reference finds.

use proptest::prelude::*;

use super::tests::document_of;
use super::{DenyList, Finder};

/// Parts of everything that is looked for, and what stands near them and is nothing.
#[rustfmt::skip]
const PARTS: &[&str] = &[
    "ada@example.org", "ada", "@", "example.org", ".", "b.c", "(at)", "[ at ]", " at]", "(at",
    "[AT]", "(dot)", " [dot] ", "'", "’", "é@é.de", "a.b+c@d-e.com", "@ann_b", "@a.b.", "u/ann-b",
    "/", "u/", "xu/abc", "//", "://", ":", "::", "https://", "http://", "httpſ://", "HTTP://",
    "ftp://ann:word@host", "a+b://u@h", "facebook.com/", "my-facebook.com/", "facebooK.com/ann",
    "www.", "..", "-", "_", "t.me/", "linkedin.com/in/", "site.org/~", "site.org/uſers/",
    "site.org/users/ann", "mastodon.x/@", "youtube.com/c/", "profile/", "ann", "fe80::1",
    "2001:db8:", ":1", "abcd:", "12:30:45", "10.0.0.1", "1.2.3.4", "256.1.1.1", "version ", "v",
    "v 1.2.3.4", "4539 1488 0343 6467", "4539148803436467", "4539-1488-", "0343 6467",
    "GB82 WEST 1234 5698 7654 32", "DE89370400440532013000", "DE89", "078-05-1120", "078 05 1120",
    "ssn ", "social security ", "AB 12 34 56 C", "AB123456C", "943 476 5919", "9434765919", "nhs ",
    "2 55 08 14 168 025 38", "255081416802538", "86095742719", "86 095 742 719", "steuer ",
    "111222333", "1112.22.333", "bsn ", "12345678Z", "X1234567L", "X-1234567-L", "RSSMRA85T10A562S",
    "811218-9876", "19811218+9876", "44051401359", "pesel ", "046 454 286", "sin ", "123 456 782",
    "tfn ", "111.444.777-35", "2341 2341 2346", "mrn", "MRN: ", "patient no", "case ref",
    "caſe number", "ſtudent id", "aſtudent no ", "medical record number", "medicare ", " is ",
    " was ", "#", ".:#", "AB-1234", "A1234", "12345", "123456789", "1234567", "SW1A 1AA", "M1 1AA",
    "EC1A1BB", "CA 90210", "NY,  10001-1234", "K1A 0B1", "K1A0B1", "postcode ", "poſtcode: ",
    "zip code is ", "plz ", "eircode ", "D02 AF30", "code postal ", "Lindenstr. 3, ", "Straße",
    "street ", "10969 Berlin", "1010 Wien", " AB Österreich", "+49 30 1234567", "+49", "0049 ",
    "(030) ", "(0)", "030 1234567", "030/1234567", "0301234567", "1-800-555-1234", "555-123-4567",
    "800.555.1234", "phone number is ", "tel.: ", "text me on ", "whatſapp ", "call me at ", "$",
    "%", "1999 2001", "2021-04-05", "born on ", "date of birth: ", "d.o.b. ", "dob ", "née ",
    "NÉ le ", "geb. ", "geboren am ", "4 May 1980", "May the 4th, 1980", "4.5.1980", "1980-05-04",
    "12th of ſept 99", "my name is ", "My NAME’s ", "name", "Name", "nAmE is ",
    "their firſt name was ", "her own name is also ", "hiſ name iſ ", "anna", "Anna", "ANNA",
    "Änne", "aÉmile", "Anna-Maria", "O'Brien", "O’Brien", "İ", "I'm called ", "I’m called ",
    "i am called ", "Call me ", "she's called ", "They were called ", "This is ", "named ",
    "my sister ", "My husband, ", "my ex ", "the ", "Dr ", "Dr. ", "Mrs. ", "Mr ", "Miss ",
    "Professor ", "Señora ", "Sir ", "Auntie ", "van der ", "de", "A. ", "Miller", "MacDonald",
    "God", "Monday", "é", "[NAME]", "[name", "]", "<<person 1>>", "(friend's name)",
    "{ client_12 }", "(perſon)", "[", "(", "<", "{", ")", ">", "XXX", "xx", "xxxx", "Thank you, ",
    "[SURNAME]", "[FIRST NAME]", "Anna: ", "Mira: ", "T: ", ".", ",", "!", "?", " ", " ", " ", "  ",
    "\n", "\r\n", "\t", "\u{a0}", "\u{2003}", "\u{2028}", "\u{85}", "\u{b}", "          ", "1",
    "12", "123", "0", "00", "٣", "٠١٢", "1٣", "K", "ſ", "—", "“", "”", "日本", "он", "ñ", "e\u{301}",
    "\u{200d}", "word", "a", "b", "IT", "x", "0x", "😀",
];

/// Runs of a sign of which patterns take any number.
const RUNS: &[&str] = &[
    " ", "\n", ".", ":", "#", "-", "a", "é", "1", "@", "/", "[", "A", "\u{a0}", "x",
];

fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        12 => (0..PARTS.len()).prop_map(|at| PARTS[at].to_owned()),
        3 => Just(" ".to_owned()),
        1 => "\\PC{0,3}",
        1 => (0..RUNS.len(), 0..150usize).prop_map(|(at, count)| RUNS[at].repeat(count)),
        1 => "[0-9 .()+/-]{1,24}",
        1 => "[A-Z0-9 -]{1,24}",
    ];
    prop::collection::vec(part, 0..24).prop_map(|parts| parts.concat())
}

/// Both ways find the same in a text, wherever it stands in its chunks of 64 bytes.
fn assert_same(text: &str) {
    let deny = DenyList::parse("anna\n");
    let (fast, reference) = (Finder::new(deny.clone()), Finder::new(deny).by_reference());
    let document = document_of(text);
    assert_eq!(
        fast.find(&document),
        reference.find(&document),
        "in {text:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn parts_of_identifiers(text in text()) {
        assert_same(&text);
    }

    #[test]
    fn any_text(text in "(\\PC|[\\n\\r\\t@/:.0-9A-Za-z \\[\\]()'+-]){0,120}") {
        assert_same(&text);
    }
}

/// More with `FELTSENSE_CASES`.
fn cases() -> u32 {
    std::env::var("FELTSENSE_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(400)
}

/// Both kinds of capitals, in either order, within one chunk.
#[test]
fn names_come_in_their_order() {
    assert_same("I'm called May the 4th, 1980pesel I'm called Änne");
    assert_same("I'm called Änne the 4th. This is May");
}

/// What is no finding takes the beginning of the next match with it.
#[test]
fn a_match_that_is_no_finding_is_a_match() {
    assert_same("mrn K1A0B1aſtudent no 111222333");
    assert_same("mrn 1-a/case no 111222333");
    assert_same("+1 2 3(030) 1234567");
}

/// Every part behind every length of lead, so that it meets each border of a chunk.
#[test]
fn every_place_in_a_chunk() {
    for part in PARTS {
        for lead in (0..70).chain(120..131) {
            let mut text = "a ".repeat(lead / 2);
            text.push_str(if lead % 2 == 1 { " " } else { "" });
            text.push_str(part);
            text.push_str(" Anna 1");
            assert_same(&text);
        }
    }
}
