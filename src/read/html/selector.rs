//! Selectors that say which elements are cut: a small part of those of CSS.
//!
//! `nav`, `.share`, `#comments`, `[role=complementary]`, `[data-ad]`, all of these together
//! (`div.share[hidden]`), and one inside another (`footer .links`). A comma parts selectors.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

/// One way to name elements, or several parted by commas.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Selector {
    written: String,
    /// Each a chain of ancestors, the element itself last.
    pub(super) chains: Vec<Vec<Compound>>,
}

/// What must all hold of one element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Compound {
    name: Option<String>,
    id: Option<String>,
    classes: Vec<String>,
    attributes: Vec<(String, Option<String>)>,
}

/// What selectors look at in an element. Names of attributes are in lower case.
pub(super) struct Facts<'a> {
    pub(super) name: &'a str,
    pub(super) attributes: &'a [(String, String)],
}

impl Facts<'_> {
    /// The value of an attribute; the first one counts.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

impl Compound {
    /// True if all of it holds of an element.
    pub(super) fn matches(&self, element: &Facts<'_>) -> bool {
        let has_class = |wanted: &String| {
            let classes = element.get("class").unwrap_or_default();
            classes
                .split_ascii_whitespace()
                .any(|class| class == wanted)
        };
        self.name.as_ref().is_none_or(|name| name == element.name)
            && self
                .id
                .as_ref()
                .is_none_or(|id| element.get("id") == Some(id))
            && self.classes.iter().all(has_class)
            && self.attributes.iter().all(|(name, value)| {
                let found = element.get(name);
                found.is_some() && value.as_deref().is_none_or(|value| found == Some(value))
            })
    }
}

/// What is wrong with a selector, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "selector `{selector}`, character {at}: {what}; write it like nav, .share, #comments, [role=banner] or footer .links"
)]
pub struct SelectorError {
    /// The selector as written.
    pub selector: String,
    /// The character where it cannot be read on, from 1.
    pub at: usize,
    /// What is wrong there.
    pub what: &'static str,
}

impl FromStr for Selector {
    type Err = SelectorError;

    fn from_str(written: &str) -> Result<Self, SelectorError> {
        let mut reader = Reader {
            chars: written.chars().collect(),
            at: 0,
        };
        match reader.selector() {
            Ok(chains) => Ok(Selector {
                written: written.to_owned(),
                chains,
            }),
            Err(what) => Err(SelectorError {
                selector: written.to_owned(),
                at: reader.at + 1,
                what,
            }),
        }
    }
}

impl TryFrom<String> for Selector {
    type Error = SelectorError;

    fn try_from(written: String) -> Result<Self, SelectorError> {
        written.parse()
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

struct Reader {
    chars: Vec<char>,
    at: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn selector(&mut self) -> Result<Vec<Vec<Compound>>, &'static str> {
        let mut chains = vec![Vec::new()];
        self.skip_space();
        loop {
            let compound = self.compound()?;
            if let Some(chain) = chains.last_mut() {
                chain.push(compound);
            }
            self.skip_space();
            match self.peek() {
                None => return Ok(chains),
                Some(',') => {
                    self.at += 1;
                    self.skip_space();
                    chains.push(Vec::new());
                }
                Some(_) => {}
            }
        }
    }

    fn compound(&mut self) -> Result<Compound, &'static str> {
        let mut compound = Compound::default();
        let start = self.at;
        if self.peek() == Some('*') {
            self.at += 1;
        } else if self.peek().is_some_and(is_of_name) {
            compound.name = Some(self.name()?.to_ascii_lowercase());
        }
        loop {
            match self.peek() {
                Some('.') => {
                    self.at += 1;
                    let class = self.name()?;
                    compound.classes.push(class);
                }
                Some('#') => {
                    self.at += 1;
                    let id = self.name()?;
                    if compound.id.is_some() {
                        return Err("an element has one id only");
                    }
                    compound.id = Some(id);
                }
                Some('[') => {
                    self.at += 1;
                    let attribute = self.attribute()?;
                    compound.attributes.push(attribute);
                }
                Some('>' | '+' | '~') => {
                    return Err("only a space between selectors is understood (inside of)");
                }
                Some(':') => return Err("`:` conditions are not understood"),
                Some(c) if !c.is_whitespace() && c != ',' => {
                    return Err("this sign cannot stand here");
                }
                _ if self.at == start => return Err("a selector is missing"),
                _ => return Ok(compound),
            }
        }
    }

    fn attribute(&mut self) -> Result<(String, Option<String>), &'static str> {
        self.skip_space();
        let name = self.name()?.to_ascii_lowercase();
        self.skip_space();
        let value = match self.peek() {
            Some('=') => {
                self.at += 1;
                self.skip_space();
                let value = self.value()?;
                self.skip_space();
                Some(value)
            }
            _ => None,
        };
        if self.peek() != Some(']') {
            return Err("`]` is missing; only [name] and [name=value] are understood");
        }
        self.at += 1;
        Ok((name, value))
    }

    fn value(&mut self) -> Result<String, &'static str> {
        let Some(quote @ ('"' | '\'')) = self.peek() else {
            return self.name();
        };
        self.at += 1;
        let mut value = String::new();
        while let Some(c) = self.peek() {
            self.at += 1;
            if c == quote {
                return Ok(value);
            }
            value.push(c);
        }
        Err("the closing quote is missing")
    }

    fn name(&mut self) -> Result<String, &'static str> {
        let mut name = String::new();
        while let Some(c) = self.peek() {
            // `\:` is a sign without its meaning, as in class names like `md:hidden`.
            let escaped = c == '\\';
            let c = if escaped {
                let next = self.chars.get(self.at + 1);
                *next.ok_or("a sign must follow the backslash")?
            } else {
                c
            };
            if !escaped && !is_of_name(c) {
                break;
            }
            self.at += 1 + usize::from(escaped);
            name.push(c);
        }
        if name.is_empty() {
            return Err("a name is missing");
        }
        Ok(name)
    }
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '\\') || !c.is_ascii() && !c.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(selector: &str, name: &str, attributes: &[(&str, &str)]) -> bool {
        let selector: Selector = selector.parse().expect("a selector");
        let attributes: Vec<(String, String)> = attributes
            .iter()
            .map(|&(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let facts = Facts {
            name,
            attributes: &attributes,
        };
        selector.chains.iter().any(|chain| chain[0].matches(&facts))
    }

    #[test]
    fn all_parts_of_a_compound_must_hold() {
        assert!(hits("NAV", "nav", &[]));
        assert!(!hits("nav", "div", &[]));
        assert!(hits(".share", "div", &[("class", "a share b")]));
        assert!(!hits(".share", "div", &[("class", "shares")]));
        assert!(hits("div.a.b#c", "div", &[("class", "b a"), ("id", "c")]));
        assert!(!hits("div.a#c", "div", &[("class", "a"), ("id", "d")]));
        assert!(hits("[data-ad]", "p", &[("data-ad", "")]));
        assert!(hits(
            "[role='site banner']",
            "p",
            &[("role", "site banner")]
        ));
        assert!(!hits("[role=banner]", "p", &[("role", "main")]));
        assert!(hits("aside, *.x", "p", &[("class", "x")]));
        assert!(hits(".md\\:hidden", "p", &[("class", "md:hidden")]));
    }

    #[test]
    fn mistakes_are_told_with_their_place() {
        for (selector, at) in [
            ("", 1),
            ("nav,", 5),
            ("div > p", 5),
            ("p:first-child", 2),
            (".", 2),
            ("#a#b", 5),
            ("[role", 6),
            ("[role=\"x", 9),
            ("[a^=b]", 3),
            ("p$", 2),
        ] {
            let error = selector.parse::<Selector>().expect_err(selector);
            assert_eq!(error.at, at, "{error}");
        }
    }
}
