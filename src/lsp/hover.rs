//! What stands at a place, in plain words: findings and hits, and why.

use std::ops::Range;

use super::look::{Look, bytes_of};
use crate::analysis::Pipeline;
use crate::check::Finding;
use crate::matching::{Flags, Hit, Status};
use crate::show::{flat, sign};
use crate::text::Tokens;

/// A thing that is told: a head, and lines with a name.
struct Part {
    range: Range<usize>,
    head: String,
    lines: Vec<(&'static str, String)>,
}

/// What stands at a byte, as text and with the smallest range that it is about.
pub(super) fn at(
    look: &Look,
    pipeline: &Pipeline,
    offset: usize,
    markdown: bool,
) -> Option<(String, Range<usize>)> {
    let touches = |range: &Range<usize>| range.start <= offset && offset <= range.end;
    let findings = look.open().filter_map(|finding| {
        let range = bytes_of(finding).filter(touches)?;
        Some(of_finding(finding, range))
    });
    let mut parts: Vec<Part> = findings.collect();
    let (tokens, hits) = look.hits(pipeline);
    for (lexicon, hits) in hits.iter().enumerate() {
        for hit in hits {
            let span = tokens.span_of(hit.found.first as usize, hit.found.end as usize);
            let range = look.document.map.original(span).range();
            if touches(&range) {
                parts.push(of_hit(look, pipeline, tokens, lexicon, hit, range));
            }
        }
    }
    let smallest = parts.iter().map(|part| part.range.clone());
    let smallest = smallest.min_by_key(ExactSizeIterator::len)?;
    let told: Vec<String> = parts.iter().map(|part| part.text(markdown)).collect();
    let line = if markdown { "\n\n---\n\n" } else { "\n\n" };
    Some((told.join(line), smallest))
}

fn of_finding(finding: &Finding, range: Range<usize>) -> Part {
    let counts: Vec<String> = finding
        .counts
        .iter()
        .map(|count| {
            let is_whole = count.value.fract() == 0.0;
            let digits = if is_whole { 0 } else { 2 };
            format!("{} {:.digits$}", sign::spoken(&count.name), count.value)
        })
        .collect();
    Part {
        range,
        head: format!("{}: {}", finding.id(), finding.message),
        lines: vec![
            ("level", finding.level.name().to_owned()),
            ("why", finding.why.clone()),
            ("counts", counts.join(", ")),
        ],
    }
}

fn of_hit(
    look: &Look,
    pipeline: &Pipeline,
    tokens: &Tokens,
    lexicon: usize,
    hit: &Hit,
    range: Range<usize>,
) -> Part {
    let lexicon = &pipeline.lexicons[lexicon];
    let entry = &lexicon.entries[hit.found.entry.0 as usize];
    let category = &lexicon.categories[usize::from(entry.category.0)];
    let context = &hit.context;
    let cue = context.cue.map(|(from, to)| {
        let span = tokens.span_of(from as usize, to as usize);
        flat(&look.document.text[span.range()])
    });
    let counted = match context.status {
        _ if !lexicon.total.contains(&entry.polarity) => {
            "apart from the total of its list, as the other pole"
        }
        Status::Affirmed => "in hits and rates",
        _ => "in a number of its own, not in hits or rates",
    };
    let remarks: Vec<String> = context
        .flags
        .names()
        .split(' ')
        .filter_map(|name| Some(format!("{name}: {}", Flags::meaning(name)?)))
        .collect();
    let reference = context.reference;
    Part {
        range,
        head: format!(
            "{}, {}: {}",
            sign::spoken(&lexicon.name),
            sign::spoken(&category.id),
            category.title
        ),
        lines: vec![
            ("entry", entry.name.to_string()),
            (
                "status",
                format!("{}: {}", context.status.name(), context.status.meaning()),
            ),
            ("by the words", cue.unwrap_or_default()),
            (
                "whose",
                format!("{}: {}", reference.name(), reference.meaning()),
            ),
            ("remarks", remarks.join("; ")),
            ("counted", counted.to_owned()),
            ("what it is", flat(&category.definition)),
            ("why this entry", flat(&entry.note)),
        ],
    }
}

impl Part {
    fn text(&self, markdown: bool) -> String {
        let lines = self.lines.iter().filter(|(_, text)| !text.is_empty());
        if markdown {
            let lines = lines.map(|(name, text)| format!("\n- *{name}*: {}", plain(text)));
            format!("**{}**\n{}", plain(&self.head), lines.collect::<String>())
        } else {
            let lines = lines.map(|(name, text)| format!("\n{name}: {text}"));
            format!("{}{}", self.head, lines.collect::<String>())
        }
    }
}

/// A text that Markdown leaves as it is.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_punctuation()
            && !matches!(
                c,
                '.' | ',' | ':' | ';' | '\'' | '"' | '(' | ')' | '-' | '/' | '%'
            )
        {
            out.push('\\');
        }
        out.push(if c.is_control() { ' ' } else { c });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_becomes_markup() {
        assert_eq!(
            plain("asham* <b> [x](y) a\nb"),
            r"asham\* \<b\> \[x\](y) a b"
        );
        let part = Part {
            range: 0..1,
            head: "a_b".to_owned(),
            lines: vec![("entry", "x*".to_owned()), ("cue", String::new())],
        };
        assert_eq!(part.text(true), "**a\\_b**\n\n- *entry*: x\\*");
        assert_eq!(part.text(false), "a_b\nentry: x*");
    }
}
