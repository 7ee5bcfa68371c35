//! The whole job on many files of a page each, one thread, beside `cat` over the same files.
//!
//! `cargo bench --bench many`; benches/README.md has the options.

#![allow(clippy::print_stdout)]

mod common;

use std::fs;
use std::process::Command;

use common::race::{Job, Size, race};
use common::{Folder, scan, text};

fn main() {
    let (size, rounds) = if common::quick() {
        (1 << 19, 2)
    } else {
        (16 << 20, 9)
    };
    let folder = Folder::new("many");
    let corpus = text::corpus(size);
    let all = Size::of(&corpus);
    let pages = text::pages(&corpus);
    for (at, page) in pages.iter().enumerate() {
        let part = folder.join(format!("texts/{:03}", at / 1000));
        if at % 1000 == 0 {
            fs::create_dir_all(&part).expect("room for it");
        }
        fs::write(part.join(format!("{at:06}.txt")), page).expect("room for it");
    }
    let texts = folder.join("texts");
    let report = folder.join("report");
    let mut cat = Command::new("sh");
    cat.args(["-c", "find \"$0\" -type f -print0 | xargs -0 cat"])
        .arg(&texts);
    // A part is enough for the slow twin.
    let first = pages[..pages.len().min(2)].concat();
    let few = folder.write("part.txt", &first);
    let jobs = vec![
        Job::there("find | xargs cat", all, cat),
        Job::there("scan", all, scan(&texts, &report, &[])),
        Job::there(
            "scan --engine reference, one file",
            Size::of(&first),
            scan(&few, &report, &["--engine", "reference"]),
        ),
    ];
    race(&format!("{} files", pages.len()), rounds, jobs);
}
