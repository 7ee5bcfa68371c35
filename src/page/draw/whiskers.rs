//! Points with intervals around a line of no difference: lifts, differences, slopes.

use super::bars::whisker;
use super::scale::Scale;
use super::svg::{Anchor, Svg, mark, width};
use crate::page::number;

/// One row.
#[derive(Clone, Debug)]
pub(crate) struct Point {
    /// What is compared.
    pub label: String,
    /// The number.
    pub value: f64,
    /// Its 95 % interval.
    pub interval: Option<(f64, f64)>,
    /// Number of the colour and the mark.
    pub series: usize,
    /// Drawn filled; hollow if the number may well be chance.
    pub solid: bool,
}

/// How the axis runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Axis {
    /// Differences: the line of no difference is 0.
    Difference,
    /// Ratios on a logarithmic axis: the line of no difference is 1.
    Ratio,
}

/// Ratios beyond these are drawn at the edge.
const RATIO_ENDS: (f64, f64) = (1.0 / 64.0, 64.0);
const ROW: f64 = 22.0;

/// Draws rows of points.
pub(crate) fn draw(
    id: &str,
    title: &str,
    description: &str,
    unit: &str,
    points: &[Point],
    axis: Axis,
) -> String {
    let wide = 680.0;
    let labels = points
        .iter()
        .map(|point| width(&point.label))
        .fold(0.0, f64::max);
    let left = (labels + 18.0).clamp(80.0, 390.0);
    let right = 46.0;
    let foot = ROW * points.len() as f64 + 4.0;
    let place = |value: f64| match axis {
        Axis::Difference => value,
        Axis::Ratio => value.clamp(RATIO_ENDS.0, RATIO_ENDS.1).log2(),
    };
    let ends = points.iter().flat_map(|point| {
        let (low, high) = point.interval.unwrap_or((point.value, point.value));
        [place(low), place(high), place(point.value), 0.0]
    });
    let (mut low, mut high) = ends.fold((0.0_f64, 0.0_f64), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    if axis == Axis::Ratio {
        (low, high) = (low.floor().min(-1.0), high.ceil().max(1.0));
    } else {
        let pad = ((high - low) * 0.05).max(1e-9);
        (low, high) = (low - pad, high + pad);
    }
    let scale = Scale::new((low, high), (left, wide - right));
    let mut svg = Svg::new(id, wide, foot + 32.0);
    let ticks: Vec<(f64, String)> = match axis {
        Axis::Difference => scale
            .ticks()
            .into_iter()
            .map(|tick| (tick, scale.label(tick)))
            .collect(),
        Axis::Ratio => (low as i32..=high as i32)
            .filter(|power| high - low <= 7.0 || power % 2 == 0)
            .map(|power| (f64::from(power), ratio(power)))
            .collect(),
    };
    for (tick, text) in ticks {
        let x = scale.at(tick);
        svg.line("grid", (x, 0.0), (x, foot));
        svg.text("tick", (x, foot + 13.0), Anchor::Middle, &text);
    }
    let none = scale.at(0.0);
    svg.line("zero", (none, 0.0), (none, foot));
    svg.text(
        "tick",
        ((left + wide - right) / 2.0, foot + 27.0),
        Anchor::Middle,
        unit,
    );
    for (at, point) in points.iter().enumerate() {
        let y = ROW * at as f64 + ROW / 2.0;
        svg.fitted(
            "",
            (left - 8.0, y + 4.0),
            Anchor::End,
            &point.label,
            left - 10.0,
        );
        if let Some((low, high)) = point.interval {
            whisker(&mut svg, &scale, y, place(low), place(high));
        }
        let class = if point.solid { "fill" } else { "hollow" };
        let path = mark(point.series, scale.at(place(point.value)), y, 4.5);
        svg.path(&format!("{class} s{}", point.series), &path, "");
        let ends = point.interval;
        let shown = number::supported(
            point.value,
            ends.map(|(low, _)| low),
            ends.map(|(_, high)| high),
        );
        svg.text("value", (wide, y + 4.0), Anchor::End, &shown);
    }
    svg.finish(title, description)
}

/// A power of two as a ratio: `×4`, `×¼`.
fn ratio(power: i32) -> String {
    match power {
        -1 => "×½".to_owned(),
        -2 => "×¼".to_owned(),
        -3 => "×⅛".to_owned(),
        power if power < 0 => format!("×1/{}", 1_u32 << power.unsigned_abs().min(30)),
        power => format!("×{}", 1_u32 << power.unsigned_abs().min(30)),
    }
}
