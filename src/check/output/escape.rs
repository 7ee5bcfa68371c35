//! What comes from documents and file names, made harmless for each channel.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::report::table::{no_command, steers, visible};

/// For a line of a terminal or a log: no control character, no mark that turns the direction of
/// writing, nothing that a log reads as a command (`##[`, `##vso[`).
pub fn line(text: &str) -> Cow<'_, str> {
    match visible(text) {
        Cow::Borrowed(shown) if !shown.contains("##") => Cow::Borrowed(shown),
        shown => {
            let shown = shown
                .replace("##[", "\\x23#[")
                .replace("##vso[", "\\x23#vso[");
            Cow::Owned(shown)
        }
    }
}

/// Lines for people: whatever word stands at the start of one, no log reads it as a command.
pub fn lines(text: &str) -> Cow<'_, str> {
    no_command(text)
}

/// A label at the start of a line: a log would read `::` there as a command, also behind spaces.
pub fn at_start(label: &str) -> String {
    let shown = line(label);
    if shown.trim_start().starts_with("::") {
        format!("./{shown}")
    } else {
        shown.into_owned()
    }
}

/// The file that a label stands for, where it is UTF-8: labels write `%` as `%25`.
pub fn file_name(label: &str) -> String {
    label.replace("%25", "%")
}

/// A label as the path of a URI. What labels have escaped already stays.
pub fn uri(label: &str) -> String {
    let mut out = String::with_capacity(label.len());
    for byte in label.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b'%' => {
                out.push(char::from(byte));
            }
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// What steers a terminal made visible, but for line ends: the channel has its own way for those.
fn without_controls(text: &str) -> String {
    let tame = |c: char| steers(c) && c != '\n' && c != '\r';
    if !text.contains(tame) {
        return text.to_owned();
    }
    let shown = text.chars().map(|c| {
        if tame(c) {
            visible(c.encode_utf8(&mut [0; 4])).into_owned()
        } else {
            c.to_string()
        }
    });
    shown.collect()
}

/// A text of JSON: characters that steer a terminal, and what a log reads as a command, stand in
/// strings only, and are escaped there.
pub fn json(text: &str) -> String {
    let text = text
        .replace("##[", "\\u0023#[")
        .replace("##vso[", "\\u0023#vso[");
    let steers = |c: char| c != '\n' && steers(c);
    if !text.contains(steers) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if steers(c) {
            // All of them are in the plane that one escape reaches.
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// The message of a workflow command of GitHub.
pub fn github_message(text: &str) -> String {
    without_controls(text)
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property of a workflow command of GitHub.
pub fn github_property(text: &str) -> String {
    github_message(text).replace(':', "%3A").replace(',', "%2C")
}

/// A value or message of a logging command of Azure Pipelines.
pub fn azure(text: &str) -> String {
    without_controls(text)
        .replace("##vso[", "\\x23#vso[")
        .replace('%', "%AZP25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
        .replace(';', "%3B")
        .replace(']', "%5D")
}

/// Text or attribute of XML 1.0: signs as references, characters that XML cannot hold left out.
pub fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\t' | '\n' | '\r' => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            // Allowed in XML, and not in a terminal.
            c if steers(c) => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out.replace("##[", "&#35;#[")
        .replace("##vso[", "&#35;#vso[")
}

/// Text in a cell of a Markdown table, shown as it is.
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in line(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' | '$' | '@' | ':' => {
                // As a reference, so that neither a table nor a link nor a mention can come of it.
                let _ = write!(out, "&#{};", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out
}

/// A message of ours in a cell of a Markdown table: its backticks are meant.
pub fn markdown_message(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return markdown(text);
    }
    let mut out = String::new();
    for (at, part) in parts.into_iter().enumerate() {
        if at % 2 == 0 {
            out.push_str(&markdown(part));
        } else {
            let _ = write!(out, "<code>{}</code>", markdown(part));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn channels_hold_only_what_is_theirs() {
        assert_eq!(
            line("##[error]a\x1b##vso[x]"),
            r"\x23#[error]a\x1b\x23#vso[x]"
        );
        assert_eq!(at_start("::error::x"), "./::error::x");
        assert_eq!(at_start(" \u{3000}::error::x"), "./ \u{3000}::error::x");
        assert_eq!(uri("a b/ü#1%25.md"), "a%20b/%C3%BC%231%25.md");
        assert_eq!(github_property("a,b:c%\n"), "a%2Cb%3Ac%25%0A");
        assert_eq!(azure("a;b]c\n"), "a%3Bb%5Dc%0A");
        assert_eq!(xml("a<\u{1}\"\n"), "a&lt;&quot;&#10;");
        assert_eq!(markdown("a|b`<"), "a&#124;b&#96;&lt;");
        assert_eq!(markdown_message("`shame` 3"), "<code>shame</code> 3");
    }

    proptest! {
        #[test]
        fn nothing_hostile_gets_through(text in any::<String>(), tail in "(##\\[|##vso\\[|::|\x1b|\r\n|\\||<|`)") {
            let text = format!("{text}{tail}{text}");
            let shown = line(&text);
            prop_assert!(!shown.chars().any(char::is_control));
            prop_assert!(!shown.contains("##[") && !shown.contains("##vso["));
            prop_assert!(!at_start(&text).trim_start().starts_with("::"));
            prop_assert!(!github_property(&text).contains(['\n', '\r', ':', ',']));
            prop_assert!(!azure(&text).contains(['\n', '\r', ';', ']']));
            let xml = xml(&text);
            prop_assert!(!xml.contains(|c: char| steers(c) || "<>\"".contains(c)));
            prop_assert!(!xml.contains("##[") && !xml.contains("##vso["));
            prop_assert!(!markdown(&text).contains(['|', '<', '`', '\n', '[']));
            prop_assert!(uri(&text).is_ascii());
            let written = json(&serde_json::Value::from(text.as_str()).to_string());
            prop_assert!(!written.chars().any(steers));
            prop_assert!(!written.contains("##[") && !written.contains("##vso["));
            prop_assert_eq!(serde_json::from_str::<String>(&written).ok(), Some(text));
        }
    }
}
