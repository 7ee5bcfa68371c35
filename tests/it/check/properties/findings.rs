//! Properties 1, 2, 3, 6 and 9: what is found.

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use feltsense::analysis::Pipeline;
use feltsense::check::{Finding, Judge, Level, Rule, Subject, Whence};
use feltsense::identifiers::{DenyList, Finder};
use feltsense::matching::Engine;
use feltsense::read::{Format, Options, read_text};
use feltsense::text::{Document, Tokens};

use super::{RULES, judged, prose, texts};
use crate::check::judge_as;
use crate::support;

/// Rule, words, message and line: what must not depend on how a text is written.
fn told(findings: &[Finding]) -> Vec<(String, Option<String>, String, Option<u64>)> {
    let one = |finding: &Finding| {
        let line = finding.place.map(|place| place.start.line);
        (
            finding.rule.clone(),
            finding.form.clone(),
            finding.message.clone(),
            line,
        )
    };
    findings.iter().map(one).collect()
}

/// How often each rule found which words.
fn counted(findings: &[Finding]) -> Vec<(String, Option<String>)> {
    let mut all: Vec<_> = findings
        .iter()
        .map(|finding| (finding.rule.clone(), finding.form.clone()))
        .collect();
    all.sort();
    all
}

fn utf16(text: &str) -> Vec<u8> {
    let marked = format!("\u{FEFF}{text}");
    marked.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn document(text: &str, format: Format) -> Document {
    read_text(text.to_owned(), format, &Options::default()).expect("a text")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn property_01_every_place_decodes_to_what_was_found(text in texts(), kind in 0..3, wide in any::<bool>()) {
        let format = [Format::Markdown, Format::Html, Format::Text][kind as usize];
        let text = text.replace('\0', "");
        let bytes = if wide { utf16(&text) } else { text.clone().into_bytes() };
        for finding in judged(RULES, &bytes, format) {
            let Some(place) = finding.place else { continue };
            let (start, end) = (place.start.byte as usize, place.end.byte as usize);
            let written = text.get(start..end);
            prop_assert!(written.is_some(), "{:?}", place);
            // The line and the columns lead to the same byte.
            let line_start = text[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
            let before = &text[line_start..start];
            prop_assert_eq!(place.start.utf8 as usize, before.len() + 1);
            prop_assert_eq!(place.start.column as usize, before.chars().count() + 1);
            prop_assert_eq!(place.start.utf16 as usize, before.encode_utf16().count() + 1);
            if let Some(form) = &finding.form {
                let written = written.unwrap_or_default();
                let form: Vec<&str> = form.split(' ').collect();
                let is_form = |written: &str| {
                    let words = Tokens::of(&document(written, format));
                    let is_word = |(at, word): (usize, &&str)| *word == "_" || *word == words.base(at);
                    words.len() == form.len() && form.iter().enumerate().all(is_word)
                };
                // Emphasis may begin inside a word and end far behind it.
                let without_emphasis = written.replace('*', "");
                prop_assert!(
                    is_form(written) || (format == Format::Markdown && is_form(&without_emphasis)),
                    "{:?} is {:?}", written, form
                );
            }
        }
    }

    #[test]
    fn property_02_ways_of_writing_change_no_finding(text in prose()) {
        let plain = told(&judged(RULES, text.as_bytes(), Format::Markdown));
        let decomposed: String = text.nfd().collect();
        for bytes in [
            text.replace('\n', "\r\n").into_bytes(),
            text.replace('\n', "\r").into_bytes(),
            format!("\u{FEFF}{text}").into_bytes(),
            decomposed.into_bytes(),
            utf16(&text),
            text.replace('\u{2019}', "'").into_bytes(),
            text.replace('\u{2019}', "\u{2bc}").into_bytes(),
            text.replace('\u{2019}', "&rsquo;").into_bytes(),
        ] {
            prop_assert_eq!(&told(&judged(RULES, &bytes, Format::Markdown)), &plain);
        }
    }

    #[test]
    fn property_03_emphasis_changes_no_finding_and_code_takes_them_away(text in prose(), which in prop::collection::vec(0..5, 40)) {
        let rules = "[check.rules.presence]\n[check.rules.voice]\n";
        let plain = counted(&judged(rules, text.as_bytes(), Format::Markdown));
        let mut kinds = which.iter().cycle();
        let marked: Vec<String> = text
            .split(' ')
            .map(|word| {
                if word.is_empty() || !word.chars().all(char::is_alphabetic) {
                    return word.to_owned();
                }
                match kinds.next() {
                    Some(1) => format!("*{word}*"),
                    Some(2) => format!("**{word}**"),
                    Some(3) => format!("[{word}](page.md)"),
                    Some(4) => format!("<em>{word}</em>"),
                    _ => word.to_owned(),
                }
            })
            .collect();
        let marked = marked.join(" ");
        prop_assert_eq!(counted(&judged(rules, marked.as_bytes(), Format::Markdown)), plain, "{}", marked);
        let fenced = format!("It rains.\n\n```\n{text}\n```\n");
        prop_assert!(judged(rules, fenced.as_bytes(), Format::Markdown).is_empty());
        let inline = format!("It rains `{}`.", text.replace('\n', " "));
        prop_assert!(judged(rules, inline.as_bytes(), Format::Markdown).is_empty());
    }

    #[test]
    fn property_06_silencing_only_takes_away(text in prose(), which in prop::collection::vec(0..7, 24)) {
        let rules = "[check.rules.presence]\nlevel = 'note'\n[check.rules.voice]\nlevel = 'error'\n[check.rules.run]\nmax = 1\nlevel = 'warning'\n[check.rules.suppression]\nlevel = 'off'\n";
        let all = judged(rules, text.as_bytes(), Format::Markdown);
        let mut kinds = which.iter().cycle();
        let paragraphs: Vec<String> = text
            .split("\n\n")
            .map(|paragraph| {
                let comment = match kinds.next() {
                    Some(1) => "<!-- feltsense-ignore-block all -->\n\n",
                    Some(2) => "<!-- feltsense-ignore-next-line voice -->\n\n",
                    Some(3) => "<!-- feltsense-ignore-file run -->\n\n",
                    Some(4) => "<!-- feltsense-ignore-start presence -->\n\n",
                    Some(5) => "<!-- feltsense-ignore-end -->\n\n",
                    Some(6) => "<!-- feltsense-ignore-file presence term='ashamed' -->\n\n",
                    _ => "",
                };
                format!("{comment}{paragraph}")
            })
            .collect();
        let silenced = judged(rules, paragraphs.join("\n\n").as_bytes(), Format::Markdown);
        // The same findings, some of them silenced.
        prop_assert_eq!(counted(&silenced), counted(&all));
        // A lower bar lets no fewer runs fail.
        let fails = |findings: &[Finding], level: Level| {
            findings.iter().filter(|finding| finding.is_open() && finding.level >= level).count()
        };
        let mut last = usize::MAX;
        for level in Level::ALL {
            let now = fails(&silenced, level);
            prop_assert!(now <= fails(&all, level) && now <= last);
            last = now;
        }
    }

    #[test]
    fn property_09_the_fast_engine_finds_what_the_slow_one_finds(text in texts()) {
        let slow = slow();
        let settings = super::super::only(RULES);
        let rules: Vec<&Rule> = settings.rules.iter().collect();
        let finder = Finder::new(DenyList::default());
        for format in [Format::Markdown, Format::Text] {
            let document = document(&text, format);
            let whence = Whence::File("a.md".to_owned());
            let subject = Subject { label: "a.md", whence: &whence, format, document: &document, original: &text };
            let judge = Judge { pipeline: slow, finder: &finder, today: None };
            let slowly = judge.judge(subject, &settings, &rules);
            let fast = judge_as(RULES, &text, format);
            prop_assert_eq!(slowly.findings, fast.findings);
            prop_assert_eq!(slowly.unjudged, fast.unjudged);
        }
    }
}

/// The pipeline with the engine that is the definition.
fn slow() -> &'static Pipeline {
    static SLOW: std::sync::OnceLock<Pipeline> = std::sync::OnceLock::new();
    SLOW.get_or_init(|| support::pipeline(Engine::Reference, 0))
}
