//! The lexicons that are part of the program.

use std::sync::LazyLock;

use super::{Language, Lexicon, check};
use crate::diagnostic::Diagnostic;

/// Name and text of each embedded lexicon, in the order of the reports.
pub const FILES: [(&str, &str); 4] = [
    ("shame", include_str!("../../lexicons/shame.toml")),
    (
        "self_compassion",
        include_str!("../../lexicons/self_compassion.toml"),
    ),
    ("relational", include_str!("../../lexicons/relational.toml")),
    ("somatic", include_str!("../../lexicons/somatic.toml")),
];

/// The text of the embedded language file.
pub const ENGLISH: &str = include_str!("../../lexicons/english.toml");

/// The embedded language file.
///
/// # Panics
/// Never in a released program: a test checks the file.
pub fn english() -> &'static Language {
    static LANGUAGE: LazyLock<Language> = LazyLock::new(|| {
        let checked = check::language("english.toml", ENGLISH);
        checked
            .map_err(|found| joined(&found))
            .expect("the embedded language file is valid")
            .0
    });
    &LANGUAGE
}

/// The embedded lexicon of this name.
///
/// # Panics
/// Never in a released program: a test checks the files.
pub fn lexicon(name: &str) -> Option<Lexicon> {
    let (name, text) = FILES.iter().find(|(known, _)| *known == name)?;
    let checked = check::lexicon(&format!("{name}.toml"), text, english());
    Some(
        checked
            .map_err(|found| joined(&found))
            .expect("the embedded lexicons are valid")
            .0,
    )
}

/// All embedded lexicons, in the order of the reports.
pub fn all() -> Vec<Lexicon> {
    FILES.iter().filter_map(|(name, _)| lexicon(name)).collect()
}

fn joined(found: &[Diagnostic]) -> String {
    found
        .iter()
        .map(Diagnostic::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_files_have_no_mistake_and_no_warning() {
        let (_, warnings) = check::language("english.toml", ENGLISH)
            .unwrap_or_else(|found| panic!("{}", joined(&found)));
        assert_eq!(joined(&warnings), "");
        for (name, text) in FILES {
            let (lexicon, warnings) = check::lexicon(name, text, english())
                .unwrap_or_else(|found| panic!("{}", joined(&found)));
            assert_eq!(lexicon.name, name);
            assert_eq!(joined(&warnings), "");
        }
    }
}
