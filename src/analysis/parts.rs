//! A long document whose words are kept is read by several threads; if they are not, see `pieces.rs`.
//!
//! It is cut where blocks end: no word, phrase or gate reaches across. Each thread finds the words
//! of a part and what stands there; then the words are joined, and the context of each hit, which
//! may look further, is decided by several threads over the whole. What comes out is what one
//! thread finds.

use rayon::prelude::*;

use super::Pipeline;
use crate::matching::context::Scene;
use crate::matching::{Found, Hit};
use crate::text::{Document, Tokens, cut};

/// In how many parts a document is read whose words are kept: one for each thread, if it is long.
pub(super) fn of(document: &Document) -> usize {
    if document.is_long() {
        rayon::current_num_threads().min(document.blocks.len())
    } else {
        1
    }
}

impl Pipeline {
    /// Words and hits of a document, read in so many parts.
    pub(super) fn hits_in_parts(
        &self,
        document: &Document,
        parts: usize,
    ) -> (Tokens, Vec<Vec<Hit>>) {
        let read = |blocks| {
            let mut tokens = self.spare_tokens(document.text.len() / parts);
            tokens.read_blocks(document, blocks, |kind| self.is_out(kind));
            let found = self.instruments.found(&tokens);
            (tokens, found)
        };
        let read: Vec<_> = cut(document, parts).into_par_iter().map(read).collect();
        let (tokens, found) = self.join(read);
        let hits = self
            .instruments
            .in_context(&tokens, &Scene::of(document), &found, parts);
        (tokens, hits)
    }

    /// The words of all parts, and what stands there.
    fn join(&self, parts: Vec<(Tokens, Vec<Vec<Found>>)>) -> (Tokens, Vec<Vec<Found>>) {
        let words: usize = parts.iter().map(|(tokens, _)| tokens.len()).sum();
        let mut parts = parts.into_iter();
        let (mut tokens, mut all) = parts.next().unwrap_or_default();
        tokens.reserve(words - tokens.len());
        all.resize(self.lexicons.len(), Vec::new());
        for (part, found) in parts {
            let behind = tokens.len() as u32;
            for (all, found) in all.iter_mut().zip(found) {
                all.extend(found.into_iter().map(|found| Found {
                    first: found.first + behind,
                    end: found.end + behind,
                    ..found
                }));
            }
            tokens.append(&part);
            self.give_back(part);
        }
        (tokens, all)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::{Settings, WordRule};
    use crate::lexicon::builtin;
    use crate::matching::Engine;
    use crate::measure::IntervalMethod;
    use crate::measure::tally::Method;
    use crate::text::{Aside, AsideKind, Block, BlockKind, Span};

    /// A document of paragraphs; what stands in square brackets is taken out.
    pub(crate) fn document(text: &str) -> Document {
        let (mut blocks, mut asides, mut at) = (Vec::new(), Vec::new(), 0);
        for paragraph in text.split("\n\n") {
            let end = at + paragraph.len();
            if !paragraph.is_empty() {
                blocks.push(Block {
                    span: Span::new(at, end),
                    kind: BlockKind::Paragraph,
                    section: 0,
                    turn: None,
                });
            }
            for (open, _) in paragraph.match_indices('[') {
                let close = paragraph[open..]
                    .find(']')
                    .map_or(end, |to| at + open + to + 1);
                asides.push(Aside {
                    span: Span::new(at + open, close),
                    kind: AsideKind::Placeholder,
                });
            }
            at = end + 2;
        }
        Document {
            text: text.to_owned(),
            blocks,
            asides,
            ..Document::default()
        }
    }

    pub(crate) fn pipeline() -> Pipeline {
        let method = Method {
            interval: IntervalMethod::Auto,
            resamples: 100,
            seed: 1,
        };
        let settings = Settings {
            words: WordRule::Uax29,
            by: None,
            matches: true,
            excerpts: false,
            method,
            engine: Engine::Automaton,
        };
        Pipeline::new(builtin::all(), builtin::english().clone(), settings)
    }

    fn described(tokens: &Tokens) -> impl PartialEq + std::fmt::Debug + use<> {
        let word = |at: usize| {
            let (form, gap) = (tokens.form(at).to_owned(), tokens.gap(at));
            (tokens.span(at), form, gap, tokens.sentence(at))
        };
        (0..tokens.len()).map(word).collect::<Vec<_>>()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn what_several_threads_find_is_what_one_finds(
            sentences in prop::collection::vec(
                prop::sample::select(vec![
                    "I'm ashamed of my body.", "Nothing to be ashamed of here,", "not any more!", "She said: “be kind",
                    "to yourself”.", "My chest is tight", "\n\n", "\n\n", "My shame\n\n", "quoted, she felt\n\n",
                    "[NAME] and [PLACE] so.", "é好 n\u{303}", "I was not safe, but I trust him.", "How is your body?\n\n",
                ]),
                0..60,
            ),
            parts in 1usize..9,
        ) {
            let pipeline = pipeline();
            let document = document(&sentences.join(" "));
            let (tokens, hits) = pipeline.hits(&document);
            let (joined, found) = pipeline.hits_in_parts(&document, parts);
            prop_assert_eq!(described(&tokens), described(&joined));
            prop_assert_eq!(hits, found);
        }
    }

    #[test]
    fn parts_are_about_as_long_and_leave_nothing_out() {
        let text = "a b c d e.\n\n".repeat(100);
        let document = document(&text);
        for parts in [1, 2, 3, 7, 100, 1000] {
            let runs = cut(&document, parts);
            assert!(runs.len() <= parts && (parts > 7 || runs.len() == parts));
            assert_eq!((runs[0].start, runs[runs.len() - 1].end), (0, 100));
            assert!(runs.windows(2).all(|two| two[0].end == two[1].start));
            let longest = runs.iter().map(ExactSizeIterator::len).max();
            assert!(longest <= Some(100usize.div_ceil(parts) + 1));
        }
        assert!(cut(&Document::default(), 3).is_empty());
    }
}
