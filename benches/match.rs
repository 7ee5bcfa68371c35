//! Words → entries of the four embedded lexicons: the engine beside the reference and aho-corasick.
//!
//! `cargo bench --bench match`; benches/README.md has the options. Everything runs in this process,
//! on one thread, and begins with the words, but for aho-corasick, which begins with the text: it
//! finds only the entries that are plain words and phrases, and looks whether a letter stands beside.

#![allow(clippy::print_stdout)]

mod common;

use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use common::race::{Job, race};
use common::text;
use feltsense::lexicon::{Lexicon, builtin};
use feltsense::matching::{Engine, Found};
use feltsense::read::{Format, read_document};
use feltsense::text::Tokens;

fn main() {
    let (size, small, rounds) = if common::quick() {
        (1 << 18, 1 << 12, 2)
    } else {
        (8 << 20, 1 << 14, 9)
    };
    let corpus = text::corpus(size);
    let small = text::first(&corpus, small);
    let tokens = |text: &str| Tokens::of(&read_document(text.to_owned(), Format::Text));
    let (all, few) = (tokens(&corpus), tokens(small));
    let lexicons: Vec<Arc<Lexicon>> = builtin::all().into_iter().map(Arc::new).collect();
    let compile = |engine: Engine| engine.compile(lexicons.clone(), builtin::shared_english());
    let (engine, reference) = (compile(Engine::Automaton), compile(Engine::Reference));
    assert!(
        engine.find(&few) == reference.find(&few),
        "the engines differ"
    );
    let plain = plain(&lexicons);
    let words = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .match_kind(MatchKind::LeftmostLongest)
        .ascii_case_insensitive(true)
        .build(&plain)
        .expect("few words");
    println!(
        "{} of {} entries are plain words or phrases",
        plain.len(),
        lexicons.iter().map(|l| l.entries.len()).sum::<usize>()
    );
    let count = |found: Vec<Vec<Found>>| found.iter().map(Vec::len).sum::<usize>();
    println!(
        "{} hits; {} of plain words and phrases by aho-corasick",
        count(engine.find(&all)),
        whole(&words, &corpus)
    );
    let jobs = vec![
        Job::here("aho-corasick, DFA, plain words", &corpus, || {
            whole(&words, &corpus)
        }),
        Job::here("feltsense: all entries, masks, gates", &corpus, || {
            count(engine.find(&all))
        }),
        Job::here("reference, a part of the text", small, || {
            count(reference.find(&few))
        }),
    ];
    race("matching", rounds, jobs);
}

/// The entries of all lexicons that are written without any sign of a pattern.
fn plain(lexicons: &[Arc<Lexicon>]) -> Vec<&str> {
    let names = lexicons.iter().flat_map(|lexicon| &lexicon.entries);
    let is_plain = |name: &str| {
        name.bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b' ')
    };
    names
        .map(|entry| entry.name.as_ref())
        .filter(|name| is_plain(name))
        .collect()
}

/// How many matches have no letter or digit of ASCII on either side.
fn whole(words: &AhoCorasick, text: &str) -> usize {
    let bytes = text.as_bytes();
    let edge = |byte: Option<&u8>| byte.is_none_or(|byte| !byte.is_ascii_alphanumeric());
    words
        .find_iter(text)
        .filter(|at| edge(bytes[..at.start()].last()) && edge(bytes.get(at.end())))
        .count()
}
