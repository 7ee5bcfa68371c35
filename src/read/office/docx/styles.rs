//! Styles of Word: which paragraphs are headings or items, which text is hidden.

use std::collections::HashMap;

use crate::read::Options;
use crate::read::office::xml::{Ns, Step, Xml, XmlError};

/// Longest chain of styles that are based on each other.
const CHAIN: usize = 32;

/// What a style means for the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Meaning {
    pub(super) heading: bool,
    pub(super) item: bool,
    pub(super) hidden: bool,
}

/// One style as it stands there.
#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    /// Level in the outline; 9 and above is body text.
    outline: Option<u32>,
    list: Option<bool>,
    hidden: Option<bool>,
}

/// All styles, by their id.
#[derive(Debug, Default)]
pub(super) struct Styles {
    meanings: HashMap<String, Meaning>,
    default_paragraph: Meaning,
}

impl Styles {
    /// What the style with this id means, for a paragraph; without id, the default style.
    pub(super) fn paragraph(&self, id: Option<&str>) -> Meaning {
        match id {
            Some(id) => self
                .meanings
                .get(id)
                .copied()
                .unwrap_or_else(|| meaning_of_name(id)),
            None => self.default_paragraph,
        }
    }

    /// True if the character style with this id hides text.
    pub(super) fn hides(&self, id: &str) -> bool {
        self.meanings.get(id).is_some_and(|meaning| meaning.hidden)
    }
}

/// What the names of the styles that come with Word say; they are the same in every language.
fn meaning_of_name(name: &str) -> Meaning {
    let name = name.to_ascii_lowercase().replace(' ', "");
    let level = name.strip_prefix("heading");
    let heading = level.is_some_and(|level| matches!(level.as_bytes(), [b'1'..=b'9']));
    Meaning {
        heading: heading || name == "title",
        item: name.starts_with("listbullet") || name.starts_with("listnumber"),
        hidden: false,
    }
}

/// Reads the part with the styles.
pub(super) fn read(text: &str, options: &Options) -> Result<Styles, XmlError> {
    let mut xml = Xml::new(text, options.limits.depth);
    let mut styles: HashMap<String, Style> = HashMap::new();
    let mut default_paragraph = None;
    let mut open: Option<(String, Style, usize)> = None;
    let mut depth = 0;
    loop {
        match xml.next()? {
            Step::Open(element) => {
                if element.name().ends_with("Change") {
                    xml.skip()?;
                    continue;
                }
                depth += 1;
                if element.ns != Ns::Word {
                    continue;
                }
                if element.name() == "style" {
                    let id = element.attribute("styleId").unwrap_or_default();
                    let is_default = element.attribute("default");
                    if matches!(is_default.as_deref(), Some("1" | "true" | "on"))
                        && element.attribute("type").as_deref() == Some("paragraph")
                    {
                        default_paragraph = Some(id.clone());
                    }
                    open = Some((id, Style::default(), depth));
                }
                let Some((_, style, _)) = &mut open else {
                    continue;
                };
                match element.name() {
                    "name" => style.name = element.attribute("val").unwrap_or_default(),
                    "basedOn" => style.based_on = element.attribute("val"),
                    "outlineLvl" => {
                        style.outline = element.attribute("val").and_then(|v| v.parse().ok());
                    }
                    "numId" => {
                        style.list = Some(element.attribute("val").as_deref() != Some("0"));
                    }
                    "vanish" => style.hidden = Some(element.is_on()),
                    // Formats of parts of tables say nothing about the style itself.
                    "tblStylePr" => {
                        xml.skip()?;
                        depth -= 1;
                    }
                    _ => {}
                }
            }
            Step::Close => {
                if open.as_ref().is_some_and(|(_, _, at)| *at == depth)
                    && let Some((id, style, _)) = open.take()
                {
                    styles.insert(id, style);
                }
                depth -= 1;
            }
            Step::Text(_) => {}
            Step::End => break,
        }
    }
    let meanings: HashMap<String, Meaning> = styles
        .keys()
        .map(|id| (id.clone(), resolve(id, &styles)))
        .collect();
    let default_paragraph = default_paragraph
        .and_then(|id| meanings.get(&id).copied())
        .unwrap_or_default();
    Ok(Styles {
        meanings,
        default_paragraph,
    })
}

fn resolve(id: &str, styles: &HashMap<String, Style>) -> Meaning {
    let (mut outline, mut list, mut hidden) = (None, None, None);
    let mut named = Meaning::default();
    let mut at = Some(id);
    for _ in 0..CHAIN {
        let Some(style) = at.and_then(|id| styles.get(id)) else {
            break;
        };
        outline = outline.or(style.outline);
        list = list.or(style.list);
        hidden = hidden.or(style.hidden);
        let meaning = meaning_of_name(&style.name);
        // A style made from `heading 1` is one, unless it says that it is body text.
        named.heading |= meaning.heading && outline.is_none_or(|level| level < 9);
        named.item |= meaning.item;
        at = style.based_on.as_deref();
    }
    let heading = outline.map_or(named.heading, |level| level < 9);
    Meaning {
        heading,
        item: !heading && list.unwrap_or(named.item),
        hidden: hidden.unwrap_or(false),
    }
}
