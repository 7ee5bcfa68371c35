//! Measures over the course of documents: on texts with a known course, and from the command line.

mod bodymap;
mod contexts;
mod cooccurrence;
mod dyads;
mod ideas;
mod recovery;
mod series;
mod trajectory;

use std::sync::LazyLock;

use feltsense::analysis::{Analysis, Pipeline, Settings, WordRule};
use feltsense::course::CourseSettings;
use feltsense::course::cooccurrence::TogetherSettings;
use feltsense::course::curve::{CurveSettings, Kernel};
use feltsense::course::recovery::RecoverySettings;
use feltsense::lexicon::builtin;
use feltsense::matching::Engine;
use feltsense::measure::IntervalMethod;
use feltsense::measure::tally::Method;
use feltsense::read::{Format, Options, read_text};

/// Sentences of ten words each, so that a place in the list is a place in the words. The first
/// holds no hit of any lexicon.
pub(crate) const SENTENCES: [&str; 5] = [
    "The train to the coast was a quarter late again.",
    "She said that I am ashamed of it to anyone.",
    "Then he wrote that he spoke kindly to himself again.",
    "They say that the therapist listened to him on Monday.",
    "On the train he felt a knot in his stomach.",
];

pub(crate) static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| {
    let settings = Settings {
        words: WordRule::Uax29,
        by: None,
        matches: false,
        excerpts: false,
        method: Method {
            interval: IntervalMethod::Byar,
            resamples: 10,
            seed: 1,
        },
        engine: Engine::Automaton,
    };
    let mut pipeline = Pipeline::new(builtin::all(), builtin::english().clone(), settings);
    pipeline.course = CourseSettings {
        recovery: Some(RecoverySettings { within: 50 }),
        cooccurrence: Some(TogetherSettings {
            window: 10,
            pairs: Vec::new(),
        }),
        bodymap: Some(10),
        trajectory: true,
        contexts: true,
        curve: Some(CurveSettings {
            kernel: Kernel::Triangular,
            every: 10,
        }),
        dyads: true,
        ..CourseSettings::default()
    };
    pipeline
});

/// A text of these [`SENTENCES`], by number.
pub(crate) fn text_of(sentences: &[usize]) -> String {
    let sentences: Vec<&str> = sentences.iter().map(|&at| SENTENCES[at]).collect();
    sentences.join(" ")
}

/// Everything that is measured of a text.
pub(crate) fn analyse(text: &str) -> Analysis {
    let document = read_text(text.to_owned(), Format::Text, &Options::default())
        .expect("plain text is readable");
    PIPELINE.analyse(&document, text)
}
