//! Hits → status, flags and reference: what the rules of context cost on top of the hits.
//!
//! `cargo bench --bench context`; benches/README.md has the options. Everything runs in this process,
//! on one thread, and begins with the words. Nothing else does this work; beside it stands what one
//! would need first: the sentences, as the crate unicode-segmentation finds them.

#![allow(clippy::print_stdout)]

mod common;

use std::sync::Arc;

use common::race::{Job, race};
use common::text;
use feltsense::lexicon::builtin;
use feltsense::matching::context::Scene;
use feltsense::matching::{Engine, Instruments};
use feltsense::read::{Format, read_document};
use feltsense::text::Tokens;
use unicode_segmentation::UnicodeSegmentation;

fn main() {
    let (size, small, rounds) = if common::quick() {
        (1 << 18, 1 << 12, 2)
    } else {
        (8 << 20, 1 << 14, 9)
    };
    let corpus = text::corpus(size);
    let small = text::first(&corpus, small);
    let read = |text: &str| read_document(text.to_owned(), Format::Text);
    let (all, few) = (read(&corpus), read(small));
    let (all_tokens, few_tokens) = (Tokens::of(&all), Tokens::of(&few));
    let (all_scene, few_scene) = (Scene::of(&all), Scene::of(&few));
    let lexicons: Vec<_> = builtin::all().into_iter().map(Arc::new).collect();
    let new = |engine| Instruments::new(lexicons.clone(), builtin::shared_english(), engine);
    let (engine, reference) = (new(Engine::Automaton), new(Engine::Reference));
    assert!(
        engine.read(&few_tokens, &few_scene) == reference.read(&few_tokens, &few_scene),
        "the engines differ"
    );
    let jobs = vec![
        Job::here("unicode_sentences, counted", &corpus, || {
            corpus.unicode_sentences().count()
        }),
        Job::here("feltsense: quotations", &corpus, || {
            std::hint::black_box(Scene::of(&all));
            0
        }),
        Job::here("feltsense: hits", &corpus, || {
            engine.found(&all_tokens).len()
        }),
        Job::here("feltsense: hits and their context", &corpus, || {
            engine.read(&all_tokens, &all_scene).len()
        }),
        Job::here("reference, a part of the text", small, || {
            reference.read(&few_tokens, &few_scene).len()
        }),
    ];
    race("context", rounds, jobs);
}
