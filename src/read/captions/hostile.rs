//! Any input ends, in time, without a panic; what is read of it holds together.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::tests::{EAF, check};
use super::*;

const FORMATS: [Format; 7] = [
    Format::Vtt,
    Format::Srt,
    Format::Lrc,
    Format::WhisperJson,
    Format::WhisperTsv,
    Format::Chat,
    Format::Eaf,
];

/// Small sound files, to be broken.
const SOUND: [&str; 7] = [
    "WEBVTT\n\nNOTE x\n\n1\n00:01.000 --> 00:02.000 align:start\n<v Anna>I was &amp; <i>am</i></v> so\n\n00:02.100 --> 00:03.000\n<v Tom>Oh &lt;no&gt;.<00:02.500><c> é</c>\n\n",
    "1\n00:00:01,000 --> 00:00:02,000\n{\\an8}<i>T: One</i>\n\n2\n00:00:02,000 --> 00:00:03,000\nC: Two\n- a\n- b\n\n3\n00:00:03,000 --> 00:00:04,000\n>> T: x\nC: y\n",
    "[ti:x]\n[offset:-20]\n[00:01.00][00:09.00]T: One <00:01.50>é\n[00:02.00]C: Two\n[00:03.00]T: x\n[00:04.00]C: y\n",
    r#"{"segments": [{"start": 0.0, "end": 1.5, "text": " One \u00e9\ud83d\ude00.", "speaker": "A", "words": [{"word": " One", "start": 0.0}]}, {"start": 1.5, "text": "x"}]}"#,
    "start\tend\ttext\n0\t1500\tOne é.\n1500\t2000\t[A]: Two\n",
    "@UTF8\n@Begin\n@Participants:\tCHI Child, MOT Mother\n*CHI:\t<I (wa)s> [//] &-um she_s @ +... [: a b] \u{15}12_34\u{15}\n\t⌈2 é⌉2 0is xxx .\n%mor:\tx\n*MOT:\t[=! x] ‡ +\"/. <a <b> [/] c>\n",
    EAF,
];

/// A sound file with a few changes in it.
fn broken() -> impl Strategy<Value = (usize, String)> {
    let change = (
        any::<prop::sample::Index>(),
        0..5_usize,
        "\\PC{0,4}|[<>\\[\\]&;:\\-\n\r\t\u{15}\"{}\\\\]{1,3}",
    );
    (0..SOUND.len(), prop::collection::vec(change, 0..8)).prop_map(|(which, changes)| {
        let mut chars: Vec<char> = SOUND[which].chars().collect();
        for (at, cut, new) in changes {
            let at = at.index(chars.len() + 1);
            let end = (at + cut).min(chars.len());
            chars.splice(at..end, new.chars());
        }
        (which, chars.into_iter().collect())
    })
}

fn read_any(source: &str) {
    for format in FORMATS {
        if let Ok(document) = read(source, format, &CaptionOptions::default()) {
            check(source, &document);
        }
    }
    if let Some(document) = read_printed(source, &CaptionOptions::default()) {
        check(source, &document);
    }
    for format in Format::ALL {
        let _ = sniff(format, source);
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}|[a-z0-9:.,<>\\[\\]{}&;*@%\"\\\\\n\r\t\u{15} -]{0,200}") {
        read_any(&text);
    }

    #[test]
    fn any_broken_file_is_read_or_refused((_, text) in broken()) {
        read_any(&text);
    }
}

#[test]
fn sound_files_are_whole() {
    for (source, format) in SOUND.into_iter().zip(FORMATS) {
        let document = read(source, format, &CaptionOptions::default()).expect("sound");
        check(source, &document);
        assert!(
            document.losses.iter().all(|loss| !loss.fatal),
            "{format:?}: {:?}",
            document.losses
        );
        assert!(!document.blocks.is_empty());
    }
}

/// Every cut of a file is read or refused.
#[test]
fn cuts_at_every_place() {
    for source in SOUND {
        for (at, _) in source.char_indices() {
            read_any(&source[..at]);
        }
    }
}

fn in_time(source: &str, format: Format) -> usize {
    let start = Instant::now();
    let read = read(source, format, &CaptionOptions::default());
    let took = start.elapsed();
    // Most take a tenth of this; a quadratic reader takes minutes.
    assert!(took < Duration::from_secs(15), "{format:?}: {took:?}");
    read.map_or(0, |document| document.text.len())
}

#[test]
fn large_and_hostile_files_take_linear_time() {
    use std::fmt::Write as _;
    let mut vtt = String::from("WEBVTT\n\n");
    let mut srt = String::new();
    let mut chat = String::from("@UTF8\n@Begin\n");
    for n in 0..100_000 {
        let (m, s) = (n / 60, n % 60);
        let _ = write!(
            vtt,
            "{m:02}:{s:02}.000 --> {m:02}:{s:02}.900\nT: I was &amp; am {n}\n\n"
        );
        let _ = write!(
            srt,
            "{n}\n{m:02}:{s:02},000 --> {m:02}:{s:02},900\nI am {n}\n\n"
        );
        let _ = writeln!(chat, "*A{}:\tI <was> [//] am . \u{15}{n}_{n}\u{15}", n % 7);
    }
    assert!(in_time(&vtt, Format::Vtt) > 1_000_000);
    assert!(in_time(&srt, Format::Srt) > 500_000);
    assert!(in_time(&chat, Format::Chat) > 500_000);
    for unit in [
        "<",
        ">",
        "&",
        "{\\",
        "[",
        "(",
        "\u{15}",
        "-->",
        "a ",
        "<v a>",
        "\n",
        "[[00:01.00]",
        "<00:00:01.000>",
        "\"",
        "\\",
        "{\"a\":",
        "é",
        "*A:\t",
        "<TIER/>",
        "*\n",
        "@\n",
        "&amp;",
        "- ",
        ">>",
    ] {
        let many = unit.repeat(1_000_000 / unit.len());
        let cue = format!("00:01.000 --> 00:02.000\n{many}");
        in_time(
            &format!("WEBVTT\n\n{cue}\n\n00:02.000 --> 00:03.000\n{many}\n"),
            Format::Vtt,
        );
        in_time(&cue, Format::Srt);
        in_time(&format!("[00:01.00]{many}"), Format::Lrc);
        in_time(
            &format!("[{{\"start\": 1, \"text\": \"{many}"),
            Format::WhisperJson,
        );
        in_time(&many, Format::WhisperJson);
        in_time(&format!("0\t1\t{many}"), Format::WhisperTsv);
        in_time(&format!("@Begin\n*A:\t{many}"), Format::Chat);
        in_time(
            &format!(
                "<ANNOTATION_DOCUMENT><TIER TIER_ID=\"a\"><ALIGNABLE_ANNOTATION><ANNOTATION_VALUE>{many}"
            ),
            Format::Eaf,
        );
    }
    let line = "shame ".repeat(1_700_000);
    assert!(
        in_time(
            &format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{line}"),
            Format::Vtt
        ) > 10_000_000
    );
}
