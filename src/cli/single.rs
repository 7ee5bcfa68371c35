//! A single file as output: what may be replaced, and writing that leaves a whole file or none.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::{anyhow, bail};

use super::mended;
use crate::report::table::visible;
use crate::report::{Overwrite, ReportFolder};
use crate::show::html;
use crate::walk;

/// An error if something stands at the target that is not ours to replace. The input is never
/// replaced.
pub(super) fn examine(target: &Path, input: &Path, force: bool) -> anyhow::Result<()> {
    let shown = shown(target);
    if target.file_name().is_none() {
        bail!("`{shown}` does not end in the name of a file; add one, as in `draft.html`");
    }
    let found = match fs::symlink_metadata(target) {
        Ok(found) => found,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => bail!("could not look at `{shown}`: {}", walk::words_of(&error)),
    };
    let same = |a: &Path, b: &Path| matches!((fs::canonicalize(a), fs::canonicalize(b)), (Ok(a), Ok(b)) if a == b);
    if same(target, input) {
        bail!("`{shown}` is the text itself; choose another name for the page");
    }
    let kind = if found.is_dir() {
        "a folder"
    } else if found.is_symlink() {
        "a link"
    } else if found.is_file() {
        let ours = html::is_ours(target).map_err(|error| {
            anyhow!("could not look into `{shown}`: {}", walk::words_of(&error))
        })?;
        if !ours && !force {
            bail!(
                "`{shown}` is a file that is no page of feltsense; add --force to replace it, or choose another name"
            );
        }
        return Ok(());
    } else {
        "a device"
    };
    bail!("`{shown}` is {kind}, not a file; choose another name")
}

/// Writes beside the target, brings it to the disk, and renames it.
pub(super) fn write(target: &Path, input: &Path, force: bool, text: &str) -> anyhow::Result<()> {
    let told = |error: std::io::Error| {
        anyhow!(
            "could not write `{}`: {}; choose another place",
            shown(target),
            walk::words_of(&error)
        )
    };
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(".parts");
    // The folder goes when this ends, also by a signal.
    let staged = ReportFolder::create(&target.with_file_name(name), Overwrite::No);
    let staged = staged.map_err(|error| {
        let help = error.help();
        mended(error, &help)
    })?;
    let draft = staged.path().join("page.html");
    let mut file = fs::File::create_new(&draft).map_err(told)?;
    file.write_all(text.as_bytes()).map_err(told)?;
    file.sync_all().map_err(told)?;
    drop(file);
    // Something may have come to stand there in the meantime.
    examine(target, input, force)?;
    fs::rename(&draft, target).map_err(told)
}

fn shown(path: &Path) -> String {
    visible(&path.display().to_string()).into_owned()
}
