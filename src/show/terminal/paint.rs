//! Colour and weight of a stretch of text on a terminal.
//!
//! The colours are of middle lightness, so that they can be read on black and on white; none is
//! red or green. A terminal that knows only sixteen gets the nearest of those.

use std::fmt::Write as _;

use crate::matching::Status;

/// How many colours there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colours {
    /// None: plain text without any escape sequence.
    #[default]
    None,
    /// The sixteen of old.
    Sixteen,
    /// The 256 of xterm.
    Many,
}

/// Numbers of xterm's 256 colours with their values, in the order of the lexicons: violet, ochre,
/// blue, teal, pink, grey.
pub const MANY: [(u8, u32); 6] = [
    (97, 0x0087_5faf),
    (130, 0x00af_5f00),
    (27, 0x0000_5fff),
    (30, 0x0000_8787),
    (163, 0x00d7_00af),
    (243, 0x0076_7676),
];

/// The nearest of the sixteen: magenta, yellow, blue, cyan, bright magenta, grey.
const SIXTEEN: [u8; 6] = [35, 33, 34, 36, 95, 90];

/// What a stretch of text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ink {
    /// Stands in a hit of this lexicon with this status.
    pub hit: Option<(usize, Status)>,
    /// A heading or a name.
    pub strong: bool,
    /// Beside the matter: signs, notes, what is no word.
    pub faint: bool,
}

impl Ink {
    /// Plain text.
    pub const PLAIN: Ink = Ink {
        hit: None,
        strong: false,
        faint: false,
    };
    /// A heading or a name.
    pub const STRONG: Ink = Ink {
        hit: None,
        strong: true,
        faint: false,
    };
    /// Beside the matter.
    pub const FAINT: Ink = Ink {
        hit: None,
        strong: false,
        faint: true,
    };

    /// The colour of a lexicon, for its name and bars.
    pub fn lexicon(lexicon: usize) -> Ink {
        Ink {
            hit: Some((lexicon, Status::Affirmed)),
            strong: false,
            faint: true,
        }
    }

    /// Adds `text` in this ink. Whoever calls has made the text harmless.
    pub fn add(self, out: &mut String, text: &str, colours: Colours) {
        let codes = self.codes(colours);
        if codes.is_empty() || text.is_empty() {
            out.push_str(text);
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "\x1b[{codes}m{text}\x1b[0m");
        }
    }

    fn codes(self, colours: Colours) -> String {
        let mut codes: Vec<String> = Vec::new();
        if colours == Colours::None {
            return String::new();
        }
        if self.strong {
            codes.push("1".to_owned());
        }
        match self.hit {
            None if self.faint => codes.push("2".to_owned()),
            None => {}
            Some((lexicon, status)) => {
                // Signs and names: the colour alone. An affirmed hit is bold and underlined, one
                // of another status slanted.
                match status {
                    _ if self.faint => {}
                    Status::Affirmed => codes.extend(["1".to_owned(), "4".to_owned()]),
                    _ => codes.push("3".to_owned()),
                }
                let at = lexicon % MANY.len();
                codes.push(match colours {
                    Colours::Sixteen => SIXTEEN[at].to_string(),
                    _ => format!("38;5;{}", MANY[at].0),
                });
            }
        }
        codes.join(";")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(rgb: u32) -> f64 {
        let channel = |shift: u32| {
            let value = f64::from((rgb >> shift) & 255) / 255.0;
            if value <= 0.040_45 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
    }

    /// WCAG's contrast on black and on white: at least 4 each way (no colour has more than 4.58 on
    /// both); the values are those that xterm gives the numbers.
    #[test]
    fn colours_can_be_read_on_light_and_on_dark() {
        let cube = [0_u32, 95, 135, 175, 215, 255];
        for (number, rgb) in MANY {
            let value = match usize::from(number) {
                grey if grey >= 232 => (8 + 10 * (grey as u32 - 232)) * 0x0001_0101,
                colour => {
                    let at = colour - 16;
                    cube[at / 36] << 16 | cube[at / 6 % 6] << 8 | cube[at % 6]
                }
            };
            assert_eq!(value, rgb, "{number}");
            let light = luminance(rgb);
            let (on_white, on_black) = (1.05 / (light + 0.05), (light + 0.05) / 0.05);
            assert!(
                on_white >= 4.0 && on_black >= 4.0,
                "{number}: {on_white:.2} {on_black:.2}"
            );
        }
    }

    #[test]
    fn without_colours_there_is_no_escape() {
        let mut out = String::new();
        let ink = Ink {
            hit: Some((0, Status::Affirmed)),
            strong: true,
            faint: false,
        };
        ink.add(&mut out, "word", Colours::None);
        assert_eq!(out, "word");
        ink.add(&mut out, "word", Colours::Many);
        assert!(out.contains("38;5;97") && out.ends_with("\x1b[0m"));
    }
}
