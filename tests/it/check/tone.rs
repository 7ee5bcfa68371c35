//! Our own words: messages, reasons and the page about them hold no language of shame, beyond the
//! names of categories.

use feltsense::analysis::Pipeline;
use feltsense::check::KINDS;
use feltsense::matching::Status;
use feltsense::read::{Format, Options, read_text};

use super::{findings, pipeline};

/// Affirmed hits of the shame lexicon in a Markdown text; code and quotations do not count.
fn hits(text: &str) -> Vec<String> {
    let document =
        read_text(text.to_owned(), Format::Markdown, &Options::default()).expect("a text");
    let pipeline: &Pipeline = pipeline();
    let (tokens, hits) = pipeline.hits(&document);
    let at = pipeline
        .lexicons
        .iter()
        .position(|lexicon| lexicon.name == "shame")
        .expect("embedded");
    hits[at]
        .iter()
        .filter(|hit| hit.context.status == Status::Affirmed)
        .map(|hit| {
            let span = tokens.span_of(hit.found.first as usize, hit.found.end as usize);
            let from = span.range().start.saturating_sub(30);
            let from = (from..=document.text.len())
                .find(|&at| document.text.is_char_boundary(at))
                .expect("a border");
            document.text[from..span.range().end].to_owned()
        })
        .collect()
}

#[test]
fn the_lint_sees_what_it_should() {
    assert_eq!(hits("You should be ashamed of this page.").len(), 1);
    assert!(hits("`ashamed`").is_empty());
}

#[test]
fn titles_and_reasons_hold_none() {
    for info in KINDS {
        let text = format!("{}.\n\n{}.\n", info.title, info.why);
        assert!(hits(&text).is_empty(), "{}: {:?}", info.name, hits(&text));
    }
}

#[test]
fn messages_hold_none() {
    let mut messages: Vec<String> = super::outputs::report()
        .findings
        .into_iter()
        .map(|f| f.message)
        .collect();
    let hard = "I am ashamed. I am worthless. I am pathetic. You are a disgrace. ";
    let text = format!(
        "---\ntitle: Ashamed\ncontent-note: x\nfeltsense-ignore: nothing\n---\n\n# Ashamed\n\n{}{hard}Close your eyes and notice the sensation in your chest.\n",
        super::PLAIN.repeat(20)
    );
    let all = "[check]\nprofile = 'publisher'\n[check.rules]\ndensity = { max = 1 }\nbalance = { at-least = 9 }\nclosing = {at-least = 9}\nrun = { max = 1 }\nopening = { words = 999 }\ncontent-note = { topic = ['no'] }\nhelp-block = { links = ['/x'], min-hits = 1 }\nvoice = {}\nsurface = {}\ntrajectory = { min-words = 9 }\nsomatic-invitation = {}\nidentifiers = {}\npresence = {}\n";
    let found = findings(all, &text);
    let kinds: std::collections::BTreeSet<&str> = found.iter().map(|f| f.kind.name()).collect();
    assert!(kinds.len() >= 11, "{kinds:?}");
    messages.extend(found.into_iter().map(|f| f.message));
    for message in messages {
        assert!(hits(&message).is_empty(), "{message}: {:?}", hits(&message));
    }
}

#[test]
fn the_page_holds_none() {
    let page = std::fs::read_to_string("docs/check.md").expect("the page");
    assert!(page.len() > 5000);
    assert!(hits(&page).is_empty(), "{:?}", hits(&page));
    for info in KINDS {
        assert!(
            page.contains(&format!("`{}`", info.name)),
            "{} is explained",
            info.name
        );
    }
}

#[test]
fn the_page_checks_clean() {
    let sandbox = crate::sandbox::Sandbox::new();
    let page = std::fs::read_to_string("docs/check.md").expect("the page");
    sandbox.write("check.md", page);
    sandbox.run(&["check", "check.md"]).exits(0);
}
