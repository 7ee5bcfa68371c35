//! A long document is read piece by piece.
//!
//! Where nobody needs its words behind the hits, a piece's words are forgotten when its hits are known:
//! what stays are the sentences, the hits, the counts of their forms and, if they are wanted, the rows
//! of matches. Pieces end where blocks end: no word, phrase or gate reaches across. The context
//! rules look a word or two beyond a block, so each piece is read with the blocks around it
//! ([`MARGIN`]). What comes out is what a look at the whole finds, on one thread or many.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::forms::FormCounter;
use super::{MatchRow, Pipeline, Read, Words};
use crate::matching::context::Scene;
use crate::matching::{Found, Hit};
use crate::text::{AsideKind, Document, Layout, Tokens};

/// Bytes of a piece, at least; of a document that is shorter than two of them, each half is one. In
/// short ones the tables of words and of patterns, which the steps of the pipeline drive out of the
/// nearest caches in turn, are fetched too often; long ones take memory.
const PIECE: usize = 1 << 20;
/// Words around a piece that are read with it, at least: more than a context rule looks beyond a
/// block.
const MARGIN: usize = 8;
/// Most blocks, and most bytes, that those words may take: a piece may not end where they take more.
const MOST_AROUND: usize = 64;
const FARTHEST: usize = PIECE / 64;

/// A run of blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    /// The blocks whose words it has.
    core: Range<usize>,
    /// The same and those that are read with them.
    around: Range<usize>,
}

/// The words of a piece, and what was counted in those before it.
#[derive(Default)]
struct Reader {
    tokens: Tokens,
    forms: FormCounter,
}

/// What is found in a piece, whose words are numbered from 0.
#[derive(Default)]
struct PieceRead {
    /// Of each lexicon, of every status.
    hits: Vec<Vec<Hit>>,
    layout: Layout,
    /// If they are wanted: in the order of the hits, without segment and line.
    matches: Vec<MatchRow>,
}

impl Pipeline {
    /// The hits of a document that is read in pieces; `None` if it is short, or cannot be cut.
    pub(super) fn read_in_pieces(&self, document: &Document, original: &str) -> Option<Read> {
        let length = document.text.len();
        if length < PIECE {
            return None;
        }
        // Two halves take less memory than one.
        let least = PIECE.min(length / 2);
        let pieces = cut(document, least, |kind| self.is_out(kind));
        (pieces.len() > 1).then(|| self.read_pieces(document, original, &pieces))
    }

    fn read_pieces(&self, document: &Document, original: &str, pieces: &[Piece]) -> Read {
        let readers: Mutex<Vec<Reader>> = Mutex::new(Vec::new());
        let lock = || readers.lock().unwrap_or_else(PoisonError::into_inner);
        let read = |piece: &Piece| {
            let reader = lock().pop();
            let mut reader = reader.unwrap_or_else(|| Reader {
                tokens: self.spare_tokens(PIECE),
                ..Reader::default()
            });
            let read = self.read_piece(document, original, piece, &mut reader);
            lock().push(reader);
            read
        };
        let read: Vec<_> = if document.is_long() {
            pieces.par_iter().map(read).collect()
        } else {
            pieces.iter().map(read).collect()
        };
        let (hits, layout) = self.join_pieces(&read);
        let mut matches = Vec::with_capacity(read.iter().map(|read| read.matches.len()).sum());
        let mut before = 0;
        for read in read {
            let rows = read.matches.into_iter();
            matches.extend(rows.map(|row| MatchRow {
                hit: moved(&row.hit, |word| word + before),
                ..row
            }));
            before += read.layout.words() as u32;
        }
        let readers = readers.into_inner().unwrap_or_else(PoisonError::into_inner);
        let forms = readers.into_iter().map(|mut reader| {
            reader.forms.settle(&reader.tokens);
            self.give_back(reader.tokens);
            reader.forms
        });
        Read {
            hits,
            words: Words::Counted(layout, FormCounter::sum(forms), matches),
        }
    }

    /// What is found in a piece.
    fn read_piece(
        &self,
        document: &Document,
        original: &str,
        piece: &Piece,
        reader: &mut Reader,
    ) -> PieceRead {
        let Reader { tokens, forms } = reader;
        if tokens.forms().is_large() {
            // They are about to begin anew.
            forms.settle(tokens);
        }
        tokens.read_blocks(document, piece.around.clone(), |kind| self.is_out(kind));
        let before = |block: usize| {
            let sentences = tokens.sentences();
            sentences.partition_point(|sentence| (sentence.block as usize) < block)
        };
        let core = before(piece.core.start)..before(piece.core.end);
        let Some(all) = tokens
            .sentences()
            .get(core.clone())
            .filter(|all| !all.is_empty())
        else {
            return PieceRead {
                hits: vec![Vec::new(); self.lexicons.len()],
                ..PieceRead::default()
            };
        };
        let words = all[0].first..all[all.len() - 1].end;
        let scene = Scene::of_blocks(document, piece.around.clone());
        let mut hits = self.instruments.read_within(tokens, &scene, words.clone());
        self.add_forms(forms, tokens, &hits);
        let mut matches = self.matches(document, original, tokens, &hits);
        let rows = matches.iter_mut().map(|row| &mut row.hit);
        for hit in hits.iter_mut().flatten().chain(rows) {
            *hit = moved(hit, |word| word - words.start);
        }
        let mut layout = Layout::default();
        layout.append(tokens.layout(), core);
        PieceRead {
            hits,
            layout,
            matches,
        }
    }

    /// Hits and sentences of a document from those of its pieces.
    fn join_pieces(&self, pieces: &[PieceRead]) -> (Vec<Vec<Hit>>, Layout) {
        let layout = || {
            let mut layout = Layout::default();
            for PieceRead { layout: piece, .. } in pieces {
                layout.append(piece, 0..piece.sentences().len());
            }
            layout
        };
        let of_lexicon = |lexicon: usize| {
            let length = pieces.iter().map(|piece| piece.hits[lexicon].len()).sum();
            let mut all = Vec::with_capacity(length);
            let mut before = 0;
            for piece in pieces {
                let hits = piece.hits[lexicon].iter();
                all.extend(hits.map(|hit| moved(hit, |word| word + before)));
                before += piece.layout.words() as u32;
            }
            all
        };
        let lexicons = (0..self.lexicons.len()).into_par_iter();
        rayon::join(|| lexicons.map(of_lexicon).collect(), layout)
    }
}

/// A hit whose words have other numbers.
fn moved(hit: &Hit, to: impl Fn(u32) -> u32) -> Hit {
    let mut hit = *hit;
    hit.found = Found {
        first: to(hit.found.first),
        end: to(hit.found.end),
        ..hit.found
    };
    hit.context.cue = hit.context.cue.map(|(first, end)| (to(first), to(end)));
    hit
}

/// Cuts the blocks of a document into pieces of at least so many bytes, where few blocks hold the words
/// around a border.
///
/// Cost: one look at each block, and the words of a few blocks for each piece.
fn cut(document: &Document, least: usize, out: impl Fn(AsideKind) -> bool) -> Vec<Piece> {
    let blocks = &document.blocks;
    let mut tokens = Tokens::default();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut core = 0..0;
    let mut around = 0;
    // Bytes from which on it may be asked whether a piece can end.
    let mut ask = blocks.first().map_or(0, |first| first.span.start as usize) + least;
    for end in 1..blocks.len() {
        let start = blocks[end].span.start as usize;
        if start < ask {
            continue;
        }
        ask = start + least;
        let mut margin =
            |blocks: &mut dyn Iterator<Item = usize>| margin(document, &mut tokens, blocks, &out);
        let (Some(behind), Some(before)) = (
            margin(&mut (end..blocks.len())),
            margin(&mut (0..end).rev()),
        ) else {
            continue;
        };
        core.end = end;
        pieces.push(Piece {
            core: core.clone(),
            around: around..end + behind,
        });
        core.start = end;
        around = end - before;
    }
    if !blocks.is_empty() {
        pieces.push(Piece {
            core: core.start..blocks.len(),
            around: around..blocks.len(),
        });
    }
    pieces
}

/// How many of some blocks hold [`MARGIN`] words, or all that there are; `None` if they are too many
/// or too long.
fn margin(
    document: &Document,
    tokens: &mut Tokens,
    blocks: &mut dyn Iterator<Item = usize>,
    out: impl Fn(AsideKind) -> bool,
) -> Option<usize> {
    let (mut words, mut bytes, mut count) = (0, 0, 0);
    for block in blocks {
        if words >= MARGIN {
            break;
        }
        let span = document.blocks[block].span;
        bytes += (span.end - span.start) as usize;
        count += 1;
        if bytes > FARTHEST || count > MOST_AROUND {
            return None;
        }
        tokens.read_blocks(document, block..block + 1, &out);
        words += tokens.len();
    }
    Some(count)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::matches::place;
    use crate::analysis::parts::tests::{document, pipeline};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]
        #[test]
        fn pieces_together_are_the_whole(
            sentences in prop::collection::vec(
                prop::sample::select(vec![
                    "I'm ashamed of my body.", "Nothing to be ashamed of here,", "not any more!", "She said: “be kind",
                    "to yourself”.", "My chest is tight", "\n\n", "\n\n", "\n\n", "\n\n", "My shame\n\n",
                    "quoted, she felt\n\n", "[NAME] and [PLACE] so.", "é好 n\u{303}", "I was not safe, but I trust him.",
                    // What the rules of context look at beyond a block.
                    "don't\n\nyet ashamed", "not\n\nbecause of shame", "and\n\nmy shame\n\nis", "Try\n\nyou", "\n\n—\n\n",
                    "nor\n\nshame", "that\n\nI\n\nam ashamed", "there\n\nis no shame", "no\n\nno shame and\n\nno trust",
                ]),
                0..80,
            ),
            least in 1usize..200,
        ) {
            let pipeline = pipeline();
            let document = document(&sentences.join(" "));
            let pieces = cut(&document, least, |_| true);
            let blocks: Vec<usize> = pieces.iter().flat_map(|piece| piece.core.clone()).collect();
            prop_assert_eq!(blocks, (0..document.blocks.len()).collect::<Vec<_>>());
            let (tokens, hits) = pipeline.hits(&document);
            let read = pipeline.read_pieces(&document, &document.text, &pieces);
            prop_assert_eq!(&read.hits, &hits);
            let Words::Counted(layout, forms, mut matches) = read.words else {
                panic!("words are forgotten");
            };
            prop_assert_eq!(layout.words(), tokens.len());
            prop_assert_eq!(layout.sentences(), tokens.sentences());
            prop_assert_eq!(forms, pipeline.forms(&tokens, &hits));
            let mut rows = pipeline.matches(&document, &document.text, &tokens, &hits);
            place(&mut matches, &document.text, &[], &mut None);
            place(&mut rows, &document.text, &[], &mut None);
            prop_assert_eq!(matches, rows);
        }
    }

    #[test]
    fn a_piece_ends_where_little_is_to_be_read_with_it() {
        let paragraph = "I was not ashamed of it.\n\n";
        let short = document(&paragraph.repeat(100));
        let pieces = cut(&short, 500, |_| true);
        assert!(pieces.len() > 4);
        for two in pieces.windows(2) {
            assert_eq!(two[0].core.end, two[1].core.start);
            // Two paragraphs have more words than the margin.
            assert_eq!(two[0].around.end, two[0].core.end + 2);
            assert_eq!(two[1].around.start, two[1].core.start - 2);
        }
        // Paragraphs that are too long, and too many without a word.
        let long = "I was not ashamed of it. ".repeat(FARTHEST / 20) + "\n\n";
        assert_eq!(cut(&document(&long.repeat(5)), 500, |_| true).len(), 1);
        assert_eq!(cut(&document(&"—\n\n".repeat(500)), 500, |_| true).len(), 1);
        assert!(cut(&document(""), 1, |_| true).is_empty());
    }
}
