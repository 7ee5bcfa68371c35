//! Paths and globs → inputs, sorted by label, each once.
//!
//! Labels are relative to the folder that was named, with `/`; an absolute path never becomes
//! one. Nothing is left out silently: what is found and not read is a [`Problem`].

mod names;
mod once;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;
use ignore::overrides::{Override, OverrideBuilder};

use crate::problem::Problem;
use crate::read::Format;
use crate::read::packed::Packing;
use names::{from_here, missing, named_folder};

pub use names::{shown, words_of};

/// Name of the files that say what a folder does not want to be read.
pub const IGNORE_FILE: &str = ".feltsenseignore";

/// Where the bytes of an input come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A regular file.
    File(PathBuf),
    /// Standard input.
    Stdin,
    /// Bytes that are at hand: what a file was at another time. The path is that of the file now.
    Held(PathBuf, Arc<[u8]>),
}

/// Something to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// How reports call it.
    pub label: String,
    /// Where its bytes are.
    pub origin: Origin,
    /// How to read them, once unpacked.
    pub format: Format,
    /// It was named, not found in a folder.
    pub named: bool,
    /// How they are packed, if they are. Standard input says it with its first bytes.
    pub packing: Option<Packing>,
    /// Size in bytes when it was found; 0 for standard input.
    pub bytes: u64,
}

/// What to look for.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Files, folders, globs, or `-`.
    pub paths: Vec<PathBuf>,
    /// Read everything as this.
    pub format: Option<Format>,
    /// Follow symbolic links in folders.
    pub follow: bool,
    /// Labels begin at the working directory, for files in it, and not at the folder that was named:
    /// what a program that jumps to a place needs.
    pub from_here: bool,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// To be read, by label.
    pub inputs: Vec<Input>,
    /// Not to be read.
    pub problems: Vec<Problem>,
    /// Hidden files and folders passed over.
    pub hidden: u64,
    /// Remarks for people: the same file named twice.
    pub notes: Vec<String>,
}

/// A file and the path under which its label begins.
struct Candidate {
    path: PathBuf,
    /// Components of the label, from the named folder on.
    label: PathBuf,
    named: bool,
}

/// Finds all inputs. The order of the paths makes no difference.
pub fn find(request: &Request) -> Found {
    let mut found = Found::default();
    let mut candidates = Vec::new();
    let mut paths: Vec<&PathBuf> = request.paths.iter().collect();
    paths.sort();
    paths.dedup();
    let several = paths.iter().filter(|path| path.is_dir()).count() > 1;
    for path in paths {
        if path.as_os_str() == "-" {
            found.inputs.push(Input {
                label: "stdin".to_owned(),
                origin: Origin::Stdin,
                format: request.format.unwrap_or(Format::Text),
                named: true,
                packing: None,
                bytes: 0,
            });
            continue;
        }
        match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => {
                folder(path, None, request, several, &mut candidates, &mut found);
            }
            Ok(_) => candidates.push(Candidate {
                path: path.clone(),
                label: request.named_label(path),
                named: true,
            }),
            Err(_) if is_glob(path) => {
                let (root, pattern) = split_glob(path);
                let before = candidates.len();
                if let Err(error) = patterns(&root, &pattern) {
                    let what = format!("not a valid pattern: {}", pattern_words(&error));
                    let label = shown(&request.named_label(path));
                    found
                        .problems
                        .push(Problem::fatal(label, "bad_pattern", what));
                    continue;
                }
                if root.is_dir() {
                    folder(
                        &root,
                        Some(&pattern),
                        request,
                        false,
                        &mut candidates,
                        &mut found,
                    );
                }
                if candidates.len() == before {
                    let what = "the pattern matches no file; quote it so that the shell leaves it alone, or name a folder";
                    found.problems.push(Problem::fatal(
                        shown(&request.named_label(path)),
                        "no_match",
                        what,
                    ));
                }
            }
            Err(error) => {
                let label = shown(&request.named_label(path));
                found.problems.push(missing(path, label, &error));
            }
        }
    }
    once::take(candidates, request, &mut found);
    found.inputs.sort_by(|a, b| a.label.cmp(&b.label));
    found.problems.sort();
    found.problems.dedup();
    found
}

/// Walks one folder.
fn folder(
    root: &Path,
    glob: Option<&str>,
    request: &Request,
    with_name: bool,
    candidates: &mut Vec<Candidate>,
    found: &mut Found,
) {
    let before = candidates.len();
    let mut builder = WalkBuilder::new(root);
    builder
        .standard_filters(false)
        .add_custom_ignore_filename(IGNORE_FILE)
        .follow_links(request.follow);
    if let Some(Ok(built)) = glob.map(|glob| patterns(root, glob)) {
        builder.overrides(built);
    }
    let hidden = Arc::new(std::sync::atomic::AtomicU64::new(0));
    let counter = Arc::clone(&hidden);
    let reports = Arc::new(std::sync::Mutex::new(Vec::new()));
    let own = Arc::clone(&reports);
    builder.filter_entry(move |entry| {
        let is_hidden = entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
        if is_hidden && entry.file_name() != IGNORE_FILE {
            counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        }
        // A file can hold no manifest; asking costs a look at the disk for each.
        let may_hold = !entry.file_type().is_some_and(|kind| kind.is_file());
        let is_report = entry.depth() > 0 && may_hold && is_report(entry.path());
        if is_report && let Ok(mut own) = own.lock() {
            own.push(entry.path().to_owned());
        }
        !is_hidden && !is_report
    });
    let here = request.from_here.then(|| from_here(root)).flatten();
    let name = match here {
        Some(name) => name,
        None if with_name || request.from_here => named_folder(root),
        None => PathBuf::new(),
    };
    let label_of = |path: &Path| name.join(path.strip_prefix(root).unwrap_or(path));
    for entry in builder.build() {
        match entry {
            Ok(entry) => {
                let path = entry.path();
                let Some(kind) = entry.file_type() else {
                    continue;
                };
                if kind.is_dir() {
                    continue;
                }
                // A link to a folder that was named itself is followed.
                if kind.is_symlink() && entry.depth() == 0 {
                    continue;
                }
                if kind.is_symlink() {
                    let what = "a symbolic link; name it, or use --follow";
                    found
                        .problems
                        .push(Problem::remark(shown(&label_of(path)), "symlink", what));
                    continue;
                }
                candidates.push(Candidate {
                    path: path.to_owned(),
                    label: label_of(path),
                    named: false,
                });
            }
            Err(error) => {
                let (path, what) = walk_error(&error);
                let label = path.map_or_else(|| "?".to_owned(), |path| shown(&label_of(&path)));
                found
                    .problems
                    .push(Problem::fatal(label, "unreadable", what));
            }
        }
    }
    for path in reports.lock().map(|own| own.clone()).unwrap_or_default() {
        let label = shown(&label_of(&path));
        found
            .notes
            .push(format!("{label} is a report of feltsense: not read"));
    }
    if candidates.len() == before && glob.is_none() {
        let what = "no file was found in this folder; hidden files and what .feltsenseignore names are passed over";
        let label = shown(&request.named_label(root));
        found
            .problems
            .push(Problem::remark(label, "nothing_to_read", what));
    }
    found.hidden += hidden.load(std::sync::atomic::Ordering::Relaxed);
}

/// The files under `root` that a pattern means.
fn patterns(root: &Path, glob: &str) -> Result<Override, ignore::Error> {
    let mut overrides = OverrideBuilder::new(root);
    overrides.add(&format!("/{glob}"))?;
    overrides.build()
}

/// A path with wildcards that was named, to be asked about files that are not there.
#[derive(Debug)]
pub struct Glob {
    /// How problems call it.
    pub label: String,
    /// The folder in front of the first wildcard.
    pub root: PathBuf,
    files: Override,
}

impl Glob {
    /// The path as a pattern, if it is one; `real` gives folders as the files that are asked about
    /// have them.
    pub fn of(path: &Path, request: &Request, real: impl Fn(&Path) -> PathBuf) -> Option<Glob> {
        if !is_glob(path) || path.symlink_metadata().is_ok() {
            return None;
        }
        let (root, glob) = split_glob(path);
        let root = real(&root);
        Some(Glob {
            label: shown(&request.named_label(path)),
            files: patterns(&root, &glob).ok()?,
            root,
        })
    }

    /// True for a file that it means.
    pub fn takes(&self, path: &Path) -> bool {
        self.files.matched(path, false).is_whitelist()
    }
}

/// What is wrong with a pattern, without the pattern, which may hold a name.
fn pattern_words(error: &ignore::Error) -> String {
    match error {
        ignore::Error::Glob { err, .. } => err.clone(),
        ignore::Error::WithPath { err, .. }
        | ignore::Error::WithDepth { err, .. }
        | ignore::Error::WithLineNumber { err, .. } => pattern_words(err),
        ignore::Error::Partial(errors) => errors.first().map_or_else(String::new, pattern_words),
        _ => "it cannot be read".to_owned(),
    }
}

/// True for a folder that `scan` wrote.
fn is_report(path: &Path) -> bool {
    let Ok(bytes) = fs::read(path.join("manifest.json")) else {
        return false;
    };
    let manifest: Result<serde_json::Value, _> = serde_json::from_slice(&bytes);
    manifest.is_ok_and(|manifest| manifest["tool"] == "feltsense")
}

/// The path of a walk error, and its words without it (it may be absolute).
fn walk_error(error: &ignore::Error) -> (Option<PathBuf>, String) {
    match error {
        ignore::Error::WithPath { path, err } => (Some(path.clone()), walk_error(err).1),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            walk_error(err)
        }
        ignore::Error::Loop { child, .. } => (
            Some(child.clone()),
            "a symbolic link that leads back to its own folder".to_owned(),
        ),
        ignore::Error::Io(io) => (None, words_of(io)),
        _ => (None, "the folder cannot be read".to_owned()),
    }
}

/// Formats that hold documents and cannot be read: nobody would expect them to be passed over.
const DOCUMENTS: [&str; 6] = ["doc", "tar", "tgz", "7z", "rar", "bz2"];

/// How a file with this name is read, and how it is packed; or why it is not read.
///
/// `named`: the user named the file itself. `format`: what the user says it is; of an archive, what
/// its members are.
///
/// # Errors
/// With the reason, what and how to mend it, and whether the user would count on it.
pub fn format_of(
    name: &Path,
    named: bool,
    format: Option<Format>,
) -> Result<(Format, Option<Packing>), (&'static str, String, bool)> {
    let extension_of = |name: &Path| {
        let extension = name.extension().map(|ext| ext.to_string_lossy());
        extension.map_or(String::new(), |ext| ext.to_lowercase())
    };
    let outer = extension_of(name);
    let packing = Packing::of_extension(&outer);
    let extension = match packing {
        Some(_) => extension_of(Path::new(name.file_stem().unwrap_or_default())),
        None => outer,
    };
    let found = Format::of_extension(&extension);
    if packing.is_some() && found.is_some_and(Format::is_archive) {
        let detail = "an archive that is packed once more is not read; unpack it first".to_owned();
        return Err(("nested_archive", detail, true));
    }
    if let Some(archive) = found.filter(|found| found.is_archive()) {
        return Ok((archive, None));
    }
    if let Some(format) = format.or(found) {
        return Ok((format, packing));
    }
    if DOCUMENTS.contains(&extension.as_str()) {
        let help = if extension == "doc" {
            "convert it to text, Markdown or CSV"
        } else {
            "unpack it first, or pack it as zip"
        };
        let detail = format!("a .{extension} file cannot be read; {help}");
        return Err(("unsupported_format", detail, true));
    }
    if named {
        return Ok((Format::Text, packing));
    }
    if extension.is_empty() {
        let detail = "a file without an extension; name it, or give --format".to_owned();
        return Err(("unknown_format", detail, false));
    }
    let detail = format!("a .{extension} file is not read in a folder; name it, or give --format");
    Err(("unknown_format", detail, false))
}

fn is_glob(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '[', '{'])
}

/// The folder in front of the first part with a wildcard, and the rest with `/`.
fn split_glob(path: &Path) -> (PathBuf, String) {
    let mut root = PathBuf::new();
    let mut pattern = Vec::new();
    for part in path.components() {
        if pattern.is_empty() && !is_glob(Path::new(part.as_os_str())) {
            root.push(part);
        } else {
            pattern.push(part.as_os_str().to_string_lossy().into_owned());
        }
    }
    if root.as_os_str().is_empty() {
        root.push(".");
    }
    (root, pattern.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glob_is_split_at_its_first_wildcard() {
        let split = |text: &str| {
            let (root, pattern) = split_glob(Path::new(text));
            (root.to_string_lossy().into_owned(), pattern)
        };
        assert_eq!(split("a/b/*.md"), ("a/b".to_owned(), "*.md".to_owned()));
        assert_eq!(split("**/x.txt"), (".".to_owned(), "**/x.txt".to_owned()));
    }
}
