//! Bars and courses. Every drawing has its numbers as text, too.

use std::fmt::Write as _;

use super::add;
use super::markup::escaped;
use crate::matching::Status;
use crate::measure::columns::MIN_WORDS_THIRDS;
use crate::measure::tally::MIN_WORDS_PARTS;
use crate::report::summary::{grouped, plural};
use crate::show::Draft;
use crate::show::sign;
use crate::show::sums::{FEW_WORDS, Part, Rate, highest};

/// Colours of lexicons in the style sheet.
pub(crate) const COLOURS: usize = 6;

/// Width of a drawing, and where its bars begin and end.
const WIDTH: f64 = 360.0;
const LEFT: f64 = 128.0;
const RIGHT: f64 = 270.0;
const ROW: f64 = 24.0;

/// The sums of the whole text.
pub(super) fn sums(out: &mut String, draft: &Draft<'_>) {
    let sums = &draft.sums;
    out.push_str(
        "<section id=\"sums\" aria-labelledby=\"sums-h\">\n<h2 id=\"sums-h\">How much</h2>\n",
    );
    if sums.words == 0 {
        out.push_str("<p>The text holds no words.</p>\n</section>\n");
        return;
    }
    out.push_str("<figure>");
    let rates: Vec<&Rate> = sums.lexicons.iter().map(|lexicon| &lexicon.rate).collect();
    let tops = vec![sums.highest(); rates.len()];
    bars(
        out,
        draft,
        "sums-bars",
        "Hits per 100 words",
        &rates,
        &tops,
        sums.words,
    );
    out.push_str("<figcaption>Affirmed hits per 100 words, with the 95 % interval as a line; in brackets the number of hits.</figcaption></figure>\n");
    out.push_str("<div class=\"scroll\" role=\"region\" aria-label=\"Hits by status\" tabindex=\"0\"><table><caption>Hits by status; the three behind the first are not part of the rate</caption><thead><tr><th scope=\"col\">List</th>");
    for status in Status::ALL {
        add!(out, "<th scope=\"col\" class=\"n\">{}</th>", status.name());
    }
    out.push_str("<th scope=\"col\" class=\"n\">distress pole</th></tr></thead><tbody>\n");
    for (at, lexicon) in sums.lexicons.iter().enumerate() {
        add!(
            out,
            "<tr><th scope=\"row\" class=\"k{}\">{}</th>",
            at % COLOURS,
            label(draft, at)
        );
        for count in [lexicon.rate.hits].into_iter().chain(lexicon.statuses) {
            add!(out, "<td class=\"n\">{}</td>", grouped(count));
        }
        let apart = lexicon.apart.map_or("\u{2013}".to_owned(), grouped);
        add!(out, "<td class=\"n\">{apart}</td></tr>\n");
    }
    out.push_str("</tbody></table></div>\n</section>\n");
}

/// The course of the text: columns for each list.
pub(super) fn course(out: &mut String, draft: &Draft<'_>) {
    let sums = &draft.sums;
    out.push_str("<section id=\"course\" aria-labelledby=\"course-h\">\n<h2 id=\"course-h\">From beginning to end</h2>\n");
    let parts = sums.parts();
    if parts == 0 {
        add!(
            out,
            "<p>The text is too short for a course: three parts are shown from {MIN_WORDS_THIRDS} words on, ten from {}.</p>\n</section>\n",
            grouped(MIN_WORDS_PARTS)
        );
        return;
    }
    let number = if parts == 3 { "three" } else { "ten" };
    add!(
        out,
        "<p>Affirmed hits per 100 words in {number} parts of equally many words. Each drawing has a scale of its own.</p>\n<div class=\"figures\">\n"
    );
    for (at, lexicon) in sums.lexicons.iter().enumerate() {
        arc(out, draft, at, &lexicon.course);
    }
    out.push_str("</div>\n</section>\n");
}

/// Columns of one list.
fn arc(out: &mut String, draft: &Draft<'_>, at: usize, rates: &[f64]) {
    const HEIGHT: f64 = 120.0;
    const BASE: f64 = 96.0;
    const TOP: f64 = 22.0;
    let most = rates.iter().copied().fold(0.0, f64::max);
    let told = rates
        .iter()
        .enumerate()
        .map(|(part, rate)| format!("part {}: {rate:.2}", part + 1));
    let told = told.collect::<Vec<_>>().join(", ");
    let name = sign::spoken(&draft.pipeline.lexicons[at].name);
    add!(
        out,
        "<figure class=\"k{}\"><svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-labelledby=\"arc{at}-t arc{at}-d\"><title id=\"arc{at}-t\">{}: hits per 100 words, from beginning to end</title><desc id=\"arc{at}-d\">{told}</desc>",
        at % COLOURS,
        escaped(&name),
    );
    add!(
        out,
        "<text class=\"name\" x=\"0\" y=\"12\">{} {}</text>",
        draft.signs.letter(at),
        escaped(&name)
    );
    let step = WIDTH / rates.len() as f64;
    for (part, rate) in rates.iter().enumerate() {
        let x = part as f64 * step;
        if *rate > 0.0 {
            let height = rate / most * (BASE - TOP);
            add!(
                out,
                "<rect class=\"fill\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{height:.1}\"/>",
                x + 2.0,
                BASE - height,
                step - 4.0
            );
        }
        add!(
            out,
            "<text class=\"tick mid\" x=\"{:.1}\" y=\"112\">{}</text>",
            x + step / 2.0,
            part + 1
        );
    }
    add!(
        out,
        "<line class=\"axis\" x1=\"0\" y1=\"{BASE}\" x2=\"{WIDTH}\" y2=\"{BASE}\"/>"
    );
    let top = if most > 0.0 {
        format!("highest {most:.2}")
    } else {
        "no hit".to_owned()
    };
    add!(
        out,
        "<text class=\"tick end\" x=\"{WIDTH}\" y=\"12\">{top}</text></svg></figure>\n"
    );
}

/// Sections or speakers.
pub(super) fn parts(out: &mut String, draft: &Draft<'_>, id: &str, title: &str, parts: &[Part]) {
    if parts.is_empty() {
        return;
    }
    add!(
        out,
        "<section id=\"{id}\" aria-labelledby=\"{id}-h\">\n<h2 id=\"{id}-h\">{title}</h2>\n<p>Affirmed hits per 100 words with their 95 % interval, in brackets the number of hits; under {FEW_WORDS} words the number only. A list has the same scale in all of them.</p>\n<div class=\"figures\">\n"
    );
    let lexicons = 0..draft.pipeline.lexicons.len();
    let tops: Vec<f64> = lexicons
        .map(|at| {
            highest(
                parts
                    .iter()
                    .filter(|p| p.words >= FEW_WORDS)
                    .map(|p| &p.rates[at]),
            )
        })
        .collect();
    for (at, part) in parts.iter().enumerate() {
        add!(
            out,
            "<figure><h3><bdi>{}</bdi> <span class=\"n\">{}</span></h3>",
            escaped(&part.title),
            plural(part.words, "word")
        );
        let rates: Vec<&Rate> = part.rates.iter().collect();
        bars(
            out,
            draft,
            &format!("{id}{at}"),
            &part.title,
            &rates,
            &tops,
            part.words,
        );
        out.push_str("</figure>\n");
    }
    out.push_str("</div>\n</section>\n");
}

/// `S shame`.
fn label(draft: &Draft<'_>, at: usize) -> String {
    format!(
        "<b class=\"chip\">{}</b> {}",
        draft.signs.letter(at),
        escaped(&sign::spoken(&draft.pipeline.lexicons[at].name))
    )
}

/// A bar for each list, with its interval and its number.
fn bars(
    out: &mut String,
    draft: &Draft<'_>,
    id: &str,
    title: &str,
    rates: &[&Rate],
    tops: &[f64],
    words: u64,
) {
    let height = ROW * rates.len() as f64 + 2.0;
    let shown = |at: usize, rate: &Rate| {
        let name = sign::spoken(&draft.pipeline.lexicons[at].name);
        match (rate.per_100, rate.interval) {
            (Some(value), Some(i)) if words >= FEW_WORDS => {
                format!(
                    "{name}: {value:.2}, {:.2} to {:.2}, {}",
                    i.low,
                    i.high,
                    plural(rate.hits, "hit")
                )
            }
            _ => format!("{name}: {}", plural(rate.hits, "hit")),
        }
    };
    let told: Vec<String> = rates
        .iter()
        .enumerate()
        .map(|(at, rate)| shown(at, rate))
        .collect();
    add!(
        out,
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>",
        escaped(title),
        escaped(&told.join("; ")),
    );
    for (at, rate) in rates.iter().enumerate() {
        let middle = ROW * at as f64 + ROW / 2.0;
        let scale = |value: f64| {
            if tops[at] > 0.0 {
                LEFT + (value / tops[at]).min(1.0) * (RIGHT - LEFT)
            } else {
                LEFT
            }
        };
        add!(
            out,
            "<g class=\"k{}\"><text class=\"name\" x=\"0\" y=\"{:.1}\">{} {}</text>",
            at % COLOURS,
            middle + 4.0,
            draft.signs.letter(at),
            escaped(&short(&sign::spoken(&draft.pipeline.lexicons[at].name))),
        );
        let number = match rate.per_100 {
            Some(value) if words >= FEW_WORDS => {
                add!(
                    out,
                    "<rect class=\"fill\" x=\"{LEFT}\" y=\"{:.1}\" width=\"{:.1}\" height=\"12\"/>",
                    middle - 6.0,
                    (scale(value) - LEFT).max(0.0)
                );
                if let Some(i) = rate.interval {
                    for class in ["halo", "whisk"] {
                        add!(
                            out,
                            "<line class=\"{class}\" x1=\"{:.1}\" y1=\"{middle}\" x2=\"{:.1}\" y2=\"{middle}\"/>",
                            scale(i.low),
                            scale(i.high)
                        );
                    }
                }
                format!("{value:.2} ({})", grouped(rate.hits))
            }
            _ => format!("({})", grouped(rate.hits)),
        };
        add!(
            out,
            "<text class=\"tick end\" x=\"{WIDTH}\" y=\"{:.1}\">{number}</text></g>",
            middle + 4.0
        );
    }
    out.push_str("</svg>");
}

/// A name that fits beside a bar.
fn short(name: &str) -> String {
    match name.char_indices().nth(16) {
        None => name.to_owned(),
        Some((at, _)) => format!("{}\u{2026}", &name[..at]),
    }
}
