//! Character references: `&rsquo;`, `&#8217;`, `&#x2019;`, and `&eacute` without its semicolon.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

/// The longest name of the standard has 32 characters with its semicolon.
const LONGEST: usize = 32;

/// What a reference stands for: one or two characters, and its length in bytes.
pub(crate) struct Reference {
    first: char,
    second: Option<char>,
    /// Bytes of the reference in the source.
    pub(crate) length: usize,
}

impl Reference {
    /// Writes the characters into `buffer`, which has room for two.
    pub(crate) fn encode<'b>(&self, buffer: &'b mut [u8; 8]) -> &'b str {
        let first = self.first.encode_utf8(buffer).len();
        let second = self
            .second
            .map_or(0, |c| c.encode_utf8(&mut buffer[first..]).len());
        str::from_utf8(&buffer[..first + second]).unwrap_or_default()
    }
}

/// Decodes the reference at the start of a text, as browsers do; `None` if it is only an `&`.
///
/// Cost: at most a look at 33 bytes, and at the digits of a number.
pub(crate) fn decode(text: &str) -> Option<Reference> {
    let body = text.strip_prefix('&')?;
    match body.strip_prefix('#') {
        Some(number) => numeric(number),
        None => named(body),
    }
}

/// Decodes all references of an attribute's value.
pub(crate) fn decode_value(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    let mut decoded = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = match decode(rest) {
            // `?a=1&copy=2` holds no sign of copyright.
            Some(found) if rest[..found.length].ends_with(';') => {
                decoded.push_str(found.encode(&mut [0; 8]));
                found.length
            }
            _ => {
                decoded.push('&');
                1
            }
        };
        rest = &rest[length..];
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

fn numeric(text: &str) -> Option<Reference> {
    let (digits, radix) = match text.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (text, 10),
    };
    let n_digits = digits.chars().take_while(|c| c.is_digit(radix)).count();
    if n_digits == 0 {
        return None;
    }
    let prefix = 2 + text.len() - digits.len();
    let closed = digits[n_digits..].starts_with(';');
    // More digits than these stand for no character.
    let code = digits[..n_digits].trim_start_matches('0');
    let code = match code {
        "" => 0,
        _ if code.len() > 7 => u32::MAX,
        _ => u32::from_str_radix(code, radix).unwrap_or(u32::MAX),
    };
    Some(Reference {
        first: character(code),
        second: None,
        length: prefix + n_digits + usize::from(closed),
    })
}

/// The character with this number. Numbers of C1 controls are what old editors wrote for the
/// signs of windows-1252, and browsers read them so.
fn character(code: u32) -> char {
    const C1: [u16; 32] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013,
        0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
    ];
    let code = match code {
        0x80..=0x9F => u32::from(C1[code as usize - 0x80]),
        0 => 0xFFFD,
        _ => code,
    };
    char::from_u32(code).unwrap_or('\u{FFFD}')
}

fn named(body: &str) -> Option<Reference> {
    let names = names();
    let run = body
        .bytes()
        .take(LONGEST)
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    let found = |length: usize, name: &str| {
        let mut chars = names.get(name)?.chars();
        Some(Reference {
            first: chars.next()?,
            second: chars.next(),
            length: length + 1,
        })
    };
    if body[run..].starts_with(';')
        && let Some(reference) = found(run + 1, &body[..=run])
    {
        return Some(reference);
    }
    // Names from before semicolons were asked for end where they end: `&eacutetude`.
    (2..=run.min(6))
        .rev()
        .find_map(|length| found(length, &body[..length]))
}

/// All names, with their semicolon if they need one.
fn names() -> &'static HashMap<&'static str, &'static str> {
    static NAMES: OnceLock<HashMap<&str, &str>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let all = entities::ENTITIES.iter();
        all.map(|entity| (&entity.entity[1..], entity.characters))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> Option<(String, usize)> {
        let found = decode(text)?;
        Some((found.encode(&mut [0; 8]).to_owned(), found.length))
    }

    #[test]
    fn names_and_numbers() {
        let cases = [
            ("&rsquo;t", "’", 7),
            ("&#8217;t", "’", 7),
            ("&#x2019;t", "’", 8),
            ("&#X2019 t", "’", 7),
            ("&#146;", "’", 6),
            ("&eacute;", "é", 8),
            ("&eacutetude", "é", 7),
            ("&notin;", "∉", 7),
            ("&notit;", "¬", 4),
            ("&amp", "&", 4),
            ("&NotEqualTilde;", "≂̸", 15),
            ("&CounterClockwiseContourIntegral;", "∳", 33),
            ("&#0;", "\u{FFFD}", 4),
            ("&#xD800;", "\u{FFFD}", 8),
            ("&#99999999999999999999;", "\u{FFFD}", 23),
            ("&#00000000000000065;", "A", 20),
        ];
        for (text, characters, length) in cases {
            assert_eq!(
                decoded(text),
                Some((characters.to_owned(), length)),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_reference_stays() {
        for text in [
            "&", "& ", "&;", "&#", "&#;", "&#x;", "&bogus;", "&rsquo t", "&T", "&é;",
        ] {
            assert_eq!(decoded(text), None, "{text}");
        }
    }

    #[test]
    fn values_keep_their_parameters() {
        assert_eq!(decode_value("?a=1&copy=2&amp;b"), "?a=1&copy=2&b");
        assert_eq!(decode_value("a&&quot;"), "a&\"");
    }
}
