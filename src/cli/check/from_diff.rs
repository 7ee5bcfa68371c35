//! What the files that are checked were, as a diff tells it.

use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;

use super::git::{path_of, root_of};
use super::past::{Before, Gone, Old, Past, Scope, is_in_scope, label, real};
use crate::check::change::diff::{self, FileDiff};
use crate::check::change::patch;
use crate::report::table::visible;
use crate::walk::{self, Input, Origin};

/// Largest diff.
const MOST_BYTES: u64 = 256 << 20;

/// Reads a diff, and takes it back from the files that are checked.
pub(super) fn past(path: &Path, scope: &Scope<'_>) -> anyhow::Result<Past> {
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
        nothing: "nothing changed in the diff".to_owned(),
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
                if is_in_scope(&path, &scope.folders, scope.format) && !file.is_binary {
                    let old = patch::reversed(b"", &file.hunks);
                    let old = old.map_err(|misfit| misfits(&name, misfit.line, &label(&path)))?;
                    past.gone.push(Gone {
                        path,
                        bytes: old.bytes.into(),
                    });
                } else if is_in_scope(&path, &scope.folders, scope.format) {
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
