//! Full reports over the sample corpus, byte for byte.
//!
//! After a wanted change: `FELTSENSE_BLESS=1 cargo test golden`, then read the difference and list
//! it in the changelog under *Results change*.

use std::fs;
use std::path::Path;
use std::process::Command;

const GOLDEN: &str = "tests/golden";

#[test]
fn the_report_over_the_sample_corpus_is_golden() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let report = folder.path().join("report");
    let status = Command::new(env!("CARGO_BIN_EXE_feltsense"))
        .args([
            "scan",
            "corpus",
            "--by",
            "turn",
            "--matches",
            "--quiet",
            "--output-format",
            "csv",
            "-o",
        ])
        .arg(&report)
        .status()
        .expect("it runs");
    assert!(status.success());
    let mut names: Vec<String> = fs::read_dir(&report)
        .expect("the report")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    let bless = std::env::var_os("FELTSENSE_BLESS").is_some();
    let golden = Path::new(GOLDEN);
    if bless {
        let _ = fs::remove_dir_all(golden);
        fs::create_dir_all(golden).expect("room for it");
    }
    let mut known: Vec<String> = Vec::new();
    for name in &names {
        // Segments of every turn are long: a digest of their columns would say less than the rows
        // of the other files, so only the first 60 lines are kept.
        let mut bytes = fs::read(report.join(name)).expect("a file of the report");
        if name.starts_with("segments") {
            let end = bytes
                .iter()
                .enumerate()
                .filter(|(_, byte)| **byte == b'\n')
                .nth(59);
            bytes.truncate(end.map_or(bytes.len(), |(at, _)| at + 1));
        }
        if bless {
            fs::write(golden.join(name), &bytes).expect("room for it");
        }
        let expected = fs::read(golden.join(name)).unwrap_or_default();
        if bytes != expected {
            let (new, old) = (
                String::from_utf8_lossy(&bytes),
                String::from_utf8_lossy(&expected),
            );
            let line = new
                .lines()
                .zip(old.lines())
                .position(|(new, old)| new != old);
            panic!(
                "{name} differs from {GOLDEN}/{name}, first in line {}",
                line.map_or("behind the end of one of them".to_owned(), |at| (at + 1)
                    .to_string())
            );
        }
        known.push(name.clone());
    }
    let mut kept: Vec<String> = fs::read_dir(golden)
        .expect("the golden files")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    kept.sort();
    assert_eq!(kept, known, "files of the report");
}
