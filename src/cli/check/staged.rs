//! What git's index holds, in the place of the files as they lie: what the next commit is made of.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;

use super::git::{Changes, Index, Objects, Side, Tree, root_of};
use super::past::{is_in_scope, label, real};
use crate::report::table::visible;
use crate::walk::{self, Found, Input, Origin, Request};

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
        let added = staged.missing(&there, &named, request, &mut objects)?;
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

    /// Texts that are staged and were not found, since no file lies in their place.
    fn missing(
        &self,
        there: &HashSet<PathBuf>,
        named: &[PathBuf],
        request: &Request,
        objects: &mut Objects,
    ) -> anyhow::Result<Vec<Input>> {
        let mut missing = Vec::new();
        for inside in self
            .changes
            .files
            .keys()
            .filter(|file| !there.contains(*file))
        {
            let path = self.root.join(inside);
            // What lies there and was not found was left out.
            let lies = path.symlink_metadata().is_ok_and(|found| found.is_file());
            let Some(id) = self.index.ids.get(inside).filter(|_| !lies) else {
                continue;
            };
            let is_named = named.contains(&path);
            if !is_named && !is_in_scope(&path, named, request.format) {
                continue;
            }
            let name = Path::new(path.file_name().unwrap_or_default());
            let Ok((format, packing)) = walk::format_of(name, is_named, request.format) else {
                continue;
            };
            let bytes: Arc<[u8]> = objects.read(id)?.into();
            missing.push(Input {
                label: label(&path),
                format,
                named: is_named,
                packing,
                bytes: bytes.len() as u64,
                origin: Origin::Held(path, bytes),
            });
        }
        Ok(missing)
    }
}
