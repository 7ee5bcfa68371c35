//! Parts of a document: paragraphs, sentences, sections, turns, speakers, roles, stretches of words
//! or of time.
//!
//! Every word, and every [aside](crate::text::Aside) that is counted, is in exactly one segment,
//! whatever the cut: totals over segments are those of the document.

mod cut;

use std::ops::Range;

pub use cut::{by_blocks, cut};

use crate::text::Role;

/// How documents are cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segmentation {
    /// Turns of a transcript; what stands before the first is a segment of its own.
    Turn,
    /// All turns of a speaker together.
    Speaker,
    /// All turns of a role together; what no turn holds, and speakers without a known role, are
    /// segments of their own.
    Role,
    /// Paragraphs, headings, list items, cells.
    Paragraph,
    /// Sentences.
    Sentence,
    /// From one heading to the next.
    Section,
    /// Stretches of so many words; the last may be shorter.
    Words(u32),
    /// So many parts of equal length; the first ones hold one word more if it does not divide.
    Parts(u32),
    /// Stretches of so many minutes of the recording. A text without times is one segment.
    Minutes(u32),
}

impl Segmentation {
    /// Reads `turn`, `words:500`, `parts:10`.
    ///
    /// # Errors
    /// Says what can be written.
    pub fn parse(text: &str) -> Result<Segmentation, String> {
        const HELP: &str = "write turn, speaker, paragraph, sentence, section, words:N, parts:N, minutes:N or role";
        let number = |digits: &str| match digits.parse::<u32>() {
            Ok(n) if n > 0 => Ok(n),
            _ => Err(format!("`{digits}` is not a number above 0; {HELP}")),
        };
        Ok(match text {
            "turn" => Segmentation::Turn,
            "speaker" => Segmentation::Speaker,
            "role" => Segmentation::Role,
            "paragraph" => Segmentation::Paragraph,
            "sentence" => Segmentation::Sentence,
            "section" => Segmentation::Section,
            _ => match text.split_once(':') {
                Some(("words", n)) => Segmentation::Words(number(n)?),
                Some(("parts", n)) => Segmentation::Parts(number(n)?),
                Some(("minutes", n)) => Segmentation::Minutes(number(n)?),
                _ => return Err(format!("`{text}` is no way to cut a document; {HELP}")),
            },
        })
    }

    /// True if a segment holds whole blocks: its words need not be known to [cut it](by_blocks).
    pub fn is_of_blocks(self) -> bool {
        match self {
            Segmentation::Turn
            | Segmentation::Speaker
            | Segmentation::Role
            | Segmentation::Paragraph
            | Segmentation::Section => true,
            Segmentation::Sentence
            | Segmentation::Words(_)
            | Segmentation::Parts(_)
            | Segmentation::Minutes(_) => false,
        }
    }

    /// As written on the command line.
    pub fn name(self) -> String {
        match self {
            Segmentation::Turn => "turn".to_owned(),
            Segmentation::Speaker => "speaker".to_owned(),
            Segmentation::Role => "role".to_owned(),
            Segmentation::Paragraph => "paragraph".to_owned(),
            Segmentation::Sentence => "sentence".to_owned(),
            Segmentation::Section => "section".to_owned(),
            Segmentation::Words(n) => format!("words:{n}"),
            Segmentation::Parts(n) => format!("parts:{n}"),
            Segmentation::Minutes(n) => format!("minutes:{n}"),
        }
    }
}

/// A part of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Segment {
    /// Number from 1.
    pub number: u32,
    /// Position of the speaker in the document's list, if all of it is one speaker's.
    pub speaker: Option<u32>,
    /// Role of the speaker, if all of it has one role.
    pub role: Option<Role>,
    /// Turns of the file that it touches: first and last of each run, from 1.
    pub turns: Vec<(u32, u32)>,
    /// Start in milliseconds, if it is known.
    pub start_ms: Option<u64>,
    /// End in milliseconds: as the file says, or where the next time stands.
    pub end_ms: Option<u64>,
    /// Its words; several ranges for speakers, roles and minutes; empty ones hold asides only.
    pub ranges: Vec<Range<usize>>,
    /// Bytes of the plain text from its first to its last word or aside.
    pub place: (u32, u32),
    /// Asides in it, in the order of [`AsideKind::COUNTED`](crate::text::AsideKind::COUNTED).
    pub asides: [u64; 5],
}

impl Segment {
    /// Place of its middle in the document, 0 to 1; `None` without words.
    pub fn position(&self, words: usize) -> Option<f64> {
        let first = self.ranges.iter().find(|range| !range.is_empty())?.start;
        let end = self.ranges.iter().rfind(|range| !range.is_empty())?.end;
        (words > 0 && end > first).then(|| (first + end) as f64 / 2.0 / words as f64)
    }

    /// Its turns as reports write them: `3-5 9`.
    pub fn turn_ids(&self) -> String {
        let run = |&(first, last): &(u32, u32)| {
            if first == last {
                first.to_string()
            } else {
                format!("{first}-{last}")
            }
        };
        self.turns.iter().map(run).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_to_cut() {
        assert_eq!(
            Segmentation::parse("words:500"),
            Ok(Segmentation::Words(500))
        );
        assert!(Segmentation::parse("parts:0").is_err());
        assert!(Segmentation::parse("minutes:x").is_err());
        assert!(Segmentation::parse("pages").is_err());
        for name in ["turn", "role", "minutes:5", "parts:3"] {
            assert_eq!(Segmentation::parse(name).expect("known").name(), name);
        }
    }
}
