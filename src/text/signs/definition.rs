//! What a sign is to the word rules of UAX #29, as the crate unicode-segmentation has them.
//!
//! The build asks about every sign that has two bytes in UTF-16 and writes the answers down; a test
//! asks again.

use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use unicode_normalization::{IsNormalized, is_nfkc_quick};
use unicode_segmentation::UnicodeSegmentation;

use super::super::fold::{is_apostrophe, is_invisible, is_line_end};
use super::kind::Kind;

/// Asks the definition, by what goes together with the sign and what does not.
///
/// Cost: some segmentations of a few signs; for tables and tests.
pub(crate) fn kind(c: char) -> Kind {
    // As [`clean`](super::super::fold::clean) has them.
    let c = match c {
        _ if is_invisible(c) => return Kind::Odd,
        _ if is_apostrophe(c) => '\'',
        _ if is_line_end(c) => ' ',
        _ => c,
    };
    let is_one = |before: &str, after: &str| {
        let text = format!("{before}{c}{after}");
        text.split_word_bounds().count() == 1
    };
    let is_word = c.is_alphanumeric() && !is_combining_mark(c);
    let before = ["a", "1", "カ", "."].map(|sign| is_one(sign, ""));
    let behind = ["a", "1", "カ"].map(|sign| is_one("", sign));
    match (before, behind) {
        ([true, true, true, true], [false, false, false]) if !is_word => Kind::Mark,
        ([true, true, false, false], [true, true, false]) if is_word => {
            if is_one("", "'") {
                Kind::Hebrew
            } else if !is_one("1", ".1") {
                Kind::Letter
            } else if c.is_ascii() {
                Kind::Digit
            } else {
                Kind::Odd
            }
        }
        ([true, true, true, false], [true, true, true]) if c == '_' => Kind::Joiner,
        ([false, false, true, false], [false, false, true]) if is_word => Kind::Katakana,
        ([false, false, false, false], [false, false, false]) => {
            match (is_one("a", "a"), is_one("1", "1"), is_word) {
                (true, true, false) => Kind::Both,
                (true, false, false) => Kind::Letters,
                (false, true, false) => Kind::Digits,
                (false, false, true) => Kind::Single,
                (false, false, false) => Kind::Other,
                _ => Kind::Odd,
            }
        }
        _ => Kind::Odd,
    }
}

/// True if a word that holds only such signs is its own compare form: they are small, composed with
/// nothing, and no look-alikes.
pub(crate) fn folds_to_itself(c: char) -> bool {
    let is_inert = is_nfkc_quick([c].into_iter()) == IsNormalized::Yes;
    let is_small = c.to_lowercase().eq([c]) && c != 'ς';
    let is_special = is_apostrophe(c) && c != '\'' || is_invisible(c) || c == '_';
    is_inert && canonical_combining_class(c) == 0 && is_small && !is_special
}
