//! Rich text → document.
//!
//! One pass over the tokens with a stack of groups; nothing calls itself.

mod charset;
mod flow;
mod groups;
mod lexer;
mod tables;
mod words;

use super::builder::{Builder, HOLE, Item, Row};
use super::package::too_large;
use crate::read::{Options, ReadError};
use crate::text::Document;
use charset::CodePage;
use lexer::{Lexer, Token};
use tables::Tables;
use words::Destination;

/// Longest start of an instruction that is kept: enough for its name.
const INSTRUCTION: usize = 100;

/// What holds for the text of a group.
#[derive(Clone, Copy, Debug)]
struct State {
    goes: Destination,
    font: i32,
    /// Characters behind `\u` that stand for the same sign.
    fallback: usize,
    hidden: bool,
    deleted: bool,
    in_table: bool,
    style: Option<i32>,
    outline: Option<i32>,
    item: bool,
    /// A note or text box began with this group.
    nested: bool,
    /// A field began with this group.
    field: bool,
}

/// Reads a rich text file.
pub(super) fn read(bytes: &[u8], options: &Options) -> Result<Document, ReadError> {
    let start = bytes.iter().position(|&byte| byte == b'{').unwrap_or(0);
    let bytes = &bytes[start..];
    let mut reader = Reader::new(bytes);
    let mut lexer = Lexer::new(bytes);
    while let Some(token) = lexer.next() {
        if let Token::Word("bin", Some(count)) = token {
            lexer.pass(usize::try_from(count).unwrap_or(0));
            continue;
        }
        reader.token(token);
        if reader.stack.len() > options.limits.depth as usize {
            return Err(too_large(format!(
                "is nested deeper than the limit of {} groups",
                options.limits.depth
            )));
        }
        if token == Token::Close && reader.stack.is_empty() {
            break;
        }
    }
    reader.finish()
}

struct Reader {
    builder: Builder,
    stack: Vec<State>,
    state: State,
    tables: Tables,
    default_font: i32,
    /// The code page of the file.
    page: CodePage,
    /// Bytes above ASCII that stand there as they are form UTF-8.
    raw_utf8: bool,
    /// Bytes of text that wait to be decoded.
    bytes: Vec<u8>,
    bytes_are_raw: bool,
    /// The first half of a character beyond the first plane.
    surrogate: Option<u16>,
    /// Characters that are still to be passed over behind `\u`.
    passing: usize,
    /// A group has just begun: its first word says where its text goes.
    fresh: bool,
    starred: bool,
    /// Instructions of the open fields.
    instructions: Vec<String>,
    /// Open notes and text boxes.
    nested: usize,
    done: Vec<Item>,
    rows: Vec<Row>,
    /// The next paragraph of a table begins a row, a cell.
    new_row: bool,
    new_cell: bool,
}

impl Reader {
    fn new(bytes: &[u8]) -> Self {
        let raw = bytes.iter().any(|byte| !byte.is_ascii());
        Reader {
            builder: Builder::default(),
            stack: Vec::new(),
            state: State {
                goes: Destination::Text,
                font: -1,
                fallback: 1,
                hidden: false,
                deleted: false,
                in_table: false,
                style: None,
                outline: None,
                item: false,
                nested: false,
                field: false,
            },
            tables: Tables::default(),
            default_font: -1,
            page: CodePage::Known(encoding_rs::WINDOWS_1252),
            raw_utf8: raw && str::from_utf8(bytes).is_ok(),
            bytes: Vec::new(),
            bytes_are_raw: false,
            surrogate: None,
            passing: 0,
            fresh: false,
            starred: false,
            instructions: Vec::new(),
            nested: 0,
            done: Vec::new(),
            rows: Vec::new(),
            new_row: true,
            new_cell: true,
        }
    }

    fn token(&mut self, token: Token<'_>) {
        match token {
            Token::Open => {
                self.flush();
                self.passing = 0;
                self.stack.push(self.state);
                self.state.nested = false;
                self.state.field = false;
                self.fresh = true;
                self.starred = false;
                return;
            }
            Token::Close => {
                self.flush();
                self.passing = 0;
                self.close();
            }
            Token::Word(name, value) => self.word(name, value),
            Token::Symbol(b'*') if self.fresh => {
                self.starred = true;
                return;
            }
            Token::Symbol(symbol) => self.symbol(symbol),
            Token::Hex(byte) => self.byte(byte, false),
            Token::Byte(byte) => self.byte(byte, true),
        }
        self.fresh = false;
    }

    fn close(&mut self) {
        if self.state.nested {
            self.builder.close(self.kind());
            self.nested -= 1;
        }
        if self.state.field {
            self.instructions.pop();
        }
        if let Some(state) = self.stack.pop() {
            self.state = state;
        }
    }

    /// One byte of text in a code page.
    fn byte(&mut self, byte: u8, raw: bool) {
        if self.passing > 0 {
            self.passing -= 1;
            return;
        }
        match self.state.goes {
            Destination::Fonts => self.tables.name(byte, true),
            Destination::Styles => self.tables.name(byte, false),
            Destination::Instruction => {
                if let Some(instruction) = self.instructions.last_mut()
                    && instruction.len() < INSTRUCTION
                {
                    instruction.push(char::from(byte));
                }
            }
            Destination::Text => {
                let raw = raw && self.raw_utf8 && !byte.is_ascii();
                if raw != self.bytes_are_raw && !self.bytes.is_empty() {
                    self.flush();
                }
                self.bytes_are_raw = raw;
                self.bytes.push(byte);
            }
            Destination::Skip | Destination::Shape | Destination::Field | Destination::Twice => {}
        }
    }

    /// Decodes the bytes that wait.
    fn flush(&mut self) {
        if self.surrogate.take().is_some() {
            self.text("\u{FFFD}");
        }
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let page = if self.bytes_are_raw {
            CodePage::Known(encoding_rs::UTF_8)
        } else {
            self.tables.page(self.state.font).unwrap_or(self.page)
        };
        self.text(&page.decode(&bytes));
        self.bytes = bytes;
        self.bytes.clear();
    }

    fn text(&mut self, text: &str) {
        if self.state.goes != Destination::Text || self.state.deleted {
            return;
        }
        if self.state.hidden {
            self.builder.hidden(text);
            return;
        }
        if !self.builder.is_open() {
            self.builder.open();
        }
        self.builder.text(text);
    }

    fn sign(&mut self, sign: char) {
        self.flush();
        let shows = self.state.goes == Destination::Text && !self.state.deleted;
        if shows && !self.state.hidden {
            if !self.builder.is_open() {
                self.builder.open();
            }
            self.builder.sign(sign);
        }
    }

    fn symbol(&mut self, symbol: u8) {
        self.passing = 0;
        match symbol {
            b'~' => self.sign('\u{A0}'),
            b'-' => self.sign('\u{AD}'),
            b'_' => self.sign('\u{2011}'),
            b'{' | b'}' | b'\\' => self.byte(symbol, true),
            b'\r' | b'\n' => self.paragraph(),
            b'\t' => self.sign('\t'),
            _ => {}
        }
    }

    fn word(&mut self, name: &str, value: Option<i32>) {
        // Writers that give no characters to pass over must not lose a control word for it.
        self.passing = 0;
        if self.fresh {
            self.begin(name);
        }
        match self.state.goes {
            Destination::Fonts => match (name, value) {
                ("f", Some(number)) => self.tables.begin(number),
                ("fcharset", Some(charset)) => self.tables.charset(charset),
                ("cpg", Some(page)) => self.tables.code_page(page),
                _ => {}
            },
            Destination::Styles => match (name, value) {
                ("s", Some(number)) => self.tables.begin(number),
                ("outlinelevel", Some(level)) => self.tables.outline(level),
                _ => {}
            },
            Destination::Text => self.text_word(name, value),
            _ => {}
        }
    }

    fn text_word(&mut self, name: &str, value: Option<i32>) {
        let on = value != Some(0);
        if let Some(sign) = words::sign(name) {
            return self.sign(sign);
        }
        match name {
            "u" => self.unicode(value.unwrap_or(0)),
            "uc" => self.state.fallback = usize::try_from(value.unwrap_or(1)).unwrap_or(0).min(16),
            "par" | "sect" | "page" | "column" => self.paragraph(),
            "cell" | "nestcell" => self.cell(),
            "row" => self.row(),
            "ansicpg" => {
                if let Some(page) = CodePage::of_number(value.unwrap_or(0)) {
                    self.page = page;
                }
            }
            "mac" => self.page = CodePage::of_number(10000).unwrap_or(self.page),
            "pc" => self.page = CodePage::of_number(437).unwrap_or(self.page),
            "pca" => self.page = CodePage::of_number(850).unwrap_or(self.page),
            "deff" => {
                self.default_font = value.unwrap_or(0);
                self.state.font = self.default_font;
            }
            "f" => {
                self.flush();
                self.state.font = value.unwrap_or(0);
            }
            "v" => {
                self.flush();
                self.state.hidden = on;
            }
            "deleted" | "mvf" => {
                self.flush();
                self.state.deleted = on;
            }
            "plain" => {
                self.flush();
                self.state.hidden = false;
                self.state.deleted = false;
                self.state.font = self.default_font;
            }
            "pard" => {
                self.state.in_table = false;
                self.state.style = None;
                self.state.outline = None;
                self.state.item = false;
            }
            "intbl" => self.state.in_table = on,
            "s" => self.state.style = value,
            "outlinelevel" => self.state.outline = value,
            "ls" => self.state.item = value.is_some_and(|list| list > 0),
            _ => {}
        }
    }

    /// A character by its number, in halves if it lies beyond the first plane.
    fn unicode(&mut self, value: i32) {
        let unit = value as u16;
        self.passing = self.state.fallback;
        let first = self.surrogate.take();
        if !self.bytes.is_empty() {
            self.flush();
        }
        if (0xD800..0xDC00).contains(&unit) && first.is_none() {
            self.surrogate = Some(unit);
            return;
        }
        let units: Vec<u16> = first.into_iter().chain([unit]).collect();
        for c in char::decode_utf16(units) {
            match c.unwrap_or('\u{FFFD}') {
                // Signs of symbol fonts.
                '\u{F000}'..='\u{F0FF}' => self.sign(HOLE),
                c => self.text(c.encode_utf8(&mut [0; 4])),
            }
        }
    }
}
