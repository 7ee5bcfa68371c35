//! Content streams → operators with their operands.
//!
//! Only what text needs is told apart. Nothing is refused: what is broken is passed over.

/// An operand.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operand {
    /// A number.
    Number(f64),
    /// A name, without its slash.
    Name(Vec<u8>),
    /// A string, decoded.
    Text(Vec<u8>),
    /// An array: its numbers and strings.
    Array(Vec<Operand>),
    /// A dictionary, which no operator of text needs.
    Other,
}

/// More operands than any operator has, and fewer than would cost much memory.
const MOST_OPERANDS: usize = 64;

/// Reads a content stream from front to back. Cost: linear.
pub(super) struct Lexer<'b> {
    bytes: &'b [u8],
    at: usize,
    /// The operands of the operator that was read last.
    pub(super) operands: Vec<Operand>,
}

impl<'b> Lexer<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Lexer {
            bytes,
            at: 0,
            operands: Vec::new(),
        }
    }

    /// The next operator; its operands stand in [`Lexer::operands`]. `BI` is a whole inline picture.
    pub(super) fn next_operator(&mut self) -> Option<&'b [u8]> {
        self.operands.clear();
        let mut array: Option<Vec<Operand>> = None;
        loop {
            self.skip_space();
            let first = *self.bytes.get(self.at)?;
            let operand = match first {
                b'(' => Operand::Text(self.string()),
                b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => {
                    self.dictionary();
                    Operand::Other
                }
                b'<' => Operand::Text(self.hexadecimal()),
                b'/' => Operand::Name(self.name()),
                b'[' => {
                    self.at += 1;
                    array = Some(Vec::new());
                    continue;
                }
                b']' => {
                    self.at += 1;
                    match array.take() {
                        Some(items) => Operand::Array(items),
                        None => continue,
                    }
                }
                b')' | b'>' | b'{' | b'}' => {
                    self.at += 1;
                    continue;
                }
                _ => {
                    let word = self.word();
                    match number(word) {
                        Some(number) => Operand::Number(number),
                        None if word == b"BI" => {
                            self.skip_image();
                            self.operands.clear();
                            return Some(word);
                        }
                        // An operator inside an array means that its end is missing.
                        None => {
                            if let Some(items) = array.take() {
                                self.operands.push(Operand::Array(items));
                            }
                            return Some(word);
                        }
                    }
                }
            };
            if let Some(items) = &mut array {
                items.push(operand);
            } else {
                if self.operands.len() == MOST_OPERANDS {
                    self.operands.remove(0);
                }
                self.operands.push(operand);
            }
        }
    }

    fn skip_space(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            if byte == b'%' {
                let rest = &self.bytes[self.at..];
                let is_end = |b: &u8| matches!(b, b'\n' | b'\r');
                self.at += rest.iter().position(is_end).unwrap_or(rest.len());
            } else if is_space(byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    fn word(&mut self) -> &'b [u8] {
        let rest = &self.bytes[self.at..];
        let is_end = |&b: &u8| is_space(b) || is_delimiter(b);
        let length = rest.iter().position(is_end).unwrap_or(rest.len()).max(1);
        self.at += length;
        &rest[..length]
    }

    fn name(&mut self) -> Vec<u8> {
        self.at += 1;
        let rest = &self.bytes[self.at..];
        let is_end = |&b: &u8| is_space(b) || is_delimiter(b);
        let length = rest.iter().position(is_end).unwrap_or(rest.len());
        self.at += length;
        let mut name = Vec::with_capacity(length);
        let mut at = 0;
        while at < length {
            let code = rest[at + 1..length]
                .get(..2)
                .and_then(|code| Some(digit(code[0])? * 16 + digit(code[1])?));
            match code {
                Some(code) if rest[at] == b'#' => {
                    name.push(code);
                    at += 3;
                }
                _ => {
                    name.push(rest[at]);
                    at += 1;
                }
            }
        }
        name
    }

    fn string(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut depth = 1;
        let mut string = Vec::new();
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.escape(&mut string);
                    continue;
                }
                _ => {}
            }
            string.push(byte);
        }
        string
    }

    fn escape(&mut self, string: &mut Vec<u8>) {
        let Some(&byte) = self.bytes.get(self.at) else {
            return;
        };
        self.at += 1;
        match byte {
            b'n' => string.push(b'\n'),
            b'r' => string.push(b'\r'),
            b't' => string.push(b'\t'),
            b'b' => string.push(8),
            b'f' => string.push(12),
            b'\n' => {}
            b'\r' => self.at += usize::from(self.bytes.get(self.at) == Some(&b'\n')),
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(&next @ b'0'..=b'7') = self.bytes.get(self.at) else {
                        break;
                    };
                    code = code * 8 + u32::from(next - b'0');
                    self.at += 1;
                }
                string.push((code & 0xFF) as u8);
            }
            _ => string.push(byte),
        }
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        self.at += 1;
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|&b| b == b'>').unwrap_or(rest.len());
        self.at += (length + 1).min(rest.len());
        let digits: Vec<u8> = rest[..length].iter().filter_map(|&b| digit(b)).collect();
        let pairs = digits.chunks(2);
        pairs
            .map(|pair| pair[0] * 16 + pair.get(1).copied().unwrap_or(0))
            .collect()
    }

    /// Passes over a dictionary, however deep.
    fn dictionary(&mut self) {
        let mut depth = 0;
        while let Some(&byte) = self.bytes.get(self.at) {
            let is_double = self.bytes.get(self.at + 1) == Some(&byte);
            match byte {
                b'<' if is_double => {
                    depth += 1;
                    self.at += 2;
                }
                b'>' if is_double => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return;
                    }
                }
                b'(' => {
                    self.string();
                }
                _ => self.at += 1,
            }
        }
    }

    /// Passes over an inline image: its `EI` stands between white space.
    fn skip_image(&mut self) {
        let rest = &self.bytes[self.at..];
        let is_end =
            |window: &[u8]| is_space(window[0]) && &window[1..3] == b"EI" && is_space(window[3]);
        let end = rest.windows(4).position(is_end);
        self.at += end.map_or(rest.len(), |end| end + 3);
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

fn is_delimiter(byte: u8) -> bool {
    matches!(
        byte,
        b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
    )
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

/// A number as PDF writes it; `--5` and `1.2.3` are seen, too.
fn number(word: &[u8]) -> Option<f64> {
    if !word
        .iter()
        .all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.'))
    {
        return None;
    }
    let text = str::from_utf8(word).ok()?;
    let number = text.parse().or_else(|_| {
        let bare = text.trim_start_matches(['+', '-']);
        let end = bare.find(['+', '-']).unwrap_or(bare.len());
        let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
        bare[..end].parse::<f64>().map(|number| number * sign)
    });
    Some(number.unwrap_or(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(source: &[u8]) -> Vec<(String, Vec<Operand>)> {
        let mut lexer = Lexer::new(source);
        let mut found = Vec::new();
        while let Some(operator) = lexer.next_operator() {
            let name = String::from_utf8_lossy(operator).into_owned();
            found.push((name, lexer.operands.clone()));
        }
        found
    }

    #[test]
    fn operators_and_operands() {
        use Operand::{Array, Name, Number, Other, Text};
        let source = b"BT /F#31 12.5 Tf % note\n(a\\(b\\051(c)\\\n\\101) Tj[<48 6>-250(x)]TJ /P <</A (>>) /B <<>> >> BDC --5 .5- w";
        let expected = [
            ("BT", vec![]),
            ("Tf", vec![Name(b"F1".to_vec()), Number(12.5)]),
            ("Tj", vec![Text(b"a(b)(c)A".to_vec())]),
            (
                "TJ",
                vec![Array(vec![
                    Text(b"H`".to_vec()),
                    Number(-250.0),
                    Text(b"x".to_vec()),
                ])],
            ),
            ("BDC", vec![Name(b"P".to_vec()), Other]),
            ("w", vec![Number(-5.0), Number(0.5)]),
        ];
        let expected: Vec<_> = expected
            .map(|(name, operands)| (name.to_owned(), operands))
            .into();
        assert_eq!(all(source), expected);
    }

    #[test]
    fn images_are_passed_over_and_broken_ends_are_no_end() {
        let source = b"q BI /W 2 ID \xFF(\x00EIx EI Q (never ends";
        let names: Vec<String> = all(source).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["q", "BI", "Q"]);
        assert_eq!(
            all(b"[(a) Tj"),
            [(
                "Tj".to_owned(),
                vec![Operand::Array(vec![Operand::Text(b"a".to_vec())])]
            )]
        );
        assert_eq!(all(b"<</A <</B"), []);
    }
}
