//! The definition of what is found: every pattern over the whole text, or over every line that
//! holds a digit. The fast way (`hunt`) asks the same patterns at fewer places.

use super::Kind;
use super::masked::{CAPITAL, MASK, Masked};
use super::pattern::Pattern;
use super::{Raw, contact, national, number, person};
use crate::text::{Document, Span};

/// Everything that is found in the text of a document, but for the deny-list.
pub(super) fn find(document: &Document, found: &mut Vec<Raw>) {
    let text = &document.text;
    if text.contains('@') || text.contains('/') || text.contains(" at]") || text.contains("(at") {
        addresses(text, found);
    }
    each_numbered_line(text, |offset, line| {
        let before = found.len();
        numbers(line, found);
        for (_, span) in &mut found[before..] {
            *span = Span::new(offset + span.start as usize, offset + span.end as usize);
        }
    });
    names(text, found);
    if let Some(mut masked) = Masked::new(document, MASK.each(text).collect()) {
        found.extend(CAPITAL.each(text).filter_map(|word| masked.weigh(word)));
    }
}

/// Calls `visit(offset, line)` for every line that holds a digit.
fn each_numbered_line(text: &str, mut visit: impl FnMut(usize, &str)) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.bytes().any(|byte| byte.is_ascii_digit()) {
            visit(at, line);
        }
        at += line.len();
    }
}

/// E-mail addresses, URLs with a user, handles.
fn addresses(text: &str, found: &mut Vec<Raw>) {
    for pattern in [&contact::USER_PART, &contact::PROFILE] {
        let urls = pattern.each(text);
        found.extend(urls.map(|range| (Kind::UserUrl, Span::new(range.start, range.end))));
    }
    if text.contains('@') || text.contains("at]") || text.contains("at)") {
        let addresses = contact::EMAIL.each(text);
        found.extend(addresses.map(|range| (Kind::Email, Span::new(range.start, range.end))));
    }
    let handles = contact::HANDLE.each(text);
    found.extend(handles.filter_map(|range| contact::handle(text, range)));
}

/// What holds digits, in one line.
fn numbers(line: &str, found: &mut Vec<Raw>) {
    type Weigh = fn(&str, std::ops::Range<usize>) -> Option<Raw>;
    let weighed: [(&'static Pattern, Weigh); 8] = [
        (&number::CARD, number::card),
        (&number::IBAN, number::account),
        (&number::RECORD, number::record),
        (&contact::PHONE, contact::phone),
        (&contact::PHONE_WORD, contact::phone),
        (&contact::IP4, contact::ip4),
        (&contact::IP6, contact::ip6),
        (&person::BIRTH, |_, range| Some(person::birth_date(range))),
    ];
    for (pattern, weigh) in weighed {
        found.extend(pattern.each(line).filter_map(|range| weigh(line, range)));
    }
    for national in &national::NATIONAL {
        let shapes = national.shape.each(line);
        found.extend(shapes.filter_map(|range| national.weigh(line, &range)));
    }
    for pattern in [
        &number::UK_POSTCODE,
        &number::US_POSTCODE,
        &number::CANADA_POSTCODE,
        &number::SAID_POSTCODE,
        &number::STREET_POSTCODE,
    ] {
        found.extend(pattern.each(line).map(number::postcode));
    }
}

/// Introductions and titled names.
fn names(text: &str, found: &mut Vec<Raw>) {
    if ["name", "NAME", "Name"]
        .iter()
        .any(|name| text.contains(name))
    {
        let names = person::MY_NAME.each(text);
        found.extend(names.filter_map(|range| person::my_name(text, range)));
    }
    let called = person::CALLED.each(text);
    found.extend(called.filter_map(|range| person::called(text, range)));
    let titled = person::TITLE.each(text);
    found.extend(titled.filter_map(|range| person::titled(text, range)));
}
