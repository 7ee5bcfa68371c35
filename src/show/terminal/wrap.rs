//! Lines of at most so many columns. Columns are counted by grapheme, wide characters as two.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::paint::{Colours, Ink};
use crate::report::table::visible;

/// Columns that a text takes.
pub fn width(text: &str) -> usize {
    text.graphemes(true).map(grapheme_width).sum()
}

fn grapheme_width(grapheme: &str) -> usize {
    // Terminals show a joined sequence in two columns at most.
    grapheme.width().min(2)
}

/// A stretch that is not broken, in one ink.
#[derive(Clone, Debug)]
struct Atom {
    text: String,
    width: usize,
    ink: Ink,
}

/// Stretches without white space between them.
#[derive(Clone, Debug, Default)]
struct Word {
    /// White space stands before it.
    space: bool,
    /// A new line begins with it.
    line: bool,
    atoms: Vec<Atom>,
    width: usize,
    /// Hits that begin in it.
    notes: Vec<usize>,
}

/// A line that is ready.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Its text, with the escape sequences of its inks.
    pub text: String,
    /// Columns.
    pub width: usize,
    /// Hits that begin in it.
    pub notes: Vec<usize>,
}

/// Text on its way into lines.
#[derive(Debug, Default)]
pub struct Flow {
    words: Vec<Word>,
    /// White space came last.
    space: bool,
    /// A line end came last.
    line: bool,
    /// The last word may still grow.
    grows: bool,
}

impl Flow {
    /// Adds text of a document: white space parts words, controls become visible escapes. With
    /// `keep`, line ends stay.
    pub fn text(&mut self, text: &str, ink: Ink, keep: bool) {
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let is_space = first.is_whitespace();
            // A space that is not to break belongs to its word.
            let parts =
                |c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}');
            if is_space && parts(first) {
                let end = rest.find(|c| !parts(c)).unwrap_or(rest.len());
                let line = keep && rest[..end].contains(['\n', '\r', '\u{2028}', '\u{85}']);
                self.part(line);
                rest = &rest[end..];
            } else {
                let end = rest.find(parts).unwrap_or(rest.len());
                self.run(&visible(&rest[..end]), ink);
                rest = &rest[end..];
            }
        }
    }

    /// White space.
    fn part(&mut self, line: bool) {
        self.space = true;
        self.line |= line;
        self.grows = false;
    }

    /// A sign of ours: it stays with what follows it and is never broken.
    pub fn before(&mut self, sign: &str, ink: Ink, note: Option<usize>) {
        self.word();
        self.atom(sign, ink);
        if let Some(word) = self.words.last_mut() {
            word.notes.extend(note);
        }
    }

    /// A sign of ours that stays with what stands before it.
    pub fn behind(&mut self, sign: &str, ink: Ink) {
        if self.words.is_empty() || self.space {
            self.word();
        }
        self.atom(sign, ink);
    }

    /// Text without white space: it may be broken behind wide characters.
    fn run(&mut self, text: &str, ink: Ink) {
        self.word();
        let mut from = 0;
        for (at, grapheme) in text.grapheme_indices(true) {
            if grapheme_width(grapheme) == 2 && at + grapheme.len() < text.len() {
                self.atom(&text[from..at + grapheme.len()], ink);
                from = at + grapheme.len();
                self.grows = false;
                self.word();
            }
        }
        self.atom(&text[from..], ink);
    }

    /// Begins a word, unless the last one grows.
    fn word(&mut self) {
        if !self.grows {
            self.words.push(Word {
                space: self.space,
                line: self.line,
                ..Word::default()
            });
            (self.space, self.line, self.grows) = (false, false, true);
        }
    }

    fn atom(&mut self, text: &str, ink: Ink) {
        let columns = width(text);
        if let Some(word) = self.words.last_mut() {
            word.width += columns;
            match word.atoms.last_mut() {
                Some(last) if last.ink == ink => {
                    last.text.push_str(text);
                    last.width += columns;
                }
                _ => word.atoms.push(Atom {
                    text: text.to_owned(),
                    width: columns,
                    ink,
                }),
            }
        }
    }

    /// The lines; a word that is wider than a line is broken between graphemes. Every line but an
    /// empty text's has at least one column of text. Cost: linear.
    pub fn lines(self, most: usize, colours: Colours) -> Vec<Line> {
        let most = most.max(2);
        let mut lines: Vec<Line> = Vec::new();
        let mut line = Line::default();
        let mut end = |line: &mut Line| lines.push(std::mem::take(line));
        for word in self.words {
            let gap = usize::from(word.space && line.width > 0);
            if line.width > 0 && (word.line || line.width + gap + word.width > most) {
                end(&mut line);
            } else if gap == 1 {
                line.text.push(' ');
                line.width += 1;
            }
            line.notes.extend(word.notes);
            for atom in word.atoms {
                if line.width + atom.width <= most {
                    atom.ink.add(&mut line.text, &atom.text, colours);
                    line.width += atom.width;
                    continue;
                }
                let mut from = 0;
                for (at, grapheme) in atom.text.grapheme_indices(true) {
                    let columns = grapheme_width(grapheme);
                    if line.width + columns > most {
                        atom.ink.add(&mut line.text, &atom.text[from..at], colours);
                        end(&mut line);
                        from = at;
                    }
                    line.width += columns;
                }
                atom.ink.add(&mut line.text, &atom.text[from..], colours);
            }
        }
        if !line.text.is_empty() || !line.notes.is_empty() {
            end(&mut line);
        }
        lines
    }
}

/// Text of ours in lines of at most `most` columns, in one ink.
pub fn paragraph(text: &str, ink: Ink, most: usize, colours: Colours) -> Vec<String> {
    let mut flow = Flow::default();
    flow.text(text, ink, false);
    flow.lines(most, colours)
        .into_iter()
        .map(|line| line.text)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(text: &str, most: usize, keep: bool) -> Vec<String> {
        let mut flow = Flow::default();
        flow.text(text, Ink::PLAIN, keep);
        flow.lines(most, Colours::None)
            .into_iter()
            .map(|line| line.text)
            .collect()
    }

    #[test]
    fn words_wrap_by_what_they_take_on_the_screen() {
        assert_eq!(
            lines("one two  three\nfour", 9, false),
            ["one two", "three", "four"]
        );
        assert_eq!(lines("a\nb", 9, true), ["a", "b"]);
        assert_eq!(lines("日本語です", 4, false), ["日本", "語で", "す"]);
        assert_eq!(lines("abcdefgh", 3, false), ["abc", "def", "gh"]);
        // A family of four is one sign; a letter with its accent is one.
        assert_eq!(width("👨‍👩‍👧‍👦"), 2);
        assert_eq!(width("e\u{301}"), 1);
        assert_eq!(lines("x\x1b[31my", 40, false), ["x\\x1b[31my"]);
    }

    #[test]
    fn signs_stay_with_their_words() {
        let mut flow = Flow::default();
        flow.text("I was ", Ink::PLAIN, false);
        flow.before("<S ", Ink::FAINT, Some(0));
        flow.text("so ashamed", Ink::PLAIN, false);
        flow.behind(">", Ink::FAINT);
        flow.text(".", Ink::PLAIN, false);
        let lines = flow.lines(11, Colours::None);
        let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, ["I was <S so", "ashamed>."]);
        assert_eq!(lines[0].notes, [0]);
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_no_word_is_lost(text in "[a-z 日\u{301}é👍\n\u{1b}]{0,60}", most in 2_usize..30) {
            let found = lines(&text, most, false);
            for line in &found {
                prop_assert!(width(line) <= most, "{line:?}");
                prop_assert!(!line.chars().any(char::is_control));
            }
            let dense = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(dense(&found.concat()), dense(&visible(&text.replace('\n', " "))));
        }
    }
}
