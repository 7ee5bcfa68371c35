//! What git's index holds, in the place of the files as they lie: what the next commit is made of.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;

use super::git::{Changes, Index, Objects, Side, Tree, root_of};
use super::past::{is_in_scope, label, real};
use crate::report::table::visible;
use crate::walk::{self, Found, Glob, Input, Origin, Request};

/// Puts the staged texts in the place of those that lie in the working tree, where they may differ,
/// and adds those that lie there no more. What is staged as it lies stays a file: the bytes are the
/// same.
///
/// # Errors
/// Whatever leaves it open what is staged.
pub(super) fn lay_over(found: &mut Found, request: &Request) -> anyhow::Result<()> {
    let mut roots: HashMap<PathBuf, Option<PathBuf>> = HashMap::new();
    let mut root_for = |folder: &Path| -> Option<PathBuf> {
        let known = roots.entry(folder.to_owned());
        known.or_insert_with(|| root_of(folder)).clone()
    };
    let mut trees: BTreeMap<PathBuf, Vec<usize>> = BTreeMap::new();
    for (at, input) in found.inputs.iter().enumerate() {
        let Some(path) = real(input) else {
            bail!("nothing of standard input is staged; name files or folders");
        };
        let Some(root) = path.parent().and_then(&mut root_for) else {
            bail!(
                "{} lies in no git repository, so that nothing is staged there",
                visible(&input.label)
            );
        };
        trees.entry(root).or_default().push(at);
    }
    let named: Vec<PathBuf> = request.paths.iter().map(|path| wanted(path)).collect();
    let globs = request.paths.iter();
    let globs: Vec<Glob> = globs
        .filter_map(|path| Glob::of(path, request, wanted))
        .collect();
    for path in &named {
        let folder = path.ancestors().find(|folder| folder.is_dir());
        if let Some(root) = folder.and_then(&mut root_for) {
            trees.entry(root).or_default();
        }
    }
    for (root, inputs) in trees {
        let tree = Tree::at(root.clone()).with_index_of_hook()?;
        let staged = Staged {
            index: tree.index()?,
            changes: tree.changes(Side::Index)?,
            root,
        };
        let mut objects = tree.objects()?;
        let mut there = HashSet::new();
        for at in inputs {
            there.extend(staged.put(&mut found.inputs[at], &mut objects)?);
        }
        let mut added = Vec::new();
        for (path, is_named) in staged.gone(&there, &named, &globs, request) {
            let Some(input) = staged.input(&path, is_named, request, &mut objects)? else {
                continue;
            };
            added.push(input);
            for glob in globs.iter().filter(|glob| glob.takes(&path)) {
                found.problems.retain(|problem| problem.path != glob.label);
            }
        }
        // What was looked for in the working tree and is not there is staged nevertheless.
        let is_added = |label: &str| {
            let mut rests = added.iter().map(|input| input.label.strip_prefix(label));
            rests.any(|rest| rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
        };
        found.problems.retain(|problem| !is_added(&problem.path));
        found.inputs.extend(added);
    }
    found.inputs.sort_by(|a, b| a.label.cmp(&b.label));
    Ok(())
}

/// A path as git's names are put together: from the real folder above that is there.
fn wanted(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let folder = absolute.ancestors().find(|folder| folder.exists());
    let Some(folder) = folder else {
        return absolute;
    };
    match (std::fs::canonicalize(folder), absolute.strip_prefix(folder)) {
        (Ok(real), Ok(rest)) if rest.as_os_str().is_empty() => real,
        (Ok(real), Ok(rest)) => real.join(rest),
        _ => absolute,
    }
}

/// The index of a tree, and what it changes.
struct Staged {
    root: PathBuf,
    index: Index,
    changes: Changes,
}

impl Staged {
    /// Gives an input its staged bytes, and its path in the tree if the index has it.
    fn put(&self, input: &mut Input, objects: &mut Objects) -> anyhow::Result<Option<PathBuf>> {
        let Some(path) = real(input) else {
            return Ok(None);
        };
        let Ok(inside) = path.strip_prefix(&self.root) else {
            return Ok(None);
        };
        let Some(id) = self.index.ids.get(inside) else {
            return Ok(None);
        };
        let inside = inside.to_owned();
        if self.index.unlike.contains(&inside) {
            let bytes: Arc<[u8]> = objects.read(id)?.into();
            input.bytes = bytes.len() as u64;
            input.origin = Origin::Held(path, bytes);
        }
        Ok(Some(inside))
    }

    /// Files that are staged and were not found, since none lies in their place; and whether they were
    /// named themselves.
    fn gone(
        &self,
        there: &HashSet<PathBuf>,
        named: &[PathBuf],
        globs: &[Glob],
        request: &Request,
    ) -> Vec<(PathBuf, bool)> {
        let changed = self.changes.files.keys();
        let gone = changed.filter(|file| !there.contains(*file)).map(|file| {
            let path = self.root.join(file);
            let is_named = named.contains(&path);
            (path, is_named)
        });
        gone.filter(|(path, is_named)| {
            let by_glob = |glob: &Glob| {
                let root = std::slice::from_ref(&glob.root);
                glob.takes(path) && is_in_scope(path, root, request.format)
            };
            let is_wanted =
                *is_named || is_in_scope(path, named, request.format) || globs.iter().any(by_glob);
            // What lies there and was not found was left out.
            is_wanted && !path.symlink_metadata().is_ok_and(|found| found.is_file())
        })
        .collect()
    }

    /// A file as it is staged; `None` if it is not, or of no format that is read.
    fn input(
        &self,
        path: &Path,
        is_named: bool,
        request: &Request,
        objects: &mut Objects,
    ) -> anyhow::Result<Option<Input>> {
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        let Some(id) = self.index.ids.get(inside) else {
            return Ok(None);
        };
        let name = Path::new(path.file_name().unwrap_or_default());
        let Ok((format, packing)) = walk::format_of(name, is_named, request.format) else {
            return Ok(None);
        };
        let bytes: Arc<[u8]> = objects.read(id)?.into();
        Ok(Some(Input {
            label: label(path),
            format,
            named: is_named,
            packing,
            bytes: bytes.len() as u64,
            origin: Origin::Held(path.to_owned(), bytes),
        }))
    }
}
