//! What was learnt of the words of a text, kept for the next one.

use std::sync::{Mutex, OnceLock, PoisonError};

/// Things that were learnt of vocabularies that nobody reads with now, by their
/// [line](crate::text::Forms::line).
pub(super) struct Spare<T>(Mutex<Vec<(u64, T)>>);

impl<T> Default for Spare<T> {
    fn default() -> Self {
        Spare(Mutex::new(Vec::new()))
    }
}

/// Most that are kept: two for each thread, one for documents and one for their titles. With fewer, each
/// document would learn all forms anew.
fn most() -> usize {
    static MOST: OnceLock<usize> = OnceLock::new();
    *MOST.get_or_init(|| std::thread::available_parallelism().map_or(16, |n| 16.max(2 * n.get())))
}

impl<T> Spare<T> {
    /// What was learnt of a line, or of another if there are many: who takes that makes it forget.
    pub(super) fn take(&self, line: u64) -> Option<T> {
        let mut spare = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = match spare.iter().rposition(|(of, _)| *of == line) {
            Some(at) => Some(spare.remove(at)),
            None if spare.len() >= most() => Some(spare.remove(0)),
            None => None,
        };
        found.map(|(_, learnt)| learnt)
    }

    /// Gives it back, unless this thread panics: it may be half there then.
    pub(super) fn give_back(&self, line: u64, learnt: T) {
        if !std::thread::panicking() {
            let mut spare = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            spare.push((line, learnt));
        }
    }

    /// Forgets everything, but for what is in use.
    pub(super) fn forget(&self) {
        let mut spare = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *spare = Vec::new();
    }
}
