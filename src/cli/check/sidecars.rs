//! `feltsense-ignore.toml` files: which are in force, and what is told about their entries.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};

use super::since;
use crate::check::sidecar::{self, Entry, NAME};
use crate::check::{Date, Finding, Kind, Settings};
use crate::cli::settings_file;
use crate::walk;

/// Largest sidecar.
const MOST_BYTES: u64 = 1 << 20;

/// An entry and what became of it.
struct Known {
    entry: Entry,
    /// How reports call its sidecar.
    label: String,
    /// The file that it is about; `None`: there is none.
    target: Option<PathBuf>,
    /// Why it silences nothing.
    idle: Option<String>,
    is_used: bool,
    /// Its file was judged.
    is_judged: bool,
}

/// All entries in force.
#[derive(Default)]
pub(super) struct Sidecars {
    known: Vec<Known>,
    by_target: HashMap<PathBuf, Vec<usize>>,
}

impl Sidecars {
    /// Reads the sidecars in the folders of some files and above, up to a folder with `.git` or with a
    /// `feltsense.toml` that is a root. `rules` are the names that there are.
    ///
    /// # Errors
    /// A sidecar that cannot be read or understood, with its place.
    pub(super) fn load<'p>(
        files: impl Iterator<Item = &'p Path>,
        rules: &[&str],
    ) -> anyhow::Result<Sidecars> {
        let mut folders = BTreeSet::new();
        for file in files {
            let folder = file
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty());
            if let Ok(folder) = std::fs::canonicalize(folder.unwrap_or(Path::new("."))) {
                folders.insert(folder);
            }
        }
        let mut seen = BTreeSet::new();
        let mut sidecars = Sidecars::default();
        for folder in folders {
            for folder in folder.ancestors() {
                if !seen.insert(folder.to_owned()) {
                    break;
                }
                let path = folder.join(NAME);
                if path.symlink_metadata().is_ok() {
                    sidecars.read(&path, folder, rules)?;
                }
                if folder.join(".git").exists() || settings_file::is_root(folder) {
                    break;
                }
            }
        }
        Ok(sidecars)
    }

    fn read(&mut self, path: &Path, folder: &Path, rules: &[&str]) -> anyhow::Result<()> {
        let label = since::label(path);
        let told = |error: &std::io::Error| anyhow!("{label}: {}", walk::words_of(error));
        let metadata = std::fs::metadata(path).map_err(|error| told(&error))?;
        if !metadata.is_file() {
            bail!("{label} is no file; take it away, or write a file");
        }
        if metadata.len() > MOST_BYTES {
            bail!("{label} has more than a MiB; write one for each folder below");
        }
        let bytes = std::fs::read(path).map_err(|error| told(&error))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to() + 1;
            anyhow!("{label}: byte {at} is not UTF-8; save it as UTF-8")
        })?;
        let entries = sidecar::parse(&text, rules).map_err(|error| anyhow!("{label}:{error}"))?;
        for entry in entries {
            let target = std::fs::canonicalize(folder.join(&entry.file));
            let target = target.ok().filter(|target| target.is_file());
            if let Some(target) = &target {
                let number = self.known.len();
                self.by_target
                    .entry(target.clone())
                    .or_default()
                    .push(number);
            }
            self.known.push(Known {
                entry,
                label: label.clone(),
                target,
                idle: None,
                is_used: false,
                is_judged: false,
            });
        }
        Ok(())
    }

    /// Says that a file is judged with these settings.
    pub(super) fn judged(&mut self, file: &Path, settings: &Settings, today: Option<Date>) {
        let Ok(file) = std::fs::canonicalize(file) else {
            return;
        };
        for number in self.by_target.get(&file).into_iter().flatten() {
            let known = &mut self.known[*number];
            known.is_judged = true;
            known.idle = known.entry.idle(settings.require_reason, today);
        }
    }

    /// The entries in force about a document of a file; `part` is what its label has behind the
    /// file's.
    pub(super) fn of(&self, file: Option<&Path>, part: &str) -> Vec<(usize, &Entry)> {
        if self.by_target.is_empty() {
            return Vec::new();
        }
        let Some(file) = file.and_then(|file| std::fs::canonicalize(file).ok()) else {
            return Vec::new();
        };
        let part = part.strip_prefix(['#', '/']).unwrap_or(part);
        let numbers = self.by_target.get(&file).into_iter().flatten();
        numbers
            .map(|number| (*number, &self.known[*number]))
            .filter(|(_, known)| known.idle.is_none())
            .filter(|(_, known)| known.entry.part.as_deref().is_none_or(|own| own == part))
            .map(|(number, known)| (number, &known.entry))
            .collect()
    }

    /// Says that entries silenced something.
    pub(super) fn used(&mut self, numbers: &[usize]) {
        for number in numbers {
            self.known[*number].is_used = true;
        }
    }

    /// What is told about entries that do nothing, by the rule about that. `is_unread`: what was not
    /// wholly read says nothing about entries.
    pub(super) fn remarks(
        &self,
        settings: &Settings,
        is_unread: &dyn Fn(&Path) -> bool,
    ) -> Vec<Finding> {
        let rule = settings
            .rules
            .iter()
            .find(|rule| rule.kind == Kind::Suppression);
        let Some(rule) = rule else {
            return Vec::new();
        };
        let told = self.known.iter().filter_map(|known| {
            let message = match &known.target {
                None => "there is no such file: this entry silences nothing".to_owned(),
                Some(target) if known.is_judged && !known.is_used => match &known.idle {
                    Some(idle) => idle.clone(),
                    None if is_unread(target) => return None,
                    None => "this entry silences nothing; it can go".to_owned(),
                },
                Some(_) => return None,
            };
            sidecar::remark(rule, &known.label, &known.entry, message)
        });
        told.collect()
    }
}
