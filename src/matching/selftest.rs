//! Runs a lexicon's own examples.

use std::sync::Arc;

use super::context::Scene;
use super::{Engine, Instruments, Status};
use crate::lexicon::examples::{self, Example};
use crate::lexicon::{CategoryId, Language, Lexicon, Place};
use crate::text::{Block, BlockKind, Document, Span, Tokens};

/// How the examples fared.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Examples run.
    pub examples: usize,
    /// Those that do not hold, in the order of the file.
    pub failures: Vec<Failure>,
}

/// An example that does not hold.
#[derive(Clone, Debug)]
pub struct Failure {
    /// `shame.explicit`.
    pub category: String,
    /// Where the example stands.
    pub place: Place,
    /// Expected and found.
    pub message: String,
}

/// Runs all examples: in `hits` the affirmed hits of the category are exactly the bracketed
/// stretches; in `misses` there is none.
pub fn run(lexicon: &Arc<Lexicon>, language: Arc<Language>) -> Outcome {
    let instruments = Instruments::new(vec![Arc::clone(lexicon)], language, Engine::default());
    let mut outcome = Outcome::default();
    for (at, category) in lexicon.categories.iter().enumerate() {
        let id = CategoryId(at as u16);
        let hits = category.hits.iter().map(|example| (example, true));
        let misses = category.misses.iter().map(|example| (example, false));
        for ((sentence, place), must_hit) in hits.chain(misses) {
            outcome.examples += 1;
            let message = match examples::parse(sentence) {
                Err(message) => Some(message),
                Ok(example) if must_hit && example.expected.is_empty() => {
                    Some("no stretch stands in brackets".to_owned())
                }
                Ok(example) => difference(&instruments, id, &example),
            };
            if let Some(message) = message {
                let message = format!("{message} in `{sentence}`");
                outcome.failures.push(Failure {
                    category: lexicon.qualified(id),
                    place: *place,
                    message,
                });
            }
        }
    }
    outcome
}

fn difference(instruments: &Instruments, id: CategoryId, example: &Example) -> Option<String> {
    let span = Span::new(0, example.text.len());
    let block = Block {
        span,
        kind: BlockKind::Paragraph,
        section: 0,
        turn: None,
    };
    let document = Document {
        text: example.text.clone(),
        blocks: vec![block],
        ..Document::default()
    };
    let tokens = Tokens::of(&document);
    let scene = Scene::of(&document);
    let hits = instruments.read(&tokens, &scene).remove(0);
    let found: Vec<_> = hits
        .iter()
        .filter(|hit| hit.context.status == Status::Affirmed)
        .filter(|hit| instruments.lexicons[0].entries[hit.found.entry.0 as usize].category == id)
        .map(|hit| {
            tokens
                .span_of(hit.found.first as usize, hit.found.end as usize)
                .range()
        })
        .collect();
    if found == example.expected {
        return None;
    }
    let words = |ranges: &[std::ops::Range<usize>]| {
        let list: Vec<&str> = ranges
            .iter()
            .map(|range| &example.text[range.clone()])
            .collect();
        if list.is_empty() {
            "nothing".to_owned()
        } else {
            format!("`{}`", list.join("`, `"))
        }
    };
    Some(format!(
        "expected {}, found {}",
        words(&example.expected),
        words(&found)
    ))
}
