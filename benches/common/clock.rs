//! Processor time as Linux accounts it: the same whatever else the machine does, but for what the
//! others push out of the caches.

use std::fs;
use std::process::{Command, Stdio};

/// Clock ticks of /proc a second, on every Linux that Rust runs on.
const TICKS: f64 = 100.0;
/// Seconds of other processes that the clock measures to a few hundredths: ticks are coarse.
const FINE: f64 = 0.5;

/// Seconds of the main thread of this process so far; to the nanosecond, where the kernel counts so.
pub(crate) fn own() -> f64 {
    // The kernel adds up when it switches or ticks; this makes it.
    std::thread::yield_now();
    // First field of schedstat: nanoseconds on a processor.
    let fine = fs::read_to_string("/proc/self/schedstat").ok();
    let fine = fine.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    // Fields 14 and 15 of proc(5): user and system time.
    fine.map_or_else(|| ticks(11) / TICKS, |nanoseconds| nanoseconds / 1e9)
}

/// Seconds that one run of a command takes, with all its threads and what it waits for: the mean of
/// as many runs as the clock needs, or of one with `--quick`.
///
/// # Panics
/// If it does not run, or fails.
pub(crate) fn child(command: &mut Command) -> f64 {
    let first = mean(command, 1);
    if super::quick() || first >= FINE {
        return first;
    }
    mean(command, (FINE / first.max(1.0 / TICKS)).ceil() as u32)
}

/// Seconds that one run of a command takes: the mean of some runs in a row.
pub(crate) fn mean(command: &mut Command, times: u32) -> f64 {
    // Fields 16 and 17: those of children that were waited for.
    let before = ticks(13);
    for _ in 0..times {
        let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
        let status = status.unwrap_or_else(|error| panic!("{command:?}: {error}"));
        assert!(status.success(), "{command:?}");
    }
    (ticks(13) - before) / TICKS / f64::from(times)
}

/// Two fields of /proc/self/stat, added; the first three are not counted.
fn ticks(at: usize) -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("Linux");
    let behind = stat.rsplit(") ").next().expect("a name in brackets");
    let fields: Vec<f64> = behind
        .split(' ')
        .skip(at)
        .take(2)
        .map(|field| field.trim().parse().expect("a number"))
        .collect();
    fields.iter().sum()
}
