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

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, ErrorKind};
use std::path::{Component, Path, PathBuf};

use super::table::visible;

mod staging;
#[cfg(test)]
mod tests;

use staging::{ATTEMPTS, MARKER, OLD, STAGING, clear_remains, mark, numbered, unmark, work_name};
pub use staging::{remove_all_staging, staging_of_this_process};

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
    /// no file of a kind that feltsense never writes. Pages of ours, and droppings of file managers,
    /// don’t count.
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

/// The mark by which a page of a report is known: near its start, in the `head`.
pub const GENERATOR: &str = r#"<meta name="generator" content="feltsense"#;

/// True if a file begins as our pages do. Reads at most 4 KiB.
///
/// # Errors
/// If the file cannot be read.
pub fn is_page(path: &Path) -> io::Result<bool> {
    use std::io::Read;
    let mut start = Vec::new();
    File::open(path)?.take(4096).read_to_end(&mut start)?;
    let mark = GENERATOR.as_bytes();
    Ok(start.windows(mark.len()).any(|window| window == mark))
}

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

    /// True for an entry of the folder that may be removed with the report: also a page of ours,
    /// which can be made again.
    fn covers(&self, entry: &fs::DirEntry) -> bool {
        let name = entry.file_name();
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        let is_ours = match &self.report_files {
            Some(files) => files.iter().any(|file| name == file.as_str()),
            None => Path::new(&name)
                .extension()
                .is_some_and(|found| EXTENSIONS.iter().any(|ours| found == *ours)),
        };
        let is_html = Path::new(&name)
            .extension()
            .is_some_and(|found| found == "html" || found == "htm");
        let is_ours = is_ours || is_file && is_html && is_page(&entry.path()).unwrap_or(false);
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
