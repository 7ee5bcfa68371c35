//! What every sign is to the word rules, looked up.

#[cfg(test)]
mod definition;
mod kind;

pub(super) use kind::Kind;

/// Signs that the table knows, from the first on. Of the others pictures are frequent.
const KNOWN: usize = 0x1_0000;

/// By sign, the place of its kind in [`Kind::ALL`], and [`Kind::FOLDED`]; written by the build.
static KINDS: &[u8; KNOWN] = include_bytes!(concat!(env!("OUT_DIR"), "/signs.kinds"));

/// Kind of a sign.
#[inline]
pub(super) fn kind_of(c: char) -> Kind {
    match KINDS.get(c as usize) {
        Some(&known) => kind_in(known),
        // Faces, things, vehicles; not the ones that change a face's colour, which are marks.
        None if matches!(c, '\u{1F300}'..='\u{1F3FA}' | '\u{1F400}'..='\u{1F64F}' | '\u{1F680}'..='\u{1F6D7}' | '\u{1F900}'..='\u{1F9FF}') => {
            Kind::Other
        }
        None => Kind::Odd,
    }
}

#[inline]
fn kind_in(known: u8) -> Kind {
    Kind::ALL[usize::from(known & 0x0F)]
}

/// Kind and length in bytes of the sign at a byte of a text.
#[inline]
pub(super) fn sign_at(text: &str, at: usize) -> (Kind, usize) {
    let bytes = text.as_bytes();
    let bits = |behind: usize| usize::from(bytes[at + behind] & 0x3F);
    match bytes[at] {
        byte @ 0..0x80 => (kind_of_byte(byte), 1),
        byte @ 0xC0..0xE0 => (kind_in(KINDS[usize::from(byte & 0x1F) << 6 | bits(1)]), 2),
        byte @ 0xE0..0xF0 => {
            let sign = usize::from(byte & 0x0F) << 12 | bits(1) << 6 | bits(2);
            (kind_in(KINDS[sign]), 3)
        }
        _ => (text[at..].chars().next().map_or(Kind::Odd, kind_of), 4),
    }
}

/// Kind of a sign of ASCII.
#[inline]
pub(super) fn kind_of_byte(byte: u8) -> Kind {
    kind_in(KINDS[usize::from(byte)])
}

/// True for nearly all letters, and for no other sign but such as `½`, which count as words, too.
#[inline]
pub(super) fn is_letter(c: char) -> bool {
    matches!(
        kind_of(c),
        Kind::Letter | Kind::Hebrew | Kind::Katakana | Kind::Single
    )
}

/// True if a word is known to be its own compare form by each of its signs. Of others that may be so, too.
pub(super) fn is_folded(word: &str) -> bool {
    let known = |c: char| KINDS.get(c as usize).copied().unwrap_or(0);
    word.chars().all(|c| known(c) & Kind::FOLDED != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn every_sign_is_what_the_definition_says() {
        for c in '\0'..=char::MAX {
            let kind = kind_of(c);
            let bytes = c.to_string();
            assert_eq!(sign_at(&bytes, 0), (kind, bytes.len()));
            assert!(
                !is_letter(c) || c.is_alphanumeric() && !c.is_ascii_digit(),
                "{c:?}"
            );
            assert!(
                kind == definition::kind(c) || (kind == Kind::Odd && c as usize >= KNOWN),
                "{c:?}: {kind:?}"
            );
        }
    }

    #[test]
    fn what_folds_to_itself_does_so_beside_any_other() {
        for (c, next) in ('\0'..=char::MAX).zip(('\0'..=char::MAX).cycle().skip(1)) {
            let word = c.to_string();
            let is_known = (c as usize) < KNOWN;
            assert_eq!(
                is_folded(&word),
                is_known && definition::folds_to_itself(c),
                "{c:?}"
            );
            if is_folded(&word) {
                for word in [
                    word,
                    format!("{c}e"),
                    format!("e{c}é{c}"),
                    format!("{c}{next}"),
                ] {
                    assert!(!is_folded(&word) || fold::fold(&word) == word, "{word:?}");
                }
            }
        }
        assert!(is_folded("größe") && is_folded("好") && is_folded("don't"));
        assert!(!is_folded("Größe") && !is_folded("don’t") && !is_folded("οδος"));
    }

    #[test]
    fn kinds_are_numbered_as_they_stand() {
        for (number, kind) in Kind::ALL.into_iter().enumerate() {
            let is_one = number <= Kind::Digits as usize;
            assert_eq!(kind as usize, if is_one { number } else { 0 });
        }
    }

    #[test]
    fn examples() {
        let kinds = |signs: &str| signs.chars().map(kind_of).collect::<Vec<_>>();
        assert_eq!(kinds("aéжαश한"), [Kind::Letter; 6]);
        assert_eq!(kinds("好のก½"), [Kind::Single; 4]);
        assert_eq!(kinds(" \n(—“。、।😀\u{FFFC}"), [Kind::Other; 10]);
        assert_eq!(kinds("\u{301}\u{94D}\u{5B0}"), [Kind::Mark; 3]);
        assert_eq!(
            kinds("'’`.:·,，"),
            [
                Kind::Both,
                Kind::Both,
                Kind::Both,
                Kind::Both,
                Kind::Letters,
                Kind::Letters,
                Kind::Digits,
                Kind::Digits
            ]
        );
        assert_eq!(
            kinds("א7_カー"),
            [
                Kind::Hebrew,
                Kind::Digit,
                Kind::Joiner,
                Kind::Katakana,
                Kind::Katakana
            ]
        );
        assert_eq!(kinds("\u{AD}\u{200D}٣\u{10D40}"), [Kind::Odd; 4]);
    }
}
