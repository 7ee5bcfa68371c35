//! Whether an entry's word can be a word of a text.

use crate::text::Tokens;

/// True if a text of these letters is one word, with the letters as its compare form.
///
/// The build script has its own version of this file, which believes: no tokenizer is there. The
/// tests hold the embedded lexicons against this one.
pub(super) fn is_one(folded: &str) -> bool {
    let words = Tokens::of_str(folded);
    words.len() == 1 && words.form(0) == folded
}
