//! Findings as an editor shows them.

use super::ground::Mistake;
use super::look::Look;
use super::position::Encoding;
use super::protocol::{Diagnostic, Range};
use crate::check::{Finding, Level};

/// Whose diagnostics they are.
const SOURCE: &str = "feltsense";
/// Most of one document: editors keep all of them at every keystroke.
const MOST: usize = 1000;

/// The numbers of the protocol.
fn severity(level: Level) -> u8 {
    match level {
        Level::Error => 1,
        Level::Warning => 2,
        Level::Note => 3,
    }
}

/// A finding. One without a place stands at the beginning.
pub(super) fn of_finding(finding: &Finding, encoding: Encoding) -> Diagnostic {
    let range = finding.place.as_ref().map(|place| encoding.range(place));
    Diagnostic {
        range: range.unwrap_or_default(),
        severity: severity(finding.level),
        code: finding.id().into_owned(),
        source: SOURCE,
        message: finding.message.clone(),
    }
}

/// Everything that is open, by place; of very many, the worst. What could not be read is told, too.
pub(super) fn of_look(look: &Look, encoding: Encoding) -> Vec<Diagnostic> {
    let mut open: Vec<&Finding> = look.open().collect();
    let left_out = open.len().saturating_sub(MOST);
    if left_out > 0 {
        open.sort_by_key(|finding| std::cmp::Reverse(finding.level));
        open.truncate(MOST);
        open.sort_by(|a, b| a.order().cmp(&b.order()));
    }
    let lost = look.document.losses.iter().map(|loss| Diagnostic {
        severity: if loss.fatal { 2 } else { 3 },
        ..at_start(
            "not-wholly-read",
            format!("not wholly read: {}", loss.detail),
        )
    });
    let more = (left_out > 0).then(|| Diagnostic {
        severity: 3,
        ..at_start(
            "more",
            format!("{left_out} more findings are not shown here; `feltsense check` has them all"),
        )
    });
    let findings = open
        .into_iter()
        .map(|finding| of_finding(finding, encoding));
    lost.chain(more).chain(findings).collect()
}

/// Something that is said of a whole document.
pub(super) fn at_start(code: &str, message: String) -> Diagnostic {
    Diagnostic {
        range: Range::default(),
        severity: 2,
        code: code.to_owned(),
        source: SOURCE,
        message,
    }
}

/// A mistake in the file that it stands in.
pub(super) fn of_mistake(mistake: &Mistake, encoding: Encoding) -> Diagnostic {
    Diagnostic {
        range: encoding.range(&mistake.place),
        severity: 1,
        ..at_start("configuration", mistake.message.clone())
    }
}
