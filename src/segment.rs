//! Parts of a document: paragraphs, sentences, sections, turns, speakers, stretches of words.

use std::ops::Range;

use crate::text::{Document, Role, Tokens};

/// How documents are cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segmentation {
    /// Turns of a transcript; what stands before the first is a segment of its own.
    Turn,
    /// All turns of a speaker together.
    Speaker,
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
}

impl Segmentation {
    /// Reads `turn`, `words:500`, `parts:10`.
    ///
    /// # Errors
    /// Says what can be written.
    pub fn parse(text: &str) -> Result<Segmentation, String> {
        const HELP: &str = "write turn, speaker, paragraph, sentence, section, words:N or parts:N";
        let number = |digits: &str| match digits.parse::<u32>() {
            Ok(n) if n > 0 => Ok(n),
            _ => Err(format!("`{digits}` is not a number above 0; {HELP}")),
        };
        Ok(match text {
            "turn" => Segmentation::Turn,
            "speaker" => Segmentation::Speaker,
            "paragraph" => Segmentation::Paragraph,
            "sentence" => Segmentation::Sentence,
            "section" => Segmentation::Section,
            _ => match text.split_once(':') {
                Some(("words", n)) => Segmentation::Words(number(n)?),
                Some(("parts", n)) => Segmentation::Parts(number(n)?),
                _ => return Err(format!("`{text}` is no way to cut a document; {HELP}")),
            },
        })
    }

    /// As written on the command line.
    pub fn name(self) -> String {
        match self {
            Segmentation::Turn => "turn".to_owned(),
            Segmentation::Speaker => "speaker".to_owned(),
            Segmentation::Paragraph => "paragraph".to_owned(),
            Segmentation::Sentence => "sentence".to_owned(),
            Segmentation::Section => "section".to_owned(),
            Segmentation::Words(n) => format!("words:{n}"),
            Segmentation::Parts(n) => format!("parts:{n}"),
        }
    }
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Number from 1.
    pub number: u32,
    /// Code of the speaker (`S1`), if it is known.
    pub speaker: Option<String>,
    /// Role of the speaker.
    pub role: Option<Role>,
    /// Its words; several ranges only for a speaker.
    pub ranges: Vec<Range<usize>>,
}

impl Segment {
    /// Place of its middle in the document, 0 to 1; `None` without words.
    pub fn position(&self, words: usize) -> Option<f64> {
        let first = self.ranges.first()?.start;
        let end = self.ranges.last()?.end;
        (words > 0 && end > first).then(|| (first + end) as f64 / 2.0 / words as f64)
    }
}

/// Cuts a document. Segments are in order; every word is in exactly one (turns and speakers of a
/// text without turns: one segment without speaker).
pub fn cut(by: Segmentation, document: &Document, tokens: &Tokens) -> Vec<Segment> {
    let all = 0..tokens.len();
    match by {
        Segmentation::Words(n) => plain(chunks(all, n as usize)),
        Segmentation::Parts(n) => plain(parts(tokens.len(), n as usize)),
        Segmentation::Sentence => plain(
            tokens
                .sentences()
                .iter()
                .map(|s| s.first as usize..s.end as usize)
                .collect(),
        ),
        Segmentation::Paragraph => plain(runs(tokens, |block| block)),
        Segmentation::Section => plain(runs(tokens, |block| document.blocks[block].section)),
        Segmentation::Turn => {
            let mut segments = Vec::new();
            for range in runs(tokens, |block| document.blocks[block].turn) {
                let block = block_of(tokens, range.start);
                segments.push(spoken(document, document.blocks[block].turn, vec![range]));
            }
            numbered(segments)
        }
        Segmentation::Speaker => {
            let mut segments: Vec<Segment> = Vec::new();
            for range in runs(tokens, |block| document.blocks[block].turn) {
                let block = block_of(tokens, range.start);
                let new = spoken(document, document.blocks[block].turn, vec![range]);
                match segments
                    .iter_mut()
                    .find(|known| known.speaker == new.speaker)
                {
                    Some(known) => known.ranges.extend(new.ranges),
                    None => segments.push(new),
                }
            }
            numbered(segments)
        }
    }
}

fn spoken(document: &Document, turn: Option<u32>, ranges: Vec<Range<usize>>) -> Segment {
    let speaker = turn.and_then(|turn| document.turns[turn as usize].speaker);
    Segment {
        number: 0,
        speaker: speaker.map(Document::speaker_code),
        role: speaker.map(|speaker| document.speakers[speaker as usize].role),
        ranges,
    }
}

fn plain(ranges: Vec<Range<usize>>) -> Vec<Segment> {
    let segment = |range| Segment {
        number: 0,
        speaker: None,
        role: None,
        ranges: vec![range],
    };
    numbered(ranges.into_iter().map(segment).collect())
}

fn numbered(mut segments: Vec<Segment>) -> Vec<Segment> {
    for (at, segment) in segments.iter_mut().enumerate() {
        segment.number = at as u32 + 1;
    }
    segments
}

fn block_of(tokens: &Tokens, word: usize) -> usize {
    tokens.sentence(word).block as usize
}

/// Runs of words whose blocks have the same key.
fn runs<K: PartialEq>(tokens: &Tokens, key: impl Fn(usize) -> K) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut last: Option<K> = None;
    for sentence in tokens.sentences() {
        let here = key(sentence.block as usize);
        let range = sentence.first as usize..sentence.end as usize;
        match runs.last_mut() {
            Some(run) if last.as_ref() == Some(&here) => run.end = range.end,
            _ => runs.push(range),
        }
        last = Some(here);
    }
    runs
}

fn chunks(all: Range<usize>, size: usize) -> Vec<Range<usize>> {
    all.clone()
        .step_by(size)
        .map(|first| first..(first + size).min(all.end))
        .collect()
}

/// `n` ranges; the remainder is spread over the first ones. Fewer if there are fewer words.
fn parts(words: usize, n: usize) -> Vec<Range<usize>> {
    let (size, rest) = (words / n, words % n);
    let mut ranges = Vec::new();
    let mut first = 0;
    for part in 0..n {
        let end = first + size + usize::from(part < rest);
        if end > first {
            ranges.push(first..end);
        }
        first = end;
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_share_the_remainder_from_the_front() {
        assert_eq!(parts(11, 4), [0..3, 3..6, 6..9, 9..11]);
        assert_eq!(parts(2, 3), [0..1, 1..2]);
        assert!(parts(0, 3).is_empty());
    }

    #[test]
    fn ways_to_cut() {
        assert_eq!(
            Segmentation::parse("words:500"),
            Ok(Segmentation::Words(500))
        );
        assert!(Segmentation::parse("parts:0").is_err());
        assert!(Segmentation::parse("pages").is_err());
        assert_eq!(Segmentation::parse("turn").expect("known").name(), "turn");
    }
}
