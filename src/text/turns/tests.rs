//! Turns in texts of every shape.

use super::*;
use crate::text::{Block, BlockKind, Role, Span};

/// A document whose blocks are parted by blank lines, with its turns.
fn read(text: &str) -> Document {
    let mut document = plain(text);
    find(&mut document);
    document
}

fn plain(text: &str) -> Document {
    let mut document = Document {
        text: text.to_owned(),
        ..Document::default()
    };
    let mut at = 0;
    for part in text.split_inclusive("\n\n") {
        let span = Span::new(at, at + part.trim_end().len());
        document.blocks.push(Block {
            span,
            kind: BlockKind::Item,
            section: 7,
            turn: None,
        });
        at += part.len();
    }
    document
}

/// Speaker number and text of each block; `None` outside every turn.
fn turns(text: &str) -> Vec<(Option<u32>, String)> {
    let document = read(text);
    let block = |b: &Block| {
        let speaker = b
            .turn
            .and_then(|turn| document.turns[turn as usize].speaker);
        (speaker, document.text[b.span.range()].to_owned())
    };
    document.blocks.iter().map(block).collect()
}

fn is_transcript(text: &str) -> bool {
    !read(text).turns.is_empty()
}

#[test]
fn labels_part_the_text_and_stay_outside() {
    let text = "Meeting title: Intake\n\nT: Hello.\nHow are you?\nC: Ashamed.\n\nVery.\nT: I see.\n  c: Yes: very.";
    let expected = [
        (None, "Meeting title: Intake"),
        (Some(0), "Hello.\nHow are you?"),
        (Some(1), "Ashamed."),
        (Some(1), "Very."),
        (Some(0), "I see."),
        (Some(1), "Yes: very."),
    ];
    assert_eq!(
        turns(text),
        expected.map(|(turn, text)| (turn, text.to_owned()))
    );
}

#[test]
fn neighbouring_turns_of_one_speaker_are_joined() {
    let document = read("A: x\nA: y\nB: z\nB: w\nA: v");
    let turns: Vec<_> = document.turns.iter().map(|t| (t.speaker, t.raw)).collect();
    assert_eq!(
        turns,
        [(Some(0), (1, 2)), (Some(1), (3, 4)), (Some(0), (5, 5))]
    );
    let blocks: Vec<_> = document.blocks.iter().map(|b| b.turn).collect();
    assert_eq!(blocks, [Some(0), Some(0), Some(1), Some(1), Some(2)]);
}

#[test]
fn a_label_may_stand_alone_on_its_line() {
    let text = "Therapist:\nHello.\n\nClient:\n\nHi.\n\nTherapist:\n\nClient: So.";
    let found = turns(text);
    let expected = [(Some(0), "Hello."), (Some(1), "Hi."), (Some(1), "So.")];
    assert_eq!(found, expected.map(|(turn, text)| (turn, text.to_owned())));
    let document = read(text);
    // The second `Therapist:` says nothing, so it is no turn.
    let raw: Vec<_> = document.turns.iter().map(|turn| turn.raw).collect();
    assert_eq!(raw, [(1, 1), (2, 3)]);
    assert_eq!(document.blocks[2].turn, Some(1));
}

#[test]
fn roles_by_label() {
    let text = "Client 2: a\nT1: b\nO’Brien: c\nT 1: d\nClient 2: e\nT1: f\nO'Brien: g\nT 1: h";
    let document = read(text);
    let found: Vec<_> = document
        .speakers
        .iter()
        .map(|s| (s.label.as_str(), s.role.clone()))
        .collect();
    let expected = [
        ("Client 2", Role::Client),
        ("T1", Role::Therapist),
        ("O’Brien", Role::Unknown),
        ("T 1", Role::Therapist),
    ];
    assert_eq!(found, expected);
}

#[test]
fn essays_with_colons_are_no_transcripts() {
    assert!(!is_transcript(
        "He said: no\nShe said: yes\nI said: perhaps\nThey said: so"
    ));
    assert!(!is_transcript("Note: a\nNote: b\nNote: c\nNote: d"));
    assert!(!is_transcript("T: a\nC: b\nT: c"));
    assert!(!is_transcript(
        "10:30 up\n10:40 out\n11:30 back\n11:40 bed\n10:30 x\n11:30 y"
    ));
    let sparse =
        "T: a\nx\nx\nC: b\nx\nx\n\nT: c\nx\nx\n\nx\n\nx\n\nx\n\nx\n\nx\n\nC: d\nx\n\nx\n\nx";
    assert!(!is_transcript(sparse));
}

#[test]
fn parts_keep_what_their_block_was() {
    let document = read("T: a\nC: b\nT: c\nC: d");
    assert_eq!(document.blocks.len(), 4);
    assert!(
        document
            .blocks
            .iter()
            .all(|b| b.kind == BlockKind::Item && b.section == 7)
    );
}

/// Label and first words of each turn, before joining is seen.
fn said(text: &str) -> Vec<(String, String)> {
    let document = read(text);
    let block = |b: &Block| {
        let turn = document.turns[b.turn? as usize];
        let speaker = &document.speakers[turn.speaker? as usize];
        let words = document.text[b.span.range()]
            .split_whitespace()
            .collect::<Vec<_>>();
        Some((speaker.label.clone(), words.join(" ")))
    };
    document.blocks.iter().filter_map(block).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let pair = |&(label, text): &(&str, &str)| (label.to_owned(), text.to_owned());
    expected.iter().map(pair).collect()
}

/// Starts of the timings, in seconds, with the first word of each.
fn times(text: &str) -> Vec<(u64, String)> {
    let document = read(text);
    let first = |timing: &Timing| {
        let inside = &document.text[timing.span.range()];
        let word = inside.split_whitespace().next().unwrap_or_default();
        (timing.start_ms / 1000, word.to_owned())
    };
    document.timings.iter().map(first).collect()
}

#[test]
fn one_session_in_many_shapes() {
    let turns = [
        ("Anna Weiss", "Where do you feel it?", "0:21"),
        ("Bo", "In my chest.", "0:25"),
        ("Anna Weiss", "Stay there.", "0:31"),
        ("Bo", "It is warm: very.", "1:02"),
    ];
    let expected: Vec<(&str, &str)> = turns.iter().map(|&(who, what, _)| (who, what)).collect();
    let plain = [
        "{who}: {what}\n",
        "{who}:\n{what}\n\n",
        "{who}:\t{what}\n\n",
        "[{who}]: {what}\n",
    ];
    let timed = [
        "{who}  {time}  \n{what}\n\n",
        "[{time}] {who}: {what}\n",
        "[00:{time}] {who}:\n{what}\n",
        "{time} {who}: {what}\n",
        "({time}) {who}: {what}\n",
        "{who} ({time}): {what}\n",
        "{who} [{time}]: {what}\n",
        "{who} ({time})\n{what}\n\n",
        "[{time}] {who}\n{what}\n\n",
        "{who}: [{time}] {what}\n",
        "{who} [{time}] {what}\n",
    ];
    for (at, shape) in plain.iter().chain(&timed).enumerate() {
        let line = |&(who, what, time): &(&str, &str, &str)| {
            let time = if time.len() < 5 && shape.contains("[00:") {
                format!("0{time}")
            } else {
                time.to_owned()
            };
            shape
                .replace("{who}", who)
                .replace("{what}", what)
                .replace("{time}", &time)
        };
        let text: String = turns.iter().map(line).collect();
        let inside = |found: &str| found.rsplit("] ").next().unwrap_or_default().to_owned();
        let found: Vec<_> = said(&text)
            .into_iter()
            .map(|(who, what)| (who, inside(&what)))
            .collect();
        assert_eq!(found, pairs(&expected), "{shape}");
        if at >= plain.len() {
            let starts: Vec<u64> = times(&text).iter().map(|(start, _)| *start).collect();
            assert_eq!(starts, [21, 25, 31, 62], "{shape}");
        }
    }
}

#[test]
fn names_in_capitals_stand_over_the_speech() {
    let text =
        "INTAKE\n\nANNA\nWhere?\n\nBO\nHere. Yes.\n\nANNA\nGo on.\n\nBO\n(looks up)\nI\nwill.";
    let expected = [
        ("ANNA", "Where?"),
        ("BO", "Here. Yes."),
        ("ANNA", "Go on."),
        ("BO", "(looks up) I will."),
    ];
    assert_eq!(said(text), pairs(&expected));
    assert!(!is_transcript(
        "ONE\n\nTWO\n\nONE\n\nTWO\n\nONE\n\nTWO\n\nso it went"
    ));
}

#[test]
fn the_head_of_a_file_is_no_turn() {
    let text = "Title: Talk\nDate: 3 May\nInterviewer: Jo\n\nInterviewer: So?\nP01: Yes.\nNote: a pause\nInterviewer: And?\nP01: No.";
    let expected = [
        ("Interviewer", "So?"),
        ("P01", "Yes. Note: a pause"),
        ("Interviewer", "And?"),
        ("P01", "No."),
    ];
    assert_eq!(said(text), pairs(&expected));
}

#[test]
fn once_is_enough_for_some_labels() {
    let text = "Ann Bell: a\n\nCy Dorn: b\n\nAnn Bell: c\n\nCy Dorn: d\n\nEve Frey: e\n\nDr. Ann Bell: f\n\nRemember: g";
    let found: Vec<String> = said(text).into_iter().map(|(who, _)| who).collect();
    assert_eq!(
        found,
        [
            "Ann Bell",
            "Cy Dorn",
            "Ann Bell",
            "Cy Dorn",
            "Eve Frey",
            "Dr. Ann Bell",
            "Dr. Ann Bell"
        ]
    );
}

#[test]
fn long_turns_of_many_paragraphs_are_a_transcript() {
    let turn = |who: &str| format!("{who}: begins\n\n{}", "goes on\n\n".repeat(5));
    let text: String = (0..5)
        .map(|_| turn("Ann Bell") + &turn("Cy Dorn"))
        .collect();
    assert_eq!(read(&text).turns.len(), 10);
}

#[test]
fn what_the_user_says_goes_first() {
    let with = |text: &str, change: fn(&mut TranscriptOptions)| {
        let mut document = plain(text);
        let mut options = TranscriptOptions::default();
        change(&mut options);
        complete(&mut document, &options);
        document
            .speakers
            .iter()
            .map(|s| s.label.clone())
            .collect::<Vec<_>>()
    };
    let essay = "Anna: hello there.\n\nAnd so it went on.\n\nAnd on.\n\nAnd on.";
    assert!(with(essay, |_| {}).is_empty());
    assert_eq!(with(essay, |o| o.labels.push("anna".into())), ["Anna"]);
    assert_eq!(with(essay, |o| o.find = Find::Always), ["Anna"]);
    let talk = "A: x\nB: y\nA: z\nB: w\nUp: v\nUp: u";
    assert_eq!(with(talk, |_| {}), ["A", "B", "Up"]);
    assert_eq!(with(talk, |o| o.not_labels.push("UP".into())), ["A", "B"]);
    assert!(with(talk, |o| o.find = Find::Never).is_empty());
}

#[test]
fn labels_of_the_user_match_whatever_joins_their_words() {
    let talk = "SPEAKER_00: x\nAnn  W: y\nSPEAKER_00: z\nAnn W: w\nOff air: v\noff_air: u";
    let options = |label: &str, other: &str| {
        let mut options = TranscriptOptions::default();
        options.set_labels(Vec::new(), vec!["speaker_00".into()]);
        options.set_labels(vec!["Speaker 00".into()], vec![other.into()]);
        options.set_role(label, "client");
        options
    };
    for (label, other) in [("ann_w", "OFF_AIR"), ("ANN W", "off  air")] {
        let mut document = plain(talk);
        complete(&mut document, &options(label, other));
        let found: Vec<_> = document
            .speakers
            .iter()
            .map(|speaker| (speaker.label.as_str(), speaker.role.name()))
            .collect();
        assert_eq!(found, [("SPEAKER_00", "unknown"), ("Ann  W", "client")]);
    }
}

#[test]
fn refusals_have_reasons() {
    let text = "Hosted by: x\nT: a\nC: b\nT: c\nC: d\nHe said: e\nHe said: f\nNote: g\n7: h\n7: i\nWell: j\nZoe: k";
    let document = read(text);
    let reasons: Vec<_> = document
        .labels
        .iter()
        .filter_map(|label| Some((label.label.as_str(), label.verdict.err()?)))
        .collect();
    let expected = [
        ("Hosted by", Refused::InHead),
        ("He said", Refused::Sentence),
        ("Note", Refused::Heading),
        ("7", Refused::Number),
        ("Well", Refused::Sentence),
        ("Zoe", Refused::Once),
    ];
    assert_eq!(reasons, expected);
}

#[test]
fn lines_with_times_and_no_labels_have_timings() {
    let text = "[00:43.810 --> 00:47.850]  Hello all\n[00:48.000 --> 00:50.000]  and so\n[00:51.000 --> 00:52.000]  on we\n[00:53.000 --> 00:55.000]  go";
    let document = read(text);
    assert!(document.turns.is_empty());
    assert_eq!(document.timings.len(), 4);
    assert_eq!(document.timings[1].end_ms, Some(50_000));
    assert!(
        document
            .asides
            .iter()
            .all(|a| a.kind == crate::text::AsideKind::Stamp)
    );
    assert_eq!(times("0:01 a\n0:02 b\n0:03 c\n0:04 d").len(), 4);
    assert!(times("At 0:01 a\nx\ny\nz").is_empty());
}

#[test]
fn long_transcripts_take_linear_time() {
    let text = "Ann Bell: I was there.\nCy Dorn: So?\n\n".repeat(100_000);
    assert_eq!(read(&text).turns.len(), 200_000);
    let hostile = "Word by word: x ((((((((([[[[[[[[[[ 0:0 0:0 0:0\n".repeat(50_000);
    read(&hostile);
    let names: Vec<String> = (0..60_000).map(|at| format!("Name{at} Bell: x")).collect();
    read(&names.join("\n"));
}

#[test]
fn a_remark_behind_a_label_is_no_other_speaker() {
    let text = "T: a\nC: b\nT: c\nC (crying): d\nT (quietly): e";
    let found: Vec<(String, String)> = said(text);
    assert_eq!(found.len(), 5);
    assert_eq!(read(text).speakers.len(), 2);
    assert!(!is_transcript(
        "Goal: a\nStep: b\nGoal: c\nStep: d\nMon: e\nMon: f"
    ));
}
