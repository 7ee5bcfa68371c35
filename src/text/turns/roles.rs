//! Roles: what a label says about who speaks.

use super::super::document::{Document, Role};
use super::lines::key;
use super::settings::TranscriptOptions;

/// Labels of each role. A number or letter behind the word is ignored (`Client 2`, `Speaker A`).
/// Printed in `docs/transcripts.md`.
pub const ROLE_WORDS: [(&str, &[&str]); 10] = [
    (
        "therapist",
        &[
            "therapist",
            "th",
            "ther",
            "thp",
            "t",
            "co-therapist",
            "cotherapist",
            "psychotherapist",
            "counsellor",
            "counselor",
            "psychologist",
            "psychiatrist",
            "analyst",
            "clinician",
            "practitioner",
            "coach",
        ],
    ),
    (
        "client",
        &[
            "client",
            "cl",
            "clt",
            "c",
            "patient",
            "pat",
            "pt",
            "p",
            "analysand",
            "coachee",
        ],
    ),
    (
        "interviewer",
        &[
            "interviewer",
            "int",
            "intv",
            "ivr",
            "moderator",
            "mod",
            "facilitator",
            "researcher",
            "host",
        ],
    ),
    (
        "participant",
        &[
            "participant",
            "part",
            "respondent",
            "resp",
            "interviewee",
            "informant",
            "guest",
        ],
    ),
    ("partner", &["partner", "husband", "wife", "spouse"]),
    (
        "parent",
        &[
            "parent",
            "mother",
            "father",
            "mum",
            "mom",
            "dad",
            "stepmother",
            "stepfather",
        ],
    ),
    ("child", &["child", "son", "daughter"]),
    ("supervisor", &["supervisor"]),
    ("supervisee", &["supervisee"]),
    ("observer", &["observer"]),
];

/// Words that name a speaker, though no role.
const SPEAKER_WORDS: [&str; 6] = [
    "speaker",
    "unknown speaker",
    "unidentified speaker",
    "female speaker",
    "male speaker",
    "voice",
];

/// True if a folded label is a word for a role or for a speaker, perhaps with a number.
pub(super) fn is_role_word(label: &str) -> bool {
    let name = without_number(label);
    // One letter alone is a list mark as often as a label.
    name.chars().count() > 2 && (of_word(name).is_some() || SPEAKER_WORDS.contains(&name))
}

/// Gives every speaker a role: as the user says, else as the file says, else by its label.
///
/// `P1` is a client beside a therapist, and a participant beside an interviewer; so are the letters
/// `I`, `P`, `R`, `Q`, `A`, which mean nothing alone.
pub fn assign(document: &mut Document, options: &TranscriptOptions) {
    let keys: Vec<String> = document.speakers.iter().map(|s| key(&s.label)).collect();
    let has = |letter: &str| keys.iter().any(|key| without_number(key) == letter);
    let pair = |one: &str, other: &str| has(one) && has(other);
    let by_word: Vec<Option<Role>> = keys
        .iter()
        .map(|key| of_word(without_number(key)).or_else(|| in_brackets(key)))
        .collect();
    let therapist = by_word.contains(&Some(Role::Therapist));
    let interviewer = by_word.contains(&Some(Role::of("interviewer")))
        || (!therapist && (pair("i", "p") || pair("i", "r")));
    for (at, speaker) in document.speakers.iter_mut().enumerate() {
        let code = Document::speaker_code(at as u32);
        if let Some(role) = of_user(options, &keys[at], &code) {
            speaker.role = role;
            continue;
        }
        if speaker.role != Role::Unknown {
            continue;
        }
        let name = without_number(&keys[at]);
        let numbered = name.len() < keys[at].len();
        let asked = !therapist && (interviewer || (name == "p" && numbered));
        speaker.role = match name {
            "p" | "r" if asked => Role::of("participant"),
            "i" if interviewer => Role::of("interviewer"),
            "q" if pair("q", "a") => Role::of("interviewer"),
            "a" if pair("q", "a") => Role::of("participant"),
            _ => by_word[at].clone().unwrap_or(Role::Unknown),
        };
    }
}

/// What the user said of a label or, behind that, of a code.
fn of_user(options: &TranscriptOptions, label: &str, code: &str) -> Option<Role> {
    let find = |is_it: &dyn Fn(&str) -> bool| {
        options
            .roles
            .iter()
            .find(|(_, labels)| labels.iter().any(|known| is_it(known)))
            .map(|(role, _)| Role::of(role))
    };
    find(&|known| key(known) == label).or_else(|| find(&|known| known.eq_ignore_ascii_case(code)))
}

/// The role in `anna (mother)`.
fn in_brackets(label: &str) -> Option<Role> {
    let (_, rest) = label.split_once('(')?;
    of_word(without_number(rest.trim_end_matches(')')))
}

/// The role that a folded word names, by the built-in lists.
pub fn of_word(name: &str) -> Option<Role> {
    ROLE_WORDS
        .iter()
        .find(|(_, words)| words.contains(&name))
        .map(|(role, _)| Role::of(role))
}

/// A folded label without a number at its end, and without a letter behind a longer word.
fn without_number(label: &str) -> &str {
    let name = label
        .trim_end_matches(|c: char| c.is_numeric() || matches!(c, ' ' | '.' | '-' | '_' | '#'));
    match name.rsplit_once([' ', '_']) {
        Some((word, letter)) if letter.chars().count() == 1 => word,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::document::Speaker;
    use super::*;

    fn roles(labels: &[&str], options: &TranscriptOptions) -> Vec<String> {
        let speaker = |label: &&str| Speaker {
            label: (*label).to_owned(),
            role: Role::Unknown,
        };
        let mut document = Document {
            speakers: labels.iter().map(speaker).collect(),
            ..Document::default()
        };
        assign(&mut document, options);
        let name = |speaker: &Speaker| speaker.role.name().to_owned();
        document.speakers.iter().map(name).collect()
    }

    #[test]
    fn roles_by_label_and_company() {
        let by_label = |labels: &[&str]| roles(labels, &TranscriptOptions::default());
        assert_eq!(
            by_label(&["Client 2", "T1", "O’Brien"]),
            ["client", "therapist", "unknown"]
        );
        assert_eq!(by_label(&["T", "P"]), ["therapist", "client"]);
        assert_eq!(
            by_label(&["Interviewer", "P01"]),
            ["interviewer", "participant"]
        );
        assert_eq!(by_label(&["I", "P"]), ["interviewer", "participant"]);
        assert_eq!(by_label(&["Q", "A"]), ["interviewer", "participant"]);
        assert_eq!(by_label(&["A", "B"]), ["unknown", "unknown"]);
        assert_eq!(
            by_label(&["Jo (Mother)", "Speaker A"]),
            ["parent", "unknown"]
        );
    }

    #[test]
    fn the_user_has_the_last_word() {
        let mut options = TranscriptOptions::default();
        options.set_role("anna  w.", "therapist");
        options.set_role("Anna_w.", "client");
        options.set_role("ANNA W.", "therapist");
        options.set_role("s2", "Step Parent");
        options.set_role("S3", "client");
        options.set_role("S3", "child");
        let found = roles(&["Anna W.", "Client", "Bo"], &options);
        assert_eq!(found, ["therapist", "step_parent", "child"]);
    }
}
