//! One document as the rules see it: words, hits in order, sections, what stands outside of prose.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;

use super::finding::Whence;
use super::settings::Filter;
use crate::analysis::Pipeline;
use crate::course::{Course, Mark, Pick};
use crate::lexicon::sha256_hex;
use crate::measure::tally::Source;
use crate::read::Format;
use crate::text::{Block, BlockKind, Document, Outline, Span, Tokens};

/// A document that was read.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// How reports call it.
    pub label: &'a str,
    /// What its positions count in.
    pub whence: &'a Whence,
    /// How it was read.
    pub format: Format,
    /// What the reader gave.
    pub document: &'a Document,
    /// The decoded text that it was read from.
    pub original: &'a str,
}

/// A document with its words and hits.
pub struct Evidence<'a> {
    /// The document.
    pub subject: Subject<'a>,
    /// Its words.
    pub tokens: Tokens,
    /// Its affirmed hits, in order.
    pub course: Course,
    /// Comments, code, links and pictures of Markdown.
    pub outline: Cow<'a, Outline>,
    pipeline: &'a Pipeline,
    /// The sentence that was asked for last, by its first word, and its hash: one without an end may
    /// hold every hit of a text.
    last_sentence: RefCell<Option<(u32, String)>>,
}

impl<'a> Evidence<'a> {
    /// Words and hits of a document. Cost: linear.
    pub fn new(pipeline: &'a Pipeline, subject: Subject<'a>) -> Evidence<'a> {
        let (tokens, course) = read(pipeline, subject.document);
        let is_markdown = subject.format == Format::Markdown && *subject.whence != Whence::Nowhere;
        let outline = if is_markdown {
            Cow::Borrowed(&subject.document.outline)
        } else {
            Cow::default()
        };
        Evidence {
            subject,
            tokens,
            course,
            outline,
            pipeline,
            last_sentence: RefCell::default(),
        }
    }

    /// Number of words.
    pub fn words(&self) -> u64 {
        self.tokens.len() as u64
    }

    /// The name of a hit's category.
    pub fn category(&self, mark: &Mark) -> &str {
        &self.pipeline.units.get(mark.unit).name
    }

    /// The hits that count, in order.
    pub fn marks<'e>(&'e self, filter: &'e Filter) -> impl Iterator<Item = &'e Mark> {
        self.course.picked(&filter.pick).filter(|mark| {
            let whose = filter.whose.is_empty() || filter.whose.contains(&mark.reference);
            let skipped = filter.skip.iter().any(|flag| mark.flags.has(*flag));
            let role = || {
                mark.turn
                    .map(|turn| self.course.turns[turn as usize].role.name())
            };
            let spoken = filter.roles.is_empty()
                || role().is_some_and(|role| filter.roles.iter().any(|known| known == role));
            whose && !skipped && spoken
        })
    }

    /// The bytes of the original that some words came from.
    pub fn range(&self, words: Range<u32>) -> Range<usize> {
        let span = self
            .tokens
            .span_of(words.start as usize, words.end as usize);
        self.subject.document.map.original(span).range()
    }

    /// The words of each section, in order.
    pub fn sections(&self) -> Vec<Range<u32>> {
        let mut sections: Vec<(u32, Range<u32>)> = Vec::new();
        for sentence in self.tokens.sentences() {
            let section = self.block(sentence.block).section;
            match sections.last_mut() {
                Some((last, range)) if *last == section => range.end = sentence.end,
                _ => sections.push((section, sentence.first..sentence.end)),
            }
        }
        sections.into_iter().map(|(_, range)| range).collect()
    }

    /// A block of the document.
    pub fn block(&self, at: u32) -> &Block {
        &self.subject.document.blocks[at as usize]
    }

    /// Words of a range in compare form, joined by a space.
    pub fn forms(&self, words: Range<u32>) -> String {
        let forms: Vec<&str> = words.map(|at| self.tokens.base(at as usize)).collect();
        forms.join(" ")
    }

    /// A hash of the words of the sentence that a word stands in, in compare form. Cost: linear in the
    /// sentence, once while the words asked for stay in it.
    pub fn sentence_hash(&self, word: u32) -> String {
        let sentence = self.tokens.sentence(word as usize);
        let mut last = self.last_sentence.borrow_mut();
        match last.as_ref() {
            Some((first, hash)) if *first == sentence.first => hash.clone(),
            _ => {
                let hash = hashed(&self.forms(sentence.first..sentence.end));
                *last = Some((sentence.first, hash.clone()));
                hash
            }
        }
    }

    /// Hits in a text that stands outside of the prose: a title, an alt text. Of `without`, none may
    /// stand there.
    pub fn hits_in(&self, text: &str, filter: &Filter, without: &Pick) -> Vec<(String, String)> {
        let span = Span::new(0, text.len());
        let document = Document {
            text: text.to_owned(),
            blocks: vec![Block {
                span,
                kind: BlockKind::Paragraph,
                section: 0,
                turn: None,
            }],
            ..Document::default()
        };
        let (tokens, course) = read(self.pipeline, &document);
        let mut found = Vec::new();
        if course.picked(without).next().is_none() {
            found.extend(course.picked(&filter.pick).map(|mark| {
                let forms: Vec<&str> = (mark.first..mark.end)
                    .map(|at| tokens.base(at as usize))
                    .collect();
                (self.category(mark).to_owned(), forms.join(" "))
            }));
        }
        self.pipeline.give_back(tokens);
        found
    }

    /// The line of the front matter that begins with a key.
    pub fn key_line(&self, key: &str) -> Option<Range<usize>> {
        let original = self.subject.original;
        let mut at = 0;
        for line in original[..self.outline.body].split_inclusive(['\n', '\r']) {
            let text = line.trim_end();
            let is_key = text.split_once(':').is_some_and(|(found, _)| {
                super::resolve::plain_key(found.trim_matches(['"', '\''])) == key
            });
            if is_key {
                return Some(at..at + text.len());
            }
            at += line.len();
        }
        None
    }

    /// The values of the front matter under these keys, with the keys. Rows of tables have none:
    /// their columns may be called anything.
    pub fn front_matter<'e>(
        &'e self,
        keys: &'e [String],
    ) -> impl Iterator<Item = (String, &'e str)> {
        let has_any = self.outline.body > 0;
        self.subject
            .document
            .metadata
            .iter()
            .filter(move |_| has_any)
            .map(|(key, value)| (super::resolve::plain_key(key), value.as_str()))
            .filter(|(key, value)| keys.contains(key) && !value.trim().is_empty())
    }
}

impl Drop for Evidence<'_> {
    fn drop(&mut self) {
        self.pipeline.give_back(std::mem::take(&mut self.tokens));
    }
}

/// A hash of a text; nothing stays nothing. Nothing of a text stays that no output shows.
pub(super) fn hashed(text: &str) -> String {
    match text {
        "" => String::new(),
        text => sha256_hex(text.as_bytes()),
    }
}

fn read(pipeline: &Pipeline, document: &Document) -> (Tokens, Course) {
    let (tokens, hits) = pipeline.hits(document);
    let source = Source::new(&pipeline.lexicons, &pipeline.units, tokens.layout(), &hits);
    let course = Course::of(&source, document, None);
    (tokens, course)
}
