//! Twice the text, at most two and a half times the work: `check` over texts of one shape, in sizes
//! that double. What a run costs before its first word is measured and taken away; work is user and
//! system time of the process.
//!
//! `cargo bench --bench growth` prints seconds and ratios, and fails over 2.5. `-- --quick` takes
//! texts so short that only the gross is seen, and never fails: a smoke test.

#![allow(clippy::print_stdout)]

mod common;

use std::path::Path;

use common::{Folder, clock, race};

/// Most that twice the text may cost.
const MOST: f64 = 2.5;
/// Seconds below which the clock is too coarse for a ratio.
const COARSE: f64 = 0.1;

/// A name, a text of a size, and the settings that it is checked by.
struct Shape {
    name: &'static str,
    text: fn(usize) -> String,
    /// Repetitions of the smallest text.
    smallest: usize,
    settings: &'static str,
}

const PRESENCE: &str = "root = true\n[check.rules.presence]\n";
const EVERYTHING: &str = "root = true\n[check.rules.presence]\n[check.rules.density]\nscope = 'window'\nmin-hits = 1\n[check.rules.run]\nmax = 1\n[check.rules.help-block]\nlinks = ['/x']\n[check.rules.content-note]\n[check.rules.somatic-invitation]\n";

const SHAPES: [Shape; 10] = [
    Shape {
        name: "one line of hits",
        text: |n| "I am ashamed of it, and so it is. ".repeat(n),
        smallest: 20_000,
        settings: PRESENCE,
    },
    Shape {
        name: "hits without a sentence end",
        text: |n| "ashamed ".repeat(n),
        smallest: 20_000,
        settings: PRESENCE,
    },
    Shape {
        name: "paragraphs, every rule",
        text: |n| {
            "# One\n\nYou are worthless, I felt.\nI was ashamed of it.\n\nIt rains.\n\n".repeat(n)
        },
        smallest: 5_000,
        settings: EVERYTHING,
    },
    Shape {
        name: "comments on lines",
        text: |n| "<!-- feltsense-ignore-next-line all -->\nI am ashamed.\n\n".repeat(n),
        smallest: 10_000,
        settings: PRESENCE,
    },
    Shape {
        name: "comments on blocks",
        text: |n| "<!-- feltsense-ignore-block all -->\n\nI am ashamed.\n\n".repeat(n),
        smallest: 10_000,
        settings: PRESENCE,
    },
    Shape {
        name: "stretches side by side",
        text: |n| {
            "<!-- feltsense-ignore-start all -->\n\nI am ashamed.\n\n<!-- feltsense-ignore-end -->\n\n".repeat(n)
        },
        smallest: 5_000,
        settings: PRESENCE,
    },
    Shape {
        name: "link comments",
        text: |n| "[//]: # (feltsense-ignore-next-line all)\nI am ashamed.\n\n".repeat(n),
        smallest: 10_000,
        settings: PRESENCE,
    },
    Shape {
        name: "nested quotations",
        text: |n| format!("{} You are worthless.", ">".repeat(n)),
        smallest: 200_000,
        settings: PRESENCE,
    },
    Shape {
        name: "open brackets and stars",
        text: |n| format!("{}You are worthless.", "[*".repeat(n)),
        smallest: 100_000,
        settings: PRESENCE,
    },
    Shape {
        name: "turns of a transcript",
        text: |n| "Anna: I was ashamed, at nine.\n\nBen: You are not alone.\n\n".repeat(n),
        smallest: 8_000,
        settings: EVERYTHING,
    },
];

fn main() {
    let quick = common::quick();
    let folder = Folder::new("growth");
    let empty = folder.write("empty.md", "It rains.\n");
    let (steps, scale) = if quick { (2, 20) } else { (3, 1) };
    println!(
        "{:30} {:>8} {:>9} {:>9} {:>7}",
        "", "MB", "seconds", "us / kB", "ratio"
    );
    let mut worst: f64 = 0.0;
    for shape in &SHAPES {
        let settings = folder.write("feltsense.toml", shape.settings);
        let start = median(&empty, &settings);
        let mut last: Option<f64> = None;
        for step in 0..steps {
            let text = (shape.text)((shape.smallest / scale) << step);
            let path = folder.write("text.md", &text);
            let seconds = (median(&path, &settings) - start).max(0.0);
            let ratio = last
                .filter(|last| *last >= COARSE)
                .map(|last| seconds / last);
            worst = worst.max(ratio.unwrap_or(0.0));
            println!(
                "{:30} {:>8.2} {seconds:>9.2} {:>9.1} {:>7}",
                if step == 0 { shape.name } else { "" },
                text.len() as f64 / 1e6,
                seconds * 1e9 / text.len() as f64,
                ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}"))
            );
            last = Some(seconds);
        }
    }
    println!("most: {worst:.2}; at most {MOST} is fine");
    assert!(quick || worst <= MOST, "work grows faster than the text");
}

/// The middle of three runs: seconds of user and system time.
fn median(text: &Path, settings: &Path) -> f64 {
    let once = |_| {
        let mut check = common::feltsense();
        check.args(["check", "--exit-zero", "--threads", "1", "--no-progress"]);
        check.args(["--output", "jsonl", "--config"]);
        clock::mean(check.args([settings, text]), 1)
    };
    race::median((0..3).map(once).collect())
}
