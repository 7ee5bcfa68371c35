//! `Name:` in front of what is said: labels become speakers and leave the text.

use std::collections::{HashMap, HashSet};

use super::cue::{Cue, Say};
use crate::text::Document;
use crate::text::fold::{fold, is_apostrophe};
use crate::text::turns::{self, TranscriptOptions};

/// A label has at most this many characters.
const LABEL_LIMIT: usize = 40;

/// Fewer labelled lines than one for so many cues make no transcript.
const SPARSE: usize = 20;

/// Takes the labels off, and parts the cues where someone else begins.
///
/// `Name:` and `[Name]:` at the start of a line are labels if [`turns::complete`] takes them for
/// labels, or if every cue of three or more begins with one. What follows without a label is said
/// by the same speaker. `>>`, and dashes before two lines of one cue, begin a new speech by
/// someone unknown.
pub(super) fn take(cues: &mut [Cue], options: &TranscriptOptions) {
    let known = known(cues, options);
    let mut current: Option<String> = None;
    for cue in cues {
        let mut says = Vec::new();
        for say in std::mem::take(&mut cue.says) {
            part(say, &known, &mut current, &mut says);
        }
        says.retain(|say| !say.speech.is_blank());
        cue.says = says;
    }
}

/// Parts one speech at its labels and marks of another speaker.
fn part(mut rest: Say, known: &HashSet<String>, current: &mut Option<String>, says: &mut Vec<Say>) {
    let dashed = lines(&rest.speech.text)
        .filter(|&(_, line)| dash(line) > 0)
        .count()
        > 1;
    let mut borders = Vec::new();
    for (start, line) in lines(&rest.speech.text) {
        let sign = chevrons(line);
        let skipped = if sign == 0 && dashed {
            dash(line)
        } else {
            sign
        };
        let found = label(&line[skipped..]).filter(|found| known.contains(&fold(&found.name)));
        if found.is_some() || skipped > 0 {
            let length = skipped + found.as_ref().map_or(0, |found| found.length);
            borders.push((start, length, found.map(|found| found.name)));
        }
    }
    // From the last border back, so that each split leaves the earlier places as they are.
    let mut parts = Vec::new();
    for (start, length, name) in borders.into_iter().rev() {
        let mut speech = rest.speech.split_off(start);
        let speech = speech.split_off(length);
        parts.push(Say {
            fresh: name.is_none(),
            speaker: name,
            speech,
        });
    }
    rest.speaker.clone_from(current);
    says.push(rest);
    for say in parts.into_iter().rev() {
        current.clone_from(&say.speaker);
        says.push(say);
    }
}

/// The folded labels that name speakers.
fn known(cues: &[Cue], options: &TranscriptOptions) -> HashSet<String> {
    let mut text = String::new();
    let mut n_labels = 0;
    let mut n_begun = 0;
    let mut n_cues = 0;
    // Lines of each label, and those with a letter behind it: `Size: 85%` names nobody.
    let mut uses: HashMap<String, (usize, usize)> = HashMap::new();
    for cue in cues.iter().filter(|cue| !cue.is_blank()) {
        n_cues += 1;
        let mut is_first = true;
        for (_, line) in cue.says.iter().flat_map(|say| lines(&say.speech.text)) {
            let line = &line[chevrons(line).max(dash(line))..];
            if let Some(found) = label(line) {
                n_labels += 1;
                n_begun += usize::from(is_first);
                // As plain text would write it; the start of the speech will do.
                text.push_str(&found.name.replace('_', " "));
                text.push_str(": ");
                let start = text.len();
                text.extend(line[found.length..].trim_end().chars().take(80));
                let said = &text[start..];
                let speaks = said.trim().is_empty() || said.contains(char::is_alphabetic);
                let (all, spoken) = uses.entry(fold(&found.name)).or_default();
                *all += 1;
                *spoken += usize::from(speaks);
                text.push('\n');
            }
            is_first &= line.trim().is_empty();
        }
    }
    let speaks =
        |(label, (all, spoken)): (String, (usize, usize))| (spoken * 2 >= all).then_some(label);
    let mut all: HashSet<String> = uses.into_iter().filter_map(speaks).collect();
    if options.find == turns::Find::Never {
        return HashSet::new();
    }
    let key = |label: &String| turns::key(label);
    let refused: HashSet<String> = options.not_labels.iter().map(key).collect();
    all.retain(|label| !refused.contains(&key(label)));
    if n_cues > 2 && n_begun == n_cues {
        return all;
    }
    if n_labels * SPARSE < n_cues && options.labels.is_empty() {
        return HashSet::new();
    }
    let mut document: Document = crate::read::plain::read(text);
    turns::complete(&mut document, options);
    let taken: HashSet<String> = document
        .speakers
        .iter()
        .map(|speaker| key(&speaker.label))
        .collect();
    all.retain(|label| taken.contains(&key(label)));
    all
}

/// The lines of a text, with where they begin.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let at = start;
        start += line.len();
        (at, line)
    })
}

/// Length of `>>` at the start of a line.
fn chevrons(line: &str) -> usize {
    let text = line.trim_start();
    let signs = text.bytes().take_while(|&byte| byte == b'>').count();
    if signs < 2 {
        return 0;
    }
    line.len() - text.len() + signs
}

/// Length of a dash at the start of a line.
fn dash(line: &str) -> usize {
    let text = line.trim_start();
    let rest = text.strip_prefix(['-', '–', '—', '‐']);
    match rest {
        Some(rest) if rest.starts_with(|c: char| c.is_alphanumeric() || c == ' ' || c == '[') => {
            line.len() - rest.len()
        }
        _ => 0,
    }
}

/// A label at the start of a line.
struct Label {
    name: String,
    /// Bytes up to the speech.
    length: usize,
}

/// `Name:` or `[Name]:` with a space or nothing behind it: 1 to 40 letters, digits, spaces and
/// `. , ' - _`; the first is a letter or a digit.
fn label(line: &str) -> Option<Label> {
    let text = line.trim_start();
    let lead = line.len() - text.len();
    let (inside, close) = match text.strip_prefix(['[', '(']) {
        Some(inside) if text.starts_with('[') => (inside, Some(']')),
        Some(inside) => (inside, Some(')')),
        None => (text, None),
    };
    let is_inner = |c: char| {
        c.is_alphanumeric()
            || matches!(c, ' ' | '.' | ',' | '-' | '_')
            || is_apostrophe(c)
            || unicode_normalization::char::is_combining_mark(c)
    };
    let end = inside
        .char_indices()
        .take(LABEL_LIMIT + 1)
        .find(|&(_, c)| !is_inner(c))?
        .0;
    let name = inside[..end].trim();
    let mut rest = &inside[end..];
    if let Some(close) = close {
        rest = rest.strip_prefix(close)?;
    }
    rest = rest.strip_prefix(':')?;
    let sound = name.starts_with(char::is_alphanumeric)
        && name.contains(|c: char| c.is_alphabetic())
        && !name.ends_with(['-', ','])
        && rest.chars().next().is_none_or(char::is_whitespace);
    sound.then(|| Label {
        name: name.to_owned(),
        length: lead + text.len() - rest.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::captions::speech::Speech;

    fn taken(cues: &[&str]) -> Vec<(Option<String>, bool, String)> {
        let cue = |text: &&str| {
            let mut speech = Speech::default();
            speech.copy(text, 0..text.len());
            Cue::plain(None, speech)
        };
        let mut cues: Vec<Cue> = cues.iter().map(cue).collect();
        take(&mut cues, &TranscriptOptions::default());
        let says = cues.into_iter().flat_map(|cue| cue.says);
        says.map(|say| {
            let text = say.speech.text.trim().to_owned();
            (say.speaker, say.fresh, text)
        })
        .collect()
    }

    fn by(found: &[(Option<String>, bool, String)]) -> Vec<(&str, &str)> {
        found
            .iter()
            .map(|(speaker, _, text)| (speaker.as_deref().unwrap_or("-"), text.as_str()))
            .collect()
    }

    #[test]
    fn labels_name_the_speaker_until_the_next_one() {
        let found = taken(&[
            "Well.",
            "T: How are you?",
            "I mean, today?",
            "C: Fine.\nT: Good.",
            "C: Yes: fine.",
        ]);
        let expected = [
            ("-", "Well."),
            ("T", "How are you?"),
            ("T", "I mean, today?"),
            ("C", "Fine."),
            ("T", "Good."),
            ("C", "Yes: fine."),
        ];
        assert_eq!(by(&found), expected);
    }

    #[test]
    fn labels_in_brackets_and_of_one_speaker() {
        let found = taken(&[
            "[SPEAKER_00]: One",
            "[SPEAKER_00]: two.",
            "[SPEAKER_00]: Three.",
        ]);
        let expected = ["One", "two.", "Three."].map(|text| ("SPEAKER_00", text));
        assert_eq!(by(&found), expected);
        let found = taken(&[
            "[SPEAKER_00]: a",
            "[SPEAKER_01]: b",
            "[SPEAKER_00]: c",
            "[SPEAKER_01]: d",
            "e",
        ]);
        assert_eq!(found[4].0.as_deref(), Some("SPEAKER_01"));
    }

    #[test]
    fn a_colon_makes_no_label() {
        for cues in [
            &["Note: this", "and that"][..],
            &["So I said: no", "and he said: yes", "well", "no"],
            &["At 10:30", "10: no"],
            &[
                "Size: 1%", "Line: 1%", "Size: 2%", "Line: 2%", "Size: 3%", "Line: 3%",
            ],
        ] {
            let found = taken(cues);
            assert!(
                found.iter().all(|(speaker, ..)| speaker.is_none()),
                "{cues:?}"
            );
            assert_eq!(found.len(), cues.len());
        }
    }

    #[test]
    fn chevrons_and_dashes_part_unknown_speakers() {
        let found = taken(&[
            ">> Hello.",
            "How are you?\n>> Fine.",
            "- Good.\n- Yes.",
            "- and so",
        ]);
        let expected = [
            (true, "Hello."),
            (false, "How are you?"),
            (true, "Fine."),
            (true, "Good."),
            (true, "Yes."),
            (false, "- and so"),
        ];
        let found: Vec<_> = found
            .iter()
            .map(|(_, fresh, text)| (*fresh, text.as_str()))
            .collect();
        assert_eq!(found, expected);
    }
}
