//! Every measure before and after, as a drawing and as tables.

use std::fmt::Write as _;

use super::{SAMPLES, add};
use crate::check::Level;
use crate::compare::Comparison;
use crate::compare::measures::{Measure, Value, What};
use crate::matching::Status;
use crate::measure::UnitKind;
use crate::report::summary::grouped;
use crate::show::html::COLOURS;
use crate::show::html::markup::escaped;

/// Width of the drawing, and where its scale begins and ends.
const WIDTH: f64 = 360.0;
const LEFT: f64 = 132.0;
const RIGHT: f64 = 350.0;
const ROW: f64 = 28.0;

/// The section `#sums`.
pub(super) fn sums(out: &mut String, comparison: &Comparison<'_>) {
    out.push_str(
        "<section id=\"sums\" aria-labelledby=\"sums-h\">\n<h2 id=\"sums-h\">Before and after</h2>\n",
    );
    differences(out, comparison);
    add!(out, "<p>{}</p>\n", escaped(SAMPLES));
    out.push_str("<div class=\"scroll\" role=\"region\" aria-label=\"Measures before and after\" tabindex=\"0\"><table><caption>Hits per 100 words with 95 % intervals, in brackets how many. Rows without a status are affirmed hits.</caption><thead><tr><th scope=\"col\">Measure</th><th scope=\"col\" class=\"n\">before</th><th scope=\"col\" class=\"n\">after</th><th scope=\"col\" class=\"n\">difference</th></tr></thead><tbody>\n");
    for measure in &comparison.measures {
        let Some(unit) = measure.unit else {
            add!(
                out,
                "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
                escaped(&measure.name),
                grouped(measure.old.count),
                grouped(measure.new.count),
                match measure.counted() {
                    0 => "0".to_owned(),
                    difference => format!("{difference:+}"),
                }
            );
            continue;
        };
        let unit = comparison.pipeline.units.get(unit);
        let total = unit.kind == UnitKind::Lexicon;
        let affirmed = measure.what == What::Status(Status::Affirmed);
        if !(total && affirmed || measure.occurs()) {
            continue;
        }
        let name = escaped(&comparison.spoken(measure));
        let (class, name) = match (total, affirmed) {
            (true, true) => {
                let letter = comparison.signs.letter(unit.lexicon);
                let colour = unit.lexicon % COLOURS;
                (
                    format!("k{colour}"),
                    format!("<b class=\"chip\">{letter}</b> {name}"),
                )
            }
            (true, false) => ("sub".to_owned(), what(measure.what).to_owned()),
            (false, true) => ("sub".to_owned(), name),
            (false, false) => ("sub2".to_owned(), format!("{name}, {}", what(measure.what))),
        };
        add!(
            out,
            "<tr><th scope=\"row\" class=\"{class}\">{name}</th><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
            rate(&measure.old),
            rate(&measure.new),
            difference(measure)
        );
    }
    out.push_str("</tbody></table></div>\n</section>\n");
}

fn what(what: What) -> &'static str {
    match what {
        What::Apart => "distress pole",
        other => other.name(),
    }
}

/// `1.20, 0.62 to 2.10 (12)`.
fn rate(value: &Value) -> String {
    match (value.per_100, value.interval) {
        (Some(rate), Some(interval)) => format!(
            "{rate:.2}, {:.2} to {:.2} ({})",
            interval.low,
            interval.high,
            grouped(value.count)
        ),
        _ => format!("({})", grouped(value.count)),
    }
}

fn difference(measure: &Measure) -> String {
    match measure.difference {
        Some((difference, interval)) => format!(
            "{difference:+.2}, {:+.2} to {:+.2}",
            interval.low, interval.high
        ),
        None => "\u{2013}".to_owned(),
    }
}

/// The difference of each list as a point with its interval.
fn differences(out: &mut String, comparison: &Comparison<'_>) {
    let lists: Vec<(usize, &Measure)> = comparison
        .measures
        .iter()
        .filter(|measure| measure.what == What::Status(Status::Affirmed))
        .filter_map(|measure| {
            let unit = comparison.pipeline.units.get(measure.unit?);
            (unit.kind == UnitKind::Lexicon && measure.difference.is_some())
                .then_some((unit.lexicon, measure))
        })
        .collect();
    if lists.is_empty() {
        out.push_str("<p>One of the drafts holds no words: there are no rates to compare.</p>\n");
        return;
    }
    let ends = lists.iter().filter_map(|(_, measure)| measure.difference);
    let far = ends.flat_map(|(_, interval)| [interval.low.abs(), interval.high.abs()]);
    let far = far.fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    let middle = f64::midpoint(LEFT, RIGHT);
    let scale = |value: f64| middle + value / far * (RIGHT - middle);
    let height = ROW * lists.len() as f64 + 22.0;
    let told: Vec<String> = lists
        .iter()
        .map(|(_, measure)| format!("{}: {}", comparison.spoken(measure), difference(measure)))
        .collect();
    add!(
        out,
        "<figure><svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"diff-t diff-d\"><title id=\"diff-t\">Difference of hits per 100 words, after minus before</title><desc id=\"diff-d\">{}</desc>",
        escaped(&told.join("; "))
    );
    add!(
        out,
        "<line class=\"zero\" x1=\"{middle}\" y1=\"0\" x2=\"{middle}\" y2=\"{}\"/>",
        height - 18.0
    );
    for (row, (lexicon, measure)) in lists.iter().enumerate() {
        let y = ROW * row as f64 + ROW / 2.0;
        let Some((difference, interval)) = measure.difference else {
            continue;
        };
        let name = comparison.spoken(measure);
        let short = match name.char_indices().nth(16) {
            None => name,
            Some((at, _)) => format!("{}\u{2026}", &name[..at]),
        };
        add!(
            out,
            "<g class=\"k{}\"><text class=\"name\" x=\"0\" y=\"{:.1}\">{} {}</text><line class=\"whisk\" x1=\"{:.1}\" y1=\"{y}\" x2=\"{:.1}\" y2=\"{y}\"/><circle class=\"dot\" cx=\"{:.1}\" cy=\"{y}\" r=\"5\"/></g>",
            lexicon % COLOURS,
            y + 4.0,
            comparison.signs.letter(*lexicon),
            escaped(&short),
            scale(interval.low),
            scale(interval.high),
            scale(difference),
        );
    }
    for (x, class, value) in [
        (LEFT, "", -far),
        (middle, " mid", 0.0),
        (RIGHT, " end", far),
    ] {
        let shown = if value == 0.0 {
            "as before".to_owned()
        } else {
            format!("{value:+.1}")
        };
        add!(
            out,
            "<text class=\"tick{class}\" x=\"{x}\" y=\"{}\">{shown}</text>",
            height - 4.0
        );
    }
    out.push_str("</svg><figcaption>Affirmed hits per 100 words, after minus before, with the 95 % interval of the difference.</figcaption></figure>\n");
}

/// What `check` finds.
pub(super) fn rules(out: &mut String, comparison: &Comparison<'_>) {
    if comparison.rules.is_empty() {
        return;
    }
    out.push_str("<section id=\"rules\" aria-labelledby=\"rules-h\">\n<h2 id=\"rules-h\">Findings of check</h2>\n<div class=\"scroll\" role=\"region\" aria-label=\"Findings of check\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">Rule</th><th scope=\"col\">level</th><th scope=\"col\" class=\"n\">before</th><th scope=\"col\" class=\"n\">after</th></tr></thead><tbody>\n");
    for found in &comparison.rules {
        let count = |count: Option<u64>| count.map_or("too short to judge".to_owned(), grouped);
        add!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
            escaped(&found.rule),
            found.level.map_or("", Level::name),
            count(found.old),
            count(found.new)
        );
    }
    out.push_str("</tbody></table></div>\n</section>\n");
}
