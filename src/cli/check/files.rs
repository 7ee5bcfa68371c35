//! Files that `check` writes: whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, bail};

use crate::report::table::visible;

/// What is half written now, for the thread that handles signals.
static PARTS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Removes what is half written: a run is about to be ended.
pub(in crate::cli) fn remove_parts() {
    for part in PARTS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .drain(..)
    {
        let _ = fs::remove_file(part);
    }
}

/// Refuses a file that is being read, by this name or another.
pub(in crate::cli) fn refuse_input(file: &Path, inputs: &[PathBuf]) -> anyhow::Result<()> {
    let shown = visible(&file.display().to_string()).into_owned();
    let is_link = fs::symlink_metadata(file).is_ok_and(|found| found.is_symlink());
    if is_link && fs::metadata(file).is_err() {
        bail!("{shown} is a link that leads nowhere; name a file");
    }
    let Ok(target) = fs::canonicalize(file) else {
        return Ok(());
    };
    if target.is_dir() {
        bail!("{shown} is a folder; name a file");
    }
    let is_read = inputs
        .iter()
        .any(|input| fs::canonicalize(input).is_ok_and(|input| input == target));
    if is_read {
        bail!("{shown} is being checked, or says how; write to another file");
    }
    Ok(())
}

/// Refuses two outputs in one file: the second would take the place of the first.
pub(super) fn refuse_twice<'a>(files: impl Iterator<Item = &'a Path>) -> anyhow::Result<()> {
    let mut known: Vec<PathBuf> = Vec::new();
    for file in files.filter(|file| fs::metadata(file).is_ok_and(|f| f.is_file()) || !file.exists())
    {
        let real = fs::canonicalize(file).or_else(|_| {
            let folder = file
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty());
            let folder = fs::canonicalize(folder.unwrap_or(Path::new(".")))?;
            io::Result::Ok(folder.join(file.file_name().unwrap_or_default()))
        });
        let real = real.unwrap_or_else(|_| file.to_owned());
        if known.contains(&real) {
            bail!(
                "two outputs go to {}; give each a file of its own",
                visible(&file.display().to_string())
            );
        }
        known.push(real);
    }
    Ok(())
}

/// Writes a file beside its final name, and renames it. What a link points at is written, the link
/// stays; devices and pipes are written as they are.
pub(in crate::cli) fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    put(path, &mut |file| file.write_all(bytes))
}

fn put(path: &Path, fill: &mut dyn FnMut(&mut File) -> io::Result<()>) -> anyhow::Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if fs::metadata(&path).is_ok_and(|meta| !meta.is_file()) {
        let mut file = fs::OpenOptions::new().write(true).open(&path)?;
        return match fill(&mut file) {
            // Whoever reads has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => Ok(written?),
        };
    }
    let Some(name) = path.file_name() else {
        bail!("this is no name of a file");
    };
    let mut part = std::ffi::OsString::from(".");
    part.push(name);
    part.push(format!(".feltsense-part-{}", std::process::id()));
    let part = path.with_file_name(part);
    let parts = || PARTS.lock().unwrap_or_else(PoisonError::into_inner);
    parts().push(part.clone());
    let written = filled(&part, fill).and_then(|()| fs::rename(&part, &path));
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    parts().retain(|other| *other != part);
    written.context("what was there before is as it was")
}

fn filled(path: &Path, fill: &mut dyn FnMut(&mut File) -> io::Result<()>) -> io::Result<()> {
    let mut file = File::create(path)?;
    fill(&mut file)?;
    file.sync_all()
}

/// Writes to whoever reads standard output. A reader that has seen enough is no error: the verdict
/// is known.
pub(super) fn deliver(out: &mut impl Write, text: &str) -> io::Result<()> {
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes so many bytes, then fails.
    struct Failing<W> {
        to: W,
        left: usize,
        with: io::ErrorKind,
    }

    impl<W: Write> Write for Failing<W> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.left == 0 && !bytes.is_empty() {
                return Err(self.with.into());
            }
            let most = bytes.len().min(self.left);
            let written = self.to.write(&bytes[..most])?;
            self.left -= written;
            Ok(written)
        }

        fn flush(&mut self) -> io::Result<()> {
            self.to.flush()
        }
    }

    const TEXT: &str = "{\"findings\": [], \"schema\": 1}\n";

    /// A disk that is full after any number of bytes: the old file stays, and nothing else.
    #[test]
    fn property_10_a_file_is_whole_or_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("out.json");
        for old in [None, Some("old")] {
            for left in 0..=TEXT.len() {
                let _ = fs::remove_file(&path);
                if let Some(old) = old {
                    fs::write(&path, old).expect("a file");
                }
                let result = put(&path, &mut |to| {
                    let with = io::ErrorKind::StorageFull;
                    Failing { to, left, with }.write_all(TEXT.as_bytes())
                });
                let is_whole = left == TEXT.len();
                assert_eq!(result.is_ok(), is_whole, "{left}");
                let found = fs::read_to_string(&path).ok();
                assert_eq!(found.as_deref(), if is_whole { Some(TEXT) } else { old });
                let names = fs::read_dir(folder.path()).expect("a folder").count();
                assert_eq!(names, usize::from(found.is_some()), "no half file: {left}");
            }
        }
        assert!(
            PARTS
                .lock()
                .expect("a list")
                .iter()
                .all(|part| !part.starts_with(folder.path()))
        );
    }

    #[test]
    fn property_10_standard_output_fails_or_was_read_enough() {
        for left in 0..=TEXT.len() {
            let mut taken = Vec::new();
            let mut out = |with| {
                deliver(
                    &mut Failing {
                        to: &mut taken,
                        left,
                        with,
                    },
                    TEXT,
                )
            };
            assert_eq!(out(io::ErrorKind::StorageFull).is_ok(), left == TEXT.len());
            assert!(out(io::ErrorKind::BrokenPipe).is_ok());
            assert_eq!(taken, [&TEXT.as_bytes()[..left]; 2].concat());
        }
    }

    #[test]
    fn an_interrupted_run_leaves_no_part() {
        let folder = tempfile::tempdir().expect("a folder");
        let part = folder.path().join(".out.json.feltsense-part-1");
        fs::write(&part, "half").expect("a file");
        PARTS.lock().expect("a list").push(part.clone());
        remove_parts();
        assert!(!part.exists());
    }
}
