//! Introductions and titled names around capitals and the word `name`.

use crate::identifiers::Raw;
use crate::identifiers::pattern::{Search, byte, byte_before, is_border, stands_at};
use crate::identifiers::person::{self, CALLED, MY_NAME, TITLE};

/// Names on their way through a text.
#[derive(Debug)]
pub(super) struct Names<'t> {
    text: &'t str,
    bytes: &'t [u8],
    my_name: Search,
    called: Search,
    title: Search,
    /// Whether introductions with `name` are looked for in this text.
    is_named: Option<bool>,
}

impl<'t> Names<'t> {
    pub(super) fn new(text: &'t str) -> Names<'t> {
        Names {
            text,
            bytes: text.as_bytes(),
            my_name: Search::new(&MY_NAME),
            called: Search::new(&CALLED),
            title: Search::new(&TITLE),
            is_named: None,
        }
    }

    /// A title, or the first letter of a name behind an introduction.
    pub(super) fn capital(&mut self, at: usize, found: &mut Vec<Raw>) {
        if is_title(&self.bytes[at..])
            && let Some(range) = self.title.at(self.text, at)
        {
            found.extend(person::titled(self.text, range));
        }
        let next = byte(self.bytes, at + 1);
        if byte_before(self.bytes, at) == b' ' && (next.is_ascii_lowercase() || next >= 0x80) {
            self.spaced(at, found);
        }
    }

    /// What may be the first letter of a name, behind a space.
    pub(super) fn spaced(&mut self, at: usize, found: &mut Vec<Raw>) {
        let bytes = self.bytes;
        if let Some(start) = introduction(&bytes[..at - 1])
            && let Some(range) = self.called.at(self.text, start)
        {
            found.extend(person::called(self.text, range));
        }
    }

    /// `name` behind the space at `at`.
    pub(super) fn name(&mut self, at: usize, found: &mut Vec<Raw>) {
        let follows = stands_at(self.bytes, at + 1, b"name")
            && matches!(byte(self.bytes, at + 5), b' ' | b'\'' | 0xe2);
        let Some(start) = follows.then(|| owner(&self.bytes[..at])).flatten() else {
            return;
        };
        let text = self.text;
        // What the reference asks of a text before it looks for introductions.
        let is_named = *self.is_named.get_or_insert_with(|| {
            ["name", "NAME", "Name"]
                .iter()
                .any(|name| text.contains(name))
        });
        if is_named && let Some(range) = self.my_name.at(text, start) {
            found.extend(person::my_name(text, range));
        }
    }
}

/// True if a title, perhaps a dot, a space, and what may begin a name stand at the start.
fn is_title(bytes: &[u8]) -> bool {
    let titles: &[&str] = match bytes.first().zip(bytes.get(1)) {
        Some((b'M', b'r')) => &["Mr", "Mrs"],
        Some((b'M', b's' | b'x' | b'm')) => &["Ms", "Mx", "Mme"],
        Some((b'M', b'i')) => &["Miss"],
        Some((b'M', b'a')) => &["Madame"],
        Some((b'M', b'o')) => &["Monsieur"],
        Some((b'D', b'r')) => &["Dr"],
        Some((b'D', b'o')) => &["Doctor"],
        Some((b'D', b'e')) => &["Detective"],
        Some((b'D', b'a')) => &["Dame"],
        Some((b'P', b'r')) => &["Prof", "Professor"],
        Some((b'R', b'e')) => &["Rev", "Reverend"],
        Some((b'F', b'r')) => &["Fr", "Frau"],
        Some((b'F', b'a')) => &["Father"],
        Some((b'S', b'r' | b'g')) => &["Sr", "Sgt"],
        Some((b'S', b'i')) => &["Sister", "Signor", "Signora", "Sir"],
        Some((b'S', b'e')) => &["Señor", "Señora"],
        Some((b'H', b'o')) => &["Hon"],
        Some((b'H', b'e')) => &["Herr"],
        Some((b'C', b'a' | b'o')) => &["Capt", "Col"],
        Some((b'L', b't')) => &["Lt"],
        Some((b'L', b'o')) => &["Lord"],
        Some((b'L', b'a')) => &["Lady"],
        Some((b'B', b'r')) => &["Brother"],
        Some((b'N', b'u')) => &["Nurse"],
        Some((b'J', b'u')) => &["Judge"],
        Some((b'O', b'f')) => &["Officer"],
        Some((b'A', b'u')) => &["Aunt", "Auntie"],
        Some((b'U', b'n')) => &["Uncle"],
        Some((b'G', b'r')) => &["Grandma", "Grandpa"],
        _ => return false,
    };
    titles.iter().any(|title| {
        let Some(rest) = bytes.strip_prefix(title.as_bytes()) else {
            return false;
        };
        // A capital, or `van`, `von`, `de`, `der`, `den`, `di`, `da`, `la`, `le`.
        matches!(
            rest.strip_prefix(b".").unwrap_or(rest),
            [b' ', b'A'..=b'Z' | b'v' | b'd' | b'l' | 0x80.., ..]
        )
    })
}

/// Where an introduction begins that ends before the space at the end of `lead`: `I'm called`,
/// `call me`, `this is`, `named`, `my sister` and the like. Each ends with a word of its own, so
/// that only one place is possible.
fn introduction(lead: &[u8]) -> Option<usize> {
    let either = |rest: &[u8], small: u8| {
        let start = rest.len().checked_sub(1)?;
        let begins = rest[start].to_ascii_lowercase() == small && is_border(lead, start);
        begins.then_some(start)
    };
    match lead {
        [rest @ .., b'a', b'l', b'l', b' ', b'm', b'e'] => either(rest, b'c'),
        [rest @ .., b'h', b'i', b's', b' ', b'i', b's'] => either(rest, b't'),
        [rest @ .., b'a', b'm', b'e', b'd'] => either(rest, b'n'),
        [rest @ .., b' ', b'c', b'a', b'l', b'l', b'e', b'd'] => somebody(rest),
        _ => {
            // `my` and one word, perhaps with a comma.
            let word = lead.strip_suffix(b",").unwrap_or(lead);
            let letters = word.iter().rev().take(11);
            let count = letters.take_while(|byte| byte.is_ascii_lowercase()).count();
            match &word[..word.len() - count] {
                [rest @ .., b'y', b' '] if count > 1 => either(rest, b'm'),
                _ => None,
            }
        }
    }
}

/// Where `I'm`, `she is`, `they were` and the like begin that end a text.
fn somebody(lead: &[u8]) -> Option<usize> {
    const VERBS: [&str; 10] = [
        "'m", "’m", " am", "'s", "’s", " is", "'re", "’re", " are", " was",
    ];
    let rest = VERBS
        .iter()
        .chain(&[" were"])
        .find_map(|verb| lead.strip_suffix(verb.as_bytes()))?;
    let lengths: &[usize] = match rest {
        [.., b'I' | b'i'] => &[1],
        [.., b'h' | b'H', b'e'] => &[2, 3],
        [.., b'e', b'y'] => &[4],
        _ => &[],
    };
    let mut starts = lengths.iter().map(|&length| rest.len().checked_sub(length));
    starts.find_map(|start| start.filter(|&start| is_border(lead, start)))
}

/// Where `my`, `her first` and the like begin that end before the space at the end of `lead`.
fn owner(lead: &[u8]) -> Option<usize> {
    const WHICH: [&str; 9] = [
        " full", " first", " firſt", " last", " laſt", " real", " own", " given", " maiden",
    ];
    const WHOSE: [&str; 5] = ["my", "her", "his", "hiſ", "their"];
    let cut = |lead: &[u8], word: &str| {
        let start = lead.len().checked_sub(word.len())?;
        stands_at(lead, start, word.as_bytes()).then_some(start)
    };
    let end = WHICH.iter().find_map(|word| cut(lead, word));
    let lead = &lead[..end.unwrap_or(lead.len())];
    let mut starts = WHOSE.iter().filter_map(|word| cut(lead, word));
    starts.find(|&start| is_border(lead, start))
}
