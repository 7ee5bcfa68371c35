//! Asks `git` what a working tree was at a revision.
//!
//! `git` is started without a shell, with its own optional helpers off: no external diff, no text
//! conversion, no file system monitor, no pager, no lazy fetch. Names go through NUL, never through
//! quotation marks. Nothing is written, the index neither. What git says of itself is not passed on:
//! it holds absolute paths.

use std::collections::{BTreeMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context, anyhow, bail};

use crate::report::table::visible;

mod objects;

pub(super) use objects::Objects;

/// Variables that would make another repository of the folder that we ask about.
const LOCAL: [&str; 14] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_EXTERNAL_DIFF",
    "GIT_DIFF_OPTS",
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
];

/// A working tree.
pub(super) struct Tree {
    root: PathBuf,
    /// The index, if it is another than git's own.
    index: Option<PathBuf>,
}

/// What is held against a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side<'r> {
    /// The files as they lie, against this commit.
    Files(&'r str),
    /// The index, against HEAD; against nothing before the first commit.
    Index,
}

/// What the index holds. Paths count from the root of the tree.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Files that are no links: the ids of their bytes.
    pub(super) ids: BTreeMap<PathBuf, String>,
    /// Files that lie otherwise in the working tree, or may.
    pub(super) unlike: HashSet<PathBuf>,
}

/// What became of a file since a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It was not there.
    New,
    /// It was another text: the id of its old bytes, and its old name if it had another.
    Old { id: String, name: Option<PathBuf> },
}

/// Everything that changed in a working tree since a revision. Paths count from its root.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub(super) files: BTreeMap<PathBuf, Fate>,
    /// Gone: path and id of the old bytes.
    pub(super) deleted: BTreeMap<PathBuf, String>,
    /// Known to git: in the index, or new and not ignored.
    pub(super) known: HashSet<PathBuf>,
    /// Files that git was told not to look at: their old bytes have to be asked for by name.
    pub(super) hidden: HashSet<PathBuf>,
}

/// The root of the working tree that a folder lies in.
pub(super) fn root_of(folder: &Path) -> Option<PathBuf> {
    folder
        .ancestors()
        .find(|folder| folder.join(".git").symlink_metadata().is_ok())
        .map(Path::to_owned)
}

impl Tree {
    /// The tree with this root.
    pub(super) fn at(root: PathBuf) -> Tree {
        Tree { root, index: None }
    }

    /// The same with the index that git gives its hooks, if it is one of this tree: `git commit -a`
    /// makes one of its own.
    pub(super) fn with_index_of_hook(mut self) -> anyhow::Result<Tree> {
        let Some(index) = std::env::var_os("GIT_INDEX_FILE").filter(|name| !name.is_empty()) else {
            return Ok(self);
        };
        let folder = self.must(&["rev-parse", "--absolute-git-dir"])?;
        let folder = path_of(folder.strip_suffix(b"\n").unwrap_or(&folder));
        let real = |path: &Path| std::fs::canonicalize(path).ok();
        let index = std::path::absolute(index).ok();
        self.index = index.filter(|index| {
            let own = index.parent().and_then(real).zip(real(&folder));
            own.is_some_and(|(own, folder)| own.starts_with(folder))
        });
        Ok(self)
    }

    fn command(&self) -> Command {
        let mut command = Command::new("git");
        for variable in LOCAL {
            command.env_remove(variable);
        }
        command
            .args([
                "--no-pager",
                "--no-optional-locks",
                "-c",
                "core.fsmonitor=false",
            ])
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("LC_ALL", "C")
            .current_dir(&self.root)
            .stdin(Stdio::null());
        if let Some(index) = &self.index {
            command.env("GIT_INDEX_FILE", index);
        }
        command
    }

    fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> anyhow::Result<Output> {
        let output = self.command().args(arguments).output();
        output.map_err(|error| started(&error))
    }

    /// The same, where it has to go well.
    fn must<S: AsRef<OsStr>>(&self, arguments: &[S]) -> anyhow::Result<Vec<u8>> {
        let output = self.run(arguments)?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let name = arguments
            .first()
            .map(|name| name.as_ref().to_string_lossy().into_owned());
        Err(failed(&output, &name.unwrap_or_default()))
    }

    /// The commit that a revision names. `REV...` is the last commit that it has in common with HEAD.
    pub(super) fn commit(&self, revision: &str) -> anyhow::Result<String> {
        if revision.is_empty() || revision.starts_with('-') || revision.contains(['\0', '\n']) {
            bail!("`{revision}` is no revision; name a commit, a branch or a tag");
        }
        let Some(branch) = revision.strip_suffix("...") else {
            return self.resolve(revision);
        };
        let (branch, head) = (self.resolve(branch)?, self.resolve("HEAD")?);
        let output = self.run(&["merge-base", &branch, &head])?;
        match (output.status.code(), hash(&output.stdout)) {
            (Some(0), Some(base)) => Ok(base),
            (Some(1), _) => bail!(
                "`{revision}` and HEAD have no commit in common{}",
                self.shallow_hint("; name the revision without `...`")
            ),
            _ => Err(failed(&output, "merge-base")),
        }
    }

    fn resolve(&self, revision: &str) -> anyhow::Result<String> {
        let asked = format!("{revision}^{{commit}}");
        let output = self.run(&[
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &asked,
        ])?;
        if let Some(commit) = hash(&output.stdout).filter(|_| output.status.success()) {
            return Ok(commit);
        }
        if let Some(error) = refused(&output) {
            return Err(error);
        }
        bail!(
            "git knows no revision `{revision}` here{}",
            self.shallow_hint("; name a commit, a branch or a tag")
        )
    }

    /// How to mend an unknown revision.
    fn shallow_hint(&self, otherwise: &'static str) -> &'static str {
        let output = self.run(&["rev-parse", "--is-shallow-repository"]);
        let is_shallow = output.is_ok_and(|output| output.stdout.trim_ascii() == b"true");
        if is_shallow {
            "; this clone is shallow and may lack it: fetch it, with `git fetch --unshallow`, or `fetch-depth: 0` for actions/checkout"
        } else {
            otherwise
        }
    }

    /// The commit to compare with: what `revision` names, or of a submodule the commit that the tree
    /// around it had then. `None`: there was no such submodule.
    pub(super) fn base(&self, revision: &str) -> anyhow::Result<Option<String>> {
        // A submodule and a linked tree have a file there.
        if self.root.join(".git").is_dir() {
            return self.commit(revision).map(Some);
        }
        let around = self.must(&["rev-parse", "--show-superproject-working-tree"])?;
        let around = path_of(around.strip_suffix(b"\n").unwrap_or(&around));
        if around.as_os_str().is_empty() {
            return self.commit(revision).map(Some);
        }
        let around = std::fs::canonicalize(&around).unwrap_or(around);
        let inside = self.root.strip_prefix(&around).map(Path::to_owned);
        let inside = inside.context("finding the repository around a submodule")?;
        let outer = Tree::at(around);
        let Some(base) = outer.base(revision)? else {
            return Ok(None);
        };
        match outer.object(&base, &inside)? {
            Some((kind, commit)) if kind == "commit" => {
                if self.resolve(&commit).is_err() {
                    bail!(
                        "the submodule {} does not have the commit that it had at `{revision}`; fetch it, with `git submodule update --init` or `git fetch --unshallow` in it",
                        crate::walk::shown(&inside)
                    );
                }
                Ok(Some(commit))
            }
            _ => Ok(None),
        }
    }

    /// Kind and id of what a commit has under a path.
    pub(super) fn object(
        &self,
        commit: &str,
        path: &Path,
    ) -> anyhow::Result<Option<(String, String)>> {
        let arguments: [&OsStr; 5] = [
            "ls-tree".as_ref(),
            "-z".as_ref(),
            commit.as_ref(),
            "--".as_ref(),
            path.as_os_str(),
        ];
        let output = self.must(&arguments)?;
        let Some(head) = output.split(|&byte| byte == b'\t').next() else {
            return Ok(None);
        };
        let head = String::from_utf8_lossy(head).into_owned();
        let mut words = head.split(' ');
        let (_, kind, id) = (words.next(), words.next(), words.next());
        Ok(kind
            .zip(id)
            .map(|(kind, id)| (kind.to_owned(), id.to_owned())))
    }

    /// Everything that differs from a commit.
    pub(super) fn changes(&self, side: Side<'_>) -> anyhow::Result<Changes> {
        let mut changes = Changes::default();
        let mut arguments = vec![
            "diff",
            "--raw",
            "-z",
            "--no-abbrev",
            "--find-renames",
            "--no-ext-diff",
            "--no-textconv",
            "--no-color",
            "--no-relative",
            "--ignore-submodules=all",
            match side {
                Side::Files(commit) => commit,
                Side::Index => "--cached",
            },
        ];
        arguments.push("--");
        let diff = self.must(&arguments)?;
        let mut fields = diff
            .split(|&byte| byte == 0)
            .filter(|field| !field.is_empty());
        while let Some(head) = fields.next() {
            let head = String::from_utf8_lossy(head).into_owned();
            let words: Vec<&str> = head.trim_start_matches(':').split(' ').collect();
            let (Some(mode), Some(id), Some(state), Some(path)) =
                (words.first(), words.get(2), words.get(4), fields.next())
            else {
                bail!("git wrote a list of changes that cannot be read; is it very old?");
            };
            let path = path_of(path);
            // Of links and submodules nothing is a text.
            let was_file = mode.starts_with("100");
            let was = |name| {
                if was_file {
                    Fate::Old {
                        id: (*id).to_owned(),
                        name,
                    }
                } else {
                    Fate::New
                }
            };
            match state.as_bytes().first() {
                Some(b'R') => {
                    let Some(new) = fields.next().map(path_of) else {
                        bail!("git wrote a list of changes that cannot be read; is it very old?");
                    };
                    changes.files.insert(new, was(Some(path)));
                }
                Some(b'C') => {
                    changes
                        .files
                        .extend(fields.next().map(|new| (path_of(new), Fate::New)));
                }
                Some(b'D') if was_file => {
                    changes.deleted.insert(path, (*id).to_owned());
                }
                Some(b'D') => {}
                Some(b'U') if side == Side::Index => bail!(
                    "{} is in a merge that is not finished, and nothing of it is staged; mend it, then `git add` it",
                    visible(&crate::walk::shown(&path))
                ),
                // In a merge that is not finished the old text has to be asked for.
                Some(b'U') => {
                    changes.hidden.insert(path);
                }
                _ => {
                    changes.files.insert(path, was(None));
                }
            }
        }
        if side == Side::Index {
            changes.known = self.index()?.ids.into_keys().collect();
            return Ok(changes);
        }
        let listed = self.must(&[
            "ls-files",
            "-z",
            "-v",
            "--cached",
            "--others",
            "--exclude-standard",
        ])?;
        for entry in listed.split(|&byte| byte == 0) {
            let (Some(sign), Some(path)) = (entry.first(), entry.get(2..)) else {
                continue;
            };
            let path = path_of(path);
            match sign {
                b'?' => {
                    changes.files.entry(path.clone()).or_insert(Fate::New);
                }
                b'H' => {}
                // Small letters and S: git was told to take them for unchanged.
                _ => {
                    changes.hidden.insert(path.clone());
                }
            }
            changes.known.insert(path);
        }
        // What was taken out of the index and still lies there did not go.
        let back: Vec<PathBuf> = changes
            .deleted
            .keys()
            .filter(|path| changes.files.contains_key(*path))
            .cloned()
            .collect();
        for path in back {
            if let Some(id) = changes.deleted.remove(&path) {
                changes.files.insert(path, Fate::Old { id, name: None });
            }
        }
        Ok(changes)
    }

    /// What the index holds.
    pub(super) fn index(&self) -> anyhow::Result<Index> {
        let mut index = Index::default();
        let listed = self.must(&["ls-files", "-z", "--stage"])?;
        for entry in listed.split(|&byte| byte == 0) {
            let Some(tab) = entry.iter().position(|&byte| byte == b'\t') else {
                continue;
            };
            let head = String::from_utf8_lossy(&entry[..tab]).into_owned();
            let words: Vec<&str> = head.split(' ').collect();
            if let [mode, id, "0"] = words[..]
                && mode.starts_with("100")
            {
                let path = path_of(&entry[tab + 1..]);
                index.ids.insert(path, id.to_owned());
            }
        }
        let names = self.must(&[
            "diff-files",
            "-z",
            "--name-only",
            "--no-ext-diff",
            "--ignore-submodules=all",
        ])?;
        let names = names.split(|&byte| byte == 0);
        index.unlike.extend(names.map(path_of));
        // Small letters and S: git was told to take them for unchanged.
        let listed = self.must(&["ls-files", "-z", "-v"])?;
        let told = listed.split(|&byte| byte == 0);
        let told = told.filter(|entry| entry.first().is_some_and(|sign| *sign != b'H'));
        index
            .unlike
            .extend(told.filter_map(|entry| Some(path_of(entry.get(2..)?))));
        Ok(index)
    }

    /// Starts to read old bytes.
    pub(super) fn objects(&self) -> anyhow::Result<Objects> {
        let mut child = self
            .command()
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| started(&error))?;
        let output = child.stdout.take().map(BufReader::new);
        let output = output.context("reading from git")?;
        Ok(Objects { child, output })
    }
}

fn started(error: &io::Error) -> anyhow::Error {
    match error.kind() {
        io::ErrorKind::NotFound => anyhow!(
            "git was not found, which knows what changed; install it, or give a diff with --diff-from"
        ),
        _ => anyhow!("git could not be started: {}", crate::walk::words_of(error)),
    }
}

fn failed(output: &Output, name: &str) -> anyhow::Error {
    refused(output)
        .unwrap_or_else(|| anyhow!("`git {name}` did not work; run it by hand to see why"))
}

/// Why git does not look at a repository at all.
fn refused(output: &Output) -> Option<anyhow::Error> {
    let said = String::from_utf8_lossy(&output.stderr);
    if said.contains("dubious ownership") {
        return Some(anyhow!(
            "git does not trust this repository, which belongs to another user; see `safe.directory` of `git help config`"
        ));
    }
    said.contains("not a git repository")
        .then(|| anyhow!("git takes this for no repository; is its .git folder whole?"))
}

/// An id, if the output is one.
fn hash(output: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(output).ok()?.trim();
    let is_hash = matches!(text.len(), 40 | 64) && text.bytes().all(|b| b.is_ascii_hexdigit());
    is_hash.then(|| text.to_owned())
}

/// A path as git or a diff writes it.
#[cfg(unix)]
pub(super) fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    PathBuf::from(OsString::from_vec(bytes.to_vec()))
}

/// A path as git or a diff writes it.
#[cfg(not(unix))]
pub(super) fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(OsString::from(String::from_utf8_lossy(bytes).into_owned()))
}
