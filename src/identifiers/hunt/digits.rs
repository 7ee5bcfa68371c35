//! Numbers around a row of digits.
//!
//! Every shape begins with a digit, a sign or capitals right before the first row of digits that it
//! holds; so the length of that row, the bytes at its two ends, and how many digits may follow say
//! whether it can begin here. Nearly every number of a text fails all of these.

use super::lines::Lines;
use super::row::{LONGEST, Row};
use super::said::Said;
use crate::identifiers::Raw;
use crate::identifiers::contact::{self, IP4, PHONE};
use crate::identifiers::national::NATIONAL;
use crate::identifiers::number::{
    self, CANADA_POSTCODE, CARD, IBAN, STREET_POSTCODE, UK_POSTCODE, US_POSTCODE,
};
use crate::identifiers::pattern::{Search, behind, byte, byte_before, is_word};
use crate::text::Span;

/// Numbers on their way through a text.
#[derive(Debug)]
pub(super) struct Digits<'t> {
    text: &'t str,
    bytes: &'t [u8],
    lines: Lines<'t>,
    said: Said<'t>,
    card: Search,
    iban: Search,
    national: [Search; 16],
    phone: Search,
    ip4: Search,
    uk: Search,
    us: Search,
    canada: Search,
    street: Search,
    /// The first byte that was not yet asked for a street.
    streets: usize,
    /// Where the row of digits before ends.
    last: usize,
}

impl<'t> Digits<'t> {
    pub(super) fn new(text: &'t str) -> Digits<'t> {
        Digits {
            text,
            bytes: text.as_bytes(),
            lines: Lines::new(text),
            said: Said::new(text),
            card: Search::new(&CARD),
            iban: Search::new(&IBAN),
            national: std::array::from_fn(|at| Search::new(&NATIONAL[at].shape)),
            phone: Search::new(&PHONE),
            ip4: Search::new(&IP4),
            uk: Search::new(&UK_POSTCODE),
            us: Search::new(&US_POSTCODE),
            canada: Search::new(&CANADA_POSTCODE),
            street: Search::new(&STREET_POSTCODE),
            streets: 0,
            last: 0,
        }
    }

    /// Everything whose first digit is the one at `start`, which no digit stands before.
    pub(super) fn run(&mut self, start: usize, found: &mut Vec<Raw>) {
        let row = Row::at(self.bytes, start);
        if row.begins() {
            self.chained(row, found);
            self.dotted(row, found);
        }
        self.lettered(row, found);
        let reach = row.reach(self.text);
        if reach >= 7 {
            self.phone(row, found);
        }
        if matches!(row.len(), 4 | 5) {
            self.placed(row, found);
        }
        self.said
            .look(row, self.last, reach, &mut self.lines, found);
        self.last = row.end;
    }

    /// Cards and national numbers that begin with a digit.
    fn chained(&mut self, row: Row, found: &mut Vec<Raw>) {
        if row.len() > LONGEST {
            return;
        }
        let chain = row.chain(self.bytes);
        if chain >= 13 {
            let (offset, line) = self.lines.around(row.start);
            let range = self.card.within(offset, line, row.start);
            let card = range.and_then(|range| number::card(line, range));
            found.extend(card.map(|raw| moved(raw, offset)));
        }
        if chain < 6 {
            return;
        }
        for (at, national) in NATIONAL.iter().enumerate() {
            if chain >= national.least && national.runs.contains(&row.len()) {
                self.national(at, row.start, row.start, found);
            }
        }
    }

    fn national(&mut self, at: usize, start: usize, row: usize, found: &mut Vec<Raw>) {
        let (offset, line) = self.lines.around(row);
        let range = self.national[at].within(offset, line, start);
        let number = range.and_then(|range| NATIONAL[at].weigh(line, &range));
        found.extend(number.map(|raw| moved(raw, offset)));
    }

    /// Four numbers with dots.
    fn dotted(&mut self, row: Row, found: &mut Vec<Raw>) {
        let mut end = row.start;
        for group in 0..4 {
            if group > 0 {
                if byte(self.bytes, end) != b'.' {
                    return;
                }
                end += 1;
            }
            let digits = self.bytes[end..].iter().take(4);
            let length = digits.take_while(|byte| byte.is_ascii_digit()).count();
            if !(1..=3).contains(&length) {
                return;
            }
            end += length;
        }
        let (offset, line) = self.lines.around(row.start);
        let range = self.ip4.within(offset, line, row.start);
        let address = range.and_then(|range| contact::ip4(line, range));
        found.extend(address.map(|raw| moved(raw, offset)));
    }

    /// What begins with capitals, right before the digits or with one sign between.
    fn lettered(&mut self, row: Row, found: &mut Vec<Raw>) {
        let end = match row.before {
            b' ' | b'-' => row.start - 1,
            before if before.is_ascii_uppercase() => row.start,
            _ => return,
        };
        let letters = self.bytes[..end].iter().rev().take(7);
        let count = letters.take_while(|byte| byte.is_ascii_uppercase()).count();
        if count == 0 || is_word(byte_before(self.bytes, end - count)) {
            return;
        }
        let (length, start) = (row.len(), end - count);
        let is_joined = end == row.start;
        // The places in `NATIONAL` of the shapes of the United Kingdom, Spain and Italy.
        let national = match (count, length, row.before) {
            (2, 2 | 4 | 6, before) if before != b'-' && row.chain(self.bytes) >= 6 => Some(2),
            (1, 7, before) if before != b' ' => Some(8),
            (6, 2, _) if is_joined => Some(9),
            _ => None,
        };
        if let Some(at) = national {
            self.national(at, start, row.start, found);
        }
        if !is_joined {
            return;
        }
        let (offset, line) = self.lines.around(row.start);
        if count == 2 && length >= 2 {
            let range = self.iban.within(offset, line, start);
            let account = range.and_then(|range| number::account(line, range));
            found.extend(account.map(|raw| moved(raw, offset)));
        }
        let at = |place: usize| byte(self.bytes, row.start + place);
        let is_inward = |place: usize| {
            at(place).is_ascii_digit()
                && at(place + 1).is_ascii_uppercase()
                && at(place + 2).is_ascii_uppercase()
        };
        if count <= 2 && length <= 3 && (1..=3).any(is_inward) {
            let range = self.uk.within(offset, line, start);
            found.extend(range.map(|range| moved(number::postcode(range), offset)));
        }
        let follows = at(2).is_ascii_digit() || at(3).is_ascii_digit();
        if count == 1 && length == 1 && row.behind.is_ascii_uppercase() && follows {
            let range = self.canada.within(offset, line, start);
            found.extend(range.map(|range| moved(number::postcode(range), offset)));
        }
    }

    /// Telephone numbers without a word before them.
    fn phone(&mut self, row: Row, found: &mut Vec<Raw>) {
        let first = self.bytes[row.start];
        let length = row.len();
        let parts = row.behind.is_ascii_whitespace()
            || matches!(row.behind, b'.' | b'-' | b'/' | 0x0b | 0x80..);
        let begins = row.begins()
            && match first {
                b'0' => {
                    (2..=5).contains(&length) && parts
                        || matches!(length, 10 | 11)
                        || self.bytes[row.start..row.end].starts_with(b"00")
                }
                b'1' => length == 1 && parts,
                _ => length == 3 && parts,
            };
        let signed = match row.before {
            b'+' => first != b'0',
            b'(' => (2..=5).contains(&length) && row.behind == b')',
            _ => false,
        };
        let starts = [signed.then(|| row.start - 1), begins.then_some(row.start)];
        for start in starts.into_iter().flatten() {
            let (offset, line) = self.lines.around(row.start);
            let range = self.phone.within(offset, line, start);
            let phone = range.and_then(|range| contact::phone(line, range));
            found.extend(phone.map(|raw| moved(raw, offset)));
        }
    }

    /// Postcodes behind a state or a street.
    fn placed(&mut self, row: Row, found: &mut Vec<Raw>) {
        let lead = self.text[..row.start].trim_end();
        if lead.len() == row.start {
            return;
        }
        let lead = lead.strip_suffix(',').unwrap_or(lead).as_bytes();
        let (offset, line) = self.lines.around(row.start);
        if row.len() == 5
            && let [.., a, b] = lead
            && a.is_ascii_uppercase()
            && b.is_ascii_uppercase()
            && !is_word(byte_before(lead, lead.len() - 2))
        {
            let range = self.us.within(offset, line, lead.len() - 2);
            found.extend(range.map(|range| moved(number::postcode(range), offset)));
        }
        if !self.is_before_a_place(row) {
            return;
        }
        // Thirty signs and the longest word for a street.
        let from = lead.len().saturating_sub(30 * 4 + 8).max(self.streets);
        self.streets = row.start;
        for start in from..row.start {
            if is_street(&self.bytes[start..row.start])
                && let Some(range) = self.street.within(offset, line, start)
            {
                found.push(moved(number::postcode(range), offset));
            }
        }
    }

    /// True if white space and then a capital, or what may be one, stand behind the digits.
    fn is_before_a_place(&self, row: Row) -> bool {
        behind(self.text, row.end).is_some_and(char::is_whitespace)
            && self.text[row.end..]
                .trim_start()
                .bytes()
                .next()
                .is_some_and(|byte| byte.is_ascii_uppercase() || byte >= 0x80)
    }
}

/// True if one of the words for a street stands at the start.
fn is_street(bytes: &[u8]) -> bool {
    let rest: &[&str] = match bytes {
        [b's' | b'S', b't', ..] => &["raße", "rasse", "r.", "raat", "reet"],
        [b'w' | b'W', b'e', ..] => &["g"],
        [b'g' | b'G', b'a', ..] => &["sse"],
        [b'p' | b'P', b'l', ..] => &["atz"],
        [b'r' | b'R', b'u', ..] => &["e"],
        [b'r' | b'R', b'o', ..] => &["ad"],
        [b'v' | b'V', b'i', ..] => &["a"],
        [b'c' | b'C', b'a', ..] => &["lle"],
        [b'a' | b'A', b'v', ..] => &["enue"],
        _ => &[],
    };
    rest.iter()
        .any(|rest| bytes[2..].starts_with(rest.as_bytes()))
}

/// A finding of a line as one of the text.
pub(super) fn moved((kind, span): Raw, offset: usize) -> Raw {
    let place = |at: u32| offset + at as usize;
    (kind, Span::new(place(span.start), place(span.end)))
}
