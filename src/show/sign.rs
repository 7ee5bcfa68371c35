//! Signs: one letter for each lexicon, one mark for each status. They say without colour what
//! colour says, and stand in the text and in the margin.

use std::sync::Arc;

use crate::lexicon::Lexicon;
use crate::matching::Status;

/// Letters of the embedded lexicons: two begin with an S, and B is for the body.
const KNOWN: [(&str, char); 4] = [
    ("shame", 'S'),
    ("self_compassion", 'C'),
    ("relational", 'R'),
    ("somatic", 'B'),
];

/// A hit of the pole that its lexicon counts apart.
pub const APART: &str = "*";

/// The letters of the lexicons in use.
#[derive(Clone, Debug)]
pub struct Signs {
    letters: Vec<char>,
}

impl Signs {
    /// A letter for each lexicon, no two the same: its known one, else one of its name, else a
    /// digit or another letter.
    pub fn new(lexicons: &[Arc<Lexicon>]) -> Signs {
        let names: Vec<&str> = lexicons
            .iter()
            .map(|lexicon| lexicon.name.as_str())
            .collect();
        Signs::of(&names)
    }

    fn of(names: &[&str]) -> Signs {
        let known = |name: &str| {
            KNOWN
                .iter()
                .find(|(of, _)| *of == name)
                .map(|(_, sign)| *sign)
        };
        let mut letters: Vec<Option<char>> = names.iter().map(|name| known(name)).collect();
        for (at, name) in names.iter().enumerate() {
            if letters[at].is_some() {
                continue;
            }
            let starts = name.split('_').filter_map(|word| word.chars().next());
            let own = starts.chain(name.chars()).filter(char::is_ascii_alphabetic);
            let free = own
                .map(|letter| letter.to_ascii_uppercase())
                .chain('1'..='9')
                .chain('A'..='Z')
                .chain('a'..='z')
                .find(|letter| !letters.contains(&Some(*letter)));
            letters[at] = Some(free.unwrap_or('#'));
        }
        Signs {
            letters: letters
                .into_iter()
                .map(|letter| letter.unwrap_or('#'))
                .collect(),
        }
    }

    /// The letter of a lexicon.
    pub fn letter(&self, lexicon: usize) -> char {
        self.letters.get(lexicon).copied().unwrap_or('#')
    }
}

/// The mark of a status, behind the letter; nothing for affirmed.
pub fn of_status(status: Status) -> &'static str {
    match status {
        Status::Affirmed => "",
        Status::Negated => "\u{ac}",
        Status::Unrealised => "~",
        Status::Released => "/",
    }
}

/// A name for people: `self_compassion` as `self-compassion`, `body_parts` as `body parts`.
pub fn spoken(name: &str) -> String {
    let words = name.replace('_', " ");
    match words.strip_prefix("self ") {
        Some(rest) if !rest.is_empty() => format!("self-{rest}"),
        _ => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lexicon_has_a_letter_of_its_own() {
        let signs = Signs::of(&["shame", "self_compassion", "relational", "somatic"]);
        assert_eq!(signs.letters, ['S', 'C', 'R', 'B']);
        let signs = Signs::of(&["sleep", "shame", "sleep_quality", "9"]);
        assert_eq!(signs.letters, ['L', 'S', 'Q', '1']);
        assert_eq!(spoken("self_attack"), "self-attack");
        assert_eq!(spoken("body_parts"), "body parts");
    }
}
