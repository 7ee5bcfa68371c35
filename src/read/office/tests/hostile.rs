//! Bytes that nobody should have to read.

use proptest::prelude::*;

use super::*;
use crate::read::options::Limits;

const CONTAINERS: [Format; 4] = [Format::Docx, Format::Odt, Format::Rtf, Format::Epub];

fn limited(limits: Limits) -> Options {
    Options {
        limits,
        ..Options::default()
    }
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

#[test]
fn bombs_are_refused_with_the_limit() {
    let body = paragraph(&"a".repeat(3 << 20));
    let bytes = docx_with(&body, &[]);
    let small = limited(Limits {
        unpacked: 1 << 20,
        ..Limits::default()
    });
    let error = read(&bytes, Format::Docx, &small).expect_err("too large");
    assert_eq!(error.reason, "too_large");
    assert!(error.what.contains("1048576"), "{}", error.what);
    let flat = limited(Limits {
        ratio: 50,
        ..Limits::default()
    });
    let error = read(&bytes, Format::Docx, &flat).expect_err("too large");
    assert!(error.reason == "too_large" && error.what.contains("50 times"));
    let few = limited(Limits {
        members: 0,
        ..Limits::default()
    });
    let error = read(&bytes, Format::Docx, &few).expect_err("too many");
    assert!(error.reason == "too_large" && error.what.contains("members"));
    assert!(read(&bytes, Format::Docx, &Options::default()).is_ok());
}

#[test]
fn deep_files_are_refused_and_take_no_stack() {
    let deep = "<w:x>".repeat(200_000);
    let error = refused(&docx_with(&deep, &[]), Format::Docx);
    assert!(error.reason == "too_large" && error.what.contains("10000"));
    let error = refused(&odt("", &"<text:span>".repeat(200_000)), Format::Odt);
    assert_eq!(error.reason, "too_large");
    let groups = format!("{{\\rtf1 {}", "{".repeat(200_000));
    assert_eq!(refused(groups.as_bytes(), Format::Rtf).reason, "too_large");
    // Below the limit depth costs nothing.
    let nested = format!(
        "{}{}{}",
        "<w:ins>".repeat(9000),
        paragraph("in"),
        "</w:ins>".repeat(9000)
    );
    assert_eq!(
        texts(&opened(&docx_with(&nested, &[]), Format::Docx)),
        ["in"]
    );
}

#[test]
fn entities_are_never_expanded() {
    let mut main = word_xml("<w:p><w:r><w:t>a&lol;b &amp; c</w:t></w:r></w:p>");
    let level = |n: u32| {
        let inner = format!("&lol{};", n - 1).repeat(10);
        format!("<!ENTITY lol{n} \"{inner}\">")
    };
    let levels = (1..20).map(level).collect::<Vec<_>>().concat();
    let kind = format!(
        "<!DOCTYPE x [<!ENTITY lol0 \"lol\">{levels}<!ENTITY lol SYSTEM \"file:///etc/passwd\">]>"
    );
    main.insert_str(main.find("<w:document").expect("root"), &kind);
    let document = opened(&zipped(&[("word/document.xml", &main)]), Format::Docx);
    assert_eq!(texts(&document), ["ab & c"]);
    assert_eq!(reasons(&document), [("unknown_entity", true)]);
}

#[test]
fn damage_is_named_with_its_part() {
    let error = refused(&zipped(&[("word/styles.xml", "<x/>")]), Format::Docx);
    assert!(error.reason == "damaged" && error.what.contains("word/document.xml"));
    let whole = docx_with(&paragraph("text"), &[]);
    let error = refused(&whole[..whole.len() - 30], Format::Docx);
    assert_eq!(error.reason, "damaged");

    // Stored, so that a byte can be changed where only the checksum tells.
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    writer.start_file("word/document.xml", stored).expect("new");
    writer
        .write_all(word_xml(&paragraph("ashamed")).as_bytes())
        .expect("memory");
    let mut bytes = writer.finish().expect("memory").into_inner();
    assert_eq!(texts(&opened(&bytes, Format::Docx)), ["ashamed"]);
    let at = bytes
        .windows(7)
        .position(|seven| seven == b"ashamed")
        .expect("stored");
    bytes[at] = b'A';
    let error = refused(&bytes, Format::Docx);
    assert!(error.reason == "damaged" && error.what.contains("checksum"));
}

#[test]
fn a_broken_place_costs_what_stands_behind_it() {
    let main = word_xml(&paragraph("first")).replace("</w:body>", "<w:p><w:r><w:t>lost</w:r>");
    let document = opened(&zipped(&[("word/document.xml", &main)]), Format::Docx);
    assert_eq!(texts(&document)[0], "first");
    assert_eq!(reasons(&document), [("damaged", true)]);
    let notes = format!("<w:footnotes xmlns:w=\"{WORD}\"><w:footnote w:id=\"1\"><w:p></w:x>");
    let bytes = docx_with(&paragraph("text"), &[("word/footnotes.xml", &notes)]);
    let document = opened(&bytes, Format::Docx);
    assert_eq!(
        (texts(&document), reasons(&document)),
        (vec!["text"], vec![("damaged", true)])
    );
}

#[test]
fn files_say_what_they_are() {
    let sound = [
        docx_with(&paragraph("x"), &[]),
        odt("", "<text:p>x</text:p>"),
        br"{\rtf1 x}".to_vec(),
        zipped(&[("mimetype", "application/epub+zip")]),
    ];
    let names = [".docx", ".odt", "RTF", "EPUB"];
    for (kind, bytes) in sound.iter().enumerate() {
        for (format, wanted) in CONTAINERS.into_iter().zip(names) {
            if Some(&format) == CONTAINERS.get(kind) {
                continue;
            }
            let error = refused(bytes, format);
            assert_eq!(error.reason, "wrong_format", "{format:?}");
            assert!(
                error.what.contains(names[kind]) && error.what.contains(wanted),
                "{}",
                error.what
            );
        }
    }
    assert!(
        refused(b"plain words", Format::Docx)
            .what
            .contains("plain text")
    );
    assert_eq!(refused(b"", Format::Docx).reason, "damaged");
    let compound = |name: &str| {
        let wide = name.encode_utf16().flat_map(u16::to_le_bytes);
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1...."
            .iter()
            .copied()
            .chain(wide)
            .collect::<Vec<u8>>()
    };
    assert_eq!(
        refused(&compound("EncryptedPackage"), Format::Docx).reason,
        "encrypted"
    );
    let old = refused(&compound("WordDocument"), Format::Docx);
    assert!(old.what.contains(".doc") && old.help.contains(".docx"));
}

#[test]
fn parts_of_one_name_are_told() {
    let mut bytes = docx_with(
        &paragraph("x"),
        &[("word/a.xml", "<x/>"), ("word/b.xml", "<x/>")],
    );
    while let Some(at) = bytes.windows(10).position(|part| part == b"word/b.xml") {
        bytes[at + 5] = b'a';
    }
    let document = opened(&bytes, Format::Docx);
    assert_eq!(
        (texts(&document), reasons(&document)),
        (vec!["x"], vec![("duplicate_member", true)])
    );
}

#[test]
fn parts_that_share_their_bytes_are_refused() {
    let mut bytes = docx_with(&paragraph("x"), &[("word/a.xml", "<x/>")]);
    let entries = bytes
        .windows(4)
        .enumerate()
        .filter(|(_, four)| four == b"PK\x01\x02");
    let second = entries.map(|(at, _)| at).nth(1).expect("two entries");
    // Where the member begins, by its entry in the directory.
    bytes[second + 42..second + 46].fill(0);
    let error = refused(&bytes, Format::Docx);
    assert!(
        error.reason == "damaged" && error.what.contains("share"),
        "{}",
        error.what
    );
}

#[test]
fn cost_is_linear_in_tables_boxes_and_notes() {
    let nest = |n: usize| {
        let open = "<w:tbl><w:tr><w:tc>".repeat(n) + &paragraph("cell").repeat(20_000);
        open + &"</w:tc></w:tr></w:tbl>".repeat(n)
    };
    let document = opened(&docx_with(&nest(3000), &[]), Format::Docx);
    assert_eq!(document.blocks.len(), 20_000);
    let boxes = "<w:p><w:r><w:t>b</w:t><w:txbxContent>".repeat(2000);
    let boxes = boxes + &"</w:txbxContent></w:r></w:p>".repeat(2000);
    assert_eq!(
        opened(&docx_with(&boxes, &[]), Format::Docx).blocks.len(),
        2000
    );
    let rtf = format!("{{\\rtf1 {}", "{\\footnote x".repeat(9000));
    assert_eq!(opened(rtf.as_bytes(), Format::Rtf).blocks.len(), 9000);
}

/// A sound file of each kind to break.
fn samples() -> Vec<(Format, Vec<u8>)> {
    let word = r#"<w:p><w:pPr><w:pStyle w:val="Heading1"/><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>TOC</w:instrText><w:fldChar w:fldCharType="separate"/><w:t>x</w:t><w:fldChar w:fldCharType="end"/></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>cell</w:t><w:footnoteReference w:id="1"/></w:r></w:p></w:tc></w:tr></w:tbl>"#;
    let notes = format!(
        "<w:footnotes xmlns:w=\"{WORD}\"><w:footnote w:id=\"1\">{}</w:footnote></w:footnotes>",
        paragraph("n")
    );
    let rtf = r"{\rtf1\ansi{\fonttbl{\f0\fcharset128 A;}}\f0 a\'93\'fa\u-10179?\u-8704?{\field{\*\fldinst X}{\fldrslt y}}\intbl c\cell\row\pard{\footnote n}{\shp{\*\shpinst{\shptxt b}}}\bin2 xx}";
    vec![
        (
            Format::Docx,
            docx_with(word, &[("word/footnotes.xml", &notes)]),
        ),
        (
            Format::Odt,
            odt(
                "",
                "<text:p>a<text:note><text:note-body><text:p>n</text:p></text:note-body></text:note></text:p>",
            ),
        ),
        (
            Format::Odt,
            odt_xml("", "<text:h>a</text:h><text:p>b</text:p>").into_bytes(),
        ),
        (Format::Rtf, rtf.as_bytes().to_vec()),
    ]
}

/// Blocks stand in order, inside the text, and are not empty.
fn is_sound(document: &Document) -> bool {
    let mut at = 0;
    document.blocks.iter().all(|block| {
        let range = block.span.range();
        let fits = range.start >= at && !document.text[range.clone()].trim().is_empty();
        at = range.end;
        fits
    })
}

proptest! {
    #[test]
    fn arbitrary_bytes_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for format in CONTAINERS {
            let _ = read(&bytes, format, &Options::default());
        }
        let rtf = [b"{\\rtf1 ".as_slice(), &bytes].concat();
        if let Ok(document) = read(&rtf, Format::Rtf, &Options::default()) {
            prop_assert!(is_sound(&document));
        }
    }

    #[test]
    fn words_of_rich_text_in_any_order_do_no_harm(
        words in prop::collection::vec(prop::sample::select(vec![
            "{", "}", "\\par ", "\\cell ", "\\row ", "\\intbl ", "{\\footnote ", "{\\*\\shpinst", "{\\shptxt ",
            "\\u-10179?", "\\u233 ", "\\'93", "{\\field", "{\\fldrslt ", "{\\*\\fldinst TOC ", "\\deleted ", "\\v ",
            "\\plain ", "\\pard ", "text", "{\\listtext ", "\\uc3 ", "\\bin3 ", "{\\upr", "{\\*\\ud", "{\\fonttbl",
        ]), 0..60)
    ) {
        let rtf = format!("{{\\rtf1 {}", words.concat());
        if let Ok(document) = read(rtf.as_bytes(), Format::Rtf, &Options::default()) {
            prop_assert!(is_sound(&document));
        }
    }

    #[test]
    fn elements_in_any_order_do_no_harm(
        parts in prop::collection::vec(prop::sample::select(vec![
            "<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>x</w:t>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>",
            "</w:tc>", "<w:pPr>", "</w:pPr>", "<w:rPr>", "</w:rPr>", "<w:del/>", "<w:vanish/>", "<w:txbxContent>",
            "</w:txbxContent>", "<w:footnoteReference w:id='1'/>", "<w:fldChar w:fldCharType='begin'/>",
            "<w:fldChar w:fldCharType='separate'/>", "<w:fldChar w:fldCharType='end'/>", "<w:sdt>", "<w:sdtPr>",
            "<w:showingPlcHdr/>", "<mc:Choice>", "<w:cellDel/>", "<w:numId w:val='1'/>", "<w:footnote w:id='1'>",
        ]), 0..60)
    ) {
        let bytes = docx_with(&parts.concat(), &[]);
        if let Ok(document) = read(&bytes, Format::Docx, &Options::default()) {
            prop_assert!(is_sound(&document));
        }
    }

    #[test]
    fn broken_files_do_no_harm(
        kind in 0_usize..4,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
        cut in any::<prop::sample::Index>(),
        cuts in any::<bool>(),
    ) {
        let (format, mut bytes) = samples().swap_remove(kind);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if cuts {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(document) = read(&bytes, format, &Options::default()) {
            prop_assert!(is_sound(&document));
        }
    }

    #[test]
    fn broken_parts_in_sound_archives_do_no_harm(
        at in any::<prop::sample::Index>(), byte in any::<u8>(), length in any::<prop::sample::Index>()
    ) {
        let main = word_xml(&paragraph("text").repeat(3));
        let mut part = main.into_bytes();
        let at = at.index(part.len());
        part[at] = byte;
        part.truncate(length.index(part.len()) + 1);
        let bytes = zipped_bytes(&[("word/document.xml", &part)]);
        if let Ok(document) = read(&bytes, Format::Docx, &Options::default()) {
            prop_assert!(is_sound(&document));
        }
    }
}
