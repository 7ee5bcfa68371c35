//! A draft on a terminal: its text in lines, the categories beside them, the sums at the end.
//!
//! | file | makes |
//! |---|---|
//! | [`wrap`] | lines of a width |
//! | [`paint`] | colours |
//! | `body` | the text with its margin |
//! | `head` | name, counts and the key to the signs; sums, courses and the caution |
//!
//! Nothing of a document reaches the terminal as a control character, or a log as a command.

mod body;
mod head;
pub mod paint;
pub mod wrap;

use super::Draft;
use crate::report::table::no_command;

pub use paint::Colours;

/// What a draft is shown on.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// Columns.
    pub width: usize,
    /// Colours.
    pub colours: Colours,
}

/// Fewest columns that are written for; a narrower screen breaks the lines itself.
pub const NARROWEST: usize = 24;
/// Most columns of text: longer lines are hard to read.
const WIDEST: usize = 84;
/// From so many columns on, categories stand beside the text; else below each paragraph.
const BESIDE: usize = 64;

/// The columns of text and margin.
#[derive(Clone, Copy, Debug)]
struct Layout {
    text: usize,
    /// `None`: categories stand below.
    margin: Option<usize>,
}

impl Screen {
    fn layout(self) -> Layout {
        let width = self.width.max(NARROWEST);
        if width < BESIDE {
            return Layout {
                text: width,
                margin: None,
            };
        }
        let margin = (width * 3 / 10).clamp(22, 34);
        Layout {
            text: (width - margin - 2).min(WIDEST),
            margin: Some(margin),
        }
    }
}

/// The whole draft, each line ended by a line feed.
pub fn render(draft: &Draft<'_>, screen: Screen) -> String {
    let mut out = String::new();
    head::head(&mut out, draft, screen);
    body::body(&mut out, draft, screen);
    head::foot(&mut out, draft, screen);
    no_command(&out).into_owned()
}
