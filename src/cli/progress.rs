//! The progress bar: documents, bytes, rate, time left; on a terminal only, after half a second.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::scan::Progress;

const DELAY: Duration = Duration::from_millis(500);

/// A bar that shows itself if the work takes long.
pub(super) struct Bar {
    bar: ProgressBar,
    state: Mutex<State>,
}

struct State {
    started: Instant,
    /// Shown, or never to be shown.
    settled: bool,
    is_never: bool,
    documents: u64,
}

impl Bar {
    /// A bar over so many bytes; hidden if unwanted or stderr is no terminal.
    pub(super) fn new(total_bytes: u64, wanted: bool) -> Bar {
        let bar = ProgressBar::with_draw_target(Some(total_bytes), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template(
            "{msg} documents  {bar:24} {bytes}/{total_bytes}  {bytes_per_sec}  {eta} left",
        );
        if let Ok(style) = style {
            bar.set_style(style.progress_chars("█▓░"));
        }
        let settled = !wanted || !std::io::stderr().is_terminal();
        Bar {
            bar,
            state: Mutex::new(State {
                started: Instant::now(),
                settled,
                is_never: settled,
                documents: 0,
            }),
        }
    }

    /// Removes the bar from the screen.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar {
    fn advance(&self, documents: u64, bytes: u64) {
        let Ok(mut state) = self.state.lock() else {
            return;
        };
        state.documents += documents;
        // Nobody will see it: there is nothing to draw.
        if state.is_never {
            return;
        }
        if !state.settled && state.started.elapsed() > DELAY {
            state.settled = true;
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.bar.enable_steady_tick(Duration::from_millis(250));
        }
        self.bar.set_message(state.documents.to_string());
        self.bar.inc(bytes);
    }
}

/// Nobody waits for it, or asks how far it is.
pub(super) struct Silent;

impl Progress for Silent {
    fn advance(&self, _: u64, _: u64) {}
}
