//! What the words, the engines and the counts promise.

use std::sync::{Arc, LazyLock};

use feltsense::analysis::{Pipeline, Settings, WordRule};
use feltsense::lexicon::{builtin, check};
use feltsense::matching::Engine;
use feltsense::measure::IntervalMethod;
use feltsense::measure::tally::Method;
use feltsense::read::{Format, read_document};
use feltsense::segment::Segmentation;
use feltsense::text::{Document, Tokens};

fn text_of(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}

/// The fast way to words gives what the definition gives: signs that are no words, but no common ones,
/// send the same text the other way if they are most of it.
pub(super) fn tokenize(data: &[u8]) {
    let Some(text) = text_of(data) else { return };
    let fast = Tokens::of_str(text);
    let odd = "\u{2603}".repeat(text.len() + 1);
    let slow = Tokens::of_str(&format!("{text} {odd}"));
    assert_eq!(fast.len(), slow.len());
    assert_eq!(fast.ids().len(), fast.len());
    assert_eq!(fast.gaps().len(), fast.len());
    for at in 0..fast.len() {
        assert_eq!(fast.span(at), slow.span(at));
        assert_eq!(fast.form(at), slow.form(at));
        assert_eq!(fast.base(at), slow.base(at));
        assert_eq!(fast.gap(at), slow.gap(at), "before `{}`", fast.form(at));
        assert_eq!(fast.sentence_of(at), slow.sentence_of(at));
        assert!(text.get(fast.span(at).range()).is_some());
    }
    assert_eq!(fast.sentences(), slow.sentences());
}

/// The frame around a lexicon with these entries.
fn lexicon_file(entries: &str) -> String {
    let quoted: Vec<String> = entries
        .lines()
        .map(|entry| format!("\"{}\"", entry.replace('\\', "\\\\").replace('"', "\\\"")))
        .collect();
    format!(
        "name = \"mine\"\ntitle = \"Mine\"\nversion = \"1.0.0\"\nlanguage = \"en\"\n[sets]\nkin = [\"one\", \"two~\"]\n[[category]]\nid = \"one\"\ntitle = \"One\"\npolarity = \"resource\"\nentries = [{}]\n",
        quoted.join(", ")
    )
}

/// Entries, an empty line, a text: both engines find the same.
pub(super) fn engines(data: &[u8]) {
    let Some(text) = text_of(data) else { return };
    let (entries, text) = text.split_once("\n\n").unwrap_or(("one\nshe two", text));
    // The reference tries every entry at every word.
    if entries.len() > 300 || text.len() > 2000 {
        return;
    }
    let file = lexicon_file(entries);
    let Ok((lexicon, _)) = check::lexicon("mine.toml", &file, builtin::english()) else {
        return;
    };
    let language = Arc::new(builtin::english().clone());
    let lexicon = Arc::new(lexicon);
    let tokens = Tokens::of(&read_document(text.to_owned(), Format::Text));
    let find = |engine: Engine| {
        let matcher = engine.compile(vec![Arc::clone(&lexicon)], Arc::clone(&language));
        matcher.find(&tokens).remove(0)
    };
    let found = find(Engine::Automaton);
    assert_eq!(found, find(Engine::Reference));
    for pair in found.windows(2) {
        assert!(pair[0].end <= pair[1].first, "hits overlap");
    }
}

/// A lexicon file is one, or its mistakes have places.
pub(super) fn lexicon(data: &[u8]) {
    let Some(text) = text_of(data) else { return };
    match check::lexicon("mine.toml", text, builtin::english()) {
        Ok((lexicon, _)) => assert!(!lexicon.entries.is_empty()),
        Err(found) => assert!(!found.is_empty()),
    }
}

static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| {
    let method = Method {
        interval: IntervalMethod::Auto,
        resamples: 20,
        seed: 1,
    };
    let settings = Settings {
        words: WordRule::Uax29,
        by: Some(Segmentation::Turn),
        matches: true,
        excerpts: true,
        method,
        engine: Engine::Automaton,
    };
    Pipeline::new(builtin::all(), builtin::english().clone(), settings)
});

/// A text through everything: sums hold, and matches stand in it.
pub(super) fn pipeline(data: &[u8]) {
    let Some(text) = text_of(data) else { return };
    let document = read_document(text.to_owned(), Format::Markdown);
    let analysis = PIPELINE.analyse(&document, text);
    let counts = &analysis.counts;
    assert!(counts.covered <= counts.words && counts.sentences <= counts.words);
    let mut last = 0;
    for row in &analysis.matches {
        assert!(row.byte_start >= last && row.line >= 1 && row.column >= 1);
        last = row.byte_start;
        assert!(
            text.get(row.byte_start as usize..row.byte_end as usize)
                .is_some()
        );
    }
    let mut parts = Vec::new();
    let all = 0..analysis.segments.len();
    PIPELINE.each_segment(&analysis.segments, all, |_, counts| {
        parts.push(counts.clone());
    });
    assert_eq!(
        parts.iter().map(|part| part.words).sum::<u64>(),
        counts.words
    );
    for (id, _) in PIPELINE.units.iter() {
        let tally = counts.tallies.get(id);
        assert_eq!(tally.references.iter().sum::<u64>(), tally.affirmed);
        let affirmed = parts.iter().map(|part| part.tallies.get(id).affirmed);
        let affirmed: u64 = affirmed.sum();
        assert_eq!(affirmed, tally.affirmed);
    }
}

/// A transcript, cut in every way.
pub(super) fn segments(data: &[u8]) {
    let Some(text) = text_of(data) else { return };
    let document: Document = read_document(text.to_owned(), Format::Text);
    super::document::check(&document, text);
    let tokens = Tokens::of(&document);
    for by in [
        Segmentation::Turn,
        Segmentation::Speaker,
        Segmentation::Role,
        Segmentation::Paragraph,
        Segmentation::Sentence,
        Segmentation::Section,
        Segmentation::Words(3),
        Segmentation::Parts(4),
        Segmentation::Minutes(2),
    ] {
        super::document::whole(by, &document, &tokens);
    }
}
