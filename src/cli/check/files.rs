//! Files that `check` writes: whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::report::table::visible;

/// Refuses a file that is being read.
pub(super) fn refuse_input(file: &Path, inputs: &[PathBuf]) -> anyhow::Result<()> {
    let Ok(target) = fs::canonicalize(file) else {
        return Ok(());
    };
    if target.is_dir() {
        bail!(
            "{} is a folder; name a file",
            visible(&file.display().to_string())
        );
    }
    let is_read = inputs
        .iter()
        .any(|input| fs::canonicalize(input).is_ok_and(|input| input == target));
    if is_read {
        bail!(
            "{} is being checked; write to another file",
            visible(&file.display().to_string())
        );
    }
    Ok(())
}

/// Writes a file beside its final name, and renames it. What a link points at is written, the link
/// stays; devices and pipes are written as they are.
pub(super) fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if fs::metadata(&path).is_ok_and(|meta| !meta.is_file()) {
        let mut file = fs::OpenOptions::new().write(true).open(&path)?;
        return Ok(file.write_all(bytes)?);
    }
    let Some(name) = path.file_name() else {
        bail!("this is no name of a file");
    };
    let mut part = std::ffi::OsString::from(".");
    part.push(name);
    part.push(format!(".feltsense-part-{}", std::process::id()));
    let part = path.with_file_name(part);
    let written = fill(&part, bytes).and_then(|()| fs::rename(&part, &path));
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written.context("the file that was there before is still there")
}

fn fill(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
