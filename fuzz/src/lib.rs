//! What the targets of `fuzz_targets/` run. The properties stand with the tests of the package
//! above, which run the saved inputs without a fuzzer.

#[path = "../../tests/it/fuzz/mod.rs"]
mod fuzz;

use std::panic;
use std::sync::Once;

use feltsense::guard;

/// Does with the bytes what the target of this name does.
///
/// # Panics
/// If a property does not hold: that is a finding.
pub fn run(target: &str, data: &[u8]) {
    static ONCE: Once = Once::new();
    ONCE.call_once(count_own_panics);
    fuzz::run(target, data);
}

/// The hook of the fuzzer ends the program at every panic. One in foreign code that a reader catches
/// is no finding; one in the code of the package above is, caught or not.
fn count_own_panics() {
    let before = panic::take_hook();
    let package = env!("CARGO_MANIFEST_DIR").trim_end_matches("fuzz");
    panic::set_hook(Box::new(move |info| {
        let is_own = info.location().is_some_and(|at| {
            let file = at.file();
            file.starts_with(package) || file.starts_with("src/")
        });
        if is_own || !guard::is_guarded() {
            before(info);
        }
    }));
}
