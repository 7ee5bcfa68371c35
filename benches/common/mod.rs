//! What the benchmarks share: text, clocks, jobs in rotation.
//!
//! | file | has |
//! |---|---|
//! | [`clock`] | processor time of this process and of others |
//! | [`race`] | jobs in rotation, and the table of their rates |
//! | [`text`] | the text: one's own, or that of `FELTSENSE_BENCH_CORPUS` |

// Each benchmark is a program of its own, and none uses all of this.
#![allow(dead_code)]

pub(crate) mod clock;
pub(crate) mod race;
pub(crate) mod text;

use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::Command;

/// True for `-- --quick`: less text and fewer rounds, a smoke test.
pub(crate) fn quick() -> bool {
    std::env::args().any(|arg| arg == "--quick")
}

/// The program under test: `FELTSENSE_BENCH_BIN`, else the one that was built with the benchmark.
pub(crate) fn feltsense() -> Command {
    Command::new(
        std::env::var_os("FELTSENSE_BENCH_BIN")
            .unwrap_or_else(|| env!("CARGO_BIN_EXE_feltsense").into()),
    )
}

/// `feltsense scan PATH` on one thread, with its report in `report`.
pub(crate) fn scan(path: &Path, report: &Path, extra: &[&str]) -> Command {
    let mut command = feltsense();
    command.arg("scan").arg(path).args(extra);
    command.args(["--threads", "1", "--quiet", "--force", "-o"]);
    command.arg(report);
    command
}

/// A temporary folder that goes with its owner.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// A new folder; `name` tells whose.
    pub(crate) fn new(name: &str) -> Folder {
        let folder =
            std::env::temp_dir().join(format!("feltsense-bench-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a temporary folder");
        Folder(folder)
    }

    /// Writes a file into it and gives its path.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.join(name);
        fs::write(&path, bytes).expect("room for it");
        path
    }
}

impl Deref for Folder {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed lies in the folder for temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}
