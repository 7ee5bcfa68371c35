//! What in a text may still tell who somebody is: by kind and place, never by value.
//!
//! Takes a [`Document`], gives [`Finding`]s: spans with a kind. A finding is a hint for the people
//! who publish or share a text, and a text without one is not thereby anonymous
//! (`docs/privacy.md`). No value leaves this module; nothing is looked up anywhere.
//!
//! | file | has |
//! |---|---|
//! | `contact` | patterns of e-mail, URL with a user, handle, phone, IP address, and what they must satisfy |
//! | `number`, `national` | the same of card, IBAN, record number and postcode; of national numbers |
//! | `person`, `masked` | the same of introductions, titles, dates of birth; of half-masked names |
//! | [`deny`], `metadata` | the words of a study's own list; keys that hold names |
//! | `reference` | the definition: every pattern over the whole text |
//! | `hunt` | its fast twin: the same patterns, asked only where a sign stands that they need |

pub mod checksum;
mod contact;
pub mod deny;
mod hunt;
mod kind;
mod masked;
mod metadata;
mod national;
mod number;
mod pattern;
mod person;
mod reference;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod twins;

use crate::text::{Document, LineCursor, Plain, Span};

pub use deny::DenyList;
pub use kind::Kind;

/// Something that may tell who somebody is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Where it stands.
    pub place: Place,
    /// What it may be.
    pub kind: Kind,
}

/// Where a finding stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In a key of the front matter or a column of the table, by its name.
    Metadata(String),
    /// In the plain text: first byte, and first byte behind it.
    Text(u32, u32),
}

/// A finding as reports show it: by kind and place, without its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// What it may be.
    pub kind: Kind,
    /// Line and column (in characters) of the decoded input, from 1; `None` in metadata.
    pub place: Option<(u64, u64)>,
    /// The key or column of metadata.
    pub key: Option<String>,
}

/// Finds identifiers.
#[derive(Debug, Default)]
pub struct Finder {
    deny: DenyList,
    by_reference: bool,
}

impl Finder {
    /// A finder that also looks for the words of `deny`.
    pub fn new(deny: DenyList) -> Finder {
        Finder {
            deny,
            by_reference: false,
        }
    }

    /// The same finder by the definition: every pattern over the whole text. It finds the same and
    /// costs about twelve times as much.
    #[must_use]
    pub fn by_reference(self) -> Finder {
        Finder {
            by_reference: true,
            ..self
        }
    }

    /// All findings of a document, in order. Where two kinds overlap, the surer one stays: a card
    /// is no telephone number.
    ///
    /// The whole text is looked at, with labels of speakers and what is no prose. Cost: linear in
    /// the text.
    pub fn find(&self, document: &Document) -> Vec<Finding> {
        let mut found = Vec::new();
        if self.by_reference {
            reference::find(document, &mut found);
        } else {
            hunt::find(document, &mut found);
        }
        self.deny.find(document, &mut found);
        let mut findings = without_overlap(found);
        findings.extend(metadata::findings(document));
        let denied = document
            .metadata
            .iter()
            .filter(|(_, value)| self.deny.occurs(value));
        findings.extend(denied.map(|(key, _)| Finding {
            place: Place::Metadata(key.clone()),
            kind: Kind::DenyList,
        }));
        findings.sort();
        findings
    }

    /// All findings of a document with their places in `original`, the decoded input that it was
    /// read from.
    pub fn locate(&self, document: &Document, original: &str) -> Vec<Located> {
        let findings = self.find(document);
        if findings.is_empty() {
            return Vec::new();
        }
        let mut lines = LineCursor::new(original);
        let locate = |finding: Finding| match finding.place {
            Place::Metadata(key) => Located {
                kind: finding.kind,
                place: None,
                key: Some(key),
            },
            Place::Text(start, end) => {
                let span = Span::<Plain>::new(start as usize, end as usize);
                let start = document.map.original(span).start as usize;
                let (line, column) = lines.line_column(start);
                Located {
                    kind: finding.kind,
                    place: Some((line as u64, column as u64)),
                    key: None,
                }
            }
        };
        findings.into_iter().map(locate).collect()
    }
}

/// A finding in the text, before it is weighed against others.
type Raw = (Kind, Span<Plain>);

/// Of findings that overlap, the one whose kind is surer; of one kind, the first.
fn without_overlap(mut found: Vec<Raw>) -> Vec<Finding> {
    // Words of the deny-list stay whatever else they are.
    found.sort_by_key(|&(kind, span)| (kind::sureness(kind), span.start, span.end));
    let mut kept: Vec<Raw> = Vec::new();
    let mut taken: std::collections::BTreeMap<u32, u32> = std::collections::BTreeMap::new();
    for (kind, span) in found {
        let before = taken.range(..span.end).next_back();
        let is_free = before.is_none_or(|(_, &end)| end <= span.start);
        if is_free {
            taken.insert(span.start, span.end);
            kept.push((kind, span));
        }
    }
    kept.into_iter()
        .map(|(kind, span)| Finding {
            place: Place::Text(span.start, span.end),
            kind,
        })
        .collect()
}
