//! The whole job beside `wc -w`, in the same run: MB of text per CPU-second, one thread.
//!
//! `cargo bench --bench scan` makes its own text from the sample corpus: sentences in a seeded
//! order. `FELTSENSE_BENCH_CORPUS=FILE` takes a text of yours, such as one made by a corpus
//! generator. `-- --quick` takes less text and fewer rounds. Jobs run in rotation, so that a drift
//! of the machine hits all alike; medians are printed, and the ratio is what can be compared
//! between machines.

#![allow(clippy::print_stdout)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Clock ticks of /proc a second, on every Linux that Rust runs on.
const TICKS: f64 = 100.0;

fn main() {
    let quick = std::env::args().any(|arg| arg == "--quick");
    let folder = std::env::temp_dir().join(format!("feltsense-bench-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a temporary folder");
    let text = if let Some(path) = std::env::var_os("FELTSENSE_BENCH_CORPUS") {
        PathBuf::from(path)
    } else {
        let path = folder.join("text.txt");
        fs::write(&path, own_text(if quick { 2 << 20 } else { 16 << 20 })).expect("room for it");
        path
    };
    let size = fs::metadata(&text).expect("the text is there").len() as f64 / 1e6;
    let report = folder.join("report");
    let ours = |extra: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_feltsense"));
        command.arg("scan").arg(&text).args([
            "--threads",
            "1",
            "--quiet",
            "--force",
            "--format",
            "txt",
        ]);
        command.args(extra).arg("-o").arg(&report);
        command
    };
    let mut wc = Command::new("wc");
    wc.arg("-w").arg(&text).env("LC_ALL", "C");
    let mut jobs: Vec<(&str, Command)> = vec![
        ("wc -w, C locale", wc),
        ("scan", ours(&[])),
        (
            "scan --by paragraph --matches",
            ours(&["--by", "paragraph", "--matches"]),
        ),
    ];
    if !quick {
        jobs.push(("scan, reference engine", {
            let small = folder.join("small.txt");
            fs::write(&small, own_text(1 << 18)).expect("room for it");
            let mut command = Command::new(env!("CARGO_BIN_EXE_feltsense"));
            command
                .arg("scan")
                .arg(small)
                .args(["--threads", "1", "--quiet", "--force"]);
            command
                .args(["--engine", "reference"])
                .arg("-o")
                .arg(&report);
            command
        }));
    }
    let rounds = if quick { 2 } else { 5 };
    let mut seconds: Vec<Vec<f64>> = vec![Vec::new(); jobs.len()];
    for _ in 0..rounds {
        for (job, times) in jobs.iter_mut().zip(&mut seconds) {
            times.push(cpu_seconds(&mut job.1));
        }
    }
    println!("{size:.1} MB of text, {rounds} rounds, one thread");
    println!("{:32} {:>12} {:>12}", "", "MB / CPU-s", "against wc");
    let megabytes = |at: usize| if at == 3 { 0.262_144 } else { size };
    let rates: Vec<f64> = seconds
        .iter_mut()
        .enumerate()
        .map(|(at, times)| {
            times.sort_by(f64::total_cmp);
            megabytes(at) / times[times.len() / 2].max(0.5 / TICKS)
        })
        .collect();
    for ((name, _), rate) in jobs.iter().zip(&rates) {
        println!("{name:32} {rate:>12.2} {:>12.3}", rate / rates[0]);
    }
    fs::remove_dir_all(&folder).expect("ours to remove");
}

/// Sentences of the sample corpus in a seeded order, with paragraphs, up to `size` bytes.
fn own_text(size: usize) -> String {
    let mut sentences = Vec::new();
    for folder in ["corpus/essays", "corpus/transcripts"] {
        let mut paths: Vec<PathBuf> =
            fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))
                .expect("the sample corpus")
                .map(|entry| entry.expect("an entry").path())
                .collect();
        paths.sort();
        for path in paths {
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

/// CPU time of one process, user and system, from the accounts of its parent.
fn cpu_seconds(command: &mut Command) -> f64 {
    let before = children_ticks();
    let status = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("it runs");
    assert!(status.success(), "{command:?}");
    (children_ticks() - before) / TICKS
}

fn children_ticks() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("Linux");
    let fields: Vec<&str> = stat
        .rsplit(") ")
        .next()
        .expect("a name in brackets")
        .split(' ')
        .collect();
    // Fields 16 and 17 of proc(5): times of waited-for children; two are gone with the name.
    fields[13].parse::<f64>().expect("a number") + fields[14].parse::<f64>().expect("a number")
}
