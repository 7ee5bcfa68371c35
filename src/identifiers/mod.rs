//! What in a text may still tell who somebody is: by kind and place, never by value.
//!
//! Takes a [`Document`], gives [`Finding`]s: spans with a kind. A finding is a hint for the people
//! who publish or share a text, and a text without one is not thereby anonymous
//! (`docs/privacy.md`). No value leaves this module; nothing is looked up anywhere.
//!
//! | file | finds |
//! |---|---|
//! | [`contact`] | e-mail, URL with a user, handle, phone, IP address |
//! | [`number`] | card, IBAN, national and record numbers, postcode |
//! | [`person`] | introductions, titles before names, dates of birth, half-masked names |
//! | [`deny`] | the words of a study's own list |

pub mod checksum;
pub mod contact;
pub mod deny;
pub mod number;
pub mod person;
#[cfg(test)]
mod tests;

use crate::text::{Document, LineCursor, Plain, Span};

pub use deny::DenyList;

/// What a finding may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A URL that names a user: before its host, or as a profile page.
    UserUrl,
    /// `@name`.
    Handle,
    /// An IP address.
    Ip,
    /// A number of a payment card, by its checksum.
    Card,
    /// A bank account, by its checksum.
    Iban,
    /// A number that a state gives a person, by shape and checksum.
    NationalNumber,
    /// A number of a patient, case, file or record.
    RecordNumber,
    /// A postcode.
    Postcode,
    /// A date behind a word of birth.
    BirthDate,
    /// `my name is` and the like.
    Introduction,
    /// A title before a capitalised word: `Dr Miller`.
    TitledName,
    /// A name that stands where another turn has a placeholder, or beside one.
    HalfMasked,
    /// A word of the deny-list.
    DenyList,
    /// A key or column whose values are names.
    Metadata,
}

impl Kind {
    /// All kinds, in the order of the documentation.
    pub const ALL: [Kind; 16] = [
        Kind::Email,
        Kind::Phone,
        Kind::UserUrl,
        Kind::Handle,
        Kind::Ip,
        Kind::Card,
        Kind::Iban,
        Kind::NationalNumber,
        Kind::RecordNumber,
        Kind::Postcode,
        Kind::BirthDate,
        Kind::Introduction,
        Kind::TitledName,
        Kind::HalfMasked,
        Kind::DenyList,
        Kind::Metadata,
    ];

    /// The word that reports use.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Email => "email",
            Kind::Phone => "phone",
            Kind::UserUrl => "user_url",
            Kind::Handle => "handle",
            Kind::Ip => "ip_address",
            Kind::Card => "card",
            Kind::Iban => "iban",
            Kind::NationalNumber => "national_number",
            Kind::RecordNumber => "record_number",
            Kind::Postcode => "postcode",
            Kind::BirthDate => "birth_date",
            Kind::Introduction => "introduction",
            Kind::TitledName => "titled_name",
            Kind::HalfMasked => "half_masked",
            Kind::DenyList => "deny_list",
            Kind::Metadata => "metadata",
        }
    }

    /// For people, in the plural.
    pub fn title(self) -> &'static str {
        match self {
            Kind::Email => "e-mail addresses",
            Kind::Phone => "telephone numbers",
            Kind::UserUrl => "URLs that name a user",
            Kind::Handle => "handles",
            Kind::Ip => "IP addresses",
            Kind::Card => "card numbers",
            Kind::Iban => "bank accounts",
            Kind::NationalNumber => "national numbers",
            Kind::RecordNumber => "record numbers",
            Kind::Postcode => "postcodes",
            Kind::BirthDate => "dates of birth",
            Kind::Introduction => "introductions by name",
            Kind::TitledName => "titles before a name",
            Kind::HalfMasked => "names masked elsewhere",
            Kind::DenyList => "words of the deny-list",
            Kind::Metadata => "metadata with names",
        }
    }
}

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
}

impl Finder {
    /// A finder that also looks for the words of `deny`.
    pub fn new(deny: DenyList) -> Finder {
        Finder { deny }
    }

    /// All findings of a document, in order. Where two kinds overlap, the surer one stays: a card
    /// is no telephone number.
    ///
    /// The whole text is looked at, with labels of speakers and what is no prose. Cost: linear in
    /// the text.
    pub fn find(&self, document: &Document) -> Vec<Finding> {
        let text = &document.text;
        let mut found = Vec::new();
        if text.contains('@') || text.contains('/') || text.contains(" at]") || text.contains("(at")
        {
            contact::addresses(text, &mut found);
        }
        each_numbered_line(text, |offset, line| {
            let before = found.len();
            number::numbers(line, &mut found);
            contact::numbers(line, &mut found);
            person::birth_dates(line, &mut found);
            for (_, span) in &mut found[before..] {
                *span = Span::new(offset + span.start as usize, offset + span.end as usize);
            }
        });
        person::names(text, &mut found);
        person::half_masked(document, &mut found);
        self.deny.find(document, &mut found);
        let mut findings = without_overlap(found);
        findings.extend(metadata(document));
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
        self.find(document).into_iter().map(locate).collect()
    }
}

/// Calls `visit(offset, line)` for every line that holds a digit: most prose has few of them.
fn each_numbered_line(text: &str, mut visit: impl FnMut(usize, &str)) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.bytes().any(|byte| byte.is_ascii_digit()) {
            visit(at, line);
        }
        at += line.len();
    }
}

/// A finding in the text, before it is weighed against others.
type Raw = (Kind, Span<Plain>);

/// Of findings that overlap, the one whose kind is surer; of one kind, the first.
fn without_overlap(mut found: Vec<Raw>) -> Vec<Finding> {
    // Words of the deny-list stay whatever else they are.
    found.sort_by_key(|&(kind, span)| (sureness(kind), span.start, span.end));
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

/// Kinds with a checksum or an unmistakable shape first.
fn sureness(kind: Kind) -> usize {
    const ORDER: [Kind; 16] = [
        Kind::DenyList,
        Kind::UserUrl,
        Kind::Email,
        Kind::Iban,
        Kind::Card,
        Kind::RecordNumber,
        Kind::BirthDate,
        Kind::NationalNumber,
        Kind::Ip,
        Kind::Phone,
        Kind::Postcode,
        Kind::Handle,
        Kind::Introduction,
        Kind::TitledName,
        Kind::HalfMasked,
        Kind::Metadata,
    ];
    ORDER
        .iter()
        .position(|&other| other == kind)
        .unwrap_or(ORDER.len())
}

/// Keys whose values are names or addresses of people, if they hold any.
fn metadata(document: &Document) -> impl Iterator<Item = Finding> + '_ {
    let names = |(key, value): &&(String, String)| is_name_key(key) && !value.trim().is_empty();
    document
        .metadata
        .iter()
        .filter(names)
        .map(|(key, _)| Finding {
            place: Place::Metadata(key.clone()),
            kind: Kind::Metadata,
        })
}

/// True for keys such as `author`, `First Name`, `participant_email`.
fn is_name_key(key: &str) -> bool {
    let mut spaced = String::new();
    let mut last = ' ';
    for c in key.chars() {
        // `firstName` is two words.
        if c.is_uppercase() && last.is_lowercase() {
            spaced.push(' ');
        }
        spaced.push(if c.is_alphanumeric() { c } else { ' ' });
        last = c;
    }
    let spaced = spaced.to_lowercase();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let is = |word: &&str| {
        matches!(
            *word,
            "author"
                | "authors"
                | "creator"
                | "byline"
                | "surname"
                | "forename"
                | "firstname"
                | "lastname"
                | "fullname"
                | "username"
                | "email"
                | "mail"
                | "phone"
                | "telephone"
                | "mobile"
                | "address"
                | "birthday"
                | "birthdate"
                | "dob"
                | "ssn"
                | "mrn"
        )
    };
    let named = words.contains(&"name")
        && !words.iter().any(|word| {
            matches!(
                *word,
                "file" | "group" | "corpus" | "study" | "category" | "site" | "column"
            )
        });
    named || words.iter().any(is) || words.windows(2).any(|pair| pair == ["birth", "date"])
}

/// A pattern with borders of words and digits as ASCII has them. Those of Unicode keep the search
/// from its fast way as soon as one sign is not ASCII; what they add is looked at behind it.
fn pattern(text: &str) -> regex::Regex {
    let text = text.replace(r"\b", r"(?-u:\b)").replace(r"\d", "[0-9]");
    regex::Regex::new(&text).expect("a pattern of ours")
}

/// Spans of a regular expression's group, or of the whole match.
fn spans<'a>(
    pattern: &'a regex::Regex,
    text: &'a str,
    group: usize,
) -> impl Iterator<Item = std::ops::Range<usize>> + 'a {
    pattern
        .captures_iter(text)
        .filter_map(move |found| found.get(group).map(|part| part.range()))
}

/// The character before a byte, if there is one.
fn before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

/// The character at a byte, if there is one.
fn behind(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}
