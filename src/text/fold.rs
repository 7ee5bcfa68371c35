//! The compare form of a word, the same for texts and for lexicon entries.
//!
//! The text itself is never rewritten: the folded form stands beside the word, so spans stay true.
//!
//! | folded | how |
//! |---|---|
//! | case | Unicode lower case, without locale; final sigma becomes sigma |
//! | compatibility forms | NFKC: composed accents, ligatures, full-width letters, long s |
//! | apostrophes | every sign that people type for one becomes `'` |
//! | invisible signs | soft hyphen, zero-width signs, joiners and direction marks are dropped |
//!
//! Accents stay (`café` is not `cafe`), and look-alike letters of other scripts stay what they are.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// True for the signs that people type where an apostrophe is meant.
pub fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '\u{2019}'
            | '\u{2018}'
            | '\u{201B}'
            | '\u{02BC}'
            | '\u{02B9}'
            | '\u{02BB}'
            | '\u{2032}'
            | '\u{FF07}'
            | '\u{00B4}'
            | '`'
    )
}

/// True for signs that are not seen and never change a word: soft hyphen, zero-width space,
/// (non-)joiners, word joiner, byte order mark, direction marks.
pub fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
    )
}

/// Appends the compare form of `word` to `out`.
///
/// Cost: linear; words of plain ASCII letters take a short way.
pub fn fold_into(word: &str, out: &mut String) {
    // `_ashamed_`: emphasis as people type it. UAX #29 counts underscores to the word.
    let bare = word.trim_matches('_');
    let word = if bare.is_empty() { word } else { bare };
    if word.is_ascii() {
        out.extend(word.bytes().map(|b| match b {
            b'`' => '\'',
            _ => b.to_ascii_lowercase() as char,
        }));
        return;
    }
    let visible = word.chars().filter(|&c| !is_invisible(c));
    let plain = visible.map(|c| if is_apostrophe(c) { '\'' } else { c });
    for c in plain.nfkc().flat_map(char::to_lowercase) {
        out.push(if c == 'ς' { 'σ' } else { c });
    }
}

/// The compare form of `word`.
pub fn fold(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    fold_into(word, &mut out);
    out
}

/// Words with which `'s` is a verb or belongs to the word: *it's*, *let's*, *one's*.
const KEEPS_S: [&str; 17] = [
    "it",
    "he",
    "she",
    "that",
    "this",
    "there",
    "here",
    "what",
    "who",
    "where",
    "when",
    "how",
    "why",
    "let",
    "one",
    "which",
    "everything",
];

/// The folded word without a final `'s`, if that can be a possessive: `therapist's` is
/// `therapist`; `it's`, `let's` and `one's` stay whole.
pub fn base(folded: &str) -> &str {
    match folded.strip_suffix("'s") {
        Some(base) if !base.is_empty() && !KEEPS_S.contains(&base) => base,
        _ => folded,
    }
}

/// The folded word without a contracted verb: `i'm`, `we've`, `she'd` are `i`, `we`, `she`.
pub fn without_contraction(folded: &str) -> &str {
    // Hardly any word has an apostrophe before its last sign or its last two.
    let bytes = folded.as_bytes();
    let has = |back: usize| bytes.len() >= back && bytes[bytes.len() - back] == b'\'';
    if !has(2) && !has(3) {
        return folded;
    }
    match folded.split_once('\'') {
        Some((pronoun, "m" | "re" | "ve" | "d" | "ll" | "s")) if folded != "one's" => pronoun,
        _ => folded,
    }
}

/// The text as the segmentation sees it, with the same meaning and no traps: apostrophes are
/// `'`, invisible signs are gone, line ends are spaces.
///
/// Gives the cleaned text, and the offset in `text` of each of its bytes (one more for the end)
/// where anything changed. Cost: one pass.
pub fn clean(text: &str) -> (Cow<'_, str>, Option<Vec<u32>>) {
    let changes = |c: char| (c != '\'' && is_apostrophe(c)) || is_invisible(c) || is_line_end(c);
    if !text.chars().any(changes) {
        return (Cow::Borrowed(text), None);
    }
    let mut clean = String::with_capacity(text.len());
    let mut offsets = Vec::with_capacity(text.len() + 1);
    for (at, c) in text.char_indices() {
        if is_invisible(c) {
            continue;
        }
        let c = match c {
            _ if is_apostrophe(c) => '\'',
            _ if is_line_end(c) => ' ',
            _ => c,
        };
        clean.push(c);
        offsets.resize(clean.len(), at as u32);
    }
    offsets.push(text.len() as u32);
    (Cow::Owned(clean), Some(offsets))
}

/// True for the signs that end a line somewhere: LF, CR, VT, FF, NEL, U+2028, U+2029.
pub fn is_line_end(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn contractions_begin_at_the_first_apostrophe(word in "([a-zé']|one|'re|'ll|'s){0,6}") {
            let slow = match word.split_once('\'') {
                Some((pronoun, "m" | "re" | "ve" | "d" | "ll" | "s")) if word != "one's" => pronoun,
                _ => &word,
            };
            prop_assert_eq!(without_contraction(&word), slow);
        }
    }

    #[test]
    fn one_form_for_every_way_to_write_a_word() {
        for word in [
            "Don't",
            "DON’T",
            "donʼt",
            "don′t",
            "don`t",
            "ｄｏｎ＇ｔ",
            "do\u{AD}n't",
        ] {
            assert_eq!(fold(word), "don't", "{word}");
        }
        assert_eq!(fold("cafe\u{301}"), fold("CAFÉ"));
        assert_eq!(fold("ﬂushed"), "flushed");
        assert_eq!(fold("_Ashamed_"), "ashamed");
        assert_eq!(fold("ſhame"), "shame");
        assert_eq!(fold("ΟΔΟΣ"), fold("οδος"));
    }

    #[test]
    fn endings() {
        assert_eq!(base("therapist's"), "therapist");
        assert_eq!(base("one's"), "one's");
        assert_eq!(base("let's"), "let's");
        assert_eq!(base("'s"), "'s");
        assert_eq!(without_contraction("i'm"), "i");
        assert_eq!(without_contraction("don't"), "don't");
    }
}
