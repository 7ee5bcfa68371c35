//! The whole job on one file, one thread, beside `wc -w` in the same rounds.
//!
//! `cargo bench --bench scan`; benches/README.md has the options.

#![allow(clippy::print_stdout)]

mod common;

use std::process::Command;

use common::race::{Job, Size, race};
use common::{Folder, scan, text};

fn main() {
    let (size, small, rounds) = if common::quick() {
        (1 << 20, 1 << 12, 2)
    } else {
        (16 << 20, 1 << 15, 9)
    };
    let folder = Folder::new("scan");
    let corpus = text::corpus(size);
    let small = text::first(&corpus, small);
    let (all, part) = (Size::of(&corpus), Size::of(small));
    let file = folder.write("text.txt", &corpus);
    let few = folder.write("part.txt", small);
    let report = folder.join("report");
    let mut wc = Command::new("wc");
    wc.arg("-w").arg(&file).env("LC_ALL", "C");
    let segments = ["--by", "paragraph", "--matches"];
    let reference = ["--engine", "reference"];
    let jobs = vec![
        Job::there("wc -w, C locale", all, wc),
        Job::there("scan", all, scan(&file, &report, &[])),
        Job::there(
            "scan --by paragraph --matches",
            all,
            scan(&file, &report, &segments),
        ),
        Job::there(
            "scan --engine reference, a part of the text",
            part,
            scan(&few, &report, &reference),
        ),
    ];
    race("one file", rounds, jobs);
}
