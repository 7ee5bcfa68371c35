//! The saved inputs of the fuzzers, run without a fuzzer: what was once wrong stays mended.

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::fuzz::{TARGETS, run};

/// Largest sum of all saved inputs.
const MOST_BYTES: usize = 300 * 1024;

/// The folder of the fuzzers; a packed crate has none.
fn folder() -> Option<&'static Path> {
    let folder = Path::new("fuzz");
    folder.join("Cargo.toml").is_file().then_some(folder)
}

#[test]
fn saved_inputs_hold_every_property() {
    let Some(folder) = folder() else { return };
    let mut wrong = Vec::new();
    let mut bytes = 0;
    for (target, _) in TARGETS {
        let mut files: Vec<_> = fs::read_dir(folder.join("corpus").join(target))
            .unwrap_or_else(|error| panic!("no inputs for {target}: {error}"))
            .map(|entry| entry.expect("an entry").path())
            .collect();
        files.sort();
        assert!(files.len() >= 2, "{target} has {} inputs", files.len());
        for file in files {
            let data = fs::read(&file).expect("readable");
            bytes += data.len();
            if catch_unwind(AssertUnwindSafe(|| run(target, &data))).is_err() {
                wrong.push(file.display().to_string());
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(bytes <= MOST_BYTES, "{bytes} bytes are too many to keep");
}

/// Every target has a program, an entry in the manifest, and inputs; nothing else has.
#[test]
fn every_target_has_a_program() {
    let Some(folder) = folder() else { return };
    let targets: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let names = |inside: &str| -> BTreeSet<String> {
        let entries = fs::read_dir(folder.join(inside)).expect("a folder");
        let name = |path: &Path| {
            path.file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        };
        entries
            .map(|entry| name(&entry.expect("an entry").path()))
            .collect()
    };
    assert_eq!(names("corpus"), targets);
    assert_eq!(names("fuzz_targets"), targets);
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).expect("readable");
    let manifest: toml::Table = toml::from_str(&manifest).expect("TOML");
    let bins = manifest["bin"].as_array().expect("a list").iter();
    let bins: BTreeSet<String> = bins
        .map(|bin| bin["name"].as_str().expect("a name").to_owned())
        .collect();
    assert_eq!(bins, targets);
    for target in &targets {
        let program = folder.join("fuzz_targets").join(format!("{target}.rs"));
        let program = fs::read_to_string(program).expect("readable");
        assert!(
            program.contains(&format!("run(\"{target}\", data)")),
            "{target}"
        );
    }
}
