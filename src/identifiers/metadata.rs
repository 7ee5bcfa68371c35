//! Keys of front matter and columns whose values are names.

use super::{Finding, Kind, Place};
use crate::text::Document;

/// Keys whose values are names or addresses of people, if they hold any.
pub(super) fn findings(document: &Document) -> impl Iterator<Item = Finding> + '_ {
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
pub(super) fn is_name_key(key: &str) -> bool {
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
