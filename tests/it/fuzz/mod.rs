//! What must hold for every input, whoever wrote it: one function for each reader.
//!
//! The fuzzers of `fuzz/` and the test that runs their saved inputs (`fuzz_corpus.rs`) share it. A
//! finding is a panic, so every property is an assertion.

mod document;
mod made;
mod made_workbook;
mod packed;
mod table;
mod words;

use feltsense::read::decode::{Choice, How, decode};
use feltsense::read::packed::Packing;
use feltsense::read::{Format, Options, html, open};
use feltsense::{config, read};

/// What is done with an input.
pub(crate) type Target = fn(&[u8]);

/// The targets: a name, and what is done with the bytes.
pub(crate) const TARGETS: [(&str, Target); 31] = [
    ("decode", decoding),
    ("text", |data| one(data, Format::Text)),
    ("markdown", |data| one(data, Format::Markdown)),
    ("html", markup),
    ("csv", |data| table::rows(data, Format::Csv)),
    ("tsv", |data| table::rows(data, Format::Tsv)),
    ("jsonl", |data| table::rows(data, Format::JsonLines)),
    ("workbook", |data| {
        table::container(&made_workbook::workbook(data), Format::Workbook);
    }),
    ("parquet", |data| table::container(data, Format::Parquet)),
    ("gz", |data| packed::stream(data, Packing::Gzip)),
    ("zst", |data| packed::stream(data, Packing::Zstd)),
    ("zip", |data| packed::archive(&made::zip(data))),
    ("vtt", |data| one(data, Format::Vtt)),
    ("srt", |data| one(data, Format::Srt)),
    ("lrc", |data| one(data, Format::Lrc)),
    ("whisper_json", |data| one(data, Format::WhisperJson)),
    ("whisper_tsv", |data| one(data, Format::WhisperTsv)),
    ("chat", |data| one(data, Format::Chat)),
    ("eaf", |data| one(data, Format::Eaf)),
    ("docx", |data| one(&made::docx(data), Format::Docx)),
    ("odt", |data| one(&made::odt(data), Format::Odt)),
    ("rtf", |data| one(data, Format::Rtf)),
    ("epub", |data| one(&made::epub(data), Format::Epub)),
    ("pdf", |data| one(&made::pdf(data), Format::Pdf)),
    ("selector", selector),
    ("config", configuration),
    ("tokenize", words::tokenize),
    ("engine", words::engines),
    ("pipeline", words::pipeline),
    ("lexicon", words::lexicon),
    ("segments", words::segments),
];

/// Does with the bytes what the target of this name does.
///
/// # Panics
/// If there is no such target, or a property does not hold.
pub(crate) fn run(target: &str, data: &[u8]) {
    let (_, run) = TARGETS
        .iter()
        .find(|(name, _)| *name == target)
        .unwrap_or_else(|| panic!("no target `{target}`"));
    run(data);
}

/// An input that is one document.
fn one(data: &[u8], format: Format) {
    read_with(data, format, &Options::default());
}

fn markup(data: &[u8]) {
    one(data, Format::Html);
    let mut options = Options::default();
    options.html.main = true;
    options.html.skip = ["nav", ".share", "[role=banner]", "p#x a"]
        .iter()
        .map(|text| text.parse().expect("a selector"))
        .collect();
    read_with(data, Format::Html, &options);
}

/// Reads twice, and checks what is read; a refusal is told in full, and the same both times.
fn read_with(data: &[u8], format: Format, options: &Options) {
    let read = open(data, format, Choice::Auto, options);
    let again = open(data, format, Choice::Auto, options);
    match (read, again) {
        (Ok(read), Ok(again)) => {
            document::check(&read.document, read.original());
            document::same(&read.document, &again.document);
        }
        (Err(error), Err(again)) => {
            assert_eq!(error, again);
            assert!(!error.reason.is_empty() && !error.what.is_empty() && !error.help.is_empty());
            document::is_short(&error.to_string());
        }
        (read, again) => panic!("read {}, then {}", read.is_ok(), again.is_ok()),
    }
}

fn decoding(data: &[u8]) {
    for label in ["auto", "utf-8", "utf-16le", "windows-1252", "shift_jis"] {
        let choice = Choice::parse(label).expect("a label");
        let found = decode(data, choice);
        assert_eq!(found, decode(data, choice));
        let Ok(found) = found else { continue };
        let replaced = found.replaced;
        if replaced.count == 0 {
            assert_eq!((replaced.byte, replaced.line), (0, 0));
            if found.how == How::Utf8 {
                assert_eq!(found.text.as_bytes(), data);
            }
        } else {
            let marks = found.text.matches('\u{FFFD}').count() as u64;
            assert!(replaced.count <= marks, "{marks} marks");
            assert!(replaced.line >= 1);
            assert!((1..=data.len() as u64).contains(&replaced.byte));
        }
    }
}

/// A configuration is read, or its mistake has a place in it; what is read can be used.
fn configuration(data: &[u8]) {
    const SPEECH: &str = "T: [crying] Hello, um, you.\n\nC: Mm-hm.\n\nT: I wan- XXXX?\n\nC: Yes.\n";
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    match config::load::<Options>(text) {
        Ok(options) => {
            for format in [Format::Text, Format::Html, Format::Vtt] {
                if let Ok(found) = read::read_text(SPEECH.to_owned(), format, &options) {
                    document::check(&found, SPEECH);
                }
            }
        }
        Err(error) => {
            let line = text.split('\n').nth(error.line - 1).expect("a line of it");
            assert!(error.column >= 1 && error.column <= line.chars().count() + 1);
            assert!(!error.what.is_empty() && !error.help.is_empty());
        }
    }
}

/// A selector, and behind an empty line what it is tried on.
fn selector(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let (selector, page) = text.split_once("\n\n").unwrap_or((text, "<p>a</p>"));
    let mut options = Options::default();
    if let Ok(selector) = selector.parse::<html::Selector>() {
        options.html.skip.push(selector);
        read_with(page.as_bytes(), Format::Html, &options);
    }
}
