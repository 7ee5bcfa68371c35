//! Globs of configurations: which files are left out, and which rules look at which.

use std::collections::HashMap;
use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::groups::path_of;
use crate::check::options::CheckOptions;
use crate::check::{Rule, SettingsError};
use crate::cli::settings_file::Chain;
use crate::walk::Input;

const AS_IN: &str = "write it as in a .gitignore file, such as drafts/**";
const SLASHES: &str = "write `/` between folders on every system, and `[*]` for the sign itself";

/// The globs of a configuration: as in a .gitignore file, relative to the file that they stand in.
pub(in crate::cli) struct Globs {
    exclude: Gitignore,
    /// `paths` and `exclude` of each rule that has any.
    rules: HashMap<String, (Option<Gitignore>, Option<Gitignore>)>,
}

impl Globs {
    /// # Errors
    /// Every glob that is none.
    pub(in crate::cli) fn new(
        chain: Option<&Chain>,
        options: &CheckOptions,
    ) -> Result<Globs, Vec<SettingsError>> {
        let mut wrong = Vec::new();
        let mut built = |key: &[&str], globs: Option<&Vec<String>>| -> Option<Gitignore> {
            let layer = chain.and_then(|chain| chain.origin(key));
            let folder = layer.map_or(Path::new("."), |layer| layer.folder.as_path());
            let mut builder = GitignoreBuilder::new(folder);
            let mut is_none = |what: String, help: &str| {
                wrong.push(SettingsError {
                    key: key.iter().map(|&part| part.to_owned()).collect(),
                    what,
                    help: help.to_owned(),
                });
            };
            for glob in globs? {
                if has_backslash(glob) {
                    is_none(format!("`{glob}` parts folders with `\\`"), SLASHES);
                } else if is_open(glob) || builder.add_line(None, glob).is_err() {
                    is_none(format!("`{glob}` is no glob"), AS_IN);
                }
            }
            let built = builder.build();
            built
                .map_err(|_| is_none("these globs cannot be used together".to_owned(), AS_IN))
                .ok()
        };
        let mut rules = HashMap::new();
        for (name, rule) in &options.rules {
            let paths = built(&["check", "rules", name, "paths"], rule.paths.as_ref());
            let exclude = built(&["check", "rules", name, "exclude"], rule.exclude.as_ref());
            if paths.is_some() || exclude.is_some() {
                rules.insert(name.clone(), (paths, exclude));
            }
        }
        let exclude = built(&["check", "exclude"], options.exclude.as_ref());
        let exclude = exclude.unwrap_or_else(Gitignore::empty);
        if wrong.is_empty() {
            Ok(Globs { exclude, rules })
        } else {
            Err(wrong)
        }
    }

    /// True if `exclude` leaves an input out.
    pub(super) fn is_excluded(&self, input: &Input) -> bool {
        path_of(input).is_some_and(|path| self.excludes(&path))
    }

    /// True if `exclude` leaves a file out.
    pub(in crate::cli) fn excludes(&self, path: &Path) -> bool {
        is_in(&self.exclude, path)
    }

    /// True if a rule looks at a file. Standard input without a name is looked at by every rule.
    pub(in crate::cli) fn takes(&self, rule: &Rule, path: Option<&Path>) -> bool {
        let (Some((paths, exclude)), Some(path)) = (self.rules.get(&rule.name), path) else {
            return true;
        };
        paths.as_ref().is_none_or(|globs| is_in(globs, path))
            && !exclude.as_ref().is_some_and(|globs| is_in(globs, path))
    }
}

/// True if a glob, or one for a folder above, matches a file.
fn is_in(globs: &Gitignore, path: &Path) -> bool {
    // To ask the system for the real path of every file is dear.
    if globs.is_empty() {
        return false;
    }
    // What was never saved lies in a folder that is there, and what is gone has no real path any
    // more.
    let in_folder = || {
        let folder = std::fs::canonicalize(path.parent()?).ok()?;
        Some(folder.join(path.file_name()?))
    };
    let real = std::fs::canonicalize(path).ok().or_else(in_folder);
    let Some(path) = real.or_else(|| std::path::absolute(path).ok()) else {
        return false;
    };
    path.starts_with(globs.path()) && globs.matched_path_or_any_parents(&path, false).is_ignore()
}

/// True if a bracket of a glob never closes. The matcher takes it for a letter, and then a rule that
/// was meant for some files would look at none.
fn is_open(glob: &str) -> bool {
    let mut rest = glob.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => _ = rest.next(),
            '[' => {
                let class = rest.as_str().trim_start_matches(['!', '^']);
                // Right behind the opening, a closing bracket is a letter.
                let Some((at, _)) = class.char_indices().skip(1).find(|&(_, c)| c == ']') else {
                    return true;
                };
                rest = class[at + 1..].chars();
            }
            _ => {}
        }
    }
    false
}

/// True if a glob has a backslash in front of what needs none: one that was meant to part folders. The
/// matcher takes it for the sign behind it, and the glob would mean no file, or other ones on another
/// system.
fn has_backslash(glob: &str) -> bool {
    let mut rest = glob.chars();
    while let Some(c) = rest.next() {
        if c == '\\' && !rest.next().is_some_and(|c| r"[]{}!#\ ".contains(c)) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{has_backslash, is_open};

    #[test]
    fn backslashes_part_no_folders() {
        for glob in [r"drafts\*.md", r"drafts\**", r"a\b", r"a\?", r"x\", r"\\\a"] {
            assert!(has_backslash(glob), "{glob}");
        }
        for glob in ["drafts/*.md", r"\#a", r"\!a", r"a\ ", r"\[a\]", r"a\\b", ""] {
            assert!(!has_backslash(glob), "{glob}");
        }
    }

    #[test]
    fn brackets_of_globs_close() {
        for glob in [
            "*.md",
            "[ab].md",
            "[]a]",
            "[!]a]x[b]",
            r"\[a",
            "a]",
            "[[]",
            "日[本]",
        ] {
            assert!(!is_open(glob), "{glob}");
        }
        for glob in ["[", "a[", "[]", "[!]", "[a]b[c", r"[a\"] {
            assert!(is_open(glob), "{glob}");
        }
    }
}
