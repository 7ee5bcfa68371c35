//! What stands above and below the text: counts, the key to the signs, sums, courses, the caution.

use std::fmt::Write as _;

use super::paint::Ink;
use super::wrap::{Flow, paragraph, width};
use super::{NARROWEST, Screen};
use crate::matching::Status;
use crate::measure::columns::MIN_WORDS_THIRDS;
use crate::measure::tally::MIN_WORDS_PARTS;
use crate::report::manifest::CAUTION;
use crate::report::summary::{bar, plural};
use crate::report::table::visible;
use crate::show::Draft;
use crate::show::sign::{self, APART};
use crate::show::sums::{FEW_WORDS, LexiconSum, Part, highest};

/// Most cells of a bar.
const BAR: usize = 16;
/// Categories named for each lexicon.
const SHOWN: usize = 4;
/// Steps of a sparkline; no hit at all is a point.
const STEPS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Columns of the lines that are made here.
fn columns(screen: Screen) -> usize {
    screen.width.clamp(NARROWEST, 100)
}

fn push(out: &mut String, lines: impl IntoIterator<Item = String>) {
    for line in lines {
        out.push_str(&line);
        out.push('\n');
    }
}

/// Name, counts, and the key to the signs.
pub(super) fn head(out: &mut String, draft: &Draft<'_>, screen: Screen) {
    let (most, colours) = (columns(screen), screen.colours);
    let sums = &draft.sums;
    let mut flow = Flow::default();
    flow.text(&visible(draft.name), Ink::STRONG, false);
    flow.text(
        &format!(
            ": {}, {}, {}",
            plural(sums.words, "word"),
            plural(sums.sentences, "sentence"),
            plural(sums.hits, "affirmed hit"),
        ),
        Ink::PLAIN,
        false,
    );
    if draft.left_out > 0 {
        let shown = plural(draft.hits.len() as u64, "mark");
        flow.text(
            &format!("; {shown} shown, {} left out", draft.left_out),
            Ink::PLAIN,
            false,
        );
    }
    push(
        out,
        flow.lines(most, colours).into_iter().map(|line| line.text),
    );
    let mut key = Flow::default();
    for (at, lexicon) in draft.pipeline.lexicons.iter().enumerate() {
        let ink = Ink::lexicon(at);
        key.before(
            &format!("\u{2039}{}\u{a0}", draft.signs.letter(at)),
            ink,
            None,
        );
        key.behind(&sign::spoken(&lexicon.name).replace(' ', "\u{a0}"), ink);
        key.behind("\u{203a}", ink);
        key.text(" ", Ink::PLAIN, false);
    }
    push(
        out,
        key.lines(most, colours).into_iter().map(|line| line.text),
    );
    let mut key = Flow::default();
    for status in Status::ALL
        .into_iter()
        .filter(|status| *status != Status::Affirmed)
    {
        let told = format!("{}\u{a0}{} ", sign::of_status(status), status.name());
        key.text(&told, Ink::FAINT, false);
    }
    if draft
        .pipeline
        .lexicons
        .iter()
        .any(|lexicon| lexicon.has_adverse())
    {
        let told = format!("{APART}\u{a0}distress\u{a0}pole,\u{a0}counted\u{a0}apart");
        key.text(&told, Ink::FAINT, false);
    }
    push(
        out,
        key.lines(most, colours).into_iter().map(|line| line.text),
    );
}

/// Sums, courses, sections, and what they are not.
pub(super) fn foot(out: &mut String, draft: &Draft<'_>, screen: Screen) {
    let (most, colours) = (columns(screen), screen.colours);
    let sums = &draft.sums;
    out.push('\n');
    Ink::FAINT.add(out, &"\u{2500}".repeat(most), colours);
    out.push('\n');
    if sums.words == 0 {
        push(
            out,
            paragraph("The text holds no words.", Ink::PLAIN, most, colours),
        );
    } else {
        let told = "Per 100 words, with 95 % interval (\u{2588} up to its lower end, \u{2591} to its upper)";
        push(out, paragraph(told, Ink::STRONG, most, colours));
        if sums.words < FEW_WORDS {
            let told = format!("Under {FEW_WORDS} words: look at the counts, not at the rates.");
            push(out, paragraph(&told, Ink::PLAIN, most, colours));
        }
        let high = sums.highest();
        for (at, lexicon) in sums.lexicons.iter().enumerate() {
            lexicon_rows(out, draft, at, lexicon, high, screen);
        }
        courses(out, draft, screen);
        parts(out, draft, "Sections", &sums.sections, screen);
        parts(out, draft, "Speakers", &sums.speakers, screen);
    }
    out.push('\n');
    push(out, paragraph(CAUTION, Ink::FAINT, most.min(78), colours));
}

/// Characters of a lexicon's name; a longer one is cut.
const NAME: usize = 20;
/// Under so many columns a lexicon is told by its letter alone.
const LETTERS: usize = 40;

/// `S shame`, filled up to the longest of them.
fn name(out: &mut String, draft: &Draft<'_>, lexicon: usize, screen: Screen) {
    let told = told(draft, lexicon, screen);
    Ink::lexicon(lexicon).add(out, &told, screen.colours);
    let pad = name_width(draft, screen).saturating_sub(width(&told));
    out.push_str(&" ".repeat(pad + 1));
}

fn told(draft: &Draft<'_>, lexicon: usize, screen: Screen) -> String {
    let letter = draft.signs.letter(lexicon);
    if columns(screen) < LETTERS {
        return letter.to_string();
    }
    let name = sign::spoken(&draft.pipeline.lexicons[lexicon].name);
    match name.char_indices().nth(NAME) {
        None => format!("{letter} {name}"),
        Some((at, _)) => format!("{letter} {}\u{2026}", &name[..at]),
    }
}

fn name_width(draft: &Draft<'_>, screen: Screen) -> usize {
    let names = 0..draft.pipeline.lexicons.len();
    let widths = names.map(|at| width(&told(draft, at, screen)));
    widths.max().unwrap_or(0)
}

/// Cells of a bar behind so many columns.
fn cells(screen: Screen, before: usize) -> usize {
    columns(screen).saturating_sub(before).min(BAR)
}

/// Rate, bar and interval; the other statuses and the categories below.
fn lexicon_rows(
    out: &mut String,
    draft: &Draft<'_>,
    at: usize,
    sum: &LexiconSum,
    high: f64,
    screen: Screen,
) {
    let (most, colours) = (columns(screen), screen.colours);
    let rate = &sum.rate;
    let Some(value) = rate.per_100 else { return };
    let (low, top) = rate.interval.map_or((value, value), |i| (i.low, i.high));
    let cells = cells(screen, name_width(draft, screen) + 8);
    name(out, draft, at, screen);
    let _ = write!(out, "{value:>5.2}  ");
    let drawn = bar(low, value, top, high, cells);
    let pad = cells - width(&drawn).min(cells);
    Ink::lexicon(at).add(out, &drawn, colours);
    let mut told: Vec<String> = Vec::new();
    let interval = rate
        .interval
        .map(|i| format!("{:.2} to {:.2}", i.low, i.high));
    match interval {
        // Beside the bar, if there is room.
        Some(interval) if name_width(draft, screen) + 8 + cells + 17 <= most => {
            let _ = write!(out, "{}  {interval}", " ".repeat(pad));
        }
        interval => told.extend(interval),
    }
    out.push('\n');
    told.push(plural(rate.hits, "hit"));
    for (status, count) in Status::ALL[1..].iter().zip(sum.statuses) {
        if count > 0 {
            told.push(format!("{count} {}", status.name()));
        }
    }
    if let Some(apart) = sum.apart.filter(|apart| *apart > 0) {
        told.push(format!("{apart} of the distress pole"));
    }
    let named = |&(unit, hits): &(crate::measure::UnitId, u64)| {
        let name = &draft.pipeline.units.get(unit).name;
        format!(
            "{} {hits}",
            sign::spoken(name.rsplit('.').next().unwrap_or(name))
        )
    };
    let categories: Vec<String> = sum.categories.iter().take(SHOWN).map(named).collect();
    let mut line = told.join(", ");
    if !categories.is_empty() {
        line.push_str(": ");
        line.push_str(&categories.join(", "));
        if sum.categories.len() > SHOWN {
            line.push_str(", \u{2026}");
        }
    }
    for row in paragraph(&line, Ink::FAINT, most - 2, colours) {
        out.push_str("  ");
        out.push_str(&row);
        out.push('\n');
    }
}

/// A sparkline for each lexicon, all on one scale of its own.
fn courses(out: &mut String, draft: &Draft<'_>, screen: Screen) {
    let (most, colours) = (columns(screen), screen.colours);
    let sums = &draft.sums;
    out.push('\n');
    let told = match sums.parts() {
        0 => format!(
            "The course of the text: it is too short for one (three parts from {MIN_WORDS_THIRDS} words on, ten from {MIN_WORDS_PARTS})."
        ),
        parts => format!(
            "From beginning to end, in {} parts of equally many words (each line on its own scale; \u{b7} is none)",
            if parts == 3 { "three" } else { "ten" }
        ),
    };
    push(out, paragraph(&told, Ink::STRONG, most, colours));
    for (at, lexicon) in sums.lexicons.iter().enumerate() {
        if lexicon.course.is_empty() {
            continue;
        }
        name(out, draft, at, screen);
        Ink::lexicon(at).add(out, &sparkline(&lexicon.course), colours);
        let top = lexicon.course.iter().copied().fold(0.0, f64::max);
        let told = if top > 0.0 {
            let part = lexicon.course.iter().position(|rate| *rate == top);
            let part = part.map_or(1, |part| part + 1);
            format!("  most in part {part}: {top:.2}")
        } else {
            "  no hit".to_owned()
        };
        let used = name_width(draft, screen) + 1 + lexicon.course.len();
        if used + width(&told) > most {
            out.push('\n');
        }
        out.push_str(&told);
        out.push('\n');
    }
}

/// Rates as steps of a common height; no hit is a point.
pub(super) fn sparkline(rates: &[f64]) -> String {
    let top = rates.iter().copied().fold(0.0, f64::max);
    let step = |rate: &f64| {
        if *rate <= 0.0 {
            '\u{b7}'
        } else {
            let at = (rate / top * STEPS.len() as f64).ceil() as usize;
            STEPS[at.clamp(1, STEPS.len()) - 1]
        }
    };
    rates.iter().map(step).collect()
}

/// Sections or speakers: their words, and a bar for each lexicon.
fn parts(out: &mut String, draft: &Draft<'_>, what: &str, parts: &[Part], screen: Screen) {
    if parts.is_empty() {
        return;
    }
    let (most, colours) = (columns(screen), screen.colours);
    out.push('\n');
    let told = format!(
        "{what} (hits; per 100 words from {FEW_WORDS} words on, bars on one scale for each lexicon)"
    );
    push(out, paragraph(&told, Ink::STRONG, most, colours));
    let tops: Vec<f64> = (0..draft.pipeline.lexicons.len())
        .map(|at| {
            highest(
                parts
                    .iter()
                    .filter(|p| p.words >= FEW_WORDS)
                    .map(|p| &p.rates[at]),
            )
        })
        .collect();
    for part in parts {
        let told = format!("{} ({})", part.title, plural(part.words, "word"));
        push(out, paragraph(&told, Ink::PLAIN, most, colours));
        for (at, rate) in part
            .rates
            .iter()
            .enumerate()
            .filter(|(_, rate)| rate.hits > 0)
        {
            out.push_str("  ");
            name(out, draft, at, screen);
            let _ = write!(out, "{:>4}", rate.hits);
            if let (true, Some(value)) = (part.words >= FEW_WORDS, rate.per_100) {
                let (low, high) = rate.interval.map_or((value, value), |i| (i.low, i.high));
                let _ = write!(out, "  {value:>5.2} ");
                let cells = cells(screen, name_width(draft, screen) + 15);
                Ink::lexicon(at).add(out, &bar(low, value, high, tops[at], cells), colours);
            }
            out.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sparkline_tells_nothing_from_little() {
        assert_eq!(sparkline(&[0.0, 0.1, 0.5, 1.0]), "·▁▄█");
        assert_eq!(sparkline(&[0.0, 0.0]), "··");
        assert_eq!(sparkline(&[]), "");
    }
}
