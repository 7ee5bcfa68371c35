//! The encoding that a page names in its first bytes.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Browsers look at 1024 bytes; some pages begin with long comments.
const LOOKED_AT: usize = 4096;

/// The encoding in `<meta charset>`, `<meta http-equiv content>` or `<?xml encoding?>`.
///
/// A page that can be read as far as this is not UTF-16, whatever it says.
pub(super) fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(LOOKED_AT)].to_ascii_lowercase();
    let named = xml(&head).or_else(|| meta(&head))?;
    Some(match named {
        named if named == UTF_16LE || named == UTF_16BE => UTF_8,
        named => named,
    })
}

fn xml(head: &[u8]) -> Option<&'static Encoding> {
    let start = head.trim_ascii_start();
    let declaration = start.strip_prefix(b"<?xml")?;
    let end = declaration.iter().position(|&b| b == b'>')?;
    value_of(&declaration[..end], b"encoding")
}

fn meta(head: &[u8]) -> Option<&'static Encoding> {
    let mut rest = head;
    while let Some(at) = find(rest, b"<") {
        rest = &rest[at..];
        if rest.starts_with(b"<!--") {
            rest = &rest[find(rest, b"-->")?..];
        } else if let Some(tag) = rest.strip_prefix(b"<meta") {
            let end = find(tag, b">").unwrap_or(tag.len());
            if let Some(found) = value_of(&tag[..end], b"charset") {
                return Some(found);
            }
        }
        rest = &rest[1..];
    }
    None
}

/// The encoding behind `key=`, in quotes or not.
fn value_of(tag: &[u8], key: &[u8]) -> Option<&'static Encoding> {
    let at = find(tag, key)? + key.len();
    let value = tag[at..].trim_ascii_start().strip_prefix(b"=")?;
    let is_quote = |b: &u8| matches!(b, b'"' | b'\'') || b.is_ascii_whitespace();
    let start = value.iter().position(|b| !is_quote(b))?;
    let value = &value[start..];
    let is_end = |b: &u8| is_quote(b) || matches!(b, b';' | b'/' | b'?');
    let end = value.iter().position(is_end).unwrap_or(value.len());
    Encoding::for_label_no_replacement(&value[..end])
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::super::{Choice, How, decode_html};
    use super::*;

    #[test]
    fn declarations_are_found() {
        let cases: [(&[u8], Option<&str>); 9] = [
            (b"<html><META CharSet=\"ISO-8859-1\">", Some("windows-1252")),
            (b"<meta charset=koi8-r/>", Some("KOI8-R")),
            (
                b"<meta http-equiv=Content-Type content='text/html; charset = Windows-1251'>",
                Some("windows-1251"),
            ),
            (
                b"<?xml version='1.0' encoding='shift_jis'?><p>",
                Some("Shift_JIS"),
            ),
            (b"<!-- <meta charset=koi8-r> --><p>", None),
            (b"<meta name=charset content=x>", None),
            (b"<meta charset=nonsense><meta charset=big5>", Some("Big5")),
            (b"<meta charset=utf-16>", Some("UTF-8")),
            (b"<meta charset", None),
        ];
        for (bytes, expected) in cases {
            assert_eq!(declared(bytes).map(Encoding::name), expected);
        }
    }

    #[test]
    fn they_decide_where_bytes_leave_a_choice() {
        let read = |bytes: &[u8]| {
            let decoded = decode_html(bytes, Choice::Auto).expect("text");
            (decoded.text, decoded.encoding, decoded.how)
        };
        let (text, encoding, how) = read(b"<meta charset=windows-1251>\xD1\xF2\xFB\xE4");
        assert!(text.ends_with("\u{421}\u{442}\u{44B}\u{434}"));
        assert_eq!((encoding, how), ("windows-1251", How::Declared));
        // The bytes are UTF-8: the page was saved anew, and the declaration was not.
        let (text, encoding, how) =
            read("<meta charset=iso-8859-1>caf\u{e9} r\u{e9}sum\u{e9}".as_bytes());
        assert!(text.ends_with("caf\u{e9} r\u{e9}sum\u{e9}"));
        assert_eq!((encoding, how), ("UTF-8", How::Utf8));
        let named = decode_html(
            b"<meta charset=big5>\xE9",
            Choice::parse("latin1").expect("a label"),
        );
        assert_eq!(named.expect("text").text, "<meta charset=big5>\u{e9}");
        let mark = [
            b"\xFF\xFE".to_vec(),
            "<p>a".encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ];
        assert_eq!(read(&mark.concat()).1, "UTF-16LE");
    }
}
