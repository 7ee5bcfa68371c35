//! Fonts and styles that a rich text file declares.

use std::collections::{HashMap, HashSet};

use super::charset::CodePage;

/// Longest part of a name that is kept.
const NAME: usize = 64;

/// The fonts by number, and which styles are headings.
#[derive(Debug, Default)]
pub(super) struct Tables {
    charsets: HashMap<i32, i32>,
    pages: HashMap<i32, CodePage>,
    symbols: HashSet<i32>,
    headings: HashSet<i32>,
    /// A font names a character set of its own.
    regional: bool,
    /// The font or style that is being declared.
    number: i32,
    name: String,
}

impl Tables {
    /// A declaration begins: `\f3` or `\s1`.
    pub(super) fn begin(&mut self, number: i32) {
        self.number = number;
        self.name.clear();
    }

    pub(super) fn charset(&mut self, charset: i32) {
        self.charsets.insert(self.number, charset);
        self.regional |= charset > 2;
    }

    pub(super) fn code_page(&mut self, number: i32) {
        if let Some(page) = CodePage::of_number(number) {
            self.pages.insert(self.number, page);
        }
    }

    pub(super) fn outline(&mut self, level: i32) {
        if level < 9 {
            self.headings.insert(self.number);
        }
    }

    /// A byte of a name; `;` ends the declaration.
    pub(super) fn name(&mut self, byte: u8, fonts: bool) {
        if byte != b';' {
            if self.name.len() < NAME {
                self.name.push(char::from(byte.to_ascii_lowercase()));
            }
            return;
        }
        let name = std::mem::take(&mut self.name);
        let name = name.trim();
        if fonts {
            if name == "symbol" || name.contains("dings") {
                self.symbols.insert(self.number);
            }
        } else {
            let level = name.strip_prefix("heading ");
            let heading = level.is_some_and(|level| matches!(level.as_bytes(), [b'1'..=b'9']));
            if heading || name == "title" {
                self.headings.insert(self.number);
            }
        }
    }

    pub(super) fn is_heading(&self, style: i32) -> bool {
        self.headings.contains(&style)
    }

    /// The code page of text in a font, if that is not the one of the file.
    ///
    /// Character set 0 is the Western one. Programs that give it to every font mean the page of
    /// the file: it is believed only if the file tells its fonts apart.
    pub(super) fn page(&self, font: i32) -> Option<CodePage> {
        if self.symbols.contains(&font) {
            return Some(CodePage::Symbols);
        }
        if let Some(page) = self.pages.get(&font) {
            return Some(*page);
        }
        match self.charsets.get(&font) {
            Some(0) if !self.regional => None,
            Some(&charset) => CodePage::of_charset(charset),
            None => None,
        }
    }
}
