use std::sync::OnceLock;

use proptest::prelude::*;

use super::*;
use crate::analysis::{Settings, WordRule};
use crate::lexicon::builtin;
use crate::matching::Engine;
use crate::measure::IntervalMethod;
use crate::measure::tally::Method;
use crate::read::{Format, read_document};
use crate::show::{Filter, flat};

fn pipeline() -> &'static crate::analysis::Pipeline {
    static PIPELINE: OnceLock<crate::analysis::Pipeline> = OnceLock::new();
    PIPELINE.get_or_init(|| {
        let method = Method {
            interval: IntervalMethod::Byar,
            resamples: 100,
            seed: 1,
        };
        let settings = Settings {
            words: WordRule::Uax29,
            by: None,
            matches: false,
            excerpts: false,
            method,
            engine: Engine::default(),
        };
        crate::analysis::Pipeline::new(builtin::all(), builtin::english().clone(), settings)
    })
}

/// Markup as text: what stands between the tags, with references resolved.
fn content(markup: &str) -> String {
    let mut text = String::new();
    let mut rest = markup;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at + rest[at..].find('>').expect("a whole tag") + 1..];
    }
    text.push_str(rest);
    for (reference, char) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#13;", "\r"),
        ("&amp;", "&"),
    ] {
        text = text.replace(reference, char);
    }
    text
}

fn article(page: &str) -> &str {
    let start = page.find("<article id=\"text\"").expect("the text");
    let start = start + page[start..].find('>').expect("a whole tag") + 1;
    &page[start..start + page[start..].find("</article>").expect("its end")]
}

/// The text of one hit: that of all elements with its number, in order.
fn hit_text(article: &str, hit: usize) -> String {
    let mark = format!("data-h=\"{hit}\"");
    let mut text = String::new();
    let mut rest = article;
    while let Some(at) = rest.find(&mark) {
        rest = &rest[at + rest[at..].find('>').expect("a whole tag") + 1..];
        let (mut depth, mut end) = (1, 0);
        while depth > 0 {
            let next = end + rest[end..].find('<').expect("an end tag");
            end = next + 1;
            if rest[next..].starts_with("</mark>") {
                depth -= 1;
            } else if rest[next..].starts_with("<mark") {
                depth += 1;
            }
            if depth == 0 {
                text.push_str(&content(&rest[..next]));
            }
        }
    }
    text
}

fn check(source: &str, format: Format) -> Result<String, TestCaseError> {
    let document = read_document(source.to_owned(), format);
    let draft = Draft::new(
        "a <b>.md",
        pipeline(),
        &document,
        source,
        &Filter::default(),
    );
    let page = page(&draft);
    let article = article(&page);
    prop_assert_eq!(content(article), document.text.replace('\0', "\u{fffd}"));
    for (at, hit) in draft.hits.iter().enumerate() {
        let found = hit_text(article, at);
        prop_assert_eq!(&found, &document.text[hit.span.clone()]);
        let listed = format!("<bdi>{}</bdi>", escaped(&flat(&found)));
        prop_assert!(page.contains(&listed), "{}", listed);
    }
    Ok(page)
}

const ESSAY: &str = "# Home & away\n\nI was *ashamed*, my cheeks were hot.\nI was not ashamed \"then\".\n\n- gentle with myself\n- I wish I felt safe\n\n## Later\n\nI let go of the shame. My **breath** slowed.\n";

#[test]
fn a_page_holds_the_text_and_loads_nothing() {
    let page = check(ESSAY, Format::Markdown).expect("the text");
    assert!(!page.contains("<script") && !page.contains("<link") && !page.contains("<img"));
    assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("url("));
    assert!(!page.contains(" style=") && !page.contains("onclick"));
    let style = page
        .split("<style>")
        .nth(1)
        .and_then(|rest| rest.split("</style>").next());
    assert!(page.contains(&markup::policy(style.expect("a style sheet"))));
    assert!(page[..1000].contains(GENERATOR));
    assert!(page.contains("<title>a &lt;b&gt;.md</title>"));
    assert!(page.contains(&escaped(CAUTION)));
    for part in [
        "Home &amp; away",
        "Sections",
        "negated",
        "unrealised",
        "released",
        "whose: self",
    ] {
        assert!(page.contains(part), "{part}");
    }
    // A hit that overlaps with one of another list stands in it, or is cut.
    assert!(page.contains("data-s=\"S\"") && page.contains("data-s=\"S\u{ac}\""));
}

#[test]
fn every_reference_has_its_place() {
    let page = check(ESSAY, Format::Markdown).expect("the text");
    let mut ids: Vec<&str> = page
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "an id stands twice");
    for name in [
        "href=\"#",
        " for=\"",
        "aria-describedby=\"",
        "aria-labelledby=\"",
    ] {
        for rest in page.split(name).skip(1) {
            for wanted in rest.split('"').next().unwrap_or_default().split(' ') {
                assert!(ids.binary_search(&wanted).is_ok(), "{name}{wanted}");
            }
        }
    }
}

#[test]
fn an_empty_text_is_no_mistake() {
    let page = check("", Format::Text).expect("the text");
    assert!(page.contains("The text holds no words."));
}

/// Relative luminance of WCAG 2.2.
fn luminance(colour: &str) -> f64 {
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).expect("hex")) / 255.0;
        if value <= 0.040_45 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

/// WCAG 2.2 AA: 4.5 for text and signs, on paper, sheet and the tint of a hit; on the screen in
/// light and in dark, and in print.
#[test]
fn contrast_is_enough() {
    let dark = STYLE
        .find("prefers-color-scheme: dark")
        .expect("a dark scheme");
    let print = STYLE.find("@media print").expect("a print style");
    for block in [&STYLE[..dark], &STYLE[dark..print], &STYLE[print..]] {
        let colour = |name: &str| {
            let at = block
                .find(&format!("--{name}:"))
                .unwrap_or_else(|| panic!("{name}"));
            &block[at + name.len() + 3..][..7]
        };
        let enough = |a: &str, b: &str| {
            let (one, two) = (luminance(colour(a)), luminance(colour(b)));
            let found = (one.max(two) + 0.05) / (one.min(two) + 0.05);
            assert!(found >= 4.5, "{a} on {b}: {found:.2}");
        };
        for paper in ["paper", "sheet"] {
            for ink in ["ink", "mute", "link"] {
                enough(ink, paper);
            }
        }
        for at in 0..COLOURS {
            let (sign, tint) = (format!("c{at}"), format!("t{at}"));
            enough(&sign, "paper");
            enough(&sign, "sheet");
            enough(&sign, &tint);
            enough("ink", &tint);
        }
    }
}

fn fragments() -> impl Strategy<Value = String> {
    let parts = [
        "I was not ashamed",
        "my cheeks were hot",
        " ",
        "\n",
        "\n\n",
        "\r\n",
        "<b>&amp;\"'",
        "\u{0}\u{1b}[31m",
        "Anna: ",
        "Ben: ",
        "[crying]",
        "um, ",
        "I wish I felt safe. ",
        "\u{202e}",
        "e\u{301}",
        "日本語",
        "- ",
        "# ",
        "gentle with myself",
        "I let go of the shame",
        "my hands were shaking",
        "| a | b |",
        "ignored my body",
    ];
    let part = (0..parts.len()).prop_map(move |at| parts[at]);
    prop::collection::vec(part, 0..24).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn the_article_is_the_text_and_every_hit_is_itself(source in fragments()) {
        check(&source, Format::Text)?;
        check(&source, Format::Markdown)?;
    }
}

#[cfg(feature = "cli")]
proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn nothing_of_a_text_steers_a_terminal(source in fragments(), width in 20_usize..130) {
        use crate::show::terminal::{Colours, Screen, render, wrap};
        let document = read_document(source.clone(), Format::Text);
        let draft = Draft::new("a\u{1b}]0;x\u{7}", pipeline(), &document, &source, &Filter::default());
        let plain = render(&draft, Screen { width, colours: Colours::None });
        for line in plain.lines() {
            prop_assert!(!line.chars().any(char::is_control), "{:?}", line);
            let turned = line.contains('\u{202e}');
            prop_assert!(!turned);
            prop_assert!(wrap::width(line) <= width.max(24), "{:?}", line);
        }
        let coloured = render(&draft, Screen { width, colours: Colours::Many });
        let mut stripped = String::new();
        for (at, part) in coloured.split("\x1b[").enumerate() {
            let end = if at == 0 { 0 } else { part.find('m').map_or(0, |end| end + 1) };
            prop_assert!(at == 0 || part[..end].chars().all(|c| c.is_ascii_digit() || ";m".contains(c)));
            stripped.push_str(&part[end..]);
        }
        prop_assert_eq!(stripped, plain);
    }
}
