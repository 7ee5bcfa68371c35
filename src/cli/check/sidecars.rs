//! `feltsense-ignore.toml` files: which are in force, and what is told about their entries.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::past;
use crate::check::sidecar::{self, Entry, NAME};
use crate::check::{Date, Finding, Kind, Settings, Slip};
use crate::cli::settings_file::{self, Wrong, position};
use crate::walk;

/// Largest sidecar.
const MOST_BYTES: u64 = 1 << 20;
/// What is told of entries about files that are not there.
const NO_FILE: &str = "there is no such file: this entry silences nothing";
/// What is told of entries that no finding needs.
const NOTHING: &str = "this entry silences nothing; it can go";

/// A sidecar as it lies in its folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Sidecar {
    /// The file itself, absolute.
    pub(in crate::cli) path: PathBuf,
    /// What stands in it.
    pub(in crate::cli) text: String,
}

impl Sidecar {
    /// # Errors
    /// A sidecar that cannot be read: a [`Wrong`].
    fn read(path: &Path) -> anyhow::Result<Sidecar> {
        let label = past::label(path);
        let whole = |told: String| Wrong::whole(path, told);
        let told = |error: &std::io::Error| whole(format!("{label}: {}", walk::words_of(error)));
        let metadata = std::fs::metadata(path).map_err(|error| told(&error))?;
        if !metadata.is_file() {
            return Err(whole(format!(
                "{label} is no file; take it away, or write a file"
            )));
        }
        if metadata.len() > MOST_BYTES {
            return Err(whole(format!(
                "{label} has more than a MiB; write one for each folder below"
            )));
        }
        let bytes = std::fs::read(path).map_err(|error| told(&error))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to() + 1;
            whole(format!("{label}: byte {at} is not UTF-8; save it as UTF-8"))
        })?;
        let path = path.to_owned();
        Ok(Sidecar { path, text })
    }
}

/// The sidecars in some folders and above, up to a folder with `.git` or with a `feltsense.toml` that
/// is a root.
///
/// # Errors
/// The first sidecar that cannot be read: a [`Wrong`].
pub(in crate::cli) fn sidecars_of<'p>(
    folders: impl Iterator<Item = &'p Path>,
) -> anyhow::Result<Vec<Sidecar>> {
    // Most files share their folder with others.
    let named: BTreeSet<&Path> = folders.collect();
    let real: BTreeSet<PathBuf> = named
        .into_iter()
        .filter_map(|folder| std::fs::canonicalize(folder).ok())
        .collect();
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for folder in real {
        for folder in folder.ancestors() {
            if !seen.insert(folder.to_owned()) {
                break;
            }
            let path = folder.join(NAME);
            if path.symlink_metadata().is_ok() {
                found.push(Sidecar::read(&path)?);
            }
            if folder.join(".git").exists() || settings_file::is_root(folder) {
                break;
            }
        }
    }
    Ok(found)
}

/// An entry and what became of it.
struct Known {
    entry: Entry,
    /// Its sidecar.
    path: Arc<Path>,
    /// How reports call its sidecar.
    label: Arc<str>,
    /// The file that it is about; `None`: there is none.
    target: Option<PathBuf>,
    /// Why it silences nothing.
    idle: Option<(Slip, String)>,
    is_used: bool,
    /// Its file was judged.
    is_judged: bool,
}

/// All entries in force.
#[derive(Default)]
pub(in crate::cli) struct Sidecars {
    known: Vec<Known>,
    by_target: HashMap<PathBuf, Vec<usize>>,
}

impl Sidecars {
    /// Reads the sidecars of some files. `rules` are the names that there are.
    ///
    /// # Errors
    /// A sidecar that cannot be read or understood, with its place: a [`Wrong`].
    pub(super) fn load<'p>(
        files: impl Iterator<Item = &'p Path>,
        rules: &[&str],
    ) -> anyhow::Result<Sidecars> {
        let folders = files.map(|file| {
            let folder = file.parent();
            folder
                .filter(|folder| !folder.as_os_str().is_empty())
                .unwrap_or(Path::new("."))
        });
        Sidecars::new(&sidecars_of(folders)?, rules)
    }

    /// The entries of sidecars.
    ///
    /// # Errors
    /// The first mistake, with its place: a [`Wrong`].
    pub(in crate::cli) fn new(sidecars: &[Sidecar], rules: &[&str]) -> anyhow::Result<Sidecars> {
        let mut all = Sidecars::default();
        for Sidecar { path, text } in sidecars {
            let label: Arc<str> = past::label(path).into();
            let entries = sidecar::parse(text, rules).map_err(|error| Wrong {
                path: path.clone(),
                at: position(text, error.line as usize, error.column as usize),
                told: format!("{label}:{error}"),
            })?;
            let folder = path.parent().unwrap_or(Path::new("."));
            let path: Arc<Path> = path.as_path().into();
            for entry in entries {
                let target = std::fs::canonicalize(folder.join(&entry.file));
                let target = target.ok().filter(|target| target.is_file());
                if let Some(target) = &target {
                    let number = all.known.len();
                    all.by_target
                        .entry(target.clone())
                        .or_default()
                        .push(number);
                }
                all.known.push(Known {
                    entry,
                    path: Arc::clone(&path),
                    label: Arc::clone(&label),
                    target,
                    idle: None,
                    is_used: false,
                    is_judged: false,
                });
            }
        }
        Ok(all)
    }

    /// Says that a file is judged with these settings.
    pub(in crate::cli) fn judged(&mut self, file: &Path, settings: &Settings, today: Option<Date>) {
        if self.by_target.is_empty() {
            return;
        }
        let Ok(file) = std::fs::canonicalize(file) else {
            return;
        };
        for number in self.by_target.get(&file).into_iter().flatten() {
            let known = &mut self.known[*number];
            known.is_judged = true;
            known.idle = known.entry.idle(settings.require_reason, today);
        }
    }

    /// The numbers of the entries about a file.
    fn numbers(&self, file: &Path) -> &[usize] {
        if self.by_target.is_empty() {
            return &[];
        }
        let file = std::fs::canonicalize(file).ok();
        let numbers = file.and_then(|file| self.by_target.get(&file));
        numbers.map_or(&[], Vec::as_slice)
    }

    /// The entries about a document of a file, but for those of which [`Sidecars::judged`] knows that
    /// they silence nothing; `part` is what its label has behind the file's.
    pub(in crate::cli) fn of(&self, file: Option<&Path>, part: &str) -> Vec<(usize, &Entry)> {
        let part = part.strip_prefix(['#', '/']).unwrap_or(part);
        let numbers = file.map_or(&[][..], |file| self.numbers(file));
        numbers
            .iter()
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
        let told = |known: &Known| {
            let message = match &known.target {
                None => (Slip::NoFile, NO_FILE.to_owned()),
                Some(target) if known.is_judged && !known.is_used => match &known.idle {
                    Some(idle) => idle.clone(),
                    None if is_unread(target) => return None,
                    None => (Slip::Unused, NOTHING.to_owned()),
                },
                Some(_) => return None,
            };
            known.remark(settings, message)
        };
        self.known.iter().filter_map(told).collect()
    }

    /// What is told when one file was looked at: about its entries that do nothing, and about those of
    /// files that are not there; each with its sidecar. `used` are the entries that silenced something
    /// in it; `None`: it says nothing about entries.
    pub(in crate::cli) fn remarks_on(
        &self,
        file: Option<(&Path, Option<&[usize]>)>,
        settings: &Settings,
        today: Option<Date>,
    ) -> Vec<(PathBuf, Finding)> {
        let numbers = file.map_or(&[][..], |(file, _)| self.numbers(file));
        let told = |(number, known): (usize, &Known)| {
            let idle = || known.entry.idle(settings.require_reason, today);
            let message = match (&known.target, file) {
                (None, _) => (Slip::NoFile, NO_FILE.to_owned()),
                (Some(_), Some((_, used))) if numbers.contains(&number) => match (idle(), used) {
                    (Some(idle), _) => idle,
                    (None, Some(used)) if !used.contains(&number) => {
                        (Slip::Unused, NOTHING.to_owned())
                    }
                    (None, _) => return None,
                },
                (Some(_), _) => return None,
            };
            let remark = known.remark(settings, message)?;
            Some((known.path.to_path_buf(), remark))
        };
        self.known.iter().enumerate().filter_map(told).collect()
    }
}

impl Known {
    fn remark(&self, settings: &Settings, told: (Slip, String)) -> Option<Finding> {
        let mut rules = settings.rules.iter();
        let rule = rules.find(|rule| rule.kind == Kind::Suppression)?;
        let level = match settings.profile {
            Some(profile) => rule.level_in(profile),
            // Which texts an entry is about says nothing of its own file.
            None => rule.levels.iter().flatten().max().copied(),
        };
        let label = &self.label;
        level.map(|level| sidecar::remark(rule, level, label, &self.entry, told))
    }
}
