//! Messages as they go over a pipe: a header with the length, then JSON.
//!
//! The crate `lsp-server` does the same, but ends at the first body that is no JSON, with an error
//! that holds the body, and takes any length that a header names.

use std::io::{self, BufRead, Read, Write};

use serde_json::{Value, json};

/// Longest body. A text of 10 MB takes at most six times as much.
pub const MOST_BYTES: usize = 128 << 20;
/// Longest line of a header.
const MOST_LINE: usize = 4096;

/// What came in.
#[derive(Clone, Debug, PartialEq)]
pub enum Incoming {
    /// A question that wants an answer.
    Request {
        /// A number or a text, which the answer repeats.
        id: Value,
        /// What is asked.
        method: String,
        /// With what.
        params: Value,
    },
    /// Something that is told.
    Notification {
        /// What.
        method: String,
        /// With what.
        params: Value,
    },
    /// An answer to a question of ours.
    Response {
        /// It is an error.
        failed: bool,
    },
    /// No message.
    Broken(Broken),
}

/// What is wrong with something that is no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// Headers without a length, or what is no header.
    Header,
    /// A body that is no JSON in UTF-8.
    Json,
    /// JSON that is no message.
    Shape,
    /// A body of more than [`MOST_BYTES`]; it was passed over.
    TooLong,
}

impl Broken {
    /// The code of JSON-RPC.
    pub fn code(self) -> i64 {
        match self {
            Broken::Header | Broken::Json => PARSE_ERROR,
            Broken::Shape | Broken::TooLong => INVALID_REQUEST,
        }
    }

    /// What is wrong, and what would be right.
    pub fn told(self) -> &'static str {
        match self {
            Broken::Header => {
                "there is no Content-Length before the message; the next one is waited for"
            }
            Broken::Json => "the message is no JSON in UTF-8",
            Broken::Shape => "the message is neither a request, a notification nor an answer",
            Broken::TooLong => {
                "the message has more than 128 MiB and was passed over; open the documents again"
            }
        }
    }
}

/// No JSON.
pub const PARSE_ERROR: i64 = -32_700;
/// No request, or not now.
pub const INVALID_REQUEST: i64 = -32_600;
/// Nobody knows this method.
pub const METHOD_NOT_FOUND: i64 = -32_601;
/// Not what the method takes.
pub const INVALID_PARAMS: i64 = -32_602;
/// A mistake of this program.
pub const INTERNAL_ERROR: i64 = -32_603;
/// Nothing is asked before `initialize`.
pub const NOT_INITIALIZED: i64 = -32_002;
/// Whoever asked does not want to know any more.
pub const REQUEST_CANCELLED: i64 = -32_800;

/// Reads the next message; `None` at the end.
///
/// What is no message is given as such, and the next call goes on behind it: after a broken header
/// at the next line that names a length. Cost: linear; memory: that of one message.
///
/// # Errors
/// If the pipe cannot be read, or ends inside of a message.
pub fn read(input: &mut impl BufRead) -> io::Result<Option<Incoming>> {
    let Some(length) = header(input)? else {
        return Ok(None);
    };
    let Some(length) = length else {
        return Ok(Some(Incoming::Broken(Broken::Header)));
    };
    if length > MOST_BYTES as u64 {
        let passed = io::copy(&mut input.by_ref().take(length), &mut io::sink())?;
        if passed < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        return Ok(Some(Incoming::Broken(Broken::TooLong)));
    }
    // Room is made as bytes come: a header alone takes no memory.
    let mut body = Vec::new();
    input.by_ref().take(length).read_to_end(&mut body)?;
    if (body.len() as u64) < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(sorted(&body)))
}

/// The length that the headers name; `Some(None)`: they end without one; `None`: the end.
#[allow(clippy::option_option)] // Each of the three answers has its own meaning.
fn header(input: &mut impl BufRead) -> io::Result<Option<Option<u64>>> {
    let mut length = None;
    let mut is_begun = false;
    let mut is_broken = false;
    loop {
        let Some(line) = line(input)? else {
            // An end inside of headers is an end: nothing can be answered to half a header.
            return Ok(None);
        };
        let text = line.as_deref().map(str::trim);
        match text {
            Some("") if is_begun => return Ok(Some(length.filter(|_| !is_broken))),
            Some("") => {}
            Some(text) => {
                is_begun = true;
                match text.split_once(':') {
                    Some((name, value)) if name.trim().eq_ignore_ascii_case("content-length") => {
                        // What was broken before ends where a length is named.
                        is_broken = false;
                        length = value.trim().parse().ok();
                    }
                    Some(_) => {}
                    None => is_broken = true,
                }
            }
            None => (is_begun, is_broken) = (true, true),
        }
    }
}

/// A line of a header; `Some(None)` if it is too long or no ASCII; `None` at the end.
#[allow(clippy::option_option)] // As above.
fn line(input: &mut impl BufRead) -> io::Result<Option<Option<String>>> {
    let mut kept = Vec::new();
    let mut length = 0;
    loop {
        let bytes = input.fill_buf()?;
        if bytes.is_empty() {
            return Ok((length > 0).then_some(None));
        }
        let end = bytes.iter().position(|&byte| byte == b'\n');
        let taken = end.map_or(bytes.len(), |end| end + 1);
        if length + taken <= MOST_LINE {
            kept.extend_from_slice(&bytes[..taken]);
        }
        length += taken;
        input.consume(taken);
        if end.is_some() {
            let is_whole = length <= MOST_LINE && kept.is_ascii();
            return Ok(Some(
                is_whole.then(|| kept.iter().map(|&byte| char::from(byte)).collect()),
            ));
        }
    }
}

/// What a body is.
fn sorted(body: &[u8]) -> Incoming {
    let Ok(value) = serde_json::from_slice::<Value>(body) else {
        return Incoming::Broken(Broken::Json);
    };
    let Value::Object(mut fields) = value else {
        return Incoming::Broken(Broken::Shape);
    };
    let params = fields.remove("params").unwrap_or(Value::Null);
    match (fields.remove("method"), fields.remove("id")) {
        (Some(Value::String(method)), None) => Incoming::Notification { method, params },
        (Some(Value::String(method)), Some(id @ (Value::String(_) | Value::Number(_)))) => {
            Incoming::Request { id, method, params }
        }
        (None, Some(_)) if fields.contains_key("result") || fields.contains_key("error") => {
            Incoming::Response {
                failed: fields.contains_key("error"),
            }
        }
        _ => Incoming::Broken(Broken::Shape),
    }
}

/// Writes a message, and sees to it that it goes out.
///
/// # Errors
/// If nobody reads.
pub fn write(out: &mut impl Write, message: &Value) -> io::Result<()> {
    let body = message.to_string();
    write!(out, "Content-Length: {}\r\n\r\n", body.len())?;
    out.write_all(body.as_bytes())?;
    out.flush()
}

/// An answer.
pub fn answer(id: &Value, result: &Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "result": result})
}

/// An answer that says why there is none.
pub fn failure(id: &Value, code: i64, message: &str) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": message}})
}

/// Something that is told.
pub fn notification(method: &str, params: &Value) -> Value {
    json!({"jsonrpc": "2.0", "method": method, "params": params})
}

/// A question.
pub fn request(id: &str, method: &str, params: &Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    fn all(bytes: &[u8]) -> Vec<Incoming> {
        let mut input = io::BufReader::with_capacity(7, bytes);
        let mut found = Vec::new();
        while let Ok(Some(message)) = read(&mut input) {
            found.push(message);
        }
        found
    }

    fn exit() -> Incoming {
        Incoming::Notification {
            method: "exit".to_owned(),
            params: Value::Null,
        }
    }

    const EXIT: &str = r#"{"jsonrpc":"2.0","method":"exit"}"#;

    #[test]
    fn messages_are_told_apart() {
        let bodies = [
            r#"{"id":1,"method":"a","params":{"x":"é"}}"#,
            r#"{"id":"s","method":"a"}"#,
            EXIT,
            r#"{"id":1,"result":null}"#,
            r#"{"id":1,"error":{"code":1,"message":""}}"#,
            r#"{"id":null,"method":"a"}"#,
            "[1]",
            "{",
            "{}",
        ];
        let text: String = bodies.iter().map(|body| framed(body)).collect();
        let found = all(text.as_bytes());
        let broken = |why| Incoming::Broken(why);
        assert!(
            matches!(&found[0], Incoming::Request { params, .. } if *params == json!({"x": "é"}))
        );
        assert!(matches!(&found[1], Incoming::Request { id, .. } if id == "s"));
        assert_eq!(
            found[2..],
            [
                exit(),
                Incoming::Response { failed: false },
                Incoming::Response { failed: true },
                broken(Broken::Shape),
                broken(Broken::Shape),
                broken(Broken::Json),
                broken(Broken::Shape),
            ]
        );
    }

    #[test]
    fn what_is_broken_is_passed_over() {
        let deep = "[".repeat(100_000);
        for (bytes, why) in [
            ("nonsense\r\n\r\n".to_owned(), Broken::Header),
            ("Content-Type: x\r\n\r\n".to_owned(), Broken::Header),
            ("Content-Length: -4\r\n\r\n".to_owned(), Broken::Header),
            (format!("{}\r\n\r\n", "x".repeat(9999)), Broken::Header),
            (framed(&deep), Broken::Json),
            (framed("\u{feff}{}"), Broken::Json),
        ] {
            let found = all(format!("{bytes}{}", framed(EXIT)).as_bytes());
            assert_eq!(found, [Incoming::Broken(why), exit()], "{why:?}");
        }
        let lengths = "content-length:33\ncontent-type: x\n\n";
        assert_eq!(all(format!("{lengths}{EXIT}").as_bytes()), [exit()]);
        // A length that nobody has takes no room.
        let mut huge = io::BufReader::new(&b"Content-Length: 18446744073709551615\r\n\r\nx"[..]);
        assert!(read(&mut huge).is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_panic_and_what_is_written_is_read(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,40}") {
            let _ = all(&bytes);
            let mut out = Vec::new();
            write(&mut out, &notification("m", &json!({"t": text}))).expect("room");
            let found = all(&out);
            let expected = Incoming::Notification { method: "m".to_owned(), params: json!({"t": text}) };
            prop_assert_eq!(found, vec![expected]);
        }
    }
}
