//! Rich text → tokens.

/// A piece of the syntax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// `\par`, `\u8217`; the name is ASCII letters.
    Word(&'a str, Option<i32>),
    /// `\~` and the like: the byte behind the backslash.
    Symbol(u8),
    /// `\'e9`
    Hex(u8),
    /// A byte of text, never a line end.
    Byte(u8),
}

/// Names of control words are at most this long in sound files; longer ones are cut.
const NAME: usize = 32;

/// Reads tokens one by one.
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Lexer { bytes, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Passes over binary data behind `\bin`.
    pub(super) fn pass(&mut self, count: usize) {
        self.at = self.at.saturating_add(count).min(self.bytes.len());
    }

    fn control(&mut self) -> Option<Token<'a>> {
        let first = self.peek()?;
        if !first.is_ascii_alphabetic() {
            self.at += 1;
            if first != b'\'' {
                return Some(Token::Symbol(first));
            }
            let digits = self.bytes.get(self.at..self.at + 2);
            let value = digits
                .and_then(|two| str::from_utf8(two).ok())
                .filter(|two| two.bytes().all(|b| b.is_ascii_hexdigit()))
                .and_then(|two| u8::from_str_radix(two, 16).ok());
            // A broken escape stands for nothing; what follows it is read as usual.
            return Some(match value {
                Some(value) => {
                    self.at += 2;
                    Token::Hex(value)
                }
                None => Token::Symbol(b'|'),
            });
        }
        let rest = &self.bytes[self.at..];
        let letters = rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let name = str::from_utf8(&rest[..letters.min(NAME)]).unwrap_or_default();
        self.at += letters;
        let rest = &self.bytes[self.at..];
        let sign = usize::from(rest.first() == Some(&b'-'));
        let digits = rest[sign..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count();
        let mut value = None;
        if digits > 0 {
            let number = str::from_utf8(&rest[..sign + digits]).unwrap_or_default();
            value = Some(number.parse().unwrap_or(i32::MAX));
            self.at += sign + digits;
        }
        if self.peek() == Some(b' ') {
            self.at += 1;
        }
        Some(Token::Word(name, value))
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let byte = self.peek()?;
            self.at += 1;
            return match byte {
                b'{' => Some(Token::Open),
                b'}' => Some(Token::Close),
                b'\\' => self.control(),
                b'\r' | b'\n' | 0 => continue,
                byte => Some(Token::Byte(byte)),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens() {
        let source = b"{\\rtf1\\par a\\'e9\\u-3913?\\~\\*}\r\n\\'zz\\";
        let found: Vec<Token> = Lexer::new(source).collect();
        let expected = [
            Token::Open,
            Token::Word("rtf", Some(1)),
            Token::Word("par", None),
            Token::Byte(b'a'),
            Token::Hex(0xe9),
            Token::Word("u", Some(-3913)),
            Token::Byte(b'?'),
            Token::Symbol(b'~'),
            Token::Symbol(b'*'),
            Token::Close,
            Token::Symbol(b'|'),
            Token::Byte(b'z'),
            Token::Byte(b'z'),
        ];
        assert_eq!(found, expected);
    }
}
