//! Jobs in rotation: A B C A B C …, so that a drift of the machine hits all alike.

use std::process::Command;

use super::clock;

/// What is timed.
enum Run<'a> {
    /// Something in this process; what it gives back only keeps it from being optimised away.
    Here(Box<dyn FnMut() -> usize + 'a>),
    /// A process.
    There(Command),
}

/// A job and the text that it is given.
pub(crate) struct Job<'a> {
    name: String,
    bytes: usize,
    words: usize,
    run: Run<'a>,
    seconds: Vec<f64>,
}

impl<'a> Job<'a> {
    /// A job in this process.
    pub(crate) fn here(name: &str, text: &str, run: impl FnMut() -> usize + 'a) -> Job<'a> {
        Job::new(name, Size::of(text), Run::Here(Box::new(run)))
    }

    /// A process that reads a text of this size.
    pub(crate) fn there(name: &str, size: Size, command: Command) -> Job<'a> {
        Job::new(name, size, Run::There(command))
    }

    fn new(name: &str, size: Size, run: Run<'a>) -> Job<'a> {
        Job {
            name: name.to_owned(),
            bytes: size.bytes,
            words: size.words,
            run,
            seconds: Vec::new(),
        }
    }

    fn once(&mut self) -> f64 {
        match &mut self.run {
            Run::Here(run) => {
                let before = clock::own();
                std::hint::black_box(run());
                clock::own() - before
            }
            Run::There(command) => clock::child(command),
        }
    }

    /// Bytes per second in one round. Where the clock shows nothing, its least step counts.
    fn rate(&self, round: usize) -> f64 {
        // Processes are timed in hundredths.
        let least = match self.run {
            Run::Here(_) => 1e-6,
            Run::There(_) => 0.01,
        };
        self.bytes as f64 / self.seconds[round].max(least)
    }
}

/// Length of a text.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Size {
    /// In UTF-8.
    pub(crate) bytes: usize,
    /// As white space parts them: the same measure for all jobs, whatever each calls a word.
    pub(crate) words: usize,
}

impl Size {
    /// The length of this text.
    pub(crate) fn of(text: &str) -> Size {
        Size {
            bytes: text.len(),
            words: text.split_whitespace().count(),
        }
    }
}

/// Runs the jobs in rotation and prints a row for each: medians over the rounds of megabytes (10^6
/// bytes) and millions of words per second of processor time, and of the ratio of its rate to that of
/// the first job in the same round.
pub(crate) fn race(title: &str, rounds: usize, mut jobs: Vec<Job<'_>>) {
    // Caches and the pages of files: nobody is first.
    for job in &mut jobs {
        job.once();
    }
    for _ in 0..rounds {
        for job in &mut jobs {
            let seconds = job.once();
            job.seconds.push(seconds);
        }
    }
    let against = jobs.first().map_or("", |job| &job.name);
    println!("\n{title}; {rounds} rounds; ratios against {against}");
    println!(
        "{:42} {:>9} {:>11} {:>13} {:>9}",
        "", "MB", "MB / CPU-s", "Mwords / CPU-s", "ratio"
    );
    for job in &jobs {
        let each = |of: &dyn Fn(usize) -> f64| median((0..rounds).map(of).collect());
        let rate = each(&|round| job.rate(round));
        println!(
            "{:42} {:>9.3} {:>11.3} {:>13.3} {:>9.3}",
            job.name,
            job.bytes as f64 / 1e6,
            rate / 1e6,
            rate / 1e6 * job.words as f64 / job.bytes.max(1) as f64,
            each(&|round| job.rate(round) / jobs[0].rate(round)),
        );
    }
}

/// The middle one; of two middle ones the larger.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
