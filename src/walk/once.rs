//! Files that were found → inputs, each file once, each with a label of its own.

use std::collections::HashMap;
use std::fs;
use std::path::{Component, Path};

use super::names::{missing, shown};
use super::{Candidate, Found, Input, Origin, Request, format_of};
use crate::problem::Problem;

/// What the disk says of a candidate.
struct Met {
    candidate: Candidate,
    is_link: bool,
    is_file: bool,
    bytes: u64,
    identity: Identity,
    /// See [`in_order`].
    order: Vec<u8>,
}

/// Sorts out what can be read, and gives each file once.
pub(super) fn take(candidates: Vec<Candidate>, request: &Request, found: &mut Found) {
    let mut all = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        // One look at the disk a file, and one more for a link.
        let own = fs::symlink_metadata(&candidate.path);
        let is_link = matches!(&own, Ok(meta) if meta.is_symlink());
        let meta = if is_link {
            fs::metadata(&candidate.path)
        } else {
            own
        };
        match meta {
            Ok(meta) => all.push(Met {
                is_link,
                is_file: meta.is_file(),
                bytes: meta.len(),
                identity: identity(&candidate.path, &meta),
                order: in_order(&candidate.label, &candidate.path),
                candidate,
            }),
            Err(error) => {
                let label = shown(&candidate.label);
                found
                    .problems
                    .push(missing(&candidate.label, label, &error));
            }
        }
    }
    // Of two names of one file the real one is kept, and the one found in a folder.
    all.sort_by(|a, b| {
        let key = |met: &Met| (met.is_link, met.candidate.named);
        key(a).cmp(&key(b)).then_with(|| a.order.cmp(&b.order))
    });
    let mut seen: HashMap<Identity, String> = HashMap::new();
    let mut kept: Vec<(Candidate, u64)> = Vec::new();
    for met in all {
        let candidate = met.candidate;
        if !met.is_file {
            let what =
                "not a regular file (a pipe, socket or device); read it with `feltsense scan -`";
            let label = shown(&candidate.label);
            found.problems.push(Problem {
                fatal: candidate.named,
                ..Problem::remark(label, "not_a_file", what)
            });
            continue;
        }
        let label = shown(&candidate.label);
        if let Some(first) = seen.get(&met.identity) {
            found
                .notes
                .push(format!("{label} is the same file as {first}: counted once"));
            continue;
        }
        seen.insert(met.identity, label);
        kept.push((candidate, met.bytes));
    }
    lengthen_equal_labels(&mut kept);
    for (candidate, bytes) in kept {
        let label = shown(&candidate.label);
        let name = candidate.path.file_name().unwrap_or_default();
        match format_of(Path::new(name), candidate.named, request.format) {
            Ok((format, packing)) => found.inputs.push(Input {
                label,
                origin: Origin::File(candidate.path),
                format,
                named: candidate.named,
                packing,
                bytes,
            }),
            Err((reason, detail, fatal)) => {
                found.problems.push(Problem {
                    path: label,
                    reason,
                    detail,
                    fatal,
                });
            }
        }
    }
}

/// Two paths as bytes that are in order where the paths are, which go part by part; no name holds a
/// zero. Comparing paths themselves takes them apart each time.
fn in_order(first: &Path, second: &Path) -> Vec<u8> {
    let mut order = Vec::new();
    for path in [first, second] {
        for part in path.components() {
            // Roots, `.` and `..` come before all names.
            order.push(match part {
                Component::Prefix(_) => 1,
                Component::RootDir => 2,
                Component::CurDir => 3,
                Component::ParentDir => 4,
                Component::Normal(_) => 5,
            });
            order.extend_from_slice(part.as_os_str().as_encoded_bytes());
            order.push(0);
        }
        order.push(0);
    }
    order
}

/// Two files with the same label get the folders in front that tell them apart.
fn lengthen_equal_labels(candidates: &mut [(Candidate, u64)]) {
    for _ in 0..32 {
        let mut times: HashMap<&Path, usize> = HashMap::new();
        for (candidate, _) in candidates.iter() {
            *times.entry(&candidate.label).or_default() += 1;
        }
        let is_shared = |(candidate, _): &(Candidate, u64)| times[candidate.label.as_path()] > 1;
        let shared: Vec<bool> = candidates.iter().map(is_shared).collect();
        let mut changed = false;
        for ((candidate, _), _) in candidates.iter_mut().zip(shared).filter(|(_, is)| *is) {
            let absolute = fs::canonicalize(&candidate.path).unwrap_or_default();
            let depth = candidate.label.components().count() + 1;
            let parts: Vec<Component<'_>> = absolute
                .components()
                .filter(|part| matches!(part, Component::Normal(_)))
                .collect();
            if parts.len() >= depth {
                candidate.label = parts[parts.len() - depth..].iter().collect();
                changed = true;
            }
        }
        if !changed {
            return;
        }
    }
}

/// What makes two paths the same file.
#[derive(PartialEq, Eq, Hash)]
enum Identity {
    #[cfg(unix)]
    Inode(u64, u64),
    #[cfg(not(unix))]
    Path(std::path::PathBuf),
}

#[cfg(unix)]
fn identity(_path: &Path, meta: &fs::Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;
    Identity::Inode(meta.dev(), meta.ino())
}

#[cfg(not(unix))]
fn identity(path: &Path, _meta: &fs::Metadata) -> Identity {
    Identity::Path(fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_in_the_order_of_paths() {
        let paths = [
            "", ".", "..", "/", "./a", "(b)", "/x", "../x", "-y", "a", "a/b", "a b", "a-b", "a/-",
            "ä", "a/b/c", "./(b)", "/(b)", "../../x", "a.b", "a/.b", "\u{1}", "a\u{1}b",
        ];
        let paths = paths.map(Path::new);
        let pairs: Vec<(&Path, &Path)> = paths
            .iter()
            .flat_map(|&first| paths.map(|second| (first, second)))
            .collect();
        for a in &pairs {
            for b in &pairs {
                assert_eq!(
                    in_order(a.0, a.1).cmp(&in_order(b.0, b.1)),
                    a.cmp(b),
                    "{a:?} {b:?}"
                );
            }
        }
    }
}
