//! Text of others, made safe to show on a terminal.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Text for a terminal: control characters (C0, C1, DEL), line and paragraph separators and
/// characters that steer the direction of writing as visible escapes, the rest as it is.
///
/// `\n`, `\r`, `\t`, `\x1b` below U+0080, `\u{202e}` above. For people: a text that holds such
/// an escape as written is not told apart.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for char in text.chars() {
        match char {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            _ if !steers(char) => shown.push(char),
            // Writing to a string cannot fail.
            _ if char.is_ascii() => _ = write!(shown, "\\x{:02x}", u32::from(char)),
            _ => _ = write!(shown, "\\u{{{:x}}}", u32::from(char)),
        }
    }
    Cow::Owned(shown)
}

/// As [`visible`], but line feeds stay: for messages of several lines.
pub fn visible_lines(text: &str) -> String {
    text.split('\n').map(visible).collect::<Vec<_>>().join("\n")
}

/// Lines that logs of continuous integration show as they are: none begins as a command (`::error`,
/// also behind spaces), and none holds one of the older kind (`##[`, `##vso[`).
pub fn no_command(text: &str) -> Cow<'_, str> {
    let begins = |line: &str| {
        let rest = line.trim_start().strip_prefix("::");
        rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))
    };
    let holds = |line: &str| line.contains("##[") || line.contains("##vso[");
    if !text.lines().any(|line| begins(line) || holds(line)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for line in text.split_inclusive('\n') {
        let mut line = line
            .replace("##[", "\\x23#[")
            .replace("##vso[", "\\x23#vso[");
        if begins(&line) {
            line = line.replacen("::", "\\x3a:", 1);
        }
        shown.push_str(&line);
    }
    Cow::Owned(shown)
}

/// True for characters that move the cursor, break the line or turn the direction of writing.
pub fn steers(char: char) -> bool {
    char.is_control()
        || matches!(char,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn terminals_see_what_is_there() {
        assert!(matches!(
            visible("plain – “text” 日本 😀"),
            Cow::Borrowed(_)
        ));
        assert_eq!(visible("a\x1b[31m\n\r\t\x7f"), r"a\x1b[31m\n\r\t\x7f");
        assert_eq!(visible("\0\u{9b}2J"), r"\x00\u{9b}2J");
        assert_eq!(
            visible("exe.\u{202e}fdp\u{2066}\u{2028}"),
            r"exe.\u{202e}fdp\u{2066}\u{2028}"
        );
    }

    #[test]
    fn no_line_commands_a_log() {
        for text in ["plain: text\n:: \n a::b\n::\n", "# heading\n## [x]\n::1\n"] {
            assert!(matches!(no_command(text), Cow::Borrowed(_)), "{text}");
        }
        assert_eq!(
            no_command("a\n::error file=x::y\n \u{a0}::add-mask::z\n"),
            "a\n\\x3a:error file=x::y\n \u{a0}\\x3a:add-mask::z\n"
        );
        assert_eq!(no_command("x ##[group]###[y"), "x \\x23#[group]#\\x23#[y");
        assert_eq!(no_command("x ##vso[task]"), "x \\x23#vso[task]");
    }

    proptest! {
        #[test]
        fn nothing_steers_a_terminal(text in any::<String>()) {
            prop_assert!(!visible(&text).chars().any(char::is_control));
            prop_assert!(!visible(&text).contains(steers));
        }
    }
}
