use super::*;
use BlockKind::{Heading, Paragraph};

const CONTAINER: &str =
    r#"<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>"#;
const BOOK: &str = r#"<package><metadata><creator>Jane Real</creator></metadata><manifest><item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/><item id="b" href="b.xhtml" media-type="application/xhtml+xml"/><item id="a" href="text/a%20b.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="n"/><itemref idref="a"/><itemref idref="b" linear="no"/><itemref idref="a"/></spine></package>"#;

fn page(body: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>Jane Real</title><style>p {{}}</style></head><body>{body}</body></html>"#
    )
}

fn book(more: &[(&str, &str)]) -> Vec<u8> {
    let (a, b) = (
        page("<h1>One</h1><p>a&nbsp;b</p>"),
        page("<p>loose</p><h2>Two</h2><p>c<script>x</script></p>"),
    );
    let nav = page("<nav><a>One</a></nav>");
    let mut parts = vec![
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", CONTAINER),
        ("OEBPS/book.opf", BOOK),
        ("OEBPS/nav.xhtml", &nav),
        ("OEBPS/text/a b.xhtml", &a),
        ("OEBPS/b.xhtml", &b),
    ];
    parts.retain(|(name, _)| more.iter().all(|(other, _)| name != other));
    parts.extend(more.iter().filter(|(_, text)| !text.is_empty()));
    zipped(&parts)
}

#[test]
fn chapters_in_the_order_of_the_spine() {
    let document = opened(&book(&[]), Format::Epub);
    let expected = [
        (Heading, "One"),
        (Paragraph, "a\u{A0}b"),
        (Paragraph, "loose"),
        (Heading, "Two"),
        (Paragraph, "c"),
    ];
    assert_eq!(blocks(&document), expected);
    let sections: Vec<u32> = document.blocks.iter().map(|block| block.section).collect();
    assert_eq!(sections, [1, 1, 2, 3, 3]);
    assert!(document.map.is_identity() && document.metadata.is_empty());
    assert!(document.losses.is_empty());
}

#[test]
fn a_missing_chapter_costs_that_chapter() {
    let document = opened(&book(&[("OEBPS/b.xhtml", "")]), Format::Epub);
    assert_eq!(texts(&document), ["One", "a\u{A0}b"]);
    assert_eq!(reasons(&document), [("damaged", true)]);
    assert!(document.losses[0].detail.contains("item 3 of the spine"));
    let error = refused(&book(&[("OEBPS/book.opf", "")]), Format::Epub);
    assert!(error.reason == "damaged" && error.what.contains(".opf"));
}

#[test]
fn copy_protection_is_an_error_but_locked_fonts_are_not() {
    let locks = |path: &str| {
        format!(
            "<encryption><EncryptedData><CipherData><CipherReference URI=\"{path}\"/></CipherData></EncryptedData></encryption>"
        )
    };
    let locked = book(&[("META-INF/encryption.xml", &locks("OEBPS/text/a%20b.xhtml"))]);
    assert_eq!(refused(&locked, Format::Epub).reason, "encrypted");
    let fonts = book(&[("META-INF/encryption.xml", &locks("OEBPS/font.otf"))]);
    assert_eq!(opened(&fonts, Format::Epub).blocks.len(), 5);
}
