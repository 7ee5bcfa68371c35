//! What changed, with the hits in place; the list of hits; the legend.

use std::fmt::Write as _;
use std::ops::Range;

use super::add;
use crate::compare::rows::{Change, Row, stretches};
use crate::compare::side::{Placed, Side};
use crate::compare::{Comparison, HitChange, HitHow, words};
use crate::matching::Status;
use crate::report::summary::plural;
use crate::show::flat;
use crate::show::html::COLOURS;
use crate::show::html::markup::escaped;
use crate::show::nest::{self, Event};
use crate::show::sign::{self, APART};

/// Adds the element `#text`: every sentence of the new draft, and those that went, in the order of
/// reading.
pub(super) fn article(out: &mut String, comparison: &Comparison<'_>) {
    out.push_str(
        "<article id=\"text\" tabindex=\"-1\" aria-label=\"What changed\">\n<h2>What changed</h2>\n",
    );
    if comparison.rows.is_empty() {
        out.push_str("<p>Neither draft holds a sentence.</p>\n");
    }
    for stretch in stretches(&comparison.rows) {
        if stretch[0].change == Change::Same {
            same(out, comparison, stretch);
            continue;
        }
        if let (Change::Moved, Some(places)) = (stretch[0].change, comparison.places(stretch)) {
            add!(
                out,
                "<p class=\"row moved\"><span class=\"note\">moved: {places}</span></p>\n"
            );
        }
        for row in stretch {
            changed(out, comparison, *row);
        }
    }
    out.push_str("</article>\n");
}

/// Sentences as before, folded away.
fn same(out: &mut String, comparison: &Comparison<'_>, run: &[Row]) {
    let told = plural(run.len() as u64, "sentence");
    add!(out, "<details><summary>{told} as before</summary>");
    let side = comparison.new;
    let block = |row: &Row| row.new.map(|at| side.sentences[at as usize].block);
    for paragraph in run.chunk_by(|a, b| block(a) == block(b)) {
        out.push_str("<p dir=\"auto\">");
        for row in paragraph {
            if let Some(at) = row.new {
                sentence(out, comparison, side, at, &[]);
                out.push(' ');
            }
        }
        out.push_str("</p>");
    }
    out.push_str("</details>\n");
}

/// A sentence that is not as before: one line, or two with what differs between them.
fn changed(out: &mut String, comparison: &Comparison<'_>, row: Row) {
    let (old, new) = (comparison.old, comparison.new);
    let (mut of_old, mut of_new) = (Vec::new(), Vec::new());
    if let (Change::Changed | Change::MovedChanged, Some(from), Some(to)) =
        (row.change, row.old, row.new)
    {
        let (a, b) = (&old.sentences[from as usize], &new.sentences[to as usize]);
        let forms = |side: &Side, words: &Range<usize>| -> Vec<String> {
            let words = words.clone().map(|at| side.tokens.form(at).to_owned());
            words.collect()
        };
        let (in_old, in_new) = words::kept(&forms(old, &a.words), &forms(new, &b.words));
        of_old = differing(old, &a.words, &in_old);
        of_new = differing(new, &b.words, &in_new);
    }
    let moved = matches!(row.change, Change::Moved | Change::MovedChanged);
    let is_pair = matches!(row.change, Change::Changed | Change::MovedChanged);
    if row.change != Change::Moved
        && let Some(at) = row.old
    {
        let (sign, what) = match (is_pair, moved) {
            (true, true) => ("&gt;\u{2212}", "moved and changed, before: "),
            (true, false) => ("~\u{2212}", "changed, before: "),
            _ => ("\u{2212}", "removed: "),
        };
        open(out, "went", sign, what);
        out.push_str("<del>");
        sentence(out, comparison, old, at, &of_old);
        out.push_str("</del></p>\n");
    }
    if let Some(at) = row.new {
        let (class, sign, what) = match row.change {
            Change::Moved => ("moved", "&gt;", "moved: "),
            Change::MovedChanged => ("came", "&gt;+", "moved and changed, after: "),
            Change::Changed => ("came", "~+", "changed, after: "),
            _ => ("came", "+", "added: "),
        };
        open(out, class, sign, what);
        let element = if row.change == Change::Moved {
            "span"
        } else {
            "ins"
        };
        add!(out, "<{element}>");
        sentence(out, comparison, new, at, &of_new);
        add!(out, "</{element}>");
        if let (Change::MovedChanged, Some(places)) = (row.change, comparison.places(&[row])) {
            add!(out, "<span class=\"note\">{places}</span>");
        }
        out.push_str("</p>\n");
    }
}

fn open(out: &mut String, class: &str, sign: &str, what: &str) {
    add!(
        out,
        "<p class=\"row {class}\" dir=\"auto\"><span class=\"sig\" aria-hidden=\"true\">{sign}</span><span class=\"vh\">{what}</span>"
    );
}

/// Stretches of words that are not kept, as bytes of the plain text.
fn differing(side: &Side, words: &Range<usize>, kept: &[bool]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = words.start;
    for run in kept.chunk_by(|a, b| a == b) {
        let end = at + run.len();
        if !run[0] {
            found.push(side.tokens.span_of(at, end).range());
        }
        at = end;
    }
    found
}

/// A sentence with its hits; `strong` are stretches of it that stand out.
fn sentence(
    out: &mut String,
    comparison: &Comparison<'_>,
    side: &Side,
    at: u32,
    strong: &[Range<usize>],
) {
    let range = side.sentences[at as usize].range.clone();
    let hits = side.hits_of(at);
    let spans: Vec<_> = side.hits[hits.clone()]
        .iter()
        .map(|hit| hit.shown.span.clone())
        .collect();
    let mut strong = strong;
    for event in nest::events(range, &spans, hits.start) {
        match event {
            Event::Close { .. } => out.push_str("</mark>"),
            Event::Open { hit, again } => {
                let hit = &side.hits[hit];
                let on = if again { " on" } else { "" };
                add!(
                    out,
                    "<mark class=\"{}{on}\" data-s=\"{}\" data-tip=\"{}\" tabindex=\"0\">",
                    classes(hit),
                    comparison.sign(hit),
                    escaped(&tip(comparison, side, hit)),
                );
            }
            Event::Text(range) => stretch(out, side, range, &mut strong),
        }
    }
}

/// Text of which some stands out; what has passed is taken from `strong`.
fn stretch(out: &mut String, side: &Side, range: Range<usize>, strong: &mut &[Range<usize>]) {
    let mut from = range.start;
    while let Some((first, rest)) = strong.split_first() {
        let (start, end) = (first.start.max(from), first.end.min(range.end));
        if first.start >= range.end {
            break;
        }
        if start < end {
            out.push_str(&escaped(side.text(&(from..start))));
            let words = escaped(side.text(&(start..end)));
            add!(out, "<b class=\"w\">{words}</b>");
            from = end;
        }
        if first.end > range.end {
            break;
        }
        *strong = rest;
    }
    out.push_str(&escaped(side.text(&(from..range.end))));
}

/// The classes of a hit: lexicon and status, as on pages of `show`.
fn classes(hit: &Placed) -> String {
    let shown = &hit.shown;
    let colour = shown.lexicon % COLOURS;
    let apart = if shown.apart { " apart" } else { "" };
    format!("k{colour} s{}{apart}", shown.context.status as usize)
}

/// List, category, status, cue and entry, as lines.
fn tip(comparison: &Comparison<'_>, side: &Side, hit: &Placed) -> String {
    let lexicon = &comparison.pipeline.lexicons[hit.shown.lexicon];
    let context = hit.shown.context;
    let cue = match &hit.shown.cue {
        Some(cue) if context.status != Status::Affirmed => {
            format!(" (\u{201c}{}\u{201d})", flat(side.text(cue)))
        }
        _ => String::new(),
    };
    format!(
        "{} {}: {}\n{}: {}{cue}\nwhose: {}\nentry: {}",
        comparison.sign(hit),
        sign::spoken(&lexicon.name),
        comparison.category(hit),
        context.status.name(),
        context.status.meaning(),
        context.reference.name(),
        lexicon.entries[hit.shown.entry.0 as usize].name,
    )
}

/// Every hit that is not as before.
pub(super) fn list(out: &mut String, comparison: &Comparison<'_>) {
    out.push_str("<aside id=\"list\" class=\"list\" aria-label=\"List of hits\" tabindex=\"-1\">\n<h2>Hits that are not as before</h2>\n");
    let mut changes = comparison.hits.iter().filter(|hit| hit.how != HitHow::Kept);
    if changes.clone().next().is_none() {
        out.push_str("<p>Every hit is as before.</p>\n");
    }
    out.push_str("<ol>\n");
    changes
        .by_ref()
        .for_each(|change| one(out, comparison, change));
    out.push_str("</ol>\n</aside>\n");
}

fn one(out: &mut String, comparison: &Comparison<'_>, change: &HitChange) {
    let old = change.old.map(|at| &comparison.old.hits[at]);
    let new = change.new.map(|at| &comparison.new.hits[at]);
    let Some(known) = new.or(old) else { return };
    let side = if new.is_some() {
        comparison.new
    } else {
        comparison.old
    };
    let sign = match change.how {
        HitHow::Kept => "",
        HitHow::Moved => "&gt;",
        HitHow::Status => "~",
        HitHow::Added => "+",
        HitHow::Removed => "\u{2212}",
    };
    let status = |hit: &Placed| hit.shown.context.status.name();
    let (status, line) = match (old, new) {
        (Some(old), Some(new)) => (
            match (status(old), status(new)) {
                (before, after) if before == after => after.to_owned(),
                (before, after) => format!("{before} \u{2192} {after}"),
            },
            format!("line {} \u{2192} {}", old.shown.line, new.shown.line),
        ),
        _ => (
            status(known).to_owned(),
            format!("line {}", known.shown.line),
        ),
    };
    add!(
        out,
        "<li class=\"hit {}\"><span class=\"sig\" aria-hidden=\"true\">{sign}</span><bdi>{}</bdi> <span class=\"what\"><b class=\"chip\">{}</b> {}</span>\
         <span class=\"why\">{}; {status}; {line}</span></li>\n",
        classes(known),
        escaped(&flat(side.text(&known.shown.span))),
        comparison.sign(known),
        escaped(&comparison.category(known)),
        change.how.spoken(),
    );
}

/// What the signs mean.
pub(super) fn legend(out: &mut String, comparison: &Comparison<'_>) {
    out.push_str("<section id=\"legend\" aria-labelledby=\"legend-h\">\n<h2 id=\"legend-h\">What the signs mean</h2>\n<h3>Sentences</h3>\n<dl>\n");
    let signs = [
        ("\u{2212}", "only in the draft before"),
        ("+", "only in the draft after"),
        (
            "~",
            "at least half of the words are shared, in the same place: before and after below each other; words that differ are bold with a dotted line",
        ),
        (
            "&gt;",
            "the same words, or at least three quarters of them, in another place",
        ),
    ];
    for (sign, meaning) in signs {
        add!(
            out,
            "<dt><b class=\"chip\">{sign}</b></dt><dd>{meaning}</dd>\n"
        );
    }
    out.push_str("</dl>\n<h3>Lists</h3>\n<dl>\n");
    for (at, lexicon) in comparison.pipeline.lexicons.iter().enumerate() {
        add!(
            out,
            "<dt class=\"k{}\"><b class=\"chip\">{}</b> {}</dt><dd>{}</dd>\n",
            at % COLOURS,
            comparison.signs.letter(at),
            escaped(&lexicon.title),
            escaped(&flat(&lexicon.definition)),
        );
    }
    out.push_str("</dl>\n<h3>Status of a hit</h3>\n<dl>\n");
    for status in Status::ALL {
        let shown = match sign::of_status(status) {
            "" => "no sign".to_owned(),
            mark => format!("<b class=\"chip\">{mark}</b>"),
        };
        add!(
            out,
            "<dt>{shown} <span class=\"demo s{}\">{}</span></dt><dd>{}</dd>\n",
            status as usize,
            status.name(),
            escaped(status.meaning()),
        );
    }
    add!(
        out,
        "<dt><b class=\"chip\">{APART}</b> distress pole</dt><dd>a hit of the pole that its list counts apart and never adds to its total</dd>\n</dl>\n</section>\n"
    );
}
