//! Files of every format, and what is read of them.

use super::*;
use crate::text::Span;

fn options() -> CaptionOptions {
    CaptionOptions::default()
}

fn open(source: &str, format: Format) -> Document {
    let document = read(source, format, &options()).expect("readable");
    check(source, &document);
    document
}

/// What holds for every document.
pub(super) fn check(source: &str, document: &Document) {
    let mut end = 0;
    for block in &document.blocks {
        let range = block.span.range();
        assert!(range.start >= end && !document.text[range.clone()].trim().is_empty());
        assert!(
            block
                .turn
                .is_none_or(|turn| (turn as usize) < document.turns.len())
        );
        end = range.end;
    }
    let mut end = 0;
    for timing in &document.timings {
        let range = timing.span.range();
        assert!(range.start >= end && range.end <= document.text.len());
        end = range.end;
    }
    let mut end = 0;
    for aside in &document.asides {
        let range = aside.span.range();
        assert!(range.start >= end && range.start < range.end);
        let inside = |block: &crate::text::Block| {
            let block = block.span.range();
            block.start <= range.start && range.end <= block.end
        };
        assert!(document.blocks.iter().any(inside));
        end = range.end;
    }
    // Every letter of the text stands at its place in the file, or for something there.
    for (at, c) in document
        .text
        .char_indices()
        .filter(|(_, c)| !c.is_whitespace())
    {
        let place = document
            .map
            .original(Span::new(at, at + c.len_utf8()))
            .range();
        let original = &source[place];
        assert!(
            original.starts_with(c) || original.len() > 1 || !c.is_alphanumeric(),
            "{original:?} for {c:?}"
        );
    }
}

/// Code of the speaker and text of each block.
fn said(document: &Document) -> Vec<(String, &str)> {
    document
        .blocks
        .iter()
        .map(|block| {
            let speaker = block
                .turn
                .and_then(|turn| document.turns[turn as usize].speaker);
            let label = speaker.map(|at| document.speakers[at as usize].label.clone());
            (
                label.unwrap_or_default(),
                &document.text[block.span.range()],
            )
        })
        .collect()
}

fn texts(document: &Document) -> Vec<&str> {
    said(document).into_iter().map(|(_, text)| text).collect()
}

#[test]
fn vtt_cues_are_text_and_nothing_else_is() {
    let source = "WEBVTT - a title\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE not this\nnor this\n\n\
        REGION\nid:x\n\n1\n00:01.000 --> 00:02.000 align:start\n<v Anna>I was &amp; am</v>\n\n\
        00:02.100 --> 00:03.000\n<v Anna>so <i>asha</i>med.\n\n00:09.000 --> 00:10.000\n<v Anna>Yes.\n\n\
        named cue\n00:10.000 --> 00:11.000\n<v Tom>Oh &lt;no&gt;.\n";
    let document = open(source, Format::Vtt);
    let named = |name: &str, text| (name.to_owned(), text);
    assert_eq!(
        said(&document),
        [
            named("Anna", "I was & am\nso ashamed."),
            named("Anna", "Yes."),
            named("Tom", "Oh <no>."),
        ]
    );
    assert!(document.losses.is_empty(), "{:?}", document.losses);
    let times: Vec<_> = document
        .timings
        .iter()
        .map(|t| (t.start_ms, t.end_ms))
        .collect();
    assert_eq!(times[..2], [(1000, Some(2000)), (2100, Some(3000))]);
    let raws: Vec<_> = document.turns.iter().map(|turn| turn.raw).collect();
    assert_eq!(raws, [(1, 2), (3, 3), (4, 4)]);
    let word = document.text.find("ashamed").expect("there");
    let place = document.map.original(Span::new(word, word + 7)).range();
    assert_eq!(&source[place], "asha</i>med");
    for end in ["\r\n", "\r"] {
        let other = open(&source.replace('\n', end), Format::Vtt);
        assert_eq!(texts(&other), texts(&document), "{end:?}");
    }
}

#[test]
fn one_bad_cue_is_lost_and_named() {
    let source = "WEBVTT\n\n00:01.000 --> 00:02.000\nOne\n\n00:02.000 -> 00:03.000\nTwo\n\n00:03.000 --> 00:0x.000\nThree\n\n00:04.000 --> 00:05.000\nFour\n";
    let document = open(source, Format::Vtt);
    assert_eq!(texts(&document), ["One\nFour"]);
    let losses: Vec<_> = document
        .losses
        .iter()
        .map(|loss| (loss.reason, loss.fatal))
        .collect();
    assert_eq!(losses, [("bad_cue", true), ("stray_text", false)]);
    assert!(
        document.losses[0].detail.contains("line 9"),
        "{}",
        document.losses[0].detail
    );
    assert!(
        document.losses[1].detail.contains("line 6"),
        "{}",
        document.losses[1].detail
    );
}

#[test]
fn captions_without_a_header_or_without_cues() {
    assert_eq!(
        texts(&open("00:01.000 --> 00:02.000\nOne\n", Format::Vtt)),
        ["One"]
    );
    for format in [
        Format::Vtt,
        Format::Srt,
        Format::Lrc,
        Format::Chat,
        Format::Eaf,
        Format::WhisperTsv,
    ] {
        let error = read("I was ashamed.\n", format, &options()).expect_err("no cue");
        assert_eq!(error.reason, "damaged", "{format:?}");
        assert!(open("", format).blocks.is_empty());
        assert!(open(" \n\n", format).blocks.is_empty());
    }
    assert!(open("WEBVTT\n", Format::Vtt).blocks.is_empty());
    let error = read("WEBVTT\n\nI was ashamed.\n", Format::Vtt, &options()).expect_err("no cue");
    assert_eq!(error.reason, "damaged");
    assert!(open("", Format::WhisperJson).blocks.is_empty());
}

#[test]
fn webex_names_speakers_in_front_of_the_times() {
    let source = "WEBVTT\n\n1 \"Ann B\" (300)\n00:01.000 --> 00:02.000\nHello.\n\n2 \"Tom\" (301)\n00:02.000 --> 00:03.000\nHi.\n";
    assert_eq!(
        said(&open(source, Format::Vtt)),
        [("Ann B".to_owned(), "Hello."), ("Tom".to_owned(), "Hi.")]
    );
}

#[test]
fn srt_with_all_its_faults() {
    let source = "1\n00:00:01,000 --> 00:00:02,000\n{\\an8}<i>One</i>\n\nstill one\n\n00:00:02.000 --> 00:00:03.000\nno number\n7\n\n\
        3\n00:00:03,000 --> 00:00:04,000\nIn\n1984\n4\n00:00:04,000 --> 00:00:05,000\nno blank line\n\n5\n00:00:05,000 --> x\nlost\n\n\
        6\n00:00:06,000 --> 00:00:07,000\nlast\n\n7\n";
    let document = open(source, Format::Srt);
    assert_eq!(
        texts(&document),
        ["One\n\nstill one\nno number\n7\nIn\n1984\nno blank line\nlast"]
    );
    assert_eq!(document.losses.len(), 1);
    assert!(
        document.losses[0].detail.contains("line 20"),
        "{}",
        document.losses[0].detail
    );
}

#[test]
fn rolling_captions_can_be_kept() {
    let source = "WEBVTT\n\n00:00.000 --> 00:02.000\n \nI<00:00.500><c> was</c>\n\n00:02.000 --> 00:02.010\nI was\n \n\n\
        00:02.010 --> 00:04.000\nI was\nashamed<00:03.000><c> too</c>\n\n00:04.000 --> 00:04.010\nashamed too\n \n";
    let document = open(source, Format::Vtt);
    assert_eq!(texts(&document), ["I\u{20}was\nashamed too"]);
    assert_eq!(document.losses[0].reason, "rolling_captions");
    assert!(
        document.losses[0].detail.contains(" 6 words"),
        "{}",
        document.losses[0].detail
    );
    let times: Vec<_> = document
        .timings
        .iter()
        .map(|t| (&document.text[t.span.range()], t.start_ms))
        .collect();
    assert_eq!(
        times,
        [("I", 0), ("was", 500), ("ashamed", 2010), ("too", 3000)]
    );
    let keep = CaptionOptions {
        join_rolling: false,
        ..options()
    };
    let document = read(source, Format::Vtt, &keep).expect("readable");
    assert_eq!(document.text.split_whitespace().count(), 10);
    assert!(document.losses.is_empty());
}

#[test]
fn lrc_lines_have_times() {
    let source = "[ti:Secret title]\n[offset:+500]\n[00:01.00]One\n[00:02.00]\n\n[00:03.50][01:00.00]two <00:04.00>three\nmore\n";
    let document = open(source, Format::Lrc);
    assert_eq!(texts(&document), ["One\ntwo three\nmore"]);
    let times: Vec<_> = document
        .timings
        .iter()
        .map(|t| (t.start_ms, t.end_ms))
        .collect();
    assert_eq!(times, [(500, Some(1500)), (3000, Some(3500)), (3500, None)]);
}

#[test]
fn whisper_in_its_forms() {
    let openai = r#"{"text": " One. Two.", "segments": [{"id": 0, "tokens": [1, 2], "start": 0.0, "end": 1.5, "text": " One \u00e9.",
        "words": [{"word": " One", "start": 0.0, "end": 0.4}, {"word": " \u00e9.", "start": 0.5, "end": 1.5}]},
        {"start": 1.5, "end": 2, "text": " Two."}], "language": "en"}"#;
    let document = open(openai, Format::WhisperJson);
    assert_eq!(texts(&document), ["One é.\nTwo."]);
    let starts: Vec<_> = document.timings.iter().map(|t| t.start_ms).collect();
    assert_eq!(starts, [0, 500, 1500]);
    assert!(document.turns.is_empty());

    let cpp = r#"{"params": {"text": 1}, "transcription": [{"timestamps": {"from": "00:00:00,000", "to": "00:00:01,000"},
        "offsets": {"from": 0, "to": 1000}, "text": " One.", "speaker": "0"}, {"offsets": {"from": 1000, "to": 2000}, "text": " Two.", "speaker": "?"}]}"#;
    assert_eq!(
        said(&open(cpp, Format::WhisperJson)),
        [("0".to_owned(), "One."), (String::new(), "Two.")]
    );

    let whisperx = r#"{"segments": [{"start": 0.1, "end": 1, "text": "One.", "speaker": "SPEAKER_01"}, {"start": 1, "end": 2, "text": "Two.",
        "words": [{"word": "Two.", "speaker": "SPEAKER_00"}]}], "word_segments": [{"word": "One."}]}"#;
    assert_eq!(
        said(&open(whisperx, Format::WhisperJson)),
        [
            ("SPEAKER_01".to_owned(), "One."),
            ("SPEAKER_00".to_owned(), "Two.")
        ]
    );

    let chunks = r#"{"text": "One.", "chunks": [{"timestamp": [0.0, null], "text": "One."}]}"#;
    assert_eq!(texts(&open(chunks, Format::WhisperJson)), ["One."]);
    let list = r#"[{"start": "1.5", "end": 2.0, "text": "One."}]"#;
    assert_eq!(open(list, Format::WhisperJson).timings[0].start_ms, 1500);
    assert!(
        open(r#"{"text": "", "segments": []}"#, Format::WhisperJson)
            .blocks
            .is_empty()
    );

    let cut = &openai[..openai.find("\"language\"").expect("there")];
    assert_eq!(texts(&open(cut, Format::WhisperJson)), ["One é.\nTwo."]);
    let cut = open(
        &openai[..openai.find("Two.\"}").expect("there")],
        Format::WhisperJson,
    );
    assert_eq!(texts(&cut), ["One é."]);
    assert_eq!(
        (cut.losses[0].reason, cut.losses[0].fatal),
        ("damaged", true)
    );

    for other in [
        "{}",
        "[1, 2]",
        r#"{"name": "x", "segments": 3}"#,
        r#"[{"text": "a post"}]"#,
        "no json",
    ] {
        let error = read(other, Format::WhisperJson, &options()).expect_err("no transcript");
        assert_eq!(error.reason, "unknown_format", "{other}");
    }
}

#[test]
fn whisper_segments_of_words_alone() {
    let spaced = r#"{"segments": [
        {"start": 0, "end": 1, "words": [{"word": " I", "start": 0.1}, {"word": " was", "start": 0.3}, {"word": "n't", "start": 0.4}]},
        {"words": [{"word": "ashamed", "start": 1.5, "end": 1.8}, {"word": "of", "start": 2}, {"word": "it.", "start": 2.5, "end": 3}], "speaker": "B"},
        {"text": " ", "start": 3}]}"#;
    let document = open(spaced, Format::WhisperJson);
    assert_eq!(
        said(&document),
        [
            (String::new(), "I wasn't"),
            ("B".to_owned(), "ashamed of it.")
        ]
    );
    let starts: Vec<_> = document.timings.iter().map(|t| t.start_ms).collect();
    assert_eq!(starts, [100, 300, 400, 1500, 2000, 2500]);
    assert!(document.losses.is_empty());
    let at = document.text.find("of it").expect("said");
    let place = document.map.original(Span::new(at, at + 2)).range();
    assert_eq!(&spaced[place], "of");
}

#[test]
fn whisper_segments_without_anything_are_told_by_number() {
    let source = r#"[{"text": "One.", "start": 0}, {"start": 1, "end": 2}, {"start": 2, "words": []}, 7, {"text": "Two.", "start": 3}, {"text": null, "start": 4}]"#;
    let document = open(source, Format::WhisperJson);
    assert_eq!(texts(&document), ["One.", "Two."]);
    let loss = &document.losses[0];
    assert_eq!((loss.reason, loss.fatal), ("bad_row", true));
    assert!(
        loss.detail
            .starts_with("3 segments without a text or words left out, segments 2, 4, 6;"),
        "{}",
        loss.detail
    );
    // What a cut takes away is told as a cut.
    let cut = open(
        &source[..source.find("null").expect("there")],
        Format::WhisperJson,
    );
    let told: Vec<_> = cut.losses.iter().map(|loss| loss.reason).collect();
    assert_eq!(told, ["damaged", "bad_row"]);
    assert!(
        cut.losses[1].detail.contains("segments 2, 4;"),
        "{}",
        cut.losses[1].detail
    );
}

#[test]
fn whisper_tables_and_prints() {
    let table = "start\tend\ttext\n0\t1500\tOne.\nx\t2\tlost\n5000\t6000\tTwo\tthree.\n";
    let document = open(table, Format::WhisperTsv);
    assert_eq!(texts(&document), ["One.", "Two\tthree."]);
    assert!(document.losses[0].detail.contains("line 3"));

    let printed = "[00:00.000 --> 00:01.500]  One.\n[01:00:05.000 --> 01:00:06.000]  Two.\nmore\n";
    let document = read_printed(printed, &options()).expect("printed");
    assert_eq!(texts(&document), ["One.", "Two.\nmore"]);
    assert_eq!(document.timings[1].start_ms, 3_605_000);
    for other in [
        "",
        "[00:00.000 --> 00:01.500] One.",
        "One.\n[00:00.000 --> 00:01.500] Two.\n",
    ] {
        assert!(read_printed(other, &options()).is_none(), "{other}");
    }
}

pub(super) const EAF: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT><TIME_ORDER>
<TIME_SLOT TIME_SLOT_ID="t1" TIME_VALUE="0"/><TIME_SLOT TIME_SLOT_ID="t2" TIME_VALUE="1000"/>
<TIME_SLOT TIME_SLOT_ID="t3" TIME_VALUE="1100"/><TIME_SLOT TIME_SLOT_ID="t4" TIME_VALUE="2000"/><TIME_SLOT TIME_SLOT_ID="t5"/>
</TIME_ORDER>
<TIER TIER_ID="A-utt" PARTICIPANT="Anna &amp; Jo" LINGUISTIC_TYPE_REF="utt"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="t1" TIME_SLOT_REF2="t2"><ANNOTATION_VALUE>How &lt;are&gt; <![CDATA[you]]>?</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a2" TIME_SLOT_REF1="t4" TIME_SLOT_REF2="t5"><ANNOTATION_VALUE>I see.</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<TIER TIER_ID="A-words" PARENT_REF="A-utt" LINGUISTIC_TYPE_REF="words"><ANNOTATION><REF_ANNOTATION ANNOTATION_ID="w1" ANNOTATION_REF="a1"><ANNOTATION_VALUE>How</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION></TIER>
<TIER TIER_ID="ref@B" LINGUISTIC_TYPE_REF="utt"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="b1" TIME_SLOT_REF1="t3" TIME_SLOT_REF2="t4"><ANNOTATION_VALUE>KN_001</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<TIER TIER_ID="tx@B" PARENT_REF="ref@B" LINGUISTIC_TYPE_REF="assoc"><ANNOTATION><REF_ANNOTATION ANNOTATION_ID="b2" ANNOTATION_REF="b1"><ANNOTATION_VALUE>Ashamed.</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION></TIER>
<TIER TIER_ID="Gestures" LINGUISTIC_TYPE_REF="utt"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="g1" TIME_SLOT_REF1="t1" TIME_SLOT_REF2="t2"><ANNOTATION_VALUE>waves</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="utt"/><LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="words" CONSTRAINTS="Symbolic_Subdivision"/><LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="assoc" CONSTRAINTS="Symbolic_Association"/>
</ANNOTATION_DOCUMENT>
"#;

#[test]
fn elan_tiers_that_hold_speech_are_read_in_the_order_of_time() {
    let document = open(EAF, Format::Eaf);
    let named = |name: &str, text| (name.to_owned(), text);
    assert_eq!(
        said(&document),
        [
            named("Anna & Jo", "How <are> you?"),
            named("tx@B", "Ashamed."),
            named("Anna & Jo", "I see."),
        ]
    );
    let times: Vec<_> = document
        .timings
        .iter()
        .map(|t| (t.start_ms, t.end_ms))
        .collect();
    assert_eq!(times, [(0, Some(1000)), (1100, Some(2000)), (2000, None)]);
    assert_eq!(document.losses[0].reason, "tiers_left_out");
}

#[test]
fn words_below_an_empty_elan_tier_are_told() {
    let below = |constraint: &str, kind: &str| {
        let tiers = format!(
            "<TIER TIER_ID=\"C-span\" LINGUISTIC_TYPE_REF=\"utt\"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID=\"c1\" TIME_SLOT_REF1=\"t1\" TIME_SLOT_REF2=\"t2\"><ANNOTATION_VALUE/></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<TIER TIER_ID=\"C-part\" PARENT_REF=\"C-span\" LINGUISTIC_TYPE_REF=\"part\"/>
<TIER TIER_ID=\"C-{kind}\" PARENT_REF=\"C-part\" LINGUISTIC_TYPE_REF=\"part\"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID=\"c2\" TIME_SLOT_REF1=\"t1\" TIME_SLOT_REF2=\"t2\"><ANNOTATION_VALUE>Ashamed of it.</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID=\"part\" CONSTRAINTS=\"{constraint}\"/>\n<LINGUISTIC_TYPE "
        );
        EAF.replacen("<LINGUISTIC_TYPE ", &tiers, 1)
    };
    for constraint in ["Included_In", "Time_Subdivision", "Symbolic_Subdivision"] {
        let source = below(constraint, "speech");
        let document = open(&source, Format::Eaf);
        assert_eq!(texts(&document).len(), 3, "{constraint}");
        let told: Vec<_> = document
            .losses
            .iter()
            .map(|loss| (loss.reason, loss.fatal))
            .collect();
        assert_eq!(
            told,
            [("tiers_left_out", false), ("tiers_left_out", true)],
            "{constraint}"
        );
        assert!(
            document.losses[1]
                .detail
                .starts_with("1 top-level tier holds no words"),
            "{}",
            document.losses[1].detail
        );
        let mut named = options();
        named.tiers = vec!["A-utt".to_owned(), "C-speech".to_owned()];
        let document = read(&source, Format::Eaf, &named).expect("readable");
        assert!(texts(&document).contains(&"Ashamed of it.") && document.losses.is_empty());
    }
    // Notes below it are nobody's words.
    let document = open(&below("Included_In", "notes"), Format::Eaf);
    assert!(document.losses.iter().all(|loss| !loss.fatal));
}

#[test]
fn elan_tiers_can_be_named() {
    let mut named = options();
    named.tiers = vec!["A-words".to_owned(), "Gestures".to_owned()];
    let document = read(EAF, Format::Eaf, &named).expect("readable");
    assert_eq!(texts(&document), ["How", "waves"]);
    named.tiers = vec!["none".to_owned()];
    assert_eq!(
        read(EAF, Format::Eaf, &named).expect_err("no tier").reason,
        "no_text"
    );
}

#[test]
fn broken_elan_files_are_read_as_far_as_they_go() {
    let cut = open(&EAF[..EAF.find("I see").expect("there") + 3], Format::Eaf);
    assert!(texts(&cut)[0].starts_with("How"), "{:?}", texts(&cut));
    assert_eq!(
        (cut.losses[0].reason, cut.losses[0].fatal),
        ("damaged", true)
    );
    let bomb = EAF.replace("How", "&lol; How").replace(
        "<ANNOTATION_DOCUMENT>",
        "<!DOCTYPE x [<!ENTITY lol \"lollol\">]><ANNOTATION_DOCUMENT>",
    );
    assert_eq!(texts(&open(&bomb, Format::Eaf))[0], "&lol; How <are> you?");
}

#[test]
fn content_tells_the_format() {
    let sniffed = |format, text: &str| sniff(format, text);
    assert_eq!(
        sniffed(Format::Text, "WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n"),
        Format::Vtt
    );
    // The first word of an essay about captions.
    assert_eq!(sniffed(Format::Text, "WEBVTT\n\nA format.\n"), Format::Text);
    assert_eq!(sniffed(Format::Text, "WEBVTTX\n\n"), Format::Text);
    assert_eq!(
        sniffed(Format::Text, "\n1\n00:00:01,000 --> 00:00:02,000\nHi\n"),
        Format::Srt
    );
    assert_eq!(sniffed(Format::Text, "1\nHi\n"), Format::Text);
    assert_eq!(sniffed(Format::Text, "@UTF8\n@Begin\n"), Format::Chat);
    assert_eq!(sniffed(Format::Text, ""), Format::Text);
    assert_eq!(
        sniffed(Format::Tsv, "start\tend\ttext\n0\t1\tHi\n"),
        Format::WhisperTsv
    );
    assert_eq!(sniffed(Format::Tsv, "id\ttext\nWEBVTT\t1\n"), Format::Tsv);
    assert_eq!(sniffed(Format::Markdown, "WEBVTT\n"), Format::Markdown);
}
