use std::fmt::Write;
use std::time::Instant;

use proptest::prelude::*;

use super::*;
use crate::text::{Block, Span};
use BlockKind::{Cell, Heading, Item, Paragraph};

fn options(main: bool, skip: &[&str]) -> HtmlOptions {
    HtmlOptions {
        main,
        skip: skip
            .iter()
            .map(|text| text.parse().expect("a selector"))
            .collect(),
    }
}

/// Reads, and looks at every character's place in the source.
fn read_checked(source: &str, options: &HtmlOptions) -> Document {
    let document = read(source, options);
    let mut behind = 0;
    for block in &document.blocks {
        let range = block.span.range();
        assert!(range.start >= behind && !range.is_empty(), "{source:?}");
        behind = range.end;
        let mut reached = 0;
        for (at, c) in document.text[range.clone()].char_indices() {
            let at = range.start + at;
            let span = Span::new(at, at + c.len_utf8());
            let origin = document.map.original(span).range();
            let written = &source[origin.clone()];
            let stands_for = written.starts_with(['&', '<', '\r']);
            let is_space = c == ' ' && written.trim().is_empty() && !written.is_empty();
            assert!(
                written == c.to_string() || stands_for || is_space,
                "{c:?} {written:?} in {source:?}"
            );
            assert!(origin.start >= reached, "{source:?}");
            reached = origin.start;
        }
    }
    document
}

fn blocks_with(source: &str, options: &HtmlOptions) -> Vec<(BlockKind, String)> {
    let document = read_checked(source, options);
    let block = |b: &Block| (b.kind, document.text[b.span.range()].to_owned());
    document.blocks.iter().map(block).collect()
}

fn check(source: &str, expected: &[(BlockKind, &str)]) {
    let found = blocks_with(source, &HtmlOptions::default());
    let found: Vec<_> = found
        .iter()
        .map(|(kind, text)| (*kind, text.as_str()))
        .collect();
    assert_eq!(found, expected, "{source:?}");
}

/// The paragraphs.
fn check_text(source: &str, expected: &[&str]) {
    let expected: Vec<_> = expected.iter().map(|text| (Paragraph, *text)).collect();
    check(source, &expected);
}

fn reasons(source: &str) -> Vec<(&'static str, bool)> {
    let document = read(source, &HtmlOptions::default());
    document
        .losses
        .iter()
        .map(|loss| (loss.reason, loss.fatal))
        .collect()
}

#[test]
fn inline_markup_joins_and_blocks_part() {
    check_text(
        "<p>sh<b>am</b>e and self-<i>comp</i>assion<p>next<div>one</div>two<div>three</div>",
        &["shame and self-compassion", "next", "one", "two", "three"],
    );
    check_text(
        "sha<wbr>me<!-- no -->ful as<my-word>ham</my-word>ed",
        &["shameful ashamed"],
    );
    check_text("a<br>b<br/>\n c<br><br>d", &["a\nb\nc", "d"]);
    check_text("a<hr>b</p>c", &["a", "b", "c"]);
}

#[test]
fn kinds_and_sections() {
    let source = "<h1>A</h1>a<ul><li>b<p>c</p><li>d<ul><li>e</ul></ul>\
                  <table><tr><td>f<p>g<td><b>h</b><tr><th>i</table>j<h2>K</h3>k<dl><dt>l<dd>m</dl>";
    let expected = [
        (Heading, "A"),
        (Paragraph, "a"),
        (Item, "b"),
        (Item, "c"),
        (Item, "d"),
        (Item, "e"),
        (Cell, "f"),
        (Cell, "g"),
        (Cell, "h"),
        (Cell, "i"),
        (Paragraph, "j"),
        (Heading, "K"),
        (Paragraph, "k"),
        (Paragraph, "l"),
        (Paragraph, "m"),
    ];
    check(source, &expected);
    let document = read(source, &HtmlOptions::default());
    let sections: Vec<u32> = document.blocks.iter().map(|block| block.section).collect();
    assert_eq!(sections, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2]);
}

#[test]
fn references_are_traced_to_their_place() {
    let source = "<p>I don&rsquo;t feel sh&shy;ame&nbsp;&amp; guilt &#8212; caf&eacute &ne; &bogus; AT&T</p>";
    check_text(
        source,
        &["I don’t feel sh\u{AD}ame\u{A0}& guilt — café ≠ &bogus; AT&T"],
    );
    let document = read(source, &HtmlOptions::default());
    let word = document.text.find("don’t").expect("it is there");
    let origin = document.map.original(Span::new(word, word + "don’t".len()));
    assert_eq!(&source[origin.range()], "don&rsquo;t");
}

#[test]
fn white_space_is_one_space() {
    check_text(
        "<p>\n  I was\n\t so &#32; <b> very </b> sad \n</p>",
        &["I was so very sad"],
    );
    check_text("a\r\nb\rc", &["a b c"]);
    let source = "<p>I was\n  ashamed</p>";
    let document = read(source, &HtmlOptions::default());
    assert_eq!(document.text, "I was ashamed");
    assert_eq!(document.map.original(Span::new(5, 6)).range(), 8..11);
}

#[test]
fn preformatted_text_keeps_its_lines() {
    check_text(
        "<pre>\nOne line\n  and two\n\n\nNew &amp; <b>last</b>\r\n  \r\nend\rof it</pre>x  y",
        &["One line\n  and two", "New & last", "end\nof it", "x y"],
    );
}

#[test]
fn what_is_not_shown_is_left_out() {
    check_text(
        "<head><title>t</title><style>s</style></head><script>if (a<b) shame('</p>')</script>a\
         <template>b<p>c</template><noscript><p>d</noscript><svg><text>e</text><style>f</style></svg>\
         <math><mi>g</mi></math><p hidden>h</p><p aria-hidden='TRUE'>i<div>j</div></p>\
         <div style='color: red; DISPLAY : none !important'>k<p>l</div><dialog>m</dialog>\
         <ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp>字<rt>ji</ruby>",
        &["a\u{FFFC}\u{FFFC}", "j", "漢字"],
    );
    assert_eq!(reasons("<p hidden>a b<p>c"), [("hidden_text", false)]);
    check_text(
        "<head><noscript><p>a</noscript><meta></head><body hidden>b",
        &["b"],
    );
    check_text("<title>a</title>b", &["b"]);
    check_text("<head><link>a", &["a"]);
}

#[test]
fn what_is_no_prose_leaves_a_hole() {
    check_text(
        "a <code>b</code> <img alt=c title=d>e <select><option>f</select> <textarea><p>g</textarea>h",
        &["a \u{FFFC} \u{FFFC}e \u{FFFC} \u{FFFC}h"],
    );
    check_text(
        "a<input type=hidden value=b>c<pre class='language-rust x'>d</pre>",
        &["ac"],
    );
    check_text(
        "see <a href='https://shame.org/'>shame.org</a> or <a href=x>shame</a>",
        &["see \u{FFFC} or shame"],
    );
    check_text(
        "ashamed<sup><a href=#n1>[1]</a></sup> 10<sup>th</sup> so<a role=doc-noteref>2</a>",
        &["ashamed 10th so"],
    );
}

#[test]
fn broken_markup_is_read_as_browsers_do() {
    // What is closed in the wrong order, never, or without being open.
    check_text("<b>a<p>b</b>c</p>d</i></div></td>e", &["a", "bc", "de"]);
    check_text("<div hidden><td>x</td></div>a</div>b", &["ab"]);
    check_text("<div><span hidden>a</div>b", &["b"]);
    check(
        "<table><tr><td>a</div></p>b<table><td>c</table>d</table>e",
        &[
            (Cell, "a"),
            (Cell, "b"),
            (Cell, "c"),
            (Cell, "d"),
            (Paragraph, "e"),
        ],
    );
    check_text("<svg><path><p>a", &["\u{FFFC}\u{FFFC}a"].map(|_| "a"));
    check_text("3 < 4 <3 a<b.c", &["3 < 4 <3 a"]);
    check_text("<a title='x>y' href=z>a</a><p title=\"never>b", &["a", "b"]);
    check_text("<!--[if IE]>a<![endif]-->b<![if !IE]>c<![endif]>", &["bc"]);
    check_text("a\0b", &["ab"]);
    check_text("", &[]);
    check_text("&nbsp;<br><img>", &[]);
}

#[test]
fn xhtml_closes_what_it_opens() {
    check_text(
        "<?xml version=\"1.0\"?><html><title/><script src=\"x\"/><body><p hidden=\"\"/>a<![CDATA[<b>&amp;]]></body></html>",
        &["a<b>&amp;"],
    );
    check_text(
        "<html xmlns=\"http://www.w3.org/1999/xhtml\"><title/>a<div/>b",
        &["a", "b"],
    );
    check_text("<title/>a</title>b<![CDATA[c]]>d", &["bd"]);
}

#[test]
fn what_never_ends_is_told() {
    for source in ["a<!-- b", "a<script>b", "<p>a<p class='x' b", "a<title>b"] {
        assert_eq!(reasons(source), [("unclosed_block", true)], "{source}");
        check_text(source, &["a"]);
    }
    let document = read("a\n<p>\n<!-- b", &HtmlOptions::default());
    assert!(document.losses[0].detail.contains("line 3"));
}

#[test]
fn main_keeps_main_and_articles() {
    let main = options(true, &[]);
    let read = |source| blocks_with(source, &main);
    let page = "<nav>a</nav><main><p>b</p><aside>c</aside></main><article>d</article><div>e</div>";
    let texts: Vec<String> = read(page).into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts, ["b", "c", "d"]);
    assert_eq!(
        read("<div role=main>a</div>b"),
        [(Paragraph, "a".to_owned())]
    );
    let document = super::read("<p>a</p><main hidden>b</main>", &main);
    assert_eq!(document.text, "a");
    assert_eq!(
        document.losses.last().map(|loss| loss.reason),
        Some("hidden_text")
    );
    assert_eq!(document.losses[0].reason, "no_main");
}

#[test]
fn selectors_cut() {
    let page = "<nav>a</nav><div class='post x'>b<div class=share>c<p>d</div>e</div>\
                <div class=share>f</div><footer><div><ul class=links><li>g</ul></div>h</footer>";
    let cut = |skip: &[&str]| {
        let found = blocks_with(page, &options(false, skip));
        found.into_iter().map(|(_, text)| text).collect::<String>()
    };
    assert_eq!(cut(&[]), "abcdefgh");
    assert_eq!(cut(&["nav", ".share"]), "begh");
    assert_eq!(cut(&[".post .share"]), "abefgh");
    assert_eq!(cut(&["footer li, .x"]), "afh");
    assert_eq!(cut(&["footer div .links"]), "abcdefh");
    assert_eq!(cut(&["div div div", "ul ul", "li footer"]), "abcdefgh");
    assert_eq!(cut(&["*"]), "");
}

#[test]
fn options_come_from_a_file() {
    let found: HtmlOptions = toml::from_str("main = true\nskip = ['nav', '#a .b']").expect("valid");
    assert_eq!(found, options(true, &["nav", "#a .b"]));
    let error = toml::from_str::<HtmlOptions>("skip = ['nav', 'a >> b']").expect_err("no selector");
    assert!(error.to_string().contains("character 3"), "{error}");
    assert!(toml::from_str::<HtmlOptions>("skips = []").is_err());
}

#[test]
fn hostile_pages_take_linear_time() {
    let mut units: Vec<String> = [
        "<",
        "<div>",
        "<b>",
        "<p>",
        "<li>",
        "<table><td>",
        "</p>",
        "<a ='>'",
        "<a ='",
        "<!--",
        "<!",
        "<?",
        "<b><div></b>",
        "<code><p>",
        "<svg>",
        "<svg><p>",
        "<sup>1",
        "<a href=a>",
        "&",
        "&#",
        "&#x1",
        "&aaaaaaaa",
        "<template>",
        "<div hidden>",
        "<ruby><rt>",
        "<x>",
        "</x>",
        "<br>",
        "\n",
        " ",
        "<pre>\n",
        "<script>",
        "<p class='a b' id=c>",
        "<h1><h2>",
        "<select><td>",
        "<math></math>",
        "<dl><dt><dd>",
        "</",
        "-->",
    ]
    .map(str::to_owned)
    .to_vec();
    let mut names = String::new();
    for n in 0..2000 {
        let _ = write!(names, "<e{n}>");
    }
    units.push(names);
    let options = options(true, &[".a .b .c", "div div div div p", "x"]);
    for unit in units {
        let times = 600_000 / unit.len();
        let source = format!("{}shame", unit.repeat(times));
        let started = Instant::now();
        read(&source, &options);
        assert!(started.elapsed().as_secs() < 10, "{unit:?}");
    }
    let closing = format!("{}{}", "<b>".repeat(100_000), "<div></b>".repeat(100_000));
    let started = Instant::now();
    read(&closing, &HtmlOptions::default());
    read(&"words and words ".repeat(700_000), &HtmlOptions::default());
    assert!(started.elapsed().as_secs() < 10);
}

#[test]
fn deep_pages_are_read_to_the_end() {
    let source = format!("{}shame<p hidden>no", "<div>".repeat(100_000));
    let document = read_checked(&source, &HtmlOptions::default());
    assert_eq!(document.text, "shame");
    assert_eq!(document.losses[0].reason, "too_deep");
}

proptest! {
    #[test]
    fn any_text_is_a_page(source in "\\PC*") {
        read_checked(&source, &HtmlOptions::default());
    }

    #[test]
    fn any_markup_is_a_page(parts in prop::collection::vec(prop::sample::select(vec![
        "<p>", "</p>", "<b>", "</b>", "<div hidden>", "</div>", "<li>", "<ul>", "</ul>", "<table>", "<td>",
        "</td>", "</table>", "<tr>", "<svg>", "</svg>", "<script>", "</script>", "<!--", "-->", "<main>", "</main>",
        "<pre>", "</pre>", "<br>", "<code>", "</code>", "<sup>", "</sup>", "<a href=a.b>", "</a>", "a.b", "1", "word",
        " ", "\n", "\r\n", "&amp;", "&#10;", "&", "<", ">", "'", "\"", "=", "<h1>", "</h2>", "<head>", "<body>",
        "<title>", "</title>", "é", "\0", "<template>", "<ruby>", "<rt>", "<![CDATA[", "]]>", "<?xml ", "?>",
    ]), 0..60)) {
        let source = parts.concat();
        let all = read_checked(&source, &HtmlOptions::default());
        let main = read_checked(&source, &options(true, &["li", "div p"]));
        let words = |document: &Document| document.blocks.iter().map(|b| b.span.len()).sum::<usize>();
        prop_assert!(words(&main) <= words(&all) + source.len());
    }
}
