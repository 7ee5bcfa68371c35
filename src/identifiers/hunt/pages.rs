//! URLs of pages of people, by the slash behind their host.

use std::ops::Range;

use crate::identifiers::contact::PROFILE;
use crate::identifiers::pattern::{Search, byte, byte_before, is_border, stands_at};
use crate::identifiers::{Kind, Raw};
use crate::text::Span;

/// Pages on their way through a text.
#[derive(Debug)]
pub(super) struct Pages<'t> {
    text: &'t str,
    bytes: &'t [u8],
    profile: Search,
}

impl<'t> Pages<'t> {
    pub(super) fn new(text: &'t str) -> Pages<'t> {
        Pages {
            text,
            bytes: text.as_bytes(),
            profile: Search::new(&PROFILE),
        }
    }

    /// A page of somebody, whose host ends before the slash at `slash`.
    pub(super) fn slash(&mut self, slash: usize, found: &mut Vec<Raw>) {
        for start in self.starts(slash).into_iter().flatten() {
            if let Some(range) = self.profile.at(self.text, start) {
                found.push((Kind::UserUrl, Span::new(range.start, range.end)));
                return;
            }
        }
    }

    /// Where a page may begin. What decides are the last two labels of the host. From every label
    /// before them the rest is the same, so that the first will do; within the last but one a match
    /// may begin behind a hyphen (`my-facebook.com/ann`), if the name of a site begins there.
    fn starts(&self, slash: usize) -> Option<impl Iterator<Item = usize> + use<>> {
        /// The longest name of a site, with one sign of three bytes for a `k`.
        const SITE: usize = 12;
        let bytes = self.bytes;
        let mut host = slash;
        let mut is_cut = false;
        while let Some(start) = host_sign_before(bytes, host, b'.') {
            // Labels are never empty: nothing reaches across two dots.
            is_cut = bytes[start] == b'.' && byte(bytes, host) == b'.' && host < slash;
            if is_cut || start < self.profile.next {
                break;
            }
            host = start;
        }
        if byte(bytes, host) == b'.' {
            host += 1;
            is_cut = true;
        }
        let host_end = bytes.get(host..slash)?;
        let dot = host + host_end.iter().rposition(|&byte| byte == b'.')?;
        if dot + 1 == slash {
            return None;
        }
        let site = bytes[host..dot]
            .iter()
            .rposition(|&byte| byte == b'.')
            .map_or(host, |dot| host + dot + 1);
        if !is_page(bytes, site..dot, slash + 1) {
            return None;
        }
        let scheme = if is_cut { None } else { scheme(bytes, host) };
        let scheme = scheme.filter(|&start| start >= self.profile.next);
        let may_begin =
            |&at: &usize| bytes[at] != b'.' && bytes[at] & 0xc0 != 0x80 && is_border(bytes, at);
        let first = (host..dot).find(may_begin);
        let near = first.map_or(dot, |first| {
            (first + 1).max(site).max(dot.saturating_sub(SITE))
        });
        let near: Vec<usize> = (near..dot).filter(may_begin).collect();
        Some(scheme.into_iter().chain(first).chain(near))
    }
}

/// Where the sign of a host before `at` begins: a letter or digit of ASCII, what folds to one, `.`,
/// `-` or `extra`.
pub(super) fn host_sign_before(bytes: &[u8], at: usize, extra: u8) -> Option<usize> {
    let last = byte_before(bytes, at);
    if last.is_ascii_alphanumeric() || matches!(last, b'.' | b'-') || (last == extra && last != 0) {
        return Some(at - 1);
    }
    let lead = &bytes[..at];
    if lead.ends_with("ſ".as_bytes()) {
        Some(at - 2)
    } else if lead.ends_with("\u{212a}".as_bytes()) {
        Some(at - 3)
    } else {
        None
    }
}

/// Where `http://` or `https://` begins that ends at `end`.
fn scheme(bytes: &[u8], end: usize) -> Option<usize> {
    let lead = bytes[..end].strip_suffix(b"://")?;
    let starts = [4, 5, 6].map(|length| lead.len().checked_sub(length));
    starts.into_iter().flatten().find(|&start| {
        let rest = &lead[start + 4..];
        stands_at(lead, start, b"http")
            && (rest.is_empty() || rest.eq_ignore_ascii_case(b"s") || rest == "ſ".as_bytes())
            && is_border(bytes, start)
    })
}

/// True if the label is that of a site with pages of people, or the path begins as such pages do.
/// Signs that only fold to ASCII are let through.
fn is_page(bytes: &[u8], site: Range<usize>, path: usize) -> bool {
    const SITES: [&[u8]; 19] = [
        b"facebook",
        b"instagram",
        b"twitter",
        b"x",
        b"tiktok",
        b"github",
        b"vimeo",
        b"flickr",
        b"medium",
        b"pinterest",
        b"snapchat",
        b"threads",
        b"bsky",
        b"linkedin",
        b"youtube",
        b"reddit",
        b"orcid",
        b"t",
        b"mastodon",
    ];
    const PATHS: [&[u8]; 5] = [b"~", b"user", b"member", b"people/", b"profile/"];
    let label = &bytes[site.clone()];
    let is_site = SITES.iter().any(|name| {
        let start = site.end.checked_sub(name.len());
        start.is_some_and(|start| start >= site.start && stands_at(bytes, start, name))
    });
    let is_folded = !label.is_ascii() || byte(bytes, path + 1) >= 0x80;
    is_folded || is_site || PATHS.iter().any(|start| stands_at(bytes, path, start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_stands_right_before_its_host() {
        let starts = |text: &str| scheme(text.as_bytes(), text.len());
        assert_eq!(starts("see https://"), Some(4));
        assert_eq!(starts("HTTPſ://"), Some(0));
        assert_eq!(starts("xhttp://"), None);
        assert_eq!(starts("ftp://"), None);
    }
}
