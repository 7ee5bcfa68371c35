//! The piece of a line that a finding begins in.

use std::ops::Range;

use super::finding::Snippet;

/// How much of a text findings may show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Snippets {
    /// The line as it is written.
    Full,
    /// The marked words alone; every other letter and digit is a dot.
    Masked,
    /// Nothing, neither the matched words.
    None,
}

/// Most characters on each side of what is marked, and of what is marked itself.
const REACH: usize = 160;

/// The piece around `range`: up to the ends of its first line, and not too much of it.
///
/// `hidden` are ranges, in order, that are never shown. Cost: the length of the piece.
pub(super) fn snippet(
    original: &str,
    range: &Range<usize>,
    how: Snippets,
    hidden: &[Range<usize>],
) -> Option<Snippet> {
    if how == Snippets::None {
        return None;
    }
    let ends_line = |c: char| c == '\n' || c == '\r';
    let before = &original[..range.start];
    let mut start = range.start;
    let mut cut_before = true;
    for (count, (at, c)) in before.char_indices().rev().enumerate() {
        if ends_line(c) || count == REACH {
            cut_before = !ends_line(c);
            break;
        }
        start = at;
    }
    if start == 0 {
        cut_before = false;
    }
    let forward = |from: usize, most: usize| {
        let rest = &original[from..];
        let stop = rest
            .char_indices()
            .enumerate()
            .find(|(count, (_, c))| *count == most || ends_line(*c));
        match stop {
            None => (original.len(), false),
            Some((_, (at, c))) => (from + at, !ends_line(c)),
        }
    };
    let (line_end, _) = forward(range.start, REACH);
    let marked_end = range.end.min(line_end);
    let (end, cut_behind) = forward(marked_end, REACH);
    let mut text = String::with_capacity(end - start);
    let mut marked = 0..0;
    let first_hidden = hidden.partition_point(|hidden| hidden.end <= start);
    let mut hidden = hidden[first_hidden..].iter().peekable();
    for (at, c) in original[start..end].char_indices() {
        let at = start + at;
        if at == range.start {
            marked.start = text.len();
        }
        if at == marked_end {
            marked.end = text.len();
        }
        while hidden.next_if(|hidden| hidden.end <= at).is_some() {}
        let is_hidden = hidden.peek().is_some_and(|hidden| hidden.start <= at);
        let is_marked = (range.start..marked_end).contains(&at);
        let is_masked = how == Snippets::Masked && !is_marked;
        text.push(if (is_hidden || is_masked) && c.is_alphanumeric() {
            '·'
        } else {
            c
        });
    }
    if range.start >= end {
        marked.start = text.len();
    }
    if marked_end >= end {
        marked.end = text.len();
    }
    Some(Snippet {
        text,
        marked,
        cut_before,
        cut_behind,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn piece(text: &str, range: Range<usize>, how: Snippets) -> Snippet {
        snippet(text, &range, how, &[]).expect("text may be shown")
    }

    #[test]
    fn lines_are_shown_masked_or_not_at_all() {
        let text = "one\r\nI was ashamed of 2 things\nthree";
        let at = text.find("ashamed").expect("in the text");
        let full = piece(text, at..at + 7, Snippets::Full);
        assert_eq!(full.text, "I was ashamed of 2 things");
        assert_eq!(&full.text[full.marked.clone()], "ashamed");
        let masked = piece(text, at..at + 7, Snippets::Masked);
        assert_eq!(masked.text, "· ··· ashamed ·· · ······");
        assert_eq!(&masked.text[masked.marked.clone()], "ashamed");
        assert_eq!(snippet(text, &(at..at + 7), Snippets::None, &[]), None);
        let hidden = at - 6..at - 5;
        let hidden = std::slice::from_ref(&hidden);
        let shown = snippet(text, &(at..at + 7), Snippets::Full, hidden).expect("text");
        assert!(shown.text.starts_with("· was ashamed"));
    }

    #[test]
    fn a_long_line_is_a_window() {
        let text = "x".repeat(5000);
        let shown = piece(&text, 2500..2501, Snippets::Full);
        assert!(shown.text.len() < 400 && shown.cut_before && shown.cut_behind);
        let shown = piece(&text, 0..5000, Snippets::Full);
        assert!(shown.text.len() < 400 && !shown.cut_before && shown.cut_behind);
    }

    proptest! {
        #[test]
        fn marks_stand_on_borders(text in "[a\u{e9}\r\n\u{1f600} ]{1,40}", from in 0usize..40, length in 0usize..40) {
            let borders: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let start = borders[from % borders.len()];
            let end = borders[(from % borders.len() + length).min(borders.len() - 1)];
            for how in [Snippets::Full, Snippets::Masked] {
                let shown = piece(&text, start..end, how);
                prop_assert!(shown.text.get(shown.marked.clone()).is_some());
                prop_assert!(!shown.text.contains(['\n', '\r']));
            }
        }
    }
}
