//! Ctrl-C and termination: no half report stays, exit code 130 or 143.

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// Listens from now on; false if that is not possible. The first signal removes what is half
/// written and ends the process.
pub(super) fn listen() -> bool {
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM, SIGHUP]) else {
        return false;
    };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            crate::report::folder::remove_all_staging();
            super::check::remove_parts();
            std::process::exit(128 + signal);
        }
    });
    true
}
