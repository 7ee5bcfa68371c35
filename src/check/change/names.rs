//! Names of files in diffs: in quotation marks, side by side, with and without prefixes.

use std::borrow::Cow;

/// A path as the diff has it, without `a/` and `b/`.
pub type Name<'d> = Cow<'d, [u8]>;

/// A quotation mark that nothing closes.
pub(super) struct Unclosed;

/// The name of a head: up to a TAB, or in quotation marks; `None` stands for `/dev/null`.
pub(super) fn name(text: &[u8]) -> Result<Option<Name<'_>>, Unclosed> {
    let name = if text.first() == Some(&b'"') {
        Cow::Owned(unquoted(text).ok_or(Unclosed)?.0)
    } else {
        Cow::Borrowed(text.split(|&byte| byte == b'\t').next().unwrap_or(text))
    };
    let is_nothing = *name == *b"/dev/null" || name.is_empty();
    Ok((!is_nothing).then_some(name))
}

/// A name in quotation marks, with the escapes of C, and how many bytes it took.
fn unquoted(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    let mut name = Vec::new();
    let mut at = 1;
    loop {
        let byte = *text.get(at)?;
        at += 1;
        match byte {
            b'"' => return Some((name, at)),
            b'\\' => {
                let byte = *text.get(at)?;
                at += 1;
                name.push(match byte {
                    b'a' => 7,
                    b'b' => 8,
                    b't' => b'\t',
                    b'n' => b'\n',
                    b'v' => 11,
                    b'f' => 12,
                    b'r' => b'\r',
                    b'0'..=b'3' => {
                        let digits = text.get(at..at + 2)?;
                        at += 2;
                        let digit = |byte: u8| (b'0'..=b'7').contains(&byte).then(|| byte - b'0');
                        (byte - b'0') * 64 + digit(digits[0])? * 8 + digit(digits[1])?
                    }
                    other => other,
                });
            }
            other => name.push(other),
        }
    }
}

/// The names of `diff --git`, which stand side by side: needed where no other line has them, and
/// then both are the same.
pub(super) fn both_names(text: &[u8]) -> (Option<Name<'_>>, Option<Name<'_>>) {
    if text.first() == Some(&b'"') {
        let Some((old, taken)) = unquoted(text) else {
            return (None, None);
        };
        let rest = text.get(taken + 1..).unwrap_or_default();
        let new = match rest.first() {
            Some(b'"') => unquoted(rest).map(|(new, _)| Cow::Owned(new)),
            _ => Some(Cow::Borrowed(rest)),
        };
        return without_prefixes(Some(Cow::Owned(old)), new);
    }
    if text.last() == Some(&b'"') {
        let Some(border) = text.windows(2).position(|two| two == b" \"") else {
            return (None, None);
        };
        let new = unquoted(&text[border + 1..]).map(|(new, _)| Cow::Owned(new));
        return without_prefixes(Some(Cow::Borrowed(&text[..border])), new);
    }
    let bare = |name: &[u8]| -> Vec<u8> {
        let at = name.iter().position(|&b| b == b'/').map_or(0, |at| at + 1);
        name[at..].to_vec()
    };
    let middle = text.len() / 2;
    let is_border = text.get(middle) == Some(&b' ');
    let (old, new) = (&text[..middle], text.get(middle + 1..).unwrap_or_default());
    if is_border && (old == new || bare(old) == bare(new)) {
        return without_prefixes(Some(Cow::Borrowed(old)), Some(Cow::Borrowed(new)));
    }
    (None, None)
}

/// Takes off `a/` and `b/`, or the other pairs that git writes.
pub(super) fn without_prefixes<'d>(
    old: Option<Name<'d>>,
    new: Option<Name<'d>>,
) -> (Option<Name<'d>>, Option<Name<'d>>) {
    const PAIRS: [(&[u8], &[u8]); 7] = [
        (b"a/", b"b/"),
        (b"b/", b"a/"),
        (b"i/", b"w/"),
        (b"c/", b"i/"),
        (b"c/", b"w/"),
        (b"o/", b"w/"),
        (b"w/", b"i/"),
    ];
    let begins =
        |name: Option<&Name<'d>>, prefix: &[u8]| name.is_none_or(|name| name.starts_with(prefix));
    let is_prefixed = PAIRS
        .iter()
        .any(|(a, b)| begins(old.as_ref(), a) && begins(new.as_ref(), b));
    let cut = |name: Name<'d>| -> Name<'d> {
        match name {
            Cow::Borrowed(name) => Cow::Borrowed(&name[2..]),
            Cow::Owned(name) => Cow::Owned(name[2..].to_vec()),
        }
    };
    if is_prefixed {
        (old.map(cut), new.map(cut))
    } else {
        (old, new)
    }
}
