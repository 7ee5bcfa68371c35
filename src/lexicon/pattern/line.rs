//! An entry as it is typed: the pattern, and up to three notes behind it.

use super::{Pattern, PatternError, single_spaced};
use crate::lexicon::{Polarity, Weight};

/// An entry as typed: pattern and notes.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryLine {
    /// What is matched.
    pub pattern: Pattern,
    /// The pattern as written, without notes: the entry's name in reports.
    pub name: String,
    /// Names of gates; any one that opens is enough. Empty: no gate.
    pub gates: Vec<String>,
    /// The pole, where it differs from the category's.
    pub polarity: Option<Polarity>,
    /// The weight, 1 if not said.
    pub weight: Weight,
}

impl EntryLine {
    /// Reads `pattern{gate|gate}(-):.7`; each note may be missing.
    pub fn parse(text: &str) -> Result<EntryLine, PatternError> {
        let fail = |message: String, help: &str, offset: usize| {
            Err(PatternError {
                message,
                help: help.to_owned(),
                offset,
            })
        };
        let mut rest = text.trim_end();
        let mut weight = Weight::ONE;
        if let Some(colon) = rest.rfind(':') {
            let number = &rest[colon + 1..];
            match Weight::parse(number) {
                Some(parsed) => weight = parsed,
                None => {
                    return fail(
                        format!("`{number}` is not a weight"),
                        "write a number above 0 and up to 1 with at most two decimals, such as `:.7`",
                        colon + 1,
                    );
                }
            }
            rest = rest[..colon].trim_end();
        }
        let mut polarity = None;
        for (mark, pole) in [
            ("(-)", Polarity::Distress),
            ("(+)", Polarity::Resource),
            ("(0)", Polarity::Descriptive),
        ] {
            if let Some(before) = rest.strip_suffix(mark) {
                polarity = Some(pole);
                rest = before.trim_end();
                break;
            }
        }
        let mut gates = Vec::new();
        if rest.ends_with('}')
            && let Some(open) = rest.rfind('{')
        {
            // `_{0,3}` at the end is a gap, not a gate.
            if !rest[..open].ends_with('_') {
                let names = &rest[open + 1..rest.len() - 1];
                gates = names
                    .split('|')
                    .map(|name| name.trim().to_owned())
                    .collect();
                if gates.iter().any(String::is_empty) {
                    return fail(
                        format!("`{{{names}}}` names no gate"),
                        "write the gate's name, such as `{feel}`, or remove the braces",
                        open,
                    );
                }
                rest = rest[..open].trim_end();
            }
        }
        let pattern = Pattern::parse(rest)?;
        let name = single_spaced(rest);
        Ok(EntryLine {
            pattern,
            name,
            gates,
            polarity,
            weight,
        })
    }
}
