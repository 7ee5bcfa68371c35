//! One draft: its words, sentences, hits and counts.

use std::ops::Range;

use crate::analysis::Pipeline;
use crate::measure::Counts;
use crate::measure::tally::Source;
use crate::show::Shown;
use crate::text::{Document, LineCursor, Span, Tokens};

/// A sentence and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Bytes of the plain text, with the signs around its words.
    pub range: Range<usize>,
    /// Its words.
    pub words: Range<usize>,
    /// Position of its block.
    pub block: u32,
    /// Line of the decoded input, from 1.
    pub line: usize,
}

/// A hit and its sentence.
#[derive(Clone, Debug)]
pub struct Placed {
    /// What and where.
    pub shown: Shown,
    /// Position of its sentence.
    pub sentence: u32,
    /// The words as matched, in compare form; words of a gap are `_`.
    pub form: String,
}

/// One draft.
pub struct Side {
    /// Its name.
    pub name: String,
    /// Its text.
    pub document: Document,
    /// Its words.
    pub tokens: Tokens,
    /// Its sentences that hold a word.
    pub sentences: Vec<Sentence>,
    /// Its hits by place: first byte, longer ones first, lexicon.
    pub hits: Vec<Placed>,
    /// What is counted in it.
    pub counts: Counts,
}

impl Side {
    /// Reads a draft; `original` is the decoded input that it came from. Cost: that of the pipeline,
    /// and one sort of the hits.
    pub fn new(pipeline: &Pipeline, name: &str, document: &Document, original: &str) -> Side {
        let (tokens, found) = pipeline.hits(document);
        let source = Source::new(&pipeline.lexicons, &pipeline.units, tokens.layout(), &found);
        let whole = 0..tokens.len();
        let method = pipeline.settings.method;
        let counts = source.count(std::slice::from_ref(&whole), method);
        let mut lines = Lines::new(document, original);
        let sentences = sentences(document, &tokens, &mut lines);
        let mut hits = Vec::new();
        for (lexicon_ix, found) in found.iter().enumerate() {
            let lexicon = &pipeline.lexicons[lexicon_ix];
            for hit in found {
                let entry = &lexicon.entries[hit.found.entry.0 as usize];
                let (first, end) = (hit.found.first as usize, hit.found.end as usize);
                let cue = hit.context.cue;
                let cue = cue.map(|(from, to)| tokens.span_of(from as usize, to as usize).range());
                let form = (first..end).map(|at| match hit.found.open & (1 << (at - first)) {
                    0 => tokens.base(at),
                    _ => "_",
                });
                hits.push(Placed {
                    form: form.collect::<Vec<_>>().join(" "),
                    sentence: tokens.sentence_of(first) as u32,
                    shown: Shown {
                        lexicon: lexicon_ix,
                        unit: pipeline.units.category(lexicon_ix, entry.category),
                        entry: hit.found.entry,
                        span: tokens.span_of(first, end).range(),
                        line: 0,
                        context: hit.context,
                        cue,
                        apart: !lexicon.total.contains(&entry.polarity),
                    },
                });
            }
        }
        hits.sort_by_key(|hit| {
            let span = &hit.shown.span;
            (span.start, usize::MAX - span.end, hit.shown.lexicon)
        });
        let mut lines = Lines::new(document, original);
        for hit in &mut hits {
            hit.shown.line = lines.of(hit.shown.span.start);
        }
        Side {
            name: name.to_owned(),
            document: document.clone(),
            tokens,
            sentences,
            hits,
            counts,
        }
    }

    /// The words of each sentence in compare form.
    pub fn forms(&self) -> Vec<Vec<&str>> {
        let words = |sentence: &Sentence| {
            let words = sentence.words.clone();
            words.map(|at| self.tokens.form(at)).collect()
        };
        self.sentences.iter().map(words).collect()
    }

    /// The hits of a sentence, as positions in [`Side::hits`].
    pub fn hits_of(&self, sentence: u32) -> Range<usize> {
        let at = |number: u32| self.hits.partition_point(|hit| hit.sentence < number);
        at(sentence)..at(sentence + 1)
    }

    /// The text of a range of the plain text.
    pub fn text(&self, range: &Range<usize>) -> &str {
        &self.document.text[range.clone()]
    }
}

/// Lines of places that go on.
struct Lines<'a> {
    document: &'a Document,
    cursor: LineCursor<'a>,
    last: usize,
}

impl<'a> Lines<'a> {
    fn new(document: &'a Document, original: &'a str) -> Lines<'a> {
        Lines {
            document,
            cursor: LineCursor::new(original),
            last: 0,
        }
    }

    fn of(&mut self, at: usize) -> usize {
        let place = self.document.map.original(Span::new(at, at + 1)).range();
        // Readers that weave tiers may give places that go back: the cursor only goes on.
        self.last = self.last.max(place.start);
        self.cursor.line_column(self.last).0
    }
}

/// The sentences with the signs around them: those between two sentences belong to the first up to
/// white space, to the second from there on.
fn sentences(document: &Document, tokens: &Tokens, lines: &mut Lines<'_>) -> Vec<Sentence> {
    let all = tokens.sentences();
    let mut found: Vec<Sentence> = Vec::with_capacity(all.len());
    for (at, sentence) in all.iter().enumerate() {
        let block = document.blocks[sentence.block as usize].span.range();
        let (first, last) = (sentence.first as usize, sentence.end as usize - 1);
        let start = match found.last() {
            Some(before) if before.block == sentence.block => before.range.end,
            _ => block.start,
        };
        let end = match all.get(at + 1) {
            Some(next) if next.block == sentence.block => {
                let end = tokens.span(last).range().end;
                let next = tokens.span(next.first as usize).range().start;
                let space = document.text[end..next].find(char::is_whitespace);
                space.map_or(next, |space| end + space)
            }
            _ => block.end,
        };
        found.push(Sentence {
            range: start..end,
            words: first..last + 1,
            block: sentence.block,
            line: lines.of(tokens.span(first).range().start),
        });
    }
    found
}
