//! Styles of OpenDocument: which text is hidden, which paragraphs are titles.

use std::collections::{HashMap, HashSet};

use crate::read::Options;
use crate::read::office::xml::{Ns, Step, Xml, XmlError};

/// Longest chain of styles that are made from each other.
const CHAIN: usize = 32;

/// All styles that were read, by family and name.
#[derive(Debug, Default)]
pub(super) struct Styles {
    parents: HashMap<(String, String), String>,
    hidden: HashSet<(String, String)>,
    shown: HashSet<(String, String)>,
}

impl Styles {
    /// Adds the styles of a part.
    pub(super) fn read(&mut self, text: &str, options: &Options) -> Result<(), XmlError> {
        let mut xml = Xml::new(text, options.limits.depth);
        let mut style: Option<(String, String)> = None;
        loop {
            match xml.next()? {
                Step::Open(element) => match (element.ns, element.name()) {
                    (Ns::Office, "body" | "master-styles" | "meta" | "settings") => xml.skip()?,
                    (Ns::Style, "style") => {
                        let key = (
                            element.attribute("family").unwrap_or_default(),
                            element.attribute("name").unwrap_or_default(),
                        );
                        if let Some(parent) = element.attribute("parent-style-name") {
                            self.parents.insert(key.clone(), parent);
                        }
                        style = Some(key);
                    }
                    (Ns::Style, "text-properties") => {
                        if let (Some(key), Some(display)) =
                            (style.as_ref(), element.attribute("display"))
                        {
                            let set = if display == "none" {
                                &mut self.hidden
                            } else {
                                &mut self.shown
                            };
                            set.insert(key.clone());
                        }
                    }
                    // A section may be hidden by its style as well.
                    _ => {}
                },
                Step::Close | Step::Text(_) => {}
                Step::End => return Ok(()),
            }
        }
    }

    /// True if text of this style is hidden.
    pub(super) fn hides(&self, family: &str, name: &str) -> bool {
        let mut key = (family.to_owned(), name.to_owned());
        for _ in 0..CHAIN {
            if self.hidden.contains(&key) {
                return true;
            }
            if self.shown.contains(&key) {
                return false;
            }
            match self.parents.get(&key) {
                Some(parent) => key.1.clone_from(parent),
                None => return false,
            }
        }
        false
    }

    /// True if the paragraph style is `Title` or made from it.
    pub(super) fn is_title(&self, name: &str) -> bool {
        let mut key = ("paragraph".to_owned(), name.to_owned());
        for _ in 0..CHAIN {
            if key.1 == "Title" {
                return true;
            }
            match self.parents.get(&key) {
                Some(parent) => key.1.clone_from(parent),
                None => return false,
            }
        }
        false
    }
}
