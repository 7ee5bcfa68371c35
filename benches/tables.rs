//! The whole job on tables, one thread, beside plain text of the same words.
//!
//! `cargo bench --bench tables`; benches/README.md has the options. Each row is a document, so rows
//! of a page each also cost as many rows of the report; tables of a few long documents show what the
//! readers of tables cost by themselves.

#![allow(clippy::print_stdout)]

mod common;

use std::path::PathBuf;

use common::race::{Job, Size, race};
use common::{Folder, scan, text};

fn main() {
    let (size, rounds) = if common::quick() {
        (1 << 19, 2)
    } else {
        (16 << 20, 9)
    };
    let folder = Folder::new("tables");
    let corpus = text::corpus(size);
    let all = Size::of(&corpus);
    let pages = text::pages(&corpus);
    // Sixteen documents, whatever the size.
    let long: Vec<String> = pages
        .chunks(pages.len().div_ceil(16))
        .map(<[String]>::concat)
        .collect();
    let report = folder.join("report");
    let column = ["--text-column", "text", "--id-column", "id"];
    let table = |path: PathBuf| scan(&path, &report, &column);
    let plain = folder.write("text.txt", &corpus);
    let few = folder.write("part.csv", csv(&pages[..pages.len().min(2)]));
    let part = pages[..pages.len().min(2)].concat();
    let mut slow = table(few);
    slow.args(["--engine", "reference"]);
    let jobs = vec![
        Job::there("plain text, one file", all, scan(&plain, &report, &[])),
        Job::there(
            "CSV, long documents",
            all,
            table(folder.write("long.csv", csv(&long))),
        ),
        Job::there(
            "JSON lines, long documents",
            all,
            table(folder.write("long.jsonl", jsonl(&long))),
        ),
        Job::there(
            "CSV, a page a row",
            all,
            table(folder.write("pages.csv", csv(&pages))),
        ),
        Job::there(
            "JSON lines, a page a row",
            all,
            table(folder.write("pages.jsonl", jsonl(&pages))),
        ),
        Job::there("CSV, --engine reference, a part", Size::of(&part), slow),
    ];
    let title = format!("{} long documents, {} pages", long.len(), pages.len());
    race(&title, rounds, jobs);
}

/// A table with the columns `id` and `text`.
fn csv(texts: &[String]) -> Vec<u8> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["id", "text"]).expect("memory");
    for (at, text) in texts.iter().enumerate() {
        table.write_record([&at.to_string(), text]).expect("memory");
    }
    table.into_inner().expect("memory")
}

/// One object a line.
fn jsonl(texts: &[String]) -> String {
    let rows = texts.iter().enumerate();
    rows.map(|(at, text)| {
        serde_json::json!({ "id": at.to_string(), "text": text }).to_string() + "\n"
    })
    .collect()
}
