use super::*;
use BlockKind::{Cell, Heading, Item, Paragraph};

fn rtf(text: &str) -> Document {
    opened(text.as_bytes(), Format::Rtf)
}

#[test]
fn signs_and_code_pages() {
    let document = rtf(
        "{\\rtf1\\ansi\\ansicpg1252 I\\rquote m \\ldblquote na\\'efve\\rdblquote\\emdash self\\_kind co\\-op\\~a\\tab b\\line c\\par\r\n\\u8217?\\u-10179?\\u-8704? \\uc2\\u233\\'c3\\'a9!\\uc0\\u8364 x{\\b bo}ld\\par}",
    );
    assert_eq!(
        texts(&document),
        [
            "I’m “naïve”—self\u{2011}kind co\u{AD}op\u{A0}a\tb\nc",
            "’😀 é!€xbold"
        ]
    );
}

#[test]
fn fonts_say_how_bytes_are_read() {
    let regional = "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset238 Arial CE;}{\\f2\\fcharset2 Wingdings;}{\\f3\\fcharset128 Gothic;}}\\f0 \\'e8\\f1\\'e8{\\f2 \\'e0}\\f3\\'93\\'fa\\par}";
    assert_eq!(texts(&rtf(regional)), ["èč\u{FFFC}日"]);
    // Every font says 0, and the file says 1250.
    let whole =
        "{\\rtf1\\ansi\\ansicpg1250{\\fonttbl{\\f0\\fcharset0 Arial;}}\\f0 \\'e8lov\\'eck\\par}";
    assert_eq!(texts(&rtf(whole)), ["člověk"]);
    // Writers that forget the characters behind `\u` lose nothing but those.
    assert_eq!(
        texts(&rtf("{\\rtf1 a\\u233\\par b\\u233{\\b c}")),
        ["aé", "béc"]
    );
    assert_eq!(texts(&rtf("{\\rtf1\\mac caf\\'8e}")), ["café"]);
    assert_eq!(texts(&rtf("{\\rtf1\\ansi\\ansicpg1252 Schäm}")), ["Schäm"]);
}

#[test]
fn names_and_everything_around_the_text_stay_out() {
    let document = rtf(
        r"{\rtf1{\info{\author Jane Real}{\operator Jane Real}{\title A title}}{\*\generator X;}{\fonttbl{\f0 Times;}}{\colortbl;\red0;}{\stylesheet{\s0 Normal;}}{\header page head}{\footer foot}{\*\unknown {nested} out}{\pict 0102}{\object{\*\objdata 00}{\result out}}{\*\atnauthor Jane Real}{\*\annotation a comment}{\xe an entry}{\*\bkmkstart b}text\bin5 }}}}}{\*\revtbl{Jane Real;}} end}",
    );
    assert_eq!(texts(&document), ["text end"]);
    assert!(document.metadata.is_empty());
}

#[test]
fn fields_give_their_result_only() {
    let document = rtf(
        r#"{\rtf1 see {\field{\*\fldinst HYPERLINK "http://x.y/"}{\fldrslt {\ul here}}} and {\field{\*\fldinst{AUTHOR}}{\fldrslt Jane Real}}done\par{\field{\*\fldinst TOC \\o}{\fldrslt One 1\par Two 2\par}}end}"#,
    );
    assert_eq!(texts(&document), ["see here and \u{FFFC}done", "end"]);
    assert_eq!(reasons(&document), [("index_left_out", false)]);
}

#[test]
fn tables_cell_by_cell() {
    let document = rtf(
        r"{\rtf1 before\par\trowd\pard\intbl a\cell b\par b2\cell\row\trowd\intbl c\cell\cell\row\pard after\par}",
    );
    let expected = [
        (Paragraph, "before"),
        (Cell, "a"),
        (Cell, "b"),
        (Cell, "b2"),
        (Cell, "c"),
        (Paragraph, "after"),
    ];
    assert_eq!(blocks(&document), expected);
}

#[test]
fn notes_boxes_lists_and_headings() {
    let document = rtf(
        r"{\rtf1{\stylesheet{\s1\outlinelevel0 heading 1;}{\s2 Heading 2;}}\pard\s1 One\par\pard shame{\super\chftn{\footnote\pard\chftn the note}}ful{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt boxed\par second\par}}{\shprslt boxed}}\par{\listtext\pard 1.\tab}\pard\ls1 item\par\pard{\pntext\'b7\tab}{\*\pn\pnlvlblt}old item\par\pard\s2 Two\par\pard\bullet\tab typed\par}",
    );
    let expected = [
        (Heading, "One"),
        (Paragraph, "shameful"),
        (Paragraph, "the note"),
        (Paragraph, "boxed"),
        (Paragraph, "second"),
        (Item, "item"),
        (Item, "old item"),
        (Heading, "Two"),
        (Item, "typed"),
    ];
    assert_eq!(blocks(&document), expected);
}

#[test]
fn deleted_and_hidden_text_stays_out() {
    let document = rtf(
        r"{\rtf1 I {\deleted was not }{\revised am }here{\v not seen}.{\upr{ansi}{\*\ud{ unicode}}}\par}",
    );
    assert_eq!(texts(&document), ["I am here. unicode"]);
    assert_eq!(reasons(&document), [("hidden_text", false)]);
}

#[test]
fn a_cut_file_is_read_as_far_as_it_goes() {
    let document = rtf(r"{\rtf1 one\par{\b two");
    assert_eq!(texts(&document), ["one", "two"]);
    assert_eq!(reasons(&document), [("damaged", true)]);
    assert_eq!(refused(br"{\rtf1{\fonttbl", Format::Rtf).reason, "damaged");
    // What stands behind the last group is not text.
    assert_eq!(texts(&rtf("{\\rtf1 text}\0\0 more")), ["text"]);
}
