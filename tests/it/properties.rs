//! What holds for every text.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use feltsense::analysis::{Pipeline, Settings, WordRule};
use feltsense::lexicon::{Lexicon, Pattern, WordTest, builtin, check};
use feltsense::matching::{Engine, Instruments, Matcher, Status};
use feltsense::measure::IntervalMethod;
use feltsense::measure::tally::{Method, Source};
use feltsense::read::{Format, read_document};
use feltsense::segment::{self, Segmentation};
use feltsense::text::Tokens;
use proptest::prelude::*;

use crate::support;

static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| {
    let method = Method {
        interval: IntervalMethod::Auto,
        resamples: 100,
        seed: 1,
    };
    let settings = Settings {
        words: WordRule::Uax29,
        by: None,
        matches: true,
        excerpts: false,
        method,
        engine: Engine::Automaton,
    };
    Pipeline::new(builtin::all(), builtin::english().clone(), settings)
});

/// Each lexicon by itself, and all of them together; each by both engines.
static ENGINES: LazyLock<Vec<[Box<dyn Matcher>; 2]>> = LazyLock::new(|| {
    let language = Arc::new(builtin::english().clone());
    let lexicons: Vec<Arc<Lexicon>> = builtin::all().into_iter().map(Arc::new).collect();
    let mut choices: Vec<_> = lexicons.iter().map(|one| vec![Arc::clone(one)]).collect();
    choices.push(lexicons);
    let both = |chosen: Vec<Arc<Lexicon>>| {
        [Engine::Automaton, Engine::Reference]
            .map(|engine| engine.compile(chosen.clone(), Arc::clone(&language)))
    };
    choices.into_iter().map(both).collect()
});

/// Words of the lexicons, of the masks and of the cues, and what a text puts between them.
static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut words = Vec::new();
    let english = builtin::english();
    for lexicon in builtin::all() {
        for entry in &lexicon.entries {
            collect(entry.pattern(), &mut words);
        }
        for mask in &lexicon.masks {
            collect(mask.pattern(), &mut words);
        }
        words.extend(lexicon.sets.values().flatten().map(spelled));
    }
    for mask in &english.masks {
        collect(mask.pattern(), &mut words);
    }
    for (_, cue) in &english.cues {
        collect(cue.pattern(), &mut words);
    }
    words.sort();
    words.dedup();
    words
});

fn collect(pattern: &Pattern, words: &mut Vec<String>) {
    match pattern {
        Pattern::Word(test) => words.push(spelled(test)),
        Pattern::Sequence(items) | Pattern::Alternatives(items) => {
            for item in items {
                collect(item, words);
            }
        }
        Pattern::Optional(inner) => collect(inner, words),
        Pattern::Set(_) | Pattern::Gap { .. } | Pattern::Comma => {}
    }
}

fn spelled(test: &WordTest) -> String {
    match test {
        WordTest::Literal(word) => word.to_string(),
        WordTest::Stem(stem) => format!("{stem}ing"),
    }
}

const BETWEEN: [&str; 16] = [
    " ", " ", " ", " ", " ", "-", "\n", ", ", ". ", "; ", " — ", "\n\n", "’s ", " “", "” ", "? ",
];

/// Texts made of the lexicons' own words, so that something matches.
fn texts() -> impl Strategy<Value = String> {
    let word = (0..WORDS.len()).prop_map(|at| WORDS[at].clone());
    let noise = prop_oneof![8 => word, 2 => "[a-zäéA-Z’']{1,8}", 1 => "\\PC{0,4}"];
    let between = (0..BETWEEN.len()).prop_map(|at| BETWEEN[at]);
    prop::collection::vec((noise, between), 0..40).prop_map(|parts| {
        parts
            .into_iter()
            .flat_map(|(word, between)| [word, between.to_owned()])
            .collect()
    })
}

/// Texts out of whole entries, each behind a few words that may be cues.
fn phrases() -> impl Strategy<Value = String> {
    static PHRASES: LazyLock<Vec<String>> = LazyLock::new(|| {
        let mut phrases = Vec::new();
        for lexicon in builtin::all() {
            for category in &lexicon.categories {
                phrases.extend(
                    category
                        .hits
                        .iter()
                        .map(|(text, _)| text.replace(['[', ']'], "")),
                );
            }
        }
        phrases
    });
    let phrase = (0..PHRASES.len()).prop_map(|at| PHRASES[at].clone());
    prop::collection::vec(phrase, 1..6).prop_map(|phrases| phrases.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_automaton_finds_what_the_reference_finds(text in prop_oneof![texts(), phrases(), "\\PC{0,200}"]) {
        let tokens = Tokens::of(&read_document(text, Format::Text));
        for [automaton, reference] in ENGINES.iter() {
            prop_assert_eq!(automaton.find(&tokens), reference.find(&tokens));
        }
    }

    #[test]
    fn every_span_decodes_to_its_match(text in prop_oneof![texts(), phrases()], markdown in any::<bool>()) {
        let format = if markdown { Format::Markdown } else { Format::Text };
        let document = read_document(text.clone(), format);
        let analysis = PIPELINE.analyse(&document, &text);
        let mut last = 0;
        for row in &analysis.matches {
            prop_assert!(row.byte_start >= last);
            last = row.byte_start;
            let written = &text[row.byte_start as usize..row.byte_end as usize];
            let words = Tokens::of(&read_document(written.to_owned(), format));
            let form: Vec<&str> = row.form.form.split(' ').collect();
            prop_assert_eq!(words.len(), form.len(), "`{}` is `{}`", written, row.form.form);
            for (at, word) in form.into_iter().enumerate() {
                prop_assert!(word == "_" || word == words.base(at));
            }
        }
    }

    #[test]
    fn ways_of_writing_the_same_count_the_same(text in phrases()) {
        let counted = |text: String| {
            let analysis = PIPELINE.analyse(&read_document(text.clone(), Format::Text), &text);
            let mut forms: BTreeMap<_, _> = BTreeMap::new();
            for (key, counts) in analysis.forms {
                forms.insert((key.unit, key.entry, key.form), counts);
            }
            (analysis.counts.words, analysis.counts.sentences, analysis.counts.tallies, forms)
        };
        let plain = counted(text.clone());
        for variant in [
            text.replace('’', "'"),
            text.replace('\'', "’"),
            text.replace('-', "\u{2011}"),
            text.replace(' ', "\n"),
            text.replace(' ', "\r\n"),
            text.replace("am", "a\u{AD}m").replace("el", "e\u{200B}l"),
            text.to_uppercase().replace("I'M", "i'm"),
            text.replace('f', "ｆ"),
            text.replace("fl", "ﬂ"),
        ] {
            // Capitals change where a sentence ends behind an ellipsis or an initial: not here.
            prop_assert_eq!(&counted(variant.clone()), &plain, "{}", variant);
        }
    }

    #[test]
    fn sums_hold(text in prop_oneof![texts(), phrases()]) {
        let document = read_document(text.clone(), Format::Text);
        let counts = PIPELINE.analyse(&document, &text).counts;
        prop_assert!(counts.covered <= counts.words);
        prop_assert!(counts.sentences <= counts.words);
        for (id, _) in PIPELINE.units.iter() {
            let tally = counts.tallies.get(id);
            prop_assert_eq!(tally.references.iter().sum::<u64>(), tally.affirmed);
            prop_assert_eq!(tally.thirds.iter().sum::<u64>(), tally.affirmed);
        }
        for (lexicon, interval) in counts.intervals.iter().enumerate() {
            let tally = counts.tallies.get(PIPELINE.units.lexicon(lexicon));
            if let Some(interval) = interval {
                let rate = 100.0 * tally.affirmed as f64 / counts.words as f64;
                prop_assert!(interval.low <= rate + 1e-9 && rate <= interval.high + 1e-9);
            }
        }
    }

    #[test]
    fn segments_add_up_to_their_document(text in prop_oneof![texts(), phrases()], n in 1u32..20) {
        let document = read_document(text.clone(), Format::Text);
        let (tokens, hits) = PIPELINE.hits(&document);
        for by in [
            Segmentation::Paragraph, Segmentation::Sentence, Segmentation::Section, Segmentation::Turn,
            Segmentation::Speaker, Segmentation::Words(n), Segmentation::Parts(n),
        ] {
            let mut words: Vec<usize> = segment::cut(by, &document, &tokens)
                .into_iter().flat_map(|segment| segment.ranges).flatten().collect();
            words.sort_unstable();
            prop_assert_eq!(words, (0..tokens.len()).collect::<Vec<_>>(), "{:?}", by);
        }
        prop_assert!(hits.iter().flatten().all(|hit| hit.found.first < hit.found.end));
        let source = Source::new(&PIPELINE.lexicons, &PIPELINE.units, tokens.layout(), &hits);
        for range in [0..tokens.len(), tokens.len() / 3..tokens.len() / 2] {
            let counts = source.count(std::slice::from_ref(&range), PIPELINE.settings.method);
            prop_assert_eq!(counts.covered as usize, source.covered_words(&range).len());
        }
    }

    #[test]
    fn nothing_panics_on_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        use feltsense::read::decode::{Choice, decode};
        if let Ok(decoded) = decode(&bytes, Choice::Auto) {
            for format in [Format::Text, Format::Markdown] {
                let document = read_document(decoded.text.clone(), format);
                let analysis = PIPELINE.analyse(&document, &decoded.text);
                prop_assert!(analysis.counts.covered <= analysis.counts.words);
            }
        }
    }

    #[test]
    fn any_lexicon_file_gives_a_lexicon_or_mistakes(entry in "[a-z~_{}()|?*,' :.0-9+-]{0,24}") {
        let text = lexicon_text(&[entry]);
        match check::lexicon("mine.toml", &text, builtin::english()) {
            Err(found) => prop_assert!(found.iter().all(|diagnostic| diagnostic.place.is_some())),
            Ok((lexicon, _)) => {
                let language = Arc::new(builtin::english().clone());
                let lexicons = vec![Arc::new(lexicon)];
                let instruments = Instruments::new(lexicons, language, Engine::Automaton);
                let read = support::read(&instruments, "I felt it in my body, not once.");
                prop_assert!(read.iter().all(|read| !read.text.is_empty()));
            }
        }
    }
}

/// Words of the patterns below: function words, others, and a stem.
const FEW: [&str; 9] = ["i", "am", "not", "the", "a", "sad", "glad", "so", "kind"];

/// A pattern of these words: alternatives, words that may be left out, gaps, commas.
fn patterns() -> impl Strategy<Value = String> {
    let word = || proptest::sample::select(FEW.to_vec());
    let item = prop_oneof![
        6 => word().prop_map(str::to_owned),
        1 => word().prop_map(|word| format!("{word}*")),
        1 => word().prop_map(|word| format!("{word}?")),
        2 => (word(), word()).prop_map(|(one, other)| format!("({one}|{other})")),
        1 => (word(), word()).prop_map(|(one, other)| format!("({one} {other})?")),
        1 => word().prop_map(|word| format!("{word},")),
        2 => (0..3u8, 0..3u8, word()).prop_map(|(min, more, word)| format!("_{{{min},{}}} {word}", min + more.max(1))),
    ];
    let first = word();
    (first, prop::collection::vec(item, 0..4)).prop_map(|(first, rest)| {
        let all: Vec<String> = std::iter::once(first.to_owned()).chain(rest).collect();
        all.join(" ").trim_end_matches(',').to_owned()
    })
}

/// A lexicon file of one category.
fn lexicon_text(entries: &[String]) -> String {
    let entries: Vec<String> = entries.iter().map(|entry| toml_string(entry)).collect();
    format!(
        "name = \"mine\"\ntitle = \"Mine\"\nversion = \"1.0.0\"\nlanguage = \"en\"\n[[category]]\n\
         id = \"one\"\ntitle = \"One\"\npolarity = \"resource\"\nentries = [{}]\n",
        entries.join(", ")
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]
    /// Where a walk begins at all is decided by what patterns cannot do without.
    #[test]
    fn the_engines_agree_on_lexicons_made_of_few_words(
        entries in prop::collection::btree_set(patterns(), 1..6),
        words in prop::collection::vec((proptest::sample::select(FEW.to_vec()), proptest::sample::select(vec![" ", " ", " ", ", ", ". ", "; "])), 1..40),
    ) {
        let entries: Vec<String> = entries.into_iter().collect();
        let checked = check::lexicon("mine.toml", &lexicon_text(&entries), builtin::english());
        let Ok((lexicon, _)) = checked else {
            return Err(TestCaseError::reject("entries that are not sound together"));
        };
        let language = Arc::new(builtin::english().clone());
        let lexicons = vec![Arc::new(lexicon)];
        let text: String = words.iter().flat_map(|&(word, gap)| [word, gap]).collect();
        let tokens = Tokens::of_str(&text);
        let [fast, slow] = [Engine::Automaton, Engine::Reference]
            .map(|engine| engine.compile(lexicons.clone(), Arc::clone(&language)).find(&tokens));
        prop_assert_eq!(fast, slow, "{:?} in {}", entries, text);
    }
}

fn toml_string(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The reference engine is also compared on every word of the sample corpus.
#[test]
fn the_engines_agree_on_the_sample_corpus() {
    let mut files = 0;
    let mut hits = 0;
    for folder in ["corpus/essays", "corpus/transcripts"] {
        for entry in std::fs::read_dir(folder).expect("the sample corpus") {
            let text = std::fs::read_to_string(entry.expect("an entry").path()).expect("UTF-8");
            let tokens = Tokens::of(&read_document(text, Format::Markdown));
            for [automaton, reference] in ENGINES.iter() {
                let found = automaton.find(&tokens);
                assert_eq!(found, reference.find(&tokens));
                hits += found.iter().map(Vec::len).sum::<usize>();
            }
            files += 1;
        }
    }
    assert!(files >= 24 && hits > 500, "{files} files, {hits} hits");
    assert_eq!(Status::ALL.len(), 4);
}
