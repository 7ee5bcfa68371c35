//! The words of a document from those of its parts.

use super::Tokens;

/// Marks a form of a part that no word was met of.
const NOT_MET: u32 = u32::MAX;

impl Tokens {
    /// Appends the words of a part of the same document that comes behind. Cost: its words, and one
    /// look at the table for each different form of them.
    pub fn append(&mut self, part: &Tokens) {
        let mut numbers = vec![NOT_MET; part.forms.len()];
        self.ids.extend(part.ids.iter().map(|&id| {
            let number = &mut numbers[id as usize];
            if *number == NOT_MET {
                *number = self.forms.number_of_form(part.forms.get(id));
            }
            *number
        }));
        self.spans.extend_from_slice(&part.spans);
        self.gaps.extend_from_slice(&part.gaps);
        let sentences = 0..part.layout.sentences().len();
        self.layout.append(&part.layout, sentences);
    }

    /// Makes room for so many words more.
    pub fn reserve(&mut self, words: usize) {
        self.spans.reserve_exact(words);
        self.ids.reserve_exact(words);
        self.gaps.reserve_exact(words);
    }
}
