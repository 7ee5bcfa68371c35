//! An open text and its edits.

use super::position::{Encoding, Lines};
use super::protocol::Change;
use crate::read::Format;

/// A text with its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// As the editor has it.
    pub text: String,
    /// Where its lines begin.
    pub lines: Lines,
}

impl Text {
    /// A text as it was opened.
    pub fn new(text: String) -> Text {
        let lines = Lines::new(&text);
        Text { text, lines }
    }

    /// Takes edits in, each in the text that the one before it left. A range whose end comes before
    /// its start is taken the other way round.
    ///
    /// Cost of each: a move of the bytes behind it, and of the lines.
    pub fn apply(&mut self, changes: Vec<Change>, encoding: Encoding) {
        for change in changes {
            let Some(range) = change.range else {
                *self = Text::new(change.text);
                continue;
            };
            let at = |position| self.lines.offset(&self.text, position, encoding);
            let (a, b) = (at(range.start), at(range.end));
            let old = a.min(b)..a.max(b);
            self.text.replace_range(old.clone(), &change.text);
            self.lines.edited(&self.text, &old, change.text.len());
        }
    }
}

/// How a document is read: by what the editor takes it for, else by the end of its name. `None` if it
/// is none of the texts that people write in an editor.
pub fn format_of(language: &str, name: &str) -> Option<Format> {
    match language.to_ascii_lowercase().as_str() {
        "markdown" | "md" | "gfm" => return Some(Format::Markdown),
        "html" | "xhtml" | "htm" => return Some(Format::Html),
        // Editors call many things plain text; the name may tell more.
        "plaintext" | "text" | "txt" | "plain" | "fundamental" | "" => {}
        _ => return None,
    }
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    match extension.and_then(Format::of_extension) {
        Some(format @ (Format::Markdown | Format::Html)) => Some(format),
        // Captions are text with times; tables and documents of offices are none.
        Some(format @ (Format::Vtt | Format::Srt | Format::Lrc | Format::Chat)) => Some(format),
        Some(format) if format != Format::Text => None,
        _ => Some(Format::Text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lsp::protocol::{Position, Range};
    use proptest::prelude::*;

    #[test]
    fn languages_and_names_tell_the_format() {
        for (language, name, format) in [
            ("markdown", "a.txt", Some(Format::Markdown)),
            ("Markdown", "Untitled-1", Some(Format::Markdown)),
            ("html", "a", Some(Format::Html)),
            ("plaintext", "a.txt", Some(Format::Text)),
            ("text", "README", Some(Format::Text)),
            ("", "a.md", Some(Format::Markdown)),
            ("plaintext", "talk.vtt", Some(Format::Vtt)),
            ("plaintext", "a.csv", None),
            ("rust", "a.rs", None),
            ("toml", "feltsense.toml", None),
        ] {
            assert_eq!(format_of(language, name), format, "{language} {name}");
        }
    }

    #[test]
    fn edits_count_in_the_text_that_the_one_before_left() {
        let mut text = Text::new("a😀b\r\nc".to_owned());
        let at = |line, character| Position { line, character };
        let edit = |start, end, text: &str| Change {
            range: Some(Range { start, end }),
            text: text.to_owned(),
        };
        let changes = vec![
            edit(at(0, 3), at(0, 4), "B"),
            edit(at(0, 4), at(1, 0), ""),
            edit(at(0, 9), at(0, 1), "-"),
        ];
        text.apply(changes, Encoding::Utf16);
        assert_eq!(text.text, "a-");
        let whole = Change {
            range: None,
            text: "x\ny".to_owned(),
        };
        text.apply(vec![whole], Encoding::Utf16);
        assert_eq!(text, Text::new("x\ny".to_owned()));
    }

    proptest! {
        /// A client that keeps its text as code units, and a server that keeps it as UTF-8, hold the
        /// same text after any edits.
        #[test]
        fn client_and_server_stay_together(
            start in "[a\u{e9}\u{1f600}\r\n]{0,20}",
            edits in proptest::collection::vec((0usize..60, 0usize..60, "[b\u{e9}\u{1f600}\r\n]{0,5}"), 0..8),
        ) {
            let mut client: Vec<u16> = start.encode_utf16().collect();
            let mut server = Text::new(start);
            for (a, b, put) in edits {
                // Where a client can have its cursor: not inside of a pair or a line end.
                let places: Vec<usize> = (0..=client.len()).filter(|&at| {
                    let in_pair = at < client.len() && (0xDC00..0xE000).contains(&client[at]);
                    let in_end = at > 0 && at < client.len() && client[at - 1] == 13 && client[at] == 10;
                    !in_pair && !in_end
                }).collect();
                let (a, b) = (places[a % places.len()], places[b % places.len()]);
                let (from, to) = (a.min(b), a.max(b));
                let position = |at: usize| {
                    let (mut line, mut character) = (0, 0);
                    for index in 0..at {
                        let ends = client[index] == 10 || (client[index] == 13 && client.get(index + 1) != Some(&10));
                        if ends { line += 1; character = 0; } else { character += 1; }
                    }
                    Position { line, character }
                };
                let range = Range { start: position(from), end: position(to) };
                client.splice(from..to, put.encode_utf16());
                server.apply(vec![Change { range: Some(range), text: put }], Encoding::Utf16);
            }
            prop_assert_eq!(String::from_utf16(&client).expect("whole pairs"), server.text.clone());
            prop_assert_eq!(Text::new(server.text.clone()), server);
        }
    }
}
