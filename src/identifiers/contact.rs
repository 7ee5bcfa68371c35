//! How somebody can be reached: addresses, handles, telephone numbers, machines.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use super::pattern::{Pattern, before, behind};
use super::{Kind, Raw};
use crate::text::Span;

/// A local part, `@`, a host with a dot. Also with ` at ` and ` dot ` in brackets, as people write
/// against harvesters.
pub(super) static EMAIL: Pattern = Pattern::new(
    r"(?i)[\w.+\-'’]*[\w+]\s?(?:@|[\[(]\s?at\s?[\])])\s?[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?(?:\s?(?:\.|[\[(]\s?dot\s?[\])])\s?[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?)+",
    0,
);
/// `scheme://user@host`, `scheme://user:word@host`.
pub(super) static USER_PART: Pattern = Pattern::new(
    r"(?i)\b[a-z][a-z0-9+.\-]*://[^\s/@:]+(?::[^\s/@]*)?@[^\s/]+",
    0,
);
/// Pages of people on sites that give each a page of their own.
pub(super) static PROFILE: Pattern = Pattern::new(
    r"(?ix)\b(?:https?://)?(?:[a-z0-9\-]+\.)*
        (?: (?:facebook|instagram|twitter|x|tiktok|github|vimeo|flickr|medium|pinterest|snapchat|threads|bsky)\.(?:com|net|app)/(?:@|profile/)?
          | linkedin\.com/(?:in|pub)/ | youtube\.com/(?:@|user/|c/) | reddit\.com/(?:u|user)/ | orcid\.org/
          | t\.me/ | mastodon\.[a-z]+/@ | [a-z0-9\-]+\.[a-z]{2,}/(?:~|users?/|members?/|people/|profile/) )
        [\w.\-]{2,}",
    0,
);
pub(super) static HANDLE: Pattern = Pattern::new(
    r"@[A-Za-z_][A-Za-z0-9_.]{1,29}\b|\bu/[A-Za-z0-9_\-]{3,20}\b",
    0,
);
pub(super) static PHONE: Pattern = Pattern::new(
    r"(?x)
        (?: \+ | \b00 ) [1-9]\d{0,2} (?: [\s./\-]* \(0\) )? (?: [\s./\-]* \(? \d{1,4} \)? ){2,6}
        | \(\d{2,5}\) [\s.\-]* \d{2,4} (?: [\s.\-]* \d{2,5} ){1,3}
        | \b0\d{1,4} (?: [\s./\-]+ \d{2,8} ){1,4}
        | \b0\d{9,10}\b
        | \b (?: 1 [\s.\-] )? [2-9]\d{2} [.\-\s] [2-9]?\d{2} \d? [.\-\s] \d{4}\b",
    0,
);
/// Words behind which any row of seven digits or more is a telephone number.
pub(super) static PHONE_WORD: Pattern = Pattern::new(
    r"(?i)\b(?:phone|telephone|tel|mobile|cell|whatsapp|fax|text me (?:on|at)|call me (?:on|at)|ring me (?:on|at))\b\.?(?:\s+(?:number|no|nr))?\.?(?:\s+is)?\s*:?\s*((?:\d[\s./\-]?){6,14}\d)",
    1,
);
pub(super) static IP4: Pattern = Pattern::new(r"\b\d{1,3}(?:\.\d{1,3}){3}\b", 0);
pub(super) static IP6: Pattern = Pattern::new(r"(?i)(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}", 0);

/// A handle that is no part of an address.
pub(super) fn handle(text: &str, range: Range<usize>) -> Option<Raw> {
    let own = before(text, range.start).is_none_or(|c| !c.is_alphanumeric() && !"./@".contains(c));
    own.then(|| (Kind::Handle, Span::new(range.start, range.end)))
}

/// A match of a telephone number, in its line.
pub(super) fn phone(text: &str, range: Range<usize>) -> Option<Raw> {
    let inside = &text[range.clone()];
    let digits = inside.bytes().filter(u8::is_ascii_digit).count();
    let trimmed = inside.trim_end_matches(|c: char| !c.is_ascii_digit() && c != ')');
    let end = range.start + trimmed.len();
    let joined = before(text, range.start)
        .is_some_and(|c| c.is_alphanumeric() || "$£€.,/".contains(c))
        || behind(text, end).is_some_and(|c| c.is_alphanumeric() || c == '%');
    let is_number = (7..=15).contains(&digits) && !joined && !is_date(trimmed);
    is_number.then(|| (Kind::Phone, Span::new(range.start, end)))
}

/// A match of four numbers with dots, in its line: an address, unless it is a version.
pub(super) fn ip4(text: &str, range: Range<usize>) -> Option<Raw> {
    let is_address = text[range.clone()].parse::<Ipv4Addr>().is_ok();
    let lead = text[..range.start].trim_end().as_bytes();
    let ends = |word: &str| {
        let start = lead.len().checked_sub(word.len());
        start.is_some_and(|start| lead[start..].eq_ignore_ascii_case(word.as_bytes()))
    };
    let is_version = ends("version") || ends("v") || ends(".");
    let goes_on = text[range.end..].starts_with('.')
        && text[range.end + 1..].starts_with(|c: char| c.is_ascii_digit());
    let is_found = is_address && !is_version && !goes_on;
    is_found.then(|| (Kind::Ip, Span::new(range.start, range.end)))
}

/// A match of groups with colons.
pub(super) fn ip6(text: &str, range: Range<usize>) -> Option<Raw> {
    let inside = &text[range.clone()];
    let joined = before(text, range.start).is_some_and(|c| c.is_alphanumeric() || c == ':')
        || behind(text, range.end).is_some_and(char::is_alphanumeric);
    // `::` alone, and times, are no address.
    let groups = inside.split(':').filter(|part| !part.is_empty()).count();
    let is_found = !joined && groups >= 2 && inside.parse::<Ipv6Addr>().is_ok();
    is_found.then(|| (Kind::Ip, Span::new(range.start, range.end)))
}

/// `2021-04-05`, `04.05.2021`, `1999 2001`: years and dates are no telephone numbers.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect();
    let year = |part: &str| part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
    match parts[..] {
        [y, m, d] | [m, d, y] if year(y) => m.len() <= 2 && d.len() <= 2,
        [a, b] => year(a) && year(b),
        _ => false,
    }
}
