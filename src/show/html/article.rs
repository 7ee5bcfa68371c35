//! The text of a draft as markup: every byte of the plain text once, in order, and nothing else.

use std::fmt::Write as _;
use std::ops::Range;

use super::add;
use super::markup::escaped;
use crate::show::nest::{self, Event};
use crate::show::sign::{self, APART};
use crate::show::{Draft, Shown, is_verse};
use crate::text::{Aside, Block, BlockKind};

/// Adds the element `#text`.
pub(super) fn article(out: &mut String, draft: &Draft<'_>) {
    let text = &draft.document.text;
    let spans: Vec<Range<usize>> = draft.hits.iter().map(|hit| hit.span.clone()).collect();
    let mut asides = &draft.document.asides[..];
    out.push_str("<article id=\"text\" tabindex=\"-1\" aria-label=\"The text\">");
    for (at, (before, block)) in draft.blocks().enumerate() {
        let range = block.span.range();
        // What no block holds, such as a label, is shown in front of the block that follows.
        let between = &text[before];
        let said = between.trim_start();
        out.push_str(&escaped(&between[..between.len() - said.len()]));
        let name = match block.kind {
            BlockKind::Heading => "h3",
            _ => "p",
        };
        add!(out, "<{name} dir=\"auto\"");
        let class = match block.kind {
            BlockKind::Item => "item",
            BlockKind::Cell => "cell",
            _ if is_verse(&text[range.clone()]) => "verse",
            _ => "",
        };
        if !class.is_empty() {
            add!(out, " class=\"{class}\"");
        }
        if let Some(speaker) = draft.speaker(at).filter(|_| said.is_empty()) {
            add!(out, " data-who=\"{}: \"", escaped(&speaker));
        }
        out.push('>');
        if !said.is_empty() {
            add!(out, "<span class=\"out\">{}</span>", escaped(said));
        }
        inside(out, draft, block, &spans, &mut asides);
        add!(out, "</{name}>");
    }
    let tail = &text[draft.tail()];
    if tail.trim().is_empty() {
        out.push_str(&escaped(tail));
    } else {
        add!(out, "<p class=\"out\">{}</p>", escaped(tail));
    }
    out.push_str("</article>\n");
}

/// The text of a block with its hits and what is no word.
fn inside(
    out: &mut String,
    draft: &Draft<'_>,
    block: &Block,
    spans: &[Range<usize>],
    asides: &mut &[Aside],
) {
    let range = block.span.range();
    let hits = draft.hits_in(&range);
    let mut open: Vec<usize> = Vec::new();
    for event in nest::events(range, &spans[hits.clone()], hits.start) {
        match event {
            Event::Text(range) => stretch(out, draft, range, asides),
            Event::Close { hit, .. } => {
                open.retain(|&other| other != hit);
                out.push_str("</mark>");
            }
            Event::Open { hit, again } => {
                open.push(hit);
                mark(out, draft, hit, again, &open);
            }
        }
    }
}

/// The start of a hit's element. Its explanation also tells the hits that it stands in: a pointer
/// may not reach them by themselves.
fn mark(out: &mut String, draft: &Draft<'_>, at: usize, again: bool, open: &[usize]) {
    let hit = &draft.hits[at];
    add!(out, "<mark class=\"{}", classes(hit));
    if again {
        add!(out, " on\" data-h=\"{at}\"");
    } else {
        add!(
            out,
            "\" data-h=\"{at}\" id=\"m{at}\" tabindex=\"0\" aria-describedby=\"h{at}\" data-s=\"{}\"",
            signs(draft, hit),
        );
    }
    let told = open.iter().rev().map(|&hit| tip(draft, &draft.hits[hit]));
    let told = told.collect::<Vec<_>>().join("\n\n");
    add!(out, " data-tip=\"{}\">", escaped(&told));
}

/// The classes of a hit: lexicon, status, category; also of its line in the list.
pub(super) fn classes(hit: &Shown) -> String {
    let colour = hit.lexicon % super::charts::COLOURS;
    let apart = if hit.apart { " apart" } else { "" };
    format!(
        "k{colour} l{} s{} c{}{apart}",
        hit.lexicon, hit.context.status as usize, hit.unit.0
    )
}

/// `S`, `S¬`, `C*`.
pub(super) fn signs(draft: &Draft<'_>, hit: &Shown) -> String {
    let apart = if hit.apart { APART } else { "" };
    let letter = draft.signs.letter(hit.lexicon);
    format!("{letter}{apart}{}", sign::of_status(hit.context.status))
}

/// Entry, status, cue and why, as lines.
fn tip(draft: &Draft<'_>, hit: &Shown) -> String {
    let lexicon = sign::spoken(&draft.pipeline.lexicons[hit.lexicon].name);
    let apart = if hit.apart {
        " (distress pole, counted apart)"
    } else {
        ""
    };
    format!(
        "{} {lexicon}: {}{apart}\n{}\n{}entry: {}",
        signs(draft, hit),
        draft.category(hit),
        draft.why(hit),
        facts(hit),
        draft.entry(hit).name,
    )
}

/// Whose experience, and the flags.
fn facts(hit: &Shown) -> String {
    let mut told = format!("whose: {}", hit.context.reference.name());
    let flags = hit.context.flags.names();
    if !flags.is_empty() {
        told.push_str("; ");
        told.push_str(&flags.replace(' ', ", "));
    }
    told.push('\n');
    told
}

/// Text of the document; what is no word stands in an element of its own.
fn stretch(out: &mut String, draft: &Draft<'_>, range: Range<usize>, asides: &mut &[Aside]) {
    let text = &draft.document.text;
    let mut from = range.start;
    while let Some((first, rest)) = asides.split_first() {
        let aside = first.span.range();
        if aside.start >= range.end {
            break;
        }
        let (start, end) = (aside.start.max(from), aside.end.min(range.end));
        if start < end {
            out.push_str(&escaped(&text[from..start]));
            add!(
                out,
                "<span class=\"aside\">{}</span>",
                escaped(&text[start..end])
            );
            from = end;
        }
        if aside.end > range.end {
            break;
        }
        *asides = rest;
    }
    out.push_str(&escaped(&text[from..range.end]));
}
