//! The block of `key: value` lines that a Markdown file may start with.
//!
//! Takes decoded text, gives pairs of strings and how much of the text they took up. This is no
//! YAML reader: it understands the flat part that people write, keeps the rest as it stands,
//! and expands nothing. What does not look like front matter is left to the reader as text.

/// Front matter must end within this many bytes.
const LIMIT: usize = 64 * 1024;

/// Pairs from the top of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontMatter {
    /// Keys and values in order. A key that comes up again keeps its first place and last value.
    pub pairs: Vec<(String, String)>,
    /// Length in bytes, up to the line behind the closing fence.
    pub length: usize,
}

/// Reads the front matter, if the text starts with any.
///
/// The first line is `---`, a line `---` or `...` follows within 64 KiB, and every line between
/// them is blank, a comment, `key: value`, or the continuation of a value.
pub fn parse(text: &str) -> Option<FrontMatter> {
    let mut lines = Lines { text, at: 0 };
    if lines.next()? != "---" {
        return None;
    }
    let mut entries: Vec<Entry> = Vec::new();
    loop {
        if lines.at >= LIMIT {
            return None;
        }
        let line = lines.next()?;
        if matches!(line.trim_end(), "---" | "...") {
            break;
        }
        let continues = line.starts_with([' ', '\t']) || line == "-" || line.starts_with("- ");
        if continues {
            if !line.trim().is_empty() {
                entries.last_mut()?.continuation.push(line.trim());
            }
        } else if !line.is_empty() && !line.starts_with('#') {
            entries.push(entry(line)?);
        }
    }
    let mut pairs: Vec<(String, String)> = Vec::new();
    for entry in &entries {
        let value = entry.value();
        match pairs.iter_mut().find(|(key, _)| *key == entry.key) {
            Some(pair) => pair.1 = value,
            None => pairs.push((entry.key.clone(), value)),
        }
    }
    Some(FrontMatter {
        pairs,
        length: lines.at,
    })
}

/// The lines of a text without their ends; LF, CRLF and CR end one.
struct Lines<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Iterator for Lines<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let rest = &self.text[self.at..];
        if rest.is_empty() {
            return None;
        }
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let end = if rest[length..].starts_with("\r\n") {
            2
        } else {
            1
        };
        self.at += (length + end).min(rest.len());
        Some(&rest[..length])
    }
}

/// A key with everything that belongs to it.
struct Entry<'t> {
    key: String,
    first: &'t str,
    continuation: Vec<&'t str>,
}

/// Reads a line `key: value`.
fn entry(line: &str) -> Option<Entry<'_>> {
    let colon = line.match_indices(':').map(|(at, _)| at).find(|&at| {
        line[at + 1..]
            .chars()
            .next()
            .is_none_or(char::is_whitespace)
    })?;
    let key = scalar(&line[..colon]);
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | '/' | ':');
    let fits = !key.is_empty() && key.chars().count() <= 64 && key.chars().all(plain);
    fits.then(|| Entry {
        key,
        first: line[colon + 1..].trim(),
        continuation: Vec::new(),
    })
}

impl Entry<'_> {
    fn value(&self) -> String {
        if self.first.starts_with(['|', '>']) && self.first.len() <= 3 {
            // A block of text: nothing in it is a comment or a list.
            return self.continuation.join(" ");
        }
        let lines = self
            .continuation
            .iter()
            .filter(|line| !line.starts_with('#'));
        let is_item = |line: &str| line == "-" || line.starts_with("- ");
        let first = scalar(self.first);
        if first.is_empty() && lines.clone().next().is_some_and(|line| is_item(line)) {
            let mut items: Vec<String> = Vec::new();
            for line in lines {
                match items.last_mut() {
                    Some(item) if !is_item(line) => {
                        item.push(' ');
                        item.push_str(line);
                    }
                    _ => items.push(line[1..].trim().to_owned()),
                }
            }
            let values: Vec<String> = items.iter().map(|item| scalar(item)).collect();
            return values.join("; ");
        }
        let mut whole = self.first.to_owned();
        for line in lines {
            if !whole.is_empty() {
                whole.push(' ');
            }
            whole.push_str(line);
        }
        match inline_list(&whole) {
            Some(items) => items.join("; "),
            None => scalar(&whole),
        }
    }
}

/// The items of `[a, "b, c"]`.
fn inline_list(value: &str) -> Option<Vec<String>> {
    let inside = without_comment(value)
        .strip_prefix('[')?
        .strip_suffix(']')?;
    let mut items = Vec::new();
    let mut start = 0;
    let mut quote = None;
    let mut depth = 0_u32;
    for (at, c) in inside.char_indices() {
        if let Some(open) = quote {
            quote = (c != open).then_some(open);
            continue;
        }
        match c {
            // An apostrophe inside a word opens nothing.
            '"' | '\'' if inside[start..at].trim().is_empty() => quote = Some(c),
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                items.push(scalar(&inside[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    items.push(scalar(&inside[start..]));
    items.retain(|item| !item.is_empty());
    Some(items)
}

/// A value without its quotes, or without its comment.
fn scalar(value: &str) -> String {
    let value = value.trim();
    if let Some(text) = value.strip_prefix('"').and_then(double_quoted) {
        return text;
    }
    if let Some(text) = value.strip_prefix('\'').and_then(single_quoted) {
        return text;
    }
    without_comment(value).to_owned()
}

/// The value before ` # comment`.
fn without_comment(value: &str) -> &str {
    let mut before = ' ';
    for (at, c) in value.char_indices() {
        if c == '#' && before.is_whitespace() {
            return value[..at].trim_end();
        }
        before = c;
    }
    value
}

/// What stands before the closing `"`, if nothing but a comment follows it.
fn double_quoted(rest: &str) -> Option<String> {
    let mut text = String::with_capacity(rest.len());
    let mut chars = rest.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return is_comment(&rest[at + 1..]).then_some(text),
            '\\' => match chars.next()?.1 {
                'n' => text.push('\n'),
                escaped @ ('"' | '\\') => text.push(escaped),
                other => text.extend(['\\', other]),
            },
            _ => text.push(c),
        }
    }
    None
}

/// What stands before the closing `'`, if nothing but a comment follows it.
fn single_quoted(rest: &str) -> Option<String> {
    let mut text = String::with_capacity(rest.len());
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\'' if chars.next_if(|&(_, next)| next == '\'').is_some() => text.push('\''),
            '\'' => return is_comment(&rest[at + 1..]).then_some(text),
            _ => text.push(c),
        }
    }
    None
}

/// True if nothing, or only a comment, follows a closing quote.
fn is_comment(rest: &str) -> bool {
    rest.trim().is_empty() || (rest.starts_with(' ') && rest.trim_start().starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(inside: &str) -> Vec<(String, String)> {
        let text = format!("---\n{inside}\n---\nText");
        let found = parse(&text).expect("front matter");
        assert_eq!(&text[found.length..], "Text");
        found.pairs
    }

    fn value(inside: &str) -> String {
        let [(_, value)] = <[_; 1]>::try_from(pairs(inside)).expect("one pair");
        value
    }

    #[test]
    fn scalars_lose_quotes_and_comments() {
        assert_eq!(value("title: On shame # draft"), "On shame");
        assert_eq!(
            value("title: C#7 and it's \"fine\""),
            "C#7 and it's \"fine\""
        );
        assert_eq!(value(r#"title: "a \"b\" \\ # c" # d"#), r#"a "b" \ # c"#);
        assert_eq!(value(r#"title: "two\nlines""#), "two\nlines");
        assert_eq!(value("title: 'it''s # mine'"), "it's # mine");
        assert_eq!(value("title: 'a' and 'b'"), "'a' and 'b'");
        assert_eq!(value("url: https://x.org/a"), "https://x.org/a");
        assert_eq!(value("dc:title: On shame"), "On shame");
        assert_eq!(value("empty:"), "");
        assert_eq!(value("empty: # nothing"), "");
    }

    #[test]
    fn lists_are_joined() {
        assert_eq!(
            value("tags: [shame, 'a, b', \"c\"] # all"),
            "shame; a, b; c"
        );
        assert_eq!(value("tags: [it's, [x, y], z]"), "it's; [x, y]; z");
        assert_eq!(value("tags:\n- shame # x\n- \"b: c\""), "shame; b: c");
        assert_eq!(
            value("tags:\n  # none yet\n  - long\n    item\n  - b"),
            "long item; b"
        );
        assert_eq!(value("tags: []"), "");
    }

    #[test]
    fn nested_values_are_kept_as_they_stand() {
        assert_eq!(value("author:\n  name: Ann\n  age: 3"), "name: Ann age: 3");
        assert_eq!(value("about: |\n  # one\n  two"), "# one two");
        assert_eq!(value("about: \"one\n  two\""), "one two");
        assert_eq!(value("b: &a [*a, *a]"), "&a [*a, *a]");
    }

    #[test]
    fn a_repeated_key_keeps_place_and_last_value() {
        let expected = [("a", "3"), ("b", "2")].map(|(k, v)| (k.to_owned(), v.to_owned()));
        assert_eq!(pairs("a: 1\n\n# note\nb: 2\na: 3"), expected);
    }

    #[test]
    fn every_line_end_will_do() {
        for (text, length) in [("---\r\na: 1\r\n...\r\nx", 16), ("---\ra: 1\r---\rx", 13)] {
            assert_eq!(parse(text).map(|found| found.length), Some(length));
        }
        assert_eq!(parse("---\na: 1\n---").map(|found| found.length), Some(12));
    }

    #[test]
    fn anything_else_is_text() {
        for text in [
            "---\n\nI was ashamed.\n\n---\n",
            "---\na: 1\nno key here\n---\n",
            "---\na: 1\n",
            "--- \na: 1\n---\n",
            " ---\na: 1\n---\n",
            "\n---\na: 1\n---\n",
            "---\n  b: 1\n---\n",
            "---\nHe said (quietly): no\n---\n",
            "text",
            "",
        ] {
            assert_eq!(parse(text), None, "{text:?}");
        }
        let long = format!("---\n{}---\n", "a: 1\n".repeat(14_000));
        assert_eq!(parse(&long), None);
    }
}
