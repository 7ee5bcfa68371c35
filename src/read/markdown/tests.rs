//! Markdown proper, and what holds for all input; the tests of HTML stand beside its code.

use super::*;
use crate::text::{Block, Span};
use BlockKind::{Cell, Heading, Item, Paragraph};

/// Kind and text of each block, after a look at every character's place in the source.
fn blocks(source: &str) -> Vec<(BlockKind, String)> {
    let document = read(source);
    let mut behind = 0;
    for block in &document.blocks {
        let range = block.span.range();
        assert!(range.start >= behind && !range.is_empty(), "{source:?}");
        behind = range.end;
        let mut reached = 0;
        for (at, c) in document.text[range.clone()].char_indices() {
            let at = range.start + at;
            let origin = document
                .map
                .original(Span::new(at, at + c.len_utf8()))
                .range();
            let written = &source[origin.clone()];
            let stands_for = written.starts_with(['&', '\\', '<', '`', '$', '!', '[', ' ', '\r']);
            assert!(
                written.starts_with(c) || stands_for,
                "{c:?} {written:?} in {source:?}"
            );
            assert!(origin.start >= reached, "{source:?}");
            reached = origin.start;
        }
    }
    let text = |b: &Block| (b.kind, document.text[b.span.range()].to_owned());
    document.blocks.iter().map(text).collect()
}

pub(super) fn check(source: &str, expected: &[(BlockKind, &str)]) {
    let expected: Vec<_> = expected
        .iter()
        .map(|&(k, text)| (k, text.to_owned()))
        .collect();
    assert_eq!(blocks(source), expected, "{source:?}");
}

#[test]
fn inline_markup_joins() {
    check("self-**compassion**", &[(Paragraph, "self-compassion")]);
    check("*asham*ed and ~~a~~b", &[(Paragraph, "ashamed and ab")]);
    check("sh<b>am</b>e<!-- no -->ful", &[(Paragraph, "shameful")]);
    check(
        "[sham](https://x.org \"title\")ed[^1]\n\n[^1]: Note.",
        &[(Paragraph, "shamed"), (Paragraph, "Note.")],
    );
}

#[test]
fn characters_come_from_entities_and_escapes() {
    let source = "I don&rsquo;t \\*feel\\* &lt;it&gt; sh&shy;ame &#8217; a\\&b";
    check(
        source,
        &[(Paragraph, "I don’t *feel* <it> sh\u{AD}ame ’ a&b")],
    );
    let document = read(source);
    let at = document.text.find('’').expect("it is there");
    let origin = document.map.original(Span::new(at, at + 3)).range();
    assert_eq!(&source[origin], "&rsquo;");
    let word = document.text.find("don’t").expect("it is there");
    let origin = document
        .map
        .original(Span::new(word, word + "don’t".len()))
        .range();
    assert_eq!(&source[origin], "don&rsquo;t");
}

#[test]
fn blocks_are_parted_and_have_kinds() {
    let source = "# Title\n\nPara.\n\n- tight\n  - inner\n- last\n\n1. loose\n\n   more\n\n> quoted\n\n\
                  | a | b |\n|---|---|\n| c | |\n";
    check(
        source,
        &[
            (Heading, "Title"),
            (Paragraph, "Para."),
            (Item, "tight"),
            (Item, "inner"),
            (Item, "last"),
            (Item, "loose"),
            (Item, "more"),
            (Paragraph, "quoted"),
            (Cell, "a"),
            (Cell, "b"),
            (Cell, "c"),
        ],
    );
    assert!(
        read(source)
            .text
            .starts_with("Title\n\nPara.\n\ntight\n\ninner")
    );
}

#[test]
fn headings_open_sections() {
    let document = read("before\n\n# A\n\nin a\n\nB\n---\n\nin b\n\n<h2>C</h2>\n\nin c");
    let sections: Vec<u32> = document.blocks.iter().map(|block| block.section).collect();
    assert_eq!(sections, [0, 1, 1, 2, 2, 3, 3]);
    assert_eq!(document.blocks[5].kind, Heading);
}

#[test]
fn line_breaks_and_quote_prefixes() {
    check(
        "> I was so\n> *very* asha&shy;med  \n> of it\\\n> all",
        &[(Paragraph, "I was so\nvery asha\u{AD}med\nof it\nall")],
    );
    check(
        "a\r\nb\rc\r\n\r\nd",
        &[(Paragraph, "a\nb\nc"), (Paragraph, "d")],
    );
}

#[test]
fn what_is_not_prose_leaves_a_hole() {
    check(
        "```\nshame\n```\n\n    shame\n\nno `shame` here",
        &[(Paragraph, "no \u{FFFC} here")],
    );
    check(
        "see <https://shame.org> now",
        &[(Paragraph, "see \u{FFFC} now")],
    );
    check(
        "see [shame.org](https://shame.org/) now",
        &[(Paragraph, "see \u{FFFC} now")],
    );
    check("see [shame](shame) now", &[(Paragraph, "see shame now")]);
    check(
        "my ![shame *and* [more](x)](a.png) too",
        &[(Paragraph, "my \u{FFFC} too")],
    );
    check(
        "so $x_{shame}$ is\n\n$$\nshame\n$$\n\n![shame](b.png)",
        &[(Paragraph, "so \u{FFFC} is")],
    );
    check(
        "a <!-- shame --> b\n\n<!-- shame\n\nshame -->\n\n[shame]: https://x.org",
        &[(Paragraph, "a  b")],
    );
    check(
        "- [x] done\n- [ ] to do\n\n***\n\nend",
        &[(Item, "done"), (Item, "to do"), (Paragraph, "end")],
    );
}

#[test]
fn dollars_may_be_money() {
    for text in [
        "$20-$30 a month",
        "I paid \"$500\", he \"$200\"",
        "$5 or 10$ a day",
        "$5",
    ] {
        check(text, &[(Paragraph, text)]);
    }
}

#[test]
fn front_matter_is_metadata() {
    let source = "---\ntitle: On shame\n---\n# Start\n\nI *was*.";
    check(source, &[(Heading, "Start"), (Paragraph, "I was.")]);
    assert_eq!(
        read(source).metadata,
        [("title".to_owned(), "On shame".to_owned())]
    );
    check("---\n\nText\n\n---\n", &[(Paragraph, "Text")]);
}

#[test]
fn empty_inputs_have_no_block() {
    for source in [
        "",
        "\n\n",
        "***",
        "&nbsp;",
        "<br>",
        "`code`",
        "#",
        "- ",
        "| |\n|---|\n| |",
    ] {
        check(source, &[]);
    }
}

#[test]
fn depth_and_length_cost_no_stack_and_little_time() {
    for unit in [
        ">",
        "- ",
        "[",
        "*",
        "<b>",
        "<template>",
        "![",
        "`",
        "&",
        "$",
        "<p \"",
        "<a ='",
    ] {
        let started = std::time::Instant::now();
        read(&format!("{}shame", unit.repeat(50_000)));
        // Linear work takes about 20 ms here; work that grows with the square takes minutes.
        assert!(started.elapsed().as_secs() < 10, "{unit:?}");
    }
}

#[test]
fn blocks_that_are_never_closed_are_told() {
    let loss = |source: &str| {
        let losses = read(source).losses;
        losses
            .into_iter()
            .map(|loss| loss.detail)
            .collect::<Vec<_>>()
    };
    for closed in [
        "```\na b\n```\n",
        "~~~~ x\na\n~~~\n~~~~~  \n\nb",
        "> ```\n> a\n> ```\n\nb",
        "- ```\n  a\n  ```\n",
        "<!-- a\n\nb -->\n\nc",
        "a\n\n```\n",
        "    indented code",
    ] {
        assert_eq!(loss(closed), [""; 0], "{closed:?}");
    }
    assert!(loss("a\n\n```sh\nb c\n\nd e\n")[0].starts_with("an unclosed block hides 4 words"));
    assert!(loss("a\r\n\r\n<!-- b\r\n\r\nc d\r\n")[0].contains("hides 3 words"));
    let two = loss("> ~~~\n> a b\n\nc\n\n````\nd\n```\n");
    assert!(two[0].contains("2 unclosed blocks hide 3 words") && two[0].contains("line 1"));
    assert!(loss("a\n\n```\nb\n")[0].contains("line 3"));
}

#[test]
fn placeholders_that_look_like_tags_stay_text() {
    let document = read("I met <PERSON> in <CITY_1> and <SPAN>she</SPAN> <b>wept</b>.");
    assert_eq!(document.text, "I met <PERSON> in <CITY_1> and she wept.");
}
