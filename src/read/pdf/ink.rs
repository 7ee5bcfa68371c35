//! What a page paints besides the letters that are read: does a page without words hold any?
//!
//! A blank page is no loss, a scanned one is. Rules, boxes and coloured grounds are straight and few,
//! and no page of words is made of them; pictures and curves may be words that were scanned or drawn.

/// More straight lines than this on one page may be drawn letters.
const MOST_LINES: u32 = 200;

/// What was painted.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ink {
    /// A picture, or a path with curves.
    is_drawn: bool,
    /// A string was shown, also with a font that cannot be read.
    has_letters: bool,
    lines: u32,
    path: Path,
}

/// The path that is being made.
#[derive(Clone, Copy, Debug, Default)]
struct Path {
    has_curve: bool,
    lines: u32,
}

impl Ink {
    /// Sees an operator; those of paths matter, and inline pictures.
    pub(super) fn operator(&mut self, operator: &[u8]) {
        match operator {
            b"l" => self.path.lines = self.path.lines.saturating_add(1),
            b"c" | b"v" | b"y" => self.path.has_curve = true,
            // A path that is not painted only clips.
            b"n" => self.path = Path::default(),
            b"S" | b"s" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" => {
                let path = std::mem::take(&mut self.path);
                self.is_drawn |= path.has_curve;
                self.lines = self.lines.saturating_add(path.lines);
            }
            b"BI" => self.picture(),
            _ => {}
        }
    }

    /// A picture was painted.
    pub(super) fn picture(&mut self) {
        self.is_drawn = true;
    }

    /// A string that is not empty was shown.
    pub(super) fn letters(&mut self) {
        self.has_letters = true;
    }

    /// True if a page on which no word was read may hold words; `letters` are the signs that were
    /// read on it.
    pub(super) fn may_hold_words<'t>(&self, letters: impl Iterator<Item = &'t str>) -> bool {
        let mut any = false;
        let mut unreadable = false;
        for text in letters {
            any = true;
            // Fonts that do not say what they show give places that mean nothing.
            unreadable |= text.contains(|c: char| {
                matches!(c, '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..)
                    || (c.is_control() && !c.is_whitespace())
            });
        }
        self.is_drawn || self.lines > MOST_LINES || unreadable || (self.has_letters && !any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(operators: &str, letters: &[&str]) -> bool {
        let mut ink = Ink::default();
        for operator in operators.split_whitespace() {
            if operator == "Tj" {
                ink.letters();
            }
            ink.operator(operator.as_bytes());
        }
        ink.may_hold_words(letters.iter().copied())
    }

    #[test]
    fn pictures_curves_and_letters_that_are_not_read_may_be_words() {
        for drawn in ["q BI Q", "m c f", "m l v S", "Tj"] {
            assert!(after(drawn, &[]), "{drawn}");
        }
        assert!(after(&"m l l f ".repeat(101), &[]));
        assert!(after("Tj", &["\u{E041}"]) && after("Tj", &["\u{1}"]));
    }

    #[test]
    fn rules_boxes_and_marks_are_none() {
        for blank in ["", "q Q", "re f", "m l S re S", "m c n re f", "re W n sh"] {
            assert!(!after(blank, &[]), "{blank}");
        }
        assert!(!after("Tj", &[" ", "—", "*"]));
    }
}
