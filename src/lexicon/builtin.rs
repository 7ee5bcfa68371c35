//! The lexicons that are part of the program.

use std::sync::{Arc, LazyLock};

use super::{Language, Lexicon};
use crate::stored;

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

/// What the build script made of these files, and `SHA256` and `ENGLISH_SHA256`: their hashes.
mod built {
    include!(concat!(env!("OUT_DIR"), "/builtin.rs"));
}
pub use built::{ENGLISH_SHA256, SHA256};

/// The embedded language file.
///
/// Cost: the first time, copying it; reading and checking was done when the program was built.
///
/// # Panics
/// Never: the build script writes it, and a test holds it against the file.
pub fn english() -> &'static Language {
    &LANGUAGE
}

/// The embedded language file, for whoever keeps it. Cost: nothing is copied.
///
/// # Panics
/// Never, as [`english`].
pub fn shared_english() -> Arc<Language> {
    Arc::clone(&LANGUAGE)
}

static LANGUAGE: LazyLock<Arc<Language>> = LazyLock::new(|| {
    let language = stored::from_bytes(built::LANGUAGE);
    Arc::new(language.expect("the build script wrote it"))
});

/// The embedded lexicon of this name. Cost: copying its texts.
///
/// # Panics
/// Never, as [`english`].
pub fn lexicon(name: &str) -> Option<Lexicon> {
    let at = FILES.iter().position(|(known, _)| *known == name)?;
    let lexicon = stored::from_bytes(built::LEXICONS[at]);
    Some(lexicon.expect("the build script wrote it"))
}

/// All embedded lexicons, in the order of the reports.
pub fn all() -> Vec<Lexicon> {
    FILES.iter().filter_map(|(name, _)| lexicon(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostic;
    use crate::lexicon::check;

    fn joined(found: &[Diagnostic]) -> String {
        let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
        lines.join("\n")
    }

    #[test]
    fn the_embedded_files_have_no_mistake_and_no_warning() {
        let (language, warnings) = check::language("english.toml", ENGLISH)
            .unwrap_or_else(|found| panic!("{}", joined(&found)));
        assert_eq!(joined(&warnings), "");
        // Trees are read from texts, and what the build left out must be the same then.
        assert_eq!(stored::to_bytes(&language), built::LANGUAGE);
        for ((_, text), phrase) in language
            .cues
            .iter()
            .zip(&english().cues)
            .map(|(a, b)| (a, &b.1))
        {
            assert_eq!(text.pattern(), phrase.pattern());
        }
        for (at, (name, text)) in FILES.into_iter().enumerate() {
            let (lexicon, warnings) = check::lexicon(name, text, english())
                .unwrap_or_else(|found| panic!("{}", joined(&found)));
            assert_eq!(lexicon.name, name);
            assert_eq!(joined(&warnings), "");
            assert_eq!(stored::to_bytes(&lexicon), built::LEXICONS[at]);
            let built = super::lexicon(name).expect("embedded");
            for (entry, built) in lexicon.entries.iter().zip(&built.entries) {
                assert_eq!(entry.pattern(), built.pattern());
            }
            for (mask, built) in lexicon.masks.iter().zip(&built.masks) {
                assert_eq!(mask.pattern(), built.pattern());
            }
            let phrases = |lexicon: &Lexicon| -> Vec<_> {
                let facets = lexicon.facets.iter().flat_map(|facet| &facet.phrases);
                facets.map(|(phrase, _)| phrase.pattern().clone()).collect()
            };
            assert_eq!(phrases(&lexicon), phrases(&built));
        }
    }
}
