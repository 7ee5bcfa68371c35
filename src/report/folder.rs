//! The folder that a report goes to: written beside its final name, renamed into place when whole.
//!
//! So a report is there entirely or not at all, also after a full disk, Ctrl-C or `kill -9`. All
//! that could forbid the report is checked by [`ReportFolder::create`], before the first document
//! is read, and again before the rename. Only empty folders and earlier reports are ever replaced.
//!
//! For a report `out`, the work is done in `.out.feltsense-PID` in the same parent folder. A
//! marker file in it tells a later run whose it was, so that the remains of a killed run are
//! cleared away, and those of a live one are not. An earlier report is called
//! `.out.feltsense-old-PID` for the moment between two renames; if a run is killed in just that
//! moment, the next one for the same target puts it back.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, ErrorKind};
use std::path::{Component, Path, PathBuf};
use std::process;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::table::visible;

/// What may happen to a report that stands at the target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Overwrite {
    /// It stays, and there is no new one.
    #[default]
    No,
    /// It is replaced, if feltsense wrote it and everything in it.
    Ours,
}

/// Why there is no report at the target. Whatever stood there before still does.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// The path ends in `..` or is the root.
    #[error("`{}` does not end in the name of a folder", shown(path))]
    NoName {
        /// The target as given.
        path: PathBuf,
    },
    /// Something that is not a folder has the name, links included.
    #[error("`{}` is {kind}, not a folder", shown(path))]
    NotAFolder {
        /// The target.
        path: PathBuf,
        /// What it is, with its article.
        kind: &'static str,
    },
    /// A folder with things in it and without a manifest of feltsense.
    #[error("`{}` is a folder that feltsense did not write", shown(path))]
    Foreign {
        /// The target.
        path: PathBuf,
    },
    /// An earlier report, and [`Overwrite::No`].
    #[error("`{}` already holds a report", shown(path))]
    Exists {
        /// The target.
        path: PathBuf,
    },
    /// An earlier report to which somebody added something.
    #[error(
        "`{}` holds `{}`, which feltsense did not write",
        shown(path),
        shown(entry)
    )]
    Mixed {
        /// The target.
        path: PathBuf,
        /// Name of the first such entry, in order of names.
        entry: PathBuf,
    },
    /// The root of another file system: no rename can replace it.
    #[error("`{}` is a mount point, which cannot be replaced", shown(path))]
    MountPoint {
        /// The target.
        path: PathBuf,
    },
    /// [`remove_all_staging`] ran before the report was in place.
    #[error("interrupted before `{}` was in place", shown(path))]
    Interrupted {
        /// The target.
        path: PathBuf,
    },
    /// The file system refused.
    #[error("could not {action} `{}`", shown(path))]
    Io {
        /// What was tried, as a verb with its object.
        action: &'static str,
        /// Where.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
}

impl FolderError {
    /// How to mend it: one sentence, imperative, without a full stop.
    pub fn help(&self) -> String {
        match self {
            FolderError::NoName { path } => {
                format!(
                    "add a name, as in `-o {}`",
                    shown(&path.join("feltsense-report"))
                )
            }
            FolderError::NotAFolder { .. } => {
                "choose another name with `-o`; only folders are replaced".into()
            }
            FolderError::Foreign { path } => format!(
                "choose a new folder, as in `-o {}`; `--force` replaces only reports of feltsense",
                shown(&path.join("feltsense-report"))
            ),
            FolderError::Exists { .. } => {
                "add `--force` to replace it, or choose another folder with `-o`".into()
            }
            FolderError::Mixed { entry, .. } => {
                format!(
                    "move `{}` elsewhere, or choose another folder with `-o`",
                    shown(entry)
                )
            }
            FolderError::MountPoint { path } => format!(
                "choose a folder inside it, as in `-o {}`",
                shown(&path.join("feltsense-report"))
            ),
            FolderError::Interrupted { .. } => "run the same command again".into(),
            FolderError::Io { source, .. } => match source.kind() {
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                    "make room on the disk, or choose a folder on another one with `-o`".into()
                }
                ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                    "choose a folder that you may write to with `-o`".into()
                }
                _ => "choose another folder with `-o`".into(),
            },
        }
    }

    /// For `map_err`: the file system refused `action` on `path`.
    fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> FolderError {
        move |source| FolderError::Io {
            action,
            path: path.to_owned(),
            source,
        }
    }
}

/// A report in the making. Dropped without [`ReportFolder::commit`], it leaves nothing behind but
/// the parent folders that had to be made.
#[derive(Debug)]
#[must_use = "dropping it removes the report"]
pub struct ReportFolder {
    target: PathBuf,
    staging: PathBuf,
    overwrite: Overwrite,
}

impl ReportFolder {
    /// Checks the target and makes the staging folder beside it, and missing parent folders.
    ///
    /// The target must not exist, or be an empty folder, or, with [`Overwrite::Ours`], an earlier
    /// report: a folder whose `manifest.json` is an object with `"tool": "feltsense"`. Whoever
    /// adds files of their own to a report does not lose them: if the manifest lists its files in
    /// `"report_files"` (an array of names), there must be no other; else no folder, no link, and
    /// no file of a kind that feltsense never writes. Droppings of file managers don't count.
    ///
    /// Remains of dead runs for the same target are cleared away first: their process is known
    /// to run no more (Linux only: same boot, same process namespace, same owner, no `/proc/PID`).
    ///
    /// # Errors
    /// All kinds of [`FolderError`] but [`FolderError::Interrupted`].
    pub fn create(target: &Path, overwrite: Overwrite) -> Result<ReportFolder, FolderError> {
        let no_name = || FolderError::NoName {
            path: target.to_owned(),
        };
        let name = target.file_name().ok_or_else(no_name)?;
        // Put together anew: with a slash at its end, a link would be looked through.
        let target = target.with_file_name(name);
        let parent = parent_of(&target);
        clear_remains(&target);
        examine(&target, overwrite)?;
        fs::create_dir_all(parent).map_err(FolderError::io("make the folder", parent))?;
        let staging = STAGING
            .make(parent, &work_name(&target, ""))
            .map_err(FolderError::io("make a folder in", parent))?;
        // From here on, dropping `folder` clears up.
        let folder = ReportFolder {
            target,
            staging,
            overwrite,
        };
        mark(&folder.staging).map_err(FolderError::io("write to", &folder.staging))?;
        Ok(folder)
    }

    /// A new file of the report. `name` is a plain file name.
    ///
    /// Flush it and look at the answer: a `BufWriter` that is merely dropped hides its errors.
    ///
    /// # Errors
    /// Of the file system; [`ErrorKind::AlreadyExists`] if the report has the file already;
    /// [`ErrorKind::InvalidInput`] for a name that leads elsewhere.
    pub fn file(&self, name: &str) -> io::Result<BufWriter<File>> {
        let mut parts = Path::new(name).components();
        let only = (parts.next(), parts.next());
        if !matches!(only, (Some(Component::Normal(part)), None) if part == name) {
            let what = format!("`{}` is not a plain file name", visible(name));
            return Err(io::Error::new(ErrorKind::InvalidInput, what));
        }
        let file = File::create_new(self.staging.join(name))?;
        Ok(BufWriter::with_capacity(1 << 16, file))
    }

    /// The staging folder, where the report is until it is committed.
    pub fn path(&self) -> &Path {
        &self.staging
    }

    /// The final name.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Brings the report to the disk and to its final name, which is given back.
    ///
    /// All files must be flushed and closed. The target is checked again as in
    /// [`ReportFolder::create`]. An earlier report is moved aside, and removed only when the new
    /// one is in its place; if that fails, it is moved back. Cost: the disk's, to sync all files.
    ///
    /// # Errors
    /// All kinds of [`FolderError`]; the staging folder is removed then as well.
    pub fn commit(self) -> Result<PathBuf, FolderError> {
        sync(&self.staging).map_err(FolderError::io("write to", &self.staging))?;
        // Held to the end, so that a signal finds the report either not yet or already in place.
        let mut registry = STAGING.lock();
        if !registry.contains(&self.staging) {
            return Err(FolderError::Interrupted {
                path: self.target.clone(),
            });
        }
        let existing = examine(&self.target, self.overwrite)?;
        unmark(&self.staging).map_err(FolderError::io("write to", &self.staging))?;
        sync_folder(&self.staging);
        if existing == Existing::Report {
            replace(&self.staging, &self.target)
        } else {
            // Unix puts a folder in the place of an empty one by itself; others have to be helped.
            if existing == Existing::Empty && !cfg!(unix) {
                // If this fails, so does the renaming, which has the better message.
                _ = fs::remove_dir(&self.target);
            }
            fs::rename(&self.staging, &self.target)
        }
        .map_err(FolderError::io("move the report to", &self.target))?;
        registry.retain(|path| *path != self.staging);
        sync_folder(parent_of(&self.target));
        Ok(self.target.clone())
    }
}

/// Removes the staging folder, if there still is one.
impl Drop for ReportFolder {
    fn drop(&mut self) {
        STAGING.remove(&self.staging);
    }
}

/// The staging folders of all reports that this process is writing.
pub fn staging_of_this_process() -> Vec<PathBuf> {
    STAGING.lock().clone()
}

/// Removes the staging folders of all reports that this process is writing: for a thread that
/// handles signals, just before it ends the process.
///
/// Safe beside threads that still write. Reports that are already in place are not touched, and
/// none gets there afterwards: [`ReportFolder::commit`] answers [`FolderError::Interrupted`].
pub fn remove_all_staging() {
    STAGING.remove_all();
}

/// What stands at the target and may be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Existing {
    Nothing,
    Empty,
    Report,
}

/// Looks at the target without following a link; an error if it has to stay as it is.
fn examine(target: &Path, overwrite: Overwrite) -> Result<Existing, FolderError> {
    let path = target.to_owned();
    let found = match fs::symlink_metadata(target) {
        Ok(found) => found,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Existing::Nothing),
        Err(error) => return Err(FolderError::io("look at", target)(error)),
    };
    if !found.is_dir() {
        let kind = if found.is_symlink() {
            "a link"
        } else if found.is_file() {
            "a file"
        } else {
            "a device"
        };
        return Err(FolderError::NotAFolder { path, kind });
    }
    if is_mount_point(target) {
        return Err(FolderError::MountPoint { path });
    }
    let entries = entries_of(target).map_err(FolderError::io("look into", target))?;
    if entries.is_empty() {
        return Ok(Existing::Empty);
    }
    let Some(manifest) = Manifest::of(target) else {
        return Err(FolderError::Foreign { path });
    };
    if overwrite == Overwrite::No {
        return Err(FolderError::Exists { path });
    }
    match entries.iter().find(|entry| !manifest.covers(entry)) {
        Some(entry) => Err(FolderError::Mixed {
            path,
            entry: entry.file_name().into(),
        }),
        None => Ok(Existing::Report),
    }
}

const MANIFEST: &str = "manifest.json";

/// Kinds of files that a report may hold.
const EXTENSIONS: [&str; 9] = [
    "csv", "tsv", "jsonl", "json", "parquet", "html", "svg", "md", "txt",
];

/// What file managers and we ourselves leave in folders.
const DROPPINGS: [&str; 4] = [".DS_Store", "Thumbs.db", "desktop.ini", MARKER];

/// The part of a report's manifest that says whose the folder is.
#[derive(serde::Deserialize)]
struct Manifest {
    tool: String,
    report_files: Option<Vec<String>>,
}

impl Manifest {
    /// `None` unless feltsense wrote `folder`.
    fn of(folder: &Path) -> Option<Manifest> {
        let path = folder.join(MANIFEST);
        // A named pipe in its place would be waited for without end.
        let plain = fs::symlink_metadata(&path).ok()?.is_file();
        let file = plain.then(|| File::open(&path).ok())??;
        let manifest: Manifest = serde_json::from_reader(BufReader::new(file)).ok()?;
        (manifest.tool == "feltsense").then_some(manifest)
    }

    /// True for an entry of the folder that may be removed with the report.
    fn covers(&self, entry: &fs::DirEntry) -> bool {
        let name = entry.file_name();
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        let is_ours = match &self.report_files {
            Some(files) => files.iter().any(|file| name == file.as_str()),
            None => Path::new(&name)
                .extension()
                .is_some_and(|found| EXTENSIONS.iter().any(|ours| found == *ours)),
        };
        is_file && (is_ours || name == MANIFEST || DROPPINGS.iter().any(|known| name == *known))
    }
}

/// True if `folder` is on another file system than its parent.
#[cfg(unix)]
fn is_mount_point(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| fs::metadata(path).map(|found| found.dev());
    matches!((device(folder), device(parent_of(folder))), (Ok(own), Ok(above)) if own != above)
}

#[cfg(not(unix))]
fn is_mount_point(_: &Path) -> bool {
    false
}

/// Puts `staging` in the place of the report at `target`, which is back there if that fails.
fn replace(staging: &Path, target: &Path) -> io::Result<()> {
    let aside = (0..ATTEMPTS)
        .map(|attempt| target.with_file_name(numbered(&work_name(target, OLD), attempt)))
        .find(|path| fs::symlink_metadata(path).is_err())
        .ok_or(ErrorKind::AlreadyExists)?;
    // The marker lets the next run find out what the folder is, if this one is killed in between.
    mark(target)?;
    if let Err(error) = fs::rename(target, &aside) {
        _ = unmark(target);
        return Err(error);
    }
    if let Err(error) = fs::rename(staging, target) {
        fs::rename(&aside, target)?;
        _ = unmark(target);
        return Err(error);
    }
    // The new report is in place; what is left of the old one goes with the next run at the latest.
    _ = fs::remove_dir_all(&aside);
    Ok(())
}

const OLD: &str = "old-";
const ATTEMPTS: u32 = 100;

/// `.NAME.feltsense-` and `part`: what the names of all our folders beside a target begin with.
fn work_prefix(target: &Path, part: &str) -> OsString {
    let mut prefix = OsString::from(".");
    prefix.push(target.file_name().unwrap_or_default());
    prefix.push(".feltsense-");
    prefix.push(part);
    prefix
}

/// [`work_prefix`] and the number of this process.
fn work_name(target: &Path, part: &str) -> OsString {
    let mut name = work_prefix(target, part);
    name.push(process::id().to_string());
    name
}

/// Another name for each attempt but the first. In containers, all runs may have the same number.
fn numbered(name: &OsStr, attempt: u32) -> OsString {
    let mut name = name.to_owned();
    if attempt > 0 {
        name.push(format!("-{attempt}"));
    }
    name
}

const MARKER: &str = ".feltsense-staging";

/// Writes the marker file: whose folder this is.
fn mark(folder: &Path) -> io::Result<()> {
    let text = format!("{}\n{}\n", process::id(), namespace().unwrap_or_default());
    fs::write(folder.join(MARKER), text)
}

/// Removes the marker file, if there is one.
fn unmark(folder: &Path) -> io::Result<()> {
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
    let ours = owner(Path::new("/proc/self"));
    matches!((owner(folder), ours), (Ok(theirs), Ok(ours)) if theirs == ours)
}

#[cfg(not(unix))]
fn has_our_owner(_: &Path) -> bool {
    false
}

/// Clears away what dead runs for the same target left, and puts back an earlier report that
/// one of them had moved aside. Failures don't matter: the run goes on beside the remains.
fn clear_remains(target: &Path) {
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

/// The folder that `path` is in. `Path::parent` of a mere name is empty, which no folder is called.
fn parent_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

/// The entries of a folder in order of their names.
fn entries_of(folder: &Path) -> io::Result<Vec<fs::DirEntry>> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    Ok(entries)
}

/// Brings all files in a folder, and in folders in it, to the disk.
fn sync(folder: &Path) -> io::Result<()> {
    for entry in entries_of(folder)? {
        let kind = entry.file_type()?;
        if kind.is_dir() {
            sync(&entry.path())?;
            sync_folder(&entry.path());
        } else if kind.is_file() {
            // Windows syncs only what is open for writing.
            OpenOptions::new()
                .write(true)
                .open(entry.path())?
                .sync_all()?;
        }
    }
    Ok(())
}

/// Brings the names in a folder to the disk, as far as the system can: many file systems on a
/// network, and Windows, know no such thing, and the files themselves are safe.
fn sync_folder(folder: &Path) {
    if cfg!(unix) {
        _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}

/// A path for a message, on one line and without control characters.
fn shown(path: &Path) -> String {
    visible(&path.to_string_lossy()).into_owned()
}

/// The staging folders of a process.
struct Registry(Mutex<Vec<PathBuf>>);

static STAGING: Registry = Registry(Mutex::new(Vec::new()));

impl Registry {
    /// A list of paths is whole after a panic, too.
    fn lock(&self) -> MutexGuard<'_, Vec<PathBuf>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes and notes a new folder of that name, or of a name like it. Both under the lock: a
    /// signal finds it in the list as soon as it is on the disk.
    fn make(&self, parent: &Path, name: &OsStr) -> io::Result<PathBuf> {
        let mut paths = self.lock();
        for attempt in 0..ATTEMPTS {
            let path = parent.join(numbered(name, attempt));
            match fs::create_dir(&path) {
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
    fn remove(&self, path: &Path) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn names(folder: &Path) -> Vec<String> {
        let entries = entries_of(folder).expect("a folder");
        let name = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
        entries.iter().map(name).collect()
    }

    fn write(folder: &ReportFolder, name: &str, text: &str) {
        let mut file = folder.file(name).expect("a new file");
        file.write_all(text.as_bytes()).expect("room");
        file.flush().expect("room");
    }

    const OURS: &str = r#"{"tool": "feltsense", "version": "0.1.0"}"#;

    /// A finished report whose table holds `text`.
    fn report(target: &Path, overwrite: Overwrite, text: &str) -> Result<PathBuf, FolderError> {
        let folder = ReportFolder::create(target, overwrite)?;
        write(&folder, "documents.csv", text);
        write(&folder, MANIFEST, OURS);
        folder.commit()
    }

    fn table_of(target: &Path) -> String {
        fs::read_to_string(target.join("documents.csv")).expect("a table")
    }

    /// A folder for one test, and the target `out` in it.
    fn place() -> (tempfile::TempDir, PathBuf) {
        let root = tempfile::tempdir().expect("a folder");
        let target = root.path().join("out");
        (root, target)
    }

    #[test]
    fn nothing_is_there_before_the_end() {
        let (root, _) = place();
        let target = root.path().join("new/deep/out");
        let folder = ReportFolder::create(&target, Overwrite::No).expect("free");
        write(&folder, "documents.csv", "a\n");
        assert!(!target.exists());
        assert!(staging_of_this_process().contains(&folder.path().to_owned()));
        let staging = folder.path().to_owned();
        assert_eq!(folder.commit().expect("free"), target);
        assert_eq!(names(&target), ["documents.csv"]);
        assert_eq!(names(&root.path().join("new/deep")), ["out"]);
        assert!(!staging_of_this_process().contains(&staging));
    }

    #[test]
    fn nothing_is_left_after_a_drop() {
        let (root, target) = place();
        let folder = ReportFolder::create(&target, Overwrite::No).expect("free");
        write(&folder, "documents.csv", "a\n");
        assert_eq!(
            names(root.path()),
            [format!(".out.feltsense-{}", process::id())]
        );
        drop(folder);
        assert_eq!(names(root.path()), [""; 0]);
    }

    #[test]
    fn empty_folder_is_used() {
        let (root, target) = place();
        fs::create_dir(&target).expect("room");
        // A slash at the end, as shells add it.
        let slashed = root.path().join("out/");
        assert_eq!(
            report(&slashed, Overwrite::No, "a\n").expect("empty"),
            target
        );
        assert_eq!(names(root.path()), ["out"]);
    }

    #[test]
    fn report_is_replaced_only_if_asked() {
        let (root, target) = place();
        report(&target, Overwrite::No, "first\n").expect("free");
        let refused = report(&target, Overwrite::No, "second\n").expect_err("exists");
        assert!(matches!(refused, FolderError::Exists { .. }), "{refused}");
        assert!(refused.help().contains("--force"));
        assert_eq!(table_of(&target), "first\n");
        report(&target, Overwrite::Ours, "second\n").expect("ours");
        assert_eq!(table_of(&target), "second\n");
        assert_eq!(names(root.path()), ["out"]);
        assert_eq!(names(&target), ["documents.csv", MANIFEST]);
    }

    #[test]
    fn foreign_folders_are_refused() {
        for manifest in [
            None,
            Some("{}"),
            Some(r#"{"tool": "other"}"#),
            Some("no JSON"),
        ] {
            let (root, target) = place();
            fs::create_dir(&target).expect("room");
            fs::write(target.join("thesis.csv"), "years of work").expect("room");
            if let Some(text) = manifest {
                fs::write(target.join(MANIFEST), text).expect("room");
            }
            let before = names(&target);
            for overwrite in [Overwrite::No, Overwrite::Ours] {
                let refused = report(&target, overwrite, "a\n").expect_err("foreign");
                assert!(matches!(refused, FolderError::Foreign { .. }), "{refused}");
            }
            assert_eq!(names(&target), before);
            assert_eq!(names(root.path()), ["out"]);
        }
    }

    #[test]
    fn additions_to_a_report_are_not_lost() {
        let refused = |target: &Path| {
            let refused = report(target, Overwrite::Ours, "new\n").expect_err("mixed");
            assert!(matches!(refused, FolderError::Mixed { .. }), "{refused}");
            assert_eq!(table_of(target), "old\n");
            refused.to_string()
        };
        let (_root, target) = place();
        report(&target, Overwrite::No, "old\n").expect("free");
        fs::write(target.join("analysis.R"), "x <- 1").expect("room");
        assert!(refused(&target).contains("analysis.R"));
        fs::remove_file(target.join("analysis.R")).expect("there");
        fs::create_dir(target.join("plots")).expect("room");
        assert!(refused(&target).contains("plots"));
        fs::remove_dir(target.join("plots")).expect("there");
        // With a list, files of our kinds are told apart as well.
        let listed = r#"{"tool": "feltsense", "report_files": ["documents.csv"]}"#;
        fs::write(target.join(MANIFEST), listed).expect("room");
        fs::write(target.join("merged.csv"), "mine").expect("room");
        assert!(refused(&target).contains("merged.csv"));
        fs::remove_file(target.join("merged.csv")).expect("there");
        fs::write(target.join(".DS_Store"), "").expect("room");
        report(&target, Overwrite::Ours, "new\n").expect("ours");
        assert_eq!(table_of(&target), "new\n");
    }

    #[test]
    fn what_is_no_folder_is_refused() {
        let (root, target) = place();
        fs::write(&target, "text").expect("room");
        let refused = report(&target, Overwrite::Ours, "a\n").expect_err("a file");
        assert!(refused.to_string().ends_with("is a file, not a folder"));
        assert_eq!(fs::read_to_string(&target).expect("there"), "text");
        let below = report(&target.join("sub"), Overwrite::No, "a\n").expect_err("below a file");
        assert!(matches!(below, FolderError::Io { .. }), "{below}");
        assert_eq!(names(root.path()), ["out"]);
        for nameless in ["", "/", "..", "a/.."] {
            let refused = ReportFolder::create(Path::new(nameless), Overwrite::No);
            assert!(
                matches!(refused, Err(FolderError::NoName { .. })),
                "{nameless}"
            );
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_and_devices_are_refused() {
        let (root, target) = place();
        let real = root.path().join("real");
        report(&real, Overwrite::No, "old\n").expect("free");
        std::os::unix::fs::symlink(&real, &target).expect("a link");
        for link in [&target, &root.path().join("out/")] {
            let refused = report(link, Overwrite::Ours, "new\n").expect_err("a link");
            assert!(
                refused.to_string().ends_with("is a link, not a folder"),
                "{refused}"
            );
        }
        assert_eq!(table_of(&real), "old\n");
        let null = ReportFolder::create(Path::new("/dev/null"), Overwrite::Ours);
        assert!(null.expect_err("a device").to_string().contains("a device"));
    }

    #[test]
    fn failure_leaves_the_old_report() {
        let (root, target) = place();
        report(&target, Overwrite::No, "old\n").expect("free");
        let folder = ReportFolder::create(&target, Overwrite::Ours).expect("ours");
        write(&folder, "documents.csv", "half");
        drop(folder);
        assert_eq!(table_of(&target), "old\n");
        let folder = ReportFolder::create(&target, Overwrite::Ours).expect("ours");
        fs::remove_dir_all(folder.path()).expect("there");
        folder.commit().expect_err("nothing to commit");
        assert_eq!(table_of(&target), "old\n");
        // The second of the two renames fails.
        replace(&root.path().join("missing"), &target).expect_err("nothing to move");
        assert_eq!(names(&target), ["documents.csv", MANIFEST]);
        assert_eq!(names(root.path()), ["out"]);
    }

    #[test]
    fn target_is_checked_again_at_the_end() {
        let (root, target) = place();
        let folder = ReportFolder::create(&target, Overwrite::Ours).expect("free");
        fs::create_dir(&target).expect("room");
        fs::write(target.join("thesis.txt"), "meanwhile").expect("room");
        let refused = folder.commit().expect_err("foreign");
        assert!(matches!(refused, FolderError::Foreign { .. }), "{refused}");
        assert_eq!(names(&target), ["thesis.txt"]);
        assert_eq!(names(root.path()), ["out"]);
    }

    #[test]
    fn two_reports_at_once() {
        let (root, target) = place();
        let first = ReportFolder::create(&target, Overwrite::No).expect("free");
        let second = ReportFolder::create(&target, Overwrite::No).expect("free");
        assert_ne!(first.path(), second.path());
        write(&first, MANIFEST, OURS);
        first.commit().expect("free");
        assert!(matches!(second.commit(), Err(FolderError::Exists { .. })));
        assert_eq!(names(root.path()), ["out"]);
    }

    #[test]
    fn parents() {
        assert_eq!(parent_of(Path::new("out")), Path::new("."));
        assert_eq!(parent_of(Path::new("a/out")), Path::new("a"));
        assert_eq!(parent_of(Path::new("/out")), Path::new("/"));
    }

    #[test]
    fn names_stay_inside() {
        let (_root, target) = place();
        let folder = ReportFolder::create(&target, Overwrite::No).expect("free");
        for name in ["", ".", "..", "../a", "/a", "a/b", "a/", "./a"] {
            let error = folder.file(name).expect_err(name);
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{name}");
        }
        write(&folder, "a.csv", "");
        let again = folder.file("a.csv").expect_err("twice");
        assert_eq!(again.kind(), ErrorKind::AlreadyExists);
    }

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

    #[test]
    fn messages_are_safe_for_terminals() {
        let error = FolderError::Foreign {
            path: PathBuf::from("a\x1b[2J\nb"),
        };
        assert_eq!(
            error.to_string(),
            r"`a\x1b[2J\nb` is a folder that feltsense did not write"
        );
        assert!(!error.help().contains(char::is_control));
    }
}
