//! What an editor offers to do about a finding: silence it here with a reason, or take out a comment
//! that silences nothing.
//!
//! Every edit is tried before it is offered: the text is read and judged with it, and has to have the
//! same words, blocks and front matter as before, and nothing but these findings less.

mod trial;
mod ways;

use std::ops::Range;

use super::document::Text;
use super::look::{Look, bytes_of};
use crate::check::{Finding, Kind};
use trial::Trial;
use ways::{above_line, in_file, on_line, removals};

/// The kind of all of them.
pub(super) const QUICK_FIX: &str = "quickfix";
/// Rules that are looked at in one answer.
const MOST_RULES: usize = 6;

/// A replacement of bytes.
pub(super) type Edit = (Range<usize>, String);

/// Something that is offered.
pub(super) struct Offer<'l> {
    pub(super) title: String,
    pub(super) finding: &'l Finding,
    pub(super) edits: Vec<Edit>,
    pub(super) preferred: bool,
}

/// How a text would look; `None` if it cannot be read.
pub(super) type Try<'a> = dyn Fn(&str) -> Option<Look> + 'a;

/// What can be done about the findings that touch a range of bytes.
pub(super) fn offers<'l>(
    text: &Text,
    look: &'l Look,
    range: &Range<usize>,
    again: &Try<'_>,
) -> Vec<Offer<'l>> {
    let mut offers = Vec::new();
    let mut seen: Vec<(&str, usize)> = Vec::new();
    for finding in look.open() {
        // What is about the whole document stands at its first line.
        let bytes = bytes_of(finding).unwrap_or(0..0);
        if bytes.start > range.end || bytes.end < range.start {
            continue;
        }
        let line = text.lines.line_of(bytes.start);
        if seen.contains(&(finding.rule.as_str(), line)) || seen.len() == MOST_RULES {
            continue;
        }
        seen.push((&finding.rule, line));
        let trial = Trial {
            text,
            look,
            finding,
            again,
        };
        if finding.kind == Kind::Suppression {
            let edits = trial.first(removals(text, look, &bytes), &Trial::is_tidied);
            offers.extend(edits.map(|edits| Offer {
                title: "Take this comment out".to_owned(),
                finding,
                edits,
                preferred: true,
            }));
            continue;
        }
        let rule = &finding.rule;
        for (title, ways) in [
            (
                format!("Silence `{rule}` on this line, with a reason"),
                on_line(text, look.format, finding, line),
            ),
            (
                format!("Silence `{rule}` on the next line, with a reason"),
                above_line(text, look.format, finding, line),
            ),
            (
                format!("Silence `{rule}` in this file, with a reason"),
                in_file(text, look, finding),
            ),
        ] {
            if let Some(edits) = trial.first(ways, &Trial::is_silenced) {
                offers.push(Offer {
                    title,
                    finding,
                    edits,
                    preferred: false,
                });
            }
        }
    }
    offers
}
