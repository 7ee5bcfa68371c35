//! Names that are masked elsewhere in the same text.

use std::ops::Range;

use foldhash::HashSet;

use super::pattern::Pattern;
use super::person::is_common_capital;
use super::{Kind, Raw};
use crate::text::{Document, Span};

/// What stands for a person who was taken out.
pub(super) static MASK: Pattern = Pattern::new(
    r"(?i)[\[<({]{1,2}\s?(?:[a-z]+[\s_'’\-]?)?(?:name|person|per|firstname|surname|friend|partner|mother|father|husband|wife|client|patient|therapist|participant|sister|brother|son|daughter)s?(?:['’]s name)?[\s_\-]?[\w]{0,3}\s?[\]>)}]{1,2}|\bX{3,}\b",
    0,
);
pub(super) static CAPITAL: Pattern =
    Pattern::new(r"\b\p{Lu}\p{Ll}{1,}(?:[\-'’]\p{Lu}\p{Ll}+)?\b", 0);

/// What the placeholders of a document say of its capitalised words. A name may be: the label of
/// a speaker that is said aloud, a capitalised word beside a placeholder (`Anna [SURNAME]`), and
/// one that stands between the same word and sign as a placeholder does (`Thank you, [NAME].` and
/// `Thank you, Anna.`).
#[derive(Debug)]
pub(super) struct Masked<'d> {
    document: &'d Document,
    masks: Vec<Range<usize>>,
    /// The first mask that does not end before the last word.
    next: usize,
    labels: HashSet<&'d str>,
    frames: HashSet<(String, char)>,
    /// The signs of the frames: a few.
    signs: Vec<char>,
}

impl<'d> Masked<'d> {
    /// `None` without placeholders: then nothing was masked. The masks stand in ascending order.
    pub(super) fn new(document: &'d Document, masks: Vec<Range<usize>>) -> Option<Masked<'d>> {
        if masks.is_empty() {
            return None;
        }
        let labels = document
            .speakers
            .iter()
            .flat_map(|speaker| speaker.label.split_whitespace())
            .filter(|word| is_name_shaped(word) && !is_role(word))
            .collect();
        let frames: HashSet<(String, char)> = masks
            .iter()
            .filter_map(|mask| frame(&document.text, mask))
            .collect();
        let mut signs: Vec<char> = frames.iter().map(|frame| frame.1).collect();
        signs.sort_unstable();
        signs.dedup();
        Some(Masked {
            document,
            masks,
            next: 0,
            labels,
            signs,
            frames,
        })
    }

    /// A match of a capitalised word; words come in ascending order.
    pub(super) fn weigh(&mut self, range: Range<usize>) -> Option<Raw> {
        let text = &self.document.text;
        let word = &text[range.clone()];
        let rest = self.masks[self.next..].iter();
        self.next += rest.take_while(|mask| mask.end <= range.start).count();
        let behind = self.masks.get(self.next);
        let before = self.next.checked_sub(1).map(|at| &self.masks[at]);
        let inside_mask = behind.is_some_and(|mask| mask.start < range.end);
        if inside_mask {
            return None;
        }
        let beside = behind
            .is_some_and(|mask| mask.start == range.end + 1 && text[range.end..].starts_with(' '))
            || before.is_some_and(|mask| {
                mask.end + 1 == range.start
                    && text[mask.end..].starts_with(' ')
                    && names_part(&text[mask.clone()])
            });
        let sign = text[range.end..].chars().next();
        let is_known = beside
            || !self.labels.is_empty() && self.labels.contains(word)
            || sign.is_some_and(|sign| self.signs.contains(&sign))
                && frame(text, &range).is_some_and(|frame| self.frames.contains(&frame));
        (is_known && !is_common_capital(word) && !self.is_label(&range))
            .then(|| (Kind::HalfMasked, Span::new(range.start, range.end)))
    }

    /// True outside of every block: labels of speakers stand there.
    fn is_label(&self, range: &Range<usize>) -> bool {
        self.document
            .blocks
            .binary_search_by(|block| {
                if block.span.end as usize <= range.start {
                    std::cmp::Ordering::Less
                } else if block.span.start as usize >= range.end {
                    std::cmp::Ordering::Greater
                } else {
                    std::cmp::Ordering::Equal
                }
            })
            .is_err()
    }
}

/// True for a placeholder of a part of a name: another part may stand beside it.
fn names_part(mask: &str) -> bool {
    let mask = mask.to_lowercase();
    mask.contains("first") || mask.contains("sur") || mask.contains("last")
}

/// The word before a place in the same sentence, and the sign behind it.
fn frame(text: &str, range: &Range<usize>) -> Option<(String, char)> {
    let sign = text[range.end..].chars().next()?;
    if !matches!(sign, '.' | ',' | '!' | '?' | '\'' | '’' | ':') {
        return None;
    }
    let lead = text[..range.start].trim_end();
    let gap = &text[lead.len()..range.start];
    let (lead, comma) = lead
        .strip_suffix(',')
        .map_or((lead, false), |lead| (lead, true));
    let word: String = lead
        .chars()
        .rev()
        .take_while(|c| c.is_alphabetic())
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    let mut word = word.to_lowercase();
    if comma {
        word.push(',');
    }
    (!word.is_empty() && gap == " ").then_some((word, sign))
}

fn is_name_shaped(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase)
        && chars.clone().count() > 1
        && chars.all(|c| c.is_lowercase() || matches!(c, '-' | '\'' | '’'))
}

fn is_role(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "therapist"
            | "client"
            | "patient"
            | "counsellor"
            | "counselor"
            | "interviewer"
            | "participant"
            | "speaker"
            | "psychologist"
            | "analyst"
            | "clinician"
            | "coach"
            | "mother"
            | "father"
            | "partner"
            | "supervisor"
            | "moderator"
            | "host"
            | "guest"
            | "question"
            | "answer"
            | "researcher"
            | "facilitator"
            | "unknown"
            | "person"
    )
}
