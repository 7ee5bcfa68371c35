//! Calls of foreign code that may panic on a broken file, and what is said of a panic.
//!
//! A crate that reads a format may panic, and its message may hold a piece of the document: what is
//! called through [`guarded`] panics for its own file alone, and under the hook of [`quiet`] without
//! a word. The hook belongs to the program, not to the library: whoever uses the library and wants
//! the same calls [`quiet`] once.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo, catch_unwind};

thread_local! {
    /// How many guarded calls this thread is in.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// Foreign code panicked. What it said is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panicked;

/// Calls what may panic, on this thread. What it was working on must not be used again after a panic.
///
/// # Errors
/// If it panics.
pub fn guarded<T>(call: impl FnOnce() -> T) -> Result<T, Panicked> {
    /// Counts down however the call ends.
    struct Inside;
    impl Drop for Inside {
        fn drop(&mut self) {
            DEPTH.set(DEPTH.get() - 1);
        }
    }
    DEPTH.set(DEPTH.get() + 1);
    let _inside = Inside;
    catch_unwind(AssertUnwindSafe(call)).map_err(|_| Panicked)
}

/// True inside of a [`guarded`] call, also while it panics.
pub fn is_guarded() -> bool {
    DEPTH.get() > 0
}

/// From now on panics in [`guarded`] calls are silent, and `other` is told of all others. It takes the
/// place of the hook there is.
pub fn quiet(other: impl Fn(&PanicHookInfo<'_>) + Send + Sync + 'static) {
    panic::set_hook(Box::new(move |info| {
        if !is_guarded() {
            other(info);
        }
    }));
}

/// What is told of a panic that is a mistake of this program: its place in the source, never its
/// message, which may hold a piece of a document.
pub fn told(info: &PanicHookInfo<'_>) -> String {
    let place = info.location().map_or_else(
        || "an unknown place".to_owned(),
        |location| format!("{}:{}", source(location.file()), location.line()),
    );
    format!(
        "feltsense: stopped at {place}: this is a mistake in feltsense, not in your files; please report it with this line and the command, without any text of a document"
    )
}

/// The path of a source file without the folders of the machine that built it: crates begin with
/// their own name.
fn source(path: &str) -> String {
    let parts: Vec<&str> = path.split(['/', '\\']).collect();
    let is_absolute = path.starts_with(['/', '\\']) || path.contains(':');
    let src = parts.iter().rposition(|part| *part == "src");
    match src {
        _ if !is_absolute => parts.join("/"),
        Some(at) => parts[at.saturating_sub(1)..].join("/"),
        None => parts.last().copied().unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn a_panic_is_an_error_and_the_thread_goes_on() {
        assert_eq!(guarded(|| 3), Ok(3));
        assert!(!is_guarded());
        let inner = guarded(|| {
            assert_eq!(
                guarded(|| -> u8 { panic::resume_unwind(Box::new(1)) }),
                Err(Panicked)
            );
            is_guarded()
        });
        assert_eq!(inner, Ok(true));
        assert_eq!(
            guarded(|| -> u8 { panic::resume_unwind(Box::new(1)) }),
            Err(Panicked)
        );
        assert!(!is_guarded());
    }

    /// The hook is one for the whole process: the panics of other tests are passed on.
    #[test]
    fn guarded_panics_are_silent_and_others_tell_their_place_only() {
        static TOLD: Mutex<Vec<String>> = Mutex::new(Vec::new());
        let before = panic::take_hook();
        quiet(move |info| {
            if std::thread::current().name() == Some("of the hook") {
                TOLD.lock().expect("no panic here").push(told(info));
            } else {
                before(info);
            }
        });
        let named = std::thread::Builder::new().name("of the hook".to_owned());
        let run = named.spawn(|| {
            let silent = guarded(|| panic!("I was ashamed"));
            assert_eq!(silent, Err(Panicked));
            panic!("I was ashamed of it");
        });
        assert!(run.expect("a thread").join().is_err());
        let found = TOLD.lock().expect("no panic here").clone();
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("src/guard.rs:"), "{found:?}");
        assert!(!found[0].contains("ashamed"), "{found:?}");
    }

    #[test]
    fn no_folder_of_the_machine_is_named() {
        let crate_file = "/home/x/.cargo/registry/src/index-1/calamine-0.38.0/src/xls.rs";
        assert_eq!(source(crate_file), "calamine-0.38.0/src/xls.rs");
        assert_eq!(source("src/read/mod.rs"), "src/read/mod.rs");
        assert_eq!(source(r"C:\a\b\src\lib.rs"), "b/src/lib.rs");
        assert_eq!(source("/rustc/1/library/core.rs"), "core.rs");
    }
}
