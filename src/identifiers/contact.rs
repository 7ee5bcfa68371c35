//! How somebody can be reached: addresses, handles, telephone numbers, machines.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use regex::Regex;

use super::{Kind, Raw, before, behind, pattern, spans};
use crate::text::Span;

/// A local part, `@`, a host with a dot. Also with ` at ` and ` dot ` in brackets, as people write
/// against harvesters.
static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)[\w.+\-'’]*[\w+]\s?(?:@|[\[(]\s?at\s?[\])])\s?[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?(?:\s?(?:\.|[\[(]\s?dot\s?[\])])\s?[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?)+",
    )
});
/// `scheme://user@host`, `scheme://user:word@host`.
static USER_PART: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b[a-z][a-z0-9+.\-]*://[^\s/@:]+(?::[^\s/@]*)?@[^\s/]+"));
/// Pages of people on sites that give each a page of their own.
static PROFILE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)\b(?:https?://)?(?:[a-z0-9\-]+\.)*
        (?: (?:facebook|instagram|twitter|x|tiktok|github|vimeo|flickr|medium|pinterest|snapchat|threads|bsky)\.(?:com|net|app)/(?:@|profile/)?
          | linkedin\.com/(?:in|pub)/ | youtube\.com/(?:@|user/|c/) | reddit\.com/(?:u|user)/ | orcid\.org/
          | t\.me/ | mastodon\.[a-z]+/@ | [a-z0-9\-]+\.[a-z]{2,}/(?:~|users?/|members?/|people/|profile/) )
        [\w.\-]{2,}",
    )
});
static HANDLE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"@[A-Za-z_][A-Za-z0-9_.]{1,29}\b|\bu/[A-Za-z0-9_\-]{3,20}\b"));
static PHONE: LazyLock<Regex> = LazyLock::new(|| {
    // A country code, or an area code behind 0 or in brackets, or groups as in North America.
    pattern(
        r"(?x)
        (?: \+ | \b00 ) [1-9]\d{0,2} (?: [\s./\-]* \(0\) )? (?: [\s./\-]* \(? \d{1,4} \)? ){2,6}
        | \(\d{2,5}\) [\s.\-]* \d{2,4} (?: [\s.\-]* \d{2,5} ){1,3}
        | \b0\d{1,4} (?: [\s./\-]+ \d{2,8} ){1,4}
        | \b0\d{9,10}\b
        | \b (?: 1 [\s.\-] )? [2-9]\d{2} [.\-\s] [2-9]?\d{2} \d? [.\-\s] \d{4}\b",
    )
});
/// Words behind which any row of seven digits or more is a telephone number.
static PHONE_WORD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:phone|telephone|tel|mobile|cell|whatsapp|fax|text me (?:on|at)|call me (?:on|at)|ring me (?:on|at))\b\.?(?:\s+(?:number|no|nr))?\.?(?:\s+is)?\s*:?\s*((?:\d[\s./\-]?){6,14}\d)",
    )
});
static IP4: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"));
static IP6: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}"));

/// E-mail addresses, URLs with a user, handles.
pub(super) fn addresses(text: &str, found: &mut Vec<Raw>) {
    let mut add = |kind, range: std::ops::Range<usize>| {
        found.push((kind, Span::new(range.start, range.end)));
    };
    // Each is looked for where its sign is.
    let within = |sign: &str| if text.contains(sign) { text } else { "" };
    for range in spans(&USER_PART, within("://"), 0).chain(spans(&PROFILE, within("/"), 0)) {
        add(Kind::UserUrl, range);
    }
    let has_at = text.contains('@') || text.contains("at]") || text.contains("at)");
    for range in spans(&EMAIL, if has_at { text } else { "" }, 0) {
        add(Kind::Email, range);
    }
    for range in spans(&HANDLE, text, 0) {
        let own =
            before(text, range.start).is_none_or(|c| !c.is_alphanumeric() && !"./@".contains(c));
        if own {
            add(Kind::Handle, range);
        }
    }
}

/// Telephone numbers and IP addresses.
pub(super) fn numbers(text: &str, found: &mut Vec<Raw>) {
    for range in spans(&PHONE, text, 0).chain(spans(&PHONE_WORD, text, 1)) {
        let digits = text[range.clone()]
            .bytes()
            .filter(u8::is_ascii_digit)
            .count();
        let inside = &text[range.clone()];
        let trimmed = inside.trim_end_matches(|c: char| !c.is_ascii_digit() && c != ')');
        let end = range.start + trimmed.len();
        let joined = before(text, range.start)
            .is_some_and(|c| c.is_alphanumeric() || "$£€.,/".contains(c))
            || behind(text, end).is_some_and(|c| c.is_alphanumeric() || c == '%');
        if (7..=15).contains(&digits) && !joined && !is_date(trimmed) {
            found.push((Kind::Phone, Span::new(range.start, end)));
        }
    }
    for range in spans(&IP4, text, 0) {
        let is_address = text[range.clone()].parse::<Ipv4Addr>().is_ok();
        let lead = text[..range.start].trim_end().as_bytes();
        let ends = |word: &str| {
            let start = lead.len().checked_sub(word.len());
            start.is_some_and(|start| lead[start..].eq_ignore_ascii_case(word.as_bytes()))
        };
        let is_version = ends("version") || ends("v") || ends(".");
        let goes_on = text[range.end..].starts_with('.')
            && text[range.end + 1..].starts_with(|c: char| c.is_ascii_digit());
        if is_address && !is_version && !goes_on {
            found.push((Kind::Ip, Span::new(range.start, range.end)));
        }
    }
    for range in spans(&IP6, text, 0) {
        let inside = &text[range.clone()];
        let joined = before(text, range.start).is_some_and(|c| c.is_alphanumeric() || c == ':')
            || behind(text, range.end).is_some_and(char::is_alphanumeric);
        // `::` alone, and times, are no address.
        let groups = inside.split(':').filter(|part| !part.is_empty()).count();
        if !joined && groups >= 2 && inside.parse::<Ipv6Addr>().is_ok() {
            found.push((Kind::Ip, Span::new(range.start, range.end)));
        }
    }
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
