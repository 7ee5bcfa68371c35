//! Names of files in the protocol (`file:///a/b%20c.md`) ↔ paths.

use std::path::{Path, PathBuf};

/// The path that a name stands for; `None` if it is no file of this machine.
pub fn path_of(uri: &str) -> Option<PathBuf> {
    let scheme = uri.get(..7)?;
    let rest = &uri[7..];
    if !scheme.eq_ignore_ascii_case("file://") {
        return None;
    }
    let start = rest.find('/')?;
    if !matches!(&rest[..start], "" | "localhost") {
        return None;
    }
    let path = rest[start..].split(['?', '#']).next().unwrap_or_default();
    let bytes = decoded(path)?;
    if bytes.contains(&0) {
        return None;
    }
    of_bytes(bytes)
}

#[cfg(unix)]
#[allow(clippy::unnecessary_wraps)] // Elsewhere not every name is one.
fn of_bytes(bytes: Vec<u8>) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    Some(PathBuf::from(std::ffi::OsString::from_vec(bytes)))
}

#[cfg(not(unix))]
fn of_bytes(bytes: Vec<u8>) -> Option<PathBuf> {
    let text = String::from_utf8(bytes).ok()?;
    // `/C:/a` is `C:/a`.
    let is_drive = text.as_bytes().get(2) == Some(&b':');
    Some(PathBuf::from(if is_drive { &text[1..] } else { &text[..] }))
}

/// Percent signs as the bytes that they stand for; `None` if one stands for nothing.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        rest = behind;
        if first == b'%' {
            let hex = rest.get(..2)?;
            if !hex.iter().all(u8::is_ascii_hexdigit) {
                return None;
            }
            let hex = std::str::from_utf8(hex).ok()?;
            bytes.push(u8::from_str_radix(hex, 16).ok()?);
            rest = &rest[2..];
        } else {
            bytes.push(first);
        }
    }
    Some(bytes)
}

/// The name of an absolute path.
pub fn of_path(path: &Path) -> String {
    let mut out = String::from("file://");
    let text = path.as_os_str().as_encoded_bytes();
    if text.first() != Some(&b'/') {
        out.push('/');
    }
    for &byte in text {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            b'\\' if cfg!(windows) => out.push('/'),
            b':' if cfg!(windows) => out.push(':'),
            _ => {
                use std::fmt::Write as _;
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// The last part of a name, for messages: never a folder.
pub fn last_part(uri: &str) -> String {
    let name = path_of(uri).and_then(|path| {
        let name = path.file_name()?.to_string_lossy().into_owned();
        Some(name)
    });
    name.unwrap_or_else(|| {
        let last = uri.rsplit(['/', ':']).next().unwrap_or_default();
        last.chars().take(100).collect()
    })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_files_of_this_machine_have_paths() {
        let path = |uri| path_of(uri).map(|path| path.display().to_string());
        assert_eq!(path("file:///a/b%20c.md").as_deref(), Some("/a/b c.md"));
        assert_eq!(path("FILE://localhost/a#x").as_deref(), Some("/a"));
        for other in [
            "untitled:Untitled-1",
            "file://host/a",
            "file:///a%2",
            "file:///%00",
            "http://x/a",
            "file://",
            "é",
        ] {
            assert_eq!(path(other), None, "{other}");
        }
        assert_eq!(last_part("file:///home/zorb/a%20b.md"), "a b.md");
        assert_eq!(last_part("untitled:Untitled-1"), "Untitled-1");
    }

    proptest! {
        #[test]
        fn a_path_is_its_name_read_back(path in "(/[^/\u{0}]{1,8}){1,4}") {
            prop_assert_eq!(path_of(&of_path(Path::new(&path))), Some(PathBuf::from(path)));
        }
    }
}
