//! For people: the message, the line with what is meant marked, why it may matter.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use unicode_width::UnicodeWidthChar;

use super::{Look, escape};
use crate::check::finding::{Finding, Level, Snippet};
use crate::check::report::CheckReport;
use crate::report::table::visible;

/// Documents named below the findings for each rule that had too little text.
const SHOWN: usize = 5;
/// The narrowest text that is laid out.
const NARROWEST: usize = 24;

pub(super) fn render(report: &CheckReport, look: Look) -> String {
    let mut out = String::new();
    let width = look.width.max(NARROWEST);
    let paint = Paint {
        styled: look.styled,
    };
    let mut explained = BTreeSet::new();
    for finding in report.open() {
        let first = explained.insert(&finding.rule);
        add(&mut out, finding, first, width, paint);
    }
    unjudged(&mut out, report, width);
    wrapped(&mut out, &format!("{}.", report.summary()), "", "", width);
    if report.open().next().is_some() {
        let caution =
            "These findings are about words in texts, not about the people who wrote them.";
        wrapped(&mut out, caution, "", "", width);
    }
    out
}

fn add(out: &mut String, finding: &Finding, explain: bool, width: usize, paint: Paint) {
    let head = format!("{}[{}]", finding.level.name(), escape::line(&finding.id()));
    let message = format!("{head}: {}", escape::line(&finding.message));
    let mut lines = String::new();
    wrapped(&mut lines, &message, "", "  ", width);
    // The head is on the first line, whatever the width: it holds no space.
    out.push_str(&lines.replacen(&head, &paint.level(finding.level, &head), 1));
    let number = finding.place.map(|place| place.start.line.to_string());
    let gutter = number.as_ref().map_or(1, String::len);
    let pad = " ".repeat(gutter);
    let document = match finding.document.as_str() {
        "" => "all documents".into(),
        document => escape::line(document),
    };
    let place = finding.place.map_or(String::new(), |place| {
        format!(":{}:{}", place.start.line, place.start.column)
    });
    let _ = writeln!(out, "{pad}{} {document}{place}", paint.dim("-->"));
    if let (Some(snippet), Some(number)) = (&finding.snippet, &number) {
        let room = width.saturating_sub(gutter + 3).max(10);
        let (text, before, marked) = laid_out(snippet, room);
        let bar = paint.dim("|");
        let _ = writeln!(out, "{number} {bar} {text}");
        let carets = paint.level(finding.level, &"^".repeat(marked.max(1)));
        let _ = writeln!(out, "{pad} {bar} {}{carets}", " ".repeat(before));
    }
    if explain {
        let indent = format!("{pad} = ");
        let behind = " ".repeat(indent.len());
        wrapped(
            out,
            &format!("why: {}.", escape::line(&finding.why)),
            &indent,
            &behind,
            width,
        );
    }
    out.push('\n');
}

/// The piece of a line that fits, what stands before the mark in columns, and the mark in columns.
fn laid_out(snippet: &Snippet, room: usize) -> (String, usize, usize) {
    // Shown characters with their widths, and which of them are marked.
    let mut cells: Vec<(String, usize, bool)> = Vec::new();
    if snippet.cut_before {
        cells.push(("…".to_owned(), 1, false));
    }
    for (at, c) in snippet.text.char_indices() {
        let shown = match c {
            '\t' => " ".to_owned(),
            _ => visible(c.encode_utf8(&mut [0; 4])).into_owned(),
        };
        let width = shown.chars().map(|c| c.width().unwrap_or(0)).sum();
        cells.push((shown, width, snippet.marked.contains(&at)));
    }
    if snippet.cut_behind {
        cells.push(("…".to_owned(), 1, false));
    }
    let total: usize = cells.iter().map(|cell| cell.1).sum();
    let first = cells.iter().position(|cell| cell.2).unwrap_or(cells.len());
    let (mut from, mut room) = (0, room);
    let mut text = String::new();
    let mut column = 0;
    if total > room {
        // A third of the room for what stands before.
        let mut left = 0;
        from = first;
        while from > 0 && left + cells[from - 1].1 <= room / 3 {
            from -= 1;
            left += cells[from].1;
        }
        if from > 0 {
            text.push('…');
            column = 1;
            room -= 1;
        }
    }
    let (mut before, mut marked) = (column, 0);
    let mut used = 0;
    let last = cells.len();
    for (at, (shown, width, is_marked)) in cells.into_iter().enumerate().skip(from) {
        let rest = usize::from(at + 1 < last);
        if used + width + rest > room {
            text.push('…');
            break;
        }
        used += width;
        text.push_str(&shown);
        if is_marked {
            marked += width;
        } else if at < first {
            before += width;
        }
    }
    (escape::line(&text).into_owned(), before, marked)
}

/// What could not be judged, rule by rule.
fn unjudged(out: &mut String, report: &CheckReport, width: usize) {
    let mut rules: Vec<&str> = report.unjudged.iter().map(|u| u.rule.as_str()).collect();
    rules.sort_unstable();
    rules.dedup();
    for rule in &rules {
        let mut of: Vec<_> = report
            .unjudged
            .iter()
            .filter(|u| u.rule == **rule)
            .collect();
        of.dedup_by_key(|unjudged| &unjudged.document);
        let named: Vec<String> = of
            .iter()
            .take(SHOWN)
            .map(|u| {
                if u.document.is_empty() {
                    "all documents".to_owned()
                } else {
                    escape::line(&u.document).into_owned()
                }
            })
            .collect();
        let mut text = format!(
            "not judged by `{}`: {}",
            escape::line(rule),
            named.join(", ")
        );
        if of.len() > SHOWN {
            let _ = write!(text, " and {} more", of.len() - SHOWN);
        }
        if let Some(first) = of.first() {
            let _ = write!(
                text,
                " ({})",
                escape::line(first.reason.split(':').next().unwrap_or_default())
            );
        }
        wrapped(out, &text, "", "  ", width);
    }
    if !rules.is_empty() {
        out.push('\n');
    }
}

/// Breaks a text at spaces; a longer word stands alone on its line.
fn wrapped(out: &mut String, text: &str, first: &str, next: &str, width: usize) {
    let columns = |text: &str| text.chars().map(|c| c.width().unwrap_or(0)).sum::<usize>();
    let mut line = first.to_owned();
    let mut used = columns(first);
    let mut is_empty = true;
    for word in text.split(' ') {
        let length = columns(word);
        if !is_empty && used + 1 + length > width {
            let _ = writeln!(out, "{}", line.trim_end());
            next.clone_into(&mut line);
            used = columns(next);
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += length;
        is_empty = false;
    }
    let _ = writeln!(out, "{}", line.trim_end());
}

/// Colour, if it is wanted. Never red or green, and never alone: the words say the same.
#[derive(Clone, Copy)]
struct Paint {
    styled: bool,
}

impl Paint {
    fn level(self, level: Level, text: &str) -> String {
        let code = match level {
            Level::Note => "36",
            Level::Warning => "33",
            Level::Error => "35",
        };
        self.code(&format!("1;{code}"), text)
    }

    fn dim(self, text: &str) -> String {
        self.code("2", text)
    }

    fn code(self, code: &str, text: &str) -> String {
        if self.styled {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(text: &str, marked: &str) -> Snippet {
        let start = text.find(marked).expect("in the text");
        Snippet {
            text: text.to_owned(),
            marked: start..start + marked.len(),
            cut_before: false,
            cut_behind: false,
        }
    }

    #[test]
    fn carets_stand_under_what_they_mark() {
        let at = |text: &str, marked: &str, room| {
            let (shown, before, width) = laid_out(&piece(text, marked), room);
            let columns: usize = shown.chars().map(|c| c.width().unwrap_or(0)).sum();
            assert!(columns <= room, "{shown}");
            (shown, before, width)
        };
        assert_eq!(
            at("so ashamed of it", "ashamed", 40),
            ("so ashamed of it".to_owned(), 3, 7)
        );
        assert_eq!(
            at("日本 ashamed", "ashamed", 40),
            ("日本 ashamed".to_owned(), 5, 7)
        );
        assert_eq!(at("a\x1bb ashamed", "ashamed", 40).1, 7);
        let long = format!("{} ashamed {}", "before ".repeat(20), "behind ".repeat(20));
        let (shown, before, width) = at(&long, "ashamed", 40);
        let marked: String = shown.chars().skip(before).take(width).collect();
        assert_eq!(marked, "ashamed");
    }

    #[test]
    fn long_messages_are_broken_at_spaces() {
        let mut out = String::new();
        wrapped(&mut out, "one two three four", "* ", "  ", 10);
        assert_eq!(out, "* one two\n  three\n  four\n");
    }
}
