//! What is in force for a file. Whoever runs the server gives it: nothing here opens a file.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::check::{Baseline, Date, Place, Rule, Settings};
use crate::read::Options;

/// A mistake in a configuration or baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The file that it stands in, absolute.
    pub path: PathBuf,
    /// Where.
    pub place: Place,
    /// What, where and how to mend it; names no folder above the working directory.
    pub message: String,
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

/// Which files rules look at, and what the baseline calls them.
pub trait Scope {
    /// True if nothing of the file is to be told.
    fn is_excluded(&self, path: &Path) -> bool;
    /// True if a rule looks at the file; at texts without a file, every rule looks.
    fn takes(&self, rule: &Rule, path: Option<&Path>) -> bool;
    /// The name of a file in the baseline.
    fn label(&self, path: &Path) -> String;
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
    /// True if a file is a configuration by its name.
    fn is_config(&self, path: &Path) -> bool;
    /// Patterns of files that are worth watching.
    fn watched(&self) -> Vec<String>;
    /// The day, for what runs out.
    fn today(&self) -> Option<Date>;
}
