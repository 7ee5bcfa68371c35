//! Bars with whiskers: rates with their intervals.

use super::scale::{Scale, ceiling};
use super::svg::{Anchor, Svg, width};
use crate::page::number;

/// One bar.
#[derive(Clone, Debug)]
pub(crate) struct Bar {
    /// What is counted.
    pub label: String,
    /// The number.
    pub value: f64,
    /// Its 95 % interval.
    pub interval: Option<(f64, f64)>,
    /// Number of the colour.
    pub series: usize,
    /// Drawn hatched: the distress pole, counted apart.
    pub hatched: bool,
}

/// Height of a row.
const ROW: f64 = 22.0;
/// Room for the axis.
const AXIS: f64 = 34.0;

/// Draws bars from 0, one under the other. `end` makes several drawings comparable; without it
/// the axis ends behind the longest whisker.
pub(crate) fn draw(
    id: &str,
    title: &str,
    description: &str,
    unit: &str,
    bars: &[Bar],
    end: Option<f64>,
) -> String {
    let wide = 440.0;
    let labels = bars.iter().map(|bar| width(&bar.label)).fold(0.0, f64::max);
    let left = (labels + 14.0).clamp(60.0, 225.0);
    let right = 44.0;
    let tall = ROW * bars.len() as f64 + AXIS;
    let most = bars
        .iter()
        .map(|bar| {
            bar.interval
                .map_or(bar.value, |(_, high)| high.max(bar.value))
        })
        .fold(0.0, f64::max);
    let scale = Scale::new(
        (0.0, end.unwrap_or_else(|| ceiling(most))),
        (left, wide - right),
    );
    let mut svg = Svg::new(id, wide, tall);
    let foot = ROW * bars.len() as f64 + 4.0;
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
    for (at, bar) in bars.iter().enumerate() {
        let middle = ROW * at as f64 + ROW / 2.0;
        svg.fitted(
            "",
            (left - 6.0, middle + 4.0),
            Anchor::End,
            &bar.label,
            left - 8.0,
        );
        let size = (scale.at(bar.value) - left, 12.0);
        let corner = (left, middle - 6.0);
        svg.rect(&format!("fill s{}", bar.series), corner, size);
        if bar.hatched {
            svg.rect("hatch", corner, size);
        }
        if let Some((low, high)) = bar.interval {
            whisker(&mut svg, &scale, middle, low, high);
        }
        let shown = number::supported(
            bar.value,
            bar.interval.map(|(low, _)| low),
            bar.interval.map(|(_, high)| high),
        );
        svg.text("value", (wide, middle + 4.0), Anchor::End, &shown);
    }
    svg.line("axis", (left, 0.0), (left, foot));
    svg.finish(title, description)
}

/// The line of an interval with a short stroke at each end.
pub(crate) fn whisker(svg: &mut Svg, scale: &Scale, y: f64, low: f64, high: f64) {
    let (from, to) = (scale.at(low), scale.at(high));
    svg.line("halo", (from, y), (to, y));
    svg.line("whisk", (from, y), (to, y));
    for end in [from, to] {
        svg.line("whisk", (end, y - 3.5), (end, y + 3.5));
    }
}
