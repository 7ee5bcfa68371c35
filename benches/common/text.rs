//! The text: sentences of the sample corpus in a seeded order, or what `FELTSENSE_BENCH_CORPUS`
//! names: a file, or a folder whose files are read in the order of their names.

use std::fs;
use std::path::{Path, PathBuf};

/// Bytes of a small document: about those of a page.
const PAGE: usize = 4096;

/// At most `size` bytes of the text, whole paragraphs; all of `FELTSENSE_BENCH_CORPUS`, if it is set.
///
/// # Panics
/// If the text cannot be read, or is no UTF-8.
pub(crate) fn corpus(size: usize) -> String {
    let Some(path) = std::env::var_os("FELTSENSE_BENCH_CORPUS").map(PathBuf::from) else {
        return own(size);
    };
    let mut text = String::new();
    for path in files(&path) {
        let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let piece = String::from_utf8(bytes);
        text.push_str(&piece.unwrap_or_else(|error| panic!("{}: {error}", path.display())));
        text.push_str("\n\n");
    }
    text
}

/// The first bytes of a text, `size` of them or as many as end a paragraph.
pub(crate) fn first(text: &str, size: usize) -> &str {
    let mut end = size.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    match text[..end].rfind("\n\n") {
        Some(at) => &text[..at + 2],
        None => &text[..end],
    }
}

/// The text in documents of whole paragraphs, a page each.
pub(crate) fn pages(text: &str) -> Vec<String> {
    let mut pages = vec![String::new()];
    for paragraph in text.split_inclusive("\n\n") {
        if pages.last().is_some_and(|page| page.len() >= PAGE) {
            pages.push(String::new());
        }
        pages.last_mut().expect("at least one").push_str(paragraph);
    }
    pages
}

/// All files under a path, in the order of their names.
fn files(path: &Path) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    let entries = fs::read_dir(path).expect("a folder");
    let mut entries: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    entries.sort();
    entries.iter().flat_map(|path| files(path)).collect()
}

/// Sentences of the sample corpus in a seeded order, with paragraphs, up to `size` bytes.
fn own(size: usize) -> String {
    let mut sentences = Vec::new();
    for folder in ["corpus/essays", "corpus/transcripts"] {
        for path in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)) {
            let text = fs::read_to_string(path).expect("UTF-8");
            sentences.extend(
                text.split_inclusive(". ")
                    .map(|s| s.replace(['\n', '*', '#'], " ")),
            );
        }
    }
    let mut state = 42u64;
    let mut out = String::with_capacity(size + 1000);
    while out.len() < size {
        for _ in 0..6 {
            // A linear congruential generator (Knuth's MMIX) is random enough to shuffle prose.
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            out.push_str(&sentences[(state >> 33) as usize % sentences.len()]);
        }
        out.push_str("\n\n");
    }
    out
}
