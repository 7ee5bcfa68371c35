//! A stretch of speech on its way from the file into the document, with its own small map.

use std::ops::Range;

use crate::text::AsideKind;

/// Where a part of the text came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// First byte in the text.
    pub(super) at: usize,
    /// The source.
    pub(super) original: Range<usize>,
    /// Copied byte for byte.
    pub(super) verbatim: bool,
}

/// Text that someone says without a break.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Speech {
    /// The plain text.
    pub(super) text: String,
    /// Where it came from, in order.
    pub(super) pieces: Vec<Piece>,
    /// Times inside it: from this byte on, this millisecond.
    pub(super) marks: Vec<(usize, u64)>,
    /// What is no word, in order.
    pub(super) asides: Vec<(Range<usize>, AsideKind)>,
}

impl Speech {
    /// Adds a part of the file as it stands.
    pub(super) fn copy(&mut self, source: &str, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        self.pieces.push(Piece {
            at: self.text.len(),
            original: range.clone(),
            verbatim: true,
        });
        self.text.push_str(&source[range]);
    }

    /// Adds text that stands for a part of the file.
    pub(super) fn put(&mut self, text: &str, original: Range<usize>) {
        if text.is_empty() {
            return;
        }
        self.pieces.push(Piece {
            at: self.text.len(),
            original,
            verbatim: false,
        });
        self.text.push_str(text);
    }

    /// Notes a time for what is added next.
    pub(super) fn mark(&mut self, ms: u64) {
        self.marks.push((self.text.len(), ms));
    }

    /// True if nothing is said.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Parts the speech at a byte of its text: what stands before stays, what follows is given.
    pub(super) fn split_off(&mut self, at: usize) -> Speech {
        let mut rest = Speech {
            text: self.text.split_off(at),
            ..Speech::default()
        };
        let first = self.pieces.partition_point(|piece| piece.at < at);
        // The piece that is cut goes on in the rest.
        if let Some(cut) = self.pieces[..first].last()
            && self.pieces.get(first).is_none_or(|next| next.at > at)
        {
            let skipped = if cut.verbatim { at - cut.at } else { 0 };
            let start = (cut.original.start + skipped).min(cut.original.end);
            rest.pieces.push(Piece {
                at: 0,
                original: start..cut.original.end,
                verbatim: cut.verbatim,
            });
        }
        for piece in self.pieces.drain(first..) {
            rest.pieces.push(Piece {
                at: piece.at - at,
                ..piece
            });
        }
        if rest.text.is_empty() {
            rest.pieces.clear();
        }
        let first = self.marks.partition_point(|mark| mark.0 <= at);
        if let Some(&(_, ms)) = self.marks[..first].last() {
            rest.marks.push((0, ms));
        }
        let later = self.marks.drain(first..);
        rest.marks.extend(later.map(|(mark, ms)| (mark - at, ms)));
        while self.marks.pop_if(|mark| mark.0 >= at).is_some() {}
        for (range, kind) in std::mem::take(&mut self.asides) {
            if range.start < at {
                self.asides.push((range.start..range.end.min(at), kind));
            }
            if range.end > at {
                rest.asides
                    .push((range.start.max(at) - at..range.end - at, kind));
            }
        }
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_split_keeps_map_marks_and_asides() {
        let source = "ab&amp;cd";
        let mut speech = Speech::default();
        speech.mark(5);
        speech.copy(source, 0..2);
        speech.put("&", 2..7);
        speech.mark(9);
        speech.copy(source, 7..9);
        speech.asides.push((1..4, AsideKind::Event));
        let whole = speech.clone();
        for at in 0..=speech.text.len() {
            let mut first = whole.clone();
            let rest = first.split_off(at);
            assert_eq!(format!("{}{}", first.text, rest.text), whole.text);
            for (speech, offset) in [(&first, 0), (&rest, at)] {
                for piece in &speech.pieces {
                    let c = &speech.text[piece.at..=piece.at];
                    assert_eq!(&source[piece.original.start..=piece.original.start], c);
                    assert!(piece.at + offset <= whole.text.len());
                }
            }
        }
        let rest = speech.split_off(3);
        assert_eq!(rest.marks, [(0, 9)]);
        assert_eq!(rest.asides, [(0..1, AsideKind::Event)]);
        assert_eq!(speech.asides, [(1..3, AsideKind::Event)]);
        assert_eq!(speech.marks, [(0, 5)]);
    }
}
