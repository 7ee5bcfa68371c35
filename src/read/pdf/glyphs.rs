//! Letters with their places, as the extractor gives them.

use std::collections::HashMap;

use pdf_extract::{MediaBox, OutputDev, OutputError, Transform};

/// One letter, or a few that are one sign.
#[derive(Clone, Debug)]
pub(super) struct Glyph {
    pub(super) text: String,
    /// Where it starts, along the direction of its line.
    pub(super) start: f64,
    /// Where the next letter is due.
    pub(super) end: f64,
    /// How far down its line stands.
    pub(super) down: f64,
    /// Height of the font.
    pub(super) size: f64,
    /// Direction of the line, as the two parts of a vector of length 1.
    pub(super) direction: (f64, f64),
}

/// Collects the letters of a page.
#[derive(Default)]
pub(super) struct Glyphs {
    pub(super) all: Vec<Glyph>,
    /// Letters by their place, to find those printed twice to look bold.
    places: HashMap<(i64, i64), Vec<usize>>,
}

type Done = Result<(), OutputError>;

impl OutputDev for Glyphs {
    fn begin_page(&mut self, _: u32, _: &MediaBox, _: Option<(f64, f64, f64, f64)>) -> Done {
        Ok(())
    }

    fn end_page(&mut self) -> Done {
        Ok(())
    }

    fn output_character(
        &mut self,
        place: &Transform,
        width: f64,
        spacing: f64,
        font_size: f64,
        text: &str,
    ) -> Done {
        let stretch = place.m11.hypot(place.m12);
        let size = (font_size * place.m21.hypot(place.m22)).abs();
        let (x, y) = (place.m31, place.m32);
        let is_sound = [x, y, width, stretch, size]
            .into_iter()
            .all(|n| n.is_finite() && n.abs() < 1e9);
        if !is_sound || stretch == 0.0 || size == 0.0 || text.is_empty() {
            return Ok(());
        }
        let sign = if font_size < 0.0 { -1.0 } else { 1.0 };
        let direction = (sign * place.m11 / stretch, sign * place.m12 / stretch);
        let start = x * direction.0 + y * direction.1;
        let spacing = if spacing.is_finite() { spacing } else { 0.0 };
        let advance =
            (width * font_size.abs() + spacing.clamp(-font_size.abs(), font_size.abs())) * stretch;
        let glyph = Glyph {
            text: text.to_owned(),
            start,
            end: start + advance,
            down: x * direction.1 - y * direction.0,
            size,
            direction,
        };
        if !self.is_twice(&glyph, x, y) {
            self.all.push(glyph);
        }
        Ok(())
    }

    fn begin_word(&mut self) -> Done {
        Ok(())
    }

    fn end_word(&mut self) -> Done {
        Ok(())
    }

    fn end_line(&mut self) -> Done {
        Ok(())
    }
}

impl Glyphs {
    /// True if the same letter was printed at this place before; notes the place.
    fn is_twice(&mut self, glyph: &Glyph, x: f64, y: f64) -> bool {
        if glyph.text.trim().is_empty() {
            return false;
        }
        // A tenth of the height is less than the narrowest letter is wide.
        let near = glyph.size * 0.1;
        let cell = |x: f64, y: f64| ((x / 4.0).floor() as i64, (y / 4.0).floor() as i64);
        for (dx, dy) in [(-near, -near), (near, -near), (-near, near), (near, near)] {
            let Some(others) = self.places.get(&cell(x + dx, y + dy)) else {
                continue;
            };
            // A place where hundreds of letters are stacked is no place of text.
            let others = others.iter().rev().take(50).map(|&ix| &self.all[ix]);
            let is_same = |other: &Glyph| {
                other.text == glyph.text
                    && other.direction == glyph.direction
                    && (other.start - glyph.start).abs() < near
                    && (other.down - glyph.down).abs() < near
            };
            if others.into_iter().any(is_same) {
                return true;
            }
        }
        self.places
            .entry(cell(x, y))
            .or_default()
            .push(self.all.len());
        false
    }
}
