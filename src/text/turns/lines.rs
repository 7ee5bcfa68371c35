//! The first step: lines that begin with what could be a speaker label.

use std::ops::Range;

use super::super::bytes::{self, eq, within};
use super::super::document::Document;
use super::super::fold;
use super::super::runs::by_runs;
use super::super::signs;
use super::roles;
use super::stamp::{self, Stamp};

/// A label has at most this many characters.
const LABEL_LIMIT: usize = 40;
/// In ASCII, a label and the sign behind it end before this byte.
const NEAR: usize = 48;
const _: () = assert!(NEAR >= LABEL_LIMIT + 2, "brackets, a label, and a sign");
/// A name on a line of its own has at most this many words.
const NAME_WORDS: usize = 4;

/// What a labelled line looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// `Name: text`.
    Colon,
    /// `Name:text`: counts only if the label is known from other lines.
    Tight,
    /// A time before or behind the label: `[00:12] Name: text`, `Name (00:12): text`.
    Timed,
    /// A label and a time on a line of their own: `Name  0:21`, `[00:12] Name`.
    Header,
    /// A name in capitals, or a word like *Interviewer*, on a line of its own.
    Alone,
}

/// A labelled line.
#[derive(Clone, Debug)]
pub(super) struct Head {
    /// Position of its block.
    pub(super) block: usize,
    /// Where the line begins, in the text.
    pub(super) line: usize,
    /// Number of the line among the lines that are not blank.
    pub(super) ordinal: usize,
    /// Where the label stands, in the text.
    pub(super) label: Range<usize>,
    /// First byte of the speech.
    pub(super) speech: usize,
    /// The label as labels are compared.
    pub(super) key: String,
    /// What it looks like.
    pub(super) shape: Shape,
    /// The time, if there is one.
    pub(super) stamp: Option<Stamp>,
}

/// All lines of a document that could begin a turn.
#[derive(Default)]
pub(super) struct Lines {
    /// In order.
    pub(super) heads: Vec<Head>,
    /// Lines that are not blank.
    pub(super) count: usize,
    /// Lines that begin with a time and no label.
    pub(super) timed: usize,
}

/// Looks at the start of every line. Cost: linear; by several threads if the document is long.
pub(super) fn of(document: &Document, is_declared: &(dyn Fn(&str) -> bool + Sync)) -> Lines {
    let runs = by_runs(document, |blocks| of_blocks(document, blocks, is_declared));
    let mut lines = Lines::default();
    for run in runs {
        let before = lines.count;
        lines.heads.extend(run.heads.into_iter().map(|head| Head {
            ordinal: head.ordinal + before,
            ..head
        }));
        lines.count += run.count;
        lines.timed += run.timed;
    }
    lines
}

/// The lines of some blocks, by themselves.
fn of_blocks(
    document: &Document,
    blocks: Range<usize>,
    is_declared: &(dyn Fn(&str) -> bool + Sync),
) -> Lines {
    let mut lines = Lines::default();
    for block in blocks {
        let span = document.blocks[block].span.range();
        let mut start = span.start;
        let text = &document.text[..span.end];
        while start < span.end {
            let line_end = bytes::line_end(text, start);
            let width = text[line_end..].chars().next().map_or(0, char::len_utf8);
            let line = &text[start..line_end + width];
            lines.count += usize::from(!line.trim().is_empty());
            match parse(line, is_declared) {
                Some(found) => lines.heads.push(Head {
                    block,
                    line: start,
                    ordinal: lines.count,
                    label: start + found.label.start..start + found.label.end,
                    speech: start + found.speech,
                    key: key(&line[found.label]),
                    shape: found.shape,
                    stamp: found.stamp,
                }),
                None => lines.timed += usize::from(stamp::at(line.trim_start()).is_some()),
            }
            start += line.len();
        }
    }
    lines
}

/// A label as labels are compared: folded, without regard to capitals, white space and `_` as one
/// space.
pub fn key(label: &str) -> String {
    let words = label.split(|c: char| c == '_' || c.is_whitespace());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    fold::fold(&words.join(" "))
}

/// What the start of a line says; offsets in the line.
struct Found {
    label: Range<usize>,
    speech: usize,
    shape: Shape,
    stamp: Option<Stamp>,
}

fn parse(line: &str, is_declared: &dyn Fn(&str) -> bool) -> Option<Found> {
    let mut at = line.len() - line.trim_start().len();
    let before = stamp::at(&line[at..]);
    if let Some(stamp) = before {
        at += stamp.length;
        let rest = line[at..].trim_start_matches([' ', '\t', '\u{A0}', '-', '–', '—', '|', ':']);
        at = line.len() - rest.len();
    }
    let rest = &line[at..];
    if before.is_none() && !may_be_labelled(rest.trim_end()) {
        return None;
    }
    let shift = |range: Range<usize>| at + range.start..at + range.end;
    if let Some(found) = label(rest) {
        let shape = match (found.shape, before) {
            (Shape::Colon, Some(_)) => Shape::Timed,
            (Shape::Tight, Some(_)) => return None,
            (shape, _) => shape,
        };
        return Some(Found {
            label: shift(found.label),
            speech: at + found.speech,
            shape,
            stamp: before.or(found.stamp),
        });
    }
    let name = rest.trim();
    if name.len() > 4 * LABEL_LIMIT {
        return None;
    }
    if !is_label(name) {
        return None;
    }
    let stands_alone = match before {
        // `[00:12] Yes.` is speech; whether `[00:12] Anna` is a name is told by its coming back.
        Some(_) => is_capitalised(name),
        None => is_capitals(name) || roles::is_role_word(&key(name)) || is_declared(&key(name)),
    };
    stands_alone.then(|| {
        let start = rest.len() - rest.trim_start().len();
        Found {
            label: shift(start..start + name.len()),
            speech: line.len(),
            shape: if before.is_some() {
                Shape::Header
            } else {
                Shape::Alone
            },
            stamp: before,
        }
    })
}

/// False for most lines of prose: they hold none of the signs that stand behind a label near their
/// start, and are longer than a name on a line of its own.
fn may_be_labelled(line: &str) -> bool {
    // A label has few characters, of up to four bytes each.
    let Some(start) = line.as_bytes().get(..4 * (LABEL_LIMIT + 2)) else {
        return true;
    };
    let near = &start[..NEAR];
    let start = if near.is_ascii() { near } else { start };
    let sign = |x| {
        // 0xEF begins the wide colon.
        within(x, b'0', b':') | eq(x, b'[') | eq(x, b'(') | eq(x, b'<') | eq(x, b'#') | eq(x, 0xEF)
    };
    bytes::position(start, sign).is_some()
}

/// The label that `text` begins with, and what stands behind it.
fn label(text: &str) -> Option<Found> {
    let wrapper = match text.chars().next()? {
        '[' => Some(']'),
        '<' => Some('>'),
        _ => None,
    };
    let open = usize::from(wrapper.is_some());
    let found = |end: usize, speech: usize, shape: Shape, stamp: Option<Stamp>| {
        let mut name = text[open..end].trim_end();
        if stamp.is_some() {
            name = name.trim_end_matches([',', ' ', '-', '–']);
        }
        let ends_well = name
            .chars()
            .last()
            .is_some_and(|c| c.is_alphanumeric() || is_mark(c) || matches!(c, '.' | ')' | '#'));
        ends_well.then(|| Found {
            label: open..open + name.len(),
            speech,
            shape,
            stamp,
        })
    };
    for (n_chars, (at, c)) in text[open..].char_indices().enumerate() {
        let at = at + open;
        if signs::is_letter(c) && n_chars < LABEL_LIMIT {
            continue;
        }
        let rest = &text[at..];
        match c {
            ':' | '：' => {
                let behind = &text[at + c.len_utf8()..];
                let spaced = c == '：' || behind.chars().next().is_none_or(char::is_whitespace);
                let shape = if spaced { Shape::Colon } else { Shape::Tight };
                return (wrapper.is_none() && text[..at].trim_end().len() + 3 > at)
                    .then(|| found(at, at + c.len_utf8(), shape, None))?;
            }
            _ if Some(c) == wrapper => {
                let behind = text[at + 1..].trim_start_matches(' ');
                return behind
                    .starts_with(':')
                    .then(|| found(at, text.len() - behind.len() + 1, Shape::Colon, None))?;
            }
            '[' | '(' | '<' | '#' | '0'..='9' if at > open => {
                let after_space = text[..at].ends_with(char::is_whitespace);
                if let Some(stamp) = stamp::at(rest).filter(|_| after_space || c != '#')
                    && (after_space || stamp.bracketed)
                {
                    return with_stamp(text, at, stamp)
                        .and_then(|(speech, shape)| found(at, speech, shape, Some(stamp)));
                }
            }
            _ => {}
        }
        // Accents may be written as signs of their own.
        let inner = matches!(
            c,
            ' ' | '\u{A0}' | '.' | ',' | '-' | '–' | '_' | '#' | '/' | '&' | '(' | ')'
        ) || fold::is_apostrophe(c)
            || is_mark(c);
        if n_chars == LABEL_LIMIT || !(c.is_alphanumeric() || (inner && n_chars > 0)) {
            return None;
        }
    }
    None
}

/// What follows a time that stands behind a label at `at`: the start of the speech, and the shape.
fn with_stamp(text: &str, at: usize, stamp: Stamp) -> Option<(usize, Shape)> {
    let behind = &text[at + stamp.length..];
    let rest = behind.trim_start_matches([' ', '\t', '\u{A0}']);
    let speech = text.len() - rest.len();
    if let Some(rest) = rest.strip_prefix(':') {
        let spaced = rest.chars().next().is_none_or(char::is_whitespace);
        return spaced.then_some((speech + 1, Shape::Timed));
    }
    if rest.trim().is_empty() {
        return is_capitalised(text[..at].trim()).then_some((text.len(), Shape::Header));
    }
    // `Anna (00:12) So I said`.
    (stamp.bracketed && is_capitalised(text[..at].trim())).then_some((speech, Shape::Timed))
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// True if a whole line could be a label: short, and made of what labels are made of.
fn is_label(name: &str) -> bool {
    let is_part = |c: char| {
        c.is_alphanumeric()
            || matches!(c, ' ' | '.' | '-' | '_' | '#' | '/' | '&' | '(' | ')' | ',')
            || fold::is_apostrophe(c)
            || is_mark(c)
    };
    (1..=LABEL_LIMIT).contains(&name.chars().count()) && name.chars().all(is_part)
}

/// A name as it is written over speech in capitals: two letters or more, up to four words, no full
/// stop at its end.
fn is_capitals(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let words = name.split_whitespace().count();
    letters >= 2
        && words <= NAME_WORDS
        && name.starts_with(char::is_alphabetic)
        && !name.ends_with(['.', ',', '-', '–'])
        && !name.chars().any(char::is_lowercase)
        && name.chars().any(char::is_uppercase)
}

/// Every word begins with a capital or a digit, but for particles; no full stop at the end.
pub(super) fn is_capitalised(name: &str) -> bool {
    const PARTICLES: [&str; 14] = [
        "de", "da", "du", "di", "la", "le", "van", "von", "der", "den", "bin", "al", "of", "and",
    ];
    let words: Vec<&str> = name.split([' ', '\u{A0}', '-', '/', '&', '_']).collect();
    let is_name = |word: &&str| {
        let first = word.trim_start_matches(['(', '#']).chars().next();
        word.is_empty()
            || first.is_none_or(|c| !c.is_lowercase())
            || PARTICLES.contains(word)
            || word.chars().count() == 1
    };
    !name.is_empty()
        && words.len() <= 6
        && words.iter().all(is_name)
        && name.chars().any(char::is_uppercase)
        && !name.ends_with(['.', ',', '!', '?'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Label, speech, shape and start of what a line begins with.
    fn head(line: &str) -> Option<(String, String, Shape, Option<u64>)> {
        let found = parse(line, &|_| false)?;
        Some((
            line[found.label.clone()].to_owned(),
            line[found.speech..].trim().to_owned(),
            found.shape,
            found.stamp.map(|stamp| stamp.start_ms),
        ))
    }

    #[test]
    fn labels_in_every_dress() {
        use Shape::{Alone, Colon, Header, Tight, Timed};
        let cases: [(&str, &str, &str, Shape, Option<u64>); 26] = [
            (
                "  Dr. Smith-Jones: hi",
                "Dr. Smith-Jones",
                "hi",
                Colon,
                None,
            ),
            ("Prof.:", "Prof.", "", Colon, None),
            ("Jose\u{301}: x", "Jose\u{301}", "x", Colon, None),
            ("T : hi", "T", "hi", Colon, None),
            ("Anna (mother): hi", "Anna (mother)", "hi", Colon, None),
            ("SPEAKER_00: hi", "SPEAKER_00", "hi", Colon, None),
            ("[Therapist]: hi", "Therapist", "hi", Colon, None),
            ("[Name 1]: hi", "Name 1", "hi", Colon, None),
            ("Anna:hi", "Anna", "hi", Tight, None),
            ("P01\u{A0}: hi", "P01", "hi", Colon, None),
            ("[00:12] Anna: hi", "Anna", "hi", Timed, Some(12_000)),
            ("[00:12:03] Anna:", "Anna", "", Timed, Some(723_000)),
            ("00:12 Anna: hi", "Anna", "hi", Timed, Some(12_000)),
            ("00:12 - Anna: hi", "Anna", "hi", Timed, Some(12_000)),
            ("(00:12) Anna: hi", "Anna", "hi", Timed, Some(12_000)),
            ("Anna (00:12): hi", "Anna", "hi", Timed, Some(12_000)),
            ("Anna [00:12]: hi", "Anna", "hi", Timed, Some(12_000)),
            ("Anna 0:12: hi", "Anna", "hi", Timed, Some(12_000)),
            ("Anna [00:12] Hi you", "Anna", "Hi you", Timed, Some(12_000)),
            (
                "Jo Ann Ruiz  0:21  ",
                "Jo Ann Ruiz",
                "",
                Header,
                Some(21_000),
            ),
            (
                "Speaker 1 (1:02:03)",
                "Speaker 1",
                "",
                Header,
                Some(3_723_000),
            ),
            ("Speaker 1 - 0:05", "Speaker 1", "", Header, Some(5_000)),
            ("[00:12] Anna Weiss", "Anna Weiss", "", Header, Some(12_000)),
            ("DR. WEISS", "DR. WEISS", "", Alone, None),
            ("Interviewer 2", "Interviewer 2", "", Alone, None),
            ("Q: why", "Q", "why", Colon, None),
        ];
        for (line, label, speech, shape, start) in cases {
            let expected = (label.to_owned(), speech.to_owned(), shape, start);
            assert_eq!(head(line), Some(expected), "{line}");
        }
    }

    proptest! {
        /// The quick look at a line finds every label; signs that end one come before, at and behind the
        /// last place that it may have.
        #[test]
        fn a_line_with_a_label_may_be_labelled(
            name in prop_oneof!["[A-Za-z]{34,45}", "[A-Za-z ]{0,45}", "[A-Za-zé0-9 ]{0,45}"],
            sign in prop::sample::select(vec![": ", "：", ":", " (00:12) ", " 0:12", "] :", ""]),
            open in prop::sample::select(vec!["", "[", "<"]),
        ) {
            let line = format!("{open}{name}{sign}{}", "and so on ".repeat(20));
            prop_assert!(may_be_labelled(&line) || label(&line).is_none());
        }
    }

    #[test]
    fn what_is_no_label() {
        for line in [
            "12345678901234567890123456789012345678901: x",
            "-a: b",
            "a-: b",
            ": b",
            "a",
            "[00:12] yes, I was",
            "[crying] so: x",
            "I was there at 10:30",
            "Anna went home.",
            "“Anna: x",
            "I",
            "THE END.",
        ] {
            assert_eq!(head(line), None, "{line}");
        }
    }
}
