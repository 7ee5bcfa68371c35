//! The fast way: most text cannot hold a finding. One pass over the bytes finds the signs that
//! every finding needs (`anchors`); near a sign, plain comparisons tell where a match could begin;
//! only there a pattern is asked, by [`Search`], which gives what the reference finds as long as
//! no place is left out at which its pattern matches.
//!
//! | file | signs | asks for |
//! |---|---|---|
//! | `address`, `pages` | `@ / ( [ :` | e-mail, URL with a user, page of somebody, handle, IPv6 |
//! | `digits`, `row` | digits | card, account, national numbers, postcodes, phone, IPv4 |
//! | `said` | digits, and the words before them | record, phone, postcode, date of birth behind a word |
//! | `names` | capitals, ` name` | introductions, titles |
//! | `masks` | `( [ < {`, `xx` | placeholders, and then names masked elsewhere |
//!
//! Each reads every byte a bounded number of times, whatever the text holds. A text without any
//! sign compiles no pattern.
//!
//! Patterns that ignore case take `ſ` for `s` and the Kelvin sign for `k`. Each file says how its
//! comparisons let them through.

mod address;
mod anchors;
mod digits;
mod lines;
mod masks;
mod names;
mod pages;
mod row;
mod said;

use super::Raw;
use super::masked::Masked;
use crate::text::Document;
use anchors::Visit;

#[cfg(doc)]
use super::pattern::Search;

/// Everything that is found in the text of a document, but for the deny-list. Cost: linear in the
/// text.
pub(super) fn find(document: &Document, found: &mut Vec<Raw>) {
    let text = document.text.as_str();
    let mut hunt = Hunt {
        addresses: address::Addresses::new(text),
        digits: digits::Digits::new(text),
        names: names::Names::new(text),
        masks: masks::Masks::new(text),
        found,
    };
    let letters = anchors::visit(text.as_bytes(), &mut hunt);
    let masks = hunt.masks.found;
    if let Some(mut masked) = Masked::new(document, masks) {
        masks::capitalised(text, &letters, |word| found.extend(masked.weigh(word)));
    }
}

/// All that is looked for, on its way through a text.
struct Hunt<'t, 'f> {
    addresses: address::Addresses<'t>,
    digits: digits::Digits<'t>,
    names: names::Names<'t>,
    masks: masks::Masks<'t>,
    found: &'f mut Vec<Raw>,
}

impl Visit for Hunt<'_, '_> {
    fn digits(&mut self, start: usize) {
        self.digits.run(start, self.found);
    }

    fn sign(&mut self, at: usize, sign: u8) {
        match sign {
            b'@' => self.addresses.at_sign(at, self.found),
            b'/' => self.addresses.slash(at, self.found),
            b':' => self.addresses.colon(at, self.found),
            b'(' | b'[' => {
                self.addresses.bracket(at, self.found);
                self.masks.opener(at);
            }
            b'<' | b'{' => self.masks.opener(at),
            _ => self.masks.crosses(at),
        }
    }

    fn capital(&mut self, at: usize) {
        self.names.capital(at, self.found);
    }

    fn spaced(&mut self, at: usize) {
        self.names.spaced(at, self.found);
    }

    fn name(&mut self, at: usize) {
        self.names.name(at, self.found);
    }

    /// Without a placeholder nobody asks for capitalised words.
    fn wants_letters(&self) -> bool {
        !self.masks.found.is_empty()
    }
}
