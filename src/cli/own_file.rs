//! Files that a run is set up with: a baseline, a deny-list, a lexicon. They are read whole, so
//! nothing that may never end is opened: no device, and no pipe with a name, which may have no
//! writer. A pipe of the shell (`<(git show main:known.jsonl)`) is fine.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use crate::walk;

/// Most bytes of such a file: a baseline of a million findings.
const MOST: u64 = 256 << 20;

/// Why there is nothing to work with.
#[derive(Debug)]
pub(super) enum Unusable {
    /// Nothing has this name.
    Missing,
    /// It cannot be read, in words with how to mend it.
    Told(String),
}

/// All bytes of a file.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Unusable> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => Unusable::Missing,
        _ => Unusable::Told(walk::words_of(&error)),
    };
    let metadata = fs::metadata(path).map_err(failed)?;
    // What the shell has opened has no name in any folder.
    if !metadata.is_file() && fs::canonicalize(path).is_ok() {
        let what = "it is a folder, a pipe or a device; name a file";
        return Err(Unusable::Told(what.to_owned()));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(failed)?;
    file.take(MOST + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() as u64 > MOST {
        let what = format!("it has more than {} MiB; name another file", MOST >> 20);
        return Err(Unusable::Told(what));
    }
    Ok(bytes)
}

/// As [`read`], for a file of text in UTF-8.
pub(super) fn text(path: &Path) -> Result<String, Unusable> {
    String::from_utf8(read(path)?).map_err(|error| {
        let at = error.utf8_error().valid_up_to() + 1;
        Unusable::Told(format!("byte {at} is not UTF-8; save it as UTF-8"))
    })
}
