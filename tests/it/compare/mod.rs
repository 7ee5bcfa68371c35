//! `feltsense compare`: two drafts of a text.

mod command;
mod drafts;

use std::sync::OnceLock;

use feltsense::analysis::Pipeline;
use feltsense::compare::Side;
use feltsense::matching::Engine;
use feltsense::read::{Format, Options, read_text};

use crate::support;

pub(crate) fn pipeline() -> &'static Pipeline {
    static PIPELINE: OnceLock<Pipeline> = OnceLock::new();
    PIPELINE.get_or_init(|| support::pipeline(Engine::default(), 100))
}

pub(crate) fn side(text: &str) -> Side {
    let document = read_text(text.to_owned(), Format::Markdown, &Options::default());
    Side::new(pipeline(), "draft.md", &document.expect("a text"), text)
}
