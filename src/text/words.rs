//! The fast way to the words of common text.
//!
//! Most blocks hold ASCII, curly quotes, dashes and Latin letters with accents only. For these
//! signs the word rules of UAX #29 come down to: letters, digits and `_` go together; an
//! apostrophe, stop or colon between two letters and an apostrophe, stop, comma or semicolon
//! between two digits join. A block with any other sign is left to the crate
//! unicode-segmentation, which is the definition: `tokenize` holds both together by a test.

/// What a sign is to the word rules.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Not part of a word.
    Other,
    Letter,
    Digit,
    /// `_`, a part of words that holds no letter.
    Joiner,
    /// `'` and its look-alikes, `.`: join letters, and digits.
    Both,
    /// `:` joins letters.
    Letters,
    /// `,` and `;` join digits.
    Digits,
}

const ASCII: [Kind; 128] = {
    let mut kinds = [Kind::Other; 128];
    let mut at = 0;
    while at < 128 {
        let byte = at as u8;
        kinds[at] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' => Kind::Letter,
            b'0'..=b'9' => Kind::Digit,
            b'_' => Kind::Joiner,
            b'\'' | b'`' | b'.' => Kind::Both,
            b':' => Kind::Letters,
            b',' | b';' => Kind::Digits,
            _ => Kind::Other,
        };
        at += 1;
    }
    kinds
};

/// Kind of a sign outside ASCII, if the rules above hold for it.
fn kind_of(c: char) -> Option<Kind> {
    match c {
        '\u{D7}' | '\u{F7}' | '\u{A0}' | '\u{A3}' | '\u{AB}' | '\u{BB}' => Some(Kind::Other),
        // `ŉ` (U+0149) folds to two letters and an apostrophe; rare enough to leave out.
        '\u{C0}'..='\u{148}' | '\u{14A}'..='\u{17E}' => Some(Kind::Letter),
        '\u{2018}' | '\u{2019}' => Some(Kind::Both),
        '\u{2010}'..='\u{2015}'
        | '\u{201C}'..='\u{201E}'
        | '\u{2022}'
        | '\u{2026}'
        | '\u{20AC}' => Some(Kind::Other),
        _ => None,
    }
}

/// True if [`words`] gives the words of this text.
///
/// Cost: one pass, and hardly any for ASCII.
pub(super) fn is_common(text: &str) -> bool {
    if text.is_ascii() {
        return true;
    }
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] < 0x80 {
            at += 1;
            continue;
        }
        let Some(c) = text[at..].chars().next() else {
            return true;
        };
        if kind_of(c).is_none() {
            return false;
        }
        at += c.len_utf8();
    }
    true
}

/// Calls `visit(start, end)` for every word with a letter or digit, in order. The text
/// [`is_common`].
///
/// Cost: one pass.
pub(super) fn words(text: &str, mut visit: impl FnMut(usize, usize)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let (kind, width) = sign_at(text, at);
        if !is_core(kind) {
            at += width;
            continue;
        }
        let start = at;
        let mut holds = kind != Kind::Joiner;
        let mut last = kind;
        at += width;
        while at < bytes.len() {
            let (kind, width) = sign_at(text, at);
            if is_core(kind) {
                holds |= kind != Kind::Joiner;
                last = kind;
                at += width;
                continue;
            }
            let joins_letters = matches!(kind, Kind::Both | Kind::Letters);
            let joins_digits = matches!(kind, Kind::Both | Kind::Digits);
            let joins = at + width < bytes.len()
                && match last {
                    Kind::Letter => joins_letters && sign_at(text, at + width).0 == Kind::Letter,
                    Kind::Digit => joins_digits && sign_at(text, at + width).0 == Kind::Digit,
                    _ => false,
                };
            if !joins {
                break;
            }
            at += width;
        }
        if holds {
            visit(start, at);
        }
    }
}

fn is_core(kind: Kind) -> bool {
    matches!(kind, Kind::Letter | Kind::Digit | Kind::Joiner)
}

/// Kind and length in bytes of the sign at a byte of common text.
fn sign_at(text: &str, at: usize) -> (Kind, usize) {
    let byte = text.as_bytes()[at];
    if byte < 0x80 {
        return (ASCII[byte as usize], 1);
    }
    let c = text[at..].chars().next().unwrap_or(' ');
    (kind_of(c).unwrap_or(Kind::Other), c.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    fn fast(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        words(text, |start, end| found.push(&text[start..end]));
        found
    }

    /// Every sign that is taken, and what could go wrong beside it.
    fn alphabet() -> Vec<char> {
        let all = (0..0x3000).filter_map(char::from_u32);
        all.filter(|&c| c.is_ascii() || kind_of(c).is_some())
            .collect()
    }

    #[test]
    fn examples() {
        assert_eq!(
            fast("Don’t stop: a.b 3.5,1 x:y _a_ __ can`t 2's"),
            [
                "Don’t", "stop", "a.b", "3.5,1", "x:y", "_a_", "can`t", "2", "s"
            ]
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        #[test]
        fn the_words_are_those_of_the_crate(
            text in proptest::collection::vec(
                prop_oneof![
                    3 => proptest::sample::select(alphabet()),
                    4 => proptest::sample::select("aZé0_ '’.,;:`-\n\"“”—…".chars().collect::<Vec<_>>()),
                ],
                0..24,
            )
        ) {
            let text: String = text.into_iter().collect();
            prop_assert!(is_common(&text));
            let (clean, map) = fold::clean(&text);
            let slow: Vec<usize> = clean
                .unicode_word_indices()
                .map(|(at, _)| map.as_ref().map_or(at, |map| map[at] as usize))
                .collect();
            let mut starts = Vec::new();
            let mut ends = Vec::new();
            words(&text, |start, end| {
                starts.push(start);
                ends.push(fold::clean(&text[start..end]).0.into_owned());
            });
            prop_assert_eq!(starts, slow);
            let slow: Vec<String> = clean.unicode_words().map(str::to_owned).collect();
            prop_assert_eq!(ends, slow);
        }
    }
}
