//! Comments in a text that silence findings, each in its place, with a reason and an end.
//!
//! ```text
//! <!-- feltsense-ignore-next-line voice reason="a quotation" until=2027-01-31 -->
//! [//]: # (feltsense-ignore-block presence term="ashamed")
//! feltsense-ignore: density, closing reason="a memoir"        (front matter: the whole file)
//! ```

mod reaching;

use std::ops::Range;

use super::date::Date;
use super::evidence::Evidence;
use super::finding::Finding;
use super::resolve::forms;
use super::slip::Slip;
use crate::near;
use crate::read::Format;
use reaching::Reaching;

/// What every comment of ours begins with, and the key of the front matter.
const NAME: &str = "feltsense-ignore";

/// How far a comment reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    Line,
    NextLine,
    Block,
    Start,
    End,
    File,
}

const REACHES: [(&str, Reach); 6] = [
    ("line", Reach::Line),
    ("next-line", Reach::NextLine),
    ("block", Reach::Block),
    ("start", Reach::Start),
    ("end", Reach::End),
    ("file", Reach::File),
];

/// A comment that was understood.
struct Directive {
    /// Where it stands itself.
    at: Option<Range<usize>>,
    reach: Reach,
    /// Bytes that it silences; `None`: everything.
    region: Option<Range<usize>>,
    rules: Vec<String>,
    /// Words in compare form.
    term: Option<String>,
    reason: String,
    until: Option<Date>,
    used: bool,
}

/// Something to be told about a comment.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Remark {
    pub(super) at: Option<Range<usize>>,
    pub(super) slip: Slip,
    pub(super) message: String,
}

/// What the settings say about comments.
pub(super) struct Manner<'a> {
    /// Rules that there are.
    pub(super) known: &'a [&'a str],
    pub(super) require_reason: bool,
    pub(super) today: Option<Date>,
}

/// Marks the findings that comments silence, and tells which comments do nothing.
pub(super) fn apply(
    evidence: &Evidence<'_>,
    findings: &mut [(Finding, Option<Range<usize>>)],
    manner: &Manner<'_>,
) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let mut directives = read(evidence, manner, &mut remarks);
    let reaching = Reaching::new(&directives);
    for (finding, range) in findings.iter_mut() {
        let form = finding.form.as_deref();
        for at in reaching.over(&directives, range.as_ref().map(|range| range.start)) {
            let directive = &mut directives[at];
            let rule = directive
                .rules
                .iter()
                .any(|rule| *rule == finding.rule || rule == "all");
            let term = directive
                .term
                .as_deref()
                .is_none_or(|term| form == Some(term));
            if rule && term {
                directive.used = true;
                // The first one tells the reason.
                finding
                    .suppressed
                    .get_or_insert_with(|| directive.reason.clone());
            }
        }
    }
    for directive in directives {
        if !directive.used {
            remarks.push(Remark {
                at: directive.at,
                slip: Slip::Unused,
                message: "this comment silences nothing; it can go".to_owned(),
            });
        }
    }
    remarks
}

/// All comments of ours that are in force, with their regions.
fn read(evidence: &Evidence<'_>, manner: &Manner<'_>, remarks: &mut Vec<Remark>) -> Vec<Directive> {
    let original = evidence.subject.original;
    let mut found: Vec<(Option<Range<usize>>, String)> = Vec::new();
    for (key, value) in evidence.front_matter(&[NAME.to_owned()]) {
        found.push((evidence.key_line(&key), format!("-file {value}")));
    }
    if original.contains(NAME) && evidence.subject.format == Format::Markdown {
        let comments = evidence.outline.comments.iter().cloned();
        let texts = comments.map(|at| (original[at.start + 4..at.end - 3].to_owned(), at));
        let mut all: Vec<_> = texts.chain(link_comments(evidence)).collect();
        all.sort_by_key(|(_, at)| at.start);
        for (text, at) in all {
            if let Some(rest) = text.trim().strip_prefix(NAME) {
                found.push((Some(at), rest.to_owned()));
            }
        }
    } else if original.contains(NAME) && evidence.subject.format == Format::Html {
        let mut from = 0;
        while let Some(start) = original[from..].find("<!--").map(|at| from + at) {
            let Some(end) = original[start..].find("-->").map(|at| start + at) else {
                break;
            };
            if let Some(rest) = original[start + 4..end].trim().strip_prefix(NAME) {
                found.push((Some(start..end + 3), rest.to_owned()));
            }
            from = end + 3;
        }
    }
    let mut directives = Vec::new();
    let document = evidence.subject.document;
    let blocks = document.blocks.iter();
    let mut blocks: Vec<Range<usize>> = blocks
        .map(|block| document.map.original(block.span).range())
        .collect();
    blocks.sort_by_key(|block| block.start);
    // Comments that open a stretch and wait for their end.
    let mut open: Vec<Directive> = Vec::new();
    for (at, text) in found {
        match parse(&text, at.clone(), manner) {
            Err((slip, message)) => remarks.push(Remark { at, slip, message }),
            Ok(directive) => match directive.reach {
                Reach::Start => open.push(directive),
                Reach::End => match (open.pop(), at) {
                    (Some(mut start), Some(at)) => {
                        let from = start.at.as_ref().map_or(0, |at| at.end);
                        start.region = Some(from..at.start);
                        directives.push(start);
                    }
                    (_, at) => remarks.push(Remark {
                        at,
                        slip: Slip::NoStart,
                        message: format!("there is no `{NAME}-start` before this end"),
                    }),
                },
                _ => directives.push(placed(directive, original, &blocks)),
            },
        }
    }
    remarks.extend(open.into_iter().map(|directive| Remark {
        at: directive.at,
        slip: Slip::NoEnd,
        message: format!("no `{NAME}-end` follows: nothing is silenced"),
    }));
    directives
}

/// Lines such as `[//]: # (feltsense-ignore-file density)`, outside of code.
fn link_comments(evidence: &Evidence<'_>) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    for line in evidence.subject.original.split_inclusive(['\n', '\r']) {
        let range = at..at + line.trim_end().len();
        at += line.len();
        let text = line.trim();
        let Some(rest) = text
            .strip_prefix("[//]:")
            .or_else(|| text.strip_prefix("[comment]:"))
        else {
            continue;
        };
        let rest = rest
            .trim_start()
            .trim_start_matches("<>")
            .trim_start_matches('#')
            .trim();
        let inside = [('(', ')'), ('"', '"'), ('\'', '\'')]
            .into_iter()
            .find_map(|(open, close)| rest.strip_prefix(open)?.strip_suffix(close));
        let before = evidence
            .outline
            .code
            .partition_point(|code| code.start <= range.start);
        let in_code = evidence.outline.code[..before]
            .last()
            .is_some_and(|code| range.start < code.end);
        if let Some(inside) = inside.filter(|_| !in_code) {
            found.push((inside.to_owned(), range));
        }
    }
    found
}

/// What is wrong with a comment, and how to mend it.
type Wrong = (Slip, String);

/// Reads what stands behind the name.
fn parse(text: &str, at: Option<Range<usize>>, manner: &Manner<'_>) -> Result<Directive, Wrong> {
    let wrong = |slip: Slip, told: &str| Err((slip, told.to_owned()));
    let text = text.trim();
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let word = word.strip_prefix('-').unwrap_or("");
    let Some((_, reach)) = REACHES.iter().find(|(name, _)| *name == word) else {
        let names: Vec<String> = REACHES
            .iter()
            .map(|(name, _)| format!("{NAME}-{name}"))
            .collect();
        let names = names.join(", ");
        let told = format!("this comment says not what it silences; write one of {names}");
        return wrong(Slip::NoReach, &told);
    };
    let mut directive = Directive {
        at,
        reach: *reach,
        region: None,
        rules: Vec::new(),
        term: None,
        reason: String::new(),
        until: None,
        used: false,
    };
    let mut has_reason = false;
    for part in parts(rest)? {
        match part {
            (None, name) => {
                if name != "all" && !manner.known.contains(&name.as_str()) {
                    let most = name.chars().count() / 3 + 1;
                    let help = near::nearest(&name, manner.known.iter().copied(), |_| most)
                        .map_or_else(
                            || "`feltsense config show` has them all".to_owned(),
                            |near| format!("did you mean `{near}`?"),
                        );
                    let told = format!("this comment names a rule that there is not; {help}");
                    return wrong(Slip::UnknownRule, &told);
                }
                directive.rules.push(name);
            }
            (Some("reason"), value) => {
                has_reason = !value.trim().is_empty();
                directive.reason = value;
            }
            (Some("term"), value) => directive.term = Some(forms(&value).join(" ")),
            (Some("until"), value) => match Date::parse(&value) {
                Some(date) => directive.until = Some(date),
                None => {
                    return wrong(Slip::NoDay, "`until` is no day; write it as 2026-12-31");
                }
            },
            (Some(_), _) => {
                let told = "this comment takes `reason`, `until` and `term` only";
                return wrong(Slip::UnknownKey, told);
            }
        }
    }
    if *reach == Reach::End {
        return Ok(directive);
    }
    if directive.rules.is_empty() {
        let told = "this comment names no rule; write its name, or all";
        return wrong(Slip::NoRule, told);
    }
    if manner.require_reason && !has_reason {
        let told = "this comment gives no reason; write reason=\"…\"";
        return wrong(Slip::NoReason, told);
    }
    match (directive.until, manner.today) {
        (Some(until), Some(today)) if until < today => {
            let told = format!("this comment ran out on {until}; look at the place again");
            wrong(Slip::Expired, &told)
        }
        _ => Ok(directive),
    }
}

type Part<'t> = (Option<&'t str>, String);

/// `voice, run reason="so it is"` → names and pairs.
fn parts(text: &str) -> Result<Vec<Part<'_>>, Wrong> {
    let mut parts = Vec::new();
    let mut rest = text.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
    while !rest.is_empty() {
        let end = rest
            .find(|c: char| c.is_whitespace() || c == ',' || c == '=')
            .unwrap_or(rest.len());
        let (name, behind) = rest.split_at(end);
        if let Some(value) = behind.strip_prefix('=') {
            let quote = value
                .chars()
                .next()
                .filter(|c| matches!(c, '"' | '\'' | '“'));
            let (value, behind) = match quote {
                Some(quote) => {
                    let close = if quote == '“' { '”' } else { quote };
                    let inside = &value[quote.len_utf8()..];
                    let Some(end) = inside.find(close) else {
                        let told = "a quotation mark of this comment is never closed";
                        return Err((Slip::OpenQuote, told.to_owned()));
                    };
                    (&inside[..end], &inside[end + close.len_utf8()..])
                }
                None => value.split_at(
                    value
                        .find(|c: char| c.is_whitespace() || c == ',')
                        .unwrap_or(value.len()),
                ),
            };
            parts.push((Some(name), value.to_owned()));
            rest = behind;
        } else {
            parts.push((None, name.to_owned()));
            rest = behind;
        }
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
    }
    Ok(parts)
}

/// Gives a comment its region. Blocks are in the order of the original.
fn placed(mut directive: Directive, original: &str, blocks: &[Range<usize>]) -> Directive {
    let Some(at) = directive.at.clone() else {
        return directive;
    };
    let ends_line = |c: char| c == '\n' || c == '\r';
    let line_end = |from: usize| {
        original[from..]
            .find(ends_line)
            .map_or(original.len(), |end| from + end)
    };
    directive.region = match directive.reach {
        Reach::Line => {
            let start = original[..at.start]
                .rfind(ends_line)
                .map_or(0, |end| end + 1);
            Some(start..line_end(at.end))
        }
        Reach::NextLine => {
            let behind = line_end(at.end);
            let blank = original[behind..].len() - original[behind..].trim_start().len();
            Some(behind..line_end(behind + blank))
        }
        Reach::Block => {
            let next = blocks.partition_point(|block| block.start < at.end);
            Some(blocks.get(next).cloned().unwrap_or(at.end..at.end))
        }
        Reach::File | Reach::Start | Reach::End => None,
    };
    directive
}
