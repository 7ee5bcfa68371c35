//! What the targets of `fuzz_targets/` run. The properties stand with the tests of the package
//! above, which run the saved inputs without a fuzzer.

#[path = "../../tests/it/fuzz/mod.rs"]
mod fuzz;

/// Does with the bytes what the target of this name does.
///
/// # Panics
/// If a property does not hold: that is a finding.
pub fn run(target: &str, data: &[u8]) {
    fuzz::run(target, data);
}
