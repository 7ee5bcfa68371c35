//! What the files that are checked were before: asked of git, or told by a diff.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};

use super::git::{Fate, Objects, Tree, path_of, root_of};
use crate::check::change::diff::{self, FileDiff};
use crate::check::change::{Stretch, patch};
use crate::check::sidecar;
use crate::cli::args::ChangeArgs;
use crate::cli::settings_file;
use crate::read::Format;
use crate::report::table::visible;
use crate::walk::{self, Input, Origin};

/// Largest diff.
const MOST_BYTES: u64 = 256 << 20;
/// Most pairs of a file that went and one that came that are compared for a new name.
const MOST_PAIRS: usize = 10_000;
/// Names in a remark.
const MOST_NAMES: usize = 10;

/// What a file was.
#[derive(Clone, Debug)]
pub(super) enum Before {
    /// Not there.
    New,
    /// Another text.
    Old(Old),
    /// Another text that nobody knows: all of it counts.
    Unknown,
}

/// A file as it was.
#[derive(Clone, Debug)]
pub(super) struct Old {
    pub(super) bytes: Arc<[u8]>,
    /// Its name, if it had another.
    pub(super) name: Option<PathBuf>,
    /// The lines that a diff says have stayed.
    pub(super) stretches: Option<Vec<Stretch>>,
}

/// What is to be done with an input.
#[derive(Clone, Copy, Debug)]
pub(super) enum State<'p> {
    /// Nothing changed.
    Same,
    /// Git is told to ignore it.
    Ignored,
    Changed(&'p Before),
}

/// A file that is gone.
#[derive(Clone, Debug)]
pub(super) struct Gone {
    pub(super) path: PathBuf,
    pub(super) bytes: Arc<[u8]>,
}

/// What changed.
#[derive(Debug, Default)]
pub(super) struct Past {
    files: HashMap<PathBuf, Before>,
    ignored: Vec<PathBuf>,
    stdin: Option<Before>,
    /// Files that are gone, among the folders that were named.
    pub(super) gone: Vec<Gone>,
    /// `since `main``, `in the diff`.
    pub(super) words: String,
    /// For people, about the run.
    pub(super) remarks: Vec<String>,
}

/// What is being checked.
pub(super) struct Scope<'a> {
    pub(super) inputs: Vec<&'a Input>,
    /// Folders that were named.
    pub(super) folders: Vec<PathBuf>,
    /// The name of standard input.
    pub(super) stdin: Option<&'a Path>,
    /// Standard input is a list of paths.
    pub(super) stdin_is_list: bool,
    pub(super) format: Option<Format>,
}

/// The real path of an input; `None` for standard input.
fn real(input: &Input) -> Option<PathBuf> {
    match &input.origin {
        Origin::File(path) | Origin::Held(path, _) => {
            Some(std::fs::canonicalize(path).unwrap_or_else(|_| path.clone()))
        }
        Origin::Stdin => None,
    }
}

impl Past {
    /// Finds out what changed.
    ///
    /// # Errors
    /// Whatever leaves it open what changed: nothing is judged then.
    pub(super) fn of(change: &ChangeArgs, scope: &Scope<'_>) -> anyhow::Result<Option<Past>> {
        match (&change.since, &change.diff_from) {
            (None, None) if change.worse_only => {
                bail!("--worse-only asks what was before; add --since REV or --diff-from FILE")
            }
            (Some(revision), _) => since(revision, scope).map(Some),
            (None, Some(path)) => of_diff(path, scope).map(Some),
            (None, None) => Ok(None),
        }
    }

    /// What became of an input.
    pub(super) fn state(&self, input: &Input) -> State<'_> {
        let Some(path) = real(input) else {
            return self.stdin.as_ref().map_or(State::Same, State::Changed);
        };
        match self.files.get(&path) {
            Some(before) => State::Changed(before),
            None if self.ignored.contains(&path) => State::Ignored,
            None => State::Same,
        }
    }

    /// How reports call a path.
    pub(super) fn label(path: &Path) -> String {
        label(path)
    }

    fn tell_gone(&mut self) {
        self.gone.sort_by(|a, b| a.path.cmp(&b.path));
        let names: Vec<String> = self
            .gone
            .iter()
            .take(MOST_NAMES)
            .map(|gone| label(&gone.path))
            .collect();
        let more = self.gone.len() - names.len();
        if !names.is_empty() {
            let more = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            let told = format!("gone {}: {}{more}", self.words, names.join(", "));
            self.remarks.push(told);
        }
    }

    /// Settings hold for both sides: what a change of them does is another question.
    fn tell_settings<'p>(&mut self, changed: impl Iterator<Item = &'p Path>) {
        let names = [settings_file::NAME, sidecar::NAME];
        let mut told: Vec<String> = changed
            .filter(|path| {
                path.file_name()
                    .is_some_and(|name| names.iter().any(|known| name == *known))
            })
            .map(label)
            .collect();
        told.sort();
        told.truncate(MOST_NAMES);
        if !told.is_empty() {
            self.remarks.push(format!(
                "changed as well: {}; what that does to texts that did not change is not judged here",
                told.join(", ")
            ));
        }
    }
}

/// A path as seen from the working directory, or its name.
pub(super) fn label(path: &Path) -> String {
    let here = std::env::current_dir().and_then(std::fs::canonicalize);
    let inside = here
        .ok()
        .and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned));
    match (inside, path.file_name()) {
        (Some(inside), _) => walk::shown(&inside),
        (None, Some(name)) => walk::shown(Path::new(name)),
        (None, None) => String::new(),
    }
}

/// True for a file that went and that would have been read.
fn is_in_scope(path: &Path, scope: &Scope<'_>) -> bool {
    let Some(name) = path.file_name().map(Path::new) else {
        return false;
    };
    walk::format_of(name, false, scope.format).is_ok()
        && scope.folders.iter().any(|folder| {
            path.strip_prefix(folder).is_ok_and(|inside| {
                let mut parts = inside.components();
                !parts.any(|part| part.as_os_str().to_string_lossy().starts_with('.'))
            })
        })
}

fn since(revision: &str, scope: &Scope<'_>) -> anyhow::Result<Past> {
    let mut past = Past {
        words: format!("since `{revision}`"),
        ..Past::default()
    };
    let mut roots: HashMap<PathBuf, Option<PathBuf>> = HashMap::new();
    let mut trees: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    let mut root_for = |folder: &Path| -> Option<PathBuf> {
        let known = roots.entry(folder.to_owned());
        known.or_insert_with(|| root_of(folder)).clone()
    };
    let without = |label: &str| {
        anyhow::anyhow!(
            "{label} lies in no git repository, so that nothing is known of what it was; give a diff with --diff-from"
        )
    };
    for input in &scope.inputs {
        let Some(path) = real(input) else {
            continue;
        };
        let root = path.parent().and_then(&mut root_for);
        let root = root.ok_or_else(|| without(&visible(&input.label)))?;
        trees.entry(root).or_default().push(path);
    }
    for folder in &scope.folders {
        if let Some(root) = root_for(folder) {
            trees.entry(root).or_default();
        }
    }
    let stdin = stdin_path(scope)?;
    if let Some(path) = &stdin {
        let root = path.parent().and_then(&mut root_for);
        let root = root.ok_or_else(|| without("the file that standard input is"))?;
        trees.entry(root).or_default();
    }
    let mut settings = Vec::new();
    for (root, paths) in trees {
        let tree = Tree::at(root.clone());
        let base = tree.base(revision)?;
        let changes = match &base {
            Some(commit) => tree.changes(commit)?,
            None => super::git::Changes::default(),
        };
        let mut objects = tree.objects()?;
        let mut came = Vec::new();
        for path in paths {
            let Ok(inside) = path.strip_prefix(&root) else {
                continue;
            };
            let by_name = changes.hidden.contains(inside);
            let before = match (&base, changes.files.get(inside)) {
                (None, _) => Before::New,
                (Some(_), Some(Fate::Old { id, name })) => Before::Old(Old {
                    bytes: objects.read(id)?.into(),
                    name: name.clone(),
                    stretches: None,
                }),
                (Some(commit), _) if by_name => asked(&tree, commit, inside, &mut objects)?,
                (Some(_), Some(Fate::New)) => {
                    came.push(path.clone());
                    Before::New
                }
                (Some(_), None) => {
                    if !changes.known.contains(inside) {
                        // A file that was named is judged, whatever git is told to ignore.
                        let is_named = scope
                            .inputs
                            .iter()
                            .any(|input| input.named && real(input).as_ref() == Some(&path));
                        if !is_named {
                            past.ignored.push(path);
                            continue;
                        }
                        past.files.insert(path, Before::New);
                    }
                    continue;
                }
            };
            past.files.insert(path, before);
        }
        if let (Some(path), Some(commit)) = (&stdin, &base)
            && let Ok(inside) = path.strip_prefix(&root)
            && root_of(path.parent().unwrap_or(path)).as_ref() == Some(&root)
        {
            past.stdin = Some(asked(&tree, commit, inside, &mut objects)?);
        }
        for (path, id) in &changes.deleted {
            let path = root.join(path);
            if is_in_scope(&path, scope) {
                past.gone.push(Gone {
                    path,
                    bytes: objects.read(id)?.into(),
                });
            }
        }
        past.find_renamed(&came)?;
        let all = changes.files.keys().chain(changes.deleted.keys());
        settings.extend(all.map(|path| root.join(path)));
    }
    past.ignored.sort();
    past.tell_gone();
    past.tell_settings(settings.iter().map(PathBuf::as_path));
    Ok(past)
}

/// What a commit has under a name.
fn asked(
    tree: &Tree,
    commit: &str,
    inside: &Path,
    objects: &mut Objects,
) -> anyhow::Result<Before> {
    Ok(match tree.object(commit, inside)? {
        Some((kind, id)) if kind == "blob" => Before::Old(Old {
            bytes: objects.read(&id)?.into(),
            name: None,
            stretches: None,
        }),
        _ => Before::New,
    })
}

/// The file that standard input stands for, if it is a text.
fn stdin_path(scope: &Scope<'_>) -> anyhow::Result<Option<PathBuf>> {
    let is_text = scope
        .inputs
        .iter()
        .any(|input| input.origin == Origin::Stdin);
    match (is_text, scope.stdin) {
        (false, _) => Ok(None),
        (true, None) => bail!(
            "nothing is known of what standard input was; say which file it is, with --stdin-filename"
        ),
        (true, Some(name)) => {
            let path =
                std::path::absolute(name).context("finding the file that standard input is")?;
            let folder = path
                .parent()
                .and_then(|folder| std::fs::canonicalize(folder).ok());
            Ok(Some(match (folder, path.file_name()) {
                (Some(folder), Some(name)) => folder.join(name),
                _ => path,
            }))
        }
    }
}

impl Past {
    /// Files that got a new name before git was told of it: half of the lines or more are the same.
    fn find_renamed(&mut self, came: &[PathBuf]) -> anyhow::Result<()> {
        if came.is_empty() || self.gone.is_empty() || came.len() * self.gone.len() > MOST_PAIRS {
            return Ok(());
        }
        let mut pairs = Vec::new();
        for (at, path) in came.iter().enumerate() {
            let bytes = std::fs::read(path)
                .map_err(|error| anyhow::anyhow!("{}: {}", label(path), walk::words_of(&error)))?;
            for (from, gone) in self.gone.iter().enumerate() {
                if gone.path.extension() == path.extension() {
                    let alike = likeness(&gone.bytes, &bytes);
                    if alike >= 0.5 {
                        pairs.push((alike, from, at));
                    }
                }
            }
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let mut taken = (vec![false; self.gone.len()], vec![false; came.len()]);
        for (_, from, at) in pairs {
            if taken.0[from] || taken.1[at] {
                continue;
            }
            (taken.0[from], taken.1[at]) = (true, true);
            let gone = &self.gone[from];
            let old = Old {
                bytes: Arc::clone(&gone.bytes),
                name: Some(gone.path.clone()),
                stretches: None,
            };
            self.files.insert(came[at].clone(), Before::Old(old));
        }
        let mut stays = taken.0.into_iter().map(|is_taken| !is_taken);
        self.gone.retain(|_| stays.next().unwrap_or(true));
        Ok(())
    }
}

/// Share of the bytes of two files that stand in lines which both have.
fn likeness(a: &[u8], b: &[u8]) -> f64 {
    fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
        let lines = bytes
            .split(|&byte| byte == b'\n')
            .map(<[u8]>::trim_ascii_end);
        lines.filter(|line| !line.is_empty())
    }
    if a == b {
        return 1.0;
    }
    let mut counts: HashMap<&[u8], usize> = HashMap::new();
    for line in lines(a) {
        *counts.entry(line).or_default() += 1;
    }
    let total: usize = lines(a).chain(lines(b)).map(<[u8]>::len).sum();
    let mut shared = 0;
    for line in lines(b) {
        if let Some(count) = counts.get_mut(line).filter(|count| **count > 0) {
            *count -= 1;
            shared += 2 * line.len();
        }
    }
    shared as f64 / total.max(1) as f64
}

/// Reads a diff, and takes it back from the files that are checked.
fn of_diff(path: &Path, scope: &Scope<'_>) -> anyhow::Result<Past> {
    let is_stdin = path == Path::new("-");
    let name = if is_stdin {
        "standard input".to_owned()
    } else {
        visible(&path.display().to_string()).into_owned()
    };
    if scope
        .inputs
        .iter()
        .any(|input| input.origin == Origin::Stdin)
    {
        bail!(
            "a diff says nothing of standard input; name the files, or use --since with --stdin-filename"
        );
    }
    if is_stdin && scope.stdin_is_list {
        bail!("standard input cannot be both a diff and the list of --files-from");
    }
    let mut bytes = Vec::new();
    let read = if is_stdin {
        std::io::stdin()
            .lock()
            .take(MOST_BYTES + 1)
            .read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
    };
    read.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => anyhow::anyhow!("{name}: there is no such diff"),
        _ => anyhow::anyhow!("{name}: {}", walk::words_of(&error)),
    })?;
    if bytes.len() as u64 > MOST_BYTES {
        bail!("{name}: the diff has more than 256 MiB; give one of fewer files");
    }
    let files = diff::parse(&bytes).map_err(|error| anyhow::anyhow!("{name}:{error}"))?;
    let mut past = Past {
        words: "in the diff".to_owned(),
        ..Past::default()
    };
    let known: HashMap<PathBuf, &Input> = scope
        .inputs
        .iter()
        .filter_map(|input| Some((real(input)?, *input)))
        .collect();
    let here = std::env::current_dir()
        .and_then(std::fs::canonicalize)
        .unwrap_or_default();
    let mut seen: HashMap<PathBuf, usize> = HashMap::new();
    for file in &files {
        let place = format!("{name}:{}", file.line);
        let path = match found(file, &here) {
            Place::There(path) => path,
            Place::Gone(path) => {
                if is_in_scope(&path, scope) && !file.is_binary {
                    let old = patch::reversed(b"", &file.hunks);
                    let old = old.map_err(|misfit| misfits(&name, misfit.line, &label(&path)))?;
                    past.gone.push(Gone {
                        path,
                        bytes: old.bytes.into(),
                    });
                } else if is_in_scope(&path, scope) {
                    past.gone.push(Gone {
                        path,
                        bytes: Arc::default(),
                    });
                }
                continue;
            }
            Place::Still(path) => bail!(
                "{place}: the diff says that {} is gone, and it is there; give the diff of the files as they lie here",
                visible(&label(&path))
            ),
            Place::Missing(path) => {
                let is_text = path.file_name().is_some_and(|name| {
                    walk::format_of(Path::new(name), false, scope.format).is_ok()
                });
                if is_text {
                    bail!(
                        "{place}: the diff changes {}, which is not here; start in the folder that the diff was made in",
                        visible(&label(&path))
                    );
                }
                continue;
            }
        };
        if let Some(first) = seen.insert(path.clone(), file.line) {
            bail!(
                "{place}: {} stands in the diff twice, first in line {first}; give one diff from before to now",
                visible(&label(&path))
            );
        }
        let Some(input) = known.get(&path) else {
            continue;
        };
        let before = if file.is_binary {
            past.remarks.push(format!(
                "{}: the diff says only that it changed: all of it counts",
                input.label
            ));
            Before::Unknown
        } else {
            let now = std::fs::read(&path)
                .map_err(|error| anyhow::anyhow!("{}: {}", input.label, walk::words_of(&error)))?;
            let reversed = patch::reversed(&now, &file.hunks);
            let old = reversed.map_err(|misfit| misfits(&name, misfit.line, &input.label))?;
            match &file.old {
                None if !old.bytes.is_empty() && !file.hunks.is_empty() => {
                    return Err(misfits(&name, file.line, &input.label));
                }
                None => Before::New,
                Some(name) => Before::Old(Old {
                    bytes: old.bytes.into(),
                    name: Some(path_of(name)).filter(|_| file.old != file.new),
                    stretches: Some(old.stretches),
                }),
            }
        };
        past.files.insert(path, before);
    }
    past.tell_gone();
    past.tell_settings(seen.keys().map(PathBuf::as_path));
    Ok(past)
}

fn misfits(diff: &str, line: usize, label: &str) -> anyhow::Error {
    anyhow::anyhow!(
        "{diff}:{line}: {} is not what the diff says; give the diff of the files as they lie here",
        visible(label)
    )
}

/// Where the file of a diff lies.
enum Place {
    There(PathBuf),
    Gone(PathBuf),
    /// It is said to be gone.
    Still(PathBuf),
    Missing(PathBuf),
}

/// Names of git begin at the root of the repository, others where `diff` was started: where they lie
/// is tried in this order.
fn found(file: &FileDiff<'_>, here: &Path) -> Place {
    let mut bases: Vec<PathBuf> = root_of(here).into_iter().chain([here.to_owned()]).collect();
    if !file.is_git {
        bases.reverse();
    }
    let look = |name: &[u8]| -> Result<PathBuf, PathBuf> {
        let name = path_of(name);
        let mut tries: Vec<PathBuf> = bases.iter().map(|base| base.join(&name)).collect();
        if !file.is_git {
            // `diff -u old/a.md new/a.md`, and the folder is one of them.
            let inside: PathBuf = name.components().skip(1).collect();
            if !inside.as_os_str().is_empty() {
                tries.extend(bases.iter().map(|base| base.join(&inside)));
            }
        }
        let there = tries.iter().find(|path| path.is_file());
        match there.and_then(|path| std::fs::canonicalize(path).ok()) {
            Some(path) => Ok(path),
            None => Err(tries.swap_remove(0)),
        }
    };
    match (&file.old, &file.new) {
        (Some(old), None) => match look(old) {
            Ok(path) => Place::Still(path),
            Err(path) => Place::Gone(path),
        },
        (_, Some(new)) => match look(new) {
            Ok(path) => Place::There(path),
            // What `diff -N` says of a file that went: no line of it is left.
            Err(path) => match file.hunks.as_slice() {
                [only] if !file.is_git && only.new == 0 => Place::Gone(path),
                _ => Place::Missing(path),
            },
        },
        (None, None) => Place::Missing(here.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::likeness;

    #[test]
    fn files_are_alike_by_their_lines() {
        assert_eq!(likeness(b"a\nb\n", b"a\nb\n"), 1.0);
        assert_eq!(likeness(b"aa\nbb\n", b"aa\r\nbb\r\n"), 1.0);
        assert_eq!(likeness(b"aa\nbb\n", b"aa\ncc\n"), 0.5);
        assert_eq!(likeness(b"aa\n", b"bb\n"), 0.0);
        assert_eq!(likeness(b"", b"bb\n"), 0.0);
    }
}
