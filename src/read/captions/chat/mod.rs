//! CHAT, the transcripts of TalkBank (`.cha`), read leniently: the manual of CHAT says what a sign
//! means, and what is not in it never costs a line.

use std::collections::HashMap;
use std::ops::Range;

use super::weave::Weaver;
use super::{BadLines, CaptionOptions, lines, nothing_found};
use crate::read::{Format, ReadError};
use crate::text::fold::fold;
use crate::text::turns::roles;
use crate::text::{Document, Role};

mod tier;
mod words;

/// Reads CHAT: the main tiers, each an utterance of its speaker.
///
/// Headers and dependent tiers are left out, but `@Participants` and `@ID` say the roles. What is
/// retraced, filled in or broken off, and what happens, stays in the text as an aside.
pub(super) fn read(source: &str, options: &CaptionOptions) -> Result<Document, ReadError> {
    let mut weaver = Weaver::new(options.pause_ms, true);
    let mut of_code: HashMap<String, Role> = HashMap::new();
    let mut stray = BadLines::default();
    let mut n_tiers = 0;
    let mut is_chat = false;
    for (number, tier) in tiers(source, &mut stray) {
        let content = &source[tier.clone()];
        if let Some(header) = content.strip_prefix('@') {
            is_chat = true;
            note_roles(header, &mut of_code);
        } else if let Some(main) = content.strip_prefix('*') {
            n_tiers += 1;
            let Some((label, _)) = main.split_once(':') else {
                stray.add(number);
                continue;
            };
            let role = of_code.get(&fold(label.trim())).cloned();
            let speaker = weaver.speaker(label.trim(), role.unwrap_or(Role::Unknown));
            let start = tier.start + label.len() + 2;
            weaver.count();
            let utterance = tier::read(source, start..tier.end);
            for (speech, time) in &utterance.parts {
                weaver.say(Some(speaker), *time, speech);
            }
            if !utterance.is_ended {
                weaver.part();
            }
        }
    }
    if !is_chat && n_tiers == 0 && !source.trim().is_empty() {
        return Err(nothing_found(
            "main tier (a line such as *CHI:)",
            Format::Chat,
        ));
    }
    let stray = stray.told(
        "stray_text",
        ["stretch", "stretches", "of text outside every tier"],
        "a tier begins with @, * or %, and its other lines with a tab",
        false,
    );
    Ok(weaver.finish(stray.into_iter().collect()))
}

/// The tiers: lines that begin with `@`, `*` or `%`, with the lines that go on with them.
///
/// Lines go on if they begin with white space, but a file may have lost its tabs: a line
/// behind a tier goes on with it in any case. With the number of their first line.
fn tiers(source: &str, stray: &mut BadLines) -> Vec<(usize, Range<usize>)> {
    let mut tiers: Vec<(usize, Range<usize>)> = Vec::new();
    for line in lines::of(source) {
        let content = &source[line.range.clone()];
        if content.starts_with(['@', '*', '%']) {
            tiers.push((line.number, line.range));
        } else if !content.trim().is_empty() {
            match tiers.last_mut() {
                Some((_, tier)) => tier.end = line.range.end,
                None => stray.add(line.number),
            }
        }
    }
    tiers
}

/// Takes roles from `@Participants: CHI Anna Target_Child, …` and `@ID: …|CHI|||||Target_Child|||`.
fn note_roles(header: &str, roles: &mut HashMap<String, Role>) {
    let Some((name, value)) = header.split_once(':') else {
        return;
    };
    match name {
        "Participants" => {
            for participant in value.split(',') {
                let mut words = participant.split_whitespace();
                if let (Some(code), Some(role)) = (words.next(), words.next_back()) {
                    roles.insert(fold(code), role_of(role));
                }
            }
        }
        "ID" => {
            let fields: Vec<&str> = value.split('|').collect();
            if let (Some(code), Some(role)) = (fields.get(2), fields.get(7))
                && !role.trim().is_empty()
            {
                roles.insert(fold(code.trim()), role_of(role.trim()));
            }
        }
        _ => {}
    }
}

/// The role that a word of CHAT names, if it says more than that someone speaks.
fn role_of(name: &str) -> Role {
    let name = fold(&name.replace('_', " "));
    roles::of_word(&name).unwrap_or_else(|| match name.as_str() {
        "investigator" => Role::of("interviewer"),
        "target child" => Role::of("child"),
        "target adult" | "adult" | "speaker" | "unidentified" => Role::Unknown,
        name => Role::of(name),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(source: &str) -> Document {
        read(source, &CaptionOptions::default()).expect("CHAT")
    }

    /// Speaker, role and text of each turn, without asides.
    fn turns_of(document: &Document) -> Vec<(String, String)> {
        document
            .blocks
            .iter()
            .map(|block| {
                let turn = document.turns[block.turn.expect("a turn") as usize];
                let speaker = &document.speakers[turn.speaker.expect("a speaker") as usize];
                let text = document.text[block.span.range()].to_owned();
                (format!("{} {}", speaker.label, speaker.role.name()), text)
            })
            .collect()
    }

    #[test]
    fn main_tiers_are_turns_with_roles() {
        let source = "@UTF8\n@Begin\n@Participants:\tTHE Ann Therapist, PAR Tom Client, INV Zoe Investigator\n\
            @ID:\teng|x|PAR||female|||Patient|||\n@Comment:\tAnn is kind\n\
            *THE:\thow are\n\tyou ?\n%mor:\tadv|how\n*PAR:\tashamed . \u{15}1200_2500\u{15}\n\
            *PAR:\tvery . \u{15}2600_3000\u{15}\n*PAR:\tand so on . \u{15}9000_9500\u{15}\n*INV:\tyes .\n@End\n";
        let document = read_all(source);
        let expected = [
            ("THE therapist", "how are\n\tyou?"),
            ("PAR client", "ashamed.\nvery."),
            ("PAR client", "and so on."),
        ];
        let found = turns_of(&document);
        for (found, expected) in found.iter().zip(expected) {
            assert_eq!((found.0.as_str(), found.1.as_str()), expected);
        }
        assert_eq!(found.len(), 4);
        assert_eq!(found[3], ("INV interviewer".to_owned(), "yes.".to_owned()));
        let times: Vec<_> = document
            .timings
            .iter()
            .map(|t| (t.start_ms, t.end_ms))
            .collect();
        assert_eq!(
            times,
            [(1200, Some(2500)), (2600, Some(3000)), (9000, Some(9500))]
        );
        let raws: Vec<_> = document.turns.iter().map(|turn| turn.raw).collect();
        assert_eq!(raws, [(1, 1), (2, 3), (4, 4), (5, 5)]);
    }

    #[test]
    fn an_utterance_without_an_end_is_a_block() {
        let document = read_all("@Begin\n*A:\tone two\n*A:\tthree .\n*A:\tfour .\n");
        assert_eq!(document.blocks.len(), 2);
    }

    #[test]
    fn what_is_no_chat_is_told() {
        assert_eq!(
            read("just text", &CaptionOptions::default())
                .expect_err("no CHAT")
                .reason,
            "damaged"
        );
        let document = read_all("stray\n@Begin\n*A no colon\n*A:\tyes .\nlost tab\n");
        assert_eq!(document.losses.len(), 1);
        assert_eq!(turns_of(&document)[0].1, "yes.\nlost tab");
        assert!(read_all("@Begin\n@End\n").blocks.is_empty());
    }
}
