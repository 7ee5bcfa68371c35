//! Terms as text.

use std::fmt::Write as _;

use super::{Glossary, Kind, Term};
use crate::report::manifest::CAUTION;

/// Columns of the names of facts.
const LABEL: usize = 12;

impl Glossary {
    /// The names of everything, by kind, in lines of at most `width` columns. Columns of categories
    /// are left to their measures.
    pub fn list(&self, width: usize) -> String {
        let mut out = String::from(
            "feltsense explain WORD tells what one of these is, how it is made, its source and cautions.\n",
        );
        for kind in Kind::ALL {
            let terms = self.terms.iter().filter(|term| term.kind == kind);
            let mut names: Vec<&str> = terms
                .filter(|term| term.is_listed())
                .map(|term| term.name.as_str())
                .collect();
            if kind == Kind::Column {
                names.sort_unstable();
            }
            names.dedup();
            if names.is_empty() {
                continue;
            }
            let _ = write!(out, "\n{}\n", kind.heading());
            hang(&mut out, &names.join(", "), 2, width);
        }
        let _ = write!(out, "\n{}", self.foot(width));
        out
    }

    /// What no number is.
    pub fn foot(&self, width: usize) -> String {
        let mut out = String::new();
        hang(&mut out, CAUTION, 0, width);
        out
    }
}

impl Term {
    /// False for the columns that a measure or an index stands for: `shame_per_100` is in the list
    /// as `per_100`, `shame_self_share_low` as `shame_self_share`.
    fn is_listed(&self) -> bool {
        match self.kind {
            Kind::Column => !self.by_registry,
            Kind::Index => !self.name.contains('.'),
            _ => true,
        }
    }

    /// Name, kind and facts, in lines of at most `width` columns.
    pub fn text(&self, width: usize) -> String {
        let mut out = String::new();
        let of = match self.kind {
            Kind::Column | Kind::Measure | Kind::TextMeasure | Kind::Index => {
                format!(" of {}", self.of)
            }
            _ if self.of.is_empty() => String::new(),
            Kind::Lexicon | Kind::Category => format!(" \u{201c}{}\u{201d}", self.of),
            _ => format!(", {}", self.of),
        };
        hang(
            &mut out,
            &format!("{} ({}{of})", self.name, self.kind.name()),
            0,
            width,
        );
        for (label, text) in &self.facts {
            let mut lines = String::new();
            hang(&mut lines, text, LABEL + 3, width);
            let label = format!("  {label:LABEL$} ");
            out.push_str(&label);
            out.push_str(&lines[LABEL + 3..]);
        }
        out
    }
}

/// Adds a text in lines of at most `width` characters, each behind `indent` spaces.
fn hang(out: &mut String, text: &str, indent: usize, width: usize) {
    let mut column = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            out.push('\n');
            column = 0;
        }
        if column == 0 {
            out.push_str(&" ".repeat(indent));
            column = indent;
        } else {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_facts_hang_under_their_beginning() {
        let term = Term {
            name: "x".to_owned(),
            kind: Kind::Status,
            of: String::new(),
            facts: vec![("what it is", "one two three".to_owned())],
            by_registry: false,
        };
        assert_eq!(
            term.text(24),
            "x (status of a hit)\n  what it is   one two\n               three\n"
        );
    }
}
