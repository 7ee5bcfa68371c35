use super::*;
use BlockKind::{Cell, Heading, Item, Paragraph};

const STYLES: &str = r#"<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style><w:style w:type="paragraph" w:styleId="Mine"><w:name w:val="My head"/><w:basedOn w:val="berschrift1"/></w:style><w:style w:type="paragraph" w:styleId="L"><w:name w:val="A list"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style><w:style w:type="character" w:styleId="Gone"><w:name w:val="Gone"/><w:rPr><w:vanish/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Loop"><w:name w:val="x"/><w:basedOn w:val="Loop"/></w:style></w:styles>"#;

/// Opens a Word file with this body.
fn body(body: &str) -> Document {
    opened(
        &docx_with(body, &[("word/styles.xml", STYLES)]),
        Format::Docx,
    )
}

fn p(text: &str) -> String {
    format!("<w:p>{}</w:p>", r(text))
}

fn r(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

#[test]
fn paragraphs_headings_items_and_sections() {
    let document = body(&format!(
        r#"{}<w:p><w:pPr><w:pStyle w:val="berschrift1"/></w:pPr>{}</w:p>{}<w:p><w:pPr><w:pStyle w:val="Mine"/><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>{}</w:p><w:p><w:pPr><w:pStyle w:val="L"/></w:pPr>{}</w:p><w:p><w:pPr><w:pStyle w:val="L"/><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>{}</w:p><w:p><w:pPr><w:outlineLvl w:val="2"/></w:pPr>{}</w:p><w:p><w:pPr><w:pStyle w:val="Loop"/></w:pPr>{}</w:p>"#,
        p("before"),
        r("One"),
        p("  a &amp; b&#233;  "),
        r("Two"),
        r("item"),
        r("no item"),
        r("Three"),
        r("end"),
    ));
    let expected = [
        (Paragraph, "before"),
        (Heading, "One"),
        (Paragraph, "a & bé"),
        (Heading, "Two"),
        (Item, "item"),
        (Paragraph, "no item"),
        (Heading, "Three"),
        (Paragraph, "end"),
    ];
    assert_eq!(blocks(&document), expected);
    let sections: Vec<u32> = document.blocks.iter().map(|block| block.section).collect();
    assert_eq!(sections, [0, 1, 1, 2, 2, 2, 3, 3]);
    assert!(document.map.is_identity() && document.metadata.is_empty());
    assert!(document.losses.is_empty());
}

#[test]
fn runs_join_and_signs_stand_for_themselves() {
    let document = body(
        r#"<w:p><w:r><w:t>self-</w:t></w:r><w:hyperlink r:id="x"><w:r><w:rPr><w:b/></w:rPr><w:t>comp</w:t></w:r></w:hyperlink><w:smartTag><w:r><w:t>assion</w:t></w:r></w:smartTag><w:r><w:tab/><w:t>a</w:t><w:br/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t><w:softHyphen/><w:t>d</w:t></w:r></w:p><w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t>no </w:t><w:sym w:font="Wingdings" w:char="F0E0"/><w:t>yes</w:t></w:r><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath></w:p><w:p><w:r><w:ruby><w:rt><w:r><w:t>kana</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>base</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>"#,
    );
    let expected = [
        "self-compassion\ta\nb\u{2011}c\u{AD}d",
        "no \u{FFFC}yes",
        "base",
    ];
    assert_eq!(texts(&document), expected);
}

#[test]
fn changes_are_as_if_accepted() {
    let document = body(&format!(
        r#"<w:p>{}<w:ins w:author="Somebody Real"><w:r><w:t>new </w:t></w:r></w:ins><w:del w:author="Somebody Real"><w:r><w:delText>old</w:delText><w:t>old</w:t></w:r></w:del><w:moveTo><w:r><w:t>here</w:t></w:r></w:moveTo><w:moveFrom><w:r><w:t>there</w:t></w:r></w:moveFrom></w:p><w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{}</w:p><w:p>{}</w:p><w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{}</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:cellDel/></w:tcPr>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>"#,
        r("kept "),
        r("one, "),
        r("not two"),
        p("gone"),
        p("gone"),
        p("cell"),
    ));
    assert_eq!(texts(&document), ["kept new here", "one, not two", "cell"]);
    assert!(!document.text.contains("Somebody"));
}

#[test]
fn notes_follow_their_paragraph_once() {
    let notes = format!(
        r#"<w:footnotes xmlns:w="{WORD}"><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>line</w:t></w:r></w:p></w:footnote><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t> First note.</w:t></w:r></w:p><w:p><w:r><w:t>More.</w:t></w:r></w:p></w:footnote><w:footnote w:id="3"><w:p><w:r><w:t>Nobody refers to it.</w:t></w:r></w:p></w:footnote></w:footnotes>"#
    );
    let ends = format!(
        r#"<w:endnotes xmlns:w="{WORD}"><w:endnote w:id="2"><w:p><w:r><w:t>End note.</w:t></w:r></w:p></w:endnote></w:endnotes>"#
    );
    let text = r#"<w:p><w:r><w:t>ashamed</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t> of</w:t><w:endnoteReference w:id="2"/><w:footnoteReference w:id="2"/></w:r></w:p><w:p><w:r><w:t>next</w:t><w:footnoteReference w:id="9"/></w:r></w:p>"#;
    let bytes = docx_with(
        text,
        &[("word/footnotes.xml", &notes), ("word/endnotes.xml", &ends)],
    );
    let document = opened(&bytes, Format::Docx);
    assert_eq!(
        texts(&document),
        ["ashamed of", "First note.", "More.", "End note.", "next"]
    );
    assert_eq!(reasons(&document), [("missing_note", true)]);
}

#[test]
fn text_boxes_are_read_once_behind_their_paragraph() {
    let document = body(&format!(
        "<w:p>{}<w:r><mc:AlternateContent><mc:Choice><wp:anchor><w:txbxContent>{}{}</w:txbxContent></wp:anchor></mc:Choice><mc:Fallback><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>{}</w:p>",
        r("in "),
        p("box one"),
        p("box two"),
        p("box one"),
        r("line"),
    ));
    assert_eq!(texts(&document), ["in line", "box one", "box two"]);
}

#[test]
fn tables_go_cell_by_cell() {
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", p(text));
    let inner = format!(
        "<w:tc><w:tbl><w:tr>{}</w:tr></w:tbl>{}</w:tc>",
        cell("inner"),
        p("outer")
    );
    let document = body(&format!(
        "{}<w:tbl><w:tr>{}{}</w:tr><w:tr>{inner}{}</w:tr></w:tbl>{}",
        p("before"),
        cell("a"),
        cell("b"),
        cell("d"),
        p("after"),
    ));
    let expected = [
        (Paragraph, "before"),
        (Cell, "a"),
        (Cell, "b"),
        (Cell, "inner"),
        (Cell, "outer"),
        (Cell, "d"),
        (Paragraph, "after"),
    ];
    assert_eq!(blocks(&document), expected);
}

#[test]
fn hidden_text_is_left_out_and_told() {
    let document = body(
        r#"<w:p><w:r><w:t>seen </w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>two words</w:t></w:r><w:r><w:rPr><w:rStyle w:val="Gone"/></w:rPr><w:t>third</w:t></w:r><w:r><w:rPr><w:rStyle w:val="Gone"/><w:vanish w:val="0"/></w:rPr><w:t>shown</w:t></w:r><w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t> too</w:t></w:r></w:p>"#,
    );
    assert_eq!(texts(&document), ["seen shown too"]);
    assert_eq!(reasons(&document), [("hidden_text", false)]);
    assert!(document.losses[0].detail.starts_with("3 words"));
}

/// A complex field.
fn field(instruction: &str, result: &str) -> String {
    format!(
        r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>"#
    )
}

#[test]
fn fields_give_their_result_only() {
    let nested = format!("IF {} = 1", field("PAGE", &r("7")));
    let nested = nested.replace("IF ", "</w:instrText></w:r><w:r><w:instrText>IF ");
    let document = body(&format!(
        r#"<w:p>{}{}{}<w:fldSimple w:instr="REF x">{}</w:fldSimple>{}</w:p><w:p>{}<w:r><w:fldChar w:fldCharType="begin"/></w:r>{}</w:p>{}"#,
        r("see "),
        field("HYPERLINK \"http://x.y/\"", &r("here ")),
        field(&nested, &r("result ")),
        r("ref"),
        field(" author ", &r("Jane Real")),
        r("broken"),
        r("hidden code"),
        p("goes on"),
    ));
    assert_eq!(
        texts(&document),
        ["see here result ref", "broken", "goes on"]
    );
}

#[test]
fn contents_and_prompts_are_left_out() {
    let toc = format!(
        r#"<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText> TOC \o "1-3" </w:instrText><w:fldChar w:fldCharType="separate"/></w:r>{}</w:p>{}<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r>{}</w:p>"#,
        r("One 1"),
        p("Two 2"),
        r("after")
    );
    let document = body(&format!(
        r#"<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>{toc}<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt><w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"#,
        p("Contents"),
        p("Click here"),
        p("typed"),
    ));
    assert_eq!(texts(&document), ["after", "typed"]);
    assert_eq!(reasons(&document), [("index_left_out", false)]);
    assert!(document.losses[0].detail.starts_with("2 tables"));
}

#[test]
fn a_table_of_contents_without_end_is_over_at_a_heading() {
    let document = body(&format!(
        r#"<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>TOC</w:instrText><w:fldChar w:fldCharType="separate"/></w:r>{}</w:p><w:p><w:pPr><w:pStyle w:val="berschrift1"/></w:pPr>{}</w:p>{}"#,
        r("One 1"),
        r("One"),
        p("text")
    ));
    assert_eq!(texts(&document), ["One", "text"]);
}

#[test]
fn parts_are_found_by_their_relations_also_in_strict_files() {
    let main =
        word_xml(&p("moved")).replace(WORD, "http://purl.oclc.org/ooxml/wordprocessingml/main");
    let relations = r#"<Relationships><Relationship Id="a" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="/word/main2.xml"/></Relationships>"#;
    let bytes = zipped(&[("_rels/.rels", relations), ("word/main2.xml", &main)]);
    assert_eq!(texts(&opened(&bytes, Format::Docx)), ["moved"]);
}

#[test]
fn parts_in_utf16_are_decoded() {
    let main = word_xml(&p("Schäm dich")).replace("UTF-8", "UTF-16");
    let wide: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(main.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let bytes = zipped_bytes(&[("word/document.xml", &wide)]);
    assert_eq!(texts(&opened(&bytes, Format::Docx)), ["Schäm dich"]);
}

#[test]
fn what_the_file_says_about_people_stays_out() {
    let core = "<cp:coreProperties><dc:creator>Jane Real</dc:creator></cp:coreProperties>";
    let comments = format!(
        r#"<w:comments xmlns:w="{WORD}"><w:comment w:author="Jane Real">{}</w:comment></w:comments>"#,
        p("a comment")
    );
    let header = format!(r#"<w:hdr xmlns:w="{WORD}">{}</w:hdr>"#, p("a header"));
    let text = r#"<w:p><w:commentRangeStart w:id="0"/><w:r><w:t>text</w:t></w:r><w:r><w:commentReference w:id="0"/></w:r></w:p>"#;
    let more = [
        ("docProps/core.xml", core),
        ("word/comments.xml", &comments),
        ("word/header1.xml", &header),
    ];
    let document = opened(&docx_with(text, &more), Format::Docx);
    assert_eq!(texts(&document), ["text"]);
    assert!(document.metadata.is_empty());
}
