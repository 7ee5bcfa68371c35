//! A lexicon's own examples: sentences whose hits stand in brackets, and sentences without.

use std::ops::Range;

/// An example without its brackets, and the stretches that stood in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The sentence.
    pub text: String,
    /// Byte ranges of the expected hits, in order.
    pub expected: Vec<Range<usize>>,
}

/// Takes the brackets out of `I was [so ashamed] of it`.
///
/// # Errors
/// Says which bracket has no partner.
pub fn parse(marked: &str) -> Result<Example, String> {
    let mut text = String::with_capacity(marked.len());
    let mut expected = Vec::new();
    let mut open = None;
    for c in marked.chars() {
        match c {
            '[' if open.is_some() => return Err("a `[` inside brackets".to_owned()),
            '[' => open = Some(text.len()),
            ']' => match open.take() {
                Some(start) => expected.push(start..text.len()),
                None => return Err("a `]` without its `[`".to_owned()),
            },
            _ => text.push(c),
        }
    }
    match open {
        Some(_) => Err("a `[` without its `]`".to_owned()),
        None => Ok(Example { text, expected }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_become_ranges() {
        let example = parse("I was [ashamed] and [red]").expect("well-formed");
        assert_eq!(example.text, "I was ashamed and red");
        assert_eq!(example.expected, [6..13, 18..21]);
        assert!(parse("a [b").is_err() && parse("a b]").is_err() && parse("[[a]]").is_err());
    }
}
