//! Letters → lines of words, as they stand on the page.

use unicode_normalization::UnicodeNormalization;

use super::glyphs::Glyph;

/// A gap wider than this share of the font's height is a space.
const SPACE: f64 = 0.15;
/// A gap wider than this many heights parts columns or cells.
const COLUMN: f64 = 3.0;

/// A line, or the part of it that stands in one column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    /// The page, from 0.
    pub(super) page: usize,
    pub(super) start: f64,
    pub(super) end: f64,
    pub(super) down: f64,
    /// Height of most of its letters.
    pub(super) size: f64,
    pub(super) direction: (f64, f64),
}

/// Puts the letters of one page together, in the order in which they were printed.
pub(super) fn lines(glyphs: &[Glyph], page: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut last: Option<&Glyph> = None;
    for glyph in glyphs {
        let text = letters(&glyph.text);
        let is_space = text.trim().is_empty();
        let place = match (last, lines.last()) {
            (Some(last), Some(_)) => place(last, glyph),
            _ => Place::NewLine,
        };
        if text.is_empty() {
            continue;
        }
        if is_space && place != Place::Next && place != Place::Spaced {
            continue;
        }
        last = Some(glyph);
        if place == Place::NewLine {
            lines.push(Line {
                text,
                page,
                start: glyph.start,
                end: glyph.end,
                down: glyph.down,
                size: glyph.size,
                direction: glyph.direction,
            });
            continue;
        }
        let Some(line) = lines.last_mut() else {
            continue;
        };
        if (place == Place::Spaced || is_space) && !line.text.ends_with(' ') {
            line.text.push(' ');
        }
        if !is_space {
            line.text.push_str(&text);
            line.end = line.end.max(glyph.end);
            line.start = line.start.min(glyph.start);
            // A raised number or an initial is not what the line is like.
            if line.text.chars().count() < 8 && glyph.size < line.size * 3.0 {
                line.size = line.size.min(glyph.size).max(glyph.size * 0.9);
            }
        }
    }
    for line in &mut lines {
        let length = line.text.trim_end().len();
        line.text.truncate(length);
    }
    lines.retain(|line| !line.text.trim().is_empty());
    lines
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Next,
    Spaced,
    NewLine,
}

/// Where a letter stands beside the one before it.
fn place(last: &Glyph, glyph: &Glyph) -> Place {
    let size = last.size.max(glyph.size);
    let turns =
        (last.direction.0 - glyph.direction.0).abs() + (last.direction.1 - glyph.direction.1).abs();
    let gap = glyph.start - last.end;
    if turns > 0.05
        || (glyph.down - last.down).abs() > 0.5 * size
        || gap > COLUMN * size
        || glyph.start < last.start - size
    {
        return Place::NewLine;
    }
    if gap > SPACE * last.size.min(glyph.size) {
        Place::Spaced
    } else {
        Place::Next
    }
}

/// The letters of a sign: ligatures taken apart, what is no letter left out.
fn letters(text: &str) -> String {
    let mut letters = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{FB00}'..='\u{FB06}' => letters.extend(c.nfkc()),
            '\t' | '\n' | '\r' | '\u{A0}' | '\u{2028}' | '\u{2029}' => letters.push(' '),
            '\u{E000}'..='\u{F8FF}' | '\u{FFFD}' | '\u{FFFC}' => {}
            c if c.is_control() => {}
            c => letters.push(c),
        }
    }
    letters
}
