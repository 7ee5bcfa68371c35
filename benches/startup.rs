//! Start-up: a scan of one small file over what `true` costs, and where its time goes.
//!
//! `cargo bench --bench startup`; `-- --quick` takes fewer rounds. Times of steps inside the
//! process are the least of all rounds: what the machine does besides can only add to them. Times
//! of whole processes are CPU time, user and system, the mean of all rounds.

#![allow(clippy::print_stdout)]

mod common;

use std::fmt::Write as _;
use std::process::Command;
use std::time::{Duration, Instant};

use common::{Folder, clock};
use feltsense::analysis::{Pipeline, Settings, WordRule};
use feltsense::lexicon::{Language, builtin, check};
use feltsense::matching::Engine;
use feltsense::measure::IntervalMethod;
use feltsense::measure::tally::Method;

fn main() {
    let quick = common::quick();
    let rounds = if quick { 5 } else { 40 };
    let large = own_lexicon(20_000);
    let english = || {
        check::language("english.toml", builtin::ENGLISH)
            .expect("valid")
            .0
    };
    let language = english();
    let read = |name: &str, text: &str| check::lexicon(name, text, &language).expect("valid").0;
    println!(
        "{:44} {:>9}",
        "step, milliseconds, least of the rounds", "ms"
    );
    row("english.toml: read and check", least(rounds, english, drop));
    for (name, text) in builtin::FILES {
        let step = format!("{name}.toml: read and check");
        row(&step, least(rounds, || read(name, text), drop));
    }
    row(
        "embedded language, as the program has it",
        least(rounds, || builtin::english().clone(), drop),
    );
    row(
        "embedded lexicons, as the program has them",
        least(rounds, builtin::all, drop),
    );
    let compile = |lexicons| pipeline(lexicons, language.clone());
    let compiled = |make: &dyn Fn() -> Vec<feltsense::lexicon::Lexicon>| {
        (0..rounds)
            .map(|_| {
                let lexicons = make();
                least(1, || compile(lexicons.clone()), drop)
            })
            .min()
            .unwrap_or_default()
    };
    row("embedded lexicons: compile", compiled(&builtin::all));
    let step = format!("20,000 entries, {} kB: read and check", large.len() / 1000);
    row(&step, least(rounds, || read("large", &large), drop));
    row(
        "20,000 entries: compile",
        compiled(&|| vec![read("large", &large)]),
    );
    whole(if quick { 20 } else { 200 });
}

fn row(step: &str, time: Duration) {
    println!("{step:44} {:>9.2}", time.as_secs_f64() * 1e3);
}

/// The shortest of some runs, without what `after` does with the result.
fn least<T>(rounds: usize, mut run: impl FnMut() -> T, mut after: impl FnMut(T)) -> Duration {
    (0..rounds)
        .map(|_| {
            let start = Instant::now();
            let made = run();
            let time = start.elapsed();
            after(made);
            time
        })
        .min()
        .unwrap_or_default()
}

fn pipeline(lexicons: Vec<feltsense::lexicon::Lexicon>, language: Language) -> Pipeline {
    let settings = Settings {
        words: WordRule::Uax29,
        by: None,
        matches: false,
        excerpts: false,
        method: Method {
            interval: IntervalMethod::Auto,
            resamples: 1000,
            seed: 1,
        },
        engine: Engine::Automaton,
    };
    Pipeline::new(lexicons, language, settings)
}

/// A lexicon of made-up words, with stems, alternatives, optional words, gaps and sets as in the
/// embedded ones.
fn own_lexicon(entries: usize) -> String {
    let mut state = 7u64;
    let mut random = |below: u64| {
        // Knuth's MMIX.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let parts = [
        "ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu", "den", "ful", "gar",
    ];
    let mut word = || {
        let parts = (0..2 + random(3)).map(|_| parts[random(13) as usize]);
        parts.collect::<String>()
    };
    let mut out = String::from(
        "name = \"large\"\ntitle = \"Large\"\nversion = \"1.0.0\"\nlanguage = \"en\"\n",
    );
    for category in 0..20 {
        let _ = write!(
            out,
            "\n[[category]]\nid = \"c{category}\"\ntitle = \"C\"\npolarity = \"distress\"\nentries = [\n"
        );
        for entry in 0..entries / 20 {
            let (a, b, c, d) = (word(), word(), word(), word());
            let _ = match entry % 8 {
                0..3 => writeln!(out, "  \"{a}\","),
                3 => writeln!(out, "  \"{a}*:.7\","),
                4 => writeln!(out, "  \"{a} {b}\","),
                5 => writeln!(out, "  \"{a} ({b}|{c}|{d}(s)?)\","),
                6 => writeln!(out, "  \"~my {a} {b}? {c}{{self}}\","),
                _ => writeln!(out, "  \"{a}(s|ed)? _{{0,2}} ({b}|{c}) {d}\","),
            };
        }
        out.push_str("]\n");
    }
    out
}

/// A scan of one small file, and `true`: CPU time of a process.
fn whole(rounds: u32) {
    let folder = Folder::new("startup");
    let text = folder.write(
        "text.txt",
        "I was ashamed of it for years. Then I told her.\n",
    );
    let mut version = common::feltsense();
    version.arg("--version");
    let mut jobs = [
        ("true", Command::new("true")),
        ("feltsense --version", version),
        (
            "feltsense scan",
            common::scan(&text, &folder.join("report"), &[]),
        ),
    ];
    println!(
        "\n{:44} {:>9} {:>9}",
        "process, CPU time, mean of the rounds", "ms", "over true"
    );
    let mut first = None;
    for (name, command) in &mut jobs {
        let ms = clock::mean(command, rounds) * 1e3;
        println!("{name:44} {ms:>9.2} {:>9.2}", ms - *first.get_or_insert(ms));
    }
}
