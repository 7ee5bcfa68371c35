//! Who somebody is: introductions, titles, dates of birth, names that are masked elsewhere.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{Kind, Raw, pattern, spans};
use crate::text::{Document, Span};

/// `my name is anna`: in any case, since transcripts of speech have no capitals.
static MY_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:my|her|his|their) (?:(?:full|first|last|real|own|given|maiden) )?name(?: is|'s|’s| was)(?: also)? (\p{L}[\p{L}'’\-]+(?: \p{Lu}[\p{L}'’\-]+)*)",
    )
});
/// Forms that need a capital behind them to be an introduction.
static CALLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:[Ii](?:'m|’m| am) called|[Cc]all me|(?:[Hh]e|[Ss]he|[Tt]hey)(?:'s|’s| is|'re|’re| are| was| were) called|[Tt]his is|[Nn]amed|[Mm]y (?:husband|wife|partner|son|daughter|brother|sister|boss|therapist|friend|boyfriend|girlfriend|mother|father|mum|mom|dad|baby|boy|girl|teacher|doctor|cousin|aunt|uncle|ex),?) (\p{Lu}\p{Ll}+(?:[\-'’]\p{Lu}\p{Ll}+)?(?: \p{Lu}[\p{L}'’\-]+)*)",
    )
});
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
static TITLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:(?:Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Fr|Sr|Hon|Capt|Sgt|Lt|Col)\.?|Miss|Professor|Doctor|Reverend|Father|Sister|Brother|Nurse|Judge|Officer|Detective|Herr|Frau|Madame|Mme|Monsieur|Señora?|Signora?|Dame|Lord|Lady|Sir|Auntie?|Uncle|Grandma|Grandpa) (?:(\p{Lu}\.? )?(?:(?:van|von|de|der|den|la|le|di|da|O['’]|Mc|Mac) ?){0,2}\p{Lu}\p{Ll}[\p{L}'’\-]*)",
    )
});
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
static BIRTH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)\b(?: date\sof\sbirth | d\.?o\.?b\b\.? | birth\s?(?:date|day) | born | geboren | geb\. | née? | né(?:e)?\sle )\W+(?:\w+\W+){0,3}?
        ( \d{1,2}\s?[./\-]\s?\d{1,2}\s?[./\-]\s?\d{2,4}
        | \d{4}-\d{2}-\d{2}
        | \d{1,2}(?:st|nd|rd|th|\.)?\s+(?:of\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|januar|februar|märz|mai|juni|juli|okt|dez)[a-z]*\.?,?(?:\s+(?:of\s+)?\d{2,4})?
        | (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(?:the\s+)?\d{1,2}(?:st|nd|rd|th)?(?:,?\s+\d{4})? )",
    )
});
/// What stands for a person who was taken out.
static MASK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)[\[<({]{1,2}\s?(?:[a-z]+[\s_'’\-]?)?(?:name|person|per|firstname|surname|friend|partner|mother|father|husband|wife|client|patient|therapist|participant|sister|brother|son|daughter)s?(?:['’]s name)?[\s_\-]?[\w]{0,3}\s?[\]>)}]{1,2}|\bX{3,}\b",
    )
});
static CAPITAL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b\p{Lu}\p{Ll}{1,}(?:[\-'’]\p{Lu}\p{Ll}+)?\b"));

/// Introductions and titled names.
pub(super) fn names(text: &str, found: &mut Vec<Raw>) {
    let has_name = text.contains("name") || text.contains("NAME") || text.contains("Name");
    for range in spans(&MY_NAME, if has_name { text } else { "" }, 1) {
        let first = text[range.clone()]
            .split(' ')
            .next()
            .unwrap_or("")
            .to_lowercase();
        if !NO_NAME.contains(&first.as_str()) {
            found.push((Kind::Introduction, Span::new(range.start, range.end)));
        }
    }
    for range in spans(&CALLED, text, 1) {
        let word = text[range.clone()].split(' ').next().unwrap_or("");
        if !is_common_capital(word) {
            found.push((Kind::Introduction, Span::new(range.start, range.end)));
        }
    }
    for range in spans(&TITLE, text, 0) {
        let last = text[range.clone()].rsplit(' ').next().unwrap_or("");
        if !NO_SURNAME.contains(&last) && !is_common_capital(last) {
            found.push((Kind::TitledName, Span::new(range.start, range.end)));
        }
    }
}

/// Dates behind a word of birth.
pub(super) fn birth_dates(text: &str, found: &mut Vec<Raw>) {
    for range in spans(&BIRTH, text, 1) {
        found.push((Kind::BirthDate, Span::new(range.start, range.end)));
    }
}

/// Names in a text that has placeholders for people: the label of a speaker that is said
/// aloud, a capitalised word beside a placeholder (`Anna [SURNAME]`), and one that stands between
/// the same word and sign as a placeholder does (`Thank you, [NAME].` and `Thank you, Anna.`).
pub(super) fn half_masked(document: &Document, found: &mut Vec<Raw>) {
    let text = &document.text;
    let masks: Vec<Range<usize>> = MASK.find_iter(text).map(|mask| mask.range()).collect();
    if masks.is_empty() {
        return;
    }
    let labels: HashSet<&str> = document
        .speakers
        .iter()
        .flat_map(|speaker| speaker.label.split_whitespace())
        .filter(|word| is_name_shaped(word) && !is_role(word))
        .collect();
    let frames: HashSet<(String, char)> =
        masks.iter().filter_map(|mask| frame(text, mask)).collect();
    for word in CAPITAL.find_iter(text) {
        let range = word.range();
        let next = masks.partition_point(|mask| mask.end <= range.start);
        let behind = masks.get(next);
        let before = next.checked_sub(1).map(|at| &masks[at]);
        let inside_mask = behind.is_some_and(|mask| mask.start < range.end);
        let is_label = document
            .blocks
            .binary_search_by(|block| {
                if block.span.end as usize <= range.start {
                    std::cmp::Ordering::Less
                } else if block.span.start as usize >= range.end {
                    std::cmp::Ordering::Greater
                } else {
                    std::cmp::Ordering::Equal
                }
            })
            .is_err();
        if inside_mask || is_label || is_common_capital(word.as_str()) {
            continue;
        }
        let beside = behind
            .is_some_and(|mask| mask.start > range.end && &text[range.end..mask.start] == " ")
            || before.is_some_and(|mask| {
                &text[mask.end..range.start] == " " && names_part(&text[mask.clone()])
            });
        let framed = frame(text, &range).is_some_and(|frame| frames.contains(&frame));
        if beside || framed || labels.contains(word.as_str()) {
            found.push((Kind::HalfMasked, Span::new(range.start, range.end)));
        }
    }
}

/// True for a placeholder of a part of a name: another part may stand beside it.
fn names_part(mask: &str) -> bool {
    let mask = mask.to_lowercase();
    mask.contains("first") || mask.contains("sur") || mask.contains("last")
}

/// The word before a place in the same sentence, and the sign behind it.
fn frame(text: &str, range: &Range<usize>) -> Option<(String, char)> {
    let sign = text[range.end..].chars().next()?;
    if !matches!(sign, '.' | ',' | '!' | '?' | '\'' | '’' | ':') {
        return None;
    }
    let lead = text[..range.start].trim_end();
    let gap = &text[lead.len()..range.start];
    let (lead, comma) = lead
        .strip_suffix(',')
        .map_or((lead, false), |lead| (lead, true));
    let word: String = lead
        .chars()
        .rev()
        .take_while(|c| c.is_alphabetic())
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    let mut word = word.to_lowercase();
    if comma {
        word.push(',');
    }
    (!word.is_empty() && gap == " ").then_some((word, sign))
}

fn is_name_shaped(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase)
        && chars.clone().count() > 1
        && chars.all(|c| c.is_lowercase() || matches!(c, '-' | '\'' | '’'))
}

fn is_role(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "therapist"
            | "client"
            | "patient"
            | "counsellor"
            | "counselor"
            | "interviewer"
            | "participant"
            | "speaker"
            | "psychologist"
            | "analyst"
            | "clinician"
            | "coach"
            | "mother"
            | "father"
            | "partner"
            | "supervisor"
            | "moderator"
            | "host"
            | "guest"
            | "question"
            | "answer"
            | "researcher"
            | "facilitator"
            | "unknown"
            | "person"
    )
}

/// Capitalised words that are seldom names of people: days, months, languages, beginnings.
fn is_common_capital(word: &str) -> bool {
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
