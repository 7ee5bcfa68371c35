//! `feltsense compare`: two drafts of a text.

mod command;
mod drafts;

use std::sync::OnceLock;

use feltsense::analysis::{Pipeline, Settings, WordRule};
use feltsense::compare::Side;
use feltsense::lexicon::builtin;
use feltsense::matching::Engine;
use feltsense::measure::{IntervalMethod, tally::Method};
use feltsense::read::{Format, Options, read_text};

pub(crate) fn pipeline() -> &'static Pipeline {
    static PIPELINE: OnceLock<Pipeline> = OnceLock::new();
    PIPELINE.get_or_init(|| {
        let settings = Settings {
            words: WordRule::Uax29,
            by: None,
            matches: false,
            excerpts: false,
            method: Method {
                interval: IntervalMethod::Auto,
                resamples: 100,
                seed: 1,
            },
            engine: Engine::default(),
        };
        Pipeline::new(builtin::all(), builtin::english().clone(), settings)
    })
}

pub(crate) fn side(text: &str) -> Side {
    let document = read_text(text.to_owned(), Format::Markdown, &Options::default());
    Side::new(pipeline(), "draft.md", &document.expect("a text"), text)
}
