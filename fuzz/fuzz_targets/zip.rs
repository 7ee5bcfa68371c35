#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| feltsense_fuzz::run("zip", data));
