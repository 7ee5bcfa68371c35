//! Inputs that could not be read, or not wholly: data, not the end of a run.

/// One row of `skipped.csv`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The input's label.
    pub path: String,
    /// A word for programs: `not_found`, `unreadable`, `not_text`, …
    pub reason: &'static str,
    /// What, where and how to mend it, for people. Never holds text of a document.
    pub detail: String,
    /// The run ends with code 2 because of it; otherwise it is a remark.
    pub fatal: bool,
}

impl Problem {
    /// Something that the user asked for and does not get.
    pub fn fatal(path: impl Into<String>, reason: &'static str, detail: impl Into<String>) -> Self {
        Problem {
            path: path.into(),
            reason,
            detail: detail.into(),
            fatal: true,
        }
    }

    /// Something left out that nobody would expect to be read.
    pub fn remark(
        path: impl Into<String>,
        reason: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Problem {
            path: path.into(),
            reason,
            detail: detail.into(),
            fatal: false,
        }
    }
}
