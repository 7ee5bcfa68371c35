//! The README says what is so.

use std::fs;
use std::process::Command;

/// The picture of the summary is what the program prints today; `…` stands for the rest of a line.
#[test]
fn the_picture_of_the_output_is_the_output() {
    let readme = fs::read_to_string("README.md").expect("the README");
    let start = readme.find("feltsense: ").expect("the picture");
    let picture = &readme[start..start + readme[start..].find("```").expect("its end")];
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = Command::new(env!("CARGO_BIN_EXE_feltsense"))
        .args(["scan", "corpus", "-o"])
        .arg(folder.path().join("report"))
        .output()
        .expect("it runs");
    assert!(output.status.success());
    let printed = String::from_utf8(output.stderr).expect("UTF-8");
    let mut lines = 0;
    for line in picture.lines().filter(|line| !line.trim().is_empty()) {
        let expected = line.trim_end_matches('…').trim_end();
        assert!(
            printed.contains(expected),
            "not printed today:\n{line}\nprinted:\n{printed}"
        );
        lines += 1;
    }
    assert!(lines >= 8);
}

#[test]
fn every_page_that_is_linked_exists() {
    for page in [
        "README.md",
        "lexicons/README.md",
        "docs/semantics.md",
        "docs/architecture.md",
        "docs/transcripts.md",
        "docs/configuration.md",
    ] {
        let text = fs::read_to_string(page).expect(page);
        let folder = std::path::Path::new(page).parent().expect("a folder");
        for part in text.split("](").skip(1) {
            let target = &part[..part.find(')').expect("a closing bracket")];
            if target.starts_with("http") || target.starts_with('#') {
                continue;
            }
            assert!(folder.join(target).exists(), "{page} links to {target}");
        }
    }
}
