//! Numbers that are given to one person: cards, accounts, national numbers, records, postcodes.

use std::ops::Range;

use super::national::digits;
use super::pattern::{Pattern, before, behind};
use super::{Kind, Raw, checksum};
use crate::text::Span;

pub(super) static CARD: Pattern = Pattern::new(r"\b\d(?:[ \-]?\d){12,18}\b", 0);
pub(super) static IBAN: Pattern = Pattern::new(
    r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,3})?\b",
    0,
);
pub(super) static RECORD: Pattern = Pattern::new(
    r"(?ix)\b(?: mrn | hospital\s(?:id|no|number) | (?:medical|patient|case|client|chart|file|record|policy|insurance|claim|docket|passport|licen[cs]e|membership|employee|student|account)
            \s(?:record\s)?(?:id|no|nr|number|num|ref|reference) | (?:medicare|medicaid)\s(?:id|no|number)? )\b
        [.:\#\s]*(?:is|was)?[.:\#\s]*
        ([A-Z]{0,4}[\-/]?\d[A-Z0-9\-/]{3,})",
    1,
);
pub(super) static UK_POSTCODE: Pattern =
    Pattern::new(r"\b[A-Z]{1,2}\d[A-Z\d]?[ ]?\d[ABD-HJLNP-UW-Z]{2}\b", 0);
pub(super) static US_POSTCODE: Pattern = Pattern::new(
    r"\b(?:A[LKZR]|C[AOT]|D[EC]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY]),?\s+\d{5}(?:-\d{4})?\b",
    0,
);
pub(super) static CANADA_POSTCODE: Pattern =
    Pattern::new(r"\b[ABCEGHJ-NPRSTVXY]\d[A-Z][ \-]?\d[A-Z]\d\b", 0);
/// A word for postcode, or a street with its number, then the digits.
pub(super) static SAID_POSTCODE: Pattern = Pattern::new(
    r"(?i)\b(?:post\s?code|zip(?:\s?code)?|postal code|plz|postleitzahl|code postal|postcode is|eircode)\b\W{0,3}(?:is\W{1,3})?([A-Z]?\d[A-Z0-9][ \-]?[A-Z0-9]{2,5})\b",
    1,
);
/// `12 Oak Street, 10115 Berlin`; `Lindenstr. 3, 10969 Berlin`.
pub(super) static STREET_POSTCODE: Pattern = Pattern::new(
    r"(?:[Ss]tra(?:ß|ss)e|[Ss]tr\.|[Ss]traat|[Ww]eg|[Gg]asse|[Pp]latz|[Rr]ue|[Vv]ia|[Cc]alle|[Ss]treet|[Rr]oad|[Aa]venue)[^\n,]{0,30},?\s+(\d{4,5}(?:\s[A-Z]{2})?)\s+\p{Lu}\p{Ll}+",
    1,
);

/// A match of a card, in its line.
pub(super) fn card(text: &str, range: Range<usize>) -> Option<Raw> {
    let number = digits(&text[range.clone()]);
    let is_found = stands_alone(text, &range) && is_card(&number) && checksum::luhn(&number);
    is_found.then(|| (Kind::Card, Span::new(range.start, range.end)))
}

/// A match of an account: the longest prefix that is an IBAN, since a word in capitals may follow
/// it.
pub(super) fn account(text: &str, range: Range<usize>) -> Option<Raw> {
    iban(text, range).map(|range| (Kind::Iban, Span::new(range.start, range.end)))
}

/// A match of a number behind a word for records.
pub(super) fn record(text: &str, range: Range<usize>) -> Option<Raw> {
    let is_found = digits(&text[range.clone()]).len() >= 4;
    is_found.then(|| (Kind::RecordNumber, Span::new(range.start, range.end)))
}

/// A match of a postcode.
pub(super) fn postcode(range: Range<usize>) -> Raw {
    (Kind::Postcode, Span::new(range.start, range.end))
}

/// The longest prefix of the match that is an IBAN.
fn iban(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let mut end = range.end;
    while end > range.start {
        let signs: String = text[range.start..end]
            .chars()
            .filter(|&c| c != ' ')
            .collect();
        if !(15..=34).contains(&signs.len()) && signs.len() < 15 {
            return None;
        }
        if signs.len() <= 34 && checksum::iban(&signs) {
            return Some(range.start..end);
        }
        end = range.start + text[range.start..end].rfind(' ')?;
    }
    None
}

/// First digits that issuers of cards have, with the lengths that go with them.
fn is_card(number: &[u8]) -> bool {
    let lead = number
        .iter()
        .take(4)
        .fold(0u32, |n, &digit| n * 10 + u32::from(digit));
    match lead {
        4000..=4999 => matches!(number.len(), 13 | 16 | 19),
        5100..=5599 | 2221..=2720 => number.len() == 16,
        3400..=3499 | 3700..=3799 => number.len() == 15,
        3000..=3059 | 3600..=3699 | 3800..=3999 => number.len() == 14,
        6011 | 6440..=6599 | 3528..=3589 | 6200..=6299 => number.len() == 16,
        5000..=5099 | 5600..=5899 | 6000..=6010 | 6012..=6199 | 6300..=6439 | 6600..=6999 => {
            (13..=19).contains(&number.len())
        }
        _ => false,
    }
}

/// True if no letter, digit or sign of a longer number touches the range.
pub(super) fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let touches = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let decimal = |c: Option<char>, next: Option<char>| {
        matches!(c, Some('.' | ',')) && next.is_some_and(|c| c.is_ascii_digit())
    };
    let left = before(text, range.start);
    let right = behind(text, range.end);
    let far_left = left.and_then(|c| before(text, range.start - c.len_utf8()));
    let far_right = right.and_then(|c| behind(text, range.end + c.len_utf8()));
    !left.is_some_and(touches)
        && !right.is_some_and(touches)
        && !decimal(left, far_left)
        && !decimal(right, far_right)
}
