//! Addresses around `@`, `/`, `:` and brackets.

use super::lines::Lines;
use super::pages::{Pages, host_sign_before};
use crate::identifiers::contact::{self, EMAIL, USER_PART};
use crate::identifiers::pattern::{
    Pattern, Search, before, behind, byte, byte_before, is_border, is_word, stands_at,
};
use crate::identifiers::{Kind, Raw};
use crate::text::Span;

/// A sign of a word, whatever its script.
static WORD: Pattern = Pattern::new(r"\w", 0);

/// E-mail addresses, URLs with a user, handles, IPv6.
#[derive(Debug)]
pub(super) struct Addresses<'t> {
    text: &'t str,
    bytes: &'t [u8],
    lines: Lines<'t>,
    email: Search,
    user_part: Search,
    pages: Pages<'t>,
    /// Where the next handle may begin, and the next IPv6 address.
    next_handle: usize,
    next_ip6: usize,
    /// Whether addresses with `(at)` are looked for in this text.
    is_said: Option<bool>,
}

impl<'t> Addresses<'t> {
    pub(super) fn new(text: &'t str) -> Addresses<'t> {
        Addresses {
            text,
            bytes: text.as_bytes(),
            lines: Lines::new(text),
            email: Search::new(&EMAIL),
            user_part: Search::new(&USER_PART),
            pages: Pages::new(text),
            next_handle: 0,
            next_ip6: 0,
            is_said: None,
        }
    }

    pub(super) fn at_sign(&mut self, at: usize, found: &mut Vec<Raw>) {
        self.email(at, found);
        let first = byte(self.bytes, at + 1);
        if first.is_ascii_alphabetic() || first == b'_' {
            self.handle(at, at + 2, (1, 29), b'.', found);
        }
    }

    pub(super) fn bracket(&mut self, at: usize, found: &mut Vec<Raw>) {
        let inside = skip_space(self.text, at + 1);
        if !stands_at(self.bytes, inside, b"at")
            || !matches!(
                byte(self.bytes, skip_space(self.text, inside + 2)),
                b')' | b']'
            )
        {
            return;
        }
        let text = self.text;
        // What the reference asks of a text before it looks for addresses.
        let is_said = *self.is_said.get_or_insert_with(|| {
            let holds = |part: &str| text.contains(part);
            holds("@")
                || (holds("at]") || holds("at)")) && (holds("/") || holds(" at]") || holds("(at"))
        });
        if is_said {
            self.email(at, found);
        }
    }

    /// The one place at which an address with its `@` or `(at)` at `at` may begin is the first of
    /// the row of signs before it: from every sign of that row the rest is the same.
    fn email(&mut self, at: usize, found: &mut Vec<Raw>) {
        let end = match before(self.text, at) {
            Some(c) if c.is_whitespace() => at - c.len_utf8(),
            _ => at,
        };
        let mut start = end;
        while start > self.email.next {
            let last = self.bytes[start - 1];
            if last < 0x80 {
                if !is_word(last) && !b".+-'".contains(&last) {
                    break;
                }
                start -= 1;
            } else {
                let Some(c) = before(self.text, start) else {
                    break;
                };
                let place = start - c.len_utf8();
                if c != '’' && WORD.at(self.text, place).is_none() {
                    break;
                }
                start = place;
            }
        }
        if start < end
            && let Some(range) = self.email.at(self.text, start)
        {
            found.push((Kind::Email, Span::new(range.start, range.end)));
        }
    }

    /// A handle that begins at `start` and goes on at `from` with as many signs as `count` allows,
    /// `extra` one of them; it ends at a border.
    fn handle(
        &mut self,
        start: usize,
        from: usize,
        count: (usize, usize),
        extra: u8,
        found: &mut Vec<Raw>,
    ) {
        if start < self.next_handle {
            return;
        }
        let rest = self.bytes[from..].iter().take(count.1);
        let length = rest
            .take_while(|&&byte| is_word(byte) || byte == extra)
            .count();
        let end = (count.0..=length)
            .rev()
            .map(|length| from + length)
            .find(|&end| is_border(self.bytes, end));
        if let Some(end) = end {
            self.next_handle = end;
            found.extend(contact::handle(self.text, start..end));
        }
    }

    pub(super) fn slash(&mut self, at: usize, found: &mut Vec<Raw>) {
        let last = byte_before(self.bytes, at);
        if last == b'u' && is_border(self.bytes, at - 1) {
            self.handle(at - 1, at + 1, (3, 20), b'-', found);
        }
        if last == b':' && byte(self.bytes, at + 1) == b'/' {
            self.user_part(at - 1, found);
        }
        self.pages.slash(at, found);
    }

    /// A URL whose `://` begins at `colon`. The scheme may begin at the first letter with a border
    /// in the row of signs before it.
    fn user_part(&mut self, colon: usize, found: &mut Vec<Raw>) {
        // The part of the user ends before the first slash.
        let rest = self.bytes[colon + 3..].iter();
        let is_user = rest
            .take_while(|&&byte| byte != b'/' && !byte.is_ascii_whitespace())
            .any(|&byte| byte == b'@');
        if !is_user {
            return;
        }
        let mut row = colon;
        while let Some(start) = host_sign_before(self.bytes, row, b'+') {
            if start < self.user_part.next {
                break;
            }
            row = start;
        }
        let begins = |&at: &usize| {
            let first = self.bytes[at];
            (first.is_ascii_alphabetic() || first >= 0x80)
                && self.text.is_char_boundary(at)
                && is_border(self.bytes, at)
        };
        if let Some(start) = (row..colon).find(begins)
            && let Some(range) = self.user_part.at(self.text, start)
        {
            found.push((Kind::UserUrl, Span::new(range.start, range.end)));
        }
    }

    /// Groups with colons, the first of which ends at `colon`.
    pub(super) fn colon(&mut self, colon: usize, found: &mut Vec<Raw>) {
        let next = self.bytes.get(colon + 1..).unwrap_or_default();
        if !next.iter().take(5).any(|&byte| byte == b':') || colon < self.next_ip6 {
            return;
        }
        let is_hex = |byte: &&u8| byte.is_ascii_hexdigit();
        let lead = self.bytes[self.next_ip6..colon].iter().rev();
        let start = colon - lead.take(4).take_while(is_hex).count();
        let mut groups = 0;
        let mut end = start;
        loop {
            let rest = &self.bytes[end..];
            end += rest.iter().take(4).take_while(is_hex).count();
            if groups == 7 || byte(self.bytes, end) != b':' {
                break;
            }
            (groups, end) = (groups + 1, end + 1);
        }
        if groups >= 2 {
            self.next_ip6 = end;
            // Only lines with a digit are looked at.
            let address = contact::ip6(self.text, start..end);
            found.extend(address.filter(|_| self.lines.is_numbered(start)));
        }
    }
}

/// The place behind a white space, if one stands there.
fn skip_space(text: &str, at: usize) -> usize {
    match behind(text, at) {
        Some(c) if c.is_whitespace() => at + c.len_utf8(),
        _ => at,
    }
}
