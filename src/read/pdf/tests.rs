use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Instant;

use proptest::prelude::*;

use super::*;
use crate::text::BlockKind;

const HELVETICA: &str = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [1 /fi /ffl /hyphen] /BaseEncoding /WinAnsiEncoding >> >>";

/// A PDF whose objects are numbered from 1; object 1 is the catalog.
fn pdf_of(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (ix, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", bytes.len());
        bytes.extend_from_slice(format!("{} 0 obj\n", ix + 1).as_bytes());
        bytes.extend_from_slice(object);
        bytes.extend_from_slice(b"\nendobj\n");
    }
    let start = bytes.len();
    let size = objects.len() + 1;
    let _ = write!(
        table,
        "trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n"
    );
    bytes.extend_from_slice(table.as_bytes());
    bytes
}

fn stream(dictionary: &str, content: &[u8]) -> Vec<u8> {
    let mut object = format!("<< {dictionary} /Length {} >>\nstream\n", content.len()).into_bytes();
    object.extend_from_slice(content);
    object.extend_from_slice(b"\nendstream");
    object
}

/// A PDF of pages with this content, one font `/F`, and more objects from number 4 on.
fn pages_with(contents: &[&str], resources: &str, more: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let first = 4 + more.len();
    let kids: Vec<String> = (0..contents.len())
        .map(|ix| format!("{} 0 R", first + 2 * ix))
        .collect();
    let kids = kids.join(" ");
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!(
            "<< /Type /Pages /Kids [{kids}] /Count {} /MediaBox [0 0 600 800] /Resources << /Font << /F 3 0 R {resources} >>",
            contents.len(),
        )
        .into_bytes(),
        HELVETICA.as_bytes().to_vec(),
    ];
    objects[1].extend_from_slice(b" >>");
    objects.extend_from_slice(more);
    for (ix, content) in contents.iter().enumerate() {
        objects.push(
            format!(
                "<< /Type /Page /Parent 2 0 R /Contents {} 0 R >>",
                first + 2 * ix + 1
            )
            .into_bytes(),
        );
        objects.push(stream("", content.as_bytes()));
    }
    pdf_of(&objects, trailer)
}

fn pages(contents: &[&str]) -> Vec<u8> {
    pages_with(contents, ">>", &[], "")
}

/// Lines from the top, 14 points apart.
fn lines_of(lines: &[&str]) -> String {
    let shown: Vec<String> = lines.iter().map(|line| format!("({line}) Tj T*")).collect();
    let shown = shown.join(
        "
",
    );
    format!("BT /F 12 Tf 14 TL 50 700 Td\n{shown}\nET")
}

fn read_with(bytes: &[u8], options: &PdfOptions) -> Result<Document, ReadError> {
    read(bytes, options, Limits::default())
}

fn read_all(bytes: &[u8]) -> Document {
    read_with(bytes, &PdfOptions::default()).expect("a PDF with words")
}

fn blocks(document: &Document) -> Vec<&str> {
    document
        .blocks
        .iter()
        .map(|block| &document.text[block.span.range()])
        .collect()
}

fn reasons(document: &Document) -> Vec<(&str, bool)> {
    document
        .losses
        .iter()
        .map(|loss| (loss.reason, loss.fatal))
        .collect()
}

fn refused(bytes: &[u8]) -> &'static str {
    read_with(bytes, &PdfOptions::default())
        .expect_err("nothing to read")
        .reason
}

#[test]
fn lines_become_paragraphs() {
    let page = "BT /F 18 Tf 50 700 Td (On shame) Tj ET BT /F 12 Tf 14 TL 50 660 Td (I was deeply) Tj T* (ashamed of it.) Tj \
                0 -40 Td (Then I was not ) ' [(quite s) 20 (o) -500 (sure.)] TJ ET";
    let document = read_all(&pages(&[page]));
    assert_eq!(
        blocks(&document),
        [
            "On shame",
            "I was deeply ashamed of it.",
            "Then I was not quite so sure."
        ]
    );
    assert_eq!(document.blocks[0].kind, BlockKind::Heading);
    assert_eq!(
        (document.blocks[0].section, document.blocks[2].section),
        (1, 1)
    );
    assert!(document.map.is_identity() && reasons(&document).is_empty());
}

#[test]
fn ligatures_and_hyphens_are_joined() {
    let page = lines_of(&[
        "the \\001rst ba\\002ed was self-",
        "compassion, and psycho-",
        "therapy was the long-term cost of long-",
        "term pain in the Anglo-",
        "Saxon world of soft\\255",
        "ness.",
    ]);
    let document = read_all(&pages(&[&page]));
    assert_eq!(
        document.text,
        "the first baffled was self-compassion, and psychotherapy was the long-term cost of long-term pain in the Anglo- Saxon world of softness."
    );
    let apart = PdfOptions {
        join_hyphens: false,
        ..PdfOptions::default()
    };
    let document = read_with(&pages(&[&page]), &apart).expect("a PDF with words");
    assert!(document.text.contains("psycho- therapy"));
}

#[test]
fn paragraphs_go_on_over_pages() {
    let pages = pages(&[
        &lines_of(&["I was so very"]),
        &lines_of(&["ashamed of it.", "Really."]),
        &lines_of(&["New."]),
    ]);
    assert_eq!(
        blocks(&read_all(&pages)),
        ["I was so very ashamed of it. Really.", "New."]
    );
}

#[test]
fn speakers_begin_paragraphs() {
    let page = lines_of(&[
        "T: How are you?",
        "C: Ashamed, and",
        "tired.",
        "T: I see.",
        "C: Yes.",
    ]);
    let document = read_all(&pages(&[&page]));
    assert_eq!(
        blocks(&document),
        [
            "T: How are you?",
            "C: Ashamed, and tired.",
            "T: I see.",
            "C: Yes."
        ]
    );
}

#[test]
fn running_heads_are_left_out_and_told() {
    let page = |n: u32| {
        format!(
            "BT /F 9 Tf 50 780 Td (An essay) Tj ET {} BT /F 9 Tf 300 20 Td ({n}) Tj ET",
            lines_of(&[&format!(
                "Text {} of it.",
                ["one", "two", "three"][n as usize]
            )])
        )
    };
    let contents: Vec<String> = (0..3).map(page).collect();
    let contents: Vec<&str> = contents.iter().map(String::as_str).collect();
    let document = read_all(&pages(&contents));
    assert_eq!(
        blocks(&document),
        ["Text one of it.", "Text two of it.", "Text three of it."]
    );
    assert_eq!(reasons(&document), [("running_heads", false)]);
    let all = PdfOptions {
        running_heads: true,
        ..PdfOptions::default()
    };
    let document = read_with(&pages(&contents), &all).expect("a PDF with words");
    assert_eq!(document.text.matches("An essay").count(), 3);
}

#[test]
fn forms_are_put_in_their_place_and_never_in_themselves() {
    let form = stream(
        "/Type /XObject /Subtype /Form /Matrix [1 0 0 1 50 500] /Resources << /Font << /F 3 0 R >> /XObject << /X 4 0 R >> >>",
        b"/X Do BT /F 12 Tf (in a form) Tj ET /X Do Q Q Q",
    );
    let page = format!(
        "{} /X Do /Missing Do /nope cs 1 2 scn",
        lines_of(&["On the page."])
    );
    let document = read_all(&pages_with(
        &[&page],
        ">> /XObject << /X 4 0 R >>",
        &[form],
        "",
    ));
    assert_eq!(blocks(&document), ["On the page.", "in a form"]);
}

#[test]
fn what_is_printed_twice_is_read_once() {
    let page = "BT /F 12 Tf 50 700 Td (all bold) Tj ET BT /F 12 Tf 50.3 700 Td (all bold) Tj ET";
    assert_eq!(read_all(&pages(&[page])).text, "all bold");
}

const PICTURE: &str = "q 10 0 0 10 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q";

#[test]
fn a_page_that_is_a_picture_is_a_loss_and_a_blank_one_is_none() {
    let box_alone = "0.9 g 50 50 500 700 re f 50 40 m 550 40 l S";
    let whole = lines_of(&["Words."]);
    let document = read_all(&pages(&[PICTURE, &whole, "", box_alone, &whole, PICTURE]));
    assert_eq!(
        reasons(&document),
        [("page_without_text", true), ("blank_page", false)]
    );
    let detail = |ix: usize| document.losses[ix].detail.as_str();
    assert!(detail(0).contains("on pages 1, 6, though"), "{}", detail(0));
    assert!(detail(1).ends_with("on pages 3, 4"), "{}", detail(1));
    assert_eq!(document.text, "Words.\n\nWords.");
}

#[test]
fn pictures_curves_and_fonts_that_are_missing_may_hide_words() {
    let image = stream(
        "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
        b"x",
    );
    let form = stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << /I 4 0 R >> >>",
        b"/I Do",
    );
    let whole = lines_of(&["Words."]);
    for page in [
        "/I Do",
        "/O Do",
        "0 0 m 1 1 2 2 3 3 c f",
        "BT /None 12 Tf (secret) Tj ET",
    ] {
        let bytes = pages_with(
            &[page, &whole],
            ">> /XObject << /I 4 0 R /O 5 0 R >>",
            &[image.clone(), form.clone()],
            "",
        );
        let document = read_all(&bytes);
        assert!(
            reasons(&document).contains(&("page_without_text", true)),
            "{page}: {:?}",
            reasons(&document)
        );
    }
    for page in [
        "BT /F 12 Tf ( ) Tj (* * *) ' ET",
        "0 0 m 1 1 2 2 3 3 c W n",
        "/Gone Do",
    ] {
        let document = read_all(&pages(&[page, &whole]));
        assert_eq!(reasons(&document), [("blank_page", false)], "{page}");
    }
}

#[test]
fn a_scan_under_a_running_head_is_a_loss() {
    let head = |page: usize| format!("BT /F 12 Tf 50 780 Td (Study 7, page {page}) Tj ET");
    // Lines that came back on every page would be heads as well.
    let typed = |page: usize, words: &str| format!("{} {}", head(page), lines_of(&[words]));
    let scan = format!("{} {PICTURE}", head(3));
    let contents = [
        typed(1, "Words of the first."),
        typed(2, "And of the second."),
        scan,
        typed(4, "The last ones."),
        head(5),
    ];
    let contents: Vec<&str> = contents.iter().map(String::as_str).collect();
    let document = read_all(&pages(&contents));
    assert_eq!(
        reasons(&document),
        [("page_without_text", true), ("running_heads", false)]
    );
    assert!(document.losses[0].detail.contains("on page 3, though"));
}

#[test]
fn no_words_on_any_page_is_an_error() {
    for page in [PICTURE, ""] {
        let error =
            read_with(&pages(&[PICTURE, page]), &PdfOptions::default()).expect_err("no words");
        assert_eq!(error.reason, "no_text");
        assert!(error.help.contains("OCR"));
    }
}

#[test]
fn fonts_that_cannot_be_read_cost_their_text_only() {
    // Its encoding is not known to the extractor, which panics on it.
    let font = b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /UniGB-UCS2-H /DescendantFonts [<< /Subtype /CIDFontType2 >>] >>";
    let page = format!(
        "{} BT /G 12 Tf 50 400 Td <0041> Tj ET",
        lines_of(&["Known words."])
    );
    let document = read_all(&pages_with(&[&page], "/G 4 0 R >>", &[font.to_vec()], ""));
    assert_eq!(document.text, "Known words.");
    assert_eq!(reasons(&document), [("font_unreadable", true)]);
}

#[test]
fn letters_come_from_maps_of_fonts() {
    let map = stream(
        "",
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 2 beginbfchar <0001> <0053> <0002> <0068> endbfchar endcmap",
    );
    let font = b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /ToUnicode 4 0 R /DescendantFonts [<< /Subtype /CIDFontType2 /DW 500 /W [1 2 600] >>] >>";
    let page = "BT /G 12 Tf 50 400 Td <000100020003> Tj ET";
    let document = read_all(&pages_with(
        &[page],
        "/G 5 0 R >>",
        &[map, font.to_vec()],
        "",
    ));
    assert_eq!(document.text, "Sh");
}

#[test]
fn broken_tables_are_made_anew() {
    let whole = pages(&[&lines_of(&["Words of it."])]);
    let text = String::from_utf8(whole.clone()).expect("plain letters");
    let table = text.find("xref").expect("a table");
    for bytes in [
        whole[..table].to_vec(),
        text.replace("startxref\n", "startxref\n9").into_bytes(),
        text.replace("%PDF-1.4\n", "%PDF-1.4\n% shifted by these letters\n")
            .into_bytes(),
    ] {
        let document = read_all(&bytes);
        assert_eq!(document.text, "Words of it.");
        assert_eq!(reasons(&document), [("repaired", false)]);
    }
    assert_eq!(refused(&whole[..60]), "damaged");
    assert_eq!(refused(b"no PDF at all"), "damaged");
    assert_eq!(refused(b""), "damaged");
}

#[test]
fn encrypted_files_are_no_empty_texts() {
    let locked = pages_with(
        &[&lines_of(&["secret"])],
        ">>",
        &[b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O (oooooooooooooooooooooooooooooooo) /U (uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu) >>".to_vec()],
        "/Encrypt 4 0 R /ID [(aaaaaaaaaaaaaaaa) (aaaaaaaaaaaaaaaa)]",
    );
    assert_eq!(refused(&locked), "encrypted");
}

#[test]
fn sizes_and_time_have_limits() {
    let whole = pages(&[&lines_of(&["Words."])]);
    let small = PdfOptions {
        max_bytes: 10,
        ..PdfOptions::default()
    };
    assert_eq!(
        read_with(&whole, &small).expect_err("too large").reason,
        "too_large"
    );
    let quick = PdfOptions {
        seconds: 0,
        ..PdfOptions::default()
    };
    assert_eq!(
        read_with(&whole, &quick).expect_err("too slow").reason,
        "too_slow"
    );
    // 40 MB of zeros in 40 kB.
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(&vec![b'0'; 40 << 20]).expect("written");
    let packed = packer.finish().expect("packed");
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [4 0 R 6 0 R] /Count 2 /Resources << /Font << /F 3 0 R >> >> >>"
            .to_vec(),
        HELVETICA.as_bytes().to_vec(),
        b"<< /Type /Page /Parent 2 0 R /Contents 5 0 R >>".to_vec(),
        stream("/Filter /FlateDecode", &packed),
        b"<< /Type /Page /Parent 2 0 R /Contents 7 0 R >>".to_vec(),
        stream("", lines_of(&["Words."]).as_bytes()),
    ];
    let limits = Limits {
        unpacked: 1 << 20,
        ..Limits::default()
    };
    let document = read(&pdf_of(&objects, ""), &PdfOptions::default(), limits).expect("one page");
    assert_eq!(
        reasons(&document),
        [("page_damaged", true), ("page_without_text", true)]
    );
}

#[test]
fn loops_in_the_tree_end() {
    let started = Instant::now();
    let kids = b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 /Parent 2 0 R >>".to_vec();
    refused(&pdf_of(
        &[b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(), kids],
        "",
    ));
    // Each form draws the next one twice: 2 to the power of 40 if it were done.
    let forms: Vec<Vec<u8>> = (0..40)
        .map(|ix| {
            let next = 5 + ix;
            stream(
                &format!("/Subtype /Form /Resources << /Font << /F 3 0 R >> /XObject << /X {next} 0 R >> >>"),
                b"/X Do /X Do BT /F 12 Tf (a) Tj ET",
            )
        })
        .collect();
    let page = format!("{} /X Do", lines_of(&["Words."]));
    read_all(&pages_with(
        &[&page],
        ">> /XObject << /X 4 0 R >>",
        &forms,
        "",
    ));
    assert!(started.elapsed().as_secs() < 30);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_with(&[b"%PDF-1.5\n".to_vec(), bytes].concat(), &PdfOptions::default());
    }

    #[test]
    fn any_operators_are_read(parts in prop::collection::vec(prop::sample::select(vec![
        "BT", "ET", "q", "Q", "/F 12 Tf", "/F Tf", "/Z 1 Tf", "(shame) Tj", "(a", ")", "[(b) -300 (c)] TJ", "[", "]", "1 0 0 1 5 5 cm",
        "0 0 0 0 0 0 Tm", "1e9 2 Td", "5 TL", "T*", "(d) '", "1 2 (e) \"", "/X Do", "BI ID x EI", "<", "<41> Tj", ">>", "<<", "%", "\n", "0 Tz", "-12 Ts",
    ]), 0..40)) {
        let content = parts.join(" ");
        let _ = read_with(&pages(&[&content, &lines_of(&["Words."])]), &PdfOptions::default());
    }

    #[test]
    fn broken_files_are_read_or_refused(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), cut in any::<prop::sample::Index>()) {
        let mut bytes = pages(&[&lines_of(&["Words of it.", "And more."]), &lines_of(&["A page."])]);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = read_with(&bytes, &PdfOptions::default());
        bytes.truncate(cut.index(bytes.len()));
        let _ = read_with(&bytes, &PdfOptions::default());
    }
}
