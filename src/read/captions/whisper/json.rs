//! JSON with the place of each string, read as far as it goes.

use std::ops::Range;

use crate::read::captions::speech::Speech;

/// Deepest nesting of arrays and objects.
const DEPTH: u32 = 64;

/// A value of JSON.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Json {
    /// Keys as they stand between their quotes, and values.
    Object(Vec<(Range<usize>, Json)>),
    Array(Vec<Json>),
    /// What stands between the quotes.
    Text(Range<usize>),
    Number(f64),
    /// `true`, `false`, `null`, and what nobody asked for.
    Other,
}

/// A value, as far as it could be read.
pub(super) struct Parsed {
    pub(super) value: Json,
    /// Where reading stopped, if it is no whole JSON.
    pub(super) failed: Option<usize>,
}

/// Reads JSON; the values of keys that `wanted` does not want are passed over.
///
/// Cost: linear; memory for what is wanted only.
pub(super) fn parse(source: &str, wanted: &dyn Fn(&str) -> bool) -> Parsed {
    let mut parser = Parser {
        source,
        at: 0,
        failed: None,
        wanted,
    };
    let value = parser.value(true, 0);
    parser.space();
    if parser.failed.is_none() && parser.at < source.len() {
        parser.failed = Some(parser.at);
    }
    Parsed {
        value,
        failed: parser.failed,
    }
}

struct Parser<'s> {
    source: &'s str,
    at: usize,
    failed: Option<usize>,
    wanted: &'s dyn Fn(&str) -> bool,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.source.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn fail(&mut self) -> Json {
        self.failed = self.failed.or(Some(self.at));
        Json::Other
    }

    /// A value; what is not kept is read, and forgotten.
    fn value(&mut self, keep: bool, depth: u32) -> Json {
        self.space();
        match self.peek() {
            Some(b'{' | b'[') if depth == DEPTH => self.fail(),
            Some(b'{') => self.object(keep, depth),
            Some(b'[') => self.array(keep, depth),
            Some(b'"') => self.string().map_or(Json::Other, Json::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => self.word(),
        }
    }

    fn object(&mut self, keep: bool, depth: u32) -> Json {
        let mut pairs = Vec::new();
        self.at += 1;
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Json::Object(pairs);
        }
        while self.failed.is_none() {
            self.space();
            let key = if self.peek() == Some(b'"') {
                self.string()
            } else {
                None
            };
            let Some(key) = key else {
                self.fail();
                break;
            };
            self.space();
            if self.peek() != Some(b':') {
                self.fail();
                break;
            }
            self.at += 1;
            let keeps = keep && (self.wanted)(&self.source[key.clone()]);
            let value = self.value(keeps, depth + 1);
            if keeps {
                pairs.push((key, value));
            }
            if !self.goes_on(b'}') {
                break;
            }
        }
        Json::Object(pairs)
    }

    fn array(&mut self, keep: bool, depth: u32) -> Json {
        let mut values = Vec::new();
        self.at += 1;
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Json::Array(values);
        }
        while self.failed.is_none() {
            let value = self.value(keep, depth + 1);
            if keep {
                values.push(value);
            }
            if !self.goes_on(b']') {
                break;
            }
        }
        Json::Array(values)
    }

    /// True if a comma follows; a closing sign ends the list, anything else is a mistake.
    fn goes_on(&mut self, close: u8) -> bool {
        if self.failed.is_some() {
            return false;
        }
        self.space();
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                true
            }
            Some(byte) if byte == close => {
                self.at += 1;
                false
            }
            _ => {
                self.fail();
                false
            }
        }
    }

    /// What stands between the quotes; an open string is a mistake.
    fn string(&mut self) -> Option<Range<usize>> {
        let bytes = self.source.as_bytes();
        let start = self.at + 1;
        let mut at = start;
        loop {
            match bytes.get(at) {
                None => {
                    self.fail();
                    return None;
                }
                Some(b'"') => break,
                Some(b'\\') => at += 2,
                Some(_) => at += 1,
            }
        }
        self.at = at + 1;
        Some(start..at)
    }

    fn number(&mut self) -> Json {
        let rest = &self.source[self.at..];
        let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
        let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        match rest[..length].parse() {
            Ok(number) => {
                self.at += length;
                Json::Number(number)
            }
            Err(_) => self.fail(),
        }
    }

    /// `true`, `false`, `null`; Python also writes `NaN`.
    fn word(&mut self) -> Json {
        let rest = &self.source[self.at..];
        let words = ["true", "false", "null", "NaN", "Infinity"];
        match words.iter().find(|word| rest.starts_with(**word)) {
            Some(word) => {
                self.at += word.len();
                Json::Other
            }
            None => self.fail(),
        }
    }
}

impl Json {
    /// The value of a key of an object.
    pub(super) fn get<'j>(&'j self, source: &str, key: &str) -> Option<&'j Json> {
        match self {
            Json::Object(pairs) => pairs
                .iter()
                .find(|(name, _)| &source[name.clone()] == key)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// The values of an array; none of anything else.
    pub(super) fn items(&self) -> &[Json] {
        match self {
            Json::Array(values) => values,
            _ => &[],
        }
    }

    /// A number, also one written as a string.
    pub(super) fn number(&self, source: &str) -> Option<f64> {
        match self {
            Json::Number(number) => Some(*number),
            Json::Text(range) => source[range.clone()].trim().parse().ok(),
            _ => None,
        }
    }

    /// The text of a string, each escape traced to its place.
    pub(super) fn speech(&self, source: &str) -> Option<Speech> {
        match self {
            Json::Text(range) => {
                let mut speech = Speech::default();
                unescape(source, range.clone(), &mut speech);
                Some(speech)
            }
            _ => None,
        }
    }
}

/// Decodes the escapes of a string, and adds it to what is there.
pub(super) fn unescape(source: &str, range: Range<usize>, speech: &mut Speech) {
    let mut copied = range.start;
    while let Some(found) = source[copied..range.end].find('\\') {
        let at = copied + found;
        speech.copy(source, copied..at);
        let rest = &source[at..range.end];
        let (c, length) = escape(rest);
        speech.put(c.encode_utf8(&mut [0; 4]), at..at + length);
        copied = at + length;
    }
    speech.copy(source, copied..range.end);
}

/// The character that an escape stands for, and its length. What is no escape is a backslash.
fn escape(text: &str) -> (char, usize) {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        let sound = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        sound.then(|| u16::from_str_radix(digits, 16).ok())?
    };
    match text.as_bytes().get(1) {
        Some(b'n') => ('\n', 2),
        Some(b't') => ('\t', 2),
        Some(b'r') => ('\r', 2),
        Some(b'b' | b'f') => (' ', 2),
        Some(&byte @ (b'"' | b'\\' | b'/')) => (char::from(byte), 2),
        Some(b'u') => match (unit(0), unit(6)) {
            (None, _) => ('\\', 1),
            (Some(high), low) => {
                let units = [high, low.unwrap_or(0)];
                let mut decoded = char::decode_utf16(units);
                match decoded.next() {
                    Some(Ok(c)) => (c, if c.len_utf16() == 2 { 12 } else { 6 }),
                    _ => ('\u{FFFD}', 6),
                }
            }
        },
        _ => ('\\', 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_traced_through_their_escapes() {
        let source = r#"{"skip": [1, {"a": "}"}], "text": "a\n\u00e9\ud83d\ude00\"\u12\ud800x"}"#;
        let parsed = parse(source, &|key| key == "text");
        assert_eq!(parsed.failed, None);
        let text = parsed.value.get(source, "text").expect("the key");
        let speech = text.speech(source).expect("a string");
        assert_eq!(speech.text, "a\né😀\"\\u12\u{FFFD}x");
        let smile = speech
            .pieces
            .iter()
            .find(|piece| piece.at == 4)
            .expect("a piece");
        assert_eq!(&source[smile.original.clone()], r"\ud83d\ude00");
        assert_eq!(parsed.value.get(source, "skip"), None);
    }

    #[test]
    fn what_is_cut_is_read_as_far_as_it_goes() {
        let source = r#"[{"text": "one"}, {"text": "two"}, {"text": "thr"#;
        let parsed = parse(source, &|_| true);
        assert_eq!(parsed.failed, Some(44));
        assert_eq!(parsed.value.items().len(), 3);
        assert_eq!(
            parsed.value.items()[2].get(source, "text"),
            Some(&Json::Other)
        );
        for source in [
            "", "{", "[1,", "{\"a\"}", "nul", "[1 2]", "{}x", "-", "\"\\",
        ] {
            assert!(parse(source, &|_| true).failed.is_some(), "{source}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let source = "[".repeat(1_000_000);
        assert_eq!(parse(&source, &|_| true).failed, Some(64));
    }
}
