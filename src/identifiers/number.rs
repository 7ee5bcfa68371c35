//! Numbers that are given to one person: cards, accounts, national numbers, records, postcodes.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{Kind, Raw, before, behind, checksum, pattern, spans};
use crate::text::Span;

static CARD: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b\d(?:[ \-]?\d){12,18}\b"));
static IBAN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,3})?\b"));
static RECORD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)\b(?: mrn | hospital\s(?:id|no|number) | (?:medical|patient|case|client|chart|file|record|policy|insurance|claim|docket|passport|licen[cs]e|membership|employee|student|account)
            \s(?:record\s)?(?:id|no|nr|number|num|ref|reference) | (?:medicare|medicaid)\s(?:id|no|number)? )\b
        [.:\#\s]*(?:is|was)?[.:\#\s]*
        ([A-Z]{0,4}[\-/]?\d[A-Z0-9\-/]{3,})",
    )
});
static UK_POSTCODE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b[A-Z]{1,2}\d[A-Z\d]?[ ]?\d[ABD-HJLNP-UW-Z]{2}\b"));
static US_POSTCODE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:A[LKZR]|C[AOT]|D[EC]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY]),?\s+\d{5}(?:-\d{4})?\b",
    )
});
static CANADA_POSTCODE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b[ABCEGHJ-NPRSTVXY]\d[A-Z][ \-]?\d[A-Z]\d\b"));
/// A word for postcode, or a street with its number, then the digits.
static SAID_POSTCODE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:post\s?code|zip(?:\s?code)?|postal code|plz|postleitzahl|code postal|postcode is|eircode)\b\W{0,3}(?:is\W{1,3})?([A-Z]?\d[A-Z0-9][ \-]?[A-Z0-9]{2,5})\b",
    )
});
/// `12 Oak Street, 10115 Berlin`; `Lindenstr. 3, 10969 Berlin`.
static STREET_POSTCODE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:[Ss]tra(?:ß|ss)e|[Ss]tr\.|[Ss]traat|[Ww]eg|[Gg]asse|[Pp]latz|[Rr]ue|[Vv]ia|[Cc]alle|[Ss]treet|[Rr]oad|[Aa]venue)[^\n,]{0,30},?\s+(\d{4,5}(?:\s[A-Z]{2})?)\s+\p{Lu}\p{Ll}+",
    )
});

/// A shape of a national number.
struct National {
    shape: LazyLock<Regex>,
    /// What the digits and letters must satisfy.
    holds: fn(&str) -> bool,
    /// Counts only behind one of these words: the shape alone says too little.
    words: Option<&'static [&'static str]>,
}

fn digits(text: &str) -> Vec<u8> {
    text.bytes()
        .filter(u8::is_ascii_digit)
        .map(|byte| byte - b'0')
        .collect()
}

macro_rules! shape {
    ($text:expr) => {
        LazyLock::new(|| pattern($text))
    };
}

static NATIONAL: [National; 16] = [
    // United States, social security: no area 000, 666 or 900 and above, no group 00, no serial 0000.
    National {
        shape: shape!(r"\b\d{3}-\d{2}-\d{4}\b"),
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
        shape: shape!(r"\b\d{3}[ ]?\d{2}[ ]?\d{4}\b"),
        holds: |text| digits(text).iter().any(|&digit| digit != 0),
        words: Some(&["ssn", "social security"]),
    },
    // United Kingdom, national insurance.
    National {
        shape: shape!(
            r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ ]?\d{2}[ ]?\d{2}[ ]?\d{2}[ ]?[A-D]\b"
        ),
        holds: |text| !["BG", "GB", "NK", "KN", "TN", "NT", "ZZ"].contains(&&text[..2]),
        words: None,
    },
    // England, NHS.
    National {
        shape: shape!(r"\b\d{3}[ \-]\d{3}[ \-]\d{4}\b"),
        holds: |text| checksum::nhs(&digits(text)),
        words: None,
    },
    National {
        shape: shape!(r"\b\d{10}\b"),
        holds: |text| checksum::nhs(&digits(text)),
        words: Some(&["nhs"]),
    },
    // France, NIR.
    National {
        shape: shape!(r"\b[12][ ]?\d{2}[ ]?[01]\d[ ]?\d{2}[ ]?\d{3}[ ]?\d{3}[ ]?\d{2}\b"),
        holds: |text| checksum::nir(&digits(text)),
        words: None,
    },
    // Germany, tax number.
    National {
        shape: shape!(r"\b\d{2}[ ]?\d{3}[ ]?\d{3}[ ]?\d{3}\b"),
        holds: |text| checksum::steuer_id(&digits(text)),
        words: Some(&["steuer", "idnr", "identifikationsnummer", "tax"]),
    },
    // Netherlands, BSN.
    National {
        shape: shape!(r"\b\d{4}[. ]?\d{2}[. ]?\d{3}\b"),
        holds: |text| checksum::bsn(&digits(text)),
        words: Some(&["bsn", "burgerservicenummer", "sofi"]),
    },
    // Spain, DNI and NIE.
    National {
        shape: shape!(r"\b(?:\d{8}|[XYZ]-?\d{7})-?[A-Z]\b"),
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
        shape: shape!(r"\b[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]\b"),
        holds: checksum::codice_fiscale,
        words: None,
    },
    // Sweden, personal number; Denmark and Norway have the shape without this sum.
    National {
        shape: shape!(r"\b(?:19|20)?\d{2}[01]\d[0-3]\d[\-+]\d{4}\b"),
        holds: |text| {
            let all = digits(text);
            checksum::luhn(&all[all.len() - 10..])
        },
        words: None,
    },
    // Poland, PESEL.
    National {
        shape: shape!(r"\b\d{11}\b"),
        holds: |text| checksum::pesel(&digits(text)),
        words: Some(&["pesel"]),
    },
    // Canada, social insurance.
    National {
        shape: shape!(r"\b\d{3}[ \-]?\d{3}[ \-]?\d{3}\b"),
        holds: |text| checksum::luhn(&digits(text)),
        words: Some(&["sin", "social insurance", "nas"]),
    },
    // Australia, tax file number.
    National {
        shape: shape!(r"\b\d{3}[ ]?\d{3}[ ]?\d{3}\b"),
        holds: |text| checksum::tfn(&digits(text)),
        words: Some(&["tfn", "tax file"]),
    },
    // Brazil, CPF.
    National {
        shape: shape!(r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b"),
        holds: |text| checksum::cpf(&digits(text)),
        words: None,
    },
    // India, Aadhaar.
    National {
        shape: shape!(r"\b[2-9]\d{3}[ ]\d{4}[ ]\d{4}\b"),
        holds: |text| checksum::aadhaar(&digits(text)),
        words: None,
    },
];

/// How far before a number its word may stand, in bytes.
const WORD_REACH: usize = 40;

/// Cards, accounts, national and record numbers, postcodes.
pub(super) fn numbers(text: &str, found: &mut Vec<Raw>) {
    let mut add = |kind, range: Range<usize>| {
        found.push((kind, Span::new(range.start, range.end)));
    };
    for range in spans(&CARD, text, 0) {
        let number = digits(&text[range.clone()]);
        if stands_alone(text, &range) && is_card(&number) && checksum::luhn(&number) {
            add(Kind::Card, range);
        }
    }
    for range in spans(&IBAN, text, 0) {
        if let Some(range) = iban(text, range) {
            add(Kind::Iban, range);
        }
    }
    for national in &NATIONAL {
        for range in spans(&national.shape, text, 0) {
            let said = national
                .words
                .is_none_or(|words| is_behind(text, range.start, words));
            let value = &text[range.clone()];
            // Digits of other scripts are digits to a pattern, and no part of these schemes.
            let fits = said && value.is_ascii() && stands_alone(text, &range);
            if fits && (national.holds)(value) {
                add(Kind::NationalNumber, range);
            }
        }
    }
    for range in spans(&RECORD, text, 1) {
        if digits(&text[range.clone()]).len() >= 4 {
            add(Kind::RecordNumber, range);
        }
    }
    let postcodes = [
        (&UK_POSTCODE, 0),
        (&US_POSTCODE, 0),
        (&CANADA_POSTCODE, 0),
        (&SAID_POSTCODE, 1),
        (&STREET_POSTCODE, 1),
    ];
    for (shape, group) in postcodes {
        for range in spans(shape, text, group) {
            add(Kind::Postcode, range);
        }
    }
}

/// The longest prefix of the match that is an IBAN: a word in capitals may follow it.
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
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
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
