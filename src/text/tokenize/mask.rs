//! What is no prose is blanked before words are looked for.

use std::ops::Range;

use super::super::document::AsideKind;

/// Most bytes between a filler and its comma.
const NEAR: usize = 8;

/// Blanks an aside, so that offsets stay: with U+FFFC, which no phrase crosses, or with spaces. The
/// two commas around a filler (*I am, um, ashamed*) belong to it.
pub(super) fn mask(text: &mut [u8], aside: Range<usize>, kind: AsideKind) {
    text[aside.clone()].fill(b' ');
    if !kind.is_transparent() {
        let hole = "\u{FFFC}".as_bytes();
        if aside.len() >= hole.len() {
            text[aside.start..aside.start + hole.len()].copy_from_slice(hole);
        }
        return;
    }
    // A comma stands near: of a row of fillers each would else look back over all before it.
    let near = aside.start.saturating_sub(NEAR)..(aside.end + NEAR).min(text.len());
    let before = (near.start..aside.start).rfind(|&at| text[at] != b' ');
    let after = (aside.end..near.end).find(|&at| text[at] != b' ');
    if let (Some(before), Some(after)) = (before, after)
        && text[before] == b','
        && text[after] == b','
    {
        text[before] = b' ';
        text[after] = b' ';
    }
}
