//! Numbers that a state gives a person: shapes, checks, and the words behind which they count.

use std::ops::Range;

use super::number::stands_alone;
use super::pattern::{Pattern, before, behind};
use super::{Kind, Raw, checksum};
use crate::text::Span;

/// A shape of a national number.
pub(super) struct National {
    pub(super) shape: Pattern,
    /// Lengths that the first row of digits has where the shape begins with a digit; none if it
    /// begins with letters alone.
    pub(super) runs: &'static [usize],
    /// How many digits it has at least, with one sign of ` .-` between two at most.
    pub(super) least: usize,
    /// What the digits and letters must satisfy.
    holds: fn(&str) -> bool,
    /// Counts only behind one of these words: the shape alone says too little.
    words: Option<&'static [&'static str]>,
}

impl National {
    /// A match of the shape, in its line.
    pub(super) fn weigh(&self, text: &str, range: &Range<usize>) -> Option<Raw> {
        let said = self
            .words
            .is_none_or(|words| is_behind(text, range.start, words));
        let value = &text[range.clone()];
        // Digits of other scripts are digits to a pattern, and no part of these schemes.
        let fits = said && value.is_ascii() && stands_alone(text, range);
        let is_found = fits && (self.holds)(value);
        is_found.then(|| (Kind::NationalNumber, Span::new(range.start, range.end)))
    }
}

/// The values of the ASCII digits of a text.
pub(super) fn digits(text: &str) -> Vec<u8> {
    text.bytes()
        .filter(u8::is_ascii_digit)
        .map(|byte| byte - b'0')
        .collect()
}

pub(super) static NATIONAL: [National; 16] = [
    // United States, social security: no area 000, 666 or 900 and above, no group 00, no serial 0000.
    National {
        shape: Pattern::new(r"\b\d{3}-\d{2}-\d{4}\b", 0),
        runs: &[3],
        least: 9,
        holds: |text| {
            let area = &text[..3];
            area != "000"
                && area != "666"
                && area < "900"
                && &text[4..6] != "00"
                && &text[7..] != "0000"
        },
        words: None,
    },
    National {
        shape: Pattern::new(r"\b\d{3}[ ]?\d{2}[ ]?\d{4}\b", 0),
        runs: &[3, 5, 9],
        least: 9,
        holds: |text| digits(text).iter().any(|&digit| digit != 0),
        words: Some(&["ssn", "social security"]),
    },
    // United Kingdom, national insurance.
    National {
        shape: Pattern::new(
            r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ ]?\d{2}[ ]?\d{2}[ ]?\d{2}[ ]?[A-D]\b",
            0,
        ),
        runs: &[],
        least: 6,
        holds: |text| !["BG", "GB", "NK", "KN", "TN", "NT", "ZZ"].contains(&&text[..2]),
        words: None,
    },
    // England, NHS.
    National {
        shape: Pattern::new(r"\b\d{3}[ \-]\d{3}[ \-]\d{4}\b", 0),
        runs: &[3],
        least: 10,
        holds: |text| checksum::nhs(&digits(text)),
        words: None,
    },
    National {
        shape: Pattern::new(r"\b\d{10}\b", 0),
        runs: &[10],
        least: 10,
        holds: |text| checksum::nhs(&digits(text)),
        words: Some(&["nhs"]),
    },
    // France, NIR.
    National {
        shape: Pattern::new(
            r"\b[12][ ]?\d{2}[ ]?[01]\d[ ]?\d{2}[ ]?\d{3}[ ]?\d{3}[ ]?\d{2}\b",
            0,
        ),
        runs: &[1, 3, 5, 7, 10, 13, 15],
        least: 15,
        holds: |text| checksum::nir(&digits(text)),
        words: None,
    },
    // Germany, tax number.
    National {
        shape: Pattern::new(r"\b\d{2}[ ]?\d{3}[ ]?\d{3}[ ]?\d{3}\b", 0),
        runs: &[2, 5, 8, 11],
        least: 11,
        holds: |text| checksum::steuer_id(&digits(text)),
        words: Some(&["steuer", "idnr", "identifikationsnummer", "tax"]),
    },
    // Netherlands, BSN.
    National {
        shape: Pattern::new(r"\b\d{4}[. ]?\d{2}[. ]?\d{3}\b", 0),
        runs: &[4, 6, 9],
        least: 9,
        holds: |text| checksum::bsn(&digits(text)),
        words: Some(&["bsn", "burgerservicenummer", "sofi"]),
    },
    // Spain, DNI and NIE.
    National {
        shape: Pattern::new(r"\b(?:\d{8}|[XYZ]-?\d{7})-?[A-Z]\b", 0),
        runs: &[8],
        least: 8,
        holds: |text| {
            let number: String = text
                .chars()
                .filter_map(|c| match c {
                    'X' => Some('0'),
                    'Y' => Some('1'),
                    'Z' => Some('2'),
                    c => c.is_ascii_digit().then_some(c),
                })
                .take(8)
                .collect();
            let letter = text.chars().next_back().unwrap_or(' ');
            number
                .parse()
                .is_ok_and(|number| checksum::dni(number, letter))
        },
        words: None,
    },
    // Italy, fiscal code.
    National {
        shape: Pattern::new(r"\b[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]\b", 0),
        runs: &[],
        least: 2,
        holds: checksum::codice_fiscale,
        words: None,
    },
    // Sweden, personal number; Denmark and Norway have the shape without this sum.
    National {
        shape: Pattern::new(r"\b(?:19|20)?\d{2}[01]\d[0-3]\d[\-+]\d{4}\b", 0),
        runs: &[6, 8],
        least: 6,
        holds: |text| {
            let all = digits(text);
            checksum::luhn(&all[all.len() - 10..])
        },
        words: None,
    },
    // Poland, PESEL.
    National {
        shape: Pattern::new(r"\b\d{11}\b", 0),
        runs: &[11],
        least: 11,
        holds: |text| checksum::pesel(&digits(text)),
        words: Some(&["pesel"]),
    },
    // Canada, social insurance.
    National {
        shape: Pattern::new(r"\b\d{3}[ \-]?\d{3}[ \-]?\d{3}\b", 0),
        runs: &[3, 6, 9],
        least: 9,
        holds: |text| checksum::luhn(&digits(text)),
        words: Some(&["sin", "social insurance", "nas"]),
    },
    // Australia, tax file number.
    National {
        shape: Pattern::new(r"\b\d{3}[ ]?\d{3}[ ]?\d{3}\b", 0),
        runs: &[3, 6, 9],
        least: 9,
        holds: |text| checksum::tfn(&digits(text)),
        words: Some(&["tfn", "tax file"]),
    },
    // Brazil, CPF.
    National {
        shape: Pattern::new(r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b", 0),
        runs: &[3],
        least: 11,
        holds: |text| checksum::cpf(&digits(text)),
        words: None,
    },
    // India, Aadhaar.
    National {
        shape: Pattern::new(r"\b[2-9]\d{3}[ ]\d{4}[ ]\d{4}\b", 0),
        runs: &[4],
        least: 12,
        holds: |text| checksum::aadhaar(&digits(text)),
        words: None,
    },
];

/// How far before a number its word may stand, in bytes.
const WORD_REACH: usize = 40;

/// True if one of the words stands shortly before a byte, as a word.
fn is_behind(text: &str, at: usize, words: &[&str]) -> bool {
    let mut from = at.saturating_sub(WORD_REACH);
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    let lead = text[from..at].to_lowercase();
    words.iter().any(|word| {
        lead.match_indices(word).any(|(at, _)| {
            !before(&lead, at).is_some_and(char::is_alphanumeric)
                // `steuer` begins `Steuernummer`; short words must be whole.
                && (word.len() > 4 || !behind(&lead, at + word.len()).is_some_and(char::is_alphanumeric))
        })
    })
}
