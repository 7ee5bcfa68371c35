//! What shows texts and names besides the outputs of `check`: `show` in the terminal and as a page,
//! `explain`, and messages. No byte of a text or name steers a terminal, begins a command of a log,
//! or becomes an element of a page.

use std::sync::OnceLock;

use proptest::prelude::*;

use feltsense::analysis::{Pipeline, Settings, WordRule};
use feltsense::lexicon::builtin;
use feltsense::matching::Engine;
use feltsense::measure::{IntervalMethod, tally::Method};
use feltsense::read::{Format, Options, read_text};
use feltsense::report::table::steers;
use feltsense::show::filter::Filter;
use feltsense::show::terminal::{Colours, Screen, render};
use feltsense::show::{Draft, html};

use super::properties::texts;
use crate::sandbox::Sandbox;

/// As `show` has it.
fn pipeline() -> &'static Pipeline {
    static PIPELINE: OnceLock<Pipeline> = OnceLock::new();
    PIPELINE.get_or_init(|| {
        let settings = Settings {
            words: WordRule::Liwc22,
            by: None,
            matches: true,
            excerpts: true,
            method: Method {
                interval: IntervalMethod::Auto,
                resamples: 0,
                seed: 1,
            },
            engine: Engine::default(),
        };
        Pipeline::new(builtin::all(), builtin::english().clone(), settings)
    })
}

/// For every line of a terminal or a log.
fn is_harmless(text: &str) -> Result<(), TestCaseError> {
    for line in text.lines() {
        prop_assert!(!line.contains(steers), "{:?}", line);
        prop_assert!(
            !line.contains("##[") && !line.contains("##vso["),
            "{:?}",
            line
        );
        let rest = line.trim_start().strip_prefix("::").unwrap_or("");
        prop_assert!(
            !rest.starts_with(|c: char| c.is_ascii_alphabetic()),
            "{:?}",
            line
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn show_draws_text_and_names_as_they_are(text in texts(), name in prop_oneof![texts(), any::<String>()], markdown in any::<bool>(), width in 20_usize..120) {
        let format = if markdown { Format::Markdown } else { Format::Text };
        let document = read_text(text.clone(), format, &Options::default()).expect("a text");
        let draft = Draft::new(&name, pipeline(), &document, &text, &Filter::default());
        is_harmless(&render(&draft, Screen { width, colours: Colours::None }))?;
        let coloured = render(&draft, Screen { width, colours: Colours::Many });
        // Of the colours nothing is left but text.
        let mut parts = coloured.split("\x1b[");
        let mut plain = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end = part.find('m').map_or(0, |end| end + 1);
            prop_assert!(part[..end].chars().all(|c| c.is_ascii_digit() || ";m".contains(c)), "{:?}", part);
            plain.push_str(&part[end..]);
        }
        let stray = plain.lines().any(|line| line.contains(steers));
        prop_assert!(!stray);
    }

    #[test]
    fn a_page_holds_no_element_of_a_text_or_a_name(text in texts(), name in prop_oneof![texts(), any::<String>()]) {
        let document = read_text(text.clone(), Format::Markdown, &Options::default()).expect("a text");
        let page = |name: &str, text: &str| {
            let document = read_text(text.to_owned(), Format::Text, &Options::default()).expect("a text");
            html::page(&Draft::new(name, pipeline(), &document, text, &Filter::default()))
        };
        let drawn = html::page(&Draft::new(&name, pipeline(), &document, &text, &Filter::default()));
        let known = elements(&page("a.md", "I was ashamed. I was not ashamed. Anna: [crying] It rains."));
        for element in elements(&drawn) {
            prop_assert!(known.contains(&element) || ["h2", "h3", "br", "ul", "li", "ol", "table", "tr", "td", "th"].contains(&element.as_str()), "<{}>", element);
        }
        prop_assert!(drawn.contains("default-src 'none'"));
        prop_assert!(!drawn.contains("<script") && !drawn.contains("javascript:"));
        // A page holds a text byte for byte (but for U+0000), and a name as terminals show it.
        prop_assert!(!drawn.contains('\0'));
        let stray = page(&name, "It rains.").chars().find(|&c| c != '\n' && steers(c));
        prop_assert_eq!(stray, None);
    }
}

/// Names of all elements of a page.
fn elements(page: &str) -> std::collections::BTreeSet<String> {
    let starts = page.split('<').skip(1);
    let name = |rest: &str| {
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(rest.len());
        rest[..end].to_ascii_lowercase()
    };
    starts.map(name).filter(|name| !name.is_empty()).collect()
}

#[test]
fn a_lexicon_of_others_is_explained_as_text() {
    let lexicon = "name = \"mine\"\ntitle = \"Mine \\u001b[31m ##[error]\"\nversion = \"1.0.0\"\nlanguage = \"en\"\n[[category]]\nid = \"one\"\ntitle = \"One \\u001b]0;x\\u0007 \\u202e\"\ndefinition = \"\"\"So\n::error::it is\"\"\"\npolarity = \"resource\"\nentries = [\"gentle\"]\n";
    let sandbox = Sandbox::with(&[("mine.toml", lexicon), ("a.md", "I was gentle.\n")]);
    for arguments in [
        &["explain", "--lexicon", "mine.toml"][..],
        &["explain", "mine", "--lexicon", "mine.toml"],
        &["explain", "one", "--lexicon", "mine.toml"],
        &["explain", "mine.one", "--lexicon", "mine.toml"],
        &["show", "a.md", "--lexicon", "mine.toml"],
        &["check", "a.md", "--lexicon", "mine.toml"],
    ] {
        let run = sandbox.run(arguments);
        assert!(run.code.is_some());
        for text in [&run.out, &run.err] {
            assert!(is_harmless(text).is_ok(), "{arguments:?}: {text:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn messages_repeat_names_and_arguments_as_text() {
    use std::os::unix::ffi::OsStrExt;
    let sandbox = Sandbox::with(&[("a.md", "It rains.\n")]);
    for attack in [
        &b"\x1b[31m\x07"[..],
        b"x\n::error::y",
        b" ::error::y",
        b"##[error]y",
        b"##vso[task.complete]y",
        "\u{202e}\u{9b}2J".as_bytes(),
        b"\xff\x1b]0;x\x07",
        b"{a\x1b",
        b"[\x1b",
    ] {
        let text = String::from_utf8_lossy(attack).into_owned();
        for before in [
            &["check"][..],
            &["check", "a.md"],
            &["check", "a.md", "--config"],
            &["check", "a.md", "--baseline"],
            &["check", "a.md", "--lexicon"],
            &["check", "a.md", "--deny"],
            &["check", "a.md", "--encoding"],
            &["check", "a.md", "--output"],
            &["check", "a.md", "--today"],
            &["check", "a.md", "--fail-on"],
            &["check", "a.md", "--files-from"],
            &["check", "--stdin-filename"],
            &["config", "show"],
            &["show"],
            &["show", "a.md", "--html"],
            &["show", "a.md", "--category"],
            &["show", "a.md", "--document"],
            &["explain"],
            &["text"],
            &["identifiers"],
        ] {
            let mut command = sandbox.command(before);
            command.arg(std::ffi::OsStr::from_bytes(attack));
            let run = sandbox.finish(command);
            assert!(run.code.is_some(), "{before:?} {text:?}");
            for said in [&run.out, &run.err] {
                assert!(is_harmless(said).is_ok(), "{before:?} {text:?}: {said:?}");
            }
        }
    }
}
