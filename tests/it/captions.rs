//! One session in many formats: the same turns, words and hits of each speaker.

use std::collections::BTreeMap;

use feltsense::matching::Engine;
use feltsense::matching::context::Scene;
use feltsense::read::decode::Choice;
use feltsense::read::{self, Format, Options};
use feltsense::text::{Document, Tokens};

use crate::sandbox::Sandbox;
use crate::support::instruments;

/// Who says what, and when, in seconds. One sentence runs over two cues.
const SESSION: [(&str, &str, u32, u32); 8] = [
    ("T", "What was it like for you?", 1, 3),
    ("C", "I was so ashamed of", 3, 5),
    ("C", "myself that I could not speak.", 5, 7),
    ("T", "That sounds hard & lonely.", 7, 9),
    ("C", "I tried to be kind to myself.", 9, 12),
    ("T", "And your body?", 12, 13),
    ("C", "My chest was tight.", 13, 15),
    ("T", "That is a lot to carry.", 15, 16),
];

fn stamp(seconds: u32, point: char) -> String {
    format!("00:00:{seconds:02}{point}000")
}

/// The session in every format that can hold it.
fn session() -> Vec<(&'static str, Format, String)> {
    let all = |line: &dyn Fn(usize, &str, &str, u32, u32) -> String| {
        let lines = SESSION.iter().enumerate();
        lines
            .map(|(at, (who, text, start, end))| line(at, who, text, *start, *end))
            .collect::<String>()
    };
    // A sentence that two lines part is one line where the format has no cues.
    let plain = all(&|at, who, text, _, _| match at {
        2 => format!("{text}\n"),
        _ => format!("{who}: {text}\n"),
    });
    let voices = all(&|_, who, text, start, end| {
        let text = text.replace('&', "&amp;");
        format!(
            "{} --> {}\n<v {who}>{text}</v>\n\n",
            stamp(start, '.'),
            stamp(end, '.')
        )
    });
    let prefixed = all(&|at, who, text, start, end| {
        let (start, end) = (stamp(start, ','), stamp(end, ','));
        format!("{}\n{start} --> {end}\n{who}: {text}\n\n", at + 1)
    });
    let json = all(&|at, who, text, start, end| {
        let comma = if at == 0 { "" } else { "," };
        format!(
            "{comma}{{\"start\": {start}.0, \"end\": {end}.0, \"text\": \" {text}\", \"speaker\": \"{who}\"}}"
        )
    });
    let table = all(&|_, who, text, start, end| format!("{start}000\t{end}000\t[{who}]: {text}\n"));
    let lyrics = all(&|_, who, text, start, _| format!("[00:{start:02}.00]{who}: {text}\n"));
    let printed = all(&|_, who, text, start, end| {
        format!("[00:{start:02}.000 --> 00:{end:02}.000]  {who}: {text}\n")
    });
    let chat = all(&|at, who, text, start, end| {
        // CHAT has no &; an utterance that goes on has no end yet.
        let text = text.replace('&', "and");
        let (words, mark) = match text.char_indices().last() {
            Some((last, '.' | '?')) => text.split_at(last),
            _ => (text.as_str(), "+,"),
        };
        let bullet = format!("\u{15}{start}000_{end}000\u{15}");
        match at {
            1 => format!("*C:\t&-um {words}\n"),
            2 => format!("\t<my> [//] {words} {mark} {bullet}\n%mor:\tpro|I\n"),
            _ => format!("*{who}:\t{words} {mark} {bullet}\n"),
        }
    });
    let tier = |name: &str| {
        let annotations = SESSION
            .iter()
            .enumerate()
            .filter(|(_, (who, ..))| *who == name);
        let annotations: Vec<String> = annotations
            .map(|(at, (_, text, ..))| {
                let text = text.replace('&', "&amp;");
                format!("<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID=\"a{at}\" TIME_SLOT_REF1=\"s{at}\" TIME_SLOT_REF2=\"e{at}\"><ANNOTATION_VALUE>{text}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>\n")
            })
            .collect();
        format!(
            "<TIER TIER_ID=\"{name}\" LINGUISTIC_TYPE_REF=\"utterance\">{}</TIER>\n",
            annotations.concat()
        )
    };
    let slots = all(&|at, _, _, start, end| {
        format!(
            "<TIME_SLOT TIME_SLOT_ID=\"s{at}\" TIME_VALUE=\"{start}000\"/><TIME_SLOT TIME_SLOT_ID=\"e{at}\" TIME_VALUE=\"{end}000\"/>\n"
        )
    });
    let elan = format!(
        "<?xml version=\"1.0\"?>\n<ANNOTATION_DOCUMENT><TIME_ORDER>{slots}</TIME_ORDER>{}{}<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID=\"utterance\"/></ANNOTATION_DOCUMENT>\n",
        tier("T"),
        tier("C")
    );
    vec![
        ("txt", Format::Text, plain),
        ("vtt", Format::Vtt, format!("WEBVTT\n\n{voices}")),
        ("srt", Format::Srt, prefixed),
        (
            "json",
            Format::WhisperJson,
            format!("{{\"segments\": [{json}]}}"),
        ),
        (
            "tsv",
            Format::WhisperTsv,
            format!("start\tend\ttext\n{table}"),
        ),
        ("lrc", Format::Lrc, lyrics),
        ("printed.txt", Format::Text, printed),
        (
            "cha",
            Format::Chat,
            format!("@UTF8\n@Begin\n@Participants:\tT Therapist, C Client\n{chat}@End\n"),
        ),
        ("eaf", Format::Eaf, elan),
    ]
}

fn open(source: &str, format: Format) -> Document {
    let options = Options::default();
    let opened = read::open(source.as_bytes(), format, Choice::Auto, &options).expect("readable");
    assert!(
        opened.document.losses.is_empty(),
        "{format:?}: {:?}",
        opened.document.losses
    );
    opened.document
}

/// Without its asides: these hold no words.
fn spoken(document: &Document) -> Document {
    let mut text = document.text.clone().into_bytes();
    for aside in &document.asides {
        text[aside.span.range()].fill(b' ');
    }
    Document {
        text: String::from_utf8(text).expect("asides stand on borders of characters"),
        ..document.clone()
    }
}

/// Words of each turn with its speaker; turns of one speaker in a row together.
fn turns(document: &Document) -> Vec<(String, Vec<String>)> {
    let tokens = Tokens::of(document);
    let mut turns: Vec<(String, Vec<String>)> = Vec::new();
    for at in 0..tokens.len() {
        let block = &document.blocks[tokens.sentence(at).block as usize];
        let turn = document.turns[block.turn.expect("a turn") as usize];
        let speaker = &document.speakers[turn.speaker.expect("a speaker") as usize];
        let who = format!("{} {}", speaker.label, speaker.role.name());
        let word = tokens.form(at).to_owned();
        match turns.last_mut() {
            Some((last, words)) if *last == who => words.push(word),
            _ => turns.push((who, vec![word])),
        }
    }
    turns
}

/// Hits of each speaker: category and status.
fn hits(document: &Document) -> BTreeMap<String, Vec<String>> {
    let instruments = instruments(Engine::Automaton);
    let tokens = Tokens::of(document);
    let scene = Scene::of(document);
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let found = instruments.read(&tokens, &scene);
    for (lexicon, hits) in instruments.lexicons.iter().zip(found) {
        for hit in hits {
            let block = &document.blocks[tokens.sentence(hit.found.first as usize).block as usize];
            let turn = document.turns[block.turn.expect("a turn") as usize];
            let entry = &lexicon.entries[hit.found.entry.0 as usize];
            let category = lexicon.qualified(entry.category);
            let speaker = Document::speaker_code(turn.speaker.expect("a speaker"));
            let said = format!("{category} {}", hit.context.status.name());
            all.entry(speaker).or_default().push(said);
        }
    }
    all
}

#[test]
fn one_session_reads_the_same_in_every_format() {
    let session = session();
    let first = spoken(&open(&session[0].2, session[0].1));
    let (turns_of_first, hits_of_first) = (turns(&first), hits(&first));
    assert_eq!(turns_of_first.len(), 7);
    assert_eq!(turns_of_first[1].0, "C client");
    assert_eq!(turns_of_first[1].1.len(), 11);
    assert!(hits_of_first["S2"].len() > 2, "{hits_of_first:?}");
    for (name, format, source) in &session[1..] {
        let document = spoken(&open(source, *format));
        let mut expected = turns_of_first.clone();
        if *format == Format::Chat {
            // Written out there.
            expected[2].1.insert(3, "and".to_owned());
        }
        assert_eq!(turns(&document), expected, "{name}");
        assert_eq!(hits(&document), hits_of_first, "{name}");
        let timed = document.timings.len();
        assert!(timed >= 7, "{name}: {timed} times");
        assert_eq!(document.timings[0].start_ms, 1000, "{name}");
    }
}

#[test]
fn a_folder_of_sessions_is_scanned_by_speaker() {
    let session = session();
    let names: Vec<String> = session
        .iter()
        .map(|(name, ..)| format!("t/s.{name}"))
        .collect();
    let mut files: Vec<(&str, &str)> = names
        .iter()
        .zip(&session)
        .map(|(name, (_, _, source))| (name.as_str(), source.as_str()))
        .collect();
    files.push(("t/other.json", "{\"settings\": true}"));
    let sandbox = Sandbox::with(&files);
    sandbox.scan(&["t", "--by", "speaker"]).exits(0);
    assert_eq!(sandbox.table("segments.csv").len(), 2 * session.len());
    assert_eq!(sandbox.skipped("other.json")["reason"], "unknown_format");
    // JSON that is no transcript is a mistake if it was named.
    sandbox
        .scan(&["t/other.json"])
        .exits(2)
        .says("no transcript that is known");
}

#[test]
fn the_content_of_a_text_tells_its_format() {
    let session = session();
    let vtt = session[1].2.as_str();
    let sandbox = Sandbox::with(&[("a.txt", vtt)]);
    let by_content = sandbox.run(&["text", "--turns", "a.txt"]).exits(0).out;
    assert!(
        by_content.starts_with("S1: What was it like for you?\n"),
        "{by_content}"
    );
    let as_text = sandbox
        .run(&["text", "--format", "txt", "a.txt"])
        .exits(0)
        .out;
    assert!(as_text.contains("-->"), "{as_text}");
}

#[test]
fn rolling_captions_are_counted_once_unless_kept() {
    let vtt = "WEBVTT\n\n00:00.000 --> 00:02.000\n \nI was\n\n00:02.000 --> 00:02.010\nI was\n \n\n\
        00:02.010 --> 00:04.000\nI was\nashamed\n\n00:04.000 --> 00:04.010\nashamed\n \n";
    let sandbox = Sandbox::with(&[("a.vtt", vtt)]);
    let words = |options: &[&str]| {
        sandbox.scan(&[&["a.vtt"], options].concat()).exits(0);
        sandbox.table("documents.csv")[0]["words"].clone()
    };
    assert_eq!(words(&["--keep-rolling"]), "8");
    assert_eq!(words(&[]), "3");
    assert_eq!(sandbox.skipped("a.vtt")["reason"], "rolling_captions");
}
