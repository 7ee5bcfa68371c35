//! Text → words: the tokenizer beside its definition and what else splits text.
//!
//! `cargo bench --bench tokenize`; benches/README.md has the options. Everything runs in this
//! process, on one thread. The tokenizer also folds each word, numbers its form and finds sentences
//! and the gaps between words; the others only count.
//!
//! `-- --count FILE` prints the number of words that the crate unicode-segmentation counts in a file
//! and does nothing else: a process to measure others against.

#![allow(clippy::print_stdout)]

mod common;

use common::race::{Job, race};
use common::text;
use feltsense::read::{Format, read_document};
use feltsense::text::Tokens;
use unicode_segmentation::UnicodeSegmentation;

fn main() {
    let mut args = std::env::args().skip_while(|arg| arg != "--count");
    if let (Some(_), Some(path)) = (args.next(), args.next()) {
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        println!("{}", text.unicode_words().count());
        return;
    }
    let (size, rounds) = if common::quick() {
        (1 << 18, 2)
    } else {
        (8 << 20, 9)
    };
    let corpus = text::corpus(size);
    let document = read_document(corpus.clone(), Format::Text);
    let mut tokens = Tokens::default();
    let words = corpus.unicode_words().count();
    tokens.read(&document, |_| true);
    println!(
        "{words} words as Unicode has them, {} with a letter or digit in prose",
        tokens.len()
    );
    let jobs = vec![
        Job::here("unicode_words, counted", &corpus, || {
            corpus.unicode_words().count()
        }),
        Job::here("feltsense: words, forms, sentences", &corpus, || {
            tokens.read(&document, |_| true);
            tokens.len()
        }),
        Job::here("unicode_sentences, counted", &corpus, || {
            corpus.unicode_sentences().count()
        }),
        Job::here("split_whitespace, counted", &corpus, || {
            corpus.split_whitespace().count()
        }),
    ];
    race("words", rounds, jobs);
}
