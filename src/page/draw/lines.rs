//! Small multiples: how numbers move through a text or from session to session.

use std::fmt::Write as _;

use super::scale::Scale;
use super::svg::{Anchor, At, Svg, mark};
use crate::page::number;

/// Place between 0 and 1, number, interval.
pub(crate) type Stop = (f64, f64, Option<(f64, f64)>);

/// Numbers along a text with the band around them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Course {
    /// Number of the colour.
    pub series: usize,
    /// The numbers.
    pub points: Vec<Stop>,
    /// With a mark at each point.
    pub marked: bool,
    /// Intervals as lines at each point, not as a band: between the points there is nothing.
    pub apart: bool,
}

/// Draws one panel. `ends` are the words under the two ends of the axis.
pub(crate) fn panel(
    id: &str,
    title: &str,
    description: &str,
    unit: &str,
    courses: &[Course],
    top: f64,
    ends: (&str, &str),
) -> String {
    let (wide, tall, left, foot) = (280.0, 170.0, 34.0, 24.0);
    let across = Scale::new((0.0, 1.0), (left + 6.0, wide - 12.0));
    let up = Scale::new((0.0, top), (tall - foot, 30.0));
    let mut svg = Svg::new(id, wide, tall);
    svg.fitted("name", (0.0, 12.0), Anchor::Start, title, wide - 90.0);
    svg.text("tick", (wide, 12.0), Anchor::End, unit);
    for tick in up.ticks() {
        let y = up.at(tick);
        svg.line("grid", (left, y), (wide - 6.0, y));
        let text = up.label(tick);
        svg.text("tick", (left - 5.0, y + 4.0), Anchor::End, &text);
    }
    svg.line("axis", (left, tall - foot), (wide - 6.0, tall - foot));
    svg.text("tick", (left, tall - 8.0), Anchor::Start, ends.0);
    svg.text("tick", (wide - 6.0, tall - 8.0), Anchor::End, ends.1);
    for course in courses {
        if course.apart {
            for (x, _, interval) in &course.points {
                if let Some((low, high)) = interval {
                    let x = across.at(*x);
                    svg.line("whisk", (x, up.at(*low)), (x, up.at(*high)));
                }
            }
        }
        let mut band = String::new();
        let with_band: Vec<_> = course
            .points
            .iter()
            .filter(|_| !course.apart)
            .filter_map(|(x, _, interval)| interval.map(|(low, high)| (*x, low, high)))
            .collect();
        for (at, (x, _, high)) in with_band.iter().enumerate() {
            let sign = if at == 0 { 'M' } else { 'L' };
            let _ = write!(band, "{sign}{} {}", At(across.at(*x)), At(up.at(*high)));
        }
        for (x, low, _) in with_band.iter().rev() {
            let _ = write!(band, "L{} {}", At(across.at(*x)), At(up.at(*low)));
        }
        if !band.is_empty() {
            svg.path(&format!("band s{}", course.series), &format!("{band}z"), "");
        }
        let mut line = String::new();
        for (at, (x, y, _)) in course.points.iter().enumerate() {
            let sign = if at == 0 { 'M' } else { 'L' };
            let _ = write!(line, "{sign}{} {}", At(across.at(*x)), At(up.at(*y)));
        }
        svg.path(
            &format!("line d{} s{}", course.series, course.series),
            &line,
            "",
        );
        if course.marked {
            for (x, y, _) in &course.points {
                let path = mark(course.series, across.at(*x), up.at(*y), 3.5);
                svg.path(&format!("fill s{}", course.series), &path, "");
            }
        }
    }
    svg.finish(title, description)
}

/// One row of the grid: a document with the parts of each lexicon.
#[derive(Clone, Debug)]
pub(crate) struct GridRow {
    /// Name of the document.
    pub label: String,
    /// For each column the rates of the parts (ten, or three) and what stands beside them.
    pub cells: Vec<(Vec<f64>, String)>,
}

/// Width of a cell of the grid.
const CELL: f64 = 150.0;
const CELL_TALL: f64 = 34.0;
const NAME: f64 = 210.0;
/// Height of the head of the grid.
const HEAD: f64 = 32.0;

/// Draws documents down and lexicons across, each cell with one small bar for each part; each
/// column has one scale.
pub(crate) fn grid(
    id: &str,
    title: &str,
    description: &str,
    heads: &[String],
    rows: &[GridRow],
) -> String {
    let wide = NAME + CELL * heads.len() as f64;
    let mut svg = Svg::new(id, wide, HEAD + CELL_TALL * rows.len() as f64);
    for (column, head) in heads.iter().enumerate() {
        let x = NAME + CELL * column as f64;
        let most = rows
            .iter()
            .filter_map(|row| row.cells.get(column))
            .flat_map(|cell| cell.0.iter().copied())
            .fold(0.0, f64::max);
        svg.fitted("name", (x, 13.0), Anchor::Start, head, CELL - 8.0);
        let end = format!("to {}", number::plain(most));
        svg.text("tick", (x, 26.0), Anchor::Start, &end);
        for (at, row) in rows.iter().enumerate() {
            let Some((parts, beside)) = row.cells.get(column) else {
                continue;
            };
            let foot = HEAD + CELL_TALL * at as f64 + CELL_TALL - 6.0;
            svg.line("grid", (x, foot), (x + 96.0, foot));
            let step = 96.0 / parts.len().max(1) as f64;
            let mut path = String::new();
            for (part, rate) in parts.iter().enumerate() {
                let tall = if most > 0.0 { 24.0 * rate / most } else { 0.0 };
                if tall > 0.0 {
                    let left = x + step * part as f64 + 0.5;
                    let (width, tall) = (At(step - 1.0), At(tall.max(1.0)));
                    let _ = write!(path, "M{} {}v-{tall}h{width}v{tall}z", At(left), At(foot));
                }
            }
            if !path.is_empty() {
                svg.path(&format!("fill s{}", column % 6), &path, "");
            }
            svg.text("tick", (x + 100.0, foot), Anchor::Start, beside);
        }
    }
    for (at, row) in rows.iter().enumerate() {
        let y = HEAD + CELL_TALL * at as f64 + CELL_TALL - 8.0;
        svg.fitted("", (0.0, y), Anchor::Start, &row.label, NAME - 12.0);
    }
    svg.finish(title, description)
}
