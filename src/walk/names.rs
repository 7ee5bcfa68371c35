//! Names of files: how reports call them, and which were meant.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::Request;
use crate::near;
use crate::problem::Problem;

/// The last part of a folder's real name: `corpus` for `./corpus/`, `.` and `a/../corpus`.
pub(super) fn named_folder(root: &Path) -> PathBuf {
    let real = fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
    real.file_name().map(PathBuf::from).unwrap_or_default()
}

/// The label of a file that was named: its path as typed, or its name if that path is absolute or
/// climbs.
fn named_label(path: &Path) -> PathBuf {
    let plain = path
        .components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    match path.file_name() {
        Some(name) if !plain => PathBuf::from(name),
        _ => path.to_owned(),
    }
}

/// A path as seen from the working directory, if it lies in it.
pub(super) fn from_here(path: &Path) -> Option<PathBuf> {
    let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    if path.components().all(is_plain) {
        let parts = path.components().filter(|part| *part != Component::CurDir);
        return Some(parts.collect());
    }
    let here = std::env::current_dir().ok()?;
    if let Ok(inside) = path.strip_prefix(&here) {
        return Some(inside.to_owned()).filter(|inside| inside.components().all(is_plain));
    }
    // A link keeps its own name: only the folder that it lies in is made real.
    let (parent, name) = if path.is_dir() {
        (path, None)
    } else {
        (path.parent()?, path.file_name())
    };
    let real = fs::canonicalize(parent).ok()?;
    let inside = real.strip_prefix(fs::canonicalize(here).ok()?).ok()?;
    Some(name.map_or_else(|| inside.to_owned(), |name| inside.join(name)))
}

impl Request {
    /// The label of a path that was named.
    pub(super) fn named_label(&self, path: &Path) -> PathBuf {
        let here = self.from_here.then(|| from_here(path)).flatten();
        here.filter(|here| !here.as_os_str().is_empty())
            .unwrap_or_else(|| named_label(path))
    }
}

/// Why a path that was named cannot be read.
pub(super) fn missing(path: &Path, label: String, error: &io::Error) -> Problem {
    if error.kind() != io::ErrorKind::NotFound {
        return Problem::fatal(label, "unreadable", words_of(error));
    }
    if fs::symlink_metadata(path).is_ok() {
        return Problem::fatal(label, "not_found", "a symbolic link to nothing");
    }
    let detail = match near_name(path) {
        Some(name) => format!("there is no such file or folder; did you mean {name}?"),
        None => "there is no such file or folder".to_owned(),
    };
    Problem::fatal(label, "not_found", detail)
}

/// A name in the same folder that differs by a typing error.
fn near_name(path: &Path) -> Option<String> {
    let wanted = path.file_name()?.to_string_lossy();
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let names = fs::read_dir(parent.unwrap_or(Path::new("."))).ok()?;
    let names =
        names.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()));
    near::nearest(&wanted, names, |name| 1 + name.len() / 5).map(|name| escape(&name))
}

/// What an I/O error says, without the number of the system.
pub fn words_of(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "no permission to read it".to_owned(),
        io::ErrorKind::NotFound => "it is gone".to_owned(),
        kind => kind.to_string(),
    }
}

/// A path as reports show it: `/` between parts, bytes that are no UTF-8 as `%FF`.
pub fn shown(path: &Path) -> String {
    let parts: Vec<String> = path
        .components()
        .filter(|part| !matches!(part, Component::CurDir))
        .map(|part| lossless(part.as_os_str()))
        .collect();
    parts.join("/").replacen("//", "/", 1)
}

#[cfg(unix)]
fn lossless(name: &std::ffi::OsStr) -> String {
    use std::fmt::Write as _;
    use std::os::unix::ffi::OsStrExt;
    let mut out = String::new();
    for chunk in name.as_bytes().utf8_chunks() {
        out.push_str(&chunk.valid().replace('%', "%25"));
        for byte in chunk.invalid() {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(not(unix))]
fn lossless(name: &std::ffi::OsStr) -> String {
    name.to_string_lossy().into_owned()
}

/// Control characters of a file name made visible, for messages.
fn escape(name: &str) -> String {
    name.chars()
        .flat_map(|c| {
            if c.is_control() {
                c.escape_default().collect::<Vec<_>>()
            } else {
                vec![c]
            }
        })
        .collect()
}
