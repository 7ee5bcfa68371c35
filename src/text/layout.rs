//! Where the sentences of a text stand, in words: all that counting needs to know of its words.

use std::ops::Range;

/// One sentence: a run of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// First word.
    pub first: u32,
    /// First word behind it.
    pub end: u32,
    /// It ends with a question mark.
    pub question: bool,
    /// The block it stands in.
    pub block: u32,
}

/// Words that have their bits together.
const TOGETHER: usize = 64;

/// The sentences of a text. Every word stands in one.
///
/// Memory: 16 bytes a sentence, and a bit and a half for each word.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    words: usize,
    sentences: Vec<Sentence>,
    /// A bit for each word: a sentence begins there. Lowest bit first, as far as sentences begin.
    begins: Vec<u64>,
    /// Sentences that begin before the words of each of those.
    before: Vec<u32>,
}

impl Layout {
    /// Number of words.
    pub fn words(&self) -> usize {
        self.words
    }

    /// All sentences, in order; none is empty.
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// Position of the sentence of word `at` in [`Layout::sentences`].
    #[inline]
    pub fn sentence_of(&self, at: usize) -> usize {
        let place = at / TOGETHER;
        match self.begins.get(place) {
            Some(bits) => {
                let up_to = bits << (TOGETHER - 1 - at % TOGETHER);
                (self.before[place] + up_to.count_ones()) as usize - 1
            }
            None => self.sentences.len() - 1,
        }
    }

    /// The sentence of word `at`.
    #[inline]
    pub fn sentence(&self, at: usize) -> Sentence {
        self.sentences[self.sentence_of(at)]
    }

    /// Forgets all sentences and keeps their memory.
    pub(super) fn clear(&mut self) {
        self.words = 0;
        self.sentences.clear();
        self.begins.clear();
        self.before.clear();
    }

    /// A sentence begins with a word. Those before it are closed.
    pub(super) fn begin(&mut self, first: usize, block: u32) {
        let place = first / TOGETHER;
        self.begins.resize(place + 1, 0);
        self.before.resize(place + 1, self.sentences.len() as u32);
        self.begins[place] |= 1 << (first % TOGETHER);
        self.sentences.push(Sentence {
            first: first as u32,
            end: first as u32,
            question: false,
            block,
        });
    }

    /// The last sentence ends before a word.
    pub(super) fn close(&mut self, end: usize, question: bool) {
        if let Some(sentence) = self.sentences.last_mut() {
            sentence.end = end as u32;
            sentence.question = question;
            self.words = end;
        }
    }

    /// Appends some sentences of a part of the same document that comes behind. Cost: their number.
    pub fn append(&mut self, part: &Layout, sentences: Range<usize>) {
        let Some(first) = part.sentences[sentences.clone()].first() else {
            return;
        };
        let (from, to) = (first.first as usize, self.words);
        self.sentences.reserve(sentences.len());
        for sentence in &part.sentences[sentences] {
            self.begin(to + sentence.first as usize - from, sentence.block);
            self.close(to + sentence.end as usize - from, sentence.question);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Sentences of these lengths.
    fn layout(lengths: &[usize]) -> Layout {
        let mut layout = Layout::default();
        for (block, length) in lengths.iter().enumerate() {
            let first = layout.words();
            layout.begin(first, block as u32);
            layout.close(first + length, length % 2 == 0);
        }
        layout
    }

    proptest! {
        #[test]
        fn the_sentence_of_a_word_is_the_one_that_holds_it(
            lengths in prop::collection::vec(prop_oneof![3 => 1..20usize, 1 => 60..70usize, 1 => 100..300usize], 1..40),
            cut in any::<prop::sample::Index>(),
        ) {
            let whole = layout(&lengths);
            prop_assert_eq!(whole.words(), lengths.iter().sum::<usize>());
            for at in 0..whole.words() {
                let holds = |s: &Sentence| (s.first..s.end).contains(&(at as u32));
                prop_assert_eq!(Some(whole.sentence_of(at)), whole.sentences().iter().position(holds));
            }
            // And so it is of two parts.
            let cut = cut.index(lengths.len());
            let mut joined = Layout::default();
            joined.append(&whole, 0..cut);
            joined.append(&whole, cut..lengths.len());
            prop_assert_eq!(joined.sentences(), whole.sentences());
            for at in 0..whole.words() {
                prop_assert_eq!(joined.sentence_of(at), whole.sentence_of(at));
            }
            // A part from the middle begins with word 0.
            let mut middle = Layout::default();
            middle.append(&whole, cut..lengths.len());
            let rest = layout(&lengths[cut..]);
            prop_assert_eq!(middle.words(), rest.words());
            for at in 0..rest.words() {
                prop_assert_eq!(middle.sentence_of(at), rest.sentence_of(at));
            }
        }
    }
}
