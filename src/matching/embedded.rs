//! The embedded lexicons as the build script compiled them.

use std::sync::Arc;

use super::compile::{Automaton, Owner};
use crate::lexicon::language::Cue;
use crate::lexicon::{Language, Lexicon, builtin};
use crate::stored::{Aligned, from_bytes};

static LEXICONS: &Aligned<[u8]> = &Aligned(*include_bytes!(concat!(
    env!("OUT_DIR"),
    "/lexicons.automaton"
)));
static CUES: &Aligned<[u8]> =
    &Aligned(*include_bytes!(concat!(env!("OUT_DIR"), "/cues.automaton")));

/// The automaton of these lexicons, if they are the embedded ones, all of them and in their order.
///
/// A lexicon is what its file says: it is known by the file's hash.
pub(super) fn lexicons(
    lexicons: &[Arc<Lexicon>],
    language: &Language,
) -> Option<Automaton<(u16, Owner)>> {
    let known = builtin::FILES.len() == lexicons.len()
        && is_english(language)
        && lexicons
            .iter()
            .zip(&builtin::SHA256)
            .all(|(lexicon, known)| lexicon.sha256 == *known);
    known.then(|| from_bytes(&LEXICONS.0)).flatten()
}

/// The automaton of the cues of this language, if it is the embedded one.
pub(super) fn cues(language: &Language) -> Option<Automaton<Cue>> {
    is_english(language).then(|| from_bytes(&CUES.0)).flatten()
}

fn is_english(language: &Language) -> bool {
    language.sha256 == builtin::ENGLISH_SHA256
}

#[cfg(test)]
mod tests {
    use super::super::compile;
    use super::*;
    use crate::lexicon::check;

    #[test]
    fn what_the_build_compiled_is_what_a_run_compiles() {
        let language = check::language("english.toml", builtin::ENGLISH)
            .expect("valid")
            .0;
        assert!(cues(&language).expect("embedded") == compile::of_cues(&language));
        let all = builtin::FILES.iter().map(|(name, text)| {
            let checked = check::lexicon(name, text, &language).expect("valid");
            Arc::new(checked.0)
        });
        let all: Vec<Arc<Lexicon>> = all.collect();
        let borrowed: Vec<&Lexicon> = all.iter().map(Arc::as_ref).collect();
        let compiled = compile::of_lexicons(&borrowed, &language);
        assert!(lexicons(&all, &language).expect("embedded") == compiled);
        assert!(lexicons(&all[1..], &language).is_none());
    }
}
