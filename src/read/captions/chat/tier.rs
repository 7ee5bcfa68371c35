//! One main tier → what is said, with its asides and times.

use std::ops::Range;

use super::words::{self, Word};
use crate::read::captions::speech::Speech;
use crate::read::captions::weave::Time;
use crate::text::AsideKind;

/// The mark around the times of CHAT.
const BULLET: char = '\u{15}';

/// An utterance.
#[derive(Debug, Default)]
pub(super) struct Utterance {
    /// What is said, parted where the file gives times.
    pub(super) parts: Vec<(Speech, Option<Time>)>,
    /// It ends as a sentence.
    pub(super) is_ended: bool,
}

/// What stands in a tier.
#[derive(Clone, Debug)]
enum Kind {
    /// A word, and what is left of it to read.
    Word(Word),
    /// `, ; .` and the like: what stands for it.
    Sign(&'static str),
    /// Something that happens, or cannot be heard.
    Aside(AsideKind),
    /// A time.
    Bullet(Time),
}

#[derive(Clone, Debug)]
struct Item {
    kind: Kind,
    range: Range<usize>,
    /// Said again in other words, or not counted: `[/]`, `[//]`, `[e]`.
    retraced: bool,
    /// Another word stands for it: `[: …]`.
    replaced: bool,
}

/// Reads a main tier, from behind its colon.
pub(super) fn read(source: &str, range: Range<usize>) -> Utterance {
    let mut scanner = Scanner {
        source,
        at: range.start,
        end: range.end,
        items: Vec::new(),
        groups: Vec::new(),
        last: 0..0,
        retraced: Vec::new(),
        replaced: Vec::new(),
    };
    scanner.scan();
    scanner.mark();
    weave(source, &scanner.items)
}

struct Scanner<'s> {
    source: &'s str,
    at: usize,
    end: usize,
    items: Vec<Item>,
    /// Where the open `<` groups begin, in items.
    groups: Vec<usize>,
    /// What a code in brackets speaks of, in items.
    last: Range<usize>,
    /// What codes said of items: marked at the end, once for each item however many codes there are.
    retraced: Vec<Range<usize>>,
    replaced: Vec<Range<usize>>,
}

impl Scanner<'_> {
    fn scan(&mut self) {
        while let Some(c) = self.source[self.at..self.end].chars().next() {
            match c {
                _ if c.is_whitespace() => self.at += c.len_utf8(),
                BULLET => self.bullet(),
                '[' => self.code(),
                '<' => {
                    self.groups.push(self.items.len());
                    self.at += 1;
                }
                '>' => {
                    if let Some(start) = self.groups.pop() {
                        self.last = start..self.items.len();
                    }
                    self.at += 1;
                }
                _ => self.token(),
            }
        }
    }

    /// Marks what codes spoke of.
    fn mark(&mut self) {
        let covered = |ranges: &[Range<usize>]| {
            let mut steps = vec![0i32; self.items.len() + 1];
            for range in ranges {
                steps[range.start] += 1;
                steps[range.end] -= 1;
            }
            steps
        };
        let (retraced, replaced) = (covered(&self.retraced), covered(&self.replaced));
        let (mut deep_retraced, mut deep_replaced) = (0, 0);
        for (at, item) in self.items.iter_mut().enumerate() {
            deep_retraced += retraced[at];
            deep_replaced += replaced[at];
            item.retraced = deep_retraced > 0;
            item.replaced = deep_replaced > 0 && !matches!(item.kind, Kind::Bullet(_));
        }
    }

    fn push(&mut self, kind: Kind, range: Range<usize>) {
        let at = self.items.len();
        self.items.push(Item {
            kind,
            range,
            retraced: false,
            replaced: false,
        });
        self.last = at..at + 1;
    }

    /// `•1200_2500•`, also in the old form with the name of a file in front.
    fn bullet(&mut self) {
        let start = self.at;
        let inside = &self.source[start + 1..self.end];
        let Some(length) = inside.find(BULLET) else {
            self.at += 1;
            return;
        };
        self.at = start + length + 2;
        let mut numbers = inside[..length].rsplit('_').map(|part| {
            let digits = part.trim_end_matches('-');
            digits.parse::<u64>().ok()
        });
        if let (Some(Some(end)), Some(Some(begin))) = (numbers.next(), numbers.next()) {
            let end = Some(end).filter(|&end| end >= begin);
            self.push(Kind::Bullet((begin, end)), start..self.at);
        }
    }

    /// `[…]`: says something of the word or group before it.
    fn code(&mut self) {
        let start = self.at;
        let inside = &self.source[start + 1..self.end];
        // A bracket that another one follows before it closes is none: so the search stays linear.
        let close = inside.find(['[', ']']);
        let Some(length) = close.filter(|&at| inside[at..].starts_with(']')) else {
            self.at += 1;
            return;
        };
        let whole = start..start + length + 2;
        self.at = whole.end;
        let code = inside[..length].trim();
        let is_retrace = matches!(code, "/" | "//" | "///" | "/-" | "/?" | "/*" | "e");
        if is_retrace {
            self.retraced.push(self.last.clone());
        } else if code.starts_with(": ") || code.starts_with(":: ") {
            self.replace(start + 1..start + 1 + length);
        } else if code.starts_with("=!") {
            let last = self.last.clone();
            self.push(Kind::Aside(AsideKind::Event), whole);
            self.last = last;
        }
    }

    /// `[: word word]`: these words are meant, and stand for what was said.
    fn replace(&mut self, inside: Range<usize>) {
        let last = self.last.clone();
        if last.is_empty() {
            return;
        }
        self.replaced.push(last.clone());
        let text = &self.source[inside.clone()];
        let colons = text.len() - text.trim_start().trim_start_matches(':').len();
        let (at, end) = (self.at, self.end);
        (self.at, self.end) = (inside.start + colons, inside.end);
        while let Some(c) = self.source[self.at..self.end].chars().next() {
            if c.is_whitespace() || matches!(c, '[' | '<' | '>' | BULLET) {
                self.at += c.len_utf8();
            } else {
                self.token();
            }
        }
        (self.at, self.end) = (at, end);
        self.last = last.start..self.items.len();
    }

    /// A word or sign up to white space or a bracket.
    fn token(&mut self) {
        let rest = &self.source[self.at..self.end];
        let is_linker = rest.starts_with('+') || rest.starts_with('&');
        let is_border = |c: char| {
            c.is_whitespace()
                || matches!(c, '[' | ']' | BULLET)
                || (matches!(c, '<' | '>') && !is_linker)
        };
        let length = rest.find(is_border).unwrap_or(rest.len());
        // A bracket that closes nothing.
        let length = length.max(rest.chars().next().map_or(1, char::len_utf8));
        let range = self.at..self.at + length;
        self.at = range.end;
        let last = self.last.clone();
        for part in words::read(self.source, range) {
            match part {
                words::Part::Word(word, range) => self.push(Kind::Word(word), range),
                words::Part::Sign(sign, range) => {
                    self.push(Kind::Sign(sign), range);
                    self.last.clone_from(&last);
                }
                words::Part::Aside(kind, range) => self.push(Kind::Aside(kind), range),
            }
        }
    }
}

/// Items → text: what is retraced becomes one aside, what is replaced is left out.
fn weave(source: &str, items: &[Item]) -> Utterance {
    let mut utterance = Utterance::default();
    let mut speech = Speech::default();
    let mut reached = None;
    let mut at = 0;
    let mut retraced: Option<usize> = None;
    while let Some(item) = items.get(at) {
        at += 1;
        if let Kind::Bullet(time) = item.kind {
            close(&mut speech, &mut retraced);
            utterance
                .parts
                .push((std::mem::take(&mut speech), Some(time)));
            reached = None;
            continue;
        }
        if item.replaced {
            continue;
        }
        let is_sign = matches!(item.kind, Kind::Sign(_));
        if !item.retraced {
            close(&mut speech, &mut retraced);
        }
        if let (Some(reached), false) = (reached, is_sign) {
            space(source, &mut speech, reached..item.range.start);
        }
        let start = speech.text.len();
        if item.retraced {
            retraced = retraced.or(Some(start));
        }
        match &item.kind {
            Kind::Word(word) => word.write(source, &mut speech),
            Kind::Sign(sign) => speech.put(sign, item.range.clone()),
            Kind::Aside(_) => speech.copy(source, item.range.clone()),
            Kind::Bullet(_) => {}
        }
        let aside = match &item.kind {
            Kind::Word(word) => word.aside,
            Kind::Aside(kind) => Some(*kind),
            _ => None,
        };
        if let Some(kind) = aside.filter(|_| !item.retraced) {
            speech.asides.push((start..speech.text.len(), kind));
        }
        reached = Some(item.range.end);
    }
    close(&mut speech, &mut retraced);
    let ended = |speech: &Speech| speech.text.trim_end().ends_with(['.', '?', '!', '…']);
    let last = utterance.parts.iter().rev().map(|(speech, _)| speech);
    utterance.is_ended = [&speech]
        .into_iter()
        .chain(last)
        .find(|speech| !speech.is_blank())
        .is_some_and(ended);
    utterance.parts.push((speech, None));
    utterance
}

/// Ends a stretch of retraced words.
fn close(speech: &mut Speech, retraced: &mut Option<usize>) {
    if let Some(start) = retraced.take()
        && start < speech.text.len()
    {
        let range = start..speech.text.len();
        speech.asides.push((range, AsideKind::Disfluency));
    }
}

/// The white space between two items: as it stands, or one space if codes stand between them.
fn space(source: &str, speech: &mut Speech, between: Range<usize>) {
    if between.is_empty() || between.start > between.end {
        if between.start > between.end {
            speech.put(" ", between.end..between.end);
        }
        return;
    }
    let text = &source[between.clone()];
    if text.trim().is_empty() {
        speech.copy(source, between);
    } else {
        speech.put(" ", between);
    }
}
