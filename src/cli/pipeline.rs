//! The pipeline of commands that look at texts one by one: `check`, `lsp`, `show`, `compare`.

use super::lexicon;
use crate::analysis::{Pipeline, Settings, WordRule};
use crate::lexicon::builtin;
use crate::matching::Engine;
use crate::measure::{IntervalMethod, tally::Method};

/// Repetitions behind the intervals of `show` and `compare`; the same seed, so that the same text
/// gives the same numbers.
pub(super) const RESAMPLES: usize = 1000;

/// Lexicons by name or file (the embedded ones if there are none), and context rules. `resamples` are
/// the repetitions of an interval; 0 for commands that show none.
///
/// # Errors
/// A lexicon that cannot be used.
pub(super) fn of_one_text(lexicons: &[String], resamples: usize) -> anyhow::Result<Pipeline> {
    let settings = Settings {
        words: WordRule::Uax29,
        by: None,
        matches: false,
        excerpts: false,
        method: Method {
            interval: IntervalMethod::Auto,
            resamples,
            seed: 1,
        },
        engine: Engine::default(),
    };
    let lexicons = lexicon::load_all(lexicons)?;
    Ok(Pipeline::new(lexicons, builtin::shared_english(), settings))
}
