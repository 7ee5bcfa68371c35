//! The content security policy: nothing may be loaded, and only our own style and script may run.

use sha2::{Digest, Sha256};

/// The style sheet, as it stands in the page.
pub(crate) const STYLE: &str = include_str!("page.css");
/// The script, as it stands in the page.
pub(crate) const SCRIPT: &str = include_str!("page.js");

/// The policy with the hashes of both.
pub(crate) fn policy() -> String {
    let (style, script) = (hash(STYLE), hash(SCRIPT));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; base-uri 'none'; form-action 'none'"
    )
}

fn hash(text: &str) -> String {
    base64(&Sha256::digest(text.as_bytes()))
}

/// RFC 4648, with padding.
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let joined = (u32::from(three[0]) << 16)
            | (u32::from(three.get(1).copied().unwrap_or(0)) << 8)
            | u32::from(three.get(2).copied().unwrap_or(0));
        for place in 0..4 {
            if place <= three.len() {
                let sign = (joined >> (18 - 6 * place)) & 63;
                out.push(char::from(SIGNS[sign as usize]));
            } else {
                out.push('=');
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn nothing_ends_the_elements_early_or_comes_from_elsewhere() {
        for text in [STYLE, SCRIPT] {
            assert!(!text.contains("</") && !text.contains("<!--"));
            assert!(!text.contains("http") && !text.contains("url(h") && !text.contains("@import"));
        }
    }

    /// Relative luminance of WCAG 2.2.
    fn luminance(colour: &str) -> f64 {
        let channel = |at: usize| {
            let value =
                f64::from(u8::from_str_radix(&colour[at..at + 2], 16).expect("hex")) / 255.0;
            if value <= 0.040_45 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn colour<'c>(block: &'c str, name: &str) -> &'c str {
        let at = block
            .find(&format!("--{name}:"))
            .unwrap_or_else(|| panic!("{name}"));
        let start = at + name.len() + 3;
        let text = block[start..].trim_start();
        &text[..7]
    }

    /// WCAG 2.2 AA: 4.5 for text, 3 for what drawings are made of; in light and in dark.
    #[test]
    fn contrast_is_enough() {
        let dark_at = STYLE
            .find("prefers-color-scheme: dark")
            .expect("a dark scheme");
        for block in [&STYLE[..dark_at], &STYLE[dark_at..]] {
            for paper in ["paper", "sheet"] {
                let paper = colour(block, paper);
                for ink in ["ink", "mute", "link"] {
                    let found = contrast(colour(block, ink), paper);
                    assert!(found >= 4.5, "{ink} on {paper}: {found:.2}");
                }
                for series in ["c0", "c1", "c2", "c3", "c4", "c5", "edge"] {
                    let found = contrast(colour(block, series), paper);
                    assert!(found >= 3.0, "{series} on {paper}: {found:.2}");
                }
            }
        }
    }
}
