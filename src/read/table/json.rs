//! JSON lines → rows: one object a line, its members as columns.
//!
//! serde_json says whether a line is JSON; the members are then cut out here, so that numbers
//! stay as written. Which columns there are is learnt from the first objects.

use std::collections::{HashMap, HashSet, VecDeque};
use std::io::{self, BufRead, BufReader};

use serde::de::IgnoredAny;

use super::source::Source;
use super::{Columns, ROW_LIMIT, Row, TableError, position, text_position, utf8};
use crate::text::bytes;

/// How many JSON objects are looked at to find out which columns there are.
const FIRST_OBJECTS: usize = 100;

/// Bytes that are read at once.
const CHUNK: usize = 64 * 1024;

/// JSON lines.
pub(super) struct JsonLines {
    pub(super) reader: BufReader<Source>,
    asked: Columns,
    /// The column of the text, once it is known.
    text: Option<String>,
    /// Objects that were read to find the columns.
    waiting: VecDeque<Result<Object, TableError>>,
    buffer: Vec<u8>,
    line: u64,
    number: u64,
    ended: bool,
}

/// A line of JSON lines.
struct Object {
    line: u64,
    number: u64,
    names: Vec<String>,
    values: Vec<Value>,
}

enum Value {
    Null,
    String(String),
    /// A number or boolean as written, a list or object without white space.
    Other(String),
}

impl Value {
    fn into_text(self) -> String {
        match self {
            Value::Null => String::new(),
            Value::String(text) | Value::Other(text) => text,
        }
    }
}

impl JsonLines {
    pub(super) fn open(source: Source, asked: &Columns) -> Result<Self, TableError> {
        let mut rows = JsonLines {
            reader: BufReader::with_capacity(CHUNK, source),
            asked: asked.clone(),
            text: None,
            waiting: VecDeque::new(),
            buffer: Vec::new(),
            line: 0,
            number: 0,
            ended: false,
        };
        rows.settle()?;
        Ok(rows)
    }

    /// Reads on until all columns are known, through the first objects at most.
    fn settle(&mut self) -> Result<(), TableError> {
        let mut columns: Vec<String> = Vec::new();
        let mut known = HashSet::new();
        let mut n_objects = 0;
        while n_objects < FIRST_OBJECTS
            && self.waiting.len() < 10 * FIRST_OBJECTS
            && self.reader.get_ref().given < ROW_LIMIT
        {
            let Some(object) = self.next_object() else {
                break;
            };
            if let Ok(object) = &object {
                n_objects += 1;
                let new = object
                    .names
                    .iter()
                    .filter(|name| known.insert((*name).clone()));
                columns.extend(new.cloned());
            }
            self.waiting.push_back(object);
            self.text = text_position(&columns, &self.asked).map(|ix| columns[ix].clone());
            let id = self.asked.id.as_deref();
            if self.text.is_some() && id.is_none_or(|name| position(&columns, name).is_some()) {
                return Ok(());
            }
        }
        match &self.asked.id {
            // Nothing to go by: each line says for itself what is wrong with it.
            _ if n_objects == 0 => Ok(()),
            Some(name) if self.text.is_some() => Err(TableError::NoIdColumn {
                asked: name.clone(),
                columns,
            }),
            _ => Err(TableError::NoTextColumn {
                asked: self.asked.text.clone(),
                columns,
            }),
        }
    }

    pub(super) fn next_row(&mut self) -> Option<Result<Row, TableError>> {
        let object = match self.waiting.pop_front() {
            Some(object) => object,
            None => self.next_object()?,
        };
        Some(object.and_then(|object| self.row(object)))
    }

    fn row(&self, object: Object) -> Result<Row, TableError> {
        let Object {
            line,
            number,
            names,
            values,
        } = object;
        let text_ix = match &self.text {
            Some(name) => position(&names, name),
            None => Some(text_position(&names, &self.asked).ok_or_else(|| {
                TableError::NoTextColumn {
                    asked: self.asked.text.clone(),
                    columns: names.clone(),
                }
            })?),
        };
        let id_ix = position(&names, self.asked.id.as_deref().unwrap_or("id"));
        let mut row = Row {
            number,
            ..Row::default()
        };
        for (ix, (name, value)) in names.into_iter().zip(values).enumerate() {
            let is_text = Some(ix) == text_ix;
            if is_text && matches!(value, Value::Other(_)) {
                return Err(TableError::TextNotAString { line, column: name });
            }
            let value = value.into_text();
            let is_id = Some(ix) == id_ix && (!is_text || self.asked.id.is_some());
            if is_id && !value.is_empty() {
                row.id = Some(value.clone());
            }
            if is_text {
                row.text = value;
            } else if !is_id {
                row.metadata.push((name, value));
            }
        }
        Ok(row)
    }

    /// Reads the next line that is not blank.
    fn next_object(&mut self) -> Option<Result<Object, TableError>> {
        while !self.ended {
            self.line += 1;
            let line = self.line;
            match self.next_line() {
                Err(error) => {
                    self.ended = true;
                    return Some(Err(TableError::Io(error)));
                }
                Ok(false) => {
                    self.number += 1;
                    return Some(Err(TableError::TooLong { line }));
                }
                Ok(true) if self.buffer.trim_ascii().is_empty() => {}
                Ok(true) => {
                    self.number += 1;
                    let text = utf8(&self.buffer, line, || "the line".to_owned());
                    return Some(text.and_then(|text| object(text, line, self.number)));
                }
            }
        }
        None
    }

    /// Reads a line into the buffer; false if it is too long, and then it is passed over.
    fn next_line(&mut self) -> io::Result<bool> {
        self.buffer.clear();
        let mut fits = true;
        loop {
            let read = self.reader.fill_buf()?;
            let found = bytes::position(read, |part| bytes::eq(part, b'\n'));
            let part = &read[..found.unwrap_or(read.len())];
            fits &= (self.buffer.len() + part.len()) as u64 <= ROW_LIMIT;
            if fits {
                self.buffer.extend_from_slice(part);
            }
            self.ended = read.is_empty();
            let consumed = part.len() + usize::from(found.is_some());
            self.reader.consume(consumed);
            if found.is_some() || self.ended {
                return Ok(fits);
            }
        }
    }
}

/// Takes a JSON object apart. Numbers are kept as written, so an id loses no digit.
fn object(text: &str, line: u64, number: u64) -> Result<Object, TableError> {
    let invalid = |offset: usize| {
        move |error: serde_json::Error| {
            let message = error.to_string();
            let end = message.rfind(" at line ").unwrap_or(message.len());
            let column = offset + error.column();
            TableError::Json {
                line,
                column,
                message: message[..end].to_owned(),
            }
        }
    };
    serde_json::from_str::<IgnoredAny>(text).map_err(invalid(0))?;
    let mut scanner = Scanner { text, at: 0 };
    if scanner.next_sign() != Some(b'{') {
        return Err(TableError::NotAnObject { line });
    }
    scanner.at += 1;
    let mut object = Object {
        line,
        number,
        names: Vec::new(),
        values: Vec::new(),
    };
    let mut known = Names::default();
    while scanner.next_sign() == Some(b'"') {
        let at = scanner.at;
        let name: String = serde_json::from_str(scanner.value()).map_err(invalid(at))?;
        scanner.next_sign();
        scanner.at += 1; // the colon
        scanner.next_sign();
        let at = scanner.at;
        let raw = scanner.value();
        let value = match raw.as_bytes().first() {
            Some(b'"') => Value::String(serde_json::from_str(raw).map_err(invalid(at))?),
            Some(b'n') => Value::Null,
            Some(b'{' | b'[') => Value::Other(compact(raw)),
            _ => Value::Other(raw.to_owned()),
        };
        if let Some(ix) = known.position(&object.names, &name) {
            object.values[ix] = value;
        } else {
            object.names.push(name);
            object.values.push(value);
        }
        if scanner.next_sign() == Some(b',') {
            scanner.at += 1;
        }
    }
    Ok(object)
}

/// Finds a name among those of an object. Few are compared one by one; of many there is an index, so
/// that no object takes the square of its names.
#[derive(Default)]
struct Names {
    index: HashMap<String, usize>,
}

impl Names {
    const FEW: usize = 16;

    fn position(&mut self, names: &[String], name: &str) -> Option<usize> {
        if names.len() <= Names::FEW {
            return names.iter().position(|known| known == name);
        }
        for (at, name) in names.iter().enumerate().skip(self.index.len()) {
            self.index.insert(name.clone(), at);
        }
        self.index.get(name).copied()
    }
}

/// Walks through JSON that is known to be valid.
struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scanner<'t> {
    /// The next byte that is not white space; the scanner stands on it then.
    fn next_sign(&mut self) -> Option<u8> {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
        self.text.as_bytes().get(self.at).copied()
    }

    /// Passes over the value that begins here.
    fn value(&mut self) -> &'t str {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut depth = 0_usize;
        while let Some(&byte) = bytes.get(self.at) {
            match byte {
                b'"' => self.at += string_length(&bytes[self.at..]),
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' | b',' | b':' if depth == 0 => break,
                b'}' | b']' => {
                    depth -= 1;
                    self.at += 1;
                }
                _ if depth == 0 && byte.is_ascii_whitespace() => break,
                _ => self.at += 1,
            }
        }
        &self.text[start..self.at]
    }
}

/// Length of the JSON string at the start of `json`, with its quotes.
fn string_length(json: &[u8]) -> usize {
    let mut at = 1;
    let is_sign = |part| bytes::eq(part, b'"') | bytes::eq(part, b'\\');
    while let Some(found) = json
        .get(at..)
        .and_then(|rest| bytes::position(rest, is_sign))
    {
        at += found + 1;
        if json[at - 1] == b'"' {
            return at;
        }
        // What stands behind a backslash ends nothing.
        at += 1;
    }
    json.len()
}

/// JSON without the white space between its parts.
fn compact(json: &str) -> String {
    let bytes = json.as_bytes();
    let mut text = String::with_capacity(json.len());
    let mut at = 0;
    while at < bytes.len() {
        let length = if bytes[at] == b'"' {
            string_length(&bytes[at..])
        } else {
            1
        };
        if !bytes[at].is_ascii_whitespace() {
            text.push_str(&json[at..at + length]);
        }
        at += length;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::tests::{open, rows};
    use super::*;

    #[test]
    fn json_values_keep_their_form() {
        let input = concat!(
            "\u{FEFF}{\"id\": 12345678901234567890123, \"text\": \"a \\u00e9\\n\\\"\", \"n\": 1.50,",
            " \"ok\" : true, \"no\":null, \"list\": [1, {\"a b\": \" \\\" \"}], \"n\": 2e5 }\r\n",
            "\n",
            "{\"text\": null}\n{\"other\": \"x\"}"
        );
        let expected = [
            "1 12345678901234567890123|a é\n\"|n=2e5 ok=true no= list=[1,{\"a b\":\" \\\" \"}]",
            "2 ||",
            "3 ||other=x",
        ];
        assert_eq!(rows(input, Format::JsonLines), expected);
    }

    #[test]
    fn bad_json_lines_are_reported_and_passed_over() {
        let input = "{\"text\": \"a\"\n\n[1]\n{\"text\": 5}\n{\"text\":\"\\ud800\"}\n{\"text\":\"b\"} x\n{\"text\":\"c\"}";
        let expected = [
            "line 1, byte 12: not valid JSON: EOF while parsing an object",
            "line 3: not a JSON object",
            "line 4: `text` is not a string",
            "line 5, byte 16: not valid JSON: unexpected end of hex escape",
            "line 6, byte 14: not valid JSON: trailing characters",
            "6 |c|",
        ];
        assert_eq!(rows(input, Format::JsonLines), expected);
        assert_eq!(rows("x\ny", Format::JsonLines).len(), 2);
    }

    #[test]
    fn json_columns_are_those_of_the_first_objects() {
        let input = "{\"n\": 1}\n{\"Body\": \"x\"}\n";
        assert_eq!(rows(input, Format::JsonLines), ["1 ||n=1", "2 |x|"]);
        let error = open(b"{\"n\": 1}\n{\"m\": 1}", Format::JsonLines, None).err();
        let Some(TableError::NoTextColumn { columns, .. }) = error else {
            panic!("{error:?}")
        };
        assert_eq!(columns, ["n", "m"]);
    }

    #[test]
    fn deep_json_does_not_overflow_the_stack() {
        let deep = format!(
            "{{\"text\": \"x\", \"a\": {}{}}}",
            "[".repeat(100_000),
            "]".repeat(100_000)
        );
        let found = rows(deep, Format::JsonLines);
        assert!(found[0].starts_with("1 |x|a=[[[") || found[0].contains("recursion"));
    }
}
