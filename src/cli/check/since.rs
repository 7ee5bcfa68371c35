//! What the files that are checked were at a revision, as git tells it.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};

use super::git::{Changes, Fate, Objects, Side, Tree, root_of};
use super::past::{Before, Gone, Old, Past, Scope, is_in_scope, label, real};
use crate::report::table::visible;
use crate::walk::{self, Origin};

/// Most pairs of a file that went and one that came that are compared for a new name.
const MOST_PAIRS: usize = 10_000;

/// What is asked of git.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Against<'r> {
    /// What changed since a revision, in the files as they lie.
    Revision(&'r str),
    /// What changed in the index since HEAD.
    Staged,
}

/// Finds out what changed.
pub(super) fn past(against: Against<'_>, scope: &Scope<'_>) -> anyhow::Result<Past> {
    let (words, nothing) = match against {
        Against::Revision(revision) => (
            format!("since `{revision}`"),
            format!("nothing changed since `{revision}`"),
        ),
        Against::Staged => (
            "by what is staged".to_owned(),
            "nothing is staged".to_owned(),
        ),
    };
    let mut past = Past {
        words,
        nothing,
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
        let Against::Revision(revision) = against else {
            let tree = tree.with_index_of_hook()?;
            let changes = tree.changes(Side::Index)?;
            past.add_staged(&root, &mut tree.objects()?, &changes, paths, scope)?;
            let all = changes.files.keys().chain(changes.deleted.keys());
            settings.extend(all.map(|path| root.join(path)));
            continue;
        };
        let base = tree.base(revision)?;
        let changes = match &base {
            Some(commit) => tree.changes(Side::Files(commit))?,
            None => Changes::default(),
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
        past.add_gone(&root, &mut objects, &changes, scope)?;
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
    /// What the index of a tree changes.
    fn add_staged(
        &mut self,
        root: &Path,
        objects: &mut Objects,
        changes: &Changes,
        paths: Vec<PathBuf>,
        scope: &Scope<'_>,
    ) -> anyhow::Result<()> {
        for path in paths {
            let Ok(inside) = path.strip_prefix(root) else {
                continue;
            };
            let before = match changes.files.get(inside) {
                Some(Fate::Old { id, name }) => Before::Old(Old {
                    bytes: objects.read(id)?.into(),
                    name: name.clone(),
                    stretches: None,
                }),
                Some(Fate::New) => Before::New,
                None => {
                    if !changes.known.contains(inside) {
                        self.unstaged.insert(path);
                    }
                    continue;
                }
            };
            self.files.insert(path, before);
        }
        self.add_gone(root, objects, changes, scope)
    }

    /// Files of a tree that are gone.
    fn add_gone(
        &mut self,
        root: &Path,
        objects: &mut Objects,
        changes: &Changes,
        scope: &Scope<'_>,
    ) -> anyhow::Result<()> {
        for (path, id) in &changes.deleted {
            let path = root.join(path);
            if is_in_scope(&path, &scope.folders, scope.format) {
                let bytes = objects.read(id)?.into();
                self.gone.push(Gone { path, bytes });
            }
        }
        Ok(())
    }

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
