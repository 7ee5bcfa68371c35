//! What is in force for a file. Whoever runs the server gives it: nothing here opens a file.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::check::sidecar::Entry;
use crate::check::{Baseline, Date, Finding, Place, Rule, Settings};
use crate::read::Options;

/// A mistake in a configuration, sidecar or baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The file that it stands in, absolute.
    pub path: PathBuf,
    /// Where.
    pub place: Place,
    /// What, where and how to mend it; names no folder above the working directory.
    pub message: String,
}

/// Something to be told about an entry of a sidecar.
#[derive(Clone, Debug, PartialEq)]
pub struct Remark {
    /// The sidecar, absolute.
    pub path: PathBuf,
    /// What, and where in it.
    pub finding: Finding,
}

/// What is in force for the files of a folder.
pub struct InForce {
    /// The rules, with every default.
    pub settings: Settings,
    /// How texts are read.
    pub options: Options,
    /// What is known from before.
    pub baseline: Option<Baseline>,
    /// Which files rules look at.
    pub scope: Box<dyn Scope>,
}

/// Which files rules look at, what is silenced beside them, and what the baseline calls them.
pub trait Scope {
    /// True if nothing of the file is to be told.
    fn is_excluded(&self, path: &Path) -> bool;
    /// True if a rule looks at the file; at texts without a file, every rule looks.
    fn takes(&self, rule: &Rule, path: Option<&Path>) -> bool;
    /// The name of a file in the baseline.
    fn label(&self, path: &Path) -> String;
    /// The entries of sidecars about a file, each with its number.
    fn entries(&self, path: &Path) -> Vec<(usize, &Entry)>;
    /// What is to be told about entries when a file was looked at. `used` are those that silenced
    /// something in it; `None`: it says nothing about entries.
    fn remarks(
        &self,
        file: Option<(&Path, Option<&[usize]>)>,
        settings: &Settings,
        today: Option<Date>,
    ) -> Vec<Remark>;
}

/// Finds out what is in force.
pub trait Ground {
    /// The folders that are open in the editor. A text without a file lies in the first of them.
    fn open(&mut self, folders: Vec<PathBuf>);
    /// What is in force for a file.
    ///
    /// # Errors
    /// What is wrong in the configuration: then nothing is checked.
    fn of(&mut self, path: Option<&Path>) -> Result<Rc<InForce>, Vec<Mistake>>;
    /// Something was saved: nothing that was read before holds.
    fn renew(&mut self);
    /// True if a file is a configuration or a sidecar by its name.
    fn is_config(&self, path: &Path) -> bool;
    /// Patterns of files that are worth watching.
    fn watched(&self) -> Vec<String>;
    /// The day, for what runs out.
    fn today(&self) -> Option<Date>;
}
