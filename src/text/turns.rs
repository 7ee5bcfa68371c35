//! Transcripts: finds speaker labels at the start of lines, and parts the text into turns.
//!
//! Takes a document with blocks, and adds turns to it. A single `Note:` makes no transcript: labels
//! must come back, there must be two of them, and they must begin much of the text.

use std::collections::HashMap;
use std::ops::Range;

use super::document::{Block, Document, Role, Speaker, Turn};
use super::fold;
use super::span::Span;

/// A label has at most this many characters.
const LABEL_LIMIT: usize = 40;

/// A labelled line.
struct Start {
    /// Position of its block.
    block: usize,
    /// Where the line begins, in the text.
    line: usize,
    /// Where the label stands, in the text.
    label: Range<usize>,
    /// First byte behind the colon.
    speech: usize,
    /// The label as labels are compared.
    key: String,
}

/// Recognises a transcript, and if the document is one, splits its blocks at the labels.
///
/// It is one if at least two labels come up twice or more, together at least four times, and the
/// lines they begin are at least half of all lines or half of all blocks. Labels that come up
/// once stay text. Labels stand outside the blocks then, blocks carry their turn, and a block
/// without a label belongs to the turn before it. A label without words behind it makes no turn.
/// Cost: linear.
pub fn find(document: &mut Document) {
    let (mut starts, n_lines) = labelled_lines(document);
    let mut uses: HashMap<String, usize> = HashMap::new();
    for start in &starts {
        *uses.entry(start.key.clone()).or_default() += 1;
    }
    starts.retain(|start| uses[&start.key] > 1);
    let n_labels = uses.values().filter(|&&count| count > 1).count();
    let dense = starts.len() * 2 >= document.blocks.len() || starts.len() * 2 >= n_lines;
    if n_labels > 1 && starts.len() >= 4 && dense {
        split(document, &starts);
    }
}

/// All lines of all blocks that begin with what could be a label, and the number of lines that are
/// not blank.
fn labelled_lines(document: &Document) -> (Vec<Start>, usize) {
    let mut starts = Vec::new();
    let mut n_lines = 0;
    for (block, span) in document
        .blocks
        .iter()
        .map(|block| block.span.range())
        .enumerate()
    {
        let mut line_start = span.start;
        for line in document.text[span].split_inclusive(fold::is_line_end) {
            n_lines += usize::from(!line.trim().is_empty());
            if let Some(label) = label(line) {
                let speech = line_start + label.end + 1;
                let key = fold::fold(&line[label.clone()]);
                let label = line_start + label.start..line_start + label.end;
                starts.push(Start {
                    block,
                    line: line_start,
                    label,
                    speech,
                    key,
                });
            }
            line_start += line.len();
        }
    }
    (starts, n_lines)
}

/// Where the label of a line stands: before a colon, 1 to 40 letters, digits, spaces and `. , ' -`.
fn label(line: &str) -> Option<Range<usize>> {
    let text = line.trim_start();
    let start = line.len() - text.len();
    let mut last = None;
    for (n_chars, (at, c)) in text.char_indices().enumerate() {
        let letter = c.is_alphanumeric();
        if c == ':' {
            let ends_well =
                last.is_some_and(|c: char| c.is_alphanumeric() || is_mark(c) || c == '.');
            let space_follows = text[at + 1..]
                .chars()
                .next()
                .is_none_or(char::is_whitespace);
            return (ends_well && space_follows).then_some(start..start + at);
        }
        // Accents may be written as signs of their own.
        let inner = matches!(c, ' ' | '.' | ',' | '-') || fold::is_apostrophe(c) || is_mark(c);
        if n_chars == LABEL_LIMIT || !(letter || (inner && n_chars > 0)) {
            return None;
        }
        last = Some(c);
    }
    None
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// Splits the blocks at the labels, and fills in turns and speakers.
fn split(document: &mut Document, starts: &[Start]) {
    let mut result = Splitter::default();
    let mut starts = starts.iter().peekable();
    for (block_ix, block) in std::mem::take(&mut document.blocks).iter().enumerate() {
        let mut from = block.span.range().start;
        while let Some(start) = starts.next_if(|start| start.block == block_ix) {
            result.add(&document.text, from..start.line, block);
            result.waiting = Some(start);
            from = start.speech;
        }
        result.add(&document.text, from..block.span.range().end, block);
    }
    document.blocks = result.blocks;
    document.turns = result.turns;
    document.speakers = result.speakers;
}

/// What the document will hold.
#[derive(Default)]
struct Splitter<'s> {
    blocks: Vec<Block>,
    turns: Vec<Turn>,
    speakers: Vec<Speaker>,
    known: HashMap<&'s str, u32>,
    /// The label whose turn has no block yet.
    waiting: Option<&'s Start>,
}

impl Splitter<'_> {
    /// Adds a part of `block`, without the white space around it.
    fn add(&mut self, text: &str, part: Range<usize>, block: &Block) {
        let inside = &text[part.clone()];
        if !inside.contains(|c: char| !c.is_whitespace() && c != '\u{FFFC}') {
            return;
        }
        let start = part.start + inside.len() - inside.trim_start().len();
        let span = Span::new(start, start + inside.trim().len());
        if let Some(label) = self.waiting.take() {
            let next = self.speakers.len() as u32;
            let speaker = *self.known.entry(&label.key).or_insert(next);
            if speaker == next {
                let role = role(&label.key);
                self.speakers.push(Speaker {
                    label: text[label.label.clone()].to_owned(),
                    role,
                });
            }
            let raw = self.turns.len() as u32 + 1;
            self.turns.push(Turn {
                speaker: Some(speaker),
                raw: (raw, raw),
            });
        }
        let turn = (self.turns.len() as u32).checked_sub(1);
        self.blocks.push(Block {
            span,
            turn,
            ..block.clone()
        });
    }
}

/// What a folded label says about the role. A number at its end is ignored.
fn role(label: &str) -> Role {
    let name = label.trim_end_matches(|c: char| c.is_numeric() || matches!(c, ' ' | '.' | '-'));
    match name {
        "t" | "th" | "ther" | "therapist" | "counsellor" | "counselor" | "psychologist"
        | "analyst" | "clinician" | "coach" => Role::Therapist,
        "c" | "cl" | "p" | "pt" | "client" | "patient" | "analysand" | "coachee" => Role::Client,
        _ => Role::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::BlockKind;

    /// A document whose blocks are parted by blank lines, with its turns.
    fn read(text: &str) -> Document {
        let mut document = Document {
            text: text.to_owned(),
            ..Document::default()
        };
        let mut at = 0;
        for part in text.split_inclusive("\n\n") {
            let span = Span::new(at, at + part.trim_end().len());
            document.blocks.push(Block {
                span,
                kind: BlockKind::Item,
                section: 7,
                turn: None,
            });
            at += part.len();
        }
        find(&mut document);
        document
    }

    /// Speaker number and text of each block; `None` outside every turn.
    fn turns(text: &str) -> Vec<(Option<u32>, String)> {
        let document = read(text);
        let block = |b: &Block| {
            let speaker = b
                .turn
                .and_then(|turn| document.turns[turn as usize].speaker);
            (speaker, document.text[b.span.range()].to_owned())
        };
        document.blocks.iter().map(block).collect()
    }

    fn is_transcript(text: &str) -> bool {
        !read(text).turns.is_empty()
    }

    #[test]
    fn labels_part_the_text_and_stay_outside() {
        let text = "Meeting title: Intake\n\nT: Hello.\nHow are you?\nC: Ashamed.\n\nVery.\nT: I see.\n  c: Yes: very.";
        let expected = [
            (None, "Meeting title: Intake"),
            (Some(0), "Hello.\nHow are you?"),
            (Some(1), "Ashamed."),
            (Some(1), "Very."),
            (Some(0), "I see."),
            (Some(1), "Yes: very."),
        ];
        assert_eq!(
            turns(text),
            expected.map(|(turn, text)| (turn, text.to_owned()))
        );
    }

    #[test]
    fn one_speaker_may_have_two_turns_in_a_row() {
        let document = read("A: x\nA: y\nB: z\nB: w");
        let speakers: Vec<u32> = document.turns.iter().filter_map(|t| t.speaker).collect();
        assert_eq!(speakers, [0, 0, 1, 1]);
    }

    #[test]
    fn a_label_may_stand_alone_on_its_line() {
        let text = "Therapist:\nHello.\n\nClient:\n\nHi.\n\nTherapist:\n\nClient: So.";
        let found = turns(text);
        let expected = [(Some(0), "Hello."), (Some(1), "Hi."), (Some(1), "So.")];
        assert_eq!(found, expected.map(|(turn, text)| (turn, text.to_owned())));
        let document = read(text);
        // The second `Therapist:` says nothing, so it is no turn.
        assert_eq!(document.turns.len(), 3);
        assert_eq!(document.blocks[2].turn, Some(2));
    }

    #[test]
    fn roles_by_label() {
        let text = "Client 2: a\nT1: b\nO’Brien: c\nT 1: d\nClient 2: e\nT1: f\nO'Brien: g\nT 1: h";
        let document = read(text);
        let found: Vec<_> = document
            .speakers
            .iter()
            .map(|s| (s.label.as_str(), s.role))
            .collect();
        let expected = [
            ("Client 2", Role::Client),
            ("T1", Role::Therapist),
            ("O’Brien", Role::Unknown),
            ("T 1", Role::Therapist),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn essays_with_colons_are_no_transcripts() {
        assert!(!is_transcript(
            "He said: no\nShe said: yes\nI said: perhaps\nThey said: so"
        ));
        assert!(!is_transcript("Note: a\nNote: b\nNote: c\nNote: d"));
        assert!(!is_transcript("T: a\nC: b\nT: c"));
        assert!(!is_transcript(
            "10:30 up\n10:40 out\n11:30 back\n11:40 bed\n10:30 x\n11:30 y"
        ));
        let sparse =
            "T: a\nx\nx\nC: b\nx\nx\n\nT: c\nx\nx\n\nx\n\nx\n\nx\n\nx\n\nx\n\nC: d\nx\n\nx\n\nx";
        assert!(!is_transcript(sparse));
    }

    #[test]
    fn what_is_a_label() {
        let found = |line: &str| label(line).map(|range| line[range].to_owned());
        assert_eq!(
            found("  Dr. Smith-Jones: hi").as_deref(),
            Some("Dr. Smith-Jones")
        );
        assert_eq!(found("Prof.:").as_deref(), Some("Prof."));
        assert_eq!(
            found("12345678901234567890: x").as_deref(),
            Some("12345678901234567890")
        );
        assert_eq!(found("Jose\u{301}: x").as_deref(), Some("Jose\u{301}"));
        for line in [
            "12345678901234567890123456789012345678901: x",
            "a:b",
            "-a: b",
            "a-: b",
            ": b",
            "a (b): c",
            "a",
        ] {
            assert_eq!(found(line), None, "{line}");
        }
    }

    #[test]
    fn parts_keep_what_their_block_was() {
        let document = read("T: a\nC: b\nT: c\nC: d");
        assert_eq!(document.blocks.len(), 4);
        assert!(
            document
                .blocks
                .iter()
                .all(|b| b.kind == BlockKind::Item && b.section == 7)
        );
    }
}
