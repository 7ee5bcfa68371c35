//! The line around a place: numbers are looked for line by line.

/// The line that was asked for last; places are asked in ascending order, so that a long line is
/// searched for its ends once.
#[derive(Debug)]
pub(super) struct Lines<'t> {
    text: &'t str,
    start: usize,
    end: usize,
    numbered: Option<bool>,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Lines<'t> {
        Lines {
            text,
            start: 0,
            end: 0,
            numbered: None,
        }
    }

    /// Where the line around a place begins, and the line with its end.
    pub(super) fn around(&mut self, at: usize) -> (usize, &'t str) {
        if at < self.start || at >= self.end {
            let from = if at < self.start { 0 } else { self.end };
            self.start = self.text[from..at]
                .rfind('\n')
                .map_or(from, |end| from + end + 1);
            self.end = self.text[at..]
                .find('\n')
                .map_or(self.text.len(), |end| at + end + 1);
            self.numbered = None;
        }
        (self.start, &self.text[self.start..self.end])
    }

    /// True if the line around a place holds a digit of ASCII.
    pub(super) fn is_numbered(&mut self, at: usize) -> bool {
        let (_, line) = self.around(at);
        *self
            .numbered
            .get_or_insert_with(|| line.bytes().any(|byte| byte.is_ascii_digit()))
    }
}
