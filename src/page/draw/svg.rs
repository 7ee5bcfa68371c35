//! A drawing in the making. All text is escaped here, in one place.

use std::fmt::{self, Write as _};

/// Text for markup, in elements and in quoted attributes.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Not allowed in markup, also not as references.
            '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}' => {
                out.push('\u{fffd}');
            }
            _ => out.push(char),
        }
    }
    out
}

/// A coordinate: one decimal, the shortest way to write it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At(pub f64);

impl fmt::Display for At {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = (self.0 * 10.0).round() / 10.0;
        // Adding 0 turns -0 into 0.
        write!(out, "{}", value + 0.0)
    }
}

/// Where a text stands in relation to its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// To the right of it.
    Start,
    /// Over it.
    Middle,
    /// To the left of it.
    End,
}

/// A drawing in the making. One unit is about one pixel; text is 12 units high.
#[derive(Debug)]
pub(crate) struct Svg {
    id: String,
    width: f64,
    height: f64,
    body: String,
}

impl Svg {
    /// An empty drawing. `id` must be the only one of its kind on the page.
    pub(crate) fn new(id: &str, width: f64, height: f64) -> Svg {
        Svg {
            id: id.to_owned(),
            width,
            height,
            body: String::new(),
        }
    }

    fn push(&mut self, text: fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.body.write_fmt(text);
    }

    /// A line.
    pub(crate) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let (x1, y1, x2, y2) = (At(from.0), At(from.1), At(to.0), At(to.1));
        self.push(format_args!(
            r#"<line class="{class}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>"#
        ));
    }

    /// A box; nothing if it has no size.
    pub(crate) fn rect(&mut self, class: &str, corner: (f64, f64), size: (f64, f64)) {
        if size.0 > 0.0 && size.1 > 0.0 {
            let (x, y, width, height) = (At(corner.0), At(corner.1), At(size.0), At(size.1));
            self.push(format_args!(
                r#"<rect class="{class}" x="{x}" y="{y}" width="{width}" height="{height}"/>"#
            ));
        }
    }

    /// A path, with the words that are shown when it is pointed at.
    pub(crate) fn path(&mut self, class: &str, path: &str, title: &str) {
        if title.is_empty() {
            self.push(format_args!(r#"<path class="{class}" d="{path}"/>"#));
        } else {
            let title = escaped(title);
            self.push(format_args!(
                r#"<path class="{class}" d="{path}"><title>{title}</title></path>"#
            ));
        }
    }

    /// A text.
    pub(crate) fn text(&mut self, class: &str, at: (f64, f64), anchor: Anchor, text: &str) {
        let (x, y) = (At(at.0), At(at.1));
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => r#" text-anchor="middle""#,
            Anchor::End => r#" text-anchor="end""#,
        };
        let class = if class.is_empty() {
            String::new()
        } else {
            format!(r#" class="{class}""#)
        };
        let text = escaped(text);
        self.push(format_args!(
            r#"<text{class} x="{x}" y="{y}"{anchor}>{text}</text>"#
        ));
    }

    /// A text that is cut to `room` units; the whole of it is shown when it is pointed at.
    pub(crate) fn fitted(
        &mut self,
        class: &str,
        at: (f64, f64),
        anchor: Anchor,
        text: &str,
        room: f64,
    ) {
        let cut = fit(text, room);
        if cut == text {
            self.text(class, at, anchor, text);
        } else {
            self.push(format_args!("<g><title>{}</title>", escaped(text)));
            self.text(class, at, anchor, &cut);
            self.body.push_str("</g>");
        }
    }

    /// Opens a group that is moved to the right; [`Svg::close`] ends it.
    pub(crate) fn open(&mut self, class: &str, shift: f64) {
        let shift = At(shift);
        self.push(format_args!(
            r#"<g class="{class}" transform="translate({shift})">"#
        ));
    }

    /// Ends a group.
    pub(crate) fn close(&mut self) {
        self.body.push_str("</g>");
    }

    /// The markup: an image with a name and a description for those who do not see it.
    pub(crate) fn finish(self, title: &str, description: &str) -> String {
        let Svg {
            id,
            width,
            height,
            body,
        } = self;
        let (title, description) = (escaped(title), escaped(description));
        let (width, height) = (At(width), At(height));
        format!(
            r#"<svg role="img" aria-labelledby="{id}-t {id}-d" viewBox="0 0 {width} {height}" width="{width}" height="{height}"><title id="{id}-t">{title}</title><desc id="{id}-d">{description}</desc>{body}</svg>"#
        )
    }

    /// The markup of a small mark beside words that say the same.
    pub(crate) fn finish_hidden(self) -> String {
        let (width, height) = (At(self.width), At(self.height));
        format!(
            r#"<svg aria-hidden="true" viewBox="0 0 {width} {height}" width="{width}" height="{height}">{}</svg>"#,
            self.body
        )
    }
}

/// About how wide a text of 12 units height is.
pub(crate) fn width(text: &str) -> f64 {
    text.chars().map(char_width).sum()
}

fn char_width(char: char) -> f64 {
    match char {
        'i' | 'j' | 'l' | 't' | 'f' | '.' | ',' | ':' | '\'' | '|' | ' ' | '/' | '-' => 4.6,
        'm' | 'w' | 'M' | 'W' => 11.0,
        'A'..='Z' => 8.6,
        '\u{0}'..='\u{2fff}' => 7.4,
        _ => 12.0,
    }
}

/// Cuts a text to `room` units, with a sign that something is missing.
fn fit(text: &str, room: f64) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let mut used = 9.0;
    let mut out = String::new();
    for char in text.chars() {
        used += char_width(char);
        if used > room {
            break;
        }
        out.push(char);
    }
    out.push('…');
    out
}

/// The path of a mark: each kind (lexicon) has its own shape, so that colour never stands alone.
#[allow(clippy::many_single_char_names)] // The names that SVG itself has.
pub(crate) fn mark(kind: usize, x: f64, y: f64, r: f64) -> String {
    let d = At;
    // The arcs of a circle meet only if both are rounded alike.
    let r = (r * 10.0).round() / 10.0;
    match kind % 6 {
        0 => format!(
            "M{} {}a{r} {r} 0 1 0 {} 0a{r} {r} 0 1 0 {} 0z",
            d(x - r),
            d(y),
            d(2.0 * r),
            d(-2.0 * r),
            r = At(r)
        ),
        1 => {
            let r = r * 1.25;
            format!(
                "M{} {}L{} {}L{} {}L{} {}z",
                d(x),
                d(y - r),
                d(x + r),
                d(y),
                d(x),
                d(y + r),
                d(x - r),
                d(y)
            )
        }
        2 => {
            let r = r * 0.9;
            format!(
                "M{} {}h{}v{}h{}z",
                d(x - r),
                d(y - r),
                d(2.0 * r),
                d(2.0 * r),
                d(-2.0 * r)
            )
        }
        3 => {
            let r = r * 1.15;
            format!(
                "M{} {}L{} {}L{} {}z",
                d(x),
                d(y - r),
                d(x + r),
                d(y + 0.8 * r),
                d(x - r),
                d(y + 0.8 * r)
            )
        }
        4 => {
            let r = r * 1.15;
            format!(
                "M{} {}L{} {}L{} {}z",
                d(x),
                d(y + r),
                d(x + r),
                d(y - 0.8 * r),
                d(x - r),
                d(y - 0.8 * r)
            )
        }
        _ => {
            let (r, t) = (r * 1.1, r * 0.4);
            format!(
                "M{} {}h{}v{}h{}v{}h{}v{}h{}v{}h{}v{}h{}z",
                d(x - t),
                d(y - r),
                d(2.0 * t),
                d(r - t),
                d(r - t),
                d(2.0 * t),
                d(t - r),
                d(r - t),
                d(-2.0 * t),
                d(t - r),
                d(t - r),
                d(-2.0 * t),
                d(r - t)
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn coordinates_are_short() {
        assert_eq!(At(1.0).to_string(), "1");
        assert_eq!(At(-0.01).to_string(), "0");
        assert_eq!(At(12.345).to_string(), "12.3");
    }

    #[test]
    fn long_names_are_cut_and_kept_in_the_title() {
        let mut svg = Svg::new("x", 10.0, 10.0);
        svg.fitted(
            "",
            (0.0, 0.0),
            Anchor::Start,
            "a very long name of a document.md",
            60.0,
        );
        let markup = svg.finish("T", "D");
        assert!(markup.contains("<title>a very long name of a document.md</title>"));
        assert!(markup.contains("…</text>"));
    }

    proptest! {
        #[test]
        fn nothing_in_a_text_is_markup(text in "[<>&\"'\\]a-z\u{0}-\u{1f}\u{202e}]{0,20}") {
            let out = escaped(&text);
            prop_assert!(!out.contains(['<', '>', '"', '\'', '\0']));
            let back = out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"")
                .replace("&#39;", "'").replace("&amp;", "&");
            let cleaned: String = text.chars()
                .map(|c| if c.is_ascii_control() && !"\t\n\r\x7f".contains(c) { '\u{fffd}' } else { c })
                .collect();
            prop_assert_eq!(back, cleaned);
        }
    }
}
