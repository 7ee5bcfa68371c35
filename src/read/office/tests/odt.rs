use super::*;
use BlockKind::{Cell, Heading, Item, Paragraph};

#[test]
fn structure() {
    let document = opened(
        &odt(
            "",
            r#"<text:p>before</text:p><text:h text:outline-level="1">One</text:h><text:p>  a
                <text:span>b</text:span>c<text:s text:c="2"/>d<text:tab/>e<text:line-break/>f</text:p><text:list><text:list-item><text:p>item</text:p><text:list><text:list-item><text:p>inner</text:p></text:list-item></text:list></text:list-item></text:list><table:table><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell><table:table-cell><text:p>y</text:p></table:table-cell></table:table-row></table:table><text:p>end</text:p>"#,
        ),
        Format::Odt,
    );
    let expected = [
        (Paragraph, "before"),
        (Heading, "One"),
        (Paragraph, "a bc  d\te\nf"),
        (Item, "item"),
        (Item, "inner"),
        (Cell, "x"),
        (Cell, "y"),
        (Paragraph, "end"),
    ];
    assert_eq!(blocks(&document), expected);
    assert!(document.losses.is_empty());
}

#[test]
fn notes_have_a_break_and_boxes_follow() {
    let document = opened(
        &odt(
            "",
            r#"<text:p>shame<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>
              <text:note-body><text:p>the note</text:p></text:note-body></text:note>ful<draw:frame><draw:text-box><text:p>boxed</text:p></draw:text-box><svg:desc>a picture</svg:desc></draw:frame></text:p>"#,
        ),
        Format::Odt,
    );
    assert_eq!(texts(&document), ["shameful", "the note", "boxed"]);
}

#[test]
fn changes_comments_indexes_and_names_stay_out() {
    let document = opened(
        &odt(
            "",
            r#"<text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>Jane Real</dc:creator></office:change-info><text:p>deleted</text:p></text:deletion></text:changed-region></text:tracked-changes><text:table-of-content><text:index-body><text:p>One 1</text:p></text:index-body></text:table-of-content><text:p>I<text:change text:change-id="c"/> am<office:annotation><dc:creator>Jane Real</dc:creator><text:p>comment</text:p></office:annotation> here, <text:author-name>Jane Real</text:author-name>.</text:p><text:p><text:ruby><text:ruby-base>base</text:ruby-base><text:ruby-text>kana</text:ruby-text></text:ruby><text:placeholder>prompt</text:placeholder></text:p>"#,
        ),
        Format::Odt,
    );
    assert_eq!(texts(&document), ["I am here, \u{FFFC}.", "base"]);
    assert_eq!(reasons(&document), [("index_left_out", false)]);
}

#[test]
fn hidden_text_is_left_out_and_told() {
    let styles = r#"<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style><style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>"#;
    let document = opened(
        &odt(
            styles,
            r#"<text:p text:style-name="P1">Top</text:p><text:p>seen <text:span text:style-name="H">not at all </text:span>here</text:p><text:section text:display="none"><text:p>gone</text:p></text:section>"#,
        ),
        Format::Odt,
    );
    assert_eq!(
        blocks(&document),
        [(Heading, "Top"), (Paragraph, "seen here")]
    );
    assert_eq!(reasons(&document), [("hidden_text", false)]);
    assert!(document.losses[0].detail.starts_with("4 words"));
}

#[test]
fn flat_files_are_read() {
    let flat = odt_xml("", "<text:p>flat</text:p>").replace("document-content", "document");
    assert_eq!(texts(&opened(flat.as_bytes(), Format::Odt)), ["flat"]);
}

#[test]
fn passwords_and_other_kinds_are_told() {
    let manifest = r#"<m:manifest xmlns:m="urn:x"><m:file-entry m:full-path="content.xml"><m:encryption-data/></m:file-entry></m:manifest>"#;
    let bytes = zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", "\u{1}\u{2}"),
        ("META-INF/manifest.xml", manifest),
    ]);
    assert_eq!(refused(&bytes, Format::Odt).reason, "encrypted");
    let sheet = odt_xml("", "").replace("office:text", "office:spreadsheet");
    let bytes = zipped(&[("content.xml", &sheet)]);
    assert_eq!(refused(&bytes, Format::Odt).reason, "wrong_format");
}
