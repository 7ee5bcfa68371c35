//! The words of a document, however they were found.

use super::super::forms::Forms;
use super::super::layout::{Layout, Sentence};
use super::super::span::{Plain, Span};
use super::super::words::Cores;
use super::border::Betweens;

/// What stands between a word and the word before it: a set of facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gap(u8);

impl Gap {
    /// A comma.
    pub const COMMA: Gap = Gap(1);
    /// Semicolon, colon, bracket, ellipsis, dash, or `! ?` inside a sentence.
    pub const STRONG: Gap = Gap(2);
    /// A quotation mark.
    pub const QUOTE: Gap = Gap(4);
    /// A new sentence begins.
    pub const SENTENCE: Gap = Gap(8);
    /// A new block begins.
    pub const BLOCK: Gap = Gap(16);
    /// Something that is not prose was left out here (code in a line).
    pub const HOLE: Gap = Gap(32);

    /// Adds the facts of `other`.
    pub fn add(&mut self, other: Gap) {
        self.0 |= other.0;
    }

    /// True if any fact of `other` holds.
    #[inline]
    pub fn has(self, other: Gap) -> bool {
        self.0 & other.0 != 0
    }

    /// True if no phrase may cross, not even one that allows a comma here.
    #[inline]
    pub fn breaks_phrase(self) -> bool {
        self.0 & (2 | 8 | 16 | 32) != 0
    }
}

/// The words of one document, with their compare forms. Kept as columns: one entry a word.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    pub(super) spans: Vec<Span<Plain>>,
    /// Number of the form of each word in `forms`.
    pub(super) ids: Vec<u32>,
    pub(super) forms: Forms,
    pub(super) gaps: Vec<Gap>,
    pub(super) layout: Layout,
    /// Used again for each block.
    pub(super) cores: Cores,
    pub(super) betweens: Betweens,
}

impl Tokens {
    /// Number of words.
    #[inline]
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// True if there is no word.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Where word `at` stands.
    #[inline]
    pub fn span(&self, at: usize) -> Span<Plain> {
        self.spans[at]
    }

    /// The compare form of word `at`.
    #[inline]
    pub fn form(&self, at: usize) -> &str {
        self.forms.get(self.ids[at])
    }

    /// The compare form of word `at` without a final `'s`.
    pub fn base(&self, at: usize) -> &str {
        self.forms.base(self.ids[at])
    }

    /// Number of the form of word `at` in [`Tokens::forms`].
    #[inline]
    pub fn id(&self, at: usize) -> u32 {
        self.ids[at]
    }

    /// Numbers of the forms of all words.
    pub fn ids(&self) -> &[u32] {
        &self.ids
    }

    /// What stands before each word.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// The different forms of the text, and perhaps others.
    pub fn forms(&self) -> &Forms {
        &self.forms
    }

    /// What stands before word `at`.
    #[inline]
    pub fn gap(&self, at: usize) -> Gap {
        self.gaps[at]
    }

    /// All sentences that hold a word, in order.
    pub fn sentences(&self) -> &[Sentence] {
        self.layout.sentences()
    }

    /// Where the sentences stand.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Where the sentences stand, taken out: for who needs no more of the words.
    pub fn take_layout(&mut self) -> Layout {
        std::mem::take(&mut self.layout)
    }

    /// Position of the sentence of word `at` in [`Tokens::sentences`].
    #[inline]
    pub fn sentence_of(&self, at: usize) -> usize {
        self.layout.sentence_of(at)
    }

    /// The sentence of word `at`.
    #[inline]
    pub fn sentence(&self, at: usize) -> Sentence {
        self.layout.sentence(at)
    }

    /// Where the words `first..end` stand, from the first to the last.
    pub fn span_of(&self, first: usize, end: usize) -> Span<Plain> {
        Span::new(
            self.spans[first].start as usize,
            self.spans[end - 1].end as usize,
        )
    }

    /// Number of words that there is room for.
    pub fn room(&self) -> usize {
        self.spans.capacity()
    }
}
