//! Words and sentences, by their definition.
//!
//! A **word** is a word of Unicode UAX #29 (crate unicode-segmentation) that holds a letter or a
//! digit, found in the [cleaned](super::fold::clean) text of one block. A **sentence** ends at a
//! run of `. ! ? …`, with the quotes and brackets that close behind it, if white space or the end
//! of the block follows; exceptions stand at `border::sentence_end`.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use super::document::{Aside, AsideKind, Document};
use super::fold;
use super::forms::{self, TOGETHER};
use super::layout::Layout;
use super::span::Span;
use super::words::Cores;

mod border;
mod columns;
mod join;
mod mask;

use border::{SentenceEnd, gap_between, sentence_end};
pub use columns::{Gap, Tokens};
use mask::mask;

impl Tokens {
    /// Finds the words of all blocks of a document; [asides](Document::asides) hold none.
    ///
    /// A phrase may go on across a disfluency, a cut-off and a time, not across any other aside.
    /// Cost: linear in the length of the text.
    pub fn of(document: &Document) -> Tokens {
        Tokens::without(document, |_| true)
    }

    /// As [`Tokens::of`], but only asides of the kinds that are `out` hold no words.
    pub fn without(document: &Document, out: impl Fn(AsideKind) -> bool) -> Tokens {
        let mut tokens = Tokens::default();
        tokens.read(document, out);
        tokens
    }

    /// Forgets its words and finds those of a document; asides of the kinds that are `out` hold none.
    ///
    /// The memory is used again, and the forms are kept, unless they have become many.
    pub fn read(&mut self, document: &Document, out: impl Fn(AsideKind) -> bool) {
        self.read_blocks(document, 0..document.blocks.len(), out);
    }

    /// As [`Tokens::read`], but of some blocks only.
    pub fn read_blocks(
        &mut self,
        document: &Document,
        blocks: Range<usize>,
        out: impl Fn(AsideKind) -> bool,
    ) {
        self.spans.clear();
        self.ids.clear();
        self.gaps.clear();
        self.layout.clear();
        if self.forms.is_large() {
            self.forms.begin_anew();
        }
        let Some(first) = document.blocks.get(blocks.start) else {
            return;
        };
        // Most texts have no more words: columns that grow by doubling take up to twice the memory.
        let last = &document.blocks[blocks.end.clamp(blocks.start + 1, document.blocks.len()) - 1];
        self.reserve((last.span.end - first.span.start) as usize / BYTES_A_WORD);
        let before = |aside: &Aside| aside.span.start < first.span.start;
        let asides = &document.asides[document.asides.partition_point(before)..];
        let mut asides = asides.iter().peekable();
        let numbered = document.blocks.iter().enumerate();
        for (block_ix, block) in numbered.take(blocks.end).skip(blocks.start) {
            let (start, end) = (block.span.start, block.span.end);
            let text = &document.text[block.span.range()];
            let mut masked: Option<Vec<u8>> = None;
            while let Some(aside) = asides.next_if(|aside| aside.span.start < end) {
                if aside.span.start >= start && aside.span.end <= end && out(aside.kind) {
                    let bytes = masked.get_or_insert_with(|| text.as_bytes().to_vec());
                    let at = aside.span.range();
                    mask(
                        bytes,
                        at.start - start as usize..at.end - start as usize,
                        aside.kind,
                    );
                }
            }
            let masked = masked.and_then(|bytes| String::from_utf8(bytes).ok());
            let text = masked.as_deref().unwrap_or(text);
            self.add_block(text, start as usize, block_ix as u32);
        }
    }

    /// The words of a string that is one block. For lexicon patterns, cue lists and tests.
    pub fn of_str(text: &str) -> Tokens {
        let mut tokens = Tokens::default();
        tokens.add_block(text, 0, 0);
        tokens
    }

    fn add_block(&mut self, text: &str, base: usize, block: u32) {
        let mut cores = std::mem::take(&mut self.cores);
        if cores.find(text) {
            self.add_common(text, &cores, base, block);
        } else {
            self.add_any(text, base, block);
        }
        let columns = [self.ids.len(), self.gaps.len(), self.layout.words()];
        debug_assert_eq!(columns, [self.spans.len(); 3], "one entry a word");
        self.cores = cores;
    }

    /// The fast way, for blocks whose signs are common ones, but for some stretches.
    fn add_common(&mut self, text: &str, cores: &Cores, base: usize, block: u32) {
        let words_before = self.len();
        let mut last = Last::default();
        let mut words = cores.words();
        for run in cores.odd() {
            let before = words.partition_point(|word| (word[0] as usize) < run.start);
            let (plain, rest) = words.split_at(before);
            self.add_plain(text, plain, base, block, words_before, &mut last);
            self.add_odd(text, run.clone(), base, block, words_before, &mut last);
            words = rest;
        }
        self.add_plain(text, words, base, block, words_before, &mut last);
        self.end_block(words_before, &text[last.end..]);
    }

    /// Words of which is known where they begin and end.
    fn add_plain(
        &mut self,
        text: &str,
        words: &[[u32; 2]],
        base: usize,
        block: u32,
        words_before: usize,
        last: &mut Last,
    ) {
        let mut keys = [0; TOGETHER];
        for words in words.chunks(TOGETHER) {
            let first = self.len();
            // Room for all at once: to ask for each word whether there is room costs more than a word.
            self.gaps.resize(first + words.len(), Gap::default());
            let room = self.gaps[first..].iter_mut().zip(&mut keys);
            for (at, (&[start, end], (gap, key))) in (first..).zip(words.iter().zip(room)) {
                let (start, end) = (start as usize, end as usize);
                *gap = if at == words_before {
                    self.layout.begin(at, block);
                    Gap::BLOCK
                } else if let Some(gap) = plain_gap(text, last.end, start) {
                    gap
                } else {
                    let between = self.betweens.get(text, last.end, start);
                    let end = between.end(last.before(text), &text[start..]);
                    border(&mut self.layout, at, between.gap, end, block)
                };
                *key = forms::key(text, start, end);
                last.end = end;
                last.is_odd = false;
            }
            let span =
                |&[start, end]: &[u32; 2]| Span::new(base + start as usize, base + end as usize);
            self.spans.extend(words.iter().map(span));
            let word = |at: usize| (text, words[at][0] as usize, words[at][1] as usize);
            let keys = &keys[..words.len()];
            self.forms.number_all(keys, word, &mut self.ids);
        }
    }

    /// The words of an odd stretch by their definition.
    fn add_odd(
        &mut self,
        text: &str,
        run: Range<usize>,
        base: usize,
        block: u32,
        words_before: usize,
        last: &mut Last,
    ) {
        let written = &text[run.clone()];
        let (clean, offsets) = fold::clean(written);
        for (start, word) in clean.split_word_bound_indices() {
            if !self.is_word(&clean, start, word) {
                continue;
            }
            let end = start + word.len();
            let plain = plain_range(written, offsets.as_deref(), start, word);
            let plain = run.start + plain.start..run.start + plain.end;
            if self.len() == words_before {
                self.begin_block(block);
            } else {
                let between = self.betweens.get(text, last.end, plain.start);
                let end = between.end(last.before(text), &clean[start..]);
                self.border(between.gap, end, block);
            }
            self.spans
                .push(Span::new(base + plain.start, base + plain.end));
            self.add_word(&clean, start, end);
            last.set_odd(plain.end, &clean[..end]);
        }
    }

    /// The definition.
    fn add_any(&mut self, text: &str, base: usize, block: u32) {
        let words_before = self.len();
        let mut behind = 0;
        let (clean, offsets) = fold::clean(text);
        // A combining mark behind spaces or a bracket is a "word" to the crate, of the spaces, too.
        for (start, word) in clean.split_word_bound_indices() {
            if !self.is_word(&clean, start, word) {
                continue;
            }
            if self.len() == words_before {
                self.begin_block(block);
            } else {
                let between = &clean[behind..start];
                let end = sentence_end(&clean[..behind], between, &clean[start..]);
                self.border(gap_between(between), end, block);
            }
            behind = start + word.len();
            let plain = plain_range(text, offsets.as_deref(), start, word);
            self.spans
                .push(Span::new(base + plain.start, base + plain.end));
            self.add_word(&clean, start, behind);
        }
        self.end_block(words_before, &clean[behind..]);
    }

    /// True if a stretch between two borders of words is a word. What was one before is known.
    fn is_word(&self, text: &str, start: usize, stretch: &str) -> bool {
        match stretch.as_bytes() {
            [one] => one.is_ascii_alphanumeric(),
            bytes if bytes.is_ascii() => bytes.iter().any(u8::is_ascii_alphanumeric),
            bytes => {
                let known = self.forms.known(text, start, start + bytes.len());
                known.is_some() || stretch.contains(is_letter_or_digit)
            }
        }
    }

    /// The first word of a block comes.
    fn begin_block(&mut self, block: u32) {
        self.layout.begin(self.len(), block);
        self.gaps.push(Gap::BLOCK);
    }

    /// A word comes that is not the first of its block: what stands before it, and the end of a
    /// sentence there.
    fn border(&mut self, gap: Gap, end: Option<SentenceEnd>, block: u32) {
        let at = self.len();
        self.gaps
            .push(border(&mut self.layout, at, gap, end, block));
    }

    /// The rest of a word whose border and span are known.
    fn add_word(&mut self, text: &str, start: usize, end: usize) {
        self.ids.push(self.forms.number_of(text, start, end));
    }

    fn end_block(&mut self, words_before: usize, tail: &str) {
        if self.len() > words_before {
            self.close_sentence(tail.contains(['?', '？', '؟']));
        }
    }

    fn close_sentence(&mut self, question: bool) {
        self.layout.close(self.len(), question);
    }
}

/// What stands before word `at`, which is not the first of its block, and may end a sentence.
fn border(
    layout: &mut Layout,
    at: usize,
    mut gap: Gap,
    end: Option<SentenceEnd>,
    block: u32,
) -> Gap {
    if let Some(end) = end {
        gap.add(Gap::SENTENCE);
        layout.close(at, end.question);
        layout.begin(at, block);
    }
    gap
}

/// What stands between two words, if it is what stands between nearly all: a space, or a comma and a
/// space. Nothing of that ends a sentence.
#[inline]
fn plain_gap(text: &str, start: usize, end: usize) -> Option<Gap> {
    let is_space = |byte: u8| matches!(byte, b' ' | b'\n');
    match text.as_bytes()[start..end] {
        [] => Some(Gap::default()),
        [space] if is_space(space) => Some(Gap::default()),
        [b',', space] if is_space(space) => Some(Gap::COMMA),
        _ => None,
    }
}

/// Bytes of a word and what stands behind it: few languages have shorter ones.
const BYTES_A_WORD: usize = 5;

/// Characters before a border that decide whether a sentence ends there: more than those of the
/// longest abbreviation.
const TOLD: usize = 16;

/// The word before the one that comes.
#[derive(Default)]
struct Last {
    /// Where it ends.
    end: usize,
    /// It stands in an odd stretch.
    is_odd: bool,
    /// Then the end of that stretch up to the end of the word, cleaned.
    told: String,
}

impl Last {
    fn set_odd(&mut self, end: usize, cleaned: &str) {
        (self.end, self.is_odd) = (end, true);
        let from = cleaned.char_indices().rev().nth(TOLD - 1);
        self.told.clear();
        self.told.push_str(&cleaned[from.map_or(0, |(at, _)| at)..]);
    }

    /// The text up to its end, as far as that matters to what comes behind.
    fn before<'a>(&'a self, text: &'a str) -> &'a str {
        if self.is_odd {
            &self.told
        } else {
            &text[..self.end]
        }
    }
}

/// Where a word of the cleaned text stands in the text itself, from the [offsets](fold::clean) of its
/// bytes.
fn plain_range(text: &str, offsets: Option<&[u32]>, start: usize, word: &str) -> Range<usize> {
    let back = |offset: usize| offsets.map_or(offset, |map| map[offset] as usize);
    // The end of a word is the end of its last character, not the start of the next one: an
    // invisible sign behind the word does not belong to it.
    let last = word.char_indices().last().map_or(0, |(at, _)| at);
    let last = back(start + last);
    back(start)..last + text[last..].chars().next().map_or(0, char::len_utf8)
}

/// True for what makes a stretch a word: a mark by itself does not.
fn is_letter_or_digit(c: char) -> bool {
    c.is_alphanumeric() && !is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<String> {
        let tokens = Tokens::of_str(text);
        (0..tokens.len())
            .map(|at| tokens.form(at).to_owned())
            .collect()
    }

    #[test]
    fn a_mark_without_a_letter_is_no_word() {
        assert_eq!(words("one  \u{736} two]\u{736} \u{93F}"), ["one", "two"]);
        assert_eq!(words("\u{915}\u{93F} n\u{303}"), ["\u{915}\u{93F}", "ñ"]);
    }

    fn sentences(text: &str) -> Vec<String> {
        let tokens = Tokens::of_str(text);
        tokens
            .sentences()
            .iter()
            .map(|s| text[tokens.span_of(s.first as usize, s.end as usize).range()].to_owned())
            .collect()
    }

    fn described(tokens: &Tokens) -> impl PartialEq + std::fmt::Debug {
        let word = |at: usize| {
            (
                tokens.span(at),
                tokens.form(at).to_owned(),
                tokens.gap(at),
                tokens.sentence(at),
            )
        };
        (0..tokens.len()).map(word).collect::<Vec<_>>()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn the_fast_way_is_the_definition(
            parts in proptest::collection::vec(
                prop_oneof![
                    proptest::sample::select(vec![
                        "I", "Dr", "J", "no", "J. ", "Dr. ", "no. 5", "ʼ", "ʻ", "ʹ", "No", "e.g", "Don’t", "naïve", "it's", "3.5", "x_1", "_so_",
                        " ", " ", " ", ". ", "? ", "!” ", "… ", "...", "-", " – ", "—", ", ", "\n",
                        "\r\n", "-\n", "“", "”", "‘", "’", "\"", "(", ")", ":", ";", "`", "\t", "*",
                    ]).prop_map(str::to_owned),
                    proptest::sample::select(vec![
                        " \u{301}", "n\u{303}", "\u{AD}", "\u{200B}", "\u{200D}", "好", "心的", "カナ", "カ", "ー", "שלום", "א", "ё", "ŉ", "״",
                        "ﬂ", "ก", "😀", "👩\u{200D}👩", "🇩🇪", "क्षि", "\u{FFFC}", "\u{2028}", "\u{3000}", "。", "？", "，", "：", "E\u{AD}.g",
                        "\u{301}", "\u{3099}", "\u{FE0F}", "½", "‿", "٣", "한국", "Привет", "ΟΔΟΣ", "Überlegungsfähigkeiten", "ДОСТОПРИМЕЧАТЕЛЬНОСТЬ",
                    ]).prop_map(str::to_owned),
                    "[ -~]{1,4}",
                    "\\PC{1,3}",
                ],
                0..30,
            ),
            shift in 0usize..130,
        ) {
            let text = " ".repeat(shift) + &parts.concat();
            let (mut fast, mut slow) = (Tokens::default(), Tokens::default());
            let mut cores = Cores::default();
            let is_left = text.contains(['\u{FF9E}', '\u{FF9F}']);
            prop_assert_eq!(cores.find_within(&text, text.len()), !is_left);
            if is_left {
                return Ok(());
            }
            fast.add_common(&text, &cores, 7, 3);
            slow.add_any(&text, 7, 3);
            prop_assert_eq!(described(&fast), described(&slow));
        }
    }

    #[test]
    fn words_are_those_of_uax_29() {
        assert_eq!(
            words("Self-compassion isn’t 3.5/week…"),
            ["self", "compassion", "isn't", "3.5", "week"]
        );
        assert_eq!(words("--- ??? 😀"), Vec::<String>::new());
        assert_eq!(words("sh\u{AD}a\u{200B}me"), ["shame"]);
    }

    #[test]
    fn spans_point_at_the_word_as_written() {
        let text = "\u{FEFF}a sh\u{AD}ame\u{200B} b";
        let tokens = Tokens::of_str(text);
        let written: Vec<&str> = (0..3).map(|at| &text[tokens.span(at).range()]).collect();
        assert_eq!(written, ["a", "sh\u{AD}ame", "b"]);
    }

    #[test]
    fn sentences_end_where_a_reader_would_say() {
        assert_eq!(
            sentences("i was sad. then i wasn't. why?"),
            ["i was sad", "then i wasn't", "why"]
        );
        assert_eq!(
            sentences("Dr. Smith and J. Doe left. I went"),
            ["Dr. Smith and J. Doe left", "I went"]
        );
        assert_eq!(
            sentences("“Really?” she said. Yes"),
            ["Really?” she said", "Yes"]
        );
        assert_eq!(
            sentences("Well... maybe not. It is 3.5"),
            ["Well... maybe not", "It is 3.5"]
        );
        assert_eq!(sentences("It was I. Then you"), ["It was I", "Then you"]);
        assert_eq!(
            sentences("No. That is all. See No. 5 there"),
            ["No", "That is all", "See No. 5 there"]
        );
    }

    #[test]
    fn gaps_tell_hyphens_from_dashes() {
        let tokens = Tokens::of_str("a-b – c, d; e \"f\" g--h i-\nj");
        let gap = |form: &str| {
            let at = (0..tokens.len())
                .find(|&at| tokens.form(at) == form)
                .expect("a word");
            tokens.gap(at)
        };
        assert_eq!(gap("b"), Gap::default());
        assert!(
            gap("c").has(Gap::STRONG) && gap("h").has(Gap::STRONG) && gap("e").has(Gap::STRONG)
        );
        assert_eq!(gap("d"), Gap::COMMA);
        assert_eq!(gap("f"), Gap::QUOTE);
        assert_eq!(gap("j"), Gap::default());
    }
}
