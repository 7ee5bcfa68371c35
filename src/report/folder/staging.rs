//! The folders that stand beside a target while its report is made: their names, the marker
//! that says whose they are, the list of those of this process, and the sweep of stale ones.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Manifest, entries_of, parent_of};

/// The staging folders of all reports that this process is writing.
pub fn staging_of_this_process() -> Vec<PathBuf> {
    STAGING.lock().clone()
}

/// Removes the staging folders of all reports that this process is writing: for a thread that
/// handles signals, just before it ends the process.
///
/// Safe beside threads that still write. Reports that are already in place are not touched, and
/// none gets there afterwards: [`ReportFolder::commit`](super::ReportFolder::commit) answers
/// [`FolderError::Interrupted`](super::FolderError::Interrupted).
pub fn remove_all_staging() {
    STAGING.remove_all();
}

pub(super) const OLD: &str = "old-";
pub(super) const ATTEMPTS: u32 = 100;

/// `.NAME.feltsense-` and `part`: what the names of all our folders beside a target begin with.
fn work_prefix(target: &Path, part: &str) -> OsString {
    let mut prefix = OsString::from(".");
    prefix.push(target.file_name().unwrap_or_default());
    prefix.push(".feltsense-");
    prefix.push(part);
    prefix
}

/// [`work_prefix`] and the number of this process.
pub(super) fn work_name(target: &Path, part: &str) -> OsString {
    let mut name = work_prefix(target, part);
    name.push(process::id().to_string());
    name
}

/// Another name for each attempt but the first. In containers, all runs may have the same number.
pub(super) fn numbered(name: &OsStr, attempt: u32) -> OsString {
    let mut name = name.to_owned();
    if attempt > 0 {
        name.push(format!("-{attempt}"));
    }
    name
}

pub(super) const MARKER: &str = ".feltsense-staging";

/// Writes the marker file: whose folder this is.
pub(super) fn mark(folder: &Path) -> io::Result<()> {
    let text = format!("{}\n{}\n", process::id(), namespace().unwrap_or_default());
    fs::write(folder.join(MARKER), text)
}

/// Removes the marker file, if there is one.
pub(super) fn unmark(folder: &Path) -> io::Result<()> {
    match fs::remove_file(folder.join(MARKER)) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// In which process numbers mean the same: a boot of a machine, and a namespace (container)
/// in it. `None` where the system does not say; then nothing is ever taken for abandoned.
fn namespace() -> Option<String> {
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let processes = fs::read_link("/proc/self/ns/pid").ok()?;
    Some(format!("{} {}", boot.trim(), processes.display()))
}

/// True if the folder is marked by a process that certainly runs no more.
fn is_abandoned(folder: &Path) -> bool {
    let Ok(marker) = fs::read_to_string(folder.join(MARKER)) else {
        return false;
    };
    let mut lines = marker.lines();
    let Some(process) = lines.next().and_then(|line| line.parse::<u32>().ok()) else {
        return false;
    };
    let comparable = lines
        .next()
        .is_some_and(|line| namespace().is_some_and(|ours| line == ours));
    if process == process::id() {
        // An earlier process had our number, unless one of our own threads is at work there.
        return comparable && !STAGING.lock().iter().any(|path| path == folder);
    }
    comparable && has_our_owner(folder) && !Path::new("/proc").join(process.to_string()).exists()
}

/// True if the folder belongs to the user of this process, all of whose processes can be seen:
/// `/proc` may hide those of others.
#[cfg(unix)]
fn has_our_owner(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let owner = |path: &Path| fs::symlink_metadata(path).map(|found| found.uid());
    // The link itself is root's: what it leads to is ours.
    let ours = fs::metadata("/proc/self").map(|found| found.uid());
    matches!((owner(folder), ours), (Ok(theirs), Ok(ours)) if theirs == ours)
}

#[cfg(not(unix))]
fn has_our_owner(_: &Path) -> bool {
    false
}

/// Clears away what dead runs for the same target left, and puts back an earlier report that
/// one of them had moved aside. Failures don't matter: the run goes on beside the remains.
pub(super) fn clear_remains(target: &Path) {
    let all = work_prefix(target, "");
    let old = work_prefix(target, OLD);
    let starts =
        |name: &OsStr, with: &OsStr| name.as_encoded_bytes().starts_with(with.as_encoded_bytes());
    for entry in entries_of(parent_of(target)).unwrap_or_default() {
        let path = entry.path();
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if !is_folder || !starts(&entry.file_name(), &all) || !is_abandoned(&path) {
            continue;
        }
        if !starts(&entry.file_name(), &old) {
            _ = fs::remove_dir_all(&path);
        } else if Manifest::of(target).is_some() {
            // The new report is in place: the run died while removing the old one.
            _ = fs::remove_dir_all(&path);
        } else if fs::rename(&path, target).is_ok() {
            _ = unmark(target);
        }
    }
}

/// The staging folders of a process.
pub(super) struct Registry(Mutex<Vec<PathBuf>>);

pub(super) static STAGING: Registry = Registry(Mutex::new(Vec::new()));

impl Registry {
    /// A list of paths is whole after a panic, too.
    pub(super) fn lock(&self) -> MutexGuard<'_, Vec<PathBuf>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes and notes a new folder of that name, or of a name like it. Both under the lock: a
    /// signal finds it in the list as soon as it is on the disk.
    pub(super) fn make(&self, parent: &Path, name: &OsStr) -> io::Result<PathBuf> {
        let mut paths = self.lock();
        for attempt in 0..ATTEMPTS {
            let path = parent.join(numbered(name, attempt));
            match private_dir(&path) {
                Ok(()) => {
                    paths.push(path.clone());
                    return Ok(path);
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(ErrorKind::AlreadyExists.into())
    }

    /// Removes the folder, if it is in the list.
    pub(super) fn remove(&self, path: &Path) {
        let mut paths = self.lock();
        if let Some(position) = paths.iter().position(|known| known == path) {
            paths.swap_remove(position);
            remove_for_good(path);
        }
    }

    /// Removes all folders in the list, and empties it.
    fn remove_all(&self) {
        for path in self.lock().drain(..) {
            remove_for_good(&path);
        }
    }
}

/// Removes a folder into which another thread may just be writing a new file.
fn remove_for_good(folder: &Path) {
    for _ in 0..ATTEMPTS {
        match fs::remove_dir_all(folder) {
            Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty => {}
            _ => return,
        }
    }
}

/// Makes a folder that only its owner can look into: a report may hold excerpts.
fn private_dir(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{OURS, names, place, report, table_of};
    use super::super::{FolderError, MANIFEST, Overwrite, ReportFolder};
    use super::*;

    #[test]
    fn interruption_comes_before_or_after() {
        let (root, target) = place();
        let folder = ReportFolder::create(&target, Overwrite::No).expect("free");
        // As `remove_all_staging`, which would reach into the other tests.
        STAGING.lock().retain(|path| path != folder.path());
        let staging = folder.path().to_owned();
        let interrupted = folder.commit().expect_err("interrupted");
        assert!(matches!(interrupted, FolderError::Interrupted { .. }));
        assert!(!target.exists());
        fs::remove_dir_all(staging).expect("there");

        let registry = Registry(Mutex::new(Vec::new()));
        for name in ["a", "a", "b"] {
            let path = registry.make(root.path(), OsStr::new(name)).expect("room");
            fs::write(path.join("file"), "text").expect("room");
        }
        assert_eq!(names(root.path()), ["a", "a-1", "b"]);
        registry.remove_all();
        assert_eq!(names(root.path()), [""; 0]);
        assert!(registry.lock().is_empty());
    }

    /// A process number that is out of use: beyond the largest that Linux gives.
    #[cfg(target_os = "linux")]
    const NOBODY: u32 = 1 << 30;

    /// Leaves a folder as a run with that process number would have.
    #[cfg(target_os = "linux")]
    fn remains(root: &Path, name: &str, process: u32) {
        let folder = root.join(name);
        fs::create_dir(&folder).expect("room");
        fs::write(folder.join(MANIFEST), OURS).expect("room");
        fs::write(folder.join("documents.csv"), "old\n").expect("room");
        let namespace = namespace().expect("Linux says so");
        fs::write(folder.join(MARKER), format!("{process}\n{namespace}\n")).expect("room");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn remains_of_dead_runs_are_cleared() {
        let (root, target) = place();
        remains(root.path(), ".out.feltsense-1073741824", NOBODY);
        // Our own number, used before us, as in containers.
        let ours = format!(".out.feltsense-{}", process::id());
        remains(root.path(), &ours, process::id());
        // The first process always runs; of the others we cannot know.
        remains(root.path(), ".out.feltsense-1", 1);
        remains(root.path(), ".other.feltsense-1073741824", NOBODY);
        fs::create_dir(root.path().join(".out.feltsense-77")).expect("room");
        fs::create_dir(root.path().join(".out.feltsense-78")).expect("room");
        let elsewhere = format!("{NOBODY}\nanother boot\n");
        fs::write(
            root.path().join(".out.feltsense-78").join(MARKER),
            elsewhere,
        )
        .expect("room");
        report(&target, Overwrite::No, "new\n").expect("free");
        let left = [
            ".other.feltsense-1073741824",
            ".out.feltsense-1",
            ".out.feltsense-77",
            ".out.feltsense-78",
            "out",
        ];
        assert_eq!(names(root.path()), left);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn report_that_was_moved_aside_comes_back() {
        let (root, target) = place();
        remains(root.path(), ".out.feltsense-old-1073741824", NOBODY);
        let refused = report(&target, Overwrite::No, "new\n").expect_err("exists again");
        assert!(matches!(refused, FolderError::Exists { .. }), "{refused}");
        assert_eq!(table_of(&target), "old\n");
        assert_eq!(names(&target), ["documents.csv", MANIFEST]);
        // Killed a moment later, with the new one in place: the old one goes.
        remains(root.path(), ".out.feltsense-old-1073741824", NOBODY);
        report(&target, Overwrite::Ours, "new\n").expect("ours");
        assert_eq!(table_of(&target), "new\n");
        assert_eq!(names(root.path()), ["out"]);
    }
}
