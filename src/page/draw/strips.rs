//! Strips of dots with boxes: how a number is spread over documents.

use std::fmt::Write as _;

use super::scale::{Scale, ceiling, quantile};
use super::svg::{Anchor, At, Svg, width};

/// One row.
#[derive(Clone, Debug)]
pub(crate) struct Strip {
    /// What is measured.
    pub label: String,
    /// The numbers above zero, with a share between 0 and 1 that shifts each dot up or down.
    pub dots: Vec<(f64, f64)>,
    /// All numbers, sorted: the box is made from these.
    pub sorted: Vec<f64>,
    /// Number of the colour.
    pub series: usize,
}

/// Height of a row.
const ROW: f64 = 30.0;

/// Draws strips over one axis: from `domain`, or from 0 with square roots. A box spans the middle half, its line is the median; whiskers go
/// from the 5th to the 95th percentile.
pub(crate) fn draw(
    id: &str,
    title: &str,
    description: &str,
    unit: &str,
    strips: &[Strip],
    domain: Option<(f64, f64)>,
) -> String {
    let wide = 440.0;
    let labels = strips
        .iter()
        .map(|strip| width(&strip.label))
        .fold(0.0, f64::max);
    let left = (labels + 16.0).clamp(60.0, 190.0);
    let right = 14.0;
    let foot = ROW * strips.len() as f64 + 4.0;
    let range = (left, wide - right);
    let scale = domain.map_or_else(
        || {
            let dots = strips
                .iter()
                .flat_map(|strip| strip.dots.iter().map(|dot| dot.0));
            Scale::root(ceiling(dots.fold(0.0, f64::max)), range)
        },
        |domain| Scale::new(domain, range),
    );
    let mut svg = Svg::new(id, wide, foot + 32.0);
    for tick in scale.ticks() {
        let x = scale.at(tick);
        svg.line("grid", (x, 0.0), (x, foot));
        let text = scale.label(tick);
        svg.text("tick", (x, foot + 13.0), Anchor::Middle, &text);
    }
    svg.text(
        "tick",
        ((left + wide - right) / 2.0, foot + 27.0),
        Anchor::Middle,
        unit,
    );
    for (at, strip) in strips.iter().enumerate() {
        let y = ROW * at as f64 + ROW / 2.0;
        svg.fitted(
            "",
            (left - 8.0, y + 4.0),
            Anchor::End,
            &strip.label,
            left - 8.0,
        );
        // A line of nearly no length with round ends is a dot: one path for all of them.
        let mut path = String::new();
        for (value, jitter) in &strip.dots {
            let (x, y) = (scale.at(*value), y + (jitter - 0.5) * (ROW - 10.0));
            let _ = write!(path, "M{} {}h.01", At(x), At(y));
        }
        if !path.is_empty() {
            svg.path(&format!("dots s{}", strip.series), &path, "");
        }
        let share = |share| quantile(&strip.sorted, share).map(|value| scale.at(value));
        if let (Some(low), Some(first), Some(middle), Some(third), Some(high)) = (
            share(0.05),
            share(0.25),
            share(0.5),
            share(0.75),
            share(0.95),
        ) {
            svg.line("whisk", (low, y), (first, y));
            svg.line("whisk", (third, y), (high, y));
            svg.rect("box", (first, y - 6.0), ((third - first).max(0.5), 12.0));
            svg.line("halo", (middle, y - 7.0), (middle, y + 7.0));
            svg.line("median", (middle, y - 7.0), (middle, y + 7.0));
        }
    }
    svg.line("axis", (left, 0.0), (left, foot));
    svg.finish(title, description)
}
