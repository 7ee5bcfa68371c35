//! What several tests need.

use std::sync::Arc;

use feltsense::analysis::{Pipeline, Settings, WordRule};
use feltsense::lexicon::builtin;
use feltsense::matching::context::Scene;
use feltsense::matching::{Engine, Hit, Instruments};
use feltsense::measure::{IntervalMethod, tally::Method};
use feltsense::text::{Block, BlockKind, Document, Span, Tokens};

/// The embedded lexicons, compiled.
pub(crate) fn instruments(engine: Engine) -> Instruments {
    let lexicons = builtin::all().into_iter().map(Arc::new).collect();
    Instruments::new(lexicons, Arc::new(builtin::english().clone()), engine)
}

/// The embedded lexicons and context rules, as for commands that look at texts one by one.
pub(crate) fn pipeline(engine: Engine, resamples: usize) -> Pipeline {
    let settings = Settings {
        words: WordRule::Uax29,
        by: None,
        matches: false,
        excerpts: false,
        method: Method {
            interval: IntervalMethod::Auto,
            resamples,
            seed: 1,
        },
        engine,
    };
    Pipeline::new(builtin::all(), builtin::english().clone(), settings)
}

/// A document of one paragraph.
pub(crate) fn paragraph(text: &str) -> Document {
    let span = Span::new(0, text.len());
    let block = Block {
        span,
        kind: BlockKind::Paragraph,
        section: 0,
        turn: None,
    };
    Document {
        text: text.to_owned(),
        blocks: vec![block],
        ..Document::default()
    }
}

/// A hit for people.
pub(crate) struct Read {
    /// `shame.explicit`.
    pub category: String,
    /// The matched text: lower case, straight apostrophes, without a final `'s`.
    pub text: String,
    /// The status by name.
    pub status: String,
    /// The compare forms of the cue's words, joined by a space; empty if there is none.
    pub cue: String,
    /// The reference by name.
    pub reference: String,
    /// The flags by name.
    pub flags: String,
    /// The hit itself.
    pub hit: Hit,
}

/// All hits of all instruments in one paragraph.
pub(crate) fn read(instruments: &Instruments, text: &str) -> Vec<Read> {
    let document = paragraph(text);
    let tokens = Tokens::of(&document);
    let scene = Scene::of(&document);
    let mut all = Vec::new();
    let hits = instruments.read(&tokens, &scene);
    for (lexicon, hits) in instruments.lexicons.iter().zip(hits) {
        for hit in hits {
            let span = tokens.span_of(hit.found.first as usize, hit.found.end as usize);
            let text = document.text[span.range()].to_lowercase().replace('’', "'");
            let text = text.strip_suffix("'s").unwrap_or(&text).to_owned();
            let entry = &lexicon.entries[hit.found.entry.0 as usize];
            let cue = hit.context.cue.map_or(String::new(), |(first, end)| {
                (first..end)
                    .map(|at| tokens.form(at as usize))
                    .collect::<Vec<_>>()
                    .join(" ")
            });
            all.push(Read {
                category: lexicon.qualified(entry.category),
                text,
                status: hit.context.status.name().to_owned(),
                cue,
                reference: hit.context.reference.name().to_owned(),
                flags: hit.context.flags.names(),
                hit,
            });
        }
    }
    all
}
