//! Who somebody is: introductions, titles, dates of birth, names that are masked elsewhere.

use std::ops::Range;

use super::pattern::Pattern;
use super::{Kind, Raw};
use crate::text::Span;

/// `my name is anna`: in any case, since transcripts of speech have no capitals.
pub(super) static MY_NAME: Pattern = Pattern::new(
    r"(?i)\b(?:my|her|his|their) (?:(?:full|first|last|real|own|given|maiden) )?name(?: is|'s|’s| was)(?: also)? (\p{L}[\p{L}'’\-]+(?: \p{Lu}[\p{L}'’\-]+)*)",
    1,
);
/// Forms that need a capital behind them to be an introduction.
pub(super) static CALLED: Pattern = Pattern::new(
    r"\b(?:[Ii](?:'m|’m| am) called|[Cc]all me|(?:[Hh]e|[Ss]he|[Tt]hey)(?:'s|’s| is|'re|’re| are| was| were) called|[Tt]his is|[Nn]amed|[Mm]y (?:husband|wife|partner|son|daughter|brother|sister|boss|therapist|friend|boyfriend|girlfriend|mother|father|mum|mom|dad|baby|boy|girl|teacher|doctor|cousin|aunt|uncle|ex),?) (\p{Lu}\p{Ll}+(?:[\-'’]\p{Lu}\p{Ll}+)?(?: \p{Lu}[\p{L}'’\-]+)*)",
    1,
);
/// Words behind `my name is` that are no name.
const NO_NAME: [&str; 24] = [
    "not",
    "on",
    "in",
    "at",
    "the",
    "a",
    "an",
    "and",
    "also",
    "too",
    "spelled",
    "spelt",
    "written",
    "mentioned",
    "called",
    "very",
    "so",
    "mud",
    "hard",
    "common",
    "unusual",
    "pronounced",
    "never",
    "always",
];
pub(super) static TITLE: Pattern = Pattern::new(
    r"\b(?:(?:Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Fr|Sr|Hon|Capt|Sgt|Lt|Col)\.?|Miss|Professor|Doctor|Reverend|Father|Sister|Brother|Nurse|Judge|Officer|Detective|Herr|Frau|Madame|Mme|Monsieur|Señora?|Signora?|Dame|Lord|Lady|Sir|Auntie?|Uncle|Grandma|Grandpa) (?:(\p{Lu}\.? )?(?:(?:van|von|de|der|den|la|le|di|da|O['’]|Mc|Mac) ?){0,2}\p{Lu}\p{Ll}[\p{L}'’\-]*)",
    0,
);
/// Capitalised words behind a title that are no name.
const NO_SURNAME: [&str; 12] = [
    "Right",
    "Wrong",
    "Perfect",
    "Universe",
    "Christmas",
    "God",
    "Earth",
    "Nature",
    "Time",
    "Day",
    "Station",
    "General",
];
/// A word of birth, at most a few words, a date.
pub(super) static BIRTH: Pattern = Pattern::new(
    r"(?ix)\b(?: date\sof\sbirth | d\.?o\.?b\b\.? | birth\s?(?:date|day) | born | geboren | geb\. | née? | né(?:e)?\sle )\W+(?:\w+\W+){0,3}?
        ( \d{1,2}\s?[./\-]\s?\d{1,2}\s?[./\-]\s?\d{2,4}
        | \d{4}-\d{2}-\d{2}
        | \d{1,2}(?:st|nd|rd|th|\.)?\s+(?:of\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|januar|februar|märz|mai|juni|juli|okt|dez)[a-z]*\.?,?(?:\s+(?:of\s+)?\d{2,4})?
        | (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(?:the\s+)?\d{1,2}(?:st|nd|rd|th)?(?:,?\s+\d{4})? )",
    1,
);
/// A match behind `my name is`: names, and no word that goes on with the sentence.
pub(super) fn my_name(text: &str, range: Range<usize>) -> Option<Raw> {
    let first = text[range.clone()].split(' ').next().unwrap_or("");
    let is_found = !NO_NAME.contains(&first.to_lowercase().as_str());
    is_found.then(|| (Kind::Introduction, Span::new(range.start, range.end)))
}

/// A match of the capitalised words behind `I'm called` and the like.
pub(super) fn called(text: &str, range: Range<usize>) -> Option<Raw> {
    let word = text[range.clone()].split(' ').next().unwrap_or("");
    (!is_common_capital(word)).then(|| (Kind::Introduction, Span::new(range.start, range.end)))
}

/// A match of a title with a name.
pub(super) fn titled(text: &str, range: Range<usize>) -> Option<Raw> {
    let last = text[range.clone()].rsplit(' ').next().unwrap_or("");
    let is_found = !NO_SURNAME.contains(&last) && !is_common_capital(last);
    is_found.then(|| (Kind::TitledName, Span::new(range.start, range.end)))
}

/// A match of a date behind a word of birth.
pub(super) fn birth_date(range: Range<usize>) -> Raw {
    (Kind::BirthDate, Span::new(range.start, range.end))
}

/// Capitalised words that are seldom names of people: days, months, languages, beginnings.
pub(super) fn is_common_capital(word: &str) -> bool {
    matches!(
        word,
        "Monday"
            | "Tuesday"
            | "Wednesday"
            | "Thursday"
            | "Friday"
            | "Saturday"
            | "Sunday"
            | "January"
            | "February"
            | "March"
            | "July"
            | "September"
            | "October"
            | "November"
            | "December"
            | "Christmas"
            | "Easter"
            | "God"
            | "English"
            | "German"
            | "French"
            | "Spanish"
            | "American"
            | "British"
            | "European"
            | "African"
            | "Asian"
            | "Internet"
            | "The"
            | "And"
            | "But"
            | "So"
            | "Yes"
            | "No"
            | "Well"
            | "Okay"
            | "Oh"
            | "You"
            | "We"
            | "He"
            | "She"
            | "They"
            | "It"
            | "That"
            | "This"
            | "What"
            | "When"
            | "Why"
            | "How"
            | "Because"
            | "Then"
            | "There"
            | "Not"
            | "If"
            | "My"
            | "Your"
            | "Mum"
            | "Mom"
            | "Dad"
            | "Mummy"
            | "Mommy"
            | "Daddy"
            | "Therapist"
            | "Client"
            | "Doctor"
            | "Zoom"
            | "Skype"
            | "Google"
            | "Facebook"
            | "Instagram"
            | "Covid"
    )
}
