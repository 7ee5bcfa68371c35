//! The bytes of lexicons and languages. Trees of patterns are left out: their texts stand there.

use super::facet::Facet;
use super::language::{Cue, Gate};
use super::model::Text;
use super::phrase::{Phrase, Tree};
use super::{
    Category, CategoryId, Entry, EntryId, Language, Lexicon, Mask, Polarity, Weight, WordTest,
};
use crate::stored::{Stored, Taker, fields};

fields!(Lexicon {
    name,
    title,
    version,
    licence,
    authors,
    citation,
    definition,
    include,
    exclude,
    total,
    categories,
    entries,
    masks,
    sets,
    facets,
    sha256,
});
fields!(Category {
    id,
    title,
    polarity,
    in_total,
    negatable,
    has_adverse,
    definition,
    include,
    exclude,
    ambiguity,
    theory,
    hits,
    misses,
});
fields!(Entry {
    name,
    tree,
    category,
    polarity,
    weight,
    theory,
    gates,
    family,
    note,
    fired,
    place,
});
fields!(Mask { name, tree, place });
fields!(Phrase { text, tree });
fields!(Facet {
    name,
    values,
    phrases
});
fields!(Gate {
    name,
    words,
    before,
    after,
    noun_s
});
fields!(Language {
    code,
    version,
    sets,
    gates,
    cues,
    masks,
    style,
    sha256
});

impl Stored for Tree {
    fn put(&self, _: &mut Vec<u8>) {}

    fn take(_: &mut Taker) -> Option<Self> {
        Some(Tree::default())
    }
}

impl Stored for CategoryId {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
    }

    fn take(from: &mut Taker) -> Option<Self> {
        u16::take(from).map(CategoryId)
    }
}

impl Stored for EntryId {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
    }

    fn take(from: &mut Taker) -> Option<Self> {
        u32::take(from).map(EntryId)
    }
}

impl Stored for Weight {
    fn put(&self, out: &mut Vec<u8>) {
        self.hundredths().put(out);
    }

    fn take(from: &mut Taker) -> Option<Self> {
        Weight::of(f64::from(u16::take(from)?) / 100.0)
    }
}

impl Stored for Polarity {
    fn put(&self, out: &mut Vec<u8>) {
        (*self as u8).put(out);
    }

    fn take(from: &mut Taker) -> Option<Self> {
        let number = u8::take(from)?;
        Polarity::ALL.into_iter().find(|pole| *pole as u8 == number)
    }
}

impl Stored for Cue {
    fn put(&self, out: &mut Vec<u8>) {
        (*self as u8).put(out);
    }

    fn take(from: &mut Taker) -> Option<Self> {
        let number = u8::take(from)?;
        let mut cues = Cue::ALL.into_iter().map(|(cue, _)| cue);
        cues.find(|cue| *cue as u8 == number)
    }
}

impl Stored for WordTest {
    fn put(&self, out: &mut Vec<u8>) {
        let (is_stem, text) = match self {
            WordTest::Literal(word) => (false, word),
            WordTest::Stem(stem) => (true, stem),
        };
        is_stem.put(out);
        text.put(out);
    }

    fn take(from: &mut Taker) -> Option<Self> {
        let is_stem = bool::take(from)?;
        let text = Text::take(from)?;
        Some(if is_stem {
            WordTest::Stem(text)
        } else {
            WordTest::Literal(text)
        })
    }
}
