//! Two numbers of every document against each other: a dot each, or hexagons for many.

use std::collections::BTreeMap;

use super::scale::{Scale, ceiling};
use super::svg::{Anchor, At, Svg, mark};
use crate::page::number;

/// One document.
#[derive(Clone, Debug)]
pub(crate) struct Dot {
    /// Across.
    pub x: f64,
    /// Up.
    pub y: f64,
    /// Number of the colour and the mark.
    pub series: usize,
    /// What is shown when the dot is pointed at.
    pub title: String,
}

/// Above so many documents, hexagons are shaded by how many fall into each.
pub(crate) const MOST_DOTS: usize = 1500;
/// Shades of hexagons.
pub(crate) const SHADES: usize = 5;

const WIDE: f64 = 560.0;
const TALL: f64 = 420.0;
const LEFT: f64 = 56.0;
const FOOT: f64 = 48.0;

/// The drawing and, for hexagons, the least number of documents of each shade in use.
pub(crate) fn draw(
    id: &str,
    title: &str,
    description: &str,
    axes: (&str, &str),
    dots: &[Dot],
) -> (String, Vec<usize>) {
    let most = |of: fn(&Dot) -> f64| ceiling(dots.iter().map(of).fold(0.0, f64::max));
    let across = Scale::root(most(|dot| dot.x), (LEFT, WIDE - 12.0));
    let up = Scale::root(most(|dot| dot.y), (TALL - FOOT, 12.0));
    let mut svg = Svg::new(id, WIDE, TALL);
    for tick in across.ticks() {
        let x = across.at(tick);
        svg.line("grid", (x, 12.0), (x, TALL - FOOT));
        let text = across.label(tick);
        svg.text("tick", (x, TALL - FOOT + 22.0), Anchor::Middle, &text);
    }
    for tick in up.ticks() {
        let y = up.at(tick);
        svg.line("grid", (LEFT, y), (WIDE - 12.0, y));
        let text = up.label(tick);
        svg.text("tick", (LEFT - 13.0, y + 4.0), Anchor::End, &text);
    }
    svg.line("axis", (LEFT, 12.0), (LEFT, TALL - FOOT));
    svg.line("axis", (LEFT, TALL - FOOT), (WIDE - 12.0, TALL - FOOT));
    let even = across.domain.1.min(up.domain.1);
    svg.line(
        "even",
        (across.at(0.0), up.at(0.0)),
        (across.at(even), up.at(even)),
    );
    svg.text(
        "",
        (WIDE - 12.0, TALL - 6.0),
        Anchor::End,
        &format!("{} →", axes.0),
    );
    svg.text(
        "",
        (LEFT + 6.0, 10.0),
        Anchor::Start,
        &format!("↑ {}", axes.1),
    );
    let steps = if dots.len() > MOST_DOTS {
        hexagons(&mut svg, dots, &across, &up)
    } else {
        for dot in dots {
            let path = mark(dot.series, across.at(dot.x), up.at(dot.y), 4.5);
            svg.path(&format!("dot s{}", dot.series), &path, &dot.title);
        }
        Vec::new()
    };
    (svg.finish(title, description), steps)
}

/// Radius of a hexagon.
const RADIUS: f64 = 9.0;

/// Draws hexagons, darker with more documents, in steps that double or more.
fn hexagons(svg: &mut Svg, dots: &[Dot], across: &Scale, up: &Scale) -> Vec<usize> {
    let (step_x, step_y) = (RADIUS * 3_f64.sqrt(), RADIUS * 1.5);
    let mut bins: BTreeMap<(i64, i64), usize> = BTreeMap::new();
    for dot in dots {
        let (x, y) = (across.at(dot.x), up.at(dot.y));
        *bins.entry(nearest(x, y, step_x, step_y)).or_default() += 1;
    }
    let most = bins.values().copied().max().unwrap_or(1);
    let steps = steps(most);
    for ((column, row), count) in bins {
        let shift = if row.rem_euclid(2) == 1 { 0.5 } else { 0.0 };
        let x = (column as f64 + shift) * step_x;
        let y = row as f64 * step_y;
        let shade = steps.iter().rposition(|least| count >= *least).unwrap_or(0);
        let (dx, dy) = (step_x / 2.0, RADIUS / 2.0);
        let path = format!(
            "M{} {}L{} {}V{}L{} {}L{} {}V{}z",
            At(x),
            At(y - RADIUS),
            At(x + dx),
            At(y - dy),
            At(y + dy),
            At(x),
            At(y + RADIUS),
            At(x - dx),
            At(y + dy),
            At(y - dy)
        );
        let title = number::plural(count as u64, "document", "documents");
        svg.path(&format!("hex h{shade}"), &path, &title);
    }
    steps
}

/// The hexagon whose middle is nearest: of the two candidate rows, the nearer one.
fn nearest(x: f64, y: f64, step_x: f64, step_y: f64) -> (i64, i64) {
    let below = (y / step_y).floor() as i64;
    let candidates = [below, below + 1].map(|row| {
        let shift = if row.rem_euclid(2) == 1 { 0.5 } else { 0.0 };
        let column = (x / step_x - shift).round();
        let dx = x - (column + shift) * step_x;
        let dy = y - row as f64 * step_y;
        (dx * dx + dy * dy, (column as i64, row))
    });
    if candidates[0].0 <= candidates[1].0 {
        candidates[0].1
    } else {
        candidates[1].1
    }
}

/// Least counts of the shades: 1, then powers of the root that reaches `most`.
fn steps(most: usize) -> Vec<usize> {
    let base = (most as f64).powf(1.0 / SHADES as f64).max(2.0);
    let mut steps: Vec<usize> = (0..SHADES)
        .map(|power| base.powf(power as f64).ceil() as usize)
        .filter(|least| *least <= most.max(1))
        .collect();
    steps.dedup();
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_document_is_in_a_hexagon() {
        let dots: Vec<Dot> = (0..4000)
            .map(|at| Dot {
                x: f64::from(at % 61) / 7.0,
                y: f64::from(at % 37) / 9.0,
                series: 0,
                title: String::new(),
            })
            .collect();
        let (svg, steps) = draw("x", "T", "D", ("a", "b"), &dots);
        assert_eq!(steps[0], 1);
        let counted: usize = svg
            .split("<title>")
            .filter_map(|part| part.split_once(" document"))
            .filter_map(|(count, _)| count.parse::<usize>().ok())
            .sum();
        assert_eq!(counted, 4000);
    }

    #[test]
    fn few_documents_are_dots_with_names() {
        let dot = Dot {
            x: 1.0,
            y: 2.0,
            series: 0,
            title: "a<b>.md".to_owned(),
        };
        let (svg, steps) = draw("x", "T", "D", ("a", "b"), &[dot]);
        assert!(steps.is_empty() && svg.contains("a&lt;b&gt;.md"));
    }
}
