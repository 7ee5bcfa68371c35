//! Half-open byte ranges that say which text they point into.

use std::fmt;
use std::marker::PhantomData;

/// Coordinates in [`Document::text`](super::Document::text), the plain text that is matched.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Plain {}

/// Coordinates in the decoded file, the text that an editor shows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Original {}

/// Half-open range of bytes, `start <= end`, in the text that `T` names.
///
/// Both ends stand on character borders. Texts are shorter than 4 GiB.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span<T> {
    /// First byte.
    pub start: u32,
    /// First byte behind the range.
    pub end: u32,
    of: PhantomData<T>,
}

impl<T> Span<T> {
    /// A range from two byte offsets.
    ///
    /// # Panics
    /// If `start > end`, or an offset needs more than 32 bits.
    pub fn new(start: usize, end: usize) -> Self {
        assert!(start <= end, "a span ends before it starts");
        let narrow = |offset: usize| u32::try_from(offset).expect("texts are shorter than 4 GiB");
        Span {
            start: narrow(start),
            end: narrow(end),
            of: PhantomData,
        }
    }

    /// The range as `usize`, to index a string with.
    pub fn range(&self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        (self.end - self.start) as usize
    }

    /// True if the range holds no byte.
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }
}

impl<T> fmt::Debug for Span<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}
