//! From a place in the plain text back to the place in the decoded file.
//!
//! A reader copies stretches of the file into the plain text, leaves others out, and replaces a
//! few (an entity by its character). The map keeps one piece for each such stretch, from the
//! first byte on; positions are never searched for afterwards.

use super::span::{Original, Plain, Span};

/// One stretch of plain text and where it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    plain_start: u32,
    original_start: u32,
    original_end: u32,
    /// Copied byte for byte; otherwise every part of the piece stands for the whole source range.
    verbatim: bool,
}

/// Sorted pieces; an empty map is the identity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceMap {
    pieces: Vec<Piece>,
}

impl SourceMap {
    /// The map of a text that is its own source.
    pub fn identity() -> Self {
        SourceMap::default()
    }

    /// True if plain and original offsets are the same everywhere.
    pub fn is_identity(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Notes that the plain text from `plain_start` on was copied from `original_start` on.
    ///
    /// Pieces are given in the order of the plain text.
    pub fn verbatim(&mut self, plain_start: usize, original: std::ops::Range<usize>) {
        self.push(plain_start, original, true);
    }

    /// Notes that the plain text from `plain_start` on stands for the whole of `original`.
    pub fn replaced(&mut self, plain_start: usize, original: std::ops::Range<usize>) {
        self.push(plain_start, original, false);
    }

    fn push(&mut self, plain_start: usize, original: std::ops::Range<usize>, verbatim: bool) {
        let narrow = |offset: usize| u32::try_from(offset).expect("texts are shorter than 4 GiB");
        let piece = Piece {
            plain_start: narrow(plain_start),
            original_start: narrow(original.start),
            original_end: narrow(original.end),
            verbatim,
        };
        debug_assert!(
            self.pieces
                .last()
                .is_none_or(|last| last.plain_start <= piece.plain_start)
        );
        self.pieces.push(piece);
    }

    /// The range of the decoded file that `span` came from.
    ///
    /// Cost: two binary searches.
    pub fn original(&self, span: Span<Plain>) -> Span<Original> {
        if self.is_identity() {
            return Span::new(span.start as usize, span.end as usize);
        }
        let start = self.start_of(span.start);
        let end = if span.is_empty() {
            start
        } else {
            self.end_of(span.end)
        };
        Span::new(start as usize, end.max(start) as usize)
    }

    /// Where the character at `offset` begins in the file.
    fn start_of(&self, offset: u32) -> u32 {
        let Some(piece) = self.piece_at(offset) else {
            return offset;
        };
        if piece.verbatim {
            (piece.original_start + (offset - piece.plain_start)).min(piece.original_end)
        } else {
            piece.original_start
        }
    }

    /// Where the character that ends before `offset` ends in the file.
    fn end_of(&self, offset: u32) -> u32 {
        let Some(piece) = self.piece_at(offset - 1) else {
            return offset;
        };
        if piece.verbatim {
            (piece.original_start + (offset - piece.plain_start)).min(piece.original_end)
        } else {
            piece.original_end
        }
    }

    fn piece_at(&self, offset: u32) -> Option<Piece> {
        let after = self
            .pieces
            .partition_point(|piece| piece.plain_start <= offset);
        self.pieces[..after].last().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbatim_pieces_shift_and_replaced_pieces_cover() {
        // file:  `a&rsquo;b**c**`   plain: `a’bc`
        let mut map = SourceMap::default();
        map.verbatim(0, 0..1);
        map.replaced(1, 1..8);
        map.verbatim(4, 8..9);
        map.verbatim(5, 11..12);
        let at = |start, end| map.original(Span::new(start, end)).range();
        assert_eq!(at(0, 1), 0..1);
        assert_eq!(at(1, 4), 1..8);
        assert_eq!(at(0, 5), 0..9);
        assert_eq!(at(4, 6), 8..12);
    }
}
