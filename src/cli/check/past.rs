//! What changed in the files that are checked, and what they were before.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;

use super::since::Against;
use super::{from_diff, since};
use crate::check::change::Stretch;
use crate::check::sidecar;
use crate::cli::args::ChangeArgs;
use crate::cli::settings_file;
use crate::read::Format;
use crate::walk::{self, Input, Origin};

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
    /// The index does not hold it.
    Unstaged,
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
    pub(super) files: HashMap<PathBuf, Before>,
    pub(super) ignored: Vec<PathBuf>,
    pub(super) unstaged: HashSet<PathBuf>,
    pub(super) stdin: Option<Before>,
    /// Files that are gone, among the folders that were named.
    pub(super) gone: Vec<Gone>,
    /// `since `main``, `in the diff`.
    pub(super) words: String,
    /// What is said if nothing changed.
    pub(super) nothing: String,
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
pub(super) fn real(input: &Input) -> Option<PathBuf> {
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
            (None, None) if change.staged => since::past(Against::Staged, scope).map(Some),
            (None, None) if change.worse_only => {
                bail!(
                    "--worse-only asks what was before; add --since REV, --staged or --diff-from FILE"
                )
            }
            (Some(revision), _) => since::past(Against::Revision(revision), scope).map(Some),
            (None, Some(path)) => from_diff::past(path, scope).map(Some),
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
            None if self.unstaged.contains(&path) => State::Unstaged,
            None => State::Same,
        }
    }

    /// How reports call a path.
    pub(super) fn label(path: &Path) -> String {
        label(path)
    }

    pub(super) fn tell_gone(&mut self) {
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
    pub(super) fn tell_settings<'p>(&mut self, changed: impl Iterator<Item = &'p Path>) {
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

/// True for a file that is not there and that would have been read.
pub(super) fn is_in_scope(path: &Path, folders: &[PathBuf], format: Option<Format>) -> bool {
    let Some(name) = path.file_name().map(Path::new) else {
        return false;
    };
    walk::format_of(name, false, format).is_ok()
        && folders.iter().any(|folder| {
            path.strip_prefix(folder).is_ok_and(|inside| {
                let mut parts = inside.components();
                !parts.any(|part| part.as_os_str().to_string_lossy().starts_with('.'))
            })
        })
}
