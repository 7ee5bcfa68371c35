//! Edits that might do it: the first one that works is offered.

use std::ops::Range;

use super::Edit;
use crate::check::Finding;
use crate::lsp::document::Text;
use crate::lsp::look::{Look, bytes_of};
use crate::read::Format;

/// What stands for the reason until somebody writes it.
const REASON: &str = "why it stays";

/// The comment in HTML, and in the form of a link definition that leaves no trace in the page.
fn comments(reach: &str, rule: &str) -> (String, String) {
    let words = format!("feltsense-ignore-{reach} {rule} reason=\"{REASON}\"");
    (format!("<!-- {words} -->"), format!("[//]: # ({words})"))
}

/// Behind the text of the line, else behind the finding.
pub(super) fn on_line(
    text: &Text,
    format: Format,
    finding: &Finding,
    line: usize,
) -> Vec<Vec<Edit>> {
    if !matches!(format, Format::Markdown | Format::Html) || finding.place.is_none() {
        return Vec::new();
    }
    let (html, _) = comments("line", &finding.rule);
    let range = text.lines.line(&text.text, line);
    let written = text.text[range.clone()].trim_end();
    // A backslash at the end breaks the line in Markdown, and so do two spaces.
    let written = match written.strip_suffix('\\') {
        Some(before) if format == Format::Markdown => before,
        _ => written,
    };
    let end = range.start + written.len();
    let mut ways = vec![vec![(end..end, format!(" {html}"))]];
    if let Some(bytes) = bytes_of(finding)
        && bytes.end < end
    {
        // In a cell, or before the signs that close a heading: in the middle of the text.
        ways.push(vec![(bytes.end..bytes.end, html)]);
    }
    ways
}

/// On a line of its own above a line that begins a paragraph: elsewhere it would part one.
pub(super) fn above_line(
    text: &Text,
    format: Format,
    finding: &Finding,
    line: usize,
) -> Vec<Vec<Edit>> {
    if !matches!(format, Format::Markdown | Format::Html) || finding.place.is_none() {
        return Vec::new();
    }
    let range = text.lines.line(&text.text, line);
    let written = &text.text[range.clone()];
    let is_first = line == 0
        || text.text[text.lines.line(&text.text, line - 1)]
            .trim()
            .is_empty();
    let (html, link) = comments("next-line", &finding.rule);
    let put = |comment: &str, indent: &str| {
        let comment = format!("{indent}{comment}{}", line_end(text));
        vec![(range.start..range.start, comment)]
    };
    if format == Format::Html {
        let indent = &written[..written.len() - written.trim_start().len()];
        return vec![put(&html, indent)];
    }
    // In lists, quotations, tables and code a line at the margin would end them.
    let behind_number = written.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_numbered = behind_number.len() < written.len() && behind_number.starts_with(['.', ')']);
    let marks = ["- ", "+ ", "* ", ">", "|", "<", "```", "~~~", " ", "\t"];
    let is_plain = !is_numbered && !marks.iter().any(|mark| written.starts_with(mark));
    if is_first && is_plain {
        vec![put(&link, ""), put(&html, "")]
    } else {
        Vec::new()
    }
}

/// Before the text: behind the front matter, or at the beginning of the body.
pub(super) fn in_file(text: &Text, look: &Look, finding: &Finding) -> Vec<Vec<Edit>> {
    let (html, link) = comments("file", &finding.rule);
    let end = line_end(text);
    let source = &text.text;
    match look.format {
        Format::Markdown => {
            let at = look.document.outline.body;
            let put = |comment: &str| vec![(at..at, format!("{comment}{end}{end}"))];
            vec![put(&link), put(&html)]
        }
        Format::Html => {
            let small = source.to_ascii_lowercase();
            let behind = |tag: &str| {
                let start = small.find(tag)?;
                Some(start + small[start..].find('>')? + 1)
            };
            let places = [behind("<body"), behind("<!doctype"), Some(0)];
            let put = |at: usize| vec![(at..at, format!("{html}{end}"))];
            places.into_iter().flatten().map(put).collect()
        }
        _ => Vec::new(),
    }
}

/// How lines end in this text.
fn line_end(text: &Text) -> &str {
    let first = text.lines.line(&text.text, 0);
    let next = text.lines.next(&text.text, 0);
    match &text.text[first.end..next] {
        "" => "\n",
        end => end,
    }
}

/// A comment taken out, with its line if nothing else stands there, and with the end of what it
/// began.
pub(super) fn removals(text: &Text, look: &Look, comment: &Range<usize>) -> Vec<Vec<Edit>> {
    if comment.is_empty() {
        return Vec::new();
    }
    let source = &text.text;
    let whole = |at: &Range<usize>| {
        let line = text.lines.line_of(at.start);
        let range = text.lines.line(source, line);
        let is_alone = source[range.start..at.start].trim().is_empty()
            && range.end >= at.end
            && source[at.end..range.end].trim().is_empty();
        if !is_alone {
            let before = source[range.start..at.start].trim_end();
            return range.start + before.len()..at.end;
        }
        // A comment between two empty lines leaves one of them.
        let mut end = text.lines.next(source, line);
        let is_empty = |line: usize| source[text.lines.line(source, line)].trim().is_empty();
        let first = text.lines.line_of(end);
        if (line == 0 || is_empty(line - 1)) && first > line && is_empty(first) {
            end = text.lines.next(source, first);
        }
        range.start..end
    };
    let first = (whole(comment), String::new());
    let mut ways = vec![vec![first.clone()]];
    let closing = look.document.outline.comments.iter().find(|at| {
        at.start >= comment.end && source[(*at).clone()].contains("feltsense-ignore-end")
    });
    if let Some(closing) = closing {
        // Those that need it are tried with it first: an end alone is a finding of its own.
        ways.push(vec![first, (whole(closing), String::new())]);
    }
    ways
}
